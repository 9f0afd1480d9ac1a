// Points of every strategy on every key, as a table: `node figures.js [root]`, for a course of one's own with its root. A second
// row has the points after all questions were answered with yes. What passes is marked.

import { grader } from './grader.js';
import { resolve } from 'node:path';
import { ROOT, keys } from './lib.js';
import { STRATEGIES, alarmist, asking, equals, expert, yes } from './strategies.js';

const { grade, PASS } = grader;
const all = keys(process.argv[2] ? resolve(process.argv[2]) : ROOT);
const rows = { 'an expert': expert, 'an expert who asks': asking, 'everything is a blocker': alarmist, ...STRATEGIES };
const fair = (/** @type {string} */ name, /** @type {any} */ tested) => !(name in STRATEGIES) || equals(tested).includes(name);
const cell = (/** @type {string} */ name, /** @type {any} */ tested, /** @type {any} */ review) => {
  const { points } = grade(review, tested.item);
  return `${points}${points >= PASS && !fair(name, tested) ? ' !' : ''}`.padStart(12);
};
console.log(`${'review'.padEnd(52)}${all.map(({ item }) => item.id.replace('card-', '').slice(0, 10).padStart(12)).join('')}`);
for (const [name, write] of Object.entries(rows)) {
  const reviews = all.map((tested) => write(tested));
  console.log(`${name.padEnd(52)}${reviews.map((it, i) => cell(name, all[i], it)).join('')}`);
  const answered = reviews.map((it, i) => yes(it, all[i].item, grade));
  if (answered.some((it) => Object.keys(it.answers).length)) console.log(`${'  … and yes to every question'.padEnd(52)}${answered.map((it, i) => cell(name, all[i], it)).join('')}`);
}
const start = performance.now();
const last = all[Math.min(4, all.length - 1)];
for (let i = 0; i < 100; i++) grade(expert(last), last.item);
console.log(`one review is graded in ${((performance.now() - start) / 100).toFixed(2)} ms`);
