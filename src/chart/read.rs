//! From rows to the points of series.

use std::collections::BTreeMap;

use super::ask::{Ask, Shape, cut};
pub use super::axis::Along;
use super::axis::{Sort, along, sort_of};
use super::columns::{Columns, columns};
use super::epoch::Epoch;
use super::fault::Fault;
use super::grid::{Cell, Grid, Row};
use super::mistakes::{Mistakes, Sort as Wrong};
use super::numeral::{ambiguous, decimals, grouped, may_be_grouped, no_number, number};
use super::time::{self, written_offset as offset};
use crate::characters::printable;
use crate::text::Span;

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
pub const MOST_SERIES: usize = 12;
/// The most names along an axis, and the most values at them of all series together.
const MOST_NAMES: usize = 300;
const MOST_AT_NAMES: usize = 800;
/// The characters of a name at most.
const LONGEST: usize = 60;

/// A name as readers see it.
pub fn name_of(written: &str) -> String {
    let name = printable(written);
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name.into_owned(),
    }
}

/// Reads what is asked for; what is wrong goes to `faults`. None when there is nothing to draw.
pub fn read(ask: &Ask, grid: &Grid<'_>, text: &str, faults: &mut Vec<Fault>) -> Option<Series> {
    let Columns { x, by, ys } = columns(ask, grid, text, faults)?;
    faults.extend(grid.nameless(text).into_iter().chain(grid.uneven(text)).chain(grid.stray(text)));
    let wanted: Vec<usize> = [x].into_iter().chain(by).chain(ys.iter().map(|(column, _)| *column)).collect();
    let mut reader = Reader::new(ask, grid, text, (x, by, &ys));
    grid.rows(&wanted, &mut |row| reader.row(row));
    if reader.is_guess_wrong() {
        // What looks like a day is the name of something.
        reader = Reader::new(ask, grid, text, (x, by, &ys));
        reader.sort = Some(Sort::Category);
        grid.rows(&wanted, &mut |row| reader.row(row));
    }
    reader.finish(faults)
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
    reading: time::Reading,
    /// What times are counted in, where they are numbers.
    epoch: Option<Epoch>,
    /// The zone of the first time, and where it is.
    zone: Option<(Option<i32>, Span)>,
    /// By series, the names that it has a value at.
    taken: Vec<Vec<bool>>,
    /// Whether a comma can only be that before decimals.
    has_decimals: bool,
    /// Whether points are between thousands.
    has_groups: bool,
    mistakes: Mistakes,
    rows: usize,
    is_left_out: bool,
    are_names_left_out: bool,
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
            x_name: name_of(&grid.names()[x]),
            sort: if ask.shape == Shape::Histogram { Some(Sort::Number) } else { sort },
            names: BTreeMap::new(),
            categories: Vec::new(),
            series,
            by_name: BTreeMap::new(),
            last,
            is_ordered: true,
            reading: time::Reading::default(),
            epoch: None,
            zone: None,
            taken: Vec::new(),
            has_decimals: false,
            has_groups: false,
            mistakes: Mistakes::default(),
            rows: 0,
            is_left_out: false,
            are_names_left_out: false,
        }
    }

    fn mistake(
        &mut self,
        sort: (Wrong, usize),
        span: Span,
        row: usize,
        message: impl FnOnce() -> (String, String),
    ) {
        self.mistakes.note(sort, || self.grid.at(self.text, span, row), message);
    }

    /// Whether nothing along the x axis is a time, though the first value looked like one.
    fn is_guess_wrong(&self) -> bool {
        self.sort == Some(Sort::Time) && self.zone.is_none() && self.rows > 1
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        let number = row.number;
        let columns = self.grid.names().len();
        let has = || if row.width == 1 { "one cell".to_owned() } else { format!("{} cells", row.width) };
        if row.width > columns {
            self.mistake((Wrong::TooMany, 0), row.span, number, || {
                let are =
                    if columns == 1 { "is one column".to_owned() } else { format!("are {columns} columns") };
                let help =
                    "put a cell that has the sign between cells in it in quotes; what is beyond is left out";
                (format!("this row has {}, and there {are}", has()), help.to_owned())
            });
        }
        if row.cells.iter().any(Option::is_none) && row.width < columns {
            return self.mistake((Wrong::TooFew, 0), row.span, number, || {
                let help = "a cell without a value is empty, and its comma stays";
                (format!("this row has {}, and there are {columns} columns", has()), help.to_owned())
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
            self.is_left_out = true;
            return None;
        }
        self.by_name.insert(label.clone(), self.series.len());
        self.series.push(Points { name: name_of(&label), points: Vec::new() });
        self.last.push(f64::NEG_INFINITY);
        Some(self.series.len() - 1)
    }

    fn add(&mut self, series: usize, point: (f64, f64), row: &Row<'_, '_>) {
        let (is_time, last) = (self.sort == Some(Sort::Time), self.last[series]);
        if point.0 < last {
            self.is_ordered = false;
            if is_time {
                let is_back = last - point.0 <= 7_200.0 && self.may_be_back(point.0);
                self.mistake((Wrong::Backwards, 0), row.span, row.number, || {
                    let help = match is_back {
                        true => time::CLOCKS_BACK,
                        false => "sort the rows by time; the chart shows them sorted",
                    };
                    ("this time is before that of the row above".to_owned(), help.to_owned())
                });
            }
        } else if point.0 == last && is_time && self.ask.shape != Shape::Scatter {
            let name = &self.series[series].name;
            let of = if self.series.len() > 1 { format!(" for `{name}`") } else { String::new() };
            let is_back = self.may_be_back(point.0);
            self.mistake((Wrong::Again, series), row.span, row.number, || {
                let help = match is_back {
                    true => time::CLOCKS_BACK,
                    false => {
                        "keep one row for each time, or name the column that tells series apart in `series`"
                    }
                };
                (format!("there is a value{of} at this time already"), help.to_owned())
            });
        }
        if self.sort == Some(Sort::Category)
            && self.ask.shape != Shape::Scatter
            && self.is_taken(series, point.0)
        {
            let name = cut(&self.categories[point.0 as usize]).into_owned();
            return self.mistake((Wrong::Again, series), row.span, row.number, || {
                let help = "keep one row for each name: the first is drawn";
                (format!("there is a value at `{name}` already"), help.to_owned())
            });
        }
        self.last[series] = point.0.max(last);
        self.series[series].points.push(point);
    }

    /// Whether the clocks may have gone back at a time without a zone.
    fn may_be_back(&self, at: f64) -> bool {
        self.zone.is_some_and(|(offset, _)| offset.is_none()) && time::may_go_back(at)
    }

    /// Whether a series has a value at a name; it has one from now on.
    fn is_taken(&mut self, series: usize, name: f64) -> bool {
        let (name, most) = (name as usize, self.series.len().max(series + 1));
        self.taken.resize_with(most.max(self.taken.len()), Vec::new);
        let taken = &mut self.taken[series];
        taken.resize(taken.len().max(name + 1), false);
        std::mem::replace(&mut taken[name], true)
    }

    fn x(&mut self, cell: Option<&Cell<'_>>, row: &Row<'_, '_>) -> Option<f64> {
        if self.ask.shape == Shape::Histogram {
            return Some(row.number as f64);
        }
        let text = trimmed(cell.map(|cell| &*cell.text).unwrap_or_default());
        let span = cell.map_or(row.span, |cell| cell.span);
        if text.is_empty() {
            let name = self.x_name.clone();
            self.mistake((Wrong::Nowhere, 0), row.span, row.number, || {
                (format!("there is nothing in `{name}`"), "each row needs its place on the x axis".to_owned())
            });
            return None;
        }
        let (shape, comma) = (self.ask.shape, self.grid.has_decimal_commas());
        if self.sort.is_none() {
            self.epoch = Epoch::of(&self.x_name, text);
            self.sort = self.epoch.map(|_| Sort::Time);
        }
        let sort = *self.sort.get_or_insert_with(|| sort_of(text, shape, comma));
        match sort {
            Sort::Category => self.category(text, span, row.number),
            Sort::Number => {
                let read = self.number(text, span, row.number);
                if read.is_none() {
                    let name = self.x_name.clone();
                    self.mistake((Wrong::NoNumber, 0), span, row.number, || {
                        let help = format!("the rows above have numbers in `{name}`");
                        (format!("`{}` is no number", cut(text)), help)
                    });
                }
                read
            }
            Sort::Time => self.time(text, span, row.number),
        }
    }

    fn category(&mut self, text: &str, span: Span, row: usize) -> Option<f64> {
        if let Some(known) = self.names.get(text) {
            return Some(*known as f64);
        }
        if self.categories.len() == MOST_NAMES {
            self.are_names_left_out = true;
            return None;
        }
        // Names stand at the same distance from each other, which is wrong of times but for bars.
        let is_line = matches!(self.ask.shape, Shape::Line | Shape::Area | Shape::Scatter);
        if is_line && (time::is_meant(text) || time::begins_as_time(text)) {
            let sort = if time::is_meant(text) { Wrong::NoTime } else { Wrong::MaybeTime };
            self.mistake((sort, 0), span, row, || {
                let help = "write `2026-11-02` or `2026-11-02T10:00`, of a week its Monday; or draw bars";
                (format!("`{}` is read as a name, and not as a time", cut(text)), help.to_owned())
            });
        }
        self.names.insert(text.to_owned(), self.categories.len());
        self.categories.push(name_of(text));
        Some(self.categories.len() as f64 - 1.0)
    }

    fn time(&mut self, text: &str, span: Span, row: usize) -> Option<f64> {
        let moment = match self.epoch {
            Some(epoch) => epoch.moment(text),
            None => self.reading.moment(text),
        };
        let Some(moment) = moment else {
            let (name, is_first) = (self.x_name.clone(), self.rows == 1);
            let is_number = self.epoch.is_some();
            self.mistake((Wrong::NoTime, 0), span, row, || {
                let help = match is_number {
                    true => "write it as the rows above, in seconds or milliseconds since 1970",
                    false => "write `2026-11-02`, `2026-11-02T10:00` or, with its zone, `2026-11-02T10:00Z`",
                };
                let why = match time::looks_like(text) {
                    true => ": there is no such day or hour".to_owned(),
                    false if is_first => String::new(),
                    false => format!(", as the rows above have in `{name}`"),
                };
                (format!("`{}` is no time{why}", cut(text)), help.to_owned())
            });
            return None;
        };
        let first = *self.zone.get_or_insert((moment.offset, span));
        if first.0.is_some() != moment.offset.is_some() {
            self.mistake((Wrong::OtherZone, 0), span, row, || {
                let (this, other) = if moment.offset.is_some() { ("a", "none") } else { ("no", "one") };
                let help = "write all times with a zone, or all without";
                (format!("this time has {this} zone, and the first has {other}"), help.to_owned())
            });
        } else if first.0 != moment.offset && self.ask.zone.is_none() {
            self.mistake((Wrong::OtherOffset, 0), span, row, || {
                let (this, other) = (offset(moment.offset), offset(first.0));
                let help = "say in `timezone` in which they are to be shown";
                (format!("this time is at {this} from UTC, and the first at {other}"), help.to_owned())
            });
        }
        Some(moment.seconds)
    }

    fn y(&mut self, cell: Option<&Cell<'_>>, column: usize, row: usize) -> f64 {
        let Some(cell) = cell else { return f64::NAN };
        let text = trimmed(&cell.text);
        if text.is_empty() || matches!(text, "null" | "NaN" | "nan") {
            return f64::NAN;
        }
        if let Some(number) = self.number(text, cell.span, row) {
            return number;
        }
        let name = cut(&self.grid.names()[self.ys[column].0]).into_owned();
        self.mistake((Wrong::NoValue, column), cell.span, row, || no_number(text, &name));
        f64::NAN
    }

    /// A number; with a comma before its decimals where cells are not told apart by commas.
    fn number(&mut self, text: &str, span: Span, row: usize) -> Option<f64> {
        let has_commas = self.grid.has_decimal_commas();
        if let Some(number) = number(text) {
            if has_commas && may_be_grouped(text) {
                self.mistake((Wrong::Point, 0), span, row, || ambiguous(text, '.', number));
            }
            return Some(number);
        }
        if !has_commas {
            return None;
        }
        if let Some(number) = grouped(text).filter(|_| decimals(text).is_none()) {
            self.has_decimals = true;
            self.has_groups |= text.contains('.');
            return Some(number);
        }
        let (read, is_clear) = decimals(text)?;
        self.has_decimals |= is_clear;
        if !is_clear && !self.has_decimals {
            self.mistake((Wrong::Comma, 0), span, row, || ambiguous(text, ',', read));
        }
        Some(read)
    }

    fn finish(mut self, faults: &mut Vec<Fault>) -> Option<Series> {
        if self.has_decimals {
            self.mistakes.forget(Wrong::Comma);
        }
        if !self.has_groups {
            self.mistakes.forget(Wrong::Point);
        }
        // A name may begin as a time does.
        if !self.categories.iter().all(|name| time::begins_as_time(name)) {
            self.mistakes.forget(Wrong::MaybeTime);
        }
        faults.extend(std::mem::take(&mut self.mistakes).told());
        let all = |message: String, help: &str| Fault::data(self.grid.header(self.text), message, help);
        if self.is_left_out {
            let message = format!("more than {MOST_SERIES} series are left out");
            faults.push(all(message, "draw what matters, or several charts"));
        }
        let most = (MOST_AT_NAMES / self.series.len().max(1)).min(MOST_NAMES);
        if self.are_names_left_out || self.categories.len() > most {
            let message = format!("more than {most} names are left out");
            faults.push(all(message, "draw what matters, or several charts"));
            self.categories.truncate(most);
            for series in &mut self.series {
                series.points.retain(|(x, _)| *x < most as f64);
            }
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

/// A cell without the blanks around it, which most do not have.
fn trimmed(text: &str) -> &str {
    let is_black = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..0x7f).contains(byte));
    if is_black(text.as_bytes().first()) && is_black(text.as_bytes().last()) { text } else { text.trim() }
}
