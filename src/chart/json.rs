//! Tables as JSON: a list of objects, a list of lists of which the first has the names, or an object of lists.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::grid::{Cell, Row};
use crate::text::{Span, offset_of};

/// A table in a JSON text.
#[derive(Debug)]
pub struct Json<'a> {
    text: &'a str,
    form: Form,
    /// The names of its columns.
    pub names: Vec<String>,
}

#[derive(Debug)]
enum Form {
    /// Where each object starts.
    Objects(Vec<usize>),
    /// Where each list starts.
    Lists(Vec<usize>),
    /// By column, where its values start.
    Columns(Vec<Vec<usize>>),
}

/// What cannot be read as a table, and where.
#[derive(Debug, PartialEq)]
pub struct Bad {
    /// What is wrong, as the end of a sentence.
    pub message: String,
    /// Where.
    pub at: Span,
}

impl<'a> Json<'a> {
    /// Reads what a table's columns are called, and where its rows are.
    ///
    /// # Errors
    /// When the text is no JSON, or no table.
    pub fn open(text: &'a str) -> Result<Self, Bad> {
        if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
            let at = offset_of(text, error.line().max(1), error.column().max(1));
            let mut message = error.to_string();
            message.truncate(message.find(" at line ").unwrap_or(message.len()));
            return Err(Bad { message: format!("is no JSON: {message}"), at: Span { start: at, end: at } });
        }
        let scan = Scan { text };
        let start = scan.skip(0);
        let bad = |at: usize| Bad {
            message:
                "is no table: write a list of objects, such as `[{\"week\": \"2026-11-02\", \"count\": 3}]`"
                    .to_owned(),
            at: Span { start: at, end: scan.end(at) },
        };
        match text.as_bytes().get(start) {
            Some(b'[') => {
                let rows = scan.items(start);
                let first = rows.first().copied();
                let opens = |row: &usize, with: u8| text.as_bytes()[*row] == with;
                match first.map(|row| text.as_bytes()[row]) {
                    Some(b'{') => match rows.iter().find(|row| !opens(row, b'{')) {
                        Some(row) => Err(bad(*row)),
                        None => Ok(Json { text, names: scan.names_of(&rows), form: Form::Objects(rows) }),
                    },
                    Some(b'[') => match rows.iter().find(|row| !opens(row, b'[')) {
                        Some(row) => Err(bad(*row)),
                        None => {
                            let names =
                                scan.items(rows[0]).into_iter().map(|at| scan.value(at).0.into_owned());
                            let names = names.collect();
                            Ok(Json { text, names, form: Form::Lists(rows[1..].to_vec()) })
                        }
                    },
                    Some(_) => Err(bad(rows[0])),
                    None => Ok(Json { text, names: Vec::new(), form: Form::Objects(rows) }),
                }
            }
            Some(b'{') => {
                let pairs = scan.pairs(start);
                if let Some((_, at)) = pairs.iter().find(|(_, at)| text.as_bytes()[*at] != b'[') {
                    return Err(bad(*at));
                }
                let (names, lists): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                let columns = lists.into_iter().map(|at| scan.items(at)).collect();
                Ok(Json { text, names, form: Form::Columns(columns) })
            }
            _ => Err(bad(start)),
        }
    }

    /// Reads every row: of each the columns that are wanted.
    pub fn rows(&self, wanted: &[usize], each: &mut dyn FnMut(&Row<'_, 'a>)) {
        let scan = Scan { text: self.text };
        let cell = |at: usize| {
            let (text, span) = scan.value(at);
            Cell { text, span }
        };
        let mut taken: Vec<Option<Cell<'a>>> = Vec::new();
        match &self.form {
            Form::Objects(rows) => {
                for (number, row) in rows.iter().enumerate() {
                    let pairs = scan.pairs(*row);
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| {
                        let name = &self.names[*column];
                        pairs.iter().find(|(key, _)| key == name).map(|(_, at)| cell(*at))
                    }));
                    // A key that is left out has no value, which is no mistake.
                    each(&Row { cells: &taken, span: scan.span(*row), number, width: self.names.len() });
                }
            }
            Form::Lists(rows) => {
                for (number, row) in rows.iter().enumerate() {
                    let items = scan.items(*row);
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| items.get(*column).map(|at| cell(*at))));
                    each(&Row { cells: &taken, span: scan.span(*row), number, width: items.len() });
                }
            }
            Form::Columns(columns) => {
                let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
                for number in 0..longest {
                    taken.clear();
                    taken
                        .extend(wanted.iter().map(|column| columns[*column].get(number).map(|at| cell(*at))));
                    let start = columns.iter().find_map(|column| column.get(number)).copied().unwrap_or(0);
                    each(&Row { cells: &taken, span: scan.span(start), number, width: self.names.len() });
                }
            }
        }
    }
}

