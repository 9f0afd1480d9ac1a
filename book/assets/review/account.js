// Late, on pages with <exit-review item
// What is said of a graded review, as words: its profile, each comment, the number. A page shows them (`compare.js`), and so does a
// terminal. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { grader, sheet, told } = on();
  /** The parts of the number. @type {Record<string, string>} */
  const NAMES = { detection: 'findings', calm: 'no noise', severity: 'severity', decision: 'decision', reason: 'reason' };
  const percent = (/** @type {number} */ part) => `${Math.round(part * 100)} %`;
  const count = (/** @type {number} */ n, /** @type {string} */ thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;

  /**
   * The profile: what, and how it did.
   * @param {Sheet} written
   * @param {any} result What `grade` gave.
   * @param {any} item
   * @returns {[string, string][]}
   */
  function profile(written, result, item) {
    const { findings } = item.key;
    const found = result.comments.filter((/** @type {any} */ c) => c.outcome === 'found');
    const of = (/** @type {Outcome} */ outcome) => result.comments.filter((/** @type {any} */ c) => c.outcome === outcome).length;
    const state = (/** @type {string} */ name) => result.findings.filter((/** @type {any} */ f) => f.state === name).length;
    const missedBlockers = findings.filter((/** @type {Finding} */ f, /** @type {number} */ i) => f.severity === 'blocker' && result.findings[i].state === 'missed').length;
    const beside = [[of('trap'), 'at code that is right'], [of('false'), 'not so'], [of('kept'), 'not in the key'], [of('empty'), 'too general'], [of('copy'), 'a copy']].filter(([n]) => n).map(([n, what]) => `${n} ${what}`);
    const level = found.filter((/** @type {any} */ c) => c.severity === 0).length;
    const over = found.filter((/** @type {any} */ c) => c.severity > 0).length;
    const { right, consistent } = result.decision;
    const words = (/** @type {string} */ grade) => found.filter((/** @type {any} */ c) => c.words === grade).length;
    const sure = written.confidence;
    const rows = /** @type {[string, string][]} */ ([
      ['Findings', findings.length ? `${state('found')} of ${findings.length}${state('partly') ? `, ${state('partly')} in part` : ''}, weighted ${percent(result.recall)}${state('open') ? `; ${state('open')} not recognised` : ''}${missedBlockers ? `; ${count(missedBlockers, 'blocker')} missed` : ''}` : 'There is nothing to find: this change is right.'],
      ['Beside the key', beside.length ? beside.join(', ') : 'nothing'],
      found.length > 0 && ['Severity', `${level} of ${count(found.length, 'comment')} as in the key${over ? `, ${over} too high` : ''}`],
      ['Decision', `${sheet.NAMES[written.decision]}: ${right ? 'right' : `the key says ${sheet.NAMES[item.key.decision].toLowerCase()}`}${right && !consistent ? ', but your blockers say something else' : ''}`],
      ['Confidence', sure == null ? 'not given' : `${sure} %, and the decision was ${right ? 'right' : 'not right'}. It earns nothing: your progress shows whether the two fit.`],
      found.length > 0 && ['Writing', `the mechanism is recognised in ${words('recognised')} of ${count(found.length, 'comment')}${words('maybe') ? `, and perhaps in ${words('maybe')} more` : ''}. It earns nothing: words are hard to judge by rules.`],
      result.clean && ['Reason', result.reason ? 'your approval says what you looked at' : 'no comment says what you looked at, and why it holds'],
    ].filter(Boolean));
    if (written.seconds !== undefined) rows.push(['Time', `${Math.round(written.seconds / 60)} minutes`]);
    return rows;
  }

  /** A comment's look and word. @param {any} judged @returns {[string, string]} */
  const badge = (judged) => (judged.outcome === 'found' && judged.credits[judged.of] < on().outcomes.NEARLY ? told.PART : told.OUTCOME[/** @type {Outcome} */ (judged.outcome)]);

  /** The findings that a comment says. @param {any} judged @param {any} item */
  const titles = (judged, item) => [judged.of, ...judged.also].flatMap((id) => item.key.findings.filter((/** @type {Finding} */ it) => it.id === id)).map((it) => it.title).join('; and ');

  /**
   * Why a comment is what it is.
   * @param {Remark} remark
   * @param {any} judged
   * @param {any} result
   * @param {any} item
   * @param {Hazard[] | undefined} hazards
   */
  function why(remark, judged, result, item, hazards) {
    const finding = item.key.findings.find((/** @type {Finding} */ it) => it.id === judged.of);
    const said = [told.WHY[judged.outcome]];
    if (finding && judged.outcome === 'found') {
      const name = hazards?.find((it) => it.id === finding.hazard)?.name ?? finding.hazard;
      if (judged.credits[finding.id] < on().outcomes.NEARLY) said.push(judged.partly.includes(finding.id) ? 'It counts in part, as you said.'
        : on().outcomes.isCode(remark.text) ? 'It counts in part: code says what to change, and not why.' : 'It counts in part: its words say little of it.');
      said.push(judged.hazard ? 'The hazard is right.' : remark.hazard === null ? `Its family is “${name}”.` : `The key calls the hazard “${name}”.`);
      if (judged.severity) said.push(`The key says ${sheet.LEVEL[finding.severity]}: yours is ${judged.severity > 0 ? 'higher' : 'lower'}.`);
      const { grade, words } = result.findings.find((/** @type {any} */ f) => f.comment === remark.id)?.words ?? {};
      if (grade) said.push(`Mechanism: ${grade}${words.length ? ` (${words.join(', ')})` : ''}.`);
      if (grade && grade !== 'recognised') said.push('That does not mean that it is wrong. Compare it with the model comment.');
    }
    if (remark.text.length > grader.GRADED) said.push(`Only its first ${grader.GRADED} characters are graded.`);
    return said.filter(Boolean).join(' ');
  }

  /** What stands above the points that no comment says. @param {Sheet} written */
  const rest = (written) => (written.comments.length ? 'What the key has besides' : 'What the key has');

  /** Of correct code that looks wrong: who has looked at nothing has not seen through it. @param {boolean} hit @param {Sheet} written */
  const trap = (hit, written) => (hit ? 'One of your comments says this' : written.comments.length ? 'You did not fall for this one' : 'You said nothing of this one');

  /** What the number is, and of what. @param {any} result */
  function points(result) {
    const of = result.clean ? grader.CLEAN : { ...grader.POINTS };
    const parts = Object.entries(of).map(([name, most]) => `${NAMES[name]} ${Math.round(result.parts[name] * 10) / 10} of ${most}`).join(', ');
    return { sum: result.band === 'not yet' ? `not yet a pass, which is ${grader.PASS}` : result.band, parts,
      caps: result.caps.map((/** @type {Cap} */ cap) => `No more than ${cap.most}: ${cap.why}`) };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, account: { profile, badge, titles, why, rest, trap, points } };
})();
