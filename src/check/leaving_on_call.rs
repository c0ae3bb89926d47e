//! Shifts of people who will have left by then.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Named;
use crate::handbook::{PageId, Who};

pub static RULE: Rule = Rule {
    code: "leaving-on-call",
    level: Level::Warning,
    structural: false,
    summary: "Somebody is on call within eight weeks on a day after they leave.",
    why: "Nobody will answer. `left` in `people.yaml` may be a day to come, and says so in time.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\n---\nText.\n== content/people.yaml\nmira: Mira Okonjo\nhana:\n  name: Hana Novotna\n  left: 2026-12-10\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\n---\nText.\n== content/people.yaml\nmira: Mira Okonjo\nhana: Hana Novotna\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(parsed), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    // Of those who are not there any more every mention is found.
    if !book.people.all.iter().any(|person| person.left.is_some_and(|left| left > whole.today)) {
        return;
    }
    let (from, to) = rota.ahead(whole.today);
    for (at, layer) in rota.layers.iter().enumerate() {
        let mut told: Vec<&str> = Vec::new();
        for shift in rota.shifts(at, from, to) {
            let Some(Who::Person(person)) = book.who(shift.person, Named::Person) else { continue };
            let Some(left) = person.left.filter(|left| *left > whole.today) else { continue };
            let (gone, _) = rota.window(left, left);
            if shift.to <= gone || told.contains(&&*person.id) {
                continue;
            }
            told.push(&person.id);
            let when = rota.zone.clock(shift.from.max(gone));
            let message = format!("`{}` leaves on {left} and is on call from {when} on", shift.person);
            let (path, help) = match shift.cause.path() {
                Some(path) => (path, "let somebody else take it"),
                None => (
                    &*layer.path,
                    "let somebody take it: a new order from then on is a layer of the same name with a later `start`",
                ),
            };
            findings.push(Finding::new(&RULE, message).at(parsed.place_of(path)).help(help));
        }
    }
}
