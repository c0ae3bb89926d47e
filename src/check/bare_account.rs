//! Accounts of failures that tell nothing which can be computed, joined or checked.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "bare-account",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure says neither when it was, nor what happened, nor what is done about it.",
    why: "Nobody finds it by its day, it counts in no quarter, and nobody is asked for what it promises. When it began and was over, a few moments in between and what is to be done are few words. They can stand in the text, too: see the guide to corrections of error.",
    bad: "---\nkind: coe\n---\n# Double charges\n",
    good: "---\nkind: coe\nincident: 2026-08-14\n---\n# Double charges\n",
};

/// What says any of it, be it readable or not.
const KEYS: [&str; 10] = [
    "incident",
    "started",
    "start",
    "detected",
    "mitigated",
    "resolved",
    "end",
    "timeline",
    "actions",
    "impact",
];

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(_)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    let front = &book.pages[id].front.others;
    if KEYS.iter().any(|key| front.contains_key(*key)) {
        return;
    }
    findings.push(
        Finding::new(&RULE, "nothing is found here of when it was, what happened and what is done about it")
            .at(place_of_kind(parsed))
            .help("write `started:` and `resolved:`, a `timeline:` and `actions:`, or headings such as `## Timeline`"),
    );
}
