// The review itself in a real browser: mark, argue, decide, submit, compare; what stays, what leaves, and what never runs.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { form, handle, ready, submit, tools, write } from './desk.js';
import { THEMES, build, file, keys, launch, missing, open, shoot, violations } from './lib.js';
import { expert } from './strategies.js';

const CHAPTER = 'exercise-2.html';
const SLUG = 'exercise-2-shim-create-deadlock';

describe('a review', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  /** @type {any} */
  let tested;
  before(async () => {
    book = build();
    browser = await launch();
    tested = keys().find(({ item }) => item.id === SLUG);
  });
  after(() => browser?.close());

  /** @param {Parameters<typeof open>[1]} [how] */
  const chapter = async (how, name = CHAPTER) => {
    const opened = await open(browser, how);
    await opened.page.goto(file(book, name));
    await ready(opened.page);
    return opened;
  };
  const stored = (page) => page.evaluate((id) => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith(`exit-path:review:${id}@`))?.[1] ?? 'null'), SLUG);

  /** Stores a review that is submitted. */
  async function reviewed(page, review) {
    for (const c of review.comments) await write(page, c);
    await submit(page);
  }

  it('goes from the first line to the comparison by keyboard alone', async () => {
    const { page, faults, close } = await chapter();
    await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('.ep-add[tabindex="0"]')).focus());
    assert.equal(await page.locator('.ep-add[tabindex="0"]').count(), 1, 'the diff is one stop of Tab');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    assert.equal(await page.locator('tr.ep-picked').count(), 3, 'a range grows with Shift');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SELECT', 'the form has the focus');
    await page.keyboard.press('Tab');
    await page.keyboard.type('B');
    await page.keyboard.press('Tab');
    await page.keyboard.type('double l');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await form(page).getByLabel('Hazard', { exact: true }).inputValue(), 'Double lock');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Somebody else may want this lock here.');
    await page.keyboard.press('Control+Enter');
    const { draft } = await stored(page);
    assert.deepEqual({ ...draft.comments[0], start: 0, end: 0 }, { id: draft.comments[0].id, file: 'src/lib.rs', side: draft.comments[0].side, start: 0, end: 0, label: 'issue', severity: 'blocker', hazard: 'double-lock', text: 'Somebody else may want this lock here.' });
    assert.equal(draft.comments[0].end - draft.comments[0].start, 2);
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'ep-add', 'the focus is back on the line');
    await page.getByRole('radio', { name: 'Approve' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    // To leave it open again, the comments on the whole, and then the way out.
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.ep-compare h3').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Before you see the key', 'the questions have the focus');
    for (const key of ['Tab', 'ArrowDown', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('.ep-profile').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Your review', 'the comparison has the focus');
    assert.equal(Object.keys((await stored(page)).done[0].ticks).some((it) => it.startsWith('answer|')), true, 'a claim was chosen');
    const { done } = await stored(page);
    assert.deepEqual([done.length, done[0].sheet.decision, done[0].sheet.confidence], [1, 'request-changes', 80]);
    assert.deepEqual(faults, []);
    await close();
  });

  it('marks a line by click, and a range by dragging over its numbers', async () => {
    const { page, close } = await chapter();
    await page.locator('[id="buggy-L120"] td.c').click();
    assert.equal(await form(page).getByLabel('Line', { exact: true }).inputValue(), '120');
    await page.keyboard.press('Escape');
    assert.equal(await form(page).count(), 0);
    const box = async (line) => {
      const found = await page.locator(`[id="buggy-L${line}"] td.n`).nth(1).boundingBox();
      assert.ok(found);
      return [found.x + found.width / 2, found.y + found.height / 2];
    };
    const [[x, y], [, to]] = [await box(119), await box(121)];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, to, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual([await form(page).getByLabel('Line', { exact: true }).inputValue(), await form(page).getByLabel('to', { exact: true }).inputValue()], ['119', '121']);
    await close();
  });

  it('edits and deletes a comment', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, text: 'First words.' });
    await page.getByRole('button', { name: 'Edit the comment on line 120' }).click();
    await form(page).getByLabel('Comment', { exact: true }).fill('Second words.');
    await form(page).getByRole('button', { name: 'Keep' }).click();
    assert.deepEqual((await stored(page)).draft.comments.map((c) => c.text), ['Second words.']);
    await page.getByRole('button', { name: 'Delete the comment on line 120' }).click();
    assert.deepEqual((await stored(page)).draft.comments, []);
    assert.equal(await page.locator('.ep-remark').count(), 0);
    await close();
  });

  it('keeps a draft, and a half-written comment, over a reload and in another tab', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, text: 'Kept words.' });
    await page.getByRole('radio', { name: 'Comment' }).check();
    await handle(page, 130).dispatchEvent('click');
    await form(page).getByLabel('Comment', { exact: true }).fill('Half a sent');
    await page.reload();
    assert.equal(await form(page).getByLabel('Comment', { exact: true }).inputValue(), 'Half a sent');
    assert.equal(await page.locator('.ep-remark').count(), 1);
    assert.equal(await page.getByRole('radio', { name: 'Comment' }).isChecked(), true);
    const other = await page.context().newPage();
    await other.goto(file(book, CHAPTER));
    assert.equal(await other.locator('.ep-remark .ep-said').textContent(), 'Kept words.');
    await close();
  });

  it('gives an expert the whole number, and locks the answer', async () => {
    const { page, faults, close } = await chapter();
    await reviewed(page, expert(tested));
    assert.match((await page.locator('.ep-compare').textContent()) ?? '', /100 of 100: strong/);
    assert.equal(await page.locator('.ep-compare .ep-badge', { hasText: /^found$/ }).count(), tested.item.key.findings.length);
    assert.equal(await page.getByRole('button', { name: /^Edit the comment/ }).count(), 0);
    await handle(page, 120).dispatchEvent('click');
    assert.equal(await form(page).count(), 0, 'a locked review takes no comment');
    const order = await page.locator('.ep-compare').evaluate((all) => (all.textContent ?? '').indexOf('Findings') < (all.textContent ?? '').indexOf('The number'));
    assert.equal(order, true, 'profile first, number last');
    await shoot(page, 'review-compared');
    assert.deepEqual(faults, []);
    await close();
  });

  it('shows what was missed with the model comment and its counterexample, and explains the traps', async () => {
    const { page, close } = await chapter();
    await submit(page, 'Approve');
    const missed = page.locator('.ep-compare article', { hasText: 'missed' });
    assert.equal(await missed.count(), tested.item.key.findings.length);
    await missed.first().locator('summary').first().click();
    assert.match((await missed.first().locator('blockquote').textContent()) ?? '', /record_started/);
    await missed.first().locator('summary', { hasText: 'A schedule that breaks' }).click();
    assert.equal(await missed.first().locator('.ep-steps').isVisible(), true);
    assert.equal(await page.locator('.ep-compare summary', { hasText: 'You said nothing of this one' }).count(), tested.item.key.traps.length);
    assert.equal(await missed.first().getByRole('checkbox').count(), 0, 'who has said nothing has nothing to claim');
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((one) => one.id));
    assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], 'no id twice');
    await close();
  });

  it('keeps what a reader claims of a finding that the rules call missed', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, text: 'Nit: a blank line before this one would help.' });
    await submit(page, 'Approve');
    const missed = page.locator('.ep-compare article', { hasText: 'missed' });
    await missed.first().getByRole('checkbox').check();
    assert.match((await page.locator('.ep-compare').textContent()) ?? '', /By your own account: 1 of 2 findings/);
    await page.reload();
    assert.match((await page.locator('.ep-compare').textContent()) ?? '', /By your own account: 1 of 2/, 'ticks stay');
    await close();
  });

  it('marks a second attempt as one', async () => {
    const { page, close } = await chapter();
    await submit(page, 'Approve');
    await page.getByRole('button', { name: 'Review it again' }).click();
    await write(page, { start: 120, text: 'Now I have seen the key, and the lock is held here.' });
    await submit(page);
    assert.match((await page.locator('.ep-compare').textContent()) ?? '', /attempt 2/);
    assert.deepEqual((await stored(page)).done.map((it) => it.sheet.attempt), [1, 2]);
    await close();
  });

  it('refuses to submit without a decision, with an open form, and with an open slot', async () => {
    const { page, close } = await chapter();
    const status = page.locator('exit-review .ep-status');
    await page.getByRole('button', { name: 'Submit review' }).click();
    assert.match((await status.textContent()) ?? '', /Decide first/);
    await page.getByRole('radio', { name: 'Approve' }).check();
    await handle(page, 120).dispatchEvent('click');
    await page.getByRole('button', { name: 'Submit review' }).click();
    assert.match((await status.textContent()) ?? '', /A comment is open/);
    const box = form(page).getByLabel('Hazard', { exact: true });
    await box.fill('zombie');
    assert.match((await form(page).getByRole('listbox').textContent()) ?? '', /Stolen exit status/, 'a word of the trade finds its hazard');
    await box.fill('lock order');
    await box.press('Enter');
    await form(page).getByRole('button', { name: 'Insert a template' }).click();
    const picked = await form(page).locator('textarea').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
    assert.equal(picked, '[first]', 'the first slot that the form cannot fill is selected');
    await form(page).getByRole('button', { name: 'Add comment' }).click();
    await page.getByRole('button', { name: 'Submit review' }).click();
    assert.match((await status.textContent()) ?? '', /still has an open slot/);
    assert.equal(await page.locator('.ep-compare').count(), 0);
    await close();
  });

  it('offers the templates that fit the hazard, filled with what the form knows', async () => {
    const table = readFileSync(`${book}/../../book/data/templates.toml`, 'utf8').split('[[template]]').slice(1);
    const names = (/** @type {RegExp} */ which) => table.filter((it) => which.test(it)).map((it) => it.match(/^name = "(.*)"$/m)?.[1]);
    const { page, faults, close } = await chapter();
    await handle(page, 120).dispatchEvent('click');
    const offered = () => form(page).getByLabel('Template', { exact: true }).locator('option').allTextContents();
    const general = [...names(/^group = "frame"$/m), ...names(/^group = "ask"$/m)];
    assert.deepEqual(await offered(), general, 'no hazard: no defect is named');
    const box = form(page).getByLabel('Hazard', { exact: true });
    await box.fill('task without');
    await box.press('Enter');
    const fits = names(/^hazards = .*"task-without-owner"/m);
    assert.ok(fits.length > 0);
    assert.deepEqual(await offered(), [...fits, ...general]);
    await form(page).getByLabel('to', { exact: true }).fill('122');
    await form(page).getByLabel('Severity').selectOption('blocker');
    const text = form(page).getByLabel('Comment', { exact: true });
    await text.fill('I have read it twice.');
    await form(page).getByRole('button', { name: 'Insert a template' }).click();
    assert.match(await text.inputValue(), /^I have read it twice\. Blocker, lines 120 to 122\. Nothing \[/);
    const said = form(page).locator('.ep-dim[role=status]');
    assert.match((await said.textContent()) ?? '', /^joins stops hears: ./, 'what goes into the slot');
    const before = await said.textContent();
    await form(page).getByRole('button', { name: 'Next slot' }).click();
    assert.notEqual(await said.textContent(), before);
    await page.locator('.ep-desk form').screenshot({ path: `${book}/../screenshots/review-template.png` });
    // What a template has beside its form is about findings, and stays out of the page.
    const data = (await page.locator('exit-review script').textContent()) ?? '';
    for (const example of table.flatMap((it) => it.match(/^text = "(.{40})/m)?.[1] ?? [])) assert.equal(data.includes(example), false, example);
    assert.deepEqual(faults, []);
    await close();
  });

  it('underlines slips as advice, and leaves code alone', async () => {
    const { page, close } = await chapter();
    await handle(page, 120).dispatchEvent('click');
    await form(page).getByLabel('Comment', { exact: true }).fill('I suggest to add a test. `suggest to add` is code.');
    await form(page).locator('.ep-advice li').waitFor();
    assert.equal(await form(page).locator('.ep-advice li').count(), 1);
    await form(page).getByRole('button', { name: 'Add comment' }).click();
    assert.deepEqual(await page.locator('.ep-remark .ep-slip').allTextContents(), ['suggest to add']);
    await close();
  });

  it('shows the diff side by side, unfolded and shuffled, with the same comments', async () => {
    const { page, faults, close } = await chapter();
    await write(page, { start: 120, text: 'Stays below its line.' });
    const code = () => page.locator('.ep-desk td.c').allTextContents();
    const plain = await code();
    await page.getByRole('button', { name: 'Side by side' }).click();
    assert.equal(await page.locator('.ep-split .ep-remark').count(), 1);
    const added = await page.locator('.ep-split td.add').count();
    assert.ok(added > 20);
    const [number, code1, , code2] = await page.locator('.ep-split tr', { has: page.locator('td.add') }).first().locator('td').evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
    assert.ok(number < 60 && code1 > 300 && Math.abs(code1 - code2) < 2, `columns: ${[number, code1, code2]}`);
    await page.locator('.ep-desk').screenshot({ path: `${book}/../screenshots/review-split.png` });
    await page.getByRole('button', { name: 'Side by side' }).click();
    assert.deepEqual(await code(), plain, 'and back');
    await page.getByRole('button', { name: 'All lines' }).click();
    const head = readFileSync(`${book}/../../solutions/${SLUG}/buggy.rs`, 'utf8').trimEnd().split('\n').length;
    const lines = await page.locator('.ep-desk tr:not(.del) td.m').count();
    assert.equal(lines, head, 'all lines of the head');
    await page.getByRole('button', { name: 'Shuffle hunks' }).click();
    assert.deepEqual((await code()).sort(), (await page.locator('.ep-desk td.c').allTextContents()).sort());
    assert.equal(await page.locator('.ep-remark').count(), 1);
    assert.deepEqual(faults, []);
    await close();
  });

  it('exports what it imports, and Markdown for a forge', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, end: 122, severity: 'blocker', hazard: 'double lock', text: 'It locks *twice*.' });
    await page.getByRole('radio', { name: 'Request changes' }).check();
    const saved = async (name) => {
      const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
      return { name: got.suggestedFilename(), text: readFileSync(await got.path(), 'utf8') };
    };
    await tools(page);
    const json = await saved('Save');
    const sheet = JSON.parse(json.text);
    assert.deepEqual([json.name, sheet.format, sheet.version, sheet.exercise, sheet.revision, sheet.attempt], [`${SLUG}.json`, 'exit-path-review', 1, SLUG, tested.item.revision, 1]);
    const fresh = await chapter();
    await take(fresh.page, json.text);
    await fresh.page.locator('.ep-remark').waitFor();
    assert.deepEqual((await stored(fresh.page)).draft.comments, sheet.comments);
    await fresh.close();
    await tools(page, 'Markdown');
    const { name, text } = await saved('Save');
    assert.deepEqual([name, text], [`${SLUG}.md`, '**Request changes**\n\n---\n\n`src/lib.rs`, lines 120–122 · **issue** (blocker) · Double lock\n\nIt locks *twice*.\n']);
    for (const form of ['GitHub review', 'GitLab discussions', 'Diff with comments', 'Markdown']) {
      await tools(page, form);
      const out = await saved('Save');
      const other = await chapter();
      await take(other.page, out.text);
      await other.page.locator('.ep-remark').waitFor();
      const [back] = (await stored(other.page)).draft.comments;
      assert.deepEqual({ ...back, id: '' }, { ...sheet.comments[0], id: '' }, form);
      assert.equal(await other.page.getByRole('radio', { name: 'Request changes' }).isChecked(), true);
      await other.close();
    }
    await close();
  });

  /** Gives a file to the import button. */
  async function take(page, text, button = 'Import a file') {
    if (button !== 'Import') await tools(page);
    const path = `${mkdtempSync(`${tmpdir()}/exit-path-`)}/import.json`;
    writeFileSync(path, text);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: button, exact: true }).click()]);
    await chooser.setFiles(path);
  }

  it('says what is wrong with an import, and changes nothing', async () => {
    const { page, faults, close } = await chapter();
    await write(page, { start: 120, text: 'Mine.' });
    const before = await stored(page);
    const good = { format: 'exit-path-review', version: 1, exercise: SLUG, revision: tested.item.revision, attempt: 1, decision: 'approve', confidence: 50,
      comments: [{ id: 'c1', file: 'src/lib.rs', side: 'new', start: 1, end: 1, label: 'issue', severity: 'nit', hazard: null, text: 'x' }] };
    const comment = good.comments[0];
    const cases = /** @type {[any, RegExp][]} */ ([
      ['{"format": "exit-pa', /damaged/], ['[]', /neither a review/], [{ ...good, format: 'x' }, /not a review of this workbook/], [{ ...good, version: 2 }, /another version of this workbook/],
      [{ ...good, exercise: 'other' }, /a review of other/], [{ ...good, revision: '0' }, /another version of this pull request/], [{ ...good, confidence: 'high' }, /`confidence` is from 50 to 100/],
      [{ ...good, __proto__x: 1 }, /an unknown key/], [{ ...good, comments: [{ ...comment, start: -1 }] }, /Comment 1: `start` counts from 1/],
      [{ ...good, comments: [comment, comment] }, /Comment 2: another comment has its `id`/], [{ ...good, comments: [{ ...comment, text: { x: 1 } }] }, /Comment 1: `text` is text/], ['null', /begins with a decision/],
    ]);
    for (const [sheet, said] of cases) {
      await take(page, typeof sheet === 'string' ? sheet : JSON.stringify(sheet));
      await page.locator('exit-review .ep-status', { hasText: said }).waitFor({ timeout: 5000 });
      assert.deepEqual(await stored(page), before, String(said));
    }
    assert.deepEqual(faults, []);
    await close();
  });

  it('runs nothing of 10,000 hostile comments: stored, shown, exported, imported', async () => {
    const { page, faults, close } = await chapter();
    const seeds = ['<img src=x onerror="hit()">', '<script>hit()</script>', '</script><script>hit()</script>', '"><svg onload=hit()>', "');hit();//", '{{constructor.constructor("hit()")()}}', '<iframe srcdoc="<script>parent.hit()</script>">',
      '[x](javascript:hit())', '`</code><img src=x onerror=hit()>`', '\u202e<b onmouseover=hit()>x</b>', '<style>*{display:none}</style>', '<exit-compare item="x"></exit-compare>', '__proto__', 'constructor', '<a href="javascript:hit()">x</a>', '&lt;img src=x onerror=hit()&gt;', '${hit()}', '\u0000<math><mtext></form><form><mglyph><style></math><img src onerror=hit()>'];
    const text = (/** @type {number} */ i) => `${seeds[i % seeds.length]} ${i} suggest to ${seeds[(i * 7) % seeds.length]}`;
    const counts = await page.evaluate(({ slug, revision, texts }) => {
      // @ts-ignore
      globalThis.hits = 0;
      // @ts-ignore
      globalThis.hit = () => globalThis.hits++;
      const { ExitPath } = /** @type {any} */ (globalThis);
      const desk = /** @type {any} */ (document.querySelector('exit-review'));
      const elements = document.querySelectorAll('img, svg, iframe, script, style, exit-compare, math, b').length;
      let shown = 0;
      // Ten sheets of a thousand: the most that a sheet may have.
      for (let sheet = 0; sheet < texts.length / 1000; sheet++) {
        const comments = texts.slice(sheet * 1000, sheet * 1000 + 1000).map((text, i) => ({ id: `c${i}`, file: text, side: i % 2 ? 'new' : 'old', start: 1 + i, end: 1 + i, label: 'issue', severity: 'nit', hazard: text, text }));
        const json = JSON.stringify(ExitPath.sheet.make({ exercise: slug, revision, attempt: 1, decision: 'comment', confidence: 50, comments }));
        const read = ExitPath.sheet.read(json, { id: slug, revision });
        if (read.wrong) throw new Error(read.wrong);
        ExitPath.formats?.FORMS.markdown.write(read.sheet, { hazards: [] });
        desk.entry.draft.comments = read.sheet.comments;
        desk.keep();
        desk.render();
        shown += [...document.querySelectorAll('exit-review .ep-said')].filter((one) => texts.some((text) => text.replaceAll('`', '') === (one.textContent ?? '').replaceAll('`', ''))).length;
      }
      return { shown, more: document.querySelectorAll('img, svg, iframe, script, style, exit-compare, math, b').length - elements };
    }, { slug: SLUG, revision: tested.item.revision, texts: Array.from({ length: 10000 }, (_, i) => text(i)) });
    assert.deepEqual(counts, { shown: 10000, more: 0 });
    await submit(page, 'Comment');
    await page.reload();
    await page.locator('.ep-compare').waitFor();
    // @ts-ignore
    assert.equal(await page.evaluate(() => globalThis.hits ?? 0), 0);
    assert.deepEqual(faults, []);
    await close();
  });

  it('counts what was seen on the progress page, and takes it along', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, end: 122, severity: 'blocker', hazard: 'double lock', text: 'When init is dead, create waits for a lock that it holds.' });
    await submit(page);
    await page.goto(file(book, 'progress.html'));
    // Chromium may show another process what was stored only after a moment: the page hears of it.
    const row = (/** @type {string} */ name, /** @type {RegExp} */ said) => page.locator('exit-reviews tr', { hasText: name }).filter({ hasText: said }).waitFor();
    await row('Exercise 2', /points.*1in 2 days/);
    await row('Double lock', /1 of 1/);
    await row('Lock held across slow work', /0 of 1/);
    const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
    const exported = readFileSync(await got.path(), 'utf8');
    const fresh = await open(browser);
    await fresh.page.goto(file(book, 'progress.html'));
    await take(fresh.page, '{"format": "exit-path-progress", "version": 1, "items": {"x@0000000000000000": {"title": 1}}}', 'Import');
    await fresh.page.locator('.ep-status', { hasText: 'is damaged' }).waitFor({ timeout: 5000 });
    await take(fresh.page, exported, 'Import');
    await fresh.page.locator('tr', { hasText: 'Double lock' }).waitFor({ timeout: 5000 });
    await shoot(fresh.page, 'progress');
    await fresh.close();
    await close();
  });

  for (const theme of THEMES) {
    it(`is accessible with a form open, and compared, in the theme ${theme}`, async () => {
      const { page, faults, close } = await chapter({ theme });
      await write(page, { start: 110, text: 'I suggest to add a test.' });
      await write(page, { start: 120, end: 122, severity: 'blocker', hazard: 'double lock', text: 'create waits for a lock that it holds itself.' });
      await handle(page, 130).dispatchEvent('click');
      await form(page).getByLabel('Hazard', { exact: true }).fill('lock');
      assert.deepEqual(await violations(page, '.ep-desk'), [], 'form open');
      await shoot(page, `review-form-${theme}`, false);
      await page.keyboard.press('Escape');
      assert.equal(await form(page).count(), 1, 'the first Escape closes the list');
      await page.keyboard.press('Escape');
      assert.equal(await form(page).count(), 0);
      await page.getByRole('button', { name: 'Side by side' }).click();
      assert.deepEqual(await violations(page, '.ep-desk'), [], 'side by side');
      await submit(page);
      await page.locator('.ep-compare').evaluate((all) => all.querySelectorAll('details').forEach((fold) => (fold.open = true)));
      assert.deepEqual(await violations(page, '.ep-desk'), [], 'locked');
      assert.deepEqual(await violations(page, '.ep-compare'), [], 'compared');
      await page.locator('.ep-compare').screenshot({ path: `${book}/../screenshots/review-compare-${theme}.png` });
      assert.deepEqual(faults, []);
      await close();
    });
  }

  it('fits a phone, with a form open and compared', async () => {
    const { page, close } = await chapter({ width: 390, touch: true });
    const wide = () => page.evaluate(() => {
      let most = 0;
      for (let box = document.querySelector('main'); box; box = box.parentElement) most = Math.max(most, box.scrollWidth - box.clientWidth);
      return most;
    });
    await page.locator('[id="buggy-L120"] td.c').tap();
    await shoot(page, 'review-phone-form', false);
    assert.equal(await wide(), 0, 'form');
    const box = await form(page).boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, `the form is seen whole: ${JSON.stringify(box)}`);
    await form(page).getByLabel('Comment', { exact: true }).fill('create waits for a lock that it holds itself.');
    await form(page).getByRole('button', { name: 'Add comment' }).tap();
    await submit(page);
    assert.equal(await wide(), 0, 'compared');
    await close();
  });

  it('prints as a review sheet', async () => {
    const { page, close } = await chapter();
    await write(page, { start: 120, text: 'Printed words.' });
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.ep-remark .ep-said').isVisible(), true);
    for (const part of ['.ep-bar', '.ep-tools', '.ep-remark .ep-buttons']) assert.equal(await page.locator(part).first().isVisible(), false, part);
    await shoot(page, 'review-print');
    await close();
  });

  it('works where nothing may be stored, and says so', async () => {
    const { page, faults, close } = await open(browser);
    await page.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('blocked'); } }));
    await page.goto(file(book, CHAPTER));
    await write(page, { start: 120, text: 'Words.' });
    assert.equal(await page.locator('.ep-remark').count(), 1);
    assert.deepEqual(faults.filter((fault) => !/blocked/.test(fault)), []);
    await close();
  });
});
