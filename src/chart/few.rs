//! How much of the data is drawn: a budget that all series of a chart share, so that a page stays small whatever is in
//! its data. What is left out is never what is lowest or highest.

use super::arrange::{Layer, stacked};
use super::read::Along;
use super::{Point, Shape, sample};

/// The points of all paths together: one takes five or six bytes of a page.
const POINTS: usize = 6_000;
/// The columns of pixels that are told apart at most.
const COLUMNS: usize = 600;
/// The dots of all clouds together: one takes eight bytes or nine.
const DOTS: usize = 4_200;
/// The bars of all series together.
pub const BARS: usize = 1_200;
/// The bars of a series at most: beyond, they are thinner than the gaps between them.
const MOST_BARS: usize = 200;

/// The bars that each of so many series may have.
pub fn most_bars(series: usize) -> usize {
    (BARS / series.max(1)).min(MOST_BARS)
}

/// What is drawn, by series.
#[derive(Debug, Default, PartialEq)]
pub struct Drawn {
    /// Its points; in a stack where each series ends.
    pub tops: Vec<Vec<Point>>,
    /// In a stack, where each series begins.
    pub floors: Vec<Vec<Point>>,
}

/// What is drawn of all that lies within an x axis: of a column of pixels the first and the last point, the lowest and
/// the highest.
pub fn drawn(shape: Shape, along: &Along, lines: &[&[Point]], x: (f64, f64)) -> Drawn {
    // A line is drawn once; an area has its fill too, and in a stack that goes back along the one before.
    let paths = match shape {
        Shape::Bar | Shape::Histogram => {
            return Drawn { tops: lines.iter().map(|points| points.to_vec()).collect(), floors: Vec::new() };
        }
        Shape::Line | Shape::Scatter => 1,
        Shape::Area => 2,
        Shape::Stacked => 3,
    };
    let columns = (POINTS / (4 * paths * lines.len().max(1))).min(COLUMNS);
    let few = |points: &[Point]| {
        let kept = sample::thin(points, x, columns);
        if kept.len() == points.len() { points.to_vec() } else { kept.iter().map(|at| points[*at]).collect() }
    };
    if shape != Shape::Stacked {
        return Drawn { tops: lines.iter().map(|points| few(points)).collect(), floors: Vec::new() };
    }
    let mut drawn = Drawn::default();
    for Layer { floor, top } in stacked(lines) {
        let is_category = matches!(along, Along::Category(_));
        // What is equal has the same points left: the end of a series, and the beginning of the next.
        drawn.floors.push(if is_category { floor } else { few(&floor) });
        drawn.tops.push(if is_category { top } else { few(&top) });
    }
    drawn
}

/// The dots of clouds: of those that fall on one place one, and of a column the lowest and the highest.
pub fn cloud(lines: &[&[Point]], x: (f64, f64), y: (f64, f64)) -> Drawn {
    let most = DOTS / lines.len().max(1);
    // A third of them are lowest and highest ones.
    let columns = (most / 6).min(COLUMNS / 2);
    let few = |points: &&[Point]| {
        let kept = sample::cloud(points, x, y, columns, most - 2 * columns);
        kept.iter().map(|at| points[*at]).collect()
    };
    Drawn { tops: lines.iter().map(few).collect(), floors: Vec::new() }
}
