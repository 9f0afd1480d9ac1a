// On pages with <exit-review
// What this browser remembers of each item: the draft, and the reviews that were submitted. One entry of localStorage for
// each item and revision, so a changed pull request starts fresh and the old review is not lost.

/**
 * @typedef {{ comments: Remark[], decision: Decision | null, confidence: number, seconds: number, form: any | null }} Draft
 * @typedef {{ sheet: Sheet, at: number, result: { points: number, recall: number, alarms: number, right: boolean,
 *   found: string[], missed: string[], wrong: string[] }, ticks: Record<string, boolean> }} Done
 * @typedef {{ title: string, draft: Draft, done: Done[] }} Entry
 */

(() => {
  const PREFIX = 'exit-path:review:';

  /** @returns {Draft} */
  const blank = () => ({ comments: [], decision: null, confidence: 75, seconds: 0, form: null });

  /** @param {{ id: string, revision: string }} item */
  const keyOf = (item) => `${PREFIX}${item.id}@${item.revision}`;

  /** @param {any} value @param {string} type */
  const listOf = (value, type) => Array.isArray(value) && value.length <= 1000 && value.every((it) => typeof it === type);

  /**
   * Whether something can be an entry. What another page, or an older one, has left under our key harms nobody.
   * @param {any} entry
   */
  function sound(entry) {
    const { check } = /** @type {any} */ (globalThis).ExitPath.sheet;
    if (typeof entry?.title !== 'string' || typeof entry.draft !== 'object' || !Array.isArray(entry.done)) return false;
    const d = entry.draft;
    const draft = d && check({ format: 'exit-path-review', version: 1, exercise: '', revision: '', attempt: 1, decision: d.decision ?? 'comment',
      confidence: d.confidence, comments: d.comments, seconds: d.seconds }) === null;
    return draft && entry.done.length <= 1000 && entry.done.every((/** @type {any} */ it) =>
      check(it?.sheet) === null && Number.isFinite(it.at) && typeof it.ticks === 'object' && it.ticks !== null
      && ['points', 'recall', 'alarms'].every((name) => Number.isFinite(it.result?.[name])) && typeof it.result.right === 'boolean'
      && ['found', 'missed', 'wrong'].every((name) => listOf(it.result[name], 'string')));
  }

  /** @returns {Storage | null} A page may be forbidden to keep anything. */
  function storage() {
    try {
      return localStorage;
    } catch {
      return null;
    }
  }

  /** @param {string} key @returns {Entry | null} */
  function read(key) {
    try {
      const entry = JSON.parse(storage()?.getItem(key) ?? 'null');
      return entry && sound(entry) ? entry : null;
    } catch {
      return null;
    }
  }

  /**
   * @param {{ id: string, revision: string, title: string }} item
   * @returns {Entry}
   */
  const load = (item) => read(keyOf(item)) ?? { title: item.title, draft: blank(), done: [] };

  /**
   * @param {{ id: string, revision: string }} item
   * @param {Entry} entry
   * @returns {boolean} Whether it was kept.
   */
  function save(item, entry) {
    try {
      const to = storage();
      to?.setItem(keyOf(item), JSON.stringify(entry));
      return to !== null;
    } catch {
      return false;
    }
  }

  /** Every sound entry, by its key without the prefix. @returns {Record<string, Entry>} */
  function all() {
    const from = storage();
    const keys = Array.from({ length: from?.length ?? 0 }, (_, i) => from?.key(i) ?? '').filter((key) => key.startsWith(PREFIX)).sort();
    return Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), read(key)]).filter(([, entry]) => entry)
      .map(([key, entry]) => [key, /** @type {Entry} */ (entry)]));
  }

  /**
   * Takes over entries that have more attempts than what is here.
   * @param {Record<string, Entry>} entries
   */
  function merge(entries) {
    const taken = Object.entries(entries).filter(([key, entry]) => entry.done.length > (read(PREFIX + key)?.done.length ?? -1));
    for (const [key, entry] of taken) storage()?.setItem(PREFIX + key, JSON.stringify(entry));
    return taken.length;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, store: { PREFIX, blank, keyOf, load, save, all, merge, sound } };
})();
