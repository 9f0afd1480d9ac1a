// The review form inside a workshop's folder: a review has a stage and perhaps a name, and there is no key to compare with. It
// is the workbook's own form; here is only what differs. A second review is the next stage, and not a second attempt: nobody
// has seen an answer.

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const Review = customElements.get('exit-review');
  if (!Review) return;
  const { h, button, download } = ExitPath.dom;
  const STORE = 'exit-path:workshop';
  const STAGES = ['solo', 'pair', 'final'];
  const NAMES = /** @type {Record<string, string>} */ ({ solo: 'Alone', pair: 'In a pair', final: 'The whole table' });
  /** What the page remembers if the browser does not. @type {{ reader: string, stages: Record<string, string> }} */
  let memory = { reader: '', stages: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '{}');
    memory = { reader: String(kept.reader ?? ''), stages: { ...kept.stages } };
  } catch { /* then it starts empty */ }

  const keep = () => {
    try { localStorage.setItem(STORE, JSON.stringify(memory)); } catch { /* the memory has it */ }
  };

  /** @param {any} review */
  const stageOf = (review) => {
    const chosen = memory.stages[review.item.id];
    return STAGES.includes(chosen) ? chosen : 'solo';
  };

  /** Tells files of one stage apart, also those without a name. @param {string} text */
  const mark = (text) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0').slice(0, 4);
  };

  /** @param {any} sheet */
  const nameOf = (sheet) => {
    const reader = (sheet.reader ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 30);
    return [sheet.stage, reader, sheet.exercise.split('-').slice(0, 2).join('-'), mark(JSON.stringify(sheet))].filter(Boolean).join('-');
  };

  const { sheet, decide } = Review.prototype;

  Review.prototype.sheet = function () {
    const reader = memory.reader.trim();
    return { ...sheet.call(this), attempt: 1, stage: stageOf(this), ...(reader ? { reader } : {}) };
  };

  Review.prototype.decide = function () {
    decide.call(this);
    const { locked } = this;
    if (locked) {
      const next = STAGES[STAGES.indexOf(locked.stage) + 1];
      const begin = () => {
        // The next stage starts from what this reader wrote: a pair keeps, drops and joins.
        const late = this.draft.comments.filter((/** @type {any} */ it) => !locked.comments.some((/** @type {any} */ other) => other.id === it.id));
        this.entry.draft = { ...this.draft, again: true, comments: [...structuredClone(locked.comments), ...late], decision: locked.decision, confidence: locked.confidence };
        memory.stages[this.item.id] = next;
        keep();
        this.keep();
        this.render();
      };
      this.desk.replaceChildren(
        h('p', {}, h('strong', {}, `${ExitPath.sheet.NAMES[locked.decision]}.`), ` Locked, stage: ${NAMES[locked.stage].toLowerCase()}. Export it, and give the file to your facilitator.`),
        h('div.ep-buttons', {},
          button('Export review', () => download(`${nameOf(locked)}.json`, `${JSON.stringify(locked, null, 2)}\n`, 'application/json'), { class: 'ep-button ep-main' }),
          next && button(next === 'pair' ? 'Begin the review in a pair' : 'Begin the review of the table', begin)));
      return;
    }
    const stage = h('select', { onchange: () => {
      memory.stages[this.item.id] = stage.value;
      keep();
    } }, ...STAGES.map((it) => h('option', { value: it, selected: stageOf(this) === it }, NAMES[it])));
    const reader = h('input', { type: 'text', value: memory.reader, maxlength: 60, oninput: () => {
      memory.reader = reader.value;
      keep();
    } });
    this.desk.prepend(h('fieldset', {}, h('legend', {}, 'Workshop'),
      h('label.ep-field', {}, h('span', {}, 'Stage'), stage),
      h('label.ep-field', {}, h('span', {}, 'Name, or table (may stay empty)'), reader)));
    const note = this.desk.querySelector('.ep-main + .ep-dim');
    if (note) note.textContent = 'Locks your answer. Then export it';
    const hint = [...this.desk.querySelectorAll('p')].find((it) => it.textContent?.includes('you have seen the key'));
    if (hint) hint.textContent = hint.textContent?.replace('This is a further attempt: you have seen the key.', '') ?? '';
  };

  // Those that were on the page before this script.
  for (const review of /** @type {NodeListOf<any>} */ (document.querySelectorAll('exit-review'))) review.render();
})();
