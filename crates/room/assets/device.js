// On pages with <exit-review
// A link that opens the same review on a phone. It is made when it is asked for: whoever has it writes as this person.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { ExitPath } = space;
  const { h, button } = ExitPath.dom;
  const { room } = ExitPath;

  /** The offer, folded, and shown to people of the room. */
  function offer() {
    const status = h('p.ep-status', { role: 'status' });
    const made = h('div.ep-lead-join', {});
    const make = async () => {
      const answer = await room.ask('POST', '/api/device', {});
      status.textContent = answer.status === 200 ? `It works once, within ${answer.value.minutes} minutes. Whoever opens it writes as you.` : answer.text;
      if (answer.status !== 200) return made.replaceChildren();
      made.replaceChildren(h('img', { src: `data:image/svg+xml,${encodeURIComponent(answer.value.picture)}`, alt: 'The link, as squares for the camera of a phone', width: 240, height: 240 }),
        h('p.ep-lead-address', {}, answer.value.address));
    };
    const box = h('details.ep-device', { hidden: true }, h('summary', {}, 'Go on with a phone'),
      h('p', {}, 'Your review opens on a second device, with every word of it. You can write on both.'),
      h('div.ep-buttons', {}, button('Make a link', make)), made, status);
    document.addEventListener('exit-path:room-state', () => {
      const state = /** @type {RoomState | null} */ (room.state());
      box.hidden = !state?.person || state.stage === 'closed';
    });
    return box;
  }

  ExitPath.device = { offer };
})();
