// Late, on pages with <exit-review item
// Does a comment say what a point of the key says? Looked at by rules, in two ways: how much of the point's best phrase stands
// in two neighbouring sentences, and to which of all points its words lean. The second tells better, and both together best. Pure. None of this judges English, and a comment that is not recognised is not wrong.

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

  /** What a word counts that anybody could write, and what a name in code does. */
  const PLAIN = 0.7;
  const NAME = 0.7;
  /** What a word counts among all the others' words that none of them has. */
  const UNSEEN = 0.6;
  /** So many words of each point are thought to be as they are elsewhere: a point with few texts does not lean on one word. */
  const PRIOR = 250;
  /** A text of fewer words is no surer than one of so many. */
  const FEW = 4;
  /** Of each point of a key, and of what is said wrongly of it, how many of its texts have a word. @typedef {{ id: string, count: Map<string, number>, sum: number }} Speech */

  /** @type {WeakMap<Key, { speeches: Speech[], every: Map<string, number>, sum: number }>} */
  const spoken = new WeakMap();

  /** What is false, and sounds like a point of the key. */
  const WRONG = 'wrong';

  /** @param {Key} key */
  function speeches(key) {
    const known = spoken.get(key);
    if (known) return known;
    const texts = [
      ...key.findings.map((f) => ({ id: f.id, all: [f.title, ...f.mechanism, ...f.consequence, ...f.fix, ...(f.heard ?? [])] })),
      ...[...key.traps, ...key.extras].map((it) => ({ id: it.id, all: [it.claim, ...(it.heard ?? [])] })),
      { id: WRONG, all: key.findings.flatMap((f) => f.wrong ?? []) },
    ];
    /** @type {Map<string, number>} */
    const every = new Map();
    const made = texts.map(({ id, all }) => {
      /** @type {Map<string, number>} */
      const count = new Map();
      for (const word of all.flatMap(words().sentences).flatMap((text) => [...taken(text)])) {
        count.set(word, (count.get(word) ?? 0) + 1);
        every.set(word, (every.get(word) ?? 0) + 1);
      }
      return { id, count, sum: [...count.values()].reduce((sum, n) => sum + n, 0) };
    });
    const all = { speeches: made, every, sum: made.reduce((sum, it) => sum + it.sum, 0) };
    spoken.set(key, all);
    return all;
  }

  /** A text and what it is made of: a comment that says two things says one in a paragraph, a sentence or a pair of them. @param {string} text */
  function parts(text) {
    const sentences = words().sentences(text);
    const paragraphs = text.split(/\n\s*\n/).filter((it) => it.trim() !== '');
    const pairs = sentences.slice(1).map((/** @type {string} */ it, /** @type {number} */ i) => `${sentences[i]} ${it}`);
    return [...new Set([text, ...paragraphs, ...sentences, ...pairs])];
  }

  /**
   * To which points of a key a text leans: for each of them how much likelier its words are in what is said of it than in what
   * is said of all the others, as a logarithm. Words that the key does not know tell nothing.
   * @param {string} text
   * @param {Key} key
   * @returns {Record<string, number>}
   */
  function lean(text, key) {
    const { speeches: all, every, sum } = speeches(key);
    const { all: said, said: plain } = windows(text);
    const met = [...said].filter((word) => every.has(word));
    const by = Math.sqrt(Math.max(FEW, said.size));
    return Object.fromEntries(all.map((it) => {
      if (!it.sum) return [it.id, 0];
      const found = met.reduce((total, word) => {
        const mine = it.count.get(word) ?? 0;
        const others = ((/** @type {number} */ (every.get(word)) - mine + UNSEEN) / (sum - it.sum + UNSEEN * every.size));
        const odds = Math.log((mine + PRIOR * others) / (it.sum + PRIOR) / others);
        return total + odds * (words().isGeneral(word) ? PLAIN : 1) * (plain.has(word) ? 1 : NAME);
      }, 0);
      return [it.id, found / by];
    }));
  }

  /** So few own words tell nothing of whether a text is about something else. */
  const OWN = 3;

  /** How many of a text's own words stand nowhere in the key, from 0 to 1. @param {string} text @param {Key} key */
  function foreign(text, key) {
    const { every } = speeches(key);
    const own = /** @type {string[]} */ (words().own(text));
    return own.length >= OWN ? own.filter((word) => !every.has(word)).length / own.length : 0;
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
  space.ExitPath = { ...space.ExitPath, prose: { recognise, phrase, lean, foreign, parts, WRONG } };
})();
