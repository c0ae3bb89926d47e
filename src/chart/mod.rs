//! Charts: data and what is asked of it become points, scales and a table.
//!
//! Nothing here knows how a chart looks or which language its readers speak. What is kept of the data is what can
//! be seen: of half a million points a few thousand, with every spike and dip.

mod ask;
mod csv;
mod fault;
mod grid;
mod json;
mod read;
mod rows;
pub mod sample;
pub mod spikes;
pub mod time;
pub mod unit;
pub mod weekly;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

pub use ask::{Ask, Band, KEYS, Shape, Threshold, number, plain};
pub use fault::{At, Fault, Key};
pub use grid::Written;
pub use read::{Along, Points};
pub use rows::{Rows, TableRow};
use unit::Unit;

/// The columns of pixels that are told apart at most, over all series.
const COLUMNS: usize = 1_200;
/// The points of a cloud at most.
const MOST_DOTS: usize = 3_000;
/// The bars of a series at most: beyond, they are thinner than the gaps between them.
const MOST_BARS: usize = 200;

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
    /// The series as they are drawn; of those that are stacked, each from the top of the one below.
    pub series: Vec<Points>,
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
    let title = ask.title.clone().unwrap_or_else(|| {
        let names: Vec<&str> = all.iter().map(|series| &*series.name).collect();
        names.join(", ")
    });
    let mut shape = ask.shape;
    let (mut series, mut x, x_label) = if shape == Shape::Histogram {
        let binned = histogram(ask, &all);
        (binned.0, binned.1, all.first().map(|series| series.name.clone()).unwrap_or_default())
    } else {
        let x = window(ask, &along, &all);
        (all.iter().map(|series| within(series, x)).collect(), x, x_name)
    };
    if !series.iter().flat_map(|series| &series.points).any(|(_, y)| y.is_finite()) {
        let is_week = ask.week.is_some();
        let key = if is_week {
            "data"
        } else if ask.window[0].is_some() {
            "from"
        } else {
            "to"
        };
        let (message, help) = if is_week {
            (
                "no data lies within the seven days from `week` on",
                "bring the data up to date, or give `from` and `to`",
            )
        } else {
            ("no data lies within `from` and `to`", "remove them, or show another time")
        };
        faults.push(Fault::asked(At::Keys(vec![Key::Name(key.to_owned())]), message, help));
        return None;
    }
    let longest = series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    if shape == Shape::Bar && longest > MOST_BARS {
        let message = format!("{longest} bars are too many to tell apart, and an area is drawn");
        let at = At::Keys(vec![Key::Name("type".to_owned())]);
        faults.push(Fault::asked(at, message, "write `type: area` or `type: line`"));
        shape = Shape::Area;
    }
    if matches!(along, Along::Category(_)) && matches!(shape, Shape::Scatter | Shape::Area | Shape::Line) {
        shape = if shape == Shape::Area { Shape::Bar } else { shape };
    }
    let table = rows::rows(&series, &along, shape, x);
    let extremes = series.iter().map(extremes).collect();
    let count = series.iter().flat_map(|series| &series.points).filter(|(_, y)| y.is_finite()).count();
    if shape == Shape::Stacked {
        series = stacked(&series);
    }
    let y = range(ask, shape, &series);
    x = roomy(shape, &along, &series, x);
    let series = thinned(shape, series, x, y);
    let bands = ask.bands.iter().filter(|band| !band.across || shape != Shape::Histogram).cloned().collect();
    let chart = Chart {
        shape,
        title,
        description: ask.description.clone(),
        labels: [
            ask.labels[0].clone().or_else(|| shows_name(&along).then(|| x_label.clone())),
            ask.labels[1].clone(),
        ],
        x_name: x_label,
        unit: ask.unit.clone(),
        along,
        x,
        y,
        series,
        count,
        extremes,
        thresholds: ask.thresholds.clone(),
        bands,
        table,
        marks: Vec::new(),
        before: None,
    };
    Some(Built { chart, all })
}

