// The grader in Node: its scripts, in the order of `book.toml`. Nothing here asserts.

import '../../../book/assets/review/words.js';
import '../../../book/assets/review/copies.js';
import '../../../book/assets/review/prose.js';
import '../../../book/assets/review/places.js';
import '../../../book/assets/review/evidence.js';
import '../../../book/assets/review/outcomes.js';
import '../../../book/assets/review/reasons.js';
import '../../../book/assets/review/points.js';
import '../../../book/assets/review/caps.js';
import '../../../book/assets/review/grader.js';
import '../../../book/assets/review/questions.js';

/** @type {any} */
export const { grader, words, copies, prose, places, evidence, outcomes, reasons, points, questions } = /** @type {any} */ (globalThis).ExitPath;
