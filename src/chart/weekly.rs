//! The graphs of a weekly review: what stands out in each, what explains it, and how the week before was.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::ask::{number, plain};
use super::fault::{At, Fault, Key};
use super::read::Along;
use super::sample;
use super::unit::Unit;
use super::{Ask, Built, Chart, Extremes, Points, spikes, time};

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
    /// The week in short.
    pub now: Option<Extremes>,
    /// The line, in few points, for the review of the week after.
    pub line: Points,
    /// The seven days before, of the same data.
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
    /// What was usual around it, or the threshold.
    pub usual: f64,
    /// From when to when.
    pub span: (f64, f64),
    /// Why, in the reviewers' words.
    pub why: Option<String>,
    /// The page that says more.
    pub link: Option<String>,
}

/// What a note says.
struct Note {
    metric: String,
    /// From when to when it applies.
    span: Option<(f64, f64)>,
    why: Option<String>,
    link: Option<String>,
    used: bool,
    number: usize,
}

impl Weekly {
    /// Reads the graphs of a review whose first day begins after so many seconds of the clock on the wall; `draw`
    /// makes a chart.
    pub fn read(
        metrics: &Value,
        notes: Option<&Value>,
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
        let mut notes = weekly.notes(notes);
        for (index, row) in rows.iter().enumerate() {
            let path = [Key::Name("metrics".to_owned()), Key::Index(index)];
            let Value::Object(map) = row else {
                weekly.fault(path.to_vec(), "a metric needs `name` and `data`", "write `- name: Sign-ins`");
                continue;
            };
            weekly.metric(map, &path, week, &mut notes, &mut draw);
        }
        weekly.idle(&notes);
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
            let at = At::Keys(path.iter().cloned().chain([Key::Name("name".to_owned())]).collect());
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
            now: None,
            line: Points::default(),
            before: None,
        };
        let Some(Built { mut chart, all }) = built else { return self.metrics.push(metric) };
        metric.along = Some(chart.along.clone()).filter(|along| matches!(along, Along::Time(..)));
        let is_time = metric.along.is_some();
        metric.now = chart.extremes.first().copied().flatten();
        if is_time && let Some(first) = all.first() {
            let inside = super::within(&first.points, chart.x);
            metric.line = Points { name: first.name.clone(), points: few(inside, chart.x) };
            let ago = (chart.x.0 - WEEK, chart.x.1 - WEEK);
            let then = super::within(&first.points, ago);
            let is_week = ask.week.is_some() && then.len() * 2 >= inside.len();
            if let Some(extremes) = super::extremes(then).filter(|_| is_week) {
                let points = few(then, ago).into_iter().map(|(x, y)| (x + WEEK, y)).collect();
                metric.before = Some((Points { name: String::new(), points }, extremes));
            }
            let zone = match &chart.along {
                Along::Time(zone, _) => Some(zone),
                _ => None,
            };
            for series in &all {
                let limits: Vec<f64> = thresholds.iter().map(|threshold| threshold.at).collect();
                let lines = all.len() > 1;
                for mut mark in spikes::marks(&series.points, chart.x, rule, zone, &limits) {
                    if metric.marks.iter().any(|known| overlaps(known.span, mark.span)) && lines {
                        continue;
                    }
                    self.explain(&mut mark, &metric.name, &chart, notes);
                    metric.marks.push(mark);
                }
            }
            self.annotate(&mut metric, &chart, &all, notes);
            metric.marks.sort_by(|one, other| one.at.total_cmp(&other.at));
            self.unexplained(&metric, &chart, path);
        }
        chart.marks = metric.marks.iter().map(|mark| (mark.at, mark.value)).collect();
        metric.chart = Some(Arc::new(chart));
        self.metrics.push(metric);
    }

    /// Gives a mark what a note says of it.
    fn explain(&self, mark: &mut Mark, name: &str, chart: &Chart, notes: &mut [Note]) {
        let offset = offset_of(mark.at, chart);
        let applies = |note: &&mut Note| {
            let span = note.span.map(|(from, to)| (from - offset, to - offset));
            is_named(&note.metric, name) && span.is_some_and(|span| overlaps(span, mark.span))
        };
        if let Some(note) = notes.iter_mut().find(applies) {
            note.used = true;
            (mark.why, mark.link) = (note.why.clone(), note.link.clone());
        }
    }

    /// A note on something that does not stand out by itself is a mark of its own.
    fn annotate(&self, metric: &mut Metric, chart: &Chart, all: &[Points], notes: &mut [Note]) {
        for note in notes.iter_mut().filter(|note| !note.used && is_named(&note.metric, &metric.name)) {
            let Some((from, to)) = note.span else { continue };
            let middle = if to - from > 43_200.0 { from + 43_200.0 } else { (from + to) / 2.0 };
            let at = middle - offset_of(middle, chart);
            if !(chart.x.0..=chart.x.1).contains(&at) {
                continue;
            }
            let nearest = all.iter().flat_map(|series| &series.points).filter(|(_, y)| y.is_finite());
            let nearest = nearest.min_by(|one, other| (one.0 - at).abs().total_cmp(&(other.0 - at).abs()));
            let Some((at, value)) = nearest.copied().filter(|(x, _)| (chart.x.0..=chart.x.1).contains(x))
            else {
                continue;
            };
            note.used = true;
            metric.marks.push(Mark {
                sort: Sort::Note,
                at,
                value,
                usual: value,
                span: (at, at),
                why: note.why.clone(),
                link: note.link.clone(),
            });
        }
    }

    fn unexplained(&mut self, metric: &Metric, chart: &Chart, path: &[Key]) {
        let Along::Time(zone, _) = &chart.along else { return };
        let unexplained = metric.marks.iter().filter(|mark| mark.why.is_none() && mark.sort != Sort::Note);
        // One without a name has another finding already, and no note could name it.
        for mark in unexplained.filter(|_| !metric.name.is_empty()) {
            let at = time::civil(mark.at, zone);
            let when = at.strftime("%Y-%m-%dT%H:%M").to_string();
            let (value, usual) = (metric.unit.show(mark.value), metric.unit.show(mark.usual));
            let what = match mark.sort {
                Sort::Spike => format!("a spike at {when}: {value}, where {usual} is usual"),
                Sort::Dip => format!("a dip at {when}: {value}, where {usual} is usual"),
                Sort::Crossing | Sort::Note => format!("been beyond {usual} at {when}: {value}"),
            };
            let message = format!("`{}` has {what}, and no note says why", metric.name);
            let help = format!("add to `notes`: {{ metric: {}, at: {when}, why: … }}", metric.name);
            let at = At::Keys(path.iter().cloned().chain([Key::Name("name".to_owned())]).collect());
            self.open.push((Open::Unexplained, Fault::asked(at, message, help)));
        }
    }

    fn notes(&mut self, notes: Option<&Value>) -> Vec<Note> {
        let rows = notes.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut read = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let Value::Object(map) = row else { continue };
            let text = |key: &str| map.get(key).and_then(plain).filter(|text| !text.is_empty());
            let span = text("at").and_then(|at| span_of(&at));
            if span.is_none() {
                let path = vec![Key::Name("notes".to_owned()), Key::Index(number)];
                let path = if map.contains_key("at") {
                    [path, vec![Key::Name("at".to_owned())]].concat()
                } else {
                    path
                };
                let help = "write the time of the mark, such as `at: 2026-11-13T06:10`, or its day";
                self.open
                    .push((Open::Idle, Fault::asked(At::Keys(path), "this note does not say when", help)));
            }
            let (metric, why, link) = (text("metric").unwrap_or_default(), text("why"), text("link"));
            read.push(Note { metric, span, why, link, used: false, number });
        }
        read
    }

    /// Says which notes are about nothing.
    fn idle(&mut self, notes: &[Note]) {
        for note in notes.iter().filter(|note| !note.used && note.span.is_some()) {
            let path = |key: &str| {
                At::Keys(vec![
                    Key::Name("notes".to_owned()),
                    Key::Index(note.number),
                    Key::Name(key.to_owned()),
                ])
            };
            let known = || self.metrics.iter().map(|metric| &*metric.name);
            let fault = if known().any(|name| is_named(&note.metric, name)) {
                let message =
                    format!("`{}` has nothing in this week that the note could be about", note.metric);
                Fault::asked(path("at"), message, "check the time, or remove the note")
            } else {
                let near = crate::diag::nearest(&note.metric, known());
                let help = near.map_or_else(
                    || "use the `name` of a metric".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Fault::asked(path("metric"), format!("there is no metric `{}`", note.metric), help)
            };
            self.open.push((Open::Idle, fault));
        }
    }

    /// The same without what is only drawn.
    #[must_use]
    pub fn outline(&self) -> Self {
        let mut outline = self.clone();
        for metric in &mut outline.metrics {
            (metric.chart, metric.before) = (None, None);
        }
        outline
    }
}

/// From when to when a note applies: on a day, or within a minute or so of a time. Of the clock on the wall unless a
/// zone is given, in which case it is said as if it were UTC's.
fn span_of(at: &str) -> Option<(f64, f64)> {
    let moment = time::moment(at)?;
    match at.len() {
        0..=10 => Some((moment.seconds, moment.seconds + 86_399.0)),
        _ => Some((moment.seconds - 1_800.0, moment.seconds + 1_800.0)),
    }
}

fn offset_of(at: f64, chart: &Chart) -> f64 {
    match &chart.along {
        Along::Time(zone, _) => f64::from(time::offset(at, zone)),
        _ => 0.0,
    }
}

fn is_named(said: &str, name: &str) -> bool {
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
