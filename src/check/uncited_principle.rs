//! Principles that nothing puts into practice.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::{Named, Relation};

pub static RULE: Rule = Rule {
    code: "uncited-principle",
    level: Level::Info,
    structural: false,
    summary: "No page puts a principle into practice.",
    why: "A principle that nothing follows from is a poster. A page cites one when it names it in `principles`, or links to it; a folder's own page does not when it lists what is in it.",
    bad: "Text.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
    good: "---\nprinciples: [own-it]\n---\nText.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Named::Page(kind) = Relation::Cites.named() else { return };
    if !book.has_kind(kind) {
        return;
    }
    let citations = book.citations();
    for (id, page) in book.pages.iter().enumerate().filter(|(_, page)| page.kind.id == kind) {
        // What cites one that is adapted cites the one that it adapts.
        let is_own = book.adapted(id).is_none();
        if page.parsed.is_some() && !page.hidden() && is_own && !citations.contains_key(&id) {
            findings.push(
                Finding::new(&RULE, format!("nothing puts “{}” into practice", page.title))
                    .at(page.place())
                    .help("name it in the `principles` of a page that follows from it, or let it go"),
            );
        }
    }
}
