//! The rules that reading Markdown can find broken.

use crate::diag::{Level, Rule};

/// A `{{ name }}` that has no value.
pub static UNKNOWN_VARIABLE: Rule = Rule {
    code: "unknown-variable",
    level: Level::Warning,
    structural: false,
    summary: "A `{{ name }}` in the text has no value in `[vars]`.",
    why: "The text stays as it is written. Variables keep a name or an address in one place; a misspelt one would show its braces to every reader. Text that needs the braces can be written as code.",
    bad: "== book.toml\n[vars]\ncompany = \"Acme\"\n== content/index.md\nWelcome to {{ compny }}.\n",
    good: "== book.toml\n[vars]\ncompany = \"Acme\"\n== content/index.md\nWelcome to {{ company }}.\n",
};

/// A typed block of an unknown name.
pub static UNKNOWN_BLOCK: Rule = Rule {
    code: "unknown-block",
    level: Level::Warning,
    structural: false,
    summary: "A block has a name, or asks for something, that dayone does not know.",
    why: "A `:::` line of an unknown name is shown as text, and so is what follows it; a `children` block takes nothing but a `depth`. A fence whose language is nearly `include`, `children`, `mermaid` or `math` shows its text, and mdBook's `{{#include}}` and the like stay text. So do the tags of Hugo (`{{< figure >}}`), Jekyll (`{% include %}`) and Middleman (`<%= partial %>`), each name said once a page; Hugo's `ref` and `relref` in a link are followed. Known names are `note`, `tip`, `info`, `important`, `warning`, `caution`, `danger`, `todo`, `details` and `tabs`.",
    bad: ":::nota\nMind the gap.\n:::\n",
    good: ":::note\nMind the gap.\n:::\n",
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

/// An `include` block that cannot be followed.
pub static BAD_INCLUDE: Rule = Rule {
    code: "bad-include",
    level: Level::Error,
    structural: false,
    summary: "An `include` block names a file that cannot be included.",
    why: "The file does not exist, lies outside the handbook, includes this page in turn, or does not have the lines that are asked for. A line in its place says that something is missing.",
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
