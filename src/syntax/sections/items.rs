//! Items of lists: what happened when, and what is to be done.

use serde_json::{Map, Value};

use crate::syntax::lift::{self, LinkMeans};
use crate::syntax::moment::written;
use crate::text::Span;

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

/// When and what of an item: `16:24 UTC - It began`.
pub fn event(said: &str) -> Option<(&str, &str)> {
    const APART: [&str; 6] = [" - ", " – ", " — ", ": ", " | ", ":** "];
    let ends = APART.iter().flat_map(|mark| said.match_indices(mark).map(|(at, mark)| (at, at + mark.len())));
    let mut ends: Vec<(usize, usize)> = ends.filter(|(end, _)| *end <= LONGEST).collect();
    ends.sort_unstable();
    let by_mark = ends.into_iter().find(|(end, _)| written(&said[..*end]).is_some());
    // `14:51 Something happened`: as many words as mean something.
    let words = || {
        let ends = said.match_indices(' ').map(|(at, _)| (at, at + 1)).take(6);
        ends.filter(|(end, _)| written(&said[..*end]).is_some()).last()
    };
    let (end, rest) = by_mark.or_else(words)?;
    Some((&said[..end], said[rest..].trim_start_matches(['-', '–', '—', ':', ' ', '*'])))
}

/// What is to be done in an item, with who and until when: `Page sooner (@ana, 2026-08-28)`.
pub fn task(said: &str, start: usize) -> (Map<String, Value>, Vec<(&'static str, Span)>) {
    let mut values = Map::new();
    let mut cells = Vec::new();
    let mut put = |key: &'static str, value: &str, at: usize| {
        values.insert(key.to_owned(), Value::from(value));
        cells.push((key, Span { start: start + at, end: start + at + value.len() }));
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    if let Some(at) = said.find('@').filter(|at| !said[..*at].ends_with(is_name)) {
        let name = said[at + 1..].split(|c| !is_name(c)).next().unwrap_or_default().trim_end_matches('.');
        if !name.is_empty() {
            put("owner", name, at + 1);
        }
    } else if let Some(at) = said.to_ascii_lowercase().find("owner:") {
        let rest = &said[at + 6..];
        let name = rest.split([',', ';', ')', '.']).next().unwrap_or_default();
        let name = lift::plain(name.trim_matches(['*', ' ']), LinkMeans::Words);
        if let Some(within) = rest.find(name).filter(|_| !name.is_empty()) {
            put("owner", name, at + 6 + within);
        }
    }
    let day = said.char_indices().find_map(|(at, _)| {
        let day = said.get(at..at + 10)?;
        day.parse::<jiff::civil::Date>().ok().map(|_| (at, day))
    });
    if let Some((at, day)) = day {
        put("due", day, at);
    }
    // What stands in parentheses at the end says by whom and until when.
    let first = cells.iter().map(|(_, span)| span.start - start).min().unwrap_or(said.len());
    let what = match said[..first].rfind(['(', '[', '–', '—']) {
        Some(open) if !said[open..first].contains([')', ']']) => &said[..open],
        _ => said,
    };
    let what = what.trim().trim_end_matches(['-', ',', ';', ':']).trim();
    if !what.is_empty() {
        values.insert("do".to_owned(), Value::from(what));
    }
    (values, cells)
}
