//! Shifts out of an iCalendar file, as paging tools export them: RFC 5545, as far as one says who is on call when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Zone, clock, zone};

/// Somebody on call, as a calendar tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// From when.
    pub from: Timestamp,
    /// Until when; later than that.
    pub to: Timestamp,
    /// Where letters reach whoever it is, if the calendar says.
    pub mail: Option<String>,
    /// What the calendar calls them, or the shift.
    pub name: String,
    /// What it says of the shift beside that.
    pub label: String,
    /// What it says of the shift, whole.
    pub summary: String,
    /// The parts of that, where it is all that says who it is.
    parts: Vec<String>,
    /// The line of the file on which it begins.
    pub line: usize,
    /// Which event it is, and which version of it.
    version: Option<Version>,
}

/// Which event: its UID, and which of a series by its RECURRENCE-ID; and which version of it.
type Version = ((String, String), u64);

/// A calendar as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calendar {
    /// Its shifts, in order.
    pub shifts: Vec<Told>,
    /// The time zone that it says it is of.
    pub zone: Option<Zone>,
    /// Those that its times say they are of, in the order of the file.
    pub zones: Vec<Zone>,
    /// Whether it has times of which nothing says the zone, and which were taken as those of UTC.
    pub floats: bool,
    /// What could not be read: the line, from 1 on, and why.
    pub wrongs: Vec<(usize, String)>,
}

/// A property: its name, its parameters, its value, and the line that it begins on.
struct Property<'a> {
    name: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    value: &'a str,
    line: usize,
}

/// How a calendar says that this program wrote it,
pub const MADE_BY: &str = "-//dayone//";
/// and that it has the shifts of a rotation
pub const OF_ROTATION: &str = "on-call";
/// or of a person.
pub const OF_PERSON: &str = "on-call of a person";

/// Why an event is no shift of one person.
pub const OF_SEVERAL: &str =
    "this event is of several people: export one for each, or one calendar for each layer";

/// What stands in the place of a name where nobody has a shift.
const NOBODY: [&str; 6] = ["no one", "no-one", "noone", "nobody", "none", "unassigned"];

/// Reads a calendar.
pub fn read(text: &str) -> Calendar {
    let mut calendar = Calendar::default();
    let lines = unfolded(text);
    let mut event: Option<Vec<Property<'_>>> = None;
    // An event may have alarms in it, and a calendar time zones.
    let (mut inner, mut open) = (0usize, 0usize);
    let mut unknown: Option<(usize, String)> = None;
    let mut versions: Vec<Version> = Vec::new();
    for (line, number) in &lines {
        let Some(property) = property(line, *number) else { continue };
        let name = property.name.to_ascii_uppercase();
        match (&*name, &mut event) {
            ("BEGIN", None) if property.value.eq_ignore_ascii_case("VEVENT") => event = Some(Vec::new()),
            ("BEGIN", Some(_)) => inner += 1,
            ("END", Some(_)) if inner > 0 => inner -= 1,
            ("END", Some(properties)) => {
                let named = properties.iter().filter_map(|property| zone(property.parameter("TZID")?));
                for zone in named {
                    if !calendar.zones.contains(&zone) {
                        calendar.zones.push(zone);
                    }
                }
                // A time that says no zone is of the calendar's.
                let is_floating =
                    |property: &Property<'_>| is_bare(property) && property.value.contains(['T', 't']);
                if let Some((line, name)) = unknown.take_if(|_| properties.iter().any(is_floating)) {
                    let why = format!(
                        "the time zone `{name}` is not known here: export with one such as `Europe/London`"
                    );
                    calendar.wrongs.push((line, why));
                }
                calendar.floats |= calendar.zone.is_none() && properties.iter().any(is_bare);
                // Also what is called off is a version.
                versions.extend(version(properties));
                match told(properties, calendar.zone.as_ref()) {
                    Ok(told) => calendar.shifts.extend(told),
                    Err((line, why)) => calendar.wrongs.push((line, why)),
                }
                event = None;
            }
            ("BEGIN", None) => open += 1,
            ("END", None) => open = open.saturating_sub(1),
            ("PRODID", None) => calendar.wrongs.extend(no_rotas(property.value).map(|why| (*number, why))),
            ("X-WR-TIMEZONE", None) => {
                calendar.zone = zone(property.value);
                unknown = calendar.zone.is_none().then(|| (*number, property.value.to_owned()));
            }
            (_, Some(properties)) if inner == 0 => properties.push(property),
            _ => {}
        }
    }
    // What is missing may be a shift.
    if event.is_some() || open > 0 {
        let last = lines.last().map_or(1, |(_, number)| *number);
        calendar.wrongs.push((last, "the calendar has no end: the file is cut off".to_owned()));
    }
    // What begins at once stays in the order of the file, which is often that of the layers.
    calendar.shifts.sort_by_key(|told| told.from);
    newest(&mut calendar.shifts, versions);
    tell_apart(&mut calendar.shifts);
    calendar
}

