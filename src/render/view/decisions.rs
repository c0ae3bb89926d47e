//! What templates receive of decisions.

use serde::Serialize;

use super::{FilterView, LinkView, RegisterPageView};

/// How a decision stands to others.
#[derive(Debug, Serialize)]
pub struct DecisionView {
    /// How far it is: `proposed`, `accepted`, `rejected`, `deprecated` or `superseded`; or null.
    pub status: Option<&'static str>,
    /// The decisions that took its place.
    pub superseded_by: Vec<DecisionRowView>,
    /// The decisions that it is joined to by who took whose place, with itself, the oldest first; empty without others.
    pub chain: Vec<DecisionRowView>,
}

/// A decision in a list.
#[derive(Debug, Serialize)]
pub struct DecisionRowView {
    /// Its page.
    pub page: LinkView,
    /// How far it is: see `page.decision`; or null.
    pub status: Option<&'static str>,
    /// The same in the words of readers; what the page says when that is no such word.
    pub label: String,
    /// The day on which it was decided, or null.
    pub day: Option<String>,
    /// One sentence about it, or null.
    pub description: Option<String>,
    /// The units whose it is.
    pub units: Vec<LinkView>,
    /// The ids of these units, and of those that they are part of, with `|` between them; to choose by.
    pub unit_ids: String,
    /// The decisions whose place it took, or would take.
    pub supersedes: Vec<LinkView>,
    /// The decisions that took its place.
    pub superseded_by: Vec<LinkView>,
    /// Whether it is the page itself.
    pub here: bool,
}

/// All decisions.
#[derive(Debug, Serialize)]
pub struct DecisionsView {
    /// How many there are in all.
    pub total: usize,
    /// What is still to be decided first, then the newest: those of this page.
    pub rows: Vec<DecisionRowView>,
    /// What they can be chosen by, on the pages that show all.
    pub filters: Vec<FilterView>,
    /// The pages of the log, when there are several.
    pub pages: Vec<RegisterPageView>,
    /// The Atom feed of new ones, or null.
    pub feed: Option<String>,
    /// How many more there are, of a unit.
    pub more: usize,
    /// The page that shows all, or null.
    pub all: Option<String>,
}

/// How long a narrative is.
#[derive(Debug, Serialize)]
pub struct NarrativeView {
    /// `six-pager`, `prfaq` or `free`; or null.
    pub format: Option<&'static str>,
    /// The pages that its text begins when it is printed, as worked out from what it is made of.
    pub pages: usize,
    /// Those of its appendix.
    pub appendix: usize,
    /// How many pages its form may have, or null.
    pub most: Option<usize>,
    /// The pages of its release, of a PR/FAQ; else null.
    pub release: Option<usize>,
}
