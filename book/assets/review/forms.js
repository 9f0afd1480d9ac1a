// On pages with <exit-review item
// The comment that is being written. It belongs to its tab: two tabs have two. It stays over a reload, and over a visit of
// another page. When a tab is closed, the next tab of the page that has none open takes it over.

/** @typedef {{ form: Remark, was: Remark | null }} Writing `was`: the comment before it was opened; null for a new one. */

(() => {
  const { store, sheet } = /** @type {any} */ (globalThis).ExitPath;
  const MINE = 'exit-path:form:';
  const LEFT = 'exit-path:left:';

  /** @param {any} it @returns {it is Remark} */
  const isRemark = (it) => sheet.check({ format: 'exit-path-review', version: 1, exercise: '', revision: '', attempt: 1, decision: 'comment', comments: [it] }) === null;

  /** @param {string | null | undefined} text @returns {Writing | null} */
  function parse(text) {
    try {
      const it = JSON.parse(text ?? 'null');
      return it && isRemark(it.form) && (it.was === null || isRemark(it.was)) ? it : null;
    } catch {
      return null;
    }
  }

  /** Does something with a store. Where it cannot be done, the page itself has the form. @param {() => void} act */
  function attempt(act) {
    try {
      act();
    } catch { /* as above */ }
  }

  /** The form of this tab, kept. */
  class Forms {
    /** @param {{ id: string, revision: string }} item @param {any} older What an older workbook kept in its draft. */
    constructor(item, older) {
      this.name = store.keyOf(item).slice(store.PREFIX.length);
      /** Where this tab has left a copy, while it was not seen. @type {string | null} */
      this.copy = null;
      /** @type {Writing | null} */
      this.writing = null;
      attempt(() => {
        const { copy, ...mine } = JSON.parse(sessionStorage.getItem(MINE + this.name) ?? '{}');
        this.copy = copy ?? null;
        this.writing = parse(JSON.stringify(mine));
      });
      this.back();
      this.writing ??= this.adopt() ?? parse(JSON.stringify({ form: older, was: null }));
      if (this.writing) this.keep(this.writing);
      addEventListener('pagehide', () => this.leave());
      addEventListener('pageshow', () => this.back());
    }

    /** @param {Writing | null} writing Null: none is open any more. */
    keep(writing) {
      this.writing = writing;
      attempt(() => {
        if (writing) sessionStorage.setItem(MINE + this.name, JSON.stringify({ ...writing, copy: this.copy }));
        else sessionStorage.removeItem(MINE + this.name);
      });
    }

    /** The page goes, and nobody knows whether it comes back. */
    leave() {
      if (!this.writing || this.writing.form.text.trim() === '') return;
      this.copy = `${LEFT}${this.name}:${Math.random().toString(36).slice(2)}`;
      const { copy, writing } = this;
      attempt(() => localStorage.setItem(copy, JSON.stringify(writing)));
      this.keep(writing);
    }

    /** It is here again. */
    back() {
      const { copy } = this;
      if (copy) attempt(() => localStorage.removeItem(copy));
      this.copy = null;
    }

    /** The form of a tab that is gone. @returns {Writing | null} */
    adopt() {
      let found = null;
      attempt(() => {
        const key = Object.keys(localStorage).find((it) => it.startsWith(`${LEFT}${this.name}:`));
        if (!key) return;
        found = parse(localStorage.getItem(key));
        localStorage.removeItem(key);
      });
      return found;
    }
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, Forms };
})();
