// Late, on pages with <exit-review item
// A review as GitHub takes it (`gh api repos/OWNER/REPO/pulls/N/reviews --input FILE`), and as GitHub gives it back: that object, or
// the list of a pull request's review comments. What GitHub has no place for stands in the body. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const EVENTS = { approve: 'APPROVE', comment: 'COMMENT', 'request-changes': 'REQUEST_CHANGES' };
  /** @type {Record<string, Decision>} */
  const DECISIONS = { APPROVE: 'approve', APPROVED: 'approve', REQUEST_CHANGES: 'request-changes', CHANGES_REQUESTED: 'request-changes' };
  const SIDES = { old: 'LEFT', new: 'RIGHT' };

  /**
   * @param {Sheet} sheet
   * @param {{ hazards: { id: string, name: string }[], shown: Shown[] }} known
   */
  function write(sheet, { hazards, shown }) {
    // A comment that GitHub would refuse makes it refuse all of them.
    const fits = (/** @type {Remark} */ r) => !r.about && shown.some((it) => it[r.side][0] <= r.start && r.end <= it[r.side][1]);
    const comments = sheet.comments.filter(fits).map((r) => {
      const side = SIDES[r.side];
      const range = r.start < r.end ? { start_line: r.start, start_side: side } : {};
      return { path: r.file, line: r.end, side, ...range, body: `${on().headings.write(r, hazards)}\n\n${r.text.trim()}` };
    });
    const body = on().markdown.write({ decision: sheet.decision, comments: sheet.comments.filter((r) => !fits(r)) }, hazards);
    return { event: EVENTS[sheet.decision], body: body.trim(), comments };
  }

  /**
   * @param {any} file Parsed.
   * @param {{ hazards: { id: string, name: string }[], file: string }} known
   */
  function read(file, known) {
    const list = Array.isArray(file) ? file : file.comments ?? [];
    /** @type {Omit<Remark, 'id'>[]} */
    const comments = [];
    const notes = [];
    let decision = /** @type {Decision} */ (DECISIONS[file.event ?? file.state] ?? 'comment');
    if (typeof file.body === 'string' && file.body.trim()) {
      const summary = on().markdown.read(file.body, known.hazards, known.file);
      if (summary.comments) {
        comments.push(...summary.comments);
        decision = file.event || file.state ? decision : summary.decision;
      } else comments.push({ file: known.file, side: 'new', start: 1, end: 1, about: 'pull-request', ...on().headings.body(file.body, known.hazards) });
    }
    for (const [i, it] of list.entries()) {
      const name = `Comment ${i + 1}`;
      if (typeof it?.body !== 'string' || typeof it.path !== 'string') return { wrong: `${name} has no \`body\` or no \`path\`: it is no review comment of GitHub.` };
      if (it.in_reply_to_id) {
        notes.push(`${name} is an answer to another one, and is left out.`);
        continue;
      }
      const side = it.side === 'LEFT' ? 'old' : 'new';
      const whole = it.subject_type === 'file';
      const end = it.line;
      if (!whole && !Number.isInteger(end)) return { wrong: `${name} (${it.path}) is outdated: it stood on line ${it.original_line ?? it.position ?? '?'} of another version of the pull request.` };
      const start = Number.isInteger(it.start_line) && (it.start_side ?? it.side) === it.side ? it.start_line : end;
      comments.push({ file: it.path, side, ...(whole ? { start: 1, end: 1, about: 'file' } : { start, end }), ...on().headings.body(it.body, known.hazards) });
    }
    return { decision, comments, notes };
  }

  /** @param {any} file */
  const isOne = (file) => (Array.isArray(file) ? file.length > 0 && file.every((it) => it && 'path' in it && 'body' in it) : Array.isArray(file?.comments) && ('event' in file || 'state' in file));

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, github: { write, read, isOne } };
})();
