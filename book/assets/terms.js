// On pages with <exit-term
// <exit-term>: a word with its meaning. Hover and focus are CSS, the link works without any script. Here is
// what CSS cannot do: Escape closes, a tip stays inside the window, and a finger shows the tip before it follows the link.

class ExitTerm extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector('a');
    if (!link) return;
    const open = () => {
      this.classList.remove('closed');
      this.fit();
    };
    this.addEventListener('pointerenter', open);
    link.addEventListener('focus', open);
    link.addEventListener('click', (event) => {
      const byFinger = /** @type {PointerEvent} */ (event).pointerType === 'touch';
      if (byFinger && !this.hasAttribute('data-shown')) {
        event.preventDefault();
        this.setAttribute('data-shown', '');
      }
    });
    link.addEventListener('blur', () => this.removeAttribute('data-shown'));
  }

  /** Moves the tip to the left where it would reach over the right edge. */
  fit() {
    const tip = /** @type {HTMLElement | null} */ (this.querySelector('[role="tooltip"]'));
    if (!tip) return;
    this.style.removeProperty('--ep-shift');
    const over = tip.getBoundingClientRect().right + 8 - document.documentElement.clientWidth;
    if (over > 0) this.style.setProperty('--ep-shift', `${-over}px`);
  }
}

customElements.define('exit-term', ExitTerm);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const term of document.querySelectorAll('exit-term')) term.classList.add('closed');
});
