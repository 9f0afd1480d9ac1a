// On pages with <exit-reviews
// <exit-reviews>: what this browser remembers of all reviews: which families are seen, what to look at again, and the
// whole of it as a file. The sums are pure functions; the element only shows them.

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, download, upload } = ExitPath.dom;
  const { store } = ExitPath;
  const FORMAT = 'exit-path-progress';
  const DAY = 24 * 60 * 60 * 1000;
  /** Days between one look and the next: fixed steps do as well as clever ones. */
  const STEPS = [2, 7, 21];

  /**
   * When to look at an item again, after these attempts; null when there is no more to do.
   * @param {Done[]} done
   */
  const due = (done) => (done.length === 0 || done.length > STEPS.length ? null : done[done.length - 1].at + STEPS[done.length - 1] * DAY);

  /**
   * Per family, over first attempts: seen, missed, and seen where it is not.
   * @param {Entry[]} entries
   */
  function families(entries) {
    /** @type {Map<string, { found: number, missed: number, wrong: number, last: number }>} */
    const sums = new Map();
    for (const { done: [first] } of entries) {
      for (const kind of /** @type {const} */ (['found', 'missed', 'wrong'])) {
        for (const id of first?.result[kind] ?? []) {
          const sum = sums.get(id) ?? { found: 0, missed: 0, wrong: 0, last: 0 };
          sum[kind] += 1;
          sum.last = Math.max(sum.last, first.at);
          sums.set(id, sum);
        }
      }
    }
    // The weakest first: that is the next thing to practise.
    const rate = (/** @type {{ found: number, missed: number }} */ s) => (s.found + s.missed ? s.found / (s.found + s.missed) : 2);
    return [...sums].sort(([a, x], [b, y]) => rate(x) - rate(y) || y.wrong - x.wrong || (a < b ? -1 : 1));
  }

  /**
   * How sure a reader was, and how often that was right.
   * @param {Entry[]} entries
   */
  function calibration(entries) {
    const given = entries.flatMap(({ done: [first] }) => (first && first.sheet.confidence != null ? [first] : []));
    if (given.length === 0) return null;
    const sure = given.reduce((sum, it) => sum + (it.sheet.confidence ?? 0), 0) / given.length;
    return { reviews: given.length, sure: Math.round(sure), right: Math.round((100 * given.filter((it) => it.result.right).length) / given.length) };
  }

  /**
   * Reads an exported progress. Says what is wrong, or gives the entries.
   * @param {string} text
   * @returns {{ entries: Record<string, Entry> } | { wrong: string }}
   */
  function read(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      return { wrong: 'The file is not JSON: it is damaged, or not an export.' };
    }
    if (file?.format !== FORMAT) return { wrong: `This is not a progress of this workbook: its \`format\` is not ${FORMAT}.` };
    if (file.version !== 1) return { wrong: 'It was written by another version of this workbook. Update, and try again.' };
    if (typeof file.items !== 'object' || file.items === null || Array.isArray(file.items)) return { wrong: 'It has no `items`.' };
    const bad = Object.entries(file.items).find(([key, entry]) => !/^[\w.-]{1,120}@[0-9a-f]{16}$/.test(key) || !store.sound(entry));
    return bad ? { wrong: `The entry ${bad[0].slice(0, 80)} is damaged.` } : { entries: file.items };
  }

  ExitPath.progress = { due, families, calibration, read, FORMAT };

  if (typeof HTMLElement === 'undefined') return;

  class ExitProgress extends HTMLElement {
    connectedCallback() {
      const data = this.querySelector('script')?.textContent;
      if (!data) return;
      this.data = JSON.parse(data);
      this.status = h('p.ep-status', { role: 'status' });
      addEventListener('storage', () => this.render());
      this.render();
    }

    render() {
      const { items, hazards } = this.data;
      /** @type {Record<string, Entry>} */
      const entries = store.all();
      const known = items.map((/** @type {any} */ item) => ({ ...item, entry: entries[`${item.id}@${item.revision}`] }));
      const all = Object.values(entries).filter((entry) => entry.done.length > 0);
      const name = (/** @type {string} */ id) => hazards.find((/** @type {any} */ it) => it.id === id)?.name ?? id;
      const sums = families(all);
      const fit = calibration(all);
      const table = (/** @type {string} */ label, /** @type {string[]} */ head, /** @type {any[]} */ rows) => h('div.ep-scroll', { role: 'group', 'aria-label': label, tabindex: 0 },
        h('table', {}, h('thead', {}, h('tr', {}, head.map((it) => h('th', { scope: 'col' }, it)))), h('tbody', {}, rows)));
      this.replaceChildren(
        h('h2', {}, 'Reviews'),
        table('Reviews', ['Pull request', 'First attempt', 'Attempts', 'Look again'], known.map((/** @type {any} */ it) => h('tr', {},
          h('th', { scope: 'row' }, h('a', { href: it.href }, it.title)), h('td', {}, first(it.entry)), h('td', {}, it.entry?.done.length ?? 0), h('td', {}, when(it.entry?.done ?? []))))),
        h('h2', {}, 'Families of bugs'),
        sums.length ? table('Families of bugs', ['Hazard', 'Found', 'Missed', 'False alarms'], sums.map(([id, sum]) => h('tr', {}, h('th', { scope: 'row' }, name(id)), h('td', {}, `${sum.found} of ${sum.found + sum.missed}`), h('td', {}, sum.missed), h('td', {}, sum.wrong))))
          : h('p', {}, 'Nothing yet. Submit a review, and it is counted here.'),
        fit ? h('p', {}, `Over ${fit.reviews} ${fit.reviews === 1 ? 'decision' : 'decisions'} you were ${fit.sure} % sure on average, and ${fit.right} % were right.`) : '',
        h('h2', {}, 'Take it along'),
        h('div.ep-buttons', {}, button('Export', () => download('exit-path-progress.json', `${JSON.stringify({ format: FORMAT, version: 1, items: entries }, null, 2)}\n`, 'application/json')), button('Import', () => upload((/** @type {string} */ text) => this.take(text), (/** @type {string} */ why) => this.refuse(why)))),
        this.status);
      dispatchEvent(new Event('exit-path:tables'));
    }

    /** @param {string} text */
    take(text) {
      const found = read(text);
      if ('wrong' in found) return this.refuse(found.wrong);
      const { taken, unkept } = store.merge(found.entries);
      if (unkept) return this.refuse(`${unkept} Keep the file.`);
      this.render();
      this.status.textContent = `Imported: ${taken} ${taken === 1 ? 'entry' : 'entries'}. What you had is still there.`;
    }

    /** @param {string} why */
    refuse(why) {
      this.status.textContent = `Not imported, and nothing is changed. ${why}`;
    }
  }

  /** @param {Entry | undefined} entry */
  const first = (entry) => (entry?.done[0] ? `${entry.done[0].result.points} points, ${new Date(entry.done[0].at).toLocaleDateString('en-GB')}` : entry?.draft.comments.length ? 'a draft' : '–');

  /** @param {Done[]} done */
  function when(done) {
    const at = due(done);
    if (at === null) return '–';
    const days = Math.ceil((at - Date.now()) / DAY);
    return days <= 0 ? 'today' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
  }

  customElements.define('exit-reviews', ExitProgress);
})();
