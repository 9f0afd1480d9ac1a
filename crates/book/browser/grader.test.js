// The grader without a browser: every key of the workbook, and small keys for single rules.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../../book/assets/review/prose.js';
import '../../../book/assets/review/grader.js';
import { keys } from './lib.js';
import { BLIND, STRATEGIES, alarmist, comment, equals, expert } from './strategies.js';

// @ts-ignore
const { grade, placed } = globalThis.ExitPath.grader;
// @ts-ignore
const { recognise, reads, alike, shingles } = globalThis.ExitPath.prose;

const ALL = keys();

const finding = (id, lines, more = {}) => ({
  id, lines, hazard: 'double-lock', severity: 'blocker', title: `title of ${id}`, mechanism: [`cause of ${id}`], consequence: [`effect of ${id}`], fix: [`change for ${id}`], ...more,
});
const item = (findings, more = {}) => ({
  hunks: [[1, 0, 1, 100]],
  key: { decision: findings.length ? 'request-changes' : 'approve', findings, traps: [], extras: [], ...more },
});
const SAID = 'The lock is held when this is called, so it hangs.';
const says = (line, more = {}) => comment(line, SAID.replace('lock', `lock ${line}`).replace('hangs', `hangs at line ${line} in the other thread`), { severity: 'blocker', hazard: 'double-lock', ...more });
const blocks = (...comments) => ({ decision: 'request-changes', comments });

describe('every key', () => {
  // What the author of a change would read.
  const sent = ({ decision, comments }) => [decision, ...comments.map((c) => `${c.label}, ${c.severity}: ${c.text}`)];
  for (const tested of ALL) {
    const { id, key } = tested.item;
    it(`gives an expert of ${id} at least 95`, () => {
      const result = grade(expert(tested), tested.item);
      assert.deepEqual(result.caps, []);
      assert.ok(result.points >= 95, `${result.points} ${JSON.stringify(result.parts)}`);
    });
    it(`gives an expert of ${id}, who says it in the words of the samples, at least 95`, () => {
      for (const nth of [0, 1]) {
        const other = expert({ ...tested, samples: tested.samples.map((it) => ({ ...it, model: it.accept[nth] })) });
        const result = grade(other, tested.item);
        assert.ok(result.points >= 95, `accept ${nth}: ${result.points}`);
      }
    });
    for (const [name, write] of Object.entries(STRATEGIES)) {
      if (equals(tested).includes(name)) {
        it(`takes "${name}" in ${id} for what it is: an expert's review`, () => {
          assert.deepEqual(sent(write(tested)), sent(expert(tested)));
          assert.ok(grade(write(tested), tested.item).points >= 80);
        });
        continue;
      }
      it(`keeps "${name}" in ${id} below a pass`, () => {
        const result = grade(write(tested), tested.item);
        assert.ok(result.points < 60, `${result.points} ${JSON.stringify(result.parts)}`);
      });
    }
    // One finding that is a blocker, and no fair remark beside it: then everything is one.
    if (key.findings.every((f) => f.severity === 'blocker') && key.extras.length === 0) {
      it(`takes "everything is a blocker" in ${id} for what it is: an expert's review`, () => {
        assert.deepEqual(sent(alarmist(tested)), sent(expert(tested)));
      });
    } else {
      it(`keeps "everything is a blocker" in ${id} below 80`, () => {
        const result = grade(alarmist(tested), tested.item);
        assert.ok(result.points < 80, `${result.points}`);
      });
    }
  }
  it('lets nobody pass more than the clean ones without reading', () => {
    const clean = ALL.filter(({ item }) => item.key.findings.length === 0).length;
    assert.ok(clean >= 4 && clean * 3 <= ALL.length, `${clean} of ${ALL.length} are clean`);
    for (const name of BLIND) {
      const points = ALL.map((tested) => grade(STRATEGIES[name](tested), tested.item).points);
      const most = name === 'approves without a word' ? clean : 0;
      assert.equal(points.filter((it) => it >= 60).length, most, `${name}: ${points}`);
      assert.ok(points.reduce((sum, it) => sum + it, 0) / ALL.length < 60, `${name}: ${points}`);
    }
  });
  for (const tested of ALL) {
    it(`tells what says a finding of ${tested.item.id} from what does not`, () => {
      const wrong = tested.samples.flatMap((sample, i) => {
        const f = tested.item.key.findings[i];
        const said = (text) => recognise(text, f, tested.item.key);
        return [
          ...[sample.model, ...sample.accept].filter((text) => said(text).grade === 'not recognised').map((text) => `${f.id} does not know: ${text} ${JSON.stringify(said(text))}`),
          ...sample.reject.filter((text) => said(text).grade === 'recognised').map((text) => `${f.id} takes: ${text} ${JSON.stringify(said(text))}`),
        ];
      });
      assert.deepEqual(wrong, []);
    });
    it(`lets no trap of ${tested.item.id} pass as a finding`, () => {
      for (const trap of tested.item.key.traps) {
        const result = grade(blocks(comment(trap.lines[0], trap.claim, { end: trap.lines[1], hazard: trap.hazard, severity: 'blocker' })), tested.item);
        assert.equal(result.comments[0].outcome, 'trap', `${trap.id}: ${JSON.stringify(result.comments[0])}`);
      }
    });
  }
});

