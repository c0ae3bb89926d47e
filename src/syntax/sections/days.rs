//! Days that stand above what happened on them, and lines that begin with a time.

use super::{Form, Open};
use crate::syntax::moment::written;
use crate::text::Span;

/// A day that a heading or a line says.
pub struct SaidDay {
    /// The day, with its year where that is said.
    pub day: String,
    /// Whether it is all that is said, and no time.
    pub is_alone: bool,
}

/// The day that a heading or a line is: `### Saturday 15 August`, `Day 2: 15 August 2026`, `14 August 2026:`.
pub fn said_day(text: &str) -> Option<SaidDay> {
    let bare = text.trim_matches(['*', '_', '`', ':', ' ', ',', '.']);
    let bare = numbered(bare).unwrap_or(bare);
    if let Some(read) = written(bare) {
        return Some(SaidDay { day: read.day?.to_string(), is_alone: read.time.is_none() });
    }
    // Of which year it is, the times before it say.
    let is_day = written(&format!("{bare} 10:00")).is_some_and(|it| it.yearless.is_some());
    is_day.then(|| SaidDay { day: bare.to_owned(), is_alone: true })
}

/// What is behind the number of a day: `Day 2: 15 August 2026`.
fn numbered(text: &str) -> Option<&str> {
    let rest = text.get(..4).filter(|start| start.eq_ignore_ascii_case("day ")).map(|_| &text[4..])?;
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = after.len() < rest.len();
    let after = after.trim_start_matches([':', '-', '–', '—', '(', ',', ' ']).trim_end_matches(')');
    (is_number && !after.is_empty()).then_some(after)
}

impl Open {
    /// Takes a line of a paragraph for something that happened, if it begins with when: `13:31 – The change is merged`.
    pub(super) fn line_row(&mut self, text: &str, span: Span) {
        let said = text[span.range()].trim_end_matches(['\\', ' ']);
        if self.field.form != Form::Events || !said.starts_with(|c: char| c.is_ascii_digit() || c == '*') {
            return;
        }
        let row = self.event_row(said, Span { start: span.start, end: span.start + said.len() });
        self.line_rows.extend(row.filter(|row| row.value.get("what").is_some_and(|what| what != "")));
    }
}
