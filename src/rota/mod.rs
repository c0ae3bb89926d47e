//! Who is on call when: rotas as plain data, and the shifts that they make.
//!
//! Nothing here knows where a rota is written. Times of a rota are those of the clock on the wall in its time zone:
//! a handoff at 10:00 is at 10:00 in summer and in winter, and the shift across a change of the clock an hour
//! shorter or longer. Shifts are instants. They are computed for a window of time and never kept, so that what a
//! rota costs depends on how much of it is looked at.

mod clock;
mod fit;
mod hours;
pub mod ical;
mod load;
mod memo;
mod shifts;
mod turns;
mod written;

#[cfg(test)]
pub mod tests;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::syntax::yaml::Step;

pub use fit::{Known, fit, weight};
pub use hours::Hours;
pub use load::Load;
pub use memo::Memo;
pub use shifts::{AHEAD, Cause, Shift, Spell};
pub use written::{Every, Handoff, Moment, duration, every, handoff, hours, is_some_day, moment, zone};

/// Who is on call when, and who is called when they do not answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rota {
    /// The time zone that its times are meant in.
    pub zone: Zone,
    /// Those who are on call at the same time, in the order in which they are called.
    pub layers: Vec<Layer>,
    /// When somebody is to be there; none when the rota does not say.
    pub hours: Option<Hours>,
    /// What it answers for, by id.
    pub services: Vec<String>,
    /// Who is called when nobody answers, in order.
    pub escalation: Vec<Rung>,
    /// How bad things can be.
    pub severities: Vec<Severity>,
    /// Within which time somebody answers, if that is the same for all.
    pub response: Option<String>,
}

/// A rota as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// What could be read.
    pub rota: Rota,
    /// What could not.
    pub wrongs: Vec<Wrong>,
}

/// Something that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// The key path at which it is written.
    pub path: Vec<Step>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A time zone by its name; without one, that of UTC.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// As the tz database calls it.
    pub name: String,
    /// Its rules.
    pub rules: TimeZone,
}

impl Default for Zone {
    fn default() -> Self {
        Zone { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }
}

/// One person at a time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// What it is called; empty for the only one.
    pub name: String,
    /// The key path at which it is written first.
    pub path: Vec<Step>,
    /// Who takes turns in it, each once, also where nobody knows when.
    pub people: Vec<String>,
    /// Who takes turns. Where two hold at once, the one that started later does.
    pub turns: Vec<Turns>,
    /// Shifts that no rule makes. They go before turns; of two at once the one that is written later does.
    pub dated: Vec<Dated>,
    /// Who stands in for whoever would be on call. They go before all else, and add no hours.
    pub overrides: Vec<Dated>,
    /// Whether something that is written of it cannot be read, so that nobody is named.
    pub is_unreadable: bool,
    /// What was computed already.
    pub memo: Memo,
}

/// Why nobody is on call in a layer, not now nor soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// Something that is written of it cannot be read.
    Unreadable,
    /// Its first shift begins then.
    Begins(Timestamp),
    /// Its last shift ended then.
    Ended(Timestamp),
}

/// People who take turns.
#[derive(Debug, Clone, PartialEq)]
pub struct Turns {
    /// Their ids, in their order.
    pub people: Vec<String>,
    /// The time zone of its times.
    pub zone: Zone,
    /// When the first turn begins.
    pub start: DateTime,
    /// How long a turn is.
    pub every: Every,
    /// When it changes hands, if that is not when the first turn began.
    pub handoff: Option<Handoff>,
    /// Whether it is written at which time it changes hands; where it is not, days do.
    pub is_timed: bool,
    /// The hours in which it holds; none for all.
    pub hours: Option<Hours>,
}

/// A shift of which the times are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over; later than that.
    pub to: Timestamp,
    /// Who is on call.
    pub person: String,
    /// Why.
    pub why: Option<String>,
    /// The key path at which it is written.
    pub path: Vec<Step>,
}

/// Somebody who is called when nobody has answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// So many minutes after the first call; none when that is not said.
    pub after: Option<i64>,
    /// Who.
    pub to: Callee,
    /// The key path at which it is written.
    pub path: Vec<Step>,
}

/// Who is called.
#[derive(Debug, Clone, PartialEq)]
pub enum Callee {
    /// Whoever is on call in the layer of this index.
    Layer(usize),
    /// The person or the unit of this id.
    Named(String),
    /// A channel, a number, an address: whatever nobody is called.
    Channel(String),
}

/// How bad something can be.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// What it is called.
    pub name: String,
    /// What it is, in a sentence.
    pub means: Option<String>,
    /// Within which time somebody answers.
    pub response: Option<String>,
    /// Everything else that is said of it, by its name.
    pub others: Vec<(String, String)>,
    /// The key path at which it is written.
    pub path: Vec<Step>,
}

impl Zone {
    /// What a clock there shows: `2026-12-07 10:00`.
    pub fn clock(&self, at: Timestamp) -> String {
        let local = self.rules.to_datetime(at);
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    }
}

impl Rota {
    /// Whether anybody's shifts are known.
    pub fn is_known(&self) -> bool {
        self.layers.iter().any(Layer::is_known)
    }
}

impl Layer {
    /// Why nobody is on call at an instant nor soon after, where that is so of the whole layer.
    pub fn nobody(&self, at: Timestamp) -> Option<Nobody> {
        if self.is_unreadable {
            return Some(Nobody::Unreadable);
        }
        if let Some(begins) = self.begins().filter(|begins| *begins > at) {
            return Some(Nobody::Begins(begins));
        }
        let ended = self.dated.iter().map(|dated| dated.to).max().filter(|ended| *ended <= at);
        ended.filter(|_| self.turns.iter().all(|turns| turns.people.is_empty())).map(Nobody::Ended)
    }

    /// Whether anybody's shifts are known.
    pub fn is_known(&self) -> bool {
        self.turns.iter().any(|turns| !turns.people.is_empty()) || !self.dated.is_empty()
    }
}
