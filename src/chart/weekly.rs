//! The graphs of a weekly review: what stands out in each, what explains it, and how the week before was.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::ask::{number, plain};
use super::digits::Digits;
use super::fault::{At, Fault, Key};
use super::notes::{self, Note, When};
use super::read::Along;
use super::sample;
use super::unit::Unit;
use super::{Ask, Built, Chart, Extremes, Points, Shape, spikes, time, unexplained};

/// The seconds of a week.
pub const WEEK: f64 = 7.0 * 86_400.0;
/// The columns in which a week is kept for the next.
const KEPT: usize = 84;

/// The keys of a metric that are none of a chart.
pub const METRIC_KEYS: [&str; 2] = ["name", "spikes"];

/// What the graphs of a review say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weekly {
    /// The graphs, in their order.
    pub metrics: Vec<Metric>,
    /// What is wrong with them, by key path below the front matter.
    pub faults: Vec<Fault>,
    /// What is not explained, or explains nothing: found in a review alone.
    pub open: Vec<(Open, Fault)>,
}

/// What is open in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Something stands out, and no note says why.
    Unexplained,
    /// A note is about nothing.
    Idle,
}

/// A graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What it is called.
    pub name: String,
    /// The graph; none where it could not be drawn, or is not kept.
    pub chart: Option<Arc<Chart>>,
    /// What lies along its x axis, where that could be read.
    pub along: Option<Along>,
    /// What stands out, in its order.
    pub marks: Vec<Mark>,
    /// What its values count.
    pub unit: Unit,
    /// How finely they are shown.
    pub digits: Digits,
    /// The week of each of its lines.
    pub weeks: Vec<Week>,
}

/// A week of a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Week {
    /// The week in short.
    pub now: Option<Extremes>,
    /// The line, in few points, for the review of the week after.
    pub line: Points,
    /// The seven days before, of the same data, where they lie a week later.
    pub before: Option<(Points, Extremes)>,
}

/// What a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Far above what is usual around it.
    Spike,
    /// Far below.
    Dip,
    /// At or beyond a threshold that it was below.
    Crossing,
    /// Nothing but a note.
    Note,
}

/// Something that stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What it is.
    pub sort: Sort,
    /// When it was most so.
    pub at: f64,
    /// The value then.
    pub value: f64,
    /// What was usual then, or the threshold.
    pub usual: f64,
    /// The threshold that a spike or a dip is beyond as well.
    pub beyond: Option<f64>,
    /// Of several lines, the one whose value this is.
    pub line: Option<String>,
    /// From when to when.
    pub span: (f64, f64),
    /// Why, in the reviewers' words.
    pub why: Option<String>,
    /// The page that says more.
    pub link: Option<String>,
}

impl Metric {
    /// What its lines are called.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.weeks.iter().map(|week| &*week.line.name)
    }

    /// Whether a note is about one of its lines: none is known of what is not drawn.
    pub(super) fn has_line_of(&self, note: &Note) -> bool {
        self.weeks.is_empty() || self.lines().any(|line| note.is_of(line))
    }
}

