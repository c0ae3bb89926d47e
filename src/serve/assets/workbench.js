// The workbench: all pages and all that was found, kept up to date by the same events as every page.

import { showFailure } from "/_dayone/corner.js";
import { open } from "/_dayone/editor.js";
import { findingShown } from "/_dayone/finding.js";
import { coalesced, make } from "/_dayone/here.js";

const at = (id) => document.getElementById(id);
const few = 200;
const button = (textContent, onclick, properties = {}) => make("button", { type: "button", textContent, onclick, ...properties });
const collator = new Intl.Collator(undefined, { numeric: true });

let state;
// How the table is looked at, which outlives what is in it.
const wish = { filter: "", quick: "all", sort: "place", descending: false, rows: few };

// Pages

const trouble = ({ error, warning, info }) => error * 1e8 + warning * 1e4 + info;
const reviews = ["overdue", "due", "unreviewed", "fresh"];
const columns = [
  ["title", "Title", (page) => page.title],
  ["kind", "Kind", (page) => page.kind ?? ""],
  ["owner", "Owner", (page) => page.owner ?? ""],
  ["review", "Review", (page) => (reviews.includes(page.review) ? reviews.indexOf(page.review) : reviews.length)],
  ["marks", "Marks", (page) => -page.marks.length],
  ["findings", "Findings", (page) => -trouble(page)],
];
const quicks = [
  ["all", "All", () => true],
  ["findings", "With findings", (page) => trouble(page) > 0],
  ["overdue", "To review", (page) => ["overdue", "unreviewed"].includes(page.review)],
  ["draft", "Drafts", (page) => page.draft],
  ["hidden", "Hidden", (page) => page.hidden],
  ["unreferenced", "Unreferenced", (page) => page.marks.includes("unreferenced")],
];

// What the table shows of a page; a draft that is left out has a file and nothing else.
const taken = ({ pages, drafts }) => [
  ...pages.map((page) => ({ ...page, marks: marksOf(page) })),
  ...drafts.map((path) => ({ title: path, path, draft: true, marks: ["draft", "left out"], error: 0, warning: 0, info: 0 })),
].map((page) => ({ ...page, words: [page.title, page.path, page.kind, page.owner, page.url].join("\n").toLowerCase() }));

const marksOf = ({ url, draft, hidden, referenced }) => [
  ...(draft ? ["draft"] : []),
  ...(hidden ? ["hidden"] : []),
  // Nobody has to refer to the home page.
  ...(referenced || url === "" ? [] : ["unreferenced"]),
];

const chosen = () => {
  const [, , isWanted] = quicks.find(([id]) => id === wish.quick);
  const words = wish.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const pages = state.all.filter((page) => isWanted(page) && words.every((word) => page.words.includes(word)));
  const value = columns.find(([id]) => id === wish.sort)?.[2];
  if (!value) return pages;
  const order = (a, b) => (typeof a === "string" ? collator.compare(a, b) : a - b);
  const keyed = pages.map((page) => [value(page), page]);
  keyed.sort(([a], [b]) => (wish.descending ? order(b, a) : order(a, b)));
  return keyed.map(([, page]) => page);
};

const foundShown = (page) =>
  ["error", "warning", "info"]
    .filter((level) => page[level])
    .map((level) => make("span", { className: level, textContent: numbered(page[level], level) }));
const numbered = (count, level) => `${count} ${level === "info" ? "note" : level}${count === 1 ? "" : "s"}`;

const rowShown = (page) => {
  const title = page.url === undefined ? page.title : make("a", { href: state.base + page.url, textContent: page.title });
  const file = page.path && page.path !== page.title ? button(page.path, () => open(page.path), { className: "place", title: "Open in the editor" }) : undefined;
  const review = page.review && make("span", { className: `review ${page.review}`, textContent: page.review });
  const marks = page.marks.map((mark) => make("span", { className: `mark ${mark}`, textContent: mark }));
  const data = page.url === undefined ? undefined : button("Data", () => choose(page.url), { className: "data", title: "What the template receives" });
  data?.setAttribute("aria-label", `Data of ${page.title}`);
  const head = make("th", { scope: "row" }, title, file);
  const cells = [[page.kind ?? ""], [page.owner ?? ""], [review || ""], marks, foundShown(page), [data]];
  const row = make("tr", {}, head, ...cells.map((cell) => make("td", {}, ...cell)));
  row.children[5].className = "found";
  return row;
};

