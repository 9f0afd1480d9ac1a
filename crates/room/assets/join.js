// On pages with <exit-join
// <exit-join>: who comes in. The code stands behind `#` in the address, which no browser sends; a name is a choice. So does the link
// to a second device, which is used by a button and not by being opened.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h } = ExitPath.dom;
  const { room } = ExitPath;

  class ExitJoin extends HTMLElement {
    connectedCallback() {
      this.page = this.getAttribute('page') ?? '';
      /** @type {string | undefined} */
      this.drawn = undefined;
      this.status = h('p.ep-status', { role: 'status' });
      this.body = h('div', {});
      this.replaceChildren(this.body, this.status);
      document.addEventListener('exit-path:room-state', () => this.draw());
      room.load();
    }

    /** A link of one's own other device. @param {RoomState} state @param {string} secret */
    device({ person }, secret) {
      const open = async () => {
        const answer = await room.ask('POST', '/api/device/claim', { secret });
        if (answer.status === 0) return void (this.status.textContent = answer.text);
        history.replaceState(null, '', location.pathname);
        if (answer.status === 200) location.href = this.page ?? '';
        else this.status.textContent = answer.text;
      };
      const other = person ? `This browser is in the room already${person.name ? ` as ${person.name}` : ''}. If the link is of another person, this browser leaves: what was written in it stays in the room. ` : '';
      this.body.replaceChildren(h('p', {}, 'This link opens the review that you write on your other device. ', other), h('div.ep-buttons', {}, ExitPath.dom.button('Open it here', open, { class: 'ep-button ep-main' })));
    }

    draw() {
      const link = /^#device-([0-9a-f]{64})$/.exec(location.hash)?.[1];
      if (link) {
        if (this.drawn !== link) this.device(/** @type {RoomState} */ (room.state()), link);
        this.drawn = link;
        return;
      }
      const state = /** @type {RoomState} */ (room.state());
      const { person } = state;
      if (person ? this.drawn === 'in' : this.drawn === 'out') return;
      this.drawn = person ? 'in' : 'out';
      if (person) {
        this.body.replaceChildren(h('p', {}, person.name ? h('span', {}, 'You are in the room as ', h('strong', {}, person.name), '. ') : 'You are in the room, without a name. ',
          h('a', { href: this.page }, 'Go to the review')));
        return;
      }
      const code = h('input', { type: 'text', required: true, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 20, value: decodeURIComponent(location.hash.slice(1)) });
      const name = h('input', { type: 'text', autocomplete: 'off', maxlength: 60 });
      const join = async (/** @type {Event} */ event) => {
        event.preventDefault();
        this.status.textContent = '';
        const answer = await room.ask('POST', '/api/join', { code: code.value, name: name.value });
        if (answer.status === 200) location.href = this.page ?? '';
        else this.status.textContent = answer.text;
      };
      this.body.replaceChildren(h('form.ep-join', { onsubmit: join },
        h('label.ep-field', {}, h('span', {}, 'Code of the room'), code),
        h('label.ep-field', {}, h('span', {}, 'Name (may stay empty; the facilitator and your pair see it)'), name),
        h('div.ep-buttons', {}, h('button.ep-button.ep-main', { type: 'submit' }, 'Join'))));
    }
  }
  customElements.define('exit-join', ExitJoin);
})();
