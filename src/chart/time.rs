//! Times as data has them, and where on an axis of time a reader looks for them.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time, Weekday, date};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::months::month;

/// A time that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Seconds since 1970: of the clock on the wall where no zone is given.
    pub seconds: f64,
    /// By how many seconds its zone is ahead of UTC, if it has one.
    pub offset: Option<i32>,
}

/// Reads `2026-11-02`, `2026-11`, `2026-11-02T10:00`, `2026-11-02 10:00:30.5Z`, or one with `+01:00` or ` UTC`.
pub fn moment(text: &str) -> Option<Moment> {
    Reading::default().moment(text)
}

/// Reads many times, one after another: half a million of them are read for one chart, most on the day of the one
/// before.
#[derive(Debug, Default)]
pub struct Reading {
    day: Option<[u8; 10]>,
    midnight: f64,
}

impl Reading {
    /// Reads a time.
    pub fn moment(&mut self, text: &str) -> Option<Moment> {
        let bytes = text.as_bytes();
        let day = bytes.first_chunk::<10>();
        if day.is_none() || day != self.day.as_ref() {
            self.midnight = midnight(bytes)?;
            match day {
                Some(day) => self.day = Some(*day),
                None => return Some(Moment { seconds: self.midnight, offset: None }),
            }
        }
        if bytes.len() == 10 {
            return Some(Moment { seconds: self.midnight, offset: None });
        }
        if !matches!(bytes[10], b'T' | b't' | b' ') {
            return None;
        }
        let (seconds, at) = clock(bytes, 11)?;
        let offset = zone(&bytes[at..])?;
        Some(Moment { seconds: self.midnight + seconds - f64::from(offset.unwrap_or_default()), offset })
    }
}

/// When the day begins that a text begins with.
fn midnight(bytes: &[u8]) -> Option<f64> {
    let year = i64::from(digits(bytes, 0, 4)?);
    let month = dashed(bytes, 4)?;
    let day = if bytes.len() == 7 { 1 } else { dashed(bytes, 7)? };
    let is_day = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
    is_day.then(|| days(year, month, day) as f64 * 86_400.0)
}

/// Whether a text has the form of a day, or of a time on one, of these centuries: also of one that there is not.
pub fn looks_like(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_day = digits(bytes, 0, 4).is_some_and(|year| (1900..2200).contains(&year))
        && dashed(bytes, 4).is_some()
        && dashed(bytes, 7).is_some();
    let is_clock = |rest: &[u8]| match rest {
        [] => true,
        [b'T' | b't' | b' ', clock @ ..] => {
            clock.first().is_some_and(u8::is_ascii_digit)
                && clock.iter().all(|byte| byte.is_ascii_digit() || b":.+-Zz".contains(byte))
        }
        _ => false,
    };
    is_day && is_clock(&bytes[10..])
}

/// Whether a text is a day, a week or an hour to people, though not as it is read here: `2026/11/02`, `11/02/2026`,
/// `2.11.2026`, `2026-W45` or `09:00`.
pub fn is_meant(text: &str) -> bool {
    let is_number =
        |part: &str| matches!(part.len(), 1..=4) && part.bytes().all(|byte| byte.is_ascii_digit());
    let first = text.split([' ', 'T']).next().unwrap_or_default();
    let is_day = ['/', '.'].into_iter().any(|sign| {
        let parts: Vec<&str> = first.split(sign).collect();
        parts.len() == 3
            && parts.iter().all(|part| is_number(part))
            && (parts[0].len() == 4 || parts[2].len() == 4)
            && parts[1].len() <= 2
    });
    let week = text.split_once("-W").or_else(|| text.split_once("-w"));
    let is_week = week.is_some_and(|(year, week)| year.len() == 4 && is_number(year) && is_number(week));
    let clock: Vec<&str> = text.split(':').collect();
    let is_clock =
        matches!(clock.len(), 2 | 3) && clock.iter().all(|part| is_number(part) && part.len() <= 2);
    is_day || is_week || is_clock
}

