//! What templates receive of who is on call.

use serde::Serialize;

use super::{LinkText, LinkView};

/// Who is on call, when the page says it.
#[derive(Debug, Serialize)]
pub struct RotationView {
    /// The time zone of the texts of all times: `Europe/London`.
    pub zone: String,
    /// Where the schedule is kept, if that is in another tool, or null.
    pub schedule: Option<LinkText>,
    /// Those who are on call at the same time.
    pub layers: Vec<LayerView>,
    /// Who is called when nobody answers, in order; only on its own page.
    pub escalation: Vec<RungView>,
    /// What everybody carries of it in the eight weeks that come; only on its own page.
    pub load: Vec<LoadView>,
    /// The address of its calendar, or null.
    pub calendar: Option<String>,
    /// How bad things can be; only on its own page, or null.
    pub severities: Option<SeveritiesView>,
    /// Within which time somebody answers, when that is the same for all, or null.
    pub response: Option<String>,
}

/// One person at a time.
#[derive(Debug, Serialize)]
pub struct LayerView {
    /// What it is called; empty for the only one.
    pub name: String,
    /// The words for readers.
    pub label: String,
    /// Who takes turns, in order.
    pub people: Vec<LinkText>,
    /// Why nobody is on call, in the theme's words: it cannot be read, has not begun, or is over; or null.
    pub nobody: Option<String>,
    /// The hours in which it holds, or null for all.
    pub hours: Option<String>,
    /// The shifts of the day that the site is built for, the next one, and of those of the day before and of those that
    /// come the first of each that looks as none before; one after the other.
    pub turns: Vec<ShiftView>,
    /// When all of them are, with which of `turns` each looks like but for its times, to the base of 36:
    /// `LIKE:GAP.LENGTH` with blanks between, and more `.GAP.LENGTH` where its hours are apart. A gap is in seconds from
    /// the end of the hours before, the first since 1970; nothing is none.
    pub coming: String,
    /// The shifts of that day and of eight weeks after it, each turn as one whatever comes between its hours.
    pub shifts: Vec<ShiftView>,
    /// The same, by weeks or days, in the place of `shifts` where they are many.
    pub folds: Vec<FoldView>,
}

/// The shifts of a week or of a day.
#[derive(Debug, Serialize)]
pub struct FoldView {
    /// Of which, in the theme's words.
    pub label: String,
    /// Those that begin then; of the first, also those that began before.
    pub shifts: Vec<ShiftView>,
}

/// Somebody on call.
#[derive(Debug, Serialize)]
pub struct ShiftView {
    /// Who.
    pub person: LinkText,
    /// Where to reach them, or null.
    pub contact: Option<String>,
    /// From when.
    pub from: TimeView,
    /// Until when.
    pub to: TimeView,
    /// The instants at which the hours in it begin and end, in seconds since 1970: `FROM/TO` with blanks between; the whole
    /// shift when it has none.
    pub spans: String,
    /// Whether it is one of that day, or the next one.
    pub soon: bool,
    /// Whether nobody is on call right before it, or nobody before that day.
    pub apart: bool,
    /// Whether somebody stands in.
    pub instead: bool,
    /// Why somebody does, or null.
    pub why: Option<String>,
}

/// An instant.
#[derive(Debug, Clone, Serialize)]
pub struct TimeView {
    /// In UTC, as browsers read it: `2026-12-07T10:00:00Z`.
    pub at: String,
    /// As clocks in the rotation's zone have it, in the theme's words: `Mon 7 Dec 10:00`.
    pub text: String,
}

/// Somebody who is called when nobody answers.
#[derive(Debug, Serialize)]
pub struct RungView {
    /// After which time, or null.
    pub after: Option<String>,
    /// Whom.
    pub to: LinkText,
    /// Whether it is a layer of the rotation.
    pub layer: bool,
    /// How far below the first call a picture has it.
    pub y: i64,
    /// How far below that it has the one before.
    pub above: i64,
    /// Whether these are as far apart as the wait between them is long.
    pub scaled: bool,
}

/// What somebody carries of a rota.
#[derive(Debug, Serialize)]
pub struct LoadView {
    /// Who.
    pub person: LinkText,
    /// How many shifts.
    pub shifts: usize,
    /// How many nights.
    pub nights: usize,
    /// How many weekends.
    pub weekends: usize,
    /// The three, each in percent of whoever has the most.
    pub percents: [usize; 3],
}

/// Who is on call for a unit, on the page that shows it of all.
#[derive(Debug, Serialize)]
pub struct OnCallUnitView {
    /// The unit, or null for rotations of none.
    pub unit: Option<LinkView>,
    /// Where it is reached.
    pub contact: Vec<LinkText>,
    /// Its rotations.
    pub rotations: Vec<OnCallView>,
}

/// The shifts of a person that come.
#[derive(Debug, Serialize)]
pub struct PersonShiftsView {
    /// The first of them, and of those that come later the first in each layer of each rotation.
    pub shifts: Vec<PersonShiftView>,
    /// See `coming` of layers.
    pub coming: String,
    /// The address of their calendar.
    pub calendar: String,
}

/// A shift of a person.
#[derive(Debug, Serialize)]
pub struct PersonShiftView {
    /// The page that says it.
    pub rotation: LinkView,
    /// The words for the layer; empty for the only one.
    pub layer: String,
    /// The time zone of the texts of its times: that of the person, if it is known.
    pub zone: String,
    /// From when.
    pub from: TimeView,
    /// Until when.
    pub to: TimeView,
    /// See `spans` of the shifts of layers.
    pub spans: String,
    /// Whether it is one of the first.
    pub soon: bool,
    /// Whether they stand in for somebody.
    pub instead: bool,
}

/// How bad things can be: a row for each, a cell for each column.
#[derive(Debug, Serialize)]
pub struct SeveritiesView {
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The cells; those of a row in the order of the columns.
    pub rows: Vec<Vec<LinkText>>,
}

/// A page that says who is on call for a unit.
#[derive(Debug, Serialize)]
pub struct OnCallView {
    /// The page.
    pub page: LinkView,
    /// Everybody in it.
    pub people: Vec<LinkText>,
    /// What it says.
    pub rotation: RotationView,
}
