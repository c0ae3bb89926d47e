//! Shifts as a calendar: iCalendar, as RFC 5545 has it. Each is an instant to another, in UTC, so that no program has to
//! know when clocks change somewhere.

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::Renderer;
use super::feed::Calendar;
use crate::facts::Named;
use crate::handbook::{PageId, ShiftsOf, Who};
use crate::kinds::capitalized;
use crate::rota::{self, Cause, Rota, Shift, Zone, ical};

/// The calendar of a rotation or of a person.
pub fn text(renderer: &Renderer<'_>, of: &ShiftsOf) -> String {
    let (book, theme) = (renderer.book, renderer.theme);
    let (whose, pages, only) = match of {
        ShiftsOf::Rotation(page) => (book.pages[*page].title.clone(), vec![*page], None),
        ShiftsOf::Person(person, pages) => (name(renderer, person), pages.clone(), Some(person.as_str())),
    };
    let title = theme.word("shifts-name").replace("{whose}", &whose).replace("{site}", &book.title);
    let made = match of {
        ShiftsOf::Rotation(_) => ical::OF_ROTATION,
        ShiftsOf::Person(..) => ical::OF_PERSON,
    };
    let mut calendar = Calendar::begun(made, &title);
    // Times are instants. Whoever makes turns out of them again needs to know by which clock they change hands.
    let zone = match of {
        ShiftsOf::Rotation(page) => book.rota(*page).map(|rota| rota.zone.name.clone()),
        ShiftsOf::Person(person, _) => match book.who(person, Named::Person) {
            Some(Who::Person(person)) => {
                person.timezone.as_deref().and_then(rota::zone).map(|zone| zone.name)
            }
            _ => None,
        },
    };
    if let Some(zone) = zone {
        calendar.line("X-WR-TIMEZONE", &zone);
    }
    for page in pages {
        let Some(rota) = book.rota(page) else { continue };
        let (from, to) = rota.shown(renderer.today);
        for layer in 0..rota.layers.len() {
            for shift in rota.shifts(layer, from, to) {
                if only.is_none_or(|person| book.person_id(shift.person) == person) {
                    event(renderer, page, rota, layer, &shift, only.is_some()).write(&mut calendar);
                }
            }
        }
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

/// A shift in a calendar.
struct Event {
    uid: String,
    from: Timestamp,
    to: Timestamp,
    summary: String,
    description: String,
    url: Option<String>,
}

fn name(renderer: &Renderer<'_>, id: &str) -> String {
    match renderer.book.who(id, Named::Person) {
        Some(Who::Person(person)) => person.name.clone(),
        _ => id.to_owned(),
    }
}

/// Whoever has a shift; with the day when they leave, where they are not there any more before it is over.
fn named(renderer: &Renderer<'_>, shift: &Shift<'_>, zone: &Zone) -> String {
    let name = name(renderer, shift.person);
    let until = zone.rules.to_datetime(shift.to).date();
    match renderer.book.who(shift.person, Named::Person) {
        Some(Who::Person(person)) => match person.left.filter(|left| *left <= until) {
            Some(left) => format!("{name} ({} {left})", renderer.theme.word("left").to_lowercase()),
            None => name,
        },
        _ => name,
    }
}

fn event(
    renderer: &Renderer<'_>,
    page: PageId,
    rota: &Rota,
    layer: usize,
    shift: &Shift<'_>,
    is_theirs: bool,
) -> Event {
    let (book, theme) = (renderer.book, renderer.theme);
    let base = renderer.config.build.base_url.as_deref();
    let host = base.and_then(|base| base.split("//").nth(1)).and_then(|rest| rest.split('/').next());
    let zone = &rota.zone;
    let (layer, page) = (&rota.layers[layer].name, &book.pages[page]);
    // Whoever takes it over, it is the same shift.
    let print = format!("{}\n{}\n{layer}\n{}", base.unwrap_or(&book.title), page.path, shift.from);
    let what = match layer.is_empty() {
        true => page.title.clone(),
        false => format!("{}, {}", page.title, capitalized(layer)),
    };
    let why = match shift.cause {
        Cause::Override(dated) => {
            let why = dated.why.iter().map(|why| format!(": {why}"));
            Some(std::iter::once(theme.word("rota-instead").to_owned()).chain(why).collect::<String>())
        }
        Cause::Dated(dated) => dated.why.clone(),
        Cause::Turn(..) => None,
    };
    Event {
        uid: format!("{:016x}@{}", xxh3_64(print.as_bytes()), host.unwrap_or("dayone")),
        from: shift.from,
        to: shift.to,
        summary: if is_theirs { what } else { format!("{}: {what}", named(renderer, shift, zone)) },
        description: why.into_iter().chain([page.path.clone()]).collect::<Vec<_>>().join("\n"),
        url: renderer.canonical(page).filter(|url| !url.starts_with('/')),
    }
}

impl Event {
    fn write(&self, calendar: &mut Calendar) {
        let (Some(from), Some(to)) = (stamp(self.from), stamp(self.to)) else { return };
        calendar.line("BEGIN", "VEVENT");
        calendar.line("UID", &self.uid);
        // A stamp of the build would change the file with every one.
        calendar.line("DTSTAMP", &from);
        calendar.line("DTSTART", &from);
        calendar.line("DTEND", &to);
        calendar.text("SUMMARY", &self.summary);
        calendar.text("DESCRIPTION", &self.description);
        if let Some(url) = &self.url {
            calendar.line("URL", url);
        }
        calendar.line("TRANSP", "TRANSPARENT");
        calendar.line("END", "VEVENT");
    }
}

/// `20261207T100000Z`; none of what no calendar knows.
fn stamp(at: Timestamp) -> Option<String> {
    let utc = jiff::tz::TimeZone::UTC.to_datetime(at);
    (1..=9999).contains(&utc.year()).then(|| utc.strftime("%Y%m%dT%H%M%SZ").to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use icalendar::{CalendarDateTime, Component, DatePerhapsTime};
    use proptest::prelude::*;

    use super::*;
    use crate::rota::tests::{any_rota, window};

    /// The spans of a calendar's events, with their summaries, as another program reads them.
    fn read(text: &str) -> Vec<(i64, i64, String)> {
        let calendar: icalendar::Calendar = text.parse().unwrap();
        let seconds = |time: Option<DatePerhapsTime>| match time {
            Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(time))) => time.timestamp(),
            other => panic!("{other:?} is no instant"),
        };
        let events = calendar.components.iter().filter_map(|component| component.as_event());
        let read = |event: &icalendar::Event| {
            let summary = event.get_summary().unwrap_or_default().to_owned();
            (seconds(event.get_start()), seconds(event.get_end()), summary)
        };
        events.map(read).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn another_program_reads_the_same_shifts(rota in any_rota(), day in 0i64..900) {
            let (from, to) = window(&rota, day, 30);
            let shifts = rota.shifts(0, from, to);
            let mut calendar = Calendar::begun("on-call", "On call, all; of it");
            for (number, shift) in shifts.iter().enumerate() {
                let (uid, url) = (format!("{number}@dayone"), Some("https://x.example/a,b;c".to_owned()));
                let (summary, description) = (shift.person.to_owned(), "a, b;\n\\c".to_owned());
                Event { uid, from: shift.from, to: shift.to, summary, description, url }.write(&mut calendar);
            }
            calendar.line("END", "VCALENDAR");
            let told: Vec<(i64, i64, String)> = shifts
                .iter()
                .map(|shift| (shift.from.as_second(), shift.to.as_second(), shift.person.to_owned()))
                .collect();
            prop_assert_eq!(read(&calendar.0), told);
        }
    }
}
