// Who is on call now: a page that was built days ago does not know, and the reader's clock does. Times are shown in
// the reader's time zone, with those of the rotation beside them where they differ.
"use strict";
{
  const { lang } = document.documentElement;
  const language = !lang || lang === "en" ? "en-GB" : lang;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = (zone, options) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const moment = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

  // The time of the rotation is kept in `data-text`, so that a page that is dressed again says the same.
  const tell = (time) => {
    const { zone } = time.closest("[data-zone]").dataset;
    const at = new Date(time.dateTime);
    let there;
    try {
      there = format(zone, moment).format(at);
    } catch {
      return; // A zone that this browser does not know: what is written stays.
    }
    const mine = format(here, moment).format(at);
    time.textContent = mine;
    const next = time.nextElementSibling;
    if (mine === there) return next?.matches(".there") && next.remove();
    const sameDay = format(zone, { dateStyle: "short" }).format(at) === format(here, { dateStyle: "short" }).format(at);
    const aside = next?.matches(".there") ? next : document.createElement("span");
    aside.className = "there";
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    aside.textContent = `${format(zone, sameDay ? clock : { weekday: "short", ...clock }).format(at)} ${zone.split("/").at(-1).replaceAll("_", " ")}`;
    if (aside !== next) time.after(" ", aside);
  };

  const spans = (shift) =>
    shift.dataset.spans.split(" ").map((span) => span.split("/").map((seconds) => seconds * 1000));

  // What holds now, in a list or a table: over, now, in its hours or between them, or to come.
  const state = (shift, now) => {
    const all = spans(shift);
    if (now >= all.at(-1)[1]) return "over";
    if (all.some(([from, to]) => from <= now && now < to)) return "now";
    return "to-come";
  };

  const mark = (shift, text) => {
    shift.querySelector(".now")?.remove();
    if (!text) return;
    const now = document.createElement("span");
    now.className = "now mark";
    now.textContent = text;
    shift.querySelector(".who").after(" ", now);
  };

  const said = (list, text) => {
    const before = list.previousElementSibling;
    if (before?.matches(".said")) before.remove();
    list.classList.toggle("off", Boolean(text));
    if (!text) return;
    const line = document.createElement("p");
    line.className = "said aside";
    line.textContent = text;
    list.before(line);
  };

  const age = () => {
    const now = Date.now();
    for (const list of document.querySelectorAll(".turns")) {
      const shifts = [...list.children];
      const states = shifts.map((shift) => state(shift, now));
      const left = shifts.filter((_, at) => states[at] !== "over");
      shifts.forEach((shift, at) => {
        mark(shift, states[at] === "now" && list.dataset.now);
        // Whoever is on call, and whoever is next.
        shift.hidden = !left.slice(0, 2).includes(shift);
        // From when, unless it is on now or follows at once; between two days, from when the next day on.
        const from = shift.querySelector(".from");
        from.hidden = !("apart" in from.dataset) && states.includes("now");
        const next = shift === left[0] && spans(shift).find(([start]) => start > now);
        const time = from.querySelector("time");
        time.dataset.at ??= time.dateTime;
        time.dateTime = next && states[at] !== "now" ? new Date(next[0]).toISOString() : time.dataset.at;
        tell(time);
      });
      said(list, left.length === 0 ? list.dataset.over : states.includes("now") ? "" : list.dataset.off);
    }
    for (const shift of document.querySelectorAll(".own-turns > li")) {
      const is = state(shift, now);
      shift.hidden = is === "over";
      mark(shift, is === "now" && shift.parentElement.dataset.now);
    }
    for (const table of document.querySelectorAll(".shifts")) {
      for (const shift of table.rows) {
        const is = state(shift, now);
        shift.classList.toggle("past", is === "over");
        if (is === "now") shift.setAttribute("aria-current", "true");
        else shift.removeAttribute("aria-current");
        mark(shift, is === "now" && table.dataset.now);
      }
    }
  };

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  const dress = () => {
    document.querySelectorAll(".turns time, .own-turns time, .shifts time").forEach(tell);
    for (const zones of document.querySelectorAll(".zones")) {
      const { zone, zones: text } = zones.dataset;
      if (zone !== here) zones.textContent = text.replace("{here}", here).replace("{zone}", zone);
    }
    // A page in the preview is as of the day that was asked for: only today there is a now.
    const preview = document.querySelector('script[src^="/_dayone/"]');
    if (!preview || preview.dataset.today === today()) age();
  };
  dress();
  document.addEventListener("dayone:change", dress);
  // A page that is left open does not grow old either.
  setInterval(() => document.hidden || dress(), 60_000);
  document.addEventListener("visibilitychange", () => document.hidden || dress());
}
