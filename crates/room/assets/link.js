// On pages with <exit-review, <exit-join, <exit-lead
// The page's link to its room: where the room is, and the news of it. It comes again by itself, however it was lost. What an
// event says is only that there is something to ask for.

/**
 * @typedef {'lobby' | 'silent' | 'pairs' | 'board' | 'reveal' | 'fix' | 'comment' | 'closed'} RoomStage
 * @typedef {{ about: { exercise: string, title: string, minutes: number }, member: boolean, stage: RoomStage, began_ms: number, now_ms: number,
 *   slot: { minutes: number, what: string, lead: string } | null, person: { id: number, name: string | null, key: string } | null, leads: boolean, joined: number,
 *   counts?: { joined: number, wrote: number, decided: number }, address?: string, code?: string, pairs?: [number, string | null][] }} RoomState
 * @typedef {{ status: number, text: string, value: any }} RoomAnswer `status` is 0 where nobody answered.
 */

(() => {
  const space = /** @type {any} */ (globalThis);
  /** Milliseconds after which a lost link is tried again. */
  const AGAIN = 1500;
  /** News that come within this time are asked for once. */
  const TOGETHER = 150;

  /** @type {RoomState | null} */
  let state = null;
  /** When the state came, by a clock that nobody sets. */
  let came = 0;
  let up = true;
  /** @type {EventSource | null} */
  let stream = null;
  /** @type {number | undefined} */
  let due;

  /** @param {string} name @param {any} [detail] */
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`exit-path:room-${name}`, { detail }));

  /** @param {string} method @param {string} path @param {any} [body] @returns {Promise<RoomAnswer>} */
  async function ask(method, path, body) {
    const headers = /** @type {Record<string, string>} */ (body === undefined ? {} : { 'content-type': 'application/json' });
    try {
      const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
      const text = await answer.text();
      const json = answer.headers.get('content-type')?.startsWith('application/json');
      return { status: answer.status, text: text.trim(), value: json ? JSON.parse(text) : null };
    } catch {
      return { status: 0, text: 'The room does not answer.', value: null };
    }
  }

  /** @param {boolean} now */
  function link(now) {
    if (up === now) return;
    up = now;
    tell('link', up);
  }

  /** Asks where the room is. @returns {Promise<RoomState | null>} */
  async function load() {
    clearTimeout(due);
    due = undefined;
    const answer = await ask('GET', '/api/state');
    link(answer.status !== 0);
    if (answer.status !== 200) {
      due = setTimeout(load, AGAIN);
      return state;
    }
    state = answer.value;
    came = performance.now();
    if (state?.member && !stream) listen();
    tell('state', state);
    return state;
  }

  const soon = () => {
    due ??= setTimeout(load, TOGETHER);
  };

  function listen() {
    const mine = new EventSource('/api/events');
    stream = mine;
    mine.addEventListener('open', () => link(true));
    mine.addEventListener('changed', soon);
    mine.addEventListener('draft', (event) => tell('draft', Number(/** @type {MessageEvent} */ (event).data)));
    mine.addEventListener('pair', () => tell('pair'));
    mine.addEventListener('wordings', () => tell('wordings'));
    mine.addEventListener('error', () => {
      link(false);
      if (mine.readyState !== EventSource.CLOSED || stream !== mine) return;
      // The browser has given up: an answer that was no stream. We have not.
      stream = null;
      mine.close();
      due ??= setTimeout(load, AGAIN);
    });
  }
  // A page that is put aside would hold one of the few connections that a browser gives a server.
  addEventListener('pagehide', () => {
    stream?.close();
    stream = null;
  });
  addEventListener('pageshow', (event) => event.persisted && load());

  /** Seconds since the stage began. */
  const seconds = () => (state ? Math.max(0, (state.now_ms - state.began_ms + performance.now() - came) / 1000) : 0);

  space.ExitPath = { ...space.ExitPath, room: { ask, load, seconds, state: () => state, up: () => up } };
})();
