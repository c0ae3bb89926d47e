// The preview as an author has it: `dayone serve` on a small handbook that changes while it is looked at.
// DAYONE is the program.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { launch } from "./server.mjs";

const axe = fs.readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const sheet = fs.readFileSync(new URL("../../themes/default/static/css/site.css", import.meta.url), "utf8");
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

// The handbook.

const paragraphs = Array.from({ length: 40 }, (_, at) => `Paragraph ${at} says what no other says: ${at}. `.repeat(4)).join("\n\n");
const parts = {
  diagram: "",
  folds: ":::details Fold A\nInside A\n:::\n\n:::details Fold B\nInside B\n:::\n\n",
  tabs: ":::tabs\n== Linux\nFetch the package.\n== macOS\nInstall it.\n== Windows\nClick.\n:::\n\n",
  code: "```js\nlet a = 1;\n```\n\n",
};
const diagram = "```mermaid\nflowchart LR\n  A --> B\n```\n\n";
const long = (first, { folds, tabs, diagram, code } = parts) =>
  `---\ntitle: Trial\n---\n\n${first}\n\n## One\n\n${folds}${tabs}${diagram}${code}## Two\n\n${paragraphs}\n`;

const handbook = {
  "book.toml": '[book]\ntitle = "Handbook"\n',
  "content/_index.md": "# Home\n\nSee the [trial](trial.md).\n",
  "content/trial.md": long("First words."),
  "content/plain.md": "# Plain\n\nNothing but words.\n",
  "content/teams/_index.md": "# Teams\n\nWho we are.\n",
  "content/teams/harbour.md": "---\nowner: quay\nreviewed: 2026-01-01\nreview_in: 6 months\n---\n# Harbour\n\nBoats.\n",
  "content/teams/secret.md": "---\nhidden: true\n---\n# Secret\n",
};

// A copy of the handbook in a folder of its own, and what happens to it there.
const copy = (files) => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "dayone-preview-"));
  const root = path.join(home, "book");
  const at = (file) => path.join(root, file);
  const write = (file, text) => {
    // As editors do: another file takes the place of the old one.
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(path.join(home, "new"), text);
    fs.renameSync(path.join(home, "new"), at(file));
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return {
    root,
    write,
    rename: (from, to) => fs.renameSync(at(from), at(to)),
    remove: (file) => fs.rmSync(at(file), { recursive: true }),
    drop: () => fs.rmSync(home, { recursive: true }),
  };
};

// Starts the preview of a folder; the first line that it prints is its address.
const start = async (root, port = 0) => {
  const settings = ["--port", String(port), "--today", "2026-03-31"];
  const program = spawn(process.env.DAYONE, ["serve", root, ...settings], { stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(program, "exit");
  let complained = "";
  program.stderr.on("data", (text) => (complained += text));
  const [url] = await Promise.race([once(createInterface(program.stdout), "line"), exit.then(() => [])]);
  assert.ok(url, `no address: ${complained}`);
  const end = async () => {
    program.kill("SIGINT");
    const late = setTimeout(() => program.kill("SIGKILL"), 5000);
    const [code] = await exit;
    clearTimeout(late);
    assert.equal(code, 0, `it did not end well: ${complained}`);
  };
  return { url, port: new URL(url).port, end };
};

// What the browser complains of, but for what the test expects.
const watch = (page, { expected, port }, complaints) => {
  const complain = (text) => expected?.test(text) || complaints.push(text);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complain(error.stack));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.host !== `localhost:${port}`) complain(`asks ${url}`);
  });
  page.on("requestfailed", (request) => {
    // Given up because the page was left.
    const { errorText } = request.failure();
    if (errorText !== "net::ERR_ABORTED") complain(`${errorText} ${request.url()}`);
  });
};

// Runs a test with a preview of the handbook, changed by `files`, in a browser that knows nothing yet.
const author = (name, { files = {}, ...options }, act) =>
  test(name, { timeout: 60_000 }, async () => {
    const book = copy({ ...handbook, ...files });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
    const complaints = [];
    const given = { book, server: await start(book.root) };
    // Opens a page, and marks it: the mark is gone when the page was loaded again.
    given.open = async (address = "trial/") => {
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      watch(page, { ...options, port: given.server.port }, complaints);
      await page.goto(new URL(address, given.server.url).href, { waitUntil: "load" });
      await ready(page);
      return page;
    };
    try {
      await act(given);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
      await given.server.end();
      book.drop();
    }
  });

