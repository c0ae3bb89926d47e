// Filters of a long list. The page has some of the rows; the others are on pages of their own, which are fetched when
// somebody looks for something, and not before. What is looked for is in the address (js/choice.js).
"use strict";
{
  const { chosen, choose } = globalThis.dayone;
  // So many rows are shown at once, and so many pages fetched.
  const [MOST, AT_ONCE] = [100, 6];
  let form, body, numbers, selects, own, all, more;

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

  // Whoever waits is told how far it is.
  const tell = (words, values) => {
    const said = Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words ?? "");
    form.querySelector("output").textContent = said;
  };

  const fetched = async () => {
    const links = [...(numbers?.querySelectorAll("a") ?? [])];
    if (!links.length) return own;
    const [list, pages, left] = [own, [], [...links.keys()]];
    const fetchSome = async () => {
      for (let at; (at = left.shift()) !== undefined; ) {
        pages[at] = links[at].hasAttribute("aria-current") ? list : await rows(links[at]);
        if (list === own && read().wanted.length) tell(form.dataset.loading, { count: pages.filter(Boolean).length, total: links.length });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
    return pages.flat();
  };

  const everything = () => (all ??= fetched());

  // Some rows, and a button for those after them.
  const put = (found) => {
    more?.remove();
    body.replaceChildren(...found.slice(0, MOST));
    if (found.length <= MOST) return;
    more = document.createElement("button");
    more.type = "button";
    more.className = "more-rows";
    let shown = MOST;
    const label = () => (more.textContent = form.dataset.more.replace("{count}", found.length - shown));
    label();
    more.onclick = () => {
      body.append(...found.slice(shown, shown + MOST));
      shown += MOST;
      if (shown >= found.length) more.remove();
      else label();
      document.dispatchEvent(new CustomEvent("dayone:change", { detail: "filters" }));
    };
    body.closest(".table").after(more);
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
    const wanted = selects.filter(({ value }) => value).map(({ name, value }) => [name, value]);
    return { wanted, unknown: asked.filter((value, at) => value && !selects[at].value) };
  };

  const show = async () => {
    const { wanted, unknown } = read();
    const here = body;
    let known = own;
    try {
      if (wanted.length) known = await everything();
    } catch {
      all = undefined;
    }
    // Something else may have been chosen meanwhile, and the page be another.
    if (here !== body || String(wanted) !== String(read().wanted)) return;
    const found = known.filter((row) => fits(row, wanted));
    if (wanted.length) put(found);
    else {
      more?.remove();
      body.replaceChildren(...own);
    }
    if (numbers) numbers.hidden = wanted.length > 0;
    if (wanted.length) tell(found.length ? form.dataset.shown : form.dataset.none, { count: found.length, total: known.length });
    else tell(unknown.length ? form.dataset.unknown : "", { value: unknown.join(", ") });
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
    const { wanted, unknown } = read();
    if (wanted.length || unknown.length) show();
  };

  addEventListener("popstate", () => body && show());
  // The preview exchanges a page's text in place.
  document.addEventListener("dayone:change", ({ detail }) => detail !== "filters" && dress());
  dress();
}
