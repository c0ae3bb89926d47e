//! From rows to the points of series.

use std::collections::BTreeMap;

use jiff::tz::{Offset, TimeZone};

use super::ask::{Ask, Shape};
use super::fault::{At, Fault, Key};
use super::grid::{Cell, Grid, Row};
use super::time;
use crate::characters::printable;
use crate::diag::nearest;
use crate::text::Span;

/// What lies along the x axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Along {
    /// Times, as the clock shows them in a zone; its name where readers must be told.
    Time(TimeZone, Option<String>),
    /// Numbers.
    Number,
    /// These names: a point's x is the number of one.
    Category(Vec<String>),
}

/// Points that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Points {
    /// What they are called.
    pub name: String,
    /// In order of their x; one that has no y is a gap.
    pub points: Vec<(f64, f64)>,
}

/// Data that was read.
#[derive(Debug)]
pub struct Series {
    /// What lies along the x axis.
    pub along: Along,
    /// The name of the x column.
    pub x_name: String,
    /// The series, in the order in which they are written.
    pub series: Vec<Points>,
}

/// The most series that a chart can show.
const MOST_SERIES: usize = 12;
/// The most names along an axis.
const MOST_NAMES: usize = 400;

/// Reads what is asked for; what is wrong goes to `faults`. None when there is nothing to draw.
pub fn read(ask: &Ask, grid: &Grid<'_>, text: &str, faults: &mut Vec<Fault>) -> Option<Series> {
    let mut columns = Columns { grid, text, faults, is_sound: true };
    let names = grid.names();
    if names.is_empty() {
        faults.push(Fault::data(grid.header(text), "there is no data", "write at least one row"));
        return None;
    }
    let is_histogram = ask.shape == Shape::Histogram;
    let x = match &ask.x {
        Some(name) => columns.find(name, "x", None),
        None => Some(0),
    };
    let by = ask.series.as_deref().map(|name| columns.find(name, "series", None));
    let mut ys: Vec<(usize, String)> = Vec::new();
    for (index, (name, label)) in ask.y.iter().enumerate() {
        let at = (ask.y.len() > 1).then_some(index);
        ys.extend(columns.find(name, "y", at).map(|column| (column, label.clone())));
    }
    if !columns.is_sound {
        return None;
    }
    let (x, by) = (x?, by.flatten());
    if ys.is_empty() {
        let others = (0..names.len()).filter(|column| (*column != x || is_histogram) && Some(*column) != by);
        ys = others.map(|column| (column, printable(&names[column]).into_owned())).collect();
        if is_histogram {
            // What is counted is the last column where nobody says which.
            ys = ys.pop().into_iter().collect();
        }
    }
    if ys.is_empty() {
        let help = "a chart needs a column for each axis";
        faults.push(Fault::data(grid.header(text), format!("`{}` is the only column", names[x]), help));
        return None;
    }
    let mut reader = Reader::new(ask, grid, text, (x, by, &ys));
    let wanted: Vec<usize> = [x].into_iter().chain(by).chain(ys.iter().map(|(column, _)| *column)).collect();
    grid.rows(&wanted, &mut |row| reader.row(row));
    reader.finish(faults)
}

struct Columns<'a, 'g> {
    grid: &'a Grid<'g>,
    text: &'a str,
    faults: &'a mut Vec<Fault>,
    is_sound: bool,
}

