// The pictures of states and moves: each arrow is a link to its move, with and without a script, by mouse and by keyboard.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { THEMES, file, missing, open, opened, violations } from './lib.js';

const PAGE = 'states-and-moves.html';

describe('the pictures of states and moves', { skip: missing }, () => {
  const all = opened();

  it('have an arrow for each move, and each move has a program on the page', async () => {
    const { page, faults, close } = await open(all.browser);
    await page.goto(file(all.book, PAGE));
    const lost = await page.evaluate(() => {
      const arrows = [...document.querySelectorAll('.ep-life-move')].map((it) => it.getAttribute('href') ?? '');
      const moves = [...document.querySelectorAll('.ep-life-moves > li')];
      const programs = moves.flatMap((it) => [...it.querySelectorAll('.ep-life-run > a')].map((link) => link.getAttribute('href') ?? ''));
      return {
        arrows: arrows.length,
        same: JSON.stringify(arrows) === JSON.stringify(moves.map((it) => `#${it.id}`)),
        programs: programs.length,
        nowhere: [...arrows, ...programs].filter((it) => !document.querySelector(it)),
        unprinted: moves.filter((it) => !it.querySelector('.ep-life-run')?.textContent?.match(/, line \d+: .+prints .+/)).length,
      };
    });
    assert.deepEqual(lost, { arrows: 32, same: true, programs: 32, nowhere: [], unprinted: 0 });
    assert.deepEqual(faults, []);
    await close();
  });

  for (const width of [1280, 390]) {
    it(`lead to the move, and say which one was chosen, at ${width} px`, async () => {
      const { page, faults, close } = await open(all.browser, { width });
      await page.goto(file(all.book, PAGE));
      const arrow = page.getByRole('link', { name: 'park: from running to waiting' });
      await arrow.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/#move-goroutine-park$/);
      // The page hears of its new address a moment later.
      await page.locator('.ep-life-move[aria-current]').waitFor({ state: 'attached' });
      assert.equal(await arrow.getAttribute('aria-current'), 'true');
      assert.equal(await page.locator('.ep-life-move[aria-current]').count(), 1);
      const row = page.locator('li:target');
      assert.match((await row.textContent()) ?? '', /^\s*park running → waiting.*receive, park: {2}chan receive/s);
      assert.ok(await row.evaluate((it) => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().top < 200), 'it is in view');
      // Beside the list the picture stays; above it, a link leads back.
      const seen = await page.locator('#life-goroutine').evaluate((it) => it.getBoundingClientRect().bottom > 100);
      const back = row.getByRole('link', { name: /^back to the picture/ });
      assert.equal(seen, width === 1280);
      assert.equal(await back.isVisible(), width === 390);
      await row.getByRole('link', { name: 'go/goroutine_moves' }).click();
      await page.waitForURL(/#program-go-goroutine_moves$/);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing is wider than the page');
      // A name is as high as a finger needs it.
      const low = await page.locator('.ep-life-move rect').evaluateAll((all) => Math.min(...all.map((it) => it.getBoundingClientRect().height)));
      assert.ok(low >= 24, `${low} px`);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  it('are links and a list without a script', async () => {
    const context = await all.browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(file(all.book, PAGE));
    assert.equal(await page.locator('.ep-life-moves > li').count(), 32);
    await page.getByRole('link', { name: 'SIGCONT: from T to R' }).click({ force: true });
    assert.match(page.url(), /#move-process-continue$/);
    assert.match((await page.locator('li:target').textContent()) ?? '', /^\s*SIGCONT T → R/);
    await context.close();
  });

  for (const theme of THEMES) {
    it(`are legible in ${theme}`, async () => {
      const { page, close } = await open(all.browser, { theme });
      await page.goto(`${file(all.book, PAGE)}#move-task-budget`);
      assert.deepEqual(await violations(page, '.ep-life'), []);
      // axe does not look at text in a picture.
      const low = await page.evaluate(() => {
        const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = (/** @type {string} */ colour) => {
          if (!probe) return 0;
          probe.fillStyle = colour;
          probe.fillRect(0, 0, 1, 1);
          const [red, green, blue] = [...probe.getImageData(0, 0, 1, 1).data].map((it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const contrast = (/** @type {Element} */ text) => {
          const rect = /** @type {Element} */ (text.parentElement?.querySelector('rect'));
          const [one, other] = [text, rect].map((it) => light(getComputedStyle(it).fill)).sort((a, b) => b - a);
          return (one + 0.05) / (other + 0.05);
        };
        return Math.min(...[...document.querySelectorAll('.ep-life-svg text')].map(contrast));
      });
      assert.ok(low >= 4.5, `${theme}: ${low}`);
      await close();
    });
  }
});
