// A copy button on every listing.
"use strict";
{
  const { copy, copied } = document.currentScript.dataset;
  const status = document.createElement("span");
  status.className = "unseen";
  status.dataset.added = "";
  status.setAttribute("role", "status");
  document.body.append(status);

  const dress = (figure) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.dataset.added = "";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      const text = figure.querySelector("code").textContent;
      try {
        await navigator.clipboard.writeText(text.replace(/\n$/, ""));
      } catch {
        // No clipboard (an insecure address): select the text, for the reader to copy.
        getSelection().selectAllChildren(figure.querySelector("code"));
        return;
      }
      button.textContent = status.textContent = copied;
      setTimeout(() => {
        button.textContent = copy;
        status.textContent = "";
      }, 2000);
    });
    figure.append(button);
  };

  const dressAll = () => document.querySelectorAll("figure.code:not(:has(> .copy))").forEach(dress);
  dressAll();
  // In the preview, where a page changes while it is read.
  document.addEventListener("dayone:change", dressAll);
}
