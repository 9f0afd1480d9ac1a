// Late, on pages with <exit-board
// The steps so far, and beside them those of the lab's cheapest schedule; the same list is what is printed.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  const { make } = b;
  /** @typedef {{ actor: string, text: string, at: string, departs: boolean }} Step */

  const cell = (/** @type {Step | undefined} */ it, /** @type {boolean} */ differs) => make('td', { class: differs ? 'differs' : undefined },
    ...(it ? [make('strong', {}, `${it.actor} `), it.text, it.departs ? ' *' : '', ...(it.at ? [make('small', {}, ` ${it.at}`)] : [])] : []));

  b.beside = (/** @type {any} */ play, /** @type {boolean} */ withTheLabs) => {
    const mine = b.steps(play);
    const labs = withTheLabs && play.graph.best ? b.stepsAlong(play.graph, play.graph.best[1]) : undefined;
    if (!mine.length && !labs) return [make('p', {}, 'No step has happened yet.')];
    const same = (/** @type {number} */ i) => mine[i] && labs?.[i] && mine[i].actor === labs[i].actor && mine[i].text === labs[i].text;
    const count = Math.max(mine.length, labs?.length ?? 0);
    const first = labs ? Array.from({ length: count }, (_, i) => i).find((i) => !same(i)) : undefined;
    const head = labs ? [make('thead', {}, make('tr', {}, ...['Step', 'Yours', 'The lab’s'].map((it) => make('th', { scope: 'col' }, it))))] : [];
    const rows = Array.from({ length: count }, (_, i) => make('tr', {}, make('th', { scope: 'row' }, String(i + 1)), cell(mine[i], i === first), ...(labs ? [cell(labs[i], i === first)] : [])));
    const said = !labs ? [] : [make('p', {}, first === undefined ? 'It is the lab’s schedule, step by step.'
      : mine.length <= first ? `So far it is the lab’s schedule; that one has ${labs.length} steps.` : `From step ${first + 1} on they differ.`)];
    return [...said, make('div', { class: 'ep-scroll', tabindex: '0', role: 'group', 'aria-label': 'Steps' }, make('table', {}, ...head, make('tbody', {}, ...rows))),
      make('p', {}, make('small', {}, '* departs from the default order: what the cost counts'))];
  };
})();
