// On pages with <exit-review
// A reader's words as elements: code between backticks, links, and suggestion blocks as a small diff. What was typed stays text.

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const { h } = on().dom;

  /** Prose, with the slips in it underlined where what finds them is here already. @param {string} text */
  function slipped(text) {
    /** @type {{ start: number, end: number, advice: string }[]} */
    const found = on().slips?.(text) ?? [];
    const out = [];
    let from = 0;
    for (const slip of found) {
      out.push(text.slice(from, slip.start), h('span.ep-slip', { title: slip.advice }, text.slice(slip.start, slip.end)));
      from = slip.end;
    }
    return [...out, text.slice(from)];
  }

  /** @param {string} text */
  const prose = (text) => text.split(/(`[^`\n]+`|\bhttps?:\/\/[^\s<>`]*[^\s<>`.,;:!?'")\]])/).flatMap((part, i) => {
    if (i % 2 === 0) return slipped(part);
    return part[0] === '`' ? h('code', {}, part.slice(1, -1)) : h('a', { href: part, rel: 'noopener noreferrer' }, part);
  });

  /** @param {Block} block @param {string[]} [old] The lines that a suggestion takes the place of. */
  function code({ name, text, closed }, old) {
    const lines = text.split('\n').slice(0, -1);
    if (name !== 'suggestion') return h('pre', {}, h('code', {}, text));
    const row = (/** @type {string} */ mark) => (/** @type {string} */ line) => h(`span.${mark === '+' ? 'add' : 'del'}`, {}, `${mark} ${line}\n`);
    return h('pre.ep-suggestion', { 'aria-label': 'Suggested change' }, (old ?? []).map(row('-')), lines.map(row('+')),
      !closed && 'The block has no end.', lines.length === 0 && !old && 'These lines go.');
  }

  /**
   * @param {string} text
   * @param {string[]} [old]
   */
  const paragraphs = (text, old) => h('div.ep-said', {}, on().blocks.parts(text).flatMap((/** @type {string | Block} */ it) => (typeof it === 'string' ? prose(it) : code(it, old))));

  on().dom.paragraphs = paragraphs;
})();
