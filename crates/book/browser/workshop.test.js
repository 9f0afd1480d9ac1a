// A whole workshop with four participants, played from the folder that is mailed to the report that is shown; and the sheets
// as they leave the printer. The numbers were computed by hand: `crates/workshop/tests/merge.rs` says how.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROOT, THEMES, file, launch, missing, open, shoot, violations } from './lib.js';
import { inThemes } from './visit.js';

const MANIFEST = fileURLToPath(new URL('../../workshop/Cargo.toml', import.meta.url));
const [BIN, ...ARGS] = process.env.EXIT_PATH_WORKSHOP ? [process.env.EXIT_PATH_WORKSHOP] : ['cargo', 'run', '--quiet', '--manifest-path', MANIFEST, '--'];
const sample = (name) => JSON.parse(readFileSync(`${ROOT}/crates/workshop/samples/${name}.json`, 'utf8'));

/** `cargo xtask workshop …`. */
function workshop(...words) {
  const done = spawnSync(BIN, [...ARGS, '--course', ROOT, ...words], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${words.join(' ')}\n${done.stderr}`);
  return done;
}

describe('a workshop', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  const dir = mkdtempSync(`${tmpdir()}/exit-path-workshop-`);
  const pack = `${dir}/pack`;
  const exports = `${dir}/reviews`;
  before(async () => {
    workshop('pack', 'exercise-2', '--out', pack);
    mkdirSync(exports);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true });
  });

  /** A participant with the mailed folder. */
  async function participant(name) {
    const opened = await open(browser);
    await opened.page.goto(file(`${pack}/participant`, 'exercise-2.html'));
    await opened.page.locator('exit-review .ep-add').first().waitFor({ state: 'attached' });
    await opened.page.getByLabel('Name, or table').fill(name);
    return opened;
  }

  const form = (page) => page.locator('exit-review form');

  async function write(page, { start, end, label, severity, hazard, text }) {
    await page.locator(`.ep-add[data-side="new"][data-line="${start}"]`).dispatchEvent('click');
    await form(page).getByLabel('to', { exact: true }).fill(String(end));
    await form(page).getByLabel('Label').selectOption(label);
    await form(page).getByLabel('Severity').selectOption(severity);
    const box = form(page).getByLabel('Hazard', { exact: true });
    await box.fill(hazard);
    await box.press('Enter');
    await form(page).getByLabel('Comment', { exact: true }).fill(text);
    await form(page).getByRole('button', { name: 'Add comment' }).click();
  }

  /** Decides, locks, exports; gives what was exported. */
  async function lock(page, decision, confidence) {
    await page.getByRole('radio', { name: decision, exact: true }).check();
    await page.locator('exit-review input[type=range]').fill(String(confidence));
    await page.getByRole('button', { name: 'Submit review' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export review' }).click()]);
    const path = `${exports}/${download.suggestedFilename()}`;
    await download.saveAs(path);
    return JSON.parse(readFileSync(path, 'utf8'));
  }

  const DECISION = { approve: 'Approve', comment: 'Comment', 'request-changes': 'Request changes' };

  it('goes from the mailed folder to a report with the numbers that a hand computed', async () => {
    const seats = {};
    for (const name of ['ada', 'bo', 'chidi', 'dana']) {
      const review = sample(`solo-${name}`);
      const seat = await participant(name);
      for (const comment of review.comments) await write(seat.page, comment);
      const sheet = await lock(seat.page, DECISION[review.decision], review.confidence);
      assert.deepEqual([sheet.stage, sheet.attempt, sheet.reader, sheet.revision], ['solo', 1, name, review.revision]);
      // An id is one that no other tab gives.
      const said = (comments) => comments.map((comment) => ({ ...comment, id: '' }));
      assert.deepEqual(said(sheet.comments), said(review.comments), name);
      assert.equal(await seat.page.getByText('not in the key').count(), 0, 'nothing is compared');
      seats[name] = seat;
    }
    await shoot(seats.ada.page, 'workshop-locked');

    // Ada and Bo, at Ada's machine: she keeps her two, and Bo's comes in.
    await seats.ada.page.getByRole('button', { name: 'Begin the review in a pair' }).click();
    await seats.ada.page.getByLabel('Name, or table').fill('ada and bo');
    await write(seats.ada.page, { ...sample('solo-bo').comments[0] });
    const pair = await lock(seats.ada.page, 'Request changes', 85);
    assert.deepEqual([pair.stage, pair.attempt, pair.comments.length], ['pair', 1, 3]);
    // Chidi and Dana, at Chidi's: one becomes a blocker, one is withdrawn.
    const { page } = seats.chidi;
    await page.getByRole('button', { name: 'Begin the review in a pair' }).click();
    await page.getByLabel('Name, or table').fill('chidi and dana');
    await page.getByRole('button', { name: 'Edit the comment on line 122' }).click();
    await form(page).getByLabel('Severity').selectOption('blocker');
    await form(page).getByLabel('Comment', { exact: true }).press('Control+Enter');
    await page.getByRole('button', { name: 'Delete the comment on lines 150–152' }).click();
    await lock(page, 'Request changes', 75);
    // The table, at Ada's: the trap is withdrawn.
    await seats.ada.page.getByRole('button', { name: 'Begin the review of the table' }).click();
    await seats.ada.page.getByLabel('Name, or table').fill('table 1');
    await seats.ada.page.getByRole('button', { name: 'Delete the comment on lines 164–174' }).click();
    const last = await lock(seats.ada.page, 'Request changes', 95);
    assert.deepEqual([last.stage, last.attempt, last.comments.length], ['final', 1, 2]);
    for (const seat of Object.values(seats)) {
      assert.deepEqual(seat.faults, []);
      await seat.close();
    }

    const files = readdirSync(exports);
    assert.equal(files.length, 7);
    const { page: merge, faults, close } = await open(browser);
    await merge.goto(file(`${pack}/facilitator`, 'merge.html'));
    await merge.locator('#files').setInputFiles(files.map((name) => `${exports}/${name}`));
    await merge.getByText('7 merged, 0 refused.').waitFor();
    assert.equal(await merge.locator('details.key').getAttribute('open'), null, 'the key is folded');
    await merge.locator('details.key summary').click();
    // Chidi's comment quotes a rule and not the cause: it is open, alone and in the pair.
    const rows = (name) => merge.locator(`[aria-label="${name}"] tbody tr`).evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.deepEqual(await rows('The stages'), [
      ['Reviews', '4', '2', '1'],
      ['Findings found together', '2 of 2 (100 %)', '2 of 2 (100 %)', '2 of 2 (100 %)'],
      ['Findings found by one review, on average', '0.5', '1', '2'],
      ['Beside the key, different ones', '3', '1', '0'],
      ['Beside the key in one review, on average', '0.8', '0.5', '0'],
      ['Severity: steps away from the key, on average', '0', '0', '0'],
      ['Right decision', '2 of 4', '2 of 2', '1 of 1'],
      ['How sure, on average', '75 %', '80 %', '95 %'],
    ]);
    assert.deepEqual((await rows('Findings')).map((row) => row.slice(1)), [
      ['120–122', '1 of 4', '1 of 2', '1 of 1', 'blocker', '1 blocker'],
      ['107–108', '1 of 4', '1 of 2', '1 of 1', 'should fix', '1 should fix'],
    ]);
    assert.deepEqual(await rows('Decisions'), [['approve', '1', '0', '0'], ['comment', '1', '0', '0'], ['request changes', '2', '2', '1']]);
    assert.equal(await merge.getByText('3 of 3 comments beside the key withdrawn between solo and final.').count(), 1);
    assert.deepEqual(await rows('How sure, how right'), [['60–69 %', '1', '0'], ['70–79 %', '1', '1'], ['80–89 %', '1', '0'], ['90–100 %', '1', '1']]);
    const marked = await merge.locator('table.diff tr').evaluateAll((all) => Object.fromEntries(all.filter((row) => row.children.length === 5 && row.children[2].textContent).map((row) => [row.children[1].textContent, row.children[2].textContent])));
    assert.deepEqual([marked[112], marked[121], marked[122], marked[123], marked[193]], ['1', '1', '2', undefined, '1']);
    await shoot(merge, 'workshop-merged');

    // The page and the command say the same, to the byte.
    const saved = async (button) => {
      const [download] = await Promise.all([merge.waitForEvent('download'), merge.getByRole('button', { name: button }).click()]);
      return readFileSync(/** @type {string} */ (await download.path()), 'utf8');
    };
    workshop('merge', ...files.reverse().map((name) => `${exports}/${name}`), '--out', `${dir}/report`);
    assert.equal(await saved('Save as a page'), readFileSync(`${dir}/report/report.html`, 'utf8'));
    assert.equal(await saved('Save as Markdown'), readFileSync(`${dir}/report/report.md`, 'utf8'));
    assert.deepEqual(faults, []);
    await close();
  });

  it('refuses what it cannot count by name, takes files by dropping, and forgets', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(`${pack}/facilitator`, 'merge.html'));
    const drop = (list) => page.evaluate((items) => {
      const data = new DataTransfer();
      for (const [name, text] of items) data.items.add(new File([text], name));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, list);
    const text = (name) => readFileSync(`${ROOT}/crates/workshop/samples/${name}.json`, 'utf8');
    await drop([['half.json', text('spoilt-half-a-file')], ['evil<img src=x onerror=alert(1)>.json', '{}']]);
    await page.getByText('0 merged, 2 refused.').waitFor();
    assert.equal(await page.locator('#report img').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Save as a page' }).isDisabled(), true);
    await drop([['bo.json', text('solo-bo').replace('Could we reserve', '<img src=x onerror=alert(1)>')]]);
    await page.getByText('1 merged, 2 refused.').waitFor();
    assert.equal(await page.locator('#report img').count(), 0);
    assert.equal(await page.getByText('Bo (sample)').count(), 0);
    await page.getByLabel('Show names').check();
    assert.ok((await page.getByText('Bo (sample)').count()) > 0);
    await page.getByRole('button', { name: 'Start again' }).click();
    assert.equal(await page.locator('#report').textContent(), '');
    assert.deepEqual(faults, []);
    await close();
  });

  it('is accessible: the form in every theme, the merge page in light and dark', async () => {
    const { page: seat, close: leave } = await open(browser);
    await seat.goto(file(`${pack}/participant`, 'exercise-2.html'));
    await seat.getByLabel('Name, or table').waitFor();
    const { axe, moved } = await inThemes(seat);
    for (const theme of THEMES) assert.deepEqual(axe[theme], [], theme);
    assert.deepEqual(moved, [], 'another form than in light');
    await leave();
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const { page, close } = await open(browser);
      await page.emulateMedia({ colorScheme });
      await page.goto(file(`${pack}/facilitator`, 'merge.html'));
      await page.locator('#files').setInputFiles(['solo-ada', 'solo-bo'].map((name) => `${ROOT}/crates/workshop/samples/${name}.json`));
      await page.locator('details.key summary').click();
      assert.deepEqual(await violations(page), [], colorScheme);
      await close();
    }
  });

  it('prints on the pages it should, and nothing sticks out', async () => {
    workshop('merge', ...['solo-ada', 'solo-bo', 'pair-ada-bo', 'final-table'].map((name) => `${ROOT}/crates/workshop/samples/${name}.json`), '--out', `${dir}/printed`);
    /** @type {[string, number, number][]} Fewest and most pages. */
    const sheets = [
      [`${pack}/participant/print/diff-exercise-2.html`, 2, 4],
      [`${pack}/participant/print/score-sheet.html`, 1, 1],
      [`${pack}/facilitator/print/timing-card.html`, 1, 1],
      [`${pack}/facilitator/print/closing-sheet.html`, 1, 1],
      [`${pack}/facilitator/exercise-2.html`, 8, 40],
      [`${dir}/printed/report.html`, 4, 8],
    ];
    const found = [];
    for (const [path, least, most] of sheets) {
      const { page, close } = await open(browser);
      await page.goto(file(path, '').replace(/\/$/, ''));
      await page.evaluate(() => document.querySelectorAll('main details').forEach((fold) => fold.setAttribute('open', '')));
      for (const format of ['A4', 'Letter']) {
        const pdf = await page.pdf({ format, path: undefined });
        const count = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
        found.push(`${path.slice(dir.length)} ${format}: ${count}`);
        assert.ok(count >= least && count <= most, `${path} ${format}: ${count} pages, and not ${least} to ${most}`);
      }
      // The width between the margins of A4, in CSS pixels.
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: Math.floor(((210 - 24) / 25.4) * 96), height: 1000 });
      // mdBook moves the page to its place within a moment: it is measured where it ends.
      await page.evaluate(() => Promise.all(document.getAnimations().map((it) => it.finished)));
      const wide = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((it) => {
        const { right, width } = it.getBoundingClientRect();
        return width > 0 && right > innerWidth + 1;
      }).map((it) => `${it.tagName} ${it.textContent?.slice(0, 60)}`));
      assert.deepEqual(wide.slice(0, 3), [], path);
      await close();
    }
    mkdirSync(`${ROOT}/target/screenshots`, { recursive: true });
    writeFileSync(`${ROOT}/target/screenshots/workshop-pages.txt`, `${found.join('\n')}\n`);
  });
});
