//! The lines, areas, dots and bars of a chart.

use std::fmt::Write as _;

use super::chart::{ABOVE, Drawing, HEIGHT};
use super::chart_text::{class, short};
use super::pen::Pen;
use crate::chart::{Along, Point, Shape, step};

/// With no more points than these, each has a dot.
const DOTTED: usize = 40;
/// With more points than these, lines are drawn less finely.
const MANY: usize = 600;
/// With more bars than these, they are one path for a series.
const MANY_BARS: usize = 100;

/// The picture that lines lie in, which is stretched to the width that there is: how finely places in it are told
/// apart.
struct Plot<'a> {
    drawing: &'a Drawing<'a>,
    /// Across, in all.
    wide: f64,
    /// Up and down, of a pixel.
    fine: f64,
}

impl<'a> Plot<'a> {
    fn of(drawing: &'a Drawing<'a>) -> Self {
        let points: usize = drawing.chart.series.iter().map(|series| series.points.len()).sum();
        let (wide, fine) = if points > MANY { (2_000.0, 2.0) } else { (6_000.0, 10.0) };
        Plot { drawing, wide, fine }
    }

    fn open(&self, out: &mut String, class: &str) {
        let _ = writeln!(
            out,
            "<svg class=\"{class}\" y=\"{ABOVE}\" width=\"100%\" height=\"{HEIGHT}\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\">",
            self.wide,
            HEIGHT * self.fine
        );
    }

    fn across(&self, x: f64) -> i64 {
        (self.drawing.across(x).clamp(-0.01, 1.01) * self.wide).round() as i64
    }

    fn down(&self, y: f64) -> i64 {
        (self.drawing.down(y) * self.fine).round() as i64
    }

    fn at(&self, (x, y): Point) -> (i64, i64) {
        (self.across(x), self.down(y))
    }

    /// Whether a value is beyond the ends of the axis.
    fn is_beyond(&self, y: f64) -> bool {
        let (low, high) = self.drawing.chart.y;
        let rounding = (high - low) * 1e-6;
        y < low - rounding || y > high + rounding
    }

    /// A line through points; those without a number are gaps.
    fn path(&self, points: &[Point]) -> String {
        let mut pen = Pen::default();
        for run in points.split(|(_, y)| !y.is_finite()).filter(|run| !run.is_empty()) {
            self.run(&mut pen, run);
        }
        pen.finish()
    }

    fn run(&self, pen: &mut Pen, run: &[Point]) {
        pen.begin(self.at(run[0]));
        // What stands alone is seen as a dot.
        pen.dot();
        run[1..].iter().for_each(|point| pen.to(self.at(*point)));
    }

    fn dots(&self, points: &[Point]) -> String {
        let mut pen = Pen::default();
        for point in points.iter().filter(|(_, y)| y.is_finite() && !self.is_beyond(*y)) {
            pen.begin(self.at(*point));
            pen.dot();
        }
        pen.finish()
    }

    /// What lies between a line and where it begins, or zero.
    fn fill(&self, points: &[Point], floor: Option<&[Point]>) -> String {
        let mut pen = Pen::default();
        if let Some(floor) = floor {
            // Both have the same gaps.
            let runs = |points: &'_ [Point]| {
                points.split(|(_, y)| !y.is_finite()).map(<[Point]>::to_vec).collect::<Vec<_>>()
            };
            for (run, floor) in runs(points).iter().zip(&runs(floor)).filter(|(run, _)| !run.is_empty()) {
                self.run(&mut pen, run);
                floor.iter().rev().for_each(|point| pen.to(self.at(*point)));
                pen.close();
            }
            return pen.finish();
        }
        let (low, high) = self.drawing.chart.y;
        let base = self.down(0.0_f64.clamp(low, high));
        for run in points.split(|(_, y)| !y.is_finite()).filter(|run| run.len() > 1) {
            self.run(&mut pen, run);
            pen.to((self.across(run[run.len() - 1].0), base));
            pen.to((self.across(run[0].0), base));
            pen.close();
        }
        pen.finish()
    }
}

