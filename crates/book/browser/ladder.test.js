// The ladder on pages: ten comments at a time that go on where they were left, what a reader sees by now, and the atlas as a grid.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build, file, launch, missing, open } from './lib.js';

describe('the ladder', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  const shown = (/** @type {import('playwright-core').Page} */ page) => page.locator('exit-card:visible').evaluateAll((all) => all.map((it) => it.id));

  it('shows ten comments, goes on where they were left, and comes back to what was wrong', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'would-you-send-it.html'));
    const first = await shown(page);
    assert.equal(first.length, 10);
    const answer = async (/** @type {string} */ id, /** @type {boolean} */ right) => {
      const card = page.locator(`[id="${id}"]`);
      const key = await card.getAttribute('data-answer');
      const word = right ? key : ['agree', 'disagree'].find((it) => it !== key);
      await card.getByRole('button', { name: word ?? '', exact: true }).click();
    };
    await answer(first[0], false);
    await answer(first[1], true);
    await page.reload();
    assert.deepEqual(await shown(page), first, 'the same round');
    for (const id of first.slice(2)) await answer(id, true);
    await page.getByRole('button', { name: 'Ten more' }).click();
    const second = await shown(page);
    assert.equal(second.length, 10);
    assert.ok(second.every((id) => !first.includes(id)), 'each of them is new');
    await page.locator('.ep-quiz-bar select').nth(1).selectOption('those I had wrong');
    assert.deepEqual(await shown(page), [first[0]]);
    await page.locator('.ep-quiz-bar select').nth(1).selectOption('all of them');
    assert.equal((await shown(page)).length, await page.locator('exit-card').count());
    await page.locator('.ep-quiz-bar select').first().selectOption('Locks');
    assert.deepEqual(await page.locator('main h2:visible').allTextContents(), ['Locks']);
    assert.deepEqual(faults, []);
    await close();
  });

  it('shows the comment that a link leads to', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, 'would-you-send-it.html'));
    const hidden = await page.locator('exit-card').evaluateAll((all) => all.find((it) => /** @type {HTMLElement} */ (it).hidden)?.id ?? '');
    await page.goto('about:blank');
    await page.goto(`${file(book, 'would-you-send-it.html')}#${hidden}`);
    assert.ok((await shown(page)).includes(hidden), hidden);
    await close();
  });

  it('says what was seen and what was missed, and nowhere null', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'closing.html'));
    assert.match((await page.locator('exit-closing').textContent()) ?? '', /You have not met: 28 of 28/);
    await page.evaluate(() => {
      localStorage.setItem('exit-path-progress', JSON.stringify({ format: 1, exercises: { 'drill-double-lock': { solved: true } } }));
      const done = [{ result: { found: ['lost-wakeup'], missed: ['double-close'], wrong: [] } }];
      localStorage.setItem('exit-path:review:a@0123456789abcdef', JSON.stringify({ title: 'a', done }));
      localStorage.setItem('exit-path:review:b@0123456789abcdef', 'damaged');
    });
    await page.reload();
    const text = (await page.locator('exit-closing').innerText()).replace(/\s+/g, ' ');
    assert.match(text, /You see: 2 of 28/);
    assert.match(text, /Double lock: drill solved/);
    assert.match(text, /You miss: 1 of 28 · Double close: found 0 of 1\. Ask: /);
    for (const name of ['closing.html', 'progress.html', 'introduction.html', 'atlas.html']) {
      await page.goto(file(book, name));
      assert.doesNotMatch(await page.locator('main').innerText(), /\b(null|undefined|NaN)\b/, name);
    }
    assert.deepEqual(faults, []);
    await close();
  });

  it('ticks the steps of a scenario that are done', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'exercise-2.html'));
    const done = () => page.locator('.ep-way > li[data-done]').allInnerTexts();
    assert.deepEqual(await done(), []);
    await page.evaluate(() => {
      const id = document.querySelector('exit-progress')?.getAttribute('data-item');
      localStorage.setItem(`exit-path:review:${id}@0123456789abcdef`, JSON.stringify({ title: 'a', done: [{ result: {} }] }));
    });
    await page.reload();
    assert.deepEqual((await done()).map((it) => it.replace(/\W+/g, ' ').trim()), ['Review done', 'Compare done']);
    await page.getByLabel('Solved').first().check();
    assert.deepEqual((await done()).map((it) => it.replace(/\W+/g, ' ').trim()), ['Review done', 'Compare done', 'Fix done']);
    assert.deepEqual(faults, []);
    await close();
  });

  it('has a card of the grid for each hazard, which opens its entry', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'atlas.html'));
    assert.equal(await page.locator('.ep-atlas > li').count(), 28);
    assert.equal(await page.locator('.ep-atlas svg').count(), 28);
    assert.equal(await page.locator('details.ep-hazard:visible').count(), 0);
    await page.locator('.ep-atlas a', { hasText: 'Double lock' }).click();
    await page.locator('#atlas-double-lock[open]').waitFor();
    assert.match(await page.locator('#atlas-double-lock').innerText(), /cargo xtask check drill-double-lock/);
    assert.deepEqual(faults, []);
    await close();
  });
});
