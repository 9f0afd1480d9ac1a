// Suggestions, from the form to a verdict: a right one, a wrong one and one that is no Rust get three true answers from the server,
// and a page from a disk names the command that gives the same.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { form, handle, ready, write } from './desk.js';
import { ROOT, build, file, launch, missing, open, serve, shoot, violations } from './lib.js';

const CHAPTER = 'exercise-2.html';
const head = readFileSync(`${ROOT}/solutions/exercise-2-shim-create-deadlock/buggy.rs`, 'utf8').split('\n');
/** The line that has these words, counted from 1. @param {string} words */
const line = (words, from = 0) => head.findIndex((it, i) => i >= from && it.includes(words)) + 1;

const CREATE = line('pub fn create(');
const [LOCKS, TAKEN, GIVES_UP, ENTERS] = [line('// Held to the end'), line('self.subscribe_exits(&init)'), line('self.unsubscribe_exits(&init)'), line('tasks.state.insert(init.clone(), Status::Created)', CREATE)];

/** Three comments that unlock the table while runc works. @type {[number, string][]} */
const RIGHT = [
  [TAKEN, '        tasks.state.insert(init.clone(), Status::Creating);\n        self.subscribe_exits(&init);\n        drop(tasks);\n'],
  [GIVES_UP, '                self.unsubscribe_exits(&init);\n                self.tasks.lock().unwrap().state.remove(&init);\n'],
  [ENTERS, '        let mut tasks = self.tasks.lock().unwrap();\n        tasks.state.insert(init.clone(), Status::Created);\n        drop(tasks);\n'],
];
/** One that unlocks it, and enters the container too early. @type {[number, string][]} */
const WRONG = [[ENTERS, '        tasks.state.insert(init.clone(), Status::Created);\n        drop(tasks);\n']];
/** @type {[number, string][]} */
const BROKEN = [[LOCKS + 1, '        let mut tasks = self.tasks.lock(;\n']];

const block = (/** @type {string} */ code) => `Could we do this?\n\n\`\`\`suggestion\n${code}\`\`\`\n`;