/// Whether a text begins as a time does that people write: with a year or a day beside the name of a month
/// (`Nov 2, 2026`, `2 November`), with a day (`2026-11-02 10:00 CEST`), or with an hour (`9:00 am`). A column is one of
/// times where all of it does: the names of months alone are as far from each other as names.
pub fn begins_as_time(text: &str) -> bool {
    let is_number =
        |word: &str| matches!(word.len(), 1..=4) && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = |word: &str| is_number(word.trim_end_matches(['.', ',']).trim_end_matches(ORDINAL));
    let mut words = text.split([' ', '-', '/', ',']).filter(|word| !word.is_empty());
    let (Some(first), second) = (words.next(), words.next().unwrap_or_default()) else { return false };
    let hour = first.split_once(':').is_some_and(|(hour, rest)| {
        hour.len() <= 2
            && is_number(hour)
            && rest.len() >= 2
            && rest.as_bytes()[..2].iter().all(u8::is_ascii_digit)
    });
    hour || is_meant(text)
        || is_day(first) && is_month(second)
        || is_month(first) && is_day(second)
        || text.len() > 10 && looks_like(text.get(..10).unwrap_or_default())
        || is_weekday(first) && (is_day(second) || is_month(second))
}

/// What may stand behind the number of a day.
const ORDINAL: &[char] = &['s', 't', 'n', 'd', 'r', 'h'];

fn is_month(word: &str) -> bool {
    month(word.trim_end_matches(',')).is_some()
}

/// Whether a word is the name of a day of the week, or its beginning.
fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    word.len() >= 3 && DAYS.iter().any(|name| name.starts_with(&*word))
}

/// The seconds since midnight of a time at a byte, and where it ends.
fn clock(bytes: &[u8], at: usize) -> Option<(f64, usize)> {
    let (hour, minute) = (digits(bytes, at, 2)?, digits(bytes, at + 3, 2)?);
    if hour > 23 || minute > 59 || bytes[at + 2] != b':' {
        return None;
    }
    let mut seconds = f64::from(hour * 3_600 + minute * 60);
    let mut end = at + 5;
    if bytes.get(end) == Some(&b':') {
        let second = digits(bytes, end + 1, 2)?;
        if second > 60 {
            return None;
        }
        seconds += f64::from(second);
        end += 3;
        if bytes.get(end) == Some(&b'.') {
            let (mut unit, from) = (0.1, end + 1);
            end = from;
            while let Some(digit) = bytes.get(end).filter(|byte| byte.is_ascii_digit()) {
                seconds += f64::from(digit - b'0') * unit;
                unit /= 10.0;
                end += 1;
            }
            if end == from {
                return None;
            }
        }
    }
    Some((seconds, end))
}

/// The offset that the rest of a time gives, if there is any rest.
fn zone(rest: &[u8]) -> Option<Option<i32>> {
    // As databases write it: `10:00:00 UTC`, `10:00:00 +0100`.
    let rest = match rest {
        [b' ', rest @ ..] if !rest.is_empty() => rest,
        rest => rest,
    };
    match rest {
        [] => Some(None),
        b"Z" | b"z" | b"UTC" | b"utc" | b"GMT" => Some(Some(0)),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let minutes = match rest.len() {
                2 => 0,
                4 => digits(rest, 2, 2)?,
                5 if rest[2] == b':' => digits(rest, 3, 2)?,
                _ => return None,
            };
            let offset = (digits(rest, 0, 2)? * 3_600 + minutes * 60) as i32;
            (offset <= 64_800).then_some(Some(if *sign == b'-' { -offset } else { offset }))
        }
        _ => None,
    }
}

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?;
    let add = |sum: u32, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'));
    part.iter().try_fold(0, add)
}

