// The built site as a reader has it. `tests/browser.rs` builds what is served here and says where it
// is: PLAIN is this repository's handbook, EVERYTHING the one beside this file, BASED that one built for
// an address with a path.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { launch, pages, serve } from "./server.mjs";

const axe = fs.readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const desktop = { width: 1440, height: 900 };
const phone = { width: 360, height: 740 };
let browser, plain, everything, based, below, long;

before(async () => {
  browser = await launch();
  plain = await serve(process.env.PLAIN);
  everything = await serve(process.env.EVERYTHING);
  based = await serve(process.env.BASED, "/hand/book/");
  long = await serve(process.env.LONG);
  // A site that was built for no address works under any.
  below = await serve(process.env.EVERYTHING, "/some/folder/");
});

after(async () => {
  await browser?.close();
  for (const site of [plain, everything, based, below, long]) site?.close();
});

// What the browser complains of while a page is open: an error in a script, something that the policy
// forbids, a request that failed or went to another host.
const watch = (page, missing) => {
  const complaints = [];
  page.on("console", (message) => {
    // The browser itself says that the page that is not there is not there.
    const expected = missing && /status of 404/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !expected) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) complaints.push(`asks ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    // Given up because the page was left.
    const left = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!left) complaints.push(`no answer: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !missing) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
};

// Opens a page in a browser that knows nothing yet, gives it to `act`, and fails on any complaint.
const visit = async (site, address, { missing, ...options }, act) => {
  const context = await browser.newContext({
    viewport: desktop, colorScheme: "light", permissions: ["clipboard-read", "clipboard-write"], ...options,
  });
  const page = await context.newPage();
  const complaints = watch(page, missing);
  try {
    await page.goto(new URL(address, site.url).href, { waitUntil: "load" });
    const result = await act?.(page);
    assert.deepEqual(complaints, [], `${address} (${JSON.stringify(options)})`);
    return result;
  } finally {
    await context.close();
  }
};

// Runs `act` over all, a few at a time; each of the few has what `start` gives it.
const each = async (all, act, start = () => undefined) => {
  const rest = [...all];
  const work = async () => {
    const own = await start();
    while (rest.length) await act(rest.shift(), own);
  };
  await Promise.all([1, 2, 3].map(work));
};

const everyPage = () => [plain, everything].flatMap((site) => pages(site.folder).map((page) => ({ site, page })));

const text = ({ site, page }) =>
  fs.readFileSync(path.join(site.folder, page === "" || page.endsWith("/") ? `${page}index.html` : page), "utf8");

test("no page is wider than a small phone, and none makes the browser complain", async () => {
  // An old address is left before it can be measured.
  const all = everyPage().filter((one) => !text(one).includes('http-equiv="refresh"'));
  assert.ok(all.length > 80, `${all.length} pages`);
  const context = await browser.newContext({ viewport: phone });
  const wrong = [];
  const look = async ({ site, page: address }, page) => {
    const complaints = watch(page);
    await page.goto(new URL(address, site.url).href, { waitUntil: "load" });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > phone.width) complaints.push(`${width} pixels wide`);
    wrong.push(...complaints.map((what) => `${address}: ${what}`));
    page.removeAllListeners();
  };
  await each(all, look, () => context.newPage());
  await context.close();
  assert.deepEqual(wrong, []);
});

