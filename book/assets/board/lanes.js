// Late, on pages with <exit-board
// One lane for each actor: its states so far as a bar, its locks as bars below, and in words where it stands now.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  const { make, draw } = b;
  /** Width of one move, in pixels: the least, and the most. */
  const STEP = { least: 18, most: 40 };
  /** The width in use. */
  let step = STEP.least;

  /** The moves that are shown: as many of the last as there is room for. */
  function shown(/** @type {any} */ play, /** @type {number} */ width) {
    const room = Math.max(6, Math.floor(width / STEP.least) - 2);
    let steps = 0;
    const all = play.past.map((/** @type {any} */ it) => {
      steps += it.by.reduce((/** @type {number} */ sum, /** @type {any} */ by) => sum + by.s.length, 0);
      return { ...it, steps };
    });
    const kept = all.slice(-room);
    step = Math.max(STEP.least, Math.min(STEP.most, Math.floor(width / (kept.length + 2))));
    // How things stand now, whoever moved last.
    return [...kept, { state: b.stop(play).state, by: [], steps }];
  }

  /** Neighbours that look the same are one. @returns {[string, number, number][]} */
  function runs(/** @type {string[]} */ all) {
    /** @type {[string, number, number][]} */
    const found = [];
    all.forEach((what, i) => {
      const last = found.at(-1);
      if (last?.[0] === what) last[2] += 1;
      else found.push([what, i, 1]);
    });
    return found;
  }

  const strip = (/** @type {number} */ height, /** @type {number} */ columns, /** @type {Node[]} */ ...inside) =>
    draw('svg', { width: columns * step, height, viewBox: `0 0 ${columns * step} ${height}`, 'aria-hidden': 'true' }, ...inside);

  /** The bar of an actor. */
  function bar(/** @type {any} */ graph, /** @type {any[]} */ stops, /** @type {number} */ actor) {
    const [name] = graph.actors[actor];
    const letters = stops.map(({ state, by }) => (by.some((/** @type {any} */ it) => it.s.some((/** @type {any} */ [who]) => who === name)) ? 'm' : graph.states[state].l[actor] ?? ' '));
    return strip(14, stops.length, ...runs(letters).flatMap(([letter, from, count]) => {
      const shape = b.SHAPES[letter];
      return shape ? [draw('rect', { class: `is-${shape.name}`, x: from * step, y: shape.top, width: count * step - 1, height: shape.height, rx: Math.min(3, shape.height / 2) })] : [];
    }));
  }

  /** The bar of a lock, as far as this actor has it. */
  const hold = (/** @type {any} */ graph, /** @type {any[]} */ stops, /** @type {number} */ lock, /** @type {number} */ actor) => {
    const has = stops.map(({ state }) => String((graph.states[state].h ?? []).some((/** @type {any} */ [which, who]) => which === lock && who === actor)));
    return strip(6, stops.length, ...runs(has).flatMap(([held, from, count]) => (held === 'true' ? [draw('rect', { class: 'is-held', x: from * step, y: 1, width: count * step - 1, height: 4 })] : [])));
  };

  /** Below the lanes: the step that each move led to, with a star where it departed. */
  const axis = (/** @type {any[]} */ stops) => make('div', { class: 'ep-board-axis', 'aria-hidden': 'true' }, ...stops.map(({ by, steps }) =>
    make('i', { style: `width: ${step}px` }, !steps || !by.some((/** @type {any} */ it) => it.s.length || it.d) ? '' : `${steps}${by.some((/** @type {any} */ it) => it.d) ? '*' : ''}`)));

  /** The lanes of a play. `pick` is called with the actor whose code is wanted. */
  b.lanes = (/** @type {any} */ play, /** @type {number} */ width, /** @type {(actor: number) => void} */ pick) => {
    const { texts, actors, locks } = play.graph;
    const state = b.state(play);
    const stops = shown(play, width);
    const rows = actors.flatMap((/** @type {any} */ [name, kind], /** @type {number} */ i) => {
      const words = texts[state.a[i]?.[0] ?? 0];
      if (!words) return [];
      const place = texts[state.a[i][1]];
      const held = locks.flatMap((/** @type {number} */ lock, /** @type {number} */ which) => {
        const now = (state.h ?? []).find((/** @type {any} */ [it, who]) => it === which && who === i);
        const ever = stops.some(({ state: n }) => (play.graph.states[n].h ?? []).some((/** @type {any} */ [it, who]) => it === which && who === i));
        if (!ever) return [];
        const said = now ? `holds ${texts[lock]}${now[2] ? ` since ${texts[now[2]]}` : ''}` : `held ${texts[lock]}`;
        return [hold(play.graph, stops, which, i), make('p', { class: 'ep-board-hold' }, said)];
      });
      const who = make('button', { type: 'button', disabled: place ? undefined : '', click: () => pick(i) }, texts[name]);
      const where = place ? [make('small', {}, ` ${place}`)] : [];
      const is = b.SHAPES[state.l[i]]?.name ?? 'outside';
      return [make('div', { class: 'ep-board-lane', role: 'listitem' },
        make('p', {}, who, make('small', {}, ` ${texts[kind]} `), make('span', { class: `says-${is}` }, words), ...where), bar(play.graph, stops, i), ...held)];
    });
    return [make('div', { role: 'list', 'aria-label': 'Where each one stands' }, ...rows), axis(stops)];
  };
})();
