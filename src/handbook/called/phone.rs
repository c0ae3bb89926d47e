//! Numbers to call, however their digits stand apart, and with or without what is dialled from another country.

use std::ops::Range;

/// Fewer digits than these are no number of somebody's, wherever it is dialled from.
const FEWEST: usize = 8;
/// So many digits a country has at most.
const COUNTRY: usize = 3;

/// The numbers of people.
#[derive(Debug, Clone, Default)]
pub struct Phones(Vec<(String, usize)>);

impl Phones {
    /// Adds what somebody can be reached by, if that is a number.
    pub fn add(&mut self, contact: &str, person: usize) {
        let contact = contact.strip_prefix("tel:").unwrap_or(contact);
        let digits: String = contact.chars().filter(char::is_ascii_digit).collect();
        let bare = digits.trim_start_matches('0');
        if contact.chars().all(is_part) && bare.len() >= FEWEST {
            self.0.push((bare.to_owned(), person));
        }
    }

    /// Where a text has one of them, and the index of whose it is.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        let mut end = 0;
        for (start, c) in text.char_indices().filter(|_| !self.0.is_empty()) {
            let begins = (c == '+' || c.is_ascii_digit()) && !text[..start].ends_with(char::is_alphanumeric);
            if start < end || !begins {
                continue;
            }
            if let Some((stop, person)) = self.at(text, start) {
                found.push((start..stop, person));
                end = stop;
            }
        }
        found
    }

    /// Whose number begins at a byte, and where it ends.
    fn at(&self, text: &str, start: usize) -> Option<(usize, usize)> {
        let mut digits = String::new();
        for (at, c) in text[start..].char_indices().take_while(|(_, c)| is_part(*c)) {
            if !c.is_ascii_digit() {
                continue;
            }
            digits.push(c);
            let end = start + at + 1;
            if text[end..].starts_with(char::is_alphanumeric) {
                continue;
            }
            if let Some((_, person)) = self.0.iter().find(|(number, _)| is_same(number, &digits)) {
                return Some((end, *person));
            }
        }
        None
    }
}

/// Whether a number and digits are one, but for the country.
fn is_same(number: &str, digits: &str) -> bool {
    let digits = digits.trim_start_matches('0');
    let (long, short) = if number.len() < digits.len() { (digits, number) } else { (number, digits) };
    short.len() >= FEWEST && long.ends_with(short) && long.len() - short.len() <= COUNTRY
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{2011}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let mut phones = Phones::default();
        phones.add("+46 70 123 45 67", 0);
        phones.add("#checkout", 1);
        for text in
            ["+46 70 123 45 67", "+46701234567", "0046-70-123 45 67", "070-123 45 67", "tel:+46701234567"]
        {
            let found = phones.find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(text.ends_with(&text[found[0].0.clone()]), "{text}");
        }
        assert_eq!(phones.find("Call 070-123 45 67 on 2026-10-09")[0].0, 5..18);
        for text in
            ["", "+", "2026-10-09 10:00", "4670123456", "46701234567890", "701234567x1", "x0701234567"]
        {
            assert!(phones.find(text).is_empty(), "{text}");
        }
    }
}
