// Late, on pages with <exit-review item
// A review as Markdown: one text that can be pasted into a forge, and read back. Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { NAMES, place } = on().sheet;
  const RULE = '---';

  /** Where a comment stands. @param {Remark} r */
  const where = (r) => (r.about ? `On ${place(r)}` : `\`${r.file.replaceAll('`', '')}\`, ${place(r)}`);

  /** A rule of the author's own is none of ours. @param {string} text */
  const kept = (text) => text.trim().replace(/^(\\*---)$/gm, '\\$1');
  /** @param {string} text */
  const unkept = (text) => text.replace(/^\\(\\*---)$/gm, '$1');

  /**
   * @param {{ decision: Decision, comments: Remark[] }} sheet
   * @param {{ id: string, name: string }[]} hazards
   */
  function write(sheet, hazards) {
    const parts = sheet.comments.map((r) => `${where(r)} · ${on().headings.write(r, hazards)}\n\n${kept(r.text)}`);
    return `${[`**${NAMES[sheet.decision]}**`, ...parts].join(`\n\n${RULE}\n\n`)}\n`;
  }

  const PLACE = /^(?:On the (file|pull request)|`([^`]*)`, lines? (\d+)(?:–(\d+))?( \(removed\))?) · (.*)$/;

  /**
   * @param {string} text
   * @param {{ id: string, name: string }[]} hazards
   * @param {string} file
   * @returns {{ decision: Decision, comments: Omit<Remark, 'id'>[] } | { wrong: string }}
   */
  function read(text, hazards, file) {
    const lines = text.replace(/\r\n?/g, '\n').split('\n');
    const at = lines.findIndex((it) => it.trim() !== '');
    const decision = /** @type {Decision | undefined} */ (Object.keys(NAMES).find((it) => lines[at]?.trim() === `**${NAMES[it]}**`));
    if (at < 0) return { wrong: 'The file is empty.' };
    if (!decision) return { wrong: `Line ${at + 1}: it begins with a decision, such as **${NAMES['request-changes']}**.` };
    /** @type {Omit<Remark, 'id'>[]} */
    const comments = [];
    let from = at + 1;
    while (from < lines.length && lines[from].trim() === '') from++;
    while (from < lines.length) {
      if (lines[from].trim() !== RULE) return { wrong: `Line ${from + 1}: before each comment stands a line ${RULE}.` };
      let head = from + 1;
      while (head < lines.length && lines[head].trim() === '') head++;
      let end = head + 1;
      while (end < lines.length && lines[end] !== RULE) end++;
      const said = unkept(lines.slice(head + 1, end).join('\n')).trim();
      const [, about, path, start, last, removed, rest] = lines[head]?.match(PLACE) ?? [];
      const heading = rest === undefined ? null : on().headings.read(rest, said, hazards);
      if (!heading) return { wrong: `Line ${head + 1}: it is no place with a heading, such as \`${file}\`, line 12 · **issue** (blocker).` };
      const lines_ = about ? { start: 1, end: 1, about: /** @type {Remark['about']} */ (about.replace(' ', '-')) } : { start: Number(start), end: Number(last ?? start) };
      comments.push({ file: about ? file : path, side: removed ? 'old' : 'new', ...lines_, ...heading, text: said });
      from = end;
    }
    return { decision, comments };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, markdown: { write, read } };
})();
