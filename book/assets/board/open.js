// On pages with <exit-board
// <exit-board>: a recorded scene in which the reader decides who moves. Here is only what opens it: the rules, the view, the styles
// and the recording are loaded then, as classic scripts, so a page from a disk can do it too.

(() => {
  const space = /** @type {any} */ (globalThis);
  if (!space.customElements) return;

  /** An element that loads something, once it has. @returns {Promise<void>} */
  const loaded = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) =>
    new Promise((done, fail) => {
      const element = document.createElement(tag);
      document.head.append(Object.assign(element, attributes, { onload: () => done(), onerror: fail }));
    });
  /** @type {Promise<void> | undefined} */
  let ready;

  class Board extends HTMLElement {
    connectedCallback() {
      const open = document.createElement('button');
      open.type = 'button';
      open.textContent = 'Open the board: decide who moves';
      open.addEventListener('click', () => this.open(true));
      this.append(open);
      // An address that holds a schedule opens its board, and the folds around it.
      const linked = () => {
        if (this.tape() === undefined) return;
        for (let fold = this.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true;
        this.open(true);
      };
      addEventListener('hashchange', linked);
      linked();
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

    async open(focus = false) {
      const { src = '' } = this.dataset;
      try {
        const late = /** @type {HTMLElement | null} */ (document.querySelector('[data-late="exit-board"]'))?.dataset;
        // Plain mdBook has loaded both.
        if (late) ready ??= Promise.all([loaded('script', { src: late.script ?? '' }), loaded('link', { rel: 'stylesheet', href: late.style ?? '' })]).then(() => {});
        await ready;
        if (!space.ExitPath.boards?.[this.id]) await loaded('script', { src });
        space.ExitPath.board.show(this, space.ExitPath.boards[this.id], this.tape(), focus);
      } catch {
        ready = undefined;
        const words = this.querySelector('[role="alert"]') ?? this.appendChild(document.createElement('p'));
        words.setAttribute('role', 'alert');
        words.textContent = 'This board cannot be shown: its recording is missing or damaged. Build the book again, or play in the terminal.';
      }
    }
  }
  customElements.define('exit-board', Board);
})();
