// Late, on pages with <exit-board
// What stands in an open <exit-board>: moves, lanes, code and what is held. `play.js` has the rules, and `open.js` the element.

(() => {
  const space = /** @type {any} */ (globalThis);
  if (!space.customElements) return;
  const { board: b } = space.ExitPath;
  /** @typedef {any} Play */

  const make = (/** @type {string} */ tag, /** @type {Record<string, any>} */ attributes = {}, /** @type {(Node | string)[]} */ ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else if (value !== undefined) element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };

  /** What the letters of a lane mean: a mark for the eye, a word for the ear. */
  const MARKS = { r: '▒', y: '─', l: '×', w: '·', s: '~', p: 'p', z: 'z', e: '', o: '' };
  /** Columns of a lane that are shown. */
  const COLUMNS = 28;
  /** Lines of code around the one that counts. */
  const AROUND = 7;

  class View {
    /** Whose code is shown; less than 0 for whoever moved last. */ focused = -1;

    constructor(/** @type {HTMLElement} */ host, /** @type {any} */ data, /** @type {string | undefined} */ tape) {
      this.host = host;
      /** @type {Record<string, Record<number, string>>} */
      this.code = Object.fromEntries(Object.entries(data.graph.code).map(([file, lines]) => [file, Object.fromEntries(/** @type {any} */ (lines))]));
      this.play = b.start(data.graph);
      this.build(data);
      if (tape !== undefined && !b.follow(this.play, tape)) {
        return void this.show('The schedule in the address does not fit this code: it belongs to another revision, or leads out of what is recorded. This is the beginning.');
      }
      this.show();
    }

    build(/** @type {any} */ data) {
      const deed = (/** @type {string} */ words, /** @type {string} */ key, /** @type {() => void} */ click) =>
        make('button', { type: 'button', click, 'aria-keyshortcuts': key }, words, make('kbd', { 'aria-hidden': 'true' }, key));
      /** @type {Record<string, HTMLElement>} */
      this.parts = Object.fromEntries(['cost', 'moves', 'lanes', 'code', 'facts', 'steps'].map((name) => [name, make('div', { class: `ep-board-${name}` })]));
      this.said = make('p', { class: 'ep-board-said', 'aria-live': 'polite' });
      this.host.replaceChildren(
        make('p', { class: 'ep-board-rule' }, make('strong', {}, `“${data.statement}”`), ` ${b.rule(this.play)}`),
        this.parts.moves,
        make('div', { class: 'ep-board-bar' },
          deed('Undo', 'u', () => this.act('u')), deed('Redo', 'y', () => this.act('y')), deed('Restart', 'r', () => this.act('r')),
          deed('Until a choice', 'n', () => this.act('n')), deed('Default order', 'd', () => this.act('d')),
          ...(this.play.graph.best ? [deed('As the lab', 'l', () => this.act('l'))] : []), this.parts.cost),
        this.said,
        make('div', { class: 'ep-board-body' }, this.parts.lanes, this.parts.code),
        this.parts.facts, this.parts.steps);
      this.host.setAttribute('role', 'group');
      this.host.setAttribute('aria-label', `Board: ${data.title}`);
      this.host.addEventListener('keydown', (event) => {
        const target = /** @type {HTMLElement} */ (event.target);
        if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, textarea, select')) return;
        if (/^[1-9uyrndl]$/.test(event.key)) {
          event.preventDefault();
          // mdBook turns pages with arrows and opens search with s; these keys are ours.
          event.stopPropagation();
          this.act(event.key);
        }
      });
    }

    act(/** @type {string} */ key) {
      const { play } = this;
      const over = Boolean(b.state(play).e);
      let words = '';
      if (/\d/.test(key)) {
        const i = Number(key) - 1;
        if (over) words = 'It is over: take a move back, or begin again.';
        else if (!b.moves(play)[i]) words = `There is no move ${key}.`;
        else if (!b.move(play, i)) words = 'The recording ends here: it has what is near the cheapest failure. In a terminal, cargo xtask explore goes on.';
      } else if (key === 'u') words = b.undo(play) ? '' : 'This is the beginning.';
      else if (key === 'y') words = b.redo(play) ? '' : 'Nothing was taken back.';
      else if (key === 'r') b.restart(play);
      else if (key === 'n') words = over || b.on(play) ? '' : 'There is a choice: pick a move.';
      else if (key === 'd') b.toTheEnd(play);
      else if (key === 'l') {
        const i = play.graph.best ? b.next(play, play.graph.best[1]) : -1;
        words = i >= 0 && b.move(play, i) ? '' : over ? 'It is over: take a move back, or begin again.' : 'The lab’s schedule went another way before: take moves back.';
      }
      this.focused = -1;
      this.show(words);
    }

    show(words = '') {
      const { play, parts } = this;
      const tape = b.tape(play);
      const state = b.state(play);
      history.replaceState(null, '', `#board=${this.host.id}&tape=${encodeURIComponent(tape).replace(/%20/g, '+')}`);
      this.host.classList.toggle('is-broken', state.e?.[0] === 1);
      this.said.textContent = words || b.sentence(play);
      const best = play.graph.best ? `, the lab’s best ${play.graph.best[0]}` : '';
      parts.cost.textContent = `departures ${b.cost(play)}${best}`;
      this.showMoves();
      this.showLanes(state);
      this.showCode(state);
      this.showFacts(state, tape);
    }

    showMoves() {
      const { texts, best } = this.play.graph;
      const labs = best ? b.next(this.play, best[1]) : -1;
      const buttons = b.moves(this.play).map((/** @type {any} */ it, /** @type {number} */ i) => {
        const more = [texts[it.p ?? 0], it.d ? '* departs' : '', i === labs ? 'the lab’s' : ''].filter(Boolean).join(' · ');
        return make('button', { type: 'button', class: it.d ? 'departs' : '', click: () => this.act(String(i + 1)) },
          make('kbd', {}, String(i + 1)), ` ${texts[it.b]}: ${texts[it.t]} `, make('small', {}, more));
      });
      // The focus stays on the board when its button goes.
      const had = this.parts.moves.contains(document.activeElement);
      this.parts.moves.replaceChildren(...(buttons.length ? buttons : [make('p', {}, 'No move is left.')]));
      if (had) /** @type {HTMLElement | null} */ (this.host.querySelector('button'))?.focus();
    }

    showLanes(/** @type {any} */ state) {
      const { play } = this;
      const { texts, actors, locks, states } = play.graph;
      const shown = play.past.slice(-COLUMNS);
      const rows = actors.flatMap(([name], i) => {
        const words = texts[state.a[i]?.[0] ?? 0];
        if (!words) return [];
        const cells = shown.map(({ state: n, by }) => {
          const letter = states[n].l[i] ?? ' ';
          const moved = by && by.s.some(([who]) => who === name);
          return make('i', { class: moved ? 'moved' : `is-${letter}` }, moved ? '█' : /** @type {any} */ (MARKS)[letter] ?? ' ');
        });
        const place = texts[state.a[i][1]];
        const lane = make('div', { class: 'ep-board-lane' },
          make('button', { type: 'button', disabled: place ? undefined : '', title: 'Show its code', click: () => { this.focused = i; this.showCode(state); } }, texts[name]),
          make('span', { 'aria-hidden': 'true', class: 'ep-board-cells' }, ...cells),
          make('span', { class: `is-${state.l[i]}` }, words, ...(place ? [make('small', {}, ` ${place}`)] : [])));
        const bars = (state.h ?? []).filter(([, who]) => who === i).map(([lock, , since]) => make('div', { class: 'ep-board-lane ep-board-lock' },
          make('span', {}),
          make('span', { 'aria-hidden': 'true', class: 'ep-board-cells' }, ...shown.map(({ state: n }) =>
            make('i', {}, (states[n].h ?? []).some(([which, who]) => which === lock && who === i) ? '▀' : ' '))),
          make('span', {}, `holds ${texts[locks[lock]]}`, ...(since ? [make('small', {}, ` since ${texts[since]}`)] : []))));
        return [lane, ...bars];
      });
      this.parts.lanes.replaceChildren(...rows);
    }

    showCode(/** @type {any} */ state) {
      const { texts, actors } = this.play.graph;
      const last = b.steps(this.play).at(-1)?.actor;
      const has = (/** @type {number} */ i) => i >= 0 && texts[state.a[i]?.[1] ?? 0];
      const focus = [this.focused, actors.findIndex(([name]) => texts[name] === last), ...actors.keys()].find(has) ?? -1;
      const place = focus >= 0 ? texts[state.a[focus][1]] : '';
      const [file, line] = [place.slice(0, place.lastIndexOf(':')), Number(place.slice(place.lastIndexOf(':') + 1))];
      const text = this.code[file];
      if (!text) return this.parts.code.replaceChildren();
      const numbers = Array.from({ length: 2 * AROUND + 1 }, (_, i) => line - AROUND + i).filter((n) => text[n] !== undefined);
      const rows = numbers.map((n) => {
        const here = `${file}:${n}`;
        const stands = actors.flatMap(([name], a) => (texts[state.a[a]?.[1] ?? 0] === here ? [`${texts[name]} ${texts[state.a[a][0]].split(/[ ,]/)[0]}`] : []));
        const holds = (state.h ?? []).flatMap(([lock, who, since]) => (texts[since] === here ? [`${texts[actors[who][0]]} holds ${texts[this.play.graph.locks[lock]]}`] : []));
        return make('span', { class: stands.length ? 'here' : '' }, make('i', {}, String(n)), text[n] || ' ', ...[...stands, ...holds].map((words) => make('em', {}, words)));
      });
      this.parts.code.replaceChildren(make('p', {}, make('code', {}, file), ` ${texts[actors[focus][0]]}`), make('pre', { tabindex: '0', 'aria-label': `${file}, line ${line}` }, ...rows));
    }

    showFacts(/** @type {any} */ state, /** @type {string} */ tape) {
      const { texts, locks, actors, property } = this.play.graph;
      const held = (state.h ?? []).map(([lock, who]) => `${texts[locks[lock]]}: ${texts[actors[who][0]]}`);
      const list = (/** @type {string} */ head, /** @type {string[]} */ items) => (items.length ? [make('p', {}, make('strong', {}, `${head} `), items.join(' · '))] : []);
      this.parts.facts.replaceChildren(
        ...list('Held', held), ...list('Channels', (state.q ?? []).map((n) => texts[n])),
        ...list('The world saw', (state.g ?? []).map((n) => texts[n])), ...list('Clock', state.k ? [`${state.k} ms`] : []),
        make('p', {}, make('a', { href: location.hash }, 'Send this schedule'), ': the address holds it. In a terminal: ',
          make('code', {}, `cargo xtask explore ${this.host.dataset.exercise} --variant ${this.host.dataset.variant} --property ${property} --replay '${tape}'`)));
      this.parts.steps.replaceChildren(make('details', {}, make('summary', {}, 'The steps so far'),
        make('ol', {}, ...b.steps(this.play).map((/** @type {any} */ it) => make('li', {}, `${it.actor} ${it.text}`, ...(it.at ? [make('small', {}, ` ${it.at}`)] : []))))));
    }
  }

  b.show = (/** @type {HTMLElement} */ host, /** @type {any} */ data, /** @type {string | undefined} */ tape) => new View(host, data, tape);
})();
