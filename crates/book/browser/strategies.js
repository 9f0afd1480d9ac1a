// The reviews that a script can write, for the tests here. Nothing here asserts.

import './grader.js';
import '../../workshop/assets/strategies.js';

/** @type {any} */
export const { comment, expert, STRATEGIES, alarmist, asking, BLIND, equals, yes, figures, faults, table, within } = /** @type {any} */ (globalThis).ExitPath.strategies;
