//! Items of lists, and what happened when.

use super::zones::{local_behind, short_behind};
use crate::syntax::moment::{four_digits, is_filler, written};

/// What an item of the outermost list says.
pub fn item(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches(' ');
    if line.len() - inner.len() > 1 {
        return None;
    }
    let number = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match inner.len() - number.len() {
        0 => inner.strip_prefix(['-', '*', '+'])?,
        _ => number.strip_prefix(['.', ')'])?,
    };
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// Whether an item is ticked off, if it can be, and what it says.
pub fn checkbox(inner: &str) -> (Option<bool>, &str) {
    let inner = inner.trim_start();
    let rest = |mark: &str| inner.strip_prefix(mark);
    match (rest("[ ] "), rest("[x] ").or_else(|| rest("[X] "))) {
        (Some(rest), _) => (Some(false), rest),
        (_, Some(rest)) => (Some(true), rest),
        _ => (None, inner),
    }
}

/// More characters than these are no time.
const LONGEST: usize = 48;

/// When and what of an item: `16:24 UTC - It began`; `bare` where four digits alone are a time: `1624 It began`.
pub fn event(said: &str, bare: bool) -> Option<(&str, &str)> {
    const APART: [&str; 6] = [" - ", " – ", " — ", ": ", " | ", ":** "];
    let ends = APART.iter().flat_map(|mark| said.match_indices(mark).map(|(at, mark)| (at, at + mark.len())));
    let mut ends: Vec<(usize, usize)> = ends.filter(|(end, _)| *end <= LONGEST).collect();
    ends.sort_unstable();
    let by_mark = ends.into_iter().find(|(end, _)| written(&said[..*end]).is_some());
    // `14:51 Something happened`: as many words as mean something.
    let words = || {
        let ends = said.match_indices(' ').map(|(at, _)| (at, at + 1)).take(6);
        // `2026-10-01 1200 orders failed` has no time.
        let is_number =
            |end: usize| said[..end].rsplit(' ').next().is_some_and(|it| four_digits(it).is_some());
        let is_time = |end: usize| match is_number(end) {
            true => bare && (four_digits(&said[..end]).is_some() || written(&said[..end]).is_some()),
            false => written(&said[..end]).is_some(),
        };
        // `16:24 The alarm` has its article.
        let is_whole =
            |end: usize| !said[..end].rsplit(' ').next().is_some_and(|word| is_filler(&word.to_lowercase()));
        ends.filter(|(end, _)| is_whole(*end) && is_time(*end)).last()
    };
    let (end, rest) = by_mark.or_else(words)?;
    let (end, rest) = range_end(said, end).unwrap_or((end, rest));
    let (end, rest) = zone_end(said, end).unwrap_or((end, rest));
    Some((&said[..end], said[rest..].trim_start_matches(['-', '–', '—', ':', ' ', '*', ')'])))
}

/// Where a time ends that has a zone behind it which nobody knows, up to a byte without that: `16:24 IST It began`.
fn zone_end(said: &str, end: usize) -> Option<(usize, usize)> {
    let has_zone = written(&said[..end]).is_none_or(|it| it.zone.is_some() || it.time.is_none());
    let word = local_behind(&said[end..]).or_else(|| short_behind(&said[end..])).filter(|_| !has_zone)?;
    let end = word.as_ptr() as usize - said.as_ptr() as usize + word.len();
    Some((end, end))
}

/// Where a range ends that begins with the time up to a byte, and where what follows it begins:
/// `22:00 – 22:10 It slows`.
fn range_end(said: &str, end: usize) -> Option<(usize, usize)> {
    let rest = &said[end..];
    let after = rest.trim_start_matches(['*', '_', ' ']).strip_prefix(['-', '–', '—'])?;
    let mut at = said.len() - after.trim_start().len();
    let mut last = None;
    // The time, and a zone behind it.
    for word in after.split_whitespace().take(2) {
        let word = word.trim_end_matches(':');
        let word_end = at + said[at..].find(word)? + word.len();
        let is_time = |text: &str| written(text).is_some_and(|it| it.time.is_some() && it.day.is_none());
        if !is_time(&said[said.len() - after.trim_start().len()..word_end]) {
            break;
        }
        last = Some((word_end, word_end));
        at = word_end;
    }
    last
}

/// The beginning of an item that has the form of a time, be it one or not: `25:00`, `T+5m`, `Nov 20`.
pub fn like_time(said: &str) -> Option<&str> {
    const BARE: &[char] = &['*', '_', '`', '~', '≈', '[', ']', '(', ')', ',', ';'];
    let mut at = 0;
    for word in said.split_whitespace().take(4) {
        let start = at + said[at..].find(word)?;
        at = start + word.len();
        let bare = word.trim_matches(BARE);
        let next = said[at..].trim_start();
        let ends = bare.ends_with(':') || next.starts_with(['-', '–', '—', '|']) || next.starts_with(": ");
        let bare = bare.trim_end_matches(':');
        if is_time_form(bare, ends) || (is_day_form(bare) && (ends || next.is_empty())) {
            return Some(said[..at].trim_end_matches(|c| c == ':' || BARE.contains(&c)));
        }
        if !is_day_form(bare) {
            return None;
        }
    }
    None
}

/// Whether a word has the form of a time; `ends` when it is marked off from what follows.
fn is_time_form(word: &str, ends: bool) -> bool {
    let lower = word.to_ascii_lowercase();
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &lower[digits..];
    let then_digit =
        |mark: char| rest.strip_prefix(mark).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    // `T+5m`, `T-10`.
    let since = lower.strip_prefix(['t', 'h']).and_then(|it| it.strip_prefix(['+', '-', '−']));
    // `+35m`, `+2h`.
    let later =
        lower.strip_prefix('+').map(|it| it.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':'));
    let is_later = later
        .is_some_and(|unit| matches!(unit, "m" | "min" | "h" | "s" | "d") && lower.len() > unit.len() + 1);
    // `11.45 It began`: two digits and two.
    let is_dotted = digits == 2
        && rest.len() == 3
        && rest.as_bytes()[1..].iter().all(u8::is_ascii_digit)
        && then_digit('.');
    is_later
        || is_dotted
        || since.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        || matches!(digits, 1..=2) && (then_digit(':') || matches!(rest, "am" | "pm" | "a.m." | "p.m."))
        || matches!(digits, 1..=2) && ends && (then_digit('.') || then_digit('h') || rest == "h")
        || digits == 4 && ends && matches!(rest, "" | "z" | "h" | "hrs")
        || digits == 4 && ends && rest.strip_prefix('-').is_some_and(|to| four_digits(to).is_some())
        || digits == 4 && rest.starts_with(['-', '/']) && rest.matches(['-', '/']).count() >= 2
}

/// Whether a word may stand in a day before a time: a number, a month, a day of the week.
fn is_day_form(word: &str) -> bool {
    const NAMES: [&str; 19] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue",
        "wed", "thu", "fri", "sat", "sun",
    ];
    let lower = word.trim_end_matches('.').to_ascii_lowercase();
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = matches!(digits, 1..=2) && matches!(&lower[digits..], "" | "st" | "nd" | "rd" | "th");
    let is_name = NAMES.iter().any(|name| lower.starts_with(name)) && lower.chars().all(char::is_alphabetic);
    is_number
        || is_name
            && (lower.len() <= 4 || written(&format!("1 {lower} 2026")).is_some() || lower.ends_with("day"))
}
