//! Times, durations and hours as people write them. What cannot be read is none; whoever asks says what is needed.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;

use super::hours::{DAY, Hours, WEEK};
use super::{Zone, clock};
use crate::syntax::moment::written;

/// How long a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Every {
    Hours(i64),
    Days(i64),
    Months(i64),
}

/// When a turn changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handoff {
    /// On which day of the week; none when that is not said.
    pub weekday: Option<Weekday>,
    /// At which time.
    pub time: Time,
}

/// A time as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// A day.
    Day(Date),
    /// A time on the wall.
    Local(DateTime),
    /// A time that says its zone.
    Instant(Timestamp),
}

impl Moment {
    /// The instant that is meant in a zone; of a day, the one at this time.
    pub fn instant(self, zone: &TimeZone, time: Time) -> Option<Timestamp> {
        match self {
            Moment::Day(day) => clock::instant(zone, day.to_datetime(time)),
            Moment::Local(local) => clock::instant(zone, local),
            Moment::Instant(instant) => Some(instant),
        }
    }

    /// What clocks in a zone show then; of a day, this time.
    pub fn local(self, zone: &TimeZone, time: Time) -> DateTime {
        match self {
            Moment::Day(day) => day.to_datetime(time),
            Moment::Local(local) => local,
            Moment::Instant(instant) => zone.to_datetime(instant),
        }
    }
}

/// A time zone by its name: `Europe/London`.
pub fn zone(text: &str) -> Option<Zone> {
    let rules = TimeZone::get(text.trim()).ok()?;
    // As it is called there, not as it is written here.
    let name = rules.iana_name().unwrap_or("UTC").to_owned();
    Some(Zone { name, rules })
}

/// `2026-11-03`, `2026-11-03T09:30`, `2026-11-03 09:30`, with `Z` or `+01:00` after a time; and days in words, such as
/// `3 November 2026` and `3 November 2026, 09:30 CET`.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    in_numbers(text).or_else(|| in_words(text))
}

fn in_words(text: &str) -> Option<Moment> {
    // Two times, or one that is not certain, are no time at which somebody takes over.
    const VAGUE: [&str; 11] =
        ["to", "until", "till", "about", "around", "approx", "approximately", "ca", "circa", "before", "-"];
    let is_vague = |word: &str| VAGUE.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    if text.contains(['–', '—', '~', '≈']) || text.split_whitespace().any(is_vague) {
        return None;
    }
    let found = written(text)?;
    let local = found.day?.to_datetime(found.time.unwrap_or(Time::midnight()));
    Some(match (found.time, found.zone) {
        (None, None) => Moment::Day(found.day?),
        (Some(_), None) => Moment::Local(local),
        (None, Some(_)) => return None,
        (Some(_), Some(zone)) => Moment::Instant(clock::instant(&zone, local)?),
    })
}

fn in_numbers(text: &str) -> Option<Moment> {
    if let Some(day) = text.parse().ok().filter(|_| text.len() == 10) {
        return Some(Moment::Day(day));
    }
    let is_instant =
        text.ends_with(['Z', 'z']) || text.get(11..).is_some_and(|time| time.contains(['+', '-']));
    if is_instant {
        return text.parse().ok().map(Moment::Instant);
    }
    let (day, at) = text.split_at_checked(10)?;
    let at = at.strip_prefix(['T', 't', ' '])?;
    Some(Moment::Local(day.parse::<Date>().ok()?.to_datetime(time(at)?)))
}

/// `1 week`, `2 weeks`, `12 hours`, `a month`, `daily`.
pub fn every(text: &str) -> Option<Every> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("every ").unwrap_or(&text);
    match text {
        "hourly" => return Some(Every::Hours(1)),
        "daily" => return Some(Every::Days(1)),
        "weekly" => return Some(Every::Days(7)),
        "fortnightly" | "fortnight" | "a fortnight" => return Some(Every::Days(14)),
        "monthly" => return Some(Every::Months(1)),
        _ => {}
    }
    let (count, unit) = counted(text)?;
    let every = match unit {
        "h" | "hour" | "hours" => Every::Hours(count),
        "d" | "day" | "days" => Every::Days(count),
        "w" | "week" | "weeks" => Every::Days(count * 7),
        "month" | "months" => Every::Months(count),
        "year" | "years" => Every::Months(count * 12),
        _ => return None,
    };
    Some(every)
}

/// A duration in minutes: `5 minutes`, `1 hour`, `2 days`; working days count as days.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if matches!(&*text, "at once" | "immediately" | "now") {
        return Some(0);
    }
    let text = text.strip_prefix("within ").unwrap_or(&text);
    let (count, unit) = counted_from(text, 0)?;
    let minutes = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" | "working day" | "working days" | "business day" | "business days" => 24 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60,
        _ => return None,
    };
    Some(count * minutes)
}

/// Whether a text says that somebody answers, though not in how many minutes.
pub fn is_some_day(text: &str) -> bool {
    const SOME: [&str; 6] = [
        "same day",
        "the same day",
        "next working day",
        "the next working day",
        "next business day",
        "best effort",
    ];
    SOME.contains(&&*text.trim().to_lowercase())
}

fn counted(text: &str) -> Option<(i64, &str)> {
    counted_from(text, 1)
}

/// A number and what follows it; `a` is one, and so is nothing.
fn counted_from(text: &str, least: i64) -> Option<(i64, &str)> {
    let rest =
        text.strip_prefix("an ").or_else(|| text.strip_prefix("a ")).or_else(|| text.strip_prefix("one "));
    if let Some(unit) = rest {
        return Some((1, unit.trim()));
    }
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    if end == 0 {
        return Some((1, text));
    }
    let count: i64 = text[..end].parse().ok().filter(|count| (least..=100_000).contains(count))?;
    Some((count, text[end..].trim()))
}

