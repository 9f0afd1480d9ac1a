// Late, on pages with <exit-review item
// What each comment of a review is: it says a finding, it may say one (then the reader is asked), a trap, an extra, or something
// that the key does not have. Several comments may share a finding, and one may say two. Pure. What that is worth is `points.js`.

/**
 * @typedef {'found' | 'again' | 'ask' | 'open' | 'extra' | 'trap' | 'kept' | 'nit' | 'empty' | 'copy' | 'praise'} Outcome
 * @typedef {'yes' | 'partly' | 'no'} Answer
 * @typedef {Record<string, Record<string, Answer>>} Answers By comment, and by what it was asked about.
 * @typedef {{ outcome: Outcome, of: string | null, also: string[], ask: string[], credits: Record<string, number>, silent: boolean, pile: boolean, spare: string[], touches: string[] }} Settled
 *   `ask` is what a reader is asked about; `credits` how much of each finding it holds; `silent`: settled without the reader;
 *   `pile`: it says more findings than a comment holds; `spare`: findings that it would be if another
 *   comment has said its own; `touches`: findings that it may mean, whatever it is.
 */

(() => {
  const on = () => /** @type {any} */ (globalThis).ExitPath;
  const PARTLY = 0.45;
  const BARELY = 0.4;
  /** What the words of a comment have to bring, if a reader's word is to give it the whole of a finding. */
  const BARE = 2;
  /** What is open, and what the reader did not settle. */
  const OPEN = 0.3;
  /** Questions of one review. More are a chore. */
  const MOST = 4;
  /** Different words of a comment from which it can be the whole key. */
  const LONG = 45;
  /** How far behind the likeliest finding another one may be, to be asked about in its place. */
  const CLOSE = 1.5;
  /** A comment that says more findings than this says the key and not what is at its lines. */
  const HOLDS = 2;
  const RANK = { blocker: 4, 'should-fix': 2, nit: 1 };

  /** @param {Remark} c @param {Key} key */
  const isEmpty = (c, key) => on().words.isEmpty(c.text) || on().copies.isBorrowed(c.text, key.findings.map((f) => f.glossary ?? ''));

  const isNit = (/** @type {Remark} */ c) => c.label === 'nit' || c.severity === 'nit';

  /**
   * @param {Remark} c
   * @param {Item} item
   */
  function seen(c, item) {
    const { ofFinding, ofAside } = on().evidence;
    const { key } = item;
    return {
      findings: key.findings.map((f) => ({ id: f.id, rank: RANK[f.severity], e: /** @type {Evidence} */ (ofFinding(c, f, item)) })).sort((a, b) => b.e.sum - a.e.sum),
      traps: key.traps.map((t) => ({ id: t.id, e: /** @type {Evidence} */ (ofAside(c, t, item)) })).sort((a, b) => b.e.sum - a.e.sum),
      extras: key.extras.map((x) => ({ id: x.id, e: /** @type {Evidence} */ (ofAside(c, x, item)) })).sort((a, b) => b.e.sum - a.e.sum),
    };
  }

  /** @param {Outcome} outcome @param {Partial<Settled>} [more] @returns {Settled} */
  const settled = (outcome, more = {}) => ({ outcome, of: null, also: [], ask: [], credits: {}, silent: true, pile: false, spare: [], touches: [], ...more });

  /**
   * @param {Remark} c
   * @param {boolean} copy
   * @param {Record<string, Answer>} told What the reader answered for it.
   * @param {Item} item
   * @returns {Settled}
   */
  function settle(c, copy, told, item) {
    const { says, claims, may, saysToo, mayToo, WORDS, PILE } = on().evidence;
    if (c.label === 'praise') return settled('praise');
    if (copy) return settled('copy');
    if (isEmpty(c, item.key)) return settled('empty');
    const { findings, traps, extras } = seen(c, item);
    const reads = on().words.reads(c.text);
    const aside = [...traps.map((it) => ({ ...it, kind: /** @type {const} */ ('trap') })), ...extras.map((it) => ({ ...it, kind: /** @type {const} */ ('extra') }))]
      .sort((a, b) => b.e.sum - a.e.sum)[0];
    // The words decide between a finding and a claim that is made nearby.
    const [lead, least] = [findings[0]?.e.sum ?? 0, findings[0]?.e.words ?? 0];
    const beside = aside && reads && aside.e.words > least && ((claims(aside.e) && aside.e.sum > lead)
      || (aside.kind === 'extra' && aside.e.sum > lead + CLOSE && aside.e.words > WORDS && least < WORDS));
    const sure = reads && !beside ? findings.filter(({ e }, i) => (i === 0 ? says(e) : saysToo(e))).slice(0, HOLDS) : [];
    /** @type {Record<string, number>} */
    const credits = Object.fromEntries(sure.map(({ id }) => [id, 1]));
    for (const { id, e } of findings) {
      if (told[id] && told[id] !== 'no') credits[id] = Math.max(credits[id] ?? 0, told[id] === 'partly' ? PARTLY : e.words >= BARE ? 1 : BARELY);
    }
    const held = Object.keys(credits);
    const touches = findings.filter(({ id, e }) => told[id] !== 'no' && may(e) && (held.length === 0 || held.includes(id) || e.words >= WORDS)).map(({ id }) => id);
    const silent = Object.keys(told).length === 0;
    const chosen = traps.find(({ id }) => told[id] === 'yes');
    if (chosen) return settled('trap', { of: chosen.id, silent, credits, touches });
    const rest = findings.filter(({ id, e }) => !held.includes(id) && (held.length ? mayToo(e) : may(e)) && (!isNit(c) || e.words >= WORDS));
    // Wherever it stands: who writes the whole key into one comment has pointed at nothing.
    const pile = on().words.tokens(c.text).size >= LONG && findings.filter(({ e }) => e.words >= PILE).length > HOLDS;
    const ask = silent && !pile && held.length < HOLDS && !(beside && !held.length) 
      ? rest.filter(({ e }, i) => i === 0 || e.family || e.sum > rest[0].e.sum - CLOSE).map(({ id }) => id) : [];
    if (held.length) return settled('found', { of: held[0], also: held.slice(1), credits, ask, silent, pile, touches,
      spare: findings.filter(({ id, e }) => reads && !held.includes(id) && says(e)).map(({ id }) => id) });
    if (beside) return settled(aside.kind, { of: aside.id, touches });
    if (ask.length) return settled('ask', { of: ask[0], ask, touches });
    if (aside && may(aside.e) && (claims(aside.e) || aside.e.place === 'lines') && aside.e.words > WORDS) return settled(aside.kind, { of: aside.id, touches });
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

  /**
   * What every comment is. Who has said a finding in full is not asked about it again, and nobody is asked more than a few times.
   * @param {{ comments: Remark[], answers?: Answers }} review
   * @param {Item} item
   * @returns {Settled[]}
   */
  function outcomes({ comments, answers = {} }, item) {
    const copied = on().copies.copies(comments.map((c) => c.text));
    const all = comments.map((c, i) => settle(c, copied[i], answers[c.id] ?? {}, item));
    share(all);
    const full = new Set(all.flatMap((it) => Object.entries(it.credits).filter(([, credit]) => credit === 1).map(([id]) => id)));
    const rank = (/** @type {string} */ id) => RANK[item.key.findings.find((f) => f.id === id)?.severity ?? 'nit'];
    const first = (/** @type {Settled} */ it) => it.ask.find((id) => !full.has(id));
    const queue = all.filter(first).sort((a, b) => rank(/** @type {string} */ (first(b))) - rank(/** @type {string} */ (first(a))));
    const asked = new Set(queue.slice(0, MOST));
    for (const it of all.filter((one) => one.ask.length)) {
      const open = first(it);
      const near = it.ask[0];
      it.ask = open && asked.has(it) ? [open] : [];
      if (it.outcome !== 'ask') continue;
      if (open) Object.assign(it, { outcome: it.ask.length ? 'ask' : 'open', of: open, credits: { [open]: OPEN } });
      else Object.assign(it, { outcome: 'again', of: near });
    }
    return all;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, outcomes: { outcomes, PARTLY, OPEN } };
})();
