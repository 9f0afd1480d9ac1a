// On pages with <exit-tree
// <exit-tree>: a tree of contexts to play with. `ends` has Go's rules, and a test compares it with what Go and tokio print
// for two hundred trees; the element is a form around it. It reads the notation of `practice/evidence/go/random_trees.out`.

(() => {
  /**
   * @typedef {{ name: string, kind: string, parent: number, made: number, deadline?: number, cancelled?: number }} Made
   * @typedef {{ at: number, err: string, cause: string }} End
   */

  /** `4 c timeout below b until 120 cancelled 83`, and so on: each node after its parent. @returns {Made[]} */
  function read(/** @type {string} */ text) {
    /** @type {string[]} */
    const names = [];
    return text.split(',').map((one) => {
      const [made, name, kind, , parent, ...more] = one.trim().split(/\s+/);
      const after = (/** @type {string} */ word) => (more.includes(word) ? Number(more[more.indexOf(word) + 1]) : undefined);
      names.push(name);
      return { name, kind, parent: names.indexOf(parent), made: Number(made), deadline: after('until'), cancelled: after('cancelled') };
    });
  }

  /**
   * When each node ends, and why; undefined for one that never does.
   * @returns {(End | undefined)[]}
   */
  function ends(/** @type {Made[]} */ nodes) {
    /** @type {(End | undefined)[]} */
    const all = [];
    for (const { name, kind, parent, made, deadline, cancelled } of nodes) {
      const above = all[parent];
      if (kind === 'without') {
        all.push(undefined);
        continue;
      }
      /** @type {End[]} */
      const reasons = [];
      if (above) reasons.push({ ...above, at: Math.max(above.at, made) });
      if (kind !== 'value') {
        if (cancelled !== undefined) reasons.push({ at: cancelled, err: 'canceled', cause: kind === 'cause' ? `stop-${name}` : 'canceled' });
        // Go starts no timer where a deadline above is earlier; the parent ends first in any case.
        if (deadline !== undefined) reasons.push({ at: deadline, err: 'deadline', cause: kind === 'late' ? `late-${name}` : 'deadline' });
      }
      // The first one stays.
      all.push(reasons.sort((one, other) => one.at - other.at)[0]);
    }
    return all;
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, tree: { read, ends } };
  if (!space.customElements) return;

  const KINDS = { cause: 'WithCancelCause', late: 'WithTimeoutCause', value: 'WithValue', without: 'WithoutCancel' };
  const WORDS = { canceled: 'context canceled', deadline: 'context deadline exceeded' };
  const words = (/** @type {string} */ it) => /** @type {Record<string, string>} */ (WORDS)[it] ?? it;

  const make = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes = {}, /** @type {(Node | string)[]} */ ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };

  class ExitTree extends HTMLElement {
    connectedCallback() {
      if (this.querySelector('.ep-tree')) return;
      this.nodes = read(this.dataset.tree ?? '');
      /** @type {(() => void)[]} */
      this.refresh = [];
      this.replaceChildren(make('div', { class: 'ep-tree' }, ...this.nodes.map((node, at) => this.row(node, at))));
      this.show();
    }

    row(/** @type {Made} */ node, /** @type {number} */ at) {
      const nodes = /** @type {Made[]} */ (this.nodes ?? []);
      let depth = 0;
      for (let above = node.parent; above >= 0; above = nodes[above].parent) depth += 1;
      const kind = /** @type {HTMLSelectElement} */ (make('select', { 'aria-label': `how ${node.name} is made` },
        ...Object.entries(KINDS).map(([value, name]) => make('option', { value }, name))));
      kind.value = node.kind;
      kind.addEventListener('change', () => { node.kind = kind.value; this.show(); });
      const number = (/** @type {'deadline' | 'cancelled'} */ key, /** @type {string} */ label) => {
        const input = /** @type {HTMLInputElement} */ (make('input', { type: 'number', min: '1', step: '100', 'aria-label': `${node.name}: ${label}, ms` }));
        input.value = String(node[key] ?? '');
        input.addEventListener('input', () => { node[key] = Number(input.value) > 0 ? Number(input.value) : undefined; this.show(); });
        return { input, field: make('label', {}, `${label} `, input) };
      };
      const limit = number('deadline', 'deadline');
      const cancel = number('cancelled', 'cancel at');
      const bar = make('span', { class: 'ep-tree-bar', 'aria-hidden': 'true' });
      const said = make('output', { class: 'ep-tree-end' });
      this.refresh?.push(() => {
        limit.input.disabled = node.kind !== 'late';
        cancel.input.disabled = node.kind === 'value' || node.kind === 'without';
        const end = this.all?.[at];
        const latest = Math.max(1, ...(this.all ?? []).map((it) => it?.at ?? 0)) * 1.15;
        bar.style.inlineSize = `${end ? (100 * end.at) / latest : 100}%`;
        bar.classList.toggle('ep-tree-open', !end);
        said.textContent = end ? `${end.at} ms: ${words(end.err)}; cause: ${words(end.cause)}` : 'never ends';
      });
      const name = make('strong', {}, node.name);
      const row = make('div', { class: 'ep-tree-row', role: 'group', 'aria-label': node.name }, name, kind, limit.field, cancel.field,
        make('span', { class: 'ep-tree-life' }, bar), said);
      row.style.setProperty('--ep-depth', String(depth));
      return row;
    }

    show() {
      // What a kind does not have, it does not see: the value stays in its field.
      this.all = ends((this.nodes ?? []).map((node) => ({
        ...node,
        deadline: node.kind === 'late' ? node.deadline : undefined,
        cancelled: node.kind === 'value' || node.kind === 'without' ? undefined : node.cancelled,
      })));
      for (const one of this.refresh ?? []) one();
    }
  }
  customElements.define('exit-tree', ExitTree);
})();