/// Walks over a text that is known to be JSON.
#[derive(Clone, Copy)]
struct Scan<'a> {
    text: &'a str,
}

impl<'a> Scan<'a> {
    /// The next byte that is no blank.
    fn skip(self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    }

    /// Where the value that starts at a byte ends.
    fn end(self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut depth) = (start, 0_usize);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = self.end_of_string(at) - 1,
                b'[' | b'{' => depth += 1,
                b']' | b'}' if depth == 0 => return at,
                b']' | b'}' => depth -= 1,
                b',' | b':' if depth == 0 => return at,
                byte if byte.is_ascii_whitespace() && depth == 0 => return at,
                _ => {}
            }
            at += 1;
            if depth == 0 && matches!(byte, b'"' | b']' | b'}') {
                return at;
            }
        }
        at
    }

    fn end_of_string(self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'"' => return at + 1,
                _ => at += 1,
            }
        }
        bytes.len()
    }

    /// Where the values of the list at a byte start.
    fn items(self, start: usize) -> Vec<usize> {
        let (bytes, mut items) = (self.text.as_bytes(), Vec::new());
        let mut at = self.skip(start + 1);
        while at < bytes.len() && bytes[at] != b']' {
            items.push(at);
            at = self.skip(self.end(at));
            if bytes.get(at) == Some(&b',') {
                at = self.skip(at + 1);
            }
        }
        items
    }

    /// The keys of the object at a byte, each with where its value starts.
    fn pairs(self, start: usize) -> Vec<(String, usize)> {
        let (bytes, mut pairs) = (self.text.as_bytes(), Vec::new());
        let mut at = self.skip(start + 1);
        while at < bytes.len() && bytes[at] != b'}' {
            let key = self.value(at).0.into_owned();
            let value = self.skip(self.skip(self.end(at)) + 1);
            pairs.push((key, value));
            at = self.skip(self.end(value));
            if bytes.get(at) == Some(&b',') {
                at = self.skip(at + 1);
            }
        }
        pairs
    }

    /// The keys of all objects, in the order in which they come.
    fn names_of(self, rows: &[usize]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for row in rows {
            for (key, _) in self.pairs(*row) {
                if !names.contains(&key) {
                    names.push(key);
                }
            }
        }
        names
    }

    fn span(self, start: usize) -> Span {
        Span { start, end: self.end(start) }
    }

    /// The text of a value: of a string what it says, and of nothing, nothing.
    fn value(self, start: usize) -> (Cow<'a, str>, Span) {
        let span = self.span(start);
        let text = &self.text[span.range()];
        let value = match text {
            "null" => Cow::Borrowed(""),
            _ if text.starts_with('"') && text.len() > 1 && !text.contains('\\') => {
                Cow::Borrowed(&text[1..text.len() - 1])
            }
            _ if text.starts_with('"') => Cow::Owned(serde_json::from_str(text).unwrap_or_default()),
            _ => Cow::Borrowed(text),
        };
        (value, span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<String>>, String> {
        let json = Json::open(text).map_err(|bad| bad.message)?;
        let wanted: Vec<usize> = (0..json.names.len()).collect();
        let mut rows = vec![json.names.clone()];
        json.rows(&wanted, &mut |row| {
            let cells =
                row.cells.iter().map(|cell| cell.as_ref().map_or("-".into(), |cell| cell.text.to_string()));
            rows.push(cells.collect());
        });
        Ok(rows)
    }

    #[test]
    fn three_forms_are_tables() {
        let rows =
            [["a", "b"], ["1", "x,\"]"], ["2.5", "-"]].map(|row| row.map(str::to_owned).to_vec()).to_vec();
        assert_eq!(read("[{\"a\": 1, \"b\":\"x,\\\"]\"} , { \"a\":2.5 }]"), Ok(rows.clone()));
        assert_eq!(read("[[\"a\",\"b\"],[1,\"x,\\\"]\"],[2.5]]"), Ok(rows.clone()));
        assert_eq!(read("{\"a\":[1,2.5],\"b\":[\"x,\\\"]\"]}"), Ok(rows));
        assert_eq!(read("[]"), Ok(vec![vec![]]));
        assert_eq!(read("[{}, {\"a\": null}]").map(|rows| rows.len()), Ok(3));
    }

    #[test]
    fn anything_else_is_said() {
        for text in ["", "[", "7", "[1]", "[{}, 1]", "[[], {}]", "{\"a\": 1}", "\"x\"", "[[]]x"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("[[]]"), Ok(vec![vec![]]));
    }
}
