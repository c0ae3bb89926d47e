// Which page this is, and what every part of the client needs.

// The server says it with the script's tag: the site's path `base`; the address of the `page` from there,
// which is undefined where there is none; its `source`; and whether that is `blank`. They change
// with the page, and the base with the settings.
export const here = { ...document.querySelector('script[src="/_dayone/client.js"]').dataset };
export const isWorkbench = here.workbench !== undefined;

export const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== undefined));
  return element;
};

// Runs a task one at a time; whatever is asked for meanwhile is once more.
export const coalesced = (task) => {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      // The server is away; the stream tells when it is back.
      await task().catch(() => {});
    }
    running = false;
  };
};
