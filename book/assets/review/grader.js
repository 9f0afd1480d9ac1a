// Late, on pages with <exit-review item
// The grader: what a review is worth against the key of its pull request. Pure: no page, no clock, no chance, no store.
// Pages load it as a classic script, tests and tools in Node; both find it as `ExitPath.grader`.
//
// Place, hazard, severity and decision are graded, exactly. Words are not: they can only help, where the hazard is
// another one and the words say the mechanism all the same. Whether they do is `ExitPath.prose`'s business.

/**
 * @typedef {'blocker' | 'should-fix' | 'nit'} Severity
 * @typedef {'approve' | 'comment' | 'request-changes'} Decision
 * @typedef {[number, number]} Lines First and last line of the pull request's head, counted from 1.
 * @typedef {{ id: string, file: string, side: 'old' | 'new', start: number, end: number,
 *   label: 'issue' | 'suggestion' | 'question' | 'nit' | 'praise', severity: Severity | null, hazard: string | null, text: string }} Remark
 * @typedef {{ decision: Decision, confidence?: number | null, comments: Remark[] }} Review
 * @typedef {{ id: string, lines: Lines, also?: Lines[], hazard: string, also_hazards?: string[], severity: Severity, title: string,
 *   property?: string | null, mechanism: string[], consequence: string[], fix: string[] }} Finding
 * @typedef {{ id: string, lines: Lines, hazard?: string | null, claim: string }} Aside A trap, or an extra: then `claim` is its comment.
 * @typedef {{ decision: Decision, findings: Finding[], traps: Aside[], extras: Aside[] }} Key
 * @typedef {{ hunks: [number, number, number, number][], key: Key }} Item Of a hunk: first old line, how many; first new line, how many.
 * @typedef {'found' | 'place' | 'again' | 'extra' | 'trap' | 'alarm' | 'copy' | 'praise'} Outcome
 * @typedef {{ id: string, outcome: Outcome, of: string | null, severity: number, hazard: boolean, words: string, weight: number }} Judged
 *   `of` is what it met; `severity` how far the stated one is above the key's; `weight` what it costs as an alarm.
 * @typedef {{ id: string, why: string, most: number }} Cap
 */

