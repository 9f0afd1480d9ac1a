// Late, on pages with <exit-review item
// What the outcomes of a review are worth: its parts, and what keeps it below a number. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  /** What a finding weighs in recall. */
  const WEIGHT = { blocker: 4, 'should-fix': 2, nit: 1 };
  const RANK = { blocker: 3, 'should-fix': 2, nit: 1 };
  /** Points of each part; of a clean change the other ones. */
  const POINTS = { detection: 65, calm: 12, severity: 10, decision: 13 };
  const CLEAN = { calm: 50, reason: 20, decision: 30 };
  /** The most of an approval that says nothing of a clean change, and of a review that its answers carry: just no pass. */
  const JUST_NO_PASS = 59;

  /** How much a comment blocks. A label sets the tone; only a nit says by itself how much it weighs. @param {Remark} c */
  const stated = (c) => (c.label === 'nit' ? 1 : RANK[c.severity ?? (c.label === 'question' ? 'nit' : 'should-fix')]);

  /** How a comment rates a finding. A question that does not say takes no side. @param {Remark} c */
  const rated = (c) => (c.label === 'question' && !c.severity ? RANK['should-fix'] : stated(c));

  /** What a comment costs an author who finds nothing behind it. @param {Remark} c @param {Settled} it @param {boolean} clean */
  function cost(c, it, clean) {
    const part = stated(c) >= 2 ? 1 : 0.25;
    if (it.outcome === 'trap' || it.outcome === 'false') return 2 * part;
    if (it.outcome === 'kept') return c.label === 'question' ? 0 : (clean ? 1 : 0.5) * part;
    if (it.outcome === 'empty' || it.outcome === 'copy') return part;
    return 0;
  }

  /**
   * @param {Review} review
   * @param {Item} item
   * @param {Settled[]} all
   */
  function points(review, item, all) {
    const { comments } = review;
    const { findings } = item.key;
    const clean = findings.length === 0;
    // Parts add up, where readers say that they are parts. A feeling that is written twice is still one.
    const credit = findings.map(({ id }) => {
      const each = all.map((it) => it.credits[id] ?? 0);
      return Math.max(...each, 0, Math.min(1, each.filter((it) => it === on().outcomes.PARTLY).reduce((sum, it) => sum + it, 0)));
    });
    const total = findings.reduce((sum, f) => sum + WEIGHT[f.severity], 0);
    const recall = clean ? 1 : findings.reduce((sum, f, i) => sum + WEIGHT[f.severity] * credit[i], 0) / total;
    const costs = comments.map((c, i) => cost(c, all[i], clean));
    const alarms = costs.reduce((sum, it) => sum + it, 0);
    // Of the comments that share a finding, the one that rates it best.
    const step = findings.map((f) => comments.reduce((best, c, i) => (all[i].credits[f.id] && Math.abs(rated(c) - RANK[f.severity]) < Math.abs(best ?? 9)
      ? rated(c) - RANK[f.severity] : best), /** @type {number | null} */ (null)));
    const severity = clean ? 1 : step.reduce((/** @type {number} */ sum, it, i) => sum + (it === null ? 0 : Math.max(0, 1 - Math.abs(it) / 2) * credit[i]), 0) / findings.length;
    const blocks = comments.some((c) => stated(c) === 3 && c.label !== 'praise');
    const right = review.decision === item.key.decision;
    const consistent = blocks === (review.decision === 'request-changes');
    const near = !right && review.decision === 'comment' && !clean;
    const decided = right ? (consistent || !blocks ? 1 : 0.6) : near ? 0.6 : 0;
    const calm = Math.max(0, 1 - alarms / 4);
    const reason = on().reasons.given(review, item, all);
    const parts = clean
      ? { detection: 0, calm: CLEAN.calm * calm, severity: 0, decision: CLEAN.decision * decided, reason: reason ? CLEAN.reason : 0 }
      : { detection: POINTS.detection * recall, calm: POINTS.calm * calm * Math.min(1, recall / 0.5), severity: POINTS.severity * severity,
        decision: POINTS.decision * decided, reason: 0 };
    return { parts, recall, credit, costs, alarms, severity, step, right, consistent, reason, clean };
  }

  /** The sum of the parts. @param {{ parts: Record<string, number> }} sums */
  const total = ({ parts }) => Object.values(parts).reduce((sum, it) => sum + it, 0);

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, points: { points, total, stated, WEIGHT, RANK, POINTS, CLEAN, JUST_NO_PASS } };
})();
