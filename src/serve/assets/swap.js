// The page as the server has it, put into the page that is there without disturbing who reads it.
//
// A theme's scripts work at load, on what is there at load. So that they fit in with pages that change:
// `dayone:change` on the document says that the page has new parts, and what carries `data-added` was
// added by a script and stays where it is when the text around it changes.

import { coalesced, here, make } from "/_dayone/here.js";

const current = () => location.href.replace(/#.*/, "");

export const follow = (moved) => {
  if (here.page !== undefined) here.page = moved;
  history.replaceState(history.state, "", here.base + moved + location.search + location.hash);
};

// What cannot be morphed: what belongs to the page as a whole, with addresses made whole.
const outline = (parsed) => {
  const whole = (value) => new URL(value, current()).href;
  const all = (selector) => [...parsed.querySelectorAll(selector)].filter((one) => !isClient(one));
  const attributes = ({ attributes }) => new Map([...attributes].map(({ name, value }) => [name, value]));
  return {
    scripts: new Map(all("script").map((script) => [script.src ? whole(script.getAttribute("src")) : script.text, script])),
    inline: all("head style").map((style) => style.textContent),
    sheets: new Map(all('head link[rel="stylesheet"]').map((link) => [whole(link.getAttribute("href")), link])),
    html: attributes(parsed.documentElement),
    body: attributes(parsed.body),
  };
};
const isClient = (element) => element.getAttribute("src")?.startsWith("/_dayone/") ?? false;
const isSame = (one, other) => one.length === other.length && one.every((value, at) => value === other[at]);

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// What is shown, as text and as outline: what the browser got when it came here, which it still has.
let shown;
const arrive = async () => {
  const response = await fetch(current(), { cache: "force-cache" });
  const text = await response.text();
  shown = { text, outline: outline(parse(text)) };
};
let arrived;
export const start = () => {
  arrived = arrive().catch(() => {});
  (globalThis.requestIdleCallback ?? setTimeout)(() => morphing().catch(() => {}));
};

export const refresh = coalesced(async () => {
  await arrived;
  const asked = current();
  let now = await ask(asked);
  // A file that is emptied or taken away is most likely about to be written: who sees neither stays where
  // they are in the text.
  if (isBare(now) && isThere()) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    now = await ask(asked);
  }
  if (asked !== current()) return;
  if (now.base && now.base !== here.base) return moveTo(now.base);
  if (!now.isPage) return;
  if (now.redirected) history.replaceState(history.state, "", now.url + location.hash);
  if (now.text !== shown?.text) await show(now.text);
  // After the page, for it may have other files now.
  if (mayBeStale) await refreshFiles();
});

// The whole site is elsewhere: its settings have another address for it.
const moveTo = (base) => {
  const page = here.page ?? location.pathname.slice(here.base.length);
  here.base = base;
  follow(page);
  refresh();
};

const ask = async (address) => {
  const response = await fetch(address, { cache: "no-cache" });
  const { redirected, status, url } = response;
  const base = response.headers.get("dayone-base");
  const isPage = response.headers.get("content-type")?.startsWith("text/html");
  return { redirected, status, url, base, isPage, text: await response.text() };
};
const isBare = ({ status, text }) => status === 404 || text.includes(" data-blank></script>");

const show = async (text) => {
  const parsed = parse(text);
  const next = outline(parsed);
  const before = shown?.outline ?? next;
  const added = addedScripts(before.scripts, next.scripts);
  if (!added || !isSame(before.inline, next.inline)) return location.reload();
  // Those that are not in the page any more have run, and are there when it has them again.
  next.scripts = new Map([...before.scripts, ...next.scripts]);
  const [library] = await Promise.all([morphing(), dressed(next.sheets)]);
  renew(parsed);
  swap(library, parsed, before, next);
  undress(next.sheets);
  added.forEach(run);
  shown = { text, outline: next };
};

// The scripts that the page did not have, such as that for listings with its first listing; none if there
// is more to it, for what a script did cannot be undone. One that is not needed any more does no harm, if
// the page is still the theme's.
const addedScripts = (before, next) => {
  const isFile = (script) => script.src && script.closest("head");
  const added = [...next].filter(([key]) => !before.has(key)).map(([, script]) => script);
  const left = [...before].filter(([key]) => !next.has(key)).map(([, script]) => script);
  const isOther = left.length === before.size && left.length > 0;
  return !isOther && [...added, ...left].every(isFile) ? added : undefined;
};

const run = (parsed) => {
  // One that a parser made never runs.
  const script = make("script");
  for (const { name, value } of parsed.attributes) script.setAttribute(name, value);
  // After those before it.
  script.async = false;
  document.head.append(script);
};

// Style sheets: the old ones go when the new ones are there, so that the page is never without.

const sheets = new Map([...document.querySelectorAll('head link[rel="stylesheet"]')].map((link) => [link.href, link]));

