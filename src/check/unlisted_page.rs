//! Pages that `SUMMARY.md` leaves out.

use super::Whole;
use crate::diag::{Finding, Level, Rule};

pub static RULE: Rule = Rule {
    code: "unlisted-page",
    level: Level::Info,
    structural: false,
    summary: "`SUMMARY.md` leaves a page out.",
    why: "The page is built, found by search and by links, and the sidebar does not offer it. `hidden: true` says that this is meant.",
    bad: "== content/SUMMARY.md\n- [Welcome](index.md)\n== content/index.md\nText.\n== content/testing.md\nText.\n",
    good: "== content/SUMMARY.md\n- [Welcome](index.md)\n- [Testing](testing.md)\n== content/index.md\nText.\n== content/testing.md\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    for id in &whole.handbook.unlisted {
        findings.push(
            Finding::new(&RULE, "`SUMMARY.md` leaves this page out")
                .at(whole.handbook.pages[*id].place())
                .help("add it there, or set `hidden: true`"),
        );
    }
}
