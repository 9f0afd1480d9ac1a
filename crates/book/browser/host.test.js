// The built book on a plain static host, below a folder that is not its root: every address on its pages is relative, or
// it is one that the host does not have.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { form, handle, ready, submit, write } from './desk.js';
import { build, keys, launch, missing, open, pages, unfold } from './lib.js';
import { expert } from './strategies.js';

const UNDER = '/some/folder/';
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' };

/**
 * Serves `book` below `UNDER`, as any host of files would: a folder has its index.html. `wrong` is whatever was asked for in vain.
 * @param {string} book
 */
async function host(book) {
  /** @type {string[]} */
  const wrong = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    let name = path.startsWith(UNDER) ? normalize(`${book}/${path.slice(UNDER.length)}`) : '';
    try {
      if (!name.startsWith(book)) throw new Error('outside');
      if ((await stat(name)).isDirectory()) {
        if (!path.endsWith('/')) throw new Error('a folder ends with a slash');
        name += 'index.html';
      }
      const body = await readFile(name);
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body);
    } catch {
      wrong.push(path);
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    }
  });
  await new Promise((listens) => server.listen(0, '127.0.0.1', () => listens(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { root: `http://127.0.0.1:${port}`, address: `http://127.0.0.1:${port}${UNDER}`, wrong, stop: () => server.close() };
}

describe('a host with the book in a subfolder', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof host>>} */
  let site;
  /** @type {string[]} */
  let names;
  /** @type {any[]} */
  let all;
  before(async () => {
    const book = build();
    names = pages(book);
    names.push('');
    all = keys();
    site = await host(book);
    browser = await launch();
  });
  beforeEach(() => {
    site.wrong.length = 0;
  });
  after(async () => {
    await browser?.close();
    site?.stop();
  });

  it('has nothing outside of that folder', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(`${site.address}exercise-2.html`);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.src = '/book.js';
      document.head.append(script);
      return new Promise((done) => (script.onerror = done));
    });
    assert.deepEqual(site.wrong.splice(0), ['/book.js'], 'so an address that starts at the root is seen here');
    assert.match(faults.join(), /404/);
    await close();
  });

  it('gives every page whole, folds and diagrams too, and all that they link to', async () => {
    const { page, faults, close } = await open(browser);
    /** @type {Set<string>} */
    const linked = new Set();
    for (const name of names) {
      await page.goto(site.address + name);
      await unfold(page);
      assert.deepEqual([site.wrong, faults], [[], []], name);
      // Links of a drawing are links too, and their `href` is no string.
      const found = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) =>
        new URL(/** @type {string} */ (a.getAttribute('href')), a.baseURI).href.replace(/#.*/, '')));
      found.filter((href) => href.startsWith(site.root)).forEach((href) => linked.add(href));
    }
    assert.ok(linked.size > names.length / 2, `${linked.size} addresses`);
    for (const href of linked) assert.equal((await page.request.get(href)).status(), 200, href);
    await close();
  });

  for (const [id, name] of [['exercise-2-shim-create-deadlock', 'exercise-2.html'], ['exit-bus', 'cards/exit-bus.html']]) {
    it(`takes a review of ${name} from its first comment to the progress page`, async () => {
      const tested = all.find(({ item }) => item.id.endsWith(id));
      const { page, faults, close } = await open(browser);
      await page.goto(site.address + name);
      await ready(page);
      const review = expert(tested);
      for (const comment of review.comments) await write(page, comment);
      await handle(page, review.comments[0].start).dispatchEvent('click');
      await form(page).getByLabel('Comment', { exact: true }).fill('Half a sent');
      await page.reload();
      assert.equal(await form(page).getByLabel('Comment', { exact: true }).inputValue(), 'Half a sent', 'a draft stays');
      await form(page).getByRole('button', { name: 'Cancel' }).click();
      assert.equal(await page.locator('.ep-remark').count(), review.comments.length);
      await submit(page);
      assert.match((await page.locator('.ep-compare').textContent()) ?? '', /100 of 100/);
      assert.deepEqual((await page.locator('exit-review table .ep-said').allTextContents()).sort(), review.comments.map((c) => c.text.replaceAll('`', '')).sort(), 'code is shown as code');
      await page.goto(`${site.address}progress.html`);
      const row = page.locator('exit-reviews tr', { hasText: tested.item.title.split(':')[0] });
      await row.filter({ hasText: /100 points/ }).waitFor();
      await row.getByRole('link').first().click();
      await page.locator('.ep-compare').waitFor();
      assert.equal(page.url().replace(/#.*/, ''), site.address + name, 'and the way back');
      assert.deepEqual([site.wrong, faults], [[], []]);
      await close();
    });
  }
});
