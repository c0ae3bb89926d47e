//! Time zones as people write them behind a time.

use jiff::tz::{Offset, TimeZone};

/// Names of offsets, in hours from UTC. Some of them have other meanings elsewhere, such as `IST`
/// and `CST`: those are not known.
const OFFSETS: [(&str, i8); 22] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("bst", 1),
    ("cet", 1),
    ("mez", 1),
    ("west", 1),
    ("cest", 2),
    ("mesz", 2),
    ("eet", 2),
    ("eest", 3),
    ("est", -5),
    ("edt", -4),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("jst", 9),
    ("aest", 10),
    ("aedt", 11),
];

/// `Z`, `UTC`, `CEST`, `+01:00`, `UTC+1`, `Europe/London`.
pub fn zone(word: &str) -> Option<TimeZone> {
    let bare = word.trim_end_matches('.');
    let lower = bare.to_lowercase();
    if let Some((_, hours)) = OFFSETS.iter().find(|(name, _)| **name == *lower) {
        return Some(TimeZone::fixed(Offset::from_hours(*hours).ok()?));
    }
    let signed = lower.strip_prefix("utc").or_else(|| lower.strip_prefix("gmt")).unwrap_or(&lower);
    let mut rest = signed.chars();
    let (sign, digits) = match rest.next()? {
        '+' => (1, rest.as_str()),
        '-' | '−' => (-1, rest.as_str()),
        _ => return bare.contains('/').then(|| TimeZone::get(bare).ok()).flatten(),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    if !hours.bytes().chain(minutes.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    let is_there = hours <= 14 && minutes < 60;
    let seconds = sign * (hours * 3600 + minutes * 60);
    is_there.then(|| Offset::from_seconds(seconds).ok().map(TimeZone::fixed)).flatten()
}

/// Whether a word, in lower case, is the name of an offset.
pub fn is_offset(word: &str) -> bool {
    OFFSETS.iter().any(|(name, _)| *name == word)
}
