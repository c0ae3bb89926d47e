//! Links that would run a program in the reader's browser.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, Target};
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "unsafe-link",
    level: Level::Error,
    structural: true,
    summary: "A link is a program: `javascript:`, `vbscript:` or `data:`.",
    why: "Such a link would run in every reader's browser with the rights of the site. It is left out: the text is there, and leads nowhere. That is so for links in pages, for chapters in `SUMMARY.md`, and for what the options of a theme say.",
    bad: "[Run me](javascript:alert(1))\n",
    good: "[Read me](https://www.example.org/)\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let in_fields = whole.handbook.field_links(page);
    let all = whole.handbook.links(page).chain(in_fields.iter().map(|(link, target)| (link, target)));
    for (link, _) in all.filter(|(_, target)| **target == Target::Unsafe) {
        findings.push(finding(link.place.clone()));
    }
}

/// That the link at `place` is a program.
pub(super) fn finding(place: Place) -> Finding {
    Finding::new(&RULE, "this link is a program, and is left out")
        .at(place)
        .help("link to a page or to a web address")
}
