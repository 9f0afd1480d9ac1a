// How the entries of several tabs become one, without a page: whatever the order, all tabs end with the same, and nothing is
// gone that nobody deleted.

import assert from 'node:assert/strict';
import { it } from 'node:test';

await import('../../../book/assets/review/sheet.js');
await import('../../../book/assets/review/shelf.js');
await import('../../../book/assets/review/join.js');
await import('../../../book/assets/review/store.js');
const { store } = /** @type {any} */ (globalThis).ExitPath;
// @ts-ignore
globalThis.document = { dispatchEvent: () => true };

const ITEM = { id: 'x', revision: '0'.repeat(16), title: 'X' };
const remark = (/** @type {string} */ id, /** @type {string} */ text) => ({ id, file: 'f', side: 'new', start: 1, end: 1, label: 'issue', severity: 'nit', hazard: null, text });

/** Numbers from 0 to 1 that are the same in each run. @param {number} seed */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A store whose tabs may each see it as it was some writes ago. */
function browser() {
  const versions = /** @type {(string | null)[]} */ ([null]);
  /** How far behind a tab is. @type {Map<number, number>} */
  const behind = new Map();
  let tab = 0;
  // @ts-ignore
  globalThis.localStorage = {
    getItem: () => versions[Math.max(0, versions.length - 1 - (behind.get(tab) ?? 0))],
    setItem: (/** @type {string} */ _, /** @type {string} */ text) => { versions.push(text); behind.set(tab, 0); },
  };
  return { versions, behind, as: (/** @type {number} */ number) => { tab = number; } };
}

it('ends the same in all tabs, with every comment that nobody deleted', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = chance(seed);
    const { versions, behind, as } = browser();
    // Each tab is a page of its own: it shares no notebook.
    const tabs = [0, 1, 2].map((it) => { as(it); return new store.Notebook(ITEM); });
    /** Texts that were written and not deleted or changed by a tab that saw them. */
    const alive = new Set();
    let number = 0;
    for (let step = 0; step < 40; step++) {
      const at = Math.floor(random() * 3);
      as(at);
      const tab = tabs[at];
      if (random() < 0.4) behind.set(at, Math.floor(random() * 3));
      const dice = random();
      // New comments may come at any moment. Before a change of one that is there, the news has gone round: a browser takes
      // milliseconds for that, and a hand needs longer.
      if (dice >= 0.5 && dice < 0.85) {
        for (let round = 0; round < 3; round++) for (const [i, one] of tabs.entries()) { as(i); behind.set(i, 0); one.look(); }
        as(at);
      }
      const { draft } = tab.entry;
      if (dice < 0.5 || draft.comments.length === 0) {
        const text = `t${++number}`;
        draft.comments.push(remark(`c${at}-${number}`, text));
        alive.add(text);
        tab.keep();
      } else if (dice < 0.65) {
        const [gone] = draft.comments.splice(Math.floor(random() * draft.comments.length), 1);
        alive.delete(gone.text);
        tab.keep();
      } else if (dice < 0.8) {
        const i = Math.floor(random() * draft.comments.length);
        alive.delete(draft.comments[i].text);
        const text = `t${++number}`;
        draft.comments[i] = { ...draft.comments[i], text };
        alive.add(text);
        tab.keep();
      } else if (dice < 0.85) {
        const comments = draft.comments.map((/** @type {any} */ it) => ({ ...it }));
        tab.entry.done.push({ sheet: { format: 'exit-path-review', version: 1, exercise: 'x', revision: '0', attempt: 1, decision: 'comment', confidence: null, comments }, at: step, ticks: {},
          result: { points: 0, recall: 0, alarms: 0, right: true, found: [], missed: [], wrong: [] } });
        tab.entry.draft = store.blank();
        tab.keep();
      } else if (dice < 0.9) {
        draft.decision = ['approve', 'comment', 'request-changes'][Math.floor(random() * 3)];
        tab.keep();
      } else tab.look();
    }
    // Everybody hears of everybody's last words.
    for (let round = 0; round < 4; round++) for (const [i, tab] of tabs.entries()) { as(i); behind.set(i, 0); tab.look(); }
    const last = versions.at(-1) ?? '';
    for (const tab of tabs) {
      assert.deepEqual(tab.entry, JSON.parse(last), `seed ${seed}`);
    }
    const entry = JSON.parse(last);
    const texts = new Set([...entry.draft.comments, ...entry.done.flatMap((/** @type {any} */ it) => it.sheet.comments)].map((it) => it.text));
    for (const text of alive) assert.ok(texts.has(text), `seed ${seed}: ${text} is lost`);
    const writes = versions.length;
    for (const [i, tab] of tabs.entries()) { as(i); tab.look(); }
    assert.equal(versions.length, writes, 'and then nobody writes');
  }
});

it('does not bring back what was deleted, and not what was submitted', () => {
  const { versions, as } = browser();
  const [a, b] = [0, 1].map((it) => { as(it); return new store.Notebook(ITEM); });
  a.entry.draft.comments.push(remark('c1', 'gone'), remark('c2', 'sent'));
  a.keep();
  b.look();
  a.entry.draft.comments.shift();
  a.keep();
  a.entry.draft.comments = [];
  a.keep();
  b.entry.draft.decision = 'approve';
  b.keep();
  assert.deepEqual(JSON.parse(versions.at(-1) ?? '').draft.comments, []);
  assert.equal(JSON.parse(versions.at(-1) ?? '').draft.decision, 'approve');
});
