//! The calendars of shifts: one for each rotation, and one for each person who has a page. A handbook without rotations
//! has none.

use std::collections::{BTreeMap, BTreeSet};

use super::outputs::Outputs;
use super::registers::ON_CALL;
use super::{Handbook, Holder, PAGES, PageId, Register, Who, slug};
use crate::facts::Named;

/// The name of a rotation's calendar, beside its page.
const FILE: &str = "on-call.ics";

/// The files that say who is on call.
#[derive(Debug, Clone, Default)]
pub struct OnCallFiles {
    /// By path.
    feeds: BTreeMap<String, ShiftsOf>,
    /// By person's id, the path.
    of_people: BTreeMap<String, String>,
}

/// Whose shifts a calendar has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftsOf {
    /// Those of a rotation.
    Rotation(PageId),
    /// Those of the person of this id, in the rotations of these pages.
    Person(String, Vec<PageId>),
}

impl OnCallFiles {
    /// Takes the outputs of the calendars, where they are free.
    pub fn settle(book: &mut Handbook, outputs: &mut Outputs) {
        let mut files = OnCallFiles::default();
        let mut take = |path: &str| outputs.take(path, &Holder::Site(PAGES)).is_ok();
        let rotations: Vec<PageId> = book.rotations().collect();
        let mut people: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
        for page in rotations {
            let Some(rota) = book.rota(page).filter(|rota| rota.is_known()) else { continue };
            let path = format!("{}{FILE}", book.pages[page].url);
            if take(&path) {
                files.feeds.insert(path, ShiftsOf::Rotation(page));
            }
            let overrides = rota.layers.iter().flat_map(|layer| &layer.overrides).map(|dated| &dated.person);
            for person in rota.layers.iter().flat_map(|layer| &layer.people).chain(overrides) {
                // Of whom nothing else is gathered in one place, neither are their shifts.
                let id = book.person_id(person);
                if book.person_page(id).is_none() {
                    continue;
                }
                let pages = people.entry(id.to_owned()).or_default();
                if !pages.contains(&page) {
                    pages.push(page);
                }
            }
        }
        let mut taken = BTreeSet::new();
        for (person, pages) in people {
            let name = Some(slug::slug(&person)).filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| "somebody".to_owned());
            let names = std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}-{number}")));
            let Some(name) = names.into_iter().find(|name| taken.insert(name.clone())) else { continue };
            let path = format!("{ON_CALL}/{name}.ics");
            if take(&path) {
                files.of_people.insert(person.clone(), path.clone());
                files.feeds.insert(path, ShiftsOf::Person(person, pages));
            }
        }
        book.on_call_files = files;
    }
}

impl Handbook {
    /// The page that shows who is on call everywhere.
    pub fn on_call_page(&self) -> Option<PageId> {
        self.register(Register::OnCall).first().copied()
    }

    /// Whose shifts the calendar at a path has.
    pub fn shifts_at(&self, path: &str) -> Option<&ShiftsOf> {
        self.on_call_files.feeds.get(path)
    }

    /// The paths of all calendars of shifts.
    pub(super) fn shift_feeds(&self) -> impl Iterator<Item = &str> {
        self.on_call_files.feeds.keys().map(String::as_str)
    }

    /// The path of the calendar of a rotation.
    pub fn feed_of_rotation(&self, page: PageId) -> Option<&str> {
        let path = format!("{}{FILE}", self.pages[page].url);
        self.on_call_files.feeds.get_key_value(&path).map(|(path, _)| &**path)
    }

    /// The path of the calendar of a person who has a page, and the rotations that they are in, by their id.
    pub fn feed_of_person(&self, id: &str) -> Option<(&str, &[PageId])> {
        let path = self.on_call_files.of_people.get(id)?;
        match self.on_call_files.feeds.get(path)? {
            ShiftsOf::Person(_, pages) => Some((path, pages)),
            ShiftsOf::Rotation(_) => None,
        }
    }

    /// The same for everybody, however a page writes who they are.
    pub fn person_id<'a>(&'a self, written: &'a str) -> &'a str {
        match self.who(written, Named::Person) {
            Some(Who::Person(person)) => &person.id,
            _ => written,
        }
    }
}
