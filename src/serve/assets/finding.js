// A finding, as the panel and the workbench show it.

import { open } from "/_dayone/editor.js";
import { make } from "/_dayone/here.js";

// Words between backticks are code, as in the terminal.
const withCode = (name, words, properties = {}) => {
  const parts = words.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make("code", { textContent: part }) : part));
  return make(name, properties, ...parts);
};

// The line with the place marked; of a long one the part around the place.
const lineShown = ({ text, line, column, end_column: end }) => {
  const characters = [...text];
  const from = Math.max((column ?? 1) - 1, 0);
  const to = Math.max((end ?? from + 1) - 1, from + 1);
  const start = from > 90 ? from - 60 : 0;
  const stop = Math.max(to, start + 200);
  const part = (a, b) => characters.slice(a, b).join("");
  return make(
    "pre",
    {},
    make("span", { className: "number", textContent: line }),
    make(
      "code",
      {},
      (start ? "…" : "") + part(start, from),
      make("mark", { textContent: part(from, to) || " " }),
      part(to, stop) + (characters.length > stop ? "…" : ""),
    ),
  );
};

export const findingShown = (finding) => {
  const { code, level, message, file, line, text, label, help, summary, why } = finding;
  const place = file && make("button", {
    type: "button", className: "place", textContent: line ? `${file}:${line}` : file, title: "Open in the editor",
  });
  place?.addEventListener("click", () => open(file, line));
  const said = withCode("p", message, { className: "said" });
  said.prepend(make("span", { className: "level", textContent: level === "info" ? "note" : level }), " ");
  return make(
    "li",
    { className: `finding ${level}` },
    said,
    place || undefined,
    typeof text === "string" ? lineShown(finding) : undefined,
    label ? withCode("p", label, { className: "label" }) : undefined,
    help ? withCode("p", help, { className: "help" }) : undefined,
    make(
      "details",
      {},
      make("summary", {}, "Why: ", make("code", { textContent: code })),
      ...[summary, why].filter(Boolean).map((words) => withCode("p", words)),
    ),
  );
};