/// Whether an event begins at a time of which it does not say the zone.
fn is_bare(property: &Property<'_>) -> bool {
    property.name.eq_ignore_ascii_case("DTSTART")
        && property.parameter("TZID").is_none()
        && !property.value.ends_with(['Z', 'z'])
}

/// Why a calendar that this program wrote itself is not that of a rotation: the summaries of a person's are rotations.
fn no_rotas(made_by: &str) -> Option<String> {
    let of = made_by.strip_prefix(MADE_BY)?.split("//").next()?;
    let is = match of {
        OF_ROTATION => return None,
        OF_PERSON => "one person's, of all rotations that they are in",
        _ => "not one of shifts",
    };
    Some(format!("this calendar of dayone is {is}: take a rotation's, `on-call.ics` beside its page"))
}

/// Keeps of several versions of an event the last, and of those that say the same one.
fn newest(shifts: &mut Vec<Told>, versions: Vec<Version>) {
    let mut last: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (event, sequence) in versions {
        let known = last.entry(event).or_default();
        *known = sequence.max(*known);
    }
    let mut seen = BTreeSet::new();
    shifts.retain(|told| {
        let is_last = told.version.as_ref().is_none_or(|(event, sequence)| last.get(event) == Some(sequence));
        is_last && seen.insert((told.from, told.to, told.summary.clone(), told.mail.clone()))
    });
}

/// Of the parts of `Payments: Hana` the one that there are most of is a name: many people take turns in few layers. A name
/// comes first where nothing tells.
fn tell_apart(shifts: &mut [Told]) {
    let mut guessed: Vec<&mut Told> = shifts.iter_mut().filter(|told| !told.parts.is_empty()).collect();
    let most = guessed.iter().map(|told| told.parts.len()).max().unwrap_or(0);
    let is_regular = guessed.iter().all(|told| told.parts.len() == most);
    let count = |at: usize| {
        let all = guessed.iter().filter_map(|told| Some(told.parts.get(at)?.to_lowercase()));
        all.collect::<BTreeSet<String>>().len()
    };
    let counts: Vec<usize> = (0..most).map(count).collect();
    let name = (0..most).rev().max_by_key(|at| counts[*at]).filter(|_| is_regular).unwrap_or(0);
    for told in &mut guessed {
        let mut parts = std::mem::take(&mut told.parts);
        told.name = parts.remove(name);
        told.label = parts.join(", ");
    }
}

/// The lines, those that are folded as one, each with its number.
fn unfolded(text: &str) -> Vec<(String, usize)> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.0.push_str(rest),
            _ => lines.push((line.to_owned(), number + 1)),
        }
    }
    lines
}

fn property(line: &str, number: usize) -> Option<Property<'_>> {
    // A colon in quotes is part of a parameter.
    let mut quoted = false;
    let at = line.find(|c: char| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&line[..at], &line[at + 1..]);
    let mut parts = head.split(';');
    let name = parts.next()?.trim();
    let parameters =
        parts.filter_map(|part| part.split_once('=')).map(|(key, value)| (key, value.trim_matches('"')));
    Some(Property { name, parameters: parameters.collect(), value: value.trim(), line: number })
}

