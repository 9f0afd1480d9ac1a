// Late, on pages with <exit-review item
// How much speaks for it that a comment means a point of the key: a sum, as a logarithm of odds. The words count most: they speak for
// the point to which they lean, and against it where they lean to another one. Then the place, then the family. The place and the
// family alone are never enough, and words at another place can be. Pure.
//
// The weights were fitted to 57 reviews of all six exercises that were graded by hand; for each exercise the fit without it tells as well.
// From where on it says or may say a point was looked at again with 21 others.

/**
 * @typedef {{ sum: number, words: number }} Said `words` is the part of the sum that the text earned.
 * @typedef {Said & { part: Said, place: Nearness, family: boolean, leads: boolean, recognised: boolean, untrue: boolean, contested: boolean, strange: boolean, few: boolean, said: number }} Evidence
 *   `part` is of the part of the text that speaks most for the point, and `leads`: no other one has more of its words; `said`: how much of a phrase
 *   of the point stands in the text; `recognised`: a phrase of the key stands in it; `contested`: its
 *   words lean more to a trap, an extra, or what is false; `untrue`: they are what is false; `strange`: most of its own words are none of the key's; `few`: it has hardly a word.
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  /** What speaks for a point: that the words lean to it, a phrase of it, the place, the family. */
  const LEAN = 1.55;
  const PHRASE = 3;
  const PLACE = { lines: 1.5, scope: 0.25, near: 0, whole: 0, far: 0 };
  const FAMILY = { right: 1.7, none: 0, other: -1 };
  /** What speaks against it: words that lean to another finding, to a trap or an extra, to what is false; and that it is called a nit. */
  const OTHER = { finding: -1.9, aside: -1.6, wrong: -0.7 };
  const NIT = -1.7;
  const START = -1.75;

  /** From here on a comment says a point; and from here on it may. */
  const SAYS = 1.1;
  const MAY = -1.6;
  /** And from here on where it stands on the point's own lines. */
  const STANDS = -4;
  /** The same of a comment whose own words are mostly none of the key's: more of them than this. */
  const MAY_STRANGE = 0.2;
  const SAYS_STRANGE = 3.5;
  const STRANGE = 0.58;
  /** So few different words say nothing for or against: there the place may mean it. */
  const FEW = 4;
  /** What the words alone have to bring, wherever the comment stands; of a trap or an extra, which the key says less often; and what is too little to speak of. */
  const ENOUGH = 2.1;
  const MUCH = 3.7;
  const TOLD = 0.4;
  const CLAIM = 0.8;
  const WORDS = 0.2;
  /** So much of a false claim, and more than of the point, is that claim; and so do words that lean to what is false by so much more. */
  const UNTRUE = 0.9;
  const MARGIN = 0.3;
  /** From here on it claims a trap or an extra. */
  const CLAIMS = 0.2;
  /** Of a comment that says one point: when it says a second one, and when to ask about it. */
  const SAYS_TOO = 1.5;
  const ASK_TOO = -0.9;
  /** Words of a part of a comment that says one of several points, wherever it stands. */
  const PILE = 4;

  /** @param {Remark} c @param {{ hazard?: string | null, also_hazards?: string[] }} point */
  const fits = (c, point) => c.hazard != null && [point.hazard, ...(point.also_hazards ?? [])].includes(c.hazard);

  /**
   * The evidence for each point of the key.
   * @param {Remark} c
   * @param {Item} item
   * @returns {Record<string, Evidence>}
   */
  function of(c, item) {
    const { key, hunks } = item;
    const { placed, nearness } = on().places;
    const { lean, parts, foreign, phrase, recognise, WRONG } = on().prose;
    const asides = [...key.traps, ...key.extras];
    const texts = /** @type {string[]} */ (parts(c.text));
    const leans = /** @type {Record<string, number>[]} */ (texts.map((text) => lean(text, key)));
    const mark = placed(c, hunks);
    const strange = foreign(c.text, key) > STRANGE;
    const few = on().words.tokens(c.text).size <= FEW;
    const untrue = phrase(c.text, key.findings.flatMap((f) => f.wrong ?? []), key).score;
    const nit = c.label === 'nit' || c.severity === 'nit' ? NIT : 0;
    const most = (/** @type {Record<string, number>} */ to, /** @type {{ id: string }[]} */ all, /** @type {string} */ but) => Math.max(0, ...all.map(({ id }) => (id === but ? 0 : to[id])));
    /** @returns {Evidence} */
    const evidence = (/** @type {any} */ point, /** @type {number[]} */ phrases, /** @type {boolean} */ recognised, /** @type {Lines[]} */ ranges) => {
      const [said] = phrases;
      const place = /** @type {Nearness} */ (nearness(mark, ranges, item));
      const family = fits(c, point);
      const still = START + nit + PLACE[place] + FAMILY[family ? 'right' : c.hazard == null ? 'none' : 'other'];
      /** @type {Said[]} */
      const all = leans.map((to, i) => {
        const words = LEAN * to[point.id] + PHRASE * phrases[i];
        const against = OTHER.finding * most(to, key.findings, point.id) + OTHER.aside * most(to, asides, point.id) + OTHER.wrong * Math.max(0, to[WRONG]);
        return { sum: still + words + against, words };
      });
      const [whole] = leans;
      const isUntrue = (whole[WRONG] > 0 && whole[WRONG] > whole[point.id] + MARGIN) || (untrue >= UNTRUE && untrue > said);
      const best = all.reduce((a, b, i) => (b.sum > all[a].sum ? i : a), 0);
      return { ...all[0], part: all[best], leads: !isUntrue && leans[best][point.id] >= Math.max(most(leans[best], key.findings, point.id), most(leans[best], asides, point.id), leans[best][WRONG]), place, family, recognised, strange, few, said,
        untrue: isUntrue, contested: isUntrue || Math.max(most(whole, asides, point.id), whole[WRONG], 0) > Math.max(0, whole[point.id]) };
    };
    return Object.fromEntries([
      ...key.findings.map((f) => {
        const said = texts.map((text) => recognise(text, f, key));
        return [f.id, evidence(f, said.map((it) => it.score), said[0].grade === 'recognised', [f.lines, ...(f.also ?? [])])];
      }),
      ...asides.map((it) => [it.id, evidence(it, texts.map((text) => phrase(text, on().words.sentences(it.claim), key).score), true, [it.lines])]),
    ]);
  }

  /** @param {Remark} c @param {Finding | Aside} point @param {Item} item @returns {Evidence} */
  const ofPoint = (c, point, item) => of(c, item)[point.id];

  /** How likely a comment says a point, from 0 to 1. @param {Evidence} e */
  const likely = (e) => 1 / (1 + Math.exp(-e.sum));
  /** Whether it tells how the point comes about: by a phrase of it, by many of its words, or by the family beside some. A false cause has the names of the matter as well. */
  const tells = (/** @type {Evidence} */ e) => e.said >= TOLD || e.words >= MUCH || e.family;
  const says = (/** @type {Evidence} */ e) => tells(e) && e.sum >= SAYS && e.words >= ENOUGH && !e.contested && (!e.strange || (e.sum >= SAYS_STRANGE && e.words >= PILE));
  const may = (/** @type {Evidence} */ e) => e.sum >= (e.strange ? MAY_STRANGE : MAY) || (e.few && e.place === 'lines');
  /** Whether it stands on the lines of a point and could mean it, whatever words it takes: a case that is told in one's own, as a question often is. */
  const stands = (/** @type {Evidence} */ e) => e.place === 'lines' && e.sum >= STANDS;
  const claims = (/** @type {Evidence} */ e) => e.sum >= CLAIMS && e.words >= CLAIM;
  const saysToo = (/** @type {Evidence} */ e) => tells(e) && e.leads && e.part.sum >= SAYS_TOO && e.part.words >= ENOUGH && !e.strange && e.place !== 'far';
  const mayToo = (/** @type {Evidence} */ e) => e.part.sum >= ASK_TOO && e.part.words >= WORDS;
  /** Whether a part of a comment says a point by its words, wherever it stands. */
  const piles = (/** @type {Evidence} */ e) => e.part.words >= PILE && e.part.sum >= MAY;

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, evidence: { of, ofPoint, likely, says, claims, may, stands, saysToo, mayToo, piles, fits, ENOUGH, WORDS } };
})();