// The client is there, and the page is marked.
const ready = async (page) => {
  await page.waitForFunction(() => document.getElementById("dayone-preview")?.hidden === false);
  await page.evaluate(() => (globalThis.isMarked = true));
};
const isMarked = (page) => page.evaluate(() => globalThis.isMarked === true);
const says = (page, words) => page.waitForFunction((words) => document.body.textContent.includes(words), words);
const drawn = (page) => page.locator("figure.mermaid .drawing svg").waitFor();
const notFound = /status of 404/;

// A bar of this width.
const picture = (width) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20"><rect width="${width}" height="20"/></svg>`;

// The part of the corner that has the focus.
const focused = (page) => page.evaluate(() => document.getElementById("dayone-preview").shadowRoot.activeElement?.className);

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const canBeUsed = async (page) => {
  const session = await page.context().newCDPSession(page);
  // Around the policy: the page itself may run nothing but its own scripts.
  await session.send("Runtime.evaluate", { expression: axe });
  // Without preloading, which puts the style sheet of the corner into an inline one to read it.
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly, preload: false }), tags);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`), []);
};

const drawnTrial = { "content/trial.md": long("First words.", { ...parts, diagram }) };

author("new text comes in place, and the reader stays where they were", { files: drawnTrial }, async ({ book, open }) => {
  const page = await open();
  await drawn(page);
  await page.getByText("Fold A").click();
  await page.getByRole("tab", { name: "macOS" }).click();
  const fold = page.locator(".sidebar li:has(> details)", { hasText: "Teams" });
  const wasOpen = await fold.locator("details").evaluate((details) => details.open);
  await fold.locator("summary").click();
  await page.evaluate(() => {
    globalThis.before = ["details", "[role=tab]", ".drawing svg"].map((one) => document.querySelector(`.prose ${one}`));
  });
  await page.getByText("Paragraph 20 says").first().scrollIntoViewIfNeeded();
  await page.fill(".search input", "har");
  await page.locator(".found li").first().waitFor();
  await page.evaluate(() => document.querySelector(".search input").setSelectionRange(1, 2));
  const top = () => page.getByText("Paragraph 20 says").first().evaluate((block) => block.getBoundingClientRect().top);
  const place = await top();

  book.write("content/trial.md", long(`New at the top.\n\n${"And more of it. ".repeat(80)}`, { ...parts, diagram }));
  await says(page, "New at the top.");
  // Painted twice: what the browser itself does to the scroll position is done.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.ok(Math.abs((await top()) - place) < 1, `${place} became ${await top()}`);
  const now = await page.evaluate(() => {
    const input = document.querySelector(".search input");
    return {
      same: ["details", "[role=tab]", ".drawing svg"].map((one, at) => document.querySelector(`.prose ${one}`) === globalThis.before[at]),
      folds: [...document.querySelectorAll(".prose details")].map((details) => details.open),
      tab: document.querySelector("[role=tab][aria-selected=true]").textContent,
      typed: [input.value, input.selectionStart, input.selectionEnd, document.activeElement === input],
      found: [document.querySelector(".found").hidden, input.getAttribute("aria-expanded")],
      copies: document.querySelectorAll("figure.code > .copy").length,
      left: [...document.querySelectorAll("[id^=dayone-same]")].length + (document.documentElement.getAttribute("style") ?? ""),
    };
  });
  assert.deepEqual(now, {
    same: [true, true, true], folds: [true, false], tab: "macOS", typed: ["har", 1, 2, true], found: [false, "true"],
    copies: 1, left: "0",
  });
  assert.equal(await fold.locator("details").evaluate((details) => details.open), !wasOpen);
  assert.ok(await isMarked(page));
});

author("listings, tabs and diagrams that change are dressed again", { files: drawnTrial }, async ({ book, open }) => {
  const page = await open();
  await drawn(page);
  await page.getByText("Fold B").click();
  const changed = diagram.replace("--> B", "--> Changed");
  book.write("content/trial.md", long("Again.", { ...parts, diagram: changed, code: parts.code.replace("1", "2") }));
  await page.waitForFunction(() => document.querySelector(".drawing")?.textContent.includes("Changed"));
  const more = "```sh\nnew\n```\n\n:::tabs\n== Linux\nOne\n== BSD\nAnother way\n:::";
  book.write("content/trial.md", long(more, { ...parts, diagram: changed, folds: parts.folds.replace("Fold B", "Fold Bee") }));
  await page.waitForFunction(() => document.querySelectorAll(".tablist").length === 2);
  const now = await page.evaluate(() => ({
    code: [...document.querySelectorAll("figure.code")].map((figure) => figure.querySelectorAll(".copy").length),
    tabs: [...document.querySelectorAll("[role=tab]")].map((tab) => tab.textContent),
    drawn: document.querySelectorAll(".drawing").length,
    sources: [...document.querySelectorAll("figure.mermaid pre")].map((source) => source.hidden),
    folds: [...document.querySelectorAll(".prose details")].map((details) => details.open),
  }));
  assert.deepEqual(now, {
    code: [1, 1], tabs: ["Linux", "BSD", "Linux", "macOS", "Windows"], drawn: 1, sources: [true], folds: [false, true],
  });
  await page.getByRole("tab", { name: "BSD" }).click();
  assert.ok(await page.getByText("Another way").isVisible());
  assert.ok(await isMarked(page));
});

author("the first listing, tabs and diagram of a page bring their scripts", {}, async ({ book, open }) => {
  const page = await open("plain/");
  book.write("content/plain.md", `# Plain\n\n${parts.code}`);
  await page.locator("figure.code > .copy").waitFor({ state: "attached" });
  book.write("content/plain.md", `# Plain\n\n${parts.code}${parts.tabs}${diagram}`);
  await drawn(page);
  await page.getByRole("tab", { name: "Windows" }).click();
  assert.ok(await page.getByText("Click.").isVisible());
  assert.equal(await page.locator(".copy").count(), 1);
  assert.ok(await isMarked(page));
});

