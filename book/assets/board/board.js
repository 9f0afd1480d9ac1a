// Late, on pages with <exit-board
// What stands in an open <exit-board>: the rule, moves and keys, what was said, and the panels of the other files of this folder.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  if (!globalThis.document) return;
  const { make } = b;

  const OVER = 'It is over: undo a move, or restart.';
  const ENDS = 'The recording ends here: it has the schedules that depart least. In a terminal, cargo xtask explore goes on.';
  const BROKEN = 'The schedule in the address does not fit this code: it belongs to another revision, or leads out of the recording. Your place is kept.';

  class View {
    /** Whose code is shown; less than 0 for whoever moved last. */ picked = -1;
    /** Whether the lab's schedule is shown. */ labs = false;
    listed = false;
    /** Whether the timeline is shown. */ timed = false;

    constructor(/** @type {HTMLElement} */ host, /** @type {any} */ data) {
      this.host = host;
      /** @type {Record<string, Record<number, string>>} */
      this.code = Object.fromEntries(Object.entries(data.graph.code).map(([file, lines]) => [file, Object.fromEntries(/** @type {any} */ (lines))]));
      this.play = b.start(data.graph);
      /** @type {Record<string, HTMLElement>} */
      this.parts = Object.fromEntries(['moves', 'lanes', 'code', 'facts', 'time', 'steps'].map((name) => [name, make('div', { class: `ep-board-${name}` })]));
      this.said = make('p', { class: 'ep-board-said', role: 'status' });
      this.score = make('span', { class: 'ep-board-score' });
      const { best, every } = data.graph;
      /** @type {[string, string][]} */
      const deeds = [['u', 'Undo'], ['y', 'Redo'], ['r', 'Restart'], ['n', 'To a choice'], ['d', 'Default order']];
      if (best) deeds.push(['l', 'As the lab'], ['b', 'Beside the lab']);
      if (every) deeds.push(['c', 'Only contended steps']);
      deeds.push(['t', 'Timeline'], ['s', 'Steps']);
      /** @type {Record<string, HTMLElement>} */
      this.deeds = Object.fromEntries(deeds.map(([key, words]) => [key, make('button', { type: 'button', click: () => this.act(key), 'aria-keyshortcuts': key }, words, make('kbd', { 'aria-hidden': 'true' }, key))]));
      host.replaceChildren(
        make('p', { class: 'ep-board-rule' }, make('strong', {}, `“${data.statement}”`), ` ${b.rule(this.play)}`),
        this.parts.moves, this.said,
        make('div', { class: 'ep-board-bar' }, ...Object.values(this.deeds), this.score),
        make('div', { class: 'ep-board-body' }, this.parts.lanes, this.parts.code), this.parts.facts, this.parts.time, this.parts.steps);
      host.setAttribute('role', 'group');
      host.setAttribute('aria-label', `Board: ${data.title}`);
      host.addEventListener('keydown', (event) => this.key(event));
      if (globalThis.ResizeObserver) new ResizeObserver(() => this.showLanes()).observe(this.parts.lanes);
    }

    key(/** @type {KeyboardEvent} */ event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!/^[1-9]$/.test(event.key) && !this.deeds[event.key]) return;
      event.preventDefault();
      // mdBook opens its search with s: here the key is ours.
      event.stopPropagation();
      this.act(event.key);
    }

    /** The answer to a key, or '' where the play says it. */
    deed(/** @type {string} */ key) {
      const { play } = this;
      const over = Boolean(b.state(play).e);
      if (/\d/.test(key)) {
        const i = Number(key) - 1;
        if (over) return OVER;
        if (!b.moves(play)[i]) return `There is no move ${key}.`;
        return b.move(play, i) ? '' : ENDS;
      }
      switch (key) {
        case 'u': return b.undo(play) ? '' : 'This is the beginning.';
        case 'y': return b.redo(play) ? '' : 'No move was undone.';
        case 'r': return void b.restart(play) ?? '';
        case 'n': return over ? OVER : b.on(play) ? '' : 'There is a choice: pick a move.';
        case 'd': return over ? OVER : void b.toTheEnd(play) ?? (b.state(play).e ? '' : ENDS);
        case 'b': this.labs = !this.labs; this.listed ||= this.labs; return '';
        case 't': this.timed = !this.timed; return '';
        case 's': this.listed = !this.listed; return '';
        case 'c': play.every = !play.every; return play.every ? 'Every step by itself.' : 'Only contended steps: a step that touches what nobody else touches comes with the one before it.';
        default: {
          if (over) return OVER;
          const i = b.next(play, play.graph.best[1]);
          return i >= 0 && b.move(play, i, true) ? '' : 'The lab’s schedule went another way before: undo until it fits.';
        }
      }
    }

    act(/** @type {string} */ key) {
      const words = this.deed(key);
      this.picked = -1;
      // After the first success, the lab's schedule stands beside it.
      if (b.state(this.play).e?.[0] && !this.won) this.won = this.labs = this.listed = true;
      this.show(words);
    }

    /** Follows a tape, as an address holds it. */
    follow(/** @type {string} */ tape) {
      const fits = tape === b.tape(this.play) || b.follow(this.play, tape);
      this.show(fits ? '' : BROKEN);
    }

    show(words = '') {
      const { play, parts } = this;
      const tape = b.tape(play);
      const state = b.state(play);
      try {
        history.replaceState(null, '', `#board=${this.host.id}&tape=${encodeURIComponent(tape).replace(/%20/g, '+')}`);
      } catch { /* an address that may not change: the tape is below as well */ }
      this.host.classList.toggle('is-broken', state.e?.[0] === 1);
      this.said.textContent = words || b.sentence(play);
      this.score.textContent = b.score(play);
      this.deeds.c?.setAttribute('aria-pressed', String(!play.every));
      this.deeds.t.setAttribute('aria-expanded', String(this.timed));
      this.deeds.s.setAttribute('aria-expanded', String(this.listed));
      this.deeds.b?.setAttribute('aria-pressed', String(this.labs));
      this.showMoves();
      this.showLanes();
      this.showCode();
      this.showFacts(state, tape);
      parts.time.hidden = !this.timed;
      parts.time.replaceChildren(...b.time(play));
      parts.steps.hidden = !this.listed;
      parts.steps.replaceChildren(...b.beside(play, this.labs));
    }

    showMoves() {
      const { texts, best, states } = this.play.graph;
      const labs = best ? b.next(this.play, best[1]) : -1;
      const buttons = b.moves(this.play).map((/** @type {any} */ it, /** @type {number} */ i) => {
        const more = [texts[it.p ?? 0], it.d ? '* departs' : '', i === labs && this.labs ? 'the lab’s' : '', it.n === undefined ? 'not recorded' : ''].filter(Boolean).join(' · ');
        return make('button', { type: 'button', class: it.d ? 'departs' : '', click: () => this.act(String(i + 1)), 'aria-keyshortcuts': i < 9 ? String(i + 1) : undefined },
          ...(i < 9 ? [make('kbd', { 'aria-hidden': 'true' }, String(i + 1))] : []), make('span', {}, make('strong', {}, texts[it.b]), ` ${texts[it.t]} `, make('small', {}, more)));
      });
      // The focus stays on the board when its button goes.
      const had = this.parts.moves.contains(document.activeElement);
      const none = states.length > 1 ? 'No move is left.' : 'This scene has one order, and nothing to decide. “Steps” lists it.';
      this.parts.moves.replaceChildren(...(buttons.length ? buttons : [make('p', {}, none)]));
      if (had) this.focus();
    }

    focus() {
      (this.parts.moves.querySelector('button') ?? this.deeds.u).focus();
    }

    showLanes() {
      this.parts.lanes.replaceChildren(...b.lanes(this.play, this.parts.lanes.clientWidth, (/** @type {number} */ actor) => {
        this.picked = actor;
        this.showCode();
      }));
    }

    showCode() {
      this.parts.code.replaceChildren(...b.code(this.play, this.code, b.focus(this.play, this.picked)));
    }

    showFacts(/** @type {any} */ state, /** @type {string} */ tape) {
      const { texts, locks, actors, property } = this.play.graph;
      const { exercise, variant } = this.host.dataset;
      const held = (state.h ?? []).map((/** @type {any} */ [lock, who, since]) => `${texts[locks[lock]]}: ${texts[actors[who][0]]}${since ? `, since ${texts[since]}` : ''}`);
      const all = (/** @type {number[]} */ them) => (them ?? []).map((n) => texts[n]);
      const list = (/** @type {string} */ head, /** @type {string[]} */ items) => make('div', {}, make('p', { class: 'ep-board-head' }, head), ...(items.length ? items : ['none']).map((it) => make('p', {}, it)));
      // A channel or a clock that this scene never has is not named.
      const ever = (/** @type {string} */ what) => this.play.graph.states.some((/** @type {any} */ it) => it[what]);
      this.parts.facts.replaceChildren(...(locks.length ? [list('Locks that are held', held)] : []), ...(ever('q') ? [list('Channels', all(state.q))] : []),
        ...(ever('g') ? [list('What the world saw', all(state.g))] : []), ...(ever('k') ? [list('Clock', [`${state.k ?? 0} ms`])] : []),
        make('p', { class: 'ep-board-send' }, make('a', { href: location.hash }, 'Send this schedule'), ': the address holds it. In a terminal: ',
          make('code', {}, `cargo xtask explore ${exercise} --variant ${variant} --property ${property} --replay '${tape}'`)));
    }
  }

  /** @type {WeakMap<HTMLElement, View>} */
  const views = new WeakMap();
  b.show = (/** @type {HTMLElement} */ host, /** @type {any} */ data, /** @type {string | undefined} */ tape, /** @type {boolean} */ focus) => {
    if (!data?.graph?.states?.length) throw new Error('no recording');
    const known = views.get(host);
    const view = known ?? new View(host, data);
    views.set(host, view);
    if (tape === undefined) view.show();
    else view.follow(tape);
    if (focus && !known) view.focus();
  };
})();
