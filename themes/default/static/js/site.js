// What every page has: the colours' button, the drawer, the contents, and dates that stay true.
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
  if (button) label();
}

{
  // The drawer works by its address alone; here it leaves the address be, keeps focus inside
  // while it is open, and gives it back.
  const page = document.documentElement;
  const sidebar = document.getElementById("site-sidebar");
  const menu = document.querySelector("a.menu");
  const narrow = matchMedia("(width < 60rem)");
  const outside = document.querySelectorAll(".skip, .top, main, .foot");
  const show = (open) => {
    page.classList.toggle("drawer", open);
    menu.setAttribute("aria-expanded", open);
    for (const element of outside) element.inert = open;
    if (open) sidebar.querySelector(".close").focus();
    else menu.focus({ preventScroll: true });
  };
  const isOpen = () => page.classList.contains("drawer");
  if (menu && sidebar) {
    menu.setAttribute("role", "button");
    menu.setAttribute("aria-expanded", "false");
    menu.setAttribute("aria-controls", "site-sidebar");
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
  const toc = document.querySelector(".toc");
  const wide = matchMedia("(width >= 80rem)");
  if (toc) {
    const fold = toc.querySelector("details");
    const summary = toc.querySelector("summary");
    const fit = () => {
      fold.open = wide.matches;
      summary.tabIndex = wide.matches ? -1 : 0;
    };
    fit();
    wide.addEventListener("change", fit);
    summary.addEventListener("click", (event) => wide.matches && event.preventDefault());
    toc.addEventListener("click", (event) => {
      if (event.target.closest("a") && !wide.matches) fold.open = false;
    });

    const links = new Map();
    for (const link of toc.querySelectorAll("a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    const headings = [...links.keys()];
    let marked;
    const mark = () => {
      // The last heading above the upper third of the window is the one being read.
      const line = innerHeight / 3;
      const above = headings.filter((heading) => heading.getBoundingClientRect().top < line);
      const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 2;
      const now = links.get(atEnd ? headings.at(-1) : above.at(-1));
      if (now === marked) return;
      marked?.removeAttribute("aria-current");
      now?.setAttribute("aria-current", "location");
      marked = now;
    };
    const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
    for (const heading of headings) watch.observe(heading);
    const foot = document.querySelector(".foot");
    if (foot) new IntersectionObserver(mark).observe(foot);
  }
}

{
  // Dates in the page's language; and the state of the review as of today, not of the build.
  const day = (text) => new Date(`${text}T00:00:00`);
  const format = new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", { dateStyle: "long" });
  // "en" alone would give the month first; handbooks write days the way ISO's readers do.
  const british = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
  for (const time of document.querySelectorAll(".meta time")) {
    const when = day(time.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    time.textContent = (document.documentElement.lang === "en" ? british : format).format(when);
  }

  const review = document.querySelector(".review[data-due]");
  if (review) {
    const days = (day(review.dataset.due) - new Date().setHours(0, 0, 0, 0)) / 86_400_000;
    const states = ["fresh", "due", "overdue"];
    const state = days < 0 ? "overdue" : days <= 30 ? "due" : "fresh";
    // A page that nobody ever reviewed stays that.
    if (!Number.isNaN(days) && states.includes(review.dataset.state)) {
      review.dataset.state = state;
      review.querySelector(".next > span").textContent = review.dataset.words.split("|")[states.indexOf(state)];
    }
  }
}