const dressed = (next) => {
  let before = [...sheets.values()].at(-1);
  const loads = [...next].map(([address, link]) => {
    const known = sheets.get(address);
    if (known) {
      before = known;
      return undefined;
    }
    const added = document.importNode(link);
    added.href = address;
    if (before) before.after(added);
    else document.head.append(added);
    before = added;
    sheets.set(address, added);
    return new Promise((resolve) => {
      for (const end of ["load", "error"]) added.addEventListener(end, resolve);
      setTimeout(resolve, 3000);
    });
  });
  return Promise.all(loads);
};

const undress = (next) => {
  for (const [address, link] of sheets) {
    if (next.has(address)) continue;
    link.remove();
    sheets.delete(address);
  }
};

// Files that keep their names when they change, as a handbook's own pictures do: the browser has them as
// they were, and the server as they are.
let mayBeStale = false;
export const mistrust = () => (mayBeStale = true);
const isStale = async (address) => {
  const mark = async (cache) => (await fetch(address, { cache })).headers.get("etag");
  return (await mark("force-cache")) !== (await mark("no-cache"));
};
const isOwn = (address) => address.startsWith(location.origin + here.base) && !/\/assets\/.*\.[0-9a-f]{8}\./.test(address);


// Pictures that have changed, by their addresses: each with one at which the browser has not yet seen it.
const renewed = new Map();
const plain = (address) => {
  const url = new URL(address);
  url.searchParams.delete("changed");
  return url.href;
};
const renew = (root) => {
  for (const image of root.querySelectorAll("img[src]")) {
    const address = renewed.get(plain(new URL(image.getAttribute("src"), current())));
    if (address && image.getAttribute("src") !== address) image.src = address;
  }
};
const renewPicture = (address) => {
  const url = new URL(address);
  url.searchParams.set("changed", Date.now());
  renewed.set(address, url.href);
};

const refreshFiles = async () => {
  mayBeStale = false;
  const images = [...document.body.querySelectorAll("img")].filter(({ currentSrc }) => isOwn(currentSrc));
  for (const address of new Set(images.map(({ currentSrc }) => plain(currentSrc)))) {
    if (!(await isStale(address))) continue;
    // One that was chosen of several would be chosen again.
    if (images.some((image) => plain(image.currentSrc) === address && plain(image.src) !== address)) return location.reload();
    renewPicture(address);
  }
  renew(document.body);
  for (const [address, link] of sheets) {
    if (!isOwn(address) || !(await isStale(address))) continue;
    const again = link.cloneNode();
    again.href = address;
    sheets.set(address, again);
    link.after(again);
    again.addEventListener("load", () => link.remove());
  }
};

// The swap: all of it in one go, so that nothing in between is ever painted.

let loading;
const morphing = () => {
  loading ??= new Promise((resolve, reject) => {
    const script = make("script", { src: "/_dayone/idiomorph.js" });
    script.addEventListener("load", () => resolve(globalThis.Idiomorph));
    script.addEventListener("error", () => {
      loading = undefined;
      reject(new Error(script.src));
    });
    document.head.append(script);
  });
  return loading;
};

const swap = (library, parsed, before, next) => {
  const left = isThere() ? leave() : undefined;
  const hold = holdPlace();
  const focus = holdFocus();
  const putBack = putAside();
  const release = couple(parsed);
  library.morph(document.body, parsed.body, {
    head: { style: "none" },
    callbacks: { beforeAttributeUpdated: isServers, beforeNodeMorphed: isOther },
  });
  release();
  putBack();
  document.title = parsed.title;
  take(document.documentElement, before.html, next.html);
  take(document.body, before.body, next.body);
  const { page, source, blank } = parsed.querySelector('script[src="/_dayone/client.js"]')?.dataset ?? {};
  Object.assign(here, { page, source, blank });
  document.dispatchEvent(new Event("dayone:change"));
  focus();
  hold();
  if (!isThere()) gone = left ?? gone;
  else if (!left) comeBack();
};

// A page that is emptied or taken away for longer than its file takes to be written: when it is back, the
// reader is where they were, and what they had open is open.
let gone;
const isThere = () => here.page !== undefined && here.blank === undefined;
const words = (fold) => fold.firstElementChild?.textContent;
const folds = () => Map.groupBy(document.querySelectorAll("main details"), words);
const leave = () => ({ address: current(), top: scrollY, opened: [...folds()].map(([key, all]) => [key, all.map(({ open }) => open)]) });
const comeBack = () => {
  const { address, top, opened } = gone ?? {};
  gone = undefined;
  if (address !== current()) return;
  const now = folds();
  for (const [key, states] of opened) now.get(key)?.slice(0, states.length).forEach((fold, at) => (fold.open = states[at]));
  scrollTo({ top, behavior: "instant" });
};

// Most of a page is as it was, which the browser sees faster than any script.
const isOther = (old, next) => !old.isEqualNode(next);

// What the reader has done with an element is the reader's.
const isServers = (attribute, element) => {
  if (element === document.body) return false;
  if (attribute === "open") return !element.matches("details, dialog");
  if (attribute === "value" || attribute === "checked") return !element.matches("input:enabled, textarea, select");
  return true;
};

// Takes over what the server changed in an element's attributes; what scripts set stays.
const take = (element, before, next) => {
  for (const name of new Set([...before.keys(), ...next.keys()])) {
    if (before.get(name) === next.get(name)) continue;
    if (next.has(name)) element.setAttribute(name, next.get(name));
    else element.removeAttribute(name);
  }
};

