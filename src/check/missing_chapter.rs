//! Chapters of `SUMMARY.md` without a file.

use super::Whole;
use super::unsafe_link;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::address;
use crate::syntax::document::LinkKind;

pub static RULE: Rule = Rule {
    code: "missing-chapter",
    level: Level::Warning,
    structural: false,
    summary: "`SUMMARY.md` names a file that does not exist.",
    why: "The sidebar shows the chapter without a link, as one that is still to be written.",
    bad: "== content/SUMMARY.md\n- [Welcome](index.md)\n- [Testing](testng.md)\n== content/index.md\nText.\n== content/testing.md\nText.\n",
    good: "== content/SUMMARY.md\n- [Welcome](index.md)\n- [Testing](testing.md)\n== content/index.md\nText.\n== content/testing.md\nText.\n",
};

/// Looking for the nearest name reads all names: the first few hundred suggestions are plenty.
const SUGGESTIONS: usize = 300;

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    for (number, (dest, place)) in whole.handbook.missing_chapters.iter().enumerate() {
        if address::is_program(dest) {
            findings.push(unsafe_link::finding(place.clone()));
            continue;
        }
        if let Some(draft) = whole.handbook.draft_at(dest) {
            findings.push(Finding::new(&RULE, format!("`{draft}` is a draft")).at(place.clone()).help(
                "build with `--drafts`, or publish it; until then the sidebar names it without a link",
            ));
            continue;
        }
        let near =
            (number < SUGGESTIONS).then(|| whole.handbook.nearest_page(0, dest, LinkKind::Link)).flatten();
        let help = near.map_or_else(
            || "write the page, or leave the destination empty: `[Title]()`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        findings.push(Finding::new(&RULE, format!("there is no page `{dest}`")).at(place.clone()).help(help));
    }
}
