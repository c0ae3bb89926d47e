//! Who or what an id means: the units of the organisation, its people, and pages of a kind.

use super::resolve::stem_path;
use super::{Handbook, Names, Page, PageId, address};
use crate::facts::Named;
use crate::file_name::{self, own_rank};
use crate::people::Person;

/// The pages of units, and those of kinds that are named by their ids; by the last part of these.
#[derive(Debug, Default)]
pub struct Ids {
    units: Names<Vec<PageId>>,
    named: Names<Vec<PageId>>,
}

impl Ids {
    pub fn of(pages: &[Page]) -> Self {
        let mut ids = Ids::default();
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| page.kind.unit) {
            ids.units.entry(last(unit_id(page)).to_owned()).or_default().push(id);
        }
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| page.kind.named) {
            ids.named.entry(last(folder(page)).to_owned()).or_default().push(id);
        }
        ids
    }
}

/// Whom a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person.
    Person(&'a Person),
    /// A unit or something else that has a page.
    Page(PageId),
}

impl Handbook {
    /// The pages of all units.
    pub fn units(&self) -> impl Iterator<Item = PageId> {
        let mut units: Vec<PageId> = self.ids.units.values().flatten().copied().collect();
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
        let named = self.ids.units.get(last(id))?;
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
        let person = || self.people.get(id).map(Who::Person);
        let unit = || self.unit(id).map(Who::Page);
        match named {
            Named::Person => person(),
            Named::Unit => unit(),
            Named::Owner => person().or_else(unit),
            Named::Page(kind) => self.of_kind(kind, id).map(Who::Page),
        }
    }

    /// The page of a kind that an id means: the name of its file, or a path to it.
    pub fn of_kind(&self, kind: &str, id: &str) -> Option<PageId> {
        let path = id.trim_end_matches(".md").trim_matches('/');
        let is_meant = |page: &&PageId| self.pages[**page].kind.id == kind;
        let named = self.ids.named.get(last(path))?.iter().filter(is_meant);
        let found: Vec<PageId> = named.copied().collect();
        let whole = |page: &&PageId| {
            let own = folder(&self.pages[**page]);
            own == path || own.ends_with(&format!("/{path}"))
        };
        found.iter().find(whole).copied()
    }

    /// The unit that a page belongs to: the nearest whose folder it lies in; none when it is everybody's.
    pub fn unit_of(&self, page: PageId) -> Option<PageId> {
        let above = std::iter::successors(Some(page), |page| self.pages[*page].parent);
        above.into_iter().find(|page| self.pages[*page].kind.unit)
    }

    /// Whether there are pages that others name by their ids.
    pub fn has_named(&self) -> bool {
        !self.ids.named.is_empty()
    }

    /// The ids of the pages of a kind, in order.
    pub fn ids_of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.ids.named.values().flatten().map(|page| &self.pages[*page]);
        let is_meant = move |page: &&Page| page.kind.id == kind && page.parsed.is_some();
        let mut ids: Vec<&str> = named.filter(is_meant).map(|page| last(folder(page))).collect();
        ids.sort_unstable();
        ids.into_iter()
    }
}

/// The folder of a unit, or a page's file without its ending, from the content's root.
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
