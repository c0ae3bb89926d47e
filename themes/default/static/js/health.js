// How the handbook is kept as of today, not of the build: pages that have come to want a review meanwhile are shown,
// and counted. The states of those shown are js/site.js's business, which is here before; the others are known by the
// days from the build on which they change.
"use strict";
{
  const built = document.querySelector(".health .lede time");
  // A page in the preview is as of the day that was asked for.
  const isPreview = Boolean(document.querySelector('script[src^="/_dayone/"]'));
  const now = new Date();
  const from = built.dateTime.split("-").map(Number);
  const days = isPreview ? 0 : Math.round((Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.UTC(from[0], from[1] - 1, from[2])) / 86_400_000);
  const come = (list) => (list ?? "").split(" ").filter((when) => when && Number(when) <= days).length;

  // What has changed of an owner's pages, or of all.
  const changed = ({ dataset }) => {
    const [due, overdue, edited] = [dataset.due, dataset.overdue, dataset.edited].map(come);
    return { due: due - overdue, overdue: overdue + edited, edited: -edited };
  };
  const add = (number, by) => {
    if (number && by) number.textContent = Number(number.textContent) + by || (number.matches("td") ? "" : 0);
  };

  // A message of what an owner's pages want by now, as the build writes it of that day.
  const { dataset: words } = document.querySelector(".health");
  const quoted = (path) => {
    const plain = path.startsWith("-") ? `./${path}` : path;
    return /^[\p{L}\p{N}\-_./]+$/u.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
  };
  const write = (message, wanting, left) => {
    const count = wanting.length + left;
    const named = wanting.slice(0, 10);
    const more = count - named.length;
    const first = (count === 1 ? words.one : words.many).replace("{count}", count).replace("{owner}", message.dataset.called);
    const lines = named.map((page) => {
      const { state, due } = page.dataset;
      const reviewed = page.querySelector(":scope > time")?.dateTime;
      const link = page.querySelector("a");
      const at = words.base ? ` ${words.base}${link.getAttribute("href").replace(/^(\.\.\/)+/, "")}` : "";
      return `- ${link.textContent}: ${words[state].replace("{date}", state === "edited" ? reviewed : due)}${at}`;
    });
    if (more > 0) lines.push(`- ${words.more.replace("{count}", more)}`);
    const command = `dayone review ${named.map((page) => quoted(page.dataset.path)).join(" ")}`;
    message.querySelector("code").textContent = [first, ...lines, words.confirm, command, ""].join("\n");
    message.hidden = false;
  };

  const tally = document.querySelector(".tally");
  if (tally) for (const [state, by] of Object.entries(changed(tally))) add(tally.querySelector(`[data-state="${state}"] strong`), by);
  const counted = (row) => [...row.querySelectorAll("[data-count]")].reduce((sum, cell) => sum + Number(cell.textContent), 0);
  let unnamed = 0;
  for (const row of document.querySelectorAll(".keepers tr[data-owner]")) {
    for (const [state, by] of Object.entries(changed(row))) add(row.querySelector(`[data-count="${state}"]`), by);
    const keeper = document.querySelector(`.keeper[data-owner="${CSS.escape(row.dataset.owner)}"]`);
    if (!keeper && counted(row)) unnamed += 1;
    if (!keeper || days === 0) continue;
    const reviews = [...keeper.querySelectorAll(".wants .review")];
    for (const review of reviews) review.hidden = review.dataset.state === "fresh";
    // The most urgent first, as the build has them.
    const urgency = ({ dataset }) => `${["overdue", "edited", "due", "unreviewed", "fresh"].indexOf(dataset.state)} ${dataset.due ?? ""}`;
    reviews.sort((one, other) => (urgency(one) < urgency(other) ? -1 : urgency(one) > urgency(other) ? 1 : 0));
    keeper.querySelector(".wants").append(...reviews);
    // More of them than are named.
    const count = counted(row);
    const more = keeper.querySelector("[data-more]");
    const left = count - keeper.querySelectorAll(".wants > :not([hidden])").length;
    if (more && left !== Number(more.dataset.more)) {
      more.hidden = left <= 0;
      more.firstChild.textContent = more.firstChild.textContent.replace(more.dataset.more, left);
      more.dataset.more = left;
    }
    const message = keeper.querySelector("details");
    const wanting = [...keeper.querySelectorAll(".wants > :not([hidden])")];
    if (message && wanting.length) write(message, wanting, Math.max(left, 0));
  }
  // Of more of them the pages are not named.
  const others = document.querySelector(".unnamed");
  if (others && unnamed > Number(others.dataset.unnamed)) {
    others.firstChild.textContent = others.firstChild.textContent.replace(others.dataset.unnamed, unnamed);
    others.hidden = false;
  }
  if (!isPreview) {
    const { lang } = document.documentElement;
    built.dateTime = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => `${n}`.padStart(2, "0")).join("-");
    built.textContent = now.toLocaleDateString(!lang || lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
  }
  const well = document.querySelector(".health .well");
  for (const keeper of document.querySelectorAll(".keeper")) {
    keeper.hidden = !keeper.querySelector(".wants > :not([hidden])");
    if (well && !keeper.hidden) well.hidden = true;
  }
}
