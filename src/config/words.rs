//! `[words]`: what an organisation calls its units, its practices and other kinds of page.

use std::collections::BTreeMap;

/// What something is called: one of it, and several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// `squad`.
    pub one: String,
    /// `squads`.
    pub many: String,
}

impl Word {
    /// A word of which several are called as English has it.
    pub fn new(one: &str) -> Self {
        Word { one: one.to_owned(), many: plural(one) }
    }
}

/// What an organisation calls things, by `unit` or the id of a kind of page.
pub type Words = BTreeMap<String, Word>;

/// Several of what a word names: `squads`, `companies`, `glitches`, `points of view`.
fn plural(one: &str) -> String {
    if let Some((first, rest)) = one.split_once(" of ") {
        return format!("{} of {rest}", plural(first));
    }
    let vowel = |c: char| "aeiou".contains(c.to_ascii_lowercase());
    let ends = |end: &str| one.to_lowercase().ends_with(end);
    let stem = &one[..one.len() - one.chars().next_back().map_or(0, char::len_utf8)];
    if ends("y") && !stem.ends_with(vowel) {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"].into_iter().any(ends);
    format!("{one}{}", if hisses { "es" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_called_as_english_has_it() {
        for (one, many) in [
            ("squad", "squads"),
            ("company", "companies"),
            ("day", "days"),
            ("branch", "branches"),
            ("y", "ies"),
            ("correction of error", "corrections of error"),
        ] {
            assert_eq!(Word::new(one).many, many);
        }
    }
}
