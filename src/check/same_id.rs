//! People and units that are called by one id.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Named;
use crate::handbook::Who;

pub static RULE: Rule = Rule {
    code: "same-id",
    level: Level::Warning,
    structural: false,
    summary: "A person and a unit go by the same id.",
    why: "Where either can be named, as an owner, only one is meant: the unit if it is its whole id, and else the person.",
    bad: "Text.\n== content/people.yaml\nbooking:\n  name: Bo King\n== content/teams/booking/_index.md\n---\nkind: team\n---\n# Booking\n",
    good: "Text.\n== content/people.yaml\nbo:\n  name: Bo King\n== content/teams/booking/_index.md\n---\nkind: team\n---\n# Booking\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    for person in &book.people.all {
        let Some(unit) = book.unit(&person.id) else { continue };
        let (id, unit_id) = (&person.id, book.unit_id(unit));
        let help = match book.who(id, Named::Owner) {
            Some(Who::Page(_)) => format!("as an owner `{id}` is the unit: give the person another id"),
            _ if unit_id.is_empty() => {
                format!("as an owner `{id}` is the person; the organisation is `/`")
            }
            _ => format!(
                "as an owner `{id}` is the person: name the unit `{unit_id}`, or give either another id"
            ),
        };
        let title = &book.pages[unit].title;
        let finding = Finding::new(&RULE, format!("`{id}` is a person and the unit {title}"));
        let place = book.people.place_of_id(person);
        findings.push(finding.at(place).related(book.pages[unit].place(), "the unit").help(help));
    }
}
