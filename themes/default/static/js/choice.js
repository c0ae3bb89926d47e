// What is chosen in a few lists is in the address, so that it can be sent, so that it is there again when the page is
// loaded anew, and so that the way back works. Other scripts use this: `dayone.chosen(names)` has what the address says of
// each, and `dayone.choose(selects)` puts there what is chosen now.
"use strict";
{
  const chosen = (names) => {
    const asked = new URLSearchParams(location.search);
    return names.map((name) => asked.get(name) ?? "");
  };

  const choose = (selects) => {
    const asked = new URLSearchParams(location.search);
    for (const { name, value } of selects) value ? asked.set(name, value) : asked.delete(name);
    // Ids of units have slashes, which are as good here as what stands for them.
    const query = asked.toString().replaceAll("%2F", "/");
    history.pushState(null, "", query ? `?${query}` : location.pathname);
  };

  globalThis.dayone = { ...globalThis.dayone, chosen, choose };
}
