// Late, on pages with <exit-review item
// The lines of a pull request as a diff numbers them: which of its hunks shows a line, and which lines of the two sides belong
// together. A forge takes comments on shown lines only. Pure.

/** @typedef {{ old: [number, number], new: [number, number] }} Shown First and last line of each side; the last is before the first where it has none. */

(() => {
  /** Lines of context around a change, as every forge shows them. */
  const CONTEXT = 3;

  /**
   * The hunks with their context; those that meet are one.
   * @param {Item['hunks']} hunks
   * @param {number} oldLines How many lines the file had.
   * @param {number} newLines How many it has.
   * @returns {Shown[]}
   */
  function shown(hunks, oldLines, newLines) {
    /** @type {Shown[]} */
    const all = [];
    for (const [old, gone, head, come] of hunks) {
      const above = Math.min(CONTEXT, old - 1, head - 1);
      const below = Math.min(CONTEXT, oldLines - (old + gone - 1), newLines - (head + come - 1));
      /** @type {Shown} */
      const next = { old: [old - above, old + gone - 1 + below], new: [head - above, head + come - 1 + below] };
      const last = all.at(-1);
      if (last && last.new[1] + 1 >= next.new[0]) all[all.length - 1] = { old: [last.old[0], next.old[1]], new: [last.new[0], next.new[1]] };
      else all.push(next);
    }
    return all;
  }

  /**
   * How a line of one side is numbered on the other: its own line where it is unchanged, and the next one where it is not.
   * @param {Item['hunks']} hunks
   * @param {'old' | 'new'} side
   * @param {number} line
   * @returns {{ other: number, changed: boolean }}
   */
  function other(hunks, side, line) {
    let shift = 0;
    for (const [old, gone, head, come] of hunks) {
      const [first, count, there, others] = side === 'new' ? [head, come, old, gone] : [old, gone, head, come];
      if (line < first) break;
      // A diff shows what goes before what comes.
      if (line < first + count) return { other: side === 'new' ? there + others : there, changed: true };
      shift += others - count;
    }
    return { other: line + shift, changed: false };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, lines: { shown, other, CONTEXT } };
})();
