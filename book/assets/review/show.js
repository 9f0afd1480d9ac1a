// Late, on pages with <exit-review item
// "Show me": what a comment claims of its lines, tried by the server that shows this page. A schedule that shows it goes along with the
// comment wherever the review is exported, until the page is left.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { h, button, labelled, select } = on().dom;
  const { served, unserved, short, table, marked } = on().proposing;

  /** Schedules that were found, by the comment's id and words: another text is another claim. @type {Map<string, string>} */
  const found = new Map();
  const key = (/** @type {Remark} */ { id, text, start, end }) => JSON.stringify([id, text, start, end]);

  /** A sheet whose comments have their schedules with them. @param {Sheet} sheet @returns {Sheet} */
  const attached = (sheet) => ({ ...sheet, comments: sheet.comments.map((it) => ({ ...it, text: found.has(key(it)) ? `${it.text.trim()}\n\n${found.get(key(it))}` : it.text })) });

  /** @param {any} desk @param {HTMLElement} box @param {Remark} remark */
  function show(desk, box, remark) {
    const promises = [...document.querySelectorAll('.ep-properties li')].map((it) => /** @type {[string, string]} */ ([it.querySelector('.ep-id')?.textContent ?? '', it.textContent ?? '']));
    if (promises.length === 0) return desk.say('This page lists no promises.');
    const promise = select(promises, promises[0][0]);
    const actors = h('input', { type: 'text', placeholder: 'anybody, or names such as reaper' });
    const names = () => actors.value.split(/[,;]/).map((/** @type {string} */ it) => it.trim()).filter(Boolean);
    const look = () => {
      const claim = { property: promise.value, lines: [remark.start, remark.end], actors: names() };
      if (!/** @type {any} */ (globalThis).exitPathServed) {
        const lines = remark.start === remark.end ? remark.start : `${remark.start}-${remark.end}`;
        const by = names().map((/** @type {string} */ it) => ` --by "${it}"`).join('');
        return unserved(box, desk, 'This page comes from a disk, and nothing here can search.', () => `cargo xtask review ${short(desk.item.id)} --show ${promise.value} --lines ${lines}${by}`, false);
      }
      served(box, 'What the comment claims, tried', '/__show', { exercise: desk.item.id, revision: desk.item.revision, claim }, (/** @type {any} */ answer) => {
        if (answer.markdown) found.set(key(remark), answer.markdown);
        return [h('h3', { tabindex: -1 }, answer.found ? 'Shown' : 'Not shown'), ...answer.said.map(marked), answer.schedule && table(answer.schedule),
          answer.found && h('p.ep-dim', {}, 'The schedule goes along with this comment when you export the review.')];
      });
    };
    box.querySelector('.ep-claim')?.remove();
    box.append(h('div.ep-claim', {}, labelled('Which promise breaks here?', promise), labelled('Who is there', actors), h('div.ep-buttons', {}, button('Look for it', look))));
    promise.focus();
  }

  Object.assign(on(), { show, attached });
})();
