//! Hours of the week, such as working days from 09:00 to 17:00.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::clock::instant;

/// The minutes of a day.
pub const DAY: u32 = 24 * 60;
/// The minutes of a week.
pub const WEEK: u32 = 7 * DAY;

/// Hours of every week, by the clock on the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// From which minute of the week, which begins on Monday, until which one: in order, apart from each other. The
    /// last may reach into the next week, though not beyond where the first begins. Empty for all hours.
    pub(super) spans: Vec<(u32, u32)>,
    /// As somebody wrote them.
    pub text: String,
}

impl Hours {
    /// All hours.
    pub fn always() -> Self {
        Hours { spans: Vec::new(), text: String::new() }
    }

    /// Hours in spans of minutes of the week; each begins in the week, and may end in the next. None when there are
    /// no spans.
    pub fn of(spans: &[(u32, u32)]) -> Option<Self> {
        if spans.is_empty() {
            return None;
        }
        // What reaches into the next week is there at its beginning, too.
        let mut all: Vec<(u32, u32)> = Vec::new();
        for (from, to) in spans.iter().copied().filter(|(from, to)| from < to) {
            all.push((from, to.min(WEEK)));
            if to > WEEK {
                all.push((0, (to - WEEK).min(WEEK)));
            }
        }
        all.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (from, to) in all {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        if joined == [(0, WEEK)] {
            return Some(Hours::always());
        }
        // Sunday night goes on on Monday.
        if joined.len() > 1 && joined[0].0 == 0 && joined.last().is_some_and(|last| last.1 == WEEK) {
            let first = joined.remove(0);
            if let Some(last) = joined.last_mut() {
                last.1 = WEEK + first.1;
            }
        }
        Some(Hours { spans: joined, text: String::new() })
    }

    /// Whether they are all hours.
    pub fn is_always(&self) -> bool {
        self.spans.is_empty()
    }

    /// The same, written so that it can be read again.
    #[must_use]
    pub fn written(self) -> Self {
        if self.is_always() {
            return Hours { text: "24/7".to_owned(), ..self };
        }
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let day = |minute: u32| DAYS[(minute / DAY) as usize % 7];
        let mut parts: Vec<String> = Vec::new();
        // Days in a row with the same hours: the first, the last, and these.
        let mut row: Option<(u32, u32, (u32, u32))> = None;
        let told = |(first, last, (from, to)): (u32, u32, (u32, u32))| {
            let times = format!("{}-{}", clock(from), clock(to));
            match (first, last) {
                (0, 6) => times,
                (first, last) if first == last => format!("{} {times}", DAYS[first as usize]),
                (first, last) => format!("{}-{} {times}", DAYS[first as usize], DAYS[last as usize]),
            }
        };
        for (from, to) in &self.spans {
            let (at, times) = (from / DAY, (from % DAY, to - from / DAY * DAY));
            if times.1 > DAY {
                parts.extend(row.take().map(told));
                parts.push(format!(
                    "{} {} to {} {}",
                    day(*from),
                    clock(from % DAY),
                    day(*to),
                    clock(to % DAY)
                ));
                continue;
            }
            row = match row.take() {
                Some((first, last, same)) if last + 1 == at && same == times => Some((first, at, same)),
                before => {
                    parts.extend(before.map(told));
                    Some((at, at, times))
                }
            };
        }
        parts.extend(row.map(told));
        Hours { text: parts.join("; "), ..self }
    }

    /// The spans of time in these hours that are not over before `from`, nor begin after `to`: in order, apart.
    pub fn between(&self, zone: &TimeZone, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        if self.is_always() {
            return vec![(from, to)];
        }
        let mut found: Vec<(Timestamp, Timestamp)> = Vec::new();
        let day = zone.to_datetime(from).date();
        let back = i64::from(day.weekday().to_monday_zero_offset()) + 7;
        let Ok(mut monday) = day.checked_sub(Span::new().days(back)) else { return found };
        loop {
            let midnight = DateTime::from_parts(monday, jiff::civil::Time::midnight());
            for (start, end) in &self.spans {
                let at = |minutes: u32| {
                    let time = midnight.checked_add(Span::new().minutes(i64::from(minutes))).ok()?;
                    instant(zone, time)
                };
                let (Some(start), Some(end)) = (at(*start), at(*end)) else { return found };
                if start >= to {
                    return found;
                }
                if end > from && start < end {
                    found.push((start, end));
                }
            }
            let Ok(next) = monday.checked_add(Span::new().days(7)) else { return found };
            monday = next;
        }
    }
}
