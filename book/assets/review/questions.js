// Late, on pages with <exit-review item
// What a reader is asked before the key is shown: of a comment that may say a finding, which of some claims it makes. One question
// settles a comment, also where it may say two findings. The other claims are false, and sound like the true one: the key has them
// for this finding. Who always takes the first one is as often wrong, and a false claim costs as much as a false comment. The answers
// lie among the ticks of a submitted review, where several tabs can join them. Pure.

/** @typedef {{ comment: string, asked: string[], options: { id: string, text: string }[] }} Question An option's id may be two, with BOTH between them. */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  /** Claims that are shown beside the findings', and how many of them are false by the key. */
  const OTHERS = 3;
  const FALSE = 2;
  const BOTH = '+';
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
    return result.comments.filter((it) => it.ask.length).map(({ id, ask }) => {
      const c = /** @type {Remark} */ (review.comments.find((it) => it.id === id));
      const evidence = /** @type {Record<string, Evidence>} */ (on().evidence.of(c, item));
      const own = findings.filter((f) => ask.includes(f.id));
      const said = (/** @type {string} */ text) => on().prose.phrase(c.text, [text], item.key).score;
      // False claims that are nearest to the comment, then what is right nearby, then findings of other places, the least like it.
      const wrong = own.flatMap((f) => (f.wrong ?? []).map((text, i) => ({ id: `not-${f.id}-${i + 1}`, text: short(text) }))).sort((a, b) => said(b.text) - said(a.text));
      const near = [...traps, ...extras].sort((a, b) => evidence[b.id].sum - evidence[a.id].sum).map((it) => ({ id: it.id, text: short(it.claim) }));
      const far = findings.filter((f) => !ask.includes(f.id)).sort((a, b) => evidence[a.id].sum - evidence[b.id].sum).map((f) => ({ id: f.id, text: short(f.title) }));
      const right = own.map((f) => ({ id: f.id, text: short(f.title) }));
      const both = right.length > 1 ? [{ id: right.map((it) => it.id).join(BOTH), text: `Both: ${right.map((it) => it.text).join('; and ')}` }] : [];
      const others = [...wrong.slice(0, FALSE), ...near, ...wrong.slice(FALSE), ...far].slice(0, OTHERS);
      return { comment: id, asked: ask, options: [...[...right, ...others].sort((a, b) => mix(c.text + a.id) - mix(c.text + b.id)), ...both] };
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
  function answer(ticks, { comment, asked }, chosen, partly) {
    const taken = chosen === null ? [] : chosen.split(BOTH);
    const said = (/** @type {string} */ id) => (taken.includes(id) ? (partly ? 'partly' : 'yes') : 'no');
    for (const id of new Set([...asked, ...taken])) ticks[`answer|${comment}|${id}|${said(id)}`] = true;
  }

  /** A submitted review as a file has it: with its answers. @param {Sheet} sheet @param {Done[]} done @returns {Sheet} */
  function answered(sheet, done) {
    const all = answers(done.find((it) => it.sheet === sheet)?.ticks ?? {});
    return Object.keys(all).length ? { ...sheet, answers: all } : sheet;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, questions: { questions, answers, answer, DONE }, answered };
})();
