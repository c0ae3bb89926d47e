// Tabs out of labelled parts that follow each other: arrow keys move, groups with the same labels
// move together, the choice is remembered, and the browser's own find reaches hidden parts.
"use strict";
{
  const key = "handbook-tabs";
  const groups = [];
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
  const choose = (group, label) => {
    for (const { tab, panel } of group) {
      const chosen = panel.dataset.label === label;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) panel.removeAttribute("hidden");
      else panel.setAttribute("hidden", "until-found");
    }
  };
  const has = (group, label) => group.some(({ panel }) => panel.dataset.label === label);
  const chooseAll = (label, keep) => {
    // What the reader looks at stays where it is, whatever opens above it.
    const before = keep?.getBoundingClientRect().top;
    for (const group of groups) if (has(group, label)) choose(group, label);
    if (keep) scrollBy({ top: keep.getBoundingClientRect().top - before, behavior: "instant" });
    remember(label);
  };
  const move = { ArrowRight: 1, ArrowLeft: -1 };

  document.querySelectorAll(".tabs").forEach((container, number) => {
    const list = document.createElement("div");
    list.className = "tablist";
    list.setAttribute("role", "tablist");
    const group = [...container.querySelectorAll(":scope > .tab")].map((panel, index) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `tab-${number}-${index}`;
      tab.textContent = panel.dataset.label;
      tab.setAttribute("role", "tab");
      panel.id ||= `panel-${number}-${index}`;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", () => chooseAll(panel.dataset.label, list));
      panel.addEventListener("beforematch", () => choose(group, panel.dataset.label));
      list.append(tab);
      return { tab, panel };
    });
    if (!group.length) return;
    list.addEventListener("keydown", (event) => {
      const now = group.findIndex(({ tab }) => tab === document.activeElement);
      const rightToLeft = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      let next;
      if (event.key in move) next = now + move[event.key] * rightToLeft;
      else if (event.key === "Home") next = 0;
      else if (event.key === "End") next = -1;
      else return;
      event.preventDefault();
      const { tab } = group.at(next % group.length);
      tab.focus();
      tab.click();
    });
    container.prepend(list);
    groups.push(group);
    choose(group, recall().find((label) => has(group, label)) ?? group[0].panel.dataset.label);
  });

  // An address that points into a part opens it.
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const panel = target && target.closest(".tab[hidden]");
  if (panel) {
    choose(groups.find((group) => group.some((part) => part.panel === panel)), panel.dataset.label);
    target.scrollIntoView();
  }
}
