//! The page that shows who is on call everywhere, and the calendars of shifts: one for each rotation, and one for each
//! person who has a page. A handbook without rotations has none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::health_files::is_wanted;
use super::outputs::Outputs;
use super::practices::bare;
use super::{Derived, Handbook, Holder, PAGES, Page, PageId, Who, slug};
use crate::config::Config;
use crate::facts::Named;
use crate::kinds::PageKind;
use crate::load::Asset;

/// The folder of the page, and of people's calendars.
const FOLDER: &str = "on-call";
/// The name of a rotation's calendar, beside its page.
const FILE: &str = "on-call.ics";

/// The files that say who is on call.
#[derive(Debug, Clone, Default)]
pub struct OnCallFiles {
    page: Option<PageId>,
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

fn says(page: &Page) -> bool {
    page.kind.rota.is_some() && page.parsed.is_some() && !page.hidden()
}

impl OnCallFiles {
    /// Finds the page, or adds it, if there are rotations.
    pub fn derive(pages: &mut Vec<Page>, assets: &[Asset], config: &Config, plain: &Arc<PageKind>) -> Self {
        let mut files = OnCallFiles::default();
        if !pages.iter().any(says) {
            return files;
        }
        let url = format!("{FOLDER}/");
        let there = pages.iter().position(|page| page.url.eq_ignore_ascii_case(&url));
        let is_free = || !is_wanted(pages, assets, config, FOLDER);
        files.page = match there {
            Some(page) => Some(page),
            None if is_free() => {
                pages.push(bare(0, "On call".to_owned(), url, Derived::OnCall, plain));
                Some(pages.len() - 1)
            }
            None => None,
        };
        files
    }

    /// Takes the outputs of the calendars, where they are free.
    pub fn settle(book: &mut Handbook, outputs: &mut Outputs) {
        let mut files = OnCallFiles { page: book.on_call_files.page, ..OnCallFiles::default() };
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
            let path = format!("{FOLDER}/{name}.ics");
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
        self.on_call_files.page
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
