// Points of every strategy on every key, as a table: `node figures.js`.

import '../../../book/assets/review/prose.js';
import '../../../book/assets/review/grader.js';
import { keys } from './lib.js';
import { STRATEGIES, alarmist, expert } from './strategies.js';

// @ts-ignore
const { grade } = globalThis.ExitPath.grader;
const all = keys();
const rows = { 'an expert': expert, 'everything is a blocker': alarmist, ...STRATEGIES };
console.log(`${'review'.padEnd(52)}${all.map(({ item }) => item.id.replace("card-", "").slice(0, 10).padStart(12)).join('')}`);
for (const [name, write] of Object.entries(rows)) {
  console.log(`${name.padEnd(52)}${all.map((tested) => String(grade(write(tested), tested.item).points).padStart(12)).join('')}`);
}
const start = performance.now();
for (let i = 0; i < 100; i++) grade(expert(all[4]), all[4].item);
console.log(`one review is graded in ${((performance.now() - start) / 100).toFixed(2)} ms`);
