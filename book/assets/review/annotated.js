// Late, on pages with <exit-review item
// A review as a diff with comments below its lines: what `cargo xtask review` opens in an editor, and any `git diff` of the pull
// request with such comments in it. A line that begins with `>` is a comment, and nothing else is: what is no line of the diff, of a
// comment or of the help is told with its number, so that a slip loses nothing. Pure.

/** @typedef {{ side: 'old' | 'new', line: number }} Above The line of the diff that a comment stands below. */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { DECISIONS, LABELS, SEVERITIES } = on().sheet;

  const HELP = (/** @type {string} */ name) => `# Your review of ${name}. Write comments below the lines that they are about: each line of a comment begins with >.
# Its first line may say what it is, before a colon: issue, suggestion, question, nit or praise; blocker or should-fix; the id of a
# hazard; and the lines, if they are more than the one above it. For instance:
#
#   > issue blocker lock-order 118-122: The reaper locks \`exits\` first, and this takes \`tasks\` first.
#   > Two starts at once wait for each other.
#
# A block proposes other lines in their place:
#
#   > \`\`\`suggestion
#   >         drop(tasks);
#   > \`\`\`
#
# \`file:\` and \`pull-request:\` are places too, and \`old 112\` is a line that was removed. An empty line ends a comment.
# Lines like this one are left out. Then decide: approve, comment or request-changes. Without a decision there is no review.
# How sure you are is a number from 50 to 100, or nothing.
`;

  /**
   * @param {{ decision: Decision | null, confidence?: number | null, comments: Remark[] }} review
   * @param {{ name: string, file: string, revision: string, hunks: Item['hunks'], before: string[], head: string[], hazards: { id: string, name: string }[] }} known
   */
  function write(review, { name, file, revision, hunks, before, head, hazards }) {
    const out = [HELP(name), `decision: ${review.decision ?? ''}`, `confidence: ${review.confidence ?? ''}`, ''];
    const left = new Set(review.comments);
    const put = (/** @type {Remark} */ r, /** @type {string} */ lines) => {
      left.delete(r);
      const words = [r.label, r.label === 'nit' && r.severity === 'nit' ? null : r.severity, r.hazard, lines].filter(Boolean);
      const [first, ...rest] = r.text.trim().split('\n');
      out.push(...[`${words.join(' ')}: ${first}`, ...rest].map((it) => `> ${it}`.trimEnd()), '');
    };
    for (const r of review.comments) if (r.about) put(r, r.about);
    out.push(`# revision ${revision}`, `diff --git a/${file} b/${file}`, `--- a/${file}`, `+++ b/${file}`);
    const lines = (/** @type {Remark} */ r) => `${r.side === 'old' ? 'old ' : ''}${r.start}${r.end > r.start ? `-${r.end}` : ''}`;
    for (const { old, new: shown } of on().lines.shown(hunks, before.length, head.length)) {
      const [o, n] = [old, shown].map(([from, to]) => `${to < from ? from - 1 : from},${to - from + 1}`);
      out.push(`@@ -${o} +${n} @@`);
      let [a, b] = [old[0], shown[0]];
      const row = (/** @type {string} */ mark, /** @type {string} */ text, /** @type {'old' | 'new'} */ side, /** @type {number} */ line) => {
        out.push(mark + text);
        for (const r of review.comments) if (!r.about && r.side === side && r.end === line && left.has(r)) put(r, r.start < r.end || mark === ' ' ? lines(r) : '');
      };
      while (a <= old[1] || b <= shown[1]) {
        const hunk = hunks.find(([from, gone, to, come]) => (gone > 0 ? a === from : a === from && b === to) && (gone + come > 0) && b === to);
        if (hunk) {
          for (let i = 0; i < hunk[1]; i++) row('-', before[a - 1], 'old', a++);
          for (let i = 0; i < hunk[3]; i++) row('+', head[b - 1], 'new', b++);
        }
        if (a > old[1] && b > shown[1]) break;
        a += 1;
        row(' ', head[b - 1], 'new', b++);
      }
    }
    if (left.size) out.push('', '# On lines that the diff does not show:', '');
    for (const r of [...left]) put(r, lines(r));
    return `${out.join('\n').trimEnd()}\n`;
  }

  const WORDS = [...LABELS, ...SEVERITIES, 'file', 'pull-request', 'old'];

  /**
   * What the first line of a comment says before its colon; null where that is a part of its words.
   * @param {string} line
   * @param {string[]} hazards
   * @returns {{ words: string[], rest: string, unknown?: string } | null}
   */
  function heading(line, hazards) {
    const [, before, rest] = line.match(/^([^:`]{1,100}):(?!:)\s*(.*)$/s) ?? [];
    if (before === undefined) return null;
    const words = before.toLowerCase().replace(/should fix/g, 'should-fix').replace(/pull request/g, 'pull-request').replace(/removed/g, 'old').split(/[\s,()·*]+/).filter(Boolean);
    const knows = (/** @type {string} */ it) => WORDS.includes(it) || hazards.includes(it) || /^\d+(?:[-–]\d+)?$/.test(it);
    const unknown = words.find((it) => !knows(it));
    if (unknown === undefined) return words.length ? { words, rest } : null;
    // `Blocker here: …` is meant as a heading, and `When it dies: …` as a sentence.
    return knows(words[0]) && words.length < 6 ? { words, rest, unknown } : null;
  }

  /**
   * @param {string} text
   * @param {{ file: string, revision: string, before: string[], head: string[], hazards: { id: string }[] }} known
   * @returns {{ decision: Decision | null, confidence: number | null, comments: Omit<Remark, 'id'>[] } | { wrong: string }}
   */
  function read(text, known) {
    const hazards = known.hazards.map((it) => it.id);
    /** @type {Omit<Remark, 'id'>[]} */
    const comments = [];
    /** @type {Decision | null} */
    let decision = null;
    /** @type {number | null} */
    let confidence = null;
    /** Where the walk is: the next lines of both sides, and how many of each the hunk still has. */
    let [old, head, olds, heads] = [0, 0, 0, 0];
    let hunk = 0;
    let above = /** @type {Above | null} */ (null);
    /** @type {{ lines: string[], at: number, above: Above | null } | null} */
    let open = null;
    const wrong = (/** @type {number} */ at, /** @type {string} */ words) => ({ wrong: `Line ${at}: ${words}` });

    /** Ends the comment that is open. @returns {{ wrong: string } | null} */
    function close() {
      if (!open) return null;
      const { lines, at, above: under } = open;
      open = null;
      const found = heading(lines[0], hazards);
      if (found?.unknown) return wrong(at, `\`${found.unknown.slice(0, 40)}\` is no label, severity, hazard or line. Before the colon stands what the comment is; or begin it with another word.`);
      const words = found?.words ?? [];
      const said = [found ? found.rest : lines[0], ...lines.slice(1)].join('\n').trim();
      if (!said) return wrong(at, 'this comment has no words.');
      const about = words.find((it) => it === 'file' || it === 'pull-request');
      const [from, to] = (words.find((it) => /^\d/.test(it)) ?? '').split(/[-–]/).map(Number);
      const side = words.includes('old') ? 'old' : from ? 'new' : under?.side ?? 'new';
      const start = from || under?.line || 1;
      const end = to || (from ? from : under?.line) || 1;
      if (!about && !from && !under) return wrong(at, 'which lines is this comment about? Write it below a line of the diff, or name them: `> issue 118-122: …`; or `> pull-request: …`.');
      const most = (side === 'old' ? known.before : known.head).length;
      if (!about && (end < start || end > most)) return wrong(at, `lines ${start} to ${end} are none of this file, which has ${most}.`);
      const label = /** @type {Remark['label']} */ (words.find((it) => LABELS.includes(it)) ?? 'issue');
      // `nit` is a label and a severity: the first one is the label.
      const level = /** @type {Severity | undefined} */ (words.find((it, i) => SEVERITIES.includes(it) && i !== words.indexOf(label)));
      const severity = label === 'praise' ? null : label === 'nit' ? level ?? 'nit' : level ?? on().headings.stated(said) ?? 'should-fix';
      comments.push({ file: known.file, side: about ? 'new' : side, start: about ? 1 : start, end: about ? 1 : end, ...(about ? { about: /** @type {Remark['about']} */ (about) } : {}),
        label, severity, hazard: ['praise', 'nit'].includes(label) ? null : words.find((it) => hazards.includes(it)) ?? null, text: said });
      return null;
    }

    const rows = text.replace(/\r\n?/g, '\n').split('\n');
    for (const [i, line] of rows.entries()) {
      const at = i + 1;
      if (line.startsWith('>')) {
        const words = line.slice(1).replace(/^ /, '');
        if (open) open.lines.push(words);
        else open = { lines: [words], at, above };
        continue;
      }
      const bad = close();
      if (bad) return bad;
      if (olds > 0 || heads > 0) {
        // An editor may have taken the blank off an empty line of the diff; one that stands elsewhere only ends a comment.
        if (line === '' && !(olds > 0 && heads > 0 && known.head[head - 1] === '' && known.before[old - 1] === '')) continue;
        if (line.startsWith('\\')) continue;
        const mark = line === '' ? ' ' : line[0];
        const code = line.slice(1);
        if (mark === '#' && code[0] !== '[') continue;
        const [isOld, isNew] = [mark === '-' || mark === ' ', mark === '+' || mark === ' '];
        if (!isOld && !isNew) return wrong(at, `this is no line of the diff, and no comment: a comment begins with >.`);
        if ((isOld && (olds === 0 || known.before[old - 1]?.trimEnd() !== code.trimEnd())) || (isNew && (heads === 0 || known.head[head - 1]?.trimEnd() !== code.trimEnd()))) {
          return wrong(at, `this is not line ${isNew ? head : old} of the pull request. Is the diff of another version, or was a line of it changed?`);
        }
        if (isOld) [old, olds] = [old + 1, olds - 1];
        if (isNew) [head, heads] = [head + 1, heads - 1];
        above = isNew ? { side: 'new', line: head - 1 } : { side: 'old', line: old - 1 };
        continue;
      }
      const [, a, an, b, bn] = line.match(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/) ?? [];
      if (a !== undefined) {
        [olds, heads] = [Number(an ?? 1), Number(bn ?? 1)];
        [old, head] = [Number(a) + (olds ? 0 : 1), Number(b) + (heads ? 0 : 1)];
        hunk = at;
        above = null;
        continue;
      }
      const [, key, value] = line.match(/^(decision|confidence):\s*(.*?)\s*$/i) ?? [];
      if (key?.toLowerCase() === 'decision' && value) {
        decision = /** @type {Decision | null} */ (DECISIONS.find((/** @type {string} */ it) => it === value.toLowerCase().replace(/\s+/g, '-')) ?? null);
        if (!decision) return wrong(at, `a decision is ${DECISIONS.join(', ')}.`);
      } else if (key && value) {
        confidence = Number(value.replace(/\s*%$/, ''));
        if (!Number.isInteger(confidence) || confidence < 50 || confidence > 100) return wrong(at, 'how sure you are is a whole number from 50 to 100, or nothing.');
      }
      if (key) continue;
      const [, revision] = line.match(/^# revision ([0-9a-f]{16})$/) ?? [];
      if (revision && revision !== known.revision) return wrong(at, 'the diff is of another version of this pull request: its line numbers are not these.');
      if (line.trim() === '' || /^(#|diff |index |--- |\+\+\+ |new file |old mode |new mode |similarity |rename )/.test(line)) continue;
      return wrong(at, 'this is no line of the diff, and no comment: a comment begins with >.');
    }
    const bad = close();
    if (bad) return bad;
    if (olds > 0 || heads > 0) return wrong(hunk, 'lines of this hunk are missing. Leave the diff as it is, and write between its lines.');
    return { decision, confidence, comments };
  }

  /** @param {string} text */
  const isOne = (text) => !/^\s*\*\*/.test(text) && /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.test(text);

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, annotated: { write, read, isOne } };
})();
