//! A handbook without pages.

use super::Whole;
use crate::diag::{Finding, Level, Rule};

pub static RULE: Rule = Rule {
    code: "empty-handbook",
    level: Level::Warning,
    structural: false,
    summary: "There is no page in the content folder.",
    why: "The site has an empty home page. Any Markdown file becomes a page; `dayone init` writes a few to start from.",
    bad: "== content/notes.txt\nNo page.\n",
    good: "A page.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    if whole.handbook.pages.iter().all(|page| page.parsed.is_none()) {
        findings.push(
            Finding::new(&RULE, "there is no Markdown file in the content folder")
                .help("write one, or start from `dayone init`"),
        );
    }
}
