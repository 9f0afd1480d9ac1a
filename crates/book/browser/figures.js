// What each key gives each strategy, as the table of docs/reviews.md: `node figures.js [root]`, for a course of one's own with its root.
// `--write` puts it into that page of the workbook. What passes and should not is named below the table.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { grader } from './grader.js';
import { ROOT, keys } from './lib.js';
import { expert, faults, figures, table, within } from './strategies.js';

const [root] = process.argv.slice(2).filter((it) => it !== '--write');
const tested = keys(root ? resolve(root) : ROOT);
const all = tested.map(figures);
const page = `${ROOT}/docs/reviews.md`;
if (process.argv.includes('--write')) writeFileSync(page, within(readFileSync(page, 'utf8'), table(all)));
console.log(table(all));
for (const it of all) for (const fault of faults(it)) console.log(`${it.id}: ${fault}`);
const start = performance.now();
const last = tested[Math.min(4, tested.length - 1)];
for (let i = 0; i < 100; i++) grader.grade(expert(last), last.item);
console.log(`one review is graded in ${((performance.now() - start) / 100).toFixed(2)} ms`);
