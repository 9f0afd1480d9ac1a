// On pages with <exit-lead
// <exit-lead>: the facilitator's page. The secret behind `#` becomes a cookie, once, and leaves the address. It shows how to join,
// the clock, how far people are, and the way to the next stage. Until the reveal it has no key: it may stand on the wall.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h, button } = ExitPath.dom;
  const { room } = ExitPath;
  const { NAMES } = ExitPath.clock;
  /** What a step does, before it is done. */
  const STEP = /** @type {Record<string, string>} */ ({
    'lobby silent': 'Begin the silent review', 'silent pairs': 'End the silent review, and make pairs', 'silent board': 'End the silent review, and show the board',
    'pairs board': 'End the pairs, and show the board', 'board reveal': 'Open the key for everybody', 'reveal fix': 'Go on: fix it together', 'reveal comment': 'Go on: the one comment to send',
    'reveal closed': 'End the session', 'fix comment': 'End the fix, and word the one comment', 'fix closed': 'End the session', 'comment closed': 'End the session',
  });

  class ExitLead extends HTMLElement {
    async connectedCallback() {
      /** @type {RoomStage | undefined} */
      this.drawn = undefined;
      this.status = h('p.ep-status', { role: 'status' });
      this.join = h('div.ep-lead-join', {});
      this.now = h('div', {});
      this.people = h('p.ep-lead-people', {});
      this.pairs = h('details.ep-lead-pairs', { hidden: true });
      this.steps = h('div.ep-buttons', {});
      this.exports = h('div', {});
      this.wall = h('div.ep-wall', {});
      this.words = h('div.ep-wall', {});
      document.addEventListener('exit-path:room-wordings', () => ExitPath.wordings.show(this.words, room.state()));
      this.stage = h('strong', {});
      this.head = h('p.ep-room-bar', {}, this.stage, ' ', ExitPath.clock.clock());
      this.replaceChildren(this.status);
      document.addEventListener('exit-path:room-state', () => this.draw());
      document.addEventListener('exit-path:room-link', (event) => this.say(/** @type {CustomEvent} */ (event).detail ? '' : 'The room does not answer. This page goes on by itself when it does.'));
      const secret = location.hash.slice(1);
      if (secret) {
        const answer = await room.ask('POST', '/api/lead', { secret });
        if (answer.status !== 0) history.replaceState(null, '', location.pathname);
        if (answer.status !== 200) this.say(answer.text);
      }
      room.load();
    }

    /** @param {string} words */
    say(words) {
      this.status.textContent = words;
    }

    draw() {
      const state = /** @type {RoomState} */ (room.state());
      if (!state.leads) {
        if (!this.status.textContent) this.say('This browser does not lead the room. Open the address that stands in the terminal of the room.');
        return;
      }
      if (!this.there) {
        this.there = true;
        this.replaceChildren(this.join, this.head, this.now, this.people, this.pairs, this.steps, this.status, this.words, this.exports, this.wall);
        this.join.replaceChildren(h('img', { src: '/api/join.svg', alt: 'The address to join, as squares for a phone', width: 200, height: 200 }),
          h('div', {}, h('p', {}, 'Join at'), h('p.ep-lead-address', {}, state.address), h('p', {}, 'Code: ', h('strong', {}, state.code))));
      }
      const { joined, wrote, decided } = /** @type {{ joined: number, wrote: number, decided: number }} */ (state.counts);
      this.people.textContent = `${joined} joined · ${wrote} wrote a comment in time · ${decided} decided`;
      this.stage.textContent = NAMES[state.stage];
      this.together(state);
      if (this.drawn === state.stage) return;
      this.drawn = state.stage;
      this.now.replaceChildren(...(state.slot ? [h('p', {}, h('strong', {}, 'Everybody: '), state.slot.what, '.'), h('p', {}, h('strong', {}, 'You: '), state.slot.lead)] : state.stage === 'closed' ? [h('p', {}, 'The session is over. Take the report home, below.')] : []));
      this.offer(state.stage);
      this.take(state.stage);
      ExitPath.wall.show(this.wall, state);
      ExitPath.wordings.show(this.words, state);
    }

    /** Who is with whom, folded: this page may stand on a wall. @param {RoomState} state */
    together({ stage, pairs = [] }) {
      this.pairs.hidden = stage !== 'pairs';
      const numbers = [...new Set(pairs.map(([pair]) => pair))];
      const names = (/** @type {number} */ pair) => pairs.filter((it) => it[0] === pair).map(([, name]) => name ?? 'without a name').join(', ');
      this.pairs.replaceChildren(h('summary', {}, 'Who is with whom'), h('ol', {}, ...numbers.map((pair) => h('li', { value: pair }, names(pair)))));
    }

    /** @param {RoomStage} at */
    offer(at) {
      const ways = Object.keys(STEP).map((it) => /** @type {RoomStage[]} */ (it.split(' ')));
      const paired = room.state().pairs?.length;
      const back = at === 'silent' ? 'lobby' : at === 'pairs' ? 'silent' : at === 'board' ? (paired ? 'pairs' : 'silent') : at === 'fix' ? 'reveal' : at === 'comment' ? 'fix' : null;
      const go = async (/** @type {RoomStage} */ to) => {
        const answer = await room.ask('POST', '/api/stage', { seen: at, to });
        this.say(answer.status === 200 ? '' : answer.text);
        room.load();
      };
      const steps = ways.filter(([from]) => from === at).map(([, next], nth) => button(STEP[`${at} ${next}`], () => {
        if (next !== 'reveal') return go(next);
        this.steps.replaceChildren(h('span', {}, 'Nobody can unread the key. '), button('Open it', () => go(next), { class: 'ep-button ep-main' }), button('Not yet', () => this.offer(at)));
      }, nth ? {} : { class: 'ep-button ep-main' }));
      this.steps.replaceChildren(...[...steps, back && button(`Back: ${NAMES[back].toLowerCase()}`, () => go(back))].filter(Boolean));
    }

    /** @param {RoomStage} at */
    async take(at) {
      if (!['reveal', 'fix', 'comment', 'closed'].includes(at)) return this.exports.replaceChildren();
      const answer = await room.ask('GET', '/api/export/reviews');
      const link = (/** @type {string} */ name, /** @type {string} */ words) => h('a', { href: `/api/export/${name}`, download: name }, words);
      const names = /** @type {string[]} */ (answer.value ?? []);
      this.exports.replaceChildren(h('h2', {}, 'To take home'), h('p', {}, link('report.html', 'The report as a page'), ' · ', link('report.md', 'as Markdown'),
        // With fewer the server refuses, and says why.
        ...(names.filter((it) => it.startsWith('solo-')).length >= 3 ? [' · ', link('counts.csv', 'the counts as CSV')] : []), ...(at === 'comment' || at === 'closed' ? [' · ', link('wordings.md', 'the wordings and their votes')] : []), '. None of them names anybody.'),
        h('p', {}, 'The reviews, as the mailed form exports them, with the names that people gave: ', ...names.flatMap((it) => [link(it, it), ' '])));
    }
  }
  customElements.define('exit-lead', ExitLead);
})();
