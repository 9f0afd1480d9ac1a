// On pages with <exit-join
// <exit-join>: who comes in. The code stands behind `#` in the address, which no browser sends; a name is a choice.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { h } = space.ExitPath.dom;
  const { room } = space.ExitPath;

  class ExitJoin extends HTMLElement {
    connectedCallback() {
      this.page = this.getAttribute('page') ?? '';
      /** @type {'in' | 'out' | undefined} */
      this.drawn = undefined;
      this.status = h('p.ep-status', { role: 'status' });
      this.body = h('div', {});
      this.replaceChildren(this.body, this.status);
      document.addEventListener('exit-path:room-state', () => this.draw());
      room.load();
    }

    draw() {
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
