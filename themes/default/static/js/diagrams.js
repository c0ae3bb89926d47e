// Mermaid diagrams, drawn by the script that the site itself serves, under a Content-Security-Policy
// that forbids inline styles.
//
// Mermaid writes `<style>` elements and `style` attributes while it measures and draws. A policy of
// style-src 'self' ignores both, and text would be measured in the wrong font. So for as long as it
// draws, every way that it writes them goes through what such a policy allows: constructed style
// sheets and the CSS object model.
"use strict";
{
  const { library, label } = document.currentScript.dataset;
  const sheets = new Map();
  // Each figure's name for its drawing, and what that was drawn from.
  const ids = new WeakMap();
  const drawn = new WeakMap();
  const allFigures = () => [...document.querySelectorAll("figure.mermaid")];

  // Markup whose style attributes wait under another name: parsing them would be a violation, even
  // in a document that is never shown. Only names within tags are touched, never text or values.
  const tags = /<[a-z][^\s>/]*(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
  const names = /("[^"]*"|'[^']*')|(\s)style(?=\s*=)/gi;
  const held = (markup) =>
    String(markup).replace(tags, (tag) => tag.replace(names, (all, value, space) => value ?? `${space}data-held`));

  // Applies the attributes that waited.
  const release = (root) => {
    for (const element of root.querySelectorAll("[data-held]")) {
      element.style.cssText = element.dataset.held;
      element.removeAttribute("data-held");
    }
  };

  // Makes the text of a style element count, once for each id that its rules are scoped to.
  const adopt = (text) => {
    const scope = /#[\w-]+/.exec(text)?.[0] ?? text;
    let sheet = sheets.get(scope);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheets.set(scope, sheet);
      document.adoptedStyleSheets.push(sheet);
    }
    sheet.replaceSync(text);
  };

  // The methods as a strict policy lets them work, for as long as `draw` takes.
  const permitted = async (draw) => {
    const { setAttribute } = Element.prototype;
    const { insertBefore, appendChild } = Node.prototype;
    const { parseFromString } = DOMParser.prototype;
    const html = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
    const withoutStyle = (insert) =>
      function (node, ...rest) {
        if (node.localName !== "style") return insert.call(this, node, ...rest);
        adopt(node.textContent);
        return node;
      };
    Element.prototype.setAttribute = function (name, value) {
      if (name === "style" && this.style) this.style.cssText = value;
      else setAttribute.call(this, name, value);
    };
    Node.prototype.insertBefore = withoutStyle(insertBefore);
    Node.prototype.appendChild = withoutStyle(appendChild);
    DOMParser.prototype.parseFromString = function (markup, type) {
      const parsed = parseFromString.call(this, held(markup), type);
      release(parsed);
      return parsed;
    };
    Object.defineProperty(Element.prototype, "innerHTML", {
      ...html,
      set(markup) {
        html.set.call(this, held(markup));
        release(this);
      },
    });
    try {
      return await draw();
    } finally {
      Object.assign(Element.prototype, { setAttribute });
      Object.assign(Node.prototype, { insertBefore, appendChild });
      Object.assign(DOMParser.prototype, { parseFromString });
      Object.defineProperty(Element.prototype, "innerHTML", html);
    }
  };

  // What a CSS colour comes to in the dark or in the light, as the #rrggbb that Mermaid can read: it knows neither
  // custom properties nor the color(srgb r g b) that color-mix() computes to.
  const colour = (value, dark) => {
    const probe = document.createElement("span");
    probe.style.colorScheme = dark ? "dark" : "light";
    probe.style.color = value;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    const unit = color.startsWith("color(") ? 255 : 1;
    const parts = color.replace("srgb", "").match(/[\d.]+(e-\d+)?/g).slice(0, 3);
    return `#${parts.map((part) => Math.round(part * unit).toString(16).padStart(2, "0")).join("")}`;
  };

  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };

  const settings = (dark) => {
    const [paper, panel, line, ink, soft, accent, red, tint] = [
      "paper", "panel", "line", "ink", "soft", "accent", "red", "tint",
    ].map((name) => colour(`var(--${name})`, dark));
    const hues = ["accent", "amber", "blue", "plum", "green", "red"];
    const shade = (name, share) => colour(`color-mix(in srgb, var(--${name}) ${share}%, var(--paper))`, dark);
    // Mermaid numbers its scales: pie from 1 to 12, the others from 0.
    const scales = {};
    for (let number = 0; number < 12; number += 1) {
      const pale = shade(hues[number % 6], number < 6 ? 28 : 16);
      Object.assign(scales, {
        [`pie${number + 1}`]: pale,
        [`cScale${number}`]: pale, [`cScalePeer${number}`]: soft, [`cScaleInv${number}`]: soft,
        [`cScaleLabel${number}`]: ink,
        [`fillType${number}`]: pale,
        [`git${number}`]: shade(hues[number % 6], 55), [`gitBranchLabel${number}`]: ink,
      });
    }
    return {
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      theme: "base",
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 15,
      flowchart: { nodeSpacing: 36, rankSpacing: 36 },
      gantt: { useWidth: Math.max(560, allFigures()[0].clientWidth) },
      themeVariables: {
        ...scales,
        darkMode: dark,
        fontSize: "15px",
        background: paper,
        primaryColor: tint, primaryTextColor: ink, primaryBorderColor: accent,
        secondaryColor: panel, secondaryTextColor: ink, secondaryBorderColor: soft,
        tertiaryColor: panel, tertiaryTextColor: ink, tertiaryBorderColor: soft,
        lineColor: soft, textColor: ink, titleColor: ink,
        noteBkgColor: panel, noteTextColor: ink, noteBorderColor: soft,
        edgeLabelBackground: paper, actorLineColor: soft, rowOdd: paper, rowEven: panel,
        pieStrokeColor: paper, pieOuterStrokeColor: line, pieOpacity: 1,
        sectionBkgColor: panel, altSectionBkgColor: paper, sectionBkgColor2: panel, gridColor: line,
        taskBkgColor: shade("accent", 28), taskBorderColor: accent, taskTextColor: ink,
        taskTextDarkColor: ink, taskTextLightColor: ink, taskTextOutsideColor: ink,
        activeTaskBkgColor: tint, activeTaskBorderColor: accent,
        doneTaskBkgColor: panel, doneTaskBorderColor: soft,
        critBkgColor: shade("red", 28), critBorderColor: red, todayLineColor: red,
        xyChart: {
          backgroundColor: paper, titleColor: ink, dataLabelColor: ink,
          xAxisTitleColor: ink, xAxisLabelColor: ink, xAxisTickColor: soft, xAxisLineColor: soft,
          yAxisTitleColor: ink, yAxisLabelColor: ink, yAxisTickColor: soft, yAxisLineColor: soft,
          plotColorPalette: hues.map((name) => shade(name, 60)).join(", "),
        },
      },
    };
  };

  // What the library calls a drawing: the same as long as its figure is there, and never one twice.
  let number = 0;
  const idOf = (figure) => {
    if (!ids.has(figure)) ids.set(figure, `diagram-${number++}`);
    return ids.get(figure);
  };

  // On paper everything is light, so a dark drawing has a light one beside it, which only print shows.
  const drawOne = async (figure, use) => {
    const source = figure.querySelector("pre");
    const id = idOf(figure) + (use === "paper" ? "-paper" : "");
    const text = source.textContent;
    drawn.set(figure, text);
    try {
      const { svg } = await mermaid.render(id, text);
      const drawing = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
      const kind = drawing.getAttribute("aria-roledescription");
      drawing.setAttribute("role", "img");
      drawing.removeAttribute("aria-roledescription");
      if (!drawing.hasAttribute("aria-labelledby")) drawing.setAttribute("aria-label", kind ? `${label}: ${kind}` : label);
      const frame = document.createElement("div");
      frame.className = `drawing ${use}`.trim();
      frame.dataset.added = "";
      frame.append(document.adoptNode(drawing));
      if (use !== "paper") removeDrawings(figure);
      figure.append(frame);
      source.hidden = true;
      // A wide diagram shrinks to what can still be read, and scrolls from there.
      drawing.style.minWidth = `${0.6 * (parseFloat(drawing.style.maxWidth) || 0)}px`;
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    } catch (error) {
      // The source stays readable, which is what a reader without scripts sees too.
      drawn.delete(figure);
      document.getElementById(`d${id}`)?.remove();
      removeDrawings(figure);
      source.hidden = false;
      console.warn(error);
    }
  };

  const removeDrawings = (figure) => {
    for (const drawing of figure.querySelectorAll(".drawing")) drawing.remove();
  };

  let queue = Promise.resolve();
  const draw = (figures) => {
    queue = queue.then(async () => {
      const now = figures();
      if (!now.length) return;
      await permitted(async () => {
        const dark = isDark();
        mermaid.initialize(settings(dark));
        for (const figure of now) await drawOne(figure, dark ? "screen" : "");
        if (!dark) return;
        mermaid.initialize(settings(false));
        for (const figure of now) await drawOne(figure, "paper");
      });
    });
  };

  const start = () => {
    const script = document.createElement("script");
    script.src = library;
    script.addEventListener("load", () => {
      const drawAll = () => draw(allFigures);
      drawAll();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
      new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
      // In the preview, where a page changes while it is read.
      document.addEventListener("dayone:change", () => {
        for (const figure of allFigures()) figure.querySelector("pre").hidden = Boolean(figure.querySelector(".drawing"));
        draw(() => allFigures().filter((figure) => drawn.get(figure) !== figure.querySelector("pre").textContent));
      });
    });
    document.head.append(script);
  };

  if (allFigures().length) start();
}
