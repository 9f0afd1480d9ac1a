// Late, on pages with <exit-review item
// A review as GitLab's discussions: a list, each entry of which is one `POST …/merge_requests/N/discussions`; and the list that GitLab
// gives back. The three commits of a position are the merge request's, so they are left to be filled in. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const COMMITS = { base_sha: 'BASE_SHA', start_sha: 'START_SHA', head_sha: 'HEAD_SHA' };

  /** SHA-1 of a text without letters beyond ASCII, such as a path: GitLab names a file by it. @param {string} text */
  function sha1(text) {
    const bytes = [...unescape(encodeURIComponent(text))].map((it) => it.charCodeAt(0));
    const length = bytes.length * 8;
    bytes.push(0x80);
    while (bytes.length % 64 !== 56) bytes.push(0);
    bytes.push(0, 0, 0, 0, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
    const turn = (/** @type {number} */ word, /** @type {number} */ by) => (word << by) | (word >>> (32 - by));
    const sum = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
    for (let at = 0; at < bytes.length; at += 64) {
      const w = Array.from({ length: 16 }, (_, i) => (bytes[at + 4 * i] << 24) | (bytes[at + 4 * i + 1] << 16) | (bytes[at + 4 * i + 2] << 8) | bytes[at + 4 * i + 3]);
      for (let i = 16; i < 80; i++) w.push(turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1));
      let [a, b, c, d, e] = sum;
      for (let i = 0; i < 80; i++) {
        const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
        [a, b, c, d, e] = [(turn(a, 5) + f + e + k + w[i]) | 0, a, turn(b, 30), c, d];
      }
      for (const [i, it] of [a, b, c, d, e].entries()) sum[i] = (sum[i] + it) | 0;
    }
    return sum.map((it) => (it >>> 0).toString(16).padStart(8, '0')).join('');
  }

  /** A block of ours replaces the lines that are marked; GitLab's counts them from the last one. @param {Remark} r */
  function outward({ text, start, end }) {
    return text.trim().replace(/^( {0,3}(?:`{3,}|~{3,}) *suggestion)[ \t]*$/gm, `$1:-${end - start}+0`);
  }

  /**
   * @param {Sheet} sheet
   * @param {{ hazards: { id: string, name: string }[], hunks: Item['hunks'] }} known
   */
  function write(sheet, { hazards, hunks }) {
    const one = (/** @type {Remark} */ r, /** @type {number} */ line) => {
      const { other, changed } = on().lines.other(hunks, r.side, line);
      const [old, head] = r.side === 'new' ? [other, line] : [line, other];
      return { code: `${sha1(r.file)}_${old}_${head}`, type: changed && r.side === 'new' ? 'new' : 'old',
        old_line: changed && r.side === 'new' ? null : old, new_line: changed && r.side === 'old' ? null : head };
    };
    const paths = (/** @type {Remark} */ r) => ({ ...COMMITS, old_path: r.file, new_path: r.file });
    const placed = sheet.comments.filter((r) => r.about !== 'pull-request').map((r) => {
      const body = `${on().headings.write(r, hazards)}\n\n${outward(r)}`;
      if (r.about) return { body, position: { position_type: 'file', ...paths(r) } };
      const [first, last] = [one(r, r.start), one(r, r.end)];
      const end = (/** @type {typeof first} */ { code, type, old_line, new_line }) => ({ line_code: code, type, old_line, new_line });
      const range = r.start < r.end ? { line_range: { start: end(first), end: end(last) } } : {};
      return { body, position: { position_type: 'text', ...paths(r), old_line: last.old_line, new_line: last.new_line, ...range } };
    });
    const whole = sheet.comments.filter((r) => r.about === 'pull-request');
    return [{ body: on().markdown.write({ decision: sheet.decision, comments: whole }, hazards).trim() }, ...placed];
  }

  /** The lines of a GitLab block, from the line it stands on. @param {string} text @param {number} start @param {number} end */
  function inward(text, start, end) {
    let lines = [start, end];
    const said = text.replace(/^( {0,3}(?:`{3,}|~{3,}) *suggestion):-(\d+)\+(\d+)[ \t]*$/gm, (_, fence, above, below) => {
      lines = [end - Number(above), end + Number(below)];
      return fence;
    });
    return { text: said, start: lines[0], end: lines[1] };
  }

  /**
   * @param {any[]} file
   * @param {{ hazards: { id: string, name: string }[], file: string }} known
   */
  function read(file, known) {
    /** @type {Omit<Remark, 'id'>[]} */
    const comments = [];
    const notes = [];
    let decision = /** @type {Decision} */ ('comment');
    for (const [i, thread] of file.entries()) {
      const name = `Thread ${i + 1}`;
      const said = (thread?.notes ?? [thread]).filter((/** @type {any} */ it) => it?.system !== true);
      if (said.length === 0) continue;
      if (said.length > 1) notes.push(`${name} has ${said.length - 1} ${said.length === 2 ? 'answer' : 'answers'}, which ${said.length === 2 ? 'is' : 'are'} left out.`);
      const { body, position } = said[0];
      if (typeof body !== 'string') return { wrong: `${name} has no \`body\`: it is no discussion of GitLab.` };
      if (!position) {
        const summary = on().markdown.read(body, known.hazards, known.file);
        if (summary.comments) {
          decision = summary.decision;
          comments.push(...summary.comments);
        } else comments.push({ file: known.file, side: 'new', start: 1, end: 1, about: 'pull-request', ...on().headings.body(body, known.hazards) });
        continue;
      }
      if (position.position_type === 'file') {
        comments.push({ file: position.new_path, side: 'new', start: 1, end: 1, about: 'file', ...on().headings.body(body, known.hazards) });
        continue;
      }
      const side = Number.isInteger(position.new_line) ? 'new' : 'old';
      const end = position[`${side}_line`];
      if (!Number.isInteger(end)) return { wrong: `${name} has a position without a line.` };
      const range = position.line_range?.start;
      const coded = range?.line_code?.split('_').slice(-2).map(Number);
      const start = range ? range[`${side}_line`] ?? coded?.[side === 'new' ? 1 : 0] ?? end : end;
      const heading = on().headings.body(body, known.hazards);
      comments.push({ file: position[`${side}_path`] ?? position.new_path, side, ...heading, ...inward(heading.text, Math.min(start, end), end) });
    }
    return { decision, comments, notes };
  }

  /** @param {any} file */
  const isOne = (file) => Array.isArray(file) && file.length > 0 && file.every((it) => it && (Array.isArray(it.notes) || (typeof it.body === 'string' && !('path' in it))));

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, gitlab: { write, read, isOne, sha1 } };
})();
