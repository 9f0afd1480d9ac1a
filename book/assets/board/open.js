// On pages with <exit-board
// <exit-board>: a recorded scene in which the reader decides who moves. Here is only what opens it: the rules, the view and the
// recording are loaded then, as classic scripts, so a page from a disk can do it too.

(() => {
  const space = /** @type {any} */ (globalThis);
  if (!space.customElements) return;

  /** A script, once it has run. @returns {Promise<void>} */
  const loaded = (/** @type {string} */ src) =>
    new Promise((done, fail) => {
      const script = document.createElement('script');
      Object.assign(script, { src, onload: () => done(), onerror: () => fail(new Error(src)) });
      document.head.append(script);
    });

  class Board extends HTMLElement {
    connectedCallback() {
      if (this.childElementCount) return;
      const open = document.createElement('button');
      open.type = 'button';
      open.textContent = 'Open the board: decide who moves';
      open.addEventListener('click', () => this.open());
      this.append(open);
      // An address that holds a schedule opens its board.
      if (this.tape() !== undefined) this.open();
    }

    /** The tape that the address has for this board. @returns {string | undefined} */
    tape() {
      const [, id, tape] = /^#board=([\w-]+)&tape=(.*)$/.exec(location.hash) ?? [];
      if (id !== this.id) return undefined;
      try {
        return decodeURIComponent(tape.replace(/\+/g, ' '));
      } catch {
        return '?';
      }
    }

    async open() {
      try {
        const late = document.getElementById('ep-late')?.getAttribute('data-script');
        if (!space.ExitPath.board?.show && late) await loaded(late);
        await loaded(this.dataset.script ?? '');
        const data = space.ExitPath.boards?.[this.id];
        if (!data?.graph?.states?.length) throw new Error('no recording');
        space.ExitPath.board.show(this, data, this.tape());
      } catch {
        const words = document.createElement('p');
        words.setAttribute('role', 'alert');
        words.textContent = 'This board cannot be shown: its recording is missing, or does not fit this page. Load the page again.';
        this.append(words);
      }
    }
  }
  customElements.define('exit-board', Board);
})();
