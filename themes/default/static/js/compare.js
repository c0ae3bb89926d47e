// Two units out of all that are compared: only their columns, and only the rows in which they differ. The choice is in
// the address, so that it can be sent.
"use strict";
{
  const choose = document.querySelector(".choose");
  const table = document.querySelector(".compare.all table");
  const selects = [...choose.querySelectorAll("select")];
  const units = [...table.querySelectorAll("thead th")].map((head) => head.dataset.unit);
  const said = (cell) => `${cell?.dataset.stance ?? ""} ${cell?.textContent.trim() ?? ""}`;
  const show = () => {
    const chosen = selects.map((select) => units.indexOf(select.value));
    const two = selects.every((select) => select.value) && chosen[0] !== chosen[1];
    for (const row of table.rows) {
      [...row.cells].forEach((cell, at) => (cell.hidden = two && at > 0 && !chosen.includes(at)));
    }
    for (const body of table.tBodies) {
      let differ = 0;
      for (const row of body.rows) {
        const [one, other] = chosen.map((at) => row.cells[at]);
        // Two units that both change something need not change it in the same way.
        const same = two && said(one) === said(other) && (!row.matches(".group") || one.dataset.stance === "adopts");
        row.hidden = same && !row.matches(".group");
        differ += same ? 0 : 1;
      }
      body.hidden = two && differ === 0;
    }
    const parameters = new URLSearchParams(location.search);
    selects.forEach((select) => (two ? parameters.set(select.name, select.value) : parameters.delete(select.name)));
    const query = parameters.toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };
  const asked = new URLSearchParams(location.search);
  for (const select of selects) {
    const wanted = asked.get(select.name) ?? "";
    select.value = units.includes(wanted) ? wanted : "";
    select.addEventListener("change", show);
  }
  choose.hidden = false;
  show();
}
