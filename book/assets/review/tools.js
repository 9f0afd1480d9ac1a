// Late, on pages with <exit-review item
// How a review leaves a page and comes back, as a row of buttons. The forms are those of `formats.js`.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { h, button, select, labelled, download, upload } = on().dom;

  /** What the forms need to know of the pull request. @param {any} desk @returns {Known} */
  function known(desk) {
    const all = (/** @type {'old' | 'new'} */ side) => desk.view.code({ side, start: 1, end: 1e6 });
    return { item: desk.item, hazards: desk.hazards, before: all('old'), head: all('new'), name: desk.item.title };
  }

  /** @param {any} desk */
  const sheetOf = (desk) => (desk.locked ? on().answered(desk.locked, desk.entry.done) : desk.sheet());

  /** Takes a review over as the draft. @param {any} desk @param {string} text */
  function take(desk, text) {
    const found = on().formats.read(text, known(desk));
    if (found.wrong) return desk.say(`Not imported, and nothing is changed. ${found.wrong}`);
    if ((desk.draft.comments.length > 0 || desk.writing?.text.trim()) && !confirm('Replace your draft with the imported review?')) return;
    const { comments, decision, confidence, seconds } = found.sheet;
    desk.entry.draft = { ...desk.draft, comments, decision, confidence: confidence ?? null, seconds: seconds ?? 0 };
    desk.own.keep(null);
    const kept = desk.keep();
    desk.render();
    const many = `${comments.length} ${comments.length === 1 ? 'comment' : 'comments'}`;
    desk.say([kept ? `Imported: ${many}.` : `On this page, and not kept: ${many} of the file.`, ...found.notes].join(' '));
  }

  /** @param {any} desk @param {HTMLElement} box */
  function tools(desk, box) {
    const { FORMS } = on().formats;
    const form = select(Object.entries(FORMS).map(([id, it]) => [id, it.name]), 'markdown');
    const decided = (/** @type {(text: string, name: string, kind: string) => void} */ act) => () => {
      const sheet = sheetOf(desk);
      if (!sheet.decision) return desk.say('Decide first: approve, comment or request changes.');
      const { write, end, kind } = FORMS[form.value];
      // Our own form has a comment's words and nothing else: they are graded.
      act(write(form.value === 'sheet' ? sheet : on().attached(sheet), known(desk)), `${desk.item.id}.${end}`, kind);
    };
    const copy = async (/** @type {string} */ text, /** @type {string} */ name, /** @type {string} */ kind) => {
      try {
        await navigator.clipboard.writeText(text);
        desk.say('Copied.');
      } catch {
        download(name, text, kind);
        desk.say('The clipboard is closed to this page, so it is saved as a file.');
      }
    };
    const hint = h('p.ep-dim', {});
    const tell = () => hint.replaceChildren(HINTS[form.value] ?? '');
    form.addEventListener('change', tell);
    tell();
    box.querySelector('.ep-export')?.remove();
    box.append(h('div.ep-export', {}, h('div.ep-buttons', {}, labelled('As', form), button('Copy', decided(copy)), button('Save', decided((text, name, kind) => download(name, text, kind))),
      !desk.locked && button('Import a file', () => upload((/** @type {string} */ text) => take(desk, text), (/** @type {string} */ why) => desk.say(`Not imported, and nothing is changed. ${why}`)))), hint));
    form.focus();
  }

  /** @type {Record<string, string>} */
  const HINTS = {
    sheet: 'What a workshop merges, and what `cargo xtask check --suggestions` takes.',
    markdown: 'One text, to be pasted into a forge.',
    github: 'gh api --method POST repos/OWNER/REPO/pulls/N/reviews --input FILE. Comments on lines that GitHub does not show are in its body.',
    gitlab: 'A list: each entry is one POST to …/merge_requests/N/discussions. Put the merge request’s three commits in first. Approving is a call of its own.',
    diff: 'What `cargo xtask review` opens in an editor.',
  };

  Object.assign(on(), { tools });
})();
