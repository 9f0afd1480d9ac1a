// What a page weighs, by part, in bytes after gzip: `node weight.js [--build] [page …]`. Without a diagram: mermaid comes later.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ROOT, build } from './lib.js';

/** @typedef {'page' | 'our scripts' | 'our styles' | 'highlight' | 'search' | 'frame scripts' | 'frame styles'} Part */
export const PARTS = /** @type {Part[]} */ (['page', 'our scripts', 'our styles', 'highlight', 'search', 'frame scripts', 'frame styles']);

const zipped = (/** @type {string} */ path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** @param {string} name @returns {Part} */
function part(name) {
  if (/highlight|tomorrow-night/.test(name)) return 'highlight';
  if (/elasticlunr|mark-|searcher|searchindex/.test(name)) return 'search';
  const ours = /(^|\/)(book|workshop)\/assets\/|fonts\/|^ours/.test(name);
  return name.endsWith('.js') ? (ours ? 'our scripts' : 'frame scripts') : ours ? 'our styles' : 'frame styles';
}

/**
 * What a reader loads to see a page, by part. Pictures are not in it.
 * @param {string} book
 * @param {string} page
 */
export function weigh(book, page) {
  const html = readFileSync(join(book, page), 'utf8');
  const sums = /** @type {Record<Part, number>} */ (Object.fromEntries(PARTS.map((it) => [it, 0])));
  sums.page = zipped(join(book, page));
  for (const [, script, style] of html.matchAll(/<script[^>]* src="([^"]+)"|<link rel="stylesheet"[^>]* href="([^"]+)"/g)) {
    const name = normalize(join(dirname(page), script ?? style));
    sums[part(name)] += zipped(join(book, name));
  }
  return { ...sums, ours: sums['our scripts'] + sums['our styles'], assets: PARTS.slice(1).reduce((sum, it) => sum + sums[it], 0) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const book = words.includes('--build') ? build() : `${ROOT}/target/book`;
  const named = words.filter((it) => !it.startsWith('--'));
  const list = named.length ? named : [...Array.from({ length: 6 }, (_, i) => `exercise-${i + 1}.html`), 'cards/exit-bus.html', 'introduction.html', 'would-you-send-it.html', 'templates.html', 'progress.html'];
  const columns = [...PARTS, 'ours', 'assets'];
  console.log(`${'bytes, gzip'.padEnd(24)}${columns.map((it) => it.padStart(14)).join('')}${'all'.padStart(10)}`);
  for (const page of list) {
    const sums = weigh(book, page);
    console.log(`${page.padEnd(24)}${columns.map((it) => String(sums[it]).padStart(14)).join('')}${String(sums.assets + sums.page).padStart(10)}`);
  }
}
