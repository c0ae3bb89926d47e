//! Times in seconds or milliseconds since 1970 (Unix time), as monitoring exports them.

use super::numeral::number;
use super::time::Moment;

/// From 2010 to 2100: what is counted is seldom so much, and what is measured now is never outside.
const SECONDS: std::ops::Range<f64> = 1_262_304_000.0..4_102_444_800.0;

/// What a column of times is called.
const NAMES: [&str; 15] = [
    "time",
    "times",
    "timems",
    "timestamp",
    "timestampms",
    "timestamps",
    "unixtime",
    "unix",
    "epoch",
    "epochms",
    "date",
    "datetime",
    "at",
    "ts",
    "when",
];

/// What such times are counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// In a second.
    by: f64,
}

impl Epoch {
    /// Of a number that is such a time; in a column that is called by one.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        Self::plausible(text).filter(|_| NAMES.contains(&&*name.to_lowercase()))
    }

    /// Of a number that can be such a time.
    pub fn plausible(text: &str) -> Option<Self> {
        let value = number(text).filter(|_| text.len() >= 10)?;
        [1.0, 1_000.0].into_iter().find(|by| SECONDS.contains(&(value / by))).map(|by| Epoch { by })
    }

    /// Reads a time.
    pub fn moment(self, text: &str) -> Option<Moment> {
        let seconds = number(text)? / self.by;
        (seconds.abs() < SECONDS.end).then_some(Moment { seconds, offset: Some(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_times_where_they_are_called_so() {
        let seconds = |name: &str, text: &str| {
            Epoch::of(name, text).and_then(|epoch| epoch.moment(text)).map(|moment| moment.seconds)
        };
        assert_eq!(seconds("Time", "1767225600"), Some(1_767_225_600.0));
        assert_eq!(seconds("time (ms)", "1767225600500"), Some(1_767_225_600.5));
        assert_eq!(seconds("timestamp", "1767225600.25"), Some(1_767_225_600.25));
        for (name, text) in
            [("requests", "1767225600"), ("time", "250"), ("time", "1000000000"), ("at", "2026"), ("at", "x")]
        {
            assert_eq!(seconds(name, text), None, "{name} {text}");
        }
    }
}
