// Filters of a long list. The page has the first rows; the others are on pages of their own, which are fetched when
// somebody looks for something, and not before.
"use strict";
{
  const form = document.querySelector(".register .filters");
  const body = document.querySelector(".register .rows");
  const numbers = document.querySelector(".register .numbers");
  const others = [...(numbers?.querySelectorAll("a:not([aria-current])") ?? [])];
  const own = [...(body?.children ?? [])];
  let all;

  // Addresses on another page are from there.
  const rows = async (link) => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.querySelectorAll(".register .rows > tr")].map((row) => {
      for (const anchor of row.querySelectorAll("a[href]")) anchor.href = new URL(anchor.getAttribute("href"), link.href).href;
      return document.importNode(row, true);
    });
  };

  const everything = () => {
    all ??= Promise.all(others.map(rows)).then((more) => {
      const current = numbers ? [...numbers.querySelectorAll("a")].findIndex((link) => link.hasAttribute("aria-current")) : 0;
      more.splice(Math.max(current, 0), 0, own);
      return more.flat();
    });
    return all;
  };

  const fits = (row, chosen) =>
    chosen.every(([name, value]) => (row.dataset[name] ?? "").split("|").includes(value));

  const show = async () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    let found;
    try {
      found = chosen.length ? (await everything()).filter((row) => fits(row, chosen)) : own;
    } catch {
      all = undefined;
      found = own.filter((row) => fits(row, chosen));
    }
    body.replaceChildren(...found);
    if (numbers) numbers.hidden = chosen.length > 0;
    const total = all ? (await all).length : own.length;
    form.querySelector("output").textContent = chosen.length
      ? form.dataset.shown.replace("{count}", found.length).replace("{total}", total)
      : "";
    document.dispatchEvent(new Event("dayone:change"));
  };

  if (form && body && form.querySelector("select")) {
    form.hidden = false;
    form.addEventListener("change", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    // Whoever comes back finds the choice that the browser kept.
    if ([...new FormData(form)].some(([, value]) => value)) show();
  }
}
