// Search over titles, sections and descriptions. The index (search.json: an array of
// [title, url, section, description?], urls relative to the site's root) is fetched when the box
// is first used.
"use strict";
{
  const box = document.querySelector(".search");
  const input = box?.querySelector("input");
  const popup = document.createElement("div");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const most = 12;
  let index;
  let active = -1;

  // Case and accents do not count. The result is as long as the text wherever that is possible, so
  // that a match can be marked in the original.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const load = () => {
    index ??= fetch(`${box.dataset.root}search.json`)
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((entries) =>
        entries.map(([title, url, section = "", description = ""]) => ({
          title, url, section, description,
          key: fold(title),
          rest: fold(`${section} ${description}`),
        })),
      )
      .catch((error) => {
        // Let the next key press try again.
        index = undefined;
        throw error;
      });
    return index;
  };

  // Lower is better; undefined is no match. Whole query first, then every word for itself.
  const rank = ({ key, rest }, query, words) => {
    if (key === query) return 0;
    if (key.startsWith(query)) return 1;
    const at = key.indexOf(query);
    if (at > 0 && !/[\p{L}\p{N}]/u.test(key[at - 1])) return 2;
    if (at > 0) return 3;
    let inRest = 0;
    for (const word of words) {
      if (key.includes(word)) continue;
      if (!rest.includes(word)) return undefined;
      inRest += 1;
    }
    return inRest === 0 ? 4 : inRest < words.length ? 5 : 6;
  };

  const find = (entries, query, words) => {
    const hits = [];
    for (const entry of entries) {
      const score = rank(entry, query, words);
      if (score !== undefined) hits.push({ entry, score });
    }
    // The sort is stable: equals stay in the handbook's order.
    hits.sort((a, b) => a.score - b.score || a.entry.title.length - b.entry.title.length);
    return hits.slice(0, most).map(({ entry }) => entry);
  };

  // The title with what was typed marked, as text nodes: nothing of the index is ever HTML.
  const marked = (title, words) => {
    const key = fold(title);
    const out = document.createDocumentFragment();
    if (key.length !== title.length) return out.append(title), out;
    const spans = words.map((word) => [key.indexOf(word), word.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
    let done = 0;
    for (const [at, length] of spans) {
      if (at < done) continue;
      const mark = document.createElement("mark");
      mark.textContent = title.slice(at, at + length);
      out.append(title.slice(done, at), mark);
      done = at + length;
    }
    out.append(title.slice(done));
    return out;
  };

  const pick = (number) => {
    active = number;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", at === number));
    const item = list.children[number];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  };

  const show = (open) => {
    popup.hidden = !open;
    input.setAttribute("aria-expanded", open && list.children.length > 0);
    if (!open) pick(-1);
  };

  const say = (text, seen) => {
    status.textContent = text;
    status.classList.toggle("unseen", !seen);
  };

  const update = async () => {
    const query = fold(input.value).trim().replace(/\s+/g, " ");
    if (!query) {
      list.replaceChildren();
      return show(false);
    }
    let entries;
    try {
      entries = await load();
    } catch {
      list.replaceChildren();
      say(box.dataset.failed, true);
      return show(true);
    }
    // Typed on while the index loaded: a later call shows that.
    if (query !== fold(input.value).trim().replace(/\s+/g, " ")) return;
    const words = query.split(" ");
    const hits = find(entries, query, words);
    list.replaceChildren(
      ...hits.map((entry, number) => {
        const item = document.createElement("li");
        item.id = `site-found-${number}`;
        item.setAttribute("role", "option");
        item.dataset.href = box.dataset.root + entry.url || "./";
        const about = document.createElement("span");
        about.textContent = [entry.section, entry.description].filter(Boolean).join(" · ");
        item.append(marked(entry.title, words), about);
        return item;
      }),
    );
    say(hits.length ? String(hits.length) : box.dataset.empty, !hits.length);
    show(true);
    pick(hits.length ? 0 : -1);
  };

  // The roles come with the behaviour: without scripts there is no box at all.
  const name = () => {
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "site-found",
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  };
  const dress = () => {
    name();
    list.id = "site-found";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.results);
    status.setAttribute("role", "status");
    popup.className = "found";
    popup.dataset.added = "";
    popup.hidden = true;
    popup.append(list, status);
    box.append(popup);
  };

  if (box) {
    dress();
    // By a link, so that a result leads on as every other link of the page does.
    const go = (item) => {
      if (!item) return;
      const link = document.createElement("a");
      link.href = item.dataset.href;
      box.append(link);
      link.click();
      link.remove();
    };
    input.addEventListener("focus", () => {
      load().catch(() => {});
      if (input.value) update();
    });
    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "Escape") {
        if (popup.hidden) input.blur();
        input.value = "";
        show(false);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count && !popup.hidden) {
        pick((active + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
      } else if (event.key === "Enter") {
        go(list.children[active]);
      } else return;
      event.preventDefault();
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => go(event.target.closest("li")));
    box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || show(false));
    // In the preview, where a page changes while it is read, and other pages too: what they are called
    // is asked again.
    document.addEventListener("dayone:change", () => {
      index = undefined;
      name();
      if (popup.hidden) return;
      const picked = active;
      show(true);
      pick(picked);
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  }
}
