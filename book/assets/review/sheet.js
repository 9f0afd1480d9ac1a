// On pages with <exit-review
// A review as a file: the JSON that a workshop collects. Its other forms are in `formats.js`. The format is documented in
// `crates/records/src/sheet.rs`, and this says the same of it. Pure.

/**
 * @typedef {{ format: string, version: number, exercise: string, revision: string, reader?: string, attempt: number,
 *   stage?: 'solo' | 'pair' | 'final', decision: Decision, confidence: number | null, comments: Remark[], seconds?: number, answers?: Answers }} Sheet
 */

(() => {
  const FORMAT = 'exit-path-review';
  const VERSION = 1;
  const MOST = 1000;
  const DECISIONS = ['approve', 'comment', 'request-changes'];
  const LABELS = ['issue', 'suggestion', 'question', 'nit', 'praise'];
  const SEVERITIES = ['blocker', 'should-fix', 'nit'];
  const ANSWERS = ['yes', 'partly', 'no'];

  /** @param {any} value */
  const isText = (value) => typeof value === 'string' && value.length <= 20000;
  /** @param {any} value @param {number} least @param {number} most */
  const isCount = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

  /** @param {any} value @param {(each: any) => boolean} fits */
  const isTable = (value, fits) => value?.constructor === Object && Object.values(value).every(fits);

  /** What each value has to be, in the order of the file. @type {[string, (value: any, all: any, most: number) => boolean, string][]} */
  const SHAPE = [
    ['exercise', isText, 'is the name of an exercise'],
    ['revision', isText, 'is text'],
    ['reader', (v) => v === undefined || isText(v), 'is text'],
    ['attempt', (v) => isCount(v, 1, 1e6), 'counts from 1'],
    ['stage', (v) => v === undefined || ['solo', 'pair', 'final'].includes(v), 'is solo, pair or final'],
    ['decision', (v) => DECISIONS.includes(v), 'is approve, comment or request-changes'],
    ['confidence', (v) => v == null || isCount(v, 50, 100), 'is from 50 to 100'],
    ['comments', (v, _, most) => Array.isArray(v) && v.length <= most, 'is a list of at most 1000 comments'],
    ['seconds', (v) => v === undefined || isCount(v, 0, 4e9), 'is a number of seconds'],
    ['answers', (v) => v === undefined || isTable(v, (it) => isTable(it, (word) => ANSWERS.includes(word))), 'has yes, partly or no by comment'],
  ];
  /** @type {[string, (value: any, remark: any) => boolean, string][]} */
  const REMARK = [
    ['id', isText, 'is text'],
    ['file', isText, 'is a path'],
    ['side', (v) => v === 'old' || v === 'new', 'is old or new'],
    ['start', (v) => isCount(v, 1, 1e6), 'counts from 1'],
    ['end', (v, r) => isCount(v, r.start, 1e6), 'is not before the first line'],
    ['about', (v) => v === undefined || v === 'file' || v === 'pull-request', 'is file or pull-request'],
    ['label', (v) => LABELS.includes(v), 'is issue, suggestion, question, nit or praise'],
    ['severity', (v) => v == null || SEVERITIES.includes(v), 'is blocker, should-fix or nit'],
    ['hazard', (v) => v == null || isText(v), 'is the id of a hazard'],
    ['text', isText, 'is text of at most 20000 characters'],
  ];

  /**
   * @param {any} value
   * @param {string} place
   * @param {[string, (value: any, all: any, most: number) => boolean, string][]} shape
   * @param {string[]} more Keys that are checked elsewhere.
   * @param {number} most
   */
  function fault(value, place, shape, more, most) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${place} is not an object`;
    const unknown = Object.keys(value).find((key) => ![...more, ...shape.map(([name]) => name)].includes(key));
    if (unknown !== undefined) return `${place} has an unknown key: ${unknown.slice(0, 40)}`;
    const wrong = shape.find(([name, fits]) => !fits(Object.hasOwn(value, name) ? value[name] : undefined, value, most));
    return wrong ? `${place}: \`${wrong[0]}\` ${wrong[2]}` : null;
  }

  /**
   * What is wrong with a parsed sheet, or null.
   * @param {any} sheet
   * @param {number} most How many comments it may have: a draft is cut down before it is submitted.
   * @returns {string | null}
   */
  function check(sheet, most = MOST) {
    if (typeof sheet !== 'object' || sheet === null) return 'This is not a review.';
    if (sheet.format !== FORMAT) return `This is not a review of this workbook: its \`format\` is not ${FORMAT}.`;
    if (sheet.version !== VERSION) return 'It was written by another version of this workbook. Update, and try again.';
    const bad = fault(sheet, 'The review', SHAPE, ['format', 'version'], most);
    if (bad) return bad;
    const ids = new Set();
    for (const [i, remark] of sheet.comments.entries()) {
      const place = `Comment ${i + 1}`;
      const wrong = fault(remark, place, REMARK, [], most);
      if (wrong) return wrong;
      if (ids.has(remark.id)) return `${place}: another comment has its \`id\``;
      ids.add(remark.id);
    }
    return null;
  }

  /**
   * Reads an exported review for one item. Says what is wrong, or gives the sheet.
   * @param {string} text
   * @param {{ id: string, revision: string }} item
   * @returns {{ sheet: Sheet } | { wrong: string }}
   */
  function read(text, item) {
    let sheet;
    try {
      sheet = JSON.parse(text);
    } catch {
      return { wrong: 'The file is not JSON: it is damaged, or not an export.' };
    }
    const wrong = check(sheet);
    if (wrong) return { wrong };
    if (sheet.exercise !== item.id) return { wrong: `It is a review of ${sheet.exercise.slice(0, 80)}, and this is ${item.id}.` };
    if (sheet.revision !== item.revision) return { wrong: 'It is a review of another version of this pull request: its line numbers are not these.' };
    return { sheet };
  }

  /** @param {Omit<Sheet, 'format' | 'version'>} sheet @returns {Sheet} */
  const make = (sheet) => ({ format: FORMAT, version: VERSION, ...sheet });

  const NAMES = { approve: 'Approve', comment: 'Comment', 'request-changes': 'Request changes' };
  const LEVEL = { blocker: 'blocker', 'should-fix': 'should fix', nit: 'nit' };

  /** @param {Remark} r */
  const place = (r) => (r.about ? `the ${r.about === 'file' ? 'file' : 'pull request'}` : lines(r));

  /** @param {Remark} r */
  const lines = (r) => `${r.start === r.end ? 'line' : 'lines'} ${r.start}${r.start === r.end ? '' : `–${r.end}`}${r.side === 'old' ? ' (removed)' : ''}`;

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, sheet: { FORMAT, VERSION, MOST, LABELS, SEVERITIES, DECISIONS, NAMES, LEVEL, check, read, make, place } };
})();
