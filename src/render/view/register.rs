//! What templates receive of all failures, and of all that is to be done.

use serde::Serialize;

use super::{FilterView, LinkText, LinkView};

/// Failures, the latest first. The first page of several has what is said of all.
#[derive(Debug, Serialize)]
pub struct RegisterView {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub rows: Vec<IncidentRowView>,
    /// How long they took, quarter by quarter: of the last eight up to the latest that has any.
    pub quarters: Vec<QuarterView>,
    /// How many quarters before these have any.
    pub quarters_before: usize,
    /// By service: what failed most often, first.
    pub services: Vec<GroupView>,
    /// By unit.
    pub units: Vec<GroupView>,
    /// What they can be chosen by.
    pub filters: Vec<FilterView>,
    /// The pages of the register, when there are several.
    pub pages: Vec<RegisterPageView>,
    /// The Atom feed of new ones, or null.
    pub feed: Option<String>,
}

/// A failure in a register.
#[derive(Debug, Serialize)]
pub struct IncidentRowView {
    /// Its page.
    pub page: LinkView,
    /// The day it happened (`2026-08-14`), or null.
    pub day: Option<String>,
    /// How bad it was, or null.
    pub severity: Option<String>,
    /// How far the account of it is, or null.
    pub status: Option<String>,
    /// The unit that its page is in, or null.
    pub unit: Option<LinkView>,
    /// The id of this unit, and of those that it is part of, with `|` between them; to choose by.
    pub unit_ids: String,
    /// What failed.
    pub services: Vec<LinkText>,
    /// The ids of that, with `|` between them.
    pub service_ids: String,
    /// How long until somebody noticed, or null.
    pub detect: Option<String>,
    /// How long until it was over, or null.
    pub resolve: Option<String>,
    /// How many of its actions are still to be done.
    pub open: usize,
}

/// The failures of a quarter.
#[derive(Debug, Serialize)]
pub struct QuarterView {
    /// `2026 Q3`.
    pub label: String,
    /// How many there were.
    pub count: usize,
    /// How long they took: until they were noticed, did no more harm and were over.
    pub medians: Vec<MedianView>,
}

/// How long something took, of several.
#[derive(Debug, Serialize)]
pub struct MedianView {
    /// `detect`, `mitigate` or `resolve`.
    pub name: &'static str,
    /// The median, in words, or null when nobody knows.
    pub text: Option<String>,
    /// The mean, in words, or null.
    pub mean: Option<String>,
    /// The median in percent of the longest of all quarters.
    pub percent: i64,
}

/// The failures of a service or a unit.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Which.
    pub name: LinkText,
    /// How many there were.
    pub count: usize,
    /// The median of how long it took until they were over, or null.
    pub resolve: Option<String>,
    /// How many actions are still to be done.
    pub open: usize,
}

/// A page of a register.
#[derive(Debug, Serialize)]
pub struct RegisterPageView {
    /// Its number, from 1 on.
    pub number: usize,
    /// Its address from the page.
    pub href: String,
    /// Whether it is this one.
    pub current: bool,
}

/// What is to be done, what is due first, first.
#[derive(Debug, Serialize)]
pub struct ToDoView {
    /// How much there is in all.
    pub total: usize,
    /// How much of it should be done by now.
    pub overdue: usize,
    /// That of this page.
    pub rows: Vec<ToDoRowView>,
    /// Who has how much of it to do: whoever has most, first; on the first page.
    pub owners: Vec<OwnerTallyView>,
    /// What it can be chosen by.
    pub filters: Vec<FilterView>,
    /// The pages of the list, when there are several.
    pub pages: Vec<RegisterPageView>,
}

/// Something that is to be done.
#[derive(Debug, Serialize)]
pub struct ToDoRowView {
    /// What it is.
    pub what: LinkText,
    /// Who does it; empty for nobody.
    pub owners: Vec<LinkText>,
    /// The ids of whoever does it, with `|` between them; to choose by.
    pub owner_ids: String,
    /// Until which day (`2026-12-18`), or null.
    pub due: Option<String>,
    /// `open` or `overdue`.
    pub state: &'static str,
    /// The words for what it is good for, or null.
    pub kind_label: Option<String>,
    /// For how many days it has been known, or null.
    pub age: Option<i32>,
    /// The page that says so.
    pub page: LinkView,
    /// Where it is followed, or null.
    pub link: Option<LinkText>,
}

/// Who has how much to do.
#[derive(Debug, Serialize)]
pub struct OwnerTallyView {
    /// Who, or null for nobody.
    pub owner: Option<LinkText>,
    /// How much is still to be done.
    pub open: usize,
    /// How much of it should be done by now.
    pub overdue: usize,
}
