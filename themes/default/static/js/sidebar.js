// Stands right after the sidebar and runs before it is painted: folds and scroll position are what
// they were on the page before, for as long as the tab lives.
"use strict";
{
  const sidebar = document.getElementById("site-sidebar");
  const key = "handbook-sidebar";
  let memory = {};
  try {
    memory = JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    // Nothing remembered, or storage is forbidden.
  }
  const folds = memory.folds ?? {};
  // A fold is known by the address of the link before it, or by its title if there is none.
  const name = (fold) => fold.previousElementSibling?.href ?? fold.previousElementSibling?.textContent;
  const current = sidebar.querySelector('[aria-current="page"]');
  const known = new WeakSet();

  const dress = (fold) => {
    if (known.has(fold)) return;
    known.add(fold);
    const held = folds[name(fold)];
    if (held !== undefined) fold.open = held;
    if (fold.querySelector('[aria-current="page"]')) fold.open = true;
    fold.firstElementChild.addEventListener("click", () => (folds[name(fold)] = !fold.open));
  };
  const dressAll = () => sidebar.querySelectorAll("details").forEach(dress);
  dressAll();
  // In the preview, where a page changes while it is read.
  document.addEventListener("dayone:change", dressAll);

  if (memory.scroll !== undefined) sidebar.scrollTop = memory.scroll;
  if (current) {
    const link = current.getBoundingClientRect();
    const frame = sidebar.getBoundingClientRect();
    if (link.top < frame.top || link.bottom > frame.bottom) {
      sidebar.scrollTop += link.top - frame.top - frame.height / 3;
    }
  }

  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ folds, scroll: sidebar.scrollTop }));
    } catch {
      // Storage is forbidden or full; the next page starts afresh.
    }
  });
}
