//! Charts as SVG. Across, everything is in per cent of the page, so that a chart is as wide as there is room and its
//! letters stay as big as they are; up and down it is in pixels. Lines lie in a picture of their own, which is
//! stretched. Colours, dashes and sizes are the theme's: here are classes only.

use std::fmt::Write as _;

use jiff::civil::DateTime;

use super::chart_bands;
use super::chart_limits;
use super::chart_lines;
use super::chart_table;
use super::chart_text::{NARROWEST, Room, class, cut_apart, rooms, short};
use super::rotation::Clock;
use crate::chart::digits::Digits;
use crate::chart::time::{self, Grain};
use crate::chart::unit::{self, Scale};
use crate::chart::{Along, Chart, Point, Shape, TableRow};
use crate::syntax::escape;
use crate::theme::Theme;

/// How high the plot is, and what is above it and below.
pub const HEIGHT: f64 = 220.0;
pub const ABOVE: f64 = 14.0;
const BELOW: f64 = 30.0;
/// How wide and high the number of a mark is.
const NUMBER: f64 = 19.0;

/// Appends a chart. `key` tells its ids from those of others.
pub fn write(out: &mut String, theme: &Theme, chart: &Chart, key: &str) {
    Drawing::of(theme, chart, key).figure(out);
}

/// In which unit all values of a chart are shown.
fn scale_of(chart: &Chart) -> Scale {
    let size = chart.y.0.abs().max(chart.y.1.abs());
    match chart.shape {
        Shape::Histogram => unit::Unit::default().scale(size),
        _ if chart.unit.word().is_some() => unit::Unit::default().scale(size),
        _ => chart.unit.scale(size),
    }
}

/// The class that gives the numbers of an axis the room that they need.
fn room(marks: &[(f64, String)]) -> &'static str {
    match marks.iter().map(|(_, text)| text.chars().count()).max() {
        Some(..=7) | None => "",
        Some(..=10) => " wide",
        Some(_) => " wider",
    }
}

pub struct Drawing<'a> {
    pub theme: &'a Theme,
    pub chart: &'a Chart,
    key: &'a str,
    clock: Clock<'a>,
    scale: Scale,
    digits: Digits,
    /// Whether a midnight needs no time.
    is_days: bool,
    /// Whether a first of a month stands for it.
    is_months: bool,
}

impl<'a> Drawing<'a> {
    /// What is needed to draw a chart, or to say what it shows.
    pub fn of(theme: &'a Theme, chart: &'a Chart, key: &'a str) -> Self {
        let (clock, is_days) = (Clock::in_words(theme), chart.x_is_days());
        let digits = Digits::of(chart.extremes.iter().flatten(), chart.thresholds.iter().map(|it| it.at));
        let is_months = chart.x_is_months();
        Drawing { theme, chart, key, clock, scale: scale_of(chart), digits, is_days, is_months }
    }
}

