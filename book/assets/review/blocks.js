// On pages with <exit-review
// Fenced blocks in the text of a comment, as a forge reads them. `crates/review/src/blocks.rs` reads the same, and
// `crates/review/tests/blocks.json` has cases for both. Pure.

/** @typedef {{ name: string, text: string, closed: boolean }} Block `name` is the first word after the fence. */

(() => {
  /** @param {string} line */
  function fence(line) {
    const [, indent, mark, info] = line.match(/^( {0,3})(`{3,}|~{3,})(.*)$/) ?? [];
    return !mark || (mark[0] === '`' && info.includes('`')) ? null : { indent, mark, info: info.trim() };
  }

  /**
   * A text as prose and blocks, in order. Together they hold all of it.
   * @param {string} text
   * @returns {(string | Block)[]}
   */
  function parts(text) {
    /** @type {(string | Block)[]} */
    const all = [];
    /** @type {{ indent: string, mark: string, block: Block } | null} */
    let open = null;
    for (const line of text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')) {
      const here = fence(line);
      if (open) {
        if (here && !here.info && here.mark[0] === open.mark[0] && here.mark.length >= open.mark.length) {
          open.block.closed = true;
          open = null;
        } else {
          open.block.text += `${line.slice(Math.min(open.indent.length, line.search(/[^ ]|$/)))}\n`;
        }
      } else if (here) {
        const block = { name: here.info.split(/\s/)[0], text: '', closed: false };
        all.push(block);
        open = { ...here, block };
      } else if (typeof all.at(-1) === 'string') all.push(`${all.pop()}\n${line}`);
      else all.push(line);
    }
    return all;
  }

  /** The blocks that propose other lines. @param {string} text */
  const suggestions = (text) => /** @type {Block[]} */ (parts(text).filter((it) => typeof it !== 'string' && it.name === 'suggestion'));

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, blocks: { parts, suggestions } };
})();
