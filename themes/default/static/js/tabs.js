// Tabs out of labelled parts that follow each other: arrow keys move, groups with the same labels
// move together, the choice is remembered, and the browser's own find reaches hidden parts.
"use strict";
{
  const key = "handbook-tabs";
  // Each container's list of tabs, and what is chosen in it.
  const lists = new WeakMap();
  const chosen = new WeakMap();
  let number = 0;
  const recall = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? [];
    } catch {
      return [];
    }
  };
  const remember = (label) => {
    try {
      const others = recall().filter((other) => other !== label);
      localStorage.setItem(key, JSON.stringify([label, ...others].slice(0, 20)));
    } catch {
      // Not remembered, then.
    }
  };
  const panelsOf = (container) => [...container.querySelectorAll(":scope > .tab")];
  const choose = (container, label) => {
    const list = lists.get(container);
    panelsOf(container).forEach((panel, index) => {
      const tab = list.children[index];
      const isChosen = panel.dataset.label === label;
      tab.setAttribute("aria-selected", isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen) panel.removeAttribute("hidden");
      else panel.setAttribute("hidden", "until-found");
    });
    chosen.set(container, label);
  };
  const has = (container, label) => panelsOf(container).some((panel) => panel.dataset.label === label);
  const chooseAll = (label, keep) => {
    // What the reader looks at stays where it is, whatever opens above it.
    const before = keep?.getBoundingClientRect().top;
    for (const container of document.querySelectorAll(".tabs")) if (has(container, label)) choose(container, label);
    if (keep) scrollBy({ top: keep.getBoundingClientRect().top - before, behavior: "instant" });
    remember(label);
  };
  const move = { ArrowRight: 1, ArrowLeft: -1 };

  const onKey = (event) => {
    const list = event.currentTarget;
    const now = [...list.children].indexOf(document.activeElement);
    const rightToLeft = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    let next;
    if (event.key in move) next = now + move[event.key] * rightToLeft;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = -1;
    else return;
    event.preventDefault();
    const tab = [...list.children].at(next % list.children.length);
    tab.focus();
    tab.click();
  };
  const makeList = (container) => {
    const list = document.createElement("div");
    list.className = "tablist";
    list.dataset.added = "";
    list.id = `site-tabs-${number++}`;
    list.setAttribute("role", "tablist");
    list.addEventListener("keydown", onKey);
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("button");
      if (tab) chooseAll(tab.textContent, list);
    });
    container.prepend(list);
    lists.set(container, list);
    return list;
  };
  const makeTab = () => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    return tab;
  };
  // As many tabs as there are parts; those that are there already are kept.
  const dress = (container) => {
    const panels = panelsOf(container);
    if (!panels.length) return lists.get(container)?.remove();
    const list = lists.get(container)?.parentNode === container ? lists.get(container) : makeList(container);
    while (list.children.length > panels.length) list.lastChild.remove();
    panels.forEach((panel, index) => {
      const tab = list.children[index] ?? list.appendChild(makeTab());
      tab.id = `${list.id}-tab-${index}`;
      tab.textContent = panel.dataset.label;
      panel.id ||= `${list.id}-panel-${index}`;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.onbeforematch = () => choose(container, panel.dataset.label);
    });
    const known = [chosen.get(container), ...recall()];
    choose(container, known.find((label) => has(container, label)) ?? panels[0].dataset.label);
  };
  const dressAll = () => document.querySelectorAll(".tabs").forEach(dress);
  dressAll();

  // An address that points into a part opens it.
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const panel = target && target.closest(".tab[hidden]");
  if (panel) {
    choose(panel.parentNode, panel.dataset.label);
    target.scrollIntoView();
  }

  // In the preview, where a page changes while it is read.
  document.addEventListener("dayone:change", dressAll);
}