/// Whether the name of the x column says more than the axis itself.
fn shows_name(along: &Along) -> bool {
    matches!(along, Along::Number)
}

/// From where to where the x axis goes.
fn window(ask: &Ask, along: &Along, all: &[Points]) -> (f64, f64) {
    if let Along::Category(names) = along {
        return (-0.5, names.len() as f64 - 0.5);
    }
    let ends = |series: &Points| Some((series.points.first()?.0, series.points.last()?.0));
    let ends = all.iter().filter_map(ends);
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    let week = ask.week.filter(|_| matches!(along, Along::Time(..)));
    let asked = |at: usize| ask.window[at].or_else(|| Some(week? + (weekly::WEEK - 1.0) * at as f64));
    let from = asked(0).map_or(low, |from| local(from, along));
    let to = asked(1).map_or(high, |to| local(to, along));
    if from < to { (from, to) } else { (from.min(to) - 0.5, from.max(to) + 0.5) }
}

/// A time that is asked for without a zone is one of the axis' zone.
fn local(seconds: f64, along: &Along) -> f64 {
    match along {
        Along::Time(zone, _) => seconds - f64::from(time::offset(seconds, zone)),
        _ => seconds,
    }
}

/// The points within a window, and the next on each side, so that the line goes on to the edge.
fn within(series: &Points, (from, to): (f64, f64)) -> Points {
    let start = series.points.partition_point(|(x, _)| *x < from);
    let end = series.points.partition_point(|(x, _)| *x <= to);
    Points { name: series.name.clone(), points: series.points[start..end].to_vec() }
}

/// Half a bar of room at each end where bars stand at times or numbers.
fn roomy(shape: Shape, along: &Along, series: &[Points], x: (f64, f64)) -> (f64, f64) {
    if shape != Shape::Bar || matches!(along, Along::Category(_)) {
        return x;
    }
    let half = step(series).unwrap_or(x.1 - x.0) / 2.0;
    (x.0 - half, x.1 + half)
}

/// The least distance between two points of a series.
pub fn step(series: &[Points]) -> Option<f64> {
    let pairs = series.iter().flat_map(|series| series.points.windows(2));
    let steps = pairs.map(|pair| pair[1].0 - pair[0].0).filter(|step| *step > 0.0);
    steps.min_by(f64::total_cmp)
}

