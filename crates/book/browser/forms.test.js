// The forms in which a review leaves and comes back. What a forge gives back is in `payloads`: fields as its API documents them, and
// words of ours.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { annotated, blocks, formats, github, gitlab, lines, sheet } from './forms.js';
import { ROOT, keys } from './lib.js';

const SLUG = 'exercise-2-shim-create-deadlock';
const HAZARDS = [{ id: 'double-lock', name: 'Double lock' }, { id: 'lock-order', name: 'Lock order' }, { id: 'lock-across-io', name: 'Lock across I/O' }];
const read = (/** @type {string} */ name) => readFileSync(`${ROOT}/solutions/${SLUG}/${name}.rs`, 'utf8').split('\n').slice(0, -1);
const item = keys().find(({ item: it }) => it.id === SLUG).item;
const known = { item, hazards: HAZARDS, before: read('before'), head: read('buggy'), name: 'exercise-2' };
const payload = (/** @type {string} */ name) => readFileSync(new URL(`payloads/${name}`, import.meta.url), 'utf8');

const remark = (/** @type {any} */ more) => ({ file: 'src/lib.rs', side: 'new', start: 120, end: 122, label: 'issue', severity: 'blocker', hazard: 'double-lock', text: 'Words.', ...more });
/** @param {any[]} comments */
const review = (comments, decision = 'request-changes', confidence = null) => sheet.make({ exercise: SLUG, revision: item.revision, attempt: 1, decision, confidence, comments: comments.map((it, i) => ({ id: `c${i + 1}`, ...it })) });

/** Everything that a form could trip over. */
const ALL = review([
  remark({ text: 'Blocker. When init dies early, `record_started` waits for itself.\n\nTwo paragraphs.' }),
  remark({ start: 113, end: 113, severity: 'should-fix', hazard: 'lock-across-io', text: 'So:\n\n```suggestion\n        drop(tasks);\n        let pid = go();\n```\n\nAnd more.' }),
  remark({ start: 112, end: 119, severity: 'should-fix', hazard: null, text: '```suggestion\n```' }),
  remark({ label: 'question', severity: 'nit', hazard: 'lock-order', start: 5, end: 6, text: 'A line that no diff shows: why?\n---\n\\---\n> quoted\n# not a heading\n@@ -1 +1 @@' }),
  remark({ label: 'nit', severity: 'nit', hazard: null, start: 121, end: 121, text: 'nit: a name.' }),
  remark({ label: 'praise', severity: null, hazard: null, start: 98, end: 98, text: 'Good: this says why.' }),
  remark({ side: 'old', start: item.hunks.find((/** @type {number[]} */ it) => it[1] > 0)[0], end: item.hunks.find((/** @type {number[]} */ it) => it[1] > 0)[0], label: 'suggestion', severity: 'should-fix', hazard: null, text: 'This line was of use, e.g. here: it said so.' }),
  remark({ about: 'pull-request', start: 1, end: 1, label: 'issue', severity: 'should-fix', hazard: null, text: 'The description says nothing of a test.' }),
  remark({ about: 'file', start: 1, end: 1, label: 'question', severity: 'should-fix', hazard: null, text: 'What tests this file?' }),
]);

const plain = (/** @type {any} */ it) => it.comments.map((/** @type {any} */ { id, ...rest }) => JSON.stringify({ ...rest, about: rest.about ?? null, text: rest.text.trim() }, ['about', 'file', 'side', 'start', 'end', 'label', 'severity', 'hazard', 'text'])).sort();

