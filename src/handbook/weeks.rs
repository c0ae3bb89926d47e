//! The weekly reviews of each unit, in their order.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::ids::{self, Ids};
use super::{Handbook, Page, PageId};
use crate::chart::weekly::Weekly;
use crate::facts::Relation;
use crate::kinds;
use crate::syntax::front_matter::day;

/// By page, the unit whose review it is and its first day: read once, as many ask for them.
#[derive(Debug, Clone, Default)]
pub struct Weeks(Arc<BTreeMap<PageId, (Option<PageId>, Date)>>);

impl Weeks {
    /// Reads them.
    pub fn of(pages: &[Page], ids: &Ids) -> Self {
        let week = |(id, page): (PageId, &Page)| {
            let parsed = page.parsed.as_ref().filter(|_| kinds::is_weekly(&page.kind))?;
            let facts = kinds::facts(&page.kind, &parsed.front);
            let named = facts.iter().find(|fact| fact.relation == Relation::Unit);
            let named = named.and_then(|fact| ids.unit(pages, &fact.id));
            let week = day(page.front.others.get("week")?)?;
            Some((id, (named.or_else(|| ids::unit_of(pages, id)), week)))
        };
        Weeks(Arc::new(pages.iter().enumerate().filter_map(week).collect()))
    }
}

impl Handbook {
    /// The graphs of a page, if it is a weekly review that has some: without what is drawn where pages are kept without
    /// their HTML.
    pub fn weekly(&self, page: PageId) -> Option<&Weekly> {
        let page = &self.pages[page];
        page.parsed.as_ref().filter(|_| kinds::is_weekly(&page.kind))?.document.weekly.as_deref()
    }

    /// The first day that a weekly review is about.
    pub fn week_of(&self, page: PageId) -> Option<Date> {
        self.weeks.0.get(&page).map(|(_, week)| *week)
    }

    /// The review of the same unit before a page.
    pub fn week_before(&self, page: PageId) -> Option<PageId> {
        let (unit, week) = self.weeks.0.get(&page)?;
        self.latest_week(*unit, Some(*week))
    }

    /// The review of the same unit after a page.
    pub fn week_after(&self, page: PageId) -> Option<PageId> {
        let (unit, week) = self.weeks.0.get(&page)?;
        let later = self.weeks_of(*unit).filter(|(_, other)| other > week);
        later.min_by_key(|(id, other)| (*other, *id)).map(|(id, _)| id)
    }

    /// The latest review of a unit, or the latest before a day.
    pub fn latest_week(&self, unit: Option<PageId>, before: Option<Date>) -> Option<PageId> {
        let earlier = self.weeks_of(unit).filter(|(_, week)| before.is_none_or(|before| *week < before));
        earlier.max_by_key(|(id, week)| (*week, std::cmp::Reverse(*id))).map(|(id, _)| id)
    }

    /// The first review of a unit.
    pub fn first_week(&self, unit: Option<PageId>) -> Option<PageId> {
        self.weeks_of(unit).min_by_key(|(id, week)| (*week, *id)).map(|(id, _)| id)
    }

    fn weeks_of(&self, unit: Option<PageId>) -> impl Iterator<Item = (PageId, Date)> {
        let of_unit = move |(_, (other, _)): &(&PageId, &(Option<PageId>, Date))| *other == unit;
        self.weeks.0.iter().filter(of_unit).map(|(page, (_, week))| (*page, *week))
    }
}
