// On pages with <exit-review item
// <exit-review>: a pull request to review. It changes the draft: comments below their lines, one decision, and the moment of
// submitting, after which nothing of it changes. What the review was worth is shown by <exit-compare>. The draft is one for all
// tabs (`store`), and the comment that is being written is this tab's (`forms`).

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, download, paragraphs } = ExitPath.dom;
  const { sheet, store, Forms } = ExitPath;
  const VIEW = 'exit-path:view';

  /** What an <exit-review> on this page is about. @param {string} id @returns {{ item: any, hazards: Hazard[], templates: Template[] } | null} */
  ExitPath.item = (/** @type {string} */ id) => {
    const all = [...document.querySelectorAll('exit-review')];
    const data = all.find((one) => one.getAttribute('item') === id)?.querySelector('script')?.textContent;
    return data ? JSON.parse(data) : null;
  };

  class ExitReview extends HTMLElement {
    connectedCallback() {
      if (this.view) return;
      const { item, hazards, templates } = ExitPath.item(this.getAttribute('item') ?? '');
      this.item = item;
      /** @type {Hazard[]} */
      this.hazards = hazards;
      /** @type {Template[]} */
      this.templates = templates;
      this.book = store.open(item);
      this.own = new Forms(item, /** @type {any} */ (this.entry.draft).form);
      /** The form that is drawn, and the comment that it is about. @type {{ element: any, of: Remark } | null} */
      this.drawn = null;
      this.view = new ExitPath.DiffView(this, (/** @type {Marked} */ pick) => this.write(pick));
      this.view.onrender = () => this.remarks();
      this.status = h('p.ep-status', { role: 'status' });
      this.late = h('div', {});
      /** Comments on the file and on the pull request. */
      this.whole = h('div.ep-whole', {});
      this.unkept = h('div', { role: 'alert' });
      this.bar = h('div.ep-bar', { role: 'toolbar', 'aria-label': 'View of the diff' });
      this.desk = h('div.ep-decide');
      this.prepend(this.bar);
      this.append(this.late, this.whole, this.desk, this.status, this.unkept);
      const view = this.preferences();
      this.view.split = view.split === true && innerWidth > 1000;
      this.render();
      document.addEventListener('exit-path:elsewhere', (event) => /** @type {CustomEvent} */ (event).detail === item.id && this.elsewhere());
      document.addEventListener('exit-path:changed', (event) => /** @type {CustomEvent} */ (event).detail === item.id && this.render());
      setInterval(() => this.tick(), 1000);
      this.compare();
    }

    /** What compares comes when there is something to compare. */
    compare() {
      if (this.entry.done.length) return ExitPath.dom.late(() => {});
      const empty = [...document.querySelectorAll('exit-compare:empty')].find((one) => one.getAttribute('item') === this.item.id);
      empty?.append(h('p.ep-dim', {}, 'You have not submitted a review of this pull request yet.'));
    }

    /** @returns {{ split?: boolean, clock?: boolean }} */
    preferences() {
      try {
        return JSON.parse(localStorage.getItem(VIEW) ?? '{}') ?? {};
      } catch {
        return {};
      }
    }

    /** @param {Record<string, boolean>} more */
    prefer(more) {
      try {
        localStorage.setItem(VIEW, JSON.stringify({ ...this.preferences(), ...more }));
      } catch {
        // Then the next page starts with the usual view.
      }
    }

    /** @returns {Entry} */
    get entry() {
      return this.book.entry;
    }

    get draft() {
      return this.entry.draft;
    }

    /** The open form's comment, if there is one and it can be sent. @returns {any} */
    get writing() {
      return this.locked ? null : this.own.writing?.form ?? null;
    }

    get form() {
      return this.drawn?.element;
    }

    /** The review that is locked, unless the reader has begun another one. */
    get locked() {
      return this.draft.again ? null : this.entry.done.at(-1)?.sheet ?? null;
    }

    /** @returns {boolean} Whether the store has it. If not, the page says so until it has. */
    keep() {
      const kept = this.book.keep();
      this.tell();
      return kept;
    }

    /** Says what is on this page alone, with the way to take it along. */
    tell() {
      const { unkept } = this.book;
      if (this.unkept.dataset.why === unkept) return;
      this.unkept.dataset.why = unkept;
      // Then the browser asks before it closes the page.
      if (unkept) addEventListener('beforeunload', stop);
      else removeEventListener('beforeunload', stop);
      const save = () => {
        const now = this.locked ?? this.sheet();
        download(`${this.item.id}.json`, `${JSON.stringify({ ...now, decision: now.decision ?? 'comment' }, null, 2)}\n`, 'application/json');
        this.say(now.decision ? '' : 'You have not decided yet, so the file says “comment”.');
      };
      this.unkept.replaceChildren(...(unkept ? [h('div.ep-unkept', {}, h('p', {}, h('strong', {}, 'Your review is not kept. '), `${unkept} It is on this page alone, and is lost when you close or reload it.`),
        h('div.ep-buttons', {}, button('Save what is on this page', save)))] : []));
    }

    /** Another tab has changed what this one shows. */
    elsewhere() {
      const focused = document.activeElement;
      this.render();
      // The same element stands there again. It has its text and its caret, and only lost the focus.
      if (focused instanceof HTMLElement && this.form?.contains(focused)) focused.focus({ preventScroll: true });
      this.compare();
      this.tell();
      this.say(this.overtaken() ? 'Another tab has changed the comment that is open here. Keep yours, and both stay.' : 'Another tab has changed this review. You see it as it is now.');
    }

    /** Whether another tab has changed the comment that is open here. */
    overtaken() {
      const { was } = this.own.writing ?? {};
      const now = was && this.draft.comments.find((/** @type {Remark} */ it) => it.id === was.id);
      return Boolean(now && !store.alike(now, was));
    }

    /** @param {string} words */
    say(words) {
      this.status.textContent = words;
    }

    tick() {
      if (this.locked || document.hidden || !this.preferences().clock) return;
      this.draft.seconds += 1;
      if (this.clock) this.clock.textContent = time(this.draft.seconds);
      if (this.draft.seconds % 5 === 0) this.keep();
    }

    render() {
      this.view.locked = this.locked !== null;
      this.classList.toggle('ep-locked', this.view.locked);
      this.toolbar();
      for (const remark of this.locked?.comments ?? this.draft.comments) if (!remark.about) this.view.reveal(remark);
      if (this.writing && !this.writing.about) this.view.reveal(this.writing);
      this.view.render();
      this.remarks();
      this.decide();
      this.strays();
    }

    /** What another tab's submitting has left behind here: it is in no review yet. */
    strays() {
      const stray = this.locked ? this.own.writing?.form : null;
      const late = this.locked ? this.draft.comments.length : 0;
      const told = [
        stray?.text.trim() && h('p', {}, 'This comment was open here when another tab submitted the review, so it is not in it. It opens again with your next attempt.'),
        stray?.text.trim() && paragraphs(stray.text),
        late > 0 && h('p', {}, `${late} ${late === 1 ? 'comment' : 'comments'} of another tab came after the review was submitted. Your next attempt begins with ${late === 1 ? 'it' : 'them'}.`),
      ].filter(Boolean);
      this.late.replaceChildren(...(told.length ? [h('div.ep-late', {}, told)] : []));
    }

    toolbar() {
      const toggle = (/** @type {string} */ name, /** @type {boolean} */ on, /** @type {() => void} */ act) => button(name, () => {
        act();
        this.view.render();
        this.remarks();
        this.toolbar();
        /** @type {HTMLElement | undefined} */ ([...this.bar.children].find((one) => one.textContent === name))?.focus();
      }, { 'aria-pressed': String(on) });
      const { view } = this;
      const all = view.groups.every((/** @type {Group} */ group, /** @type {number} */ i) => !group.more || view.unfolded.has(i));
      const clock = this.preferences().clock === true;
      this.clock = clock && !this.locked ? h('span.ep-dim', {}, time(this.draft.seconds)) : null;
      this.bar.replaceChildren(
        toggle('Side by side', view.split, () => {
          view.split = !view.split;
          this.prefer({ split: view.split });
        }),
        toggle('All lines', all, () => {
          view.unfolded = new Set(all ? [] : view.groups.keys());
          for (const remark of this.locked?.comments ?? this.draft.comments) if (!remark.about) view.reveal(remark);
        }),
        toggle('Shuffle hunks', view.shuffled > 0, () => {
          // The order differs from one reader to the next, and is the same in a second look.
          view.shuffled = view.shuffled ? 0 : 1 + (Date.now() % 2147483000);
        }),
        toggle('Clock', clock, () => this.prefer({ clock: !clock })),
        ...(this.clock ? [this.clock] : []),
      );
    }

    /** Draws comments and the open form between the lines. */
    remarks() {
      this.view.clear();
      this.whole.replaceChildren();
      const form = this.writing;
      const put = (/** @type {Remark} */ of, /** @type {any} */ element) => (of.about ? this.whole.append(element) : this.view.below(of.side, of.end, element));
      const taken = this.overtaken();
      for (const remark of this.locked?.comments ?? this.draft.comments) {
        if (!form || form.id !== remark.id || taken) put(remark, this.remark(remark));
      }
      if (this.drawn?.of !== form) {
        this.drawn = form && { of: form, element: ExitPath.form({ value: form, hazards: this.hazards, templates: this.templates, isNew: !this.own.writing?.was,
          onchange: () => this.own.keep(this.own.writing), onsave: () => this.saved(), oncancel: () => this.left(),
          oncode: () => this.view.code(form), onlines: () => this.view.pick({ side: form.side, start: form.start, end: form.end }) }) };
      }
      if (this.drawn) put(form, this.drawn.element);
      this.view.pick(form && !form.about ? { side: form.side, start: form.start, end: form.end } : null);
    }

    /** @param {Remark} remark */
    remark(remark) {
      const name = this.hazards?.find((it) => it.id === remark.hazard)?.name;
      const edit = () => {
        if (this.writing) return this.say('Another comment is open. Add or cancel it first.');
        this.own.keep({ form: { ...remark }, was: { ...remark } });
        this.remarks();
        this.form.ready();
      };
      const remove = () => {
        this.draft.comments = this.draft.comments.filter((/** @type {Remark} */ it) => it.id !== remark.id);
        this.keep();
        this.render();
        this.back(remark);
        this.say('The comment is deleted.');
      };
      return h('article.ep-remark', { 'aria-label': `Your comment on ${sheet.place(remark)}` },
        h('p.ep-remark-head', {}, h('strong', {}, remark.label), remark.severity && remark.label !== 'praise' && remark.label !== 'nit' ? ` · ${sheet.LEVEL[remark.severity]}` : '', name ? ` · ${name}` : '', h('span.ep-dim', {}, ` · ${sheet.place(remark)}`)),
        paragraphs(remark.text, remark.about ? undefined : this.view.code(remark)),
        h('div.ep-buttons', {}, !this.locked && [button('Edit', edit, { 'aria-label': `Edit the comment on ${sheet.place(remark)}` }), button('Delete', remove, { 'aria-label': `Delete the comment on ${sheet.place(remark)}` })],
          remark.side === 'new' && !remark.about && button('Show me', (/** @type {any} */ event) => this.more('show', event.target.closest('article'), remark), { 'aria-label': `Show me what the comment on ${sheet.place(remark)} claims` })));
    }

    /** Where a comment was begun. @param {Remark} remark */
    back({ about, side, end }) {
      if (!about) return this.view.focus(side, end);
      /** @type {HTMLElement} */ (this.desk.querySelector(`[data-about=${about}]`)).focus();
    }

    /** Opens the form for these lines. @param {Marked & { about?: string, label?: string }} pick */
    write(pick) {
      if (this.locked) return;
      if (this.writing && this.writing.text.trim() !== '') {
        this.say('Another comment is open. Add or cancel it first.');
        this.form.ready();
        return;
      }
      if (this.draft.comments.length >= sheet.MOST) return this.say(`A review has at most ${sheet.MOST} comments.`);
      this.own.keep({ form: { id: fresh(), file: this.item.file, label: 'issue', severity: 'should-fix', hazard: null, text: '', ...pick }, was: null });
      this.remarks();
      this.form.ready();
    }

    saved() {
      // What another tab has done a moment ago comes first: it may have submitted the review.
      if (this.book.look() && !this.writing) return;
      const form = { ...this.writing };
      const both = this.overtaken();
      if (both) form.id = fresh();
      const at = this.draft.comments.findIndex((/** @type {Remark} */ it) => it.id === form.id);
      if (at < 0) this.draft.comments.push(form);
      else this.draft.comments[at] = form;
      // The form goes when the page has the comment, wherever else it is kept.
      const kept = this.keep();
      this.done(form, !kept ? 'The comment is on this page alone.' : both ? 'Another tab had changed this comment: both are kept.' : 'The comment is kept.');
    }

    left() {
      this.done(this.writing, '');
    }

    /** @param {Remark} form @param {string} words */
    done(form, words) {
      this.own.keep(null);
      this.remarks();
      this.decide();
      this.back(form);
      this.say(words);
    }

    /** The panel below the diff. */
    decide() {
      const { locked, draft } = this;
      if (locked) {
        const attempt = this.entry.done.length;
        this.desk.replaceChildren(
          h('p', {}, h('strong', {}, `${sheet.NAMES[locked.decision]}.`), ` Submitted${attempt > 1 ? `, attempt ${attempt}` : ''}, and locked. `, h('a', { href: '#3-compare' }, 'Compare it')),
          this.tools(locked));
        return;
      }
      const name = `decision-${this.item.id}`;
      const choice = (/** @type {Decision} */ value) => h('label', {}, h('input', { type: 'radio', name, value, checked: draft.decision === value, onchange: () => {
        this.draft.decision = value;
        this.keep();
        this.say('');
      } }), ` ${sheet.NAMES[value]}`);
      const shown = h('output', {}, '');
      const sure = h('input', { type: 'range', min: 50, max: 100, step: 5, value: draft.confidence ?? 75, oninput: () => tell(Number(sure.value)) });
      const unsay = button('Clear', () => tell(null));
      const show = () => {
        unsay.hidden = this.draft.confidence === null;
        shown.textContent = unsay.hidden ? 'not given' : `${this.draft.confidence} %`;
      };
      const tell = (/** @type {number | null} */ to) => {
        this.draft.confidence = to;
        show();
        this.keep();
      };
      show();
      const whole = ['file', 'pull-request'].map((about) => button(`Comment on ${sheet.place({ about })}`, () => this.write({ side: 'new', start: 1, end: 1, about }), { 'data-about': about }));
      const count = draft.comments.length;
      this.desk.replaceChildren(
        h('fieldset', {}, h('legend', {}, 'Your decision'), ...sheet.DECISIONS.map(choice)),
        h('div.ep-field', {}, h('label', {}, 'How sure are you? ', sure), ' ', shown, ' ', unsay),
        h('div.ep-buttons', {}, whole),
        h('p', {}, count === 0 ? 'No comment yet: click a line, or press Enter on it. ' : `${count} ${count === 1 ? 'comment' : 'comments'}. `,
          draft.again ? 'This is a further attempt: you have seen the key.' : ''),
        h('div.ep-buttons', {}, button('Submit review', () => this.submit(), { class: 'ep-button ep-main' }),
          h('span.ep-dim', {}, 'Locks your answer, and shows the comparison')),
        this.tools(null));
    }

    /** What else can be done with a review: it comes with what compares. @param {Sheet | null} locked */
    tools(locked) {
      const { comments } = locked ?? this.draft;
      const box = h('div', {}, h('div.ep-buttons.ep-tools', {},
        comments.some((/** @type {Remark} */ it) => ExitPath.blocks.suggestions(it.text).length) && button('Judge what you propose', () => this.more('propose', box)),
        button('Export or import', () => this.more('tools', box))));
      return box;
    }

    /** Does something that most visits do without. @param {string} name @param {any[]} more */
    more(name, ...more) {
      ExitPath.dom.late(() => /** @type {any} */ (globalThis).ExitPath[name](this, ...more), () => this.say('That cannot be loaded. Your review is kept: try again.'));
    }

    /** @returns {Sheet} */
    sheet() {
      const { comments, decision, confidence, seconds } = this.draft;
      const clock = this.preferences().clock ? { seconds } : {};
      return sheet.make({ exercise: this.item.id, revision: this.item.revision, attempt: this.entry.done.length + 1, decision, confidence, comments, ...clock });
    }

    submit() {
      // Nobody submits what they have not seen.
      if (this.book.look()) return this.say(this.locked ? 'Another tab has submitted this review.' : 'Another tab has changed this review. Look at it, and submit again.');
      const { draft } = this;
      const radio = /** @type {HTMLElement | null} */ (this.desk.querySelector('input'));
      if (this.writing) {
        this.form.ready();
        return this.say('A comment is open. Add or cancel it first.');
      }
      if (!draft.decision) {
        radio?.focus();
        return this.say('Decide first: approve, comment or request changes.');
      }
      const slot = draft.comments.find((/** @type {Remark} */ it) => ExitPath.slots.open(it.text, this.templates));
      if (slot) return this.say(`The comment on ${sheet.place(slot)} still has an open slot.`);
      if (draft.comments.length > sheet.MOST) return this.say(`A review has at most ${sheet.MOST} comments. Delete some.`);
      ExitPath.dom.late(() => /** @type {any} */ (globalThis).ExitPath.reasoned(this) && this.lock(), () => this.say('What compares your review cannot be loaded. Your draft is kept: try again.'));
    }

    /** Grades what is written, and keeps it. The draft may have been submitted meanwhile, here or in another tab. */
    lock() {
      if (this.book.look()) return;
      if (this.locked || !this.draft.decision) return;
      const written = this.sheet();
      // The grader came after this script, and with it a new `ExitPath`.
      const { grader } = /** @type {any} */ (globalThis).ExitPath;
      this.entry.done.push({ sheet: structuredClone(written), at: Date.now(), ticks: {}, result: grader.summary(grader.grade(written, this.item)) });
      this.entry.draft = store.blank();
      this.keep();
      this.render();
      document.dispatchEvent(new CustomEvent('exit-path:reviewed', { detail: this.item.id }));
    }
  }

  const stop = (/** @type {Event} */ event) => event.preventDefault();

  /** An id that no other tab gives. */
  const fresh = () => `c${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

  /** @param {number} seconds */
  const time = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

  customElements.define('exit-review', ExitReview);
})();
