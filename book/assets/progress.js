// On pages with <exit-progress, <exit-exchange
// <exit-progress>: how far the reader is with an exercise, and the command of the next step. With `cargo xtask serve`
// the state is the one of the terminal, live. In any other book it is a tick of the reader's own, kept by the browser.
// <exit-exchange>: the way from one to the other, as a file.

/** @typedef {{ id: string, stage: string, words: string, why: string, command: string, current: boolean }} Row */
/** @typedef {{ format: number, exercises: Record<string, { solved?: boolean }> }} Kept */

const exitStore = {
  KEY: 'exit-path-progress',

  /** @returns {Kept} */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.KEY) ?? '');
      if (kept?.format === 1 && kept.exercises && typeof kept.exercises === 'object') return kept;
    } catch { /* nothing was kept, or nothing may be: the same as nothing known */ }
    return { format: 1, exercises: {} };
  },

  /**
   * Whether a review of this exercise was submitted here.
   * @param {string} id
   */
  reviews(id) {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(`exit-path:review:${id}@`));
      return keys.some((key) => JSON.parse(localStorage.getItem(key) ?? '{}').done?.length > 0);
    } catch {
      return false;
    }
  },

  /**
   * Whether it could be kept.
   * @param {Kept} kept
   */
  write(kept) {
    try {
      localStorage.setItem(this.KEY, JSON.stringify(kept));
    } catch {
      return false;
    }
    dispatchEvent(new Event('exit-progress'));
    return true;
  },
};

class ExitProgress extends HTMLElement {
  connectedCallback() {
    this.show = this.show.bind(this);
    addEventListener('exit-progress', this.show);
    // A tick in another tab.
    addEventListener('storage', this.show);
    // By then the server's script, if there is one, has said that it is there.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', this.show, { once: true });
    else this.show();
  }

  disconnectedCallback() {
    removeEventListener('exit-progress', this.show);
    removeEventListener('storage', this.show);
  }

  show() {
    this.way();
    const page = /** @type {any} */ (window);
    if (!page.exitPathServed) return this.showTick();
    /** @type {Row | undefined} */
    const row = page.exitPathLive?.exercises.find((/** @type {Row} */ it) => it.id === this.dataset.id);
    if (row) this.showLive(row);
  }

  /** Ticks the steps of a chapter that are done, as far as this browser or the terminal knows. */
  way() {
    const steps = this.closest('.ep-head')?.querySelectorAll('.ep-way > li') ?? [];
    if (steps.length === 0) return;
    const id = this.dataset.id ?? '';
    const row = /** @type {any} */ (window).exitPathLive?.exercises.find((/** @type {Row} */ it) => it.id === id);
    const kept = exitStore.reviews(this.dataset.item ?? id);
    const solved = row ? row.stage === 'solved' : exitStore.read().exercises[id]?.solved === true;
    const checked = row ? !['new', 'begun', 'edited', 'skipped'].includes(row.stage) : false;
    /** @type {Record<string, boolean>} */
    const done = { review: kept, compare: kept, reproduce: checked, fix: solved };
    for (const step of steps) {
      const name = /[a-z]+$/.exec(step.querySelector('a')?.hash ?? '')?.[0] ?? '';
      const is = done[name] === true;
      step.toggleAttribute('data-done', is);
      let words = step.querySelector('.ep-unseen');
      if (is && !words) {
        words = document.createElement('span');
        words.className = 'ep-unseen';
        words.textContent = ' (done)';
        step.append(words);
      } else if (!is) words?.remove();
    }
  }

  /** @param {Row} row */
  showLive(row) {
    const words = row.stage === 'solved' ? '✓ solved' : row.words;
    const badge = this.piece('span', 'ep-state');
    badge.dataset.stage = row.stage;
    badge.textContent = words;
    const why = this.querySelector('[data-why]');
    if (why) why.textContent = `${row.why[0].toUpperCase()}${row.why.slice(1)}:`;
    const old = this.querySelector('exit-copy');
    if (!old || old.querySelector('code')?.textContent === row.command) return;
    // A new one: its button says which command it copies.
    const copy = document.createElement('exit-copy');
    copy.append(document.createElement('code'));
    /** @type {HTMLElement} */ (copy.firstChild).textContent = row.command;
    old.replaceWith(copy);
  }

