//! How well a handbook is kept: lists of what wants somebody, as rows of text.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Handbook, PageId, ReviewState, Target, Who};
use crate::facts::{Named, Relation};

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Pages whose review is overdue or due, that were edited since, or had none; the most urgent first.
    Freshness,
    /// Who owns how many pages, and how many of them want a review.
    Owners,
    /// Principles, and how many pages put each into practice.
    Principles,
    /// Practices, and how the units stand to each.
    Practices,
    /// Pages that nothing links to.
    Orphans,
}

/// A list with named columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// What the columns are called.
    pub columns: Vec<&'static str>,
    /// A value for each column.
    pub rows: Vec<Vec<String>>,
}

impl Handbook {
    /// A report for a day; of one owner's pages, if that is asked for.
    pub fn health(&self, topic: Topic, today: Date, owner: Option<&str>) -> Rows {
        match topic {
            Topic::Freshness => self.freshness(today, owner),
            Topic::Owners => self.owners(today, owner),
            Topic::Principles => self.cited(),
            Topic::Practices => self.practised(),
            Topic::Orphans => self.orphans(owner),
        }
    }

    /// The pages that somebody wrote and readers are offered, of an owner if that is asked for.
    fn kept(&self, owner: Option<&str>) -> impl Iterator<Item = PageId> {
        let who = owner.and_then(|owner| self.who(owner, Named::Owner));
        let is_theirs = move |id: &PageId| {
            let page = &self.pages[*id];
            let own = page.front.owner.as_deref();
            let same = || own.and_then(|own| self.who(own, Named::Owner)).is_some_and(|own| Some(own) == who);
            owner.is_none() || own == owner || same()
        };
        (0..self.pages.len())
            .filter(|id| self.pages[*id].parsed.is_some() && !self.pages[*id].hidden())
            .filter(is_theirs)
    }

    /// What an owner is called; empty for none.
    fn owner_name(&self, id: PageId) -> String {
        let Some(owner) = &self.pages[id].front.owner else { return String::new() };
        match self.who(owner, Named::Owner) {
            Some(Who::Person(person)) => person.name.clone(),
            Some(Who::Page(unit)) => self.pages[unit].title.clone(),
            None => owner.clone(),
        }
    }

    fn freshness(&self, today: Date, owner: Option<&str>) -> Rows {
        let urgency = |state: ReviewState| match state {
            ReviewState::Overdue => 0,
            ReviewState::Edited => 1,
            ReviewState::Due => 2,
            ReviewState::Unreviewed => 3,
            ReviewState::Fresh => 4,
        };
        let mut found: Vec<_> = self
            .kept(owner)
            .filter_map(|id| Some((id, self.review(id, today)?)))
            .filter(|(_, review)| review.state != ReviewState::Fresh)
            .collect();
        found.sort_by_key(|(id, review)| (urgency(review.state), review.due, *id));
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let row = |(id, review): &(PageId, super::PageReview)| {
            let state = review.state.word().to_owned();
            let page = &self.pages[*id];
            vec![
                state,
                day(review.due),
                day(review.on),
                self.owner_name(*id),
                page.title.clone(),
                page.path.clone(),
            ]
        };
        Rows {
            columns: vec!["state", "due", "reviewed", "owner", "title", "page"],
            rows: found.iter().map(row).collect(),
        }
    }

    fn owners(&self, today: Date, owner: Option<&str>) -> Rows {
        let mut owners: BTreeMap<String, [usize; 5]> = BTreeMap::new();
        for id in self.kept(owner) {
            let counts = owners.entry(self.owner_name(id)).or_default();
            counts[0] += 1;
            match self.review(id, today).map(|review| review.state) {
                Some(ReviewState::Overdue) => counts[1] += 1,
                Some(ReviewState::Due) => counts[2] += 1,
                Some(ReviewState::Edited) => counts[3] += 1,
                Some(ReviewState::Unreviewed) => counts[4] += 1,
                Some(ReviewState::Fresh) | None => {}
            }
        }
        let row = |(owner, counts): (String, [usize; 5])| {
            let owner = if owner.is_empty() { "(nobody)".to_owned() } else { owner };
            std::iter::once(owner).chain(counts.map(|count| count.to_string())).collect()
        };
        Rows {
            columns: vec!["owner", "pages", "overdue", "due", "edited", "unreviewed"],
            rows: owners.into_iter().map(row).collect(),
        }
    }

    fn cited(&self) -> Rows {
        let citations = self.citations();
        let Named::Page(kind) = Relation::Cites.named() else {
            return Rows { columns: Vec::new(), rows: Vec::new() };
        };
        let principles =
            self.pages.iter().enumerate().filter(|(_, page)| page.kind.id == kind && page.parsed.is_some());
        let row = |(id, page): (PageId, &super::Page)| {
            let citing = citations.get(&id).map_or(&[][..], Vec::as_slice);
            let mut units: Vec<&str> = citing
                .iter()
                .filter_map(|page| self.unit_of(*page))
                .map(|unit| &*self.pages[unit].title)
                .collect();
            units.sort_unstable();
            units.dedup();
            vec![citing.len().to_string(), page.title.clone(), units.join(", "), page.path.clone()]
        };
        Rows { columns: vec!["pages", "principle", "units", "page"], rows: principles.map(row).collect() }
    }

    fn practised(&self) -> Rows {
        let row = |practice: &str| {
            let matrix = self.matrix(practice);
            let own = |row: &&super::MatrixRow| self.pages[row.page].parsed.is_some();
            let units: Vec<String> = matrix
                .rows
                .iter()
                .filter(own)
                .filter_map(|row| Some(format!("{} {}", self.pages[row.unit].title, row.stance?.word())))
                .collect();
            let title =
                matrix.rows.first().map_or_else(String::new, |row| self.pages[row.page].title.clone());
            vec![practice.to_owned(), title, matrix.rows.len().to_string(), units.join(", ")]
        };
        let rows = self.practices().map(row).collect();
        Rows { columns: vec!["practice", "title", "in effect", "units"], rows }
    }

    /// By page, whether another leads to it: by a link, or by putting it into practice.
    pub fn referenced(&self) -> Vec<bool> {
        let mut referenced = vec![false; self.pages.len()];
        for (from, targets) in self.targets.iter().enumerate() {
            for target in targets {
                match target {
                    Target::Page { page, .. } if *page != from => referenced[*page] = true,
                    Target::Ambiguous(pages) => referenced[pages[0]] = true,
                    _ => {}
                }
            }
        }
        for cited in self.citations().into_keys() {
            referenced[cited] = true;
        }
        referenced
    }

    fn orphans(&self, owner: Option<&str>) -> Rows {
        let linked = self.referenced();
        // A folder's page lists what is in it, and the home page is where readers begin.
        let is_orphan = |id: &PageId| *id != 0 && !self.pages[*id].section && !linked[*id];
        let row =
            |id: PageId| vec![self.owner_name(id), self.pages[id].title.clone(), self.pages[id].path.clone()];
        Rows {
            columns: vec!["owner", "title", "page"],
            rows: self.kept(owner).filter(is_orphan).map(row).collect(),
        }
    }
}
