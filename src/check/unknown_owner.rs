//! Owners whom `[owners]` and `CODEOWNERS` name and nobody knows, or who have left: each said once, where they are named.

use super::left_person;
use super::unknown_person::is_known;
use super::{SUGGESTIONS, Whole};
use crate::diag::{Finding, Level, Rule};
use crate::facts::{Named, Relation};
use crate::handbook::{Handbook, Who};
use crate::people;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "unknown-owner",
    level: Level::Warning,
    structural: false,
    summary: "`[owners]` or `CODEOWNERS` says that somebody owns pages whom nobody knows.",
    why: "The pages are owned by whoever is named next, or by nobody. Names of a code host are those of people who have them among their `contacts`, or as their id, and teams of an organisation are units. Only lines of `CODEOWNERS` that decide about a page are looked at, and without a `people.yaml` anybody may be somebody.",
    bad: "Text.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n== book.toml\n[owners]\n\"*\" = \"miar\"\n",
    good: "Text.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n== book.toml\n[owners]\n\"*\" = \"mira\"\n",
};

/// What to do with the name at a code host of somebody who has another id here.
const CONTACT: &str = "give this contact to somebody in";

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    let mut add = |whole: Whole<'_>, id: &str, name: &str, place: Place, otherwise: &str| {
        let suggest = findings.len() - before < SUGGESTIONS;
        findings.extend(finding(whole, id, name, place, suggest, otherwise));
    };
    for entry in &whole.config.owners {
        let place = Place { span: entry.owner_span, ..Place::file("book.toml") };
        add(whole, &entry.owner, &entry.owner, place, "add them to");
    }
    let book = whole.handbook;
    if book.people.is_empty() {
        return;
    }
    let owners = book.code_owners();
    for line in book.deciding_lines() {
        let known = book.code_owner(line);
        for (at, (name, span)) in owners.lines[line].owners.iter().enumerate() {
            match known {
                Some((first, id)) if at == first => add(whole, id, name, owners.place(*span), CONTACT),
                // Whoever is named after the one who counts is beside the point.
                Some((first, _)) if at > first => break,
                _ => add(whole, name, name, owners.place(*span), CONTACT),
            }
        }
    }
}

/// What is wrong with naming somebody, by the id that they go by here.
fn finding(
    whole: Whole<'_>,
    id: &str,
    name: &str,
    place: Place,
    suggest: bool,
    otherwise: &str,
) -> Option<Finding> {
    let book = whole.handbook;
    match book.who(id, Named::Owner) {
        Some(Who::Person(person)) if person.has_left(whole.today) => {
            Some(left_person::finding(person, left_person::help(Relation::Owns), place))
        }
        None if !is_known(book, id, Named::Owner) => {
            let near = if suggest { nearest(book, name) } else { None };
            let help = near.map_or_else(
                || format!("{otherwise} `{}`, or name a unit", people::FILE),
                |near| format!("did you mean {near}?"),
            );
            let message = format!("no {} is called `{name}`", Named::Owner.words());
            Some(Finding::new(&RULE, message).at(place).help(help))
        }
        _ => None,
    }
}

/// Who was probably meant: of a team in an organisation, by what follows the organisation's name.
fn nearest(book: &Handbook, name: &str) -> Option<String> {
    let bare = name.trim_start_matches('@');
    let last = bare.rsplit('/').next().unwrap_or(bare);
    book.probably(bare, Named::Owner).or_else(|| book.probably(last, Named::Owner))
}
