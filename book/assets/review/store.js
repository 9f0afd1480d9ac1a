// On pages with <exit-review
// What this browser remembers of each item: the draft, and the reviews that were submitted. One entry of localStorage for
// each item and revision, so a changed pull request starts fresh and the old review is not lost.
//
// Several tabs may show one page, and each of them may sleep. So no tab writes its memory over what is there. `join` puts two
// entries together, value by value: a comment by its id, the decision, a tick. Each value has a revision, which counts its
// changes and its deletion. The higher one stands. An entry that was overwritten in one moment comes back with the next look
// of the tab that wrote it.

/**
 * @typedef {{ comments: Remark[], decision: Decision | null, confidence: number | null, seconds: number, again?: boolean,
 *   revs?: Record<string, number> }} Draft `revs`: of each value that ever was, how often it changed.
 * @typedef {{ sheet: Sheet, at: number, result: { points: number, recall: number, alarms: number, right: boolean,
 *   found: string[], missed: string[], wrong: string[] }, ticks: Record<string, boolean> }} Done
 * @typedef {{ title: string, draft: Draft, done: Done[] }} Entry
 * @typedef {{ id: string, revision: string, title: string }} Reviewed
 */

(() => {
  const PREFIX = 'exit-path:review:';
  /** More than two tabs can write, and few enough to be read. A sheet has fewer. */
  const MOST = 5000;
  const NOTHING = 'This browser keeps nothing for this page.';
  const FULL = 'This browser has no room for it.';

  /** @returns {Draft} */
  const blank = () => ({ comments: [], decision: null, confidence: null, seconds: 0 });

  /** @param {{ id: string, revision: string }} item */
  const keyOf = (item) => `${PREFIX}${item.id}@${item.revision}`;

  /** @param {any} value @param {string} type */
  const listOf = (value, type) => Array.isArray(value) && value.length <= 1000 && value.every((it) => typeof it === type);

  /** @param {any} revs */
  const counts = (revs) => revs === undefined || (typeof revs === 'object' && revs !== null && Object.keys(revs).length <= 100000
    && Object.values(revs).every((it) => Number.isInteger(it) && it >= 0 && it <= 1e9));

  /**
   * Whether something can be an entry. What another page, or an older one, has left under our key harms nobody.
   * @param {any} entry
   */
  function sound(entry) {
    const { check } = /** @type {any} */ (globalThis).ExitPath.sheet;
    if (typeof entry?.title !== 'string' || typeof entry.draft !== 'object' || !Array.isArray(entry.done)) return false;
    const d = entry.draft;
    const draft = d && check({ format: 'exit-path-review', version: 1, exercise: '', revision: '', attempt: 1, decision: d.decision ?? 'comment',
      confidence: d.confidence, comments: d.comments, seconds: d.seconds }, MOST) === null && counts(d.revs);
    return draft && entry.done.length <= 1000 && entry.done.every((/** @type {any} */ it) =>
      check(it?.sheet) === null && Number.isFinite(it.at) && typeof it.ticks === 'object' && it.ticks !== null
      && ['points', 'recall', 'alarms'].every((name) => Number.isFinite(it.result?.[name])) && typeof it.result.right === 'boolean'
      && ['found', 'missed', 'wrong'].every((name) => listOf(it.result[name], 'string')));
  }

  /** @param {'localStorage' | 'sessionStorage'} [which] @returns {Storage | null} A page may be forbidden to keep anything. */
  function storage(which = 'localStorage') {
    try {
      return globalThis[which];
    } catch {
      return null;
    }
  }

  /** @param {string} key @returns {string | null} */
  function raw(key) {
    try {
      return storage()?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string | null} text @returns {Entry | null} */
  function parse(text) {
    try {
      const entry = JSON.parse(text ?? 'null');
      return entry && sound(entry) ? entry : null;
    } catch {
      return null;
    }
  }

  /** Keeps a text. It is kept when it can be read back. @param {string} key @param {string} text @returns {string} Why not; empty if it is kept. */
  function put(key, text) {
    const to = storage();
    if (!to) return NOTHING;
    try {
      to.setItem(key, text);
    } catch (error) {
      return error instanceof DOMException && error.name === 'QuotaExceededError' ? FULL : NOTHING;
    }
    return raw(key) === text ? '' : NOTHING;
  }

  const FIELDS = /** @type {const} */ (['file', 'side', 'start', 'end', 'about', 'label', 'severity', 'hazard', 'text']);

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

  /** One item as this tab has it. All that shows the item shares it: see `open`. */
  class Notebook {
    /** @param {Reviewed} item */
    constructor(item) {
      this.item = item;
      this.key = keyOf(item);
      /** What the store held when this tab looked last. */
      this.last = raw(this.key);
      /** Change it, and then `keep`. @type {Entry} */
      this.entry = parse(this.last) ?? { title: item.title, draft: blank(), done: [] };
      /** What `entry` was before the changes that are not kept yet. */
      this.base = structuredClone(this.entry);
      /** Why the store has not what `entry` has; empty if it has. */
      this.unkept = '';
      if (typeof addEventListener === 'undefined') return;
      const look = () => document.hidden || this.look();
      // What another tab has kept. A tab that slept hears of it late or never, and looks when it is seen again.
      addEventListener('storage', (event) => (event.key === this.key || event.key === null) && this.look());
      for (const wakes of ['focus', 'pageshow']) addEventListener(wakes, look);
      for (const wakes of ['visibilitychange', 'resume']) document.addEventListener(wakes, look);
    }

    /** Takes over what other tabs have kept, and tells the page of it. @returns {boolean} Whether there was something to see. */
    look() {
      const text = raw(this.key);
      const stored = text === this.last ? null : parse(text);
      this.last = text;
      if (!stored) return false;
      const news = this.take(stored);
      // What this tab had, and the other one overwrote.
      if (news.more) this.write();
      if (news.seen) document.dispatchEvent(new CustomEvent('exit-path:elsewhere', { detail: this.item.id }));
      return news.seen;
    }

    /** Keeps what has changed in `entry`, beside what other tabs have kept. @returns {boolean} Whether it is kept. */
    keep() {
      count(this.base, this.entry);
      this.base = structuredClone(this.entry);
      const text = raw(this.key);
      const stored = text === this.last ? null : parse(text);
      const news = stored !== null && this.take(stored).seen;
      this.write();
      if (news) document.dispatchEvent(new CustomEvent('exit-path:elsewhere', { detail: this.item.id }));
      return this.unkept === '';
    }

    /** @param {Entry} stored */
    take(stored) {
      const before = seen(this.entry);
      const { entry, more } = join(this.entry, stored);
      this.entry = entry;
      this.base = structuredClone(entry);
      return { more, seen: seen(entry) !== before };
    }

    write() {
      const text = JSON.stringify(this.entry);
      this.unkept = put(this.key, text);
      this.last = this.unkept ? raw(this.key) : text;
    }
  }

  /** @type {Map<string, Notebook>} */
  const notebooks = new Map();
  /** The one notebook of an item on this page. @param {Reviewed} item @returns {Notebook} */
  function open(item) {
    const found = notebooks.get(keyOf(item)) ?? new Notebook(item);
    notebooks.set(keyOf(item), found);
    return found;
  }

  /** Every sound entry, by its key without the prefix. @returns {Record<string, Entry>} */
  function all() {
    const from = storage();
    const keys = Array.from({ length: from?.length ?? 0 }, (_, i) => from?.key(i) ?? '').filter((key) => key.startsWith(PREFIX)).sort();
    return Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), parse(raw(key))]).filter(([, entry]) => entry)
      .map(([key, entry]) => [key, /** @type {Entry} */ (entry)]));
  }

  /**
   * Joins entries with what is here: all of them, or none.
   * @param {Record<string, Entry>} entries
   * @returns {{ taken: number, unkept: string }} How many brought something; or why nothing could be kept.
   */
  function merge(entries) {
    /** @type {[string, string | null][]} */
    const before = [];
    for (const [name, entry] of Object.entries(entries)) {
      const key = PREFIX + name;
      const old = raw(key);
      const here = parse(old);
      const joined = here ? join(entry, here) : { entry, more: true };
      if (!joined.more) continue;
      const unkept = put(key, JSON.stringify(joined.entry));
      if (!unkept) {
        before.push([key, old]);
        continue;
      }
      for (const [back, text] of before) {
        if (text === null) storage()?.removeItem(back);
        else put(back, text);
      }
      return { taken: 0, unkept };
    }
    return { taken: before.length, unkept: '' };
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, store: { PREFIX, blank, keyOf, Notebook, open, all, merge, sound, join, alike, raw, storage } };
})();