const showPages = () => {
  const pages = chosen();
  at("pages").replaceChildren(...pages.slice(0, wish.rows).map(rowShown));
  const hidden = Math.max(pages.length - wish.rows, 0);
  at("number").textContent = `${pages.length} of ${state.all.length} pages${hidden ? `, ${wish.rows} shown` : ""}`;
  at("more").hidden = !hidden;
  for (const [id] of columns) at(`by-${id}`).ariaSort = wish.sort === id ? (wish.descending ? "descending" : "ascending") : "none";
  for (const [id] of quicks) at(`only-${id}`).ariaPressed = String(wish.quick === id);
};

const showQuicks = () => {
  for (const [id, , isWanted] of quicks) at(`only-${id}`).lastElementChild.textContent = state.all.filter(isWanted).length;
};

// From the handbook's own order up, down, and back to it.
const sortBy = (id) => {
  if (wish.sort !== id) Object.assign(wish, { sort: id, descending: false });
  else if (!wish.descending) wish.descending = true;
  else Object.assign(wish, { sort: "place", descending: false });
  showPages();
};

const buildTable = () => {
  const heads = columns.map(([id, title]) => make("th", { id: `by-${id}`, scope: "col" }, button(title, () => sortBy(id))));
  at("columns").replaceChildren(...heads, make("td"));
  const only = (id) => {
    Object.assign(wish, { quick: id, rows: few });
    showPages();
  };
  at("quick").replaceChildren(
    ...quicks.map(([id, title]) => {
      const choice = button(`${title} `, () => only(id), { id: `only-${id}` });
      choice.append(make("span"));
      return choice;
    }),
  );
  at("filter").addEventListener("input", (event) => {
    Object.assign(wish, { filter: event.target.value, rows: few });
    showPages();
  });
  at("more").addEventListener("click", () => {
    const { length } = at("pages").children;
    wish.rows += 1000;
    showPages();
    at("pages").children[length]?.querySelector("a, button")?.focus();
  });
};

// Findings

// Files that were opened or closed by hand, and how many are listed.
const opened = new Map();
let listed = 25;
const fewFindings = 40;

const fileShown = ([file, findings]) => {
  const part = make("details", { className: "file" });
  const counts = levels.map((level) => [level, findings.filter((one) => one.level === level).length]);
  part.append(make("summary", {}, make("h3", { textContent: file ?? "The handbook" }), " ", ...foundShown(Object.fromEntries(counts))));
  // Thousands of them are as many as a browser can show at once, and more than anybody reads.
  const grow = () => part.open && part.children.length < 2 && part.append(make("ul", {}, ...findings.map(findingShown)));
  part.open = opened.get(file) ?? state.findings.length <= fewFindings;
  grow();
  part.addEventListener("toggle", () => {
    grow();
    opened.set(file, part.open);
  });
  return part;
};
const levels = ["error", "warning", "info"];

const showFindings = () => {
  const files = [...Map.groupBy(state.findings, ({ file }) => file)];
  const total = state.counts.error + state.counts.warning + state.counts.info;
  const parts = files.slice(0, listed).map(fileShown);
  if (!total && !state.failed) parts.push(make("p", { className: "fine", textContent: "Nothing was found." }));
  if (files.length > listed) parts.push(make("p", { className: "rest" }, button(`Show more of ${files.length} files`, moreFindings)));
  else if (total > state.findings.length) {
    parts.push(make("p", { className: "fine", textContent: `The first ${state.findings.length} of ${total}.` }));
  }
  at("findings").replaceChildren(...parts);
};

const moreFindings = () => {
  const { length } = document.querySelectorAll("#findings .file");
  listed += 100;
  showFindings();
  document.querySelectorAll("#findings .file > summary")[length]?.focus();
};

// What a template receives: a tree whose branches grow when they are opened.

const leafShown = (value) =>
  typeof value === "string"
    ? make("span", { className: "text", textContent: JSON.stringify(value).replaceAll("\\n", "\n").replaceAll('\\"', '"') })
    : make("span", { className: "number", textContent: String(value) });

const longShown = (label, value) => {
  const size = make("span", { className: "size", textContent: `${value.length} characters` });
  const text = make("span", { className: "text long", textContent: value });
  return make("li", {}, make("details", {}, make("summary", {}, label, " ", size), text));
};

