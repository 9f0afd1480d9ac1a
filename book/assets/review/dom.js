// On pages with <exit-review, <exit-join, <exit-lead
// Elements without markup: whatever a reader typed becomes text here, and nothing else.

/** @typedef {string | number | Node | null | undefined | false} Child */

(() => {
  /**
   * @param {string} name `p`, or `p.class`
   * @param {Record<string, any>} [attributes] `onclick` and its like are listeners; false and null leave an attribute out.
   * @param {...(Child | Child[])} children
   * @returns {any}
   */
  function h(name, attributes = {}, ...children) {
    const [tag, ...classes] = name.split('.');
    const element = document.createElement(tag);
    if (classes.length) element.className = classes.join(' ');
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, '');
      else if (value !== false && value != null) element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((it) => (it instanceof Node ? it : String(it))));
    return element;
  }

  /** @param {string} label @param {(event: Event) => void} act @param {Record<string, any>} [more] */
  const button = (label, act, more = {}) => h('button.ep-button', { type: 'button', onclick: act, ...more }, label);

  /**
   * A field with its name before it. An `id` ties both.
   * @param {string} label
   * @param {HTMLElement} field
   */
  const labelled = (label, field) => h('label.ep-field', {}, h('span', {}, label), field);

  /**
   * @param {[string, string][]} options Value and name.
   * @param {string} chosen
   * @param {Record<string, any>} [more]
   */
  const select = (options, chosen, more = {}) =>
    h('select', more, ...options.map(([value, name]) => h('option', { value, selected: value === chosen }, name)));

  /** @param {string} name @param {string} text @param {string} type */
  function download(name, text, type) {
    const link = h('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /** Bytes. A thousand comments of the longest text are less. */
  const LARGEST = 128 << 20;

  /** Asks for a file; gives its text, or says why not. @param {(text: string) => void} use @param {(why: string) => void} refuse */
  function upload(use, refuse) {
    const input = h('input', { type: 'file', onchange: async () => {
      const [file] = input.files;
      if (!file) return;
      if (file.size > LARGEST) return refuse(`The file has ${Math.round(file.size / (1 << 20))} MiB, and no review has that.`);
      let text;
      try {
        text = await file.text();
      } catch {
        return refuse('The file cannot be read.');
      }
      use(text);
    } });
    input.click();
  }

  /**
   * A copy of something on the page, without ids and without words that explain themselves: those exist once.
   * @param {Element} element
   */
  function copy(element) {
    const clone = /** @type {Element} */ (element.cloneNode(true));
    for (const term of clone.querySelectorAll('exit-term')) term.replaceWith(term.querySelector('a')?.textContent ?? '');
    for (const one of [clone, ...clone.querySelectorAll('[id]')]) one.removeAttribute('id');
    return clone;
  }

  /** @type {Promise<void> | undefined} */
  let loading;
  /**
   * Does something for which the grader and the comparison are needed. Most visits need neither: a lean page names them and
   * loads them here, and any other page has loaded them already.
   * @param {() => void} then
   * @param {() => void} [failed]
   */
  function late(then, failed) {
    const { script: src, style: href } = /** @type {HTMLElement | null} */ (document.querySelector('[data-late="exit-review"]'))?.dataset ?? {};
    if (!src || /** @type {any} */ (globalThis).ExitPath.grader) return then();
    loading ??= new Promise((done, fail) => document.head.append(h('link', { rel: 'stylesheet', href }), h('script', { src, onload: () => done(), onerror: fail })));
    loading.then(then, () => {
      loading = undefined;
      failed?.();
    });
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, dom: { h, button, labelled, select, download, upload, copy, late } };
})();
