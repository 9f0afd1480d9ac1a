// Late, on pages with <exit-board
// The steps so far as a picture over time: a row for each step, a lane for each actor and for each lock, and arrows from the actor that
// makes another one move again. `crates/explore/src/timeline.rs` says the same of a tape, and a test compares them.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  const { make } = b;
  /**
   * @typedef {{ letter: string, words: string }} Stood
   * @typedef {{ by: number, text: string, at: string, departs: boolean, lanes: (Stood | undefined)[], held: number[][], wakes: [number, boolean][], reasons: [number, string][], clock?: number }} Row
   */

  const canMove = (/** @type {string} */ letter) => letter === 'r' || letter === 'y';
  const MOVES = { letter: 'm', words: 'running' };
  const READY = { letter: 'y', words: 'ready' };

  /** How an actor stands in a state; nothing before it has come. @returns {Stood | undefined} */
  const stood = (/** @type {any} */ { texts }, /** @type {any} */ state, /** @type {number} */ actor) => {
    const letter = state?.l[actor] ?? ' ';
    return letter === ' ' ? undefined : { letter, words: texts[state.a[actor][0]] };
  };

  /** Who has each lock. */
  const holders = (/** @type {any} */ { locks }, /** @type {any} */ state) => locks.map((/** @type {any} */ _, /** @type {number} */ lock) =>
    (state?.h ?? []).filter((/** @type {any} */ [which]) => which === lock).map((/** @type {any} */ [, who]) => who));

  /**
   * A row for each step, and one more for how everything stands in the end. A state with no step of its own shows nothing new: the one
   * that follows stands for it.
   * @returns {Row[]}
   */
  b.timeline = (/** @type {any} */ play) => {
    const { graph } = play;
    const { states, actors, texts } = graph;
    const all = actors.map((/** @type {any} */ _, /** @type {number} */ i) => i);
    /** @type {Row[]} */
    const rows = [];
    // Before what begins a scene by itself, nobody is there.
    let before = graph.begun ? undefined : states[0];
    /** @type {any[]} */
    const edges = [];
    for (const by of b.edges(play)) {
      const last = edges.at(-1);
      if (by.s.length) edges.push({ ...by });
      else if (last) last.n = by.n;
      else before = states[by.n];
    }
    for (const by of edges) {
      const after = states[by.n];
      // What is seen of a move is how things stood before it and after it. One that was put together has a middle as well.
      const joined = !graph.every && by.s.length > 1;
      const movers = by.s.map((/** @type {any} */ [who]) => actors.findIndex((/** @type {any} */ [name]) => name === who));
      const one = movers.every((/** @type {number} */ it) => it === movers[0]);
      by.s.forEach((/** @type {any} */ [, text, at], /** @type {number} */ i) => {
        const mover = movers[i];
        const was = (/** @type {number} */ actor) => stood(graph, before, actor);
        const lanes = all.map((/** @type {number} */ actor) => {
          const now = stood(graph, after, actor);
          if (actor === mover) return MOVES;
          if (i && joined && (movers.includes(actor) || was(actor)?.words !== now?.words)) return undefined;
          return now && (was(actor)?.letter === 'r' ? READY : was(actor));
        });
        const held = joined ? holders(graph, before).map((/** @type {number[]} */ them, /** @type {number} */ lock) => (String(them) === String(holders(graph, after)[lock]) ? them : [])) : holders(graph, after);
        /** @type {Row} */
        const row = { by: mover, text: texts[text], at: texts[at], departs: i === 0 && Boolean(by.d), lanes, held, wakes: [], reasons: [] };
        if (i === by.s.length - 1) {
          for (const actor of all) {
            const [then, now] = [was(actor), stood(graph, after, actor)];
            if (!now) continue;
            if (canMove(now.letter) && actor !== mover && !(then && canMove(then.letter))) {
              // Of a move in which several acted, nobody knows who did it.
              if (!joined || one) row.wakes.push([actor, !then]);
              else row.reasons.push([actor, 'can move']);
            }
            if ('lwspz'.includes(now.letter) && now.words !== then?.words) row.reasons.push([actor, now.words]);
          }
          if ((after.k ?? 0) !== (before?.k ?? 0)) row.clock = after.k ?? 0;
        }
        rows.push(row);
      });
      before = after;
    }
    const end = { by: -1, text: '', at: '', departs: false, wakes: [], reasons: [] };
    return [...rows, { ...end, lanes: all.map((/** @type {number} */ actor) => stood(graph, before, actor)), held: holders(graph, before) }];
  };

  /** What the widths and patterns of a lane mean. */
  const LEGEND = [['moves', 'moves'], ['ready', 'could move'], ['waits', 'waits'], ['sleeps', 'sleeps, or is parked'], ['zombie', 'zombie'], ['ended', 'ended'], ['held', 'a lock is held, by the actor with this number']];

  const at = (/** @type {number} */ column) => `--at: ${column}`;
  const mark = (/** @type {string} */ kind, /** @type {number} */ column, /** @type {string[]} */ ...inside) => make('span', { class: `is-${kind}`, style: at(column) }, ...inside);

  /** The lanes of a row: actors, then the locks that are ever held. */
  function lanesOf(/** @type {Row} */ row, /** @type {Row | undefined} */ before, /** @type {number[]} */ here, /** @type {number[]} */ locks) {
    const column = (/** @type {number} */ actor) => here.indexOf(actor);
    const bars = here.flatMap((actor, i) => {
      const shape = b.SHAPES[row.lanes[actor]?.letter ?? ''];
      return shape ? [mark(shape.name, i)] : [];
    });
    const held = locks.flatMap((lock, i) => {
      const numbers = row.held[lock].map((who) => column(who) + 1).join('+');
      if (!numbers) return [];
      const same = String(before?.held[lock]) === String(row.held[lock]);
      return [mark('held', here.length + i, same ? '' : numbers)];
    });
    const arrows = row.wakes.map(([actor]) => {
      const [from, to] = [column(row.by), column(actor)];
      return make('span', { class: `wakes ${to < from ? 'back' : ''}`, style: `${at(Math.min(from, to))}; --by: ${Math.abs(to - from)}` });
    });
    return [...bars, ...held, ...arrows];
  }

  /** The picture. */
  b.time = (/** @type {any} */ play) => {
    const { texts, actors, locks: named } = play.graph;
    const rows = b.timeline(play);
    const here = actors.map((/** @type {any} */ _, /** @type {number} */ i) => i).filter((/** @type {number} */ i) => rows.some((/** @type {Row} */ row) => b.SHAPES[row.lanes[i]?.letter ?? ''] || row.by === i));
    const locks = named.map((/** @type {any} */ _, /** @type {number} */ i) => i).filter((/** @type {number} */ i) => rows.some((/** @type {Row} */ row) => row.held[i].length));
    const name = (/** @type {number} */ actor) => texts[actors[actor][0]];
    const heads = [...here.map((/** @type {number} */ actor, /** @type {number} */ i) => `${i + 1} ${name(actor)}`), ...locks.map((/** @type {number} */ lock) => `lock ${texts[named[lock]]}`)];
    const wide = `--n: ${heads.length}`;
    const list = rows.map((/** @type {Row} */ row, /** @type {number} */ i) => {
      const last = i === rows.length - 1;
      const notes = [
        ...row.wakes.map(([actor, starts]) => `→ ${name(actor)} ${starts ? 'can move' : 'can move again'}`),
        ...row.reasons.map(([actor, words]) => `${name(actor)} ${words}`),
        ...(row.clock === undefined ? [] : [`The clock is at ${row.clock} ms`]),
      ];
      const said = last ? [b.state(play).e ? b.sentence(play) : 'So it stands now.']
        : [make('strong', {}, name(row.by)), ` ${row.text}${row.departs ? ' *' : ''}`, ...(row.at ? [make('small', {}, ` ${row.at}`)] : []), ...notes.map((it) => make('p', {}, it))];
      return make('tr', {}, make('th', { scope: 'row' }, last ? 'end' : String(i + 1)),
        make('td', { class: 'lanes', style: wide, 'aria-hidden': 'true' }, ...lanesOf(row, rows[i - 1], here, locks)), make('td', {}, ...said));
    });
    return [
      make('p', { class: 'ep-board-legend' }, ...LEGEND.map(([kind, words]) => make('span', {}, make('i', { class: 'lanes', 'aria-hidden': 'true' }, mark(kind, 0)), words)), make('span', {}, '→ from the actor that lets another one move')),
      make('div', { class: 'ep-scroll', tabindex: '0', role: 'group', 'aria-label': 'Timeline' }, make('table', {},
        make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Step'), make('td', { class: 'lanes', style: wide, 'aria-hidden': 'true' }, ...heads.map((it, i) => make('b', { style: at(i) }, it))), make('th', { scope: 'col' }, 'What happens, and who waits for what'))),
        make('tbody', {}, ...list))),
      make('p', {}, make('small', {}, '* departs from the default order: what the cost counts. A lock that is taken and released in one move has no bar.')),
      ...(play.graph.every ? [] : [make('p', {}, make('small', {}, 'On this board a move can be several steps. In the middle of it, only what stays the same is drawn.'))]),
    ];
  };
})();
