//! Lines below an item: who does it and until when, and what happened on a day that is an item itself.

use serde_json::Value;

use super::items::{checkbox, like_time};
use super::tasks::more;
use super::{Form, Open, Row};
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

    /// `Owner: Ana` below what is to be done.
    fn more_of_task(&mut self, text: &str, span: Span, last: Span) -> bool {
        let (said, start) = unmarked(&text[span.range()], span.start);
        let Some(row) = self.item_rows.last_mut().filter(|row| row.span == last) else { return false };
        let (Some((values, cells)), Value::Object(known)) = (more(said, start), &mut row.value) else {
            return false;
        };
        for (key, value) in values {
            if known.get(&key).is_none() {
                row.cells.extend(cells.iter().filter(|(cell, _)| *cell == key));
                known.insert(key, value);
            }
        }
        true
    }

    /// `- 23:00 It slows` below `- 1 October`.
    fn event_of_day(&mut self, text: &str, span: Span, last: Span) -> bool {
        let said = &text[span.range()];
        let (inner, start) = unmarked(said, span.start);
        if inner.len() == said.len() {
            return false;
        }
        let day = &text[last.range()];
        let is_day = self.nested_day == Some(last) || is_day(day);
        if !is_day {
            return false;
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

/// What an item says without its mark, and where it begins.
fn unmarked(said: &str, start: usize) -> (&str, usize) {
    let inner = said.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t']));
    let inner = inner.map_or(said, |inner| checkbox(inner).1.trim_start());
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
