//! Shifts that come, as few bytes as they need: a page lists the first of each that looks the same, and says when all of
//! them are. A browser makes the others from those.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::rota::Spell;

/// So many shifts that come are told at most: in a rota of which everybody has an hour, those of 83 days.
const MOST: usize = 2000;

/// By what two shifts look the same but for their times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looks<'r> {
    person: &'r str,
    instead: bool,
    why: Option<&'r str>,
    /// In which list of shifts, where there are several.
    of: (usize, usize),
}

impl<'r> Looks<'r> {
    /// Those of a shift.
    pub fn of(spell: &Spell<'r>) -> Self {
        let (instead, why) = spell.told();
        Looks { person: spell.person(), instead, why, of: (0, 0) }
    }

    /// The same in a layer of a page.
    pub fn within(self, page: usize, layer: usize) -> Self {
        Looks { of: (page, layer), ..self }
    }
}

/// Shifts, in the order in which they begin.
#[derive(Debug, Default)]
pub struct Coming<'r> {
    /// `LIKE:GAP.LENGTH` with blanks between, and more `.GAP.LENGTH` where there are hours between: the number of the
    /// listed shift that it looks like; the seconds from the end of the hours before to those, from 1970 for the first;
    /// and how many those are. All to the base of 36.
    pub text: String,
    looks: BTreeMap<Looks<'r>, usize>,
    listed: usize,
    told: usize,
    end: i64,
}

impl<'r> Coming<'r> {
    /// Adds one. Whether it is to be listed: for it looks as none before, or has to be.
    pub fn add(&mut self, looks: Looks<'r>, spell: &Spell<'r>, must: bool) -> bool {
        if self.told == MOST {
            return false;
        }
        self.told += 1;
        let known = self.looks.get(&looks).copied();
        let is_listed = must || known.is_none();
        let like = if is_listed { self.listed } else { known.unwrap_or_default() };
        if is_listed {
            self.looks.entry(looks).or_insert(like);
            self.listed += 1;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        push(&mut self.text, i64::try_from(like).unwrap_or_default());
        for (at, shift) in spell.shifts.iter().enumerate() {
            let (from, to) = (shift.from.as_second(), shift.to.as_second());
            self.text.push(if at == 0 { ':' } else { '.' });
            push(&mut self.text, from - self.end);
            self.text.push('.');
            push(&mut self.text, to - from);
            self.end = to;
        }
        is_listed
    }
}

/// A number to the base of 36; nothing for none.
fn push(text: &mut String, number: i64) {
    if number < 0 {
        text.push('-');
    }
    let (mut left, mut digits) = (number.unsigned_abs(), Vec::with_capacity(8));
    while left > 0 {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[(left % 36) as usize]);
        left /= 36;
    }
    text.extend(digits.iter().rev().map(|digit| char::from(*digit)));
}

/// The instants at which the hours of a turn begin and end, in seconds since 1970: `FROM/TO` with blanks between. Those of
/// many days are many, and so they are short.
pub fn spans(spell: &Spell<'_>) -> String {
    let mut spans = String::new();
    for shift in &spell.shifts {
        let blank = if spans.is_empty() { "" } else { " " };
        let _ = write!(spans, "{blank}{}/{}", shift.from.as_second(), shift.to.as_second());
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::push;

    #[test]
    fn numbers_are_written_to_the_base_of_36() {
        let written = |number| {
            let mut text = String::new();
            push(&mut text, number);
            text
        };
        for number in [1, 35, 36, 604_800, 1_795_000_000, -3600] {
            assert_eq!(i64::from_str_radix(&written(number), 36), Ok(number));
        }
        assert_eq!(written(0), "");
    }
}
