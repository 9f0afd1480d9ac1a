// The forms of a review in Node: their scripts, in the order of `book.toml`. Nothing here asserts.

import '../../../book/assets/review/sheet.js';
import '../../../book/assets/review/blocks.js';
import '../../../book/assets/review/headings.js';
import '../../../book/assets/review/markdown.js';
import '../../../book/assets/review/lines.js';
import '../../../book/assets/review/github.js';
import '../../../book/assets/review/gitlab.js';
import '../../../book/assets/review/annotated.js';
import '../../../book/assets/review/formats.js';

/** @type {any} */
export const { sheet, blocks, headings, markdown, lines, github, gitlab, annotated, formats } = /** @type {any} */ (globalThis).ExitPath;