describe('the grader', () => {
  it('pairs so that no other pairing is worth more', () => {
    // The first comment fits both findings, the second only the first one: a greedy pairing loses one.
    const two = item([finding('a', [10, 10]), finding('b', [12, 12])]);
    const result = grade(blocks(says(11), says(10)), two);
    assert.deepEqual(result.findings.map((f) => f.credit), [1, 1]);
    assert.equal(result.recall, 1);
  });

  it('does not depend on the order of comments', () => {
    const three = item([finding('a', [10, 10]), finding('b', [12, 12], { severity: 'nit' }), finding('c', [14, 14], { severity: 'should-fix' })]);
    const comments = [says(11), says(13), says(14), says(40)];
    const once = grade(blocks(...comments), three);
    assert.equal(grade(blocks(...[...comments].reverse()), three).points, once.points);
  });

  it('grades the place: one line beside, not two; and no mark over half of the file', () => {
    const one = item([finding('a', [10, 11])]);
    const credit = (more) => grade(blocks(says(9, more)), one).findings[0].credit;
    assert.equal(credit({}), 1);
    assert.equal(credit({ start: 8, end: 8 }), 0);
    assert.equal(credit({ start: 12, end: 12 }), 1);
    assert.equal(credit({ start: 1, end: 40 }), 0);
  });

  it('lets one finding be the half of a short change, and nobody mark the half for nothing', () => {
    const short = { ...item([finding('a', [10, 16])]), hunks: [[10, 0, 10, 10]] };
    const caps = (...comments) => grade(blocks(...comments), short).caps.map((cap) => cap.id);
    assert.deepEqual(caps(says(10, { end: 16 })), []);
    assert.deepEqual(caps(says(10, { end: 16, hazard: 'pid-reuse' })), [], 'the place is right');
    assert.deepEqual(caps(says(10, { end: 19 })), ['flags-all'], 'wider than the finding');
    assert.deepEqual(caps(says(12), says(13, { end: 19, hazard: 'pid-reuse', severity: 'should-fix' })), ['flags-all']);
  });

  it('takes a comment on removed lines for what replaced them', () => {
    const hunks = [[5, 3, 5, 0], [20, 2, 17, 4]];
    assert.deepEqual(placed({ side: 'old', start: 6, end: 6 }, hunks), [4, 5]);
    assert.deepEqual(placed({ side: 'old', start: 20, end: 21 }, hunks), [17, 20]);
  });

  it('grades the hazard, and lets words help where it is another one', () => {
    const one = item([finding('a', [10, 10], { mechanism: ['create holds tasks and process_exit takes it again'], also_hazards: ['lock-order'] }), finding('b', [90, 90]), finding('c', [80, 80])]);
    const credit = (more) => grade(blocks(says(10, more)), one).findings[0].credit;
    assert.equal(credit({}), 1);
    assert.equal(credit({ hazard: 'lock-order' }), 1, 'another family that names it');
    assert.equal(credit({ hazard: 'pid-reuse' }), 0.3, 'the place alone');
    assert.equal(credit({ hazard: null, text: '`create` holds `tasks` when it calls `process_exit`, and that takes it again.' }), 0.8);
    assert.equal(credit({ hazard: null, text: 'create holds tasks process_exit takes again create tasks' }), 0.3, 'keywords are no sentence');
    assert.equal(credit({ text: 'double lock' }), 0.6, 'a hazard without a sentence');
    assert.equal(credit({ text: '持有锁的时候又调用了需要同一把锁的函数' }), 1, 'whoever thinks in Chinese may write it');
    assert.equal(credit({ label: 'question' }), 0.4, 'a question asserts nothing');
    assert.equal(credit({ label: 'praise' }), 0);
  });

  it('pays once for a copy, and takes it for an alarm elsewhere', () => {
    const two = item([finding('a', [10, 10]), finding('b', [30, 30])]);
    const result = grade(blocks(comment(10, SAID, { hazard: 'double-lock', severity: 'blocker' }), comment(30, `${SAID} Really.`, { hazard: 'double-lock', severity: 'blocker' })), two);
    assert.deepEqual(result.findings.map((f) => f.credit), [1, 0]);
    assert.equal(result.comments[1].outcome, 'copy');
    assert.equal(result.alarms, 0, 'on another line of a finding it harms nobody');
    const elsewhere = grade(blocks(says(10), says(30), { ...says(10), id: 'x', start: 60, end: 60 }), two);
    assert.equal(elsewhere.comments[2].outcome, 'copy');
    assert.equal(elsewhere.alarms, 1);
    assert.deepEqual(elsewhere.caps, []);
    const pasted = grade(blocks(says(10), ...[60, 70].map((line) => ({ ...says(10), id: `${line}`, start: line, end: line }))), two);
    assert.deepEqual(pasted.caps.map((cap) => cap.id), ['pasted']);
  });

  it('counts false alarms by what they cost the author', () => {
    const one = item([finding('a', [10, 10])], {
      traps: [{ id: 't', lines: [50, 50], hazard: 'double-close', claim: 'It closes twice.' }],
      extras: [{ id: 'x', lines: [60, 60], hazard: 'pid-reuse', claim: 'The pid may come again.' }],
    });
    const of = (more) => {
      const result = grade(blocks(says(10), says(70, more)), one);
      return [result.comments[1].outcome, result.alarms];
    };
    assert.deepEqual(of({}), ['alarm', 1]);
    assert.deepEqual(of({ severity: 'nit' }), ['alarm', 0.25]);
    assert.deepEqual(of({ label: 'question' }), ['alarm', 0.25]);
    assert.deepEqual(of({ label: 'praise', severity: null, hazard: null }), ['praise', 0]);
    assert.deepEqual(of({ start: 50, end: 50, hazard: 'double-close' }), ['trap', 2]);
    assert.deepEqual(of({ start: 60, end: 60, hazard: 'pid-reuse' }), ['extra', 0]);
    assert.deepEqual(of({ start: 11, end: 11 }), ['again', 0]);
  });

  it('grades severity over all findings, missed ones too', () => {
    const two = item([finding('a', [10, 10]), finding('b', [30, 30], { severity: 'should-fix' })]);
    const of = (...comments) => grade(blocks(...comments), two).severity;
    assert.equal(of(says(10), says(30, { severity: 'should-fix' })), 1);
    assert.equal(of(says(10), says(30)), 0.5);
    assert.equal(of(says(10)), 0.5);
    assert.equal(of(says(10, { severity: 'nit' })), 0);
  });

  it('asks that decision and blockers agree', () => {
    const one = item([finding('a', [10, 10])]);
    const of = (decision, more = {}) => grade({ decision, comments: [says(10, more)] }, one).parts.decision;
    assert.equal(of('request-changes'), 15);
    assert.equal(of('request-changes', { severity: 'should-fix' }), 9);
    assert.equal(of('comment'), 0);
  });

  it('has a cap for each way to be safe', () => {
    const two = item([finding('a', [10, 10]), finding('b', [30, 30], { severity: 'should-fix' })]);
    const caps = (review, of = two) => grade(review, of).caps.map((cap) => cap.id);
    assert.deepEqual(caps({ decision: 'approve', comments: [says(10), says(30, { severity: 'should-fix' })] }), ['approves-blocker']);
    assert.deepEqual(caps(blocks(says(10), says(30, { severity: 'should-fix', end: 90 }))), ['flags-all']);
    assert.deepEqual(caps(blocks(says(10), ...[20, 40, 50, 60, 65, 70, 75, 80].map((line) => says(line, { severity: 'nit' })))), ['flags-all']);
    assert.deepEqual(caps(blocks(says(10), says(30, { severity: 'should-fix' }), ...[40, 50, 60].map((line) => says(line)))), []);
    assert.deepEqual(caps(blocks(says(10), says(30, { hazard: 'pid-reuse', severity: 'should-fix' }), ...[40, 50, 60].map((line) => says(line)))), ['noise']);
    assert.deepEqual(caps(blocks(says(10), says(30))), ['all-blockers']);
    assert.deepEqual(caps(blocks(says(10), says(30, { severity: 'should-fix' }))), []);
    assert.deepEqual(caps(blocks(), item([])), ['blocks-clean']);
    const fair = item([], { extras: [{ id: 'x', lines: [60, 60], hazard: 'pid-reuse', claim: 'The pid may come again.' }] });
    assert.deepEqual(caps({ decision: 'approve', comments: [says(60, { hazard: 'pid-reuse' })] }, fair), ['all-blockers'], 'one fair remark, called a blocker');
    assert.deepEqual(caps({ decision: 'approve', comments: [says(60, { hazard: 'pid-reuse', severity: 'nit' })] }, fair), []);
  });

  it('has a rule of its own for a clean change', () => {
    const clean = item([], { traps: [{ id: 't', lines: [50, 50], hazard: 'double-close', claim: 'It closes twice.' }] });
    assert.equal(grade({ decision: 'approve', comments: [] }, clean).points, 100);
    assert.equal(grade({ decision: 'approve', comments: [says(20, { label: 'praise' })] }, clean).points, 100);
    assert.ok(grade(blocks(says(50, { hazard: 'double-close' })), clean).points <= 40);
    assert.equal(grade(blocks(), clean).points, 40);
  });

  it('gives the same for the same, quickly', () => {
    const { item: big } = ALL[4];
    const many = { decision: 'request-changes', comments: Array.from({ length: 200 }, (_, i) => says(1 + (i % 150), { text: `Comment ${i}: the lock ${i} is held here when ${i * 7} comes, so it hangs at ${i * 3}.` })) };
    const start = performance.now();
    const once = JSON.stringify(grade(many, big));
    const took = performance.now() - start;
    assert.equal(JSON.stringify(grade(many, big)), once);
    assert.ok(took < 2000, `200 comments took ${took} ms`);
  });
});

