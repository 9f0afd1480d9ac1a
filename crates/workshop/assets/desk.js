// A review in a terminal: what a page does with a draft, asked for in words and answered in words. The rooms are the pages' own, so a review
// that was written in an editor and the same one that was clicked come to the same. Pure; the command asks and shows.

/**
 * @typedef {{ question: Question, chosen: string | null, partly: boolean }} Chosen
 * @typedef {{ ask: 'draft' | 'read' | 'write' | 'grade', text?: string, form?: string, sheet?: Sheet, chosen?: Chosen[] | null, at?: number }} Order
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;

  /** What a terminal shows of a graded review. @param {Sheet} sheet @param {any} result @param {any} item @param {any} known */
  function compared(sheet, result, item, { hazards, models }) {
    const { account, told } = on();
    const finding = (/** @type {string} */ id) => item.key.findings.find((/** @type {Finding} */ it) => it.id === id);
    const open = result.findings.filter((/** @type {any} */ it) => ['open', 'missed'].includes(it.state));
    const hit = result.comments.filter((/** @type {any} */ c) => c.outcome === 'trap').map((/** @type {any} */ c) => c.of);
    return {
      profile: account.profile(sheet, result, item),
      comments: sheet.comments.map((remark, i) => {
        const judged = result.comments[i];
        const models_ = [judged.of, ...judged.also].flatMap((id) => (models[id] ? [models[id]] : []));
        return { place: on().sheet.place(remark), badge: account.badge(judged)[1], titles: account.titles(judged, item), text: remark.text, why: account.why(remark, judged, result, item, hazards), models: models_ };
      }),
      besides: open.map((/** @type {any} */ it) => ({ badge: told.STATE[it.state][1], title: finding(it.id).title, lines: finding(it.id).lines, property: finding(it.id).property ?? null, model: models[it.id] ?? '' })),
      rest: account.rest(sheet),
      traps: item.key.traps.map((/** @type {Aside} */ it) => ({ said: account.trap(hit.includes(it.id), sheet), claim: it.claim, why: it.why ?? '' })),
      points: result.points, ...account.points(result),
    };
  }

  /**
   * @param {{ order: Order, known: any }} input
   * @returns {any}
   */
  function answer({ order, known }) {
    const { item } = known;
    if (order.ask === 'read') return on().formats.read(order.text, known);
    if (order.ask === 'write') return { text: on().formats.FORMS[/** @type {string} */ (order.form)].write(order.sheet, known), end: on().formats.FORMS[/** @type {string} */ (order.form)].end };
    if (order.ask === 'draft') {
      const review = order.sheet ?? { decision: null, confidence: null, comments: [] };
      return { text: on().annotated.write(review, { ...known, file: item.file, revision: item.revision, hunks: item.hunks }) };
    }
    const sheet = /** @type {Sheet} */ (order.sheet);
    /** @type {Record<string, boolean>} */
    const ticks = {};
    for (const { question, chosen, partly } of order.chosen ?? []) on().questions.answer(ticks, question, chosen, partly);
    const result = on().grader.grade({ ...sheet, answers: on().questions.answers(ticks) }, item);
    if (!order.chosen) {
      const open = on().questions.questions(sheet, item, result);
      const unreasoned = sheet.decision === 'approve' && !sheet.comments.some((it) => !on().words.isEmpty(it.text));
      if (open.length || unreasoned) return { questions: open.map((/** @type {Question} */ it) => ({ ...it, text: sheet.comments.find((c) => c.id === it.comment)?.text ?? '', place: on().sheet.place(sheet.comments.find((c) => c.id === it.comment)) })), unreasoned };
    }
    ticks[on().questions.DONE] = true;
    return { compared: compared(sheet, result, item, known), done: { sheet, at: order.at ?? 0, ticks, result: on().grader.summary(result) } };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, desk: { answer } };
})();