fn extremes(series: &Points) -> Option<Extremes> {
    let mut points = series.points.iter().copied().filter(|(_, y)| y.is_finite());
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

/// From where to where the y axis goes: over all that is to be seen, from zero where sizes are compared.
fn range(ask: &Ask, shape: Shape, series: &[Points]) -> (f64, f64) {
    let values = series.iter().flat_map(|series| &series.points).map(|(_, y)| *y);
    let limits = ask.thresholds.iter().map(|threshold| threshold.at);
    let shown = values.chain(limits).filter(|y| y.is_finite());
    let (mut low, mut high) =
        shown.fold((f64::INFINITY, f64::NEG_INFINITY), |all, y| (all.0.min(y), all.1.max(y)));
    let from_zero = !matches!(shape, Shape::Line | Shape::Scatter);
    if from_zero || (low > 0.0 && low < high * 0.6) {
        low = low.min(0.0);
    }
    if from_zero || (high < 0.0 && high > low * 0.6) {
        high = high.max(0.0);
    }
    if low >= high {
        let half = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
        (low, high) = if low == 0.0 { (0.0, 1.0) } else { (low - half, high + half) };
    }
    // Round ends, so that there is a mark at or above what is highest.
    let marks = unit::ticks(low, high, 5);
    let step = marks.windows(2).next().map_or(0.0, |pair| pair[1] - pair[0]);
    if step > 0.0 && step.is_finite() {
        (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
    }
    let (low, high) = (ask.range[0].unwrap_or(low), ask.range[1].unwrap_or(high));
    if low < high { (low, high) } else { (low.min(high), low.max(high) + 1.0) }
}

/// How often values of each size come: a point for each size, and from where to where those go.
fn histogram(ask: &Ask, all: &[Points]) -> (Vec<Points>, (f64, f64)) {
    let values = || all.iter().flat_map(|series| &series.points).map(|(_, y)| *y).filter(|y| y.is_finite());
    let (low, high) =
        values().fold((f64::INFINITY, f64::NEG_INFINITY), |all, y| (all.0.min(y), all.1.max(y)));
    let low = ask.window[0].unwrap_or(low);
    let high = ask.window[1].unwrap_or(high);
    let (low, high) = if low < high { (low, high) } else { (low - 0.5, low + 0.5) };
    let wanted = ask.bins.unwrap_or_else(|| ((values().count() as f64).sqrt().ceil() as usize).clamp(5, 40));
    let marks = unit::ticks(low, high, wanted);
    let width = match marks.windows(2).next() {
        Some(pair) if ask.bins.is_none() && pair[1] > pair[0] => pair[1] - pair[0],
        _ => (high - low) / wanted as f64,
    };
    let from = if ask.bins.is_none() { (low / width + 1e-9).floor() * width } else { low };
    let count = (((high - from) / width - 1e-9).ceil() as usize).clamp(1, 400);
    let to = from + width * count as f64;
    let binned = all.iter().map(|series| {
        let mut bins = vec![0_u32; count];
        let values = series.points.iter().map(|(_, y)| *y).filter(|y| (from..=to).contains(y));
        for y in values {
            bins[sample::column_of(y, (from, to), count)] += 1;
        }
        let middle = |at: usize| from + width * (at as f64 + 0.5);
        let points = bins.iter().enumerate().map(|(at, count)| (middle(at), f64::from(*count)));
        Points { name: series.name.clone(), points: points.collect() }
    });
    (binned.collect(), (from, to))
}

/// Each series on top of the one before; where one has no value it adds nothing.
fn stacked(series: &[Points]) -> Vec<Points> {
    let mut xs: Vec<f64> = series.iter().flat_map(|series| series.points.iter().map(|(x, _)| *x)).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let mut tops = vec![0.0; xs.len()];
    let on_top = |series: &Points| {
        let mut at = 0;
        for (x, y) in &series.points {
            while xs[at] < *x {
                at += 1;
            }
            tops[at] += if y.is_finite() { *y } else { 0.0 };
        }
        let points = xs.iter().copied().zip(tops.iter().copied()).collect();
        Points { name: series.name.clone(), points }
    };
    series.iter().map(on_top).collect()
}

/// What is drawn of the series.
fn thinned(shape: Shape, mut series: Vec<Points>, x: (f64, f64), y: (f64, f64)) -> Vec<Points> {
    let columns = (COLUMNS / series.len().max(1)).clamp(100, 600);
    if shape == Shape::Stacked {
        // All are drawn at the same places, so that none shows through another.
        let mut kept: Vec<usize> =
            series.iter().flat_map(|series| sample::thin(&series.points, x, columns / 2)).collect();
        kept.sort_unstable();
        kept.dedup();
        for one in &mut series {
            one.points = kept.iter().filter_map(|at| one.points.get(*at).copied()).collect();
        }
        return series;
    }
    for one in &mut series {
        let kept = match shape {
            Shape::Bar | Shape::Histogram => continue,
            Shape::Scatter => {
                let most = MOST_DOTS / columns_of(columns);
                sample::cloud(&one.points, x, y, (columns / 2, 110), most.max(500))
            }
            _ => sample::thin(&one.points, x, columns),
        };
        if kept.len() < one.points.len() {
            one.points = kept.iter().map(|at| one.points[*at]).collect();
        }
    }
    series
}

fn columns_of(columns: usize) -> usize {
    (600 / columns).max(1)
}
