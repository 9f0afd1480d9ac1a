// On pages with <exit-card
// <exit-card>: a comment to judge. Three buttons answer it, and the fold below opens with what decides it.
// Without this script the fold alone does the work.

class ExitCard extends HTMLElement {
  connectedCallback() {
    const fold = this.querySelector('details');
    if (!fold || this.querySelector('.ep-card-ask')) return;
    const ask = document.createElement('div');
    ask.className = 'ep-card-ask';
    ask.setAttribute('role', 'group');
    ask.setAttribute('aria-label', `Would you send ${this.id.replace(/^(card|asked)-/, '')}?`);
    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    for (const answer of ['agree', 'disagree', 'needs evidence']) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = answer;
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => {
        for (const other of ask.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button));
        const right = answer === this.dataset.answer;
        // The first answer counts.
        this.dataset.first ??= right ? 'right' : 'wrong';
        said.textContent = `${right ? 'Yes' : 'No'}. ${ExitCard.tally()}`;
        fold.open = true;
      });
      ask.append(button);
    }
    ask.append(said);
    fold.before(ask);
  }

  /** How the page is going. */
  static tally() {
    const answered = document.querySelectorAll('exit-card[data-first]').length;
    const right = document.querySelectorAll('exit-card[data-first="right"]').length;
    return `${right} of ${answered} right at the first answer.`;
  }
}

customElements.define('exit-card', ExitCard);
