//! The pages that tell of a failure, and whom and what they concern.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Handbook, Page, PageId, Who};
use crate::facts::Relation;
use crate::incident::{Incident, Read};

/// The incidents of a handbook, by page, with what is wrong in them: read once, as many ask for them.
#[derive(Debug, Clone, Default)]
pub struct Incidents(Arc<BTreeMap<PageId, Read>>);

impl Incidents {
    /// Reads them.
    pub fn of(pages: &[Page]) -> Self {
        let incident = |(id, page): (PageId, &Page)| {
            page.parsed.as_ref()?;
            Some((id, page.kind.incident?(&page.front)))
        };
        let read: Vec<(PageId, Read)> = pages.par_iter().enumerate().filter_map(incident).collect();
        Incidents(Arc::new(read.into_iter().collect()))
    }
}

impl Handbook {
    /// What a page tells of a failure; none when it is no such page.
    pub fn incident(&self, page: PageId) -> Option<&Incident> {
        self.incident_read(page).map(|read| &read.incident)
    }

    /// The same with what is wrong in it.
    pub fn incident_read(&self, page: PageId) -> Option<&Read> {
        self.incidents.0.get(&page)
    }

    /// The pages that tell of a failure and are listed, the latest first; those of which nobody knows the day last.
    pub fn incidents(&self) -> Vec<PageId> {
        let mut pages: Vec<PageId> =
            self.incidents.0.keys().copied().filter(|page| !self.pages[*page].hidden()).collect();
        let first = |page: &PageId| {
            let incident = &self.incidents.0[page].incident;
            let mark = incident.marks.iter().flatten().next().map(|moment| moment.at);
            (incident.day, mark)
        };
        pages.sort_by(|one, other| first(other).cmp(&first(one)).then(one.cmp(other)));
        pages
    }

    /// The services that failed, by page.
    pub fn failed(&self, page: PageId) -> Vec<PageId> {
        let ids = self.incident(page).map_or(&[][..], |incident| &incident.services);
        ids.iter().filter_map(|id| self.thing_in_field(page, id)).collect()
    }

    /// The pages that changed because of a failure.
    pub fn changed_by(&self, page: PageId) -> Vec<PageId> {
        let paths = self.incident(page).map_or(&[][..], |incident| &incident.changed);
        let found =
            paths.iter().filter_map(|path| self.page_in_field(page, path).or_else(|| self.page_of_id(path)));
        found.filter(|other| *other != page).collect()
    }

    /// By page, the failures because of which it changed, and those that concern it otherwise: services that failed,
    /// and principles that an account names. The latest first.
    pub fn told_of(&self) -> BTreeMap<PageId, Told> {
        let mut told: BTreeMap<PageId, Told> = BTreeMap::new();
        for page in self.incidents() {
            for changed in self.changed_by(page) {
                told.entry(changed).or_default().because_of.push(page);
            }
            let principles = self.pages[page].front.principles.iter();
            let principles = principles.filter_map(|id| match self.who(id, Relation::Cites.named())? {
                Who::Page(principle) => Some(principle),
                Who::Person(_) => None,
            });
            for seen in self.failed(page).into_iter().chain(principles) {
                let list = &mut told.entry(seen).or_default().seen_in;
                if list.last() != Some(&page) {
                    list.push(page);
                }
            }
        }
        told
    }
}

/// The failures that a page has to do with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Those because of which it changed.
    pub because_of: Vec<PageId>,
    /// Those that it had a part in.
    pub seen_in: Vec<PageId>,
}
