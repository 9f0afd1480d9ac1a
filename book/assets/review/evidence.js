// Late, on pages with <exit-review item
// How much speaks for it that a comment means a point of the key: a sum. Words count most, then the place, then the family. The
// place and the family alone are never enough, and words at another place can be. Pure.
//
// The numbers were fitted to 18 reviews that were graded by hand, and looked at once with 18 others.

/** @typedef {{ sum: number, words: number, place: Nearness, family: boolean, recognised: boolean }} Evidence
 *   `words` is the part of the sum that the text earned; `recognised`: a phrase of the key stands in it. */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const PLACE = { lines: 2.4, scope: 1.8, near: 0.8, whole: 0.8, far: 0 };
  /** A family that fits, that was left empty, that is another one. Neighbours are many: another one costs nothing. */
  const FAMILY = { right: 1.8, none: 0.4, other: 0.2 };
  const WHOLE = 2.4;
  const PHRASE = 2.8;
  /** A sum from which a comment says it; and from which it may. */
  const SAYS = 8;
  const MAY = 2.8;
  /** What the words alone have to bring, wherever the comment stands; and what is too little to speak of. */
  const ENOUGH = 4.4;
  const WORDS = 1.9;
  /** The same of a trap or an extra: the key says it once, and of a finding in a dozen ways. */
  const CLAIM = 3.5;
  /** Of a comment that says one point: when it says a second one, and when to ask about it. */
  const TOO = 5.5;
  const ASK_TOO = 6;
  /** Words of each of several findings in one comment, from which it says them all. */
  const PILE = 6;

  /** @param {Remark} c @param {{ hazard?: string | null, also_hazards?: string[] }} point */
  const fits = (c, point) => c.hazard != null && [point.hazard, ...(point.also_hazards ?? [])].includes(c.hazard);

  /**
   * @param {Remark} c
   * @param {Lines[]} ranges
   * @param {{ hazard?: string | null, also_hazards?: string[] }} point
   * @param {number} words
   * @param {Item} item
   * @param {boolean} [recognised]
   * @returns {Evidence}
   */
  function sum(c, ranges, point, words, item, recognised = true) {
    const { placed, nearness } = on().places;
    const place = /** @type {Nearness} */ (nearness(placed(c, item.hunks), ranges, item));
    const family = fits(c, point);
    return { sum: words + PLACE[place] + FAMILY[family ? 'right' : c.hazard == null ? 'none' : 'other'], words, place, family, recognised };
  }

  /** @param {Remark} c @param {Finding} f @param {Item} item @returns {Evidence} */
  function ofFinding(c, f, item) {
    const { recognise, whole, vocabulary } = on().prose;
    const { score, grade } = recognise(c.text, f, item.key);
    const words = WHOLE * whole(c.text, vocabulary(f), item.key, f.glossary) + PHRASE * score;
    return sum(c, [f.lines, ...(f.also ?? [])], f, words, item, grade === 'recognised');
  }

  /** Of a trap or an extra: it is one claim, in whole sentences. @param {Remark} c @param {Aside} aside @param {Item} item @returns {Evidence} */
  function ofAside(c, aside, item) {
    const { phrase, whole } = on().prose;
    const said = phrase(c.text, on().words.sentences(aside.claim), item.key).score;
    return sum(c, [aside.lines], aside, WHOLE * whole(c.text, aside.claim, item.key) + PHRASE * said, item);
  }

  const says = (/** @type {Evidence} */ e) => e.sum >= SAYS && e.words >= ENOUGH;
  const may = (/** @type {Evidence} */ e) => e.sum >= MAY;
  const claims = (/** @type {Evidence} */ e) => e.sum >= SAYS && e.words >= CLAIM;
  const saysToo = (/** @type {Evidence} */ e) => says(e) && e.words >= TOO && e.recognised && e.place === 'lines';
  const mayToo = (/** @type {Evidence} */ e) => e.sum >= ASK_TOO && e.words >= WORDS;

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, evidence: { ofFinding, ofAside, says, claims, may, saysToo, mayToo, fits, WORDS, PILE } };
})();
