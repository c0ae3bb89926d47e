//! Charts: data and what is asked of it become points, scales and a table.
//!
//! Nothing here knows how a chart looks or which language its readers speak. What is kept of the data is what can
//! be seen: of half a million points a few thousand, with every spike and dip.

mod arrange;
mod ask;
mod axis;
mod columns;
mod crossings;
mod csv;
pub mod digits;
mod epoch;
mod events;
mod fault;
mod few;
mod grid;
mod json;
mod limits;
mod mistakes;
pub mod notes;
mod numeral;
mod range;
mod read;
mod rows;
pub mod sample;
pub mod spikes;
pub mod time;
mod unexplained;
pub mod unit;
mod usual;
mod walk;
pub mod weekly;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

pub use arrange::step;
pub use ask::{Ask, KEYS, Shape, number, plain};
pub use fault::{At, Fault, Key};
pub use grid::Written;
pub use limits::{Band, Threshold};
pub use read::{Along, Points};
pub use rows::{Rows, TableRow};
use unit::Unit;

/// A point: where it lies along the x axis, and its value.
pub type Point = (f64, f64);

/// A chart that is ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// How it is drawn.
    pub shape: Shape,
    /// What it is called.
    pub title: String,
    /// What it shows, in the author's words.
    pub description: Option<String>,
    /// What the axes are called.
    pub labels: [Option<String>; 2],
    /// The name of the column that lies along the x axis.
    pub x_name: String,
    /// What its values count.
    pub unit: Unit,
    /// What lies along the x axis.
    pub along: Along,
    /// From where to where that goes.
    pub x: (f64, f64),
    /// From where to where the y axis goes.
    pub y: (f64, f64),
    /// The series as they are drawn; of those that are stacked, where each ends.
    pub series: Vec<Points>,
    /// Of those that are stacked, where each begins.
    pub floors: Vec<Points>,
    /// How many numbers there are in all.
    pub count: usize,
    /// Of each series, what can be said of it in short.
    pub extremes: Vec<Option<Extremes>>,
    /// Values that are not to be passed.
    pub thresholds: Vec<Threshold>,
    /// Ranges that mean something.
    pub bands: Vec<Band>,
    /// The data as a table.
    pub table: Rows,
    /// What is worth pointing at, by number.
    pub marks: Vec<(f64, f64)>,
    /// The same line a week before, where that is to be seen too.
    pub before: Option<Points>,
}

impl Chart {
    /// Whether its x axis is of days, so that a midnight needs no time.
    pub fn x_is_days(&self) -> bool {
        let Along::Time(zone, _) = &self.along else { return false };
        let is_midnight = |x: f64| {
            let at = time::civil(x, zone);
            at.hour() == 0 && at.minute() == 0
        };
        !self.table.is_short && self.table.rows.iter().all(|row| is_midnight(row.from))
    }

    /// Whether its x axis is of months: of several days each is the first of one.
    pub fn x_is_months(&self) -> bool {
        let Along::Time(zone, _) = &self.along else { return false };
        let rows = &self.table.rows;
        self.x_is_days() && rows.len() > 1 && rows.iter().all(|row| time::civil(row.from, zone).day() == 1)
    }
}

/// The lowest and the highest point of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    /// The lowest.
    pub low: (f64, f64),
    /// The highest.
    pub high: (f64, f64),
    /// The sum of the values, and how many there are.
    pub sum: (f64, usize),
}

/// A chart, and all of its data.
#[derive(Debug)]
pub struct Built {
    /// The chart.
    pub chart: Chart,
    /// All points of the series, those within the window first to last.
    pub all: Vec<Points>,
    /// From where to where points are shown: bars at its ends make the axis wider.
    pub shown: (f64, f64),
}

/// The text of data that is written somewhere.
pub fn text_of(written: Written<'_>) -> Cow<'_, str> {
    match written {
        Written::File(source) => Cow::Borrowed(&source.text),
        Written::Text(text) => Cow::Borrowed(text),
        Written::Value(value) => Cow::Owned(serde_json::to_string(value).unwrap_or_default()),
    }
}

/// Where the data is that is asked for: a file's path, or the data itself.
pub fn data_of(data: &Value) -> Result<&str, Written<'_>> {
    match data {
        Value::String(text) if !text.trim().contains('\n') => Ok(text.trim()),
        Value::String(text) => Err(Written::Text(text)),
        other => Err(Written::Value(other)),
    }
}

