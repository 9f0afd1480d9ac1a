// On pages with <exit-review
// What this browser lets a page keep: texts under a name, and which of them are entries of ours.

(() => {
  /** More than two tabs can write, and few enough to be read. A sheet has fewer. */
  const MOST = 5000;
  const NOTHING = 'This browser keeps nothing for this page.';
  const FULL = 'This browser has no room for it.';

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

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, shelf: { sound, storage, raw, parse, put } };
})();
