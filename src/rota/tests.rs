//! What shifts are like, whatever the rota; and a few that are known.
#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, Time, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn turns(people: &[&str], zone: &str, start: &str, every: &str, handoff: &str, hours: &str) -> Turns {
    let zone = super::zone(zone).unwrap();
    let at = super::handoff(handoff);
    let time = at.map_or(Time::midnight(), |at| at.time);
    Turns {
        people: people.iter().map(|id| (*id).to_owned()).collect(),
        start: moment(start).unwrap().local(&zone.rules, time),
        every: super::every(every).unwrap(),
        handoff: at,
        is_timed: at.is_some(),
        hours: super::hours(hours),
        zone,
    }
}

fn rota(turns: Vec<Turns>) -> Rota {
    let zone = turns.first().map(|turns| turns.zone.clone()).unwrap_or_default();
    let layers = vec![Layer { turns, ..Layer::default() }];
    Rota { zone, layers, ..Rota::default() }
}

/// The shifts of the days from one to another, as `from..to person`, in the zone of the rota.
fn shown(rota: &Rota, from: Date, to: Date) -> Vec<String> {
    let (from, to) = rota.window(from, to);
    let local = |at: Timestamp| rota.zone.rules.to_datetime(at).strftime("%a %d %b %H:%M").to_string();
    let shifts = rota.shifts(0, from, to).into_iter();
    shifts.map(|shift| format!("{} – {} {}", local(shift.from), local(shift.to), shift.person)).collect()
}

#[test]
fn turns_keep_the_time_on_the_wall() {
    let rota = rota(vec![turns(&["a", "b"], "Europe/London", "2026-10-19", "1 week", "Monday 10:00", "")]);
    assert_eq!(
        shown(&rota, date(2026, 10, 20), date(2026, 11, 3)),
        [
            "Mon 19 Oct 10:00 – Mon 26 Oct 10:00 a",
            "Mon 26 Oct 10:00 – Mon 02 Nov 10:00 b",
            "Mon 02 Nov 10:00 – Mon 09 Nov 10:00 a",
        ]
    );
    let (from, to) = rota.window(date(2026, 10, 20), date(2026, 10, 21));
    let shift = rota.shifts(0, from, to)[0];
    assert_eq!(shift.to.duration_since(shift.from), SignedDuration::from_hours(7 * 24 + 1));
}