author("a style sheet is exchanged without a reload", {}, async ({ book, open }) => {
  const page = await open();
  await page.click("button.theme");
  const chosen = await page.evaluate(() => {
    scrollTo(0, 400);
    // Whether the page is ever painted without its style.
    globalThis.naked = 0;
    const look = () => {
      if (getComputedStyle(document.querySelector(".top")).position !== "sticky") globalThis.naked += 1;
      requestAnimationFrame(look);
    };
    look();
    return document.documentElement.dataset.theme;
  });
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    book.write("themes/default/static/css/site.css", `${sheet}\nh1 { color: ${colour}; }\n`);
    await page.waitForFunction((colour) => getComputedStyle(document.querySelector("h1")).color === colour, colour);
    await page.waitForFunction(() => document.querySelectorAll('head link[rel="stylesheet"]').length === 1);
  }
  const now = await page.evaluate(() => [globalThis.naked, scrollY, document.documentElement.dataset.theme]);
  assert.deepEqual(now, [0, 400, chosen]);
  assert.ok(await isMarked(page));
});

author("a template, the settings and a picture of the page", { files: { "content/pic.svg": picture(20) } }, async ({ book, open }) => {
  book.write("content/plain.md", "# Plain\n\n![A bar](pic.svg)\n");
  const page = await open("plain/");
  book.write("themes/default/templates/partials/footer.html", "<footer><p>Our own footer</p></footer>");
  await says(page, "Our own footer");
  book.write("book.toml", '[book]\ntitle = "Other name"\n\n[theme]\naccent = "plum"\n');
  await page.waitForFunction(() => document.documentElement.dataset.accent === "plum" && document.title.includes("Other name"));
  assert.equal(await page.evaluate(() => document.documentElement.className), "js");
  assert.ok(await isMarked(page));
  for (const width of [50, 70]) {
    book.write("content/pic.svg", picture(width));
    await page.waitForFunction((width) => document.querySelector("main img")?.naturalWidth === width, width);
  }
  // The picture is still the new one when the text around it changes.
  book.write("content/plain.md", "# Plain\n\n![A bar](pic.svg)\n\nAnd words.\n");
  await says(page, "And words.");
  assert.equal(await page.evaluate(() => document.querySelector("main img").naturalWidth), 70);
  assert.ok(await isMarked(page));
});

