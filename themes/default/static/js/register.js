// Filters of a long list. The page has some of the rows; the others are on pages of their own, which are fetched when
// somebody looks for something, and not before. What is looked for is in the address (js/choice.js).
"use strict";
{
  const { chosen, choose } = globalThis.dayone;
  let form, body, numbers, selects, own, all;

  const listIn = (page) => page.querySelector("form.filters")?.closest("section");

  // Addresses on another page are from there.
  const rows = async (link) => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...listIn(page).querySelector(".rows").children].map((row) => {
      for (const anchor of row.querySelectorAll("a[href]")) anchor.href = new URL(anchor.getAttribute("href"), link.href).href;
      return document.importNode(row, true);
    });
  };

  const everything = () => {
    all ??= Promise.all(
      [...(numbers?.querySelectorAll("a") ?? [])].map((link) => (link.hasAttribute("aria-current") ? own : rows(link))),
    ).then((pages) => (pages.length ? pages.flat() : own));
    return all;
  };

  const fits = (row, wanted) =>
    wanted.every(([name, value]) => (row.dataset[name] ?? "").split("|").includes(value));

  // Lists say what the address says, as far as they have it, however it is written there.
  const read = () => {
    const asked = chosen(selects.map(({ name }) => name));
    selects.forEach((select, at) => {
      const wanted = asked[at].toLowerCase();
      select.value = [...select.options].find(({ value }) => value.toLowerCase() === wanted)?.value ?? "";
    });
    return selects.filter(({ value }) => value).map(({ name, value }) => [name, value]);
  };

  const show = async () => {
    const wanted = read();
    const [here, said] = [body, form.querySelector("output")];
    let known = own;
    try {
      if (wanted.length) known = await everything();
    } catch {
      all = undefined;
    }
    // Something else may have been chosen meanwhile, and the page be another.
    if (here !== body || String(wanted) !== String(read())) return;
    const found = known.filter((row) => fits(row, wanted));
    body.replaceChildren(...(wanted.length ? found : own));
    if (numbers) numbers.hidden = wanted.length > 0;
    const words = found.length ? form.dataset.shown : form.dataset.none;
    said.textContent = wanted.length ? words.replace("{count}", found.length).replace("{total}", known.length) : "";
    document.dispatchEvent(new CustomEvent("dayone:change", { detail: "filters" }));
  };

  const dress = () => {
    const list = listIn(document);
    form = list?.querySelector("form.filters");
    body = list?.querySelector(".rows");
    if (!body) return;
    numbers = list.querySelector(".numbers");
    selects = [...form.querySelectorAll("select")];
    own = [...body.children];
    all = undefined;
    form.hidden = false;
    form.onchange = () => {
      choose(selects);
      show();
    };
    form.onsubmit = (event) => event.preventDefault();
    if (read().length) show();
  };

  addEventListener("popstate", () => body && show());
  // The preview exchanges a page's text in place.
  document.addEventListener("dayone:change", ({ detail }) => detail !== "filters" && dress());
  dress();
}
