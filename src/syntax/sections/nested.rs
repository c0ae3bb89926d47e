//! Lines below an item: who does it and until when, and what happened on a day that is an item itself; and paragraphs
//! below headings that are times.

use serde_json::Value;

use super::gathered::is_task;
use super::items::{checkbox, event, like_time};
use super::tasks::{more, task};
use super::{Form, Open, Row, use_of};
use crate::syntax::moment::written;
use crate::text::Span;

impl Open {
    /// Takes a line that is part of the last item; whether it is one that means something.
    pub(super) fn nested(&mut self, text: &str, line: &str, span: Span) -> bool {
        let is_below = line.starts_with(['\t']) || line.starts_with("  ");
        let Some((last, _)) = self.items.last().copied().filter(|_| is_below && self.in_item) else {
            return false;
        };
        match self.field.form {
            Form::Tasks => self.more_of_task(text, span, last),
            Form::Events => self.event_of_day(text, span, last),
            Form::Texts => false,
        }
    }

    /// `Owner: Ana` below what is to be done; or what is to be done below an item that only says of which sort it is.
    fn more_of_task(&mut self, text: &str, span: Span, last: Span) -> bool {
        let (said, start) = unmarked(&text[span.range()], span.start);
        if self.group == Some(last) || said.len() < span.end - span.start && is_group(&text[last.range()]) {
            return self.of_group(text, span, last);
        }
        let Some(row) = self.item_rows.last_mut().filter(|row| row.span == last) else { return false };
        let is_item = said.len() < span.end - span.start;
        let (Some((values, cells)), Value::Object(known)) = (more(said, start), &mut row.value) else {
            // What names nobody, with somebody named below it.
            let is_bare = is_item && !is_task(row);
            let is_sort =
                is_bare && (checkbox(bullet(&text[span.range()])).0.is_some() || says_who(said, start));
            return is_sort && self.of_group(text, span, last);
        };
        for (key, value) in values {
            if known.get(&key).is_none() {
                row.cells.extend(cells.iter().filter(|(cell, _)| *cell == key));
                known.insert(key, value);
            }
        }
        true
    }

    /// What stands below an item that says of which sort it is: `- **Prevent**`.
    fn of_group(&mut self, text: &str, span: Span, group: Span) -> bool {
        if self.group != Some(group) {
            self.group = Some(group);
            if self.item_rows.last().is_some_and(|row| row.span == group) {
                self.item_rows.pop();
            }
            self.sort(&text[group.range()]);
        }
        let said = bullet(&text[span.range()]);
        if said.len() == span.end - span.start {
            return false;
        }
        let (checked, inner) = checkbox(said);
        let inner = inner.trim();
        let start = span.start + text[span.range()].rfind(inner).unwrap_or(0);
        self.push_item(text, Span { start, end: start + inner.len() }, checked);
        // The group is what is gone on with.
        self.items.push((group, None));
        true
    }

    /// `- 23:00 It slows` below `- 1 October`, or below an item that only says of which sort it is.
    fn event_of_day(&mut self, text: &str, span: Span, last: Span) -> bool {
        let said = &text[span.range()];
        let (inner, start) = unmarked(said, span.start);
        if inner.len() == said.len() {
            return false;
        }
        let day = &text[last.range()];
        let is_day = self.nested_day == Some(last) || is_day(day);
        if !is_day {
            let is_entry = self.item_rows.last().is_some_and(|row| row.span == last);
            let row = if is_entry { None } else { self.event_row(inner, Span { start, end: span.end }) };
            let is_row = row.is_some();
            self.item_rows.extend(row);
            return is_row;
        }
        if self.nested_day != Some(last) {
            self.nested_day = Some(last);
            self.day = Some(bare_day(day).to_owned());
            // The day itself is nothing that happened.
            if self.item_rows.last().is_some_and(|row| row.span == last) {
                self.item_rows.pop();
            }
        }
        let row: Option<Row> = self.event_row(inner, Span { start, end: span.end });
        self.item_rows.extend(row);
        true
    }
}

impl Open {
    /// Takes a heading for something that happened, if it says when: `### 22:52 UTC`, `### 22:52 – It slows`.
    pub(super) fn headed(&mut self, text: &str, name: &str) {
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        let is_parted = [" - ", " – ", " — ", ": "].iter().any(|mark| name.contains(mark));
        let (at, what) = match event(name, self.is_military) {
            Some(found) if is_parted => found,
            _ if written(name).is_some() => (name, ""),
            Some(found) => found,
            None => return,
        };
        if written(at).is_none_or(|it| it.time.is_none()) {
            return;
        }
        // Times go on past midnight, unless another day is said.
        let day = if self.is_new_day { None } else { self.day.take() };
        let values = [("at", Value::from(self.time(at))), ("what", Value::from(what))];
        self.day = day.or_else(|| self.day.take());
        self.is_new_day = false;
        let value = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let span = Span { start, end: start + name.len() };
        let cells = vec![("at", Span { start, end: start + at.len() })];
        self.headed_rows.push(Row { span, value: Value::Object(value), cells });
    }

    /// Takes a line for what happened at the time that the heading before it says: its first sentence is enough.
    pub(super) fn below_time(&mut self, line: &str) {
        let Some(Value::Object(row)) = self.headed_rows.last_mut().map(|row| &mut row.value) else { return };
        let is_told = row.get("what").and_then(Value::as_str).is_none_or(|what| !what.is_empty());
        if !is_told {
            let sentence = line.split_inclusive(". ").next().unwrap_or(line);
            row.insert("what".to_owned(), sentence.trim().into());
        }
    }
}

/// What is behind the mark of an item.
fn bullet(said: &str) -> &str {
    said.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(said)
}

/// Whether an item says who does it, or until when.
fn says_who(said: &str, start: usize) -> bool {
    let (values, _) = task(said, start);
    values.contains_key("owner") || values.contains_key("due")
}

/// Whether an item is the name of a sort of things: `**Prevent**`, `Short term:`.
fn is_group(said: &str) -> bool {
    let bare = said.trim();
    let inner = bare.strip_prefix("**").and_then(|rest| rest.trim_end_matches(':').strip_suffix("**"));
    let is_bold = inner.is_some_and(|inner| !inner.contains("**"));
    let is_short = bare.split_whitespace().count() <= 4;
    is_short && (is_bold || bare.ends_with(':') || use_of(bare).is_some())
}

/// What an item says without its mark, and where it begins.
fn unmarked(said: &str, start: usize) -> (&str, usize) {
    let inner = bullet(said);
    let inner = if inner.len() < said.len() { checkbox(inner).1.trim_start() } else { said };
    (inner, start + said.len() - inner.len())
}

/// A day without marks around it.
fn bare_day(said: &str) -> &str {
    said.trim_matches(['*', '_', '`', ':', ' ', ','])
}

/// Whether an item says a day and nothing else.
fn is_day(said: &str) -> bool {
    let day = bare_day(said);
    let with_time = written(&format!("{day} 10:00"));
    with_time.is_some_and(|it| it.day.is_some() || it.yearless.is_some()) && like_time(day) == Some(day)
        || written(day).is_some_and(|it| it.day.is_some() && it.time.is_none())
}
