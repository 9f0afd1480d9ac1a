// One page in several tabs: no comment is lost, whichever tab writes, sleeps, submits or is closed. Nothing here waits for a time: a tab is asked until it shows what another one has done.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { form, handle, ready, submit, write } from './desk.js';
import { build, file, keys, launch, missing, open, serve, shoot } from './lib.js';

const CHAPTER = 'exercise-2.html';
const SLUG = 'exercise-2-shim-create-deadlock';

/** @typedef {import('playwright-core').Page} Page */

describe('several tabs of one page', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {{ address: string, stop: () => unknown }} */
  let server;
  /** @type {string} */
  let book;
  /** @type {string} */
  let revision;
  before(async () => {
    book = build();
    server = await serve();
    browser = await launch();
    revision = keys().find(({ item }) => item.id === SLUG).item.revision;
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });

  /** Tabs of one browser. @param {string} address @param {number} count @param {Parameters<typeof open>[1]} [how] */
  async function tabs(address, count, how) {
    const first = await open(browser, how);
    const all = [first.page];
    while (all.length < count) all.push(await first.page.context().newPage());
    for (const page of all) {
      page.setDefaultTimeout(15000);
      await page.goto(address);
      await ready(page);
    }
    return { all, faults: first.faults, close: first.close };
  }

  /** What the store holds, as `page` sees it. @param {Page} page */
  const stored = (page) => page.evaluate((id) => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith(`exit-path:review:${id}@`))?.[1] ?? 'null'), SLUG);
  /** @param {Page} page */
  const texts = (page) => page.locator('exit-review table .ep-said').allTextContents().then((all) => all.sort());
  /** @param {Page} page */
  const status = (page) => page.locator('exit-review .ep-status');
  /** @param {Page} page @param {string} text */
  const sees = (page, text) => page.locator('exit-review table .ep-said', { hasText: text }).waitFor();
  /** Half a comment: the form stays open. @param {Page} page @param {number} line @param {string} text */
  async function begin(page, line, text) {
    await page.bringToFront();
    await handle(page, line).dispatchEvent('click');
    await form(page).getByLabel('Comment', { exact: true }).fill(text);
  }
  /** @param {Page} page @param {number} line @param {string} text */
  async function say(page, line, text) {
    await page.bringToFront();
    await write(page, { start: line, text });
  }
  /** What the store holds in the end: another process may be told of it a moment later. @param {Page} page @param {string[]} wanted */
  const holds = async (page, wanted) => {
    await page.waitForFunction(([id, json]) => {
      const entry = JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith(`exit-path:review:${id}@`))?.[1] ?? 'null');
      return JSON.stringify((entry?.draft.comments ?? []).map((/** @type {any} */ c) => c.text).sort()) === json;
    }, [SLUG, JSON.stringify([...wanted].sort())]).catch(() => undefined);
    assert.deepEqual((await stored(page)).draft.comments.map((/** @type {any} */ c) => c.text).sort(), [...wanted].sort());
  };

  for (const [where, address] of /** @type {[string, () => string][]} */ ([['a server', () => server.address + CHAPTER], ['files', () => file(book, CHAPTER)]])) {
    it(`lose no comment: A, then B, then A, then a third tab (${where})`, async () => {
      const { all: [a, b, c], faults, close } = await tabs(address(), 3);
      await say(a, 120, 'one of A');
      await say(b, 130, 'two of B');
      await say(a, 140, 'three of A');
      await say(c, 121, 'four of C');
      await say(b, 122, 'five of B');
      const wanted = ['one of A', 'two of B', 'three of A', 'four of C', 'five of B'];
      await holds(a, wanted);
      for (const page of [a, b, c]) {
        for (const text of wanted) await sees(page, text);
        assert.deepEqual(await texts(page), [...wanted].sort());
        assert.equal(await form(page).count(), 0, 'no tab shows the form of another one');
      }
      await a.reload();
      await ready(a);
      assert.deepEqual(await texts(a), [...wanted].sort());
      assert.deepEqual(faults, []);
      await close();
    });

    it(`keep an open form to its own tab, with its caret, while another tab writes (${where})`, async () => {
      const { all: [a, b], close } = await tabs(address(), 2);
      await begin(b, 130, 'Half of B');
      await form(b).getByLabel('Comment', { exact: true }).evaluate((/** @type {HTMLTextAreaElement} */ area) => area.setSelectionRange(4, 4));
      await say(a, 120, 'whole of A');
      await sees(b, 'whole of A');
      assert.equal(await form(a).count(), 0);
      await b.bringToFront();
      await b.keyboard.type(' a word');
      assert.equal(await form(b).getByLabel('Comment', { exact: true }).inputValue(), 'Half a word of B');
      await b.reload();
      assert.equal(await form(b).getByLabel('Comment', { exact: true }).inputValue(), 'Half a word of B', 'and over a reload');
      await form(b).getByRole('button', { name: 'Add comment' }).click();
      await holds(b, ['whole of A', 'Half a word of B']);
      await close();
    });
  }

  it('lose nothing when they write in one moment, and none hears of the other', async () => {
    const { all: [a, b], close } = await tabs(file(book, CHAPTER), 2);
    await begin(a, 120, 'one of A');
    await begin(b, 130, 'one of B');
    // The worst order: B has read the store before A writes, and A's is overwritten as a whole.
    await b.evaluate((id) => {
      const key = Object.keys(localStorage).find((it) => it.startsWith(`exit-path:review:${id}@`));
      const { getItem } = Storage.prototype;
      const old = key ? localStorage.getItem(key) : null;
      let once = true;
      Storage.prototype.getItem = function (name) {
        if (!name.startsWith('exit-path:review:') || !once) return getItem.call(this, name);
        once = false;
        return old;
      };
    }, SLUG);
    await form(a).getByRole('button', { name: 'Add comment' }).click();
    await form(b).getByRole('button', { name: 'Add comment' }).click();
    for (const page of [a, b]) for (const text of ['one of A', 'one of B']) await sees(page, text);
    await holds(a, ['one of A', 'one of B']);
    await close();
  });

  it('keep both versions of a comment that two tabs edit, and a deletion', async () => {
    const { all: [a, b], close } = await tabs(file(book, CHAPTER), 2);
    await say(a, 120, 'first');
    await say(a, 130, 'second');
    await say(a, 140, 'third');
    for (const text of ['first', 'second', 'third']) await sees(b, text);
    await b.getByRole('button', { name: 'Edit the comment on line 120' }).click();
    await form(b).getByLabel('Comment', { exact: true }).fill('first, by B');
    await a.getByRole('button', { name: 'Edit the comment on line 120' }).click();
    await form(a).getByLabel('Comment', { exact: true }).fill('first, by A');
    await form(a).getByRole('button', { name: 'Keep' }).click();
    await status(b).filter({ hasText: 'Another tab has changed the comment that is open here' }).waitFor();
    await shoot(b, 'tabs-changed', false);
    await form(b).getByRole('button', { name: 'Keep' }).click();
    await holds(b, ['first, by A', 'first, by B', 'second', 'third']);
    assert.match((await status(b).textContent()) ?? '', /both are kept/);
    // A deletion is one for all tabs, and does not come back from a tab that still showed the comment.
    await sees(a, 'first, by B');
    await b.getByRole('button', { name: 'Delete the comment on line 130' }).click();
    await a.locator('exit-review table .ep-said', { hasText: 'second' }).waitFor({ state: 'detached' });
    await say(a, 110, 'fourth');
    await holds(a, ['first, by A', 'first, by B', 'third', 'fourth']);
    // What somebody is just editing is not deleted under the hands.
    await b.getByRole('button', { name: 'Edit the comment on line 140' }).click();
    await form(b).getByLabel('Comment', { exact: true }).fill('third, by B');
    await a.getByRole('button', { name: 'Delete the comment on line 140' }).click();
    await holds(a, ['first, by A', 'first, by B', 'fourth']);
    await form(b).locator('[type=submit]').click();
    await holds(b, ['first, by A', 'first, by B', 'fourth', 'third, by B']);
    await close();
  });

  it('find a review that another one has submitted, with the comment that was open', async () => {
    const { all: [a, b], faults, close } = await tabs(file(book, CHAPTER), 2);
    await say(a, 120, 'submitted');
    await sees(b, 'submitted');
    await begin(b, 130, 'too late for this one');
    await a.bringToFront();
    await submit(a);
    await b.bringToFront();
    const late = b.locator('exit-review .ep-late');
    await late.filter({ hasText: 'too late for this one' }).waitFor();
    await b.locator('.ep-compare').waitFor();
    assert.equal(await b.getByRole('button', { name: 'Submit review' }).count(), 0);
    await late.scrollIntoViewIfNeeded();
    await shoot(b, 'tabs-submitted', false);
    const { done, draft } = await stored(b);
    assert.deepEqual([done.length, done[0].sheet.comments.length, draft.comments], [1, 1, []]);
    await b.reload();
    await late.filter({ hasText: 'too late for this one' }).waitFor();
    await b.getByRole('button', { name: 'Review it again' }).click();
    assert.equal(await form(b).getByLabel('Comment', { exact: true }).inputValue(), 'too late for this one');
    await form(b).getByRole('button', { name: 'Add comment' }).click();
    await holds(b, ['too late for this one']);
    // The tab that submitted has followed: nothing of the first attempt comes back.
    await a.bringToFront();
    await sees(a, 'too late for this one');
    assert.deepEqual(faults, []);
    await close();
  });

  it('do not bring back, after a sleep, what is submitted or deleted; and keep what only the sleeper has', async () => {
    const { all: [a], close } = await tabs(file(book, CHAPTER), 1);
    // A tab that sleeps hears nothing.
    const b = await a.context().newPage();
    await b.addInitScript(() => {
      const page = /** @type {any} */ (globalThis);
      page.asleep = false;
      for (const name of ['storage', 'focus', 'pageshow']) addEventListener(name, (event) => page.asleep && event.stopImmediatePropagation(), true);
      document.addEventListener('visibilitychange', (event) => page.asleep && event.stopImmediatePropagation(), true);
    });
    await b.goto(file(book, CHAPTER));
    await ready(b);
    const sleep = (/** @type {boolean} */ on) => b.evaluate((to) => {
      /** @type {any} */ (globalThis).asleep = to;
      if (!to) document.dispatchEvent(new Event('resume'));
    }, on);
    await say(a, 120, 'seen by both');
    await say(a, 125, 'deleted while B sleeps');
    await sees(b, 'deleted while B sleeps');
    await sleep(true);
    await a.bringToFront();
    await a.getByRole('button', { name: 'Delete the comment on line 125' }).click();
    await holds(b, ['seen by both']);
    assert.deepEqual(await texts(b), ['deleted while B sleeps', 'seen by both'], 'it sleeps');
    await say(b, 130, 'of the sleeper');
    await holds(a, ['seen by both', 'of the sleeper']);
    await begin(b, 131, 'half of the sleeper');
    await a.bringToFront();
    await sees(a, 'of the sleeper');
    await submit(a);
    // It does not know that the review is submitted, and adds its comment.
    await form(b).getByRole('button', { name: 'Add comment' }).click();
    await b.locator('exit-review .ep-late', { hasText: 'half of the sleeper' }).waitFor();
    await sleep(false);
    await b.locator('.ep-compare').waitFor();
    await b.getByRole('button', { name: 'Review it again' }).click();
    await form(b).getByRole('button', { name: 'Add comment' }).click();
    await holds(b, ['half of the sleeper']);
    const submitted = (await stored(b)).done.map((/** @type {any} */ it) => it.sheet.comments.map((/** @type {any} */ c) => c.text).sort());
    assert.deepEqual(submitted, [['of the sleeper', 'seen by both']]);
    await close();
  });

  it('leave a half-written comment to the next tab when they are closed', async () => {
    const { all: [a, b], close } = await tabs(file(book, CHAPTER), 2);
    await begin(b, 130, 'half of a closed tab');
    await b.close({ runBeforeUnload: true });
    const c = await a.context().newPage();
    await c.goto(file(book, CHAPTER));
    assert.equal(await form(c).getByLabel('Comment', { exact: true }).inputValue(), 'half of a closed tab');
    assert.equal(await form(a).count(), 0);
    await close();
  });

  it('read what an older workbook kept, its open form too', async () => {
    const { all: [a], close } = await tabs(file(book, CHAPTER), 1);
    const comment = { id: 'c1', file: 'src/lib.rs', side: 'new', start: 120, end: 120, label: 'issue', severity: 'nit', hazard: null, text: 'of an older workbook' };
    await a.evaluate(([key, entry]) => localStorage.setItem(key, entry), [`exit-path:review:${SLUG}@${revision}`, JSON.stringify({ title: 'x', done: [],
      draft: { comments: [comment], decision: 'comment', confidence: 60, seconds: 0, form: { ...comment, id: 'c2', start: 130, end: 130, text: 'half of it' } } })]);
    await a.reload();
    await ready(a);
    assert.deepEqual(await texts(a), ['of an older workbook']);
    assert.equal(await form(a).getByLabel('Comment', { exact: true }).inputValue(), 'half of it');
    await form(a).getByRole('button', { name: 'Add comment' }).click();
    await holds(a, ['of an older workbook', 'half of it']);
    await close();
  });
});
