// Late, on pages with <exit-board
// What a board says in sentences: the rule of the game, what just happened, how it ended. No page is known here.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  /** @typedef {any} Play */

  /** Steps of one move that are told one by one. */
  const TOLD = 3;

  const number = (/** @type {string} */ digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

  /** What the reader is to do. */
  b.rule = (/** @type {Play} */ { graph: { best, stands, whole, schedules } }) => {
    const [all, broken] = schedules ?? [];
    if (!best) {
      if (!stands) return 'Break it, if you can.';
      return `It cannot be broken: ${stands}.${all ? ` On this board they are ${number(all)}.` : ''}`;
    }
    const departures = ['without a departure', 'with at most one departure'][best[0]] ?? `with at most ${best[0]} departures`;
    const among = all && broken ? ` ${number(broken)} of the ${number(all)} schedules on this board ${broken === '1' ? 'does' : 'do'}.` : '';
    return `Break it ${departures}.${among}${whole ? '' : ' Far from the cheapest failure the recording ends.'}`;
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
