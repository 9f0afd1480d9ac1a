// What the browser tests share: the book under test, a browser, a server. Nothing here asserts.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

// Debian's build without a window comes first: it is the same Chromium, and a page costs it a third of the processor time.
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map((it) => `/usr/bin/${it}`);
const CHROMIUM = process.env.CHROMIUM ?? BROWSERS.find((it) => existsSync(it)) ?? BROWSERS[1];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The five themes of mdBook. */
export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

/** The root of the repository, or of another workbook to test. */
export const ROOT = process.env.EXIT_PATH_ROOT ?? fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Pictures are for people, and prove nothing: `EXIT_PATH_SHOTS=1 npm test` takes them.
const SHOTS = process.env.EXIT_PATH_SHOTS ? `${ROOT}/target/screenshots` : undefined;

/** What axe says of colours. A theme changes these, and a test sees that it changes nothing else. */
export const COLOUR = ['color-contrast', 'link-in-text-block'];

/** Why nothing can be tested here, if so. In CI that is a failure and not a skip. */
export const missing = existsSync(CHROMIUM) ? undefined : `no browser at ${CHROMIUM}; install it: apt-get install chromium`;
if (missing && process.env.CI) throw new Error(missing);

/** The book's binary: the one that is named, or the one that cargo builds. */
const [BIN, ...ARGS] = process.env.EXIT_PATH_BIN
  ? [process.env.EXIT_PATH_BIN]
  : ['cargo', 'run', '--quiet', '--manifest-path', fileURLToPath(new URL('../../../Cargo.toml', import.meta.url)), '--bin', 'mdbook-exit-path', '--'];

/** Builds the book; gives its folder. `run.js` has built the one under test, for all files. */
export function build(root = ROOT) {
  if (process.env.EXIT_PATH_BOOK && root === ROOT) return process.env.EXIT_PATH_BOOK;
  const done = spawnSync(BIN, [...ARGS, 'build'], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the book does not build:\n${done.stderr}`);
  return `${root}/target/book`;
}

/** All keys with the comments that test them: see `keys` in `crates/book/src/item.rs`. */
export function keys(root = ROOT) {
  const done = spawnSync(BIN, [...ARGS, 'keys', root], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 24 });
  if (done.status !== 0) throw new Error(`the keys cannot be read:\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** The pages of a built book, those in folders as well. */
export function pages(book) {
  const all = readdirSync(book, { recursive: true, encoding: 'utf8' }).sort();
  return all.filter((name) => name.endsWith('.html') && !['print.html', 'toc.html', '404.html', 'index.html'].includes(name));
}

/** Starts a server for `root`; gives its address and a way to end it. `run.js` has one of the book under test, which its files share. */
export async function serve(root = ROOT) {
  const shared = process.env.EXIT_PATH_SERVER;
  if (shared && root === ROOT) return { address: shared, stop: () => true };
  const child = spawn(BIN, [...ARGS, 'serve', '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface(child.stdout)) {
    const address = line.match(/http:\/\/[^/]+\//)?.[0];
    if (address) return { address, stop: () => child.kill() };
  }
  throw new Error('the server ended without an address');
}

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/**
 * A page in a theme. Everything that should not happen on it is collected in `faults`.
 * @param {import('playwright-core').Browser} browser
 * @param {{ theme?: string, width?: number, touch?: boolean }} [how]
 */
export async function open(browser, { theme = 'light', width = 1280, touch = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, hasTouch: touch, colorScheme: 'light' });
  await context.addInitScript((name) => {
    // A page opened as a file has a store of its own, and may have none. Light is what the book begins with: it is not
    // stored, since a write before a page begins can hide from it, in Chromium, what the page before stored a moment ago.
    try { if (name !== 'light') localStorage.setItem('mdbook-theme', name); } catch { /* the default theme then */ }
    // print.html opens the printer's dialogue.
    window.print = () => {};
  }, theme);
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  /** @type {string[]} */
  const faults = [];
  /** @type {string[]} */
  const requests = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && faults.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    requests.push(request.url());
    if (!/^(file:|data:|blob:|http:\/\/127\.0\.0\.1[:/])/.test(request.url())) faults.push(`foreign: ${request.url()}`);
  });
  return { page, faults, requests, close: () => context.close() };
}

/**
 * The built book and a browser, for all tests of the suite that calls this: there before the first, closed after the last.
 */
export function opened() {
  /** @type {{ book: string, browser: import('playwright-core').Browser }} */
  const all = Object.create(null);
  before(async () => {
    all.book = build();
    all.browser = await launch();
  });
  after(() => all.browser?.close());
  return all;
}

/** The address of a page of a book on disk. */
export const file = (book, name) => pathToFileURL(`${book}/${name}`).href;

/**
 * Opens every fold of a page, and waits for the diagrams that come to light.
 * @param {import('playwright-core').Page} page
 */
export async function unfold(page) {
  await page.evaluate(() => document.querySelectorAll('main details').forEach((fold) => fold.setAttribute('open', '')));
  await page.waitForFunction(() => [...document.querySelectorAll('pre.mermaid')].every((pre) => pre.querySelector('svg')));
}

/**
 * Takes a picture, where they are asked for, of a page or a part of one.
 * @param {import('playwright-core').Page | import('playwright-core').Locator} what
 * @param {string} name
 */
export async function shoot(what, name, fullPage = true) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await what.screenshot({ path: `${SHOTS}/${name}.png`, ...('goto' in what && { fullPage }) });
}

/**
 * What axe finds in the page's own content. mdBook's frame is mdBook's: its faults are known upstream.
 * @param {import('playwright-core').Page} page
 * @param {string} [part]
 * @param {string[]} [rules] these alone; without them, all
 */
export async function violations(page, part = 'main', rules) {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE);
  return page.evaluate(async ([within, only]) => {
    // `preload` would fetch stylesheets, which a page opened as a file may not.
    // @ts-ignore
    const result = await axe.run({ include: [[within]], exclude: [['pre code.hljs']] }, { preload: false, resultTypes: ['violations'], ...(only && { runOnly: { type: 'rule', values: only } }) });
    return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any?.[0]?.message ?? ''}`).join(' | ')}`);
  }, /** @type {[string, string[] | undefined]} */ ([part, rules]));
}

/**
 * The rules of axe that are of colour and on from the start.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function colours(page) {
  await page.evaluate(AXE);
  // @ts-ignore
  return page.evaluate(() => axe.getRules(['cat.color']).filter((it) => it.enabled !== false && !it.tags.includes('wcag2aaa')).map((it) => it.ruleId));
}
