//! The rules that reading Markdown can find broken.

use crate::diag::{Level, Rule};

/// A `{{ name }}` that has no value.
pub static UNKNOWN_VARIABLE: Rule = Rule {
    code: "unknown-variable",
    level: Level::Warning,
    structural: false,
    summary: "A `{{ name }}` has no value in `[vars]`.",
    why: "The text stays as it is written. Variables keep a name or an address in one place; a misspelt one would show its braces to every reader. Text that needs the braces can be written as code.",
    bad: "== book.toml\n[vars]\ncompany = \"Acme\"\n== content/index.md\nWelcome to {{ compny }}.\n",
    good: "== book.toml\n[vars]\ncompany = \"Acme\"\n== content/index.md\nWelcome to {{ company }}.\n",
};

/// A reference to a footnote that is not there.
pub static UNKNOWN_FOOTNOTE: Rule = Rule {
    code: "unknown-footnote",
    level: Level::Warning,
    structural: false,
    summary: "A `[^name]` has no footnote.",
    why: "It stays in the text as it is written. A footnote belongs to the file that it stands in: a file that is included has its own.",
    bad: "We test on a real card.[^crad]\n\n[^card]: Ada's.\n",
    good: "We test on a real card.[^card]\n\n[^card]: Ada's.\n",
};

/// A typed block of an unknown name.
pub static UNKNOWN_BLOCK: Rule = Rule {
    code: "unknown-block",
    level: Level::Warning,
    structural: false,
    summary: "A block has a name, or asks for something, that dayone does not know.",
    why: "A `:::` line of an unknown name is shown as text, and so is what follows it; a `children` block takes nothing but a `depth`. A fence whose language is nearly `include`, `children`, `mermaid`, `chart` or `math` shows its text, and mdBook's `{{#include}}` and the like stay text. So do the tags of Hugo (`{{< figure >}}`), Jekyll (`{% include %}`) and Middleman (`<%= partial %>`), each name said once a page; Hugo's `ref` and `relref` in a link are followed. Known names are `note`, `tip`, `info`, `important`, `warning`, `caution`, `danger`, `todo`, `details` and `tabs`.",
    bad: ":::nota\nMind the gap.\n:::\n",
    good: ":::note\nMind the gap.\n:::\n",
};

/// A table's row that is longer than the table is wide.
pub static SURPLUS_CELL: Rule = Rule {
    code: "surplus-cell",
    level: Level::Info,
    structural: false,
    summary: "A row has more cells than its table has columns.",
    why: "As on GitHub, the head of a table says how many columns it has; what is past the last one is not shown. Often a pipe is meant as text: write it as `\\|`, in code too.",
    bad: "| Command | Does |\n|---|---|\n| `a | b` | pipes |\n",
    good: "| Command | Does |\n|---|---|\n| `a \\| b` | pipes |\n",
};

/// HTML that is not shown.
pub static DROPPED_HTML: Rule = Rule {
    code: "dropped-html",
    level: Level::Warning,
    structural: false,
    summary: "An element of raw HTML is dropped, as it could run something or change the page around it.",
    why: "Scripts, style sheets, frames and drawings are dropped with what is in them; of forms, objects and other such elements the text stays. It is said once a page for each. `markdown.html = \"allow\"` keeps everything, if you would give every author the keys.",
    bad: "<iframe src=\"https://example.org/calendar\"></iframe>\n",
    good: "[The calendar](https://example.org/calendar)\n",
};

/// An attribute that is not kept.
pub static DROPPED_ATTRIBUTE: Rule = Rule {
    code: "dropped-attribute",
    level: Level::Info,
    structural: false,
    summary: "An attribute of raw HTML is dropped.",
    why: "`style` and event attributes such as `onclick` could change the page around them, or run something. Attributes that dayone does not know are dropped too. It is said once a page for each; nothing is said of `target` and `rel`.",
    bad: "<p style=\"color: red\">Mind the gap.</p>\n",
    good: "**Mind the gap.**\n",
};

/// HTML that has no end.
pub static UNCLOSED_HTML: Rule = Rule {
    code: "unclosed-html",
    level: Level::Warning,
    structural: false,
    summary: "A tag, a comment or an element of raw HTML has no end, or no beginning.",
    why: "A browser would take all that follows into it. A tag or comment without an end is shown as text, and so is the name of an element in angle brackets that ends nowhere. Any other element is ended with the paragraph, the list item, the quote or the block that it began in. With `markdown.html = \"allow\"` it is ended where the page's text does.",
    bad: "<!-- to do: say who\n\nWe rotate weekly.\n",
    good: "<!-- to do: say who -->\n\nWe rotate weekly.\n",
};

/// A tag of a name that HTML does not have.
pub static UNKNOWN_TAG: Rule = Rule {
    code: "unknown-tag",
    level: Level::Info,
    structural: false,
    summary: "HTML has no element of this name.",
    why: "Words in angle brackets, such as `<your-name>`, are shown as text. A tag that has an end, or an attribute with a value, is another generator's component: it is dropped, and what it holds stays.",
    bad: "Hello <your-name>,\n",
    good: "Hello `<your-name>`,\n",
};

