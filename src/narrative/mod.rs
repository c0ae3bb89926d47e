//! What a narrative is: which form it has, how long it is when it is printed, and what its text lacks.
//!
//! The length is worked out from what the text is made of, at the size in which the default theme prints: nothing is
//! laid out. A test holds it against a browser's pages.

mod figures;
mod length;
mod paper;
mod parts;
mod quotes;

use serde_json::Value;

use crate::syntax::front_matter::{FrontMatter, is_nothing};

pub use figures::{Figure, figures};
pub use length::{Length, Sizes, length, release_length};
pub use parts::{Lack, lacks, vague_goals};

/// The form of a narrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// At most six pages, from which a decision is made.
    SixPager,
    /// The release of what is not built yet, and questions about it.
    PrFaq,
    /// Any other.
    Free,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::SixPager, Format::PrFaq, Format::Free];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Format::SixPager => "six-pager",
            Format::PrFaq => "prfaq",
            Format::Free => "free",
        }
    }

    /// The form that a word names, however it is written: `PR/FAQ`, `6-pager`.
    pub fn of(text: &str) -> Option<Self> {
        let letters: String = text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        match &*letters {
            "sixpager" | "6pager" | "sixpage" => Some(Format::SixPager),
            "prfaq" | "prfaqs" | "pressrelease" => Some(Format::PrFaq),
            "free" | "other" => Some(Format::Free),
            _ => None,
        }
    }

    /// How many pages it may have; of a release, the release alone.
    pub fn most_pages(self) -> Option<usize> {
        match self {
            Format::SixPager => Some(6),
            Format::PrFaq => Some(1),
            Format::Free => None,
        }
    }
}

/// The key of the form.
pub const FORMAT: &str = "format";

/// The form that a page's front matter says, if it says one that is known.
pub fn format(front: &FrontMatter) -> Option<Format> {
    let said = front.others.get(FORMAT).filter(|value| !is_nothing(value));
    said.and_then(Value::as_str).and_then(Format::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_however_it_is_written() {
        for (text, expected) in [
            ("six-pager", Some(Format::SixPager)),
            ("6 pager", Some(Format::SixPager)),
            ("PR/FAQ", Some(Format::PrFaq)),
            ("Free", Some(Format::Free)),
            ("memo", None),
        ] {
            assert_eq!(Format::of(text), expected, "{text}");
        }
        assert!(Format::ALL.iter().all(|format| Format::of(format.word()) == Some(*format)));
    }
}
