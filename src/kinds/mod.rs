//! What a page can be. A kind is one file: what it is called, where it usually lives, and the fields
//! that it adds to the shared front matter. A handbook can tighten each, and declare others: [`Kinds`] are
//! those of one handbook, and everything else loops over them.

mod actions;
mod coe;
mod decision;
mod handbook;
mod journey;
mod narrative;
mod ops_review;
mod page;
mod person;
mod practice;
mod principle;
mod rotation;
mod rows;
mod service;
mod shape;
mod team;

pub use actions::TABLE as ACTIONS;
pub use coe::KEYS as INCIDENT_KEYS;
pub use ops_review::KEYS as WEEKLY_KEYS;
pub use shape::{Shape, Table, is_text_with_colon};

use serde_json::Value;

use crate::facts::{Fact, Habit, Relation};
use crate::incident;
use crate::people::People;
use crate::rota;
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::sections::SectionField;
use crate::syntax::yaml::Step;
pub use handbook::{Kinds, PageField, PageKind, capitalized, sentence, what};
pub use rotation::{ROTA_KEYS, several};
pub use rows::texts;

/// Something that a page can be in any handbook.
#[derive(Debug)]
pub struct Kind {
    /// The word in `kind:`.
    pub id: &'static str,
    /// The words shown to readers.
    pub label: &'static str,
    /// The folder of the content where pages of this kind usually live; empty for anywhere.
    pub folder: &'static str,
    /// What it is, in one sentence.
    pub what: &'static str,
    /// Whether its pages are units of the organisation.
    pub unit: bool,
    /// Whether other pages name its pages by their ids.
    pub named: bool,
    /// What its pages state of how something is done, if they do.
    pub habit: Option<fn(&FrontMatter) -> Habit>,
    /// What its pages state of who is on call when, if they do.
    pub rota: Option<fn(&FrontMatter, &People) -> rota::Read>,
    /// What its pages state of a failure, if they do.
    pub incident: Option<fn(&FrontMatter) -> incident::Read>,
    /// The field that says who is called when what its pages are about fails, if somebody is to be.
    pub called: Option<&'static str>,
    /// The headings that a new page begins with.
    pub sections: &'static [&'static str],
    /// Which of its fields hold a day.
    pub days: &'static [&'static str],
    /// What its fields are understood as, where more can be said of them than that they say something.
    pub shapes: &'static [(&'static str, Shape)],
    /// The fields that a page's text may say under headings.
    pub told: &'static [SectionField],
    /// Other names of fields, each with the key: authors write them in a page's text.
    pub also: &'static [(&'static str, &'static str)],
    /// The fields that it adds, in the order in which they are shown.
    pub fields: &'static [Field],
}

/// A front matter field of a kind.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// The words shown to readers.
    pub label: &'static str,
    /// What it says, as the end of a sentence: Markdown, without a full stop.
    pub what: &'static str,
    /// Whom it names: the value, or each of a list, has no key; of a table, it is the column of this key.
    pub names: &'static [(&'static str, Relation)],
}

/// The names in a field of text.
const NOTHING: &[(&str, Relation)] = &[];

/// All kinds, by id.
pub static KINDS: &[&Kind] = &[
    &coe::KIND,
    &decision::KIND,
    &journey::KIND,
    &narrative::KIND,
    &ops_review::KIND,
    &page::KIND,
    &person::KIND,
    &practice::KIND,
    &principle::KIND,
    &rotation::KIND,
    &service::KIND,
    &team::KIND,
];

/// What the front matter of a page of a kind states, where it is written: not what the page inherits.
pub fn facts(kind: &PageKind, front: &FrontMatter) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut owns = |front: &FrontMatter, path: &[&str]| {
        let path = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
        facts.extend(front.owner.clone().map(|id| Fact { relation: Relation::Owns, id, path }));
    };
    owns(front, &["owner"]);
    if let Some(cascade) = &front.cascade {
        owns(cascade, &["cascade", "owner"]);
    }
    let mut cites = |front: &FrontMatter, path: &[&str]| {
        for (index, id) in front.principles.iter().enumerate() {
            let path = path.iter().map(|key| Step::Key((*key).to_owned())).chain([Step::Index(index)]);
            facts.push(Fact { relation: Relation::Cites, id: id.clone(), path: path.collect() });
        }
    };
    cites(front, &["principles"]);
    if let Some(cascade) = &front.cascade {
        cites(cascade, &["cascade", "principles"]);
    }
    names(kind, front, &[], &mut facts);
    facts
}

/// What the front matter of a folder's own page states for the pages below it, in the fields of the kind that
/// it says they are of.
pub fn facts_below(kinds: &Kinds, front: &FrontMatter) -> Vec<Fact> {
    let mut facts = Vec::new();
    let cascade = front.cascade.as_deref();
    let kind = cascade.and_then(|cascade| kinds.find(cascade.kind.as_deref()?));
    if let (Some(cascade), Some(kind)) = (cascade, kind) {
        names(kind, cascade, &[Step::Key("cascade".to_owned())], &mut facts);
    }
    facts
}

