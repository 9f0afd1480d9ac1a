// Whether a review is read fairly: the kinds of comments that rules judged worst, on keys of the workbook. Each of them was told
// "false alarm" or "missed" once, or passed for nothing. The words are those of nobody's key.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grader, prose, questions as asked } from './grader.js';
import { GENERAL, HEARD } from './heard.js';
import { keys } from './lib.js';
import { comment, expert, yes } from './strategies.js';

const { grade } = grader;
const { questions } = asked;
const ALL = keys();
const of = (/** @type {string} */ id) => ALL.find(({ item }) => item.id.startsWith(id));
const REAP = of('exercise-1');
const CREATE = of('exercise-2');
const ORPHAN = of('exercise-3');
const STOLEN = of('exercise-5');

const blocks = (/** @type {any[]} */ ...comments) => ({ decision: 'request-changes', comments });
const on = (/** @type {number} */ start, /** @type {number} */ end, /** @type {string} */ text, more = {}) => comment(start, text, { end, severity: 'blocker', ...more });
const one = (/** @type {any} */ tested, /** @type {any} */ c) => {
  const result = grade(blocks(c), tested.item);
  return { ...result.comments[0], result };
};
/** Found, or asked about: never an alarm, and its finding is never called missed. */
function heard(tested, c, id) {
  const { outcome, of: met, ask, result } = one(tested, c);
  assert.ok((outcome === 'found' && met === id) || ask.includes(id), `${outcome} ${met} ${ask}`);
  assert.notEqual(result.findings.find((f) => f.id === id).state, 'missed');
}
/** The same after an honest yes. */
function settled(tested, c, id) {
  heard(tested, c, id);
  const review = blocks(c);
  const result = grade(yes(review, tested.item), tested.item);
  assert.equal(result.comments[0].outcome, 'found');
  assert.ok(result.findings.find((f) => f.id === id).credit > 0.3);
}

const TWICE = 'The init may be gone before the runtime has answered. `record_started` then runs the exit path while this function still has the table locked, and a std mutex cannot be taken a second time by its own thread: create never comes back.';
const TWICE_SHORT = '`process_exit` locks `tasks` again while create holds it, so create never returns.';