impl Property<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// Which event these are the properties of, and which version of it.
fn version(properties: &[Property<'_>]) -> Option<Version> {
    let find = |name: &str| properties.iter().find(|property| property.name.eq_ignore_ascii_case(name));
    let text = |property: &Property<'_>| property.value.to_owned();
    let sequence = find("SEQUENCE").and_then(|sequence| sequence.value.parse().ok()).unwrap_or(0);
    Some(((text(find("UID")?), find("RECURRENCE-ID").map(text).unwrap_or_default()), sequence))
}

/// The shift of an event; none of one that is cancelled.
fn told(properties: &[Property<'_>], of: Option<&Zone>) -> Result<Option<Told>, (usize, String)> {
    let find = |name: &str| properties.iter().find(|property| property.name.eq_ignore_ascii_case(name));
    if find("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")) {
        return Ok(None);
    }
    let line = properties.first().map_or(1, |property| property.line);
    if let Some(rule) = find("RRULE").or_else(|| find("RDATE")) {
        return Err((rule.line, "repeated events cannot be read: export single ones".to_owned()));
    }
    for property in ["DTSTART", "DTEND"].into_iter().filter_map(find) {
        if let Some(name) = property.parameter("TZID").filter(|name| zone(name).is_none()) {
            return Err((
                property.line,
                format!("the time zone `{name}` is not known here: export with one such as `Europe/London`"),
            ));
        }
    }
    let start = find("DTSTART").ok_or((line, "this event has no DTSTART".to_owned()))?;
    let unreadable = |property: &Property<'_>| (property.line, format!("`{}` is no time", property.value));
    let from = instant(start, of).ok_or_else(|| unreadable(start))?;
    let to = match (find("DTEND"), find("DURATION")) {
        (Some(end), _) => instant(end, of).ok_or_else(|| unreadable(end))?,
        (None, Some(length)) => {
            let span: Option<Span> = length.value.parse().ok();
            let to = span.and_then(|span| later(from, span, &zone_of(start, of)));
            to.ok_or_else(|| unreadable(length))?
        }
        // A day without an end is that day.
        (None, None) if !start.value.contains(['T', 't']) => {
            let day = Date::strptime("%Y%m%d", start.value).ok().and_then(|day| day.tomorrow().ok());
            let next = day.map(|day| day.strftime("%Y%m%d").to_string());
            let end = next.as_deref().and_then(|value| {
                instant(
                    &Property {
                        name: "DTEND",
                        parameters: start.parameters.clone(),
                        value,
                        line: start.line,
                    },
                    of,
                )
            });
            end.ok_or_else(|| unreadable(start))?
        }
        (None, None) => return Err((start.line, "this event has no DTEND".to_owned())),
    };
    if from >= to {
        return Err((start.line, "this event is over before it begins".to_owned()));
    }
    let attendee = find("ATTENDEE");
    let several = properties.iter().filter(|property| property.name.eq_ignore_ascii_case("ATTENDEE")).nth(1);
    if let Some(second) = several {
        return Err((second.line, OF_SEVERAL.to_owned()));
    }
    let mail = attendee.and_then(|attendee| mail(attendee.value));
    let called = attendee.and_then(|attendee| attendee.parameter("CN")).filter(|name| !name.contains('@'));
    let summary = find("SUMMARY").map(|summary| unescaped(summary.value)).unwrap_or_default();
    let mut parts = parts(&summary);
    let (name, label) = match called {
        Some(name) => (name.to_owned(), std::mem::take(&mut parts).join(", ")),
        None => (parts.first().cloned().unwrap_or_default(), String::new()),
    };
    let is_nobody = |name: &String| NOBODY.contains(&&*name.to_lowercase());
    if mail.is_none() && parts.iter().chain([&name]).any(is_nobody) {
        return Ok(None);
    }
    let mail = mail.or_else(|| Some(name.clone()).filter(|name| name.contains('@')));
    let has_letter = |name: &String| name.chars().any(char::is_alphabetic);
    if !parts.iter().chain([&name]).any(has_letter) && mail.is_none() {
        return Err((line, "this event names nobody".to_owned()));
    }
    let version = version(properties);
    Ok(Some(Told { from, to, mail, name, label, summary, parts, line, version }))
}

/// The address in `mailto:hana@example.org`.
fn mail(value: &str) -> Option<String> {
    let bare =
        value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map_or(value, |_| &value[7..]);
    bare.contains('@').then(|| bare.trim().to_lowercase())
}

/// The parts of `On Call - Hana Novotna - Payments`, `Hana Novotna: Payments` or `Hana Novotna is on call for Payments`.
fn parts(summary: &str) -> Vec<String> {
    const SAYS_NOTHING: [&str; 3] = ["on call", "on-call", "oncall"];
    let part = |text: &str| {
        let text = text.trim();
        let lower = text.to_lowercase();
        let ends = [" is on call", " on call", " (on call)", " is on-call", " on-call", " (on-call)"].iter();
        // Lower case may be longer than what it is of.
        let end = ends.filter_map(|end| lower.find(end)).min();
        let name = end.and_then(|end| text.get(..end)).unwrap_or(text).trim();
        (!name.is_empty() && !SAYS_NOTHING.contains(&&*name.to_lowercase())).then(|| name.to_owned())
    };
    summary.split(" - ").flat_map(|text| text.split(": ")).filter_map(part).collect()
}

/// The instant of a time; of a day, its midnight.
fn instant(property: &Property<'_>, of: Option<&Zone>) -> Option<Timestamp> {
    let value = property.value;
    let utc = value.strip_suffix(['Z', 'z']);
    let time = DateTime::strptime("%Y%m%dT%H%M%S", utc.unwrap_or(value)).ok();
    let day = || Some(Date::strptime("%Y%m%d", value).ok()?.to_datetime(Time::midnight()));
    let time = time.or_else(day)?;
    clock::instant(&zone_of(property, of), time)
}

/// The time zone that a time is meant in.
fn zone_of(property: &Property<'_>, of: Option<&Zone>) -> TimeZone {
    let own = property.parameter("TZID").and_then(zone);
    match (property.value.ends_with(['Z', 'z']), own.as_ref().or(of)) {
        (false, Some(zone)) => zone.rules.clone(),
        _ => TimeZone::UTC,
    }
}

/// So much later: days and weeks by the clock on the wall, hours as they pass (RFC 5545, 3.3.6).
fn later(from: Timestamp, span: Span, zone: &TimeZone) -> Option<Timestamp> {
    let whole = Span::new().try_weeks(span.get_weeks()).ok()?.try_days(span.get_days()).ok()?;
    let rest = Span::new().try_hours(span.get_hours()).ok()?.try_minutes(span.get_minutes()).ok()?;
    let rest = rest.try_seconds(span.get_seconds()).ok()?;
    let day = match whole.is_zero() {
        true => from,
        false => clock::instant(zone, zone.to_datetime(from).checked_add(whole).ok()?)?,
    };
    day.checked_add(rest).ok()
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push(' '),
                Some(escaped) => out.push(escaped),
                None => {}
            },
            character => out.push(character),
        }
    }
    out
}
