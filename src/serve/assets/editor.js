// The source, opened at what is on screen.

import { say } from "/_dayone/corner.js";
import { here } from "/_dayone/here.js";

export const open = async (file, line) => {
  try {
    const response = await fetch(`/_dayone/open?${new URLSearchParams({ file, line: line ?? 1 })}`, { method: "POST" });
    if (!response.ok) return say(await response.text());
    const { address } = await response.json();
    if (address) location.href = address;
    else say(`Opened ${file}${line ? `:${line}` : ""}`);
  } catch {
    say("The preview does not answer.");
  }
};

// Text as it is compared with the source's: spaces, and what typography makes of plain characters.
const plain = (text) =>
  text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[–—]/g, "-").replace(/…/g, "...").replace(/-{2,3}/g, "-").replace(/\s+/g, " ").trim();

const readable = "h1, h2, h3, h4, h5, h6, p, li, pre, td, th, dt, dd";
const readNow = () => {
  const main = document.querySelector("main") ?? document.body;
  const seen = [...main.querySelectorAll(`:is(${readable}):not(nav *)`)].filter((block) => block.getClientRects().length);
  const last = seen.findLastIndex((block) => block.getBoundingClientRect().top <= innerHeight / 4);
  return seen.slice(0, last + 1).map((block) => plain(block.textContent).replace(/ ?#$/, ""));
};

// A block is that of the source which begins the same: the first characters are all that is known of it.
const isOf = (text, start) =>
  text === start || (start.length > 11 && text.startsWith(start)) || (text.length > 23 && text.slice(0, 24) === start.slice(0, 24));

const lineOf = (texts, lines) => {
  for (let at = texts.length - 1; at >= 0; at -= 1) {
    const same = lines.filter(([, start]) => start && isOf(texts[at], start));
    if (!same.length) continue;
    // Of several that say the same, the one that has as many before it.
    const before = texts.slice(0, at).filter((text) => text === texts[at]).length;
    return same[Math.min(before, same.length - 1)][0];
  }
  return 1;
};

export const openHere = async () => {
  if (here.page === undefined) return say("There is no page at this address, and no file to open.");
  if (here.source === undefined) return say("No file is the source of this page: it is made of what others say.");
  try {
    const response = await fetch(`/_dayone/lines?${new URLSearchParams({ page: here.page })}`);
    const { lines } = response.ok ? await response.json() : { lines: [] };
    await open(here.source, lineOf(readNow(), lines.map(([line, start]) => [line, plain(start)])));
  } catch {
    say("The preview does not answer.");
  }
};

const isWritten = (element) => element?.closest?.("input, textarea, select") || element?.isContentEditable;
export const onKey = (event) => {
  if (event.key !== "e" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.defaultPrevented || isWritten(event.composedPath()[0])) return;
  event.preventDefault();
  openHere();
};