describe('a fair reading', () => {
  it('1: takes a mark over the whole function for the function', () => {
    heard(CREATE, on(104, 124, TWICE, { hazard: 'double-lock' }), 'F-create-locks-twice');
    assert.equal(one(CREATE, on(104, 124, TWICE, { hazard: 'double-lock' })).outcome, 'found');
  });

  it('2: takes any range of the function for it, and a line of it', () => {
    for (const [from, to] of [[108, 122], [109, 126], [112, 124], [118, 118]]) heard(CREATE, on(from, to, TWICE, { hazard: 'double-lock' }), 'F-create-locks-twice');
  });

  it('3: takes a field or a type for what is done with it', () => {
    settled(REAP, on(82, 86, 'Leaving the bus needs the `subscribers` lock. A publisher that sits in a full queue has that lock, so a subscriber that wants to go can never free it.'), 'F-send-under-lock');
  });

  it('4: takes the declaration of what is called for its call', () => {
    settled(ORPHAN, on(50, 55, 'The watcher hands in the token of the connection, which is cancelled by then. So the look-up can answer nothing but Cancelled.'), 'F-spent-token');
  });

  it('5: takes a neighbouring family for what its words say', () => {
    settled(REAP, on(189, 189, '`exit` is replaced without a look at what it holds. The real code that the reaper has just put there is lost, and whoever asks later reads 137.', { hazard: 'unguarded-field' }), 'F-second-end');
  });

  it('6: takes an empty hazard for nothing', () => {
    const points = (/** @type {string | null} */ hazard) => grade(blocks(on(120, 122, TWICE_SHORT, { hazard })), CREATE.item).points;
    assert.equal(points(null), points('double-lock'));
  });

  it('7: never pays the fuller of two right comments less', () => {
    const points = (/** @type {string} */ text) => grade(blocks(on(120, 122, text)), CREATE.item).points;
    assert.ok(points(`${TWICE_SHORT} State of every other container waits for the table meanwhile, since the lock is held while runc runs.`) >= points(TWICE_SHORT));
  });

  it('8: hears two findings in one comment', () => {
    const c = on(147, 151, 'waitpid with -1 has two effects. It takes the status of a child that an owner waits for: its wait gets ECHILD, and the exit code is lost. And the pid is free once it was reaped, so a later kill sends SIGKILL to another process.', { hazard: 'stolen-status' });
    const { of: met, also, ask } = one(STOLEN, c);
    assert.deepEqual([met, ...also, ...ask].sort(), ['F-kills-a-stranger', 'F-steals']);
  });

  it('9: lets two comments share a finding', () => {
    const result = grade(blocks(on(177, 177, 'So this is a copy of what fires when the connection goes away.', { severity: 'should-fix' }),
      on(179, 179, 'Here that token is passed on although it is cancelled already: `find` can only answer Cancelled, and a live container loses its record.', { hazard: 'cancelled-context' })), ORPHAN.item);
    assert.deepEqual(result.comments.map((c) => [c.of, c.weight]), [['F-spent-token', 0], ['F-spent-token', 0]]);
    assert.equal(result.findings[0].credit, 1);
  });

  it('10: takes a question that names the trigger in full', () => {
    const said = (/** @type {string} */ label) => grade(blocks(on(120, 122, 'If init dies before create returns, does `process_exit` not lock `tasks` again, which create holds, so that create never returns?', { label, hazard: 'double-lock' })), CREATE.item);
    assert.equal(said('question').recall, said('issue').recall);
    assert.equal(said('question').points, said('issue').points);
  });

  it('11: takes a label for the tone', () => {
    const said = (/** @type {string} */ label) => grade(blocks(on(120, 122, TWICE_SHORT, { label, severity: label === 'nit' ? 'nit' : 'blocker' })), CREATE.item).recall;
    assert.equal(said('nit'), said('issue'));
  });

  it('12: takes a nit for a nit, at no cost', () => {
    for (const tested of [REAP, of('card-exit-latch')]) {
      const { outcome, weight } = one(tested, on(5, 5, 'These imports could stand in two groups, std apart from ours.', { label: 'nit', severity: 'nit' }));
      assert.deepEqual([outcome, weight], ['nit', 0]);
    }
  });

  it('13: keeps a point that the key lacks, and calls it no alarm', () => {
    const { outcome, weight } = one(STOLEN, on(20, 23, 'A core dump sets bit 7 beside the signal, so the number that a shell shows differs from this sum.', { severity: 'should-fix' }));
    assert.equal(outcome, 'kept');
    assert.ok(weight < 1);
  });

  it('14: lets a feeling on the right line with the right family earn nothing, whatever is answered', () => {
    for (const tested of ALL.filter(({ item }) => item.key.findings.length)) {
      for (const text of ['I have a bad feeling about this function.', 'This looks odd.', 'x', 'Please check this place for races and deadlocks again.', 'Potential problem: `tasks` may be used by several threads here.', ...GENERAL]) {
        const review = blocks(...tested.item.key.findings.map((f, i) => on(f.lines[0], f.lines[1], `${text}${i ? ` (${i})` : ''}`, { hazard: f.hazard, severity: f.severity })));
        const result = grade(yes(review, tested.item), tested.item);
        assert.ok(result.points < 60, `${tested.item.id} ${text}: ${result.points}`);
        assert.deepEqual(grade(review, tested.item).comments.filter((c) => c.outcome === 'found'), []);
      }
    }
  });

  it('15: lets words in a row earn nothing', () => {
    const stuffed = REAP.item.key.findings.map((f) => on(f.lines[0], f.lines[1], [...f.mechanism, ...f.consequence, ...f.fix].join(' ').replace(/\b(the|a|is|and|that|of|to|not|it|has|in|on|for|with)\b/g, ''), { hazard: f.hazard }));
    const review = yes(blocks(...stuffed), REAP.item);
    assert.ok(grade(review, REAP.item).points < 60);
  });

  it('16: asks once for each comment, and four times at most', () => {
    const said = ['EMFILE is not death.', 'Outlives the daemon.', 'Fired long ago.', 'Somebody came back.', 'Ghost of a name.', 'An orphan, then?', 'Hits the successor.', 'Burnt already.'];
    const terse = said.map((text, i) => [ORPHAN.item.key.findings[i % 4], text]).map(([f, text]) => on(f.lines[0], f.lines[1], text, { hazard: f.hazard }));
    const { comments } = grade(blocks(...terse), ORPHAN.item);
    assert.ok(comments.every((c) => c.ask.length <= 2), 'one question, of two claims at most');
    assert.equal(comments.filter((c) => c.ask.length).length, 4);
    assert.deepEqual(comments.filter((c) => c.outcome === 'kept'), [], 'what is not asked stays open');
  });

  it('17: asks an expert nothing that another comment has said', () => {
    for (const tested of ALL) assert.ok(grade(expert(tested), tested.item).points >= 95, tested.item.id);
  });

  it('18: wants a reason for an approval of a clean change', () => {
    const clean = of('card-exit-latch');
    const points = (/** @type {any[]} */ ...comments) => grade({ decision: 'approve', comments }, clean.item).points;
    assert.ok(points() <= 59);
    assert.ok(points(on(48, 52, 'LGTM, nice work! The code is clear.', { label: 'praise', severity: null })) <= 59);
    const reason = 'Both paths run under the lock and look first, so the second one finds the answer gone and does not `take` again: no panic.';
    assert.ok(points(on(48, 52, reason, { label: 'praise', severity: null })) >= 80);
    assert.ok(points({ ...on(1, 1, reason, { label: 'praise', severity: null }), about: 'pull-request' }) >= 80, 'said of the whole');
  });

  it('19: hears a comment on the file and on the pull request', () => {
    for (const about of ['file', 'pull-request']) settled(CREATE, { ...on(1, 1, TWICE), about }, 'F-create-locks-twice');
  });

  it('20: reads one point over two comments as one', () => {
    const review = blocks(on(108, 108, 'Nobody gives this back before the closing brace. Keep that in mind for my note at 205.', { severity: 'should-fix' }),
      on(205, 205, 'Here one asks for it a second time, and it is the same thread, if the init was faster than the runtime.'));
    const { comments, findings } = grade(review, CREATE.item);
    assert.ok(comments.every((c) => c.of === 'F-create-locks-twice'), JSON.stringify(comments.map((c) => [c.outcome, c.of])));
    assert.notEqual(findings[0].state, 'missed');
  });

  it('21: asks about two points of one comment in one question, and takes both', () => {
    const c = on(105, 124, 'The whole function runs with the table locked. So whoever wants to look up a status has to be patient for the whole time of runc. And where the first process is dead already at the end, the way out goes through the table once more, with our own hand on it.', { id: 'both' });
    const first = grade(blocks(c), CREATE.item);
    const said = [...Object.keys(first.comments[0].credits), ...first.comments[0].ask].sort();
    assert.deepEqual([...new Set(said)], ['F-create-locks-twice', 'F-lock-across-runc']);
    const answers = { both: Object.fromEntries(first.comments[0].ask.map((id) => [id, 'yes'])) };
    assert.ok(grade({ ...blocks(c), answers }, CREATE.item).recall > first.recall || first.recall === 1);
  });

  it('22: finds nothing in what is false and sounds like a finding', () => {
    for (const { item } of ALL) {
      const taken = item.key.findings.flatMap((f) => f.wrong.filter((text) => {
        const [judged] = grade(blocks(on(f.lines[0], f.lines[1], text, { hazard: f.hazard })), item).comments;
        return judged.credits[f.id] === 1;
      }));
      assert.deepEqual(taken, [], item.id);
    }
  });

  it('23: offers a false claim that is as near as the true one, and makes it cost when it is chosen', () => {
    const c = on(120, 122, 'One should let go before one calls out, since the way down wants the same thing.', { id: 'asked' });
    const result = grade(blocks(c), CREATE.item);
    const [{ options }] = questions(blocks(c), CREATE.item, result);
    const wrong = options.filter((it) => it.id.startsWith('not-'));
    assert.equal(options.length, 4);
    assert.ok(wrong.length >= 1, JSON.stringify(options));
    const chosen = grade({ ...blocks(c), answers: { asked: { 'F-create-locks-twice': 'no', [wrong[0].id]: 'yes' } } }, CREATE.item);
    assert.deepEqual([chosen.comments[0].outcome, chosen.comments[0].weight], ['false', 2]);
    assert.ok(chosen.points < result.points);
  });

  it('24: helps nobody who always takes the same option, or any by chance', () => {
    for (const at of [0, 1, 2, 3]) {
      let [right, all] = [0, 0];
      for (const { item } of ALL) {
        for (const f of item.key.findings) {
          const review = blocks(on(f.lines[0], f.lines[1], 'This is a bit early for my taste.', { hazard: f.hazard, severity: f.severity, id: f.id }));
          for (const { options, asked: meant } of questions(review, item, grade(review, item))) {
            all += 1;
            right += Number(meant.includes(options[at]?.id));
          }
        }
      }
      assert.ok(all > 10 && right < all / 2, `option ${at}: ${right} of ${all}`);
    }
  });

  it('25: lets nobody pass who says what is false, and yes to every question', () => {
    for (const { item } of ALL.filter((it) => it.item.key.findings.length)) {
      for (const [nth, family] of [0, 1, 2].flatMap((it) => [[it, true], [it, false]])) {
        const review = blocks(...item.key.findings.filter((f) => f.wrong[nth]).map((f) => on(f.lines[0], f.lines[1], f.wrong[nth], { hazard: family ? f.hazard : null, severity: f.severity })));
        for (const [answer, { points }] of [['nothing', grade(review, item)], ['yes', grade(yes(review, item), item)]]) assert.ok(points < 60, `${item.id}, false claim ${nth + 1}, answers ${answer}: ${points}`);
      }
    }
  });

  it('26: takes "partly" for a part, and two parts for nearly the whole', () => {
    const [first, rest] = ['One should let go before one calls out, since the way down wants the same thing.', 'Is it not still held here by ourselves?'];
    const said = (/** @type {string} */ word, ...texts) => {
      const review = blocks(...texts.map((text, i) => on(120, 122, text, { id: `q${i}`, hazard: 'double-lock' })));
      assert.deepEqual(grade(review, CREATE.item).comments.map((c) => c.ask[0]), texts.map(() => 'F-create-locks-twice'));
      return grade({ ...review, answers: Object.fromEntries(texts.map((_, i) => [`q${i}`, { 'F-create-locks-twice': word }])) }, CREATE.item).findings[0].credit;
    };
    assert.ok(said('no', first) === 0);
    assert.equal(said('partly', first), 0.45);
    assert.ok(said('yes', first) > 0.65);
    assert.equal(said('partly', first, rest), 0.9);
  });

  it('27: lets no review pass of which all is open', () => {
    for (const { item } of ALL.filter((it) => it.item.key.findings.length)) {
      const review = blocks(...item.key.findings.map((f, i) => on(f.lines[0], f.lines[1], `${f.title.split(' ').slice(0, 4).join(' ')}. Or ${['so', 'else', 'thus', 'then'][i % 4]}.`, { hazard: f.hazard, severity: f.severity })));
      const result = grade(review, item);
      if (result.comments.some((c) => c.outcome === 'found')) continue;
      assert.ok(result.points < 60, `${item.id}: ${result.points}`);
    }
  });

  it('28: asks about a case that is told in words of its own on the lines of a finding, and calls it neither missed nor a trap', () => {
    const told = [[189, 'Can something stand in here already? We looked last before the wait began, which may be seconds ago.'],
      [228, 'Whose duty is it that this sentence stays true? I see two doors in.']];
    for (const [line, text] of /** @type {[number, string][]} */ (told)) heard(REAP, on(line, line, text, { label: 'question', severity: null }), 'F-second-end');
    settled(REAP, on(189, 189, told[0][1], { label: 'question' }), 'F-second-end');
  });

  it('29: takes a fix as code alone for a comment, and asks what it mends', () => {
    const guarded = '```rust\nlet mut end = task.exit.lock().unwrap();\nif end.is_some() {\n    return Ok(());\n}\n*end = Some(KILLED);\n```';
    settled(REAP, on(187, 190, guarded), 'F-second-end');
    heard(REAP, on(187, 191, '```suggestion\n        self.reap(pid, KILLED);\n```'), 'F-second-end');
    assert.equal(one(REAP, on(187, 190, '```suggestion\nx\n```')).outcome, 'empty');
  });

  it('30: asks about the names of the matter without its mechanism, and credits nothing to an honest no', () => {
    const c = on(147, 151, 'The signal is early: WNOHANG gives nothing while the child still winds up, so this flag is what leaves zombies.', { id: 'early' });
    const { outcome, ask } = one(STOLEN, c);
    assert.deepEqual([outcome, ask[0]], ['ask', 'F-one-per-signal']);
    const no = grade({ ...blocks(c), answers: { early: Object.fromEntries(ask.map((id) => [id, 'no'])) } }, STOLEN.item);
    assert.equal(no.recall, 0);
  });

  it('31: takes a row of hazards for nothing, whatever sentence follows it', () => {
    const row = 'Worries about pid reuse, zombies, signal masks, starvation, lost wake-ups, poisoning, and leaks. All of it is hard to get right, so please harden it.';
    assert.equal(one(STOLEN, on(130, 152, row, { hazard: 'pid-reuse' })).outcome, 'empty');
  });

  it('32: takes a wish for a test for no claim that right code is wrong', () => {
    assert.notEqual(one(ORPHAN, on(123, 126, 'Please add a test where the connection closes before the watcher has its first turn.', { label: 'question' })).outcome, 'trap');
    assert.equal(one(ORPHAN, on(118, 123, 'The connection may close before the watcher has its first turn, and then its end is missed.')).outcome, 'trap');
  });

  it('33: hears each of two findings where its own sentences say it, and no second one in the words of the first', () => {
    const two = 'First, SIGCHLD is no counter: ten children that die while one is pending are a single wake-up, and you collect a single child, the rest stays. Second, on SIGTERM the thread leaves, though tasks run on for minutes and drop orphans that nobody collects from then on.';
    const { of: met, also } = one(STOLEN, on(131, 145, two));
    assert.deepEqual([met, ...also].sort(), ['F-one-per-signal', 'F-term-ends-reaping']);
    const first = 'All error is treated as the same, although `Unavailable` means that nobody can know. So when descriptors are used up, a running container will lose its record. Also `find` had a limit, and now has no limit.';
    const said = one(ORPHAN, on(180, 187, first));
    assert.deepEqual([said.of, ...said.also], ['F-any-error-is-gone']);
  });

  it('34: finds what most of its words are foreign to, where enough of the others say it', () => {
    const c = on(189, 190, 'Race lost: timeout fires, `reap` has filed the genuine code and dispatched it, then this thread scribbles KILLED on top. A process that exited with 0 reads as 137 to whoever enquires afterwards, and `try_send` into the occupied slot panics. Compare and assign under the same guard, and quit if somebody won.', { hazard: 'check-then-act' });
    assert.ok(prose.foreign(c.text, REAP.item.key) > 0.58);
    assert.equal(one(REAP, c).outcome, 'found');
  });

  it('35: lets nobody pass with code that says nothing on the right lines, and yes to every question', () => {
    for (const { item } of ALL.filter((it) => it.item.key.findings.length)) {
      const review = blocks(...item.key.findings.map((f, i) => on(f.lines[0], f.lines[1], `\`\`\`suggestion\n        let value${i} = self.update(${i});\n        value${i}.apply()?;\n\`\`\``, { hazard: f.hazard, severity: f.severity })));
      for (const [answer, { points }] of [['nothing', grade(review, item)], ['yes', grade(yes(review, item), item)]]) assert.ok(points < 60, `${item.id}, answers ${answer}: ${points}`);
    }
  });

  it('36: gives a fix as code alone more than half of its point, where its reader says so', () => {
    const fix = on(187, 190, '```rust\nlet mut end = task.exit.lock().unwrap();\nif end.is_some() {\n    return Ok(());\n}\n*end = Some(KILLED);\n```');
    assert.ok(grade(yes(blocks(fix), REAP.item), REAP.item).findings[0].credit >= 0.7);
  });

  it('37: calls no comment a trap whose reader was asked, and chose no such claim', () => {
    const c = on(167, 168, 'Nobody cancels this token, so the kill of a roll-back may go on for long and keep the shutdown waiting. Take the one of stop, as it was.', { id: 'roll' });
    const first = grade(blocks(c), ORPHAN.item).comments[0];
    assert.ok(first.ask.length, first.outcome);
    const no = grade({ ...blocks(c), answers: { roll: Object.fromEntries(first.ask.map((id) => [id, 'no'])) } }, ORPHAN.item).comments[0];
    assert.equal(no.outcome, 'kept');
  });

  for (const [exercise, from, to, id, text, hazard] of HEARD) {
    it(`hears in ${exercise}: ${text.slice(0, 60)}`, () => {
      const { outcome, of: met, also, ask } = one(of(exercise), on(from, to, text, { hazard }));
      assert.ok([met, ...also, ...ask].includes(id), `${id}: ${outcome} ${met} ${ask}`);
    });
  }
});