describe('the forms of a review', () => {
  for (const form of Object.keys(formats.FORMS)) {
    it(`comes back from ${form} as it went`, () => {
      const text = formats.FORMS[form].write(ALL, known);
      const back = formats.read(text, known);
      assert.equal(back.wrong, undefined);
      assert.deepEqual(plain(back.sheet), plain(ALL));
      assert.equal(back.sheet.decision, form === 'gitlab' || form === 'sheet' || form ? ALL.decision : '');
      assert.equal(sheet.check(back.sheet), null);
      // And once more: nothing grows.
      assert.deepEqual(plain(formats.read(formats.FORMS[form].write(back.sheet, known), known).sheet), plain(ALL));
    });
  }

  it('says severity once', () => {
    for (const form of ['markdown', 'github', 'gitlab']) {
      const [first] = formats.FORMS[form].write(review([ALL.comments[0]]), known).match(/\*\*issue.*?When init/s);
      assert.equal(first.match(/blocker/gi).length, 1, form);
    }
    assert.match(formats.FORMS.markdown.write(review([remark({})]), known), /\*\*issue\*\* \(blocker\) · Double lock/);
  });

  it('gives GitHub what it takes, and no line that it does not show', () => {
    const out = JSON.parse(formats.FORMS.github.write(ALL, known));
    assert.deepEqual(Object.keys(out).sort(), ['body', 'comments', 'event']);
    assert.equal(out.event, 'REQUEST_CHANGES');
    assert.ok(out.body.length > 0);
    for (const it of out.comments) {
      const more = it.start_line === undefined ? [] : ['start_line', 'start_side'];
      assert.deepEqual(Object.keys(it).sort(), ['body', 'line', 'path', 'side', ...more].sort());
      assert.ok(['LEFT', 'RIGHT'].includes(it.side) && Number.isInteger(it.line) && it.body && it.path === 'src/lib.rs');
      if (more.length) assert.ok(it.start_line < it.line && it.start_side === it.side);
    }
    assert.deepEqual(out.comments.map((/** @type {any} */ it) => it.line).includes(6), false, 'line 6 is in the body');
    assert.match(out.body, /`src\/lib.rs`, lines 5–6 · \*\*question\*\*/);
    assert.equal(JSON.parse(formats.FORMS.github.write(review([], 'approve'), known)).event, 'APPROVE');
    assert.match(out.comments.find((/** @type {any} */ it) => it.line === 113).body, /\n```suggestion\n {8}drop\(tasks\);\n/);
  });

  it('shows GitHub the lines that git shows', () => {
    const dir = mkdtempSync(`${tmpdir()}/forms-`);
    for (const name of ['before', 'head']) writeFileSync(`${dir}/${name}`, `${known[/** @type {'before'} */ (name)].join('\n')}\n`);
    let diff = '';
    try {
      execFileSync('git', ['diff', '--no-index', '--patience', 'before', 'head'], { cwd: dir });
    } catch (error) {
      diff = /** @type {any} */ (error).stdout.toString();
    }
    const heads = [...diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(([, a, an, b, bn]) => [a, an ?? 1, b, bn ?? 1].map(Number));
    assert.deepEqual(lines.shown(item.hunks, known.before.length, known.head.length).map((/** @type {Shown} */ it) => [it.old[0], it.old[1] - it.old[0] + 1, it.new[0], it.new[1] - it.new[0] + 1]), heads);
    // And the diff of git itself, with comments in it, is read.
    const line = diff.split('\n').findIndex((it) => it.startsWith('+') && it.includes('record_started(init, pid)'));
    const at = known.head.findIndex((it) => it.includes('self.record_started(init, pid)')) + 1;
    const rows = diff.split('\n');
    rows.splice(line + 1, 0, '> blocker: It waits', '> for itself.', '');
    const back = formats.read(rows.join('\n'), known);
    assert.deepEqual(plain(back.sheet), plain(review([remark({ start: at, end: at, hazard: null, text: 'It waits\nfor itself.' })])));
    assert.deepEqual(back.notes, ['It holds no decision, so it is taken as a comment.']);
  });

  it('gives GitLab what it takes', () => {
    assert.equal(gitlab.sha1('src/lib.rs'), createHash('sha1').update('src/lib.rs').digest('hex'));
    for (const text of ['', 'a', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'é/ü.rs']) assert.equal(gitlab.sha1(text), createHash('sha1').update(text).digest('hex'));
    const out = JSON.parse(formats.FORMS.gitlab.write(ALL, known));
    assert.deepEqual(Object.keys(out[0]), ['body'], 'the summary has no place');
    const placed = out.slice(1);
    assert.equal(placed.length, ALL.comments.length - 1);
    for (const { body, position } of placed) {
      assert.ok(body);
      assert.deepEqual([position.base_sha, position.start_sha, position.head_sha, position.old_path, position.new_path], ['BASE_SHA', 'START_SHA', 'HEAD_SHA', 'src/lib.rs', 'src/lib.rs']);
      if (position.position_type === 'file') continue;
      assert.equal(position.position_type, 'text');
      assert.ok(Number.isInteger(position.old_line) || Number.isInteger(position.new_line));
      for (const end of Object.values(position.line_range ?? {})) {
        assert.deepEqual(Object.keys(end), ['line_code', 'type', 'old_line', 'new_line']);
        assert.match(end.line_code, new RegExp(`^${gitlab.sha1('src/lib.rs')}_\\d+_\\d+$`));
      }
    }
    assert.match(placed.find((/** @type {any} */ it) => it.position.new_line === 119).body, /```suggestion:-7\+0\n```/);
    const unchanged = placed.find((/** @type {any} */ it) => it.position.new_line === 6);
    assert.equal(unchanged.position.old_line, 6, 'an unchanged line is named on both sides');
  });

  it('reads what GitHub gives back', () => {
    const { sheet: back, notes } = formats.read(payload('github-comments.json'), known);
    assert.deepEqual(notes, ['Comment 3 is an answer to another one, and is left out.']);
    assert.deepEqual(plain(back), plain(review([
      remark({ hazard: null, text: 'Blocker: `create` locks `tasks` twice here.\n\n```suggestion\n        drop(tasks);\n```' }),
      remark({ side: 'old', start: 84, end: 84, label: 'question', severity: null, hazard: 'lock-order', text: 'Which of the two comes first?' }),
      remark({ about: 'file', start: 1, end: 1, label: 'nit', severity: 'nit', hazard: null, text: 'nit: the module comment is old.' }),
    ])));
    const stale = JSON.parse(payload('github-comments.json'));
    Object.assign(stale[0], { line: null, original_line: 122 });
    assert.match(formats.read(JSON.stringify(stale), known).wrong, /Comment 1 \(src\/lib.rs\) is outdated: it stood on line 122/);
    Object.assign(stale[0], { line: 9999 });
    assert.match(formats.read(JSON.stringify(stale), known).wrong, /src\/lib.rs:9999, and that has 210 lines/);
    Object.assign(stale[0], { line: 9, path: 'src/main.rs' });
    assert.match(formats.read(JSON.stringify(stale), known).wrong, /Comment 1 is about src\/main.rs/);
  });

  it('reads what GitLab gives back', () => {
    const { sheet: back, notes } = formats.read(payload('gitlab-discussions.json'), known);
    assert.deepEqual(notes, ['Thread 1 has 1 answer, which is left out.']);
    assert.deepEqual(plain(back), plain(review([
      remark({ severity: null, hazard: null, text: 'This waits for itself.\n\n```suggestion\n        drop(tasks);\n```' }),
      remark({ start: 112, end: 114, severity: 'should-fix', hazard: 'lock-across-io', text: 'Held while runc works.' }),
      remark({ about: 'pull-request', start: 1, end: 1, severity: null, hazard: null, text: 'All in all a good change.' }),
    ])));
  });

  it('refuses what is none of them, by name', () => {
    for (const [text, wrong] of /** @type {[string, RegExp][]} */ ([
      ['{', /damaged/], ['{}', /neither a review of this workbook nor/], ['[]', /neither/], ['[{"body":1}]', /neither/], ['[null]', /neither/], ['hello', /Line 1: it begins with a decision/],
      ['**Approve**\n\nhello', /Line 3: before each comment/], ['**Approve**\n\n---\n\nhello', /Line 5: it is no place with a heading/], ['[{"notes":[{"body":1}]}]', /Thread 1 has no `body`/],
      ['{"format":"exit-path-review","version":1}', /The review: `exercise`/], ['{"event":"COMMENT","comments":[{}]}', /Comment 1 has no `body`/]])) {
      assert.match(formats.read(text, known).wrong ?? 'taken', wrong, text);
    }
  });

  it('reads blocks as the commands do', () => {
    const cases = JSON.parse(readFileSync(`${ROOT}/crates/review/tests/blocks.json`, 'utf8'));
    for (const { what, text, blocks: wanted } of cases) {
      const found = blocks.parts(text).filter((/** @type {any} */ it) => typeof it !== 'string').map((/** @type {any} */ it) => [it.name, it.text, it.closed]);
      assert.deepEqual(found, wanted, what);
    }
  });
});

describe('a diff with comments', () => {
  const blank = () => annotated.write({ decision: null, comments: [] }, { ...known, file: item.file, revision: item.revision, hunks: item.hunks });
  const take = (/** @type {string} */ text) => annotated.read(text, { ...known, file: item.file, revision: item.revision });
  /** The draft with these lines below the one that holds `words`. */
  const below = (/** @type {string} */ words, /** @type {string[]} */ ...more) => {
    const rows = blank().split('\n');
    rows.splice(rows.findIndex((/** @type {string} */ it) => it.includes(words) && '+- '.includes(it[0])) + 1, 0, ...more);
    return rows.join('\n');
  };

  it('is nothing as it comes, and its help is no comment', () => {
    assert.deepEqual(take(blank()), { decision: null, confidence: null, comments: [] });
    for (const line of blank().split('\n')) assert.ok(line.startsWith('+') || line.startsWith(' ') || line.startsWith('-') || line.length <= 145, line);
  });

  it('knows what a first line says, and what is only a sentence', () => {
    const one = (/** @type {string[]} */ ...more) => {
      const found = take(below('self.record_started(init, pid);', ...more));
      return found.wrong ?? found.comments.map((/** @type {any} */ c) => [c.side, c.start, c.end, c.label, c.severity, c.hazard, c.text]);
    };
    const at = known.head.findIndex((it) => it.includes('self.record_started(init, pid)')) + 1;
    assert.deepEqual(one('> It waits.'), [['new', at, at, 'issue', 'should-fix', null, 'It waits.']]);
    assert.deepEqual(one('> Blocker. It waits.'), [['new', at, at, 'issue', 'blocker', null, 'Blocker. It waits.']]);
    assert.deepEqual(one('> question (should fix, lock-order) 118-120: Who', '> first?'), [['new', 118, 120, 'question', 'should-fix', 'lock-order', 'Who\nfirst?']]);
    assert.deepEqual(one('> When init dies: it waits.'), [['new', at, at, 'issue', 'should-fix', null, 'When init dies: it waits.']]);
    assert.deepEqual(one('> `tasks.lock()`: twice.', '', '> nit: a name.'), [['new', at, at, 'issue', 'should-fix', null, '`tasks.lock()`: twice.'], ['new', at, at, 'nit', 'nit', null, 'a name.']]);
    assert.deepEqual(one('> std::sync is not re-entrant: it waits.'), [['new', at, at, 'issue', 'should-fix', null, 'std::sync is not re-entrant: it waits.']]);
    assert.deepEqual(one('> praise double-lock: good.'), [['new', at, at, 'praise', null, null, 'good.']]);
  });

  it('tells a slip with its line, and takes nothing of the file then', () => {
    const at = (/** @type {string} */ text, /** @type {RegExp} */ line) => text.split('\n').findIndex((it) => line.test(it)) + 1;
    const cases = /** @type {[string, RegExp, RegExp][]} */ ([
      [below('self.record_started(init, pid);', '> isue blocker: x').replace('isue blocker', 'blocker isue'), /^> blocker/, /`isue` is no label/],
      [below('self.record_started(init, pid);', 'I forgot the mark.'), /^I forgot/, /no line of the diff, and no comment/],
      [below('self.record_started(init, pid);', '> issue 118-999: x'), /^> issue 118/, /lines 118 to 999 are none of this file/],
      [below('self.record_started(init, pid);', '> blocker:'), /^> blocker:$/, /no words/],
      [blank().replace('decision: ', 'decision: yes'), /^decision/, /a decision is approve, comment, request-changes/],
      [blank().replace('confidence: ', 'confidence: 40'), /^confidence/, /from 50 to 100/],
      [blank().replace(/^# revision .*/m, '# revision 0123456789abcdef'), /^# revision/, /another version/],
      [blank().replace('decision: ', 'decision: comment\n> Where is this?'), /^> Where/, /which lines is this comment about/],
      [blank().replace(/^\+ .*record_started\(init, pid\);$/m, '+        something_else();'), /something_else/, /this is not line 122 of the pull request/],
    ]);
    for (const [text, line, words] of cases) {
      const found = take(text);
      assert.ok(found.wrong, String(line));
      assert.match(found.wrong, words);
      assert.equal(found.wrong.match(/^Line (\d+): /)[1], String(at(text, line)), found.wrong);
    }
    const rows = blank().split('\n');
    rows.splice(rows.findIndex((it) => it.includes('self.record_started(init, pid);')), 1);
    assert.match(take(rows.join('\n')).wrong, /this is not line 122|lines of this hunk are missing/);
  });

  it('survives an editor that takes blanks off the ends of lines', () => {
    const text = below('self.record_started(init, pid);', '> It waits.', '>', '> So.').split('\n').map((it) => it.trimEnd()).join('\n');
    assert.deepEqual(take(text).comments.map((/** @type {any} */ it) => it.text), ['It waits.\n\nSo.']);
  });

  it('shows its hunks as git does, for every pull request', () => {
    for (const { item: one } of keys().filter(({ item: it }) => it.id.startsWith('exercise'))) {
      const all = (/** @type {string} */ name) => readFileSync(`${ROOT}/solutions/${one.id}/${name}.rs`, 'utf8').split('\n').slice(0, -1);
      const here = { item: one, hazards: HAZARDS, before: all('before'), head: all('buggy'), name: one.id, file: one.file, revision: one.revision, hunks: one.hunks };
      const text = annotated.write({ decision: null, comments: [] }, here);
      assert.deepEqual(annotated.read(text, here), { decision: null, confidence: null, comments: [] }, one.id);
      const marked = text.split('\n').filter((/** @type {string} */ it) => /^[+-](?![+-]{2} )/.test(it)).length;
      assert.equal(marked, one.hunks.reduce((/** @type {number} */ sum, /** @type {number[]} */ it) => sum + it[1] + it[3], 0), one.id);
    }
  });
});
