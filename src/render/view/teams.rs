//! What templates receive of units and principles.

use serde::Serialize;

use super::{KindView, LinkText, LinkView, OnCallView};

/// How a principle stands to others.
#[derive(Debug, Serialize)]
pub struct PrincipleView {
    /// The principle above that it is, in a unit's own words, or null.
    pub adapts: Option<AdaptationView>,
    /// It in the words of units below.
    pub adapted_by: Vec<AdaptationView>,
    /// Those that pull the other way.
    pub tension: Vec<LinkView>,
}

/// A principle in somebody's words.
#[derive(Debug, Serialize)]
pub struct AdaptationView {
    /// The unit, or null for everybody.
    pub unit: Option<LinkView>,
    /// Its page.
    pub page: LinkView,
    /// The words, or null.
    pub statement: Option<String>,
}

/// A principle among all.
#[derive(Debug, Serialize)]
pub struct PrincipleRowView {
    /// Its page.
    pub page: LinkView,
    /// It in one line, or null.
    pub statement: Option<String>,
    /// One sentence about it, or null.
    pub description: Option<String>,
    /// The unit whose it is, or null for everybody.
    pub unit: Option<LinkView>,
    /// Whether it is one from above in that unit's words.
    pub adapts: bool,
    /// How many pages put it into practice.
    pub cited: usize,
    /// In how many units.
    pub units: usize,
    /// What to ask about it.
    pub questions: Vec<String>,
    /// What those do who hold to it.
    pub looks_like: Vec<String>,
    /// What it is mistaken for.
    pub does_not_look_like: Vec<String>,
}

/// What there is to a unit beside what its page says itself.
#[derive(Debug, Serialize)]
pub struct UnitView {
    /// The unit that it is part of, or null.
    pub above: Option<LinkView>,
    /// The units that are part of it.
    pub units: Vec<LinkView>,
    /// Who is in it: those whom its page names, and those who say so themselves.
    pub people: Vec<MemberView>,
    /// The units that it works with, and those that say so themselves.
    pub works_with: Vec<WorkingView>,
    /// Who is on call for it.
    pub on_call: Vec<OnCallView>,
    /// What it, or somebody in it, has to do.
    pub actions: Vec<ActionView>,
    /// Its pages and what it owns elsewhere, by kind.
    pub pages: Vec<PagesView>,
}

/// Somebody in a unit.
#[derive(Debug, Serialize)]
pub struct MemberView {
    /// Who it is.
    pub person: LinkText,
    /// What they do, or null.
    pub role: Option<LinkText>,
    /// Whether they speak for it.
    pub lead: bool,
}

/// A unit that works with another.
#[derive(Debug, Serialize)]
pub struct WorkingView {
    /// The unit.
    pub unit: LinkText,
    /// How, or null.
    pub mode: Option<String>,
    /// What for, or null.
    pub purpose: Option<LinkText>,
    /// Until which day, or null.
    pub until: Option<String>,
    /// Whether that day has passed.
    pub over: bool,
}

/// Something that is to be done.
#[derive(Debug, Serialize)]
pub struct ActionView {
    /// What it is.
    pub what: String,
    /// Who does it; of several, the first.
    pub owner: LinkText,
    /// All who do it.
    pub owners: Vec<LinkText>,
    /// Until which day (`2026-12-18`), or null.
    pub due: Option<String>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The page that says so.
    pub page: LinkView,
}

/// Pages of a kind.
#[derive(Debug, Serialize)]
pub struct PagesView {
    /// The kind.
    pub kind: KindView,
    /// The first of the pages.
    pub pages: Vec<LinkView>,
    /// How many more there are.
    pub more: usize,
}
