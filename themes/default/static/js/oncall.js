// Who is on call now: a page that was built days ago does not know, and the reader's clock does. Times are shown in
// the reader's time zone, with those of the rotation beside them where they differ.
"use strict";
{
  const { lang } = document.documentElement;
  const language = !lang || lang === "en" ? "en-GB" : lang;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const forms = {
    moment: { weekday: "short", day: "numeric", month: "short", ...clock },
    day: { dateStyle: "short" },
    clock,
    weekday: { weekday: "short", ...clock },
  };
  // A formatter takes longer to make than to use for all times of a page.
  const formats = new Map();
  const format = (zone, form) => {
    const key = `${form} ${zone}`;
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone: zone, ...forms[form] }));
    return formats.get(key);
  };
  // What was told of each time: a page that is not dressed anew has it still.
  const told = new WeakMap();

  // The time of the rotation is kept in `data-text`, so that a page that is dressed again says the same.
  const tell = (time) => {
    const { zone } = time.closest("[data-zone]").dataset;
    const before = told.get(time);
    const next = time.nextElementSibling;
    const beside = next?.matches(".there") ? next : null;
    const is = (text, aside) => [time.dateTime, zone, text, aside].join("|");
    if (before === is(time.textContent, beside?.textContent ?? "")) return;
    const at = new Date(time.dateTime);
    let there;
    try {
      there = format(zone, "moment").format(at);
    } catch {
      return; // A zone that this browser does not know: what is written stays.
    }
    const mine = format(here, "moment").format(at);
    time.textContent = mine;
    if (mine === there) {
      beside?.remove();
      told.set(time, is(mine, ""));
      return;
    }
    const sameDay = format(zone, "day").format(at) === format(here, "day").format(at);
    const aside = beside ?? document.createElement("span");
    aside.className = "there";
    aside.textContent = `${format(zone, sameDay ? "clock" : "weekday").format(at)} ${zone.split("/").at(-1).replaceAll("_", " ")}`;
    if (aside !== beside) time.after(" ", aside);
    told.set(time, is(mine, aside.textContent));
  };

  const spans = (shift) =>
    shift.dataset.spans.split(" ").map((span) => span.split("/").map((seconds) => seconds * 1000));

  // All shifts of a list: when they are, with the item that each looks like. The instants are seconds, to the base of
  // 36: from the end of the one before, how long.
  const coming = (list) => {
    const listed = [...list.children].filter((item) => !("added" in item.dataset));
    if (!list.dataset.coming) return listed.map((like) => ({ like, spans: spans(like), item: like }));
    const number = (digits) => parseInt(digits || "0", 36);
    let end = 0;
    return list.dataset.coming.split(" ").map((turn) => {
      const [like, steps] = turn.split(":");
      const all = steps.split(".").map(number);
      const hours = [];
      for (let at = 0; at < all.length; at += 2) {
        const from = end + all[at];
        end = from + all[at + 1];
        hours.push([from, end]);
      }
      const written = hours.map((span) => span.join("/")).join(" ");
      const look = listed[number(like)];
      const is = hours.map((span) => span.map((seconds) => seconds * 1000));
      return { like: look, key: `${like}:${written}`, spans: is, written, item: look.dataset.spans === written ? look : undefined };
    });
  };

  // An item for a shift that has none.
  const made = ({ like, key, spans, written }) => {
    const item = like.cloneNode(true);
    item.hidden = false;
    item.dataset.added = key;
    item.dataset.spans = written;
    const [from, to] = item.querySelectorAll("time");
    from.dateTime = new Date(spans[0][0]).toISOString();
    to.dateTime = new Date(spans.at(-1)[1]).toISOString();
    for (const time of [from, to]) time.textContent = time.dateTime.replace("T", " ").replace(/:00\.000Z$/, " UTC");
    return item;
  };

  // The items of some shifts of a list, in its order; those that it had for others go.
  const items = (list, turns) => {
    const old = new Map([...list.children].filter((item) => "added" in item.dataset).map((item) => [item.dataset.added, item]));
    const shown = turns.map((turn) => turn.item ?? old.get(turn.key) ?? made(turn));
    for (const item of list.children) item.hidden = !shown.includes(item);
    for (const item of old.values()) if (!shown.includes(item)) item.remove();
    // Backwards: each before the one that comes after it.
    let next = null;
    for (const [at, item] of [...shown.entries()].reverse()) {
      if (!turns[at].item && (item.parentElement !== list || item.nextElementSibling !== next)) {
        list.insertBefore(item, next);
        item.querySelectorAll("time").forEach(tell);
      }
      next = item;
    }
    return shown;
  };

  // What holds now, in a list or a table: over, now, in its hours or between them, or to come.
  const state = (all, now) => {
    if (now >= all.at(-1)[1]) return "over";
    if (all.some(([from, to]) => from <= now && now < to)) return "now";
    return "to-come";
  };

  // So many of a person's shifts are shown.
  const MOST = 8;

  // Whether nobody is on call right before a shift.
  const isApart = (turns, turn, from) => {
    const at = turns.indexOf(turn);
    return at > 0 ? turns[at - 1].spans.at(-1)[1] < turn.spans[0][0] : "apart" in from.dataset;
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
      const turns = coming(list);
      const isNow = turns.some(({ spans }) => state(spans, now) === "now");
      const left = turns.filter(({ spans }) => state(spans, now) !== "over");
      // Whoever is on call, and whoever is next.
      const two = left.slice(0, 2);
      items(list, two).forEach((item, at) => {
        const is = state(two[at].spans, now);
        mark(item, is === "now" && list.dataset.now);
        // From when, unless it is on now or follows at once.
        const from = item.querySelector(".from");
        from.hidden = is === "now" || (isNow && !isApart(turns, two[at], from));
      });
      said(list, left.length === 0 ? list.dataset.over : isNow ? "" : list.dataset.off);
    }
    for (const list of document.querySelectorAll(".own-turns")) {
      const left = coming(list).filter(({ spans }) => state(spans, now) !== "over").slice(0, MOST);
      items(list, left).forEach((item, at) => mark(item, state(left[at].spans, now) === "now" && list.dataset.now));
      said(list, left.length === 0 && list.dataset.over);
    }
    for (const table of document.querySelectorAll(".shifts")) {
      for (const shift of table.rows) {
        const is = state(spans(shift), now);
        shift.classList.toggle("past", is === "over");
        if (is === "now") shift.setAttribute("aria-current", "true");
        else shift.removeAttribute("aria-current");
        mark(shift, is === "now" && table.dataset.now);
      }
    }
    // The week or the day that has the shift of now is open, and those that are over are not; what the reader opens
    // stays so until that changes.
    for (const fold of document.querySelectorAll(".weeks details")) {
      const rows = [...fold.querySelectorAll(".shifts tr")];
      const is = rows.some((row) => row.hasAttribute("aria-current")) ? "now" : rows.every((row) => row.matches(".past")) ? "over" : "to-come";
      if (fold.dataset.is !== is) fold.open = is === "now";
      fold.dataset.is = is;
      fold.classList.toggle("past", is === "over");
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
