// Opens the folds around the line that a link leads to; a closed fold would swallow the jump. And tables on a phone.

(() => {
  /** The id that the address names. One that cannot be read names none: it must not stop the scripts behind this one. */
  const named = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return '';
    }
  };
  const reveal = () => {
    const target = document.getElementById(named());
    if (!target) return;
    let opened = false;
    for (let fold = target.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) {
      opened ||= !fold.open;
      fold.open = true;
    }
    if (opened) target.scrollIntoView({ block: 'center' });
  };
  addEventListener('hashchange', reveal);
  reveal();
  // On a phone such a table is a list: a cell says of itself what the head of its column says. Code keeps its columns.
  const stack = () => {
    for (const table of document.querySelectorAll('main table')) {
      const heads = [...table.querySelectorAll('thead th')].map((it) => it.textContent ?? '');
      if (heads.length < 2 || table.closest('.ep-code, .ep-pr, .ep-price, .ep-lanes')) continue;
      table.classList.add('ep-stack');
      for (const row of table.querySelectorAll('tbody tr')) {
        [...row.children].forEach((cell, at) => at > 0 && heads[at] && cell.setAttribute('data-label', heads[at]));
      }
    }
  };
  addEventListener('exit-path:tables', stack);
  stack();
})();
