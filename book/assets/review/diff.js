// On pages with <exit-review item
// The diff of a desk: unified or side by side, with lines that unfold, hunks in another order, and lines to pick. What is
// picked for, and what stands below a line, is the business of its owner.

/**
 * @typedef {{ side: 'old' | 'new', start: number, end: number }} Marked
 * @typedef {{ kind: string, old: number, new: number, row: HTMLTableRowElement }} DiffLine
 * @typedef {{ more: boolean, gap: HTMLTableRowElement | null, lines: DiffLine[] }} Group
 */

(() => {
  const { h, button } = /** @type {any} */ (globalThis).ExitPath.dom;

  class DiffView {
    /**
     * @param {HTMLElement} box
     * @param {(pick: Marked) => void} onpick
     */
    constructor(box, onpick) {
      this.table = /** @type {HTMLTableElement} */ (box.querySelector('table'));
      this.onpick = onpick;
      /** @type {Marked | null} */
      this.picked = null;
      /** @type {number | undefined} */
      this.anchor = undefined;
      this.split = false;
      this.shuffled = 0;
      this.unfolded = new Set();
      this.locked = false;
      /** @type {Map<string, HTMLTableRowElement>} */
      this.rows = new Map();
      /** @type {Group[]} */
      this.groups = [...this.table.tBodies].map((body) => {
        const rows = [...body.rows];
        const gap = rows[0]?.classList.contains('gap') ? rows.shift() ?? null : null;
        const lines = rows.map((row) => ({ kind: row.className || 'same', old: Number(row.cells[0].textContent), new: Number(row.cells[1].textContent), row }));
        for (const { row, kind, old, new: at } of lines) {
          const cell = row.cells[kind === 'del' ? 0 : 1];
          cell.append(this.handle(kind === 'del' ? 'old' : 'new', kind === 'del' ? old : at));
        }
        return { more: body.classList.contains('ep-more'), gap, lines };
      });
      this.table.addEventListener('keydown', (event) => this.keys(event));
      this.table.addEventListener('focusin', (event) => this.rove(event.target));
      this.pointer();
    }

    /** @param {'old' | 'new'} side @param {number} line */
    handle(side, line) {
      return h('button.ep-add', { type: 'button', tabindex: -1, 'data-side': side, 'data-line': line, 'aria-label': `Comment on ${side === 'old' ? 'removed line' : 'line'} ${line}` }, '+');
    }

    render() {
      const order = this.order();
      this.rows.clear();
      this.table.classList.toggle('ep-split', this.split);
      this.table.tHead?.rows[0].replaceChildren(...(this.split ? ['Old line', 'Old code', 'New line', 'New code'] : ['Old line', 'New line', 'Change', 'Code'])
        .map((name) => h('th', { scope: 'col' }, name)));
      // The head is unseen and the first row spans all: only columns of their own can have a width.
      this.table.querySelector('colgroup')?.remove();
      if (this.split) this.table.prepend(h('colgroup', {}, ...['n', 'c', 'n', 'c'].map((name) => h('col', { class: name }))));
      for (const body of [...this.table.tBodies]) body.remove();
      for (const group of order) this.table.append(this.body(group));
      this.rove(this.table.querySelector('.ep-add'));
      this.show();
    }

    /** Hunks, each with the lines that unfold before it; those after the last hunk stay last. */
    order() {
      /** @type {Group[][]} */
      const parts = [];
      let open = true;
      for (const group of this.groups) {
        if (open) parts.push([]);
        parts[parts.length - 1].push(group);
        open = !group.more;
      }
      const rest = open ? [] : parts.pop() ?? [];
      let seed = this.shuffled;
      for (let i = parts.length - 1; seed && i > 0; i--) {
        seed = (seed * 48271) % 2147483647;
        const j = seed % (i + 1);
        [parts[i], parts[j]] = [parts[j], parts[i]];
      }
      return [...parts.flat(), ...rest];
    }

    /** @param {Group} group */
    body(group) {
      const at = this.groups.indexOf(group);
      if (group.more && !this.unfolded.has(at)) {
        const open = () => {
          this.unfolded.add(at);
          this.render();
          this.onrender?.();
          this.rows.get(`new${group.lines[0].new}`)?.querySelector('button')?.focus();
        };
        const count = group.lines.length;
        return h('tbody', {}, h('tr.gap', {}, h('td', { colspan: 4 }, button(`Show ${count} unchanged ${count === 1 ? 'line' : 'lines'}`, open))));
      }
      const rows = this.split ? this.pairs(group.lines) : group.lines.map((line) => line.row);
      if (!this.split) for (const line of group.lines) this.index(line, line.row);
      return h('tbody', {}, group.gap, ...rows);
    }

    /** @param {DiffLine} line @param {HTMLTableRowElement} row */
    index(line, row) {
      if (line.old) this.rows.set(`old${line.old}`, row);
      if (line.new) this.rows.set(`new${line.new}`, row);
    }

    /** Removed lines beside the added ones that take their place. @param {DiffLine[]} lines */
    pairs(lines) {
      /** @type {HTMLTableRowElement[]} */
      const rows = [];
      for (let i = 0; i < lines.length; ) {
        const run = (/** @type {string} */ kind, /** @type {number} */ from) => {
          let to = from;
          while (lines[to]?.kind === kind) to++;
          return lines.slice(from, to);
        };
        const gone = run('del', i);
        const come = run('add', i + gone.length);
        const same = gone.length + come.length ? [] : [lines[i]];
        for (let k = 0; k < Math.max(gone.length, come.length, same.length); k++) {
          const [left, right] = [gone[k] ?? same[k], come[k] ?? same[k]];
          const row = h('tr', { id: right?.row.dataset.id ?? (right?.row.id || null) }, ...this.half(left, 'old', 'del', !same[k]), ...this.half(right, 'new', 'add', true));
          for (const line of new Set([left, right])) if (line) this.index(line, row);
          rows.push(row);
        }
        i += gone.length + come.length + same.length;
      }
      return rows;
    }

    /** @param {DiffLine | undefined} line @param {'old' | 'new'} side @param {string} kind @param {boolean} open */
    half(line, side, kind, open) {
      const look = line?.kind === kind ? `.${kind}` : line ? '' : '.ep-none';
      const code = h(`td.c${look}`);
      if (line) code.append(...[...line.row.cells[3].childNodes].map((node) => node.cloneNode(true)));
      return [h(`td.n${look}`, {}, line?.[side], line && open && this.handle(side, line[side])), code];
    }

    /** Called after lines were unfolded: what stands between the lines has to come back. @type {(() => void) | undefined} */
    onrender = undefined;

    /**
     * Puts an element below a line, or at the end where no such line is.
     * @param {'old' | 'new'} side @param {number} line @param {HTMLElement} element
     */
    below(side, line, element) {
      const row = h('tr.ep-between', {}, h('td', { colspan: 4 }, element));
      let after = this.rows.get(`${side}${line}`);
      while (after?.nextElementSibling?.classList.contains('ep-between')) after = /** @type {HTMLTableRowElement} */ (after.nextElementSibling);
      if (after) after.after(row);
      else this.table.append(h('tbody', {}, row));
    }

    /** Whether a comment on these lines would be seen. @param {Marked} pick */
    reveal(pick) {
      for (const [at, group] of this.groups.entries()) {
        if (group.more && group.lines.some((line) => line[pick.side] === pick.end)) this.unfolded.add(at);
      }
    }

    /** The code of these lines. @param {Marked} pick @returns {string[]} */
    code({ side, start, end }) {
      return this.groups.flatMap(({ lines }) => lines).filter((it) => it[side] >= start && it[side] <= end).map((it) => it.row.cells[3].textContent ?? '');
    }

    clear() {
      for (const row of this.table.querySelectorAll('.ep-between')) row.remove();
    }

    /** @param {'old' | 'new'} side @param {number} line */
    focus(side, line) {
      /** @type {HTMLElement | null} */ (this.table.querySelector(`.ep-add[data-side="${side}"][data-line="${line}"]`))?.focus();
    }

    /** Paints what is picked. */
    show() {
      const { picked } = this;
      for (const row of this.table.querySelectorAll('.ep-picked')) row.classList.remove('ep-picked');
      for (let line = picked?.start ?? 1; picked && line <= Math.min(picked.end, picked.start + 5000); line++) this.rows.get(`${picked.side}${line}`)?.classList.add('ep-picked');
    }

    /** One handle is in the tab order: the last that had the focus. @param {EventTarget | null} target */
    rove(target) {
      if (!(target instanceof Element) || !target.classList.contains('ep-add')) return;
      for (const other of this.table.querySelectorAll('.ep-add[tabindex="0"]')) other.setAttribute('tabindex', '-1');
      target.setAttribute('tabindex', '0');
    }

    /** @param {KeyboardEvent} event */
    keys(event) {
      const here = /** @type {HTMLElement} */ (event.target);
      if (!here.classList?.contains('ep-add') || event.altKey || event.ctrlKey || event.metaKey) return;
      const side = /** @type {'old' | 'new'} */ (here.dataset.side);
      const all = /** @type {HTMLElement[]} */ ([...this.table.querySelectorAll('.ep-add')]);
      const column = this.split || event.shiftKey ? all.filter((one) => one.dataset.side === side) : all;
      const at = column.indexOf(here);
      const other = () => all.find((one) => one !== here && one.closest('tr') === here.closest('tr'));
      const to = { ArrowDown: column[at + 1], ArrowUp: column[at - 1], Home: column[0], End: column[column.length - 1],
        ArrowLeft: this.split ? other() : undefined, ArrowRight: this.split ? other() : undefined }[event.key];
      if (event.key === 'Escape') this.pick(null);
      if (!to) return;
      event.preventDefault();
      if (event.shiftKey) this.extend(side, Number(here.dataset.line), Number(to.dataset.line));
      else this.pick(null);
      to.focus();
    }

    /** @param {Marked | null} pick */
    pick(pick) {
      this.picked = pick;
      this.anchor = undefined;
      this.show();
    }

    /** @param {'old' | 'new'} side @param {number} from @param {number} to */
    extend(side, from, to) {
      const anchor = this.picked?.side === side ? this.anchor ?? from : from;
      this.picked = { side, start: Math.min(anchor, to), end: Math.max(anchor, to) };
      this.anchor = anchor;
      this.show();
    }

    pointer() {
      let last = 'mouse';
      let dragging = false;
      const handleAt = (/** @type {EventTarget | null} */ target) => {
        const cell = target instanceof Element ? target.closest('td') : null;
        const row = cell?.closest('tr');
        if (!cell || !row) return null;
        const near = cell.querySelector('.ep-add') ?? (cell.previousElementSibling?.querySelector('.ep-add')) ?? row.querySelector('.ep-add');
        return /** @type {HTMLElement | null} */ (near);
      };
      const open = (/** @type {HTMLElement} */ handle) => {
        const [side, line] = [/** @type {'old' | 'new'} */ (handle.dataset.side), Number(handle.dataset.line)];
        const inside = this.picked && this.picked.side === side && this.picked.start <= line && line <= this.picked.end;
        this.onpick(inside && this.picked ? this.picked : { side, start: line, end: line });
      };
      this.table.addEventListener('pointerdown', (event) => {
        last = event.pointerType;
        const target = /** @type {Element} */ (event.target);
        const handle = target.closest('td.n') && handleAt(target);
        if (!handle || last !== 'mouse' || event.button !== 0 || this.locked) return;
        event.preventDefault();
        const [side, line] = [/** @type {'old' | 'new'} */ (handle.dataset.side), Number(handle.dataset.line)];
        if (event.shiftKey && this.picked) this.extend(side, this.picked.start, line);
        else {
          this.pick(null);
          this.extend(side, line, line);
        }
        dragging = true;
        addEventListener('pointerup', () => {
          dragging = false;
          const to = this.picked && this.table.querySelector(`.ep-add[data-side="${this.picked.side}"][data-line="${this.picked.end}"]`);
          if (to) open(/** @type {HTMLElement} */ (to));
        }, { once: true });
      });
      this.table.addEventListener('pointerover', (event) => {
        const handle = dragging && handleAt(event.target);
        if (handle && this.picked && handle.dataset.side === this.picked.side) this.extend(this.picked.side, this.picked.start, Number(handle.dataset.line));
      });
      this.table.addEventListener('click', (event) => {
        const target = /** @type {Element} */ (event.target);
        if (this.locked || target.closest('.ep-between, .gap')) return;
        const byKeys = event.detail === 0;
        const inCode = target.closest('td.c') && getSelection()?.isCollapsed;
        const handle = handleAt(target);
        if (handle && (byKeys || last !== 'mouse' || inCode)) open(handle);
      });
    }
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, DiffView };
})();
