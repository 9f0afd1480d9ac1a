// On pages with <exit-review
// The workbook's review desk with a room behind it. What is written goes to the room as it is typed, and the page says when it is
// on the server's disk. This browser keeps its own copy as ever, so a lost connection or a closed laptop loses nothing; two pages
// of one person are joined as two tabs are (`join.js`).

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const Review = customElements.get('exit-review');
  if (!Review) return;
  const { h, button } = ExitPath.dom;
  const { room } = ExitPath;
  const OWNER = 'exit-path:room-owner';
  /** What this browser keeps of reviews. */
  const OURS = /^exit-path:(review|form|left):/;
  /** Milliseconds of quiet after which a change is sent. */
  const QUIET = 250;
  const AGAIN = [1000, 2000, 4000];
  /** The stages in which people write their reviews. */
  const WRITES = ['silent', 'pairs'];

  /** @param {any} value */
  const text = (value) => JSON.stringify(value);

  /**
   * Who wrote what lies in this browser. Somebody else's goes aside: it is in the room already, as far as it was acknowledged.
   * @param {string} key
   * @returns {boolean} Whether this page was drawn of one's own.
   */
  function mine(key) {
    try {
      const owner = localStorage.getItem(OWNER);
      if (owner === key) return true;
      let moved = 0;
      for (const store of [localStorage, sessionStorage]) {
        for (const name of Object.keys(store).filter((it) => OURS.test(it))) {
          store.setItem(`exit-path:aside:${owner ?? 'nobody'}:${name}`, /** @type {string} */ (store.getItem(name)));
          store.removeItem(name);
          moved += 1;
        }
      }
      localStorage.setItem(OWNER, key);
      return moved === 0 || localStorage.getItem(OWNER) !== key;
    } catch {
      return true;
    }
  }

  /** Sends what one review is, and takes what other pages of its author wrote. */
  class Sender {
    /** @param {any} review */
    constructor(review) {
      this.review = review;
      /** What the room has: its number, whether it counts, its text. */
      this.version = 0;
      this.kept = '';
      this.held = '';
      /** Open comments of all pages of this person, by id. @type {Record<string, any>} */
      this.open = {};
      /** Those that this page has closed. @type {Set<string>} */
      this.shut = new Set();
      this.busy = false;
      /** The version that the room has told of. */
      this.news = 0;
      this.failed = 0;
      this.why = '';
      /** @type {number | undefined} */
      this.due = undefined;
    }

    /** What the room should have. */
    draft() {
      const { entry, own } = this.review;
      const open = Object.fromEntries(Object.entries(this.open).filter(([id]) => !this.shut.has(id)));
      if (own.writing?.form.text.trim()) open[own.writing.form.id] = structuredClone(own.writing);
      return { entry: { title: entry.title, draft: entry.draft, done: [] }, open };
    }

    /** @returns {boolean} Whether there is something that the room has not. */
    get dirty() {
      const draft = this.draft();
      const blank = !draft.entry.draft.comments.length && !draft.entry.draft.decision && draft.entry.draft.confidence === null && !Object.keys(draft.open).length;
      return text(draft) !== this.held && !(blank && this.held === '');
    }

    soon(after = QUIET) {
      clearTimeout(this.due);
      this.due = setTimeout(() => this.send(), after);
      this.say();
    }

    async send() {
      const state = /** @type {RoomState | null} */ (room.state());
      if (this.busy || !this.dirty || !state?.person || state.stage === 'lobby') return this.say();
      this.busy = true;
      const draft = this.draft();
      const shut = [...this.shut];
      const answer = await room.ask('PUT', '/api/draft', { person: state.person.id, base: this.version, draft });
      this.busy = false;
      this.why = '';
      if (answer.status === 200) {
        this.failed = 0;
        this.version = answer.value.version;
        this.kept = answer.value.kept;
        this.held = text(draft);
        this.open = draft.open;
        shut.forEach((id) => this.shut.delete(id));
      } else if (answer.status === 409) {
        this.take(answer.value);
      } else {
        this.failed += 1;
        this.why = answer.text;
        // What no second try can mend is said, and stays in this browser.
        if ([0, 429, 500, 502, 503, 504].includes(answer.status)) return this.soon(AGAIN[Math.min(this.failed, AGAIN.length) - 1]);
      }
      this.say();
      if (this.news > this.version) this.look();
      else if (this.dirty && !this.why) this.soon(0);
    }

    /** The room has a version. This page's own comes back to it as news, often before its answer. @param {number} version */
    heard(version) {
      this.news = version;
      if (!this.busy && version > this.version) this.look();
    }

    /** What the room has beside what is here. @param {{ version: number, kept: string, draft: any }} held */
    take({ version, kept, draft }) {
      this.version = version;
      this.kept = kept;
      this.held = draft ? text(draft) : '';
      this.open = draft?.open ?? {};
      const entry = draft?.entry;
      if (!entry || !ExitPath.store.sound(entry)) return;
      const { book } = this.review;
      const news = book.take(entry);
      book.write();
      if (news.seen) document.dispatchEvent(new CustomEvent('exit-path:elsewhere', { detail: this.review.item.id }));
    }

    /** Asks for what other pages wrote. */
    async look() {
      const answer = await room.ask('GET', '/api/draft');
      if (answer.status !== 200 || this.busy) return;
      this.take(answer.value);
      this.review.aside();
      this.soon(0);
    }

    say() {
      this.review.told?.();
    }
  }

  const { decide, keep } = Review.prototype;
  const shutForms = ExitPath.Forms.prototype.keep;
  /** @type {any} */
  let desk;

  ExitPath.Forms.prototype.keep = function (/** @type {any} */ writing) {
    const before = this.writing?.form.id;
    shutForms.call(this, writing);
    const sender = desk?.sender;
    if (!sender) return;
    if (before && before !== writing?.form.id) sender.shut.add(before);
    if (writing) sender.shut.delete(writing.form.id);
    sender.soon();
  };

  Review.prototype.keep = function () {
    const kept = keep.call(this);
    this.sender?.soon();
    return kept;
  };

  /** Nobody writes before the silent review begins, nor once the board is shown. While nobody knows the stage, everybody may. */
  Object.defineProperty(Review.prototype, 'locked', {
    get() {
      const state = room.state();
      const writes = !state || (state.person && WRITES.includes(state.stage));
      return writes ? null : { ...this.sheet(), attempt: 1, stage: 'solo' };
    },
  });

  // What runs a check needs the workbook itself: a room has no compiler.
  const { more } = Review.prototype;
  Review.prototype.more = function (/** @type {string} */ name, /** @type {any[]} */ ...rest) {
    if (name === 'tools') return more.call(this, name, ...rest);
    this.say('A room runs no checks. In a clone of the workbook, after the session: cargo xtask serve');
  };

  /** What the room says of this review. */
  Review.prototype.told = function () {
    const { sender } = this;
    const state = /** @type {RoomState | null} */ (room.state());
    if (!sender || !this.saved_) return;
    const words = !state ? 'The room does not answer. What you write is kept in this browser, and is sent as soon as it does.'
      : !state.member ? 'You are not in the room.'
        : !state.person ? 'You lead the room here. To review as well, join it in another browser.'
          : sender.why && sender.failed ? `${sender.why} What you write is kept in this browser${room.up() ? '' : ', and is sent as soon as the room answers'}.`
            : !room.up() ? 'The room does not answer. What you write is kept in this browser, and is sent as soon as it does.'
              : state.stage === 'lobby' ? 'The silent review has not begun.'
                : sender.dirty || sender.busy ? 'Sending…'
                  : sender.version === 0 ? 'Nothing is written yet.'
                    : sender.kept === 'aside' ? 'Kept on the server, as written after the silent review: it is yours, and is not counted.'
                      : sender.kept === 'pair' ? 'Kept on the server. Your pair sees it.' : 'Kept on the server.';
    if (this.saved_.textContent !== words) this.saved_.textContent = words;
    this.saved_.classList.toggle('ep-bad', Boolean(state && (!room.up() || (sender.why && sender.failed))));
  };

  Review.prototype.strays = function () {
    this.late.replaceChildren();
  };

  /** Comments that are open on another page of this person. */
  Review.prototype.aside = function () {
    const { sender, own } = this;
    const here = own.writing?.form.id;
    const others = this.locked ? [] : Object.values(sender.open).filter((/** @type {any} */ it) => it.form.id !== here && !sender.shut.has(it.form.id));
    this.late.replaceChildren(...others.map((/** @type {any} */ it) => h('div.ep-late', {}, h('p', {}, 'A comment is open on another page of yours. It counts as it stands.'), ExitPath.dom.paragraphs(it.form.text),
      h('div.ep-buttons', {}, button('Go on with it here', () => {
        if (this.writing) return this.say('Another comment is open. Add or cancel it first.');
        own.keep(structuredClone(it));
        this.remarks();
        this.form.ready();
        this.aside();
      })))));
  };

  Review.prototype.decide = function () {
    decide.call(this);
    const state = /** @type {RoomState | null} */ (room.state());
    this.saved_ = h('p.ep-kept', { role: 'status' });
    if (this.locked) {
      const words = !state?.person ? h('p', {}, h('a', { href: 'index.html' }, 'Join the room'), ' to review.')
        : state.stage === 'lobby' ? h('p', {}, 'You are in the room. The facilitator begins the silent review, and this page opens by itself.')
          : h('p', {}, h('strong', {}, 'The silent review is over.'), ` ${this.draft.decision ? `You decided: ${ExitPath.sheet.NAMES[this.draft.decision].toLowerCase()}.` : 'You did not decide, so your review counts as a comment.'}`);
      this.desk.replaceChildren(words, this.saved_, this.tools(this.locked));
    } else {
      this.desk.querySelector('.ep-main')?.parentElement?.replaceWith(h('p', {}, `There is nothing to submit: it counts as it stands when ${state?.stage === 'pairs' ? 'the pairs end' : 'the silent review ends'}.`), this.saved_);
    }
    this.told();
  };

  // The one that was on the page before this script.
  desk = document.querySelector('exit-review');
  if (!desk) return;
  const name = h('strong', {});
  const way = h('a', {});
  const bar = h('div.ep-room-bar', { hidden: true }, name, ' ', ExitPath.clock.clock(), ' ', way);
  const wall = h('div.ep-wall', { id: 'room-wall' });
  const pair = h('div.ep-wall', { id: 'room-pair' });
  const words = h('div.ep-wall', { id: 'room-words' });
  desk.closest('main').prepend(bar, ExitPath.device.offer());
  desk.closest('.ep-desk').before(words, wall, pair);
  desk.sender = new Sender(desk);
  /** @type {RoomStage | null} */
  let drawn = null;
  let asked = false;
  document.addEventListener('exit-path:room-state', () => {
    const state = /** @type {RoomState} */ (room.state());
    bar.hidden = !state.member;
    name.textContent = state.member ? ExitPath.clock.NAMES[state.stage] : '';
    // Whoever was here before wrote on a copy that goes aside; the page begins again without it.
    if (state.person && !mine(state.person.key)) return location.reload();
    if (drawn !== state.stage) {
      const before = drawn;
      drawn = state.stage ?? null;
      const shown = drawn !== null && drawn !== 'lobby' && !WRITES.includes(drawn);
      const asks = drawn === 'fix' || drawn === 'comment';
      way.textContent = asks ? 'The question' : shown ? 'What the team wrote' : 'The pull request';
      way.setAttribute('href', asks ? '#room-words' : shown ? '#room-wall' : '#2-review');
      // Between two stages in which one writes, nobody is torn out of a comment.
      if (before !== null && drawn !== null && WRITES.includes(before) && WRITES.includes(drawn)) desk.decide();
      else desk.render();
      desk.aside();
      ExitPath.wall.show(wall, state);
      ExitPath.pairs.show(pair, state, desk);
      ExitPath.wordings.show(words, state);
      // Another stage may go on with another draft of this person.
      asked = false;
    }
    if (state.person && !asked) {
      asked = true;
      desk.sender.look();
    } else {
      desk.sender.soon(0);
    }
  });
  document.addEventListener('exit-path:room-wordings', () => ExitPath.wordings.show(words, room.state()));
  document.addEventListener('exit-path:room-pair', () => ExitPath.pairs.show(pair, room.state(), desk));
  document.addEventListener('exit-path:room-draft', (event) => desk.sender.heard(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener('exit-path:room-link', () => desk.sender.say());
  // With no answer at the first try nothing has been drawn yet.
  room.load().then(() => room.state() || desk.render());
})();
