// The preview's client, in every page that `dayone serve` serves and in none that is published. It hears
// what changed, puts the new text into the page without disturbing the reader, shows what was found
// wrong, and opens the source.

import { showFailure, showLost } from "/_dayone/corner.js";
import { onKey } from "/_dayone/editor.js";
import { join } from "/_dayone/events.js";
import { here, isWorkbench, make } from "/_dayone/here.js";
import { asOf, look, start as startPanel } from "/_dayone/panel.js";
import { follow, mistrust, refresh, start as startSwap } from "/_dayone/swap.js";

const hear = (event) => {
  document.dispatchEvent(new CustomEvent("dayone:event", { detail: event }));
  if (event.failed !== undefined) showFailure(event.failed);
  if (isWorkbench) return;
  // Whoever is at no page (at an address that has none, say) may be at one now.
  const isHere = here.page === undefined || event.pages?.includes(here.page);
  const concerns = event.hello || event.anything || (event.pages && isHere);
  // A folder within another may have moved elsewhere than that.
  const folders = Object.keys(event.folders ?? {}).filter((from) => here.page?.startsWith(from));
  const folder = folders.toSorted((one, other) => other.length - one.length)[0];
  const moved = event.moved?.[here.page] ?? (folder && event.folders[folder] + here.page.slice(folder.length));
  if (moved !== undefined) follow(moved);
  if (event.anything) mistrust();
  if (concerns) refresh();
  look();
};

// A day to see the site as of, which goes along from page to page.

const today = () => new URLSearchParams(location.search).get("today");

const without = (address) => {
  const url = new URL(address);
  url.searchParams.delete("today");
  return url.href;
};

const showDay = () => {
  asOf.hidden = !today();
  if (asOf.hidden) return;
  const leave = make("a", { href: without(location.href), textContent: "Leave", title: "See the site as of today" });
  asOf.replaceChildren(`As of ${today()} `, leave);
};

const onClick = (event) => {
  if (!today() || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href]");
  if (!link || link.hasAttribute("download") || !["", "_self"].includes(link.target)) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !url.pathname.startsWith(here.base) || url.searchParams.has("today")) return;
  if (link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  url.searchParams.set("today", today());
  location.href = url.href;
};

startPanel();
join({ hear, lose: showLost });
if (!isWorkbench) {
  startSwap();
  showDay();
  look();
  // With another text there may be another page here, or one at last.
  document.addEventListener("dayone:change", look);
  addEventListener("keydown", onKey);
  addEventListener("click", onClick);
  // What was put off while nobody looked; a laptop may have slept, and its connections with it.
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
