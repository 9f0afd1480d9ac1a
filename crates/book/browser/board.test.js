// Boards without a page: every recorded scene is played ten thousand times at random. A fix is never broken, a pull request or a
// wrong fix is, at the cost that the lab found; and each tape leads back to where it was played.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import zlib from 'node:zlib';

const root = path.join(import.meta.dirname, '../../..');
const boards = path.join(root, 'book/boards');
const PLAYS = 10_000;
/** What one recording may weigh on the way to a page, and what plays it. */
const MOST = { recording: 60_000, scripts: 15_000 };

const gz = (/** @type {string | Buffer} */ text) => zlib.gzipSync(text, { level: 9 }).length;
const script = (/** @type {string} */ name) => fs.readFileSync(path.join(root, 'book/assets/board', name), 'utf8');

/** The rules, and what a recording puts beside them. */
function space(/** @type {string[]} */ ...texts) {
  const context = vm.createContext({});
  vm.runInContext('globalThis.globalThis = globalThis', context);
  for (const text of [script('play.js'), ...texts]) vm.runInContext(text, context);
  return vm.runInContext('ExitPath', context);
}

/** Chance that is the same on every machine. */
function chance() {
  let seed = 1;
  return (/** @type {number} */ n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
}

for (const name of fs.existsSync(boards) ? fs.readdirSync(boards).sort() : []) {
  const text = fs.readFileSync(path.join(boards, name), 'utf8');
  const { board, boards: all } = space(text);
  const [{ graph }] = Object.values(all);

  test(`${name}: ten thousand plays`, () => {
    const pick = chance();
    let [broken, over, least] = [0, 0, Infinity];
    for (let i = 0; i < PLAYS; i += 1) {
      const play = board.start(graph);
      while (board.moves(play).length && board.move(play, pick(board.moves(play).length)));
      const end = board.state(play).e;
      over += end ? 1 : 0;
      if (!end?.[0]) continue;
      broken += 1;
      least = Math.min(least, board.cost(play));
      const again = board.start(graph);
      assert.ok(board.follow(again, board.tape(play)), board.tape(play));
      assert.equal(board.state(again), board.state(play));
    }
    assert.ok(over > PLAYS / 2, `only ${over} plays came to an end`);
    if (!graph.best) return assert.equal(broken, 0, 'a scene that holds was broken');
    assert.ok(broken > 0, 'nobody broke it');
    assert.ok(least >= graph.best[0], `chance does it with ${least}, and the lab needs ${graph.best[0]}`);
    const best = board.start(graph);
    assert.ok(board.follow(best, graph.best[1]), `the lab’s schedule leads out of the recording: ${graph.best[1]}`);
    assert.deepEqual([board.state(best).e[0], board.cost(best)], [1, graph.best[0]]);
  });

  test(`${name}: what it weighs`, () => assert.ok(gz(text) <= MOST.recording, `${gz(text)} bytes`));
}

test('the scripts of a board are light', () => {
  const all = ['play.js', 'board.js', 'open.js'].map(script).join('');
  assert.ok(gz(all) <= MOST.scripts, `${gz(all)} bytes`);
});

test('what is no tape, or one of other code, leaves the place as it is', () => {
  const { board } = space();
  const graph = {
    property: 'p', whole: true, best: null, stands: null, heads: '', locks: [], code: {}, actors: [[1, 2]],
    texts: ['', 'a', 'thread', 't0', 'moves'],
    states: [{ l: 'r', a: [[0, 0, 0]], m: [{ c: 3, b: 1, t: 4, n: 1, s: [[1, 4, 0]] }] }, { l: 'e', a: [[0, 0, 0]], e: [0, 0] }],
  };
  const play = board.start(graph);
  for (const tape of ['t1', 'left', 't0 bogus', '?', 't0*2']) assert.equal(board.follow(play, tape), false, tape);
  assert.deepEqual([board.tape(play), board.move(play, 0), board.tape(play)], ['', true, 't0']);
  assert.equal(board.follow(play, 't1'), false);
  assert.equal(board.tape(play), 't0');
  assert.equal(board.sentence(play), 'The schedule is over, and the promise held.');
});
