//! What happened when something failed: the moments that count, and everything in between, as plain data.
//!
//! Nothing here knows where it is written.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::rota::{Wrong, Zone};
use crate::syntax::yaml::Step;

/// A failure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incident {
    /// In which its times are shown.
    pub zone: Zone,
    /// The moments that count, in their order: none of what is not known.
    pub marks: [Option<Moment>; 4],
    /// The day it happened; of the first moment, unless that is said.
    pub day: Option<Date>,
    /// How bad it was.
    pub severity: Option<String>,
    /// How far the account of it is.
    pub status: Option<Status>,
    /// Who or what noticed it.
    pub detected_by: Option<String>,
    /// When it was presented, and to whom.
    pub presented: Option<Presented>,
    /// What it meant, each with its key path.
    pub impact: Vec<(String, Vec<Step>)>,
    /// What failed, by id.
    pub services: Vec<String>,
    /// The pages that changed because of it, by path.
    pub changed: Vec<String>,
    /// What happened, in the page's order.
    pub timeline: Vec<Event>,
}

/// An incident as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// What could be read.
    pub incident: Incident,
    /// What could not.
    pub wrongs: Vec<Wrong>,
    /// Where a time says in no way which zone it is of, when nothing else says it either.
    pub unzoned: Vec<Vec<Step>>,
    /// Where the zone that a time has in the text is one that nobody knows, and its word.
    pub strange: Vec<(Vec<Step>, String)>,
    /// Where a time is one that the clocks showed twice.
    pub twice: Vec<Vec<Step>>,
}

/// The moments that count, by their keys.
pub const MARKS: [&str; 4] = ["started", "detected", "mitigated", "resolved"];

/// A moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When it was; of a day alone, its beginning.
    pub at: Timestamp,
    /// Whether only the day is known.
    pub whole_day: bool,
    /// The key path at which it is written.
    pub path: Vec<Step>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When; none when that cannot be read.
    pub at: Option<Moment>,
    /// When, as it is written.
    pub written: String,
    /// What.
    pub what: String,
    /// Where more is said of it, or how it is known.
    pub link: Option<String>,
    /// The key path of the row.
    pub path: Vec<Step>,
}

/// How far the account of a failure is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is being written.
    Draft,
    /// Others look at it.
    InReview,
    /// It was presented.
    Presented,
    /// Nothing is left to do.
    Closed,
    /// A word of the handbook's.
    Other(String),
}

impl Status {
    /// The words in front matter.
    pub const WORDS: [&str; 4] = ["draft", "in review", "presented", "closed"];

    /// What a word says.
    pub fn from_word(word: &str) -> Self {
        match &*word.trim().to_lowercase().replace(['-', '_'], " ") {
            "draft" => Status::Draft,
            "in review" | "review" => Status::InReview,
            "presented" => Status::Presented,
            "closed" => Status::Closed,
            _ => Status::Other(word.trim().to_owned()),
        }
    }

    /// The word.
    pub fn word(&self) -> &str {
        match self {
            Status::Draft => Status::WORDS[0],
            Status::InReview => Status::WORDS[1],
            Status::Presented => Status::WORDS[2],
            Status::Closed => Status::WORDS[3],
            Status::Other(word) => word,
        }
    }
}

/// When an account was presented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presented {
    /// On which day.
    pub on: Option<Date>,
    /// To whom.
    pub to: Vec<String>,
    /// The key path at which the day is written.
    pub path: Vec<Step>,
}

/// A stretch of a failure, by the two moments that bound it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Until somebody noticed.
    Detect,
    /// Until it did no more harm.
    Mitigate,
    /// Until it was over.
    Resolve,
}

impl Span {
    /// All of them; each begins when the failure did.
    pub const ALL: [Span; 3] = [Span::Detect, Span::Mitigate, Span::Resolve];

    /// What it is called in words and data.
    pub fn word(self) -> &'static str {
        match self {
            Span::Detect => "detect",
            Span::Mitigate => "mitigate",
            Span::Resolve => "resolve",
        }
    }
}

impl Incident {
    /// How many seconds it took from the beginning on; none when either end is not known to the minute.
    pub fn seconds(&self, span: Span) -> Option<i64> {
        let known = |mark: usize| self.marks[mark].as_ref().filter(|moment| !moment.whole_day);
        let end = match span {
            Span::Detect => 1,
            Span::Mitigate => 2,
            Span::Resolve => 3,
        };
        let seconds = known(end)?.at.as_second() - known(0)?.at.as_second();
        (seconds >= 0).then_some(seconds)
    }
}

/// The middle of some numbers: of two middles, what lies between.
pub fn median(numbers: &mut [i64]) -> Option<i64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    match (numbers.len() % 2, numbers.get(middle)) {
        (_, None) => None,
        (1, found) => found.copied(),
        (_, Some(upper)) => Some(i64::midpoint(numbers[middle - 1], *upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [7]), Some(7));
        assert_eq!(median(&mut [9, 1, 2]), Some(2));
        assert_eq!(median(&mut [9, 1]), Some(5));
    }

    #[test]
    fn a_status_is_a_word() {
        for word in Status::WORDS {
            assert_eq!(Status::from_word(&word.to_uppercase()).word(), word);
        }
        assert_eq!(Status::from_word("In-Review"), Status::InReview);
        assert_eq!(Status::from_word(" Open ").word(), "Open");
    }
}
