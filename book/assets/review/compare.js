// Late, on pages with <exit-review item
// <exit-compare>: a submitted review beside the key. Profile first, number last. The model's words and the recorded
// counterexamples are those of the page; here they are shown where they belong.

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, copy, paragraphs } = ExitPath.dom;
  const { grader, sheet, store, questions, told } = ExitPath;

  const TICKS = [['cause', 'It says the cause'], ['effect', 'It says what a user sees'], ['change', 'It proposes a change'], ['tone', 'I would like to receive it']];
  class ExitCompare extends HTMLElement {
    connectedCallback() {
      const found = ExitPath.item(this.getAttribute('item'));
      if (!found || this.item) return;
      this.item = found.item;
      this.hazards = /** @type {Hazard[]} */ (found.hazards);
      document.addEventListener('exit-path:reviewed', (event) => {
        if (/** @type {CustomEvent} */ (event).detail !== this.item.id) return;
        this.render();
        const head = this.querySelector('h3');
        head?.focus({ preventScroll: true });
        head?.scrollIntoView({ block: 'start' });
      });
      // Another tab has submitted; or a slow browser has brought what this one stored before a reload.
      document.addEventListener('exit-path:elsewhere', (event) => /** @type {CustomEvent} */ (event).detail === this.item.id && this.render());
      this.render();
    }

    render() {
      this.book = store.open(this.item);
      this.entry = /** @type {Entry} */ (this.book.entry);
      const done = this.entry.done.at(-1);
      if (!done) {
        this.replaceChildren(h('p.ep-dim', {}, 'You have not submitted a review of this pull request yet.'));
        return;
      }
      this.done = done;
      this.review = { ...done.sheet, answers: questions.answers(done.ticks) };
      this.result = grader.grade(this.review, this.item);
      const open = done.ticks[questions.DONE] ? [] : questions.questions(done.sheet, this.item, this.result);
      if (open.length) return this.replaceChildren(ExitPath.ask(open, done.sheet.comments, (/** @type {any[]} */ all) => this.answered(all)));
      this.refresh(done);
      const attempt = done.sheet.attempt;
      this.replaceChildren(h('section.ep-compare', { 'aria-label': 'Your review, compared' },
        h('h3', { tabindex: -1 }, attempt > 1 ? `Your review, attempt ${attempt}` : 'Your review'),
        attempt > 1 && h('p.ep-dim', {}, 'You had seen the key before this attempt. Progress counts the first one.'),
        this.profile(), this.comments(), this.missed(), this.traps(), this.points(),
        h('div.ep-buttons', {}, button('Review it again', () => this.again()))));
    }

    /** Progress has what the review is worth with its answers. @param {Done} done */
    refresh(done) {
      const now = grader.summary(this.result);
      if (JSON.stringify(now) === JSON.stringify(done.result)) return;
      done.result = now;
      this.book.keep();
    }

    /** @param {{ question: Question, chosen: string | null, partly: boolean }[]} all */
    answered(all) {
      // Another tab may have changed the entry: the answers go where it is now.
      const done = /** @type {Done | undefined} */ (this.book.entry.done.find((/** @type {Done} */ it) => it.at === this.done?.at));
      if (!done) return;
      for (const { question, chosen, partly } of all) questions.answer(done.ticks, question, chosen, partly);
      done.ticks[questions.DONE] = true;
      this.book.keep();
      this.render();
      const head = this.querySelector('h3');
      head?.focus({ preventScroll: true });
      head?.scrollIntoView({ block: 'start' });
      document.dispatchEvent(new CustomEvent('exit-path:changed', { detail: this.item.id }));
    }

    /** @param {string} id */
    finding(id) {
      return this.item.key.findings.find((/** @type {Finding} */ f) => f.id === id);
    }

    profile() {
      const rows = ExitPath.account.profile(/** @type {Done} */ (this.done).sheet, this.result, this.item);
      return h('div.ep-scroll', { role: 'group', 'aria-label': 'Profile of your review', tabindex: 0 },
        h('table.ep-profile', {}, h('tbody', {}, rows.map((/** @type {[string, string]} */ [name, text]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, text))))));
    }

    comments() {
      const { result } = this;
      const done = /** @type {Done} */ (this.done);
      if (done.sheet.comments.length === 0) return null;
      return h('div', {}, h('h4', {}, 'Your comments'), done.sheet.comments.map((/** @type {Remark} */ remark, /** @type {number} */ i) => {
        const judged = result.comments[i];
        const [look, words] = ExitPath.account.badge(judged);
        const finding = this.finding(judged.of);
        const why = ExitPath.account.why(remark, judged, this.result, this.item, this.hazards);
        const titles = ExitPath.account.titles(judged, this.item);
        return h('article.ep-remark', { 'aria-label': `Comment ${i + 1}` },
          h('p.ep-remark-head', {}, h(`span.ep-badge.${look}`, {}, words), ' ', h('strong', {}, sheet.place(remark)), titles ? ` · ${titles}` : ''),
          paragraphs(remark.text, remark.about ? undefined : this.desk()?.view.code(remark)), why ? h('p.ep-dim', {}, why) : null, this.advice(remark), finding && judged.outcome === 'found' && this.selfCheck(remark),
          [judged.of, ...judged.also].filter(Boolean).map((/** @type {string} */ id) => this.model(id, finding ? (judged.also.length ? `The model comment: ${this.finding(id).title}` : 'The model comment') : 'What the key says')));
      }));
    }

    /** The desk of this item, which has its lines. @returns {any} */
    desk() {
      return [...document.querySelectorAll('exit-review')].find((one) => one.getAttribute('item') === this.item.id);
    }

    /** @param {Remark} remark */
    advice(remark) {
      const slips = ExitPath.slips(remark.text);
      return slips.length ? h('ul.ep-advice', { 'aria-label': 'Advice on wording' }, slips.map((/** @type {any} */ it) => h('li', {}, h('span.ep-slip', {}, it.found), ' → ', it.advice))) : null;
    }

    /** Four ticks that only the reader can set. @param {Remark} remark */
    selfCheck(remark) {
      return h('fieldset.ep-ticks', {}, h('legend', {}, 'Check it yourself, against the model comment'),
        TICKS.map(([tick, words]) => this.tick(`${remark.id}:${tick}`, words)));
    }

    /** @param {string} key @param {string} words @param {() => void} [then] */
    tick(key, words, then) {
      const box = h('input', { type: 'checkbox', checked: this.done?.ticks[key] === true, onchange: () => {
        // Another tab may have changed the entry: the tick goes where it is now.
        const done = /** @type {Done | undefined} */ (this.book.entry.done.find((/** @type {Done} */ it) => it.at === this.done?.at));
        if (!done) return;
        if (box.checked) done.ticks[key] = true;
        else delete done.ticks[key];
        this.book.keep();
        this.done = done;
        document.dispatchEvent(new CustomEvent('exit-path:changed', { detail: this.item.id }));
        then?.();
      } });
      return h('label', {}, box, ` ${words}`);
    }

    /** What the page says of a finding, a trap or an extra, folded. @param {string} id @param {string} name @param {boolean} [open] */
    model(id, name, open = false) {
      const fold = [...document.querySelectorAll('details[data-key]')].find((one) => one.getAttribute('data-key') === id && this.parentElement?.contains(one));
      const inner = fold?.querySelector('.ep-folded');
      return inner ? h('details.ep-fold', { open }, h('summary', {}, name), copy(inner)) : null;
    }

    missed() {
      const { result } = this;
      const written = /** @type {Done} */ (this.done).sheet;
      const missed = result.findings.filter((/** @type {any} */ f) => ['open', 'missed'].includes(f.state));
      if (missed.length === 0) return null;
      return h('div', {}, h('h4', {}, ExitPath.account.rest(written)), missed.map((/** @type {any} */ f) => {
        const finding = this.finding(f.id);
        const [look, words] = told.STATE[f.state];
        return h('article.ep-remark', { 'aria-label': `${words}: ${finding.title}` },
          h('p.ep-remark-head', {}, h(`span.ep-badge.${look}`, {}, words), ' ', h('strong', {}, finding.title), h('span.ep-dim', {}, ` · ${sheet.LEVEL[finding.severity]}`)),
          f.state === 'open' && h('p.ep-dim', {}, 'One of your comments stands near it, or shares its words, and was not recognised as it.'),
          this.model(f.id, 'The model comment, and why'), this.proof(finding),
          written.comments.length > 0 && this.tick(`credit:${f.id}`, 'One of my comments says this: credit me, apart from the points', () => this.own()));
      }));
    }

    /** The run that proves a finding, as recorded. @param {Finding} finding */
    proof(finding) {
      const shown = finding.property && document.querySelector(`.ep-counterexample[data-variant="buggy"][data-property="${CSS.escape(finding.property)}"]`);
      return shown ? h('details.ep-fold', {}, h('summary', {}, `A schedule that breaks “${finding.property}”`), h('div.ep-folded', {}, copy(shown))) : null;
    }

    traps() {
      const { traps } = this.item.key;
      if (traps.length === 0) return null;
      const hit = this.result.comments.filter((/** @type {any} */ c) => c.outcome === 'trap').map((/** @type {any} */ c) => c.of);
      return h('div', {}, h('h4', {}, 'Correct code that looks wrong'),
        traps.map((/** @type {Aside} */ trap) => this.model(trap.id, ExitPath.account.trap(hit.includes(trap.id), /** @type {Done} */ (this.done).sheet))));
    }

    points() {
      const { result } = this;
      const { sum, parts, caps } = ExitPath.account.points(result);
      this.account = h('p', {});
      this.own();
      return h('div', {}, h('h4', {}, 'The number'),
        h('p', {}, h('strong', {}, `${result.points} of 100`), `: ${sum}. `, h('span.ep-dim', {}, `${parts}.`)),
        caps.map((/** @type {string} */ cap) => h('p', {}, cap)), this.account);
    }

    /** The reader's own account, beside the number and not in it. */
    own() {
      const total = this.item.key.findings.length;
      const found = this.result.findings.filter((/** @type {any} */ f) => ['found', 'partly'].includes(f.state)).length;
      const claimed = this.result.findings.filter((/** @type {any} */ f) => ['open', 'missed'].includes(f.state) && this.done?.ticks[`credit:${f.id}`]).length;
      this.account?.replaceChildren(claimed ? `By your own account: ${found + claimed} of ${total} findings.` : '');
    }

    again() {
      if (!this.done) return;
      this.book.entry.draft.again = true;
      this.book.keep();
      document.dispatchEvent(new CustomEvent('exit-path:changed', { detail: this.item.id }));
      const desk = this.desk();
      desk?.scrollIntoView({ block: 'start' });
      /** @type {HTMLElement | null | undefined} */ (desk?.querySelector('.ep-add[tabindex="0"]'))?.focus({ preventScroll: true });
    }
  }

  customElements.define('exit-compare', ExitCompare);
})();
