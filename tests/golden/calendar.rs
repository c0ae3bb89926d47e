//! The calendars of reviews, read as strictly as RFC 5545 is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dayone::build::Request;

use super::scratch::{Scratch, files, own_handbook, request};

/// A component's properties, each with its parameters and its value as it is written.
type Event = BTreeMap<String, (String, String)>;

/// The lines of a calendar, folded ones joined.
fn unfolded(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(text.ends_with("\r\n"), "the last line ends");
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in bytes[..bytes.len() - 2].split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(!line.contains(&b'\r') && line.len() <= 75, "{:?}", String::from_utf8_lossy(line));
        // Cut between characters, so that programs which do not join them first can read it.
        assert!(std::str::from_utf8(line).is_ok());
        match (line.strip_prefix(b" "), lines.last_mut()) {
            (Some(rest), Some(last)) => last.extend(rest),
            (None, _) => lines.push(line.to_vec()),
            (Some(_), None) => panic!("a folded line before any other"),
        }
    }
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    lines.into_iter().map(|line| String::from_utf8(line).expect("UTF-8")).collect()
}

/// A text as it was before it was escaped.
fn text(escaped: &str) -> String {
    let mut out = String::new();
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => out.push(c),
                other => panic!("{escaped}: \\{other:?} is no escape"),
            },
            ';' | ',' => panic!("{escaped}: {character} has to be escaped"),
            c => {
                assert!(!c.is_control(), "{escaped}");
                out.push(c);
            }
        }
    }
    out
}

fn is_day(value: &str) -> bool {
    value.len() == 8 && jiff::civil::Date::strptime("%Y%m%d", value).is_ok()
}

/// The events of a calendar, of which at least one is there.
fn events(bytes: &[u8]) -> Vec<Event> {
    let lines = unfolded(bytes);
    let mut events: Vec<Event> = Vec::new();
    let mut calendar = Event::new();
    let mut open: Vec<String> = Vec::new();
    for line in &lines {
        let (name, value) = line.split_once(':').expect("a name and a value");
        let (name, parameters) = name.split_once(';').unwrap_or((name, ""));
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{line}");
        match name {
            "BEGIN" => {
                assert_eq!(open.len(), usize::from(value == "VEVENT"), "{line}");
                open.push(value.to_owned());
                events.extend((value == "VEVENT").then(Event::new));
            }
            "END" => assert_eq!(open.pop().as_deref(), Some(value)),
            _ => {
                let of = if open.len() == 2 { events.last_mut().expect("an event") } else { &mut calendar };
                let known = of.insert(name.to_owned(), (parameters.to_owned(), value.to_owned()));
                assert_eq!(known, None, "{name} twice");
            }
        }
    }
    assert!(open.is_empty() && !events.is_empty());
    assert_eq!(calendar["VERSION"].1, "2.0");
    assert!(calendar.contains_key("PRODID"));
    for event in &events {
        for name in ["UID", "DTSTAMP", "DTSTART", "SUMMARY"] {
            assert!(event.contains_key(name), "{event:?}");
        }
        let (day, time) = event["DTSTAMP"].1.split_once('T').expect("a time");
        assert!(is_day(day) && time == "000000Z", "{event:?}");
        for name in ["DTSTART", "DTEND"] {
            assert!(event[name].0 == "VALUE=DATE" && is_day(&event[name].1), "{event:?}");
        }
        assert!(event["DTEND"].1 > event["DTSTART"].1);
        for name in ["SUMMARY", "DESCRIPTION"] {
            text(&event[name].1);
        }
    }
    events
}

#[test]
fn our_own_calendars_are_as_the_standard_has_them() {
    let (handbook, output) = (own_handbook(), Scratch::new());
    let site = super::build_into(&handbook.request(), &output.root().join("site"));
    let calendars = site.iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "ics"));
    let calendars = calendars.filter(|(path, _)| path.starts_with("health"));
    let mut ids = BTreeSet::new();
    for (_, bytes) in calendars {
        for event in events(bytes) {
            assert!(ids.insert(event["UID"].1.clone()), "{event:?} has the id of another");
        }
    }
    assert!(ids.len() > 50, "{}", ids.len());
}

