// Late, on pages with <exit-board
// A play on a recorded scene: states, moves between them, and a tape that says it all. No page is known here.
// What a graph is made of is in `crates/checker/src/graph.rs`.

(() => {
  /**
   * @typedef {{ c: number, b: number, t: number, p?: number, d?: number, n?: number, s: [number, number, number][] }} Edge
   * @typedef {{ l: string, a: [number, number, number][], h?: [number, number, number][], q?: number[], g?: number[], k?: number, m?: Edge[], e?: [number, number] }} State
   * @typedef {{ property: string, whole: boolean, best: [number, string] | null, stands: string | null, texts: string[], actors: [number, number][], locks: number[], heads: string, code: Record<string, [number, string][]>, states: State[] }} Graph
   * @typedef {{ state: number, by?: Edge }} Stop
   * @typedef {{ graph: Graph, past: Stop[], future: Stop[] }} Play
   */

  /** The choices of a tape, without the words in front. @returns {string[]} */
  function choices(/** @type {string} */ tape) {
    const words = tape.trim().split(/\s+/).filter((word) => /^[tcps]\d/.test(word));
    return words.flatMap((word) => {
      const [choice, times] = word.split('*');
      return Array.from({ length: Math.min(Number(times ?? 1), 60000) }, () => choice);
    });
  }

  /** Is it a tape, with all of its words? */
  const readable = (/** @type {string} */ tape) => tape.trim().split(/\s+/).every((word) => /^(|multi-thread|unlocks|ends|starts|[tcps]\d+(\/\d+)?(\*\d+)?)$/.test(word));

  /** Equal choices in a row are one word. */
  function short(/** @type {string[]} */ all) {
    /** @type {[string, number][]} */
    const runs = [];
    for (const choice of all) {
      const last = runs.at(-1);
      if (last?.[0] === choice) last[1] += 1;
      else runs.push([choice, 1]);
    }
    return runs.map(([choice, times]) => (times > 1 ? `${choice}*${times}` : choice)).join(' ');
  }

  /** @returns {Play} */
  const start = (/** @type {Graph} */ graph) => ({ graph, past: [{ state: 0 }], future: [] });

  const stop = (/** @type {Play} */ play) => /** @type {Stop} */ (play.past.at(-1));
  const state = (/** @type {Play} */ play) => play.graph.states[stop(play).state];
  const moves = (/** @type {Play} */ play) => state(play).m ?? [];
  const cost = (/** @type {Play} */ play) => play.past.reduce((sum, { by }) => sum + (by?.d ?? 0), 0);
  const taken = (/** @type {Play} */ play) => play.past.flatMap(({ by }) => (by ? choices(play.graph.texts[by.c]) : []));

  /** The whole tape: it can be pasted into `check --replay` and `explore --replay`. */
  const tape = (/** @type {Play} */ play) => [play.graph.heads, short(taken(play))].filter(Boolean).join(' ');

  /** What happened so far. */
  function steps(/** @type {Play} */ play) {
    const { texts } = play.graph;
    return play.past.flatMap(({ by }) => (by?.s ?? []).map(([actor, text, at]) => ({ actor: texts[actor], text: texts[text], at: texts[at] })));
  }

  /** Takes a move. False where the recording ends. */
  function move(/** @type {Play} */ play, /** @type {number} */ i) {
    const by = moves(play)[i];
    if (by?.n === undefined) return false;
    play.past.push({ state: by.n, by });
    play.future = [];
    return true;
  }

  function undo(/** @type {Play} */ play) {
    if (play.past.length < 2) return false;
    play.future.push(/** @type {Stop} */ (play.past.pop()));
    return true;
  }

  function redo(/** @type {Play} */ play) {
    const next = play.future.pop();
    if (next) play.past.push(next);
    return Boolean(next);
  }

  function restart(/** @type {Play} */ play) {
    play.past.length = 1;
    play.future = [];
  }

  /** Until more than one move is there. Gives how many were taken. */
  function on(/** @type {Play} */ play) {
    let taken = 0;
    while (moves(play).length === 1 && move(play, 0)) taken += 1;
    return taken;
  }

  /** The default order, as far as it is recorded. */
  function toTheEnd(/** @type {Play} */ play) {
    while (moves(play).length && move(play, 0));
  }

  /** The place of the move that a tape takes here; -1 where it went another way, or is over. */
  function next(/** @type {Play} */ play, /** @type {string} */ other) {
    const [mine, theirs] = [taken(play), choices(other)];
    if (mine.some((choice, i) => choice !== theirs[i])) return -1;
    const rest = theirs.slice(mine.length);
    // A move of ours is a choice with what comes along: a tape can stop in the middle of it, or go another way there.
    const fits = (/** @type {string[]} */ added) => added.every((choice, i) => i >= rest.length || choice === rest[i]);
    return rest.length ? moves(play).findIndex(({ c }) => fits(choices(play.graph.texts[c]))) : -1;
  }

  /** Follows a tape from the beginning. Gives whether it could be followed to its end; if not, the place is kept. */
  function follow(/** @type {Play} */ play, /** @type {string} */ other) {
    if (!readable(other)) return false;
    const then = { past: play.past, future: play.future };
    Object.assign(play, { past: [{ state: 0 }], future: [] });
    const all = choices(other).length;
    while (taken(play).length < all) {
      const i = next(play, other);
      if (i < 0 || !move(play, i)) {
        Object.assign(play, then);
        return false;
      }
    }
    return true;
  }

  /** What a listener hears. */
  function sentence(/** @type {Play} */ play) {
    const { texts, best } = play.graph;
    const end = state(play).e;
    if (end) {
      if (!end[0]) return texts[end[1]] || 'The schedule is over, and the promise held.';
      const paid = cost(play);
      const less = best && best[0] < paid ? `The lab needs ${best[0]}.` : 'Nobody does it with less.';
      return `Broken at cost ${paid}, ${texts[end[1]]}. ${less}`;
    }
    const last = steps(play).at(-1);
    return last ? `${last.actor} ${last.text}${last.at ? `, ${last.at}` : ''}.` : 'Nothing has happened yet.';
  }

  /** What the reader is to do. */
  function rule(/** @type {Play} */ { graph: { best, stands, whole } }) {
    if (!best) return stands ? `It cannot be broken: ${stands}.` : 'Break it, if you can.';
    const departures = ['without a departure', 'with at most one departure'][best[0]] ?? `with at most ${best[0]} departures`;
    return `Break it ${departures}.${whole ? '' : ' Far from the cheapest failure the recording ends.'}`;
  }

  const space = /** @type {any} */ (globalThis);
  const board = { choices, short, start, state, moves, cost, tape, steps, move, undo, redo, restart, on, toTheEnd, next, follow, sentence, rule };
  space.ExitPath = { ...space.ExitPath, board };
})();
