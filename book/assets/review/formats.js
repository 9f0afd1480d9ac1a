// Late, on pages with <exit-review item
// The forms in which a review leaves and comes back: this workbook's own, Markdown, GitHub's, GitLab's, and a diff with comments in it.
// Here is which of them a text is, and what all of them must hold to. Pure.

/**
 * @typedef {{ item: any, hazards: { id: string, name: string }[], before: string[], head: string[], name: string }} Known The pull request, both
 *   versions of its file by line, and what readers call it.
 * @typedef {{ sheet: Sheet, notes: string[] } | { wrong: string }} Taken
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;

  /** @param {Known} known */
  const shown = ({ item, before, head }) => on().lines.shown(item.hunks, before.length, head.length);
  /** A schedule that went along: it is the lab's, and not the reader's. */
  const SHOWN = /\n*<details><summary>A schedule that breaks <code>[\s\S]*?<\/details>/g;
  const json = (/** @type {any} */ value) => `${JSON.stringify(value, null, 2)}\n`;

  /** Which forms there are: what each is called, how its file ends, and how it is written. @type {Record<string, { name: string, end: string, kind: string, write: (sheet: Sheet, known: Known) => string }>} */
  const FORMS = {
    sheet: { name: 'JSON of this workbook', end: 'json', kind: 'application/json', write: (sheet) => json(sheet) },
    markdown: { name: 'Markdown', end: 'md', kind: 'text/markdown', write: (sheet, { hazards }) => on().markdown.write(sheet, hazards) },
    github: { name: 'GitHub review', end: 'github.json', kind: 'application/json', write: (sheet, known) => json(on().github.write(sheet, { hazards: known.hazards, shown: shown(known) })) },
    gitlab: { name: 'GitLab discussions', end: 'gitlab.json', kind: 'application/json', write: (sheet, { hazards, item }) => json(on().gitlab.write(sheet, { hazards, hunks: item.hunks })) },
    diff: { name: 'Diff with comments', end: 'diff', kind: 'text/x-diff', write: (sheet, known) => on().annotated.write(sheet, { ...known, file: known.item.file, revision: known.item.revision, hunks: known.item.hunks }) },
  };

  /**
   * Reads a review in any of the forms.
   * @param {string} text
   * @param {Known} known
   * @returns {Taken}
   */
  function read(text, known) {
    const { item, hazards } = known;
    const short = text.trimStart();
    let file;
    if (short[0] === '{' || short[0] === '[') {
      try {
        file = JSON.parse(text);
      } catch {
        return { wrong: 'The file begins like JSON, and is damaged.' };
      }
      if (file.format !== undefined) {
        const own = on().sheet.read(text, item);
        return own.wrong ? own : { sheet: own.sheet, notes: [] };
      }
    }
    const with_ = { hazards, file: item.file };
    const found = file ? (on().github.isOne(file) ? on().github.read(file, with_) : on().gitlab.isOne(file) ? on().gitlab.read(file, with_) : { wrong: 'It is JSON, and neither a review of this workbook nor one of GitHub or GitLab.' })
      : on().annotated.isOne(text) ? on().annotated.read(text, { ...known, file: item.file, revision: item.revision }) : on().markdown.read(text, hazards, item.file);
    if (found.wrong) return found;
    const comments = found.comments.map((/** @type {Remark} */ it, /** @type {number} */ i) => ({ ...it, text: it.text.replace(SHOWN, '').trim(), id: `c${i + 1}` }));
    for (const [i, r] of comments.entries()) {
      const lines = r.side === 'old' ? known.before.length : known.head.length;
      if (r.file !== item.file) return { wrong: `Comment ${i + 1} is about ${r.file.slice(0, 80)}, and the pull request changes ${item.file}.` };
      if (!r.about && r.end > lines) return { wrong: `Comment ${i + 1} is about ${r.file}:${r.end}, and that has ${lines} lines: it is of another version.` };
    }
    const sheet = on().sheet.make({ exercise: item.id, revision: item.revision, attempt: 1, decision: found.decision ?? 'comment', confidence: found.confidence ?? null, comments });
    const bad = on().sheet.check(sheet);
    const notes = found.notes ?? [];
    return bad ? { wrong: bad } : { sheet, notes: found.decision ? notes : [...notes, 'It holds no decision, so it is taken as a comment.'] };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, formats: { FORMS, read } };
})();
