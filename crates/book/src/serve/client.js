// Listens to the server: loads the page again after a build, shows the problems of a build that failed.
(() => {
  /** @type {string | null} */
  let seen = null;
  const source = new EventSource('/__events');
  source.addEventListener('built', (event) => {
    if (seen !== null && seen !== event.data) location.reload();
    seen = event.data;
    document.getElementById('exit-path-problems')?.remove();
  });
  source.addEventListener('broken', (event) => {
    // The next good build must reload this page, also where it was opened while the book was broken.
    seen ??= '';
    let box = document.getElementById('exit-path-problems');
    if (!box) {
      box = document.createElement('div');
      box.id = 'exit-path-problems';
      box.setAttribute('role', 'alert');
      box.style.cssText =
        'position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:1000;padding:1rem 1.5rem;' +
        'background:#4a1010;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;border-top:4px solid #ff8080';
      document.body.append(box);
    }
    box.textContent = `The book does not build. This page is the last good one.\n\n${event.data}`;
  });
  // book/assets/progress.js shows it. The last one is kept for elements that come later.
  const progress = /** @type {any} */ (window);
  progress.exitPathLive = progress.exitPathLive ?? null;
  progress.exitPathServed = true;
  source.addEventListener('progress', (event) => {
    try {
      progress.exitPathLive = JSON.parse(event.data);
    } catch {
      return;
    }
    dispatchEvent(new Event('exit-progress'));
  });
  // What a submitted review found and missed decides what comes next, in the terminal as well. Its words stay here.
  const PREFIX = 'exit-path:review:';
  const told = new Set();
  const tell = () => {
    const known = progress.exitPathLive?.reviewed;
    if (!known) return;
    try {
      for (const key of Object.keys(localStorage).filter((it) => it.startsWith(PREFIX))) {
        const exercise = key.slice(PREFIX.length).split('@')[0];
        const first = JSON.parse(localStorage.getItem(key) ?? 'null')?.done?.[0]?.result;
        if (!first || known.includes(exercise) || told.has(exercise)) continue;
        told.add(exercise);
        const { found, missed, alarms, right } = first;
        const body = JSON.stringify({ exercise, found, missed, alarms, right });
        fetch('/__reviewed', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => told.delete(exercise));
      }
    } catch { /* nothing was kept, or nothing may be: there is nothing to tell */ }
  };
  addEventListener('exit-progress', tell);
  document.addEventListener('exit-path:reviewed', tell);
  // Without this the browser would keep one connection per page that is left.
  addEventListener('pagehide', () => source.close());
})();
