//! What pages state about people and units, from the side of those whom they name.

use std::collections::BTreeMap;

use super::{Handbook, PageId, Who};
use crate::facts::{Named, Relation};
use crate::kinds;
use crate::syntax::yaml::Step;

/// A statement of a page about whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The page.
    pub page: PageId,
    /// What it says of them.
    pub relation: Relation,
    /// The key path at which its front matter names them; empty for an owner, who may be inherited.
    pub path: Vec<Step>,
}

/// By whom pages name, what they say of them, in the order of the pages.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    people: BTreeMap<String, Vec<Mention>>,
    units: BTreeMap<PageId, Vec<Mention>>,
}

impl Mentions {
    /// What is said of a person, by their id as `people.yaml` has it.
    pub fn of_person(&self, id: &str) -> &[Mention] {
        self.people.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is said of a unit.
    pub fn of_unit(&self, unit: PageId) -> &[Mention] {
        self.units.get(&unit).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, who: Who<'_>, mention: Mention) {
        match who {
            Who::Person(person) => self.people.entry(person.id.clone()).or_default().push(mention),
            Who::Page(unit) => self.units.entry(unit).or_default().push(mention),
        }
    }
}

impl Handbook {
    /// What the pages that somebody wrote state about people and units that there are.
    pub fn mentions(&self) -> Mentions {
        let mut mentions = Mentions::default();
        if self.people.is_empty() && !self.has_units() {
            return mentions;
        }
        for (id, page) in self.pages.iter().enumerate() {
            let Some(parsed) = &page.parsed else { continue };
            let owner = page.front.owner.as_deref();
            if let Some(who) = owner.and_then(|owner| self.who(owner, Relation::Owns.named())) {
                mentions.add(who, Mention { page: id, relation: Relation::Owns, path: Vec::new() });
            }
            for fact in kinds::facts(&page.kind, &parsed.front) {
                // Who owns it is said by what it inherits, too; pages that are named have their citations.
                let is_apart =
                    fact.relation == Relation::Owns || matches!(fact.relation.named(), Named::Page(_));
                let who = if is_apart { None } else { self.who(&fact.id, fact.relation.named()) };
                let Some(who) = who else { continue };
                mentions.add(who, Mention { page: id, relation: fact.relation, path: fact.path });
            }
        }
        mentions
    }
}
