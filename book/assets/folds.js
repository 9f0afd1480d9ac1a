// Opens the folds around the line that a link leads to; a closed fold would swallow the jump.

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
})();
