// The corner of the page where the preview says what it has to say, in a shadow of its own beside the
// body: the page's style does not reach it, and its own does not reach the page.

import { make } from "/_dayone/here.js";

const host = make("div", { id: "dayone-preview", hidden: true });
export const shadow = host.attachShadow({ mode: "open" });
const style = make("link", { rel: "stylesheet", href: "/_dayone/panel.css" });
// Never shown without its style.
style.addEventListener("load", () => (host.hidden = false));

const lost = make("p", { className: "notice", hidden: true, textContent: "Preview disconnected" });
const failure = make("p", { className: "notice", hidden: true });
const toast = make("p", { className: "notice", hidden: true });
const notices = make("div", { className: "notices" }, lost, failure, toast);

// Puts these parts into the corner, below the notices.
export const show = (...parts) => {
  notices.setAttribute("role", "status");
  shadow.append(style, make("div", { className: "corner" }, notices, ...parts));
  document.documentElement.append(host);
};

export const showLost = (isLost) => (lost.hidden = !isLost);
export const showFailure = (words) => {
  failure.hidden = !words;
  failure.textContent = words ? `Cannot be read, so what you see is older: ${words}` : "";
};
let fading;
export const say = (words) => {
  clearTimeout(fading);
  toast.textContent = words;
  toast.hidden = false;
  fading = setTimeout(() => (toast.hidden = true), 8000);
};
