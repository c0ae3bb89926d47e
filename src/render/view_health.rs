//! What a template receives of how the handbook is kept.

use serde::Serialize;

use super::view::LinkView;

/// How the handbook is kept, on the day that the site is built for.
#[derive(Debug, Serialize)]
pub struct HealthView {
    /// The day (`2026-03-31`).
    pub today: String,
    /// Where the site is, if that is known: messages say where pages are; or null.
    pub base: Option<String>,
    /// How many pages somebody wrote.
    pub pages: usize,
    /// Whether any page has had a review, or wants one.
    pub reviewed: bool,
    /// How many pages, or practices, there are of each sort.
    pub tally: Vec<TallyView>,
    /// When more pages will want a review.
    pub ahead: AheadView,
    /// Who owns pages; of very many the first.
    pub owners: Vec<KeeperView>,
    /// How many owners are left out.
    pub more_owners: usize,
    /// Of how many owners the pages that want a review are not named.
    pub unnamed: usize,
    /// Other lists of what wants somebody; those that are empty are not there.
    pub lists: Vec<ListView>,
    /// How many reviews fall due in each of the coming twelve months.
    pub coming: Vec<MonthView>,
    /// How many reviews were done in each of the past twelve months.
    pub done: Vec<MonthView>,
}

/// How many there are of a sort.
#[derive(Debug, Serialize)]
pub struct TallyView {
    /// `overdue`, `due`, `edited`, `unreviewed`, `unowned`, `orphans`, `uncited` or `undefined`.
    pub name: &'static str,
    /// How many.
    pub count: usize,
    /// The id of where they are listed.
    pub anchor: &'static str,
}

/// In how many days from the build pages will want a review, for readers of a site that was built a while ago: one
/// number a page, in order.
#[derive(Debug, Default, Serialize)]
pub struct AheadView {
    /// That are fresh, and will be due soon.
    pub due: Vec<i64>,
    /// That are fresh or due, and will be overdue.
    pub overdue: Vec<i64>,
    /// That were edited since their review, and will be overdue.
    pub edited: Vec<i64>,
}

/// Somebody who owns pages, or nobody.
#[derive(Debug, Serialize)]
pub struct KeeperView {
    /// Their id; empty for nobody.
    pub id: String,
    /// What readers call them; empty for nobody.
    pub title: String,
    /// Their page, or null.
    pub href: Option<String>,
    /// How many pages are theirs.
    pub count: usize,
    /// How many of them are overdue.
    pub overdue: usize,
    /// How many of them are due soon.
    pub due: usize,
    /// How many of them were edited since their review.
    pub edited: usize,
    /// How many of them were never reviewed.
    pub unreviewed: usize,
    /// Pages that want a review, the most urgent first, and those that soon will.
    pub pages: Vec<KeptView>,
    /// How many pages that want a review are left out.
    pub more: usize,
    /// The command that lists all of them.
    pub command: String,
    /// When pages of theirs will want one.
    pub ahead: AheadView,
    /// Their calendar of reviews, or null.
    pub feed: Option<String>,
    /// What they are called in a message: as in a chat, or else their name; or null.
    pub called: Option<String>,
    /// A message to them, or null.
    pub message: Option<String>,
}

/// A list of what wants somebody.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// `unowned`, `orphans`, `uncited` or `undefined`.
    pub name: &'static str,
    /// The pages; of very many the first.
    pub pages: Vec<KeptView>,
    /// How many are left out.
    pub more: usize,
    /// The command that lists all of them.
    pub command: String,
}

/// A page that wants somebody.
#[derive(Debug, Serialize)]
pub struct KeptView {
    /// Its title; of a practice without a default, the practice's.
    pub title: String,
    /// Its address from the page.
    pub href: String,
    /// Where its review stands, in a list of reviews; else null.
    pub state: Option<&'static str>,
    /// The day of the next review, or null.
    pub due: Option<String>,
    /// The day from which that is soon, or null.
    pub soon: Option<String>,
    /// The day of the last review, or null.
    pub reviewed: Option<String>,
    /// Where the source's history is shown, of a page that was edited since its review; else null.
    pub history_url: Option<String>,
    /// In a list of reviews, the path of its source, by which it is confirmed; else null.
    pub path: Option<String>,
    /// The units that have the practice, each with its page.
    pub units: Vec<LinkView>,
}

/// A month.
#[derive(Debug, Serialize)]
pub struct MonthView {
    /// The month (`2026-03`).
    pub month: String,
    /// How many reviews.
    pub count: usize,
    /// The same in hundredths of the most.
    pub percent: usize,
}
