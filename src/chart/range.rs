//! From where to where the axes go.

use super::fault::{At, Fault, Key};
use super::few::Drawn;
use super::read::{Along, Points};
use super::{Ask, Point, Shape, Threshold, step, time, unit, weekly};

/// From where to where the x axis goes.
pub fn window(ask: &Ask, asked: [Option<f64>; 2], along: &Along, all: &[Points]) -> (f64, f64) {
    if let Along::Category(names) = along {
        return (-0.5, names.len() as f64 - 0.5);
    }
    let ends = |series: &Points| Some((series.points.first()?.0, series.points.last()?.0));
    let ends = all.iter().filter_map(ends);
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |all, one| (all.0.min(one.0), all.1.max(one.1)));
    let week = |at: usize| match along {
        Along::Time(zone, _) => {
            let seconds = ask.week? + (weekly::WEEK - 1.0) * at as f64;
            Some(seconds - f64::from(time::offset(seconds, zone)))
        }
        _ => None,
    };
    let from = asked[0].or_else(|| week(0)).unwrap_or(low);
    let to = asked[1].or_else(|| week(1)).unwrap_or(high);
    match (asked, from < to) {
        (_, true) => (from, to),
        // There is nothing from there on, or up to there.
        ([Some(from), None], _) if from > to => (from, from + 1.0),
        ([None, Some(to)], _) if from > to => (to - 1.0, to),
        _ => (from.min(to) - 0.5, from.max(to) + 0.5),
    }
}

/// Says that nothing is to be seen between the ends that are asked for.
pub fn unseen(ask: &Ask, drawn: &Drawn, faults: &mut Vec<Fault>) {
    let values = || drawn.tops.iter().flatten().map(|(_, y)| *y).filter(|y| y.is_finite());
    let [min, max] = ask.range;
    let (key, side, nearest) = if let Some(min) = min.filter(|min| values().all(|y| y < *min)) {
        ("min", format!("below `min`, {}", ask.unit.show_whole(min)), values().fold(f64::MIN, f64::max))
    } else if let Some(max) = max.filter(|max| values().all(|y| y > *max)) {
        ("max", format!("above `max`, {}", ask.unit.show_whole(max)), values().fold(f64::MAX, f64::min))
    } else {
        return;
    };
    let help = format!("the nearest is {}: leave `{key}` out, or write another", ask.unit.show(nearest));
    let at = At::Keys(vec![Key::Name(key.to_owned())]);
    faults.push(Fault::asked(at, format!("all values are {side}, and none can be seen"), help));
}

/// Half a bar of room at each end where bars stand at times or numbers. A week ends with its last bar: the moment at
/// which it is over is the next week's.
pub fn roomy(ask: &Ask, shape: Shape, along: &Along, lines: &[Vec<Point>], x: (f64, f64)) -> (f64, f64) {
    if shape != Shape::Bar || matches!(along, Along::Category(_)) {
        return x;
    }
    let step = step(lines.iter().map(Vec::as_slice)).unwrap_or(x.1 - x.0);
    let last = lines.iter().filter_map(|points| Some(points.last()?.0)).fold(x.0, f64::max);
    let end = if ask.week.is_some() { last.max(x.1 - step) } else { x.1 };
    (x.0 - step / 2.0, end + step / 2.0)
}

/// From where to where the y axis goes: over all that is to be seen, from zero where sizes are compared.
pub fn values(ask: &Ask, shape: Shape, thresholds: &[Threshold], drawn: &Drawn) -> (f64, f64) {
    let values = drawn.tops.iter().chain(&drawn.floors).flatten().map(|(_, y)| *y);
    let limits = thresholds.iter().map(|threshold| threshold.at);
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
