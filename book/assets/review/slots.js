// On pages with <exit-review item
// Templates of a comment: which of them fit, what is known already, and what is still open. Pure; the form shows it. The
// sentences are those of the page "Templates".

/** @typedef {{ id: string, name: string, group: 'frame' | 'defect' | 'ask', hazards: string[], form: string, slots: Record<string, string> }} Template */

(() => {
  const SLOT = /\[([a-z]+(?:-[a-z]+)*)\]/g;
  const LEVELS = { blocker: 'Blocker', 'should-fix': 'Should fix', nit: 'Nit' };

  /**
   * Those that report the hazard; then the frames. Whoever asks has the questions first.
   * @param {Template[]} templates
   * @param {{ label: string, hazard: string | null }} value
   */
  function fitting(templates, { label, hazard }) {
    const of = (/** @type {string} */ group) => templates.filter((it) => it.group === group);
    const about = hazard ? templates.filter((it) => it.hazards.includes(hazard)) : [];
    return label === 'question' ? [...of('ask'), ...about, ...of('frame')] : [...about, ...of('frame'), ...of('ask')];
  }

  /**
   * A template with what the form knows already: how bad it is, and where.
   * @param {Template} template
   * @param {{ label: string, severity: 'blocker' | 'should-fix' | 'nit' | null, start: number, end: number }} value
   */
  function filled({ form }, { label, severity, start, end }) {
    const level = label === 'question' ? 'Question' : LEVELS[severity ?? 'nit'];
    const place = start === end ? `line ${start}` : `lines ${start} to ${end}`;
    return form.replace('[severity]', level).replace('[place]', place);
  }

  /**
   * Where the slots of a text are.
   * @param {string} text
   * @returns {{ name: string, start: number, end: number }[]}
   */
  const slots = (text) => [...text.matchAll(SLOT)].map((m) => ({ name: m[1], start: m.index, end: m.index + m[0].length }));

  const has = (/** @type {Template} */ { slots }, /** @type {string} */ name) => Object.hasOwn(slots, name);

  /**
   * What goes into a slot, by the template it came from, if that is known.
   * @param {Template[]} templates
   * @param {string} name
   * @param {string} [id]
   */
  const meaning = (templates, name, id) => (templates.find((it) => it.id === id && has(it, name)) ?? templates.find((it) => has(it, name)))?.slots[name] ?? '';

  /** Whether a template was sent with a slot of its own left in it. Between backticks `[n]` is an index. @param {string} text @param {Template[]} templates */
  const open = (text, templates) => slots(text.replace(/`[^`]*`/g, '')).some(({ name }) => templates.some((it) => has(it, name)));

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, slots: { fitting, filled, slots, meaning, open } };
})();
