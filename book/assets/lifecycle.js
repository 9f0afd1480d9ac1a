// On pages with class="ep-life"
// Marks the arrow of the move that the address names. Arrow, list and programs are links, and need no script.

(() => {
  const mark = () => {
    for (const arrow of document.querySelectorAll('.ep-life-move')) {
      if (arrow.getAttribute('href') === location.hash) arrow.setAttribute('aria-current', 'true');
      else arrow.removeAttribute('aria-current');
    }
  };
  addEventListener('hashchange', mark);
  mark();
})();
