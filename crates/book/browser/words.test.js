// What is pure in the pages and no part of the grader: slips, the sheet, progress.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import '../../../book/assets/review/slips.js';
import '../../../book/assets/review/sheet.js';
import '../../../book/assets/review/shelf.js';
import '../../../book/assets/review/join.js';
import '../../../book/assets/review/store.js';
import '../../../book/assets/review/slots.js';
import './no-page.js';
import { keys } from './lib.js';

// @ts-ignore
const { slips, sheet, store, slots, progress } = globalThis.ExitPath;

describe('templates', () => {
  const template = (id, group, hazards, form) => ({ id, name: id, group, hazards, form, slots: Object.fromEntries(slots.slots(form).map(({ name }) => [name, `${name} in ${id}`])) });
  const all = [template('core', 'frame', [], '[severity], [place]. When [trigger], [slow-step].'), template('twice', 'defect', ['double-lock'], '[severity], [place]. [lock] again.'),
    template('order', 'defect', ['lock-order'], '[first], then [lock].'), template('why', 'ask', [], 'Why [trigger]?')];
  const fit = (value) => slots.fitting(all, value).map((it) => it.id);

  it('fit the hazard first, and no other hazard; a question asks', () => {
    assert.deepEqual(fit({ label: 'issue', hazard: 'lock-order' }), ['order', 'core', 'why']);
    assert.deepEqual(fit({ label: 'issue', hazard: null }), ['core', 'why']);
    assert.deepEqual(fit({ label: 'question', hazard: 'double-lock' }), ['why', 'twice', 'core']);
  });
  it('know the severity and the place', () => {
    const fill = (value) => slots.filled(all[0], { label: 'issue', severity: 'should-fix', start: 4, end: 4, ...value });
    assert.equal(fill({}), 'Should fix, line 4. When [trigger], [slow-step].');
    assert.equal(fill({ label: 'question', end: 6 }), 'Question, lines 4 to 6. When [trigger], [slow-step].');
  });
  it('say what goes into a slot, and which is open', () => {
    assert.equal(slots.meaning(all, 'trigger', 'why'), 'trigger in why');
    assert.equal(slots.meaning(all, 'trigger'), 'trigger in core');
    assert.equal(slots.meaning(all, 'constructor', 'why'), '');
    assert.equal(slots.open('When [trigger], it hangs.', all), true);
    assert.equal(slots.open('`queue[trigger]` and queue[i] and [sic].', all), false);
  });
});

describe('slips', () => {
  const found = (/** @type {string} */ text) => slips(text).map((/** @type {any} */ it) => it.found);

  it('finds what is a slip in any sentence', () => {
    for (const [text, slip] of [
      ['I suggest to add a lock.', 'suggest to add'], ['Although it has a lock, but it races.', 'Although it has a lock, but'], ['Because ctx is cancelled, so it fails.', 'Because ctx is cancelled, so'],
      ['We should discuss about the order.', 'discuss about'], ['Please kindly check.', 'Please kindly'], ['According to my opinion this hangs.', 'According to my opinion'], ['Maybe can use a buffer.', 'Maybe can'],
      ['The codes here are long.', 'The codes'], ['You forgot to close it.', 'You forgot'], ['This goroutine will be leak.', 'will be leak'],
    ]) assert.deepEqual(found(text), [slip]);
  });

  it('skips identifiers and code', () => {
    assert.deepEqual(found('`suggest to add` and ```\ndiscuss about\n``` and kindly_check() and discuss::about'), []);
    assert.deepEqual(found('`a` suggest to add `b`'), ['suggest to add']);
  });

  it('says nothing about any model or sample comment of the workbook', () => {
    const all = keys().flatMap((/** @type {any} */ it) => it.samples.flatMap((/** @type {any} */ s) => [s.model, ...s.accept, ...s.reject]));
    assert.deepEqual(all.flatMap(found), []);
  });

  it('never overlaps, whatever the text', () => {
    for (const slip of [slips('although although x, but but suggest to suggest to because y, so so')]) {
      for (const [i, it] of slip.entries()) assert.ok(i === 0 || slip[i - 1].end <= it.start);
    }
  });
});

describe('a sheet', () => {
  const item = { id: 'x', revision: '0123456789abcdef' };
  const good = sheet.make({ exercise: 'x', revision: item.revision, attempt: 1, decision: 'approve', confidence: null, comments: [] });

  it('is read as it was written', () => {
    assert.deepEqual(sheet.read(JSON.stringify(good), item), { sheet: good });
    assert.deepEqual(sheet.read(JSON.stringify({ ...good, stage: 'pair', reader: 'table 3', seconds: 60 }), item).sheet.stage, 'pair');
  });

  it('is refused whole, whichever value is taken from it or made another', () => {
    for (const key of Object.keys(good).filter((it) => it !== 'confidence')) {
      const { [key]: _, ...less } = good;
      assert.ok(sheet.read(JSON.stringify(less), item).wrong, `without ${key}`);
    }
    for (const key of Object.keys(good)) for (const value of [{}, -1, 'x\u0000', [[]], true]) {
      assert.ok(sheet.read(JSON.stringify({ ...good, [key]: value }), item).wrong, `${key} = ${JSON.stringify(value)}`);
    }
  });
});

describe('progress', () => {
  const DAY = 24 * 60 * 60 * 1000;
  const done = (/** @type {number} */ at, more = {}) => ({ at, ticks: {}, sheet: { confidence: 80 }, result: { points: 1, recall: 1, alarms: 0, right: true, found: [], missed: [], wrong: [], ...more } });

  it('asks again after 2, 7 and 21 days, and then no more', () => {
    assert.equal(progress.due([]), null);
    assert.deepEqual([1, 2, 3].map((n) => progress.due(Array.from({ length: n }, () => done(0))) / DAY), [2, 7, 21]);
    assert.equal(progress.due(Array.from({ length: 4 }, () => done(0))), null);
  });

  it('counts first attempts only, the weakest family first', () => {
    const entries = [{ done: [done(1, { found: ['a', 'b'], missed: ['c'], wrong: ['a'] }), done(2, { found: ['c'] })] }, { done: [done(3, { missed: ['b'] })] }, { done: [] }];
    assert.deepEqual(progress.families(entries).map(([id, sum]) => [id, sum.found, sum.missed, sum.wrong]), [['c', 0, 1, 0], ['b', 1, 1, 0], ['a', 1, 0, 1]]);
  });

  it('holds confidence against what was right', () => {
    assert.deepEqual(progress.calibration([{ done: [done(1)] }, { done: [done(1, { right: false })] }]), { reviews: 2, sure: 80, right: 50 });
    assert.equal(progress.calibration([]), null);
  });

  it('refuses a damaged file whole', () => {
    const file = (/** @type {any} */ items) => progress.read(JSON.stringify({ format: progress.FORMAT, version: 1, items }));
    assert.deepEqual(file({}), { entries: {} });
    const entry = { title: 'x', draft: store.blank(), done: [] };
    assert.deepEqual(file({ 'x@0123456789abcdef': entry }), { entries: { 'x@0123456789abcdef': entry } });
    for (const items of [[], null, { x: entry }, { 'x@0123456789abcdef': { ...entry, done: [{}] } }, { 'x@0123456789abcdef': { ...entry, draft: null } }, { 'x@0123456789abcdef': null }]) {
      assert.ok(file(items).wrong, JSON.stringify(items));
    }
    assert.ok(progress.read('x').wrong);
    assert.ok(progress.read('null').wrong);
  });
});
