// On pages with <exit-review
// What the others of a pair wrote, above one's own desk. It is text, and it is theirs: each adds to the own review.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h } = ExitPath.dom;
  const { room } = ExitPath;
  const DECISION = /** @type {Record<string, string>} */ ({ approve: 'approve', comment: 'comment', 'request-changes': 'request changes' });

  /** @typedef {{ name: string | null, decision: string | null, comments: Remark[] }} Partner */

  /** @param {Partner} it @param {number} at @param {any} desk */
  function partner(it, at, desk) {
    const hazard = (/** @type {string | null | undefined} */ id) => desk.hazards.find((/** @type {any} */ one) => one.id === id)?.name;
    const remark = (/** @type {Remark} */ c) => h('div.ep-topic', {},
      h('p', {}, h('strong', {}, ExitPath.sheet.place(c)), h('span.ep-dim', {}, ` · ${[c.label, c.severity && ExitPath.sheet.LEVEL[c.severity], hazard(c.hazard)].filter(Boolean).join(' · ')}`)),
      h('blockquote', {}, c.text));
    return [h('h3', {}, it.name ?? `Your partner${at ? ` (${at + 1})` : ''}, without a name`),
      h('p.ep-dim', {}, it.decision ? `Decided: ${DECISION[it.decision]}` : 'Has not decided yet'),
      ...(it.comments.length ? it.comments.map(remark) : [h('p', {}, 'No comment yet.')])];
  }

  /**
   * Draws the pair of this person, or nothing where nobody is in pairs.
   * @param {any} host @param {RoomState | null} state @param {any} desk
   */
  async function show(host, state, desk) {
    const wanted = Boolean(state?.person) && state?.stage === 'pairs';
    host.wanted = wanted;
    if (!wanted) {
      host.drawn = '';
      return host.replaceChildren();
    }
    const answer = await room.ask('GET', '/api/pair');
    if (!host.wanted || answer.status !== 200) return;
    // A reader who is in the middle of it is not thrown out by the same text.
    const drawn = JSON.stringify(answer.value);
    if (host.drawn === drawn) return;
    host.drawn = drawn;
    const { pair, partners } = /** @type {{ pair: number, partners: Partner[] }} */ (answer.value);
    host.replaceChildren(h('h2', {}, `Pair ${pair}`),
      h('p', {}, partners.length ? 'Read each other’s comments and talk. Then add to your own review below, or change it. Your pair sees yours.' : 'You are the only one here so far. The next person who joins comes to you.'),
      ...partners.flatMap((it, at) => partner(it, at, desk)));
  }

  ExitPath.pairs = { show };
})();
