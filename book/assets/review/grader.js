// Late, on pages with <exit-review item
// The grader: what a review is worth against the key of its pull request. Pure: no page, no clock, no chance, no store.
// Pages load it as a classic script, tests and tools in Node; both find it as `ExitPath.grader`. It only joins the rooms, in this
// order: `words`, `copies`, `prose`, `places`, `evidence`, `outcomes`, `reasons`, `points`, `caps`.

/**
 * @typedef {'blocker' | 'should-fix' | 'nit'} Severity
 * @typedef {'approve' | 'comment' | 'request-changes'} Decision
 * @typedef {[number, number]} Lines First and last line of the pull request's head, counted from 1.
 * @typedef {{ id: string, file: string, side: 'old' | 'new', start: number, end: number, about?: 'file' | 'pull-request',
 *   label: 'issue' | 'suggestion' | 'question' | 'nit' | 'praise', severity: Severity | null, hazard: string | null, text: string }} Remark
 *   With `about` it is a comment on the whole, and its lines say nothing.
 * @typedef {{ decision: Decision, confidence?: number | null, comments: Remark[], answers?: Answers }} Review
 * @typedef {{ id: string, lines: Lines, also?: Lines[], hazard: string, also_hazards?: string[], severity: Severity, title: string,
 *   property?: string | null, mechanism: string[], consequence: string[], fix: string[], heard?: string[],
 *   wrong?: string[], glossary?: string }} Finding
 *   `heard` is how people say it, `wrong` what is false and sounds like it, `glossary` what the list of hazards says of the family.
 * @typedef {{ id: string, lines: Lines, hazard?: string | null, claim: string, why?: string, heard?: string[] }} Aside A trap, and why it is none; or an extra: then
 *   `claim` is its comment.
 * @typedef {{ decision: Decision, findings: Finding[], traps: Aside[], extras: Aside[] }} Key
 * @typedef {{ hunks: [number, number, number, number][], scopes?: Scope[], key: Key }} Item Of a hunk: first old line, how many; first new line, how many.
 * @typedef {Settled & { id: string, severity: number, hazard: boolean, words: string, weight: number }} Judged
 *   `severity` is how far the stated one is above the key's; `weight` what it costs the author for nothing.
 * @typedef {{ id: string, why: string, most: number }} Cap
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  /** Characters of a comment that are graded: more than four times the longest that a key has. What follows them is shown, and not read. */
  const GRADED = 4000;
  const PASS = 60;
  const STRONG = 80;

  /**
   * @param {Review} review
   * @param {Item} item
   */
  function grade(review, item) {
    const { findings } = item.key;
    const comments = review.comments.map((c) => (c.text.length > GRADED ? { ...c, text: c.text.slice(0, GRADED) } : c));
    const read = { ...review, comments };
    const { stated, RANK } = on().points;
    const all = /** @type {Settled[]} */ (on().outcomes.outcomes(read, item));
    const sums = on().points.points(read, item, all);
    const caps = /** @type {Cap[]} */ (on().caps.caps(read, item, all, sums));
    const of = (/** @type {string | null} */ id) => findings.find((f) => f.id === id);

    /** @type {Judged[]} */
    const judged = all.map((it, i) => {
      const met = it.outcome === 'found' ? of(it.of) : undefined;
      return { ...it, id: comments[i].id, weight: sums.costs[i], severity: met ? stated(comments[i]) - RANK[met.severity] : 0,
        hazard: met ? on().evidence.fits(comments[i], met) : false, words: met ? on().prose.recognise(comments[i].text, met, item.key).grade : 'not recognised' };
    });
    /** What the page may say of a finding: `missed` only where no comment can mean it. @returns {'found' | 'partly' | 'open' | 'missed'} */
    const state = (/** @type {string} */ id, /** @type {number} */ credit) =>
      credit >= on().outcomes.NEARLY ? 'found' : all.some((it) => it.outcome === 'found' && it.credits[id]) ? 'partly' : all.some((it) => it.touches.includes(id)) ? 'open' : 'missed';
    const met = findings.map((f, at) => {
      const by = all.flatMap((it, i) => (it.credits[f.id] ? [i] : [])).sort((a, b) => all[b].credits[f.id] - all[a].credits[f.id]);
      return { id: f.id, comment: by.length ? comments[by[0]].id : null, comments: by.map((i) => comments[i].id), credit: sums.credit[at], state: state(f.id, sums.credit[at]),
        words: by.length ? on().prose.recognise(comments[by[0]].text, f, item.key) : null };
    });
    const parts = sums.parts;
    const sum = on().points.total(sums);
    const points = Math.round(Math.min(sum, ...caps.map((cap) => cap.most)) * 10) / 10;
    const seen = (/** @type {boolean} */ yes) => findings.filter(({ id }) => all.some((it) => it.outcome === 'found' && it.credits[id]) === yes).map((f) => f.hazard);
    return {
      points, parts, caps, band: points >= STRONG ? 'strong' : points >= PASS ? 'pass' : 'not yet',
      recall: sums.recall, alarms: sums.alarms, severity: sums.severity, decision: { right: sums.right, consistent: sums.consistent }, reason: sums.reason,
      clean: sums.clean, comments: judged, findings: met,
      // What the progress page keeps: which families were seen, missed, and seen where they are not.
      hazards: { found: seen(true), missed: seen(false), alarms: comments.flatMap((c, i) => (['kept', 'trap', 'false'].includes(all[i].outcome) && c.hazard ? [c.hazard] : [])) },
    };
  }

  /** What progress keeps of a result. @param {ReturnType<typeof grade>} result */
  const summary = ({ points, recall, alarms, decision, hazards }) =>
    ({ points, recall, alarms, right: decision.right, found: hazards.found, missed: hazards.missed, wrong: hazards.alarms });

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, grader: { grade, summary, GRADED, PASS, STRONG, POINTS: on().points.POINTS, CLEAN: on().points.CLEAN } };
})();
