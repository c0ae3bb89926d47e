//! Units that say that they work with themselves.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Relation;
use crate::handbook::PageId;
use crate::kinds;

pub static RULE: Rule = Rule {
    code: "self-reference",
    level: Level::Warning,
    structural: false,
    summary: "A unit says that it works with itself.",
    why: "Its page would lead to itself, and whoever was meant is missing on both pages.",
    bad: "Text.\n== content/teams/pay/_index.md\n---\nkind: team\nworks_with: [pay]\n---\n# Pay\n",
    good: "Text.\n== content/teams/pay/_index.md\n---\nkind: team\nworks_with: [data]\n---\n# Pay\n== content/teams/data/_index.md\n---\nkind: team\n---\n# Data\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = page.parsed.as_ref().filter(|_| page.kind.unit) else { return };
    let mut places = parsed.places();
    for fact in kinds::facts(&page.kind, &parsed.front) {
        if fact.relation == Relation::WorksWith && book.unit(&fact.id) == Some(id) {
            let finding = Finding::new(&RULE, "this unit says that it works with itself");
            findings.push(finding.at(places.of(&fact.path)).help("name the other unit"));
        }
    }
}
