// The five pages on the scheduler: each can be read in twelve minutes, leads to an exercise, and ends with three questions.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { file, missing, open, opened } from './lib.js';

const PAGES = ['cancellation-tree', 'states-and-moves', 'read-a-trace', 'carry-the-context', 'measure-in-production'];
/** Of prose and code alike: what a reader does who skips no line. */
const WORDS_A_MINUTE = 200;

describe('a page on the scheduler', { skip: missing }, () => {
  const all = opened();

  for (const name of PAGES) {
    it(`is short, leads to an exercise, and ends with three questions: ${name}`, async () => {
      const { page, faults, close } = await open(all.browser);
      await page.goto(file(all.book, `${name}.html`));
      const seen = await page.evaluate(() => {
        const main = /** @type {HTMLElement} */ (document.querySelector('main'));
        const last = [...main.querySelectorAll('h2')].at(-1);
        const cards = [...main.querySelectorAll('exit-card')];
        return {
          words: main.innerText.split(/\s+/).filter((it) => /[a-z0-9]/i.test(it)).length,
          exercises: [...main.querySelectorAll('p a')].filter((it) => /exercise-\d\.html/.test(it.getAttribute('href') ?? '')).length,
          last: last?.textContent,
          // Each after the last heading, and none elsewhere.
          questions: cards.filter((it) => last && last.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING).length,
          cards: cards.length,
        };
      });
      assert.ok(seen.words > 1000 && seen.words / WORDS_A_MINUTE < 12, `${seen.words} words`);
      assert.ok(seen.exercises > 0);
      assert.deepEqual([seen.last, seen.questions, seen.cards], ['Three questions', 3, 3]);
      assert.deepEqual(faults, []);
      await close();
    });
  }
});
