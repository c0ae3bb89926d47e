//! People who take turns.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, Timestamp};

use super::clock::instant;
use super::{Every, Turns};

impl Turns {
    /// The turns that are not over before `from`, nor begin after `to`: the number of each, when it begins and when
    /// it is over. Each begins where the one before is over.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Vec<(i64, Timestamp, Timestamp)> {
        let mut found = Vec::new();
        let mut number = self.near(self.zone.rules.to_datetime(from));
        let Some(mut begins) = self.begin(number) else { return found };
        while begins < to {
            // A time that no calendar has is never.
            let ends = self.begin(number + 1).unwrap_or(Timestamp::MAX);
            if ends > from && begins < ends {
                found.push((number, begins, ends));
            }
            if ends == Timestamp::MAX {
                break;
            }
            (number, begins) = (number + 1, ends);
        }
        found
    }

    /// Whose turn it is.
    pub fn person(&self, number: i64) -> Option<&str> {
        let people = i64::try_from(self.people.len()).ok().filter(|people| *people > 0)?;
        let at = usize::try_from(number.rem_euclid(people)).ok()?;
        self.people.get(at).map(String::as_str)
    }

    /// When a turn begins.
    fn begin(&self, number: i64) -> Option<Timestamp> {
        instant(&self.zone.rules, self.begin_local(number)?)
    }

    /// When a turn begins, by the clock on the wall. A first one that begins before the hour at which it changes
    /// hands is as much shorter.
    fn begin_local(&self, number: i64) -> Option<DateTime> {
        let first = self.aligned(self.start)?;
        let whole = if first > self.start { number - 1 } else { number };
        if whole < 0 {
            return Some(self.start);
        }
        match self.every {
            Every::Hours(hours) => {
                first.checked_add(Span::new().try_hours(hours.checked_mul(whole)?).ok()?).ok()
            }
            Every::Days(days) => first.checked_add(Span::new().try_days(days.checked_mul(whole)?).ok()?).ok(),
            // The first such weekday of every month is in no month so many days after the one before.
            Every::Months(months) => {
                let months = Span::new().try_months(months.checked_mul(whole)?).ok()?;
                self.aligned(self.start.checked_add(months).ok()?)
            }
        }
    }

    /// The first time from `time` on at which it changes hands.
    fn aligned(&self, time: DateTime) -> Option<DateTime> {
        let Some(handoff) = self.handoff else { return Some(time) };
        let ahead = |weekday: Weekday| i64::from(time.date().weekday().until(weekday));
        let days = handoff.weekday.map_or(0, ahead);
        let at = on(time.date(), days, handoff.time)?;
        match at < time {
            true => on(at.date(), if handoff.weekday.is_some() { 7 } else { 1 }, handoff.time),
            false => Some(at),
        }
    }

    /// The number of a turn that begins before `time`, not long before.
    fn near(&self, time: DateTime) -> i64 {
        let (start, day) = (self.start.date(), time.date());
        let days = i64::from(start.until(day).map_or(0, |span| span.get_days()));
        // The first turn may be as long as it takes to the first handoff: up to a week. And a day has begun before.
        let passed = match self.every {
            Every::Hours(hours) => (days.saturating_sub(8)).saturating_mul(24) / hours.max(1),
            Every::Days(length) => days.saturating_sub(8) / length.max(1),
            Every::Months(months) => {
                let whole = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
                (whole(day) - whole(start)) / months.max(1)
            }
        };
        (passed - 2).max(0)
    }
}

fn on(day: Date, later: i64, time: Time) -> Option<DateTime> {
    let day = day.checked_add(Span::new().try_days(later).ok()?).ok()?;
    Some(DateTime::from_parts(day, time))
}