/// Makes the chart that is asked for from its data. What is wrong goes to `faults`; none when there is nothing to
/// draw.
pub fn build(ask: &Ask, written: Written<'_>, faults: &mut Vec<Fault>) -> Option<Built> {
    let text = text_of(written);
    let grid = match grid::Grid::open(written, &text) {
        Ok(grid) => grid,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    let read = read::read(ask, &grid, &text, faults)?;
    chart(ask, read, faults)
}

fn chart(ask: &Ask, read: read::Series, faults: &mut Vec<Fault>) -> Option<Built> {
    let read::Series { along, x_name, series: all } = read;
    let fitted = limits::fitted(ask, &along, faults);
    let title = ask.title.clone().unwrap_or_else(|| {
        let names: Vec<&str> = all.iter().map(|series| &*series.name).collect();
        names.join(", ")
    });
    let (binned, x, x_label);
    let lines: Vec<&[Point]> = if ask.shape == Shape::Histogram {
        (binned, x) = arrange::histogram(ask, fitted.window, &all);
        x_label = all.first().map(|series| series.name.clone()).unwrap_or_default();
        binned.iter().map(|points| &**points).collect()
    } else {
        (x, x_label) = (range::window(ask, fitted.window, &along, &all), x_name);
        all.iter().map(|series| within(&series.points, x)).collect()
    };
    let is_none = |y: f64| !y.is_finite() || (ask.shape == Shape::Histogram && y == 0.0);
    if lines.iter().copied().flatten().all(|(_, y)| is_none(*y)) {
        faults.push(nothing_within(ask));
        return None;
    }
    let shape = shape(ask, &along, &lines, faults);
    let table = rows::rows(&lines, &along, shape, x);
    let extremes: Vec<Option<Extremes>> = lines.iter().map(|points| extremes(points)).collect();
    let thresholds = limits::near(ask, &extremes, faults);
    let drawn = few::drawn(shape, &along, &lines, x);
    let y = range::values(ask, shape, &thresholds, &drawn);
    range::unseen(ask, &drawn, faults);
    let bands = limits::seen(fitted.bands, x, y, faults);
    let drawn = if shape == Shape::Scatter { few::cloud(&lines, x, y) } else { drawn };
    let (shown, x) = (x, range::roomy(ask, shape, &along, &drawn.tops, x));
    let named = |lines: Vec<Vec<Point>>| {
        let named =
            all.iter().zip(lines).map(|(series, points)| Points { name: series.name.clone(), points });
        named.collect()
    };
    let chart = Chart {
        shape,
        title,
        description: ask.description.clone(),
        labels: [
            ask.labels[0]
                .clone()
                .or_else(|| shows_name(&along, ask.shape, &x_label).then(|| x_label.clone())),
            ask.labels[1].clone(),
        ],
        x_name: x_label,
        unit: ask.unit.clone(),
        along,
        x,
        y,
        series: named(drawn.tops),
        floors: named(drawn.floors),
        count: extremes.iter().flatten().map(|extremes| extremes.sum.1).sum(),
        extremes,
        thresholds,
        bands,
        table,
        marks: Vec::new(),
        before: None,
    };
    Some(Built { chart, all, shown })
}

/// That there is no data where it is looked for.
fn nothing_within(ask: &Ask) -> Fault {
    let is_week = ask.week.is_some();
    let key = match ask.window {
        _ if is_week => "data",
        [Some(_), _] => "from",
        _ => "to",
    };
    let (message, help) = if is_week {
        (
            "no data lies within the seven days from `week` on",
            "bring the data up to date, or give `from` and `to`",
        )
    } else {
        ("no data lies within `from` and `to`", "remove them, or show another time")
    };
    Fault::asked(At::Keys(vec![Key::Name(key.to_owned())]), message, help)
}

/// How the data is drawn: as it is asked for, where that can be seen.
fn shape(ask: &Ask, along: &Along, lines: &[&[Point]], faults: &mut Vec<Fault>) -> Shape {
    let is_category = matches!(along, Along::Category(_));
    let longest = lines.iter().map(|points| points.len()).max().unwrap_or(0);
    match ask.shape {
        Shape::Bar if !is_category && longest > few::most_bars(lines.len()) => {
            let message =
                format!("{} bars are too many to tell apart, and an area is drawn", longest * lines.len());
            let at = At::Keys(vec![Key::Name("type".to_owned())]);
            faults.push(Fault::asked(at, message, "write `type: area` or `type: line`"));
            Shape::Area
        }
        Shape::Area if is_category => Shape::Bar,
        shape => shape,
    }
}

/// Whether the name of the x column says more than the axis itself.
fn shows_name(along: &Along, shape: Shape, name: &str) -> bool {
    match shape {
        // A column that is called by its unit is shown in the one that suits it.
        Shape::Histogram => !Unit::of(name).is_measure(),
        _ => matches!(along, Along::Number),
    }
}

/// The points within a window.
fn within(points: &[Point], (from, to): (f64, f64)) -> &[Point] {
    let start = points.partition_point(|(x, _)| *x < from);
    let end = points.partition_point(|(x, _)| *x <= to);
    &points[start..end]
}

fn extremes(points: &[Point]) -> Option<Extremes> {
    let mut points = points.iter().copied().filter(|(_, y)| y.is_finite());
    let first = points.next()?;
    let start = Extremes { low: first, high: first, sum: (first.1, 1) };
    Some(points.fold(start, |mut all, point| {
        if point.1 < all.low.1 {
            all.low = point;
        }
        if point.1 > all.high.1 {
            all.high = point;
        }
        all.sum = (all.sum.0 + point.1, all.sum.1 + 1);
        all
    }))
}