/// Appends the lines, areas and dots.
pub fn lines(out: &mut String, drawing: &Drawing<'_>) {
    let chart = drawing.chart;
    let is_category = matches!(chart.along, Along::Category(_));
    let is_drawn = match chart.shape {
        Shape::Line | Shape::Area | Shape::Scatter => true,
        Shape::Stacked => !is_category,
        Shape::Bar | Shape::Histogram => false,
    };
    if !is_drawn {
        return;
    }
    let plot = Plot::of(drawing);
    let is_dotted = |points: &[Point]| chart.shape == Shape::Scatter || points.len() <= DOTTED || is_category;
    // What lies beyond the ends of the axis is cut off there; dots at the ends are not.
    let is_cut = chart.series.iter().flat_map(|series| &series.points).any(|(_, y)| plot.is_beyond(*y));
    let dots = |out: &mut String, points: &[Point]| {
        if is_dotted(points) {
            let _ = write!(out, "<path class=\"dots\" d=\"{}\"/>", plot.dots(points));
        }
    };
    plot.open(out, if is_cut { "lines cut" } else { "lines" });
    if let Some(before) = &chart.before {
        let _ = writeln!(out, "<path class=\"line before\" d=\"{}\"/>", plot.path(&before.points));
    }
    for (at, series) in chart.series.iter().enumerate() {
        let _ = write!(out, "<g class=\"{}\">", class(at));
        if matches!(chart.shape, Shape::Area | Shape::Stacked) {
            let floor = chart.floors.get(at).map(|floor| &*floor.points);
            let _ = write!(out, "<path class=\"fill\" d=\"{}\"/>", plot.fill(&series.points, floor));
        }
        if chart.shape != Shape::Scatter {
            let _ = write!(out, "<path class=\"line\" d=\"{}\"/>", plot.path(&series.points));
        }
        if !is_cut {
            dots(out, &series.points);
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    if is_cut && chart.series.iter().any(|series| is_dotted(&series.points)) {
        plot.open(out, "lines");
        for (at, series) in chart.series.iter().enumerate() {
            let _ = write!(out, "<g class=\"{}\">", class(at));
            dots(out, &series.points);
            out.push_str("</g>\n");
        }
        out.push_str("</svg>\n");
    }
}

/// Appends the bars: beside each other, or where they stack on top of each other.
pub fn bars(out: &mut String, drawing: &Drawing<'_>) {
    let chart = drawing.chart;
    let is_category = matches!(chart.along, Along::Category(_));
    let is_stack = chart.shape == Shape::Stacked && is_category;
    if !matches!(chart.shape, Shape::Bar | Shape::Histogram) && !is_stack {
        return;
    }
    let whole = chart.x.1 - chart.x.0;
    let lines = chart.series.iter().map(|series| &*series.points);
    let slot = if is_category { 1.0 } else { step(lines).unwrap_or(whole) } / whole;
    let beside = if is_stack { 1 } else { chart.series.len() };
    let gap = if chart.shape == Shape::Histogram { 0.02 } else { 0.26 };
    let width = slot * (1.0 - gap) / beside as f64;
    let count: usize = chart.series.iter().map(|series| series.points.len()).sum();
    let plot = Plot { drawing, wide: 6_000.0, fine: 10.0 };
    if count > MANY_BARS {
        plot.open(out, "bars");
    }
    for (at, series) in chart.series.iter().enumerate() {
        let _ = write!(out, "<g class=\"{}\">", class(at));
        let mut pen = Pen::default();
        for (index, (x, y)) in series.points.iter().enumerate().filter(|(_, (_, y))| y.is_finite()) {
            let floor = chart.floors.get(at).map_or(0.0, |floor| floor.points[index].1);
            let beside = if is_stack { 0.0 } else { at as f64 * width };
            let left = drawing.across(*x) - slot * (1.0 - gap) / 2.0 + beside;
            if count > MANY_BARS {
                bar(&mut pen, &plot, (left, width), (*y, floor));
                continue;
            }
            let (one, other) = (drawing.down(*y), drawing.down(floor));
            let _ = write!(
                out,
                "<rect class=\"bar\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"{}\"/>",
                short(left * 100.0),
                short(ABOVE + one.min(other)),
                short(width * 100.0),
                short((one - other).abs()),
            );
        }
        if count > MANY_BARS {
            let _ = write!(out, "<path class=\"bar\" d=\"{}\"/>", pen.finish());
        }
        out.push_str("</g>\n");
    }
    if count > MANY_BARS {
        out.push_str("</svg>\n");
    }
    if let Some(before) = &chart.before {
        levels(out, &plot, &before.points, slot * (1.0 - gap / 2.0));
    }
}

/// How high other bars were, as a level line across each: bars beside or behind the others would hide them, or leave
/// half of the room.
fn levels(out: &mut String, plot: &Plot<'_>, points: &[Point], width: f64) {
    plot.open(out, "lines");
    let half = (width * plot.wide / 2.0).round() as i64;
    let mut pen = Pen::default();
    for (x, y) in points.iter().filter(|(_, y)| y.is_finite() && !plot.is_beyond(*y)) {
        let (x, y) = plot.at((*x, *y));
        pen.begin((x - half, y));
        pen.to((x + half, y));
    }
    let _ = writeln!(out, "<path class=\"level before\" d=\"{}\"/>\n</svg>", pen.finish());
}

/// A bar as a part of a path.
fn bar(pen: &mut Pen, plot: &Plot<'_>, (left, width): (f64, f64), (y, floor): (f64, f64)) {
    let (left, right) = ((left * plot.wide).round() as i64, ((left + width) * plot.wide).round() as i64);
    let (top, bottom, right) = (plot.down(y), plot.down(floor), right.max(left + 1));
    if top == bottom {
        return;
    }
    pen.begin((left, bottom));
    for to in [(left, top), (right, top), (right, bottom)] {
        pen.to(to);
    }
    pen.close();
}
