// Late, on pages with <exit-board
// A play on a recorded scene: states, moves between them, and a tape that says it all. No page is known here.
// What a graph is made of is in `crates/checker/src/graph`.

(() => {
  /**
   * @typedef {{ c: number, b: number, t: number, p?: number, d?: number, f?: number, n?: number, s: [number, number, number][] }} Edge
   * @typedef {{ l: string, a: [number, number, number][], h?: [number, number, number][], q?: number[], g?: number[], k?: number, m?: Edge[], e?: [number, number] }} State
   * @typedef {{ property: string, whole: boolean, every: boolean, best: [number, string] | null, stands: string | null, schedules: [string, string] | null, texts: string[], actors: [number, number][], locks: number[], heads: string, begun?: [number, number, number][], code: Record<string, [number, string][]>, states: State[] }} Graph
   * @typedef {{ state: number, by: Edge[] }} Stop A place where the reader stood, and what led there: a move, and the steps that came with it.
   * @typedef {{ graph: Graph, past: Stop[], future: Stop[], every: boolean }} Play
   * @typedef {{ actor: string, text: string, at: string, departs: boolean }} Step
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

  const stop = (/** @type {Play} */ play) => /** @type {Stop} */ (play.past.at(-1));
  const state = (/** @type {Play} */ play) => play.graph.states[stop(play).state];
  const moves = (/** @type {Play} */ play) => state(play).m ?? [];
  const edges = (/** @type {Play} */ play) => play.past.flatMap(({ by }) => by);
  const cost = (/** @type {Play} */ play) => edges(play).reduce((sum, by) => sum + (by.d ?? 0), 0);
  const taken = (/** @type {Play} */ play) => edges(play).flatMap(({ c }) => choices(play.graph.texts[c]));

  /** The whole tape: it can be pasted into `check --replay` and `explore --replay`. */
  const tape = (/** @type {Play} */ play) => [play.graph.heads, short(taken(play))].filter(Boolean).join(' ');

  /** What happened on these edges. @returns {Step[]} */
  function stepsOf(/** @type {Graph} */ { texts }, /** @type {Edge[]} */ all) {
    return all.flatMap((by) => by.s.map(([actor, text, at], i) => ({ actor: texts[actor], text: texts[text], at: texts[at], departs: i === 0 && Boolean(by.d) })));
  }
  const steps = (/** @type {Play} */ play) => stepsOf(play.graph, edges(play));

  /** The process of a choice: `t1` of `t1/2`. */
  const mover = (/** @type {Graph} */ { texts }, /** @type {Edge | undefined} */ by) => ((by && texts[by.c]) || 't0').split(/[ /*]/)[0];

  /** The move that comes along by itself: the one who moved last goes on with what concerns nobody else. */
  function along(/** @type {Graph} */ graph, /** @type {Edge | undefined} */ last, /** @type {number} */ at) {
    return graph.states[at].m?.find((by) => by.f && by.n !== undefined && mover(graph, by) === mover(graph, last));
  }

  /** Goes on with what comes along. @returns {Stop} */
  function folded(/** @type {Play} */ { graph, every }, /** @type {Stop} */ { state: at, by }, /** @type {Edge | undefined} */ before) {
    const all = [...by];
    for (;;) {
      const more = every ? undefined : along(graph, all.at(-1) ?? before, at);
      if (more?.n === undefined) return { state: at, by: all };
      all.push(more);
      at = more.n;
    }
  }

  /** Where a play begins. Steps before the first choice are no move, and happened all the same. @returns {Stop} */
  const beginning = (/** @type {Graph} */ { begun }) => ({ state: 0, by: begun ? [{ c: 0, b: 0, t: 0, n: 0, s: begun }] : [] });

  /** @returns {Play} */
  function start(/** @type {Graph} */ graph, every = false) {
    /** @type {Play} */
    const play = { graph, past: [], future: [], every };
    play.past.push(folded(play, beginning(graph), undefined));
    return play;
  }

  /** Takes a move. False where the recording ends. `alone`: without what comes along. */
  function move(/** @type {Play} */ play, /** @type {number} */ i, alone = false) {
    const by = moves(play)[i];
    if (by?.n === undefined) return false;
    const next = { state: by.n, by: [by] };
    play.past.push(alone ? next : folded(play, next, undefined));
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

  const restart = (/** @type {Play} */ play) => void Object.assign(play, start(play.graph, play.every));

  /** Until more than one move is there. Gives how many were taken. */
  function on(/** @type {Play} */ play) {
    let count = 0;
    while (moves(play).length === 1 && move(play, 0)) count += 1;
    return count;
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
    // A recorded move can be several choices: a tape can stop in the middle of it, or go another way there.
    const fits = (/** @type {string[]} */ added) => added.every((choice, i) => i >= rest.length || choice === rest[i]);
    return rest.length ? moves(play).findIndex(({ c }) => fits(choices(play.graph.texts[c]))) : -1;
  }

  /** Follows a tape from the beginning. Gives whether it could be followed to its end; if not, the place is kept. */
  function follow(/** @type {Play} */ play, /** @type {string} */ other) {
    if (!readable(other)) return false;
    // The words in front say which steps are counted: with other words, the choices are of other steps.
    const all = choices(other).length;
    if (all && other.trim().split(/\s+/).filter((word) => !/\d/.test(word)).join(' ') !== play.graph.heads) return false;
    const then = { past: play.past, future: play.future };
    Object.assign(play, { past: [beginning(play.graph)], future: [] });
    while (taken(play).length < all) {
      const i = next(play, other);
      const with_ = along(play.graph, edges(play).at(-1), stop(play).state);
      const comes = !play.every && with_ !== undefined && with_ === moves(play)[i];
      if (i < 0 || !move(play, i, true)) {
        Object.assign(play, then);
        return false;
      }
      if (comes) {
        const last = /** @type {Stop} */ (play.past.pop());
        const before = stop(play);
        play.past[play.past.length - 1] = { state: last.state, by: [...before.by, ...last.by] };
      }
    }
    return true;
  }

  /** A tape as steps; undefined where it leads out of the recording. */
  function stepsAlong(/** @type {Graph} */ graph, /** @type {string} */ other) {
    const play = start(graph, true);
    return follow(play, other) ? steps(play) : undefined;
  }

  const space = /** @type {any} */ (globalThis);
  const board = { choices, short, start, stop, state, moves, edges, cost, tape, steps, stepsOf, stepsAlong, move, undo, redo, restart, on, toTheEnd, next, follow };
  space.ExitPath = { ...space.ExitPath, board };
})();