author("a folder that is renamed with a page and its picture, and a diagram that goes and comes", {
  files: { "content/sec/pic.svg": picture(20), "content/sec/shown.md": `# Shown\n\n![A bar](pic.svg)\n\n${diagram}` },
}, async ({ book, server, open }) => {
  const page = await open("sec/shown/");
  await drawn(page);
  book.rename("content/sec", "content/second");
  await page.waitForURL(`${server.url}second/shown/`);
  await page.waitForFunction(() => document.querySelector("main img")?.src.includes("/second/") && document.querySelector("main img").naturalWidth === 20);
  book.write("content/second/shown.md", "# Shown\n\nNo diagram.\n");
  await says(page, "No diagram.");
  book.write("content/second/shown.md", `# Shown\n\nAgain.\n\n${diagram}`);
  await says(page, "Again.");
  await drawn(page);
  assert.ok(await isMarked(page));
});

author("a file that is emptied before it is written leaves the reader where they were", { expected: notFound }, async ({ book, open }) => {
  const page = await open();
  await page.getByText("Fold A").click();
  await page.evaluate(() => scrollTo({ top: 1500, behavior: "instant" }));
  const file = path.join(book.root, "content/trial.md");
  const isGone = () => page.waitForFunction(() => !document.body.textContent.includes("Paragraph 20"));
  const ways = { emptied: () => fs.writeFileSync(file, ""), removed: () => fs.rmSync(file) };
  // For a moment, of which nothing is seen unless the machine is slow; and until it is seen.
  const moment = () => new Promise((resolve) => setTimeout(resolve, 100));
  const all = Object.entries(ways).flatMap(([way, act]) => [[way, act, moment], [`${way} for long`, act, isGone]]);
  for (const [way, act, meanwhile] of all) {
    act();
    await meanwhile();
    fs.writeFileSync(file, `${long("First words.")}\nIt was ${way}.\n`);
    await says(page, `It was ${way}.`);
    const now = await page.evaluate(() => [Math.abs(scrollY - 1500) < 2, document.querySelector(".prose details").open]);
    assert.deepEqual(now, [true, true], way);
  }
  // What stays empty is shown so.
  fs.writeFileSync(file, "");
  await isGone();
  assert.ok(await isMarked(page));
});

author("what cannot be read is said wherever one looks, for as long as it is so", {}, async ({ book, server, open }) => {
  const notice = (page) => page.locator(".notice", { hasText: "Cannot be read" });
  const [page, workbench] = [await open("teams/"), await open("/_dayone/")];
  book.rename("book.toml", "away.toml");
  fs.mkdirSync(path.join(book.root, "book.toml"));
  for (const tab of [page, workbench]) await notice(tab).waitFor();
  await page.reload();
  await notice(page).waitFor();
  await page.goto(`${server.url}plain/`);
  await notice(page).waitFor();
  await workbench.reload();
  await notice(workbench).waitFor();
  assert.ok(!(await workbench.textContent("body")).includes("Nothing"));
  book.write("content/plain.md", "# Plain\n\nNew meanwhile.\n");
  await says(page, "New meanwhile.");
  assert.ok(await notice(page).isVisible());
  book.remove("book.toml");
  book.rename("away.toml", "book.toml");
  for (const tab of [page, workbench]) await notice(tab).waitFor({ state: "hidden" });
});

