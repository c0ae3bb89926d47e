// How the handbook is kept as of today, not of the build: pages that have come to want a review meanwhile are shown,
// and counted. The states themselves are js/site.js's business, which is here before.
"use strict";
{
  const add = (number, by) => {
    if (number) number.textContent = Number(number.textContent) + by || (number.matches("td") ? "" : 0);
  };
  const count = (owner, state, by) => {
    add(document.querySelector(`.tally [data-state="${state}"] strong`), by);
    add(document.querySelector(`.keepers [data-owner="${CSS.escape(owner)}"] [data-count="${state}"]`), by);
  };
  for (const review of document.querySelectorAll(".wants .review")) {
    const { state, built } = review.dataset;
    if (state === built) continue;
    review.hidden = state === "fresh";
    review.dataset.built = state;
    const { owner } = review.closest(".keeper").dataset;
    count(owner, built, -1);
    count(owner, state, 1);
  }
  // A page in the preview is as of the day that was asked for.
  const built = document.querySelector(".health .lede time");
  if (!document.querySelector('script[src^="/_dayone/"]')) {
    const now = new Date();
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
