//! The time zone that a section speaks of, be it one that is known or not.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::syntax::moment::{written, zone};
use crate::text::Span;

/// Short names of zones that are not known here, as they mean several or change with the season.
const SHORT: [&str; 27] = [
    "ET", "CT", "MT", "PT", "IST", "CST", "AST", "NST", "ADT", "HST", "AKST", "AKDT", "SGT", "HKT", "KST",
    "NZST", "NZDT", "ACST", "ACDT", "AWST", "SAST", "MSK", "WIB", "ICT", "PHT", "PKT", "BRT",
];
/// Names that are words as well.
const REGIONS: [&str; 6] = ["eastern", "central", "mountain", "pacific", "indian", "local"];
/// Capitals that stand behind *time* and are no zone.
const NO_ZONES: [&str; 15] =
    ["HH", "MM", "SS", "HHMM", "AM", "PM", "TBD", "TBC", "TBA", "NA", "ISO", "NOT", "US", "EU", "UK"];

/// A zone that something speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its word, as it is written.
    pub word: String,
    /// Where that is.
    pub place: Span,
    /// Whether anybody knows which zone it is.
    pub is_known: bool,
}

impl Spoken {
    /// The one that a part of a text speaks of; of a heading, or the head of a table, a name alone is one.
    pub fn of(text: &str, part: &str, is_heading: bool) -> Option<Self> {
        let known = known(part);
        let word = known.or_else(|| unknown(part, is_heading))?;
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let place = Span { start, end: start + word.len() };
        Some(Spoken { word: word.to_owned(), place, is_known: known.is_some() })
    }

    /// A time with it.
    pub fn with(&self, time: &str) -> String {
        if self.is_known { format!("{time} {}", self.word) } else { format!("{time} ({})", self.word) }
    }
}

/// A time that has a zone behind it which nobody knows: without it, and that zone.
pub fn apart(whole: &str) -> Option<(&str, &str)> {
    let (time, word) = whole.trim().rsplit_once(' ')?;
    let inner = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
    let inner = inner.filter(|inner| is_capitals(inner) || REGIONS.contains(&&*inner.to_lowercase()));
    let word = inner.or_else(|| (SHORT.contains(&word) || word == "local").then_some(word))?;
    let is_time = written(time).is_some_and(|it| it.time.is_some() && it.zone.is_none());
    // `16:24 (circa)` is read as it is.
    (is_time && zone(word).is_none() && written(whole).is_none()).then_some((time, word))
}

/// Whether a word has the form of the short name of a zone.
fn is_capitals(word: &str) -> bool {
    (2..=5).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !NO_ZONES.contains(&word)
}

/// Whether clocks of a zone call it by a name that several have, at some time: `IST` that of India, `ET` and `Eastern`
/// that of New York.
pub fn is_called(rules: &TimeZone, word: &str, at: Timestamp) -> bool {
    let info = rules.to_offset_info(at);
    let own = info.abbreviation();
    let lower = word.to_lowercase();
    // `EST` and `EDT` are both `ET`.
    let is_season = own.len() == 3 && own.ends_with("ST") || own.ends_with("DT");
    let is_generic = is_season && word.len() == 2 && word.ends_with('T') && own.starts_with(&word[..1]);
    let is_region =
        own.len() == 3 && REGIONS.contains(&&*lower) && own.starts_with(&word[..1].to_uppercase());
    own == word || is_generic || is_region || lower == "local"
}

/// What to write instead of a name that nobody knows.
pub fn instead(word: &str) -> String {
    let (place, offset) = match &*word.to_lowercase() {
        "et" | "eastern" => ("America/New_York", "-05:00"),
        "ct" | "cst" | "central" => ("America/Chicago", "-06:00"),
        "mt" | "mountain" => ("America/Denver", "-07:00"),
        "pt" | "pacific" => ("America/Los_Angeles", "-08:00"),
        "ist" | "indian" => ("Asia/Kolkata", "+05:30"),
        _ => ("Europe/London", "+01:00"),
    };
    format!("write the place or the offset that is meant, such as `{place}` or `{offset}`")
}