/// `Tuesday 09:30`, `09:30`, `Tuesday`.
pub fn handoff(text: &str) -> Option<Handoff> {
    let mut handoff = Handoff { weekday: None, time: Time::midnight() };
    let mut is_timed = false;
    for word in words(text) {
        match (weekday(&word), time(&word)) {
            (Some(day), _) if handoff.weekday.is_none() => handoff.weekday = Some(day),
            (None, Some(time)) if !is_timed => (handoff.time, is_timed) = (time, true),
            (None, None) if matches!(&*word, "at" | "on" | "every" | ",") => {}
            _ => return None,
        }
    }
    (is_timed || handoff.weekday.is_some()).then_some(handoff)
}

/// `24/7`, `05:00 to 22:00`, `Mon-Fri 09:00-17:00`, `Friday 17:00 to Monday 09:00`, `weekends`, and several of them
/// with commas between.
pub fn hours(text: &str) -> Option<Hours> {
    const ALWAYS: [&str; 6] = ["24/7", "24x7", "24×7", "always", "all hours", "around the clock"];
    let text = text.trim();
    if ALWAYS.contains(&&*text.to_lowercase()) {
        return Some(Hours { text: text.to_owned(), ..Hours::always() });
    }
    let words = words(text);
    let (mut at, mut spans) = (0, Vec::new());
    while at < words.len() {
        if matches!(&*words[at], "," | ";" | "and") {
            at += 1;
            continue;
        }
        at = span(&words, at, &mut spans)?;
    }
    Some(Hours { text: text.to_owned(), ..Hours::of(&spans)? })
}

/// Reads one span of hours; where the next one begins.
fn span(words: &[String], mut at: usize, spans: &mut Vec<(u32, u32)>) -> Option<usize> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut days: Vec<u32> = Vec::new();
    loop {
        let some: Vec<u32> = match word(at) {
            "weekdays" | "workdays" => (0..5).collect(),
            "working" if word(at + 1) == "days" => {
                at += 1;
                (0..5).collect()
            }
            "weekend" | "weekends" => vec![5, 6],
            "daily" => (0..7).collect(),
            "every" if word(at + 1) == "day" => {
                at += 1;
                (0..7).collect()
            }
            one => {
                let Some(first) = weekday(one).map(of_week) else { break };
                match (word(at + 1), weekday(word(at + 2))) {
                    ("-", Some(last)) => {
                        at += 2;
                        let length = (of_week(last) + 7 - first) % 7;
                        (first..=first + length).map(|day| day % 7).collect()
                    }
                    _ => vec![first],
                }
            }
        };
        days.extend(some);
        at += 1;
        // `Mon, Wed 09:00-17:00`: days follow a comma as long as no time came before it.
        if matches!(word(at), "," | "and") && is_day(word(at + 1)) {
            at += 1;
        }
    }
    if matches!(word(at), "from" | "at") {
        at += 1;
    }
    let Some(from) = minute(word(at)) else {
        spans.extend(days.iter().map(|day| (day * DAY, (day + 1) * DAY)));
        return (!days.is_empty()).then_some(at);
    };
    if word(at + 1) != "-" {
        return None;
    }
    if let Some(last) = weekday(word(at + 2)) {
        // `Friday 17:00 to Monday 09:00`
        let [first] = days[..] else { return None };
        let (start, end) = (first * DAY + from, of_week(last) * DAY + minute(word(at + 3))?);
        spans.push((start, if end > start { end } else { end + WEEK }));
        return Some(at + 4);
    }
    let to = minute(word(at + 2))?;
    let length = if to > from { to - from } else { to + DAY - from };
    let days = if days.is_empty() { (0..7).collect() } else { days };
    spans.extend(days.iter().map(|day| (day * DAY + from, day * DAY + from + length)));
    Some(at + 3)
}

fn is_day(word: &str) -> bool {
    weekday(word).is_some() || matches!(word, "weekdays" | "workdays" | "weekend" | "weekends")
}

/// The words of a text: dashes and commas are words, and so is what stands for a dash.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['–', '—', '−'], "-");
    let text = text.replace('-', " - ").replace(',', " , ").replace(';', " ; ");
    let words = text.split_whitespace().map(|word| match word {
        "to" | "until" | "till" | "through" => "-",
        word => word,
    });
    words.map(str::to_owned).collect()
}

/// A day of the week by its name, in full, in short, or in the plural.
fn weekday(word: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    let word = word.strip_suffix('s').filter(|one| one.ends_with("day")).unwrap_or(&word);
    let is_meant =
        |name: &&str| *name == word || (word.len() >= 3 && word.len() <= 5 && name.starts_with(word));
    DAYS.into_iter().find(|(name, _)| is_meant(name)).map(|(_, day)| day)
}

fn of_week(day: Weekday) -> u32 {
    u32::from(day.to_monday_zero_offset().unsigned_abs())
}

/// `09:30`, `9:30`, `9:30:00`.
fn time(text: &str) -> Option<Time> {
    let is_number = |part: &&str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let number = |part: &str| Some(part).filter(is_number)?.parse::<i8>().ok();
    let parts: Vec<&str> = text.trim().split(':').collect();
    match parts[..] {
        [hour, minute] => Time::new(number(hour)?, number(minute)?, 0, 0).ok(),
        [hour, minute, second] => Time::new(number(hour)?, number(minute)?, number(second)?, 0).ok(),
        _ => None,
    }
}

/// The minute of the day of a time; midnight may be 24:00.
fn minute(word: &str) -> Option<u32> {
    if word == "24:00" {
        return Some(DAY);
    }
    let time = time(word)?;
    Some(u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs()))
}
