//! Principles that pages say they put into practice, and that nobody wrote.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::{Named, Relation};
use crate::kinds;
use crate::syntax::front_matter;

pub static RULE: Rule = Rule {
    code: "unknown-principle",
    level: Level::Error,
    structural: false,
    summary: "A page says that it puts a principle into practice which does not exist.",
    why: "The page is missing where the principle lists what follows from it. A principle is a page of `kind: principle`, and its id the name of its file. A handbook without any such page may name what it likes.",
    bad: "---\nprinciples: [own-its]\n---\nText.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
    good: "---\nprinciples: [own-it]\n---\nText.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    if !book.has_named() {
        return;
    }
    for page in &book.pages {
        let Some(parsed) = &page.parsed else { continue };
        for fact in kinds::facts(page.kind, &parsed.front) {
            let Named::Page(kind) = fact.relation.named() else { continue };
            let is_known = fact.relation != Relation::Cites
                || book.ids_of_kind(kind).next().is_none()
                || book.who(&fact.id, fact.relation.named()).is_some();
            if is_known {
                continue;
            }
            let help = nearest(&fact.id, book.ids_of_kind(kind)).map_or_else(
                || "write the principle, or take it out".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let place = front_matter::place_of(&parsed.source, &fact.path);
            findings
                .push(Finding::new(&RULE, format!("no {kind} is called `{}`", fact.id)).at(place).help(help));
        }
    }
}
