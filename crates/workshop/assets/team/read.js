// Reads what the members of a team exported: each file is taken, or refused with a reason, and the others do not notice.
// Pure, like all of this folder: no page, no clock, no chance. Pages load it as a classic script, the command runs the same
// file. Nothing here depends on the order of the files.

/**
 * @typedef {'solo' | 'pair' | 'final'} Stage
 * @typedef {{ id: string, file: string, side: 'old' | 'new', start: number, end: number, about?: 'file' | 'pull-request', label: string, severity: string | null,
 *   hazard: string | null, text: string }} TeamComment
 * @typedef {{ decision: string, confidence: number | null, stage: Stage, reader: string, seconds: number | null, comments: TeamComment[],
 *   answers: Record<string, Record<string, string>>,
 *   file: string, said: string }} TeamSheet `said`: its content without its reader, as text.
 * @typedef {{ name: string, text: string }} TeamFile
 * @typedef {{ name: string, why: string }} Refused
 * @typedef {{ id: string, title: string, short: string, revision: string, lines: { before: number, head: number }, hazards: Record<string, string>,
 *   hunks: [number, number, number, number][], rows: { mark: string, old: number | null, new: number | null, text: string }[],
 *   key: any, models: Record<string, string> }} TeamItem
 */

(() => {
  const FORMAT = 'exit-path-review';
  const VERSION = 1;
  const STAGES = ['solo', 'pair', 'final'];
  const DECISIONS = ['approve', 'comment', 'request-changes'];
  const LABELS = ['issue', 'suggestion', 'question', 'nit', 'praise'];
  const SEVERITIES = ['blocker', 'should-fix', 'nit'];
  const MOST_COMMENTS = 1000;
  const MOST_TEXT = 20000;
  /** Characters of one file. A thousand of the longest comments are fewer. */
  const MOST_FILE = 32 << 20;
  /** Characters of comments that one merge grades: a hundred people write a tenth of it. Seconds, and not minutes. */
  const MOST_GRADED = 12e6;

  /** Not `localeCompare`: that depends on the machine. @param {string} a @param {string} b */
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  /** @param {unknown} it @returns {it is Record<string, unknown>} */
  const isObject = (it) => typeof it === 'object' && it !== null && !Array.isArray(it);

  /** @param {unknown} it */
  const isCount = (it) => typeof it === 'number' && Number.isInteger(it) && it >= 0 && it < 1e9;

  // What a reader sees nothing of, or a terminal obeys: controls, format characters (bidi, zero width, tags), halves of
  // characters, what Unicode leaves to private use or has not assigned, and marks without a form of their own.
  const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

  /** Text of somebody else, with every character of it to be seen: `\u{202e}`. Line breaks and tabs stay. @param {unknown} it */
  const visible = (it) => String(it).replace(/\r\n/g, '\n').replace(INVISIBLE, (c) => (c === '\n' || c === '\t' ? c : `\\u{${Number(c.codePointAt(0)).toString(16)}}`));

  /** The same on one line. @param {unknown} it */
  const line = (it) => visible(it).replace(/\n/g, '\\n').replace(/\t/g, '\\t');

  /** What a person may have typed, on one line and not for ever. @param {unknown} it */
  const plain = (it) => [...line(String(it).slice(0, 240).replace(/\s+/g, ' ').trim())].slice(0, 60).join('');

  /**
   * @param {unknown} it
   * @param {TeamItem} item
   * @returns {string} What is wrong with one comment; empty if nothing is.
   */
  function fault(it, item) {
    if (!isObject(it)) return 'is no comment';
    if (typeof it.id !== 'string' || it.id === '') return 'has no id';
    if (typeof it.text !== 'string' || it.text.length > MOST_TEXT) return 'has no text, or more than a review has';
    if (typeof it.file !== 'string') return 'names no file';
    if (it.side !== 'old' && it.side !== 'new') return 'has a `side` that is neither "old" nor "new"';
    if (!LABELS.includes(/** @type {string} */ (it.label))) return 'has a `label` that no review has';
    if (it.severity != null && !SEVERITIES.includes(/** @type {string} */ (it.severity))) return 'has a `severity` that no review has';
    if (it.hazard != null && !(typeof it.hazard === 'string' && Object.hasOwn(item.hazards, it.hazard))) return `has a hazard that is not in the list: ${plain(it.hazard)}`;
    if (it.about !== undefined && it.about !== 'file' && it.about !== 'pull-request') return 'has an `about` that no review has';
    const last = it.side === 'old' ? item.lines.before : item.lines.head;
    if (!isCount(it.start) || !isCount(it.end) || Number(it.start) < 1 || Number(it.end) < Number(it.start) || Number(it.end) > last) {
      return `has lines that the file has not: it has ${last}`;
    }
    return '';
  }

  /**
   * One file as a sheet, or the reason why not.
   * @param {TeamFile} file
   * @param {TeamItem[]} items
   * @returns {{ sheet: TeamSheet, item: TeamItem } | string}
   */
  function sheet({ name, text }, items) {
    if (text.length > MOST_FILE) return `it has more than ${MOST_FILE} characters, and no review has that`;
    let it;
    try {
      it = JSON.parse(text.replace(/^\ufeff/, ''));
    } catch {
      return 'damaged: it is no JSON; export the review again';
    }
    if (!isObject(it) || it.format !== FORMAT) return `it is no review: "format" is not "${FORMAT}"`;
    if (it.version !== VERSION) return `version ${plain(it.version)}, and this workbook reads ${VERSION}; both sides need the same release`;
    const item = items.find((one) => one.id === it.exercise);
    if (!item) return `no scenario is called "${plain(it.exercise)}"`;
    if (it.revision !== item.revision) return `it reviews another version of ${item.short}; its line numbers would lie. Pack again, and review again`;
    if (!DECISIONS.includes(/** @type {string} */ (it.decision))) return 'damaged: it has no decision';
    if (!isCount(it.attempt) || it.attempt === 0) return 'damaged: "attempt" counts from 1';
    if (Number(it.attempt) > 1) return 'it is a second attempt, by somebody who has seen the key';
    const stage = it.stage ?? 'solo';
    if (!STAGES.includes(/** @type {string} */ (stage))) return `damaged: no workshop has the stage "${plain(stage)}"`;
    const confidence = it.confidence ?? null;
    if (confidence !== null && !(isCount(confidence) && Number(confidence) >= 50 && Number(confidence) <= 100)) return 'damaged: "confidence" is from 50 to 100';
    if (it.reader != null && typeof it.reader !== 'string') return 'damaged: "reader" is not a name';
    if (!Array.isArray(it.comments) || it.comments.length > MOST_COMMENTS) return 'damaged: it has no list of comments, or a list that nobody wrote';
    const ids = new Set();
    for (const [i, comment] of it.comments.entries()) {
      const wrong = fault(comment, item);
      if (wrong) return `damaged: comment ${i + 1} ${wrong}`;
      if (ids.size === ids.add(comment.id).size) return `damaged: comment ${i + 1} has the id of another one`;
    }
    const comments = it.comments.map((c) => ({ id: c.id, file: c.file, side: c.side, start: c.start, end: c.end, ...(c.about ? { about: c.about } : {}), label: c.label,
      severity: c.severity ?? null, hazard: c.hazard ?? null, text: c.text }));
    const answers = it.answers ?? {};
    if (!isObject(answers) || Object.values(answers).some((each) => !isObject(each) || Object.values(each).some((word) => !['yes', 'partly', 'no'].includes(/** @type {string} */ (word))))) return 'damaged: "answers" has words that no answer has';
    const said = JSON.stringify([stage, it.decision, confidence, comments]);
    const seconds = isCount(it.seconds) ? Number(it.seconds) : null;
    const reader = plain(it.reader ?? '');
    return { item, sheet: /** @type {any} */ ({ decision: it.decision, confidence, stage, reader, seconds, comments, answers, file: name, said }) };
  }

  /** How much of a comment is graded. */
  const most = () => /** @type {any} */ (globalThis).ExitPath.grader.GRADED;

  /**
   * @param {TeamItem[]} items What can be reviewed.
   * @param {TeamFile[]} files
   * @param {string | null} wanted The item that the merge is about; without it, the one that most files are about.
   * @param {Refused[]} [unreadable] What could not be read, and so is none of the files.
   * @returns {{ item: TeamItem | null, sheets: TeamSheet[], refused: Refused[] }}
   */
  function read(items, files, wanted, unreadable = []) {
    /** @type {Refused[]} */
    const refused = unreadable.map((it) => ({ name: line(it.name), why: line(it.why) }));
    /** @type {{ sheet: TeamSheet, item: TeamItem }[]} */
    let taken = [];
    const ordered = files.map(({ name, text }) => ({ name: line(name), text })).sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text));
    for (const file of ordered) {
      const found = sheet(file, items);
      if (typeof found === 'string') refused.push({ name: file.name, why: found });
      else taken.push(found);
    }
    const count = (/** @type {TeamItem} */ item) => taken.filter((it) => it.item === item).length;
    const fullest = Math.max(0, ...items.map(count));
    const item = wanted ? items.find((it) => it.id === wanted) ?? null : fullest ? items.find((it) => count(it) === fullest) ?? null : null;
    taken = taken.filter((it) => {
      if (it.item === item) return true;
      refused.push({ name: it.sheet.file, why: `it is about ${it.item.short}, and this merge is about ${item?.short}; merge that one by itself` });
      return false;
    });
    let graded = 0;
    taken = taken.filter(({ sheet: one }) => {
      const more = one.comments.reduce((sum, { text }) => sum + Math.min(text.length, most()), 0);
      if (graded + more <= MOST_GRADED) {
        graded += more;
        return true;
      }
      refused.push({ name: one.file, why: `with it the comments would have more than ${MOST_GRADED} characters, and a merge takes no more; merge fewer files at a time` });
      return false;
    });
    const sheets = taken.map((it) => it.sheet).filter((one, _, all) => {
      const first = all.find((other) => other.said === one.said && (one.comments.length > 0 || (one.reader !== '' && one.reader === other.reader)));
      if (first && first !== one) {
        refused.push({ name: one.file, why: `it says word for word what ${first.file} says` });
        return false;
      }
      return true;
    });
    const same = (/** @type {TeamSheet} */ one) => sheets.filter((it) => it.reader !== '' && it.reader === one.reader && it.stage === one.stage);
    const kept = sheets.filter((one) => {
      const others = same(one).filter((it) => it !== one);
      if (others.length === 0) return true;
      refused.push({ name: one.file, why: `the same reader has another ${one.stage} review: ${others.map((it) => it.file).join(', ')}. Keep the one that counts` });
      return false;
    });
    const rank = (/** @type {TeamSheet} */ it) => STAGES.indexOf(it.stage);
    kept.sort((a, b) => rank(a) - rank(b) || compare(a.said, b.said) || compare(a.reader, b.reader));
    refused.sort((a, b) => compare(a.name, b.name) || compare(a.why, b.why));
    return { item, sheets: kept, refused };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, teamRead: { read, compare, visible, STAGES, MOST_FILE } };
})();
