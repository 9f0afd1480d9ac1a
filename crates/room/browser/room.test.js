// A whole session with three real pages: a facilitator and two people, one of them on a phone; and what becomes of words when a
// page is reloaded, a server is killed, or two pages of one person write at once.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROOT, THEMES, keys, launch, missing, open, shoot, violations } from '../../book/browser/lib.js';

const EXERCISE = 'exercise-3';
const BIN = process.env.EXIT_PATH_ROOM ?? fileURLToPath(new URL('../../../target/debug/room', import.meta.url));

/** Starts the room's program; gives what its terminal says. */
async function start(data, port) {
  const child = spawn(BIN, ['--course', ROOT, '--data', data, '--port', String(port), '--', EXERCISE], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    if (said.includes('Ctrl-C')) break;
  }
  const kill = () => new Promise((done) => {
    if (child.signalCode) return done(undefined);
    child.on('exit', done);
    child.kill('SIGKILL');
  });
  const at = (word) => said.match(new RegExp(`^${word} +(\\S+)`, 'm'))?.[1] ?? assert.fail(said);
  return { join: at('Join'), lead: at('Lead'), port: Number(new URL(at('Join')).port), said, kill };
}

describe('a live room', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof start>>} */
  let room;
  const dir = mkdtempSync(`${tmpdir()}/exit-path-room-`);
  const key = keys().find((it) => it.item.id.startsWith(`${EXERCISE}-`));
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await room?.kill();
    rmSync(dir, { recursive: true });
  });

  const form = (page) => page.locator('exit-review form');
  const kept = (page) => page.locator('.ep-kept').getByText('Kept on the server.', { exact: true }).waitFor();

  /** Joins by the address that the terminal shows. */
  async function join(name, how) {
    const seat = await open(browser, how);
    await seat.page.goto(room.join);
    await seat.page.getByLabel('Name').fill(name);
    await seat.page.getByRole('button', { name: 'Join' }).click();
    await seat.page.waitForURL(/exercise-3/);
    return seat;
  }

  async function begin(page, line, text) {
    await page.locator(`.ep-add[data-side="new"][data-line="${line}"]`).dispatchEvent('click');
    await form(page).getByLabel('Comment', { exact: true }).fill(text);
  }

  async function write(page, line, text) {
    await begin(page, line, text);
    await form(page).getByRole('button', { name: 'Add comment' }).click();
  }

  /** What the room's program has of whoever has this page. */
  const held = (page) => page.evaluate(async () => (await (await fetch('/api/draft')).json()).draft);
  /** A server that is away, or an answer that two pages are to be joined, is a request that fails. Nothing else goes wrong. */
  const odd = (faults) => faults.filter((it) => !/failed: .*\/api\/|Failed to load resource/.test(it));
  const step = (lead, name) => lead.page.getByRole('button', { name }).click();

  it('goes from the address in the terminal to the report, and nobody loses a word', async () => {
    const data = `${dir}/session.sqlite`;
    room = await start(data, 0);
    const lead = await open(browser);
    await lead.page.goto(room.lead);
    await lead.page.getByText('0 joined').waitFor();
    assert.equal(new URL(lead.page.url()).hash, '', 'the secret has left the address');
    const ada = await join('Ada');
    const bo = await join('Bo', { width: 390, touch: true, theme: 'navy' });
    await lead.page.getByText('2 joined').waitFor();
    assert.equal(await ada.page.getByText('The facilitator begins the silent review').count(), 1);
    await shoot(lead.page, 'room-lead-lobby');
    await shoot(ada.page, 'room-ada-lobby');
    await step(lead, 'Begin the silent review');

    // Ada writes one, and has another one half written when she closes the laptop.
    const [finding, trap] = [key.item.key.findings[0], key.item.key.traps[0]];
    await ada.page.getByText('How sure are you?').waitFor();
    await write(ada.page, finding.lines[0], key.samples[0].model);
    await ada.page.getByRole('radio', { name: 'Request changes' }).check();
    await kept(ada.page);
    assert.equal(await ada.page.getByText('Another tab').count(), 0, 'her own words are no news to her');
    await begin(ada.page, trap.lines[0], 'Half a thought');
    await kept(ada.page);
    await shoot(ada.page, 'room-ada-silent');
    assert.deepEqual(Object.values((await held(ada.page)).open).map((it) => it.form.text), ['Half a thought']);
    await ada.page.reload();
    await ada.page.getByText('How sure are you?').waitFor();
    assert.equal(await form(ada.page).getByLabel('Comment', { exact: true }).inputValue(), 'Half a thought');

    // The server is killed under Bo's hands, and started again.
    await bo.page.getByText('How sure are you?').waitFor();
    await write(bo.page, trap.lines[0], trap.claim);
    await kept(bo.page);
    await room.kill();
    await begin(bo.page, finding.lines[0], 'Written while nobody answers');
    await bo.page.locator('.ep-kept.ep-bad').waitFor();
    await shoot(bo.page, 'room-bo-lost');
    room = await start(data, room.port);
    assert.match(room.said, /goes on where it was: the silent review/);
    await kept(bo.page);
    assert.equal(Object.values((await held(bo.page)).open).length, 1);
    await form(bo.page).getByRole('button', { name: 'Cancel' }).click();
    await kept(bo.page);
    assert.deepEqual((await held(bo.page)).open, {});
    await lead.page.getByText('2 joined · 2 wrote a comment in time · 1 decided').waitFor();
    await shoot(lead.page, 'room-lead-silent');

    // In pairs each sees the other's comments, and a word that one adds comes to the other's page by itself.
    await step(lead, 'End the silent review, and make pairs');
    await ada.page.getByRole('heading', { name: 'Pair 1' }).waitFor();
    await ada.page.locator('#room-pair').getByText(trap.claim).waitFor();
    assert.equal(await form(ada.page).getByLabel('Comment', { exact: true }).inputValue(), 'Half a thought', 'her open comment stays open');
    await write(bo.page, finding.lines[0], 'Bo says it too, after he has read hers');
    await bo.page.locator('.ep-kept').getByText('Your pair sees it.').waitFor();
    await ada.page.locator('#room-pair').getByText('Bo says it too').waitFor();
    assert.equal(await ada.page.getByText(finding.title).count(), 0, 'the key is closed');
    await lead.page.getByText('Who is with whom').click();
    await lead.page.getByRole('listitem').filter({ hasText: /^(Ada, Bo|Bo, Ada)$/ }).waitFor();
    assert.deepEqual(await violations(ada.page), []);
    for (const [name, { page }] of Object.entries({ lead, ada, bo })) await shoot(page, `room-${name}-pairs`);

    await step(lead, 'End the pairs, and show the board');
    for (const { page } of [lead, ada, bo]) await page.getByRole('heading', { name: 'The board' }).waitFor();
    assert.equal(await bo.page.locator('.ep-add:visible').count(), 0, 'nobody writes any more');
    // Ada's half thought counts as it stood.
    const marked = (line) => ada.page.locator('.ep-wall tr', { has: ada.page.locator('td.n', { hasText: new RegExp(`^${line}$`) }) }).locator('td.heat').last().textContent();
    assert.deepEqual([await marked(finding.lines[0]), await marked(trap.lines[0])], ['1', '2']);
    assert.equal(await ada.page.getByText('without a decision').count(), 1);
    assert.equal(await ada.page.getByText(finding.title).count(), 0, 'the key is closed');
    await shoot(lead.page, 'room-lead-board');
    await shoot(bo.page, 'room-bo-board');

    await step(lead, 'Open the key for everybody');
    await step(lead, 'Open it');
    for (const { page } of [lead, ada, bo]) await page.getByRole('heading', { name: 'The key' }).waitFor();
    const row = ada.page.locator('[aria-label="Findings"] tr', { hasText: finding.title });
    assert.match(await row.textContent(), /1 of 2/);
    // The one that one of two found comes before those that they agree about; its severity stands as numbers beside the key's.
    assert.match(await ada.page.locator('[aria-label="Findings"] tbody tr').first().textContent(), /1 of 2/);
    const said = ada.page.locator(`[aria-label="Severity: ${finding.title}"] tr`);
    assert.equal(await said.count(), 4);
    assert.equal(await said.filter({ hasText: '(the key)' }).count(), 1);
    assert.match(await ada.page.locator('[aria-label="Decisions"] tr', { hasText: 'request changes (the key)' }).textContent(), /request changes \(the key\)1/);
    assert.equal(await ada.page.locator('.ep-topic', { hasText: trap.claim }).getByText('1 of 2 fell for it').count(), 1);
    for (const [name, { page }] of Object.entries({ lead, ada, bo })) await shoot(page, `room-${name}-reveal`);

    // Everybody proposes a wording and votes. What another one does takes no word out of a field.
    const words = (seat) => seat.page.locator('#room-words');
    const propose = async (seat, text) => {
      await words(seat).getByLabel('Your wording').fill(text);
      await words(seat).getByRole('button', { name: 'Propose it' }).click();
      await words(seat).getByText('The room has it.').waitFor();
    };
    await step(lead, 'Go on: fix it together');
    await words(bo).getByLabel('Your wording').fill('<b>Bo</b> is in the middle of');
    await propose(ada, 'Ask with a token\nof its own.');
    await words(bo).getByText('Ask with a token').waitFor();
    assert.equal(await words(bo).getByLabel('Your wording').inputValue(), '<b>Bo</b> is in the middle of');
    await propose(bo, '<b>Bo</b> would wait');
    await words(ada).getByText('<b>Bo</b> would wait').waitFor();
    await words(bo).getByRole('radio', { name: /Ask with a token/ }).focus();
    await bo.page.keyboard.press('Space');
    await words(bo).getByText('1 vote', { exact: true }).waitFor();
    assert.equal(await words(bo).getByRole('radio', { name: /Ask with a token/ }).evaluate((it) => it === document.activeElement), true);
    await lead.page.getByText('1 of 2 voted. The votes are shown here when the round is over.').waitFor();
    await words(ada).getByText('1 of 2 voted. You see the votes once you have voted.').waitFor();
    assert.equal(await words(ada).getByText('1 vote', { exact: true }).count(), 0);
    for (const { page } of [lead, ada, bo]) assert.deepEqual(await violations(page), []);
    for (const [name, { page }] of Object.entries({ lead, ada, bo })) await shoot(page, `room-${name}-fix`);
    await step(lead, 'End the fix, and word the one comment');
    for (const seat of [ada, bo]) {
      await words(seat).getByRole('heading', { name: 'Fix it together: the result' }).waitFor();
      await words(seat).getByText('This one has the most votes: 1 of 1.').waitFor();
    }
    await propose(ada, 'This call is cancelled before it begins.');
    await words(ada).getByRole('radio').check();
    await words(ada).getByText('1 vote', { exact: true }).first().waitFor();
    for (const [name, { page }] of Object.entries({ ada, bo })) await shoot(page, `room-${name}-comment`);
    await step(lead, 'End the session');
    await lead.page.getByRole('heading', { name: 'The one comment to send: the result' }).waitFor();
    const [worded] = await Promise.all([lead.page.waitForEvent('download'), lead.page.getByRole('link', { name: 'the wordings and their votes' }).click()]);
    assert.match(readFileSync(await worded.path(), 'utf8'), /1 vote\n\n```text\nThis call is cancelled before it begins\.\n```/);
    await shoot(lead.page, 'room-lead-closed');
    const [download] = await Promise.all([lead.page.waitForEvent('download'), lead.page.getByRole('link', { name: 'The report as a page' }).click()]);
    assert.match(readFileSync(await download.path(), 'utf8'), /Team review/);
    assert.equal(await lead.page.getByRole('link', { name: /^(solo|pair)-\d+\.json$/ }).count(), 4);
    for (const seat of [lead, ada, bo]) {
      assert.deepEqual(odd(seat.faults), []);
      await seat.close();
    }
    await room.kill();
    const forgot = spawnSync(BIN, ['--course', ROOT, '--data', data, '--forget', 'all'], { encoding: 'utf8' });
    assert.match(forgot.stdout, /: 2 names removed, of 2 people who joined\.\n/, forgot.stderr);
  });

  it('keeps what two pages of one person write at once', async () => {
    await room?.kill();
    room = await start(`${dir}/two.sqlite`, 0);
    const lead = await open(browser);
    await lead.page.goto(room.lead);
    await step(lead, 'Begin the silent review');
    const ada = await join('Ada');
    // A second device, by the link that her page makes. The squares say the same.
    await ada.page.getByText('Go on with a phone').click();
    await ada.page.getByRole('button', { name: 'Make a link' }).click();
    const link = /** @type {string} */ (await ada.page.locator('.ep-device .ep-lead-address').textContent());
    await ada.page.waitForFunction(() => /** @type {any} */ (document.querySelector('.ep-device img')).naturalWidth > 0);
    await shoot(ada.page, 'room-ada-device');
    const phone = await open(browser, { width: 390, theme: 'navy' });
    await phone.page.goto(link);
    await shoot(phone.page, 'room-phone-device');
    await phone.page.getByRole('button', { name: 'Open it here' }).click();
    await phone.page.waitForURL(/exercise-3/);
    assert.equal(new URL(phone.page.url()).hash, '');
    // Whoever reads the link later has nothing.
    const late = await open(browser);
    await late.page.goto(link);
    await late.page.getByRole('button', { name: 'Open it here' }).click();
    await late.page.getByText('used already').waitFor();
    await late.close();
    for (const { page } of [ada, phone]) await page.getByText('How sure are you?').waitFor();
    const [first, second] = [key.item.key.findings[0].lines[0], key.item.key.traps[0].lines[0]];
    await Promise.all([write(ada.page, first, 'from the laptop'), write(phone.page, second, 'from the phone')]);
    for (const { page } of [ada, phone]) {
      await page.locator('article.ep-remark', { hasText: 'from the laptop' }).waitFor();
      await page.locator('article.ep-remark', { hasText: 'from the phone' }).waitFor();
      await kept(page);
    }
    // Another person in the same browser begins with nothing, and takes nothing away.
    await ada.page.context().clearCookies();
    await ada.page.goto(room.join);
    await ada.page.getByRole('button', { name: 'Join' }).click();
    await ada.page.waitForURL(/exercise-3/);
    await ada.page.getByText('Nothing is written yet.').waitFor();
    assert.equal(await ada.page.locator('article.ep-remark').count(), 0);
    assert.equal((await held(phone.page)).entry.draft.comments.length, 2);
    for (const seat of [lead, ada, phone]) {
      assert.deepEqual(odd(seat.faults), []);
      await seat.close();
    }
  });

  it('says so where nobody wrote anything', async () => {
    await room?.kill();
    room = await start(`${dir}/none.sqlite`, 0);
    const lead = await open(browser);
    await lead.page.goto(room.lead);
    for (const name of ['Begin the silent review', 'End the silent review, and show the board', 'Open the key for everybody', 'Open it']) await step(lead, name);
    await lead.page.getByRole('heading', { name: 'To take home' }).waitFor();
    await lead.page.getByText('Nobody wrote a review in time').waitFor();
    assert.deepEqual(lead.faults, []);
    await lead.close();
  });

  it('is to be read in every theme, and by a screen reader', async () => {
    const pages = [room.join, room.join.replace(/#.*/, 'exercise-3.html')];
    for (const theme of THEMES) {
      const seat = await open(browser, { theme });
      for (const page of pages) {
        await seat.page.goto(page);
        await seat.page.locator('.ep-join, .ep-kept').first().waitFor();
        assert.deepEqual(await violations(seat.page), [], `${theme}: ${page}`);
      }
      await seat.close();
    }
  });
});
