//! The notes of a weekly review: what they are about, and which are about nothing.

use serde_json::Value;

use super::ask::plain;
use super::fault::{At, Fault, Key};
use super::time;
use super::weekly::{Metric, Open, is_named};

/// The seconds before a time and after it that a note on it is about.
pub const AROUND: f64 = 1_800.0;
/// The key of the notes.
const NOTES: &str = "notes";

/// Reads a day, or a time of one, as people write it: when it begins, and whether it is a day.
pub type When<'a> = &'a dyn Fn(&str) -> Option<(f64, bool)>;

/// What a note says.
pub struct Note {
    /// The metric that it names.
    pub metric: String,
    /// Of its lines, the one that it is about; all of them if it names none.
    pub series: Option<String>,
    /// From when to when it applies.
    pub span: Option<(f64, f64)>,
    /// What explains it.
    pub why: Option<String>,
    /// The page that says more.
    pub link: Option<String>,
    /// Whether it is about anything.
    pub used: bool,
    /// Its number in the list.
    number: usize,
}

impl Note {
    /// Whether it is about a line of its metric.
    pub fn is_of(&self, line: &str) -> bool {
        self.series.as_ref().is_none_or(|series| is_named(series, line))
    }
}

/// Reads them; what they lack goes to `open`.
pub fn read(notes: Option<&Value>, when: When<'_>, open: &mut Vec<(Open, Fault)>) -> Vec<Note> {
    let help = "write `- metric:` with the name of one, `at` and `why`";
    let rows = match notes {
        Some(Value::Array(rows)) => rows.as_slice(),
        None | Some(Value::Null) => &[],
        Some(_) => {
            let at = At::Keys(vec![Key::Name(NOTES.to_owned())]);
            open.push((Open::Idle, Fault::asked(at, "`notes` needs a list", help)));
            &[]
        }
    };
    let mut read = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let Value::Object(map) = row else {
            let at = At::Keys(vec![Key::Name(NOTES.to_owned()), Key::Index(number)]);
            open.push((Open::Idle, Fault::asked(at, "a note needs `metric`, `at` and `why`", help)));
            continue;
        };
        let text = |key: &str| map.get(key).and_then(plain).filter(|text| !text.is_empty());
        let at = text("at");
        let span = at.as_deref().and_then(|at| span_of(at, when));
        let mut lacks = |key: &str, message: &str, help: &str| {
            let whole = [Key::Name(NOTES.to_owned()), Key::Index(number)];
            let key = Some(Key::Name(key.to_owned())).filter(|_| map.contains_key(key));
            let path = At::Keys(whole.into_iter().chain(key).collect());
            open.push((Open::Idle, Fault::asked(path, message, help)));
        };
        let (metric, why, link) = (text("metric").unwrap_or_default(), text("why"), text("link"));
        if span.is_none() {
            let message = match at.as_deref() {
                Some(at) if time::looks_like(at) => "there is no such day or hour",
                Some(_) => "this is no day, and no time of a day, that can be read",
                None => "this note does not say when",
            };
            let help = "write the time of the mark, such as `at: 2026-11-13T06:10`, or its day";
            lacks("at", message, help);
        }
        if why.is_none() {
            lacks("why", "this note does not say why", "write what explains the mark, in `why`");
        }
        read.push(Note { metric, series: text("series"), span, why, link, used: false, number });
    }
    read
}

/// Says which notes are about nothing.
pub fn idle(notes: &[Note], metrics: &[Metric], open: &mut Vec<(Open, Fault)>) {
    let named = notes.iter().filter(|note| !note.metric.is_empty());
    for note in named.filter(|note| !note.used && note.span.is_some()) {
        let path = |key: &str| {
            let steps = [Key::Name(NOTES.to_owned()), Key::Index(note.number), Key::Name(key.to_owned())];
            At::Keys(steps.to_vec())
        };
        let near = |said: &str, names: &mut dyn Iterator<Item = &str>, else_: &str| {
            let near = crate::diag::nearest(said, names);
            near.map_or_else(|| else_.to_owned(), |near| format!("did you mean `{near}`?"))
        };
        let fault = match metrics.iter().find(|metric| is_named(&note.metric, &metric.name)) {
            None => {
                let mut known = metrics.iter().map(|metric| &*metric.name);
                let help = near(&note.metric, &mut known, "use the `name` of a metric");
                Fault::asked(path("metric"), format!("there is no metric `{}`", note.metric), help)
            }
            Some(metric) => match note.series.as_ref().filter(|_| !metric.has_line_of(note)) {
                Some(series) => {
                    let help = "name one of its columns, or leave `series` out: then the note is about all";
                    let help = near(series, &mut metric.lines(), help);
                    Fault::asked(path("series"), format!("`{}` has no series `{series}`", note.metric), help)
                }
                None => {
                    let message =
                        format!("`{}` has nothing in this week that the note could be about", note.metric);
                    Fault::asked(path("at"), message, "check the time, or remove the note")
                }
            },
        };
        open.push((Open::Idle, fault));
    }
}

/// From when to when a note applies: on a day, or within a minute or so of a time. Of the clock on the wall unless a
/// zone is given, in which case it is said as if it were UTC's.
fn span_of(at: &str, when: When<'_>) -> Option<(f64, f64)> {
    let (seconds, is_day) = match time::moment(at) {
        Some(moment) => (moment.seconds, at.len() <= 10),
        None => when(at)?,
    };
    Some(if is_day { (seconds, seconds + 86_399.0) } else { (seconds - AROUND, seconds + AROUND) })
}
