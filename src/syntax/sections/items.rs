//! Items of lists: what happened when, and what is to be done.

use serde_json::{Map, Value};

use crate::syntax::lift::{self, LinkMeans};
use crate::syntax::moment::written;

use super::uses;
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
    let (end, rest) = range_end(said, end).unwrap_or((end, rest));
    Some((&said[..end], said[rest..].trim_start_matches(['-', '–', '—', ':', ' ', '*'])))
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
    since.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        || matches!(digits, 1..=2) && (then_digit(':') || matches!(rest, "am" | "pm" | "a.m." | "p.m."))
        || matches!(digits, 1..=2) && ends && (then_digit('.') || then_digit('h') || rest == "h")
        || digits == 4 && ends && matches!(rest, "" | "z" | "h" | "hrs")
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

/// What is to be done in an item, with who and until when: `Page sooner (@ana, 2026-08-28)`.
pub fn task(said: &str, start: usize) -> (Map<String, Value>, Vec<(&'static str, Span)>) {
    let mut values = Map::new();
    let mut cells = Vec::new();
    let (mut several, mut due): (Option<Value>, _) = (None, None);
    let mut put = |key: &'static str, value: &str, at: usize| {
        values.insert(key.to_owned(), Value::from(value));
        cells.push((key, Span { start: start + at, end: start + at + value.len() }));
    };
    match handles(said) {
        Some((names, at)) => {
            put("owner", &said[at.clone()], at.start);
            if let [_, _, ..] = &names[..] {
                several = Some(names.into_iter().map(Value::from).collect());
            }
        }
        None => {
            if let Some(at) = said.to_ascii_lowercase().find("owner:") {
                let rest = &said[at + 6..];
                let name = rest.split([',', ';', ')', '.']).next().unwrap_or_default();
                let name = lift::plain(name.trim_matches(['*', ' ']), LinkMeans::Words);
                if let Some(within) = rest.find(name).filter(|_| !name.is_empty()) {
                    put("owner", name, at + 6 + within);
                }
            }
        }
    }
    if let Some(day) = day_in(said) {
        put("due", &said[day.clone()], day.start);
        due = written(&said[day]).and_then(|it| it.day);
    }
    if let Some(several) = several {
        values.insert("owner".to_owned(), several);
    }
    if let Some(due) = due {
        values.insert("due".to_owned(), due.to_string().into());
    }
    // What stands in parentheses at the end says by whom and until when.
    let first = cells.iter().map(|(_, span)| span.start - start).min().unwrap_or(said.len());
    let what = match said[..first].rfind(['(', '[', '–', '—']) {
        Some(open) if !said[open..first].contains([')', ']']) => &said[..open],
        _ => &said[..remark_at(&said[..first]).unwrap_or(said.len())],
    };
    let what = what.trim().trim_end_matches(['-', ',', ';', ':', '.']).trim();
    // `[prevent] Rotate keys`
    let marked = what.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let marked = marked.and_then(|(mark, rest)| Some((uses::known(mark)?, rest.trim())));
    if let Some((used, rest)) = marked {
        values.insert("kind".to_owned(), used.into());
        values.insert("do".to_owned(), rest.into());
        return (values, cells);
    }
    if !what.is_empty() {
        values.insert("do".to_owned(), Value::from(what));
    }
    // `Prevent: …` and `(prevent, @ana)` say what it is good for.
    let first = what.split_once(':').map(|(first, _)| first.trim_matches(['*', '_', ' ']));
    if let Some(used) = first.and_then(uses::known) {
        values.insert("kind".to_owned(), used.into());
    }
    let remark = said.strip_prefix(what).unwrap_or_default();
    let used = remark.split(|c: char| !c.is_alphabetic()).find_map(uses::known);
    if let Some(used) = used.filter(|_| remark.trim_start_matches([' ', '-', ',']).starts_with(['(', '['])) {
        values.insert("kind".to_owned(), used.into());
    }
    (values, cells)
}

/// Where, in what stands before a name or a day, that is led up to: `Page sooner - @`, `Page sooner. Owner: `.
fn remark_at(head: &str) -> Option<usize> {
    let is_led = |from: usize| {
        let led = head[from..].trim_matches(['*', ' ', '@', ':', ',', '.']).to_ascii_lowercase();
        matches!(&*led, "" | "owner" | "due" | "by")
    };
    let dash = head.rfind(" - ").filter(|at| is_led(at + 3));
    let word = head.to_ascii_lowercase().rfind("owner:").filter(|at| is_led(*at));
    [dash, word].into_iter().flatten().min()
}

/// Whom an item names as `@ana`, and where: from the first to the last.
fn handles(said: &str) -> Option<(Vec<&str>, std::ops::Range<usize>)> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let mut names = Vec::new();
    let mut place: Option<std::ops::Range<usize>> = None;
    for (at, _) in said.match_indices('@').filter(|(at, _)| !said[..*at].ends_with(is_name)) {
        let name = said[at + 1..].split(|c| !is_name(c)).next().unwrap_or_default().trim_end_matches('.');
        if !name.is_empty() && !names.contains(&name) {
            let end = at + 1 + name.len();
            place = Some(place.map_or(at + 1, |place| place.start)..end);
            names.push(name);
        }
    }
    Some((names, place?))
}

/// Where an item says a day: `2026-08-28` anywhere, or another form behind a word that says until when, or in
/// parentheses at its end.
fn day_in(said: &str) -> Option<std::ops::Range<usize>> {
    const BEFORE: [&str; 7] = ["by", "due", "until", "before", "eta", "deadline", "till"];
    let plain = said.char_indices().find_map(|(at, _)| {
        let day = said.get(at..at + 10)?;
        day.parse::<jiff::civil::Date>().ok().map(|_| at..at + 10)
    });
    let remark = said.rfind('(').filter(|_| said.trim_end().ends_with(')')).unwrap_or(said.len());
    let start = |word: &str| word.as_ptr() as usize - said.as_ptr() as usize;
    let words: Vec<(usize, &str)> = said.split_whitespace().map(|word| (start(word), word)).collect();
    let is_told = |index: usize| {
        let before = index.checked_sub(1).map(|before| words[before].1.trim_matches(['(', ':', '*', ',']));
        before.is_some_and(|before| BEFORE.contains(&&*before.to_lowercase()))
    };
    let day = |(index, (start, word)): (usize, &(usize, &str))| {
        let from = start + (word.len() - word.trim_start_matches(['(', '[', '*']).len());
        if !is_told(index) && from < remark {
            return None;
        }
        // `12 May 2017` has three words.
        words[index..].iter().take(3).find_map(|(last, word)| {
            let text = said.get(from..last + word.len())?.trim_end_matches([')', ']', '.', ',', ';', '*']);
            let is_day = written(text).is_some_and(|it| it.day.is_some() && it.time.is_none());
            is_day.then(|| from..from + text.len())
        })
    };
    plain.or_else(|| words.iter().enumerate().find_map(day))
}
