//! Items of lists of what is to be done: what, and in a remark behind it who does it, until when and how far it is.
//!
//! What a remark says that means nothing here stays in the text.

use std::ops::Range;

use serde_json::{Map, Value};

use super::answers::{is_no_answer, owners};
use super::states::{BOXES, TICKS, state_word};
use super::{Form, uses};
use crate::syntax::lift::{self, LinkMeans};
use crate::syntax::moment::written;
use crate::text::Span;

/// Values by key, and where they are.
pub type Said = (Map<String, Value>, Vec<(&'static str, Span)>);

/// So many remarks an item has at most.
pub(super) const MOST: usize = 6;

/// What is to be done in an item, with who and until when: `Page sooner (@ana, 2026-08-28)`.
pub fn task(said: &str, start: usize) -> Said {
    let mut task = Task { said, start, told: Told::default(), cells: Vec::new() };
    let head = task.state_before(said.trim());
    let what = task.remarks(head);
    task.within(&what);
    task.values(&what)
}

/// What a line below an item says of it: `Owner: Ana`, `Due: 2026-08-28`, `Ticket: PAY-1`.
pub fn more(said: &str, start: usize) -> Option<Said> {
    const LINKS: [&str; 6] = ["ticket", "link", "issue", "bug", "jira", "tracked in"];
    let label = LINKS.iter().find_map(|label| after_label(said, label));
    if let Some((true, link)) = label.filter(|(_, link)| !is_no_answer(link, Form::Tasks, "link")) {
        return Some(([("link".to_owned(), Value::from(link))].into_iter().collect(), Vec::new()));
    }
    // `responsible teams meet` is a text.
    if !(said.contains(':') || said.starts_with('@') || whole_day(said).is_some()) {
        return None;
    }
    let mut task = Task { said, start, told: Told::default(), cells: Vec::new() };
    let (untold, is_told) = task.parts(said);
    (is_told && untold.is_empty()).then(|| task.values(""))
}

struct Task<'t> {
    said: &'t str,
    /// Where it begins.
    start: usize,
    told: Told,
    cells: Vec<(&'static str, Span)>,
}

/// What remarks say.
#[derive(Default)]
struct Told {
    owners: Vec<Value>,
    due: Option<String>,
    done: Option<String>,
    status: Option<String>,
    reason: Option<String>,
    kind: Option<&'static str>,
}

/// Something behind what is to be done.
pub(super) struct Remark<'t> {
    /// Where it begins.
    pub start: usize,
    pub inner: &'t str,
    /// What stands around it.
    pub around: (&'static str, &'static str),
}

impl<'t> Task<'t> {
    /// Takes the word or the sign before a text that says how far it is: `DONE: …`, `✅ …`.
    fn state_before<'h>(&mut self, head: &'h str) -> &'h str {
        let ticked = head.trim_start_matches(['*', '_']).strip_prefix(TICKS);
        if let Some(rest) = ticked {
            self.told.status = Some("done".to_owned());
            return rest.trim_start_matches(['\u{fe0f}', ' ', ':', '-', '–', '*', '_']);
        }
        let inside = |open, close| head.strip_prefix(open)?.split_once(close);
        let marked = inside("[", "] ").or_else(|| inside("**", "**")).or_else(|| inside("(", ") "));
        let led = || [": ", " - ", " – ", " — "].iter().find_map(|mark| head.split_once(mark));
        // `[~] …`, as some hosts tick off what does not apply.
        if let Some(rest) = head.strip_prefix("[~] ") {
            self.told.status = Some("dropped".to_owned());
            return rest.trim_start();
        }
        // A box in a picture is an empty one.
        if let Some(rest) = head.strip_prefix(BOXES) {
            self.told.status = Some("open".to_owned());
            return rest.trim_start_matches(['\u{fe0f}', ' ', ':', '-', '–']);
        }
        for (word, rest) in [marked, led()].into_iter().flatten() {
            if let Some(state) = state_word(word.trim_end_matches(':')) {
                self.told.status = Some(state);
                return rest.trim_start_matches([':', '-', '–', '—', ' ']);
            }
        }
        head
    }

    /// Takes what the remarks behind a text say; what is left of it.
    fn remarks(&mut self, head: &str) -> String {
        let mut rest = head;
        let mut kept: Vec<String> = Vec::new();
        for _ in 0..MOST {
            let ticked = rest.trim_end_matches(['.', ' ', '\u{fe0f}']);
            if let Some(before) = ticked.strip_suffix(TICKS).filter(|before| !before.trim().is_empty()) {
                self.told.status.get_or_insert_with(|| "done".to_owned());
                rest = before;
            }
            let Some(remark) = last_remark(rest) else { break };
            let before = &rest[..remark.start];
            if before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
                break;
            }
            let (untold, is_told) = self.parts(remark.inner);
            if !is_told {
                kept.push(rest[remark.start..].to_owned());
                rest = before;
                continue;
            }
            if !untold.is_empty() {
                kept.push(format!(" {}{}{}", remark.around.0, untold.join(", "), remark.around.1));
            }
            rest = before.trim_end_matches(['-', '–', '—', ',', ';', ':', '.', ' ', '*', '_']);
            // A mark that something else in the text began is part of that.
            if before[rest.len()..].starts_with(['*', '_']) {
                rest = before.trim_end();
            }
        }
        kept.push(rest.to_owned());
        kept.reverse();
        let mut whole = String::new();
        for part in kept {
            // A label that is bare begins a word.
            whole.truncate(whole.trim_end().len());
            if !whole.is_empty() && !part.starts_with(' ') {
                whole.push(' ');
            }
            whole.push_str(&part);
        }
        whole.trim().trim_end_matches(['-', ',', ';', ':', '.']).trim().to_owned()
    }

    /// Takes what the parts of a remark say: those that say nothing, and whether any says something.
    fn parts<'r>(&mut self, inner: &'r str) -> (Vec<&'r str>, bool) {
        let parts = parts(inner);
        let (mut untold, mut is_told, mut at) = (Vec::new(), false, 0);
        while let Some(place) = parts.get(at).cloned() {
            at += 1;
            let part = &inner[place.clone()];
            // `May 12, 2027` is one.
            let both = parts.get(at).map(|next| &inner[place.start..next.end]);
            if both.is_some_and(|both| self.due(both)) {
                at += 1;
                is_told = true;
            } else if self.owner(part) || self.due(part) || self.state(part) || self.kind(part) {
                is_told = true;
            } else if !part.is_empty() {
                untold.push(part);
            }
        }
        (untold, is_told)
    }

    fn put(&mut self, key: &'static str, value: &str) {
        // What is left of a text is no part of it.
        let within = self.said.find(value);
        let cell =
            within.map(|at| (key, Span { start: self.start + at, end: self.start + at + value.len() }));
        self.cells.extend(cell);
    }

    /// `@ana`, `@ana and @bo`, `owner: Bo Li`, `assigned to bo`.
    fn owner(&mut self, part: &str) -> bool {
        if let Some((names, place)) = handles(part) {
            let before = part[..place.start].trim_end_matches('@');
            let between =
                names.iter().fold(part[place.clone()].to_owned(), |text, name| text.replace(name, ""));
            let is_bare = |text: &str| {
                let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
                words.into_iter().all(|word| matches!(&*word.to_lowercase(), "and" | "owner" | "by" | "dri"))
            };
            if [before, &between, &part[place.end..]].into_iter().all(is_bare) {
                self.put("owner", &part[place]);
                self.told.owners.extend(names.into_iter().map(Value::from));
                return true;
            }
        }
        const LABELS: [&str; 6] = ["owner", "assignee", "assigned to", "assigned", "responsible", "dri"];
        let Some((is_marked, name)) = LABELS.iter().find_map(|label| after_label(part, label)) else {
            return false;
        };
        let name = lift::plain(name, LinkMeans::Words);
        if name.is_empty() || !is_marked && name.split_whitespace().count() > 3 {
            return false;
        }
        if !is_no_answer(name, Form::Tasks, "owner") {
            self.put("owner", name);
            match owners(name) {
                Value::Array(names) => self.told.owners.extend(names),
                name => self.told.owners.push(name),
            }
        }
        true
    }

    /// `2026-12-10`, `due 10 December 2026`.
    fn due(&mut self, part: &str) -> bool {
        const LABELS: [&str; 10] =
            ["due date", "due by", "due", "by", "until", "before", "eta", "deadline", "till", "target"];
        let labelled = LABELS.iter().find_map(|label| after_label(part, label)).map(|(_, day)| day);
        let said = labelled.unwrap_or(part).trim_matches(['*', '_', '`', ' ', '.']);
        if labelled.is_some() && is_no_answer(said, Form::Tasks, "due") {
            return true;
        }
        let Some(day) = whole_day(said).filter(|_| self.told.due.is_none()) else { return false };
        self.put("due", said);
        self.told.due = Some(day);
        true
    }

    /// `done`, `done 2026-11-22`, `status: in progress`.
    fn state(&mut self, part: &str) -> bool {
        let label = ["status", "state"].iter().find_map(|label| after_label(part, label));
        let said = label.map_or(part, |(_, said)| said).trim_matches(['*', '_', '`', ' ', '.']);
        if self.told.status.is_some() && self.told.done.is_some() {
            return false;
        }
        if let Some(state) = state_word(said) {
            self.told.status.get_or_insert(state);
            return true;
        }
        // A day behind a word that says that it is done, with or without more behind that.
        let Some((word, rest)) = said.split_once([' ', ':']) else { return false };
        // `dropped: not needed` says why.
        if let Some((head, why)) = said.split_once(':')
            && state_word(head).as_deref() == Some("dropped")
            && self.told.status.is_none()
        {
            self.told.status = Some("dropped".to_owned());
            self.told.reason = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
            return true;
        }
        if state_word(word).as_deref() != Some("done") {
            return false;
        }
        let rest = rest.trim_start().trim_start_matches("on ").trim_start();
        let words = rest.split(' ').count().min(3);
        let day = (1..=words).rev().find_map(|count| {
            let end = rest.match_indices(' ').nth(count - 1).map_or(rest.len(), |(at, _)| at);
            Some((whole_day(&rest[..end])?, end))
        });
        let Some((day, end)) = day else { return false };
        self.put("done", &rest[..end]);
        self.told.done = Some(day);
        end == rest.len()
    }

    fn kind(&mut self, part: &str) -> bool {
        let label = ["kind", "type"].iter().find_map(|label| after_label(part, label));
        let used = uses::known(label.map_or(part, |(_, said)| said)).filter(|_| self.told.kind.is_none());
        self.told.kind = self.told.kind.or(used);
        used.is_some()
    }

    /// Takes whom a text names as `@ana`, and until when, where no remark says it: they stay in it.
    fn within(&mut self, what: &str) {
        if self.told.owners.is_empty()
            && let Some((names, place)) = handles(what)
        {
            self.put("owner", &what[place]);
            self.told.owners = names.into_iter().map(Value::from).collect();
        }
        if self.told.due.is_none()
            && self.told.done.is_none()
            && let Some(place) = day_in(what)
        {
            self.put("due", &what[place.clone()]);
            self.told.due = whole_day(&what[place]);
        }
    }

    fn values(mut self, what: &str) -> Said {
        let mut values = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.insert(key.to_owned(), value);
            }
        };
        put(
            "owner",
            match self.told.owners.len() {
                0 | 1 => self.told.owners.pop(),
                _ => Some(Value::Array(self.told.owners)),
            },
        );
        put("due", self.told.due.map(Value::from));
        put("done", self.told.done.map(Value::from));
        put("status", self.told.status.map(Value::from));
        put("reason", self.told.reason.map(Value::from));
        // `[prevent] Rotate keys`
        let marked = what.strip_prefix('[').and_then(|rest| rest.split_once("] "));
        let marked = marked.and_then(|(mark, rest)| Some((uses::known(mark)?, rest.trim())));
        // `Prevent: …` says what it is good for.
        let first = what.split_once(':').map(|(first, _)| first.trim_matches(['*', '_', ' ']));
        let used = marked.map(|(used, _)| used).or(self.told.kind).or_else(|| first.and_then(uses::known));
        let what = marked.map_or(what, |(_, rest)| rest);
        put("do", Some(what).filter(|what| !what.is_empty()).map(Value::from));
        put("kind", used.map(Value::from));
        (values, self.cells)
    }
}

