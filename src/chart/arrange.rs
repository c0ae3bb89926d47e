//! Points that are not drawn where they are in the data: those of histograms, and those of stacks.

use super::few::BARS;
use super::read::Points;
use super::{Ask, Point, sample, unit};

/// The least distance between two points of a series.
pub fn step<'a>(lines: impl IntoIterator<Item = &'a [Point]>) -> Option<f64> {
    let pairs = lines.into_iter().flat_map(|points| points.windows(2));
    let steps = pairs.map(|pair| pair[1].0 - pair[0].0).filter(|step| *step > 0.0);
    steps.min_by(f64::total_cmp)
}

/// How often values of each size come: a point for each size, and from where to where those go.
pub fn histogram(ask: &Ask, window: [Option<f64>; 2], all: &[Points]) -> (Vec<Vec<Point>>, (f64, f64)) {
    let values = || all.iter().flat_map(|series| &series.points).map(|(_, y)| *y).filter(|y| y.is_finite());
    let (low, high) =
        values().fold((f64::INFINITY, f64::NEG_INFINITY), |all, y| (all.0.min(y), all.1.max(y)));
    let low = window[0].unwrap_or(low);
    let high = window[1].unwrap_or(high);
    let (low, high) = if low < high { (low, high) } else { (low - 0.5, low + 0.5) };
    let wanted = ask.bins.unwrap_or_else(|| ((values().count() as f64).sqrt().ceil() as usize).clamp(5, 40));
    let marks = unit::ticks(low, high, wanted);
    let width = match marks.windows(2).next() {
        Some(pair) if ask.bins.is_none() && pair[1] > pair[0] => pair[1] - pair[0],
        _ => (high - low) / wanted as f64,
    };
    let from = if ask.bins.is_none() { (low / width + 1e-9).floor() * width } else { low };
    let most = BARS / all.len().max(1);
    let count = (((high - from) / width - 1e-9).ceil() as usize).clamp(1, most.min(400));
    // So few that all are beside each other, and the last reaches to the end.
    let width = width.max((high - from) / count as f64);
    let to = from + width * count as f64;
    let binned = all.iter().map(|series| {
        let mut bins = vec![0_u32; count];
        let values = series.points.iter().map(|(_, y)| *y).filter(|y| (from..=to).contains(y));
        for y in values {
            bins[sample::column_of(y, (from, to), count)] += 1;
        }
        let middle = |at: usize| from + width * (at as f64 + 0.5);
        bins.iter().enumerate().map(|(at, count)| (middle(at), f64::from(*count))).collect()
    });
    (binned.collect(), (from, to))
}

/// A series in a stack: where it begins and where it ends, at each place.
pub struct Layer {
    /// Where it begins.
    pub floor: Vec<Point>,
    /// Where it ends.
    pub top: Vec<Point>,
}

/// Each series on those before: what is above zero upwards, and what is below it downwards. Where one has no value it
/// adds nothing, and has a gap where that is said.
pub fn stacked<'a>(lines: &'a [&'a [Point]]) -> impl Iterator<Item = Layer> {
    let mut xs: Vec<f64> = lines.iter().flat_map(|points| points.iter().map(|(x, _)| *x)).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let mut ends = vec![(0.0, 0.0); xs.len()];
    lines.iter().map(move |points| {
        let (mut floor, mut top) = (Vec::with_capacity(xs.len()), Vec::with_capacity(xs.len()));
        let mut rest = points.iter().peekable();
        for (x, (below, above)) in xs.iter().zip(&mut ends) {
            let mut value = None;
            let mut is_gap = false;
            while let Some((_, y)) = rest.next_if(|(at, _)| at <= x) {
                if y.is_finite() {
                    value = Some(value.unwrap_or(0.0) + *y);
                } else {
                    is_gap = true;
                }
            }
            if is_gap && value.is_none() {
                floor.push((*x, f64::NAN));
                top.push((*x, f64::NAN));
                continue;
            }
            let value = value.unwrap_or(0.0);
            let end = if value < 0.0 { &mut *below } else { &mut *above };
            floor.push((*x, *end));
            *end += value;
            top.push((*x, *end));
        }
        Layer { floor, top }
    })
}
