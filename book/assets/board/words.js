// Late, on pages with <exit-board
// What a board says in sentences: the rule of the game, what just happened, how it ended. No page is known here.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  /** @typedef {any} Play */

  /** Steps of one move that are told one by one. */
  const TOLD = 3;

  const number = (/** @type {string} */ digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

  const departs = (/** @type {number} */ most) => ['without a departure', 'with at most one departure'][most] ?? `with at most ${most} departures`;

  /** Up to how many departures every schedule is recorded; less than 0 where not even the default order is. */
  b.recordedTo = (/** @type {any} */ { states }) => {
    // One round for each cost: what is reached without a departure belongs to the same round.
    const seen = new Set();
    let round = [0];
    for (let cost = 0; round.length; cost += 1) {
      /** @type {number[]} */
      const dearer = [];
      let whole = true;
      for (const at of round) {
        if (seen.has(at)) continue;
        seen.add(at);
        for (const { n, d } of states[at].m ?? []) {
          if (n !== undefined) (d ? dearer : round).push(n);
          else if (!d) return cost - 1;
          else whole = false;
        }
      }
      if (!whole) return cost;
      round = dearer;
    }
    return Infinity;
  };

  /** Where the recording ends. */
  const ends = (/** @type {any} */ graph) => {
    const to = graph.whole ? Infinity : b.recordedTo(graph);
    if (to === Infinity) return '';
    return to < 0 ? ' The recording is a part of the scene.' : ` Every schedule ${departs(to)} is recorded, and a part of the rest.`;
  };

  /** What the reader is to do. */
  b.rule = (/** @type {Play} */ { graph }) => {
    const { best, stands, schedules } = graph;
    const [all, broken] = schedules ?? [];
    if (!best) {
      if (!stands) return `Break it, if you can.${ends(graph)}`;
      return `It cannot be broken: ${stands}.${all ? ` On this board they are ${number(all)}.` : ends(graph)}`;
    }
    const among = all && broken ? ` ${number(broken)} of the ${number(all)} schedules on this board ${broken === '1' ? 'does' : 'do'}.` : '';
    return `Break it ${departs(best[0])}.${among}${ends(graph)}`;
  };

  /** What a listener hears: one sentence for a move, in the words of a verdict for an end. */
  b.sentence = (/** @type {Play} */ play) => {
    const { texts, best } = play.graph;
    const end = b.state(play).e;
    if (end) {
      if (!end[0]) return texts[end[1]] || 'The schedule is over, and the promise held.';
      const paid = b.cost(play);
      const less = best && best[0] < paid ? `The lab needs ${best[0]}.` : 'No schedule does it with less.';
      return `Broken at cost ${paid}, ${texts[end[1]]}. ${less}`;
    }
    const all = b.stepsOf(play.graph, b.stop(play).by);
    if (!all.length) return 'Nothing has happened yet.';
    const told = all.slice(0, TOLD).map((/** @type {any} */ it, /** @type {number} */ i) => `${i && it.actor === all[0].actor ? '' : `${it.actor} `}${it.text}`);
    const more = all.length > TOLD ? `, and ${all.length - TOLD} more` : '';
    const at = all[0].at ? `, ${all[0].at}` : '';
    return `${told.join(', then ')}${more}${at}.`;
  };

  /** Departures so far, and the best known. */
  b.score = (/** @type {Play} */ play) => {
    const { best } = play.graph;
    const so = `departures ${b.cost(play)}`;
    return best ? `${so} · the lab needs ${best[0]}` : so;
  };
})();
