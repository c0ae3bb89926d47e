//! Everybody's page: one that somebody wrote, or else one that shows what is known of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::practices::bare;
use super::tree::name;
use super::{Derived, Handbook, Names, Page, PageId, Who, slug};
use crate::facts::Relation;
use crate::kinds::{self, PageKind};
use crate::people::{People, Person, PersonPage};

/// Where the pages are that nobody wrote, and the list of them.
const FOLDER: &str = "people";

/// Which page is whose.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    by_person: Names<PageId>,
    by_page: BTreeMap<PageId, String>,
    listing: Option<PageId>,
}

/// The people, with those whom only a page says.
pub fn people(pages: &[Page], people: Arc<People>) -> Arc<People> {
    let says = |page: &&Page| kinds::states_person(&page.kind) && page.parsed.is_some();
    let mut saying = pages.iter().filter(says).peekable();
    if saying.peek().is_none() {
        return people;
    }
    let said = saying.filter_map(|page| {
        let parsed = page.parsed.as_ref()?;
        let (source, fields) = (&parsed.source, &*parsed.front.others);
        let lifted = &parsed.lifted;
        Some(PersonPage { id: name(&page.path), title: &page.title, source, fields, lifted })
    });
    Arc::new(people.with_pages(said))
}

impl Persons {
    /// Finds everybody's page; and adds one for each who has none, and a list of all, if that is asked for.
    pub fn derive(pages: &mut Vec<Page>, people: &People, all: bool, plain: &Arc<PageKind>) -> Self {
        let mut persons = Persons::default();
        for (id, page) in pages.iter().enumerate() {
            if page.parsed.is_some()
                && kinds::states_person(&page.kind)
                && let Some(person) = people.get(name(&page.path))
            {
                persons.add(&person.id, id);
            }
        }
        if all && !people.is_empty() {
            persons.add_pages(pages, people, plain);
        }
        persons
    }

    fn add(&mut self, person: &str, page: PageId) {
        // Of two pages of somebody the first is theirs.
        if !self.by_person.contains_key(person) {
            self.by_person.insert(person.to_owned(), page);
            self.by_page.insert(page, person.to_owned());
        }
    }

    fn add_pages(&mut self, pages: &mut Vec<Page>, people: &People, plain: &Arc<PageKind>) {
        let mut taken: BTreeMap<String, PageId> =
            pages.iter().enumerate().map(|(id, page)| (page.url.to_lowercase(), id)).collect();
        let url = format!("{FOLDER}/");
        let listing = taken.get(&url).copied().unwrap_or_else(|| {
            pages.push(bare(0, "People".to_owned(), url, Derived::People, plain));
            pages.len() - 1
        });
        self.listing = Some(listing);
        // As that is written, upper case or not.
        let folder = pages[listing].url.clone();
        let without: Vec<&Person> =
            people.all.iter().filter(|person| !self.by_person.contains_key(&person.id)).collect();
        for person in without {
            let slug = Some(slug::slug(&person.id)).filter(|slug| !slug.is_empty());
            let slug = slug.unwrap_or_else(|| "somebody".to_owned());
            let numbered = |number: usize| match number {
                1 => format!("{folder}{slug}/"),
                number => format!("{folder}{slug}-{number}/"),
            };
            // Two ids may look the same in an address, and somebody else's page may be there.
            let at = |url: &String| taken.get(&url.to_lowercase()).copied();
            let is_free = |url: &String| at(url).is_none_or(|page| !self.by_page.contains_key(&page));
            let url = (1..).map(numbered).find(is_free).unwrap_or_default();
            let page = at(&url).unwrap_or_else(|| {
                let derived = Derived::Person(person.id.clone());
                pages.push(bare(listing, person.name.clone(), url.clone(), derived, plain));
                pages.len() - 1
            });
            taken.insert(url.to_lowercase(), page);
            self.add(&person.id, page);
        }
    }
}

impl Handbook {
    /// The page of a person, by their id as the people have it.
    pub fn person_page(&self, id: &str) -> Option<PageId> {
        self.persons.by_person.get(id).copied()
    }

    /// Whose page it is, if it is somebody's.
    pub fn person_of(&self, page: PageId) -> Option<&Person> {
        self.people.get(self.persons.by_page.get(&page)?)
    }

    /// Whether a page lists everybody.
    pub fn lists_people(&self, page: PageId) -> bool {
        self.persons.listing == Some(page)
    }

    /// The page of the person who owns a page.
    pub fn page_of_owner(&self, page: PageId) -> Option<PageId> {
        let owner = self.pages[page].front.owner.as_deref().filter(|_| !self.persons.by_page.is_empty())?;
        match self.who(owner, Relation::Owns.named())? {
            Who::Person(person) => self.person_page(&person.id),
            Who::Page(_) => None,
        }
    }

    /// The pages of which a person's page shows how far they can be trusted, which their texts decide: what they own.
    pub fn reviews_in(&self, page: PageId) -> Vec<PageId> {
        if self.person_of(page).is_none() {
            return Vec::new();
        }
        (0..self.pages.len()).filter(|other| self.page_of_owner(*other) == Some(page)).collect()
    }
}
