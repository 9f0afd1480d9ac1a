// On pages with class="mermaid"
// Draws <pre class="mermaid">. Mermaid is large: it is loaded only on a page with a diagram, and only when
// a diagram can be seen. A diagram in a closed fold is drawn when the fold opens, because hidden text has no size.

(() => {
  const diagrams = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('pre.mermaid')]);
  if (diagrams.length === 0) return;
  const source = new Map(diagrams.map((pre) => [pre, pre.textContent ?? '']));
  const colour = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // The page's own colours, so that a diagram has the contrast of the rest in each theme.
  const settings = () => ({
    startOnLoad: false,
    theme: 'base',
    fontFamily: getComputedStyle(document.body).fontFamily,
    themeVariables: {
      background: colour('--ep-panel'),
      primaryColor: colour('--ep-panel'),
      primaryTextColor: colour('--ep-text'),
      primaryBorderColor: colour('--ep-line'),
      lineColor: colour('--ep-dim'),
      edgeLabelBackground: colour('--ep-panel'),
      actorBkg: colour('--ep-panel'),
      actorBorder: colour('--ep-dim'),
      actorTextColor: colour('--ep-text'),
      actorLineColor: colour('--ep-line'),
      signalColor: colour('--ep-dim'),
      signalTextColor: colour('--ep-text'),
      noteBkgColor: colour('--ep-gap'),
      noteTextColor: colour('--ep-text'),
      noteBorderColor: colour('--ep-line'),
    },
    // Close together: a phone shows the whole, and it can be read.
    flowchart: { padding: 8, nodeSpacing: 16, rankSpacing: 32 },
    sequence: {
      useMaxWidth: false,
      mirrorActors: false,
      noteAlign: 'left',
      actorFontSize: 14,
      messageFontSize: 13,
      noteFontSize: 13,
      actorMargin: 24,
      noteMargin: 8,
      width: 110,
      height: 40,
    },
  });

  /** @type {Promise<any> | undefined} */
  let loading;
  const load = () =>
    (loading ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      // A global of mdBook's template: the way from this page to the book's first folder.
      // @ts-ignore
      script.src = `${path_to_root}assets/mermaid.min.js`;
      script.onload = () => resolve(/** @type {any} */ (window).mermaid);
      script.onerror = () => reject(new Error('assets/mermaid.min.js is missing'));
      document.head.append(script);
    }));

  const visible = (/** @type {HTMLElement} */ pre) => !pre.closest('details:not([open])');

  let turn = Promise.resolve();
  const draw = () => {
    // One after the other: mermaid keeps its settings in one place for the whole page.
    turn = turn.then(async () => {
      for (const [number, pre] of diagrams.entries()) {
        const theme = ['rust', 'coal', 'navy', 'ayu'].find((name) => document.documentElement.classList.contains(name)) ?? 'light';
        if (!visible(pre) || pre.dataset.drawn === theme) continue;
        const mermaid = await load();
        mermaid.initialize(settings());
        const { svg } = await mermaid.render(`ep-diagram-${number}`, source.get(pre));
        pre.innerHTML = svg;
        pre.dataset.drawn = theme;
      }
    }).catch((error) => {
      // The table beside each diagram says the same, so a page without diagrams is still whole.
      console.error('diagram:', error);
    });
  };

  addEventListener('toggle', draw, true);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
  draw();
})();