const branchShown = (name, value, isOpen) => {
  const label = make("span", { className: "name", textContent: name });
  if (typeof value === "string" && value.length > 200) return longShown(label, value);
  if (value === null || typeof value !== "object") return make("li", {}, label, ": ", leafShown(value));
  const entries = Object.entries(value);
  const size = make("span", { className: "size", textContent: Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}` });
  if (!entries.length) return make("li", {}, label, ": ", size);
  const branch = make("details", { open: isOpen }, make("summary", {}, label, " ", size));
  const grow = () => branch.open && branch.children.length < 2 && branch.append(treeShown(value, false));
  branch.addEventListener("toggle", grow);
  grow();
  return make("li", {}, branch);
};

const treeShown = (value, isOpen) => make("ul", {}, ...Object.entries(value).map(([name, part]) => branchShown(name, part, isOpen)));

// The page whose data is shown, and what it was.
let viewed;
let view;
const showView = coalesced(async () => {
  if (viewed === undefined) return;
  const response = await fetch(`/_dayone/view?${new URLSearchParams({ page: viewed })}`);
  const text = await response.text();
  if (text === view) return;
  view = text;
  at("view").replaceChildren(response.ok ? treeShown(JSON.parse(text), true) : make("p", { className: "fine", textContent: text }));
});

const choose = (url) => {
  viewed = url;
  at("page").value = url;
  showView();
  at("view-part").scrollIntoView();
  at("page").focus({ preventScroll: true });
};

const suggest = () => {
  const words = at("page").value.toLowerCase();
  const pages = state.pages.filter(({ title, url }) => `${title}\n${url}`.toLowerCase().includes(words)).slice(0, 50);
  at("addresses").replaceChildren(...pages.map(({ title, url }) => make("option", { value: url, label: title })));
};

const buildView = () => {
  at("page").addEventListener("input", suggest);
  at("page").addEventListener("focus", suggest);
  at("choose").addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = at("page");
    const page = state.pages.find(({ url }) => url === value) ?? state.pages.find(({ title }) => title.toLowerCase() === value.toLowerCase());
    choose(page?.url ?? value);
  });
};

// The rest

const showHead = () => {
  document.title = `Workbench · ${state.title}`;
  Object.assign(at("home"), { href: state.base, textContent: state.title });
  at("today").value ||= state.today;
  at("version").textContent = `dayone ${state.version} · templates: ${state.templates.join(", ")}`;
  const parts = foundShown(state.counts);
  at("counts").replaceChildren(...(parts.length ? parts : [make("span", { className: "none", textContent: state.failed ? "" : "Nothing found" })]));
};

const showTook = () => {
  const most = Math.max(...state.took.map(([, took]) => took), 0.001);
  const line = (step, took, className = "") => {
    const bar = make("dd", { className: "bar" });
    bar.style.inlineSize = `${(100 * took) / most}%`;
    return [make("dt", { textContent: step, className }), make("dd", { textContent: `${took.toFixed(1)} ms`, className }), className ? make("dd") : bar];
  };
  const total = state.took.reduce((sum, [, took]) => sum + took, 0);
  at("took").replaceChildren(...state.took.flatMap(([step, took]) => line(step, took)), ...line("together", total, "total"));
};

// Each part is drawn again when what it shows has changed, and not under someone's hands otherwise.
const drawn = new Map();
const draw = (part, ...of) => {
  const text = JSON.stringify(of);
  if (drawn.get(part) === text) return;
  drawn.set(part, text);
  part();
};

// An address can name a part, which is in its place only when there is something above it.
let scrolled = false;
const scrollToPart = () => {
  if (!scrolled && location.hash) at(location.hash.slice(1))?.scrollIntoView();
  scrolled = true;
};

const update = coalesced(async () => {
  const response = await fetch("/_dayone/state");
  const now = await response.json();
  state = { ...now, all: taken(now) };
  showFailure(now.failed);
  draw(showHead, now.title, now.base, now.counts, now.today, now.templates, now.failed);
  draw(showQuicks, now.pages, now.drafts);
  draw(showPages, now.base, now.pages, now.drafts);
  draw(showFindings, now.findings, now.counts, now.failed);
  draw(showTook, now.took);
  showView();
  scrollToPart();
});

at("day").addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `${state.base}?${new URLSearchParams({ today: at("today").value })}`;
});
buildTable();
buildView();
document.addEventListener("dayone:event", update);
update();
