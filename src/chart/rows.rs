//! A chart's data as a table: whole where it is short, and else in equal stretches.

use super::Point;
use super::ask::Shape;
use super::read::Along;
use super::sample::column_of;

/// The rows of a table that has all there is.
const MOST_ROWS: usize = 200;
/// The cells of one.
const MOST_CELLS: usize = 1_200;
/// The rows of one that has not, and its cells.
const STRETCHES: usize = 56;
const CELLS: usize = 400;

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// Its rows.
    pub rows: Vec<TableRow>,
    /// Whether each row stands for several points.
    pub is_short: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Where on the x axis it is, or begins.
    pub from: f64,
    /// Where it ends, if it is a stretch.
    pub to: Option<f64>,
    /// Of each series, the lowest and the highest value; none where there is none.
    pub values: Vec<Option<(f64, f64)>>,
}

pub fn rows(series: &[&[Point]], along: &Along, shape: Shape, x: (f64, f64)) -> Rows {
    let mut xs: Vec<f64> = Vec::new();
    let lengths = series.iter().map(|points| points.len());
    let longest = match shape {
        // Each point has a row of its own.
        Shape::Scatter => lengths.sum(),
        _ => lengths.max().unwrap_or(0),
    };
    let is_short = longest > MOST_ROWS || longest * series.len() > MOST_CELLS;
    if is_short && !matches!(along, Along::Category(_)) {
        return Rows { rows: stretches(series, x), is_short };
    }
    let is_short = false;
    if shape == Shape::Scatter && !matches!(along, Along::Category(_)) {
        return Rows { rows: each(series), is_short };
    }
    for points in series {
        xs.extend(points.iter().map(|(x, _)| *x));
    }
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    // Counted from the ends, as what is computed from the middles is next to them.
    let end = |number: usize| {
        let wide = x.1 - x.0;
        let end = x.0 + wide * number as f64 / xs.len() as f64;
        if end.abs() < wide * 1e-12 { 0.0 } else { end }
    };
    let row = |(number, x): (usize, &f64)| {
        let values = vec![None; series.len()];
        match shape {
            Shape::Histogram => TableRow { from: end(number), to: Some(end(number + 1)), values },
            _ => TableRow { from: *x, to: None, values },
        }
    };
    let mut rows: Vec<TableRow> = xs.iter().enumerate().map(row).collect();
    for (column, points) in series.iter().enumerate() {
        for (x, y) in points.iter().filter(|(_, y)| y.is_finite()) {
            let row = xs.partition_point(|other| other < x);
            add(&mut rows[row].values[column], *y);
        }
    }
    Rows { rows, is_short }
}

fn add(value: &mut Option<(f64, f64)>, y: f64) {
    let (low, high) = value.unwrap_or((y, y));
    *value = Some((low.min(y), high.max(y)));
}

/// A row for each point.
fn each(series: &[&[Point]]) -> Vec<TableRow> {
    let mut rows: Vec<TableRow> = Vec::new();
    for (column, one) in series.iter().enumerate() {
        for (x, y) in one.iter().filter(|(_, y)| y.is_finite()) {
            let mut values = vec![None; series.len()];
            values[column] = Some((*y, *y));
            rows.push(TableRow { from: *x, to: None, values });
        }
    }
    rows.sort_by(|one, other| one.from.total_cmp(&other.from));
    rows
}

fn stretches(series: &[&[Point]], x: (f64, f64)) -> Vec<TableRow> {
    let count = (CELLS / series.len().max(1)).min(STRETCHES);
    let at = |row: usize| x.0 + (x.1 - x.0) * row as f64 / count as f64;
    let row =
        |row: usize| TableRow { from: at(row), to: Some(at(row + 1)), values: vec![None; series.len()] };
    let mut rows: Vec<TableRow> = (0..count).map(row).collect();
    for (column, points) in series.iter().enumerate() {
        for (at, y) in points.iter().filter(|(_, y)| y.is_finite()) {
            add(&mut rows[column_of(*at, x, count)].values[column], *y);
        }
    }
    rows.retain(|row| row.values.iter().any(Option::is_some));
    rows
}
