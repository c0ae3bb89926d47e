//! From the front matter of an account of a failure to the incident.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde_json::Value;

use crate::diag::nearest;
use crate::incident::{Event, Incident, MARKS, Moment, Presented, Read, Status};
use crate::kinds::rows::{Needs, Row, Wrongs, text, texts};
use crate::rota::{self, Zone};
use crate::syntax::front_matter::{FrontMatter, day, is_nothing};
use crate::syntax::moment::{Written, written, zone};
use crate::syntax::sections::zones::{apart, instead, is_called};
use crate::syntax::yaml::Step;

const ZONE: Needs = Needs { what: "one such as `Europe/London` or `UTC`" };
const MOMENT: &str = "a time such as `2026-11-02 10:00` or `2026-11-02T10:00Z`";
const TIMELINE: Needs = Needs { what: "a list of `at`, `what` and `link`" };

/// The incident of a page with this front matter.
pub fn incident(front: &FrontMatter) -> Read {
    let page = Row { values: &front.others, path: Vec::new() };
    let mut lower = Lower {
        page,
        read: Read::default(),
        wrongs: Wrongs::default(),
        zone: None,
        seen: None,
        last: None,
        at: None,
    };
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
    /// The last moment: of two that a clock shows alike, it decides which is meant.
    at: Option<Timestamp>,
}