#[test]
fn handoffs_at_a_time_that_there_is_not_or_is_twice() {
    let rota = rota(vec![turns(&["a", "b"], "Europe/London", "2026-03-27", "1 day", "01:30", "")]);
    let (from, to) = rota.window(date(2026, 3, 28), date(2026, 3, 31));
    let instants: Vec<String> = rota.shifts(0, from, to).iter().map(|shift| shift.from.to_string()).collect();
    let spring =
        ["2026-03-27T01:30:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
    assert_eq!(instants, spring);
    let (from, to) = rota.window(date(2026, 10, 25), date(2026, 10, 26));
    let instants: Vec<String> = rota.shifts(0, from, to).iter().map(|shift| shift.from.to_string()).collect();
    assert_eq!(instants, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z"]);
}

#[test]
fn the_first_turn_lasts_until_the_first_handoff() {
    let rota = rota(vec![turns(&["a", "b"], "UTC", "2026-11-05T08:00", "2 weeks", "Tuesday 09:30", "")]);
    assert_eq!(
        shown(&rota, date(2026, 11, 1), date(2026, 11, 25)),
        [
            "Thu 05 Nov 08:00 – Tue 10 Nov 09:30 a",
            "Tue 10 Nov 09:30 – Tue 24 Nov 09:30 b",
            "Tue 24 Nov 09:30 – Tue 08 Dec 09:30 a",
        ]
    );
}

#[test]
fn months_change_hands_on_the_weekday() {
    let rota = rota(vec![turns(&["a", "b"], "UTC", "2026-01-01", "1 month", "Monday 10:00", "")]);
    assert_eq!(
        shown(&rota, date(2026, 2, 20), date(2026, 4, 1)),
        ["Mon 02 Feb 10:00 – Mon 02 Mar 10:00 a", "Mon 02 Mar 10:00 – Mon 06 Apr 10:00 b"]
    );
}

#[test]
fn hours_cut_turns_and_the_sun_is_followed() {
    let north = turns(&["a"], "Europe/Oslo", "2026-11-02", "1 week", "", "08:00 to 20:00");
    let south = turns(&["z"], "Pacific/Auckland", "2026-11-02", "1 week", "", "08:00 to 20:00");
    let rota = rota(vec![north, south]);
    assert_eq!(
        shown(&rota, date(2026, 11, 11), date(2026, 11, 12)),
        [
            "Tue 10 Nov 20:00 – Wed 11 Nov 08:00 z",
            "Wed 11 Nov 08:00 – Wed 11 Nov 20:00 a",
            "Wed 11 Nov 20:00 – Thu 12 Nov 08:00 z"
        ]
        .map(str::to_owned)
    );
    let (from, to) = rota.window(date(2026, 11, 10), date(2026, 11, 20));
    assert_eq!(rota.gaps(0, from, to), []);
}

#[test]
fn those_who_stand_in_win_and_add_no_hours() {
    let mut rota = rota(vec![turns(&["a"], "UTC", "2026-11-02", "1 week", "", "Mon-Fri 09:00-17:00")]);
    let instant = |text| match moment(text) {
        Some(Moment::Instant(instant)) => instant,
        _ => panic!("{text}"),
    };
    let dated = |from, to, person: &str| Dated {
        from: instant(from),
        to: instant(to),
        person: person.to_owned(),
        why: None,
        path: Vec::new(),
    };
    rota.layers[0].overrides = vec![dated("2026-11-06T12:00Z", "2026-11-09T10:00Z", "b")];
    assert_eq!(
        shown(&rota, date(2026, 11, 6), date(2026, 11, 10)),
        [
            "Fri 06 Nov 09:00 – Fri 06 Nov 12:00 a",
            "Fri 06 Nov 12:00 – Fri 06 Nov 17:00 b",
            "Mon 09 Nov 09:00 – Mon 09 Nov 10:00 b",
            "Mon 09 Nov 10:00 – Mon 09 Nov 17:00 a",
        ]
    );
    let (from, to) = rota.window(date(2026, 11, 2), date(2026, 11, 16));
    let spells = rota.spells(0, from, to);
    let spells: Vec<(&str, usize)> =
        spells.iter().map(|spell| (spell.person(), spell.shifts.len())).collect();
    assert_eq!(spells, [("a", 5), ("b", 2), ("a", 5)], "with what is left of Friday, and of Monday");
}

#[test]
fn what_people_write_is_read() {
    for (text, read) in [
        ("1 week", Every::Days(7)),
        ("Weekly", Every::Days(7)),
        ("a fortnight", Every::Days(14)),
        ("every 12 hours", Every::Hours(12)),
        ("3d", Every::Days(3)),
        ("a month", Every::Months(1)),
    ] {
        assert_eq!(every(text), Some(read), "{text}");
    }
    for text in ["", "7", "0 days", "soon", "5 minutes", "-1 day", "99999999999999999999 days"] {
        assert_eq!(every(text), None, "{text}");
    }
    for (text, read) in
        [("5 minutes", 5), ("an hour", 60), ("90min", 90), ("2 working days", 2880), ("0 min", 0)]
    {
        assert_eq!(duration(text), Some(read), "{text}");
    }
    let weekly = |text| hours(text).map(|hours| week(&hours));
    assert_eq!(weekly("24/7"), Some(168));
    assert_eq!(weekly("Mon-Sun"), Some(168));
    assert_eq!(weekly("05:00 to 22:00"), Some(17 * 7));
    assert_eq!(weekly("22:00-06:00"), Some(56));
    assert_eq!(weekly("Monday to Friday 09:00–17:00, Sat 09:00-12:00"), Some(43));
    assert_eq!(weekly("working days from 07:30 to 18:00"), Some(52));
    assert_eq!(weekly("Friday 17:00 to Monday 09:00"), Some(64));
    assert_eq!(weekly("Mon, Wed and Fri 10:00-11:00"), Some(3));
    assert_eq!(weekly("Sat-Mon"), Some(72));
    assert_eq!(weekly("weekends; Fri 18:00-24:00"), Some(54));
    for text in ["", "9", "09:00", "25:00-26:00", "Mon 09:00-", "someday 09:00-10:00", "Mon-Fri 9 to 5"] {
        assert_eq!(weekly(text), None, "{text}");
    }
    for text in ["Tuesday 09:30", "tuesdays at 9:30", "Tue, 09:30"] {
        let read = handoff(text).unwrap();
        assert_eq!(
            (read.weekday, read.time.to_string()),
            (Some(jiff::civil::Weekday::Tuesday), "09:30:00".to_owned())
        );
    }
    assert!(handoff("when they meet").is_none() && handoff("").is_none() && handoff("Mon Tue").is_none());
    assert!(
        zone("Europe/Londn").is_none()
            && zone("europe/london").is_some_and(|zone| zone.name == "Europe/London")
    );
    for text in ["2026-13-01", "2026-11-03T", "tomorrow", "2026-11-03T25:00", "2026-11-03T09:30+99:00", ""] {
        assert!(moment(text).is_none(), "{text}");
    }
}

/// So many days, from so many after the first of 2025 on.
pub fn window(rota: &Rota, day: i64, days: i64) -> (Timestamp, Timestamp) {
    let day = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
    rota.window(day, day.checked_add(jiff::Span::new().days(days)).unwrap())
}

/// The hours of a week.
fn week(hours: &Hours) -> i64 {
    let from: Timestamp = "2026-11-02T00:00Z".parse().unwrap();
    let to = from + SignedDuration::from_hours(168);
    let spans = hours.between(&TimeZone::UTC, from, to).into_iter();
    spans.map(|(start, end)| end.min(to).duration_since(start.max(from)).as_mins()).sum::<i64>() / 60
}

const ZONES: [&str; 6] =
    ["Europe/London", "Pacific/Auckland", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
const HOURS: [&str; 6] =
    ["", "24/7", "08:00-20:00", "Mon-Fri 09:00-17:00", "Fri 17:00 to Mon 09:00", "22:30-02:30"];
const EVERY: [&str; 8] =
    ["1 hour", "7 hours", "12 hours", "1 day", "1 week", "2 weeks", "1 month", "10 years"];
const HANDOFFS: [&str; 5] = ["", "10:00", "Monday 02:30", "Sunday 01:30", "00:00"];

fn any_turns() -> impl Strategy<Value = Turns> {
    (0..ZONES.len(), 0..HOURS.len(), 0..EVERY.len(), 0..HANDOFFS.len(), 1usize..5, 0i64..900).prop_map(
        |(zone, hours, every, handoff, people, day)| {
            let start = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap().to_string();
            let people = &["a", "b", "c", "d"][..people];
            turns(people, ZONES[zone], &start, EVERY[every], HANDOFFS[handoff], HOURS[hours])
        },
    )
}

fn any_dated() -> impl Strategy<Value = Dated> {
    (0i64..900 * 24, 1i64..400).prop_map(|(from, length)| {
        let from = "2025-01-01T00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(from);
        let to = from + SignedDuration::from_hours(length);
        Dated { from, to, person: "x".to_owned(), why: None, path: Vec::new() }
    })
}

/// Any rota of one layer.
pub fn any_rota() -> impl Strategy<Value = Rota> {
    let many = |most| prop::collection::vec(any_dated(), 0..most);
    let turns = prop::collection::vec(any_turns(), 0..3);
    (turns, many(6), many(6), 0..HOURS.len(), 0..ZONES.len()).prop_map(
        |(turns, dated, overrides, hours, zone)| Rota {
            zone: super::zone(ZONES[zone]).unwrap(),
            layers: vec![Layer { turns, dated, overrides, ..Layer::default() }],
            hours: super::hours(HOURS[hours]),
            ..Rota::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn at_every_instant_there_is_one_person_or_a_gap_is_told(rota in any_rota(), day in 0i64..900) {
        let day = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let (from, to) = rota.window(day, day.checked_add(jiff::Span::new().days(21)).unwrap());
        let (shifts, gaps) = (rota.shifts(0, from, to), rota.gaps(0, from, to));
        for shift in &shifts {
            prop_assert!(shift.from < shift.to && shift.to > from && shift.from < to);
        }
        prop_assert!(shifts.windows(2).all(|two| two[0].to <= two[1].from), "{shifts:?}");
        prop_assert!(gaps.windows(2).all(|two| two[0].1 <= two[1].0));
        prop_assert!(gaps.iter().all(|(start, end)| start < end && *start >= from && *end <= to));
        let begins = rota.layers[0].begins();
        let mut at = from;
        while at < to {
            let on_call = shifts.iter().filter(|shift| shift.from <= at && at < shift.to).count();
            let gap = gaps.iter().filter(|(start, end)| *start <= at && at < *end).count();
            let is_promised = begins.is_some_and(|begins| begins <= at || rota.hours.is_some());
            let is_expected = is_promised
                && rota.expected(0, from, to).iter().any(|(start, end)| *start <= at && at < *end);
            prop_assert!(on_call + gap <= 1);
            if is_expected {
                prop_assert_eq!(on_call + gap, 1, "{}", at);
            } else {
                prop_assert_eq!(gap, 0);
            }
            prop_assert_eq!(rota.at(0, at).map(|shift| shift.person), shifts.iter().find(|shift| shift.from <= at && at < shift.to).map(|shift| shift.person));
            at += SignedDuration::from_mins(9 * 60 + 13);
        }
    }

    #[test]
    fn those_who_stand_in_do_so_whenever_anybody_is_on_call(rota in any_rota(), day in 0i64..900) {
        let day = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let (from, to) = rota.window(day, day.checked_add(jiff::Span::new().days(21)).unwrap());
        let mut without = rota.clone();
        without.layers[0].overrides.clear();
        let stands_in = |at| {
            let overrides = rota.layers[0].overrides.iter().rev();
            overrides.into_iter().find(|dated| dated.from <= at && at < dated.to).map(|dated| &*dated.person)
        };
        let mut at = from;
        while at < to {
            let (with, without) = (rota.at(0, at), without.at(0, at));
            prop_assert_eq!(with.is_some(), without.is_some());
            // The one that is written last counts; whoever has the turn anyway stands in for nobody.
            let expected = without.map(|shift| stands_in(at).unwrap_or(shift.person));
            prop_assert_eq!(with.map(|shift| shift.person), expected);
            let is_override = matches!(with.map(|shift| shift.cause), Some(Cause::Override(_)));
            prop_assert!(is_override || with.map(|shift| shift.person) == without.map(|shift| shift.person));
            at += SignedDuration::from_mins(13 * 60 + 7);
        }
    }

    #[test]
    fn a_shift_is_the_same_whatever_is_looked_at(rota in any_rota(), day in 0i64..900) {
        let day = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let later = |days: i64| day.checked_add(jiff::Span::new().days(days)).unwrap();
        let (from, to) = rota.window(later(20), later(30));
        let (wide_from, wide_to) = rota.window(day, later(60));
        let mut wide = rota.shifts(0, wide_from, wide_to);
        wide.retain(|shift| shift.to > from && shift.from < to);
        prop_assert_eq!(&rota.shifts(0, from, to), &wide);
        // Also when it is remembered.
        let remembered = rota.clone();
        remembered.shown(later(10));
        prop_assert_eq!(remembered.shifts(0, from, to), wide);
        prop_assert_eq!(remembered.gaps(0, from, to), rota.gaps(0, from, to));
    }
}

fn again(layer: &Layer, from: Timestamp, to: Timestamp) -> Vec<Known> {
    let shifts = layer.shifts(from, to);
    shifts.iter().map(|shift| (shift.from.max(from), shift.to.min(to), shift.person.to_owned())).collect()
}

#[test]
fn the_rule_that_shifts_follow_is_found_with_who_stood_in() {
    let cases = [
        turns(&["a", "b", "c"], "Europe/London", "2026-02-02", "1 week", "Monday 10:00", ""),
        turns(&["a", "b", "c", "d"], "Europe/Oslo", "2026-02-05", "1 day", "09:30", ""),
        turns(&["a", "b"], "Europe/London", "2026-02-03", "2 weeks", "Tuesday 09:00", "Mon-Fri 09:00-17:00"),
        turns(&["a", "b", "c"], "Europe/London", "2026-02-02", "12 hours", "08:00", ""),
        turns(&["a", "b", "a", "c"], "Europe/London", "2026-02-02", "1 week", "Monday 10:00", "Sat-Sun"),
    ];
    for turns in cases {
        // Of two whose clocks change at once the first is taken.
        let zones = [Zone::default(), turns.zone.clone()];
        let mut rota = rota(vec![turns.clone()]);
        let (from, to) = rota.window(turns.start.date(), date(2026, 5, 11));
        let at = |hours: i64| from + SignedDuration::from_hours(hours);
        let stands_in =
            Dated { from: at(500), to: at(530), person: "x".to_owned(), why: None, path: Vec::new() };
        rota.layers[0].overrides = vec![stands_in];
        let known = again(&rota.layers[0], instant(&turns).max(from), to);
        let found = fit(&known, &zones);
        let rule = found.turns.first().unwrap_or_else(|| panic!("{turns:?}"));
        assert_eq!(
            (&rule.zone.name, &rule.people, rule.every),
            (&turns.zone.name, &turns.people, turns.every)
        );
        assert!(found.overrides.len() <= 1, "{:?}", found.overrides);
        assert_eq!(
            rule.hours.as_ref().map(|hours| hours.spans.clone()),
            turns.hours.as_ref().map(|hours| hours.spans.clone())
        );
    }
}

fn instant(turns: &Turns) -> Timestamp {
    clock::instant(&turns.zone.rules, turns.start).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_makes_the_same_shifts(rota in any_rota(), day in 0i64..900) {
        let (from, to) = window(&rota, day, 40);
        let known = again(&rota.layers[0], from, to);
        let found = fit(&known, &[Zone::default(), rota.zone.clone()]);
        let joined = |known: &[Known]| {
            let mut joined: Vec<Known> = Vec::new();
            for shift in known {
                match joined.last_mut() {
                    Some(last) if last.1 == shift.0 && last.2 == shift.2 => last.1 = shift.1,
                    _ => joined.push(shift.clone()),
                }
            }
            joined
        };
        if let (Some(first), Some(last)) = (known.first(), known.last()) {
            prop_assert_eq!(joined(&again(&found, first.0, last.1)), joined(&known));
        }
    }

    #[test]
    fn hours_that_are_written_are_read_as_they_were(spans in prop::collection::vec((0u32..336, 1u32..336), 1..6)) {
        let spans: Vec<(u32, u32)> = spans.iter().map(|(from, length)| (from * 30, from * 30 + length * 30)).collect();
        let written = Hours::of(&spans).unwrap().written();
        prop_assert_eq!(hours(&written.text).map(|hours| hours.spans), Some(written.spans), "{}", written.text);
    }

    #[test]
    fn no_calendar_is_too_odd(text in "(BEGIN:VEVENT\n|END:VEVENT\r\n|DTSTART[:;A-Z=]{0,9}[0-9TZ]{0,16}\n|DTEND:2026[0-9TZ]{0,12}\n| .{0,9}\n|SUMMARY:.{0,20}\n|RRULE:x\n|.{0,9}){0,30}") {
        let calendar = ical::read(&text);
        prop_assert!(calendar.shifts.iter().all(|shift| shift.from < shift.to));
    }
}
