// What every page has: the colours' button, the drawer, the contents, and dates that stay true.
// `dayone:change` is the preview's, where a page changes while it is read; a published page never
// hears it.
"use strict";
{
  const page = document.documentElement;

  // Colours: as the system, light, dark, and round again.
  const button = document.querySelector("button.theme");
  const label = () => {
    const { label, ...names } = button.dataset;
    const text = `${label}: ${names[page.dataset.theme ?? "auto"]}`;
    button.firstElementChild.textContent = text;
    button.title = text;
  };
  button?.addEventListener("click", () => {
    const themes = [undefined, "light", "dark"];
    const theme = themes[(themes.indexOf(page.dataset.theme) + 1) % 3];
    if (theme) page.dataset.theme = theme;
    else delete page.dataset.theme;
    try {
      if (theme) localStorage.setItem("handbook-theme", theme);
      else localStorage.removeItem("handbook-theme");
    } catch {
      // Not remembered, then.
    }
    label();
  });
  if (button) {
    label();
    document.addEventListener("dayone:change", label);
  }
}

{
  // The drawer works by its address alone; here it leaves the address be, keeps focus inside
  // while it is open, and gives it back.
  const page = document.documentElement;
  const sidebar = document.getElementById("site-sidebar");
  const menu = document.querySelector("a.menu");
  const narrow = matchMedia("(width < 60rem)");
  const dress = (open) => {
    page.classList.toggle("drawer", open);
    menu.setAttribute("aria-expanded", open);
    for (const element of document.querySelectorAll(".skip, .top, main, .foot")) element.inert = open;
  };
  const show = (open) => {
    dress(open);
    if (open) sidebar.querySelector(".close").focus();
    else menu.focus({ preventScroll: true });
  };
  const isOpen = () => page.classList.contains("drawer");
  if (menu && sidebar) {
    const name = () => {
      menu.setAttribute("role", "button");
      menu.setAttribute("aria-expanded", isOpen());
      menu.setAttribute("aria-controls", "site-sidebar");
    };
    name();
    document.addEventListener("dayone:change", () => {
      name();
      if (isOpen()) dress(true);
    });
    menu.addEventListener("click", (event) => {
      event.preventDefault();
      show(true);
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      show(true);
    });
    for (const way of document.querySelectorAll(".close, .backdrop")) {
      way.addEventListener("click", (event) => {
        event.preventDefault();
        // Opened by address, before this script ran or by a bookmark.
        if (location.hash === "#site-sidebar") location.hash = "site-main";
        show(false);
      });
    }
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isOpen()) show(false);
    });
    narrow.addEventListener("change", () => {
      if (isOpen()) show(false);
    });
  }
}

{
  // Contents: always open beside the text, and the section being read is marked.
  const wide = matchMedia("(width >= 80rem)");
  const dressed = new WeakSet();
  const links = new Map();
  let toc;
  let marked;
  const name = () => (toc.querySelector("summary").tabIndex = wide.matches ? -1 : 0);
  const fit = () => {
    if (!toc) return;
    toc.querySelector("details").open = wide.matches;
    name();
  };
  const mark = () => {
    // The last heading above the upper third of the window is the one being read.
    const line = innerHeight / 3;
    const headings = [...links.keys()];
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < line);
    const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 2;
    const now = links.get(atEnd ? headings.at(-1) : above.at(-1));
    if (now === marked) return;
    marked?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "location");
    marked = now;
  };
  const passing = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
  const ending = new IntersectionObserver(mark);
  const listen = () => {
    toc.addEventListener("click", (event) => {
      if (event.target.closest("summary") && wide.matches) event.preventDefault();
      if (event.target.closest("a") && !wide.matches) toc.querySelector("details").open = false;
    });
    dressed.add(toc);
    fit();
  };
  const watch = () => {
    for (const link of toc.querySelectorAll("a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!heading) continue;
      links.set(heading, link);
      passing.observe(heading);
    }
    const foot = document.querySelector(".foot");
    if (foot) ending.observe(foot);
  };
  const dress = () => {
    passing.disconnect();
    ending.disconnect();
    links.clear();
    marked = undefined;
    toc = document.querySelector(".toc");
    if (!toc) return;
    if (!dressed.has(toc)) listen();
    name();
    watch();
  };
  dress();
  wide.addEventListener("change", fit);
  document.addEventListener("dayone:change", () => {
    dress();
    mark();
  });
}

{
  // Dates in the page's language; and the state of the review as of today, not of the build.
  const day = (text) => new Date(`${text}T00:00:00`);
  // "en" alone would give the month first; handbooks write days the way ISO's readers do.
  const language = () => {
    const { lang } = document.documentElement;
    return !lang || lang === "en" ? "en-GB" : lang;
  };
  const tell = () => {
    const days = new Intl.DateTimeFormat(language(), { dateStyle: "long" });
    const short = new Intl.DateTimeFormat(language(), { dateStyle: "medium" });
    const months = new Intl.DateTimeFormat(language(), { month: "short", year: "numeric" });
    const own = ".meta time, .changes summary time, .health time, .people time, .unit time, .tasks time, .seen time, .because time, .presented time, .register time, .departed time";
    for (const time of document.querySelectorAll(own)) {
      // Hours are told elsewhere.
      if (!/^\d{4}-\d\d(-\d\d)?$/.test(time.dateTime)) continue;
      const isMonth = /^\d{4}-\d\d$/.test(time.dateTime);
      const when = day(isMonth ? `${time.dateTime}-01` : time.dateTime);
      if (!Number.isNaN(when.getTime())) time.textContent = (isMonth ? months : time.closest(".register") ? short : days).format(when);
    }
  };

  const age = (review) => {
    const since = (when) => (new Date().setHours(0, 0, 0, 0) - day(when)) / 86_400_000;
    const days = -since(review.dataset.due);
    const states = ["fresh", "due", "overdue"];
    const state = days < 0 ? "overdue" : since(review.dataset.soon) >= 0 ? "due" : "fresh";
    // A page that nobody ever reviewed stays that; one that was edited since is so until it is overdue, too.
    const stays = review.dataset.state === "edited" && state !== "overdue";
    if (!Number.isNaN(days) && [...states, "edited"].includes(review.dataset.state) && !stays) {
      review.dataset.state = state;
      review.querySelector(".next > span").textContent = review.dataset.words.split("|")[states.indexOf(state)];
    }
  };

  // What was to be done by a day that is over now.
  const late = (task) => {
    if (task.dataset.state !== "open" || day(task.dataset.until) >= new Date().setHours(0, 0, 0, 0)) return;
    task.dataset.state = "overdue";
    const state = task.querySelector(".state");
    if (state) state.textContent = task.dataset.late;
  };

  tell();
  document.addEventListener("dayone:change", tell);
  // A page in the preview is as of the day that was asked for.
  if (!document.querySelector('script[src^="/_dayone/"]')) {
    document.querySelectorAll(".review[data-due]").forEach(age);
    document.querySelectorAll(".task[data-until]").forEach(late);
  }
}
