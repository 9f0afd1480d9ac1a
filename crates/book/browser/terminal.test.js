// A review that is written in an editor, beside the same one clicked on the page: one grader, one result. And what an editor can get
// wrong loses nothing.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import '../../../book/assets/review/sheet.js';
import '../../../book/assets/review/shelf.js';
import '../../../book/assets/review/join.js';
import '../../../book/assets/review/store.js';
import './no-page.js';
import { ready, submit, write } from './desk.js';
import { ROOT, build, file, launch, missing, open } from './lib.js';

// As `cargo xtask` is, without asking cargo each time whether it is built.
const [XTASK, ...WORDS] = process.env.EXIT_PATH_XTASK ? [process.env.EXIT_PATH_XTASK] : ['cargo', 'xtask'];

const SLUG = 'exercise-2-shim-create-deadlock';

/** One found, one open, one that has a suggestion, one nit. */
const COMMENTS = [
  { start: 120, end: 122, label: 'issue', severity: 'blocker', hazard: 'double-lock', text: 'When init dies early, `record_started` calls `process_exit`, which locks `tasks`.\n`create` holds that lock: it waits for itself.' },
  { start: 107, end: 107, label: 'question', severity: 'should-fix', hazard: null, text: 'This is held for a long time, is it not?' },
  { start: 116, end: 116, label: 'suggestion', severity: 'should-fix', hazard: null, text: 'Could it be so?\n\n```suggestion\n                drop(tasks);\n```' },
  { start: 121, end: 121, label: 'nit', severity: 'nit', hazard: null, text: 'A shorter name would do.' },
];

