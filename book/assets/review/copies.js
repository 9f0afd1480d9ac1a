// Late, on pages with <exit-review item
// Which comments of a review say again what an earlier one says, almost word for word; and which say what a glossary says. Pure.

(() => {
  /** @param {string} text @returns {Set<string>} */
  function shingles(text) {
    const words = text.toLowerCase().match(/[\p{L}\d_]+/gu) ?? [];
    if (words.length < 3) return new Set([words.join(' ')]);
    return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
  }

  /** Whether two texts with so many shingles are one text, a few words changed or added. @param {number} a @param {number} b @param {number} both */
  function same(a, b, both) {
    const [least, most] = [Math.min(a, b), a + b - both];
    return both / most >= 0.7 || (least >= 8 && both / least >= 0.9);
  }

  /** Whether two texts are one. @param {Set<string>} a @param {Set<string>} b */
  const alike = (a, b) => same(a.size, b.size, [...a].filter((it) => b.has(it)).length);

  /**
   * Which texts say again what an earlier one says. Each shingle knows the texts that have it, so texts that share nothing are
   * never compared.
   * @param {string[]} all
   * @returns {boolean[]}
   */
  function copies(all) {
    const sets = all.map(shingles);
    /** @type {Map<string, number[]>} */
    const where = new Map();
    const both = new Uint32Array(all.length);
    /** The last one that others repeat: who pastes, pastes one text. */
    let model = -1;
    return sets.map((set, i) => {
      let copy = model >= 0 && alike(sets[model], set);
      if (copy) {
        for (const it of set) where.get(it)?.push(i) ?? where.set(it, [i]);
        return true;
      }
      both.fill(0);
      for (const it of set) {
        const list = where.get(it);
        if (!list) {
          where.set(it, [i]);
          continue;
        }
        for (const j of list) both[j] += 1;
        list.push(i);
      }
      for (let j = 0; j < i && !copy; j++) {
        copy = both[j] > 0 && same(sets[j].size, set.size, both[j]);
        if (copy) model = j;
      }
      return copy;
    });
  }

  /** Three words in a row, of all words. @param {string} text */
  const runs = (text) => {
    const all = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
    return new Set(all.slice(2).map((word, i) => `${all[i]} ${all[i + 1]} ${word}`));
  };

  /** Definitions, taken apart once. @type {Map<string, { runs: Set<string>, tokens: Set<string> }>} */
  const glossaries = new Map();

  /** @param {Set<string>} mine @param {Set<string>} theirs */
  const share = (mine, theirs) => (mine.size >= 4 ? [...mine].filter((it) => theirs.has(it)).length / mine.size : 0);

  /**
   * Whether a text is one of these definitions: who copies one, or its words, has said nothing of this change.
   * @param {string} text
   * @param {string[]} definitions
   */
  function isBorrowed(text, definitions) {
    const { tokens } = /** @type {any} */ (globalThis).ExitPath.words;
    const mine = { runs: runs(text), tokens: tokens(text) };
    return definitions.some((it) => {
      const theirs = glossaries.get(it) ?? { runs: runs(it), tokens: tokens(it) };
      glossaries.set(it, theirs);
      return share(mine.runs, theirs.runs) >= 0.5 || share(mine.tokens, theirs.tokens) >= 0.9;
    });
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, copies: { shingles, alike, copies, isBorrowed } };
})();