/// A container without an end, or an end without a container.
pub static UNCLOSED_CONTAINER: Rule = Rule {
    code: "unclosed-container",
    level: Level::Warning,
    structural: false,
    summary: "A `:::` block has no end, or a `:::` line ends nothing.",
    why: "A block without an end goes on to the end of the page, or of the list item that it stands in.",
    bad: ":::note\nMind the gap.\n",
    good: ":::note\nMind the gap.\n:::\n",
};

/// An id that a page has twice.
pub static DUPLICATE_ID: Rule = Rule {
    code: "duplicate-id",
    level: Level::Warning,
    structural: false,
    summary: "An id, or a footnote, is on the page already, or the page needs the id for its frame or its footnotes.",
    why: "A link can lead to one place only. Of two headings the first keeps the id, and the other gets one from its words; a heading keeps its id before the author's own HTML, and of that the first does. The other `id` or `name` is left out. Nothing is said of an anchor beside the heading that has the id: links lead to the same place.",
    bad: "## Set up {#first}\n\n## Try it {#first}\n",
    good: "## Set up {#first}\n\n## Try it {#second}\n",
};

/// Tabs that nobody can choose between.
pub static BAD_TABS: Rule = Rule {
    code: "bad-tabs",
    level: Level::Warning,
    structural: false,
    summary: "A `:::tabs` block has no tab, or two of the same label.",
    why: "Each tab begins with a line of `== Label`; without one there is nothing to choose. Tabs with the same label open together, so that of two in one block both would show at once.",
    bad: ":::tabs\nPress `Ctrl`.\n:::\n",
    good: "- Copying:\n\n  :::tabs\n  == Windows\n  Press `Ctrl`.\n  :::\n",
};

/// An `include` block that cannot be followed.
pub static BAD_INCLUDE: Rule = Rule {
    code: "bad-include",
    level: Level::Error,
    structural: false,
    summary: "An `include` block names a file that cannot be included.",
    why: "The file does not exist, lies outside the handbook, includes this page in turn, or does not have the lines or the section that are asked for. A line in its place says that something is missing.",
    bad: "```include\nfile: shared/checklst.md\n```\n== content/shared/checklist.md\nA list.\n",
    good: "```include\nfile: shared/checklist.md\n```\n== content/shared/checklist.md\nA list.\n",
};

/// An `include` block that names a draft.
pub static DRAFT_INCLUDE: Rule = Rule {
    code: "draft-include",
    level: Level::Warning,
    structural: false,
    summary: "An `include` block names a draft.",
    why: "A draft is not for readers yet, so its text is left out of the pages that include it too. Building with `--drafts` shows it in both places.",
    bad: "```include\nfile: plan.md\n```\n== content/plan.md\n---\ndraft: true\n---\n\nThe plan.\n",
    good: "```include\nfile: plan.md\n```\n== content/plan.md\nThe plan.\n",
};

/// A fence in a language that there is no syntax for.
pub static UNKNOWN_LANGUAGE: Rule = Rule {
    code: "unknown-language",
    level: Level::Info,
    structural: false,
    summary: "A fenced block names a language that dayone has no syntax for.",
    why: "The code is shown without colours. Most languages are known by their name and by the usual file ending.",
    bad: "```rsut\nfn main() {}\n```\n",
    good: "```rust\nfn main() {}\n```\n",
};

/// Code that is highlighted only in part.
pub static LONG_CODE: Rule = Rule {
    code: "long-code",
    level: Level::Info,
    structural: false,
    summary: "A block of code is too long, or has too long a line, to be highlighted as a whole.",
    why: "Highlighting stops there, so that one block cannot stall the build; the code itself is complete.",
    bad: "",
    good: "```rust\nfn main() {}\n```\n",
};

/// A formula that is not LaTeX.
pub static BAD_MATH: Rule = Rule {
    code: "bad-math",
    level: Level::Warning,
    structural: false,
    summary: "A formula cannot be read.",
    why: "It is shown as it is written. Formulas are written in LaTeX between `$` or `$$`.",
    bad: "$\\nosuch{1}$\n",
    good: "$\\frac{1}{2}$\n",
};

/// A chart that cannot be drawn as it is asked for.
pub static BAD_CHART: Rule = Rule {
    code: "bad-chart",
    level: Level::Error,
    structural: false,
    summary: "A `chart` block asks for what cannot be drawn.",
    why: "A key or a type of chart is not known, or its data is not there: the file, or a column of it. What can be drawn is; where nothing can, a line in its place says that something is missing.",
    bad: "```chart\ntitle: Sign-ins\ndata: |\n  day,count\n  2026-11-02,12\ny: cuont\n```\n",
    good: "```chart\ntitle: Sign-ins\ndata: |\n  day,count\n  2026-11-02,12\ny: count\n```\n",
};

/// Data that a chart cannot show as it is.
pub static BAD_DATA: Rule = Rule {
    code: "bad-data",
    level: Level::Warning,
    structural: false,
    summary: "The data of a chart has text where numbers are, or times out of order, twice, or partly without a zone; or it is empty.",
    why: "A chart of it shows something other than what was measured. What is wrong is said at its own line, each sort once, with how often it comes.",
    bad: "```chart\ndata: sign-ins.csv\n```\n== content/sign-ins.csv\nday,count\n2026-11-02,12\n2026-11-03,n/a\n",
    good: "```chart\ndata: sign-ins.csv\n```\n== content/sign-ins.csv\nday,count\n2026-11-02,12\n2026-11-03,\n",
};