(() => {
  /** What a finding weighs in recall. */
  const WEIGHT = { blocker: 4, 'should-fix': 2, nit: 1 };
  const RANK = { blocker: 3, 'should-fix': 2, nit: 1 };
  /** Points of each part; of a clean change the last two. */
  const POINTS = { detection: 50, alarms: 20, severity: 15, decision: 15 };
  const CLEAN = { alarms: 70, decision: 30 };
  /** A mark may be one line beside. */
  const NEAR = 1;
  /** A mark that is longer than the finding by more than this points at nothing. */
  const LONGER = 12;
  /** Credit: hazard and words, words alone, a hazard without a sentence, the place alone. A question asserts nothing. */
  const CREDIT = { full: 1, words: 0.8, mute: 0.6, place: 0.3, question: 0.4 };
  /** Characters of a comment that are graded: more than four times the longest that a key has. What follows them is shown, and not read. */
  const GRADED = 4000;
  const PASS = 60;
  const STRONG = 80;

  const prose = () => /** @type {any} */ (globalThis).ExitPath.prose;

  /**
   * The lines of the head that a comment means. A removed line stands for what replaced it.
   * @param {Remark} c
   * @param {Item['hunks']} hunks
   * @returns {Lines}
   */
  function placed(c, hunks) {
    if (c.side === 'new') return [c.start, c.end];
    const met = hunks.filter(([old, count]) => c.start < old + count && c.end >= old);
    const starts = met.map(([, , at, count]) => (count ? at : at - 1));
    const ends = met.map(([, , at, count]) => (count ? at + count - 1 : at));
    return met.length ? [Math.min(...starts), Math.max(...ends)] : [0, -9];
  }

  /**
   * @param {Lines} mark
   * @param {Lines[]} ranges
   */
  const meets = ([a, b], ranges) =>
    ranges.some(([from, to]) => a - NEAR <= to && b + NEAR >= from && b - a <= to - from + LONGER);

  /** @param {Remark} c */
  const stated = (c) => {
    const rank = RANK[c.severity ?? 'should-fix'];
    // A question cannot block, and a nit is a nit.
    return c.label === 'nit' ? 1 : c.label === 'question' ? Math.min(rank, 2) : rank;
  };

  /** @param {Remark} c */
  const alarm = (c) => (stated(c) >= 2 ? 1 : 0.25) * (c.label === 'question' ? 0.25 : 1);

  /**
   * Pairs comments with findings, one to one, so that no other pairing is worth more: a table over all sets of findings.
   * @param {number[][]} value For each comment, what it is worth as each finding; 0 if it cannot be that one.
   * @param {number} findings
   * @returns {number[]} For each comment its finding, or -1.
   */
  function assign(value, findings) {
    const sets = 1 << findings;
    /** @type {{ sum: number, pick: number[] }[]} */
    let best = Array.from({ length: sets }, () => ({ sum: -1, pick: [] }));
    best[0] = { sum: 0, pick: [] };
    for (const row of value) {
      const next = best.map(({ sum, pick }) => ({ sum, pick: [...pick, -1] }));
      for (let set = 0; set < sets; set++) {
        if (best[set].sum < 0) continue;
        for (let f = 0; f < findings; f++) {
          const sum = best[set].sum + row[f];
          const to = set | (1 << f);
          if (row[f] > 0 && to !== set && sum > next[to].sum + 1e-9) next[to] = { sum, pick: [...best[set].pick, f] };
        }
      }
      best = next;
    }
    return best.reduce((a, b) => (b.sum > a.sum + 1e-9 ? b : a)).pick;
  }

  /**
   * @param {Review} review
   * @param {Item} item
   */
  function grade(review, item) {
    const { key, hunks } = item;
    const { findings } = key;
    const all = review.comments.map((c) => (c.text.length > GRADED ? { ...c, text: c.text.slice(0, GRADED) } : c));
    const marks = all.map((c) => placed(c, hunks));
    const copied = prose().copies(all.map((c) => c.text));
    const words = all.map((c) => findings.map((f) => prose().recognise(c.text, f, key)));
    const claims = all.map((c) => prose().reads(c.text));
    // A trap may stand beside a finding of the same family: who makes its claim has not seen the finding.
    const trapped = all.map((c, i) => key.traps.some((t) => meets(marks[i], [t.lines]) && prose().says(c.text, t.claim, key)));

    /** @param {number} i @param {number} f */
    const credit = (i, f) => {
      const c = all[i];
      if (c.label === 'praise' || !meets(marks[i], [findings[f].lines, ...(findings[f].also ?? [])])) return 0;
      if (trapped[i] && words[i][f].grade !== 'recognised') return 0;
      // One comment that says everything recognises nothing.
      const said = words[i].filter((w) => w.grade === 'recognised').length;
      const own = words[i][f].grade === 'recognised' && said <= Math.max(1, findings.length - 2);
      const right = hazardFits(c, findings[f]);
      const full = right ? (claims[i] ? CREDIT.full : CREDIT.mute) : own && claims[i] ? CREDIT.words : CREDIT.place;
      return full > CREDIT.place && c.label === 'question' ? CREDIT.question : full;
    };
    /** @param {Finding} f */
    const weight = (f) => WEIGHT[f.severity];

    const credits = all.map((_, i) => findings.map((__, f) => (copied[i] ? 0 : credit(i, f))));
    // Credit decides; among equals the closer severity, and then the words.
    const value = credits.map((row, i) => row.map((it, f) => it && it * weight(findings[f])
      + 1e-3 * (3 - Math.abs(stated(all[i]) - RANK[findings[f].severity])) + 1e-4 * words[i][f].score));
    const pairs = assign(value, findings.length);

    /** @type {Judged[]} */
    const comments = all.map((c, i) => {
      const f = pairs[i];
      if (f >= 0) {
        return { id: c.id, outcome: credits[i][f] > CREDIT.place ? 'found' : 'place', of: findings[f].id,
          severity: stated(c) - RANK[findings[f].severity], hazard: hazardFits(c, findings[f]), words: words[i][f].grade,
          // Who names the line and another trouble has half a false alarm.
          weight: credits[i][f] > CREDIT.place ? 0 : alarm(c) / 2 };
      }
      return { severity: 0, hazard: false, words: 'not recognised', ...unpaired(c, marks[i], copied[i], trapped[i], key), id: c.id };
    });

    const met = findings.map((finding, f) => {
      const i = pairs.indexOf(f);
      return { id: finding.id, comment: i < 0 ? null : all[i].id, credit: i < 0 ? 0 : credits[i][f], words: i < 0 ? null : words[i][f] };
    });
    const total = findings.reduce((sum, f) => sum + weight(f), 0);
    const recall = total ? findings.reduce((sum, f, i) => sum + weight(f) * met[i].credit, 0) / total : 1;
    const alarms = comments.reduce((sum, c) => sum + c.weight, 0);
    const severity = findings.length
      ? comments.reduce((sum, c) => sum + (c.outcome === 'found' ? Math.max(0, 1 - Math.abs(c.severity)) : 0), 0) / findings.length : 1;
    const blocks = all.some((c) => stated(c) === 3 && c.label !== 'praise');
    const right = review.decision === key.decision;
    const consistent = blocks === (review.decision === 'request-changes');

    const calm = Math.max(0, 1 - alarms / 4);
    const decided = right ? (consistent ? 1 : 0.6) : 0;
    const parts = findings.length
      ? { detection: POINTS.detection * recall, alarms: POINTS.alarms * calm * Math.min(1, recall / 0.5),
          severity: POINTS.severity * severity, decision: POINTS.decision * decided }
      : { detection: 0, alarms: CLEAN.alarms * calm, severity: 0, decision: CLEAN.decision * decided };
    const caps = capsOf(review, item, marks, comments);
    const sum = parts.detection + parts.alarms + parts.severity + parts.decision;
    const points = Math.round(Math.min(sum, ...caps.map((cap) => cap.most)) * 10) / 10;
    return {
      points, parts, caps, band: points >= STRONG ? 'strong' : points >= PASS ? 'pass' : 'not yet',
      recall, alarms, severity, decision: { right, consistent }, clean: findings.length === 0, comments, findings: met,
      // What the progress page keeps: which families were seen, missed, and seen where they are not.
      hazards: {
        found: findings.filter((_, f) => met[f].credit > CREDIT.place).map((f) => f.hazard),
        missed: findings.filter((_, f) => met[f].credit <= CREDIT.place).map((f) => f.hazard),
        alarms: comments.flatMap((c, i) => (['alarm', 'trap'].includes(c.outcome) && all[i].hazard ? [all[i].hazard] : [])),
      },
    };
  }

  /** @param {Remark} c @param {Finding} f */
  const hazardFits = (c, f) => c.hazard !== null && [f.hazard, ...(f.also_hazards ?? [])].includes(c.hazard);

  /**
   * A comment that was paired with no finding.
   * @param {Remark} c
   * @param {Lines} mark
   * @param {boolean} copy
   * @param {boolean} trapped
   * @param {Key} key
   * @returns {{ outcome: Outcome, of: string | null, weight: number }}
   */
  function unpaired(c, mark, copy, trapped, key) {
    if (c.label === 'praise') return { outcome: 'praise', of: null, weight: 0 };
    const near = key.findings.find((f) => meets(mark, [f.lines, ...(f.also ?? [])])
      && ((hazardFits(c, f) && !trapped) || prose().recognise(c.text, f, key).grade === 'recognised'));
    if (copy) return { outcome: 'copy', of: near?.id ?? null, weight: near ? 0 : alarm(c) };
    if (near) return { outcome: 'again', of: near.id, weight: 0 };
    /** @param {Aside} aside */
    const says = (aside) => meets(mark, [aside.lines]) && ((aside.hazard != null && aside.hazard === c.hazard) || prose().says(c.text, aside.claim, key));
    const trap = key.traps.find(says);
    if (trap) return { outcome: 'trap', of: trap.id, weight: 2 * alarm(c) };
    const extra = key.extras.find(says);
    if (extra) return { outcome: 'extra', of: extra.id, weight: 0 };
    return { outcome: 'alarm', of: null, weight: alarm(c) };
  }

  /**
   * What keeps a review below a number, whatever else it holds.
   * @param {Review} review
   * @param {Item} item
   * @param {Lines[]} marks
   * @param {Judged[]} comments
   * @returns {Cap[]}
   */
  function capsOf(review, { hunks, key }, marks, comments) {
    /** @type {Cap[]} */
    const caps = [];
    const claims = review.comments.filter((c) => c.label !== 'praise');
    // A mark on a finding, and not wider than it, points at something: of a short change one finding can be the half.
    const points = (/** @type {number} */ i) => ['found', 'place'].includes(comments[i].outcome) && key.findings.some((f) => f.id === comments[i].of
      && [f.lines, ...(f.also ?? [])].some(([from, to]) => marks[i][0] >= from - NEAR && marks[i][1] <= to + NEAR));
    const wide = review.comments.filter((c, i) => c.label !== 'praise' && !points(i));
    const flagged = new Set();
    for (const [old, removed, head, added] of hunks) {
      for (const [side, from, count] of /** @type {['old' | 'new', number, number][]} */ ([['old', old, removed], ['new', head, added]])) {
        const over = wide.filter((c) => c.side === side && c.start < from + count && c.end >= from);
        for (let line = from; line < from + count; line++) {
          if (over.some((c) => c.start <= line && line <= Math.min(c.end, c.start + 5000))) flagged.add(`${side}${line}`);
        }
      }
    }
    const changed = hunks.reduce((sum, [, removed, , added]) => sum + removed + added, 0);
    const share = flagged.size / Math.max(1, changed);
    if (share > 0.5 || claims.length > 2 * Math.max(1, key.findings.length) + 4) {
      caps.push({ id: 'flags-all', most: 35, why: 'It marks more than half of the change, or has more comments than an author can act on.' });
    }
    const blockerMet = comments.some((c) => c.outcome === 'found' && key.findings.some((f) => f.id === c.of && f.severity === 'blocker'));
    if (blockerMet && review.decision === 'approve') {
      caps.push({ id: 'approves-blocker', most: 55, why: 'It finds a blocker, and approves.' });
    }
    const wrong = comments.filter((c) => c.weight >= 0.5).length;
    if (wrong >= 4 && wrong > comments.filter((c) => c.outcome === 'found').length) {
      caps.push({ id: 'noise', most: 55, why: 'More comments are false alarms than findings, and an author stops reading.' });
    }
    if (comments.filter((c) => c.outcome === 'copy').length * 2 >= Math.max(1, claims.length)) {
      caps.push({ id: 'pasted', most: 55, why: 'Half of the comments are copies. Say it once, and name the other lines in it.' });
    }
    if (key.findings.length === 0 && review.decision === 'request-changes') {
      caps.push({ id: 'blocks-clean', most: 40, why: 'The change is right, and the review stops it.' });
    }
    const none = comments.some((c) => ['extra', 'trap', 'alarm'].includes(c.outcome));
    const lesser = none || (claims.length >= 2 && comments.some((c) => c.severity > 0));
    if (lesser && claims.every((c) => stated(c) === 3)) {
      caps.push({ id: 'all-blockers', most: 79, why: 'Every comment is a blocker, and not all of them are.' });
    }
    return caps;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, grader: { grade, placed, meets, GRADED, PASS, STRONG, POINTS, CLEAN } };
})();
