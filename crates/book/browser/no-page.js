// The sums of the progress page without a page: what its file takes from `dom.js` is not called.

const space = /** @type {any} */ (globalThis);
space.ExitPath = { ...space.ExitPath, dom: {} };
await import('../../../book/assets/review/progress.js');
