// Late, on pages with <exit-review item
// The line above a comment wherever a review is text: label, severity, hazard. It is written and read here. Severity is said once: a
// comment that begins with it needs no second word. Pure.

/** @typedef {{ label: Remark['label'], severity: Severity | null, hazard: string | null }} Heading */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { LEVEL, LABELS } = on().sheet;
  const LEVELS = /** @type {Record<string, Severity>} */ (Object.fromEntries(Object.entries(LEVEL).map(([id, name]) => [name, id])));

  /** What a comment's own first words say of how bad it is. @param {string} text @returns {Severity | null} */
  function stated(text) {
    const [, word] = text.trim().match(/^\**(blocker|should[ -]fix|nit)\b/i) ?? [];
    return word ? LEVELS[word.toLowerCase().replace('-', ' ')] : null;
  }

  /**
   * `**issue** (blocker) · Double lock`
   * @param {Remark} remark
   * @param {{ id: string, name: string }[]} hazards
   */
  function write({ label, severity, hazard, text }, hazards) {
    const silent = !severity || severity === stated(text) || (label === 'nit' && severity === 'nit');
    const family = hazards.find((it) => it.id === hazard)?.name ?? hazard;
    return `**${label}**${silent ? '' : ` (${LEVEL[severity]})`}${family ? ` · ${family}` : ''}`;
  }

  const FORM = new RegExp(`^\\*\\*(${LABELS.join('|')})\\*\\*(?: \\((${Object.keys(LEVELS).join('|')})\\))?(?: · (.+))?$`);

  /**
   * Null where it is no heading of ours.
   * @param {string} line
   * @param {string} text What stands below it.
   * @param {{ id: string, name: string }[]} hazards
   * @returns {Heading | null}
   */
  function read(line, text, hazards) {
    const [, label, level, family] = line.match(FORM) ?? [];
    if (!label) return null;
    const hazard = family ? hazards.find((it) => it.name === family || it.id === family)?.id ?? null : null;
    return { label: /** @type {Heading['label']} */ (label), severity: LEVELS[level] ?? stated(text) ?? (label === 'nit' ? 'nit' : null), hazard };
  }

  /**
   * A comment as a forge has it: with a heading of ours, or as its author wrote it.
   * @param {string} body
   * @param {{ id: string, name: string }[]} hazards
   * @returns {Heading & { text: string }}
   */
  function body(body, hazards) {
    const whole = body.replace(/\r\n?/g, '\n').trim();
    const [first, ...rest] = whole.split('\n');
    const text = rest.join('\n').trim();
    const ours = read(first, text, hazards);
    if (ours) return { ...ours, text };
    // Conventional comments: `nit: …`, `question (non-blocking): …`.
    const [, word] = whole.match(/^\**(issue|suggestion|question|nit|nitpick|praise)\**(?: \([^)]*\))?\**:/i) ?? [];
    const label = /** @type {Heading['label']} */ (word ? word.toLowerCase().replace('nitpick', 'nit') : stated(whole) === 'nit' ? 'nit' : 'issue');
    return { label, severity: stated(whole) ?? (label === 'nit' ? 'nit' : null), hazard: null, text: whole };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, headings: { write, read, body, stated } };
})();
