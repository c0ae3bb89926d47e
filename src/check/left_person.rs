//! People that pages name and who have left.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Relation;
use crate::handbook::{PageId, Who};
use crate::kinds;
use crate::people::Person;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "left-person",
    level: Level::Warning,
    structural: false,
    summary: "A page names somebody who has left.",
    why: "Nobody looks after what they own, answers for or are on call for. `left` in `people.yaml` has the day.",
    bad: "---\nowner: mira\n---\nText.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n  left: 2026-01-31\n",
    good: "---\nowner: hana\n---\nText.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n  left: 2026-01-31\nhana:\n  name: Hana Novotna\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let (book, id, page) = (whole.handbook, page, &whole.handbook.pages[page]);
    let Some(parsed) = page.parsed.as_ref().filter(|_| !book.people.is_empty()) else { return };
    let mut places = parsed.places();
    let below = kinds::facts_below(&book.kinds, &parsed.front);
    for fact in kinds::facts(&page.kind, &parsed.front).into_iter().chain(below) {
        let Some(Who::Person(person)) = book.who(&fact.id, fact.relation.named()) else { continue };
        // What they did while they were there is history.
        let is_over = || match fact.relation {
            Relation::Answers => !book.action(id, &fact.path).is_open(),
            Relation::OnCall => is_past(book.row(id, &fact.path), whole.today),
            relation => relation.is_history(),
        };
        if person.has_left(whole.today) && !is_over() {
            findings.push(finding(person, help(fact.relation), places.of(&fact.path)));
        }
    }
}

/// Whether the time that a row says ended before a day.
fn is_past(row: Option<&Map<String, Value>>, today: Date) -> bool {
    let until = row.and_then(|row| row.get("to").or_else(|| row.get("from"))?.as_str());
    let day = until.and_then(|until| until.get(..10)?.parse::<Date>().ok());
    day.is_some_and(|day| day < today)
}

pub fn check_people(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let left = |person: &&Person| person.has_left(whole.today);
    for person in book.people.all.iter().filter(|person| !left(person)) {
        let manager = person.manager.as_deref().and_then(|id| book.people.get(id)).filter(left);
        // Looking for the place reads the file: only for those who want it.
        let place = manager.and_then(|_| book.people.place(person, "manager"));
        if let (Some(manager), Some(place)) = (manager, place) {
            findings.push(finding(manager, "name their new manager", place));
        }
    }
}

pub fn finding(person: &Person, help: &str, place: Place) -> Finding {
    let day = person.left.map(|day| day.to_string()).unwrap_or_default();
    Finding::new(&RULE, format!("`{}` left on {day}", person.id)).at(place).help(help)
}

pub fn help(relation: Relation) -> &'static str {
    match relation {
        Relation::Owns => "name a new owner",
        Relation::Answers => "let somebody else answer for it",
        Relation::Member
        | Relation::Leads
        | Relation::OnCall
        | Relation::Escalates
        | Relation::Decided
        | Relation::Heard
        | Relation::Runs
        | Relation::WorksWith
        | Relation::Welcomes
        | Relation::Cites
        | Relation::Adapts
        | Relation::Tension
        | Relation::Person
        | Relation::Unit => "take them out, or name somebody else",
    }
}
