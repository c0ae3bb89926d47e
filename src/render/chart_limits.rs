//! The thresholds of a chart, and what they are called: where no line and no mark is in the way.

use std::fmt::Write as _;

use super::chart::{ABOVE, Drawing, HEIGHT};
use super::chart_text::{LETTER, NARROWEST, short};
use crate::chart::Point;
use crate::syntax::escape;

/// A place on the narrowest plot: from where to where across, and down.
#[derive(Clone, Copy)]
struct Room {
    across: (f64, f64),
    down: (f64, f64),
}

impl Room {
    fn has(&self, (x, y): Point, around: f64) -> bool {
        (self.across.0 - around..=self.across.1 + around).contains(&x)
            && (self.down.0 - around..=self.down.1 + around).contains(&y)
    }

    fn touches(&self, other: &Room) -> bool {
        let meet = |one: (f64, f64), other: (f64, f64)| one.0 <= other.1 && other.0 <= one.1;
        meet(self.across, other.across) && meet(self.down, other.down)
    }
}

/// Appends them.
pub fn write(out: &mut String, drawing: &Drawing<'_>) {
    let numbers = drawing.numbers();
    let marks = drawing.chart.marks.iter().zip(numbers);
    let marks: Vec<Point> = marks
        .flat_map(|(point, over)| {
            let x = drawing.across(point.0) * NARROWEST;
            [(x, drawing.mark_down(point.1)), (x, over)]
        })
        .collect();
    let mut placed: Vec<Room> = Vec::new();
    for threshold in &drawing.chart.thresholds {
        if !(drawing.chart.y.0..=drawing.chart.y.1).contains(&threshold.at) {
            continue;
        }
        let y = ABOVE + drawing.down(threshold.at);
        let label = match threshold.label.as_str() {
            "" => drawing.whole(threshold.at),
            label => format!("{label} {}", drawing.whole(threshold.at)),
        };
        let (is_left, is_below, room) = place(drawing, &label, y, &marks, &placed);
        placed.push(room);
        let (class, x) = if is_left { (" class=\"left\"", "0") } else { ("", "100%") };
        let _ = write!(
            out,
            "<g class=\"threshold\"><line x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/><text{class} x=\"{x}\" y=\"{1}\">",
            short(y),
            short(if is_below { y + 14.0 } else { y - 5.0 }),
        );
        escape::text(out, &label);
        out.push_str("</text></g>\n");
    }
}

/// Where a label has least in its way: at the right or the left, above its line or below it.
fn place(drawing: &Drawing<'_>, label: &str, y: f64, marks: &[Point], placed: &[Room]) -> (bool, bool, Room) {
    let wide = (label.chars().count() as f64 * LETTER + 4.0).min(NARROWEST);
    let room = |is_left: bool, is_below: bool| Room {
        across: if is_left { (0.0, wide) } else { (NARROWEST - wide, NARROWEST) },
        down: if is_below { (y + 3.0, y + 17.0) } else { (y - 16.0, y - 2.0) },
    };
    let places = [(false, false), (true, false), (false, true), (true, true)];
    let places = places.map(|(is_left, is_below)| (is_left, is_below, room(is_left, is_below)));
    let is_within = |room: &Room| room.down.1 <= ABOVE + HEIGHT;
    let in_the_way = |room: &Room| {
        let marks = marks.iter().filter(|mark| room.has(**mark, 9.0)).count();
        let labels = placed.iter().filter(|other| room.touches(other)).count();
        (marks + labels, is_crossed(drawing, room))
    };
    let within = places.iter().filter(|(_, is_below, room)| !is_below || is_within(room));
    *within.min_by_key(|(.., room)| in_the_way(room)).unwrap_or(&places[0])
}

/// Whether a line goes through a place.
fn is_crossed(drawing: &Drawing<'_>, room: &Room) -> bool {
    let at = |point: &Point| (drawing.across(point.0) * NARROWEST, ABOVE + drawing.down(point.1));
    let crosses = |pair: &[Point]| {
        let (one, other) = (at(&pair[0]), at(&pair[1]));
        let span = |one: f64, other: f64| (one.min(other), one.max(other));
        room.touches(&Room { across: span(one.0, other.0), down: span(one.1, other.1) })
    };
    let series = drawing.chart.series.iter().chain(&drawing.chart.before);
    let is_whole = |pair: &&[Point]| pair.iter().all(|(_, y)| y.is_finite());
    series.into_iter().any(|series| series.points.windows(2).filter(is_whole).any(crosses))
}
