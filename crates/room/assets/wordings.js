// On pages with <exit-review, <exit-lead
// The rounds after the key. Each person proposes one wording and votes for one; while a round is open, its votes are shown to those
// who have voted. Nothing here says whose a wording is, but for one's own.

/**
 * @typedef {'fix' | 'comment'} Round
 * @typedef {{ key: string, text: string, mine: boolean, votes: number | null }} Wording
 * @typedef {{ open: boolean, voted: number, vote: string | null, wordings: Wording[], own?: { version: number, text: string } }} RoundState
 */

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h } = ExitPath.dom;
  const { room } = ExitPath;
  /** @type {Round[]} */
  const ROUNDS = ['comment', 'fix'];
  const TITLE = /** @type {Record<Round, string>} */ ({ fix: 'Fix it together', comment: 'The one comment to send' });
  const TASK = /** @type {Record<Round, string>} */ ({
    fix: 'How would you change the pull request? A few lines of words or of code. The room has no compiler: one of you makes the fix with the most votes in a clone, and checks it there.',
    comment: 'The team sends one comment. Write it as you would send it: what happens, on which schedule, and what it costs.',
  });
  /** @param {number} n @param {string} thing */
  const count = (n, thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;

  /** The wording that one writes. It is drawn once for a round, so an answer of the room never takes a word away. */
  class Form {
    /** @param {Round} round @param {RoundState} state @param {number} longest @param {() => void} again */
    constructor(round, state, longest, again) {
      const own = state.own ?? { version: 0, text: '' };
      this.round = round;
      this.version = own.version;
      this.kept = `exit-path:wording:${room.state().person.key}:${round}`;
      this.field = h('textarea', { rows: 6, maxlength: longest, oninput: () => this.store(this.field.value) });
      this.field.value = this.stored() ?? own.text;
      this.status = h('p.ep-status', { role: 'status' });
      this.again = again;
      this.send = h('button.ep-button.ep-main', { type: 'submit' }, own.text ? 'Change it' : 'Propose it');
      this.element = h('form', { onsubmit: (/** @type {Event} */ event) => this.submit(event) },
        h('label.ep-field', {}, h('span', {}, 'Your wording'), this.field),
        h('p.ep-dim', {}, 'The others see it without your name. A vote is for a text: one that you change begins without votes. Empty takes it out.'),
        h('div.ep-buttons', {}, this.send), this.status);
    }

    /** What was typed here and not sent yet. */
    stored() {
      try {
        return sessionStorage.getItem(this.kept);
      } catch {
        return null;
      }
    }

    /** @param {string | null} text */
    store(text) {
      try {
        if (text === null) sessionStorage.removeItem(this.kept);
        else sessionStorage.setItem(this.kept, text);
      } catch {
        // Then it is in the field alone.
      }
    }

    /** @param {Event} event */
    async submit(event) {
      event.preventDefault();
      const text = this.field.value.trim();
      const answer = await room.ask('PUT', '/api/wording', { person: room.state().person.id, round: this.round, base: this.version, text });
      if (answer.status === 200) {
        this.version = answer.value.version;
        if (this.field.value.trim() === text) this.store(null);
        this.send.textContent = text ? 'Change it' : 'Propose it';
        this.status.textContent = text ? 'The room has it.' : 'It is taken out.';
        return this.again();
      }
      if (answer.status === 409) {
        this.version = answer.value.version;
        this.status.textContent = `Another page of yours has sent: “${answer.value.text}”. Send again, and yours takes its place.`;
        return;
      }
      this.status.textContent = `${answer.text} What you wrote is still here.`;
    }

    /** What another page of this person sent, where nothing is typed here. @param {RoundState} state */
    take({ own }) {
      if (!own || own.version <= this.version || this.stored() !== null) return;
      this.version = own.version;
      this.field.value = own.text;
      this.send.textContent = own.text ? 'Change it' : 'Propose it';
    }
  }

  /** @param {Wording} it @param {number} all */
  const votes = (it, all) => it.votes !== null && h('p', {}, h('strong', {}, count(it.votes, 'vote')), ' ', h('span', { 'aria-hidden': 'true' }, '█'.repeat(Math.round((20 * it.votes) / Math.max(1, all)))));

  /** A round to vote in. @param {Round} round @param {RoundState} state @param {number} joined @param {any} said @param {() => void} again */
  function ballot(round, state, joined, said, again) {
    const { person } = room.state();
    const choose = async (/** @type {string} */ key) => {
      const answer = await room.ask('PUT', '/api/vote', { person: person.id, round, key });
      said.textContent = answer.status === 200 ? '' : answer.text;
      again();
    };
    const one = (/** @type {Wording} */ it) => h('div.ep-topic', {},
      person ? h('label.ep-vote', {}, h('input', { type: 'radio', name: `vote-${round}`, value: it.key, checked: it.key === state.vote, onchange: () => choose(it.key) }),
        h('span.ep-said', {}, it.text), it.mine && h('span.ep-dim', {}, ' (yours)')) : h('blockquote', {}, it.text),
      votes(it, state.voted));
    const words = `${state.voted} of ${joined} voted.${!person ? ' The votes are shown here when the round is over.' : state.vote === null ? ' You see the votes once you have voted.' : ''}`;
    return [state.wordings.length ? h('fieldset.ep-ballot', {}, h('legend', {}, person ? 'Your vote: one, and you can change it' : 'Proposed'), ...state.wordings.map(one)) : h('p', {}, 'Nothing is proposed yet.'),
      h('p', {}, words)];
  }

  /** What came out. @param {RoundState} state */
  function result(state) {
    if (!state.wordings.length) return [h('p', {}, 'Nobody proposed a wording.')];
    const most = state.wordings[0].votes ?? 0;
    const first = state.wordings.filter((it) => it.votes === most);
    const words = most === 0 ? 'Nobody voted.' : first.length > 1 ? `${first.length} wordings have the most votes: ${most} of ${state.voted} each.` : `This one has the most votes: ${most} of ${state.voted}.`;
    const chosen = most === 0 ? [] : first;
    const rest = state.wordings.filter((it) => !chosen.includes(it));
    const one = (/** @type {Wording} */ it) => h('div.ep-topic', {}, h('blockquote', {}, it.text), votes(it, state.voted));
    return [h('p', {}, words), ...chosen.map(one), ...(rest.length ? [h('details', {}, h('summary', {}, most === 0 ? 'The wordings' : 'The others'), ...rest.map(one))] : [])];
  }

  /**
   * A round on the page. While it is open its form is drawn once: what is around it changes, and no word or caret in it.
   * @param {Round} round @param {RoundState} state @param {number} longest @param {() => void} again
   */
  function section(round, state, longest, again) {
    const element = h('section', {});
    if (!state.open) return { element, draw: (/** @type {RoundState} */ it) => element.replaceChildren(h('h2', {}, `${TITLE[round]}: the result`), ...result(it)) };
    const form = state.own && new Form(round, state, longest, again);
    const list = h('div', {});
    const said = h('p.ep-status', { role: 'status' });
    element.append(h('h2', {}, TITLE[round]), h('p', {}, TASK[round]), form ? form.element : '', h('h3', {}, 'The wordings, without names'), list, said);
    return { element, draw: (/** @type {RoundState} */ it, /** @type {number} */ joined) => {
      form?.take(it);
      const focused = list.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).value : null;
      list.replaceChildren(...ballot(round, it, joined, said, again));
      if (focused) [...list.querySelectorAll('input')].find((one) => one.value === focused)?.focus();
    } };
  }

  /**
   * Draws the rounds that the room has come to.
   * @param {any} host @param {RoomState | null} state
   */
  async function show(host, state) {
    host.wanted = Boolean(state?.member && ['fix', 'comment', 'closed'].includes(state.stage));
    if (!host.wanted) return host.replaceChildren();
    const answer = await room.ask('GET', '/api/wordings');
    if (!host.wanted || answer.status !== 200) return;
    const { joined, longest, rounds } = /** @type {{ joined: number, longest: number, rounds: Record<Round, RoundState> }} */ (answer.value);
    const again = () => show(host, room.state());
    host.sections ??= {};
    // A round that was left out has nothing to show.
    const elements = ROUNDS.filter((it) => rounds[it] && (rounds[it].open || rounds[it].wordings.length)).map((round) => {
      const it = rounds[round];
      const one = host.sections[`${round} ${it.open}`] ??= section(round, it, longest, again);
      one.draw(it, joined);
      return one.element;
    });
    if (elements.some((it, at) => it !== host.children[at]) || host.children.length !== elements.length) host.replaceChildren(...elements);
  }

  ExitPath.wordings = { show };
})();