fn dashed(bytes: &[u8], at: usize) -> Option<i64> {
    (bytes.get(at) == Some(&b'-')).then(|| digits(bytes, at + 1, 2).map(i64::from))?
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of a day in the Gregorian calendar, whose years are counted from March on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `+01:00`.
pub fn written_offset(seconds: Option<i32>) -> String {
    let seconds = seconds.unwrap_or_default();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What to do where one hour comes twice.
pub const CLOCKS_BACK: &str = "if the clocks went back then, write times with their zone, such as `2026-10-25T02:00+01:00`: both hours are kept";

/// Whether clocks may go back when they show a time: before four on a Sunday, which is when they do.
pub fn may_go_back(wall: f64) -> bool {
    let clock = civil(wall, &TimeZone::UTC);
    clock.hour() < 4 && clock.date().weekday() == Weekday::Sunday
}

/// What the clock on the wall shows in a zone.
pub fn civil(seconds: f64, zone: &TimeZone) -> DateTime {
    let instant = Timestamp::from_second(seconds.floor() as i64).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(instant)
}

/// By how many seconds the clock on the wall is ahead of UTC at an instant.
pub fn ahead(seconds: f64, zone: &TimeZone) -> f64 {
    let instant = Timestamp::from_second(seconds.floor() as i64).unwrap_or(Timestamp::UNIX_EPOCH);
    f64::from(zone.to_offset(instant).seconds())
}

/// By how many seconds the clock on the wall is ahead of UTC when it shows a time.
pub fn offset(wall: f64, zone: &TimeZone) -> i32 {
    let at = instant(civil(wall, &TimeZone::UTC), zone);
    if at.is_finite() { (wall.floor() - at) as i32 } else { 0 }
}

/// When the clock on the wall shows the same as at an instant, so many days later.
pub fn days_later(seconds: f64, days: f64, zone: &TimeZone) -> f64 {
    let wall = seconds + ahead(seconds, zone) + days * 86_400.0;
    wall - f64::from(offset(wall, zone))
}

/// When the clock on the wall shows a time in a zone.
fn instant(at: DateTime, zone: &TimeZone) -> f64 {
    zone.to_ambiguous_timestamp(at).compatible().map_or(f64::NAN, |instant| instant.as_second() as f64)
}

/// The same, and the second time where it shows that twice.
fn instants(at: DateTime, zone: &TimeZone) -> [Option<f64>; 2] {
    let twice = zone.to_ambiguous_timestamp(at);
    let is_twice = matches!(twice.offset(), AmbiguousOffset::Fold { .. });
    let second = twice.later().ok().filter(|_| is_twice).map(|instant| instant.as_second() as f64);
    [Some(instant(at, zone)), second]
}

/// How finely an axis of time is divided: by so many of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Seconds.
    Second(i64),
    /// Days.
    Day(i64),
    /// Months.
    Month(i64),
}

const GRAINS: [Grain; 22] = [
    Grain::Second(1),
    Grain::Second(5),
    Grain::Second(15),
    Grain::Second(30),
    Grain::Second(60),
    Grain::Second(300),
    Grain::Second(900),
    Grain::Second(1_800),
    Grain::Second(3_600),
    Grain::Second(10_800),
    Grain::Second(21_600),
    Grain::Second(43_200),
    Grain::Day(1),
    Grain::Day(2),
    Grain::Day(7),
    Grain::Day(14),
    Grain::Month(1),
    Grain::Month(3),
    Grain::Month(6),
    Grain::Month(12),
    Grain::Month(60),
    Grain::Month(240),
];

impl Grain {
    /// How many seconds lie between two, about.
    fn seconds(self) -> f64 {
        match self {
            Grain::Second(count) => count as f64,
            Grain::Day(count) => count as f64 * 86_400.0,
            Grain::Month(count) => count as f64 * 2_629_746.0,
        }
    }

    /// The last mark at or before a time.
    fn floor(self, at: DateTime) -> DateTime {
        let midnight = |day: jiff::civil::Date| day.to_datetime(Time::midnight());
        match self {
            Grain::Second(count) => {
                let time = at.time();
                let of_day =
                    i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
                let back = jiff::Span::new().seconds(of_day % count).nanoseconds(time.subsec_nanosecond());
                at.checked_sub(back).unwrap_or(at)
            }
            Grain::Day(count) if count % 7 == 0 => {
                let back = i64::from(at.date().weekday().to_monday_zero_offset());
                midnight(at.date().saturating_sub(jiff::Span::new().days(back)))
            }
            Grain::Day(_) => midnight(at.date()),
            Grain::Month(count) => {
                let months = i64::from(at.year()) * 12 + i64::from(at.month()) - 1;
                let first = months - months.rem_euclid(count);
                let (year, month) = (first.div_euclid(12), first.rem_euclid(12) + 1);
                midnight(date(year as i16, month as i8, 1))
            }
        }
    }

    fn after(self, at: DateTime) -> Option<DateTime> {
        let step = match self {
            Grain::Second(count) => jiff::Span::new().try_seconds(count),
            Grain::Day(count) => jiff::Span::new().try_days(count),
            Grain::Month(count) => jiff::Span::new().try_months(count),
        };
        at.checked_add(step.ok()?).ok()
    }
}

/// The marks of an axis from one time to another, at most so many, and how finely it is divided.
pub fn ticks(from: f64, to: f64, most: usize, zone: &TimeZone) -> (Vec<(f64, DateTime)>, Grain) {
    let fits = |grain: &&Grain| (to - from) / grain.seconds() <= most as f64;
    let grain = *GRAINS.iter().find(fits).unwrap_or(&Grain::Month(1_200));
    let mut at = grain.floor(civil(from, zone));
    let mut ticks: Vec<(f64, DateTime)> = Vec::new();
    // What the clock shows twice has two marks where those are far enough from each other, and what it leaps over none.
    for _ in 0..most * 4 {
        let [first, again] = instants(at, zone);
        if first.is_some_and(|first| first > to) {
            break;
        }
        let again = again.filter(|_| grain.seconds() < 7_200.0);
        let shown = [first, again].into_iter().flatten().filter(|seconds| (from..=to).contains(seconds));
        ticks.extend(shown.map(|seconds| (seconds, civil(seconds, zone))));
        match grain.after(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    ticks.sort_by(|one, other| one.0.total_cmp(&other.0));
    ticks.dedup_by_key(|(seconds, _)| *seconds);
    (ticks, grain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let cases = [
            ("1970-01-01", Some((0.0, None))),
            ("1970-02", Some((31.0 * 86_400.0, None))),
            ("2026-11-02T10:00", Some((1_793_613_600.0, None))),
            ("2026-11-02 10:00:30.5", Some((1_793_613_630.5, None))),
            ("2026-11-02T10:00Z", Some((1_793_613_600.0, Some(0)))),
            ("2026-11-02T10:00:00+01:00", Some((1_793_610_000.0, Some(3_600)))),
            ("2026-11-02T10:00-0330", Some((1_793_626_200.0, Some(-12_600)))),
            ("2026-02-29", None),
            ("2028-02-29", Some((1_835_395_200.0, None))),
            ("2026-13-01", None),
            ("2026-11-02T24:00", None),
            ("2026-11-02T10", None),
            ("2026-11-02T10:00+1", None),
            ("2026-11-02T10:00.5", None),
            ("2026", None),
            ("größer", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = moment(text).map(|moment| (moment.seconds, moment.offset));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn days_that_there_are_not_look_like_days() {
        for text in ["2026-02-30", "2026-13-01", "2026-11-02T24:00", "2026-11-02 10:60:00Z", "2026-11-02"] {
            assert!(looks_like(text), "{text}");
        }
        for text in ["2026-45", "1234-56-78", "2026-11-02 release", "2026-11-023", "2026", "größer"] {
            assert!(!looks_like(text), "{text}");
        }
    }

    #[test]
    fn times_that_are_written_otherwise_are_meant() {
        for text in
            ["2026/11/02", "11/02/2026", "2.11.2026", "2026-W45", "09:00", "9:00:30", "2026/11/02 10:00"]
        {
            assert!(is_meant(text), "{text}");
        }
        for text in ["1.2.3", "a/b/c", "10.0.0.1", "Mon", "1:100", "W45", "größer", ""] {
            assert!(!is_meant(text), "{text}");
        }
    }

    #[test]
    fn marks_lie_where_readers_look_for_them() {
        let zone = TimeZone::get("Europe/London").expect("a zone");
        let at = |text: &str| moment(text).expect("a time").seconds;
        // Seven days over the end of summer time: each mark is a midnight of the clock on the wall.
        let (marks, grain) = ticks(at("2026-10-21T23:00Z"), at("2026-10-29T00:00Z"), 8, &zone);
        assert_eq!(grain, Grain::Day(1));
        assert_eq!(marks.len(), 8);
        assert!(marks.iter().all(|(_, civil)| civil.hour() == 0), "{marks:?}");
        // The hour that comes twice has its marks twice.
        let (marks, grain) = ticks(at("2026-10-25T00:00Z"), at("2026-10-25T02:00Z"), 8, &zone);
        let shown: Vec<String> = marks.iter().map(|(_, at)| at.strftime("%H:%M").to_string()).collect();
        let clock = ["01:00", "01:15", "01:30", "01:45", "01:00", "01:15", "01:30", "01:45", "02:00"];
        assert_eq!((grain, &shown[..]), (Grain::Second(900), &clock.map(str::to_owned)[..]));
        // A week later by the clock is not always as many seconds later.
        let (nine, later) = (at("2026-10-20T08:00Z"), at("2026-10-27T09:00Z"));
        assert_eq!(days_later(nine, 7.0, &zone), later);
        assert_eq!(days_later(later, -7.0, &zone), nine);
        let (marks, grain) = ticks(at("2026-11-02T03:17Z"), at("2026-11-02T03:59Z"), 8, &TimeZone::UTC);
        assert_eq!((marks.len(), grain), (2, Grain::Second(900)));
        let (marks, grain) = ticks(at("2024-11"), at("2026-11"), 8, &TimeZone::UTC);
        assert_eq!((marks.len(), grain), (8, Grain::Month(3)));
        assert!(ticks(f64::MIN, f64::MAX, 8, &TimeZone::UTC).0.len() <= 32);
    }
}
