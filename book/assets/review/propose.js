// Late, on pages with <exit-review item
// What a review proposes, judged in place: the server that shows this page runs the check. A page from a disk has none, and
// shows the command that does the same. What is asked and answered is in `crates/book/src/serve/asked.rs`.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { h, button, download } = on().dom;

  /** @param {string} id */
  const short = (id) => (id.match(/^exercise-\d+/) ?? [id])[0];

  /**
   * Asks the server, and hears what it is at.
   * @param {string} address
   * @param {any} question
   * @param {(words: string) => void} at
   * @param {AbortSignal} signal
   * @returns {Promise<{ answer?: any, refused?: string[], failed?: string }>}
   */
  async function ask(address, question, at, signal) {
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question), signal });
    if (!response.ok || !response.body) return { failed: (await response.text()).trim() };
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value ?? '')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter(Boolean)) {
        const said = JSON.parse(line);
        if (!said.at) return said;
        at(said.at);
      }
      if (done) return { failed: 'The server ended before it had an answer.' };
    }
  }

  /** A schedule that breaks a promise, as a table. @param {any} schedule */
  function table({ steps, stuck, cost, message }) {
    const row = (/** @type {any} */ it) => (it.fold ? h('tr', {}, h('td', {}, '…'), h('td.ep-dim', { colspan: 3 }, it.fold))
      : h('tr', { class: it.departs ? 'ep-departs' : null }, h('td', {}, `${it.departs ? '* ' : ''}${it.n}`), h('td', {}, it.actor), h('td', {}, it.text, it.note && h('div.ep-dim', {}, `← ${it.note}`)), h('td', {}, it.at ? `${it.at.file}:${it.at.line}` : '')));
    return h('div', {}, h('p', {}, `It fails at cost ${cost}: ${message}.`),
      h('div.ep-scroll', { role: 'group', 'aria-label': 'The schedule it fails on', tabindex: 0 },
        h('table.ep-schedule', {}, h('thead', {}, h('tr', {}, ['Step', 'Who', 'Does', 'Where'].map((it) => h('th', { scope: 'col' }, it)))), h('tbody', {}, steps.map(row)))),
      steps.some((/** @type {any} */ it) => it.departs) && h('p.ep-dim', {}, '* departs from the default order: what the cost counts'),
      stuck.map((/** @type {string} */ it) => h('p', {}, `${it}.`)));
  }

  /** @param {any} answer */
  function verdict({ good, words, told, promises, schedule, diff, likeness }) {
    const broken = promises.find((/** @type {any} */ it) => it.id === schedule?.promise);
    const holds = promises.filter((/** @type {any} */ it) => it.holds).length;
    return [
      h('h3', { tabindex: -1 }, 'What you propose: ', h(`span.ep-badge.${good ? 'ep-good' : 'ep-bad'}`, {}, words)),
      told.length > 0 && h('pre', {}, told.join('\n')),
      promises.length > 0 && h('p', {}, `${holds} of ${promises.length} promises hold.`),
      broken && h('p', {}, h('strong', {}, `Broken: ${broken.statement}. `), h('code.ep-id', {}, broken.id)),
      schedule && table(schedule),
      promises.length > 0 && h('details.ep-fold', {}, h('summary', {}, 'Every promise, and how far it was searched'), h('div.ep-folded', {},
        h('ul', {}, promises.map((/** @type {any} */ it) => h('li', {}, `${it.statement}: ${it.holds ? 'holds; ' : ''}${it.how}.`))))),
      likeness.length > 0 && h('details.ep-fold', {}, h('summary', {}, 'Which of the known fixes it is like (they are those of step 6)'), h('div.ep-folded', {}, likeness.map(marked))),
      h('details.ep-fold', {}, h('summary', {}, 'What you change of the pull request'), h('div.ep-folded', {}, h('pre.ep-suggestion', {}, diff.map((/** @type {any} */ it) =>
        h(`span.${it.mark}`, {}, `${{ gap: '', same: '  ', add: '+ ', del: '- ' }[/** @type {'gap'} */ (it.mark)]}${it.text}\n`))))),
    ];
  }

  /** A sentence of ours, with its code. @param {string} text */
  const marked = (text) => h('p', {}, text.split('`').map((part, i) => (i % 2 ? h('code', {}, part) : part)));

  /**
   * Has the server do something, below a comment or a review, and shows what came of it.
   * @param {HTMLElement} box
   * @param {string} label
   * @param {string} address
   * @param {any} question
   * @param {(answer: any) => any[]} show
   */
  async function served(box, label, address, question, show) {
    const status = h('p', { role: 'status' }, 'It is asked for.');
    const stop = new AbortController();
    const place = box.querySelector('.ep-judged') ?? h('section.ep-judged', { 'aria-label': label });
    place.replaceChildren(status, button('Give it up', () => stop.abort()));
    box.append(place);
    let said;
    try {
      said = await ask(address, question, (words) => status.replaceChildren(words), stop.signal);
    } catch {
      said = { failed: stop.signal.aborted ? 'You gave it up.' : 'The server does not answer. Is it still there?' };
    }
    if (said.answer) place.replaceChildren(...show(said.answer).filter(Boolean));
    else place.replaceChildren(h('p', {}, h('strong', { tabindex: -1 }, said.refused ? 'It does not fit the pull request:' : 'No answer.')), ...(said.refused ?? [said.failed]).map((/** @type {any} */ it) => h('p', {}, it)));
    place.querySelector('[tabindex="-1"]')?.focus({ preventScroll: true });
  }

  /** The way without a server. @param {HTMLElement} box @param {any} desk @param {string} words @param {(file: string) => string} command */
  function unserved(box, desk, words, command, file = true) {
    const name = `${desk.item.id}.json`;
    const place = box.querySelector('.ep-judged') ?? h('section.ep-judged', {});
    place.replaceChildren(h('p', {}, words), file ? h('div.ep-buttons', {}, button(`Save ${name}`, () => download(name, `${JSON.stringify(saved(desk), null, 2)}\n`, 'application/json'))) : '',
      h('p', {}, file ? 'Then, in your clone, where that file is: ' : 'In your clone: ', h('code', { tabindex: -1 }, command(name))));
    box.append(place);
  }

  /** The review as a file: what is not decided yet is a comment. @param {any} desk */
  function saved(desk) {
    const sheet = desk.locked ?? desk.sheet();
    return { ...sheet, decision: sheet.decision ?? 'comment' };
  }

  /** @param {any} desk @param {HTMLElement} box */
  function propose(desk, box) {
    if (!/** @type {any} */ (globalThis).exitPathServed) {
      return unserved(box, desk, 'This page comes from a disk, and nothing here can run a check.', (/** @type {string} */ name) => `cargo xtask check ${short(desk.item.id)} --suggestions ${name}`);
    }
    served(box, 'What you propose, judged', '/__judge', saved(desk), verdict);
  }

  Object.assign(on(), { propose, proposing: { served, unserved, saved, short, table, marked } });
})();
