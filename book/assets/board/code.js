// Late, on pages with <exit-board
// The code, with a marker for each actor at its line and for each lock at the line that took it.

(() => {
  const { board: b } = /** @type {any} */ (globalThis).ExitPath;
  const { make } = b;
  /** Lines around the actor that is looked at, and around the others. */
  const AROUND = { focus: 5, other: 1 };

  /** Who stands or holds where. @returns {{ file: string, line: number, words: string, kind: string, actor: number }[]} */
  function marks(/** @type {any} */ { texts, actors, locks }, /** @type {any} */ state) {
    const stands = state.a.flatMap((/** @type {any} */ [words, place], /** @type {number} */ i) => (place
      ? [{ ...b.place(texts[place]), words: `${texts[actors[i][0]]} ${texts[words].split(/[ ,]/)[0]}`, kind: b.SHAPES[state.l[i]]?.name ?? '', actor: i }] : []));
    const holds = (state.h ?? []).flatMap((/** @type {any} */ [lock, who, since]) => (since
      ? [{ ...b.place(texts[since]), words: `${texts[actors[who][0]]} holds ${texts[locks[lock]]}`, kind: 'held', actor: who }] : []));
    return [...stands, ...holds];
  }

  /** Whose code is looked at: the picked one, whoever moved last, or the first that has a place. */
  b.focus = (/** @type {any} */ play, /** @type {number} */ picked) => {
    const { texts, actors } = play.graph;
    const state = b.state(play);
    const last = b.steps(play).at(-1)?.actor;
    const has = (/** @type {number} */ i) => i >= 0 && Boolean(state.a[i]?.[1]);
    return [picked, actors.findIndex((/** @type {any} */ [name]) => texts[name] === last), ...actors.keys()].find(has) ?? -1;
  };

  /** The panel of code. */
  b.code = (/** @type {any} */ play, /** @type {Record<string, Record<number, string>>} */ code, /** @type {number} */ focus) => {
    if (focus < 0) return [];
    const all = marks(play.graph, b.state(play)).filter(({ file }) => code[file]);
    const mine = all.find(({ actor, kind }) => actor === focus && kind !== 'held');
    if (!mine) return [];
    // The file of the one that is looked at comes first.
    const files = [...new Set([mine.file, ...all.map(({ file }) => file)])];
    return files.map((file) => {
      const here = all.filter((it) => it.file === file);
      const near = (/** @type {number} */ n) => here.some((it) => Math.abs(it.line - n) <= (it === mine ? AROUND.focus : AROUND.other));
      const numbers = Object.keys(code[file]).map(Number).filter(near).sort((x, y) => x - y);
      const rows = numbers.flatMap((n, i) => {
        const at = here.filter(({ line }) => line === n);
        const kind = at.some((it) => it === mine) ? 'is-mine' : at.length ? 'is-other' : '';
        const gap = i && numbers[i - 1] !== n - 1 ? [make('span', { class: 'is-gap' }, make('i', {}, '…'))] : [];
        return [...gap, make('span', { class: kind }, make('i', {}, String(n)), code[file][n] || ' ', ...at.map((it) => make('em', { class: `mark-${it.kind}` }, it.words)))];
      });
      return make('figure', {}, make('figcaption', {}, make('code', {}, file)),
        make('pre', { tabindex: '0', role: 'group', 'aria-label': `${file}${file === mine.file ? `, line ${mine.line}` : ''}` }, ...rows));
    });
  };
})();
