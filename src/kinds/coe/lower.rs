//! From the front matter of an account of a failure to the incident.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::diag::nearest;
use crate::incident::{Event, Incident, MARKS, Moment, Presented, Read, Status};
use crate::kinds::rows::{Needs, Row, Wrongs, text, texts};
use crate::rota::{self, Zone};
use crate::syntax::front_matter::{FrontMatter, day, is_nothing};
use crate::syntax::moment::{Written, written, zone};
use crate::syntax::yaml::Step;

const ZONE: Needs = Needs { what: "one such as `Europe/London` or `UTC`" };
const MOMENT: &str = "a time such as `2026-11-02 10:00` or `2026-11-02T10:00Z`";
const TIMELINE: Needs = Needs { what: "a list of `at`, `what` and `link`" };

/// The incident of a page with this front matter.
pub fn incident(front: &FrontMatter) -> Read {
    let page = Row { values: &front.others, path: Vec::new() };
    let mut lower =
        Lower { page, read: Read::default(), wrongs: Wrongs::default(), zone: None, seen: None, last: None };
    lower.all();
    Read { wrongs: lower.wrongs.0, ..lower.read }
}

struct Lower<'a> {
    page: Row<'a>,
    read: Read,
    wrongs: Wrongs,
    /// The zone of times that say none.
    zone: Option<Zone>,
    /// The last zone that a time said itself.
    seen: Option<TimeZone>,
    /// The last time on a wall that was read: of a time without a day it decides the day.
    last: Option<DateTime>,
}

