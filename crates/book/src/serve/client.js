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
  // Without this the browser would keep one connection per page that is left.
  addEventListener('pagehide', () => source.close());
})();
