//! Sources and places in them: a file's text, byte spans, and the lines and columns people read.

use std::ops::Range;
use std::sync::Arc;

/// A text file of the handbook, as it was read: the unit that parsing works on.
///
/// Cloning is cheap: path and text are shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path relative to the handbook's root, with `/` between parts, as findings show it
    /// (`content/teams/payments/testing.md`).
    pub path: Arc<str>,
    /// The text without a byte-order mark, line ends as in the file.
    pub text: Arc<str>,
}

impl Source {
    /// A source from a path and its text; a leading byte-order mark is dropped.
    pub fn new(path: &str, text: &str) -> Self {
        Source { path: path.into(), text: text.strip_prefix('\u{feff}').unwrap_or(text).into() }
    }

    /// The place of `span` in this source.
    pub fn place(&self, span: impl Into<Span>) -> Place {
        Place { file: self.path.clone(), span: span.into() }
    }
}

/// A half-open range of bytes on character boundaries, ordered by start and then by end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte; equal to `start` for a point.
    pub end: usize,
}

impl Span {
    /// The same span further along by `offset` bytes: from a fragment's place to its file's.
    #[must_use]
    pub fn shift(self, offset: usize) -> Self {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The span as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The span cut back to what exists in `text`, on character boundaries. Spans come from
    /// several parsers; whatever they say, showing one must never panic.
    #[must_use]
    pub fn within(self, text: &str) -> Self {
        let start = floor_boundary(text, self.start);
        Span { start, end: floor_boundary(text, self.end).max(start) }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span { start: range.start, end: range.end.max(range.start) }
    }
}

/// Where something is: a file and a span of its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The source's path, as in [`Source::path`].
    pub file: Arc<str>,
    /// The bytes meant; `0..0` stands for the file as a whole.
    pub span: Span,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: &str) -> Self {
        Place { file: path.into(), span: Span::default() }
    }
}

/// `path` seen from the folder `base`, both relative to one root, without `.`
/// and `..`. None when it leads out.
pub fn join(base: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => base.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Line and column of the byte `offset` in `text`, both from 1; columns count characters.
///
/// Offsets past the end give the end, those within a character its first byte.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..floor_boundary(text, offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The byte offset of `line` and `column` (both from 1, columns counting characters): the inverse
/// of [`line_column`] for parsers that speak in lines. Lines past the end give the end.
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start = match line.checked_sub(2) {
        None => 0,
        Some(newlines) => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(newlines)
            .map_or(text.len(), |newline| newline + 1),
    };
    let rest = &text[line_start..];
    let in_line = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    line_start + in_line
}

/// Where the lines of one text are, for many questions about it: [`line_column`] in logarithmic time,
/// however long the text or one of its lines is.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// The first byte of each line; never empty.
    starts: Vec<usize>,
    /// How many characters are before each [`STRIDE`]th byte; empty when every byte is one.
    characters: Vec<usize>,
}

/// The bytes between two counts of characters: few enough to count anew, many enough to store little.
const STRIDE: usize = 1024;

impl LineIndex {
    /// The index of `text`, which every later question must be about.
    pub fn new(text: &str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|newline| newline + 1)).collect();
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                characters.push(before);
                before += count_characters(chunk);
            }
            characters.push(before);
        }
        LineIndex { starts, characters }
    }

    /// As [`line_column`].
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = floor_boundary(text, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        (line, self.characters_before(text, offset) - self.characters_before(text, start) + 1)
    }

    /// The bytes of `line` (from 1) without its end. Lines past the end are empty.
    pub fn line(&self, text: &str, line: usize) -> Range<usize> {
        let Some(start) = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied() else {
            return text.len()..text.len();
        };
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        start..if text[start..end].ends_with('\r') { end - 1 } else { end }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        match self.characters.get(offset / STRIDE) {
            None => offset,
            Some(before) => before + count_characters(&text.as_bytes()[offset / STRIDE * STRIDE..offset]),
        }
    }
}

/// How many characters start in `bytes`, part of a string.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

/// The greatest character boundary of `text` that is at most `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_by_characters() {
        let text = "é1\n\nab";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 1), (1, 1), "within a character");
        assert_eq!(line_column(text, 2), (1, 2));
        assert_eq!(line_column(text, 4), (2, 1));
        assert_eq!(line_column(text, 6), (3, 2));
        assert_eq!(line_column(text, 99), (3, 3), "past the end");
    }

    #[test]
    fn offsets_invert_lines_and_columns() {
        let text = "é1\n\nab";
        for offset in [0, 2, 3, 4, 5, 6, 7] {
            let (line, column) = line_column(text, offset);
            assert_eq!(offset_of(text, line, column), offset);
        }
        assert_eq!(offset_of(text, 9, 1), text.len());
    }

    #[test]
    fn spans_are_cut_back_to_the_text() {
        assert_eq!(Span::from(1..99).within("é"), Span { start: 0, end: 2 });
        let backwards = Span { start: 5, end: 2 };
        assert_eq!(backwards.within("abcdef"), Span { start: 5, end: 5 });
    }

    #[test]
    fn the_index_agrees_with_counting() {
        for text in
            ["", "\n", "é1\n\nab", "ab\r\nc", &"añ\n".repeat(900), &"x".repeat(3000), &"é".repeat(3000)]
        {
            let index = LineIndex::new(text);
            for offset in 0..text.len() + 3 {
                assert_eq!(index.line_column(text, offset), line_column(text, offset), "{offset}");
            }
        }
    }

    #[test]
    fn lines_are_found_without_their_ends() {
        let text = "ab\r\n\nc";
        let index = LineIndex::new(text);
        let lines: Vec<&str> = (0..6).map(|line| &text[index.line(text, line)]).collect();
        assert_eq!(lines, ["", "ab", "", "c", "", ""]);
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(&*Source::new("a.md", "\u{feff}# A").text, "# A");
    }
}
