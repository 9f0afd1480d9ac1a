// Late, on pages with <exit-review item
// The questions of a review, as a form: the reader's own words, and claims to choose from. What is asked is decided in
// `questions.js`; what an answer is worth, in the grader.
// And the one question before it is submitted: why somebody approves.

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, paragraphs } = ExitPath.dom;

  /**
   * @param {Question[]} all
   * @param {Remark[]} comments
   * @param {(chosen: { question: Question, chosen: string | null, partly: boolean }[]) => void} done
   */
  function form(all, comments, done) {
    const many = all.length === 1 ? 'One comment' : `${all.length} comments`;
    /** @type {Map<Question, string | null>} */
    const chosen = new Map();
    /** @type {Set<Question>} */
    const partly = new Set();
    const parts = all.map((question, at) => {
      const remark = /** @type {Remark} */ (comments.find((it) => it.id === question.comment));
      const name = `ep-ask-${question.comment}`;
      const choice = (/** @type {string | null} */ id, /** @type {string} */ text) => h('label', {}, h('input', { type: 'radio', name, onchange: () => {
        chosen.set(question, id);
        part.disabled = id === null;
      } }), ' ', text.split('`').map((it, i) => (i % 2 ? h('code', {}, it) : it)));
      const part = h('input', { type: 'checkbox', disabled: true, onchange: () => (part.checked ? partly.add(question) : partly.delete(question)) });
      return h('article.ep-remark', { 'aria-label': `Question ${at + 1}` },
        h('p.ep-remark-head', {}, h('strong', {}, `You wrote on ${ExitPath.sheet.place(remark)}:`)), paragraphs(remark.text),
        h('fieldset.ep-claims', {}, h('legend', {}, 'Which of these is your point?'),
          // Each on a line of its own, without a style for it.
          h('div', {}, [...question.options.map(({ id, text }) => choice(id, text)), choice(null, 'None of them: I mean another point'),
            h('label.ep-dim', {}, part, ' My words say only a part of it')].map((it) => h('div', {}, it)))));
    });
    const given = () => all.filter((it) => chosen.has(it)).map((question) => ({ question, chosen: chosen.get(question) ?? null, partly: partly.has(question) }));
    return h('section.ep-compare', { 'aria-label': 'Questions about your review' },
      h('h3', { tabindex: -1 }, 'Before you see the key'),
      h('p', {}, `${many} may say what the key says, in other words. Rules cannot tell, and you can. Some of these claims can be false.`),
      parts,
      h('div.ep-buttons', {}, button('Show the key', () => done(given()), { class: 'ep-button ep-main' }), h('span.ep-dim', {}, 'What you leave open stays open, and counts a little')));
  }

  /** Desks that were asked why they approve. */
  const asked = new WeakSet();

  /** Whether an approval says why, or its reader was asked for it once. @param {any} desk */
  function reasoned(desk) {
    const { decision, comments } = desk.draft;
    if (decision !== 'approve' || asked.has(desk) || comments.some((/** @type {Remark} */ it) => !ExitPath.words.isEmpty(it.text))) return true;
    asked.add(desk);
    desk.write({ side: 'new', start: 1, end: 1, about: 'pull-request', label: 'praise', severity: null });
    desk.say('You approve, and no comment says why. Write what you looked at, and why it holds. Or cancel, and submit again.');
    return false;
  }

  Object.assign(ExitPath, { ask: form, reasoned });
})();