/// What stands in parentheses at the end of a text, behind its last dash, or else behind words such as `Owner:` or `by`
/// before a day.
pub(super) fn last_remark(text: &str) -> Option<Remark<'_>> {
    let text = text.trim_end_matches([' ', '.', ',', ';']);
    if let Some(group) = group(text) {
        return Some(group);
    }
    let dashes = [(" — ", "— "), (" – ", "– "), (" -- ", "-- "), (" - ", "- ")];
    let dash = dashes.into_iter().filter_map(|(mark, shown)| {
        let start = text.rfind(mark)?;
        Some(Remark { start, inner: &text[start + mark.len()..], around: (shown, "") })
    });
    let bare = |start: usize| Remark { start, inner: &text[start..], around: ("", "") };
    let label = label_at(text).map(bare);
    let day = day_at_end(text).map(bare);
    dash.chain(label).chain(day).max_by_key(|remark| remark.start)
}

/// What stands in parentheses or brackets at the end of a text, and is no link.
fn group(text: &str) -> Option<Remark<'_>> {
    let (open, close, around) = match text.chars().next_back()? {
        ')' => ('(', ')', ("(", ")")),
        ']' => ('[', ']', ("[", "]")),
        _ => return None,
    };
    let mut depth = 0_usize;
    for (start, c) in text.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            let is_apart = text[..start].ends_with([' ', '\t']);
            return is_apart.then(|| Remark { start, inner: &text[start + 1..text.len() - 1], around });
        }
    }
    None
}

