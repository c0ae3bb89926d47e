// Reading mode: the text alone, with how much of it is left, for those who read it together in silence. Escape ends it,
// and so does the way back.
"use strict";
{
  const { minutes, pages, left } = document.currentScript.dataset;
  const root = document.documentElement;
  const item = document.querySelector(".meta .mode");
  const button = item?.querySelector("button");
  const text = document.querySelector(".prose");
  const MODE = "#site-reading";
  if (button && text) {
    const bar = document.createElement("p");
    bar.className = "left";
    bar.hidden = true;
    document.body.append(bar);

    const show = () => {
      const { top, height } = text.getBoundingClientRect();
      const read = Math.min(1, Math.max(0, (innerHeight - top) / height));
      const at = Math.min(pages, Math.max(1, Math.ceil(read * pages)));
      const rest = Math.ceil((1 - read) * minutes);
      bar.textContent = left.replace("{minutes}", rest).replace("{page}", at).replace("{pages}", pages);
      bar.style.setProperty("--read", `${Math.round(read * 100)}%`);
    };
    const settle = () => {
      const on = location.hash === MODE;
      root.toggleAttribute("data-reading", on);
      button.setAttribute("aria-pressed", String(on));
      bar.hidden = !on;
      if (on) show();
    };
    button.addEventListener("click", () => {
      const on = location.hash === MODE;
      history.pushState(null, "", on ? location.pathname + location.search : MODE);
      settle();
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && location.hash === MODE) button.click();
    });
    addEventListener("hashchange", settle);
    addEventListener("popstate", settle);
    addEventListener("scroll", () => bar.hidden || show(), { passive: true });
    addEventListener("resize", () => bar.hidden || show());
    item.hidden = false;
    settle();
  }
}
