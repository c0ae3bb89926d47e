// The panel: what was found on this page, and the buttons that lead to it and to the source.

import { shadow, show, showFailure } from "/_dayone/corner.js";
import { openHere } from "/_dayone/editor.js";
import { findingShown } from "/_dayone/finding.js";
import { coalesced, here, isWorkbench, make } from "/_dayone/here.js";

const recall = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};
const remember = (key, value) => {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is forbidden or full; it is not that important.
  }
};

const levels = ["error", "warning", "info"];
const plural = (count, level) => `${level === "info" ? "note" : level}${count === 1 ? "" : "s"}`;

const toggle = make("button", { type: "button", className: "counts", hidden: true });
const edit = make("button", { type: "button", className: "edit", textContent: "Edit", title: "Open the source (e)" });
export const asOf = make("span", { className: "as-of", hidden: true });
const pill = make("div", { className: "pill" }, toggle, edit, asOf);
const list = make("div", { className: "list" });
const close = make("button", { type: "button", className: "close", textContent: "Close" });
const away = make("button", {
  type: "button", textContent: "Hide until something changes", className: "away",
});
const heading = make("h2", { textContent: "Found here" });
const panel = make(
  "section",
  { className: "panel", id: "panel", hidden: true },
  make("header", {}, heading, close),
  list,
  make("footer", {}, make("a", { href: "/_dayone/", textContent: "Workbench" }), away),
);
const news = make("p", { className: "unseen" });

// The workbench has findings of its own, and the corner for notices alone.
export const start = () => {
  panel.setAttribute("aria-label", "Preview: what was found on this page");
  toggle.setAttribute("aria-controls", "panel");
  news.setAttribute("role", "status");
  if (isWorkbench) show();
  else show(news, panel, pill);
};

const showPanel = (isOpen, focus) => {
  panel.hidden = !isOpen;
  toggle.setAttribute("aria-expanded", isOpen);
  if (focus) (isOpen ? close : toggle.hidden ? edit : toggle).focus();
};

// Where a finding is may change with every line that is written above it, and with any other page how many
// more of its kind there are.
const keyOf = ({ code, file, message }) => [code, file, message.replace(/ \(and \d.*$/, "")].join("\n");
const seenBefore = "dayone-errors";
const put = "dayone-away";
let opensItself = false;
let found = { page: [], site: [] };

const isAway = () => recall(put)[here.page] === JSON.stringify([...found.site, ...found.page].map(keyOf));

// A number to look at, with the word to hear.
const countShown = ([level, count]) =>
  make("span", { className: level }, String(count), make("span", { className: "unseen", textContent: ` ${plural(count, level)} ` }));

const showFound = (now) => {
  found = now;
  const all = [...now.site, ...now.page];
  const parts = levels.map((level) => [level, all.filter((one) => one.level === level).length]).filter(([, count]) => count);
  const words = parts.map(([level, count]) => `${count} ${plural(count, level)}`).join(", ");
  if (news.textContent !== words) news.textContent = words;
  toggle.replaceChildren(...parts.map(countShown));
  toggle.hidden = !all.length;
  toggle.title = words;
  edit.hidden = here.source === undefined;
  showList(now);
  openOrClose(all);
  pill.hidden = isAway() && asOf.hidden;
  for (const part of [toggle, edit]) part.classList.toggle("gone", isAway());
};

// The list as it was, where it was: someone may be reading it.
let listed;
const showList = ({ site, page }) => {
  const text = JSON.stringify([site, page]);
  if (text === listed) return;
  listed = text;
  const whyOpen = new Set([...list.querySelectorAll("details[open]")].map((why) => why.parentElement.dataset.key));
  const { scrollTop } = list;
  const items = (findings) =>
    findings.map((finding) => {
      const item = findingShown(finding);
      item.dataset.key = keyOf(finding);
      item.querySelector("details").open = whyOpen.has(item.dataset.key);
      return item;
    });
  const group = (title, findings) =>
    findings.length ? [make("h3", { textContent: title }), make("ul", {}, ...items(findings))] : [];
  list.replaceChildren(...group("Settings and templates", site), ...group("This page", page));
  list.scrollTop = scrollTop;
};

const openOrClose = (all) => {
  const errors = all.filter(({ level }) => level === "error").map(keyOf);
  const known = recall(seenBefore);
  const before = known[here.page];
  remember(seenBefore, { ...known, [here.page]: errors });
  if (before && errors.some((error) => !before.includes(error))) {
    opensItself ||= panel.hidden;
    showPanel(true);
  } else if (!all.length || (opensItself && !errors.length)) {
    const isInside = shadow.activeElement && panel.contains(shadow.activeElement);
    if (!panel.hidden) showPanel(false, isInside);
    opensItself = false;
  }
};

export const look = coalesced(async () => {
  // An address that has no page has no findings of its own: none is the home page's.
  const page = here.page === undefined ? {} : { page: here.page };
  const response = await fetch(`/_dayone/findings?${new URLSearchParams(page)}`);
  if (!response.ok) return;
  const now = await response.json();
  showFailure(now.failed);
  showFound(now);
});

toggle.addEventListener("click", () => {
  opensItself = false;
  showPanel(panel.hidden, true);
});
close.addEventListener("click", () => showPanel(false, true));
away.addEventListener("click", () => {
  remember(put, { ...recall(put), [here.page]: JSON.stringify([...found.site, ...found.page].map(keyOf)) });
  showPanel(false);
  showFound(found);
});
shadow.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || panel.hidden) return;
  event.stopPropagation();
  showPanel(false, true);
});
edit.addEventListener("click", openHere);
