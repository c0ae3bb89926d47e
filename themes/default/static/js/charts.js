// What a chart's table says of where the pointer is, or the arrow keys: the values are read from the table, so that
// both always say the same.
"use strict";
{
  // Plots that are dressed already; in the preview a chart may change, or come, while it is looked at.
  const dressed = new WeakSet();

  const dress = (plot) => {
    const chart = plot.closest("figure.chart");
    // What is in the page now, not what was when it was dressed.
    const read = () => ({
      picture: plot.querySelector("svg"),
      heads: [...chart.querySelectorAll(".data thead th")].map((head) => head.textContent),
      rows: [...chart.querySelectorAll(".data tbody tr")]
        .map((row) => ({ x: Number(row.dataset.x), cells: [...row.children].map((cell) => cell.textContent) }))
        .filter(({ x }) => x >= -1 && x <= 101),
    });
    const start = read();
    if (!start.picture || start.rows.length === 0) return;
    // An exchange of the page takes from a plot what is not in its text.
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-labelledby", start.picture.getAttribute("aria-labelledby"));
    if (dressed.has(plot)) return;
    dressed.add(plot);

    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("role", "status");
    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("y1", "14");
    cursor.setAttribute("y2", "234");

    // Beside the cursor, where there is room and what is marked is not covered: above, or else below.
    const putBeside = (picture, x) => {
      const box = picture.getBoundingClientRect();
      const frame = plot.getBoundingClientRect();
      const left = box.left - frame.left + (box.width * x) / 100;
      const room = plot.clientWidth - tip.offsetWidth;
      const marks = [...picture.querySelectorAll(".mark")].map((mark) => mark.getBoundingClientRect());
      const sides = [left + 12, left - tip.offsetWidth - 12];
      if (x > 50) sides.reverse();
      const places = [-6, 232 - tip.offsetHeight].flatMap((top) => sides.map((side) => [Math.max(0, Math.min(room, side)), top]));
      const covered = ([side, top]) => {
        const [from, over] = [frame.left + side, frame.top + top];
        const across = (mark) => Math.min(mark.right, from + tip.offsetWidth) - Math.max(mark.left, from);
        const down = (mark) => Math.min(mark.bottom, over + tip.offsetHeight) - Math.max(mark.top, over);
        return marks.reduce((sum, mark) => sum + Math.max(0, across(mark)) * Math.max(0, down(mark)), 0);
      };
      const [side, top] = places.reduce((best, next) => (covered(next) < covered(best) ? next : best));
      tip.style.left = `${side}px`;
      tip.style.top = `${top}px`;
    };

    let at = -1;
    const show = (index) => {
      const { picture, heads, rows } = read();
      if (!picture || rows.length === 0) return;
      if (!tip.isConnected) plot.append(tip);
      at = Math.max(0, Math.min(rows.length - 1, index));
      const { x, cells } = rows[at];
      const [place, ...values] = cells;
      const lines = values.map((value, column) => (value ? `${values.length > 1 ? `${heads[column + 1]}: ` : ""}${value}` : ""));
      const strong = document.createElement("strong");
      strong.textContent = place;
      tip.replaceChildren(strong, ...lines.filter(Boolean).flatMap((line, number) => (number ? [document.createElement("br"), line] : [line])));
      tip.hidden = false;
      for (const end of ["x1", "x2"]) cursor.setAttribute(end, `${x}%`);
      picture.append(cursor);
      putBeside(picture, x);
    };
    const hide = () => {
      tip.hidden = true;
      cursor.remove();
    };
    // The row whose place is nearest.
    const near = (rows, x) => rows.reduce((best, row, index) => (Math.abs(row.x - x) < Math.abs(rows[best].x - x) ? index : best), 0);

    plot.addEventListener("pointermove", (event) => {
      const { picture, rows } = read();
      if (!picture || rows.length === 0) return;
      const box = picture.getBoundingClientRect();
      show(near(rows, ((event.clientX - box.left) / box.width) * 100));
    });
    plot.addEventListener("pointerleave", () => {
      if (document.activeElement !== plot) hide();
    });
    plot.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
      if (event.key === "Escape") hide();
      if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      show(at < 0 ? 0 : at + steps[event.key]);
    });
    plot.addEventListener("blur", hide);
  };

  const all = () => document.querySelectorAll("figure.chart .plot").forEach(dress);
  all();
  document.addEventListener("dayone:change", all);
}