/// Where the last `owner:` or the like begins, with the marks before it.
fn label_at(text: &str) -> Option<usize> {
    const LABELS: [&str; 5] = ["owner:", "assignee:", "due:", "status:", "dri:"];
    let lower = text.to_ascii_lowercase();
    let is_apart = |at: &usize| !lower[..*at].ends_with(|c: char| c.is_alphanumeric());
    let found = LABELS.iter().filter_map(|label| lower.rfind(label).filter(is_apart));
    found.max().map(|at| text[..at].trim_end_matches(['*', '_']).len())
}

/// Where a day at the end of a text begins, with the word or the comma that leads to it: `by 2026-12-10`.
fn day_at_end(text: &str) -> Option<usize> {
    let starts = text.match_indices([' ', ',']).map(|(at, _)| at).rev().take(6);
    starts.into_iter().find(|at| {
        let tail = text[*at..].trim_start_matches([' ', ',']);
        let is_led = text[*at..].starts_with(',')
            || ["by", "due", "until", "deadline", "eta", "till"]
                .iter()
                .any(|word| after_label(tail, word).is_some());
        let day = tail.split_once(' ').filter(|_| !text[*at..].starts_with(',')).map_or(tail, |(_, day)| day);
        is_led && whole_day(day).is_some()
    })
}

