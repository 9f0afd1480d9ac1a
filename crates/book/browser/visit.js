// One look at each page of the book: what `book.test.js` asserts. One tab goes from page to page, since a context and a process for
// each cost three times what a page does. Nothing here asserts.

import { COLOUR, THEMES, file, open, shoot, unfold, violations } from './lib.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, faults: string[], open: number, closed: boolean, shown: number, diagrams: number, drawn: number, asked: boolean, late: string[], axe: Record<string, string[]>, moved: string[] }} Visit */

/**
 * Goes to each of `names` in turn, with an empty store, as a first-time reader; `see` asks there.
 * @template T
 * @param {import('playwright-core').Browser} browser
 * @param {string[]} names
 * @param {(name: string) => string} address
 * @param {(tab: Awaited<ReturnType<typeof open>>, name: string) => Promise<T>} see
 * @param {Parameters<typeof open>[1]} [how]
 */
export async function each(browser, names, address, see, how) {
  const tab = await open(browser, how);
  const all = [];
  for (const name of names) {
    tab.faults.length = 0;
    tab.requests.length = 0;
    try {
      await tab.page.goto(address(name));
      all.push(await see(tab, name));
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
    await tab.page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
  }
  await tab.close();
  return all;
}

/**
 * A page from disk: as it opens, with its folds open, and by axe. `inAll` has those that axe sees in all themes.
 * @param {import('playwright-core').Browser} browser
 * @param {string} book
 * @param {string[]} names
 * @param {string[]} inAll
 * @returns {Promise<Visit[]>}
 */
export const visits = (browser, book, names, inAll) => each(browser, names, (name) => file(book, name), async ({ page, faults, requests }, name) => {
  const seen = [...faults];
  const asked = () => requests.some((url) => url.endsWith('mermaid.min.js'));
  const folds = await page.locator('main details[open]').count();
  const diagrams = await page.locator('pre.mermaid').count();
  const shown = await page.locator('pre.mermaid:visible').count();
  if (shown > 0) await page.waitForFunction(() => document.querySelector('pre.mermaid svg'));
  const closed = asked();
  await shoot(page, `${name.replace('.html', '').replace('/', '-')}-light`);
  // What is not drawn is a fault of this page, and the others are looked at all the same.
  await unfold(page).catch((error) => faults.push(`folds open: ${error.message}`));
  const drawn = await page.locator('main pre.mermaid svg').count();
  const visit = { name, faults: seen, open: folds, closed, shown, diagrams, drawn, asked: asked(), late: faults.slice(seen.length), axe: /** @type {Record<string, string[]>} */ ({}), moved: /** @type {string[]} */ ([]) };
  await thin(page);
  const asOf = async () => {
    const term = page.locator('exit-term a').first();
    if ((await term.count()) > 0) await term.focus();
  };
  ({ axe: visit.axe, moved: visit.moved } = await inThemes(page, inAll.includes(name) ? THEMES : ['light'], 'main', asOf));
  return visit;
});

/**
 * What axe says of a part of a page that is in light now: all its rules there, and those of colour in the other themes. That is all it can
 * say if nothing but colour is otherwise there: `moved` has the themes of which that is not true. The page ends in light.
 * @param {Page} page
 * @param {string[]} [themes]
 * @param {string} [part]
 * @param {() => Promise<void>} [ready] done in each theme before axe looks
 */
export async function inThemes(page, themes = THEMES, part = 'main', ready = async () => {}) {
  const axe = /** @type {Record<string, string[]>} */ ({});
  const moved = [];
  await ready();
  axe.light = await violations(page, part);
  const light = await look(page, part);
  for (const theme of themes.filter((it) => it !== 'light')) {
    await change(page, theme);
    await ready();
    axe[theme] = await violations(page, part, COLOUR);
    if (await look(page, part) !== light) moved.push(theme);
  }
  if (themes.length > 1) await change(page, 'light');
  return { axe, moved };
}

/**
 * A choice in mdBook's own list of themes.
 * @param {Page} page
 * @param {string} theme
 */
async function change(page, theme) {
  await page.evaluate((name) => document.getElementById(`mdbook-theme-${name}`)?.click(), theme);
  await page.waitForFunction((name) => document.documentElement.classList.contains(name)
    && [...document.querySelectorAll('pre.mermaid')].every((pre) => !pre.querySelector('svg') || pre.getAttribute('data-drawn') === name), theme);
}

/**
 * What there is for a reader and a screen reader, without colours: each element with its attributes, and whether it is seen. A picture
 * that is drawn anew in each theme counts as one.
 * @param {Page} page
 * @param {string} part
 */
const look = (page, part) => page.evaluate((within) => [...document.querySelectorAll(`${within} *`)].filter((it) => !it.closest('pre.mermaid')).map((one) =>
  `${one.tagName} ${[...one.attributes].map((it) => `${it.name}=${it.value}`).join(' ')} ${one.checkVisibility({ visibilityProperty: true, opacityProperty: true })}`).join('\n'), part);

/**
 * Takes out rows that look like one before them: same classes, same kinds of content. Axe needs a minute for the
 * thousands of lines of the chapter, and says nothing new after the first of each kind.
 * @param {Page} page
 */
async function thin(page) {
  await page.evaluate(() => {
    for (const body of document.querySelectorAll('main tbody')) {
      const seen = new Set();
      for (const row of [...body.children]) {
        const kinds = [...row.querySelectorAll('*')].map((part) => `${part.tagName}.${part.className}`);
        const look = [row.className, ...new Set(kinds)].join(' ');
        if (seen.has(look)) row.remove();
        seen.add(look);
      }
    }
  });
}