author("a page that is not there does not ask again and again", { expected: notFound }, async ({ book, open }) => {
  const page = await open("nowhere/");
  let asked = 0;
  page.on("request", () => (asked += 1));
  book.rename("content", "away");
  await page.locator(".notice", { hasText: "Cannot be read" }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.ok(asked < 10, `${asked} requests`);
  book.rename("away", "content");
  await page.locator(".notice", { hasText: "Cannot be read" }).waitFor({ state: "hidden" });
});

author("a page that is renamed is followed, and one that is deleted comes back", {
  files: { "book.toml": '[build]\nbase-url = "https://x.example/hand/book/"\n' }, expected: notFound,
}, async ({ book, server, open }) => {
  assert.equal(new URL(server.url).pathname, "/hand/book/");
  const page = await open("trial/?x=1#two");
  book.rename("content/trial.md", "content/moved.md");
  await page.waitForURL(`${server.url}moved/?x=1#two`);
  book.write("content/moved.md", long("After the move."));
  await says(page, "After the move.");
  assert.ok(await isMarked(page));
  book.remove("content/moved.md");
  await says(page, "Page not found");
  book.write("content/moved.md", long("It is back."));
  await says(page, "It is back.");
  assert.equal(page.url(), `${server.url}moved/?x=1#two`);
});

author("a page stays with the site when `base-url` changes", { expected: notFound }, async ({ book, server, open }) => {
  const page = await open("trial/?x=1#two");
  const nowhere = await open("nowhere/");
  const { origin } = new URL(server.url);
  const bases = ["/hand/", "/other/book/", "/"];
  for (const [at, base] of bases.entries()) {
    book.write("book.toml", `[book]\ntitle = "Handbook"\n[build]\nbase-url = "https://x.example${base}"\n`);
    await page.waitForURL(`${origin}${base}trial/?x=1#two`);
    await nowhere.waitForURL(`${origin}${base}nowhere/`);
    await page.waitForFunction((base) => document.querySelector('script[src="/_dayone/client.js"]')?.dataset.base === base, base);
    book.write("content/trial.md", long(`Words at base ${at}.`));
    await says(page, `Words at base ${at}.`);
  }
});

const many = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`content/crews/c${at}.md`, `# Crew ${at}\n\nWho sails.\n`]));
// Whoever asks for a page just as its folder is renamed is told that it is not there, and then where it is.
const asked = { expected: /status of 404 .*\/crews\// };
author("a page in a large folder that is renamed is followed", { files: many, ...asked }, async ({ book, server, open }) => {
  const [page, other] = [await open("crews/c7/#who"), await open("crews/")];
  book.rename("content/crews", "content/ships");
  await page.waitForURL(`${server.url}ships/c7/#who`);
  await other.waitForURL(`${server.url}ships/`);
  assert.ok(await isMarked(page));
});

const nested = Object.fromEntries(Object.entries(many).map(([file, text]) => [file.replace("crews/", "crews/deep/"), `${text}Below.\n`]));
author("a page in a folder within another is followed when both are renamed", { files: { ...many, ...nested }, ...asked }, async ({ book, server, open }) => {
  const page = await open("crews/deep/c7/");
  book.rename("content/crews/deep", "content/crews/low");
  book.rename("content/crews", "content/ships");
  await page.waitForURL(`${server.url}ships/low/c7/`);
});

const failure = (at) => `---
kind: coe
severity: ${(at % 3) + 1}
started: 2026-0${(at % 9) + 1}-10 08:00 UTC
resolved: 2026-0${(at % 9) + 1}-10 09:${10 + (at % 50)} UTC
actions:
  - {do: Thing ${at}, kind: prevent, owner: ${at % 2 ? "harbour" : "quay"}, due: 2026-0${(at % 9) + 1}-20}
---
# Failure ${at}
`;
const failures = Object.fromEntries(Array.from({ length: 205 }, (_, at) => [`content/coes/f${at}.md`, failure(at)]));
author("a long register is looked through in all of its pages", { files: failures }, async ({ server, open }) => {
  const page = await open("coe/2/");
  const rows = page.locator(".register .rows tr");
  assert.equal(await rows.count(), 100);
  assert.equal(await page.locator(".numbers a").count(), 3);
  await page.getByLabel("Severity").selectOption("3");
  await page.getByText("68 of 205").waitFor();
  assert.equal(await rows.count(), 68);
  assert.ok(await page.locator(".numbers").isHidden());
  // Those of other pages lead where they did there.
  const first = rows.first().locator("a").first();
  assert.match(await first.evaluate((link) => link.href), new RegExp(`^${server.url}coes/f\\d+/$`));
  await page.getByLabel("Severity").selectOption("");
  assert.equal(await rows.count(), 100);

  await page.goto(new URL("actions/", server.url).href);
  await page.locator("select[name=owner]").selectOption("quay");
  await page.getByText("103 of 205").waitFor();
  await page.getByLabel("Status").selectOption("overdue");
  await page.getByText("35 of 205").waitFor();
  await canBeUsed(page);
});

const charted = (high) => `# Charted

\`\`\`chart
title: Boats
data:
  - { day: Mon, boats: 3 }
  - { day: Tue, boats: ${high} }
  - { day: Wed, boats: 4 }
\`\`\`
`;
author("a chart says its values to the pointer and the keys, also after it changed", { files: { "content/charted.md": charted(7) } }, async ({ book, open }) => {
  const page = await open("charted/");
  const plot = page.locator("figure.chart .plot");
  const tip = plot.locator(".tip");
  const box = await plot.locator("svg").first().boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await tip.getByText("7").waitFor();
  assert.match(await tip.textContent(), /Tue/);
  await page.mouse.move(1, 1);
  assert.ok(await tip.isHidden());
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.textContent(), /Wed.*4/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await tip.textContent(), /Tue.*7/);
  await page.keyboard.press("Escape");
  assert.ok(await tip.isHidden());
  await canBeUsed(page);

  book.write("content/charted.md", charted(9));
  await page.locator(".data td").getByText("9", { exact: true }).waitFor({ state: "attached" });
  await plot.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  assert.match(await plot.locator(".tip").textContent(), /Tue.*9/);
});

