// The same book through the server, and what an open page shows when a source breaks and is mended.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROOT, build, launch, missing, open, pages, serve, unfold } from './lib.js';
import { each } from './visit.js';

describe('the server', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  it('gives the same pages as the disk, and talks to nobody else', async () => {
    const names = pages(build());
    const { address, stop } = await serve();
    try {
      await each(browser, names, (name) => address + name, async ({ page, faults }, name) => {
        await unfold(page);
        assert.deepEqual(faults, [], name);
      });
    } finally {
      stop();
    }
  });

  it('runs the scripts of the build and no other, and is shown in no foreign frame', async () => {
    const root = `${ROOT}/target/browser-policy`;
    rmSync(root, { recursive: true, force: true });
    cpSync(fileURLToPath(new URL('../tests/fixture', import.meta.url)), root, { recursive: true });
    const { address, stop } = await serve(root);
    const foreign = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(
      `<!doctype html><iframe src="${address}exercise-9.html"></iframe><script src="${address}late.js"></script>`));
    await new Promise((listens) => foreign.listen(0, '127.0.0.1', () => listens(undefined)));
    try {
      const { page, faults, close } = await open(browser);
      // A page that gets a script after the build, as a hole in ours would let in.
      const built = readFileSync(`${root}/target/book/exercise-9.html`, 'utf8');
      writeFileSync(`${root}/target/book/late.html`, built.replace('</main>', '<script>globalThis.late = true</script><img src="x" onerror="globalThis.late = true"></main>'));
      writeFileSync(`${root}/target/book/late.js`, 'globalThis.late = true;');
      await page.goto(`${address}exercise-9.html`);
      assert.deepEqual(faults.splice(0), [], 'what mdBook writes runs');
      await page.goto(`${address}late.html`);
      // @ts-ignore
      assert.equal(await page.evaluate(() => globalThis.late), undefined);
      assert.match(faults.splice(0).join('\n'), /Content Security Policy/);
      const { port } = /** @type {import('node:net').AddressInfo} */ (foreign.address());
      await page.goto(`http://127.0.0.1:${port}/`);
      // @ts-ignore
      assert.equal(await page.evaluate(() => globalThis.late), undefined, 'and nobody else loads a script from here');
      assert.equal(await page.frames()[1].evaluate(() => document.querySelectorAll('main').length), 0, 'the frame is empty');
      await close();
    } finally {
      stop();
      foreign.close();
    }
  });

  it('copies a command', async () => {
    const { address, stop } = await serve();
    try {
      const { page, close } = await open(browser);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address.slice(0, -1) });
      await page.goto(`${address}introduction.html`);
      const copy = page.locator('exit-copy').first();
      await copy.locator('button').click();
      await copy.locator('button', { hasText: 'Copied' }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await copy.locator('code').textContent());
      await close();
    } finally {
      stop();
    }
  });

  it('shows the problems of a broken page on the last good one, and the new page when it is mended', async () => {
    const root = `${ROOT}/target/browser-fixture`;
    rmSync(root, { recursive: true, force: true });
    cpSync(fileURLToPath(new URL('../tests/fixture', import.meta.url)), root, { recursive: true });
    const chapter = `${root}/book/exercise-9.md`;
    const good = readFileSync(chapter, 'utf8');
    const { address, stop } = await serve(root);
    try {
      const { page, close } = await open(browser);
      await page.goto(`${address}exercise-9.html`);
      const problems = page.locator('#exit-path-problems');
      writeFileSync(chapter, good.replace('{{#focus}}', '{{#focsu}}'));
      await problems.waitFor();
      assert.match((await problems.textContent()) ?? '', /book\/exercise-9\.md:17: no directive is called `focsu`/);
      assert.equal(await page.locator('main h1').textContent(), 'Chapter');
      writeFileSync(chapter, good.replace('# Chapter', '# Mended'));
      await page.locator('main h1', { hasText: 'Mended' }).waitFor();
      assert.equal(await problems.count(), 0);
      await close();
    } finally {
      stop();
    }
  });
});
