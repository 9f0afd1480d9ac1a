// Late, on pages with <exit-review item
// Does a comment say what a point of the key says? Looked at by rules, in two ways: how much of the point's best phrase stands
// in two neighbouring sentences, and how much of the comment is the point's whole vocabulary. The second tells better, and both
// together best. Pure. None of this judges English, and a comment that is not recognised is not wrong.

(() => {
  const words = () => /** @type {any} */ (globalThis).ExitPath.words;

  /** Texts that are taken apart: one comment is held against every phrase of a key, in several turns. @type {Map<string, { count: number, where: Map<string, number[]>, all: Set<string>, said: Set<string> }>} */
  const texts = new Map();
  const MOST_TEXTS = 2000;

  /**
   * A text as windows, each of which is a sentence and the one after it: a cause and its effect. `where` has for each word the
   * windows that it stands in.
   * @param {string} text
   */
  function windows(text) {
    const known = texts.get(text);
    if (known) return known;
    const all = words().sentences(text).map(words().tokens);
    /** @type {Map<string, number[]>} */
    const where = new Map();
    all.forEach((/** @type {Set<string>} */ each, /** @type {number} */ i) => {
      for (const word of each) {
        const found = where.get(word) ?? [];
        for (const at of [i - 1, i]) if (at >= 0 && found.at(-1) !== at) found.push(at);
        where.set(word, found);
      }
    });
    if (texts.size >= MOST_TEXTS) texts.clear();
    const made = { count: all.length, where, all: new Set(where.keys()), said: words().tokens(words().nameless(text)) };
    texts.set(text, made);
    return made;
  }

  /** @type {WeakMap<Key, { weigh: (word: string) => number, known: (word: string) => boolean }>} */
  const rarity = new WeakMap();
  /** Phrases and vocabularies of keys, taken apart once. @type {Map<string, Set<string>>} */
  const apart = new Map();
  const taken = (/** @type {string} */ phrase) => {
    const known = apart.get(phrase) ?? words().tokens(phrase);
    apart.set(phrase, known);
    return known;
  };

  /** All that the key says of a finding, but its model comment. @param {Finding} f */
  const vocabulary = (f) => [f.title, ...f.mechanism, ...f.consequence, ...f.fix].join(' . ');

  /** How much a word tells one point of a key from the others. @param {Key} key */
  function weights(key) {
    const found = rarity.get(key);
    if (found) return found;
    const all = [...key.findings.map(vocabulary), ...[...key.traps, ...key.extras].map((aside) => aside.claim)].map(taken);
    const count = new Map();
    for (const set of all) for (const word of set) count.set(word, (count.get(word) ?? 0) + 1);
    const table = new Map([...count].map(([word, n]) => [word, Math.log(1 + all.length / n)]));
    const made = { weigh: (/** @type {string} */ word) => table.get(word) ?? 1, known: (/** @type {string} */ word) => table.has(word) };
    rarity.set(key, made);
    return made;
  }

  /**
   * How much of the best of some phrases a text says, from 0 to 1, and with which words.
   * @param {string} text
   * @param {string[]} said
   * @param {Key} key
   */
  function phrase(text, said, key) {
    const { weigh } = weights(key);
    let found = { score: 0, words: /** @type {string[]} */ ([]) };
    const { count, where } = windows(text);
    const sums = new Float64Array(count);
    const hits = new Uint32Array(count);
    for (const each of said.map(taken)) {
      const whole = [...each].reduce((sum, word) => sum + weigh(word), 0);
      sums.fill(0);
      hits.fill(0);
      // Word by word, in the order of the phrase: a window that has few of them is hardly looked at.
      for (const word of each) {
        for (const window of where.get(word) ?? []) {
          sums[window] += weigh(word);
          hits[window] += 1;
        }
      }
      for (let window = 0; window < count; window++) {
        // One word alone says nothing, however rare.
        const score = whole && hits[window] > 1 ? sums[window] / whole : 0;
        if (score > found.score) found = { score, words: [...each].filter((word) => where.get(word)?.includes(window)) };
      }
    }
    return found;
  }

  /** What a word weighs that anybody could write, and what one weighs that no point of the key has. */
  const PLAIN = 0.4;
  const FOREIGN = 1.2;

  /**
   * How much a text speaks with the words of a vocabulary: their weight against the root of the whole, so that a long comment is
   * not at an advantage. What stands in `plain` says little.
   * @param {string} text
   * @param {string} vocabulary
   * @param {Key} key
   * @param {string} [plain] The glossary's words for the family.
   */
  function whole(text, vocabulary, key, plain = '') {
    const { weigh, known } = weights(key);
    const [of, less] = [taken(vocabulary), taken(plain)];
    let [hit, all, hits] = [0, 0, 0];
    const { all: every, said } = windows(text);
    for (const word of every) {
      const part = (known(word) ? weigh(word) : FOREIGN) * (words().isGeneral(word) || less.has(word) || !said.has(word) ? PLAIN : 1);
      all += part;
      if (!of.has(word)) continue;
      hit += part;
      hits += 1;
    }
    return all ? (hit / Math.sqrt(all)) * (hits > 1 ? 1 : 0.5) : 0;
  }

  const SURE = 0.62;
  const MAYBE = 0.4;

  /**
   * What a comment says of a finding, part by part. `words` are those of the comment by which it was recognised.
   * @param {string} text
   * @param {Finding} finding
   * @param {Key} key
   * @returns {{ grade: 'recognised' | 'maybe' | 'not recognised', score: number, words: string[], consequence: boolean, fix: boolean }}
   */
  function recognise(text, finding, key) {
    const cause = phrase(text, [finding.title, ...finding.mechanism], key);
    const effect = phrase(text, finding.consequence, key);
    const change = phrase(text, finding.fix, key);
    const score = Math.max(cause.score, (cause.score + effect.score) / 2);
    const sure = cause.score >= SURE || (cause.score >= MAYBE && effect.score >= SURE);
    const grade = sure ? 'recognised' : Math.max(cause.score, effect.score * 0.9, change.score * 0.8) >= MAYBE ? 'maybe' : 'not recognised';
    const named = words().written([...new Set([...cause.words, ...effect.words])], text);
    return { grade, score, words: named, consequence: effect.score >= MAYBE, fix: change.score >= MAYBE };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, prose: { recognise, phrase, whole, vocabulary } };
})();
