// Boards. Without a page: every recorded scene is played ten thousand times at random. A fix is never broken; a pull request or a
// wrong fix is, and never with less than the lab needs; each tape leads back to where it was played. In a page: boards are played to
// a failure by clicks and by keys alone, and the terminal says the same of the tape.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import vm from 'node:vm';
import zlib from 'node:zlib';
import { ROOT, THEMES, build, file, launch, missing, open, violations } from './lib.js';

const boards = path.join(ROOT, 'book/boards');
const PLAYS = 10_000;
/** What one recording may weigh on the way to a page, and what plays it. */
const MOST = { recording: 60_000, scripts: 15_000 };
const RULES = ['play.js', 'words.js', 'parts.js', 'timeline.js'];

const gz = (/** @type {string | Buffer} */ text) => zlib.gzipSync(text, { level: 9 }).length;
const script = (/** @type {string} */ name) => fs.readFileSync(path.join(ROOT, 'book/assets/board', name), 'utf8');
const recording = (/** @type {string} */ name) => fs.readFileSync(path.join(boards, name), 'utf8');

/** The rules, and what a recording puts beside them. */
function space(/** @type {string[]} */ ...texts) {
  const context = vm.createContext({});
  vm.runInContext('globalThis.globalThis = globalThis', context);
  for (const text of [...RULES.map(script), ...texts]) vm.runInContext(text, context);
  return vm.runInContext('ExitPath', context);
}
const graphOf = (/** @type {string} */ name) => {
  const { board, boards: all } = space(recording(name));
  const [{ graph }] = /** @type {any[]} */ (Object.values(all));
  return { board, graph };
};

/** Chance that is the same on every machine. */
function chance() {
  let seed = 1;
  return (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 4294967296) * n);
  };
}