#[test]
fn odd_titles_and_days_are_told_as_they_are() {
    let folder = Scratch::new();
    let title = "Über; Tests, \\ und 漢字 🚢 ".repeat(5);
    let page = |title: &str, more: &str| {
        format!(
            "---\ntitle: {}\nowner: a/b c\nreview_in: 1 month\n{more}---\nText.\n",
            serde_json::json!(title)
        )
    };
    folder.write("content/index.md", "# Home\n");
    folder.write("content/odd.md", page(&title, "reviewed: 2026-01-31\n"));
    folder.write("content/never.md", page("Never", ""));
    let last = page("Last", "reviewed: 2026-01-30\n").replace("1 month", "9000 years");
    folder.write("content/last.md", last);
    folder.write("content/hidden.md", page("Hidden", "hidden: true\n"));
    folder.write("content/later.md", page("Later", "draft: true\n"));
    let today =
        dayone::build::Today { asked: Some(jiff::civil::date(2026, 3, 31)), ..request(folder.root()).today };
    let asked = Request { today, drafts: true, ..request(folder.root()) };
    let site = super::build_into(&asked, &folder.root().join("site"));
    let bytes = &site[std::path::Path::new("health/a/b-c.ics")];
    let told = String::from_utf8_lossy(bytes).into_owned();
    assert!(!told.contains("99991231\r\nDTEND"), "the last day has no next");
    // That one alone has no end.
    let first = told.split("BEGIN:VEVENT").filter(|event| !event.contains("99991231")).collect::<Vec<_>>();
    let found = events(first.join("BEGIN:VEVENT").as_bytes());
    let of =
        |event: &Event| (text(&event["SUMMARY"].1), event["DTSTART"].1.clone(), event["DTSTAMP"].1.clone());
    let found: Vec<_> = found.iter().map(of).collect();
    let wanted = [("Never", "20260331", "20260331T000000Z"), (title.trim(), "20260228", "20260131T000000Z")];
    let wanted =
        wanted.map(|(title, day, stamp)| (format!("Review: {title}"), day.to_owned(), stamp.to_owned()));
    assert_eq!(found, wanted);
    // Another day changes nothing but what is due on the day itself.
    let later = dayone::build::Today { asked: Some(jiff::civil::date(2026, 4, 2)), ..today };
    let again = super::build_into(&Request { today: later, ..asked }, &folder.root().join("site"));
    let again = String::from_utf8_lossy(&again[std::path::Path::new("health/a/b-c.ics")]).into_owned();
    assert_eq!(again, told.replace("20260331", "20260402").replace("20260401", "20260403"));
    let names: Vec<String> =
        files(&folder.root().join("site/health")).iter().map(|path| path.display().to_string()).collect();
    assert_eq!(names, ["a/b-c.ics", "index.html"]);
    drop(fs::remove_dir_all(folder.root().join("site")));
}

#[test]
fn calendars_of_shifts_say_what_the_command_says() {
    use icalendar::{CalendarDateTime, Component, DatePerhapsTime};

    let (handbook, output) = (own_handbook(), Scratch::new());
    let request = handbook.request();
    let site = super::build_into(&request, &output.root().join("site"));
    let book = dayone::build::check(&request).expect("it can be read").handbook;
    let seconds = |time: Option<DatePerhapsTime>| match time {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(time))) => time.timestamp(),
        other => panic!("{other:?} is no instant"),
    };
    let mut told = 0;
    let mut ids = BTreeMap::new();
    for (path, bytes) in
        site.iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "ics"))
    {
        let path = path.to_str().expect("UTF-8").replace('\\', "/");
        let Some(of) = book.shifts_at(&path) else { continue };
        unfolded(bytes);
        let calendar: icalendar::Calendar =
            std::str::from_utf8(bytes).expect("UTF-8").parse().expect("a calendar");
        for event in calendar.components.iter().filter_map(|component| component.as_event()) {
            let from = jiff::Timestamp::from_second(seconds(event.get_start())).expect("an instant");
            let (uid, summary) = (event.get_uid().expect("a UID"), event.get_summary().expect("a summary"));
            told += 1;
            if let dayone::handbook::ShiftsOf::Rotation(page) = of {
                assert!(ids.insert(uid.to_owned(), from).is_none(), "{uid} twice");
                let rows = book.on_call(*page, |_| from);
                let names = rows.iter().filter_map(|row| row.now.as_ref()).map(|now| &now.person);
                let names: Vec<&str> =
                    names.map(|id| book.people.get(id).map_or(&**id, |person| &*person.name)).collect();
                assert!(names.iter().any(|name| summary.starts_with(name)), "{summary}: {names:?}");
            }
        }
    }
    assert!(told > 200, "{told}");
}
