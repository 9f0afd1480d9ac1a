// Late, on pages with <exit-review item
// Words of a review, looked at by rules: does a comment say what a finding says, does it read as sentences, which slips
// are in it. Pure. None of this judges English, and a comment that is not recognised is not wrong.

(() => {
  const STOP = new Set(('a an the this that these those it its is are was were be been to of in on at by for from with and or but so as if '
    + 'then than when while which who what where there here has have had do does did can could would should may might will not no nor only also '
    + 'we i you they he she one any all each some more most other another into onto over under again still yet very after before').split(' '));
  /** Words that mean one thing in this trade. */
  const SAME = Object.fromEntries([
    'hang hung hangs stuck freeze frozen block blocks blocked deadlock deadlocks deadlocked forever ever',
    'lock locks locked mutex guard',
    'token tokens context ctx',
    'remove removes removed removal delete deletes deleted deletion',
    'timeout timeouts time-out limit limits deadline budget',
    'error errors err failure failed fails',
    'reap reaps reaped reaper waitpid',
    'gone lost loses lose missing dropped drop drops',
    'wait waits waited waiter waiters waiting recv receive receives',
    'twice second again double doubly',
    'stop stops stopped shutdown',
    'spent cancelled canceled cancels cancel',
    'code codes status',
    'kill kills killed sigkill',
    'free freed reused reuse recycled stranger',
    'end ends ended exit exits exited dies die died dead',
  ].flatMap((group) => group.split(' ').map((word) => [word, group.split(' ')[0]])));

  /** @param {string} word */
  const stem = (word) => SAME[word] ?? (word.length > 4 ? word.replace(/(ies|ing|ed|es|s|e)$/, '') : word);

  /** The words that carry meaning: an identifier is also its parts. @param {string} text */
  function meaning(text) {
    const plain = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    return (plain.match(/[a-z][a-z-]+|\d+/g) ?? []).filter((w) => !STOP.has(w));
  }

  /** @param {string} text */
  const tokens = (text) => new Set(meaning(text).map(stem));

  /** Stems in the words of a text, each as it stands there first: a reader knows "created", and not "creat". @param {string[]} stems @param {string} text */
  function written(stems, text) {
    const all = meaning(text);
    return stems.map((it) => all.find((word) => stem(word) === it) ?? it);
  }

  /** @param {string} text */
  const sentences = (text) => text.split(/(?<=[.!?;:])\s+|\n+/).filter((s) => s.trim() !== '');

  /** Texts that are taken apart: one comment is held against every phrase of a key, in several turns. @type {Map<string, { count: number, where: Map<string, number[]> }>} */
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
    const all = sentences(text).map(tokens);
    /** @type {Map<string, number[]>} */
    const where = new Map();
    all.forEach((words, i) => {
      for (const word of words) {
        const found = where.get(word) ?? [];
        for (const at of [i - 1, i]) if (at >= 0 && found.at(-1) !== at) found.push(at);
        where.set(word, found);
      }
    });
    if (texts.size >= MOST_TEXTS) texts.clear();
    const made = { count: all.length, where };
    texts.set(text, made);
    return made;
  }

  /** @type {WeakMap<Key, Map<string, number>>} */
  const rarity = new WeakMap();
  /** Phrases of keys, taken apart once. @type {Map<string, Set<string>>} */
  const phrases = new Map();
  const apart = (/** @type {string} */ phrase) => {
    const known = phrases.get(phrase) ?? tokens(phrase);
    phrases.set(phrase, known);
    return known;
  };

  /** How much a word tells one finding of a key from the others. @param {Key} key */
  function weights(key) {
    const known = rarity.get(key);
    if (known) return known;
    const texts = [
      ...key.findings.map((f) => [f.title, ...f.mechanism, ...f.consequence, ...f.fix].join(' ')),
      ...[...key.traps, ...key.extras].map((aside) => aside.claim),
    ].map(tokens);
    const all = new Set(texts.flatMap((set) => [...set]));
    const made = new Map([...all].map((word) => [word, Math.log(1 + texts.length / texts.filter((set) => set.has(word)).length)]));
    rarity.set(key, made);
    return made;
  }

  /**
   * How much of a phrase a text says, from 0 to 1, and with which words.
   * @param {string} text
   * @param {string[]} said
   * @param {Key} key
   */
  function best(text, said, key) {
    const weigh = weights(key);
    const of = (/** @type {string} */ word) => weigh.get(word) ?? 1;
    let found = { score: 0, words: /** @type {string[]} */ ([]) };
    const { count, where } = windows(text);
    const sums = new Float64Array(count);
    const words = new Uint32Array(count);
    for (const phrase of said.map(apart)) {
      const whole = [...phrase].reduce((sum, word) => sum + of(word), 0);
      sums.fill(0);
      words.fill(0);
      // Word by word, in the order of the phrase: a window that has few of them is hardly looked at.
      for (const word of phrase) {
        for (const window of where.get(word) ?? []) {
          sums[window] += of(word);
          words[window] += 1;
        }
      }
      for (let window = 0; window < count; window++) {
        // One word alone says nothing, however rare.
        const score = whole && words[window] > 1 ? sums[window] / whole : 0;
        if (score > found.score) found = { score, words: [...phrase].filter((word) => where.get(word)?.includes(window)) };
      }
    }
    return found;
  }

  const SURE = 0.62;
  const MAYBE = 0.4;

  /**
   * Whether a comment says what a finding says.
   * @param {string} text
   * @param {Finding} finding
   * @param {Key} key
   * `words` are those of the comment by which it was recognised.
   * @returns {{ grade: 'recognised' | 'maybe' | 'not recognised', score: number, words: string[], consequence: boolean, fix: boolean }}
   */
  function recognise(text, finding, key) {
    const cause = best(text, [finding.title, ...finding.mechanism], key);
    const effect = best(text, finding.consequence, key);
    const change = best(text, finding.fix, key);
    const score = Math.max(cause.score, (cause.score + effect.score) / 2);
    const sure = cause.score >= SURE || (cause.score >= MAYBE && effect.score >= SURE);
    const grade = sure ? 'recognised' : Math.max(cause.score, effect.score * 0.9, change.score * 0.8) >= MAYBE ? 'maybe' : 'not recognised';
    const words = written([...new Set([...cause.words, ...effect.words])], text);
    return { grade, score, words, consequence: effect.score >= MAYBE, fix: change.score >= MAYBE };
  }

  /**
   * Whether a comment makes the claim of a trap or an extra. Those are whole sentences, so half of one is enough.
   * @param {string} text
   * @param {string} claim
   * @param {Key} key
   */
  const says = (text, claim, key) => best(text, sentences(claim), key).score >= 0.5;

  /** Words. The longest sentence of all sample comments has 32. */
  const LONGEST = 50;
  const SMALL = new Set(('the a an is are was be to of in on and or that this these it its so when while if for with not as will can could may by at has have do '
    + 'does from about into before after until because but yet then than no nothing nobody never only both each any all we our you your they their there here which who').split(' '));

  /**
   * Whether a text has a sentence in it: a list of keywords has none, and a sentence ends somewhere. Whoever thinks in Chinese
   * or Japanese may write it.
   * @param {string} text
   */
  function reads(text) {
    if (/[\u3040-\u30ff\u4e00-\u9fff]{6,}/.test(text)) return true;
    return sentences(text).some((sentence) => {
      const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
      const small = words.filter((word) => SMALL.has(word)).length / Math.max(1, words.length);
      return words.length >= 5 && words.length <= LONGEST && small >= 0.15 && small <= 0.75;
    });
  }

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

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, prose: { recognise, says, reads, shingles, alike, copies, tokens, sentences } };
})();
