//! People who have a page that says who they are.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::{BAD_PEOPLE, FIELDS, FILE, People, Person, Reader, folded};
use crate::diag::Finding;
use crate::syntax::front_matter::{Lifted, ValuePlaces, place_of_key};
use crate::syntax::yaml::Step;
use crate::text::Source;

/// A page that says who somebody is.
#[derive(Debug, Clone, Copy)]
pub struct PersonPage<'a> {
    /// What other pages call them by.
    pub id: &'a str,
    /// What the page is called.
    pub title: &'a str,
    /// The page.
    pub source: &'a Source,
    /// What its front matter says beside what every page may.
    pub fields: &'a Map<String, Value>,
    /// Which of that stands in its text instead.
    pub lifted: &'a [Lifted],
}

impl People {
    /// The people, and those whom only a page of their own says. One that says nothing of somebody who is known is
    /// theirs as well; one that says something else of them is a finding.
    #[must_use]
    pub fn with_pages<'a>(&self, pages: impl Iterator<Item = PersonPage<'a>>) -> Self {
        let mut people = People {
            keys: OnceLock::new(),
            spelt: OnceLock::new(),
            by_name: OnceLock::new(),
            ..self.clone()
        };
        for page in pages {
            people = people.with(page);
        }
        people
    }

    fn with(self, page: PersonPage<'_>) -> Self {
        let said = page.fields.iter().filter(|(key, _)| FIELDS.iter().any(|(known, _)| *known == *key));
        let said: Vec<(&String, &Value)> = said.collect();
        let mut reader = Reader { source: page.source, page: Some(page.lifted), people: self };
        let key = folded(page.id);
        if let Some(known) = reader.people.by_id.get(&key).map(|at| &reader.people.all[*at]) {
            let Some((field, _)) = said.first() else { return reader.people };
            let elsewhere = known.page.as_ref().map_or(FILE, |(page, _)| &*page.path).to_owned();
            let path = [Step::Key((*field).clone())];
            let is_lifted = page.lifted.iter().any(|lifted| lifted.key == **field);
            let place = place_of_key(page.source, &path).filter(|_| !is_lifted);
            let place = place.unwrap_or_else(|| ValuePlaces::new(page.source, page.lifted).of(&path));
            let message = format!("`{}` is in {elsewhere} already", page.id);
            let finding = Finding::new(&BAD_PEOPLE, message).at(place);
            reader.people.findings.push(finding.help("that is used: say it in one place"));
            return reader.people;
        }
        let source = Some((page.source.clone(), page.lifted.to_vec()));
        let mut person = Person { page: source, ..Person::new(page.id.to_owned(), Vec::new()) };
        page.title.clone_into(&mut person.name);
        for (key, value) in said {
            reader.field(&mut person, key, value);
        }
        let mut people = reader.people;
        people.by_id.insert(key, people.all.len());
        people.all.push(person);
        people
    }
}
