//! The rules that reading front matter can find broken.

use crate::diag::{Level, Rule};

/// Front matter that is not YAML.
pub static BAD_FRONT_MATTER: Rule = Rule {
    code: "bad-front-matter",
    level: Level::Error,
    structural: false,
    summary: "The front matter is not valid YAML.",
    why: "The page still builds: its text is complete, and every top-level key that can be read on its own is used. What could not be read has no effect.",
    bad: "---\ntitle: Testing: how we do it\n---\nText.\n",
    good: "---\ntitle: \"Testing: how we do it\"\n---\nText.\n",
};

/// A value of the wrong type or form.
pub static BAD_VALUE: Rule = Rule {
    code: "bad-value",
    level: Level::Error,
    structural: false,
    summary: "A front matter value does not have the form that its key needs.",
    why: "The key, or the item of a list, is ignored and the rest of the front matter used. Dates are written `2026-03-31`, times between reviews `6 months`, lists `[a, b]`.",
    bad: "---\ntitle: Testing\nreviewed: last spring\n---\nText.\n",
    good: "---\ntitle: Testing\nreviewed: 2026-03-31\n---\nText.\n",
};

/// A key written twice.
pub static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    level: Level::Error,
    structural: false,
    summary: "A front matter key is written twice.",
    why: "Only one of the values can be meant. The first is used. Two names of one key, such as `order` and `weight`, are the same key twice.",
    bad: "---\ntitle: Testing\ntitle: Tests\n---\nText.\n",
    good: "---\ntitle: Testing\n---\nText.\n",
};
