// Late, on pages with <exit-board
// Elements, and what the letters of a lane mean.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  const SVG = 'http://www.w3.org/2000/svg';

  const fill = (/** @type {Element} */ element, /** @type {Record<string, any>} */ attributes, /** @type {(Node | string)[]} */ inside) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else if (value !== undefined) element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };
  b.make = (/** @type {string} */ tag, /** @type {Record<string, any>} */ attributes = {}, /** @type {(Node | string)[]} */ ...inside) => fill(document.createElement(tag), attributes, inside);
  b.draw = (/** @type {string} */ tag, /** @type {Record<string, any>} */ attributes = {}, /** @type {Node[]} */ ...inside) => fill(document.createElementNS(SVG, tag), attributes, inside);

  /** How a state is drawn: its shape says what its colour says. */
  b.SHAPES = {
    r: { name: 'ready', top: 2, height: 10 }, y: { name: 'ready', top: 2, height: 10 }, m: { name: 'moves', top: 0, height: 14 },
    l: { name: 'waits', top: 5, height: 4 }, w: { name: 'waits', top: 5, height: 4 },
    s: { name: 'sleeps', top: 6, height: 2 }, p: { name: 'sleeps', top: 6, height: 2 },
    z: { name: 'zombie', top: 3, height: 8 }, e: { name: 'ended', top: 7, height: 1 },
  };

  /** `src/lib.rs` and 164 of `src/lib.rs:164`. */
  b.place = (/** @type {string} */ place) => {
    const colon = place.lastIndexOf(':');
    return { file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
  };
})();
