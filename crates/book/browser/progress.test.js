// Where the reader is: live with the server, kept by the browser in any other book, and the file between the two.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROOT, build, file, launch, missing, open, serve } from './lib.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** FNV-1a, as `progress::hash_of` computes it. @param {Buffer} bytes */
function hashOf(bytes) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}

describe('progress', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  it('ticks a page when the terminal has solved the exercise, and proposes the next command', async () => {
    const root = `${ROOT}/target/browser-progress`;
    rmSync(root, { recursive: true, force: true });
    cpSync(fileURLToPath(new URL('../tests/fixture', import.meta.url)), root, { recursive: true });
    // The fixture's book has no scripts of its own.
    cpSync(`${ROOT}/book/assets`, `${root}/book/assets`, { recursive: true });
    const scripts = '\n[output.html]\nadditional-js = ["book/assets/copy.js", "book/assets/progress.js"]\n';
    writeFileSync(`${root}/book.toml`, readFileSync(`${root}/book.toml`, 'utf8') + scripts);
    const { address, stop } = await serve(root);
    try {
      const { page, faults, close } = await open(browser);
      await page.goto(`${address}exercise-9.html`);
      const line = page.locator('exit-progress').first();
      await line.locator('.ep-state', { hasText: 'edited' }).waitFor();
      assert.equal(await line.locator('.ep-tick').count(), 0, 'the terminal ticks, not the reader');
      const id = await line.getAttribute('data-id');
      mkdirSync(`${root}/.exit-path`, { recursive: true });
      const yours = `${root}/exercises/exercise-9-fixture/src/lib.rs`;
      const solved = { solved: true, solved_file: hashOf(readFileSync(yours)) };
      writeFileSync(`${root}/.exit-path/progress.json`, JSON.stringify({ format: 1, exercises: { [id]: solved } }));
      await line.locator('.ep-state', { hasText: '✓ solved' }).waitFor();
      assert.equal(await line.locator('exit-copy code').textContent(), 'cargo xtask solution exercise-9');
      assert.equal(await line.locator('exit-copy button').getAttribute('aria-label'), 'Copy: cargo xtask solution exercise-9');
      // A tick stands for the file that was judged, and this one is another.
      writeFileSync(yours, `${readFileSync(yours, 'utf8')}// another\n`);
      await line.locator('.ep-state', { hasText: /^solved earlier$/ }).waitFor();
      // A review that was submitted here is known to the terminal: which hazards, and no words. The first one counts.
      const submit = (/** @type {string[]} */ missed) => page.evaluate((missed) => {
        const result = { found: [], missed, alarms: 0.5, right: true };
        localStorage.setItem('exit-path:review:exercise-9-fixture@1', JSON.stringify({ done: [{ sheet: { comments: ['secret words'] }, result }] }));
        document.dispatchEvent(new CustomEvent('exit-path:reviewed', { detail: 'exercise-9-fixture' }));
      }, missed);
      await submit(['double-lock', 'no-such-hazard']);
      await page.waitForFunction(() => /** @type {any} */ (window).exitPathLive?.reviewed.includes('exercise-9-fixture'));
      await submit([]);
      const kept = readFileSync(`${root}/.exit-path/progress.json`, 'utf8');
      const known = JSON.parse(kept);
      assert.deepEqual(known.exercises[id].marks, { seen: [], unseen: ['double-lock'], alarms: 1, decision: true });
      assert.deepEqual(known.owed, [{ hazard: 'double-lock', from: id }]);
      assert.ok(!kept.includes('secret'));
      const foreign = await fetch(`${address}__reviewed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
      assert.equal(foreign.status, 403, 'whoever names no origin is no page of this book');
      assert.deepEqual(faults, []);
      await close();
    } finally {
      stop();
    }
  });

  it('keeps ticks in the browser where there is no server, and carries them over as a file', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'exercise-3.html'));
    await page.getByRole('checkbox', { name: 'Solved' }).check();
    await page.goto(file(book, 'introduction.html'));
    const ticked = () => page.locator('exit-progress').allTextContents().then((all) => all.filter((text) => text === '✓ solved').length);
    assert.equal(await ticked(), 1);
    await page.goto(file(book, 'your-place.html'));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Save/ }).click()]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    assert.deepEqual(saved, { format: 1, exercises: { 'orphan-cleanup': { solved: true } } });
    const status = page.locator('exit-exchange [role="status"]');
    const give = (text) => page.locator('exit-exchange input').setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    for (const [text, said] of [
      ['{"format":1,"exercises":{"exit-path-reap":{"solved":true,"hints":3},"orphan-cleanup":{"solved":true}}}', '1 tick was added.'],
      ['{"format":1,"exer', 'This is not a progress file, or it is cut off. Nothing was changed.'],
      ['{"format":2}', 'This file is of a newer version of the book. Nothing was changed.'],
      ['[]', 'This is not a progress file. Nothing was changed.'],
    ]) {
      await give(text);
      await status.getByText(said, { exact: true }).waitFor();
    }
    await page.goto(file(book, 'introduction.html'));
    assert.equal(await ticked(), 2);
    assert.deepEqual(faults, []);
    await close();
  });

  it('has no fault that axe finds, in light and dark', async () => {
    for (const theme of ['light', 'navy']) {
      for (const name of ['your-place.html', 'exercise-2.html', 'verdicts/hangs.html']) {
        const { page, close } = await open(browser, { theme });
        await page.goto(file(book, name));
        await page.evaluate(AXE);
        const found = await page.evaluate(() => /** @type {any} */ (window).axe.run('main', { resultTypes: ['violations'] }));
        const said = found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(' ')}`);
        assert.deepEqual(said, [], `${name} in ${theme}`);
        await close();
      }
    }
  });
});
