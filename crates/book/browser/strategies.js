// Reviews that a script can write without reading the code, and one by somebody who has read it. Data only.

/** @typedef {{ item: any, samples: { finding: string, model: string, accept: string[], reject: string[] }[] }} Tested */

let next = 0;
/**
 * @param {number} line
 * @param {string} text
 * @param {Record<string, any>} [more]
 */
export const comment = (line, text, more = {}) => ({
  id: `c${next++}`, file: 'src/lib.rs', side: 'new', start: line, end: line, label: 'issue', severity: 'should-fix', hazard: null, text, ...more,
});

const review = (/** @type {string} */ decision, /** @type {any[]} */ comments) => ({ decision, confidence: 80, comments });
const added = (/** @type {any} */ item) => item.hunks.flatMap(([, , at, count]) => Array.from({ length: count }, (_, i) => at + i));
const middle = ([from, to]) => Math.floor((from + to) / 2);

/**
 * The findings as comments: the model's words, lines, hazard and severity. Of a clean change, the reason why it is right: why what
 * looks wrong is not.
 * @param {Tested} tested
 */
export const expert = ({ item, samples }) =>
  review(item.key.decision, item.key.findings.length
    ? item.key.findings.map((f, i) => comment(f.lines[0], samples[i].model, { end: f.lines[1], hazard: f.hazard, severity: f.severity }))
    : item.key.traps.map((t) => comment(t.lines[0], t.why, { end: t.lines[1], label: 'praise', severity: null })));

/**
 * Each gets the key, and uses of it only what a guess could give.
 * @type {Record<string, (tested: Tested) => any>}
 */
export const STRATEGIES = {
  'approves without a word': () => review('approve', []),
  'approves with praise': ({ item }) => review('approve', [comment(added(item)[0] ?? 1, 'Nice work, the code is clear and well tested. LGTM, ship it!', { label: 'praise', severity: null })]),
  'requests changes without a word': () => review('request-changes', []),
  'nits only': ({ item }) => review('comment', added(item).slice(0, 2).map((line) => comment(line, 'Nit: please rename this.', { label: 'nit', severity: 'nit' }))),
  'flags every line with one sentence': ({ item }) =>
    review('request-changes', added(item).map((line) => comment(line, 'This may hang or lose an exit when two threads come here at once.', { severity: 'blocker', hazard: 'check-then-act' }))),
  'one mark over everything': ({ item }) =>
    review('request-changes', item.hunks.map(([, , at, count]) => comment(at, 'There is a race in this hunk, or a lock that is held for too long.', { end: at + count + 40, severity: 'blocker', hazard: 'check-then-act' }))),
  'keywords on the right lines': ({ item }) =>
    review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), item.key.findings.flatMap((it) => [...it.mechanism, ...it.consequence, ...it.fix]).join(' '), { severity: 'blocker' }))),
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
  "the glossary's words on the right lines": ({ item }) =>
    review('request-changes', item.key.findings.map((f) => comment(middle(f.lines), f.glossary, { severity: f.severity, hazard: f.hazard }))),
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
export const alarmist = (tested) => ({
  ...expert(tested),
  comments: [...expert(tested).comments, ...tested.item.key.extras.map((x) => comment(x.lines[0], x.claim, { end: x.lines[1], hazard: x.hazard }))]
    .map((c) => (c.label === 'praise' ? c : { ...c, severity: 'blocker' })),
});

/** What an expert says, as questions: no strategy, and worth the same. @param {Tested} tested */
export const asking = (tested) => ({ ...expert(tested), comments: expert(tested).comments.map((c) => (c.label === 'praise' ? c : { ...c, label: 'question' })) });

/**
 * Where a strategy writes what an expert writes, and so earns what an expert earns. That is no hole: of one finding there is one
 * comment, and two findings of one function fit into one. A test compares the texts.
 * @type {Record<'clean' | 'one finding' | 'two findings', string[]>}
 */
export const EQUAL = {
  clean: ['finds all, and approves'],
  'one finding': ['one model comment on every anchor', 'all findings in one comment', 'the whole key in one comment'],
  'two findings': ['all findings in one comment', 'the whole key in one comment'],
};

/** Those that need neither the key nor the code. */
export const BLIND = ['approves without a word', 'approves with praise', 'requests changes without a word', 'nits only', 'flags every line with one sentence', 'one mark over everything',
  'a template on every hunk', 'a general remark on every function', 'one hazard of each kind on the middle of the change'];

/** Which names of `EQUAL` hold for a key. @param {Tested} tested @returns {string[]} */
export const equals = ({ item: { key } }) => (key.findings.length === 0 ? EQUAL.clean : key.findings.length === 1 ? EQUAL['one finding'] : key.findings.length === 2 ? EQUAL['two findings'] : []);

/**
 * Answers every question of a review with yes, until nothing is asked any more.
 * @param {any} written
 * @param {any} item
 * @param {(review: any, item: any) => any} grade
 */
export function yes(written, item, grade) {
  const asked = grade(written, item).comments.filter((c) => c.ask.length);
  return { ...written, answers: Object.fromEntries(asked.map((c) => [c.id, Object.fromEntries(c.ask.map((id) => [id, 'yes']))])) };
}
