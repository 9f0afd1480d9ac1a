// Late, on pages with <exit-review item
// What keeps a review below a number, whatever else it holds: ways to be safe without reading. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;

  /**
   * The share of the changed lines that lie under marks which point at nothing.
   * @param {Remark[]} wide
   * @param {Item['hunks']} hunks
   */
  function flagged(wide, hunks) {
    const lines = new Set();
    for (const [old, removed, head, added] of hunks) {
      for (const [side, from, count] of /** @type {['old' | 'new', number, number][]} */ ([['old', old, removed], ['new', head, added]])) {
        const over = wide.filter((c) => c.side === side && c.start < from + count && c.end >= from);
        for (let line = from; line < from + count; line++) {
          if (over.some((c) => c.start <= line && line <= Math.min(c.end, c.start + 5000))) lines.add(`${side}${line}`);
        }
      }
    }
    return lines.size / Math.max(1, hunks.reduce((sum, [, removed, , added]) => sum + removed + added, 0));
  }

  /**
   * @param {Review} review
   * @param {Item} item
   * @param {Settled[]} all
   * @param {ReturnType<any>} sums What `points` gave.
   * @returns {Cap[]}
   */
  function caps(review, item, all, sums) {
    const { hunks, key } = item;
    const { stated, total, JUST_NO_PASS } = on().points;
    /** @type {Cap[]} */
    const found = [];
    const cap = (/** @type {boolean} */ when, /** @type {string} */ id, /** @type {number} */ most, /** @type {string} */ why) => when && found.push({ id, most, why });
    const claims = review.comments.filter((c) => c.label !== 'praise');
    const count = (/** @type {Outcome[]} */ ...kinds) => all.filter((it) => kinds.includes(it.outcome)).length;
    const wide = review.comments.filter((c, i) => c.label !== 'praise' && !c.about && ['empty', 'copy', 'kept', 'trap', 'false', 'nit'].includes(all[i].outcome));
    const many = claims.length > 2 * Math.max(1, key.findings.length) + 4 && count('found') * 3 < claims.length;
    cap(flagged(wide, hunks) > 0.5 || many, 'flags-all', 35, 'It marks more than half of the change without a point of the key, or has more comments than an author can act on.');
    const met = all.some((it) => it.outcome === 'found' && key.findings.some((f) => f.severity === 'blocker' && it.credits[f.id]));
    cap(met && review.decision === 'approve', 'approves-blocker', 55, 'It finds a blocker, and approves.');
    const general = count('empty', 'copy');
    cap(general >= 3 && general * 2 >= claims.length, 'general', 35, 'Half of the comments or more could stand at any line of any program: they name no cause.');
    cap(count('copy') * 2 >= Math.max(1, claims.length), 'pasted', 55, 'Half of the comments are copies. Say it once, and name the other lines in it.');
    cap(all.some((it) => it.pile), 'pile', 55, 'One comment says three findings or more. Nobody can answer, assign or resolve them one by one.');
    const wrong = sums.costs.filter((/** @type {number} */ it) => it >= 0.5).length;
    cap(wrong >= 4 && wrong > count('found', 'again', 'ask'), 'noise', 55, 'More comments are beside the key than in it, and an author stops reading.');
    const clean = key.findings.length === 0;
    cap(clean && review.decision === 'request-changes', 'blocks-clean', 40, 'The change is right, and the review stops it.');
    cap(clean && review.decision === 'approve' && !sums.reason, 'no-reason', JUST_NO_PASS, 'It approves, and says nothing of what was looked at.');
    // What a reader says of a comment is no part of it.
    const own = all.map((it) => ({ ...it, credits: Object.fromEntries(Object.entries(it.credits).filter(([id]) => !it.weak.includes(id))) }));
    const stands = own.some((it) => it.outcome === 'found' && Object.keys(it.credits).length);
    const answered = all.some((it) => it.weak.length);
    cap(!clean && total(sums) > JUST_NO_PASS && (!stands || (answered && total(on().points.points(review, item, own)) <= JUST_NO_PASS)), 'own-word', JUST_NO_PASS,
      'No more than your answers, or what is open, would carry it over a pass: the words of these comments say too little of the points.');
    const lesser = all.some((it) => ['extra', 'trap', 'false', 'kept'].includes(it.outcome)) || (claims.length >= 2 && sums.step.some((/** @type {number | null} */ it) => (it ?? 0) > 0));
    cap(lesser && claims.every((c) => stated(c) === 3), 'all-blockers', 79, 'Every comment is a blocker, and not all of them are.');
    return found;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, caps: { caps, flagged } };
})();