author("a template that fails shows why, and the page is back when it is mended", { expected: /status of 500/ }, async ({ book, open }) => {
  const page = await open();
  const template = (inside) => `{% extends "base.html" %}{% block main %}<p>${inside}</p>{% endblock main %}\n`;
  book.write("themes/default/templates/page.html", template("{{ nothing.at.all }}"));
  await page.locator("html.dayone-error").waitFor();
  assert.match(await page.textContent("main"), /themes\/default\/templates\/page\.html:1/);
  // What is wrong changes, and so does what is said of it.
  book.write("themes/default/templates/page.html", template("{{ something.else }}"));
  await says(page, "something");
  book.write("themes/default/templates/page.html", template("Mended: {{ page.title }}"));
  await says(page, "Mended: Trial");
  book.remove("themes/default/templates/page.html");
  await says(page, "First words.");
  assert.equal(await page.locator("html.dayone-error").count(), 0);
});

author("the panel shows what is wrong, and opens by itself for a new error alone", {
  files: { "book.toml": '[rules]\nbroken-link = "error"\nbroken-anchor = "warning"\n' },
}, async ({ book, open }) => {
  const page = await open("plain/");
  const [panel, counts] = [page.locator(".panel"), page.locator(".counts")];
  const write = (text) => book.write("content/plain.md", `# Plain\n\n${text}\n`);
  assert.ok(!(await counts.isVisible()));
  write("[Nowhere](#nowhere)");
  await counts.waitFor();
  assert.equal(await counts.textContent(), "1 warning ");
  assert.ok(!(await panel.isVisible()), "for a warning it stays closed");

  write("[Nowhere](#nowhere)\n\nSee [it](gone.md).");
  await panel.waitFor();
  const finding = panel.locator(".finding.error");
  assert.equal(await finding.locator(".place").textContent(), "content/plain.md:5");
  assert.equal(await finding.locator("pre").textContent(), "5See [it](gone.md).");
  assert.equal(await finding.locator("mark").textContent(), "gone.md");
  await finding.locator("summary").click();
  assert.ok(await finding.locator("details p").first().isVisible());
  await canBeUsed(page);
  await page.keyboard.press("Escape");
  assert.ok(!(await panel.isVisible()));
  assert.equal(await focused(page), "counts");
  await page.keyboard.press("Enter");
  assert.ok(await panel.isVisible());
  assert.equal(await focused(page), "close");

  await page.getByText("Hide until something changes").click();
  assert.ok(!(await counts.isVisible()));
  await page.reload();
  await ready(page);
  await page.locator(".counts.gone").waitFor({ state: "attached" });
  assert.ok(!(await counts.isVisible()), "it stays away when nothing has changed");
  write("[Nowhere](#nowhere)\n\nSee [it](gone.md) and [that](lost.md).");
  await panel.waitFor();
  await page.getByRole("button", { name: "2 errors 1 warning" }).waitFor();
  assert.equal(await panel.locator(".finding.error").count(), 2);
  write("All is well.");
  await panel.waitFor({ state: "hidden" });
  await counts.waitFor({ state: "hidden" });
  assert.ok(await page.locator(".edit").isVisible());
});

author("what is found belongs to the page that is open, also when that comes and goes", { expected: notFound }, async ({ book, open }) => {
  book.write("content/index.md", "# Home\n\n[Gone](gone.md)\n");
  const page = await open("none/");
  const counts = page.locator(".counts");
  const edit = page.locator(".edit");
  await page.keyboard.press("e");
  await page.getByText("There is no page at this address").waitFor();
  assert.ok(!(await counts.isVisible()), "what is wrong at home is not wrong here");
  assert.ok(!(await edit.isVisible()));
  for (const round of ["comes", "comes back"]) {
    book.write("content/none.md", `# None\n\nIt ${round}. See [it](gone.md).\n`);
    await says(page, `It ${round}.`);
    await counts.waitFor();
    await edit.waitFor();
    fs.rmSync(path.join(book.root, "content/none.md"));
    await says(page, "Page not found");
    await counts.waitFor({ state: "hidden" });
    await edit.waitFor({ state: "hidden" });
  }
  assert.ok(await isMarked(page));
});