describe('a review in a terminal', () => {
  const course = mkdtempSync(`${tmpdir()}/exit-path-course-`);
  const draft = `${course}/.exit-path/reviews/shim-create-deadlock.diff`;
  before(() => {
    for (const path of [`exercises/${SLUG}`, `solutions/${SLUG}`, 'practice/cards/exit-latch', 'practice/cards/exit-bus', 'exercises/cards', 'book/data/hazards.toml', 'book/data/glossary.toml']) cpSync(`${ROOT}/${path}`, `${course}/${path}`, { recursive: true });
    // An editor that puts a text in the place of what it is given.
    writeFileSync(`${course}/edit.mjs`, "import { readFileSync, writeFileSync } from 'node:fs';\nconst [file] = process.argv.slice(-1);\nwriteFileSync(file, eval(process.env.EDIT)(readFileSync(file, 'utf8')));\n");
  });

  /** @param {string[]} words @param {(text: string) => string} [edit] */
  function xtask(words, edit = (text) => text, input = '', name = '2') {
    const env = { ...process.env, VISUAL: `node "${course}/edit.mjs"`, EDIT: edit.toString() };
    return spawnSync(XTASK, [...WORDS, '--course', course, 'review', name, ...words], { cwd: ROOT, env, encoding: 'utf8', input });
  }
  const reviews = () => JSON.parse(readFileSync(`${course}/.exit-path/reviews.json`, 'utf8'));
  const entry = () => /** @type {any} */ (Object.values(reviews().items)[0]);

  it('comes to the same as on the page', { skip: missing }, async () => {
    const browser = await launch();
    try {
      const { page, close } = await open(browser);
      await page.goto(file(build(), 'exercise-2.html'));
      await ready(page);
      for (const comment of COMMENTS) await write(page, comment);
      await submit(page);
      const stored = await page.evaluate((id) => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith(`exit-path:review:${id}@`))?.[1] ?? 'null'), SLUG);
      await close();
      const [{ sheet, result }] = stored.done;
      // What was clicked, as a draft; then an editor that changes nothing but a space, and every question left open.
      writeFileSync(`${course}/clicked.json`, JSON.stringify(sheet));
      const taken = xtask(['--import', `${course}/clicked.json`]);
      assert.equal(taken.status, 0, taken.stderr);
      const done = xtask([], (text) => text.replaceAll('\n\n', '\n \n').replaceAll('\n \n', '\n\n'));
      assert.equal(done.status, 0, done.stderr);
      const [mine] = entry().done;
      const plain = (/** @type {any} */ it) => it.comments.map((/** @type {any} */ { id, ...rest }) => rest).sort((/** @type {any} */ a, /** @type {any} */ b) => a.end - b.end);
      assert.deepEqual(plain(mine.sheet), plain(sheet));
      assert.deepEqual([mine.sheet.decision, mine.sheet.attempt, mine.sheet.revision], [sheet.decision, 1, sheet.revision]);
      const sorted = (/** @type {any} */ it) => ({ ...it, found: it.found.sort(), missed: it.missed.sort(), wrong: it.wrong.sort() });
      assert.deepEqual(sorted(mine.result), sorted(result));
      assert.match(done.stdout, new RegExp(`${result.points} of 100`));
      assert.ok(!existsSync(draft), 'the draft has become a review');
    } finally {
      await browser.close();
    }
  });

  it('is imported by the page that shows the progress', { skip: missing }, () => {
    const { progress } = /** @type {any} */ (globalThis).ExitPath;
    assert.deepEqual(Object.keys(progress.read(JSON.stringify(reviews())).entries), Object.keys(reviews().items));
  });

  it('keeps a draft that cannot be read, names its line, and goes on with it', () => {
    const bad = xtask([], (text) => text.replace('decision: ', 'decision: comment\nI forgot the mark'));
    assert.equal(bad.status, 1, bad.stderr);
    assert.match(bad.stderr, /Line \d+: this is no line of the diff, and no comment/);
    assert.match(bad.stderr, /nothing is lost; your draft:/);
    assert.match(readFileSync(draft, 'utf8'), /I forgot the mark/);
    const good = xtask([], (text) => text.replace('I forgot the mark', '> pull-request: Now it has one.'));
    assert.equal(good.status, 0, good.stderr);
    const { sheet } = entry().done.at(-1);
    assert.deepEqual([sheet.attempt, sheet.comments.map((/** @type {any} */ it) => [it.about, it.text])], [2, [['pull-request', 'Now it has one.']]]);
  });

  it('is none where nothing was written, and none without a decision', () => {
    const none = xtask([]);
    assert.deepEqual([none.status, /Nothing was written/.test(none.stdout)], [0, true], none.stderr);
    assert.ok(!existsSync(draft));
    const open_ = xtask([], (text) => text.replace('confidence: ', 'confidence: \n> pull-request: Who merges this?'));
    assert.equal(open_.status, 1);
    assert.match(open_.stderr, /There is no decision yet/);
    assert.ok(existsSync(draft));
  });

  it('is of a card as well, by its name, its number, or the beginning of its name', () => {
    // It goes to another process as its own text.
    const approved = (/** @type {string} */ text) => text.replace('decision: ', 'decision: approve')
      .replace('confidence: ', 'confidence: \n> praise pull-request: Both paths take the lock and look first, so the second one finds the answer gone: no `expect` panics.');
    const names = ['card-exit-latch', 'exit-latch', 'card-1', 'card-exit-l'];
    for (const [at, name] of names.entries()) {
      const done = xtask([], approved, '', name);
      assert.equal(done.status, 0, `${name}: ${done.stderr}`);
      assert.match(done.stdout, /100 of 100: strong/, name);
      const [key, kept] = /** @type {[string, any]} */ (Object.entries(reviews().items).find(([it]) => it.startsWith('card-exit-latch@')));
      assert.deepEqual([kept.title, kept.done.length, kept.done.at(-1).sheet.exercise, key.split('@')[1]], ['Card 1: An answer when a kill fails', at + 1, 'card-exit-latch', kept.done[0].sheet.revision]);
    }
    const slip = xtask([], undefined, '', 'card-exit-lach');
    assert.deepEqual([slip.status, /did you mean `card-exit-latch`/.test(slip.stderr)], [2, true], slip.stderr);
    const two = xtask([], undefined, '', 'card-exit');
    assert.deepEqual([two.status, /no exercise is called `card-exit`/.test(two.stderr)], [2, true], two.stderr);
  });

  it('leaves in each form, and comes back as it was', () => {
    writeFileSync(draft, readFileSync(draft, 'utf8').replace('decision: ', 'decision: approve'));
    const sheet = xtask(['--export', 'sheet']);
    assert.equal(sheet.status, 0, sheet.stderr);
    for (const form of ['github', 'gitlab', 'markdown', 'diff']) {
      const out = `${course}/out.${form}`;
      assert.equal(xtask(['--export', form, '--out', out]).status, 0);
      assert.equal(xtask(['--import', out]).status, 0);
      assert.equal(xtask(['--export', 'sheet']).stdout, sheet.stdout, form);
    }
    writeFileSync(`${course}/wrong.json`, '{"comments": 7}');
    const wrong = xtask(['--import', `${course}/wrong.json`]);
    assert.deepEqual([wrong.status, /nothing was changed/.test(wrong.stderr)], [2, true]);
    assert.equal(xtask(['--export', 'sheet']).stdout, sheet.stdout);
  });

  after(() => assert.ok(readdirSync(course).includes('.exit-path')));
});
