//! The characters that no page may have: controls, and those that Unicode sets aside for programs.
//!
//! HTML forbids them, and browsers show nothing sensible for them. The replacement character stands in
//! their place, as CommonMark wants it of the first of them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Whether HTML forbids the character.
pub fn is_odd(c: char) -> bool {
    let noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
    noncharacter || (c.is_control() && !matches!(c, '\t' | '\n' | '\u{c}' | '\r'))
}

/// Whether `text` has such a character.
pub fn has_odd(text: &str) -> bool {
    may_have_odd(text.as_bytes()) && text.chars().any(is_odd)
}

/// Whether two bytes in a row could be of an odd character. Without branches, so that many are looked at
/// in one step: nearly all texts have none.
fn may_have_odd(bytes: &[u8]) -> bool {
    let Some((last, before)) = bytes.split_last() else { return false };
    before.iter().zip(&bytes[1..]).fold(is_control(*last), |found, (byte, next)| {
        let c1 = (*byte == 0xC2) & (*next < 0xA0);
        let noncharacter = (*byte == 0xEF) & (*next == 0xB7) | (*byte == 0xBF) & (*next >= 0xBE);
        found | is_control(*byte) | c1 | noncharacter
    })
}

fn is_control(byte: u8) -> bool {
    let blank = (byte == b'\t') | (byte == b'\n') | (byte == 0xC) | (byte == b'\r');
    ((byte < 0x20) & !blank) | (byte == 0x7F)
}

/// A name in a form in which it can be compared: neither case counts, nor whether an `ü` is one character or two, as
/// some systems write it in the names of files.
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// A name with each letter and its marks as one character, where there is one.
pub fn composed(name: &str) -> String {
    if name.is_ascii() { name.to_owned() } else { name.nfc().collect() }
}

/// Whether two names are the same, however letters with marks are written.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || (!one.is_ascii() && one.nfc().eq(other.nfc()))
}

/// `text` with the replacement character for each odd one.
pub fn printable(text: &str) -> Cow<'_, str> {
    if has_odd(text) { text.replace(is_odd, "\u{FFFD}").into() } else { text.into() }
}

/// `html` with the replacement character for each reference to an odd one (`&#1;`). Those from 128 to
/// 159 stay, as HTML gives them a meaning: `&#150;` is a dash.
pub fn without_odd_references(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, _) in html.match_indices("&#") {
        let Some((length, code)) = reference(&html[at..]) else { continue };
        let odd = code == 0 || char::from_u32(code).is_none_or(is_odd);
        if odd && !(0x80..0xA0).contains(&code) {
            out.push_str(&html[copied..at]);
            out.push('\u{FFFD}');
            copied = at + length;
        }
    }
    if copied == 0 {
        return html.into();
    }
    out.push_str(&html[copied..]);
    out.into()
}

/// The length of the numeric reference that `html` begins with, and the number.
fn reference(html: &str) -> Option<(usize, u32)> {
    let digits = html.strip_prefix("&#")?;
    let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
    let rest = digits.trim_start_matches(|c: char| c.is_digit(radix));
    let digits = &digits[..digits.len() - rest.len()];
    // A number that is too large is that of no character.
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    let length = html.len() - rest.strip_prefix(';').unwrap_or(rest).len();
    (!digits.is_empty()).then_some((length, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_replaced_wherever_they_stand() {
        for odd in [
            "\0",
            "\u{1}",
            "\u{b}",
            "\u{1f}",
            "\u{7f}",
            "\u{80}",
            "\u{9f}",
            "\u{fdd0}",
            "\u{ffff}",
            "\u{10fffe}",
        ] {
            for before in ["", "ä", &"x".repeat(511), &"§".repeat(600)] {
                let text = format!("{before}{odd}b");
                assert_eq!(printable(&text), format!("{before}\u{FFFD}b"), "{odd:?}");
            }
        }
        for fine in ["a\tb\r\nc\u{c}", "§ 5\u{a0}EUR", "（全角）\u{feff}", "😀", "\u{fdcf}\u{fdf0}"] {
            assert!(matches!(printable(fine), Cow::Borrowed(text) if text == fine), "{fine:?}");
        }
    }

    #[test]
    fn references_to_odd_characters_are_replaced() {
        for (html, expected) in [
            ("a&#1;b&#x1F;c", "a\u{FFFD}b\u{FFFD}c"),
            ("&#xfdd0;0&#64977", "\u{FFFD}0\u{FFFD}"),
            ("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("&#39;&#x2014;&#150;&#;&#x;&#10;", "&#39;&#x2014;&#150;&#;&#x;&#10;"),
        ] {
            assert_eq!(without_odd_references(html), expected, "{html}");
        }
    }
}
