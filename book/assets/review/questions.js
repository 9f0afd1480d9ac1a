// Late, on pages with <exit-review item
// What a reader is asked before the key is shown: of a comment that may say a finding, which of some claims it makes. One claim is
// the finding's; the others are claims that somebody else could make of this change. Who always takes the first one, or always
// says yes, is as often wrong. The answers lie among the ticks of a submitted review, where several tabs can join them. Pure.

/** @typedef {{ comment: string, asked: string, options: { id: string, text: string }[] }} Question */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  /** Claims that are shown beside the finding's. */
  const OTHERS = 2;
  const DONE = 'asked';

  /** The same order for everybody and at any time, and another one for the next question. @param {string} text */
  function mix(text) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return hash;
  }

  /** A claim on one line: its first sentence. @param {string} claim */
  const short = (claim) => claim.split(/(?<=[.!?])\s+|\n+/)[0].trim().replace(/\.$/, '');

  /**
   * @param {{ comments: Remark[] }} review
   * @param {Item} item
   * @param {{ comments: { id: string, ask: string[] }[] }} result What `grade` gave.
   * @returns {Question[]}
   */
  function questions(review, item, result) {
    const { findings, traps, extras } = item.key;
    return result.comments.filter((it) => it.ask.length).map(({ id, ask: [asked] }) => {
      const c = /** @type {Remark} */ (review.comments.find((it) => it.id === id));
      const strength = (/** @type {Aside} */ aside) => on().evidence.ofAside(c, aside, item).sum;
      // Claims that are nearest to the comment; then findings of other places, the least like it.
      const near = [...traps, ...extras].sort((a, b) => strength(b) - strength(a)).map((it) => ({ id: it.id, text: short(it.claim) }));
      const far = findings.filter((f) => f.id !== asked).sort((a, b) => on().evidence.ofFinding(c, a, item).sum - on().evidence.ofFinding(c, b, item).sum)
        .map((f) => ({ id: f.id, text: short(f.title) }));
      const own = /** @type {Finding} */ (findings.find((f) => f.id === asked));
      const options = [{ id: asked, text: short(own.title) }, ...[...near, ...far].slice(0, OTHERS)];
      return { comment: id, asked, options: options.sort((a, b) => mix(id + a.id) - mix(id + b.id)) };
    });
  }

  /**
   * The answers among the ticks.
   * @param {Record<string, boolean>} ticks
   * @returns {Answers}
   */
  function answers(ticks) {
    /** @type {Answers} */
    const all = {};
    for (const key of Object.keys(ticks)) {
      const [kind, comment, point, word] = key.split('|');
      if (kind === 'answer' && ['yes', 'partly', 'no'].includes(word)) (all[comment] ??= {})[point] = /** @type {Answer} */ (word);
    }
    return all;
  }

  /**
   * Keeps what was chosen for a question; null for none of the claims.
   * @param {Record<string, boolean>} ticks
   * @param {Question} question
   * @param {string | null} chosen
   * @param {boolean} partly
   */
  function answer(ticks, { comment, asked, options }, chosen, partly) {
    const said = (/** @type {string} */ id) => (id === chosen ? (partly ? 'partly' : 'yes') : 'no');
    for (const { id } of options) if (id === asked || id === chosen) ticks[`answer|${comment}|${id}|${said(id)}`] = true;
  }

  /** A submitted review as a file has it: with its answers. @param {Sheet} sheet @param {Done[]} done @returns {Sheet} */
  function answered(sheet, done) {
    const all = answers(done.find((it) => it.sheet === sheet)?.ticks ?? {});
    return Object.keys(all).length ? { ...sheet, answers: all } : sheet;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, questions: { questions, answers, answer, DONE }, answered };
})();
