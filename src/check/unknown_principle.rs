//! Principles that pages say they put into practice, and that nobody wrote.

use super::{SUGGESTIONS, Whole};
use crate::diag::{Finding, Level, Rule};
use crate::facts::{Named, Relation};
use crate::handbook::PageId;
use crate::kinds;

pub static RULE: Rule = Rule {
    code: "unknown-principle",
    level: Level::Error,
    structural: false,
    summary: "A page names a principle that does not exist, as one that it puts into practice, adapts or is in tension with; or puts one into practice that only another unit holds.",
    why: "The page is missing where the principle lists what follows from it. A principle is a page of `kind: principle`, and its id the name of its file. A handbook without any such page may name what it likes.",
    bad: "---\nprinciples: [own-its]\n---\nText.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
    good: "---\nprinciples: [own-it]\n---\nText.\n== content/principles/own-it.md\n---\nkind: principle\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = page.parsed.as_ref().filter(|_| book.has_named()) else { return };
    let mut places = parsed.places();
    for fact in kinds::facts(&page.kind, &parsed.front) {
        let named = fact.relation.named();
        let Named::Page(kind) = named else { continue };
        if !book.has_kind(kind) {
            continue;
        }
        if book.who(&fact.id, named).is_some() {
            let elsewhere = book.held_elsewhere(id, &fact.id).filter(|_| fact.relation == Relation::Cites);
            if let Some(unit) = elsewhere {
                let of = &book.pages[unit].title;
                let finding = Finding::new(
                    &RULE,
                    format!("the {kind} `{}` is that of “{of}”, and not held here", fact.id),
                );
                let help = "take it out, or let it be one of a unit above both";
                findings.push(finding.at(places.of(&fact.path)).help(help));
            }
            continue;
        }
        if let Some(draft) = book.draft_named(kind, &fact.id) {
            let finding = Finding::new(&RULE, format!("the {kind} `{}` is a draft: {draft}", fact.id));
            let help = "take `draft` out of it, or name it once it is published";
            findings.push(finding.at(places.of(&fact.path)).help(help));
            continue;
        }
        let suggest = findings.len() < SUGGESTIONS;
        let help = suggest.then(|| book.nearest_id(&fact.id, named)).flatten().map_or_else(
            || "write the principle, or take it out".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let finding = Finding::new(&RULE, format!("no {kind} is called `{}`", fact.id));
        findings.push(finding.at(places.of(&fact.path)).help(help));
    }
}
