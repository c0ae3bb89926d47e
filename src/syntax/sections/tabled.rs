//! Tables as they are read, line by line.

use serde_json::{Map, Value};

use super::answers::{is_no_answer, state_of_link};
use super::headings::named;
use super::table::{cells, is_rule, is_sure, keys};
use super::zones::Spoken;
use super::{Form, Open, Row};
use crate::text::Span;

/// A table while it is read.
pub(super) enum Table {
    /// There was none; the line before, if it may be the head of one.
    No(Option<Vec<String>>),
    /// In it: the key of each column; none in one that says nothing of what is looked for.
    In(Option<Vec<Option<&'static str>>>),
}

impl Open {
    /// Takes a line of a table; whether it is one.
    pub(super) fn table_line(&mut self, text: &str, start: usize, line: &str) -> bool {
        let cells = cells(line);
        let of = |cells: &[(usize, usize)]| -> Vec<String> {
            cells.iter().map(|(from, to)| named(&line[*from..*to])).collect()
        };
        match &mut self.table {
            Table::No(head) if is_rule(line) => {
                let Some(head) = head.take().filter(|head| head.len() == cells.len()) else { return false };
                if self.needs_zone() {
                    let head = last_line(text, start).and_then(|line| Spoken::of(text, line, true));
                    self.zone = head.or_else(|| self.zone.take());
                }
                // Of those that follow the first, only those whose head says that they are meant.
                let is_meant = self.table_rows.is_empty() || is_sure(&head, self.field.form);
                self.table = Table::In(is_meant.then(|| keys(&head, self.field.form)));
            }
            Table::No(head) => {
                *head = (cells.len() > 1).then(|| of(&cells));
                return head.is_some() && line.trim_start().starts_with('|');
            }
            Table::In(keys) if line.contains('|') => {
                let Some(keys) = keys else { return true };
                let cells: Vec<(Option<&'static str>, Span)> = keys
                    .iter()
                    .copied()
                    .zip(cells.iter().map(|(from, to)| Span { start: start + from, end: start + to }))
                    .collect();
                let whole = line.trim();
                let from = start + line.find(whole).unwrap_or(0);
                let row = self.table_row(text, Span { start: from, end: from + whole.len() }, &cells);
                self.table_rows.extend(row);
            }
            Table::In(_) => {
                self.table = Table::No(None);
                return false;
            }
        }
        true
    }

    fn table_row(&self, text: &str, span: Span, cells: &[(Option<&'static str>, Span)]) -> Option<Row> {
        let mut values = Map::new();
        let mut places = Vec::new();
        for (key, place) in cells.iter().filter_map(|(key, place)| Some(((*key)?, *place))) {
            let said = &text[place.range()];
            // A running number is a place, and names nothing.
            let is_number =
                key == "id" && said.trim_end_matches('.').bytes().all(|byte| byte.is_ascii_digit());
            if is_number || is_no_answer(said, self.field.form, key) {
                continue;
            }
            // A day and a time may stand in columns of their own.
            let said = match values.get(key).and_then(Value::as_str) {
                Some(before) if key == "at" => format!("{before} {said}"),
                Some(_) => continue,
                None => said.to_owned(),
            };
            values.insert(key.to_owned(), self.value(key, &said));
            places.push((key, place));
        }
        if self.field.form == Form::Tasks && !values.contains_key("status") {
            state_of_link(&mut values);
        }
        self.row(values, span, places)
    }
}

/// The line before a place in a text.
fn last_line(text: &str, at: usize) -> Option<&str> {
    text[..at].trim_end_matches(['\n', '\r']).lines().next_back()
}
