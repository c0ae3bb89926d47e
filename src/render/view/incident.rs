//! What templates receive of failures, and of what is to be done.

use serde::Serialize;

use super::{LinkText, LinkView, TimeView};

/// A failure, on the page that tells of it.
#[derive(Debug, Serialize)]
pub struct IncidentView {
    /// The time zone of its times; empty when only days are known.
    pub zone: String,
    /// The moments that count, of those that are known, in their order.
    pub marks: Vec<MarkView>,
    /// How long it took until it was noticed, did no more harm, and was over, of what is known.
    pub spans: Vec<SpanView>,
    /// The picture of its course, or null when less than two moments are known.
    pub scale: Option<ScaleView>,
    /// What it meant, when the page's text does not say it itself.
    pub impact: Vec<LinkText>,
    /// Where there is any such impact, the page's text up to its first heading, as HTML: the impact comes behind it.
    pub opening: String,
    /// The rest of the text then, as HTML.
    pub text: String,
    /// What happened, when the page's text does not say it itself.
    pub events: Vec<EventView>,
    /// When it was presented, and to whom, or null.
    pub presented: Option<PresentedView>,
}

/// A moment that counts.
#[derive(Debug, Serialize)]
pub struct MarkView {
    /// `started`, `detected`, `mitigated` or `resolved`.
    pub name: &'static str,
    /// The words for readers.
    pub label: String,
    /// When it was.
    pub time: TimeView,
}

/// How long something took.
#[derive(Debug, Serialize)]
pub struct SpanView {
    /// `detect`, `mitigate` or `resolve`.
    pub name: &'static str,
    /// The words for readers.
    pub label: String,
    /// How long: `1 h 9 min`.
    pub text: String,
}

/// A course drawn to scale. Places are percents of its width.
#[derive(Debug, Serialize)]
pub struct ScaleView {
    /// The stretches between moments that count: `unnoticed`, `noticed` and `mitigated`.
    pub phases: Vec<PhaseView>,
    /// The moments that count, each in a row of its own where they are close.
    pub marks: Vec<PointView>,
    /// What happened.
    pub events: Vec<PointView>,
    /// Times along it.
    pub ticks: Vec<PointView>,
    /// So many rows the moments take.
    pub rows: usize,
    /// Whether it is drawn from the first of what happened on, as nothing says when it began.
    pub assumed: bool,
    /// How much happened before what is drawn.
    pub earlier: usize,
    /// And after it.
    pub later: usize,
}

/// A stretch of a course.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// `unnoticed`, `noticed` or `mitigated`.
    pub name: &'static str,
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
}

/// A place in a course.
#[derive(Debug, Serialize)]
pub struct PointView {
    /// Where it is.
    pub x: String,
    /// What stands there.
    pub text: String,
    /// `start`, `middle` or `end`: which part of the text is at that place.
    pub anchor: &'static str,
    /// In which row, from the nearest on.
    pub row: usize,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub struct EventView {
    /// When, or null when that cannot be read.
    pub time: Option<TimeView>,
    /// When, as it is written.
    pub written: String,
    /// What.
    pub what: LinkText,
    /// Where more is said of it, or how it is known, or null.
    pub link: Option<LinkText>,
    /// How long after the beginning, or null.
    pub after: Option<String>,
}

/// When an account was presented.
#[derive(Debug, Serialize)]
pub struct PresentedView {
    /// On which day (`2026-08-27`), or null.
    pub on: Option<String>,
    /// To whom.
    pub to: Vec<LinkText>,
}

/// Something that is to be done, on the page that says so.
#[derive(Debug, Serialize)]
pub struct TaskView {
    /// What it is called on its page, or null.
    pub id: Option<String>,
    /// What it is.
    pub what: LinkText,
    /// What it is good for: `prevent`, `detect`, `mitigate`, `process` or the page's own word, or null.
    pub kind: Option<String>,
    /// The words for that, or null.
    pub kind_label: Option<String>,
    /// Who does it; empty for nobody.
    pub owners: Vec<LinkText>,
    /// Until which day (`2026-12-18`), or null.
    pub due: Option<String>,
    /// `open`, `overdue`, `done` or `dropped`.
    pub state: &'static str,
    /// On which day it was done, or null.
    pub done: Option<String>,
    /// Why it was dropped, or null.
    pub reason: Option<String>,
    /// Where it is followed, or null.
    pub link: Option<LinkText>,
}

/// A failure that a page has to do with.
#[derive(Debug, Serialize)]
pub struct ToldView {
    /// Its page.
    pub page: LinkView,
    /// The day it happened (`2026-08-14`), or null.
    pub day: Option<String>,
    /// How bad it was, or null.
    pub severity: Option<String>,
}