describe('prose', () => {
  it('knows a sentence from a list of words', () => {
    assert.equal(reads('The lock is held when this runs.'), true);
    assert.equal(reads('deadlock lock tasks create process_exit hang select timeout'), false);
    assert.equal(reads('bad'), false);
    assert.equal(reads('A failed look-up says nothing about the container, yet we delete its record.'), true);
    assert.equal(reads('the lock is held when it is called and the waiter sleeps for ever and '.repeat(4)), false, 'phrases without an end');
  });
  it("names the mechanism in the comment's own words, and never a stem", () => {
    for (const { item: of, samples } of ALL) {
      for (const sample of samples) {
        const about = of.key.findings.find((it) => it.id === sample.finding);
        for (const text of [sample.model, ...sample.accept]) {
          const own = new Set(text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().match(/[a-z][a-z-]+|\d+/g));
          const { words } = recognise(text, about, of.key);
          assert.deepEqual(words.filter((word) => !own.has(word)), [], `${of.id} ${sample.finding}: ${text}`);
        }
      }
    }
  });
  it('knows a copy', () => {
    const same = (a, b) => alike(shingles(a), shingles(b));
    assert.equal(same(SAID, SAID.toUpperCase()), true);
    assert.equal(same(SAID, 'The table is read before it is written, so a value is lost.'), false);
    assert.equal(same('ok', 'OK'), true);
  });
});
