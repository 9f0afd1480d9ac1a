// The grader without a browser: every key of the workbook, and small keys for single rules.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { copies, evidence, grader, places, prose, words } from './grader.js';
import { ROOT, keys } from './lib.js';
import { BLIND, STRATEGIES, alarmist, asking, comment, equals, expert, faults, figures, table, within, yes } from './strategies.js';

const { grade } = grader;
const { placed, nearness } = places;
const { recognise } = prose;

const ALL = keys();

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
    it(`gives an expert of ${id}, who says it in the words of the samples and answers what is asked, at least 95`, () => {
      for (const nth of [0, 1]) {
        const other = expert({ ...tested, samples: tested.samples.map((it) => ({ ...it, model: it.accept[nth] })) });
        const result = grade(yes(other, tested.item), tested.item);
        assert.ok(result.points >= 95, `accept ${nth}: ${result.points}`);
      }
    });
    for (const [name, write] of Object.entries(STRATEGIES)) {
      if (equals(tested).includes(name)) continue;
      it(`keeps "${name}" in ${id} below a pass, whatever is answered`, () => {
        const silent = grade(write(tested), tested.item);
        assert.ok(silent.points < 60, `${silent.points} ${JSON.stringify(silent.parts)}`);
        const answered = grade(yes(write(tested), tested.item), tested.item);
        assert.ok(answered.points < 60, `yes to every question: ${answered.points} ${JSON.stringify(answered.parts)}`);
      });
    }
    it(`takes an expert of ${id} who asks for what it is`, () => {
      assert.equal(grade(asking(tested), tested.item).points, grade(expert(tested), tested.item).points);
    });
    it(`asks an expert of ${id} nothing that decides`, () => {
      const review = expert(tested);
      assert.ok(grade(review, tested.item).comments.every((c) => c.outcome !== 'ask'));
    });
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
  it('lets nobody pass without reading, the clean ones neither', () => {
    const clean = ALL.filter(({ item }) => item.key.findings.length === 0).length;
    assert.ok(clean >= 4 && clean * 3 <= ALL.length, `${clean} of ${ALL.length} are clean`);
    for (const name of BLIND) {
      const points = ALL.map((tested) => grade(STRATEGIES[name](tested), tested.item).points);
      assert.deepEqual(points.filter((it) => it >= 60), [], `${name}: ${points}`);
    }
  });
  it('has the figures that docs/reviews.md shows', () => {
    const page = readFileSync(`${ROOT}/docs/reviews.md`, 'utf8');
    assert.ok(page === within(page, table(ALL.map(figures))), 'write it with: node figures.js --write, or cargo xtask gen');
  });
  it('is told what passes and should not, and that its own words do not', () => {
    const [one, ...more] = figures(ALL[0]).strategies;
    assert.deepEqual(faults({ id: 'x', expert: 100, strategies: [one, ...more] }), []);
    assert.deepEqual(faults({ id: 'x', expert: 94, strategies: [{ ...one, answered: 60 }, ...more] }),
      ['its own model comments have 94 points, and 95 are wanted', '"approves without a word" passes with 60 points']);
    // A key with the words of any review, as a course of one's own may have at first.
    const { item, samples } = ALL.find((it) => it.item.id === 'card-signal-table');
    const vague = { ...item.key.findings[0], mechanism: ['this may hang or lose an exit'], consequence: ['two threads come here at once'], heard: ['This may hang or lose an exit when two threads come here at once.'], wrong: [] };
    const found = faults(figures({ samples, item: { ...item, key: { ...item.key, findings: [vague] } } }));
    assert.ok(found.some((it) => /passes with/.test(it)), JSON.stringify(found));
  });
  for (const tested of ALL) {
    it(`tells what says a finding of ${tested.item.id} from what does not`, () => {
      const { item } = tested;
      const wrong = tested.samples.flatMap((sample, i) => {
        const f = item.key.findings[i];
        const judged = (text, hazard) => grade(blocks(comment(f.lines[0], text, { end: f.lines[1], hazard })), item).comments[0];
        const meant = ({ outcome, of, ask, touches }) => (outcome === 'found' && (of === f.id || touches.includes(f.id))) || ask.includes(f.id);
        return [f.hazard, null].flatMap((hazard) => [
          ...[sample.model, ...sample.accept].filter((text) => !meant(judged(text, hazard))).map((text) => `${f.id} does not know: ${text} ${JSON.stringify(judged(text, hazard))}`),
          ...sample.reject.filter((text) => judged(text, hazard).credits[f.id] === 1).map((text) => `${f.id} takes: ${text}`),
        ]);
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

// Two findings of a program that is made up, in functions of their own.
const KEY = {
  decision: 'request-changes',
  findings: [
    { id: 'F-lock', lines: [14, 16], hazard: 'double-lock', also_hazards: ['lock-order'], severity: 'blocker', title: 'create waits for a lock that it holds itself',
      mechanism: ['create holds tasks and process_exit locks tasks again', 'the same thread takes the lock twice'], consequence: ['create never returns'], fix: ['drop the guard before the record'] },
    { id: 'F-swallow', lines: [34, 35], hazard: 'swallowed-error', severity: 'should-fix', title: 'a failed look-up counts as gone',
      mechanism: ['any error is taken for NotFound'], consequence: ['the record of a live container is removed'], fix: ['remove only on NotFound'] },
  ],
  traps: [{ id: 'T-order', lines: [52, 55], hazard: 'event-order', claim: 'The subscriber may hear of the exit before the start, since the bus is told first.', why: 'The bus sorts by number.' }],
  extras: [{ id: 'X-pid', lines: [62, 62], hazard: 'pid-reuse', claim: 'The pid may come again, and a stranger is matched with our record.' }],
};
const ITEM = { hunks: [[10, 4, 10, 60]], key: KEY, scopes: [
  { kind: 'impl', name: 'Shim', doc: 8, lines: [8, 66] }, { kind: 'fn', name: 'create', doc: 10, lines: [11, 24] },
  { kind: 'fn', name: 'watch', doc: 30, lines: [31, 40] }, { kind: 'fn', name: 'publish', doc: 50, lines: [51, 58] }] };
const LOCK = '`create` still holds `tasks` here, and `process_exit` locks it again: the same thread takes one lock twice and never returns.';
const SWALLOW = 'Any error of the look-up is taken for NotFound, so the record of a live container is removed.';
const lock = (more = {}) => comment(15, LOCK, { severity: 'blocker', hazard: 'double-lock', ...more });
const swallow = (more = {}) => comment(34, SWALLOW, { hazard: 'swallowed-error', ...more });
const blocks = (...comments) => ({ decision: 'request-changes', comments });

describe('the grader', () => {
  const judged = (c, answers = {}) => grade({ ...blocks(c), answers: { [c.id]: answers } }, ITEM).comments[0];

  it('gives the whole for both findings, in any order', () => {
    const once = grade(blocks(lock(), swallow()), ITEM);
    assert.equal(once.points, 100);
    assert.deepEqual(once.findings.map((f) => [f.credit, f.state]), [[1, 'found'], [1, 'found']]);
    assert.equal(grade(blocks(swallow(), lock()), ITEM).points, 100);
  });

  it('measures the place by what encloses it', () => {
    const near = (start, end) => nearness([start, end], [[14, 16]], ITEM);
    assert.deepEqual([near(15, 15), near(13, 13), near(10, 24), near(22, 23), near(34, 34), near(1, 90)], ['lines', 'lines', 'scope', 'scope', 'near', 'far']);
    assert.equal(nearness(null, [[14, 16]], ITEM), 'whole');
    assert.equal(nearness([20, 20], [[14, 16]], { ...ITEM, scopes: [], hunks: [[12, 0, 12, 10]] }), 'scope', 'without scopes the hunk encloses');
  });

  it('takes a comment on removed lines for what replaced them', () => {
    const hunks = [[5, 3, 5, 0], [20, 2, 17, 4]];
    assert.deepEqual(placed({ side: 'old', start: 6, end: 6 }, hunks), [4, 5]);
    assert.deepEqual(placed({ side: 'old', start: 20, end: 21 }, hunks), [17, 20]);
    assert.equal(placed({ side: 'new', start: 1, end: 1, about: 'file' }, hunks), null);
  });

  it('sums words, place and family, and never finds without words', () => {
    const outcome = (more) => judged(lock(more)).outcome;
    assert.equal(outcome({}), 'found');
    assert.equal(outcome({ hazard: null }), 'found');
    assert.equal(outcome({ hazard: 'lock-order' }), 'found', 'another family that names it');
    assert.equal(outcome({ hazard: 'pid-reuse' }), 'found', 'a family that does not');
    assert.equal(outcome({ start: 11, end: 24 }), 'found', 'the function');
    assert.equal(outcome({ text: 'Burnt fingers await whoever merges that.' }), 'ask', 'place and family');
    assert.equal(outcome({ text: 'double lock' }), 'empty');
    assert.equal(outcome({ text: 'create holds tasks process_exit locks tasks again thread lock twice guard drop record' }), 'empty', 'words in a row');
    assert.equal(outcome({ text: '持有锁的时候又调用了需要同一把锁的函数' }), 'ask', 'whoever thinks in Chinese is asked');
    assert.equal(outcome({ label: 'praise' }), 'praise');
    assert.ok(evidence.ofPoint(lock(), KEY.findings[0], ITEM).words > 0);
  });

  it('settles by answers what it left open, and nothing else', () => {
    const text = 'Burnt fingers await whoever merges that.';
    const of = (word) => judged(lock({ text }), { 'F-lock': word });
    assert.deepEqual([of('no').outcome, of('no').ask], ['kept', []]);
    assert.deepEqual([of('yes').outcome, of('yes').credits['F-lock'] < 1], ['found', true], 'so few words are a part of it');
    assert.equal(judged(lock({ text: 'It is held when this asks for it again.' }), { 'F-lock': 'yes' }).credits['F-lock'] > 0.3, true);
    assert.equal(judged(lock(), { 'F-swallow': 'no' }).outcome, 'found');
    assert.equal(judged(lock({ text }), { 'T-order': 'yes', 'F-lock': 'no' }).outcome, 'trap', 'a claim that somebody else makes');
    const said = grade({ ...blocks(lock({ text, id: 'q' }), swallow()), answers: { q: { 'F-lock': 'no' } } }, ITEM);
    assert.equal(said.findings[0].state, 'missed', 'the reader says so');
    assert.equal(grade(blocks(lock({ text }), swallow()), ITEM).findings[0].state, 'open');
  });

  it('says missed only where no comment can mean it', () => {
    const state = (...comments) => grade(blocks(...comments), ITEM).findings[0].state;
    assert.equal(state(swallow()), 'missed');
    assert.equal(state(comment(15, 'The record comes late.')), 'open');
    assert.equal(state(comment(62, 'A bird in the hand.')), 'missed');
  });

  it('pays once for a copy', () => {
    const result = grade(blocks(lock(), lock({ id: 'x', start: 34, end: 34, text: `${LOCK} Really.` }), swallow()), ITEM);
    assert.deepEqual(result.comments.map((c) => c.outcome), ['found', 'copy', 'found']);
    const pasted = grade(blocks(lock(), ...[60, 40].map((line) => lock({ id: `${line}`, start: line, end: line }))), ITEM);
    assert.deepEqual(pasted.caps.map((cap) => cap.id), ['pasted']);
  });

  it('counts what is beside the key by what it costs the author', () => {
    const of = (more) => {
      const result = grade(blocks(lock(), swallow(), comment(64, 'This shadows an outer name, and a later edit will take one for the other.', more)), ITEM);
      return [result.comments[2].outcome, result.alarms];
    };
    assert.deepEqual(of({}), ['kept', 0.5]);
    assert.deepEqual(of({ severity: 'nit' }), ['nit', 0]);
    assert.deepEqual(of({ label: 'question' }), ['kept', 0]);
    assert.deepEqual(of({ label: 'praise', severity: null }), ['praise', 0]);
    assert.deepEqual(of({ start: 52, end: 55, hazard: 'event-order', text: KEY.traps[0].claim }), ['trap', 2]);
    assert.deepEqual(of({ start: 62, end: 62, hazard: 'pid-reuse', text: KEY.extras[0].claim }), ['extra', 0]);
    assert.deepEqual(of({ text: 'Please check that this is safe.' }), ['empty', 1]);
  });

  it('grades severity over all findings, of the comment that rates it best', () => {
    const of = (...comments) => grade(blocks(...comments), ITEM).severity;
    assert.equal(of(lock(), swallow()), 1);
    assert.equal(of(lock(), swallow({ severity: 'blocker' })), 0.75);
    assert.equal(of(lock()), 0.5);
    assert.equal(of(lock({ severity: 'nit' }), swallow()), 0.5);
  });

  it('asks that decision and blockers agree', () => {
    const of = (decision, more = {}) => grade({ decision, comments: [lock(more)] }, ITEM).parts.decision;
    assert.equal(of('request-changes'), 13);
    assert.ok(of('comment') > 0 && of('comment') < 13);
    assert.equal(of('approve'), 0);
  });

  it('has a cap for each way to be safe', () => {
    const caps = (review, item = ITEM) => grade(review, item).caps.map((cap) => cap.id);
    const beside = (line, more = {}) => comment(line, `This shadows an outer name at ${line}, and an edit will take one for the other ${'again '.repeat(line % 7)}.`, more);
    const clean = { ...ITEM, key: { ...KEY, decision: 'approve', findings: [] } };
    assert.deepEqual(caps(blocks(lock(), swallow())), []);
    assert.deepEqual(caps({ decision: 'approve', comments: [lock(), swallow()] }), ['approves-blocker']);
    assert.deepEqual(caps(blocks(lock(), beside(42, { start: 17, end: 66 }))), ['flags-all']);
    assert.deepEqual(caps(blocks(lock(), swallow({ severity: 'blocker' }))), ['all-blockers']);
    assert.deepEqual(caps(blocks(lock(), ...['x', 'y', 'z'].map((id) => comment(60, `Please check this again for ${id}.`)))), ['general']);
    assert.deepEqual(caps(blocks(), clean), ['blocks-clean']);
    assert.deepEqual(caps({ decision: 'approve', comments: [] }, clean), ['no-reason']);
    assert.deepEqual(caps({ decision: 'approve', comments: [comment(52, 'The bus sorts by number, so a subscriber hears of the start before the exit.', { label: 'praise' })] }, clean), []);
  });

  it('gives the same for the same, quickly', () => {
    const { item: big } = ALL[4];
    const many = { decision: 'request-changes', comments: Array.from({ length: 200 }, (_, i) => comment(1 + (i % 150), `Comment ${i}: the lock ${i} is held here when ${i * 7} comes, so it hangs at ${i * 3}.`)) };
    const start = performance.now();
    const once = JSON.stringify(grade(many, big));
    const took = performance.now() - start;
    assert.equal(JSON.stringify(grade(many, big)), once);
    assert.ok(took < 4000, `200 comments took ${took} ms`);
  });
});

describe('prose', () => {
  it('knows a sentence from a list of words', () => {
    assert.equal(words.reads('The lock is held when this runs.'), true);
    assert.equal(words.reads('deadlock lock tasks create process_exit hang select timeout'), false);
    assert.equal(words.reads('bad'), false);
    assert.equal(words.reads('A failed look-up says nothing about the container, yet we delete its record.'), true);
    assert.equal(words.reads('the lock is held when it is called and the waiter sleeps for ever and '.repeat(4)), false, 'phrases without an end');
  });
  it("names the mechanism in the comment's own words, and never a stem", () => {
    for (const { item: of, samples } of ALL) {
      for (const sample of samples) {
        const about = of.key.findings.find((it) => it.id === sample.finding);
        for (const text of [sample.model, ...sample.accept]) {
          const own = new Set(text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().match(/[a-z][a-z-]+|\d+/g));
          const said = recognise(text, about, of.key).words;
          assert.deepEqual(said.filter((word) => !own.has(word)), [], `${of.id} ${sample.finding}: ${text}`);
        }
      }
    }
  });
  it('knows what could stand anywhere, and what a glossary says', () => {
    for (const text of ['I have a bad feeling about this function.', 'LGTM!', 'Is this thread safe?', '`tasks` may be used by several threads, please check.', 'x', 'lock lock lock']) assert.equal(words.isEmpty(text), true, text);
    for (const text of ['EMFILE is not death.', 'Outlives shutdown().', 'One value, N waiters.', 'Who reaps during the drain?']) assert.equal(words.isEmpty(text), false, text);
    const glossary = 'A function takes a lock that its caller holds already, often through a callback or a cleanup path.';
    assert.equal(copies.isBorrowed('The function takes a lock that its caller holds already.', [glossary]), true);
    assert.equal(copies.isBorrowed('`create` holds `tasks`, and `process_exit` takes it again.', [glossary]), false);
  });
  it('knows a copy', () => {
    const SAID = 'The lock is held when this is called, so it hangs.';
    const same = (a, b) => copies.alike(copies.shingles(a), copies.shingles(b));
    assert.equal(same(SAID, SAID.toUpperCase()), true);
    assert.equal(same(SAID, 'The table is read before it is written, so a value is lost.'), false);
    assert.equal(same('ok', 'OK'), true);
  });
});