impl Columns<'_, '_> {
    /// The column of a name that a key gives, or an item of its list.
    fn find(&mut self, name: &str, key: &str, index: Option<usize>) -> Option<usize> {
        let names = self.grid.names();
        let same = |known: &String| known == name;
        let found = names
            .iter()
            .position(same)
            .or_else(|| names.iter().position(|known| known.eq_ignore_ascii_case(name)));
        if found.is_some() {
            return found;
        }
        self.is_sound = false;
        let help = nearest(name, names.iter().map(String::as_str)).map_or_else(
            || {
                format!(
                    "there are {}",
                    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("the data has no column `{name}`");
        // The data is where the column is missing; what was asked for is said in the message.
        let at = match self.grid.header(self.text) {
            place @ At::Place(_) => place,
            _ => At::Keys([Key::Name(key.to_owned())].into_iter().chain(index.map(Key::Index)).collect()),
        };
        self.faults.push(Fault::asked(at, message, help));
        None
    }
}

/// A sort of mistake in data: said once, where it is first, with how often it comes.
struct Mistake {
    at: At,
    message: String,
    help: String,
    more: usize,
}

struct Reader<'a, 'g> {
    ask: &'a Ask,
    grid: &'a Grid<'g>,
    text: &'a str,
    ys: &'a [(usize, String)],
    by: bool,
    x_name: String,
    sort: Option<Sort>,
    names: BTreeMap<String, usize>,
    categories: Vec<String>,
    series: Vec<Points>,
    by_name: BTreeMap<String, usize>,
    /// The last x of each series, and whether one was before it.
    last: Vec<f64>,
    is_ordered: bool,
    /// The zone of the first time, and where it is.
    zone: Option<(Option<i32>, Span)>,
    mistakes: BTreeMap<(u8, usize), Mistake>,
    rows: usize,
    dropped: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Time,
    Number,
    Category,
}

impl<'a, 'g> Reader<'a, 'g> {
    fn new(
        ask: &'a Ask,
        grid: &'a Grid<'g>,
        text: &'a str,
        (x, by, ys): (usize, Option<usize>, &'a [(usize, String)]),
    ) -> Self {
        let is_many = by.is_some();
        let series = ys.iter().map(|(_, name)| Points { name: name.clone(), points: Vec::new() });
        let series: Vec<Points> = if is_many { Vec::new() } else { series.collect() };
        let (last, sort) = (vec![f64::NEG_INFINITY; series.len()], None);
        Reader {
            ask,
            grid,
            text,
            ys,
            by: is_many,
            x_name: printable(&grid.names()[x]).into_owned(),
            sort: if ask.shape == Shape::Histogram { Some(Sort::Number) } else { sort },
            names: BTreeMap::new(),
            categories: Vec::new(),
            series,
            by_name: BTreeMap::new(),
            last,
            is_ordered: true,
            zone: None,
            mistakes: BTreeMap::new(),
            rows: 0,
            dropped: false,
        }
    }

    fn mistake(
        &mut self,
        sort: (u8, usize),
        span: Span,
        row: usize,
        message: impl FnOnce() -> (String, String),
    ) {
        if let Some(known) = self.mistakes.get_mut(&sort) {
            known.more += 1;
            return;
        }
        let (message, help) = message();
        let at = self.grid.at(self.text, span, row);
        self.mistakes.insert(sort, Mistake { at, message, help, more: 0 });
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        let number = row.number;
        let columns = self.grid.names().len();
        if row.cells.iter().any(Option::is_none) && row.width < columns {
            let has = if row.width == 1 { "one cell".to_owned() } else { format!("{} cells", row.width) };
            return self.mistake((0, 0), row.span, number, || {
                let help = "a cell without a value is empty, and its comma stays";
                (format!("this row has {has}, and there are {columns} columns"), help.to_owned())
            });
        }
        self.rows += 1;
        let Some(x) = self.x(row.cells[0].as_ref(), row) else { return };
        let by = if self.by { row.cells[1].as_ref().map(|cell| cell.text.trim().to_owned()) } else { None };
        let first = 1 + usize::from(self.by);
        for index in 0..self.ys.len() {
            let y = self.y(row.cells[first + index].as_ref(), index, number);
            let series = match &by {
                Some(name) => match self.series_of(name, index) {
                    Some(series) => series,
                    None => continue,
                },
                None if self.by => continue,
                None => index,
            };
            self.add(series, (x, y), row);
        }
    }

    /// The series of a name, for one of the columns.
    fn series_of(&mut self, name: &str, column: usize) -> Option<usize> {
        let label =
            if self.ys.len() > 1 { format!("{name}, {}", self.ys[column].1) } else { name.to_owned() };
        if let Some(series) = self.by_name.get(&label) {
            return Some(*series);
        }
        if self.series.len() == MOST_SERIES {
            self.dropped = true;
            return None;
        }
        self.by_name.insert(label.clone(), self.series.len());
        self.series.push(Points { name: printable(&label).into_owned(), points: Vec::new() });
        self.last.push(f64::NEG_INFINITY);
        Some(self.series.len() - 1)
    }

    fn add(&mut self, series: usize, point: (f64, f64), row: &Row<'_, '_>) {
        let (is_time, last) = (self.sort == Some(Sort::Time), self.last[series]);
        if point.0 < last {
            self.is_ordered = false;
            if is_time {
                self.mistake((1, 0), row.span, row.number, || {
                    let help = "sort the rows by time; the chart shows them sorted";
                    ("this time is before that of the row above".to_owned(), help.to_owned())
                });
            }
        } else if point.0 == last && is_time && self.ask.shape != Shape::Scatter {
            let name = &self.series[series].name;
            let of = if self.series.len() > 1 { format!(" for `{name}`") } else { String::new() };
            self.mistake((2, series), row.span, row.number, || {
                let help =
                    "keep one row for each time, or name the column that tells series apart in `series`";
                (format!("there is a value{of} at this time already"), help.to_owned())
            });
        }
        self.last[series] = point.0.max(last);
        self.series[series].points.push(point);
    }

    fn x(&mut self, cell: Option<&Cell<'_>>, row: &Row<'_, '_>) -> Option<f64> {
        if self.ask.shape == Shape::Histogram {
            return Some(row.number as f64);
        }
        let text = cell.map(|cell| &*cell.text).unwrap_or_default().trim();
        let span = cell.map_or(row.span, |cell| cell.span);
        if text.is_empty() {
            let name = self.x_name.clone();
            self.mistake((3, 0), row.span, row.number, || {
                (format!("there is nothing in `{name}`"), "each row needs its place on the x axis".to_owned())
            });
            return None;
        }
        let sort = *self.sort.get_or_insert_with(|| sort_of(text, self.ask.shape));
        match sort {
            Sort::Category => self.category(text),
            Sort::Number => {
                let read = number(text);
                if read.is_none() {
                    let name = self.x_name.clone();
                    self.mistake((3, 1), span, row.number, || {
                        (format!("`{text}` is no number"), format!("the rows above have numbers in `{name}`"))
                    });
                }
                read
            }
            Sort::Time => self.time(text, span, row.number),
        }
    }

    fn category(&mut self, text: &str) -> Option<f64> {
        if let Some(known) = self.names.get(text) {
            return Some(*known as f64);
        }
        if self.categories.len() == MOST_NAMES {
            self.dropped = true;
            return None;
        }
        self.names.insert(text.to_owned(), self.categories.len());
        self.categories.push(printable(text).into_owned());
        Some(self.categories.len() as f64 - 1.0)
    }

    fn time(&mut self, text: &str, span: Span, row: usize) -> Option<f64> {
        let Some(moment) = time::moment(text) else {
            let name = self.x_name.clone();
            self.mistake((4, 0), span, row, || {
                let help = "write `2026-11-02`, `2026-11-02T10:00` or, with its zone, `2026-11-02T10:00Z`";
                (format!("`{text}` is no time, as the rows above have in `{name}`"), help.to_owned())
            });
            return None;
        };
        let first = *self.zone.get_or_insert((moment.offset, span));
        if first.0.is_some() != moment.offset.is_some() {
            self.mistake((5, 0), span, row, || {
                let (this, other) = if moment.offset.is_some() { ("a", "none") } else { ("no", "one") };
                let help = "write all times with a zone, or all without";
                (format!("this time has {this} zone, and the first has {other}"), help.to_owned())
            });
        } else if first.0 != moment.offset && self.ask.zone.is_none() {
            self.mistake((5, 1), span, row, || {
                let (this, other) = (offset(moment.offset), offset(first.0));
                let help = "say in `timezone` in which they are to be shown";
                (format!("this time is at {this} from UTC, and the first at {other}"), help.to_owned())
            });
        }
        Some(moment.seconds)
    }

    fn y(&mut self, cell: Option<&Cell<'_>>, column: usize, row: usize) -> f64 {
        let Some(cell) = cell else { return f64::NAN };
        let text = cell.text.trim();
        if text.is_empty() || matches!(text, "null" | "NaN" | "nan") {
            return f64::NAN;
        }
        number(text).unwrap_or_else(|| {
            let name = self.grid.names()[self.ys[column].0].clone();
            self.mistake((6, column), cell.span, row, || {
                let start = text.trim_end_matches(|c: char| !c.is_ascii_digit());
                let bare = start.replace([',', ' ', '\u{a0}', '\u{202f}'], "");
                let help = match number(&bare) {
                    Some(_) => format!("write `{bare}`; what it counts goes into `unit`"),
                    None => "leave the cell empty where there is no value".to_owned(),
                };
                (format!("`{text}` in `{name}` is no number"), help)
            });
            f64::NAN
        })
    }

    fn finish(mut self, faults: &mut Vec<Fault>) -> Option<Series> {
        for mistake in std::mem::take(&mut self.mistakes).into_values() {
            let more = match mistake.more {
                0 => String::new(),
                1 => " (and one more row like it)".to_owned(),
                more => format!(" (and {more} more rows like it)"),
            };
            faults.push(Fault::data(mistake.at, mistake.message + &more, mistake.help));
        }
        let all = |message: String, help: &str| Fault::data(self.grid.header(self.text), message, help);
        if self.dropped {
            let message = format!("more than {MOST_SERIES} series or {MOST_NAMES} names are left out");
            faults.push(all(message, "draw what matters, or several charts"));
        }
        let numbers = self.series.iter().flat_map(|series| &series.points).any(|(_, y)| y.is_finite());
        if !numbers {
            let (message, help) = match self.rows {
                0 => {
                    ("there are no rows".to_owned(), "write at least one row below the names of the columns")
                }
                _ => ("there is no number to draw".to_owned(), "name a column with numbers in `y`"),
            };
            faults.push(all(message, help));
            return None;
        }
        if !self.is_ordered && self.ask.shape != Shape::Histogram {
            for series in &mut self.series {
                series.points.sort_by(|one, other| one.0.total_cmp(&other.0));
            }
        }
        let along = match self.sort {
            Some(Sort::Category) => Along::Category(self.categories),
            Some(Sort::Time) => along(self.ask, self.zone.and_then(|(offset, _)| offset)),
            _ => Along::Number,
        };
        Some(Series { along, x_name: self.x_name, series: self.series })
    }
}

/// Times as they are shown: in the zone that is asked for, or else as they are written.
fn along(ask: &Ask, first: Option<i32>) -> Along {
    match (&ask.zone, first) {
        (Some((name, zone)), Some(_)) => Along::Time(zone.clone(), Some(name.clone())),
        (Some((name, _)), None) => Along::Time(TimeZone::UTC, Some(name.clone())),
        (None, Some(0)) => Along::Time(TimeZone::UTC, Some("UTC".to_owned())),
        (None, Some(seconds)) => {
            let zone = Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed);
            Along::Time(zone, Some(format!("UTC{}", offset(first))))
        }
        (None, None) => Along::Time(TimeZone::UTC, None),
    }
}

/// `+01:00`.
fn offset(seconds: Option<i32>) -> String {
    let seconds = seconds.unwrap_or_default();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What the first value of the x axis says that all are.
fn sort_of(text: &str, shape: Shape) -> Sort {
    if time::moment(text).is_some() {
        Sort::Time
    } else if number(text).is_some() && !matches!(shape, Shape::Bar) {
        Sort::Number
    } else {
        // Bars stand beside each other, whatever the numbers below them.
        Sort::Category
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}
