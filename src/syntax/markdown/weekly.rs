//! The graphs that the front matter of a review has.

use std::sync::Arc;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::Files;
use super::charted::{charted, file_in};
use crate::chart::notes::When;
use crate::chart::weekly::Weekly;
use crate::chart::{At, Fault, Key, time};
use crate::syntax::{front_matter, moment, yaml};
use crate::text::Source;

/// The key of the graphs.
const METRICS: &str = "metrics";

/// The graphs in the front matter of the text at `from`, and the files that have their data; none when it has none.
pub fn weekly(front: &Map<String, Value>, from: &str, files: &dyn Files) -> Option<(Weekly, Vec<Arc<str>>)> {
    let metrics = front.get(METRICS).filter(|metrics| !metrics.is_null())?;
    let week = front.get("week").and_then(Value::as_str).and_then(|week| time::moment(week.trim()));
    let mut used: Vec<Arc<str>> = Vec::new();
    let notes = (front.get("notes"), &when as When<'_>);
    let mut weekly = Weekly::read(metrics, notes, week.map(|week| week.seconds), |ask| {
        let charted = charted(ask, from, files);
        used.extend(charted.file.filter(|file| !used.contains(file)));
        (charted.built, charted.faults)
    });
    if front.get("week").is_none_or(Value::is_null)
        && metrics.as_array().is_some_and(|rows| rows.iter().any(needs_week))
    {
        let at = At::Keys(vec![Key::Name(METRICS.to_owned())]);
        let help = "write the first of its seven days, such as `week: 2026-11-12`";
        weekly.faults.push(Fault::data(at, "without `week` all of the data is shown, and marked", help));
    }
    Some((weekly, used))
}

/// When something was that people wrote, and whether that is a day: said as if it were UTC's, as other times of notes.
fn when(text: &str) -> Option<(f64, bool)> {
    let written = moment::written(text)?;
    let seconds = |time: Time| {
        let at = written.day?.to_datetime(time);
        let zone = written.zone.clone().unwrap_or(TimeZone::UTC);
        zone.to_timestamp(at).ok().map(|at| at.as_second() as f64)
    };
    seconds(written.time.unwrap_or(Time::midnight())).map(|seconds| (seconds, written.time.is_none()))
}

/// Whether a graph does not say itself from where to where it goes.
fn needs_week(metric: &Value) -> bool {
    metric.as_object().is_some_and(|metric| !metric.contains_key("from") && !metric.contains_key("to"))
}

/// The files that the graphs of a text's front matter are drawn from.
pub fn data_files(source: &Source) -> Vec<String> {
    let (front, _) = front_matter::split(&source.text);
    let Some(front) = front.map(|front| &source.text[front.range()]) else { return Vec::new() };
    if !front.lines().any(|line| line.starts_with(METRICS)) {
        return Vec::new();
    }
    let Ok(read) = yaml::mapping(front) else { return Vec::new() };
    let rows = read.map.get(METRICS).and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| file_in(row.get("data")?, &source.path)).collect()
}