/// What stands behind a label, be it with a colon or without; and whether it is with one.
fn after_label<'p>(part: &'p str, label: &str) -> Option<(bool, &'p str)> {
    let part = part.trim_start_matches(['*', '_', ' ']);
    let rest = part
        .get(..label.len())
        .filter(|start| start.eq_ignore_ascii_case(label))
        .map(|_| &part[label.len()..])?;
    let bare = rest.trim_start_matches(['*', '_']);
    match bare.strip_prefix(':') {
        Some(rest) => Some((true, rest.trim_matches(['*', '_', ' ']))),
        None => Some((false, bare.strip_prefix(' ')?.trim())),
    }
}

/// Where the parts of a remark are.
fn parts(inner: &str) -> Vec<Range<usize>> {
    const APART: [&str; 8] = [",", ";", "|", " / ", " - ", " – ", " — ", ". "];
    let trimmed = |start: usize, end: usize| {
        let part = &inner[start..end];
        let start = start + (part.len() - part.trim_start().len());
        start..start + part.trim().len()
    };
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in inner.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let mark = APART.iter().find(|mark| depth == 0 && at >= start && inner[at..].starts_with(**mark));
        if let Some(mark) = mark {
            parts.push(trimmed(start, at));
            start = at + mark.len();
        }
    }
    parts.push(trimmed(start, inner.len()));
    parts
}

/// The day that a text is, and nothing else.
fn whole_day(text: &str) -> Option<String> {
    let read = written(text).filter(|it| it.time.is_none())?;
    read.day.map(|day| day.to_string())
}

/// Whom a text names as `@ana`, and where: from the first to the last.
fn handles(said: &str) -> Option<(Vec<&str>, Range<usize>)> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let mut names = Vec::new();
    let mut place: Option<Range<usize>> = None;
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
fn day_in(said: &str) -> Option<Range<usize>> {
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
