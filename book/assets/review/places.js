// Late, on pages with <exit-review item
// Where a comment stands, against where a point of the key lies: on its lines, in its function or type, near it, or elsewhere.
// Measured by what encloses the lines, and not by a number of lines: a reader who marks a function means what is in it. Pure.

/**
 * @typedef {'lines' | 'scope' | 'near' | 'whole' | 'far'} Nearness `whole`: a comment on the file or on the pull request.
 * @typedef {{ kind: string, name: string, lines: Lines, doc: number }} Scope A function or a type of the head; `doc` is the first
 *   line of its comment.
 */

(() => {
  /** A mark may be one line beside. */
  const NEAR = 1;
  /** What is longer than this points at nothing but itself. */
  const WIDE = 60;
  const ORDER = ['far', 'whole', 'near', 'scope', 'lines'];

  const length = (/** @type {Lines} */ [from, to]) => to - from + 1;
  /** @param {Lines} a @param {Lines} b */
  const overlap = (a, b, by = 0) => a[0] - by <= b[1] && a[1] + by >= b[0];
  /** @param {Lines} inner @param {Lines} outer */
  const within = (inner, outer, by = 0) => inner[0] >= outer[0] - by && inner[1] <= outer[1] + by;

  /**
   * The lines of the head that a comment means; null if it is about the whole. A removed line stands for what replaced it.
   * @param {Remark} c
   * @param {Item['hunks']} hunks
   * @returns {Lines | null}
   */
  function placed(c, hunks) {
    if (c.about) return null;
    if (c.side === 'new') return [c.start, c.end];
    const met = hunks.filter(([old, count]) => c.start < old + count && c.end >= old);
    const starts = met.map(([, , at, count]) => (count ? at : at - 1));
    const ends = met.map(([, , at, count]) => (count ? at + count - 1 : at));
    return met.length ? [Math.min(...starts), Math.max(...ends)] : [0, -9];
  }

  /** What encloses some lines, the innermost first, each with its comment. @param {Lines} lines @param {Item} item @returns {Lines[]} */
  function around(lines, { scopes = [], hunks }) {
    const inner = scopes.filter((it) => within(lines, [it.doc, it.lines[1]])).map((it) => /** @type {Lines} */ ([it.doc, it.lines[1]]));
    const hunk = hunks.map(([, , at, count]) => /** @type {Lines} */ ([at, at + Math.max(count, 1) - 1])).filter((it) => overlap(it, lines));
    return (inner.length ? inner : hunk).sort((a, b) => length(a) - length(b));
  }

  /**
   * @param {Lines} mark
   * @param {Lines} lines Of the point.
   * @param {Item} item
   * @returns {Nearness}
   */
  function against(mark, lines, item) {
    const scopes = around(lines, item);
    const home = scopes[0] ?? lines;
    // A point may be wider than one function, or stand between two.
    const box = /** @type {Lines} */ ([Math.min(home[0], lines[0]), Math.max(home[1], lines[1])]);
    if (overlap(mark, lines, NEAR) && within(mark, box, NEAR) && length(mark) <= length(lines) + Math.max(4, length(box) / 2)) return 'lines';
    if (overlap(mark, box) && within(mark, box, 2) && length(mark) <= WIDE) return 'scope';
    // Lines of two functions that stand side by side, or a whole type.
    if (overlap(mark, lines, NEAR) && length(mark) <= length(box) + WIDE / 3) return 'scope';
    const hunk = item.hunks.some(([, , at, count]) => overlap([at, at + count - 1], lines) && overlap([at, at + count - 1], mark));
    const type = scopes.slice(1).some((it) => within(mark, it, NEAR));
    return (hunk || type) && length(mark) <= WIDE ? 'near' : 'far';
  }

  /**
   * The best that a mark is against any of a point's ranges.
   * @param {Lines | null} mark
   * @param {Lines[]} ranges
   * @param {Item} item
   * @returns {Nearness}
   */
  function nearness(mark, ranges, item) {
    if (!mark) return 'whole';
    const all = ranges.map((lines) => against(mark, lines, item));
    return all.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'far');
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, places: { placed, nearness, overlap, NEAR } };
})();