impl Weekly {
    /// Reads the graphs of a review whose first day begins after so many seconds of the clock on the wall; `draw`
    /// makes a chart, and `when` reads a time that people wrote.
    pub fn read(
        metrics: &Value,
        (notes, when): (Option<&Value>, When<'_>),
        week: Option<f64>,
        mut draw: impl FnMut(&mut Ask) -> (Option<Built>, Vec<Fault>),
    ) -> Self {
        let mut weekly = Weekly::default();
        let Value::Array(rows) = metrics else {
            weekly.fault(
                vec![Key::Name("metrics".to_owned())],
                "`metrics` needs a list",
                "begin each with `- name:`",
            );
            return weekly;
        };
        let mut notes = notes::read(notes, when, &mut weekly.open);
        for (index, row) in rows.iter().enumerate() {
            let path = [Key::Name("metrics".to_owned()), Key::Index(index)];
            let Value::Object(map) = row else {
                weekly.fault(path.to_vec(), "a metric needs `name` and `data`", "write `- name: Sign-ins`");
                continue;
            };
            weekly.metric(map, &path, week, &mut notes, &mut draw);
        }
        notes::idle(&notes, &weekly.metrics, &mut weekly.open);
        weekly
    }

    fn fault(&mut self, keys: Vec<Key>, message: &str, help: &str) {
        self.faults.push(Fault::asked(At::Keys(keys), message, help));
    }

    fn metric(
        &mut self,
        map: &Map<String, Value>,
        path: &[Key],
        week: Option<f64>,
        notes: &mut [Note],
        draw: &mut impl FnMut(&mut Ask) -> (Option<Built>, Vec<Fault>),
    ) {
        let mut ask = Ask::read(map, &METRIC_KEYS);
        let name = map.get("name").and_then(plain).or_else(|| ask.title.clone()).unwrap_or_default();
        if name.is_empty() {
            self.fault(
                path.to_vec(),
                "a metric needs a `name`",
                "write what the graph shows, such as `name: Sign-ins`",
            );
        }
        if !name.is_empty() && self.metrics.iter().any(|other| is_named(&name, &other.name)) {
            let at = named(path);
            let help = "give each a name of its own: notes, and the next review, know them by it";
            self.faults.push(Fault::data(at, format!("there is a metric `{name}` already"), help));
        }
        ask.title.get_or_insert_with(|| name.clone());
        let rule = match spikes::Rule::read(map.get("spikes")) {
            Ok(rule) => rule,
            Err((message, help)) => {
                let at = At::Keys(path.iter().cloned().chain([Key::Name("spikes".to_owned())]).collect());
                self.faults.push(Fault::asked(at, message, help));
                Some(spikes::Rule::default())
            }
        };
        let is_weekly = ask.window == [None, None];
        if let Some(week) = week.filter(|_| is_weekly) {
            ask.week = Some(week);
        }
        let (thresholds, unit) = (ask.thresholds.clone(), ask.unit.clone());
        let (built, faults) = draw(&mut ask);
        self.faults.extend(faults.into_iter().map(|fault| fault.below(path)));
        let mut metric = Metric {
            name,
            chart: None,
            along: None,
            marks: Vec::new(),
            unit,
            digits: Digits::default(),
            weeks: Vec::new(),
        };
        let Some(built) = built else { return self.metrics.push(metric) };
        let Built { chart, all, shown } = &built;
        let limits: Vec<f64> = thresholds.iter().map(|threshold| threshold.at).collect();
        metric.digits = Digits::of(chart.extremes.iter().flatten(), limits.iter().copied());
        metric.along = Some(chart.along.clone()).filter(|along| matches!(along, Along::Time(..)));
        if let Along::Time(zone, _) = &chart.along
            && chart.shape != Shape::Histogram
        {
            let is_week = ask.week.is_some();
            let weeks = all.iter().zip(&chart.extremes);
            metric.weeks = weeks.map(|(of, now)| week_of(of, *now, *shown, zone, is_week)).collect();
            self.mark(&mut metric, &built, (rule, &limits), notes);
            self.annotate(&mut metric, &built, notes);
            metric.marks.sort_by(|one, other| one.at.total_cmp(&other.at));
            self.open.extend(unexplained::found(&metric, zone, &named(path)));
            self.too_few(&metric, all, rule, path);
        } else {
            let weeks = all.iter().zip(&chart.extremes);
            let week = |(of, now): (&Points, &Option<Extremes>)| Week {
                now: *now,
                line: Points { name: of.name.clone(), points: Vec::new() },
                before: None,
            };
            metric.weeks = weeks.map(week).collect();
            if chart.shape == Shape::Histogram {
                metric.weeks.clear();
            }
            self.timeless(&metric, chart, path);
        }
        let mut chart = built.chart;
        chart.marks = metric.marks.iter().map(|mark| (mark.at, mark.value)).collect();
        metric.chart = Some(Arc::new(chart));
        self.metrics.push(metric);
    }

    /// What stands out in each line, whatever the others do then: where one falls as another rises, both are told.
    fn mark(
        &self,
        metric: &mut Metric,
        Built { chart, all, shown }: &Built,
        (rule, limits): (Option<spikes::Rule>, &[f64]),
        notes: &mut [Note],
    ) {
        let Along::Time(zone, _) = &chart.along else { return };
        for series in all {
            for mut mark in spikes::marks(&series.points, *shown, rule, Some(zone), limits) {
                mark.line = Some(series.name.clone()).filter(|_| all.len() > 1);
                self.explain(&mut mark, (&metric.name, &series.name), chart, notes);
                metric.marks.push(mark);
            }
        }
    }

    /// That there are too few points for any to stand out.
    fn too_few(&mut self, metric: &Metric, all: &[Points], rule: Option<spikes::Rule>, path: &[Key]) {
        let count = |points: &Points| points.points.iter().filter(|(_, y)| y.is_finite()).count();
        let most = all.iter().map(count).max().unwrap_or(0);
        let Some(rule) = rule.filter(|rule| most < rule.fewest() && !metric.name.is_empty()) else { return };
        let are = if most == 1 { "is one value".to_owned() } else { format!("are {most} values") };
        let message =
            format!("there {are} of `{}`, too few to say what is usual: no spike is marked", metric.name);
        let fewest = rule.fewest();
        let help = format!(
            "have {fewest} at least, also from before the week; or write `spikes: off`, and only thresholds count"
        );
        self.faults.push(Fault::data(named(path), message, help));
    }

    /// That there is no time along the axis, so that nothing is of a week.
    fn timeless(&mut self, metric: &Metric, chart: &Chart, path: &[Key]) {
        if metric.name.is_empty() {
            return;
        }
        let has = match (&chart.along, chart.shape) {
            (_, Shape::Histogram) => "is a histogram",
            (Along::Category(_), _) => "goes over names",
            _ => "goes over numbers",
        };
        let message = format!("`{}` {has}, so that nothing in it is of this week, or marked", metric.name);
        let help = match &chart.along {
            Along::Category(names) if names.iter().all(|name| time::begins_as_time(name)) => {
                let first = names.first().map(String::as_str).unwrap_or_default();
                format!(
                    "`{first}` is read as a name: write times such as `2026-11-02` or, with their zone, `2026-11-02T10:00Z`"
                )
            }
            _ => "give it a column of times, or put it into the text as a `chart` block".to_owned(),
        };
        self.faults.push(Fault::data(named(path), message, help));
    }

    /// Gives a mark what a note says of it: rather one on its line alone than one on all lines.
    fn explain(&self, mark: &mut Mark, (metric, line): (&str, &str), chart: &Chart, notes: &mut [Note]) {
        let offset = offset_of(mark.at, chart);
        let applies = |note: &&mut Note| {
            let span = note.span.map(|(from, to)| (from - offset, to - offset));
            is_named(&note.metric, metric)
                && note.is_of(line)
                && span.is_some_and(|span| overlaps(span, mark.span))
        };
        let on_all = |note: &&mut Note| note.series.is_none();
        if let Some(note) = notes.iter_mut().filter(applies).min_by_key(on_all) {
            note.used = true;
            (mark.why, mark.link) = (note.why.clone(), note.link.clone());
        }
    }

    /// A note on something that does not stand out by itself is a mark of its own.
    fn annotate(&self, metric: &mut Metric, Built { chart, all, shown }: &Built, notes: &mut [Note]) {
        for note in notes.iter_mut().filter(|note| !note.used && is_named(&note.metric, &metric.name)) {
            let Some((from, to)) = note.span else { continue };
            let middle = if to - from > 43_200.0 { from + 43_200.0 } else { (from + to) / 2.0 };
            let at = middle - offset_of(middle, chart);
            if !(shown.0..=shown.1).contains(&at) {
                continue;
            }
            let meant = all.iter().filter(|series| note.is_of(&series.name));
            let nearest = meant.flat_map(|series| series.points.iter().map(move |point| (series, *point)));
            let nearest = nearest
                .filter(|(_, (x, y))| y.is_finite() && (shown.0..=shown.1).contains(x))
                .min_by(|(_, one), (_, other)| (one.0 - at).abs().total_cmp(&(other.0 - at).abs()));
            let Some((series, (at, value))) = nearest else { continue };
            note.used = true;
            metric.marks.push(Mark {
                sort: Sort::Note,
                at,
                value,
                usual: value,
                beyond: None,
                line: note.series.as_ref().filter(|_| all.len() > 1).map(|_| series.name.clone()),
                span: (at, at),
                why: note.why.clone(),
                link: note.link.clone(),
            });
        }
    }

    /// The same without what is only drawn.
    #[must_use]
    pub fn outline(&self) -> Self {
        let mut outline = self.clone();
        for metric in &mut outline.metrics {
            metric.chart = None;
            metric.weeks.iter_mut().for_each(|week| week.before = None);
        }
        outline
    }
}

fn offset_of(at: f64, chart: &Chart) -> f64 {
    match &chart.along {
        Along::Time(zone, _) => f64::from(time::offset(at, zone)),
        _ => 0.0,
    }
}

/// Where a metric is named.
fn named(path: &[Key]) -> At {
    At::Keys(path.iter().cloned().chain([Key::Name("name".to_owned())]).collect())
}

/// A line from one place to another, and the seven days before it where the data has those.
fn week_of(
    of: &Points,
    now: Option<Extremes>,
    x: (f64, f64),
    zone: &jiff::tz::TimeZone,
    is_week: bool,
) -> Week {
    let inside = super::within(&of.points, x);
    let line = Points { name: of.name.clone(), points: few(inside, x) };
    let ago = (time::days_later(x.0, -7.0, zone), time::days_later(x.1, -7.0, zone));
    let then = super::within(&of.points, ago);
    let is_week = is_week && then.len() * 2 >= inside.len();
    let before = super::extremes(then).filter(|_| is_week).map(|extremes| {
        let points = few(then, ago).into_iter().map(|(x, y)| (time::days_later(x, 7.0, zone), y));
        (Points { name: String::new(), points: points.collect() }, extremes)
    });
    Week { now, line, before }
}

pub(super) fn is_named(said: &str, name: &str) -> bool {
    said.trim().eq_ignore_ascii_case(name.trim())
}

fn overlaps(one: (f64, f64), other: (f64, f64)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

fn few(points: &[(f64, f64)], x: (f64, f64)) -> Vec<(f64, f64)> {
    sample::thin(points, x, KEPT).into_iter().map(|at| points[at]).collect()
}

/// The number that a setting gives.
pub(super) fn setting(value: &Value) -> Option<f64> {
    number(value).filter(|number| *number > 0.0)
}
