//! The bands of a chart, and what they are called, no two names over each other.

use std::fmt::Write as _;

use super::chart::{ABOVE, Drawing, HEIGHT};
use super::chart_text::{LETTER, NARROWEST, cut, short};
use crate::syntax::escape;

/// How high a line is, in pixels.
const LINE: f64 = 13.0;
/// The letters of a name at most.
const LONGEST: usize = 40;

/// A name that has its place: from where to where across, and how far down.
struct Placed {
    from: f64,
    to: f64,
    down: f64,
}

/// Appends them.
pub fn write(out: &mut String, drawing: &Drawing<'_>) {
    let mut placed: Vec<Placed> = Vec::new();
    for band in &drawing.chart.bands {
        let (x, y) = if band.across {
            ((band.from, band.to), (None, None))
        } else {
            ((None, None), (band.from, band.to))
        };
        let left = x.0.map_or(0.0, |x| drawing.across(x)).clamp(0.0, 1.0);
        let right = x.1.map_or(1.0, |x| drawing.across(x)).clamp(0.0, 1.0);
        let top = y.1.map_or(0.0, |y| drawing.down(y)).clamp(0.0, HEIGHT);
        let bottom = y.0.map_or(HEIGHT, |y| drawing.down(y)).clamp(0.0, HEIGHT);
        if right <= left || bottom <= top {
            continue;
        }
        let _ = write!(
            out,
            "<rect class=\"band\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"{}\"/>",
            short(left * 100.0),
            short(ABOVE + top),
            short((right - left) * 100.0),
            short(bottom - top),
        );
        if !band.label.is_empty() {
            name(out, &cut(&band.label, LONGEST), (left, right, top), &mut placed);
        }
        out.push('\n');
    }
}

/// A name at the left of its band, or at its right where it would else leave the plot, below those that are there.
fn name(out: &mut String, label: &str, (left, right, top): (f64, f64, f64), placed: &mut Vec<Placed>) {
    let wide = (label.chars().count() as f64 * LETTER + 8.0) / NARROWEST;
    let is_left = left + wide <= 1.0 || left <= 1.0 - right;
    let (from, to) = if is_left { (left, left + wide) } else { (right - wide, right) };
    let hits = |down: f64| {
        placed
            .iter()
            .any(|other| from < other.to && other.from < to && (down - other.down).abs() < LINE - 1.0)
    };
    let mut down = top + LINE + 1.0;
    while down <= HEIGHT && hits(down) {
        down += LINE;
    }
    if down > HEIGHT {
        return;
    }
    placed.push(Placed { from, to, down });
    let (class, at, by) = if is_left { ("on-band", left, 5) } else { ("on-band end", right, -5) };
    let _ = write!(
        out,
        "<text class=\"{class}\" x=\"{}%\" dx=\"{by}\" y=\"{}\">",
        short(at * 100.0),
        short(ABOVE + down),
    );
    escape::text(out, label);
    out.push_str("</text>");
}
