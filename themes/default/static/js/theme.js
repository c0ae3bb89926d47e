// Runs before the first paint: scripts are on, and the reader's own choice of colours.
"use strict";
{
  const page = document.documentElement;
  page.classList.add("js");
  try {
    const theme = localStorage.getItem("handbook-theme");
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's colours do.
  }
}
