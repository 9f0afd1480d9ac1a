// On pages with <exit-next
// <exit-next>: where the reader is in the terminal, and what `cargo xtask next` would go on to. In a book without a server the page has
// the command alone.

/** @typedef {{ name: string, title: string, page: string, words: string, why: string, command: string, current: boolean }} NextRow */

class ExitNext extends HTMLElement {
  connectedCallback() {
    this.show = this.show.bind(this);
    addEventListener('exit-progress', this.show);
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', this.show, { once: true });
    else this.show();
  }

  disconnectedCallback() {
    removeEventListener('exit-progress', this.show);
  }

  show() {
    const live = /** @type {any} */ (window).exitPathLive;
    const rows = live?.exercises ?? [];
    const here = rows.find((/** @type {NextRow} */ it) => it.current);
    const then = live?.next;
    if (!here && !then) return;
    const lines = [];
    if (here) lines.push(this.line('You are at', here, `${here.words}. ${here.why[0].toUpperCase()}${here.why.slice(1)}:`, here.command));
    if (then) lines.push(this.line(then.because ? `Then: ${then.because}` : 'Then:', then.exercise, '', 'cargo xtask next'));
    this.replaceChildren(...lines);
  }

  /**
   * @param {string} before
   * @param {{ name: string, title: string, page: string }} row
   * @param {string} after
   * @param {string} command
   */
  line(before, row, after, command) {
    const line = document.createElement('p');
    const link = document.createElement('a');
    link.href = (this.dataset.root ?? '') + row.page;
    link.textContent = row.name;
    const copy = document.createElement('exit-copy');
    copy.append(document.createElement('code'));
    /** @type {HTMLElement} */ (copy.firstChild).textContent = command;
    line.append(`${before} `, link, `: ${row.title}${after ? `, ${after}` : '.'} `, copy);
    return line;
  }
}

customElements.define('exit-next', ExitNext);
