// On pages with <exit-copy
// <exit-copy>: a command in a sentence or a table, with a button that copies it. Blocks of code have mdBook's own.

class ExitCopy extends HTMLElement {
  connectedCallback() {
    const code = this.querySelector('code');
    if (!code || this.querySelector('button')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy: ${code.textContent}`);
    button.addEventListener('click', async () => {
      button.textContent = (await ExitCopy.copy(code)) ? 'Copied' : 'Select it';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
    this.append(button);
  }

  /**
   * Where the clipboard is closed to pages, the command is selected instead: one more key press copies it.
   * @param {HTMLElement} code
   * @returns {Promise<boolean>}
   */
  static async copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      return true;
    } catch {
      getSelection()?.selectAllChildren(code);
      return false;
    }
  }
}

customElements.define('exit-copy', ExitCopy);