impl Lower<'_> {
    fn all(&mut self) {
        self.zone();
        let said = self.page.get("incident").and_then(day);
        self.last = said.map(|day| day.to_datetime(Time::midnight()));
        for (mark, key) in MARKS.into_iter().enumerate() {
            self.read.incident.marks[mark] = self.mark(key);
        }
        self.last = said.map(|day| day.to_datetime(Time::midnight())).or_else(|| {
            let zone = &self.read.incident.zone.rules;
            self.read
                .incident
                .marks
                .iter()
                .flatten()
                .next()
                .map(|first| zone.to_datetime(first.at).date().to_datetime(Time::midnight()))
        });
        self.timeline();
        let first = |incident: &Incident| {
            let first = incident
                .marks
                .iter()
                .flatten()
                .next()
                .or_else(|| incident.timeline.iter().find_map(|event| event.at.as_ref()));
            first.map(|first| incident.zone.rules.to_datetime(first.at).date())
        };
        let text_of = |key: &'static str| self.page.text(&[key]).map(|(_, text)| text);
        let incident = &mut self.read.incident;
        incident.day = said.or_else(|| first(incident));
        incident.severity = text_of("severity");
        incident.detected_by = text_of("detected_by");
        incident.status = text_of("status").map(|word| Status::from_word(&word));
        incident.services = texts(self.page.get("services"));
        incident.changed = texts(self.page.get("changed"));
        self.read.incident.impact = self.impact();
        self.presented();
        self.status();
    }

    fn zone(&mut self) {
        let Some((key, name)) = self.page.text(&["timezone"]) else { return };
        // `BST` is an offset and no place, but it is a zone all the same.
        let read = |name: &str| {
            rota::zone(name).or_else(|| zone(name).map(|rules| Zone { name: name.trim().to_owned(), rules }))
        };
        let path = || self.page.at(key);
        if let Some(zone) = self.wrongs.read(key, Some(&name), path, &ZONE, read) {
            self.read.incident.zone = zone.clone();
            self.zone = Some(zone);
        }
    }

    /// One of the moments that count: by its key, or by the other name that it has.
    fn mark(&mut self, key: &'static str) -> Option<Moment> {
        let other = match key {
            "started" => "start",
            "resolved" => "end",
            _ => key,
        };
        let (key, text) = self.page.text(&[key, other])?;
        let path = self.page.at(key);
        let Some(written) = written(&text) else {
            let message = format!("`{key}` cannot be read: `{text}`");
            self.wrongs.add(path, message, format!("write {MOMENT}"));
            return None;
        };
        if written.day.is_none() && self.last.is_none() {
            let message = format!("`{key}` says no day: `{text}`");
            self.wrongs.add(path, message, format!("write {MOMENT}, or `incident:` with the day"));
            return None;
        }
        self.moment(&written, path)
    }

    /// The moment that is meant; one without a day is of the day before it in the page, or of the next when that
    /// makes it later and the clock would have gone back by half a day.
    fn moment(&mut self, written: &Written, path: Vec<Step>) -> Option<Moment> {
        let time = written.time.unwrap_or(Time::midnight());
        let local = match (written.day, self.last) {
            (Some(day), _) => day.to_datetime(time),
            (None, Some(last)) => after(last, time)?,
            (None, None) => return None,
        };
        let whole_day = written.time.is_none();
        let rules = match (&written.zone, &self.zone) {
            (Some(zone), _) => zone.clone(),
            (None, Some(zone)) => zone.rules.clone(),
            // A time beside one of a known zone is of that.
            (None, None) if self.seen.is_some() => self.seen.clone().unwrap_or(TimeZone::UTC),
            (None, None) => {
                if !whole_day {
                    self.read.unzoned.push(path.clone());
                }
                TimeZone::UTC
            }
        };
        self.seen = written.zone.clone().or_else(|| self.seen.take());
        let at = rules.to_ambiguous_timestamp(local).compatible().ok()?;
        self.last = Some(local);
        // Where no zone is said for all, that of the first moment is as good as any.
        if self.zone.is_none() && written.zone.is_some() && self.read.incident.zone == Zone::default() {
            let offset = rules.to_offset(at);
            let name = rules.iana_name().map_or_else(|| name_of(offset), str::to_owned);
            self.read.incident.zone = Zone { name, rules };
        }
        Some(Moment { at, whole_day, path })
    }

    fn timeline(&mut self) {
        let rows = self.page.rows("timeline", &TIMELINE, &mut self.wrongs);
        for row in rows {
            let Some((key, when)) = row.text(&["at", "time", "when"]) else {
                let what = row.text(&["what"]).map(|(_, what)| what).unwrap_or_default();
                self.wrongs.add(
                    row.path.clone(),
                    "this row does not say when it was".to_owned(),
                    format!("write `at:` with {MOMENT}"),
                );
                self.event(String::new(), what, None, &row);
                continue;
            };
            let path = row.at(key);
            let what = row.text(&["what"]).map(|(_, what)| what).unwrap_or_default();
            let at = match written(&when) {
                Some(written) if written.day.is_some() || self.last.is_some() => self.moment(&written, path),
                Some(_) => {
                    let message = format!("`{when}` says no day, and nothing before it does");
                    self.wrongs.add(path, message, format!("write {MOMENT}, or `incident:` with the day"));
                    None
                }
                None => {
                    let message = format!("this time cannot be read: `{when}`");
                    self.wrongs.add(path, message, format!("write {MOMENT}"));
                    None
                }
            };
            self.event(when, what, at, &row);
        }
    }

    fn event(&mut self, written: String, what: String, at: Option<Moment>, row: &Row<'_>) {
        let link = row.text(&["link"]).map(|(_, link)| link);
        self.read.incident.timeline.push(Event { at, written, what, link, path: row.path.clone() });
    }

    /// What it meant: a text, a list of texts, or a number by what it counts.
    fn impact(&self) -> Vec<(String, Vec<Step>)> {
        let at = self.page.at("impact");
        match self.page.get("impact") {
            Some(Value::Array(values)) => {
                let each = values.iter().enumerate();
                each.filter_map(|(index, value)| {
                    Some((line(value)?, [&at[..], &[Step::Index(index)]].concat()))
                })
                .collect()
            }
            Some(Value::Object(entries)) => entries
                .iter()
                .filter(|(_, value)| !is_nothing(value))
                .filter_map(|(key, value)| {
                    let path = [&at[..], &[Step::Key(key.clone())]].concat();
                    Some((format!("{key}: {}", text(value)?), path))
                })
                .collect(),
            Some(value) => text(value).map(|text| (text, at)).into_iter().collect(),
            None => Vec::new(),
        }
    }

    fn presented(&mut self) {
        let Some(value) = self.page.get("presented") else { return };
        let (on, to) = match value {
            Value::Object(row) => (row.get("on").cloned().unwrap_or(Value::Null), texts(row.get("to"))),
            value => (value.clone(), Vec::new()),
        };
        let known: Option<Date> = day(&on).or_else(|| written(on.as_str()?)?.day);
        let is_said = matches!(&on, Value::Bool(true)) || !to.is_empty();
        if known.is_none() && !is_said && on != Value::Bool(false) {
            let text = text(&on).unwrap_or_default();
            let message = format!("`presented` cannot be read: `{text}`");
            let help = "write the day, such as `2026-11-02`, or `{on: 2026-11-02, to: [operations]}`";
            self.wrongs.add(self.page.at("presented"), message, help);
        }
        if known.is_some() || is_said {
            self.read.incident.presented = Some(Presented { on: known, to });
        }
    }

    /// A word that is nearly one of those that mean something.
    fn status(&mut self) {
        let Some(Status::Other(word)) = &self.read.incident.status else { return };
        if let Some(near) = nearest(&word.to_lowercase(), Status::WORDS) {
            let message = format!("there is no status `{word}`");
            self.wrongs.add(self.page.at("status"), message, format!("did you mean `{near}`?"));
        }
    }
}

/// A value of a list as a line.
fn line(value: &Value) -> Option<String> {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().filter_map(|(key, value)| Some(format!("{key}: {}", text(value)?)));
            Some(entries.collect::<Vec<_>>().join(", ")).filter(|line| !line.is_empty())
        }
        value => text(value),
    }
}

/// The time on the wall that comes next after another: on the same day, unless the clock would go back by half a day.
fn after(last: DateTime, time: Time) -> Option<DateTime> {
    let same = last.date().to_datetime(time);
    let hours = i32::from(last.hour()) - i32::from(time.hour());
    if hours >= 12 { Some(last.date().tomorrow().ok()?.to_datetime(time)) } else { Some(same) }
}

/// An offset as a name of a zone: `UTC+1`.
fn name_of(offset: jiff::tz::Offset) -> String {
    if offset.seconds() == 0 { "UTC".to_owned() } else { format!("UTC{offset}") }
}
