// Of all decisions only those of a unit, or of a status. The choice is in the address, so that it can be sent, and so
// that the way back works.
"use strict";
{
  const choose = document.querySelector(".decisions .choose");
  if (choose) {
    const said = choose.querySelector(".said");
    const selects = [...choose.querySelectorAll("select")];
    const rows = [...document.querySelectorAll(".decisions .log > li")];
    const has = (row, { name, value }) =>
      !value || (name === "unit" ? (row.dataset.units ?? "").split("|").includes(value) : row.dataset.status === value);

    const show = () => {
      const asked = new URLSearchParams(location.search);
      for (const select of selects) {
        const wanted = (asked.get(select.name) ?? "").toLowerCase();
        const option = [...select.options].find(({ value }) => value.toLowerCase() === wanted);
        select.value = option?.value ?? "";
      }
      let shown = 0;
      for (const row of rows) {
        row.hidden = !selects.every((select) => has(row, select));
        shown += row.hidden ? 0 : 1;
      }
      const isChosen = selects.some(({ value }) => value);
      said.textContent = !isChosen ? "" : shown ? `${shown} / ${rows.length}` : said.dataset.none;
    };

    for (const select of selects) {
      select.addEventListener("change", () => {
        const asked = new URLSearchParams(location.search);
        selects.forEach(({ name, value }) => (value ? asked.set(name, value) : asked.delete(name)));
        const query = asked.toString();
        history.pushState(null, "", query ? `?${query}` : location.pathname);
        show();
      });
    }
    addEventListener("popstate", show);
    choose.hidden = false;
    show();
  }
}