author("folds that stand side by side stay as the reader left them, wherever they go", {}, async ({ book, open }) => {
  const ways = { raw: (name) => `<details><summary>${name}</summary>\n\nIn ${name}.\n\n</details>`, container: (name) => `:::details ${name}\nIn ${name}.\n:::` };
  const page = await open();
  let number = 0;
  const put = async (way, names) => {
    number += 1;
    book.write("content/trial.md", `# Trial\n\nVersion ${number}.\n\n${names.map(ways[way]).join("\n\n")}\n`);
    await says(page, `Version ${number}.`);
  };
  const opened = () => page.evaluate(() => [...document.querySelectorAll(".prose details[open]")].map((fold) => fold.querySelector("summary").textContent));
  for (const way of Object.keys(ways)) {
    for (const [before, after] of [["A B", "Z A B"], ["A B", "B A"], ["A B", "A Z B"], ["A B C", "C B"], ["A B C", "C A B"]]) {
      await put(way, []);
      await put(way, before.split(" "));
      for (const name of ["B", "C"]) {
        const fold = page.locator(".prose details", { has: page.getByText(name, { exact: true }) });
        if (await fold.count()) await fold.first().locator("summary").click();
      }
      await page.getByText(`Version ${number}.`).click();
      const open = await opened();
      await put(way, after.split(" "));
      const kept = after.split(" ").filter((name) => open.includes(name));
      assert.deepEqual(await opened(), kept, `${way}: ${before} to ${after}`);
    }
  }
});

author("nine tabs are served, and told of changes", {}, async ({ book, open }) => {
  const pages = [];
  while (pages.length < 9) pages.push(await open("plain/"));
  const tell = async (words) => {
    book.write("content/plain.md", `# Plain\n\n${words}\n`);
    await Promise.all(pages.map((page) => says(page, words)));
  };
  await tell("To everyone.");
  // The first has the stream.
  await pages.shift().close();
  await tell("To those who are left.");
  pages.push(await open("plain/"));
  await tell("To the new one too.");
  assert.deepEqual(new Set(await Promise.all(pages.map(isMarked))), new Set([true]));
});

author("a server that comes back is found, and what changed meanwhile seen", {
  // The browser itself says that nobody answers.
  expected: /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/,
}, async (given) => {
  const { book, open } = given;
  const pages = [await open(), await open("plain/")];
  await given.server.end();
  for (const page of pages) await page.getByText("Preview disconnected").waitFor();
  book.write("content/trial.md", long("While nobody served."));
  given.server = await start(book.root, given.server.port);
  await says(pages[0], "While nobody served.");
  for (const page of pages) await page.getByText("Preview disconnected").waitFor({ state: "hidden" });
  book.write("content/plain.md", "# Plain\n\nAnd afterwards.\n");
  await says(pages[1], "And afterwards.");
  for (const page of pages) assert.ok(await isMarked(page));
});

author("a page that is come back to is as it is now", {}, async ({ book, server, open }) => {
  const page = await open();
  await page.goto(`${server.url}plain/`);
  book.write("content/trial.md", long("Meanwhile."));
  await page.goBack();
  await says(page, "Meanwhile.");
  book.write("content/trial.md", long("And now."));
  await says(page, "And now.");
});

const rota = "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-03-30T10:00\n---\n# Rota\n";
author("who is on call now is marked, as long as the page is of today", { files: { "content/rota.md": rota } }, async ({ open }) => {
  const page = await open("rota/");
  await page.clock.setFixedTime(new Date("2026-03-31T12:00:00Z"));
  await page.reload();
  await ready(page);
  assert.match(await page.locator(".turns li").first().innerText(), /^hana\s+now until/);
  await page.goto(`${page.url()}?today=2026-04-08`);
  await ready(page);
  assert.equal(await page.locator(".turns .now").count(), 0);
});