describe('a recorded board', () => {
  const all = fs.readdirSync(boards).sort();

  it('is there for each directive and each drill, and for no other', () => {
    const named = fs.readdirSync(path.join(ROOT, 'book'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).flatMap((name) =>
      [...fs.readFileSync(path.join(ROOT, 'book', name), 'utf8').matchAll(/\{\{#board (\S+) (\S+)\}\}/g)].map(([, variant, property]) => `${path.basename(name, '.md')}-${variant}-${property}.js`));
    const drills = fs.readdirSync(path.join(ROOT, 'practice/drills'), { withFileTypes: true }).filter((it) => it.isDirectory()).map(({ name }) => `drill-${name}-wrong-promise.js`);
    assert.ok(named.length > 2 && drills.length > 20);
    assert.deepEqual([...named, ...drills].sort(), all);
  });

  for (const name of all) {
    for (const every of [false, true]) {
      it(`${name}: ten thousand plays, ${every ? 'every step' : 'contended steps'}`, () => {
        const { board, graph } = graphOf(name);
        if (every && !graph.every) return;
        const pick = chance();
        const to = board.recordedTo(graph);
        let [broken, over, least, left] = [0, 0, Infinity, Infinity];
        for (let i = 0; i < PLAYS; i += 1) {
          const play = board.start(graph, every);
          // Half of the plays go by the default order most of the time: so they come far.
          for (;;) {
            const moves = board.moves(play);
            const chosen = moves.length && (i % 2 || pick(3) === 0 ? pick(moves.length) : 0);
            if (!moves.length || !board.move(play, chosen)) {
              if (moves.length) left = Math.min(left, board.cost(play) + (moves[chosen].d ?? 0));
              break;
            }
          }
          const end = board.state(play).e;
          over += end ? 1 : 0;
          if (!end?.[0]) continue;
          broken += 1;
          least = Math.min(least, board.cost(play));
          if (broken > 200) continue;
          const again = board.start(graph, every);
          assert.ok(board.follow(again, board.tape(play)), board.tape(play));
          assert.equal(board.state(again), board.state(play));
          assert.equal(board.cost(again), board.cost(play));
        }
        // A play can leave a recording that ends, and only with more departures than the board says.
        assert.ok(left === Infinity || left > to, `a play with ${left} departures left the recording`);
        assert.ok(over > (graph.whole ? PLAYS - 1 : 0), `only ${over} plays came to an end`);
        if (!graph.best) return assert.equal(broken, 0, 'a scene that holds was broken');
        assert.ok(broken > 0, 'no play broke it');
        assert.ok(least >= graph.best[0], `chance does it with ${least}, and the lab needs ${graph.best[0]}`);
        const best = board.start(graph, every);
        assert.ok(board.follow(best, graph.best[1]), `the lab’s schedule leads out of the recording: ${graph.best[1]}`);
        assert.deepEqual([board.state(best).e[0], board.cost(best)], [1, graph.best[0]]);
      });
    }

    it(`${name}: is of a fix exactly where nothing breaks it, and says what that stands for`, () => {
      const { board, graph } = graphOf(name);
      const rule = board.rule(board.start(graph));
      assert.equal(graph.best === null, /^exercise-\d-fixed-/.test(name), rule);
      assert.match(rule, graph.best ? /^Break it with(out a| at most) / : /^It cannot be broken: \d+ executions? stands? for every schedule of this scene\.( On this board they are [\d,]+\.| Every schedule .* is recorded, and a part of the rest\.)$/);
      const to = board.recordedTo(graph);
      assert.equal(to === Infinity, graph.whole);
      if (!graph.whole) assert.match(rule, to < 0 ? / The recording is a part of the scene\.$/ : / is recorded, and a part of the rest\.$/);
      if (graph.schedules) assert.equal(graph.schedules[1] === '0', graph.best === null);
    });

    it(`${name}: what it weighs`, () => assert.ok(gz(recording(name)) <= MOST.recording, `${gz(recording(name))} bytes`));
  }

  it('has a timeline in which each step is its actor’s, and which ends as things stand', () => {
    for (const name of all) {
      const { board, graph } = graphOf(name);
      const play = board.start(graph, true);
      board.follow(play, graph.best?.[1] ?? '');
      board.toTheEnd(play);
      const rows = board.timeline(play);
      const steps = board.steps(play);
      assert.equal(rows.length, steps.length + 1, name);
      for (const [i, { actor, text, at }] of steps.entries()) {
        const row = rows[i];
        assert.deepEqual([graph.texts[graph.actors[row.by][0]], row.text, row.at], [actor, text, at], name);
        const moving = row.lanes.flatMap((/** @type {any} */ it, /** @type {number} */ who) => (it?.letter === 'm' ? [who] : []));
        assert.equal(`${moving}`, `${row.by}`, `${name}, step ${i + 1}`);
        assert.ok(row.wakes.every((/** @type {any} */ [who]) => who !== row.by), `${name}, step ${i + 1}`);
      }
      const { l, h = [] } = board.state(play);
      const { lanes, held } = rows.at(-1);
      assert.equal(lanes.map((/** @type {any} */ it) => it?.letter ?? ' ').join('').trimEnd(), l.trimEnd(), name);
      assert.equal(held.flatMap((/** @type {number[]} */ them, /** @type {number} */ lock) => them.map((who) => `${lock} ${who}`)).sort().join(), h.map((/** @type {number[]} */ [lock, who]) => `${lock} ${who}`).sort().join(), name);
    }
  });

  it('has a timeline with whoever waits, holds and wakes: of the cheapest failure of exercise 2', () => {
    const { board, graph } = graphOf('exercise-2-buggy-create-returns.js');
    const play = board.start(graph, true);
    assert.ok(board.follow(play, graph.best[1]));
    const drawn = board.timeline(play).map((/** @type {any} */ { lanes, held, wakes, reasons }) => [
      lanes.map((/** @type {any} */ it) => it?.letter ?? ' ').join(''), held.map((/** @type {number[]} */ it) => it.join('+')).join('|'), wakes.map((/** @type {any} */ it) => it.join(' ')).join(), reasons.map((/** @type {any} */ it) => it.join(' ')).join(),
    ].join('; '));
    assert.deepEqual([...drawn], [
      'm ; |; ; ', 'm ; 0|; ; ', 'm ; 0|; ; ', 'm ; 0|; ; ', 'm ; 0|; 1 true; ', 'ym; 0|; ; ', 'ym; 0|; ; ', 'me; 0|; ; ', 'me; 0|; ; ',
      'me; 0|; ; 0 waits for the lock Service.tasks, which it holds itself since src/lib.rs:108', 'le; 0|; ; ',
    ]);
  });

  it('has a timeline that begins with what happens before the first choice: of exercise 4', () => {
    const { board, graph } = graphOf('exercise-4-buggy-no-limit.js');
    const play = board.start(graph, true);
    assert.deepEqual([board.choices(board.tape(play)).length, board.moves(play).length], [0, 4], 'no choice was made');
    const [first, ...rest] = board.timeline(play);
    assert.deepEqual([rest.length, first.text, first.lanes.map((/** @type {any} */ it) => it?.letter ?? ' ').join('').trimEnd()], [1, 'waits', 'm']);
    assert.match(board.sentence(play), /^contract waits, contract\.rs:\d+\.$/);
    assert.ok(board.follow(play, graph.best[1]));
    assert.deepEqual([...board.timeline(play).slice(0, 2).map((/** @type {any} */ it) => it.text)], ['waits', 'the configuration: request = 0']);
  });

  it('has light scripts', () => {
    const texts = fs.readdirSync(path.join(ROOT, 'book/assets/board')).filter((name) => name.endsWith('.js')).map(script).join('');
    assert.ok(gz(texts) <= MOST.scripts, `${gz(texts)} bytes`);
  });

  it('keeps the place where a tape is none, or is of other code', () => {
    const { board } = space();
    const graph = {
      property: 'p', whole: true, every: true, best: null, stands: null, schedules: null, heads: '', locks: [], code: {}, actors: [[1, 2]],
      texts: ['', 'a', 'thread', 't0', 'moves'],
      states: [{ l: 'r', a: [[0, 0, 0]], m: [{ c: 3, b: 1, t: 4, n: 1, s: [[1, 4, 0]] }] }, { l: 'e', a: [[0, 0, 0]], e: [0, 0] }],
    };
    const play = board.start(graph);
    for (const tape of ['t1', 'left', 't0 bogus', '?', 't0*2', 'unlocks t0']) assert.equal(board.follow(play, tape), false, tape);
    assert.deepEqual([board.tape(play), board.move(play, 0), board.tape(play)], ['', true, 't0']);
    assert.equal(board.follow(play, 't1'), false);
    assert.equal(board.tape(play), 't0');
    assert.equal(board.sentence(play), 'The schedule is over, and the promise held.');
  });
});

/** What is played to a failure in a page: exercise, variant, property, and the page where that is not the exercise's own. */
const PLAYED = [['exercise-2', 'buggy', 'create-returns'], ['exercise-4', 'buggy', 'no-limit'], ['exercise-5', 'buggy', 'stop'], ['drill-double-lock', 'wrong', 'promise', 'atlas']];

/** Neighbours that are equal are one, from its first unit to the one after its last. */
function spans(/** @type {(string | undefined)[]} */ units) {
  /** @type {[string, number, number][]} */
  const found = [];
  units.forEach((what, n) => {
    const last = found.at(-1);
    if (what === undefined) return;
    if (last?.[0] === what && last[2] === n) last[2] += 1;
    else found.push([what, n, n + 1]);
  });
  return found;
}

/** A timeline of a page, in the words of a trace: who stands how and when, who has which lock and when, who makes whom move. */
function pictured(/** @type {any} */ board, /** @type {any} */ graph, /** @type {string} */ tape) {
  const play = board.start(graph, true);
  assert.ok(board.follow(play, tape), tape);
  const rows = board.timeline(play);
  const name = (/** @type {number} */ actor) => graph.texts[graph.actors[actor][0]];
  const lanes = graph.actors.flatMap((/** @type {any} */ _, /** @type {number} */ i) => spans(rows.map((/** @type {any} */ row) => row.lanes[i]?.words)).map((it) => [name(i), ...it]));
  const locks = graph.locks.flatMap((/** @type {number} */ lock, /** @type {number} */ i) => graph.actors.flatMap((/** @type {any} */ _, /** @type {number} */ actor) =>
    spans(rows.map((/** @type {any} */ row) => (row.held[i].includes(actor) ? name(actor) : undefined))).map((it) => [graph.texts[lock], ...it])));
  const wakes = rows.flatMap((/** @type {any} */ row, /** @type {number} */ i) => row.wakes.map((/** @type {any} */ [actor, starts]) => [name(row.by), name(actor), i + 1, starts ? 'starts' : 'wakes']));
  return { lanes: lanes.sort(), locks: locks.sort(), wakes: wakes.sort() };
}

/** The same of a trace that the terminal writes: see `crates/explore/src/trace.rs`. */
function traced(/** @type {any[]} */ events) {
  const STEP = 1000;
  const track = (/** @type {any} */ it) => events.find(({ name, pid, tid }) => name === 'thread_name' && pid === it.pid && tid === it.tid).args.name;
  const actor = (/** @type {any} */ it) => track(it).replace(/^(thread|task|process|environment) /, '');
  const slices = (/** @type {string} */ cat, /** @type {(it: any) => string} */ whose) => events.filter((it) => it.ph === 'X' && it.cat === cat).map((it) => [whose(it), it.name, it.ts / STEP, (it.ts + it.dur) / STEP]);
  const wakes = events.filter(({ ph }) => ph === 's').map((it) => [actor(it), actor(events.find((to) => to.ph === 'f' && to.id === it.id)), (it.ts + STEP / 2) / STEP, it.name]);
  return { lanes: slices('state', actor).sort(), locks: slices('held', track).sort(), wakes: wakes.sort() };
}

describe('a board in a page', { skip: missing }, () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let book;
  before(async () => {
    book = build();
    browser = await launch();
  });
  after(() => browser?.close());

  /** The number of the move that the lab takes next, from 1. */
  const labs = (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ id) => page.evaluate((name) => {
    const { board, boards: all } = /** @type {any} */ (globalThis).ExitPath;
    const tape = decodeURIComponent(location.hash.split('tape=')[1].replace(/\+/g, ' '));
    const play = board.start(all[name].graph);
    if (!board.follow(play, tape)) throw new Error(tape);
    return board.state(play).e ? 0 : board.next(play, all[name].graph.best[1]) + 1;
  }, id);

  for (const [exercise, variant, property, at = exercise] of PLAYED) {
    const id = `board-${exercise}-${variant}-${property}`;
    it(`is played to a failure by clicks, and by keys alone: ${exercise}; the terminal says the same`, async () => {
      const { page, faults, requests, close } = await open(browser);
      await page.goto(file(book, `${at}.html`));
      const board = page.locator(`#${id}`);
      // That of a drill stands in a fold.
      await board.evaluate((it) => it.closest('details')?.setAttribute('open', ''));
      const said = board.locator('.ep-board-said');
      const { board: rules, graph } = graphOf(`${exercise}-${variant}-${property}.js`);
      const beginning = rules.sentence(rules.start(graph));
      assert.deepEqual(requests.filter((url) => /book\/boards\//.test(url)), [], 'nothing of a board is loaded before it is opened');
      await board.getByRole('button', { name: 'Open the board' }).click();
      await said.waitFor();
      assert.equal(requests.filter((url) => /book\/boards\//.test(url)).length, 1);
      let moves = 0;
      for (let n = await labs(page, id); n; n = await labs(page, id), moves += 1) {
        assert.ok(moves < 200);
        await board.locator('.ep-board-moves button').nth(n - 1).click();
      }
      const clicked = (await said.textContent()) ?? '';
      const address = page.url();
      const tape = decodeURIComponent(address.split('tape=')[1].replace(/\+/g, ' '));
      assert.match(clicked, /^Broken at cost \d+, .* No schedule does it with less\.$/);
      assert.deepEqual(await violations(page, `#${id}`), []);
      assert.ok(await board.getByRole('columnheader', { name: 'The lab’s' }).isVisible(), 'after a success the lab’s schedule stands beside it');

      // The same by keys: back to the beginning, and through it again. Focus never leaves the board.
      await board.locator('.ep-board-said').evaluate((it) => it.closest('exit-board')?.querySelector('button')?.focus());
      await page.keyboard.press('r');
      assert.equal(await said.textContent(), beginning);
      for (let n = await labs(page, id); n; n = await labs(page, id)) await page.keyboard.press(String(n));
      assert.equal(await said.textContent(), clicked);
      assert.ok(await page.evaluate((name) => document.activeElement?.closest(`#${name}`) !== null, id));
      await page.keyboard.press('u');
      assert.notEqual(await said.textContent(), clicked);
      await page.keyboard.press('y');
      assert.equal(await said.textContent(), clicked);
      await page.keyboard.press('9');
      assert.equal(await said.textContent(), 'It is over: undo a move, or restart.');
      assert.deepEqual(faults, []);
      await close();

      // The address opens the board where it was left.
      const other = await open(browser, { width: 390, theme: 'navy' });
      await other.page.goto(address);
      const again = other.page.locator(`#${id} .ep-board-said`);
      await again.waitFor();
      assert.equal(await again.textContent(), clicked);
      // The timeline is as wide as the page, has every step, and ends with the verdict; printed, it is there unopened.
      const time = other.page.locator(`#${id} .ep-board-time`);
      assert.equal(await time.isVisible(), false);
      await other.page.emulateMedia({ media: 'print' });
      assert.equal(await time.isVisible(), true);
      await other.page.emulateMedia({ media: 'screen' });
      await other.page.locator(`#${id}`).getByRole('button', { name: 'Timeline' }).click();
      assert.equal(await time.locator('tbody tr').last().locator('td').last().textContent(), clicked);
      const wide = await time.locator('[aria-label="Timeline"]').evaluate((it) => [it.scrollWidth, it.clientWidth]);
      assert.equal(wide[0], wide[1], 'the timeline needs no scrolling sideways');
      const box = await other.page.locator(`#${id}`).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
      assert.deepEqual(other.faults, []);
      await other.close();

      const words = ['xtask', 'explore', exercise, '--variant', variant, '--property', property, '--print', '--replay', tape];
      const terminal = spawnSync('cargo', words, { cwd: ROOT, encoding: 'utf8' });
      const one = (/** @type {string} */ text) => text.replace(/\s+/g, ' ');
      const [, cost, kind, how] = /^Broken at cost (\d+), ([\w ]+): (.*?)\. No schedule/.exec(clicked) ?? [];
      assert.ok(one(terminal.stdout).includes(one(`Broken at cost ${cost} (${kind}): ${how.slice(0, 60)}`)), `${clicked}\n${terminal.stdout}${terminal.stderr}`);

      // Where each step is a move, the timeline is the terminal's trace, unit by unit.
      if (!graph.every) return;
      const to = path.join(os.tmpdir(), `${id}-${process.pid}.json`);
      const written = spawnSync('cargo', ['xtask', 'trace', exercise, '--variant', variant, '--property', property, '--replay', tape, '--out', to], { cwd: ROOT, encoding: 'utf8' });
      assert.equal(written.status, 0, written.stderr);
      const { traceEvents } = JSON.parse(fs.readFileSync(to, 'utf8'));
      fs.rmSync(to);
      const drawn = pictured(rules, graph, tape);
      // One thread that locks twice wakes nobody.
      assert.ok(at === exercise ? drawn.lanes.length > 4 && drawn.wakes.length > 0 : drawn.lanes.length > 0);
      assert.deepEqual(JSON.parse(JSON.stringify(drawn)), traced(traceEvents));
    });
  }

  for (const theme of THEMES) {
    it(`is legible, and has a name for each part, in the theme ${theme}`, async () => {
      const [[exercise, variant, property]] = PLAYED;
      const { page, faults, close } = await open(browser, { theme });
      const { best } = graphOf(`${exercise}-${variant}-${property}.js`).graph;
      const tape = best[1].split(' ').slice(0, -1).join('+');
      await page.goto(`${file(book, `${exercise}.html`)}#board=board-${exercise}-${variant}-${property}&tape=${tape}`);
      await page.locator('exit-board .ep-board-said').first().waitFor();
      await page.locator('exit-board').getByRole('button', { name: 'Timeline' }).click();
      assert.deepEqual(await violations(page, 'exit-board[role="group"]'), []);
      assert.deepEqual(faults, []);
      await close();
    });
  }

  it('says what is wrong with an address, and begins; a recording that is gone is said too', async () => {
    const [[exercise, variant, property]] = PLAYED;
    const id = `board-${exercise}-${variant}-${property}`;
    for (const tape of ['t7', '%E0%A4%A', 'left', 'situation3+t0']) {
      const { page, faults, close } = await open(browser);
      await page.goto(`${file(book, `${exercise}.html`)}#board=${id}&tape=${tape}`);
      const said = page.locator(`#${id} .ep-board-said`);
      await said.waitFor();
      assert.match((await said.textContent()) ?? '', /^The schedule in the address does not fit this code/, tape);
      assert.deepEqual(faults, []);
      await close();
    }
    const { page, close } = await open(browser);
    await page.goto(file(book, `${exercise}.html`));
    await page.locator(`#${id}`).evaluate((it) => it.setAttribute('data-src', 'boards/gone.js'));
    await page.locator(`#${id}`).getByRole('button').click();
    assert.match((await page.locator(`#${id} [role="alert"]`).textContent()) ?? '', /its recording is missing or damaged/);
    await close();
  });
});
