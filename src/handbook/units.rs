//! Who a name means: the units of the organisation, and its people.

use super::resolve::stem_path;
use super::{Handbook, Names, Page, PageId, address};
use crate::facts::Named;
use crate::file_name::{self, own_rank};
use crate::people::Person;

/// The pages of units, by the last part of their ids.
#[derive(Debug, Default)]
pub struct Units(Names<Vec<PageId>>);

impl Units {
    pub fn of(pages: &[Page]) -> Self {
        let mut units = Units::default();
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| page.kind.unit) {
            units.0.entry(last(unit_id(page)).to_owned()).or_default().push(id);
        }
        units
    }
}

/// Whom a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person.
    Person(&'a Person),
    /// A unit, by its page.
    Unit(PageId),
}

impl Handbook {
    /// The pages of all units.
    pub fn units(&self) -> impl Iterator<Item = PageId> {
        let mut units: Vec<PageId> = self.units.0.values().flatten().copied().collect();
        units.sort_unstable();
        units.into_iter()
    }

    /// The id of a unit, by its page: its folder, seen from `teams/` if it lies there.
    pub fn unit_id(&self, unit: PageId) -> &str {
        unit_id(&self.pages[unit])
    }

    /// The unit of an id: its folder from the content's root or from `teams/`, or the end of it that no other
    /// unit has.
    pub fn unit(&self, id: &str) -> Option<PageId> {
        let id = id.trim_matches('/');
        let named = self.units.0.get(last(id))?;
        let whole = named.iter().find(|unit| {
            let folder = folder(&self.pages[**unit]);
            folder == id || unit_id(&self.pages[**unit]) == id
        });
        let ends = || {
            let ends = |unit: &&PageId| folder(&self.pages[**unit]).ends_with(&format!("/{id}"));
            let mut found = named.iter().filter(ends);
            found.next().filter(|_| found.next().is_none())
        };
        whole.or_else(ends).copied()
    }

    /// Whom an id means, of those that it may mean.
    pub fn who(&self, id: &str, named: Named) -> Option<Who<'_>> {
        let person = || self.people.get(id).map(Who::Person).filter(|_| named != Named::Unit);
        let unit = || self.unit(id).map(Who::Unit).filter(|_| named != Named::Person);
        person().or_else(unit)
    }
}

/// The folder of a unit, from the content's root.
fn folder(page: &Page) -> &str {
    let path = page.path.trim_end_matches('/');
    let is_own = own_rank(file_name::last(path)).is_some();
    match page.parsed {
        Some(_) if is_own => address::folder(path),
        Some(_) => stem_path(path),
        None => path,
    }
}

fn unit_id(page: &Page) -> &str {
    let folder = folder(page);
    folder.strip_prefix("teams/").unwrap_or(folder)
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
