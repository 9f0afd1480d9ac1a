// The built book as a reader meets it, in a real browser: opened as a file, in five themes, by keyboard, on a phone.
// `npm ci && npm test`. Screenshots land in target/screenshots.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { COLOUR, THEMES, build, colours, file, launch, missing, open, pages, shoot, unfold } from './lib.js';
import { each, visits } from './visit.js';

const CHAPTER = 'exercise-2.html';

// One page of each kind: these are looked at in every theme, and all others in light alone.
const KINDS = [
  CHAPTER, 'introduction.html', 'your-place.html', 'atlas.html', 'closing.html', 'glossary.html', 'hazards.html', 'before-and-after.html',
  'cards.html', 'cards/exec-start.html', 'would-you-send-it.html', 'reaping-and-cancelling.html', 'cancellation-tree.html', 'states-and-moves.html', 'measure-in-production.html', 'templates.html', 'phrases.html', 'progress.html', 'verdicts/solved.html',
];

// Pages with a diagram of mermaid's, which is open from the start.
const SCHEDULER = ['cancellation-tree.html'];

describe('the book', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  /** @type {import('./visit.js').Visit[]} */
  let seen;
  before(async () => {
    book = build();
    browser = await launch();
    seen = await visits(browser, book, pages(book), KINDS);
  });
  after(() => browser?.close());

  it('opens from disk without an error or a foreign request', async () => {
    for (const { name, faults } of seen) assert.deepEqual(faults, [], name);
    await each(browser, ['print.html', '404.html'], (name) => file(book, name), async ({ faults }, name) => {
      // 404.html is for a host's root: from disk its addresses lead to the root of the disk.
      const expected = name === '404.html' ? faults.filter((fault) => fault.startsWith('foreign')) : faults;
      assert.deepEqual(expected, [], name);
    });
  });

  it('keeps every answer folded until asked', async () => {
    for (const { name, open } of seen) assert.equal(open, 0, name);
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    for (const part of ['.ep-finding-head', '.ep-steps', '.ep-hint p', '.ep-variant .ep-badge', '.ep-outcomes']) {
      const all = await page.locator(part).all();
      assert.ok(all.length > 0, `the chapter has ${part}`);
      for (const one of all) assert.equal(await one.isVisible(), false, part);
    }
    await page.locator('summary', { hasText: 'Finding 1' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.ep-finding-head').first().isVisible(), true, 'a fold opens by keyboard');
    await close();
  });

  for (const theme of THEMES) {
    it(`is accessible in the theme ${theme}`, () => {
      const asked = seen.filter(({ name }) => theme === 'light' || KINDS.includes(name));
      assert.equal(asked.length, theme === 'light' ? pages(book).length : KINDS.length);
      for (const { name, axe, moved } of asked) {
        assert.deepEqual(axe[theme], [], `${name} in ${theme}`);
        assert.ok(!moved.includes(theme), `${name} has another form in ${theme} than in light: see COLOUR`);
      }
    });
  }

  it('opens in the theme that a reader chose before', async () => {
    for (const theme of THEMES) {
      const { page, close } = await open(browser, { theme });
      await page.goto(file(book, CHAPTER));
      assert.equal(await page.evaluate((t) => document.documentElement.classList.contains(t), theme), true);
      if (theme === 'light') assert.deepEqual(await colours(page), COLOUR, 'what axe itself calls colour');
      await close();
    }
  });

  it('has no element of ours that only a page outside of the kinds has', async () => {
    // By their classes and custom elements: a new one must be seen in each theme.
    const ours = async (/** @type {string} */ name) => {
      const html = await readFile(`${book}/${name}`, 'utf8');
      const classes = [...html.matchAll(/ class="([^"]*)"/g)].flatMap((match) => match[1].split(' '));
      const elements = [...html.matchAll(/<(exit-[a-z-]+)/g)].map((match) => match[1]);
      return new Set([...classes.filter((it) => it.startsWith('ep-')), ...elements]);
    };
    const seen = new Set();
    for (const name of KINDS) for (const it of await ours(name)) seen.add(it);
    for (const name of pages(book)) {
      assert.deepEqual([...(await ours(name))].filter((it) => !seen.has(it)), [], `${name}: add it to KINDS`);
    }
  });

  it('explains a term by pointer and by keyboard', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    const term = page.locator('exit-term').first();
    const tip = term.locator('[role=tooltip]');
    const link = term.locator('a');
    assert.equal(await tip.isVisible(), false);
    assert.equal(await link.getAttribute('aria-describedby'), await tip.getAttribute('id'));
    await term.hover();
    assert.equal(await tip.isVisible(), true, 'on hover');
    await tip.hover();
    assert.equal(await tip.isVisible(), true, 'the pointer may move onto the tip');
    await page.mouse.move(0, 0);
    assert.equal(await tip.isVisible(), false);
    await tabTo(page, 'exit-term');
    assert.equal(await tip.isVisible(), true, 'on focus');
    await shoot(page, 'term', false);
    await page.keyboard.press('Escape');
    assert.equal(await tip.isVisible(), false, 'Escape closes it');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    assert.equal(await tip.isVisible(), true, 'and the next visit shows it again');
    await page.keyboard.press('Enter');
    await page.waitForURL(/glossary\.html#/);
    await close();
  });

  it('keeps a tip inside a narrow window', async () => {
    const { page, close } = await open(browser, { width: 390 });
    await page.goto(file(book, CHAPTER));
    for (const term of await page.locator('exit-term:visible').all()) {
      await term.locator('a').focus();
      const box = await term.locator('[role=tooltip]').boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
    }
    await close();
  });

  it('loads mermaid only when a diagram is looked at, and only there', async () => {
    for (const { name, closed, shown, diagrams, drawn, asked, late } of seen) {
      assert.equal(diagrams > 0, SCHEDULER.includes(name), name);
      assert.equal(closed, shown > 0, `${name}, folds closed`);
      assert.equal(drawn, diagrams, name);
      assert.equal(asked, diagrams > 0, `${name}, folds open`);
      assert.deepEqual(late, [], name);
    }
  });

  it('has a lane for each actor of the table, and a bar where a lock is held', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await unfold(page);
    const fold = page.locator('details', { has: page.locator('.ep-lanes') }).first();
    const inTable = await fold.locator('.ep-steps').first().locator('tbody td:nth-child(2)').allTextContents();
    const drawn = await fold.locator('.ep-lanes thead th').allTextContents();
    assert.deepEqual(drawn.slice(1).sort(), [...new Set(inTable)].sort());
    assert.ok(await fold.locator('.ep-held').count() > 0);
    const lanes = await fold.locator('.ep-lanes').first().evaluate((box) => box.scrollWidth - box.clientWidth);
    assert.equal(lanes, 0, 'they fit the page');
    await close();
  });

  it('draws a diagram again in a new theme', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, SCHEDULER[0]));
    await page.waitForFunction(() => document.querySelector('pre.mermaid svg'));
    const colour = () => page.locator('pre.mermaid svg .node rect').first().evaluate((rect) => getComputedStyle(rect).fill);
    const light = await colour();
    await page.evaluate(() => document.documentElement.classList.replace('light', 'navy'));
    await page.waitForFunction(() => document.querySelector('pre.mermaid')?.getAttribute('data-drawn') === 'navy');
    assert.notEqual(await colour(), light);
    await close();
  });

  it('fits a phone: boxes scroll, the page does not', async () => {
    await each(browser, pages(book), (name) => file(book, name), async ({ page }, name) => {
      // mdBook's frame has scrollers of its own around the content: none of them may move sideways either.
      const wide = () =>
        page.evaluate(() => {
          let most = 0;
          for (let box = document.querySelector('main'); box; box = box.parentElement) most = Math.max(most, box.scrollWidth - box.clientWidth);
          return most;
        });
      assert.equal(await wide(), 0, 'folds closed');
      await shoot(page, `${name.replace('.html', '')}-phone`);
      await unfold(page);
      assert.equal(await wide(), 0, 'folds open');
      if (name === CHAPTER) {
        const inside = await page.locator('.ep-code-box').first().evaluate((box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX);
        assert.equal(inside, 'auto', 'the diff scrolls in its own box');
      }
    }, { width: 390, touch: true });
  });

  it('leads from a step to its line', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await unfold(page);
    const link = page.locator('.ep-steps a').first();
    const line = page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`);
    await page.evaluate(() => document.querySelectorAll('main details').forEach((fold) => fold.removeAttribute('open')));
    await page.goto(`${file(book, CHAPTER)}${await link.getAttribute('href')}`);
    await line.waitFor({ state: 'visible' });
    assert.equal(await line.evaluate((row) => row.matches(':target')), true);
    await close();
  });

  it('opens the fold around a line that a link names', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    const id = await page.locator('details .ep-code tr[id]').first().getAttribute('id');
    assert.equal(await page.locator(`[id="${id}"]`).isVisible(), false);
    // Without a real navigation: Chromium would open the fold by itself, and other browsers do not.
    await page.evaluate((hash) => {
      history.replaceState(null, '', hash);
      dispatchEvent(new Event('hashchange'));
    }, `#${id}`);
    assert.equal(await page.locator(`[id="${id}"]`).isVisible(), true);
    await close();
  });

  it('prints without buttons, tips and answers', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('exit-copy button').first().isVisible(), false);
    assert.equal(await page.locator('.ep-finding-head').first().isVisible(), false);
    assert.equal(await page.locator('.ep-code').first().isVisible(), true);
    await shoot(page, 'print');
    await close();
  });
});

/**
 * Presses Tab until the focus is inside such an element.
 * @param {import('playwright-core').Page} page
 * @param {string} selector
 */
async function tabTo(page, selector) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement?.closest(s) !== null, selector)) return;
  }
  assert.fail(`no ${selector} can be reached by Tab`);
}
