// On pages with <exit-review, <exit-lead
// What the team sees together: the board, and beside it, once it is open, the key. Whatever somebody typed is text here, and
// nothing else.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h } = ExitPath.dom;
  const { room } = ExitPath;
  const DECISION = /** @type {Record<string, string>} */ ({ approve: 'approve', comment: 'comment', 'request-changes': 'request changes' });
  const SEVERITY = /** @type {Record<string, string>} */ ({ blocker: 'blocker', 'should-fix': 'should fix', nit: 'nit' });
  const SIGN = /** @type {Record<string, string>} */ ({ add: '+', del: '−' });

  /** @param {number} from @param {number} to */
  const lines = (from, to) => (from === 0 ? 'The whole' : from === to ? `Line ${from}` : `Lines ${from} to ${to}`);
  /** @param {number} n @param {string} thing */
  const count = (n, thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;
  /** @param {any} m */
  const quote = (m) => h('blockquote', {}, m.text);

  /** @param {string[]} head @param {any[][]} rows @param {string} name */
  const table = (head, rows, name) => h('div.ep-scroll', { role: 'group', 'aria-label': name, tabindex: 0 }, h('table', {},
    h('thead', {}, h('tr', {}, ...head.map((it) => (it ? h('th', { scope: 'col' }, it) : h('td', {}))))),
    h('tbody', {}, ...rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((cell) => h('td', {}, cell)))))));

  /** The diff, with how many marked each line. @param {any} board */
  function heat(board) {
    const most = Math.max(1, board.reviews);
    const row = (/** @type {any} */ it) => (it.mark === 'gap' ? h('tr.gap', {}, h('td', { colspan: 5 }, it.text))
      : h(`tr.${it.mark}`, {}, h('td.n', {}, it.old ?? ''), h('td.n', {}, it.new ?? ''),
        h(`td.heat.heat-${it.who.length ? Math.max(1, Math.round((4 * it.who.length) / most)) : 0}`, {}, it.who.length || ''), h('td.m', {}, SIGN[it.mark] ?? ''), h('td.c', {}, it.text)));
    return h('div.ep-code', {}, h('div.ep-code-title', {}, 'Who marked what'),
      h('div.ep-scroll', { role: 'group', 'aria-label': 'The diff, with the number of people who marked each line', tabindex: 0 }, h('table', {},
        h('thead.ep-seen-by-readers', {}, h('tr', {}, ...['before', 'head', 'marked by', 'change', 'code'].map((it) => h('th', { scope: 'col' }, it)))),
        h('tbody', {}, ...board.heat.map(row)))));
  }

  /**
   * How many said each of a few words: numbers, and beside them bars for whoever sees.
   * @param {string} head @param {{ word: string, reviews: number }[]} rows @param {number} all @param {string} name
   */
  const spread = (head, rows, all, name) => table([head, 'Reviews', ''], rows.map((it) => [it.word, it.reviews,
    h('span.ep-bar-of', { 'aria-hidden': 'true' }, '█'.repeat(Math.round((20 * it.reviews) / Math.max(1, all))))]), name);

  /** @param {any} board @param {string} [right] What the key says, once it is open. */
  const decisions = (board, right) => spread('Decision', board.decisions.map((/** @type {any} */ it) => (
    { word: `${DECISION[it.decision]}${it.decision === right ? ' (the key)' : ''}`, reviews: it.counts[0] })), board.reviews, 'Decisions');

  /** @param {any} board @param {boolean} open Whether the key is, and has the decisions beside it. */
  function boardOf(board, open) {
    const dispute = (/** @type {any} */ it) => h('div.ep-topic', {}, h('p', {}, h('strong', {}, lines(it.from, it.to)), `, marked by ${it.who.length} of ${board.reviews}`),
      ...it.marks.map((/** @type {any} */ m) => [h('p.ep-dim', {}, [m.label, m.severity && SEVERITY[m.severity], m.hazard].filter(Boolean).join(' · ')), quote(m)]).flat());
    return [h('h2', {}, 'The board'),
      h('p', {}, `${count(board.reviews, 'review')}.${board.undecided ? ` ${board.undecided} without a decision: counted as “comment”.` : ''} It does not say who is right.`),
      board.disputed.length ? h('h3', {}, 'To talk about, 90 seconds each') : h('p', {}, 'Nothing is disputed.'), ...board.disputed.map(dispute),
      heat(board), ...(open ? [] : [h('h3', {}, 'Decisions'), decisions(board)])];
  }

  /** How far a team is from one mind about a finding: the smaller one of its two sides. @param {any} f */
  const split = ({ found: [solo] }) => Math.min(solo.reviews, solo.of - solo.reviews);

  /** @param {any} key @param {any} board */
  function keyOf(key, board) {
    const found = (/** @type {any} */ f) => `${f.found[0].reviews} of ${f.found[0].of}`;
    const stated = (/** @type {any} */ f) => f.stated.filter((/** @type {any} */ it) => it.reviews).map((/** @type {any} */ it) => `${it.reviews} ${SEVERITY[it.severity]}`).join(', ') || '–';
    const right = key.decisions.find((/** @type {any} */ it) => it.decision === key.decision);
    const severities = (/** @type {any} */ f) => (f.found[0].reviews ? [h('p.ep-dim', {}, 'Its severity, as said'), spread('Severity', f.stated.map((/** @type {any} */ it) => (
      { word: `${SEVERITY[it.severity]}${it.severity === f.severity ? ' (the key)' : ''}`, reviews: it.reviews })), f.found[0].of, `Severity: ${f.title}`)] : []);
    const finding = (/** @type {any} */ f) => [h('h4', {}, f.title), h('div.ep-sides', {},
      h('div', {}, h('p.ep-dim', {}, `From the team: ${found(f)}`), ...(f.said.length ? f.said.map(quote) : [h('p', {}, 'Nobody found it.')]),
        ...(f.open.length ? [h('p.ep-dim', {}, 'Open: the rules cannot tell, and you can'), ...f.open.map(quote)] : []), ...severities(f)),
      h('div', {}, h('p.ep-dim', {}, 'The model'), quote({ text: f.model })))];
    const trap = (/** @type {any} */ t) => h('div.ep-topic', {}, h('p', {}, h('strong', {}, lines(t.lines[0], t.lines[1])), `: ${t.who.length} of ${board.reviews} fell for it. “${t.claim}”`), h('p', {}, t.why), ...t.said.map(quote));
    const findings = [...key.findings].sort((a, b) => split(b) - split(a));
    return [h('h2', {}, 'The key'), h('p', {}, 'It says: ', h('strong', {}, DECISION[key.decision]), `. So did ${right?.counts[0] ?? 0} of ${board.reviews}.`),
      decisions(board, key.decision),
      h('h3', {}, 'Findings'), ...(findings.some(split) ? [h('p', {}, 'First those that some found and others did not.')] : []),
      table(['Finding', 'Lines', 'Found by', 'Severity: key', 'Severity: said'],
        findings.map((f) => [f.title, `${f.lines[0]}–${f.lines[1]}`, found(f), SEVERITY[f.severity], stated(f)]), 'Findings'),
      ...findings.flatMap(finding),
      h('h3', {}, 'Traps: code that is right, and looks wrong'), ...(key.traps.length ? key.traps.map(trap) : [h('p', {}, 'There is none.')])];
  }

  /**
   * Draws what the stage shows. What another stage asked for meanwhile is not drawn.
   * @param {any} host
   * @param {RoomState} state
   */
  async function show(host, state) {
    host.wanted = state.stage;
    if (!state.member || ['lobby', 'silent', 'pairs'].includes(state.stage)) return host.replaceChildren();
    const open = state.stage !== 'board';
    const [board, key] = await Promise.all([room.ask('GET', '/api/board'), open ? room.ask('GET', '/api/key') : null]);
    if (host.wanted !== state.stage) return;
    const bad = [board, key].find((it) => it && it.status !== 200);
    if (bad) {
      host.replaceChildren(h('p', { role: 'status' }, bad.text));
      setTimeout(() => host.wanted === state.stage && show(host, state), 2000);
      return;
    }
    // A merge of nothing has neither a diff nor a key.
    if (!board.value.reviews) return host.replaceChildren(h('p', {}, 'Nobody wrote a review in time, so there is nothing to compare. The chapter of the workbook has the key.'));
    host.replaceChildren(...(key ? keyOf(key.value, board.value) : []), ...boardOf(board.value, open));
  }

  ExitPath.wall = { show };
})();
