// An import says that it is kept when it can be read back, and never before. What cannot be kept stays on the page, to be saved
// as a file. What is refused changes nothing, neither in the store nor on the page.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { ready, tools, write } from './desk.js';
import { build, file, keys, launch, missing, open, shoot } from './lib.js';

const CHAPTER = 'exercise-2.html';
const SLUG = 'exercise-2-shim-create-deadlock';

/** @typedef {import('playwright-core').Page} Page */

describe('an import', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  /** @type {string} */
  let revision;
  before(async () => {
    book = build();
    browser = await launch();
    revision = keys().find(({ item }) => item.id === SLUG).item.revision;
  });
  after(() => browser?.close());

  const comment = (/** @type {number} */ i, text = `Comment ${i}.`) => ({ id: `c${i}`, file: 'src/lib.rs', side: 'new', start: 1 + i % 150, end: 1 + i % 150, label: 'issue', severity: 'nit', hazard: null, text });
  const sheet = (/** @type {any[]} */ comments, decision = 'comment') => JSON.stringify({ format: 'exit-path-review', version: 1, exercise: SLUG, revision, attempt: 1, decision, confidence: 50, comments });
  const big = () => sheet(Array.from({ length: 1000 }, (_, i) => comment(i, `${i} ${'word '.repeat(3900)}`)));
  /** @param {Page} page */
  const status = (page) => page.locator('.ep-status');
  /** @param {Page} page */
  const store = (page) => page.evaluate(() => JSON.stringify(Object.entries(localStorage).sort()));
  /** The page, without what is said of an import. @param {Page} page */
  const shown = (page) => page.evaluate(() => {
    const main = /** @type {HTMLElement} */ (document.querySelector('main')?.cloneNode(true));
    for (const one of main.querySelectorAll('.ep-status')) one.remove();
    return main.innerHTML;
  });
  /** Gives a file to an import button. @param {Page} page @param {string} text */
  async function take(page, text, button = 'Import a file') {
    if (button !== 'Import') await tools(page);
    const path = `${mkdtempSync(`${tmpdir()}/exit-path-`)}/import.json`;
    writeFileSync(path, text);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: button, exact: true }).click()]);
    await chooser.setFiles(path);
  }
  /** @param {Page} page @param {string} name */
  async function saved(page, name) {
    const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFileSync(await got.path(), 'utf8');
  }
  const chapter = async (/** @type {Parameters<typeof open>[1]} */ how = {}, script = () => {}) => {
    const opened = await open(browser, how);
    await opened.page.addInitScript(script);
    await opened.page.goto(file(book, CHAPTER));
    await ready(opened.page);
    return opened;
  };

  const WAYS = /** @type {[string, () => void, () => string, RegExp][]} */ ([
    ['is larger than the browser allows', () => {}, big, /no room/],
    ['meets a store that is full', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }, () => sheet([comment(1), comment(2)]), /no room/],
    ['meets a store that forgets at once', () => { Storage.prototype.setItem = () => {}; }, () => sheet([comment(1), comment(2)]), /keeps nothing/],
    ['meets a store that is closed', () => { Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('blocked'); } }); }, () => sheet([comment(1), comment(2)]), /keeps nothing/],
  ]);
  for (const [name, script, made, why] of WAYS) {
    it(`that ${name} says so, stays on the page, and can be saved`, async () => {
      const { page, close } = await chapter({}, script);
      const text = made();
      const { comments } = JSON.parse(text);
      const before = await page.evaluate(() => { try { return JSON.stringify(localStorage); } catch { return ''; } });
      await take(page, text);
      await status(page).filter({ hasText: `On this page, and not kept: ${comments.length} comments` }).waitFor({ timeout: 60000 });
      const unkept = page.locator('exit-review .ep-unkept');
      assert.match((await unkept.textContent()) ?? '', why);
      assert.match((await unkept.textContent()) ?? '', /is lost when you close or reload it/);
      assert.equal(await page.locator('.ep-remark').count(), comments.length);
      assert.equal(await page.evaluate(() => { try { return JSON.stringify(localStorage); } catch { return ''; } }), before, 'the store is as it was');
      // It is still said after the next thing that is said.
      await page.getByRole('radio', { name: 'Approve' }).check();
      assert.equal(await unkept.count(), 1);
      const sheetBack = JSON.parse(await saved(page, 'Save what is on this page'));
      assert.deepEqual([sheetBack.comments, sheetBack.decision], [comments, 'approve']);
      await close();
    });
  }

  it('is kept again as soon as there is room, and then nothing warns', async () => {
    const { page, close } = await chapter({}, () => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (...args) {
        if (/** @type {any} */ (globalThis).full) throw new DOMException('full', 'QuotaExceededError');
        return setItem.apply(this, args);
      };
    });
    const full = (/** @type {boolean} */ on) => page.evaluate((to) => { /** @type {any} */ (globalThis).full = to; }, on);
    await full(true);
    await take(page, sheet([comment(1)]));
    await page.locator('exit-review .ep-unkept').waitFor();
    await full(false);
    await page.getByRole('radio', { name: 'Approve' }).check();
    assert.equal(await page.locator('exit-review .ep-unkept').count(), 0);
    await page.reload();
    await ready(page);
    assert.equal(await page.locator('.ep-remark').count(), 1);
    await close();
  });

  it('that is refused leaves store and page as they were, to the byte', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, text: 'Mine.' });
    await tools(page);
    const before = [await store(page), await shown(page)];
    const cases = ['{"format": "exit-pa', 'null', sheet([comment(1), comment(1)]), sheet(Array.from({ length: 1001 }, (_, i) => comment(i))), sheet([comment(1, 'x'.repeat(20001))]), sheet([comment(1)], 'merge'), ''];
    for (const text of cases) {
      await take(page, text);
      await status(page).filter({ hasText: 'Not imported, and nothing is changed.' }).waitFor();
      assert.deepEqual([await store(page), await shown(page)], before, text.slice(0, 60));
      await page.evaluate(() => { for (const one of document.querySelectorAll('.ep-status')) one.textContent = ''; });
    }
    await close();
  });

  it('of a progress is kept as a whole or not at all', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, 'progress.html'));
    const entry = (/** @type {string} */ text) => ({ title: 'x', done: [], draft: { comments: [comment(1, text)], decision: null, confidence: 75, seconds: 0 } });
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [`exit-path:review:a@${revision}`, JSON.stringify(entry('mine'))]);
    await page.reload();
    const before = [await store(page), await shown(page)];
    const large = { ...entry('x'), draft: { ...entry('x').draft, comments: Array.from({ length: 600 }, (_, i) => comment(i, 'x'.repeat(19000))) } };
    const items = { [`a@${revision}`]: { ...entry('x'), draft: { ...entry('x').draft, comments: [comment(2, 'theirs')] } }, [`b@${revision}`]: large };
    await take(page, JSON.stringify({ format: 'exit-path-progress', version: 1, items }), 'Import');
    await status(page).filter({ hasText: /Not imported, and nothing is changed. This browser has no room/ }).waitFor({ timeout: 60000 });
    assert.deepEqual([await store(page), await shown(page)], before);
    // Without the large one it joins what is here: the draft of this browser is not lost either.
    await take(page, JSON.stringify({ format: 'exit-path-progress', version: 1, items: { [`a@${revision}`]: items[`a@${revision}`] } }), 'Import');
    await status(page).filter({ hasText: 'Imported: 1 entry.' }).waitFor();
    const drafts = await page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? 'null').draft.comments.map((/** @type {any} */ c) => c.text).sort(), `exit-path:review:a@${revision}`);
    assert.deepEqual(drafts, ['mine', 'theirs']);
    await close();
  });

  for (const [theme, width] of /** @type {[string, number][]} */ ([['light', 1280], ['navy', 1280], ['light', 390]])) {
    it(`that is not kept is seen in ${theme} at ${width}`, async () => {
      const { page, close } = await chapter({ theme, width }, () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; });
      await take(page, sheet([comment(1)]));
      const unkept = page.locator('exit-review .ep-unkept');
      await unkept.scrollIntoViewIfNeeded();
      const box = await unkept.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
      await shoot(page, `import-unkept-${theme}-${width}`, false);
      await close();
    });
  }
});
