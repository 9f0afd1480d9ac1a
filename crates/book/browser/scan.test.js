// A review that the scanner wrote, read as any other one: `crates/scan/tests/command.rs` writes both files and holds them to it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { github, sheet } from './forms.js';

const payload = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`payloads/${name}`, import.meta.url), 'utf8'));
const HAZARDS = [{ id: 'skipped-cleanup', name: 'Skipped cleanup' }, { id: 'double-lock', name: 'Double lock' }];

it('reads the two forms of a scan as one review', () => {
  const own = payload('scan-sheet.json');
  assert.equal(sheet.check(own), null);
  const file = payload('scan-github.json');
  assert.ok(github.isOne(file));
  const back = github.read(file, { hazards: HAZARDS, file: 'a.go' });
  assert.equal(back.wrong, undefined);
  assert.equal(back.decision, own.decision);
  const plain = (/** @type {any[]} */ all) => all.map(({ file, side, start, end, label, severity, hazard, text }) => ({ file, side, start, end, label, severity, hazard, text: text.trim() })).sort((a, b) => a.file.localeCompare(b.file));
  assert.deepEqual(plain(back.comments), plain(own.comments));
  // One is on a line of the diff; of the other only the path is.
  assert.equal(file.comments.length, 1);
  assert.equal(own.comments.length, 2);
});
