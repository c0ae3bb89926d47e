//! What a template receives of a weekly review.

use serde::Serialize;

use super::{LinkText, LinkView};

/// The graphs of a week.
#[derive(Debug, Serialize)]
pub struct WeeklyView {
    /// The first of its seven days (`2026-11-12`), or null.
    pub from: Option<String>,
    /// The last, or null.
    pub to: Option<String>,
    /// The review of the week before, or null.
    pub before: Option<LinkView>,
    /// The review of the week after, or null.
    pub after: Option<LinkView>,
    /// How many marks there are.
    pub marks: usize,
    /// How many of them no note explains.
    pub open: usize,
    /// The graphs.
    pub metrics: Vec<MetricView>,
}

/// A graph of a week.
#[derive(Debug, Serialize)]
pub struct MetricView {
    /// The id of its heading.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The graph as HTML; empty where it could not be drawn.
    pub html: String,
    /// Its lines, each with the week in numbers.
    pub series: Vec<WeekSeriesView>,
    /// What stands out.
    pub marks: Vec<WeekMarkView>,
}

/// The week of a line in numbers.
#[derive(Debug, Serialize)]
pub struct WeekSeriesView {
    /// What it is called; null where there is no other.
    pub name: Option<String>,
    /// The week in numbers, beside the week before.
    pub figures: Vec<FigureView>,
}

/// A number of two weeks.
#[derive(Debug, Serialize)]
pub struct FigureView {
    /// `lowest`, `mean` or `highest`.
    pub name: &'static str,
    /// The words for readers.
    pub label: String,
    /// This week's.
    pub now: String,
    /// That of the week before, or null.
    pub before: Option<String>,
    /// By how much it changed (`+12%`), or null.
    pub change: Option<String>,
}

/// Something that stands out in a graph.
#[derive(Debug, Serialize)]
pub struct WeekMarkView {
    /// Its number in the graph, from 1.
    pub number: usize,
    /// `spike`, `dip`, `crossing` or `note`.
    pub sort: &'static str,
    /// The words for readers.
    pub label: String,
    /// When it was, for readers.
    pub at: String,
    /// Of several lines, the one whose value it is; else null.
    pub series: Option<String>,
    /// The value then.
    pub value: String,
    /// What is usual, or the threshold, or both, for readers; null where that says nothing.
    pub usual: Option<String>,
    /// Why, or null when nobody has said yet.
    pub why: Option<LinkText>,
    /// The page that says more, or null.
    pub link: Option<LinkText>,
}