const blocks = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, pre, tr, summary, img";

// What is at the top of the window stays there, whatever comes or goes above it.
const holdPlace = () => {
  const root = document.documentElement;
  if (scrollY === 0) return () => {};
  const seen = [...document.querySelectorAll(`main :is(${blocks}):not(nav *)`)].filter((block) => block.getClientRects().length);
  const first = seen.findIndex((block) => block.getBoundingClientRect().bottom > 80);
  const places = seen.slice(Math.max(first, 0), first + 20).map((block) => [block, block.getBoundingClientRect().top]);
  // The browser would do the same, a moment later, and then it would be done twice.
  root.style.overflowAnchor = "none";
  return () => {
    const [block, top] = places.find(([block]) => block.isConnected) ?? [];
    if (block) scrollBy({ top: block.getBoundingClientRect().top - top, behavior: "instant" });
    requestAnimationFrame(() => {
      root.style.overflowAnchor = "";
      if (!root.getAttribute("style")) root.removeAttribute("style");
    });
  };
};

const holdFocus = () => {
  const { activeElement: active } = document;
  const { selectionStart, selectionEnd, selectionDirection } = active ?? {};
  return () => {
    if (!active || active === document.activeElement) return;
    const now = active.isConnected ? active : active.id && document.getElementById(active.id);
    now?.focus?.({ preventScroll: true });
    if (now && typeof selectionStart === "number") now.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
  };
};

// Takes out what scripts have added: the server knows nothing of it, and it would be morphed into
// something else. Back it goes wherever its place still is and is the same kind of thing.
const putAside = () => {
  const added = [...document.body.querySelectorAll("[data-added]:not([data-added] *)")].map((node) => ({
    node,
    host: node.parentElement,
    look: node.parentElement.className,
    isFirst: !node.previousElementSibling,
    scrolled: [node, ...node.children].map((part) => [part, part.scrollTop, part.scrollLeft]),
  }));
  for (const { node } of added) node.remove();
  return () => {
    for (const { node, host, look, isFirst, scrolled } of added) {
      if (!host.isConnected || host.className !== look) continue;
      if (isFirst) host.prepend(node);
      else host.append(node);
      for (const [part, top, left] of scrolled) if (top || left) part.scrollTo({ top, left, behavior: "instant" });
    }
  };
};

// Morphing goes by ids, and most of a text has none. So what is the same in the old page and the new
// gets one for as long as that takes: then it is the new text that is put in, and not the old text
// that is rewritten from there on; and what is open, focused or selected stays so.
const mine = "dayone-same-";
const couple = (parsed) => {
  const restore = dropStrays(parsed);
  let number = 0;
  const join = (old, next) => {
    old.id = next.id = `${mine}${number}`;
    number += 1;
  };
  for (const [selector, key, isOrdered] of kinds) {
    const olds = withoutId(document.body, selector);
    const nexts = withoutId(parsed.body, selector);
    joinSame(olds, nexts, key, join);
    if (isOrdered) joinChanged(olds, nexts, join);
  }
  return () => {
    for (const one of document.body.querySelectorAll(`[id^="${mine}"]`)) one.removeAttribute("id");
    restore();
  };
};

// An id that is in the old page only, for a script gave it or its heading was changed, would keep its
// element from being taken for the same.
const dropStrays = (parsed) => {
  const strays = [...document.body.querySelectorAll("[id]")].filter(({ id }) => !parsed.getElementById(id));
  const ids = strays.map((old) => old.id);
  for (const old of strays) old.removeAttribute("id");
  return () => strays.forEach((old, at) => (old.id ||= ids[at]));
};

const joinSame = (olds, nexts, key, join) => {
  const left = Map.groupBy(olds, key);
  for (const next of nexts) {
    const old = left.get(key(next))?.shift();
    if (old) join(old, next);
  }
};

// Those that were changed: if they are as many as before, they are the same, one after the other.
const joinChanged = (olds, nexts, join) => {
  const [before, after] = [olds, nexts].map((all) => Map.groupBy(all.filter(({ id }) => !id), sort));
  for (const [kind, changed] of before) {
    const now = after.get(kind) ?? [];
    if (changed.length === now.length) changed.forEach((old, at) => join(old, now[at]));
  }
};

const withoutId = (root, selector) => [...root.querySelectorAll(selector)].filter((element) => !element.id);
const sort = ({ className, parentElement: { localName, className: within } }) => [className, localName, within].join("\n");
const kinds = [
  // A fold in the text is known by its own words, for what is before it comes and goes; one of the sidebar, whose
  // words are all the same, by the link before it.
  ["main details", words, true],
  ["details", (fold) => [fold.previousElementSibling?.textContent, fold.firstElementChild?.textContent].join("\n"), true],
  ["main figure", (figure) => figure.className + figure.textContent, true],
  ["main .tabs", (tabs) => tabs.textContent, true],
  [`main :is(${blocks}, table)`, (block) => block.localName + block.textContent, false],
];