impl Drawing<'_> {
    fn figure(&self, out: &mut String) {
        let (chart, key) = (self.chart, self.key);
        let _ = write!(
            out,
            "<figure class=\"chart\" id=\"site-chart-{key}\">\n<figcaption id=\"site-chart-{key}-t\">"
        );
        out.push_str("<strong>");
        escape::text(out, &chart.title);
        out.push_str("</strong>");
        if let Some(description) = &chart.description {
            out.push_str(" <span>");
            escape::text(out, description);
            out.push_str("</span>");
        }
        out.push_str("</figcaption>\n");
        self.legend(out);
        if let Some(label) = self.label_of_values() {
            out.push_str("<p class=\"axis\">");
            escape::text(out, &label);
            out.push_str("</p>\n");
        }
        let marks = self.marks_up();
        let _ = write!(
            out,
            "<div class=\"plot{}\"><svg role=\"img\" width=\"100%\" height=\"{}\" aria-labelledby=\"site-chart-{key}-t\" aria-describedby=\"site-chart-{key}-d\">\n<desc id=\"site-chart-{key}-d\">",
            room(&marks),
            ABOVE + HEIGHT + BELOW,
        );
        escape::text(out, &self.in_short());
        out.push_str("</desc>\n");
        chart_bands::write(out, self);
        self.grid(out, &marks);
        self.along(out);
        chart_lines::bars(out, self);
        chart_lines::lines(out, self);
        chart_limits::write(out, self);
        self.marks(out);
        out.push_str("</svg></div>\n");
        self.note(out);
        chart_table::write(out, self);
        out.push_str("</figure>");
    }

    /// What there is to be seen, in words.
    fn in_short(&self) -> String {
        let chart = self.chart;
        let said = chart.series.iter().zip(&chart.extremes).filter_map(|(series, extremes)| {
            let extremes = (*extremes)?;
            let words = self.theme.word("chart-about").replace("{name}", &series.name);
            let words = words.replace("{low}", &self.value(extremes.low.1));
            let words = words.replace("{high}", &self.value(extremes.high.1));
            let words = words.replace("{low-at}", &self.place(extremes.low.0));
            Some(words.replace("{high-at}", &self.place(extremes.high.0)))
        });
        said.collect::<Vec<_>>().join(" ")
    }

    /// A value with its unit.
    pub fn value(&self, value: f64) -> String {
        match self.chart.shape {
            Shape::Histogram => unit::Unit::default().show(value),
            _ => self.digits.show(&self.chart.unit, value),
        }
    }

    /// A value that is said beside another.
    pub fn beside(&self, value: f64, other: f64) -> String {
        self.digits.beside(&self.chart.unit, value, other)
    }

    /// A value with all of its digits.
    pub fn whole(&self, value: f64) -> String {
        match self.chart.shape {
            Shape::Histogram => unit::Unit::default().show_whole(value),
            _ => self.chart.unit.show_whole(value),
        }
    }

    /// Where on the x axis something is.
    pub fn place(&self, x: f64) -> String {
        match &self.chart.along {
            Along::Category(names) => names.get(x.max(0.0) as usize).cloned().unwrap_or_default(),
            Along::Number if self.chart.shape == Shape::Histogram => {
                let bins = self.chart.table.rows.len().max(1) as f64;
                self.chart.unit.show_to(x, (self.chart.x.1 - self.chart.x.0) / bins / 4.0)
            }
            Along::Number => unit::Unit::default().show_whole(x),
            Along::Time(zone, _) => {
                let at = time::civil(x, zone);
                let word = match (self.is_months, self.is_days) {
                    (true, _) => "chart-tick-month",
                    (_, true) => "chart-day",
                    _ => "rota-time",
                };
                self.clock.written(self.theme.word(word), at)
            }
        }
    }

    /// How far across a point is, from 0 to 1.
    pub fn across(&self, x: f64) -> f64 {
        (x - self.chart.x.0) / (self.chart.x.1 - self.chart.x.0)
    }

    /// How far from the plot's top a value is, in pixels; what is beyond its ends is at them.
    pub fn down(&self, y: f64) -> f64 {
        let part = (y - self.chart.y.0) / (self.chart.y.1 - self.chart.y.0);
        (1.0 - part.clamp(-0.02, 1.02)) * HEIGHT
    }

    fn legend(&self, out: &mut String) {
        let chart = self.chart;
        if chart.series.len() < 2 && chart.before.is_none() {
            return;
        }
        out.push_str("<ul class=\"legend\" aria-hidden=\"true\">");
        let is_line = matches!(chart.shape, Shape::Line | Shape::Area);
        let before = chart.before.iter().map(|before| ("before".to_owned(), &before.name));
        let series = chart.series.iter().enumerate().map(|(at, series)| (class(at), &series.name));
        for (class, name) in series.chain(before) {
            let mark = if class == "before" && chart.shape == Shape::Bar {
                "<path class=\"level\" d=\"M4 6H24\"/>"
            } else if is_line || class == "before" {
                "<path class=\"line\" d=\"M1 6H27\"/>"
            } else {
                "<rect class=\"bar\" x=\"8\" width=\"12\" height=\"12\"/>"
            };
            let _ = write!(out, "<li><svg class=\"{class}\" width=\"28\" height=\"12\">{mark}</svg> ");
            escape::text(out, name);
            out.push_str("</li>");
        }
        out.push_str("</ul>\n");
    }

    /// What the axis of values is called: also what they count, which else would be behind each number.
    fn label_of_values(&self) -> Option<String> {
        let label = self.chart.labels[1].as_deref();
        let word = self.chart.unit.word().filter(|_| self.chart.shape != Shape::Histogram);
        match (label, word) {
            (Some(label), Some(word)) if !label.to_lowercase().contains(&word.to_lowercase()) => {
                Some(format!("{label} ({word})"))
            }
            (label, word) => label.or(word).map(str::to_owned),
        }
    }

    /// The marks of the axis of values, each with what is written there.
    fn marks_up(&self) -> Vec<(f64, String)> {
        let (low, high) = self.chart.y;
        let by = self.scale.by;
        let marks = unit::ticks(low / by, high / by, 5);
        let step = marks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
        let decimals = unit::decimals(step);
        marks.into_iter().map(|mark| (mark * by, self.scale.show(mark * by, decimals, false))).collect()
    }

    /// The lines across, each with its value.
    fn grid(&self, out: &mut String, marks: &[(f64, String)]) {
        out.push_str("<g class=\"grid\">");
        for (mark, text) in marks {
            let y = short(ABOVE + self.down(*mark));
            let class = if *mark == 0.0 { " class=\"zero\"" } else { "" };
            let _ = write!(
                out,
                "<line{class} x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/><text x=\"-8\" y=\"{y}\" dy=\".32em\">{text}</text>"
            );
        }
        out.push_str("</g>\n");
    }

    /// The marks of the x axis.
    fn along(&self, out: &mut String) {
        out.push_str("<g class=\"along\">");
        let y = ABOVE + HEIGHT;
        let _ = write!(out, "<line x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
        let marks = self.marks_along();
        let places: Vec<(f64, &str)> = marks.iter().map(|(x, text)| (self.across(*x), &**text)).collect();
        for ((x, text), room) in places.iter().zip(rooms(&places)) {
            let x = short(x * 100.0);
            let odd = if room == Room::Wide { " class=\"odd\"" } else { "" };
            let _ = write!(out, "<g{odd}><line x1=\"{x}%\" x2=\"{x}%\" y1=\"{y}\" y2=\"{}\"/>", y + 5.0);
            if room != Room::None {
                let _ = write!(out, "<text x=\"{x}%\" y=\"{}\">", y + 20.0);
                escape::text(out, text);
                out.push_str("</text>");
            }
            out.push_str("</g>");
        }
        out.push_str("</g>\n");
    }

    fn marks_along(&self) -> Vec<(f64, String)> {
        let (from, to) = self.chart.x;
        match &self.chart.along {
            Along::Category(names) => {
                let every = names.len().div_ceil(12).max(1);
                let room = (90 / names.len().clamp(1, 12)).max(6);
                let named: Vec<&str> = names.iter().step_by(every).map(|name| &**name).collect();
                let texts = cut_apart(&named, room).into_iter().enumerate();
                texts.map(|(at, text)| ((at * every) as f64, text)).collect()
            }
            Along::Number => {
                let scale = match self.chart.shape {
                    Shape::Histogram => self.chart.unit.scale(from.abs().max(to.abs())),
                    _ => unit::Unit::default().scale(0.0),
                };
                let mut xs = self.chart.series.iter().flat_map(|series| &series.points);
                let is_whole = self.chart.shape != Shape::Histogram && xs.all(|(x, _)| x.fract() == 0.0);
                let marks = unit::ticks(from / scale.by, to / scale.by, 8);
                let marks = if is_whole { unit::whole(marks) } else { marks };
                let step = marks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
                let text =
                    |mark: &f64| (mark * scale.by, scale.show(mark * scale.by, unit::decimals(step), false));
                marks.iter().map(text).collect()
            }
            Along::Time(zone, _) => {
                let (marks, grain) = self.few_times().unwrap_or_else(|| time::ticks(from, to, 8, zone));
                let spans_days = to - from > 86_400.0;
                let text = |at: DateTime| {
                    let word = match grain {
                        Grain::Second(_) => {
                            return match (at.hour(), at.minute(), at.second()) {
                                (0, 0, 0) if spans_days => {
                                    self.clock.written(self.theme.word("chart-tick-day"), at)
                                }
                                (hour, minute, 0) => format!("{hour:02}:{minute:02}"),
                                (hour, minute, second) => format!("{hour:02}:{minute:02}:{second:02}"),
                            };
                        }
                        Grain::Day(1) if to - from < 9.0 * 86_400.0 => "chart-tick-weekday",
                        Grain::Day(_) => "chart-tick-day",
                        Grain::Month(months) if months < 12 => "chart-tick-month",
                        Grain::Month(_) => "chart-tick-year",
                    };
                    self.clock.written(self.theme.word(word), at)
                };
                marks.into_iter().map(|(x, at)| (x, text(at))).collect()
            }
        }
    }

    /// The times of a few points, which are marks themselves.
    fn few_times(&self) -> Option<(Vec<(f64, DateTime)>, Grain)> {
        let Along::Time(zone, _) = &self.chart.along else { return None };
        let rows = &self.chart.table.rows;
        let is_few = self.is_days && rows.len() <= 8;
        let mark = |row: &TableRow| (row.from, time::civil(row.from, zone));
        is_few.then(|| (rows.iter().map(mark).collect(), Grain::Day(2)))
    }

    /// The numbers of what is worth pointing at, no two over each other.
    fn marks(&self, out: &mut String) {
        for (at, (point, over)) in self.chart.marks.iter().zip(self.numbers()).enumerate() {
            let _ = writeln!(
                out,
                "<g class=\"mark\"><circle cx=\"{x}%\" cy=\"{0}\" r=\"3.5\"/><circle class=\"number\" cx=\"{x}%\" cy=\"{1}\" r=\"9\"/><text x=\"{x}%\" y=\"{1}\" dy=\".35em\">{2}</text></g>",
                short(self.mark_down(point.1)),
                short(over),
                at + 1,
                x = short(self.across(point.0) * 100.0),
            );
        }
    }

    /// How far down the point of a mark is.
    pub fn mark_down(&self, y: f64) -> f64 {
        (ABOVE + self.down(y)).clamp(ABOVE, ABOVE + HEIGHT)
    }

    /// How far down the number of each mark is: above its point where there is room, and not over that of another.
    pub fn numbers(&self) -> Vec<f64> {
        let place = |point: &Point| (self.across(point.0) * NARROWEST, self.mark_down(point.1));
        let points: Vec<(f64, f64)> = self.chart.marks.iter().map(place).collect();
        let mut placed: Vec<(f64, f64)> = Vec::new();
        for (at, (x, y)) in points.iter().enumerate() {
            let above = if *y < ABOVE + 26.0 { 1.0 } else { -1.0 };
            let places = (0..8).flat_map(|step| {
                let far = 18.0 + f64::from(step) * NUMBER;
                [y + above * far, y - above * far]
            });
            let hits = |other: &(f64, f64), over: f64, room: f64| {
                (other.0 - x).abs() < room && (other.1 - over).abs() < room
            };
            let is_free = |over: &f64| {
                let mut others = points.iter().enumerate().filter(|(other, _)| *other != at);
                (0.0..=ABOVE + HEIGHT + 2.0).contains(over)
                    && !placed.iter().any(|other| hits(other, *over, NUMBER))
                    && !others.any(|(_, other)| hits(other, *over, NUMBER / 1.5))
            };
            placed.push((*x, places.into_iter().find(is_free).unwrap_or(y + above * 18.0)));
        }
        placed.into_iter().map(|(_, over)| over).collect()
    }

    fn note(&self, out: &mut String) {
        let mut notes: Vec<String> = Vec::new();
        if let Some(label) = &self.chart.labels[0] {
            notes.push(label.clone());
        }
        if let Along::Time(_, Some(zone)) = &self.chart.along {
            notes.push(self.theme.word("chart-zone").replace("{zone}", zone));
        }
        if !notes.is_empty() {
            out.push_str("<p class=\"axis below\">");
            escape::text(out, &notes.join(" · "));
            out.push_str("</p>\n");
        }
    }
}
