// The merge page: reads the files that are dropped, shows the report, saves it. What the files say becomes a page in
// `report.js`, which escapes every word of it.

(() => {
  const space = /** @type {any} */ (globalThis);
  /** @template {HTMLElement} T @param {string} id @returns {T} */
  const by = (id) => /** @type {T} */ (document.getElementById(id));
  const items = JSON.parse(by('items').textContent ?? '[]');
  const css = `\n${(by('style').textContent ?? '').trim()}\n`.slice(1);
  /** @type {{ name: string, text: string }[]} */
  let files = [];
  /** @type {any} */
  let merged = null;

  function show() {
    const report = by('report');
    merged = files.length ? space.ExitPath.team.merge({ items, files, wanted: null, names: /** @type {HTMLInputElement} */ (by('names')).checked, css }) : null;
    report.innerHTML = merged?.body ?? '';
    if (merged && !merged.taken) {
      const list = document.createElement('ul');
      list.append(...merged.refused.map((/** @type {any} */ it) => {
        const item = document.createElement('li');
        item.textContent = `${it.name}: ${it.why}`;
        return item;
      }));
      report.append(list);
    }
    for (const id of ['markdown', 'html']) /** @type {HTMLButtonElement} */ (by(id)).disabled = !merged?.taken;
    by('status').textContent = merged ? `${merged.taken} merged, ${merged.refused.length} refused.` : '';
  }

  /** @param {Iterable<File>} list */
  async function add(list) {
    const read = await Promise.all([...list].map(async (file) => ({ name: file.name, text: await file.slice(0, 4 * space.ExitPath.teamRead.MOST_FILE).text() })));
    // The same file twice is one file.
    const key = (/** @type {{ name: string, text: string }} */ it) => `${it.name}\n${it.text}`;
    files = [...new Map([...files, ...read].map((it) => [key(it), it])).values()];
    show();
  }

  /** @param {string} name @param {string} text @param {string} type */
  function save(name, text, type) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const input = /** @type {HTMLInputElement} */ (by('files'));
  input.addEventListener('change', () => {
    add(input.files ?? []).then(() => { input.value = ''; });
  });
  by('names').addEventListener('change', show);
  by('clear').addEventListener('click', () => { files = []; show(); input.focus(); });
  by('markdown').addEventListener('click', () => save('report.md', merged.markdown, 'text/markdown'));
  by('html').addEventListener('click', () => save('report.html', merged.html, 'text/html'));
  // Anywhere on the page: whoever misses the box must not lose the page.
  document.addEventListener('dragover', (event) => { event.preventDefault(); by('drop').classList.add('over'); });
  document.addEventListener('dragleave', () => by('drop').classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    by('drop').classList.remove('over');
    add(event.dataTransfer?.files ?? []);
  });
})();
