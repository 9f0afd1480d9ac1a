// On pages with <exit-card
// <exit-card>: a comment to judge. Three buttons answer it, and the fold below opens with what decides it.
// A page with many of them shows ten at a time: those that were not answered yet, or those that were wrong, of all topics or of one. The
// browser keeps the answers and the round, so a reader goes on where it was left. Without this script the folds alone do the work.

/** @typedef {{ answers: Record<string, { asked: number, right: number, last: boolean }>, round: string[] }} Quiz */

const exitQuiz = {
  KEY: 'exit-path-quiz',
  ROUND: 10,

  /** @returns {Quiz} */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.KEY) ?? '');
      if (kept?.answers && typeof kept.answers === 'object' && Array.isArray(kept.round)) return kept;
    } catch { /* nothing was kept, or nothing may be */ }
    return { answers: {}, round: [] };
  },

  /** @param {Quiz} quiz */
  write(quiz) {
    try {
      localStorage.setItem(this.KEY, JSON.stringify(quiz));
    } catch { /* the page works without a memory */ }
  },

  /**
   * @param {string} id
   * @param {boolean} right
   */
  answer(id, right) {
    const quiz = this.read();
    const was = quiz.answers[id] ?? { asked: 0, right: 0, last: false };
    quiz.answers[id] = { asked: was.asked + 1, right: was.right + (right ? 1 : 0), last: right };
    this.write(quiz);
  },

  /**
   * The cards of a round: those without an answer first, then those that were wrong, then the rest; each time from another topic.
   * @param {{ id: string, topic: string }[]} cards
   * @param {Quiz['answers']} answers
   * @param {boolean} wrong only those
   */
  round(cards, answers, wrong) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    const rank = (/** @type {string} */ id) => {
      const was = answers[id];
      return was ? (was.last ? 1 + Math.max(1, was.right) : 1) : 0;
    };
    const placed = cards.filter((it) => !wrong || answers[it.id]?.last === false).map((it) => {
      const nth = counts.get(it.topic) ?? 0;
      counts.set(it.topic, nth + 1);
      return { id: it.id, rank: rank(it.id), nth };
    });
    placed.sort((a, b) => a.rank - b.rank || a.nth - b.nth);
    return placed.slice(0, this.ROUND).map((it) => it.id);
  },
};

class ExitCard extends HTMLElement {
  connectedCallback() {
    const fold = this.querySelector('details');
    if (!fold || this.querySelector('.ep-card-ask')) return;
    const ask = document.createElement('div');
    ask.className = 'ep-card-ask';
    ask.setAttribute('role', 'group');
    ask.setAttribute('aria-label', `Would you send ${this.card}?`);
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
        if (!this.dataset.first) {
          this.dataset.first = right ? 'right' : 'wrong';
          exitQuiz.answer(this.card, right);
        }
        said.textContent = `${right ? 'Yes' : 'No'}. ${ExitCard.tally()}`;
        fold.open = true;
        dispatchEvent(new Event('exit-quiz'));
      });
      ask.append(button);
    }
    ask.append(said);
    fold.before(ask);
  }

  get card() {
    return this.id.replace(/^(card|asked)-/, '');
  }

  /** How the page is going. */
  static tally() {
    const answered = document.querySelectorAll('exit-card[data-first]').length;
    const right = document.querySelectorAll('exit-card[data-first="right"]').length;
    return `${right} of ${answered} right at the first answer.`;
  }
}

customElements.define('exit-card', ExitCard);

// The bar above the first topic of a page with more cards than a round has.
(() => {
  /** @type {ExitCard[]} */
  const all = [...document.querySelectorAll('exit-card')].map((it) => /** @type {ExitCard} */ (it));
  const boxes = [...document.querySelectorAll('.ep-cards')];
  const head = (/** @type {Element} */ box) => {
    let it = box.previousElementSibling;
    while (it && it.tagName !== 'H2') it = it.previousElementSibling;
    return it;
  };
  const first = boxes[0] && head(boxes[0]);
  if (all.length <= exitQuiz.ROUND || !first) return;
  const topicOf = (/** @type {Element} */ card) => head(/** @type {Element} */ (card.closest('.ep-cards')))?.textContent?.trim() ?? '';
  const cards = all.map((it) => ({ id: it.card, topic: topicOf(it) }));
  const topics = [...new Set(cards.map((it) => it.topic))];

  const bar = document.createElement('div');
  bar.className = 'ep-head ep-quiz-bar';
  const pick = (/** @type {string} */ label, /** @type {string[]} */ options) => {
    const frame = document.createElement('label');
    const select = document.createElement('select');
    for (const text of options) select.append(new Option(text));
    frame.append(`${label} `, select);
    bar.append(frame, ' ');
    return select;
  };
  const topic = pick('Topic', ['All topics', ...topics]);
  const which = pick('Show', ['ten at a time', 'those I had wrong', 'all of them']);
  const more = document.createElement('button');
  more.type = 'button';
  more.textContent = 'Ten more';
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  bar.append(more, ' ', said);
  first.before(bar);

  /** The id that the address names. */
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return '';
    }
  };
  const of = () => cards.filter((it) => topic.selectedIndex === 0 || it.topic === topic.value);
  const show = (/** @type {string[]} */ ids) => {
    const wanted = new Set(ids);
    // What a link leads to is shown as well.
    const linked = named();
    for (const card of all) card.hidden = !wanted.has(card.card) && card.id !== linked;
    for (const box of boxes) {
      const empty = [...box.querySelectorAll('exit-card')].every((it) => /** @type {HTMLElement} */ (it).hidden);
      for (const it of [box, head(box)]) if (it) /** @type {HTMLElement} */ (it).hidden = empty;
    }
    tell();
  };
  const tell = () => {
    const { answers } = exitQuiz.read();
    const mine = of().map((it) => answers[it.id]).filter(Boolean);
    const shown = all.filter((it) => !it.hidden).length;
    said.textContent = `${shown} shown. ${mine.length} of ${of().length} answered, ${mine.filter((it) => it.last).length} right.`;
  };
  const next = () => {
    const quiz = exitQuiz.read();
    if (which.selectedIndex === 2) return show(of().map((it) => it.id));
    quiz.round = exitQuiz.round(of(), quiz.answers, which.selectedIndex === 1);
    exitQuiz.write(quiz);
    show(quiz.round);
  };
  for (const it of [topic, which]) it.addEventListener('change', next);
  more.addEventListener('click', () => {
    next();
    first.closest('main')?.querySelector('.ep-quiz-bar')?.scrollIntoView();
  });
  addEventListener('exit-quiz', tell);
  addEventListener('hashchange', () => show(all.filter((it) => !it.hidden).map((it) => it.card)));
  // The round that was left, as long as something in it has no answer.
  const { answers, round } = exitQuiz.read();
  const known = round.filter((id) => cards.some((it) => it.id === id));
  if (known.some((id) => !answers[id])) show(known);
  else next();
  // A link to a card that was hidden until now.
  if (location.hash) document.getElementById(named())?.scrollIntoView();
})();
