//! Principles that nothing puts into practice.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::syntax::yaml::Step;

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
    if book.principles().next().is_none() {
        return;
    }
    for page in book.uncited(&book.citations()).into_iter().map(|id| &book.pages[id]) {
        let finding = Finding::new(&RULE, format!("nothing puts “{}” into practice", page.title));
        let help = "name it in the `principles` of a page that follows from it, or let it go";
        let kind =
            |parsed: &std::sync::Arc<crate::parse::Parsed>| parsed.place_of(&[Step::Key("kind".to_owned())]);
        let place = page.parsed.as_ref().map_or_else(|| page.place(), kind);
        findings.push(finding.at(place).help(help));
    }
}
