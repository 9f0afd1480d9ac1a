// Pages stay light, and what is taken off them is not missed: search, colours, and styles that mean what they meant.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { ready, submit, write } from './desk.js';
import { THEMES, build, file, launch, missing, open, shoot } from './lib.js';
import { weigh } from './weight.js';

const CHAPTER = 'exercise-2.html';

describe('a lean page', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  it('stays below its weight: whatever a page loads, and what of it is ours', () => {
    for (const name of readdirSync(book).filter((it) => it.endsWith('.html') && it !== 'print.html')) {
      const { assets, ours } = weigh(book, name);
      assert.ok(assets < 50_000, `${name} loads ${assets} bytes`);
      // A page with a review joins the drafts of several tabs: that is 2,700 bytes of it. What opens a board is 460 bytes.
      const has = (/** @type {string} */ element) => readFileSync(`${book}/${name}`, 'utf8').includes(element);
      const most = (has('<exit-review') ? 24_000 : 10_000) + (has('<exit-board') ? 500 : 0);
      assert.ok(ours < most, `${name} loads ${ours} bytes of ours`);
    }
  });

  it('loads the review only where there is one, and search only when somebody searches', async () => {
    for (const [name, review] of /** @type {[string, boolean][]} */ ([[CHAPTER, true], ['cards/exit-bus.html', true], ['introduction.html', false], ['progress.html', false]])) {
      const { page, faults, requests, close } = await open(browser);
      await page.goto(file(book, name));
      const has = await page.evaluate(() => [customElements.get('exit-review') !== undefined, customElements.get('exit-compare') !== undefined]);
      assert.deepEqual(has, [review, false], name);
      assert.deepEqual(requests.filter((url) => /elasticlunr|searcher|mark-|searchindex|highlight/.test(url)), [], name);
      assert.deepEqual(faults, [], name);
      await close();
    }
  });

  it('loads what compares when a review is submitted, and keeps the draft where it cannot', async () => {
    const { page, requests, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await ready(page);
    assert.match((await page.locator('exit-compare').textContent()) ?? '', /You have not submitted/);
    const named = (/** @type {string} */ src) => page.evaluate((to) => {
      const late = document.querySelector('[data-late="exit-review"]');
      const was = late?.getAttribute('data-script') ?? '';
      late?.setAttribute('data-script', to);
      return was;
    }, src);
    // A form asks for it as well, and does without.
    const right = await named('gone.js');
    await write(page, { start: 120, text: 'The lock is held here.' });
    assert.match(right, /^ours-.*\.js$/);
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByRole('button', { name: 'Submit review' }).click();
    await page.locator('exit-review .ep-status', { hasText: 'cannot be loaded' }).waitFor();
    assert.deepEqual([await page.locator('.ep-remark').count(), await page.locator('.ep-compare').count()], [1, 0]);
    await named(right);
    assert.deepEqual(requests.filter((url) => url.endsWith(right)), []);
    await submit(page, 'Approve');
    assert.equal(requests.filter((url) => url.endsWith(right)).length, 1);
    await page.reload();
    await page.locator('.ep-compare').waitFor();
    await close();
  });

  for (const [how, begin] of /** @type {[string, (page: import('playwright-core').Page) => Promise<void>][]} */ ([
    ['the button', (page) => page.locator('#mdbook-search-toggle').click()], ['the key s', (page) => page.keyboard.press('s')], ['the key /', (page) => page.keyboard.press('/')]])) {
    it(`searches by ${how}`, async () => {
      const { page, faults, close } = await open(browser);
      await page.goto(file(book, 'introduction.html'));
      await begin(page);
      await page.locator('#mdbook-searchbar').waitFor({ state: 'visible' });
      await page.waitForFunction(() => document.activeElement?.id === 'mdbook-searchbar');
      await page.keyboard.type('reaper');
      const first = page.locator('#mdbook-searchresults a').first();
      await first.waitFor();
      assert.equal(await page.locator('#mdbook-searchbar').inputValue(), 'reaper', 'no letter is lost');
      await first.click();
      await page.locator('mark').first().waitFor({ state: 'attached' });
      assert.deepEqual(faults, []);
      await close();
    });
  }

  it('opens no search while somebody writes', async () => {
    const { page, requests, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await page.locator('[id="buggy-L120"] td.c').click();
    const text = page.getByRole('textbox', { name: 'Comment', exact: true });
    await text.pressSequentially('this / that');
    assert.equal(await text.inputValue(), 'this / that');
    assert.deepEqual(requests.filter((url) => /searcher/.test(url)), []);
    await close();
  });

  for (const theme of THEMES) {
    it(`colours code in the theme ${theme}, legibly`, async () => {
      const { page, close } = await open(browser, { theme });
      await page.goto(file(book, 'how-to-review.html'));
      const pairs = await page.evaluate(() => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = (/** @type {string} */ colour) => {
          if (!canvas) throw new Error('no canvas');
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((it) => (it / 255 <= 0.03928 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        return ['i.k', 'i.c', ''].map((part) => {
          const code = document.querySelector('pre > code.hljs');
          const on = code?.querySelector(part || 'i.k');
          if (!code || !on) throw new Error(`no ${part}`);
          const [a, b] = [getComputedStyle(part ? on : code).color, getComputedStyle(code).backgroundColor].map(light);
          return { part, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
        });
      });
      for (const { part, ratio } of pairs) assert.ok(ratio >= 4.5, `${part || 'text'}: ${ratio}`);
      if (theme === 'light' || theme === 'navy') await shoot(page, `code-${theme}`, false);
      await close();
    });
  }

  it('loads the style sheet of an element only where the element is', () => {
    const styles = (/** @type {string} */ name) => {
      const html = readFileSync(`${book}/${name}`, 'utf8');
      return readFileSync(`${book}/${/ours-[0-9a-f]+\.css/.exec(html)?.[0]}`, 'utf8');
    };
    assert.match(styles('atlas.html'), /\.ep-glyph/);
    assert.match(styles('closing.html'), /\.ep-closing-seen/);
    for (const name of ['introduction.html', CHAPTER]) assert.doesNotMatch(styles(name), /\.ep-glyph|\.ep-closing-seen|\.ep-tree/, name);
  });

  it('has styles that mean what they meant before they were made small', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, 'post-mortem.html'));
    const root = `${book}/../..`;
    const [, list] = readFileSync(`${root}/book.toml`, 'utf8').match(/^additional-css = \[(.*?)\]/ms) ?? [];
    // That of an element comes with the element alone, and this page has none of them.
    const sheets = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => readFileSync(`${root}/${name}`, 'utf8'));
    const ours = sheets.filter((it) => !/^\/\* (On|Late, on) pages with /.test(it)).join('\n');
    assert.ok(ours.length > 10_000);
    const sheet = /ours-[0-9a-f]+\.css/.exec(readFileSync(`${book}/post-mortem.html`, 'utf8'))?.[0];
    const small = readFileSync(`${book}/${sheet}`, 'utf8');
    const rules = (/** @type {string} */ text) => page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      return [...sheet.cssRules].map((rule) => rule.cssText.replace(/,\s+/g, ','));
    }, text);
    assert.deepEqual(await rules(small), await rules(ours));
    await close();
  });
});