test("every page is valid HTML", async () => {
  // All of the standard's rules and the library's advice; nothing is off.
  const validate = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
  const wrong = [];
  for (const one of everyPage()) {
    const report = await validate.validateString(text(one));
    for (const { messages } of report.results) {
      wrong.push(...messages.map(({ ruleId, message, line, column }) => `${one.page}:${line}:${column} ${ruleId}: ${message}`));
    }
  }
  assert.deepEqual(wrong.slice(0, 40), []);
});

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
for (const [name, viewport] of Object.entries({ desktop, phone })) {
  for (const colorScheme of ["light", "dark"]) {
    test(`everyone can use it: ${name}, ${colorScheme}`, async () => {
      const looked = [
        [plain, ""], [plain, "practices/"], [plain, "practices/on-call/"], [plain, "onboarding/glossary/"],
        [everything, ""], [everything, "everything/"], [everything, "section/"], [everything, "nowhere/at/all/"],
      ];
      await each(looked, ([site, address]) =>
        visit(site, address, { viewport, colorScheme, missing: address.startsWith("nowhere") }, async (page) => {
          await page.waitForFunction(() => !document.querySelector("figure.mermaid > pre:first-child:last-child"));
          const session = await page.context().newCDPSession(page);
          // Around the policy: the page itself may run nothing but its own scripts.
          await session.send("Runtime.evaluate", { expression: axe });
          const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), tags);
          const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`);
          assert.deepEqual(said, [], address);
        }),
      );
    });
  }
}

test("without scripts a page can be read, and the contents reached", async () => {
  await visit(everything, "everything/", { javaScriptEnabled: false }, async (page) => {
    for (const text of ["Install it with the package manager.", "Fetch the package.", "flowchart LR", "A note."]) {
      assert.ok(await page.getByText(text).first().isVisible(), text);
    }
    assert.ok(await page.locator("nav.sidebar a", { hasText: "A section" }).isVisible());
    assert.ok(await page.locator(".toc a", { hasText: "Code that is long" }).isVisible());
    // What cannot work is not offered.
    assert.ok(!(await page.locator(".search").isVisible()));
    assert.ok(!(await page.locator("button.theme").isVisible()));
  });
  await visit(everything, "everything/", { javaScriptEnabled: false, viewport: phone }, async (page) => {
    await page.click("a.menu");
    await page.locator("nav.sidebar a", { hasText: "A section" }).click();
    assert.equal(await page.textContent("h1"), "A section");
  });
});

test("the sidebar marks the page, and folds as it was left", async () => {
  await visit(plain, "practices/testing/", {}, async (page) => {
    const current = page.locator("nav.sidebar [aria-current=page]");
    assert.equal(await current.count(), 1);
    assert.equal(await current.getAttribute("href").then((href) => new URL(href, page.url()).href), page.url());
    const other = page.locator("nav.sidebar li:has(> details)", { hasText: "Principles" }).first();
    assert.ok(!(await other.locator("ul a").first().isVisible()));
    await other.locator("summary").first().click();
    assert.ok(await other.locator("ul a").first().isVisible());
    await page.goto(`${plain.url}practices/on-call/`);
    assert.ok(await other.locator("ul a").first().isVisible(), "after another page it is still open");
  });
});

test("on a phone the contents are a drawer that keeps the focus and gives it back", async () => {
  await visit(everything, "everything/", { viewport: phone }, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.className);
    assert.ok(!(await page.locator("nav.sidebar a", { hasText: "A section" }).isVisible()));
    await page.click("a.menu");
    assert.equal(await focused(), "close");
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "menu");
    await page.click("a.menu");
    await page.locator("nav.sidebar a", { hasText: "A section" }).click();
    assert.equal(await page.textContent("h1"), "A section");
  });
});

test("tabs work with mouse and keys, together, and are remembered", async () => {
  await visit(everything, "everything/", {}, async (page) => {
    const tab = (name, group = 0) => page.getByRole("tablist").nth(group).getByRole("tab", { name });
    await tab("Linux").click();
    assert.ok(await page.getByText("Fetch the package.").isVisible());
    assert.ok(!(await page.getByText("Install it with").isVisible()));
    await page.keyboard.press("ArrowLeft");
    assert.ok(await page.getByText("Install it with").isVisible());
    await tab("Windows", 1).click();
    await tab("macOS", 0).click();
    assert.equal(await tab("macOS", 1).getAttribute("aria-selected"), "true");
    await tab("Linux").click();
    await page.reload();
    assert.equal(await tab("Linux").getAttribute("aria-selected"), "true");
  });
});

const search = async (page, words, title) => {
  await page.keyboard.press("/");
  await page.keyboard.type(words);
  await page.locator("[role=option]").first().waitFor();
  assert.ok((await page.locator("[role=option]").first().textContent()).startsWith(title));
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press("Enter")]);
  await page.waitForLoadState();
  assert.equal(await page.textContent("h1"), title);
};

test("search finds a page, from anywhere", async () => {
  await visit(plain, "teams/booking/berths/", {}, (page) => search(page, "on-call checklist", "On-call checklist"));
  await visit(everything, "", {}, (page) => search(page, "page 2", "Page 2 of the section"));
  await visit(everything, "section/page-1/", {}, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("zzzqqq");
    await page.getByText("No page matches").waitFor();
    await page.keyboard.press("Escape");
    assert.ok(!(await page.getByText("No page matches").isVisible()));
  });
});

test("two teams are compared in the order of choice, and the way back works", async () => {
  await visit(plain, "compare/?a=checkout&b=teams/booking/berths/", {}, async (page) => {
    const heads = () => page.locator(".compare thead th:visible").allInnerTexts();
    const heading = () => page.locator(".differing").innerText();
    const choose = (name, unit) => page.locator(`.choose select[name=${name}]`).selectOption(unit);
    assert.deepEqual(await heads(), ["Practice", "Checkout", "Berths"]);
    assert.equal(await heading(), "These habits differ");
    // Platform says one of the principles in its own words, and does nothing else in another way.
    await choose("a", "platform");
    await choose("b", "booking");
    assert.deepEqual(await heads(), ["Practice", "Platform", "Booking"]);
    assert.equal(await heading(), "These principles differ");
    const rows = page.locator(".compare tbody tr:visible");
    assert.deepEqual(await rows.locator("th a").allInnerTexts(), ["Start on the quay"]);
    assert.ok(!(await page.locator(".shared").innerText()).includes("Start on the quay"));
    await choose("b", "platform");
    await page.getByText("one team twice").waitFor();
    for (let step = 0; step < 3; step++) await page.goBack();
    assert.deepEqual(await heads(), ["Practice", "Checkout", "Berths"]);
    assert.equal(new URL(page.url()).search, "?a=checkout&b=teams/booking/berths/");
  });
  await visit(plain, "compare/?a=nobody", {}, (page) => page.getByText("no team “nobody”").waitFor());
  await visit(plain, "compare/", { viewport: phone }, async (page) => {
    // Rows keep their names when the table is moved; on paper there is nothing to choose.
    const left = () => page.locator(".compare tbody th").first().evaluate((head) => head.getBoundingClientRect().left);
    const before = await left();
    await page.locator(".compare").evaluate((table) => (table.scrollLeft = 200));
    assert.equal(await left(), before);
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator(".choose").isVisible()));
  });
});

test("code is copied as it was written", async () => {
  await visit(everything, "everything/", {}, async (page) => {
    const block = page.locator("figure.code").first();
    await block.hover();
    await block.locator(".copy").click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^fn main\(\) \{\n {4}println!\("a line.*\n\}$/);
  });
});

test("two teams are beside each other on a phone", async () => {
  await visit(plain, "compare/?a=booking/berths&b=booking/checkout", { viewport: phone }, async (page) => {
    const heads = page.locator(".compare thead th:visible");
    const boxes = await Promise.all((await heads.all()).map((head) => head.boundingBox()));
    assert.equal(boxes.length, 3);
    for (const { x, width } of boxes) assert.ok(x >= 0 && x + width <= phone.width);
  });
});

test("what wants a review is as of the reader's day, and its owner's message can be copied", async () => {
  await visit(plain, "", {}, async (page) => {
    const tally = (state) => page.locator(`.tally [data-state="${state}"] strong`).textContent();
    const on = async (day) => {
      await page.clock.setFixedTime(new Date(`${day}T12:00:00`));
      await page.goto(`${plain.url}health/`);
      return { overdue: Number(await tally("overdue")), due: Number(await tally("due")) };
    };
    const review = page.locator(".wants .review", { hasText: "How Data works" });
    // The site was built for the 23rd of November, and this page is due on the 5th of December.
    const before = await on("2026-11-23");
    assert.match(await review.textContent(), /How Data works – ?Review due|How Data works Review due/);
    const hidden = await page.locator(".wants .review[hidden]").count();
    // A message is written anew as it was, as long as nothing else is due.
    const messages = () => page.locator(".keeper .message code").allTextContents();
    const built = await messages();
    assert.deepEqual(await on("2026-11-24"), before);
    assert.deepEqual(await messages(), built);
    const later = await on("2026-12-06");
    assert.match(await review.textContent(), /Review overdue since 5 December 2026/);
    assert.equal(later.overdue, before.overdue + 1);
    assert.match(await page.textContent(".lede"), /as of 6 December 2026/);
    const row = page.locator(".keepers tr", { hasText: "Data" }).locator('[data-count="overdue"]');
    assert.equal((await row.first().textContent()).trim(), "1");
    // What nobody had to look at then waited for its time.
    const spring = await on("2027-03-10");
    assert.ok(spring.overdue + spring.due > later.overdue + later.due);
    assert.ok(hidden > (await page.locator(".wants .review[hidden]").count()));
    // Also of those that are not named.
    const all = await (await fetch(`${plain.url}api/pages.json`)).json();
    const summer = await on("2027-06-20");
    assert.equal(summer.overdue, all.filter((one) => one.review_by && one.review_by < "2027-06-20").length);
    const ofOwners = await page.locator('.keepers [data-count="overdue"]').allTextContents();
    assert.equal(ofOwners.reduce((sum, count) => sum + Number(count), 0), summer.overdue);
    assert.match(await page.textContent(".keeper [data-more]:not([hidden])"), /^And \d+ more: dayone report/);

    const keeper = page.locator(".keeper", { hasText: "How Data works" });
    await keeper.locator("summary").click();
    await keeper.locator("figure.message").hover();
    await keeper.locator(".copy").click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const wanting = await page.locator(".keepers tr", { hasText: "Data" }).locator("[data-count]").allTextContents();
    const count = wanting.reduce((sum, count) => sum + Number(count), 0);
    assert.ok(count > 1);
    assert.match(copied, new RegExp(`^Data: ${count} pages want a look\\.\n- How Data works: overdue since 2026-12-05.*\n- `));
    assert.match(copied, /\n.*\ndayone review teams\/platform\/data\/.*$/);
  });
});

test("who is on call is told by the reader's clock, in the reader's time and the rotation's", async () => {
  await visit(plain, "", { timezoneId: "America/New_York" }, async (page) => {
    const lines = async (list) => (await list.locator("li:visible").allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
    const on = async (address, time) => {
      await page.clock.setFixedTime(new Date(time));
      await page.goto(plain.url + address);
    };
    const primary = page.locator(".turns").first();
    const rotation = "teams/booking/checkout/rotation/";
    await on(rotation, "2026-11-24T12:00:00Z");
    assert.deepEqual(await lines(primary), [
      "Priya Raman now @priya until Mon 30 Nov, 05:00 10:00 London",
      "then Sorcha Byrne @sorcha until Mon 7 Dec, 05:00 10:00 London",
    ]);
    assert.equal(await page.locator('tr[aria-current="true"]').count(), 2, "one in each layer");
    assert.match(await page.textContent(".zones"), /America\/New_York; the rotation keeps those of Europe\/London/);
    await on(rotation, "2026-12-24T10:00:00Z");
    assert.match((await lines(primary))[0], /Declan Foy now .* stands in: Tobias sails home/);
    // The very same on the page of the team, and on the one that shows all.
    await on("teams/booking/checkout/", "2026-12-24T10:00:00Z");
    assert.match((await lines(primary))[0], /Declan Foy now/);
    await on("on-call/", "2026-12-24T10:00:00Z");
    assert.match(await page.locator(".everywhere").textContent(), /Checkout rotation[^]*Primary[^]*Declan Foy/);
    // Out of hours nobody is; and a site that is too old gives no name.
    await on("teams/booking/berths/rotation/", "2026-11-30T23:30:00Z");
    assert.match(await page.textContent(".said"), /Nobody is on call now/);
    assert.equal(await page.locator(".turns .now").count(), 0);
    // Who comes next is said, and from when: not since when their turn goes on.
    assert.match((await lines(page.locator(".turns").first()))[0], /^Marit Hagen @marit from Tue 1 Dec, 00:00/);
    // In its hours, until they are over, and from when on again; the page of whoever it is says the same.
    await on("teams/booking/berths/rotation/", "2026-12-10T12:00:00Z");
    const [shift, next] = await lines(page.locator(".turns").first());
    assert.match(shift, /^Astrid Nygaard now @astrid until Thu 10 Dec, 17:00 22:00 London$/);
    assert.match(next, /^then Astrid Nygaard @astrid from Fri 11 Dec, 00:00 05:00 London until Fri 11 Dec, 17:00 22:00 London$/);
    await on("people/astrid/", "2026-12-10T12:00:00Z");
    assert.match((await lines(page.locator(".own-turns")))[0], /^Berths rotation now Thu 10 Dec, 00:00 .* until Thu 10 Dec, 17:00/);
    // Of the last of the weeks that a page knows, who is next.
    await on(rotation, "2027-01-23T12:00:00Z");
    assert.match((await lines(primary))[1], /^then [A-Z].* until Mon 1 Feb, 05:00/);
    await on(rotation, "2027-03-01T12:00:00Z");
    assert.deepEqual(await lines(primary), []);
    assert.match(await page.textContent(".said"), /ended before today/);
    // Somebody's own.
    await on("people/priya/", "2026-11-24T12:00:00Z");
    assert.match(await page.textContent(".own-turns li"), /Checkout rotation now/);
  });
  const turns = async (page) => (await page.locator(".turns").first().innerText()).replace(/\s+/g, " ").trim();
  await visit(plain, "teams/booking/checkout/rotation/", { javaScriptEnabled: false }, async (page) => {
    assert.equal(await turns(page), "Priya Raman @priya from Mon 23 Nov 10:00 until Mon 30 Nov 10:00 then Sorcha Byrne @sorcha from Mon 30 Nov 10:00 until Mon 7 Dec 10:00");
    assert.equal(await page.locator(".shifts").first().locator("tr").count(), 10);
  });
  await visit(plain, "teams/platform/foundations/rotation/", { javaScriptEnabled: false }, async (page) => {
    // It was built for a day on which this one is handed over: both of that day are there, and who is next.
    assert.match(await turns(page), /^Anselm Okoro .* until Sat 28 Nov 12:00 then Kofi Amankwah .* until Sat 5 Dec 12:00 then /);
  });
});

test("who is on call is told for weeks, however short the shifts are", async () => {
  const lines = async (list) => (await list.locator("li:visible").allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
  await visit(everything, "", { timezoneId: "UTC" }, async (page) => {
    const on = async (address, time) => {
      await page.clock.setFixedTime(new Date(time));
      await page.goto(everything.url + address);
      return lines(page.locator(".turns, .own-turns").first());
    };
    // By the rule itself: four hours each since the second of November.
    const people = ["Ada Ring", "Bo Tide", "Cy Keel"];
    const start = Date.parse("2026-11-02T00:00:00Z");
    const whose = (time) => people[Math.floor((Date.parse(time) - start) / (4 * 3600_000)) % 3];
    for (const time of ["2026-11-28T13:00:00Z", "2026-12-13T02:30:00Z", "2027-01-10T11:59:00Z", "2027-01-22T20:00:00Z"]) {
      const [now, next] = await on("watch/", time);
      assert.ok(now.startsWith(`${whose(time)} now until `), `${time}: ${now}`);
      const later = new Date(Date.parse(time) + 4 * 3600_000).toISOString();
      assert.ok(next.startsWith(`then ${whose(later)} until `), `${later}: ${next}`);
    }
    // Fifteen days where all rotas are.
    const [far] = await on("on-call/", "2026-12-12T09:00:00Z");
    assert.ok(far.startsWith(`${whose("2026-12-12T09:00:00Z")} now until Sat 12 Dec, 12:00`), far);
    // Where somebody stands in it says so, and why; between the turns of others.
    const [sung, after] = await on("watch/", "2026-12-24T23:00:00Z");
    assert.match(sung, /^Bo Tide now until Fri 25 Dec, 00:00 stands in: the others sing$/);
    assert.match(after, /^then Ada Ring until Fri 25 Dec, 04:00$/);
    // Somebody's own, weeks after the build: eight of them, the first of which is on.
    const own = await on("people/ada/", "2027-01-10T01:00:00Z");
    assert.equal(own.length, 8);
    const begins = (line) => line.match(/\d+ Jan, \d\d:\d\d/)[0];
    assert.match(own[0], /^The watch now Sun 10 Jan, 00:00 until Sun 10 Jan, 04:00$/);
    assert.equal(begins(own[7]), "13 Jan, 12:00");
    assert.deepEqual(await on("people/ada/", "2027-03-10T01:00:00Z"), []);
    assert.match(await page.textContent(".said"), /ended before today/);
  });
  await visit(everything, "", { timezoneId: "UTC" }, async (page) => {
    // A page that is left open goes on by itself.
    await page.clock.install({ time: new Date("2026-12-13T03:58:00Z") });
    await page.goto(`${everything.url}watch/`);
    const first = await lines(page.locator(".turns"));
    await page.clock.fastForward("03:00");
    const later = await lines(page.locator(".turns"));
    assert.equal(`then ${later[0].replace(" now", "")}`, first[1]);
    await page.clock.fastForward("04:00:00");
    assert.equal((await lines(page.locator(".turns")))[0].replace(" now", ""), later[1].replace("then ", ""));
  });
});

test("many shifts are folded by weeks, and the week that has the shift of now is open", async () => {
  const open = (page) => page.locator(".weeks details[open] summary").allInnerTexts();
  await visit(everything, "watch/", { javaScriptEnabled: false, viewport: phone }, async (page) => {
    assert.deepEqual(await open(page), ["Mon 23 Nov – Sun 29 Nov"]);
    assert.equal(await page.locator(".weeks details").count(), 9);
    // All eight weeks are there.
    assert.ok((await page.locator(".weeks tr").count()) > 8 * 7 * 6);
    assert.ok((await page.evaluate(() => document.documentElement.scrollHeight)) < 6000);
  });
  await visit(everything, "", { timezoneId: "UTC" }, async (page) => {
    await page.clock.install({ time: new Date("2026-12-13T23:30:00Z") });
    await page.goto(`${everything.url}watch/`);
    assert.deepEqual(await open(page), ["Mon 7 Dec – Sun 13 Dec"]);
    assert.equal(await page.locator('.weeks tr[aria-current="true"]').count(), 1);
    // What the reader opens stays open until another week begins, or is over.
    await page.locator(".weeks summary").nth(5).click();
    await page.clock.fastForward("02:00");
    assert.equal((await open(page)).length, 2);
    await page.clock.fastForward("01:00:00");
    assert.deepEqual(await open(page), ["Mon 14 Dec – Sun 20 Dec", "Mon 28 Dec – Sun 3 Jan"]);
  });
});

test("what a chart says of a place covers none of its marks", async () => {
  for (const viewport of [desktop, phone]) {
    await visit(plain, "ops-reviews/2026-11-16/", { viewport }, async (page) => {
      const plot = page.locator(".weekly .plot").first();
      await plot.focus();
      await page.keyboard.press("Home");
      const says = new Set();
      for (let step = 0; step < 84; step += 1) {
        const { text, isBeside, covered } = await plot.evaluate((plot) => {
          const [tip, picture] = [plot.querySelector(".tip"), plot.querySelector("svg")];
          const [box, frame] = [tip.getBoundingClientRect(), picture.getBoundingClientRect()];
          const covers = (mark) => box.left < mark.right && mark.left < box.right && box.top < mark.bottom && mark.top < box.bottom;
          const marks = [...picture.querySelectorAll(".mark")].map((mark) => mark.getBoundingClientRect());
          const isBeside = box.height > 0 && box.bottom <= frame.bottom && box.top >= frame.top - 20;
          return { text: tip.textContent, isBeside, covered: marks.filter(covers).length };
        });
        says.add(text);
        assert.ok(isBeside, text);
        assert.equal(covered, 0, text);
        await page.keyboard.press("ArrowRight");
      }
      assert.equal(says.size, 84);
    });
  }
});

test("diagrams are drawn, in light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await visit(everything, "everything/", { colorScheme }, async (page) => {
      await page.locator(".drawing:not(.paper) svg").nth(1).waitFor();
      const box = await page.locator("figure.mermaid svg").first().boundingBox();
      assert.ok(box.width > 200 && box.height > 30, JSON.stringify(box));
      const fill = await page.evaluate(() => getComputedStyle(document.querySelector("figure.mermaid svg rect")).fill);
      assert.notEqual(fill, "rgb(0, 0, 0)");
    });
  }
});

test("the colours that a reader chose are remembered", async () => {
  await visit(everything, "", {}, async (page) => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? "auto");
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const seen = [await theme()];
    while (seen.at(-1) !== "dark" && seen.length < 4) {
      await page.click("button.theme");
      seen.push(await theme());
    }
    assert.equal(seen.at(-1), "dark", seen.join());
    assert.notEqual(await ground(), light);
    await page.goto(`${everything.url}section/`);
    assert.equal(await theme(), "dark");
  });
});

test("under an address with a path everything is there", async () => {
  for (const site of [based, below]) {
    await each(pages(site.folder).filter((page) => !page.endsWith(".html")), (address) => visit(site, address, {}));
    await visit(site, "section/page-3/", {}, (page) => search(page, "everything", "Everything"));
    await visit(site, "section/page-3/", {}, async (page) => {
      await page.click(".brand");
      assert.equal(page.url(), site.url);
      await page.locator("nav.sidebar a", { hasText: "Everything" }).click();
      assert.equal(page.url(), `${site.url}everything/`);
    });
    await visit(site, "old/everything/", {}, async (page) => {
      await page.waitForURL(`${site.url}everything/`);
    });
  }
  // Only a site that knows its address can help a reader who is lost in a folder that is not there.
  await visit(based, "no/such/page", { missing: true }, async (page) => {
    assert.equal(await page.textContent("h1"), "Page not found");
    await page.getByText("Start from the first page").click();
    assert.equal(page.url(), based.url);
  });
});

test("on paper there is the text alone", async () => {
  await visit(everything, "everything/", {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const part of [".sidebar", ".search", ".pager", ".copy >> nth=0"]) {
      assert.ok(!(await page.locator(part).isVisible()), part);
    }
    assert.ok(await page.locator(".prose").isVisible());
  });
  // A diagram is light there, whatever the screen is.
  await visit(everything, "everything/", { colorScheme: "dark" }, async (page) => {
    await page.locator(".drawing.paper svg").first().waitFor({ state: "attached" });
    const fill = (drawing) => page.locator(`.drawing.${drawing} svg rect`).first().evaluate((rect) => getComputedStyle(rect).fill);
    assert.notEqual(await fill("screen"), await fill("paper"));
    assert.ok(!(await page.locator(".drawing.paper").first().isVisible()));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.locator(".drawing.paper").first().waitFor();
    assert.ok(!(await page.locator(".drawing.screen").first().isVisible()));
  });
});

test("narratives have as many pages in print as they say, give or take one", async () => {
  const of = (site, folder) => pages(site.folder).filter((page) => folder.test(page)).map((page) => [site, page]);
  const all = [...of(plain, /narratives\/2026-/), ...of(everything, /^narratives\/./)];
  assert.ok(all.length >= 5, String(all.map(([, address]) => address)));
  for (const [site, address] of all) {
    await visit(site, address, {}, async (page) => {
      const said = await page.locator(".meta .pages").textContent();
      const expected = said.match(/\d+/g).reduce((sum, number) => sum + Number(number), 0);
      for (const format of ["A4", "Letter"]) {
        const pdf = (await page.pdf({ format })).toString("latin1");
        const printed = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
        assert.ok(Math.abs(printed - expected) <= 1, `${address}: ${printed} pages of ${format}, and says ${said}`);
      }
    });
  }
});

test("reading mode has the text alone, and how much of it is left", async () => {
  const address = pages(process.env.PLAIN).find((page) => page.includes("when-the-boat-does-not-sail"));
  await visit(plain, address, {}, async (page) => {
    await page.getByRole("button", { name: "Reading mode" }).click();
    assert.equal(await page.locator(".sidebar").isVisible(), false);
    const first = await page.locator(".left").textContent();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction((first) => document.querySelector(".left").textContent !== first, first);
    assert.match(await page.locator(".left").textContent(), /^0 min left, page (\d+) of \1$/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".sidebar").isVisible(), true);
    assert.equal(await page.locator(".left").isVisible(), false);
  });
});

test("the log of decisions shows those of a unit or of a status, and says so in its address", async () => {
  await visit(plain, "/decisions/", {}, async (page) => {
    const shown = () => page.locator(".log > li:visible").count();
    const all = await shown();
    await page.getByLabel("Status").selectOption("superseded");
    assert.ok((await shown()) < all && (await shown()) > 0);
    assert.match(page.url(), /\?status=superseded$/);
    await page.getByLabel("Team").selectOption("platform");
    assert.equal(await shown(), 0);
    assert.equal(await page.locator(".filters output").textContent(), "None is like that.");
    await page.goBack();
    await page.goBack();
    assert.equal(await shown(), all);
  });
});

test("any page of a register finds what is on the others, and keeps the choice in its address", async () => {
  for (const [address, choices, count] of [
    ["coe/2/", [["unit", "sea"], ["severity", "1"]], 83],
    ["actions/3/", [["owner", "bo"]], 63],
    ["actions/", [["owner", "-"]], 62],
    ["decisions/2/", [["unit", "sea/deck"], ["status", "rejected"]], 42],
  ]) {
    await visit(long, address, {}, async (page) => {
      const said = page.locator(".filters output");
      const rows = page.locator(".rows > :visible");
      const own = await rows.count();
      const found = () => page.waitForFunction((count) => document.querySelector("output").textContent === `${count} of 250`, count);
      for (const [name, value] of choices) await page.locator(`select[name=${name}]`).selectOption(value);
      await found();
      assert.equal(await rows.count(), count, address);
      assert.ok(!(await page.locator(".numbers").isVisible()));
      assert.equal(new URL(page.url()).search, `?${choices.map(([name, value]) => `${name}=${value}`).join("&")}`);
      // Rows of other pages lead where they led there.
      await page.locator('.rows a:is([href*="/coe/c"], [href*="/adr/d"])').last().click();
      await page.locator("h1", { hasText: /^(Failure|Choice) \d+$/ }).waitFor();
      await page.goBack();
      await found();
      await page.reload();
      await found();
      for (const _ of choices) await page.goBack();
      await page.waitForFunction(() => document.querySelector("output").textContent === "");
      assert.equal(await rows.count(), own);
      assert.ok(await page.locator(".numbers").isVisible());
      assert.equal(await said.textContent(), "");
    });
  }
  // Whoever asks for what there is not has everything.
  await visit(long, "coe/?unit=nowhere&SEVERITY=9", {}, async (page) => {
    assert.equal(await page.locator(".rows > *").count(), 100);
    assert.equal(await page.locator(".filters output").textContent(), "Nothing to choose is called nowhere: this is everything.");
  });
  // Of many, some are shown at first, and the others when they are asked for.
  await visit(long, "coe/2/?severity=1", {}, async (page) => {
    await page.waitForFunction(() => document.querySelector("output").textContent === "125 of 250");
    assert.equal(await page.locator(".rows > *").count(), 100);
    await page.getByRole("button", { name: "Show 25 more" }).click();
    assert.equal(await page.locator(".rows > *").count(), 125);
    assert.equal(await page.locator(".more-rows").count(), 0);
  });
});

test("on a phone the rows of registers are cards, and nothing is cut", async () => {
  for (const address of ["coe/", "actions/", "decisions/"]) {
    for (const site of [plain, long]) {
      await visit(site, address, { viewport: { width: 390, height: 800 } }, async (page) => {
        const cut = await page.locator(".rows > * > *").evaluateAll((cells) =>
          cells.filter((cell) => cell.getClientRects().length).map((cell) => cell.getBoundingClientRect())
            .filter(({ left, right }) => left < 0 || right > innerWidth).length);
        assert.equal(cut, 0, address);
        const heights = await page.locator(".rows > *").evaluateAll((rows) => rows.map((row) => row.offsetHeight));
        assert.ok(Math.max(...heights) < 320, `${address}: ${Math.max(...heights)}`);
        // On A4 with its margins.
        await page.setViewportSize({ width: 643, height: 900 });
        await page.emulateMedia({ media: "print" });
        assert.ok(await page.locator(".rows").evaluate((rows) => rows.getBoundingClientRect().width <= 643), address);
      });
    }
  }
  await visit(plain, "ops-reviews/2026-11-16/", { viewport: { width: 390, height: 800 } }, async (page) => {
    const table = page.locator(".weekly .table:has(> .figures)").first();
    assert.equal(await table.locator("thead th").first().textContent(), "Highest");
    assert.ok(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
  });
});
