// On pages with <exit-review
// What this browser remembers of each item: the draft, and the reviews that were submitted. One entry of localStorage for
// each item and revision, so a changed pull request starts fresh and the old review is not lost.
//
// Several tabs may show one page, and each of them may sleep. So no tab writes its memory over what is there: it joins the
// two (`join.js`). An entry that was overwritten in one moment comes back with the next look of the tab that wrote it.

/**
 * @typedef {{ id: string, revision: string, title: string }} Reviewed
 * @typedef {{ sound: (entry: any) => boolean, storage: (which?: 'localStorage' | 'sessionStorage') => Storage | null,
 *   raw: (key: string) => string | null, parse: (text: string | null) => Entry | null, put: (key: string, text: string) => string }} Shelf
 * @typedef {{ blank: () => Draft, alike: (a?: Remark, b?: Remark) => boolean, count: (before: Entry, now: Entry) => void,
 *   join: (a: Entry, b: Entry) => { entry: Entry, more: boolean }, seen: (entry: Entry) => string }} Joins
 */

(() => {
  const PREFIX = 'exit-path:review:';
  const space = /** @type {any} */ (globalThis);
  const { sound, storage, raw, parse, put } = /** @type {Shelf} */ (space.ExitPath.shelf);
  const { blank, alike, count, join, seen } = /** @type {Joins} */ (space.ExitPath.join);

  /** @param {{ id: string, revision: string }} item */
  const keyOf = (item) => `${PREFIX}${item.id}@${item.revision}`;

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

  space.ExitPath = { ...space.ExitPath, store: { PREFIX, blank, keyOf, Notebook, open, all, merge, sound, join, alike, raw, storage } };
})();
