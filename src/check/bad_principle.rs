//! Principles of units that do not say how they stand to those that hold above.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Relation;
use crate::handbook::{Adapted, PageId};
use crate::kinds;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "bad-principle",
    level: Level::Error,
    structural: false,
    summary: "Two principles have one id: in one place, or a unit's and one above that it does not say it adapts; or a unit adapts one that does not hold there, or one twice.",
    why: "A unit may say a principle in its own words, and readers then see both. Another principle under the same name contradicts it silently: nobody knows which of them a page means that names it.",
    bad: "Text.\n== content/principles/own-it.md\n---\nkind: principle\n---\n# Own it\n== content/teams/pay/_index.md\n---\nkind: team\nprinciples: [own-it]\n---\n# Pay\n== content/teams/pay/own-it.md\n---\nkind: principle\n---\n# Own it, by day\n",
    good: "Text.\n== content/principles/own-it.md\n---\nkind: principle\n---\n# Own it\n== content/teams/pay/_index.md\n---\nkind: team\nprinciples: [own-it]\n---\n# Pay\n== content/teams/pay/own-it.md\n---\nkind: principle\nadapts: own-it\nstatement: Own it, by day.\n---\n# Own it, by day\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = page.parsed.as_ref().filter(|_| page.kind.named) else { return };
    if let Some(above) = book.silent(id) {
        let place = parsed.place_of(&[Step::Key("kind".to_owned())]);
        let other = &book.pages[above];
        // Titles are not said: the other page may change its own, and this one is not looked at again.
        let name = book.id_of(above);
        let message = format!("there is a principle `{name}` above, and this does not say that it adapts it");
        let help = format!("add `adapts: {name}`, or give the file another name");
        findings.push(
            Finding::new(&RULE, message).at(place).related(other.place(), "it holds here, too").help(help),
        );
    }
    if let Some(twin) = book.twin(id) {
        let place = parsed.place_of(&[Step::Key("kind".to_owned())]);
        let message = format!("there is another principle `{}`", book.id_of(id));
        let finding = Finding::new(&RULE, message).at(place).related(book.pages[twin].place(), "here");
        findings.push(finding.help("give one of the files another name: pages that cite it mean the first"));
    }
    let itself = |fact: &crate::facts::Fact| match fact.relation {
        Relation::Tension => book.of_kind(&page.kind.id, &fact.id) == Some(id),
        _ => false,
    };
    let mut places = parsed.places();
    for fact in kinds::facts(&page.kind, &parsed.front) {
        if itself(&fact) {
            let finding = Finding::new(&RULE, "a principle is not in tension with itself");
            findings.push(finding.at(places.of(&fact.path)).help("name the one that pulls the other way"));
        }
        if fact.relation != Relation::Adapts {
            continue;
        }
        if let Some(first) = book.adapted_before(id) {
            let message = format!("another page says already in this unit's words what `{}` is", fact.id);
            let finding = Finding::new(&RULE, message).at(places.of(&fact.path));
            let finding = finding.related(book.pages[first].place(), "here");
            findings.push(finding.help("make one page of both"));
        }
        if let Some(Adapted::Elsewhere(other)) = book.adapted(id) {
            let draft = book.draft_named(&page.kind.id, &fact.id);
            let message = match (other == id, draft) {
                (true, Some(draft)) => format!("the principle `{}` is a draft: {draft}", fact.id),
                (true, None) => "a principle does not adapt itself".to_owned(),
                (false, _) => format!("`{}` does not hold above this page's unit", fact.id),
            };
            let help = match draft.filter(|_| other == id) {
                Some(_) => "take `draft` out of it, or adapt it once it is published",
                None => {
                    "adapt a principle of a unit above, or of everybody's, from a page in the unit's folder"
                }
            };
            findings.push(Finding::new(&RULE, message).at(places.of(&fact.path)).help(help));
        }
    }
}