/// The short name at the beginning of what stands behind a time: `16:24 IST It began`; or two of them, which cannot both
/// be meant: `16:24 BST/CEST`.
pub fn short_behind(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([' ', '(']);
    let is_part = |c: char| c.is_ascii_alphabetic();
    let word = rest.split(|c: char| !is_part(c)).next()?;
    let both = rest.split(|c: char| !is_part(c) && c != '/').next()?;
    let is_both = both.split('/').count() > 1 && both.split('/').all(is_capitals);
    if is_both {
        return Some(both);
    }
    SHORT.contains(&word).then_some(word)
}

/// `local` behind a time: `16:24 local time`.
pub fn local_behind(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([' ', '(']);
    rest.starts_with("local time").then(|| &rest[.."local".len()])
}

/// The word of a known zone in a text.
fn known(text: &str) -> Option<&str> {
    let is_apart = |c: char| !(c.is_alphanumeric() || matches!(c, '/' | '_' | '+' | '-' | ':'));
    let words = text.split(is_apart).map(|word| word.trim_end_matches(':')).filter(|word| word.len() > 2);
    words.into_iter().find(|word| zone(word).is_some())
}

/// The word of a zone in a text that nobody knows.
fn unknown(text: &str, is_heading: bool) -> Option<&str> {
    let words = words(text);
    let found = words.iter().enumerate().find(|(at, word)| {
        let is_led = is_led(&words, *at);
        let is_region = REGIONS.contains(&&*word.text.to_lowercase());
        let is_short = SHORT.contains(&word.text);
        let is_capitals = is_capitals(word.text);
        let is_last = word.after.trim().is_empty() || word.after.starts_with(['.', ',', ';', ')', ']', '|']);
        match is_led {
            true => is_short || (is_region && is_like_name(word.text)) || (is_capitals && is_last),
            false => is_heading && stands_alone(&words, *at, is_short, is_region),
        }
    });
    found.map(|(_, word)| word.text)
}

/// `Eastern` is a name, and `eastern` none; `local` is what people write.
fn is_like_name(word: &str) -> bool {
    word == "local" || word.starts_with(char::is_uppercase)
}

/// A word, and what stands between it and its neighbours.
struct Word<'t> {
    text: &'t str,
    before: &'t str,
    after: &'t str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '+' | '\'' | '’');
    let mut words: Vec<Word<'_>> = Vec::new();
    let (mut at, mut last) = (0, 0);
    while let Some(start) = text[at..].find(is_part).map(|start| at + start) {
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |end| start + end);
        if let Some(word) = words.last_mut() {
            word.after = &text[last..start];
        }
        words.push(Word { text: &text[start..end], before: &text[last..start], after: &text[end..] });
        (at, last) = (end, end);
    }
    words
}

