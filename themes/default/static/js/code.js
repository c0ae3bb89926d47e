// A copy button on every listing.
"use strict";
{
  const { copy, copied } = document.currentScript.dataset;
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);

  for (const figure of document.querySelectorAll("figure.code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
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
  }
}
