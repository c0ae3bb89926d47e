//! What can be wrong with `book.toml`.

use crate::diag::{Level, Rule};

/// Settings that cannot be read: broken TOML, a value of the wrong type, a value with no meaning.
pub static BAD_CONFIG: Rule = Rule {
    code: "bad-config",
    level: Level::Error,
    structural: true,
    summary: "A setting in `book.toml` cannot be read.",
    why: "The settings decide where the site goes and under which address, so a value that cannot be \
          read is an error rather than a guess. Everything else in the file is still read, and all \
          such values are reported in one run. While the file is not TOML at all, nothing is written.",
    bad: "== book.toml\n[build]\nbase-url = \"example.org/handbook\"\n== content/index.md\n# Welcome\n",
    good: "== book.toml\n[build]\nbase-url = \"https://example.org/handbook\"\n== content/index.md\n# Welcome\n",
};

/// A key or table that has no meaning.
pub static UNKNOWN_SETTING: Rule = Rule {
    code: "unknown-setting",
    level: Level::Error,
    structural: false,
    summary: "`book.toml` has a key that means nothing.",
    why: "A misspelt key would otherwise be ignored in silence, and its author would wonder why nothing \
          changes. Free names have their own tables: `[vars]` for values in text, `[theme]` for the \
          theme's options.",
    bad: "== book.toml\n[book]\ntitel = \"Welcome aboard\"\n== content/index.md\n# Welcome\n",
    good: "== book.toml\n[book]\ntitle = \"Welcome aboard\"\n== content/index.md\n# Welcome\n",
};

/// What a `book.toml` written for mdBook says that has no meaning here, in one finding.
pub static MDBOOK_CONFIG: Rule = Rule {
    code: "mdbook-config",
    level: Level::Info,
    structural: false,
    summary: "`book.toml` was written for mdBook, and some of its settings have no counterpart.",
    why: "A `book.toml` with `[output]`, `[preprocessor]` or `[rust]` is read as mdBook's: `[book]`, the \
          repository and edit links, redirects, smart punctuation and `site-url` are taken over, \
          and `src` is the content folder unless it says otherwise. What is left is listed once. The \
          site goes to `public`, never to mdBook's `build-dir`, which holds mdBook's own output.",
    bad: "== book.toml\n[book]\nsrc = \"content\"\n[output.html.fold]\nenable = true\n== content/index.md\n# Welcome\n",
    good: "== book.toml\n[book]\nsrc = \"content\"\n== content/index.md\n# Welcome\n",
};