/// Whether words before one speak of times: `All times are …`, `times in …`, `Time zone: …`, `Time (…)`.
fn is_led(words: &[Word<'_>], at: usize) -> bool {
    const TIMES: [&str; 8] =
        ["time", "times", "timezone", "timezones", "timestamp", "timestamps", "zone", "tz"];
    const BETWEEN: [&str; 12] =
        ["are", "is", "in", "all", "us", "shown", "given", "listed", "noted", "below", "here", "local"];
    let is_joined = |word: &Word<'_>| !word.before.contains(['.', ',', ';', '|', '?', '!']);
    for (index, word) in words[..at].iter().enumerate().rev() {
        let lower = word.text.to_lowercase();
        if !is_joined(&words[index + 1]) {
            return false;
        }
        if TIMES.contains(&&*lower) {
            return true;
        }
        // `Times are in the Eastern time zone`, but not `at this time the CST team slept`.
        let is_article = lower == "the" && words.get(at + 1).is_some_and(is_time);
        if !(is_article || BETWEEN.contains(&&*lower)) {
            return false;
        }
    }
    false
}

/// Whether a word behind the name of a zone belongs to it: `Eastern Standard Time`.
fn is_time(word: &Word<'_>) -> bool {
    matches!(&*word.text.to_lowercase(), "time" | "times" | "standard" | "daylight")
        && !word.before.contains('|')
}

/// Whether a name is all that stands in brackets, or the last of a heading: `Timeline (PT)`, `Timeline - Eastern time`.
fn stands_alone(words: &[Word<'_>], at: usize, is_short: bool, is_region: bool) -> bool {
    let word = &words[at];
    let behind = words[at + 1..].iter().take_while(|word| is_time(word)).count();
    if !(is_short || is_region && (behind > 0 || word.text != "local")) {
        return false;
    }
    let after = words[at + behind].after.trim();
    let is_closed = after.is_empty() || after.starts_with([')', ']', '|']);
    let is_opened = word.before.contains(['(', '[', ',', ':', '-', '–', '—']);
    let is_next = at > 0 && matches!(&*words[at - 1].text.to_lowercase(), "timeline" | "in");
    is_closed && (is_opened || is_next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_that_nobody_knows_are_found_where_a_zone_would_stand() {
        for (text, expected) in [
            ("Timeline (all times IST)", Some("IST")),
            ("Timeline (PT)", Some("PT")),
            ("Timeline [ET]", Some("ET")),
            ("Timeline - IST", Some("IST")),
            ("Timeline, Eastern time", Some("Eastern")),
            ("Timeline (Pacific Standard Time)", Some("Pacific")),
            ("Timeline in PT", Some("PT")),
            ("Timeline (local time)", Some("local")),
            ("| Time (IST) | Event |", Some("IST")),
            ("|Time (XYZT)|Event|", Some("XYZT")),
            ("Timeline (DRAFT)", None),
            ("Timeline (EU)", None),
            ("Timeline (UTC)", None),
            ("Timeline (Central)", Some("Central")),
            ("Timeline of the Central region", None),
            ("| Time | DRI | Event |", None),
            ("| Time (HH:MM) | PT |", None),
            ("Timeline", None),
        ] {
            let found = known(text).is_none().then(|| unknown(text, true)).flatten();
            assert_eq!(found, expected, "{text}");
        }
        for (text, expected) in [
            ("All times are Eastern.", Some("Eastern")),
            ("All times are in IST unless noted otherwise.", Some("IST")),
            ("(Times below are in US Central)", Some("Central")),
            ("Time zone: ABCT", Some("ABCT")),
            ("All times are in the Eastern time zone.", Some("Eastern")),
            ("All times are local.", Some("local")),
            ("All times are TBD.", None),
            ("All times are NOT exact", None),
            ("At this time the CST team slept.", None),
            ("In Pacific time it was early.", None),
            ("This time, PT teams were told.", None),
            ("For the first time. PT teams", None),
        ] {
            assert_eq!(unknown(text, false), expected, "{text}");
        }
    }

    #[test]
    fn zones_that_are_known_are_found_anywhere() {
        assert_eq!(known("Time (UTC)"), Some("UTC"));
        assert_eq!(known("All times are Europe/London."), Some("Europe/London"));
        assert_eq!(known("What happened at the best time"), None);
        assert_eq!(known("All times are local"), None);
    }

    #[test]
    fn zones_have_names_that_others_have_too() {
        let at = "2026-10-01T10:00Z".parse().unwrap_or_default();
        let is_called =
            |zone: &str, word: &str| is_called(&TimeZone::get(zone).unwrap_or(TimeZone::UTC), word, at);
        assert!(is_called("Asia/Kolkata", "IST") && is_called("Europe/Dublin", "IST"));
        assert!(is_called("America/New_York", "ET") && is_called("America/New_York", "Eastern"));
        assert!(is_called("America/Chicago", "local") && is_called("America/Chicago", "CT"));
        assert!(!is_called("America/New_York", "PT") && !is_called("UTC", "IST"));
    }

    #[test]
    fn a_time_is_told_apart_from_its_zone() {
        assert_eq!(apart("16:24 (IST)"), Some(("16:24", "IST")));
        assert_eq!(apart("16:24 (UTC)"), None);
        assert_eq!(apart("16:24 (circa)"), None);
        assert_eq!(apart("16:24 (later)"), None);
        assert_eq!(apart("2026-10-01 (IST)"), None);
        assert_eq!(apart("16:24 IST"), Some(("16:24", "IST")));
        assert_eq!(apart("16:24 often"), None);
        assert_eq!(short_behind(" IST It began"), Some("IST"));
        assert_eq!(short_behind(" ISTs"), None);
    }
}
