//! A rota out of a calendar, for `dayone new rotation --from`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};

use super::rota_layers::best;
use crate::handbook::Handbook;
use crate::people::Person;
use crate::rota::ical::{self, Told};
use crate::rota::{self, Every, Known, Layer, Turns, Zone};
use crate::syntax::slug::slug;

/// What a page says of a rota, and what to tell whoever asked for it.
pub struct Imported {
    /// Keys and their values.
    pub front: String,
    /// What was found, what could not be read, and whom nobody knows.
    pub told: Vec<String>,
}

/// Reads a calendar.
///
/// # Errors
/// When the file cannot be read or has no shifts, with why.
pub fn import(path: &Path, book: &Handbook) -> Result<Imported, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let calendar = ical::read(&text);
    let mut wrongs = calendar.wrongs.clone();
    let of_several = calendar.shifts.iter().filter(|shift| is_of_several(book, shift));
    wrongs.extend(of_several.map(|shift| (shift.line, ical::OF_SEVERAL.to_owned())));
    wrongs.sort_by_key(|(line, _)| *line);
    let mut told: Vec<String> =
        wrongs.iter().map(|(line, why)| format!("{}:{line}: {why}", path.display())).collect();
    if calendar.shifts.is_empty() {
        told.push(format!("there are no shifts in {}", path.display()));
    }
    if !told.is_empty() {
        // A rota with a hole in it would say that nobody is on call then.
        return Err(told.join("\n"));
    }
    let mut unknown: Vec<String> = Vec::new();
    let known: Vec<Known> = calendar
        .shifts
        .iter()
        .map(|shift| {
            let id = match person(book, shift) {
                Some(person) => person.id.clone(),
                None => {
                    let id = slug(shift.name.split('@').next().unwrap_or(&shift.name));
                    if !unknown.contains(&id) {
                        unknown.push(id.clone());
                    }
                    id
                }
            };
            (shift.from, shift.to, id)
        })
        .collect();
    let zones = zones(book, &calendar, &known);
    let layers = best(&calendar.shifts, &known, &zones);
    let zone = layers.iter().find_map(|layer| layer.turns.first()).map_or(&zones[0], |turns| &turns.zone);
    told.push(found(&layers));
    if layers.iter().any(|layer| !layer.overrides.is_empty()) {
        told.push(
            "look at who is on call after the calendar's end: what differs was taken for exceptions, and may be \
             part of a rule that is not known here"
                .to_owned(),
        );
    }
    if calendar.floats {
        told.push(
            "times that say no zone were taken as those of UTC: where they are not, write a line such as \
             `X-WR-TIMEZONE:Europe/London` into the calendar, after `BEGIN:VCALENDAR`, and read it again"
                .to_owned(),
        );
    }
    if layers.len() > 1 && layers.iter().any(|layer| layer.name.is_empty()) {
        told.push(
            "put the layers in the order in which they are called: a calendar seldom says it".to_owned(),
        );
    }
    if !unknown.is_empty() && !book.people.is_empty() {
        told.push(format!("nobody in people.yaml is called {}: mend the ids or add them", quoted(&unknown)));
    }
    Ok(Imported { front: front(&layers, zone), told })
}

/// Who is meant: by where letters reach them, by their name, or by their id.
fn person<'b>(book: &'b Handbook, shift: &Told) -> Option<&'b Person> {
    let mail = shift.mail.as_deref();
    let has = |person: &&Person| {
        mail.is_some_and(|mail| person.contacts.iter().any(|(_, contact)| contact.eq_ignore_ascii_case(mail)))
    };
    let is_called = |person: &&Person| person.name.eq_ignore_ascii_case(&shift.name);
    let local = mail.and_then(|mail| mail.split('@').next());
    let all = || book.people.all.iter();
    all()
        .find(has)
        .or_else(|| all().find(is_called))
        .or_else(|| book.people.get(&shift.name))
        .or_else(|| book.people.get(local?))
        .or_else(|| within(book, &shift.summary))
}

/// Whether a shift names several, and says no single person.
fn is_of_several(book: &Handbook, shift: &Told) -> bool {
    let has_two = |text: &str| text.matches('@').count() > 1;
    shift.mail.as_deref().is_some_and(has_two)
        || has_two(&shift.name)
        || (named_in(book, &shift.summary).len() > 1 && person(book, shift).is_none())
}

/// The only person whose name a text has in it.
fn within<'b>(book: &'b Handbook, text: &str) -> Option<&'b Person> {
    match named_in(book, text)[..] {
        [person] => Some(person),
        _ => None,
    }
}

/// Those whose names a text has in it.
fn named_in<'b>(book: &'b Handbook, text: &str) -> Vec<&'b Person> {
    let text = words_of(text);
    let is_named = |(_, name): &(&Person, String)| name.trim() != "" && text.contains(&**name);
    let with_name = |person: &'b Person| (person, words_of(&person.name));
    let mut all: Vec<(&Person, String)> = book.people.all.iter().map(with_name).filter(is_named).collect();
    // `Ann Lee` is not `Ann`.
    all.sort_by_key(|(_, name)| std::cmp::Reverse(name.len()));
    let mut named: Vec<(&Person, String)> = Vec::new();
    for (person, name) in all {
        if !named.iter().any(|(_, longer)| longer.contains(&name)) {
            named.push((person, name));
        }
    }
    named.into_iter().map(|(person, _)| person).collect()
}

