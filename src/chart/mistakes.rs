//! Mistakes in data: each sort is said once, where it is first, with how often it comes.

use std::collections::BTreeMap;

use super::fault::{At, Fault};

/// Mistakes by what sort they are, and of which column or series.
#[derive(Default)]
pub struct Mistakes(BTreeMap<(Sort, usize), Mistake>);

/// What can be wrong with data, in the order in which it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    TooFew,
    TooMany,
    Backwards,
    Again,
    Nowhere,
    NoNumber,
    NoTime,
    MaybeTime,
    OtherZone,
    OtherOffset,
    NoValue,
    Comma,
    Point,
}

struct Mistake {
    at: At,
    message: String,
    help: String,
    more: usize,
}

impl Mistakes {
    /// Notes a mistake: what is made of it is asked for only if it is the first of its sort.
    pub fn note(
        &mut self,
        sort: (Sort, usize),
        at: impl FnOnce() -> At,
        said: impl FnOnce() -> (String, String),
    ) {
        if let Some(known) = self.0.get_mut(&sort) {
            known.more += 1;
            return;
        }
        let (message, help) = said();
        self.0.insert(sort, Mistake { at: at(), message, help, more: 0 });
    }

    /// Forgets those of a sort.
    pub fn forget(&mut self, sort: Sort) {
        self.0.retain(|(other, _), _| *other != sort);
    }

    /// All of them.
    pub fn told(self) -> impl Iterator<Item = Fault> {
        self.0.into_values().map(|mistake| {
            let more = match mistake.more {
                0 => String::new(),
                1 => " (and one more row like it)".to_owned(),
                more => format!(" (and {more} more rows like it)"),
            };
            Fault::data(mistake.at, mistake.message + &more, mistake.help)
        })
    }
}
