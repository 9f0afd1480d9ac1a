// On pages with <exit-review, <exit-lead
// The clock of a stage, and what the stages are called.

(() => {
  const space = /** @type {any} */ (globalThis);
  const { h } = space.ExitPath.dom;
  /** @type {RoomStage[]} */
  const ORDER = ['lobby', 'silent', 'pairs', 'board', 'reveal', 'fix', 'comment', 'closed'];
  const NAMES = /** @type {Record<RoomStage, string>} */ ({ lobby: 'People join', silent: 'Silent review', pairs: 'In pairs', board: 'The board', reveal: 'The key', fix: 'Fix it together', comment: 'The one comment', closed: 'Closed' });

  /** @param {number} of */
  const time = (of) => `${Math.floor(of / 60)}:${String(Math.floor(of % 60)).padStart(2, '0')}`;

  /** @param {number | null} minutes What the plan gives the stage. @param {number} gone Seconds. */
  function words(minutes, gone) {
    if (minutes === null) return '';
    const left = minutes * 60 - gone;
    return left >= 0 ? `${time(left)} left of ${minutes} minutes` : `${time(-left)} over its ${minutes} minutes`;
  }

  /** A clock that goes on by itself. A screen reader reads it when it is asked. */
  function clock() {
    const shown = h('span.ep-clock', { role: 'timer', 'aria-live': 'off' });
    const draw = () => {
      const { state, seconds } = space.ExitPath.room;
      shown.textContent = words(state()?.slot?.minutes ?? null, seconds());
    };
    draw();
    setInterval(draw, 1000);
    document.addEventListener('exit-path:room-state', draw);
    return shown;
  }

  space.ExitPath = { ...space.ExitPath, clock: { ORDER, NAMES, words, clock } };
})();
