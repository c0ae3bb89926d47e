//! What the value of a field must be for a line that says it to leave the text.

use super::moment::{written, zone};

/// What a value must be to be understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reads {
    /// Anything: it is shown as it is.
    #[default]
    Anything,
    /// A time, with a day or without.
    Moment,
    /// A day.
    Day,
    /// A time zone.
    Zone,
    /// Rows that say what happened when.
    Events,
    /// Rows that say what is to be done.
    Tasks,
}

/// More words than these are no time that somebody meant to write.
const MOST_WORDS: usize = 6;
/// And without any number, these.
const MOST_BARE_WORDS: usize = 3;

impl Reads {
    /// Whether a value is understood.
    pub fn can(self, value: &str) -> bool {
        match self {
            Reads::Anything => true,
            Reads::Moment => written(value).is_some(),
            Reads::Day => written(value).is_some_and(|it| it.day.is_some()),
            Reads::Zone => zone(value).is_some() || jiff::tz::TimeZone::get(value.trim()).is_ok(),
            Reads::Events | Reads::Tasks => false,
        }
    }

    /// Whether a value that is not understood was meant to be: `half past four`, but not a sentence on how somebody
    /// noticed.
    pub fn is_meant(self, value: &str) -> bool {
        let words = value.split_whitespace().count();
        let has_number = value.bytes().any(|byte| byte.is_ascii_digit());
        !matches!(self, Reads::Events | Reads::Tasks)
            && words <= if has_number { MOST_WORDS } else { MOST_BARE_WORDS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_no_times() {
        assert!(Reads::Moment.can("20 November 2026 11:00 UTC"));
        assert!(Reads::Moment.can("11:00"));
        assert!(!Reads::Moment.can("half past four"));
        assert!(Reads::Moment.is_meant("half past four"));
        assert!(Reads::Moment.is_meant("2026-02-30 10:00 UTC"));
        assert!(!Reads::Moment.is_meant("An alarm on 500s fired and paged Jo."));
        assert!(!Reads::Moment.is_meant("by those on call"));
        assert!(Reads::Day.can("2026-11-02") && !Reads::Day.can("11:00"));
        assert!(Reads::Zone.can("Europe/London") && Reads::Zone.can("BST") && !Reads::Zone.can("local time"));
        assert!(Reads::Anything.can("x") && !Reads::Events.can("11:00"));
    }
}