/// The words of a text, each between spaces, in lower case.
fn words_of(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

/// The time zones that the shifts may be meant in: the calendar's, those of the people, where most are first, UTC.
fn zones(book: &Handbook, calendar: &ical::Calendar, known: &[Known]) -> Vec<Zone> {
    let mut counts: Vec<(usize, Zone)> = Vec::new();
    let of_people = known.iter().filter_map(|(.., id)| book.people.get(id)?.timezone.as_deref());
    for zone in of_people.filter_map(rota::zone) {
        match counts.iter_mut().find(|(_, other)| *other == zone) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, zone)),
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let of_people = counts.into_iter().map(|(_, zone)| zone);
    let mut zones: Vec<Zone> = Vec::new();
    for zone in calendar.zone.iter().chain(&calendar.zones).cloned().chain(of_people).chain([Zone::default()])
    {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones
}

fn found(layers: &[Layer]) -> String {
    let layer = |layer: &Layer| match layer.turns.first() {
        Some(turns) => {
            let stand_ins = match layer.overrides.len() {
                0 => String::new(),
                1 => ", with 1 override".to_owned(),
                many => format!(", with {many} overrides"),
            };
            // Somebody may have several turns in a round.
            let people: BTreeSet<&String> = turns.people.iter().collect();
            format!("{} people take turns of {}{stand_ins}", people.len(), lasting(turns.every))
        }
        None if layer.dated.len() == 1 => "1 shift follows no rule and is written as it is".to_owned(),
        None => format!("{} shifts follow no rule and are written one by one", layer.dated.len()),
    };
    layers.iter().map(layer).collect::<Vec<_>>().join("; ")
}

fn lasting(every: Every) -> String {
    let (count, unit) = match every {
        Every::Hours(hours) => (hours, "hour"),
        Every::Days(days) if days % 7 == 0 => (days / 7, "week"),
        Every::Days(days) => (days, "day"),
        Every::Months(months) => (months, "month"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The front matter of layers in a time zone.
fn front(layers: &[Layer], zone: &Zone) -> String {
    let mut front = format!("timezone: {}\n", zone.name);
    let name = |at: usize| {
        if let Some(layer) = layers.get(at).filter(|layer| !layer.name.is_empty()) {
            return layer.name.clone();
        }
        ["primary", "secondary", "third"]
            .get(at)
            .map_or_else(|| format!("layer-{}", at + 1), |name| (*name).to_owned())
    };
    match layers {
        [layer] => {
            if let Some(turns) = layer.turns.first() {
                front.push_str(&rule(turns, ["members", "starts", "shift", "hours"], ""));
            }
        }
        layers if layers.iter().any(|layer| !layer.turns.is_empty()) => {
            front.push_str("layers:\n");
            for (at, layer) in layers.iter().enumerate() {
                let _ = writeln!(front, "  - name: {}", name(at));
                let Some(turns) = layer.turns.first() else { continue };
                front.push_str(&rule(turns, ["people", "start", "every", "restrictions"], "    "));
                if turns.zone != *zone {
                    let _ = writeln!(front, "    timezone: {}", turns.zone.name);
                }
            }
        }
        _ => {}
    }
    for (key, of) in [("overrides", true), ("shifts", false)] {
        let rows = layers.iter().enumerate().flat_map(|(at, layer)| {
            let rows = if of { &layer.overrides } else { &layer.dated };
            rows.iter().map(move |row| (at, row))
        });
        let mut lines = String::new();
        for (at, row) in rows {
            let layer = if layers.len() > 1 { format!(", layer: {}", name(at)) } else { String::new() };
            let (from, to) = (clock(row.from, zone), clock(row.to, zone));
            let _ = writeln!(lines, "  - {{from: {from}, to: {to}, person: {}{layer}}}", row.person);
        }
        if !lines.is_empty() {
            let _ = write!(front, "{key}:\n{lines}");
        }
    }
    front
}

/// An instant as clocks in a zone have it, or in UTC when they show that time twice.
fn clock(at: Timestamp, zone: &Zone) -> String {
    let text = local(zone.rules.to_datetime(at));
    let is_same =
        rota::moment(&text).and_then(|moment| moment.instant(&zone.rules, Time::midnight())) == Some(at);
    if is_same { text } else { at.to_string() }
}

fn local(at: DateTime) -> String {
    format!("{}T{}", at.date(), time(at.time()))
}

/// A time, with its seconds when it has any.
fn time(time: Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(format).to_string()
}

/// The lines of a rule, by what its keys are called.
fn rule(turns: &Turns, [people, start, every, hours]: [&str; 4], indent: &str) -> String {
    let mut lines = format!("{indent}{people}: [{}]\n", turns.people.join(", "));
    let _ = writeln!(lines, "{indent}{start}: {}", local(turns.start));
    let _ = writeln!(lines, "{indent}{every}: {}", lasting(turns.every));
    if let Some(handoff) = turns.handoff {
        let day = handoff.weekday.map(|day| format!("{day:?} ")).unwrap_or_default();
        let _ = writeln!(lines, "{indent}handoff: {day}{}", time(handoff.time));
    }
    if let Some(of) = &turns.hours {
        let _ = writeln!(lines, "{indent}{hours}: {}", of.text);
    }
    lines
}

/// The keys that a calendar answers.
const KEYS: [&str; 9] =
    ["members", "starts", "shift", "handoff", "timezone", "hours", "layers", "overrides", "shifts"];

/// A new page with what was imported in the place of what was left to fill in.
pub fn put(page: &str, front: &str) -> String {
    let is_left = |line: &&str| !KEYS.iter().any(|key| line.split(':').next() == Some(*key));
    let Some((head, body)) = page.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) else {
        return format!("---\n{front}---\n{page}");
    };
    let kept: String = head.lines().filter(is_left).map(|line| format!("{line}\n")).collect();
    format!("---\n{kept}{front}---\n{body}")
}