impl Lower<'_> {
    fn all(&mut self) {
        self.zone();
        let said = self.page.get("incident").and_then(day);
        self.last = said.map(|day| day.to_datetime(Time::midnight()));
        let mut began = None;
        for (mark, key) in MARKS.into_iter().enumerate() {
            self.read.incident.marks[mark] = self.mark(key);
            if mark == 0 {
                began = self.read.incident.marks[0].as_ref().and(self.last).map(DateTime::date);
            }
        }
        // What is filled in when the account is begun is less sure than when it began.
        let incident = &self.read.incident;
        let first = incident.marks.iter().flatten().next().map(|first| day_of(incident, first));
        let day = if began.is_some() && began != said { first } else { said.or(first) };
        self.last = day.map(|day| day.to_datetime(Time::midnight()));
        self.at = None;
        self.timeline();
        self.another_day(said);
        let text_of = |key: &'static str| self.page.text(&[key]).map(|(_, text)| text);
        let incident = &mut self.read.incident;
        let first = incident.timeline.iter().find_map(|event| event.at.as_ref());
        incident.day = day.or_else(|| Some(day_of(incident, first?)));
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

    /// That the day which is said is none of those on which anything happened. One day more or less may be another
    /// zone's.
    fn another_day(&mut self, said: Option<Date>) {
        let incident = &self.read.incident;
        let events = incident.timeline.iter().filter_map(|event| event.at.as_ref());
        let days = || incident.marks.iter().flatten().chain(events.clone()).map(|at| day_of(incident, at));
        let (Some(said), Some(first), Some(last)) = (said, days().min(), days().max()) else { return };
        if (said - first).get_days() >= -1 && (said - last).get_days() <= 1 {
            return;
        }
        let message = format!("`incident` says {said}, and what the page tells began on {first}");
        let help = "remove `incident`, or write the day on which it happened".to_owned();
        self.wrongs.add(self.page.at("incident"), message, help);
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
        let apart = apart(&text);
        let own = apart.and_then(|(time, word)| written(time).filter(|written| self.calls(written, word)));
        let Some(written) = own.or_else(|| written(&text)) else {
            let message = format!("`{key}` cannot be read: `{text}`");
            let help = match apart {
                Some((_, word)) => format!("`{word}` is a zone of several: {}", instead(word)),
                None => format!("write {MOMENT}"),
            };
            self.wrongs.add(path, message, help);
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
        let local = match (written.day, written.yearless, self.last) {
            (Some(day), ..) => day.to_datetime(time),
            (None, Some(day), Some(last)) => nearest_year(last.date(), day)?.to_datetime(time),
            (None, None, Some(last)) => after(last, time)?,
            (None, _, None) => return None,
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
        let at = self.instant(&rules, local, whole_day, &path)?;
        self.last = Some(local);
        self.at = Some(at).filter(|_| !whole_day).or(self.at);
        // Where no zone is said for all, that of the first moment is as good as any.
        if self.zone.is_none() && written.zone.is_some() && self.read.incident.zone == Zone::default() {
            let offset = rules.to_offset(at);
            let name = rules.iana_name().map_or_else(|| name_of(offset), str::to_owned);
            self.read.incident.zone = Zone { name, rules };
        }
        Some(Moment { at, whole_day, path })
    }

    /// The instant at which clocks show a time. One that they show twice is the first, unless that is before what it
    /// follows; one that they never show is said, and taken for what it would have been.
    fn instant(
        &mut self,
        rules: &TimeZone,
        local: DateTime,
        whole_day: bool,
        path: &[Step],
    ) -> Option<Timestamp> {
        let clock = rules.to_ambiguous_timestamp(local);
        let offset = clock.offset();
        if whole_day {
            return clock.compatible().ok();
        }
        match offset {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => {
                let zone = rules.iana_name().map_or_else(String::new, |name| format!(" in {name}"));
                let time = format!("{:02}:{:02}", local.hour(), local.minute());
                let message = format!("there was no {time} on {}{zone}: clocks went forward", local.date());
                self.wrongs.add(
                    path.to_vec(),
                    message,
                    "look at the time, or write `Z` or `+01:00` behind it",
                );
            }
            AmbiguousOffset::Fold { .. } => {
                self.read.twice.push(path.to_vec());
                let first = clock.earlier().ok()?;
                return if self.at.is_some_and(|last| first < last) {
                    clock.later().ok()
                } else {
                    Some(first)
                };
            }
        }
        clock.compatible().ok()
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
            let (time, word) = apart(&when).map_or((&*when, None), |(time, word)| (time, Some(word)));
            let at = match written(time) {
                Some(written) if word.is_some_and(|word| !self.calls(&written, word)) => {
                    self.read.strange.push((path, word.unwrap_or_default().to_owned()));
                    // Its day is that of those after it that say none.
                    self.last = written.day.map(|day| day.to_datetime(Time::midnight())).or(self.last);
                    None
                }
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

    /// Whether the zone that the page says is called by a word that several zones are called by.
    fn calls(&self, written: &Written, word: &str) -> bool {
        let day = written.day.or(self.last.map(DateTime::date)).unwrap_or_default();
        let local = day.to_datetime(written.time.unwrap_or_default());
        self.zone.as_ref().is_some_and(|zone| {
            let at = zone.rules.to_ambiguous_timestamp(local).compatible();
            at.is_ok_and(|at| is_called(&zone.rules, word, at))
        })
    }

    fn event(&mut self, written: String, what: String, at: Option<Moment>, row: &Row<'_>) {
        let link = row.text(&["link"]).map(|(_, link)| link);
        self.read.incident.timeline.push(Event { at, written, what, link, path: row.path.clone() });
    }

    /// What it meant: a text, a list of texts, or a number by what it counts.
    fn impact(&mut self) -> Vec<(String, Vec<Step>)> {
        let at = self.page.at("impact");
        match self.page.get("impact") {
            Some(Value::Array(values)) => {
                let mut impact = Vec::new();
                for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
                    let path = [&at[..], &[Step::Index(index)]].concat();
                    impact.extend(self.line_or_wrong(value, &path).map(|line| (line, path)));
                }
                impact
            }
            Some(Value::Object(entries)) => entries
                .iter()
                .filter(|(_, value)| !is_nothing(value))
                .filter_map(|(key, value)| {
                    let path = [&at[..], &[Step::Key(key.clone())]].concat();
                    let line = self.line_or_wrong(value, &path)?;
                    Some((format!("{key}: {line}"), path))
                })
                .collect(),
            Some(value) => text(value).map(|text| (text, at)).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// What one of several values says that it meant.
    fn line_or_wrong(&mut self, value: &Value, path: &[Step]) -> Option<String> {
        let line = line(value);
        if line.is_none() {
            let message = "this says nothing of what it meant".to_owned();
            self.wrongs.add(path.to_vec(), message, "write a text with a number, or remove it");
        }
        line
    }

    fn presented(&mut self) {
        let Some(value) = self.page.get("presented") else { return };
        let (on, to) = match value {
            Value::Object(row) => (row.get("on").cloned().unwrap_or(Value::Null), texts(row.get("to"))),
            value => (value.clone(), Vec::new()),
        };
        let known: Option<Date> = day(&on).or_else(|| written(on.as_str()?)?.day);
        let is_said = matches!(&on, Value::Bool(true)) || !to.is_empty();
        let whole = self.page.at("presented");
        let mut path = whole.clone();
        if let Value::Object(values) = value {
            self.wrongs.known(&Row { values, path: whole }, &["on", "to"]);
            path.extend((!is_nothing(&on)).then(|| Step::Key("on".to_owned())));
        }
        let is_asked = !is_nothing(&on) || (value.is_object() && !is_said);
        if known.is_none() && is_asked && on != Value::Bool(false) {
            let message = match text(&on) {
                Some(text) if on.is_string() => format!("`presented` cannot be read: `{text}`"),
                _ => "`presented` does not say on which day".to_owned(),
            };
            let help = "write the day, such as `2026-11-02`, or `{on: 2026-11-02, to: [operations]}`";
            self.wrongs.add(path.clone(), message, help);
        }
        if known.is_some() || is_said {
            self.read.incident.presented = Some(Presented { on: known, to, path });
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
        Value::Array(values) => {
            let values: Vec<String> = values.iter().filter_map(text).collect();
            Some(values.join(", ")).filter(|line| !line.is_empty())
        }
        value => text(value),
    }
}

/// The day of a moment, where it happened.
fn day_of(incident: &Incident, moment: &Moment) -> Date {
    incident.zone.rules.to_datetime(moment.at).date()
}

/// The day of a month nearest to another day: `21 Nov` in the account of what happened in November 2026.
fn nearest_year(last: Date, (month, day): (i8, i8)) -> Option<Date> {
    let years = [last.year(), last.year() - 1, last.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|day| (*day - last).get_days().abs())
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
