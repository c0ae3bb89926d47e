// Two units out of all that are compared: only their columns, in the order in which they were chosen, and only the rows
// in which they differ. The choice is in the address (js/choice.js).
"use strict";
{
  const { chosen: asked, choose: put } = globalThis.dayone;
  const choose = document.querySelector(".choose");
  const table = document.querySelector(".compare.all table");
  const shared = document.querySelector(".shared");
  const differing = document.querySelector(".differing");
  const said = choose.querySelector(".said");
  const selects = [...choose.querySelectorAll("select")];
  // As they were: columns are moved when two are chosen.
  const rows = [...table.rows].map((row) => [row, [...row.cells]]);
  const units = rows[0][1].map((head) => head.dataset.unit ?? "");
  const holds = (cell) => cell.dataset.held ?? cell.textContent.trim();

  // A unit by its folder, seen from teams/ if it lies there, or by the end of it that no other has; everybody is `/`.
  const unit = (asked) => {
    if (!asked || /^\/+$/.test(asked)) return asked && "/";
    const id = asked.replace(/^\/+|\/+$/g, "").replace(/^teams\//, "").toLowerCase();
    const named = units.filter((unit) => unit.toLowerCase() === id);
    const ending = units.filter((unit) => unit.toLowerCase().endsWith(`/${id}`));
    return named[0] ?? (ending.length === 1 ? ending[0] : undefined);
  };

  const show = () => {
    const written = asked(selects.map(({ name }) => name));
    const chosen = written.map(unit);
    selects.forEach((select, at) => (select.value = chosen[at] ?? ""));
    const unknown = chosen.indexOf(undefined);
    const twice = chosen[0] && chosen[0] === chosen[1];
    said.textContent = unknown >= 0
      ? choose.dataset.unknown.replace("{id}", written[unknown])
      : twice ? choose.dataset.twice : "";
    const two = !twice && chosen.every((unit) => unit);
    const places = chosen.map((id) => units.indexOf(id));
    for (const [row, cells] of rows) {
      const first = two ? [0, ...places] : [];
      const order = [...first, ...[...cells.keys()].filter((at) => !first.includes(at))];
      row.append(...order.map((at) => cells[at]));
      cells.forEach((cell, at) => (cell.hidden = two && !first.includes(at)));
    }
    const differs = (row) => {
      const cells = rows.find(([other]) => other === row)[1];
      return holds(cells[places[0]]) !== holds(cells[places[1]]);
    };
    const apart = new Set();
    let habits = 0;
    for (const body of table.tBodies) {
      const differ = two ? [...body.rows].filter(differs) : [...body.rows];
      for (const row of body.rows) row.hidden = !row.matches(".group") && !differ.includes(row);
      body.hidden = differ.length === 0;
      const principle = body.rows[0].querySelector("th .aside") && body.rows[0].querySelector("th a").href;
      if (!principle) habits += differ.length;
      else if (differ.length) apart.add(principle);
    }
    table.closest(".table").classList.toggle("two", two);
    table.closest(".table").hidden = two && habits + apart.size === 0;
    for (const item of shared?.querySelectorAll("li") ?? []) item.hidden = apart.has(item.querySelector("a").href);
    const found = !two ? "all" : apart.size && habits ? "both" : apart.size ? "words" : habits ? "habits" : "none";
    differing.querySelector("strong").textContent = choose.dataset[found];
  };

  for (const select of selects) {
    select.addEventListener("change", () => {
      put(selects);
      show();
    });
  }
  addEventListener("popstate", show);
  choose.hidden = false;
  show();
}