/// Whom the fields of a kind name; `above` is the key path that leads to them.
fn names(kind: &PageKind, front: &FrontMatter, above: &[Step], facts: &mut Vec<Fact>) {
    for field in kind.fields.iter().filter(|field| !field.names.is_empty()) {
        if let Some(value) = front.others.get(&field.name) {
            name(field, value, &[above, &[Step::Key(field.name.clone())]].concat(), facts);
        }
    }
    if kind.rota.is_some() {
        // A layer or a channel may be called just as well.
        facts
            .retain(|fact| fact.relation != Relation::Escalates || rotation::names_somebody(front, &fact.id));
        *facts = std::mem::take(facts).into_iter().flat_map(rotation::apart).collect();
    }
}

/// Whom a field's value names, at its key path.
fn name(field: &PageField, value: &Value, path: &[Step], facts: &mut Vec<Fact>) {
    let relation = |wanted: &str| field.names.iter().find(|(key, _)| key == wanted).map(|(_, it)| *it);
    match value {
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                name(field, value, &[path, &[Step::Index(index)]].concat(), facts);
            }
        }
        // `ann: Lead` names Ann.
        Value::Object(row) if field.table().is_some_and(|table| table.is_by_name(row)) => {
            let relation = field.table().and_then(Table::first).and_then(relation);
            let fact = |id: &String, relation| {
                let path = [path, &[Step::Name(id.clone())]].concat();
                Fact { relation, id: id.trim().to_owned(), path }
            };
            let named = row.keys().filter(|id| !id.trim().is_empty());
            facts.extend(named.filter_map(|id| Some(fact(id, relation?))));
        }
        Value::Object(row) => {
            for (key, value) in row {
                let Some(relation) = relation(key) else { continue };
                let path = [path, &[Step::Key(key.clone())]].concat();
                let each = value.as_array().into_iter().flatten().enumerate();
                let each = each.map(|(index, id)| (id, [&path[..], &[Step::Index(index)]].concat()));
                for (id, path) in std::iter::once((value, path.clone())).chain(each) {
                    if let Some(id) = id.as_str() {
                        facts.push(Fact { relation, id: id.trim().to_owned(), path });
                    }
                }
            }
        }
        Value::String(text) => {
            let Some(relation) = relation("") else { return };
            let fact = |id: &str| Fact { relation, id: id.to_owned(), path: path.to_vec() };
            facts.extend(each_name(text, relation).map(fact));
        }
        _ => {}
    }
}

/// Whom a text names: what is over may name several with commas between them, as other tools write it.
pub fn each_name(text: &str, relation: Relation) -> impl Iterator<Item = &str> {
    let is_end = move |c: char| relation.is_history() && matches!(c, ',' | ';');
    text.split(is_end).map(str::trim).filter(|id| !id.is_empty())
}

/// Whether a page of a kind is a review of a week's graphs.
pub fn is_weekly(kind: &PageKind) -> bool {
    kind.id == ops_review::KIND.id
}

/// Whether a field of a kind says something of one page alone, which no page inherits: who somebody is, who is in a
/// unit and which principles pull at each other.
pub fn is_own(kind: &PageKind, field: &str) -> bool {
    let names = |field: &PageField| {
        field.names.iter().any(|(_, relation)| {
            matches!(relation, Relation::Member | Relation::WorksWith | Relation::Adapts | Relation::Tension)
        })
    };
    kind.fields.iter().any(|known| known.name == field && (states_person(kind) || names(known)))
}

/// Whether a page of a kind says who somebody is.
pub fn states_person(kind: &PageKind) -> bool {
    kind.id == person::KIND.id
}

/// Whether a page of a kind says what was decided.
pub fn decides(kind: &PageKind) -> bool {
    kind.id == decision::KIND.id
}

/// Whether a page of a kind is a text that a decision is made from.
pub fn narrates(kind: &PageKind) -> bool {
    kind.id == narrative::KIND.id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::front_matter::SHARED_KEYS;

    #[test]
    fn the_list_is_sorted_and_every_kind_found() {
        assert!(KINDS.is_sorted_by_key(|kind| kind.id));
        let kinds = Kinds::default();
        for kind in KINDS {
            assert_eq!(kinds.find(kind.id).map(|found| &*found.label), Some(kind.label));
        }
    }

    #[test]
    fn days_are_fields() {
        for (kind, day) in KINDS.iter().flat_map(|kind| kind.days.iter().map(move |day| (kind, day))) {
            assert!(kind.fields.iter().any(|field| field.name == *day), "{}: {day}", kind.id);
        }
    }

    #[test]
    fn fields_do_not_hide_shared_keys() {
        for (kind, field) in KINDS.iter().flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        {
            let shared =
                SHARED_KEYS.iter().any(|(key, also)| *key == field.name || also.contains(&field.name));
            assert!(!shared, "{}: {}", kind.id, field.name);
        }
    }
}
