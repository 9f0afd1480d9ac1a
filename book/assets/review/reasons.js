// Late, on pages with <exit-review item
// Whether an approval says why: a comment that names what was looked at, in words that somebody writes who has read this change.
// Pure.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;

  /**
   * Two words of its own, and one of them among those that the key has for this change; or a remark at the lines of a trap.
   * @param {string} text
   * @param {Item} item
   */
  function isReason(text, item) {
    const { own, reads, tokens, CJK } = on().words;
    if (!reads(text)) return false;
    if (CJK.test(text)) return true;
    const mine = own(text);
    const key = tokens([...item.key.traps, ...item.key.extras].map((it) => `${it.claim} ${it.why ?? ''}`).join(' . '));
    const met = [...tokens(text)].filter((word) => key.has(word));
    return mine.length >= 2 && met.length >= 2;
  }

  /**
   * @param {Review} review
   * @param {Item} item
   * @param {Settled[]} all
   */
  const given = (review, item, all) => review.comments.some((c, i) => !['empty', 'copy'].includes(all[i].outcome) && isReason(c.text, item));

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, reasons: { given, isReason } };
})();
