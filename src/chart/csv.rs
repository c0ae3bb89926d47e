//! Tables as text: comma-separated values (RFC 4180), and those with semicolons or tabs.

use std::borrow::Cow;

use super::grid::{Cell, Row};
use crate::text::Span;

/// A table whose first line says what its columns are called.
#[derive(Debug)]
pub struct Csv<'a> {
    text: &'a str,
    delimiter: u8,
    /// The names of its columns.
    pub names: Vec<String>,
    /// Where the names are.
    pub header: Span,
    /// Where the rows start.
    body: usize,
}

/// The sign between cells that the first line gives, and where the next line begins.
fn given(text: &str) -> Option<(usize, u8)> {
    let line = line_at(text, 0)?;
    let said =
        text[line.range()].trim_start_matches('\u{feff}').trim().trim_matches('"').to_ascii_lowercase();
    let sign = said.strip_prefix("sep=")?.bytes().next().unwrap_or(b'\t');
    matches!(sign, b',' | b';' | b'\t').then_some((after(text, line.end), sign))
}

impl<'a> Csv<'a> {
    /// Reads the first line of a table; none when there is none. Empty lines, and those that start with `#`, are
    /// skipped, and so is a first line as Excel writes it: `sep=;`.
    pub fn open(text: &'a str) -> Option<Self> {
        let (mut start, given) = given(text).map_or((0, None), |(start, sign)| (start, Some(sign)));
        while let Some(line) = line_at(text, start) {
            if !is_skipped(&text[line.range()]) {
                break;
            }
            start = after(text, line.end);
        }
        let line = line_at(text, start)?;
        let count = |byte: u8| text[line.range()].bytes().filter(|other| *other == byte).count();
        let delimiter = if let Some(given) = given {
            given
        } else if count(b'\t') > 0 {
            b'\t'
        } else if count(b';') > count(b',') {
            b';'
        } else {
            b','
        };
        let mut csv = Csv { text, delimiter, names: Vec::new(), header: line, body: start };
        let mut cells = Vec::new();
        let end = csv.record(start, line.end, &mut cells);
        csv.names = cells.iter().map(|(text, _)| text.trim().to_owned()).collect();
        csv.body = after(text, end);
        Some(csv)
    }

    /// Reads every row: of each the columns that are wanted.
    pub fn rows(&self, wanted: &[usize], each: &mut dyn FnMut(&Row<'_, 'a>)) {
        let mut cells: Vec<(Cow<'a, str>, Span)> = Vec::new();
        let mut taken: Vec<Option<Cell<'a>>> = Vec::new();
        let (mut start, mut number) = (self.body, 0);
        while let Some(line) = line_at(self.text, start) {
            let text = &self.text[line.range()];
            if is_skipped(text) {
                start = after(self.text, line.end);
                continue;
            }
            cells.clear();
            let end = self.record(start, line.end, &mut cells);
            taken.clear();
            taken.extend(wanted.iter().map(|column| {
                cells.get(*column).map(|(text, span)| Cell { text: text.clone(), span: *span })
            }));
            let span = Span { start, end: end.max(line.end) };
            // Signs between cells that nothing follows are no cells too many.
            let mut width = cells.len();
            while width > self.names.len() && cells[width - 1].0.is_empty() {
                width -= 1;
            }
            each(&Row { cells: &taken, span, number, width });
            start = after(self.text, end);
            number += 1;
        }
    }

    /// Whether a comma in a cell may be that before decimals.
    pub fn has_decimal_commas(&self) -> bool {
        self.delimiter != b','
    }

    /// Reads the record that starts here, whose first line ends there; where it ends.
    fn record(&self, start: usize, line_end: usize, cells: &mut Vec<(Cow<'a, str>, Span)>) -> usize {
        let mut from = start;
        for (at, byte) in self.text.as_bytes()[start..line_end].iter().enumerate() {
            if *byte == b'"' {
                cells.clear();
                return self.quoted(start, cells);
            }
            if *byte == self.delimiter {
                cells.push(self.plain(from, start + at));
                from = start + at + 1;
            }
        }
        cells.push(self.plain(from, line_end));
        line_end
    }

    /// A cell without quotes, and the blanks around it.
    fn plain(&self, start: usize, end: usize) -> (Cow<'a, str>, Span) {
        let text = &self.text[start..end];
        let is_black = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..0x7f).contains(byte));
        if is_black(text.as_bytes().first()) && is_black(text.as_bytes().last()) {
            return (Cow::Borrowed(text), Span { start, end });
        }
        let trimmed = text.trim();
        let start = start + (text.len() - text.trim_start().len());
        (Cow::Borrowed(trimmed), Span { start, end: start + trimmed.len() })
    }

    /// The same where cells are in quotes: those may have line ends in them.
    fn quoted(&self, start: usize, cells: &mut Vec<(Cow<'a, str>, Span)>) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            let from = at + (self.text[at..].len() - self.text[at..].trim_start_matches(' ').len());
            if bytes.get(from) == Some(&b'"') {
                let mut value = String::new();
                let mut rest = from + 1;
                loop {
                    let quote =
                        memchr::memchr(b'"', &bytes[rest..]).map_or(bytes.len(), |found| rest + found);
                    value.push_str(&self.text[rest..quote]);
                    at = (quote + 1).min(bytes.len());
                    if bytes.get(at) != Some(&b'"') {
                        break;
                    }
                    value.push('"');
                    rest = at + 1;
                }
                cells.push((Cow::Owned(value), Span { start: from, end: at }));
                at = self.end_of_cell(at);
            } else {
                let end = self.end_of_cell(at);
                cells.push(self.plain(at, end));
                at = end;
            }
            if bytes.get(at) != Some(&self.delimiter) {
                return at;
            }
            at += 1;
        }
    }

    /// Where what remains of a cell ends: at a delimiter, or with the line.
    fn end_of_cell(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        memchr::memchr3(self.delimiter, b'\n', b'\r', rest).map_or(self.text.len(), |found| at + found)
    }
}

/// The line that starts at a byte, without its end; none after the last.
fn line_at(text: &str, start: usize) -> Option<Span> {
    if start >= text.len() {
        return None;
    }
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |found| start + found);
    let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
    Some(Span { start, end })
}

/// Where the line after the one that ends here starts.
fn after(text: &str, end: usize) -> usize {
    let rest = &text.as_bytes()[end..];
    match rest {
        [b'\r', b'\n', ..] => end + 2,
        [] => end,
        [b'\n' | b'\r', ..] => end + 1,
        _ => memchr::memchr(b'\n', rest).map_or(text.len(), |found| end + found + 1),
    }
}

fn is_skipped(line: &str) -> bool {
    match line.as_bytes().first() {
        Some(b'#') => true,
        Some(b'!'..0x7f) => false,
        _ => line.trim().is_empty(),
    }
}
