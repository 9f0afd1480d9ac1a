// What the page asks before it shows the key, and what an answer is worth; comments on the whole; why somebody approves.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { form, ready, submit, tools, write } from './desk.js';
import { build, file, launch, missing, open, shoot, violations } from './lib.js';

const CHAPTER = 'exercise-2.html';
const CLAIM = /^\s*create waits for a lock that it holds itself/;

describe('the questions of a review', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  /** A page with a comment that the rules cannot settle, submitted. */
  async function asked(how = {}, more = {}) {
    const opened = await open(browser, how);
    const { page } = opened;
    await page.goto(file(book, CHAPTER));
    await ready(page);
    await write(page, { start: 120, end: 122, severity: 'blocker', hazard: 'double lock', text: 'One should let go before one calls out, since the way down wants the same thing.', ...more });
    await page.getByRole('radio', { name: 'Request changes' }).check();
    await page.getByRole('button', { name: 'Submit review' }).click();
    await page.locator('.ep-compare').waitFor();
    return opened;
  }
  const key = (page) => page.getByRole('button', { name: 'Show the key' });
  const compared = async (page) => {
    await key(page).click();
    await page.locator('.ep-profile').waitFor();
    return (await page.locator('.ep-compare').innerText()) ?? '';
  };

  it('come before the key, with a true claim among false ones, and a right answer finds', async () => {
    const { page, faults, close } = await asked();
    assert.equal(await page.locator('.ep-profile').count(), 0, 'no key yet');
    assert.equal(await page.locator('.ep-compare details').count(), 0);
    assert.equal(await page.getByRole('radio', { name: CLAIM }).count(), 1);
    assert.equal(await page.locator('.ep-claims input[type=radio]').count(), 5, 'one is true, three are others, one is none of them');
    assert.deepEqual(await violations(page, '.ep-compare'), []);
    await shoot(page, 'review-asked');
    await page.getByRole('radio', { name: CLAIM }).check();
    const said = await compared(page);
    assert.match(said, /found\s+lines 120–122/);
    assert.doesNotMatch(said, /false alarm|has nothing here/);
    await page.reload();
    await page.locator('.ep-profile').waitFor();
    assert.match(await page.locator('.ep-compare').innerText(), /found\s+lines 120–122/, 'an answer stays');
    await tools(page);
    const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save', exact: true }).click()]);
    const { answers } = JSON.parse(readFileSync(/** @type {string} */ (await got.path()), 'utf8'));
    assert.deepEqual(Object.values(answers), [{ 'F-create-locks-twice': 'yes' }], 'and goes along');
    assert.deepEqual(faults, []);
    await close();
  });

  it('ask of a fix as code alone what it mends, and show the code of a claim as code', async () => {
    const { page, faults, close } = await asked({}, { start: 108, end: 124, hazard: null, text: '```suggestion\n        drop(tasks);\n        let created = self.runtime.create(id)?;\n```' });
    const claims = page.locator('.ep-claims label');
    assert.ok((await claims.locator('code').count()) > 0, 'one of them names code');
    assert.ok(!(await claims.allInnerTexts()).some((it) => it.includes('`')), 'no backticks');
    await page.getByRole('radio', { name: CLAIM }).check();
    const said = await compared(page);
    assert.match(said, /found in part\s+lines 108–124/);
    assert.match(said, /It counts in part: code says what to change, and not why\./);
    assert.deepEqual(faults, []);
    await close();
  });

  it('leave open what is left open, and never call it missed or wrong', async () => {
    const { page, close } = await asked();
    const said = await compared(page);
    assert.match(said, /open\s+lines 120–122/);
    assert.match(said, /not recognised\s+create waits/);
    assert.doesNotMatch(said, /missed\s+create waits/);
    await close();
  });

  it('take none of them for another point, and then the finding is missed', async () => {
    const { page, close } = await asked();
    await page.getByRole('radio', { name: /None of them/ }).check();
    const said = await compared(page);
    assert.match(said, /not in the key\s+lines 120–122/);
    assert.match(said, /missed\s+create waits/);
    await close();
  });

  it('take a part for a part, and say so', async () => {
    const { page, faults, close } = await asked();
    await page.getByRole('radio', { name: CLAIM }).check();
    await page.getByLabel('My words say only a part of it').check();
    const said = await compared(page);
    assert.match(said, /found in part\s+lines 120–122[^]*It counts in part, as you said\./);
    assert.match(said, /0 of 2, 1 in part/);
    assert.doesNotMatch(said, /missed\s+create waits/);
    assert.deepEqual(faults, []);
    await close();
  });

  it('count on the progress page as they were answered', async () => {
    const { page, close } = await asked();
    await page.getByRole('radio', { name: CLAIM }).check();
    await compared(page);
    await page.goto(file(book, 'progress.html'));
    await page.locator('exit-reviews tr', { hasText: 'Double lock' }).filter({ hasText: /1 of 1/ }).waitFor();
    await close();
  });

  it('fit a phone', async () => {
    const { page, close } = await asked({ width: 390, touch: true });
    const wide = await page.evaluate(() => (document.querySelector('.ep-compare')?.scrollWidth ?? 999) - (document.querySelector('.ep-compare')?.clientWidth ?? 0));
    assert.equal(wide, 0);
    await shoot(page, 'review-asked-phone', false);
    await close();
  });

  it('are few: a comment over the whole function is found without one', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await ready(page);
    await write(page, { start: 104, end: 124, severity: 'blocker', text: '`create` holds `tasks` when `record_started` runs the exit path, and `process_exit` locks `tasks` again: the same thread takes the lock twice and never returns.' });
    await submit(page);
    assert.match(await page.locator('.ep-compare').innerText(), /found\s+lines 104–124/);
    await close();
  });

  it('want a reason for an approval, once; a comment on the pull request can give it', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, 'cards/exit-latch.html'));
    await ready(page);
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByRole('button', { name: 'Submit review' }).click();
    await page.locator('exit-review .ep-status', { hasText: 'no comment says why' }).waitFor();
    assert.equal(await page.locator('.ep-compare').count(), 0);
    assert.equal(await form(page).getByLabel('Line', { exact: true }).count(), 0, 'a comment on the whole has no lines');
    await form(page).getByLabel('Comment', { exact: true }).fill('Both paths take the lock and look first, so the second one finds the answer gone: no `expect` panics.');
    await form(page).getByRole('button', { name: 'Add comment' }).click();
    assert.match((await page.locator('.ep-whole .ep-remark').textContent()) ?? '', /the pull request/);
    await submit(page, 'Approve');
    assert.match(await page.locator('.ep-compare').innerText(), /your approval says what you looked at[^]*strong/);
    assert.deepEqual(faults, []);
    await close();
  });

  it('call an approval without a reason no pass', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, 'cards/exit-latch.html'));
    await ready(page);
    await submit(page, 'Approve');
    assert.match(await page.locator('.ep-compare').innerText(), /59 of 100: not yet a pass/);
    await close();
  });

  it('are none of a review without a comment: it is told what the key has, and nothing that it has not done', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await ready(page);
    await submit(page, 'Approve');
    const said = await page.locator('.ep-compare').innerText();
    assert.match(said, /What the key has\n[^]*missed\s+create waits[^]*You said nothing of this one/);
    assert.doesNotMatch(said, /besides|One of my comments|did not fall|Your comments/);
    await shoot(page, 'review-empty');
    assert.deepEqual(faults, []);
    await close();
  });

  it('leave the sureness open, and take it back', async () => {
    const { page, close } = await open(browser);
    await page.goto(file(book, CHAPTER));
    await ready(page);
    const desk = page.locator('.ep-decide');
    assert.match((await desk.textContent()) ?? '', /not given/);
    await desk.locator('input[type=range]').fill('90');
    assert.match((await desk.textContent()) ?? '', /90 %/);
    await desk.getByRole('button', { name: 'Clear' }).click();
    assert.match((await desk.textContent()) ?? '', /not given/);
    await submit(page, 'Comment');
    assert.match(await page.locator('.ep-compare').innerText(), /Confidence\s+not given/);
    await close();
  });
});
