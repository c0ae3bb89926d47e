//! Severities without a time within which somebody answers.

use super::Whole;
use super::said::said;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "missing-response",
    level: Level::Warning,
    structural: false,
    summary: "A severity has no time within which somebody answers.",
    why: "Those who call do not know how long to wait before they call the next, and those on call how far they may be from a keyboard.",
    bad: "---\nkind: rotation\nseverities:\n  - name: 1\n    means: Nobody can work\n---\nText.\n",
    good: "---\nkind: rotation\nseverities:\n  - name: 1\n    means: Nobody can work\n    response: 5 minutes\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(_), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    for severity in rota.severities.iter().filter(|severity| severity.response.is_none()) {
        let message = format!("severity `{}` has no response time", severity.name);
        let help =
            format!("write `{}:` below `response`, such as `5 minutes` or `best effort`", severity.name);
        findings.push(Finding::new(&RULE, message).at(said(book, id, &severity.path).place).help(help));
    }
}
