// On pages with <exit-review
// What two tabs know of one item, as one entry. `join` puts them together value by value: a comment by its id, the decision, a
// tick. Each value has a revision, which counts its changes and its deletion. The higher one stands. Nothing is kept here.

/**
 * @typedef {{ comments: Remark[], decision: Decision | null, confidence: number, seconds: number, again?: boolean,
 *   revs?: Record<string, number> }} Draft `revs`: of each value that ever was, how often it changed.
 * @typedef {{ sheet: Sheet, at: number, result: { points: number, recall: number, alarms: number, right: boolean,
 *   found: string[], missed: string[], wrong: string[] }, ticks: Record<string, boolean> }} Done
 * @typedef {{ title: string, draft: Draft, done: Done[] }} Entry
 */

(() => {
  /** @returns {Draft} */
  const blank = () => ({ comments: [], decision: null, confidence: 75, seconds: 0 });

  const FIELDS = /** @type {const} */ (['file', 'side', 'start', 'end', 'label', 'severity', 'hazard', 'text']);

  /** Whether two comments say the same. @param {Remark | undefined} a @param {Remark | undefined} b */
  const alike = (a, b) => a === b || (a !== undefined && b !== undefined && FIELDS.every((name) => (a[name] ?? null) === (b[name] ?? null)));

  /** @param {Remark[]} comments @returns {Map<string, Remark>} */
  const byId = (comments) => new Map(comments.map((it) => [it.id, it]));

  /** What is neither a comment nor a submitted review, by a name that no comment has. @param {Entry} entry @returns {Map<string, any>} */
  function values({ draft, done }) {
    const all = new Map(/** @type {[string, any][]} */ ([['.decision', draft.decision], ['.confidence', draft.confidence], ['.again', draft.again === true], ['.seconds', draft.seconds]]));
    for (const { at, ticks } of done) for (const [key, on] of Object.entries(ticks)) all.set(`.${at}:${key}`, on === true);
    return all;
  }

  /**
   * How often each value has changed. Older workbooks did not count: there a comment of the draft is newer than none, what
   * was submitted has left its draft, and a decision is newer than the lack of one.
   * @param {Entry} entry
   * @returns {Map<string, number>}
   */
  function revisions(entry) {
    const { draft, done } = entry;
    const known = new Map(Object.entries(draft.revs ?? {}));
    const unset = values({ ...entry, draft: blank(), done: [] });
    for (const [name, value] of values(entry)) if (!known.has(name) && value !== (unset.get(name) ?? false)) known.set(name, 1);
    const submitted = new Set(done.flatMap((it) => it.sheet.comments.map(({ id }) => id)));
    for (const { id } of draft.comments) if (!known.has(id)) known.set(id, submitted.has(id) ? 3 : 1);
    for (const id of submitted) if (!known.has(id)) known.set(id, 2);
    return known;
  }

  /** Counts what has changed from `before` to `now`. @param {Entry} before @param {Entry} now */
  function count(before, now) {
    const revs = revisions(before);
    const bump = (/** @type {string} */ name) => revs.set(name, (revs.get(name) ?? 0) + 1);
    const [old, fresh] = [byId(before.draft.comments), byId(now.draft.comments)];
    for (const id of new Set([...old.keys(), ...fresh.keys()])) if (!alike(old.get(id), fresh.get(id))) bump(id);
    const [was, is] = [values(before), values(now)];
    for (const name of new Set([...was.keys(), ...is.keys()])) {
      // A clock only runs on: the higher of two readings stands, unless it began again.
      if (name === '.seconds' ? is.get(name) < was.get(name) : (was.get(name) ?? false) !== (is.get(name) ?? false)) bump(name);
    }
    now.draft.revs = Object.fromEntries(revs);
  }

  /**
   * Two entries of one item as one. In the order of `b`, so that two tabs that join each other's end with the same bytes.
   * @param {Entry} a
   * @param {Entry} b
   * @returns {{ entry: Entry, more: boolean }} Whether it is more than `b`.
   */
  function join(a, b) {
    const [ra, rb] = [revisions(a), revisions(b)];
    const revs = new Map(rb);
    let more = false;
    for (const [name, rev] of ra) {
      if (rev > (rb.get(name) ?? 0)) {
        revs.set(name, rev);
        more = true;
      }
    }
    const comments = byId(b.draft.comments);
    const [mine, theirs] = [byId(a.draft.comments), byId(b.draft.comments)];
    for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
      const [x, y] = [mine.get(id), theirs.get(id)];
      const ahead = (ra.get(id) ?? 0) - (rb.get(id) ?? 0);
      if (ahead < 0 || alike(x, y)) continue;
      if (ahead > 0 || !y) {
        if (x) comments.set(id, x);
        else comments.delete(id);
        more = true;
      } else if (x) {
        // Two tabs have changed it in one moment. Both texts stay, and each tab comes to the same two.
        const [first, second] = JSON.stringify(x) > JSON.stringify(y) ? [x, y] : [y, x];
        const copy = `${id}+`;
        more ||= first === x || !revs.has(copy);
        comments.set(id, first);
        if (!revs.has(copy)) comments.set(copy, { ...second, id: copy });
        revs.set(copy, revs.get(copy) ?? 1);
      }
    }
    const keyOfDone = (/** @type {Done} */ it) => `${it.at} ${JSON.stringify(it.sheet)}`;
    const done = new Map(b.done.map((it) => [keyOfDone(it), it]));
    for (const it of a.done) {
      if (done.has(keyOfDone(it))) continue;
      done.set(keyOfDone(it), it);
      more = true;
    }
    const [va, vb] = [values(a), values(b)];
    const stands = new Map(vb);
    for (const [name, x] of va) {
      const y = vb.get(name);
      const ahead = (ra.get(name) ?? 0) - (rb.get(name) ?? 0);
      const wins = ahead > 0 || (ahead === 0 && (y === undefined || (name === '.seconds' ? x > y : String(x) > String(y))));
      if (!wins || x === y) continue;
      stands.set(name, x);
      more = true;
    }
    const ticked = (/** @type {Done} */ it) => {
      const of = `.${it.at}:`;
      return { ...it, ticks: Object.fromEntries([...stands].filter(([name, on]) => on && name.startsWith(of)).map(([name]) => [name.slice(of.length), true])) };
    };
    /** @type {Draft} */
    const draft = { comments: [...comments.values()], decision: stands.get('.decision'), confidence: stands.get('.confidence'), seconds: stands.get('.seconds'),
      ...(stands.get('.again') ? { again: true } : {}), revs: Object.fromEntries(revs) };
    return { entry: { title: b.title, draft, done: [...done.values()].map(ticked).sort((p, q) => p.at - q.at) }, more };
  }

  /** What of an entry is seen: not its clock, and not what only counts. @param {Entry} entry */
  const seen = ({ draft, done }) => JSON.stringify([draft.comments, draft.decision, draft.confidence, draft.again === true, done]);

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, join: { blank, alike, count, join, seen } };
})();