describe('a suggestion', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  before(async () => {
    build();
    browser = await launch();
    server = await serve();
  });
  after(async () => {
    await browser?.close();
    server?.stop();
  });

  /** @param {[number, string][]} blocks @param {Parameters<typeof open>[1]} [how] */
  async function judged(blocks, how) {
    const opened = await open(browser, how);
    const { page } = opened;
    await page.goto(server.address + CHAPTER);
    await ready(page);
    for (const [at, code] of blocks) await write(page, { start: at, text: block(code) });
    await page.getByRole('button', { name: 'Judge what you propose' }).click();
    await page.locator('.ep-judged h3, .ep-judged strong').first().waitFor({ timeout: 280_000 });
    return { ...opened, said: await page.locator('.ep-judged').innerText() };
  }

  it('that is right is solved, and known', async () => {
    const { page, faults, close, said } = await judged(RIGHT);
    assert.match(said, /What you propose: solved/);
    assert.match(said, /8 of 8 promises hold/);
    await page.getByText('Which of the known fixes it is like').click();
    assert.match(await page.locator('.ep-judged').innerText(), /What you propose is fixed: Create reserves the id/);
    assert.deepEqual(faults, []);
    await shoot(page, 'suggestion-right');
    await close();
  });

  it('that is wrong fails on a schedule, at a promise, and as a known fix does', async () => {
    const { page, faults, close, said } = await judged(WRONG);
    assert.match(said, /What you propose: still broken/);
    assert.match(said, /Broken: State for one container answers while a start in another is slow\./);
    assert.match(said, /src\/lib\.rs:\d+/);
    assert.ok(await page.locator('.ep-schedule tbody tr').count() > 3);
    await page.getByText('Which of the known fixes it is like').click();
    assert.match(await page.locator('.ep-judged').innerText(), /% alike, measured over the words of code/);
    assert.deepEqual(await violations(page, '.ep-desk'), []);
    assert.deepEqual(faults, []);
    await shoot(page, 'suggestion-wrong');
    await close();
  });

  it('that is no Rust is told so by the compiler', async () => {
    const { page, faults, close, said } = await judged(BROKEN);
    assert.match(said, /What you propose: does not compile/);
    assert.match(said, new RegExp(`src/lib\\.rs:${LOCKS + 1}:`));
    assert.doesNotMatch(said, /% alike|promises hold/);
    assert.deepEqual(faults, []);
    await close();
    assert.ok(page);
  });

  it('that overlaps another is told with file and line, and nothing is judged', async () => {
    const { close, said } = await judged([[TAKEN, 'a();\n'], [TAKEN, 'b();\n']]);
    assert.match(said, /It does not fit the pull request:\s+src\/lib\.rs:112 and src\/lib\.rs:112: two suggestions change the same lines/);
    await close();
  });

  it('of a page from a disk has a command, and the file for it', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(build(), CHAPTER));
    await ready(page);
    await write(page, { start: WRONG[0][0], text: block(WRONG[0][1]) });
    await page.getByRole('button', { name: 'Judge what you propose' }).click();
    const command = await page.locator('.ep-judged code').textContent();
    const [got] = await Promise.all([page.waitForEvent('download'), page.locator('.ep-judged').getByRole('button', { name: /^Save/ }).click()]);
    assert.equal(command, `cargo xtask check exercise-2 --suggestions ${got.suggestedFilename()}`);
    const dir = mkdtempSync(`${tmpdir()}/exit-path-`);
    await got.saveAs(`${dir}/${got.suggestedFilename()}`);
    const [program, ...words] = String(command).split(' ');
    const done = spawnSync(program, [...words, '--message-format', 'json'].map((it) => (it === got.suggestedFilename() ? `${dir}/${it}` : it)), { cwd: ROOT, encoding: 'utf8' });
    const answer = JSON.parse(done.stdout);
    assert.deepEqual([done.status, answer.verdict], [1, 'still-broken'], done.stderr);
    assert.deepEqual(answer.properties.filter((/** @type {any} */ it) => it.holds === false).map((/** @type {any} */ it) => it.id), ['state-answers'], done.stdout);
    assert.deepEqual(faults, []);
    await close();
  });

  it('is begun with the lines that are marked, and shown beside them', async () => {
    const { page, faults, close } = await open(browser);
    await page.goto(file(build(), CHAPTER));
    await ready(page);
    await handle(page, ENTERS).dispatchEvent('click');
    await form(page).getByLabel('to', { exact: true }).fill(String(ENTERS + 1));
    const text = form(page).getByLabel('Comment', { exact: true });
    await text.fill('See [`drop`] and https://doc.rust-lang.org/std/mem/fn.drop.html.');
    await form(page).getByRole('button', { name: 'Suggest a change' }).click();
    assert.equal(await text.inputValue(), `See [\`drop\`] and https://doc.rust-lang.org/std/mem/fn.drop.html.\n\n\`\`\`suggestion\n${head[ENTERS - 1]}\n${head[ENTERS]}\n\`\`\`\n`);
    const picked = await text.evaluate((/** @type {HTMLTextAreaElement} */ it) => it.value.slice(it.selectionStart, it.selectionEnd));
    assert.equal(picked, `${head[ENTERS - 1]}\n${head[ENTERS]}`, 'what is to be changed is selected');
    await page.keyboard.type('        todo!();');
    await form(page).getByRole('button', { name: 'Add comment' }).click();
    const said = page.locator('.ep-remark .ep-said');
    assert.deepEqual(await said.locator('.del, .add').allTextContents(), [`- ${head[ENTERS - 1]}\n`, `- ${head[ENTERS]}\n`, '+         todo!();\n']);
    assert.deepEqual(await said.locator('code').allTextContents(), ['drop']);
    assert.equal(await said.locator('a').getAttribute('href'), 'https://doc.rust-lang.org/std/mem/fn.drop.html');
    assert.deepEqual(faults, []);
    await close();
  });
});
