// mdBook's search, when somebody searches. A page that the build has made lean names its scripts and does not load them;
// any other page has loaded them already.

(() => {
  const late = document.getElementById('ep-search');
  const toggle = document.getElementById('mdbook-search-toggle');
  if (!late || !toggle) return;

  /** @param {() => void} then */
  const load = (then) => {
    toggle.removeEventListener('click', onclick, true);
    document.removeEventListener('keydown', onkey, true);
    const all = (late.dataset.scripts ?? '').split(' ').map((src) => Object.assign(document.createElement('script'), { src, async: false }));
    all[all.length - 1].onload = then;
    document.head.append(...all);
  };
  // What began it opens the field, once there is one.
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    load(() => toggle.click());
  };
  const onclick = open;
  const onkey = (/** @type {KeyboardEvent} */ event) => {
    const writes = /** @type {HTMLElement} */ (event.target).closest?.('input, textarea, select, [contenteditable]');
    if (!writes && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && ['s', '/'].includes(event.key)) open(event);
  };
  toggle.addEventListener('click', onclick, true);
  document.addEventListener('keydown', onkey, true);
  // A link from a list of results marks the words it was found by.
  if (/[?&](search|highlight)=/.test(location.search)) load(() => {});
})();
