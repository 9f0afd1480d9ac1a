// On pages with <exit-closing
// <exit-closing>: what the reader sees now and what not, for each hazard, with the numbers, and as Markdown to keep. It adds up what
// this browser has kept: reviews, ticks, comments. A server has the terminal's rows, which count instead where they say more.

/**
 * @typedef {{ found: number, missed: number, drill: boolean, solved: number, right: number, asked: number, live: string }} Sums
 */

class ExitClosing extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector('script')?.textContent;
    if (!data) return;
    this.data = JSON.parse(data);
    this.show = this.show.bind(this);
    addEventListener('exit-progress', this.show);
    addEventListener('storage', this.show);
    this.show();
  }

  disconnectedCallback() {
    removeEventListener('exit-progress', this.show);
    removeEventListener('storage', this.show);
  }

  /** Whatever is kept under a name; nothing where it cannot be read. @param {string} key */
  static kept(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  }

  /** The first review of each pull request; those that the server knows are in its rows. @param {string[]} known */
  static reviews(known) {
    const PREFIX = 'exit-path:review:';
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && !known.includes(key.slice(PREFIX.length).split('@')[0]));
      return keys.map((key) => ExitClosing.kept(key)?.done?.[0]?.result).filter((it) => it && typeof it === 'object');
    } catch {
      return [];
    }
  }

  /** One row for each hazard. */
  rows() {
    const { hazards, exercises, comments } = this.data;
    const ticks = ExitClosing.kept('exit-path-progress')?.exercises ?? {};
    const quiz = ExitClosing.kept('exit-path-quiz')?.answers ?? {};
    const server = /** @type {any} */ (window).exitPathLive;
    const live = server?.closing ?? [];
    const reviews = ExitClosing.reviews(server?.reviewed ?? []);
    const names = (/** @type {any} */ list, /** @type {string} */ id) => Array.isArray(list) && list.includes(id);
    return hazards.map((/** @type {{ id: string, name: string, ask: string }} */ hazard) => {
      const { id } = hazard;
      const mine = Object.entries(comments).filter(([card, of]) => names(of, id) && quiz[card]);
      const theirs = live.find((/** @type {any} */ it) => it.id === id) ?? {};
      const most = (/** @type {number} */ ours, /** @type {string} */ key) => Math.max(ours, Number(theirs[key]) || 0);
      const solved = Object.entries(exercises).filter(([key, of]) => names(of, id) && ticks[key]?.solved).length;
      const sums = {
        found: reviews.filter((it) => names(it.found, id)).length + (Number(theirs.found) || 0),
        missed: reviews.filter((it) => names(it.missed, id)).length + (Number(theirs.missed) || 0),
        drill: ticks[`drill-${id}`]?.solved === true || theirs.drill === true,
        solved: most(solved, 'solved'),
        right: most(mine.filter(([card]) => quiz[card].last).length, 'right'),
        asked: most(mine.length, 'asked'),
        live: String(theirs.sight ?? ''),
      };
      return { ...hazard, ...sums, sight: ExitClosing.sight(sums) };
    });
  }

  /** @param {Sums} it */
  static sight(it) {
    const seen = it.drill || it.found + it.solved + it.right > 0;
    if (it.live === 'missed') return 'missed';
    // Missed more often than found, and no fix and no answer since: that is what to look at.
    if (it.missed > it.found && !it.drill && it.solved + it.right === 0) return 'missed';
    if (seen) return 'seen';
    return it.missed + it.asked > 0 ? 'missed' : 'not-met';
  }

  /** @param {any} it */
  static numbers(it) {
    const parts = [];
    if (it.drill) parts.push('drill solved');
    if (it.found + it.missed > 0) parts.push(`found ${it.found} of ${it.found + it.missed}`);
    if (it.solved > 0) parts.push(`${it.solved} solved`);
    if (it.asked > 0) parts.push(`comments ${it.right} of ${it.asked}`);
    return parts.join(', ');
  }

  /** @param {any[]} rows */
  static markdown(rows) {
    let text = '# What I see now\n';
    for (const [sight, title] of [['seen', 'I see'], ['missed', 'I miss'], ['not-met', 'I have not met']]) {
      const these = rows.filter((it) => it.sight === sight);
      if (these.length === 0) continue;
      text += `\n## ${title} (${these.length})\n\n`;
      for (const it of these) {
        const numbers = ExitClosing.numbers(it);
        text += `- ${numbers ? `**${it.name}**: ${numbers}` : it.name}${sight === 'missed' ? `. Ask: ${it.ask}` : ''}\n`;
      }
    }
    return text;
  }

  show() {
    const rows = this.rows();
    const make = (/** @type {string} */ name, /** @type {(string | Node)[]} */ ...inside) => {
      const made = document.createElement(name);
      made.append(...inside);
      return made;
    };
    /** @type {Node[]} */
    const parts = [];
    for (const [sight, title, sign] of [['seen', 'You see', '✓ '], ['missed', 'You miss', '· '], ['not-met', 'You have not met', '']]) {
      const these = rows.filter((/** @type {any} */ it) => it.sight === sight);
      if (these.length === 0) continue;
      parts.push(make('h2', `${title}: ${these.length} of ${rows.length}`));
      if (sight === 'not-met') {
        parts.push(make('p', these.map((/** @type {any} */ it) => it.name).join(' · ')));
        continue;
      }
      const list = make('ul');
      for (const it of these) {
        const name = make('strong', `${sign}${it.name}`);
        name.className = `ep-closing-${sight}`;
        const numbers = ExitClosing.numbers(it);
        const link = /** @type {HTMLAnchorElement} */ (make('a', 'its drill'));
        link.href = `atlas.html#atlas-${it.id}`;
        const ask = sight === 'missed' ? [`. Ask: ${it.ask} `, link] : [];
        list.append(make('li', name, numbers ? `: ${numbers}` : '', ...ask));
      }
      parts.push(list);
    }
    const text = ExitClosing.markdown(rows);
    const copy = /** @type {HTMLButtonElement} */ (make('button', 'Copy as Markdown'));
    const save = /** @type {HTMLButtonElement} */ (make('button', 'Save as Markdown'));
    copy.type = save.type = 'button';
    const said = make('span');
    said.setAttribute('role', 'status');
    copy.addEventListener('click', () => navigator.clipboard.writeText(text).then(() => { said.textContent = 'Copied.'; }, () => { said.textContent = 'This browser does not let the page copy. Save it instead.'; }));
    save.addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
      link.download = 'what-i-see.md';
      link.click();
      URL.revokeObjectURL(link.href);
      said.textContent = 'Saved.';
    });
    const buttons = make('p', copy, ' ', save, ' ', said);
    buttons.className = 'ep-buttons';
    this.replaceChildren(...parts, buttons);
  }
}

customElements.define('exit-closing', ExitClosing);
