//! People who are their own manager's manager.

use std::collections::BTreeSet;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::people::{self, People, Person};
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "manager-loop",
    level: Level::Error,
    structural: false,
    summary: "Somebody is their own manager, by way of others or directly.",
    why: "Whoever looks for who decides goes round in a circle. One of them has another manager, or none.",
    bad: "Text.\n== content/people.yaml\nmira:\n  manager: hana\nhana:\n  manager: mira\n",
    good: "Text.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\nhana:\n  manager: mira\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let people = &whole.handbook.people;
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for first in &people.all {
        let mut chain: Vec<&Person> = Vec::new();
        let mut next = Some(first);
        while let Some(person) = next.filter(|person| seen.insert(&person.id)) {
            chain.push(person);
            next = manager(people, person);
        }
        // Those before it lead into the circle, and are not in it.
        let start = next.and_then(|next| chain.iter().position(|person| person.id == next.id));
        let Some(circle) = start.map(|start| &chain[start..]) else { continue };
        let place = people.place(circle[0], "manager").unwrap_or_else(|| Place::file(people::FILE));
        findings.push(Finding::new(&RULE, words(circle)).at(place).help("name another manager, or none"));
    }
}

fn manager<'p>(people: &'p People, person: &Person) -> Option<&'p Person> {
    person.manager.as_deref().and_then(|id| people.get(id))
}

/// So many of them are named.
const MOST: usize = 5;

fn words(circle: &[&Person]) -> String {
    let [only] = circle else {
        let mut names: Vec<String> =
            circle.iter().skip(1).take(MOST).map(|person| format!("`{}`", person.id)).collect();
        if circle.len() > MOST + 1 {
            names.push(format!("{} others", circle.len() - MOST - 1));
        }
        let first = &circle[0].id;
        return format!(
            "`{first}` is managed by {}, who is managed by `{first}`",
            names.join(", who is managed by ")
        );
    };
    format!("`{}` is their own manager", only.id)
}