author("the day that the site is seen as of goes along", {}, async ({ server, open }) => {
  const page = await open("?today=2027-01-31");
  await page.getByText("As of 2027-01-31").waitFor();
  await page.locator("main a", { hasText: "trial" }).click();
  await page.waitForURL(`${server.url}trial/?today=2027-01-31`);
  await ready(page);
  await page.keyboard.press("/");
  await page.keyboard.type("harbour");
  await page.locator("[role=option]").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}teams/harbour/?today=2027-01-31`);
  await ready(page);
  const review = () => page.locator(".review").first().getAttribute("data-state");
  assert.equal(await review(), "overdue");
  await page.getByRole("link", { name: "Leave" }).click();
  await page.waitForURL(`${server.url}teams/harbour/`);
  await ready(page);
  assert.equal(await review(), "fresh");
});

author("`e` opens the source at what is on screen", { expected: notFound }, async ({ book, open }) => {
  const page = await open();
  const said = page.locator(".notices");
  await page.keyboard.press("e");
  await said.getByText("No editor is set").waitFor();
  book.write("book.toml", '[book]\ntitle = "With an editor"\n\n[serve]\neditor = "true {path}:{line}"\n');
  await page.waitForFunction(() => document.title.includes("With an editor"));
  const lines = long("First words.").split("\n");
  for (const start of ["Paragraph 20 says", "First words."]) {
    await page.evaluate((start) => {
      const block = [...document.querySelectorAll("main p")].find((one) => one.textContent.startsWith(start));
      scrollTo({ top: scrollY + block.getBoundingClientRect().top - innerHeight / 4 + 10, behavior: "instant" });
    }, start);
    await page.keyboard.press("e");
    await said.getByText(`Opened content/trial.md:${lines.findIndex((line) => line.startsWith(start)) + 1}`, { exact: true }).waitFor();
  }
  await page.keyboard.press("/");
  await page.keyboard.type("e");
  assert.equal(await page.inputValue(".search input"), "e");
});

author("the workbench has everything, and finds what is looked for", {}, async ({ book, server, open }) => {
  const page = await open("/_dayone/");
  const rows = () => page.locator("#pages tr th :is(a, span)").allTextContents();
  const count = (number) => page.waitForFunction((number) => document.querySelectorAll("#pages tr").length === number, number);
  // The page that shows how the handbook is kept is there, too.
  await count(7);
  await page.locator("#pages a", { hasText: "Harbour" }).waitFor();
  assert.equal(await page.textContent("h1"), "Handbook");
  assert.equal(await page.locator(".pill").count(), 0, "it is no page of the handbook");
  await page.fill("#filter", "quay");
  await count(1);
  assert.deepEqual(await rows(), ["Harbour"]);
  await page.fill("#filter", "");
  await page.locator("#only-hidden").click();
  await count(1);
  assert.deepEqual(await rows(), ["Secret"]);
  await page.locator("#only-all").click();
  book.write("content/plain.md", "# Plain and broken\n\n[Gone](gone.md)\n");
  await page.locator("#findings .finding").waitFor();
  await page.locator("#only-findings").click();
  await count(1);
  assert.deepEqual(await rows(), ["Plain and broken"]);
  await page.getByRole("button", { name: "Data of Plain and broken" }).click();
  await page.locator("#view li").first().waitFor();
  await canBeUsed(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await canBeUsed(page);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  assert.ok(await isMarked(page));
  await page.fill("#today", "2027-01-31");
  await page.locator("#day button").click();
  await page.waitForURL(`${server.url}?today=2027-01-31`);
});

author("a long list of findings leaves room for what is below it", {
  files: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`content/many/p${at}.md`, `# P${at}\n\n[a](gone.md)\n\n[b](lost.md)\n`])),
}, async ({ open }) => {
  const page = await open("/_dayone/");
  const files = page.locator("#findings .file");
  await files.first().waitFor();
  assert.equal(await files.count(), 25);
  assert.equal(await page.locator("#findings .finding").count(), 0, "they are folded");
  await page.getByRole("button", { name: "Show more of 40 files" }).click();
  assert.equal(await files.count(), 40);
  assert.equal(await page.evaluate(() => document.activeElement.closest(".file") === document.querySelectorAll(".file")[25]), true);
  await page.keyboard.press("Enter");
  await page.locator("#findings .finding").first().waitFor();
  assert.equal(await page.locator("#findings .finding").count(), 2);
  await canBeUsed(page);
});

author("what the preview adds is valid, and works under a strict policy", {}, async ({ server }) => {
  const validate = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
  for (const address of ["/_dayone/", "/", "/trial/", "/nowhere/"]) {
    const response = await fetch(new URL(address, server.url));
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/, address);
    assert.ok(!policy.includes("unsafe"), policy);
    const report = await validate.validateString(await response.text());
    const wrong = report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`));
    assert.deepEqual(wrong, [], address);
  }
});