  showTick() {
    const solved = exitStore.read().exercises[this.dataset.id ?? '']?.solved === true;
    if (this.dataset.brief !== undefined) {
      this.textContent = solved ? '✓ solved' : '';
      return;
    }
    const label = this.piece('label', 'ep-tick');
    let box = label.querySelector('input');
    if (!box) {
      box = document.createElement('input');
      box.type = 'checkbox';
      label.append(box, ' Solved');
      box.addEventListener('change', () => this.tick(/** @type {HTMLInputElement} */ (box)));
    }
    box.checked = solved;
  }

  /** @param {HTMLInputElement} box */
  tick(box) {
    const kept = exitStore.read();
    const id = this.dataset.id ?? '';
    kept.exercises[id] = { ...kept.exercises[id], solved: box.checked };
    if (exitStore.write(kept)) return;
    box.checked = false;
    box.disabled = true;
    box.parentElement?.append(' (this browser keeps nothing for this page)');
  }

  /**
   * The element of that class at the end of the line, made on first use.
   * @param {string} name
   * @param {string} kind
   */
  piece(name, kind) {
    const line = this.querySelector('p') ?? this;
    let piece = /** @type {HTMLElement | null} */ (line.querySelector(`.${kind}`));
    if (!piece) {
      piece = document.createElement(name);
      piece.className = kind;
      line.append(' ', piece);
    }
    return piece;
  }
}

class ExitExchange extends HTMLElement {
  connectedCallback() {
    if (this.querySelector('button')) return;
    const save = document.createElement('button');
    save.type = 'button';
    save.textContent = 'Save the ticks of this browser as a file';
    save.addEventListener('click', () => this.save());
    const label = document.createElement('label');
    const pick = document.createElement('input');
    pick.type = 'file';
    pick.accept = '.json,application/json';
    label.append('Add the ticks of a file: ', pick);
    pick.addEventListener('change', async () => {
      const file = pick.files?.[0];
      if (file) this.say(this.take(await file.text()));
      pick.value = '';
    });
    const said = document.createElement('p');
    said.setAttribute('role', 'status');
    this.append(save, label, said);
  }

  save() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(exitStore.read(), null, 2)], { type: 'application/json' }));
    link.download = 'exit-path-progress.json';
    link.click();
    URL.revokeObjectURL(link.href);
    this.say('Saved. In a terminal: cargo xtask progress --import exit-path-progress.json');
  }

  /**
   * What came of it, as a sentence. Nothing that was ticked is taken away.
   * @param {string} text
   */
  take(text) {
    let theirs;
    try {
      theirs = JSON.parse(text);
    } catch {
      return 'This is not a progress file, or it is cut off. Nothing was changed.';
    }
    if (typeof theirs?.format === 'number' && theirs.format > 1) return 'This file is of a newer version of the book. Nothing was changed.';
    if (theirs?.format !== 1 || typeof theirs.exercises !== 'object') return 'This is not a progress file. Nothing was changed.';
    const kept = exitStore.read();
    let added = 0;
    for (const [id, memory] of Object.entries(theirs.exercises)) {
      if (memory?.solved !== true || kept.exercises[id]?.solved) continue;
      kept.exercises[id] = { ...kept.exercises[id], solved: true };
      added += 1;
    }
    if (!exitStore.write(kept)) return 'This browser keeps nothing for this page.';
    return added === 1 ? '1 tick was added.' : `${added} ticks were added.`;
  }

  /** @param {string} words */
  say(words) {
    const said = this.querySelector('[role="status"]');
    if (said) said.textContent = words;
  }
}

customElements.define('exit-progress', ExitProgress);
customElements.define('exit-exchange', ExitExchange);
