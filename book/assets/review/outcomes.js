// Late, on pages with <exit-review item
// What each comment of a review is: it says a finding, it may say one (then the reader is asked), a trap, an extra, or something
// that the key does not have. Several comments may share a finding, and one may say two. Pure. What that is worth is `points.js`.

/**
 * @typedef {'found' | 'again' | 'ask' | 'open' | 'extra' | 'trap' | 'false' | 'kept' | 'nit' | 'empty' | 'copy' | 'praise'} Outcome
 * @typedef {'yes' | 'partly' | 'no'} Answer
 * @typedef {Record<string, Record<string, Answer>>} Answers By comment, and by what it was asked about.
 * @typedef {{ outcome: Outcome, of: string | null, also: string[], ask: string[], credits: Record<string, number>, weak: string[], partly: string[], silent: boolean, pile: boolean, guess: number, spare: string[], touches: string[] }} Settled
 *   `ask` is what a reader is asked about; `credits` how much of each finding it holds; `weak`: those that it holds by a reader's word, and hardly by its own;
 *   `partly`: those that its reader calls a part; `silent`: settled without the reader;
 *   `guess`: how likely it says the first of them; `pile`: it says more findings than a comment holds; `spare`: findings that it would be if another
 *   comment has said its own; `touches`: findings that it may mean, whatever it is.
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const PARTLY = 0.45;
  const BARELY = 0.4;
  /** The same of a comment that proposes code at the lines of the point: it says what to do there, and a check can judge it. */
  const PROPOSED = 0.7;
  /** What a reader's yes gives: a whole finding where so much speaks for it, and BARELY where so little does. */
  const YES = { whole: 1, least: -3 };
  /** The most of a yes where the words speak more for a trap or for what is false. */
  const CONTESTED = 0.7;
  /** What the words of a comment have to bring, if a yes is to give more than BARELY. */
  const BARE = 0.3;
  /** What has to speak for a point, if a yes is to carry a review over a pass. Who says yes to everything has written no word more. */
  const CARRIES = -0.45;
  /** From here on it is called found, and not a part. */
  const NEARLY = 0.85;
  /** The most that is given for what is open, and what the reader did not settle: as much as it is likely. */
  const OPEN = 0.75;
  /** Questions of one review. More are a chore. */
  const MOST = 4;
  /** Different words of a comment from which it can be the whole key. */
  const LONG = 45;
  /** Different words of a comment from which it can say two points without having a second paragraph. */
  const ROOM = 22;
  /** How far behind the likeliest finding another one may be, to be asked about in its place. */
  const CLOSE = 1.2;
  /** A comment that says more findings than this says the key and not what is at its lines. */
  const HOLDS = 2;
  const RANK = { blocker: 4, 'should-fix': 2, nit: 1 };

  /** @param {Remark} c @param {Key} key */
  const isEmpty = (c, key) => on().words.isEmpty(c.text) || on().copies.isBorrowed(c.text, key.findings.map((f) => f.glossary ?? ''));

  /** Whether the words bring nothing that a reader's yes could build on. Names in code are no words yet. @param {Evidence} e @param {boolean} code */
  const isBare = ({ words, strange, untrue }, code) => untrue || words < (strange || code ? on().evidence.ENOUGH : BARE);

  /** Whether a comment is code and nothing else. @param {string} text */
  const isCode = (text) => on().words.proposes(text) && on().words.isEmpty(on().words.codeless(text));

  /** What a yes gives for a comment. @param {Evidence} e @param {boolean} code */
  function answered(e, code) {
    const much = Math.max(0, Math.min(1, (e.sum - YES.least) / (YES.whole - YES.least)));
    if (isBare(e, code)) return code && e.place === 'lines' ? PROPOSED : BARELY;
    return Math.min(e.contested ? CONTESTED : 1, BARELY + (1 - BARELY) * much);
  }

  /** Who asks for a test claims nothing of the code. @param {string} text */
  const wantsTest = (text) => /\b(add|write|want|need|miss\w*|is there|there be|have|cover\w*|where is|no)\b[^.?!]{0,40}\btests?\b/i.test(text);

  const isNit = (/** @type {Remark} */ c) => c.label === 'nit' || c.severity === 'nit';

  /**
   * @param {Remark} c
   * @param {Item} item
   */
  function seen(c, item) {
    const { key } = item;
    const e = /** @type {Record<string, Evidence>} */ (on().evidence.of(c, item));
    const sorted = (/** @type {{ id: string }[]} */ points) => points.map(({ id }) => ({ id, e: e[id] })).sort((a, b) => b.e.sum - a.e.sum);
    return { findings: sorted(key.findings), traps: sorted(key.traps), extras: sorted(key.extras) };
  }

  /** @param {Outcome} outcome @param {Partial<Settled>} [more] @returns {Settled} */
  const settled = (outcome, more = {}) => ({ outcome, of: null, also: [], ask: [], credits: {}, weak: [], partly: [], silent: true, pile: false, guess: 1, spare: [], touches: [], ...more });

  /**
   * @param {Remark} c
   * @param {string[]} more Of the comments that it belongs to.
   * @param {boolean} copy
   * @param {Record<string, Answer>} told What the reader answered for it.
   * @param {Item} item
   * @returns {Settled}
   */
  function settle(c, more, copy, told, item) {
    const { likely, says, claims, may: might, stands, saysToo, mayToo, piles, ENOUGH, WORDS } = on().evidence;
    if (c.label === 'praise') return settled('praise');
    if (copy) return settled('copy');
    if (isEmpty(c, item.key)) return settled('empty');
    const { findings, traps, extras } = seen({ ...c, text: [c.text, ...more].join(' ') }, item);
    const reads = on().words.reads(c.text);
    const shows = reads || on().words.proposes(c.text);
    const code = isCode(c.text);
    const may = (/** @type {Evidence} */ e) => might(e) || (shows && !isNit(c) && stands(e));
    const aside = [...traps.map((it) => ({ ...it, kind: /** @type {const} */ ('trap') })), ...extras.map((it) => ({ ...it, kind: /** @type {const} */ ('extra') }))]
      .sort((a, b) => b.e.sum - a.e.sum)[0];
    const lead = findings[0]?.e.sum ?? -9;
    // Of what lies elsewhere, and a point at its very lines, the reader says which.
    const elsewhere = aside && aside.e.place !== 'lines' && findings.some(({ e }) => stands(e));
    const leads = aside && reads && aside.e.sum > lead && claims(aside.e) && !(aside.kind === 'trap' && wantsTest(c.text));
    const beside = leads && !elsewhere;
    const sure = reads && !leads ? findings.filter(({ e }, i) => ((i === 0 && says(e)) || saysToo(e))).slice(0, HOLDS) : [];
    /** @type {Record<string, number>} */
    const credits = Object.fromEntries(sure.map(({ id }) => [id, 1]));
    /** @type {string[]} */
    const weak = [];
    for (const { id, e } of findings) {
      if (!told[id] || told[id] === 'no') continue;
      // A second point has words of its own.
      const second = Object.keys(credits).some((it) => it !== id) && e.part.words < ENOUGH;
      const part = second || (told[id] === 'partly' && !more.length);
      const yes = answered(e, code);
      if (!credits[id] && (isBare(e, code) || e.sum < CARRIES)) weak.push(id);
      credits[id] = Math.max(credits[id] ?? 0, part ? Math.min(PARTLY, yes) : yes);
    }
    const held = Object.keys(credits);
    const touches = findings.filter(({ id, e }) => told[id] !== 'no' && (may(e) || mayToo(e)) && (held.length === 0 || held.includes(id) || e.part.words >= WORDS)).map(({ id }) => id);
    const silent = Object.keys(told).length === 0;
    // A claim that the reader chose in place of a finding: it is right, beside the point, or false.
    const chosen = sure.length ? undefined : Object.keys(told).find((id) => told[id] === 'yes' && !findings.some((it) => it.id === id));
    if (chosen) return settled(traps.some((it) => it.id === chosen) ? 'trap' : extras.some((it) => it.id === chosen) ? 'extra' : 'false', { of: [...traps, ...extras].some((it) => it.id === chosen) ? chosen : null, silent, touches });
    const room = on().words.tokens(c.text).size >= ROOM;
    const rest = findings.filter(({ id, e }) => !held.includes(id) && ((mayToo(e) && room) || (!held.length && may(e))) && (!isNit(c) || mayToo(e)));
    // Wherever it stands: who writes the whole key into one comment has pointed at nothing.
    const pile = on().words.tokens(c.text).size >= LONG && findings.filter(({ e }) => piles(e)).length > HOLDS;
    const close = rest.filter(({ e }, i) => i === 0 || e.family || e.sum > rest[0].e.sum - CLOSE || mayToo(e) || stands(e));
    // The likeliest one; then, of a comment that tells a case in its own words, what lies at its lines.
    const order = [...close.slice(0, 1), ...close.slice(1).sort((a, b) => Number(stands(b.e)) - Number(stands(a.e)))];
    const ask = silent && !pile && held.length < HOLDS && !(beside && !held.length) ? order.map(({ id }) => id) : [];
    if (held.length) return settled('found', { of: held[0], also: held.slice(1), credits, weak, ask, silent, pile, touches, partly: held.filter((id) => told[id] === 'partly'),
      spare: findings.filter(({ id, e }) => reads && !held.includes(id) && says(e)).map(({ id }) => id) });
    if (beside) return settled(aside.kind, { of: aside.id, touches });
    if (ask.length) return settled('ask', { of: ask[0], ask, touches, guess: likely(findings[0].e) });
    // Who was asked had such a claim to choose, and did not.
    if (aside && silent && !(aside.kind === 'trap' && wantsTest(c.text)) && may(aside.e) && (claims(aside.e) || aside.e.place === 'lines') && aside.e.words > WORDS) return settled(aside.kind, { of: aside.id, touches });
    return settled(isNit(c) ? 'nit' : 'kept', { silent, touches });
  }

  /**
   * Two findings of one place share words. A comment that would be either is the one that nobody else has said.
   * @param {Settled[]} all
   */
  function share(all) {
    const holders = (/** @type {string} */ id) => all.filter((it) => it.credits[id] === 1).length;
    for (const it of all) {
      const free = it.spare.find((id) => holders(id) === 0);
      if (!free || it.of === null || it.also.length || holders(it.of) < 2) continue;
      Object.assign(it, { of: free, credits: { [free]: 1 }, ask: [] });
    }
  }

  /** So many others, the nearest first, are read as one text with a comment. */
  const MOST_JOINED = 4;

  /** Words that point at another comment of the review: by its line, at the next one, at the last one. */
  const AT = /\b(note|comment|remark|see|mentioned|wrote)\b[^.;]{0,20}?\b(\d{1,4})\b/gi;
  const NEXT = /\b(note|comment|remark|see|more|continued)\b[^.;]{0,20}\b(below|next|further down)\b|(…|\.\.\.)\s*$/i;
  const LAST = /^\s*(…|\.\.\.)|\b(note|comment|remark|see|said|noted) (above|before)\b/i;

  /**
   * Which comments belong together: one says "see 139", or goes on where the one before it ends. One point over two comments is read
   * as one text.
   * @param {Remark[]} comments
   * @returns {number[][]} Of each the others.
   */
  function joined(comments) {
    const claims = comments.map((c) => c.label !== 'praise' && !isNit(c));
    const all = comments.map(() => /** @type {Set<number>} */ (new Set()));
    const join = (/** @type {number} */ i, /** @type {number} */ j) => {
      if (i === j || !claims[i] || !claims[j]) return;
      all[i].add(j);
      all[j].add(i);
    };
    // Each text is read once, and each line looked up once: a sheet may have a thousand comments.
    /** @type {Map<number, number[]>} */
    const marks = new Map();
    const marked = (/** @type {number} */ line) => {
      const known = marks.get(line) ?? comments.flatMap((c, j) => (!c.about && line >= c.start && line <= c.end ? [j] : []));
      marks.set(line, known);
      return known;
    };
    comments.forEach(({ text }, i) => {
      for (const [, , line] of on().words.nameless(text).matchAll(AT)) for (const j of marked(Number(line))) join(i, j);
      if (i + 1 < comments.length && NEXT.test(text)) join(i, i + 1);
      if (i > 0 && LAST.test(text)) join(i, i - 1);
    });
    return all.map((others, i) => [...others].sort((a, b) => Math.abs(a - i) - Math.abs(b - i) || a - b).slice(0, MOST_JOINED).sort((a, b) => a - b));
  }

  /**
   * What every comment is. Who has said a finding in full is not asked about it again, and nobody is asked more than a few times.
   * @param {{ comments: Remark[], answers?: Answers }} review
   * @param {Item} item
   * @returns {Settled[]}
   */
  function outcomes({ comments, answers = {} }, item) {
    const copied = on().copies.copies(comments.map((c) => c.text));
    const others = joined(comments);
    const all = comments.map((c, i) => settle(c, others[i].map((at) => comments[at].text), copied[i], answers[c.id] ?? {}, item));
    share(all);
    const full = new Set(all.flatMap((it) => Object.entries(it.credits).filter(([, credit]) => credit === 1).map(([id]) => id)));
    const rank = (/** @type {string} */ id) => RANK[item.key.findings.find((f) => f.id === id)?.severity ?? 'nit'];
    const first = (/** @type {Settled} */ it) => it.ask.find((id) => !full.has(id));
    const queue = all.filter(first).sort((a, b) => rank(/** @type {string} */ (first(b))) - rank(/** @type {string} */ (first(a))));
    const asked = new Set(queue.slice(0, MOST));
    for (const it of all.filter((one) => one.ask.length)) {
      const open = first(it);
      const near = it.ask[0];
      const second = it.ask.find((id) => id !== open && !full.has(id));
      it.ask = open && asked.has(it) ? [open, ...(second ? [second] : [])] : [];
      if (it.outcome !== 'ask') continue;
      if (open) Object.assign(it, { outcome: it.ask.length ? 'ask' : 'open', of: open, credits: { [open]: it.guess * OPEN } });
      else Object.assign(it, { outcome: 'again', of: near });
    }
    return all;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, outcomes: { outcomes, isCode, PARTLY, OPEN, NEARLY } };
})();
