//! What is wrong with a chart: a message without a rule, as who asked for it knows what that is.

use crate::text::Place;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// Whether the data is wrong, and not what is asked of it.
    pub of_data: bool,
    /// What is wrong.
    pub message: String,
    /// What to do; empty when the message says it.
    pub help: String,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq)]
pub enum At {
    /// What is asked for as a whole.
    All,
    /// A value in it.
    Keys(Vec<Key>),
    /// A line of the data that is the value of a key, from 0, and what is wrong there.
    Line(Vec<Key>, usize, String),
    /// A file.
    Place(Place),
}

/// A step to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The value of a key.
    Name(String),
    /// A key itself.
    Itself(String),
    /// An item of a list, from 0.
    Index(usize),
}

impl Fault {
    /// Something wrong with what is asked for.
    pub fn asked(at: At, message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault { at, of_data: false, message: message.into(), help: help.into() }
    }

    /// Something wrong with the data.
    pub fn data(at: At, message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault { at, of_data: true, message: message.into(), help: help.into() }
    }

    /// The same further down: `above` leads to what was asked.
    #[must_use]
    pub fn below(mut self, above: &[Key]) -> Self {
        match &mut self.at {
            At::Keys(keys) | At::Line(keys, ..) => {
                *keys = above.iter().cloned().chain(keys.drain(..)).collect();
            }
            At::All => self.at = At::Keys(above.to_vec()),
            At::Place(_) => {}
        }
        self
    }
}
