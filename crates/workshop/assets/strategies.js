// Reviews that a script can write without reading the code, and one by somebody who has read it; and what a key gives each of them. A key
// that pays one of the former lets readers pass without reading. `cargo xtask verify` asks this of each key, also of a course of one's
// own; the pages' tests, and the table in docs/reviews.md, have the same. Pure.

/** @typedef {{ item: Item & { id: string }, samples: { finding: string, model: string, accept: string[], reject: string[] }[] }} Tested */

(() => {
  let next = 0;
  /** An expert's points at least. */
  const LEAST = 95;
  /**
   * @param {number} line
   * @param {string} text
   * @param {Record<string, any>} [more]
   */
  const comment = (line, text, more = {}) => ({
    id: `c${next++}`, file: 'src/lib.rs', side: 'new', start: line, end: line, label: 'issue', severity: 'should-fix', hazard: null, text, ...more,
  });

  const grader = () => /** @type {any} */ (globalThis).ExitPath.grader;

  const review = (/** @type {string} */ decision, /** @type {any[]} */ comments) => ({ decision, confidence: 80, comments });
  const added = (/** @type {Item} */ item) => item.hunks.flatMap(([, , at, count]) => Array.from({ length: count }, (_, i) => at + i));
  /** How a key says its findings, cause, effect and change. @param {Item} item */
  const phrases = ({ key }) => key.findings.flatMap((it) => [...it.mechanism, ...it.consequence, ...it.fix]);
  const middle = (/** @type {Lines} */ [from, to]) => Math.floor((from + to) / 2);

  /**
   * The findings as comments: the model's words, lines, hazard and severity. Of a clean change, the reason why it is right: why what
   * looks wrong is not.
   * @param {Tested} tested
   */
  const expert = ({ item, samples }) =>
    review(item.key.decision, item.key.findings.length
      ? item.key.findings.map((f, i) => comment(f.lines[0], samples[i].model, { end: f.lines[1], hazard: f.hazard, severity: f.severity }))
      : item.key.traps.map((t) => comment(t.lines[0], t.why ?? '', { end: t.lines[1], label: 'praise', severity: null })));

  /**
   * Each gets the key, and uses of it only what a guess could give.
   * @type {Record<string, (tested: Tested) => any>}
   */
  const STRATEGIES = {
    'approves without a word': () => review('approve', []),
    'approves with praise': ({ item }) => review('approve', [comment(added(item)[0] ?? 1, 'Nice work, the code is clear and well tested. LGTM, ship it!', { label: 'praise', severity: null })]),
    'requests changes without a word': () => review('request-changes', []),
    'nits only': ({ item }) => review('comment', added(item).slice(0, 2).map((line) => comment(line, 'Nit: please rename this.', { label: 'nit', severity: 'nit' }))),
    'flags every line with one sentence': ({ item }) =>
      review('request-changes', added(item).map((line) => comment(line, 'This may hang or lose an exit when two threads come here at once.', { severity: 'blocker', hazard: 'check-then-act' }))),
    'one mark over everything': ({ item }) =>
      review('request-changes', item.hunks.map(([, , at, count]) => comment(at, 'There is a race in this hunk, or a lock that is held for too long.', { end: at + count + 40, severity: 'blocker', hazard: 'check-then-act' }))),
    'keywords on the right lines': ({ item }) =>
      review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), [...new Set(phrases(item).flatMap((it) => it.split(/\s+/)))].sort().join(' '), { severity: 'blocker', hazard: f.hazard }))),
    'phrases of the key in a row, on the right lines': ({ item }) =>
      review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), phrases(item).join(' '), { severity: 'blocker' }))),
    'right lines, no reasons': ({ item }) =>
      review('request-changes', item.key.findings.map((f, i) => comment(middle(f.lines), ['Please check this line again.', 'Is this right?', 'Handle this better here.', 'I am not sure about that one.'][i % 4]))),
    'one model comment on every anchor': ({ item, samples }) =>
      review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), samples[0].model, { severity: 'blocker', hazard: item.key.findings[0].hazard }))),
    'the whole key in one comment': ({ item, samples }) =>
      review('request-changes', item.key.findings.slice(0, 1).map((f) => comment(middle(f.lines), [...samples.map((it) => it.model), ...item.key.traps.map((it) => it.claim)].join('\n\n'), { severity: 'blocker' }))),
    'all findings in one comment': ({ item, samples }) =>
      review('request-changes', item.key.findings.slice(0, 1).map((f) => comment(middle(f.lines), samples.map((it) => it.model).join('\n\n'), { severity: 'blocker' }))),
    'a bad feeling on the right lines': ({ item }) =>
      review('request-changes', item.key.findings.map((f, i) => comment(f.lines[0], ['I have a bad feeling about this function.', 'This looks suspicious to me, please have another look at it.', 'There could be a problem at this place under load.', 'Is this really safe? I would not trust it.'][i % 4],
        { end: f.lines[1], hazard: f.hazard, severity: f.severity }))),
    'a general remark on every function': ({ item }) =>
      review('request-changes', (item.scopes ?? []).filter((it) => it.kind === 'fn').map(({ lines: [from, to], name }, i) => comment(from, [`\`${name}\` may not be thread safe. Please check that it handles concurrent callers.`,
        `Potential race condition in \`${name}\`: consider to protect the state with a lock.`, `Errors should be handled more carefully in \`${name}\`, as this could hang in production.`][i % 3], { end: to, hazard: item.key.findings[0]?.hazard ?? 'check-then-act' }))),
    'what is false, on the right lines': ({ item }) =>
      review('request-changes', item.key.findings.flatMap((f) => (f.wrong ?? []).slice(0, 1).map((text) => comment(f.lines[0], text, { end: f.lines[1], severity: f.severity, hazard: f.hazard })))),
    "the glossary's words on the right lines": ({ item }) =>
      review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), f.glossary ?? '', { severity: f.severity, hazard: f.hazard }))),
    'a template on every hunk': ({ item }) =>
      review('request-changes', item.hunks.slice(0, 8).map(([, , at], i) =>
        comment(at, `Issue ${i}: when the state changes, this may hang or panic. Could we use a select with a context and a Once? It costs little.`, { hazard: 'unbounded-wait' }))),
    'one hazard of each kind on the middle of the change': ({ item }) => {
      const lines = added(item);
      return review('request-changes', ['double-lock', 'check-then-act', 'unbounded-wait', 'swallowed-error', 'task-without-owner', 'lost-wakeup', 'double-close', 'event-order'].map((hazard, i) =>
        comment(lines[Math.floor(((i + 0.5) * lines.length) / 8)], `I believe that there is a ${hazard} in the code of this hunk, so it can fail at ${i}.`, { severity: 'blocker', hazard })));
    },
    'falls for every trap': ({ item }) =>
      review('request-changes', item.key.traps.map((t) => comment(middle(t.lines), t.claim, { severity: 'blocker', hazard: t.hazard ?? null }))),
    'finds all, and approves': (tested) => ({ ...expert(tested), decision: 'approve' }),
  };

  /** Finds all, says all fair remarks beside it, and calls each of them a blocker. @param {Tested} tested */
  const alarmist = (tested) => ({
    ...expert(tested),
    comments: [...expert(tested).comments, ...tested.item.key.extras.map((x) => comment(x.lines[0], x.claim, { end: x.lines[1], hazard: x.hazard }))]
      .map((c) => (c.label === 'praise' ? c : { ...c, severity: 'blocker' })),
  });

  /** What an expert says, as questions: no strategy, and worth the same. @param {Tested} tested */
  const asking = (tested) => ({ ...expert(tested), comments: expert(tested).comments.map((c) => (c.label === 'praise' ? c : { ...c, label: 'question' })) });

  /**
   * Where a strategy writes what an expert writes, and so earns what an expert earns. That is no hole: of one finding there is one
   * comment, and two findings of one function fit into one. A test compares the texts.
   * @type {Record<'clean' | 'one finding' | 'two findings', string[]>}
   */
  const EQUAL = {
    clean: ['finds all, and approves'],
    'one finding': ['phrases of the key in a row, on the right lines', 'one model comment on every anchor', 'all findings in one comment', 'the whole key in one comment'],
    'two findings': ['all findings in one comment', 'the whole key in one comment'],
  };

  /** Those that need neither the key nor the code. */
  const BLIND = ['approves without a word', 'approves with praise', 'requests changes without a word', 'nits only', 'flags every line with one sentence', 'one mark over everything',
    'a template on every hunk', 'a general remark on every function', 'one hazard of each kind on the middle of the change'];

  /** Which names of `EQUAL` hold for a key. @param {Tested} tested @returns {string[]} */
  const equals = ({ item: { key } }) => (key.findings.length === 0 ? EQUAL.clean : key.findings.length === 1 ? EQUAL['one finding'] : key.findings.length === 2 ? EQUAL['two findings'] : []);

  /**
   * Answers every question of a review with yes, until nothing is asked any more.
   * @param {any} written
   * @param {Item} item
   */
  function yes(written, item) {
    const { grade } = grader();
    const asked = grade(written, item).comments.filter((/** @type {any} */ c) => c.ask.length);
    return { ...written, answers: Object.fromEntries(asked.map((/** @type {any} */ c) => [c.id, Object.fromEntries(c.ask.map((/** @type {string} */ id) => [id, 'yes']))])) };
  }

  /** @typedef {{ name: string, points: number, answered: number, same: boolean }} Figure `same`: it says what an expert says, and may pass. */

  /**
   * What a key gives each strategy, and an expert: silent, and after yes to every question.
   * @param {Tested} tested
   * @returns {{ id: string, expert: number, strategies: Figure[] }}
   */
  function figures(tested) {
    const { grade } = grader();
    const of = (/** @type {any} */ it) => grade(it, tested.item).points;
    const same = equals(tested);
    return { id: tested.item.id, expert: of(expert(tested)), strategies: Object.entries(STRATEGIES).map(([name, write]) => {
      const written = write(tested);
      return { name, points: of(written), answered: of(yes(written, tested.item)), same: same.includes(name) };
    }) };
  }

  /** What is wrong with a key, as sentences. @param {ReturnType<typeof figures>} found */
  function faults({ expert: points, strategies }) {
    const wrong = strategies.filter((it) => !it.same && Math.max(it.points, it.answered) >= grader().PASS).map((it) => `"${it.name}" passes with ${Math.max(it.points, it.answered)} points`);
    return [...(points >= LEAST ? [] : [`its own model comments have ${points} points, and ${LEAST} are wanted`]), ...wrong];
  }

  /** The figures of all keys as Markdown: a row for each key, a column for each strategy. @param {ReturnType<typeof figures>[]} all */
  function table(all) {
    const names = Object.keys(STRATEGIES);
    const short = (/** @type {string} */ id) => id.replace(/^(exercise-\d+)-.*/, '$1');
    const cell = (/** @type {Figure} */ it) => `${Math.round(it.points)}${it.answered > it.points ? ` (${Math.round(it.answered)})` : ''}${it.same ? ' =' : ''}`;
    return [
      ...names.map((it, i) => `${i + 1}. ${it}`), '',
      `| key | expert | ${names.map((_, i) => i + 1).join(' | ')} |`, `| --- | ---: |${' ---: |'.repeat(names.length)}`,
      ...all.map((it) => `| ${short(it.id)} | ${Math.round(it.expert)} | ${it.strategies.map(cell).join(' | ')} |`), '',
    ].join('\n');
  }

  const MARKS = ['<!-- strategies -->', '<!-- /strategies -->'];

  /** A page with this table between its marks. @param {string} page @param {string} text */
  function within(page, text) {
    const [from, to] = MARKS.map((it) => page.indexOf(it));
    if (from < 0 || to < from) throw new Error(`no table between ${MARKS.join(' and ')}`);
    return `${page.slice(0, from + MARKS[0].length)}\n${text}${page.slice(to)}`;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, strategies: { comment, expert, STRATEGIES, alarmist, asking, EQUAL, BLIND, equals, yes, figures, faults, table, within } };
})();
