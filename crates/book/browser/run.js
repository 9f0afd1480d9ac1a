// Runs all tests: `npm test`. The programs and the book are built once, before the first of them, and two files run at a
// time. Words that are given are handed to `node --test`, as `--test-name-pattern=focus`.

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CLONE = resolve(HERE, '../../..');
const TARGET = resolve(process.env.CARGO_TARGET_DIR ?? `${CLONE}/target`);

/**
 * Ends with the code of what fails.
 * @param {string} program
 * @param {string[]} words
 * @param {string} [cwd]
 */
function run(program, words, cwd = HERE) {
  const status = start(program, words, cwd);
  if (status !== 0) process.exit(status);
}

/**
 * Gives the code of how it ends.
 * @param {string} program
 * @param {string[]} words
 * @param {string} [cwd]
 */
function start(program, words, cwd = HERE) {
  const { status, error } = spawnSync(program, words, { cwd, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

// Chosen out of the packages of a plain `cargo test`: so cargo takes what that has built.
const PROGRAMS = { EXIT_PATH_BIN: 'mdbook-exit-path', EXIT_PATH_WORKSHOP: 'workshop', EXIT_PATH_XTASK: 'xtask' };
if (Object.keys(PROGRAMS).some((name) => !process.env[name])) {
  run('cargo', ['build', '--quiet', ...Object.values(PROGRAMS).flatMap((it) => ['--bin', it])], CLONE);
}
for (const [name, program] of Object.entries(PROGRAMS)) process.env[name] ??= `${TARGET}/debug/${program}`;

const { ROOT, build, serve } = await import('./lib.js');
// A copy, since a server writes the book of its root anew.
const book = `${ROOT}/target/browser-book`;
rmSync(book, { recursive: true, force: true });
cpSync(build(), book, { recursive: true });
process.env.EXIT_PATH_BOOK = book;

const files = readdirSync(HERE).filter((name) => name.endsWith('.test.js'));
const serves = (/** @type {string} */ name) => /\bserve\(\)/.test(readFileSync(`${HERE}${name}`, 'utf8'));
const words = ['--test', ...process.argv.slice(2)];
run(process.execPath, [...words, '--test-concurrency=2', ...files.filter((name) => !serves(name))]);
// One server for all of them: two of one root would write one book, and each builds it before it answers.
const server = await serve();
process.env.EXIT_PATH_SERVER = server.address;
const asked = start(process.execPath, [...words, '--test-concurrency=1', ...files.filter(serves)]);
server.stop();
if (asked !== 0) process.exit(asked);
