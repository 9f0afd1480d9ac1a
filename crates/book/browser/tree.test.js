// The tree on the page of cancellation: its rules against what Go and tokio print, and the element in a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import '../../../book/assets/tree.js';
import { ROOT, build, file, launch, missing, open, violations } from './lib.js';

// @ts-ignore
const { tree } = globalThis.ExitPath;

/** Each line of a recorded output: how the tree is made, and how it ends. */
const recorded = (/** @type {string} */ program) =>
  readFileSync(`${ROOT}/practice/evidence/${program}.out`, 'utf8').trimEnd().split('\n').map((line) => line.split(' => '));

const said = (/** @type {string} */ text, /** @type {boolean} */ withCause) => {
  const nodes = tree.read(text);
  return tree.ends(nodes).map((/** @type {any} */ end, /** @type {number} */ at) => {
    if (!end) return `${nodes[at].name} never`;
    return `${nodes[at].name} ${end.at}${withCause ? ` ${end.err} ${end.cause}` : ''}`;
  }).join(', ');
};

describe('the rules of the tree', () => {
  it('end what Go ends, then and with that cause', () => {
    const lines = recorded('go/random_trees');
    assert.equal(lines.length, 200);
    for (const [made, ends] of lines) assert.equal(said(made, true), ends, made);
  });

  it('end what tokens end, then', () => {
    const lines = recorded('rust/random_trees');
    assert.equal(lines.length, 200);
    for (const [made, ends] of lines) assert.equal(said(made, false), ends, made);
  });

  it('are asked about the same trees, of every kind and with every kind of end', () => {
    const [go, rust] = ['go/random_trees', 'rust/random_trees'].map((it) => recorded(it).map(([made]) => made));
    assert.deepEqual(go, rust);
    const kinds = new Set(go.flatMap((made) => tree.read(made).map((/** @type {any} */ it) => it.kind)));
    assert.deepEqual([...kinds].sort(), ['cancel', 'cause', 'late', 'timeout', 'value', 'without']);
    const ends = recorded('go/random_trees').flatMap(([, all]) => all.split(', ').map((it) => it.split(' ').slice(2).join(' ').replace(/-.$/, '')));
    const count = (/** @type {string} */ it) => ends.filter((end) => end === it).length;
    for (const one of ['canceled canceled', 'canceled stop', 'deadline deadline', 'deadline late', '']) assert.ok(count(one) > 20, `${one}: ${count(one)}`);
  });
});

describe('the tree on its page', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  for (const width of [1280, 390]) {
    it(`answers at once, at ${width} px`, async () => {
      const { page, faults, close } = await open(browser, { width });
      await page.goto(file(book, 'cancellation-tree.html'));
      const end = (/** @type {string} */ name) => page.getByRole('group', { name, exact: true }).locator('output');
      assert.match((await end('load').textContent()) ?? '', /^3000 ms: context deadline exceeded; cause: late-request$/);
      assert.match((await end('cleanup').textContent()) ?? '', /^never ends$/);
      await page.getByLabel('request: cancel at, ms').fill('1200');
      assert.match((await end('leaf').textContent()) ?? '', /^1200 ms: context canceled; cause: context canceled$/);
      await page.getByLabel('how request is made').selectOption('WithCancelCause');
      assert.match((await end('leaf').textContent()) ?? '', /^1200 ms: context canceled; cause: stop-request$/);
      assert.equal(await page.getByLabel('request: deadline, ms').isDisabled(), true);
      await page.getByLabel('how middle is made').selectOption('WithoutCancel');
      assert.match((await end('leaf').textContent()) ?? '', /^never ends$/);
      const box = await page.locator('exit-tree').boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
      assert.deepEqual(await violations(page, 'exit-tree'), []);
      assert.deepEqual(faults, []);
      await close();
    });
  }
});
