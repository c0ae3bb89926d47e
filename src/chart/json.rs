//! Tables as JSON: a list of objects, a list of lists of which the first has the names, or an object of lists.
//!
//! Half a million rows are read for one chart. Of the text nothing is kept but where rows begin and, where all have the
//! same keys, where their values are; else it is gone through a second time.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::grid::{Cell, Row};
use super::walk::Walk;
use crate::text::{Span, offset_of};

/// A table in a JSON text.
#[derive(Debug)]
pub struct Json<'a> {
    text: &'a str,
    form: Form,
    /// The names of its columns.
    pub names: Vec<String>,
    /// Which items of the list are no rows, and where.
    strays: Vec<(usize, Span)>,
}

#[derive(Debug)]
enum Form {
    /// Where each object starts; and all of their values in order, where each has the same keys in the same order.
    Objects(Vec<usize>, Option<Vec<(u32, u32)>>),
    /// Where each list starts.
    Lists(Vec<usize>),
    /// By column, its values, and where it is as a whole.
    Columns(Vec<(Vec<Span>, Span)>),
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
        let (mut walk, mut strays) = (Walk::new(text), Vec::new());
        walk.skip();
        let read = match walk.byte() {
            Some(b'[') => rows(&mut walk, &mut strays),
            Some(b'{') => columns(&mut walk),
            _ => Err(walk.at),
        };
        let at = match read {
            Ok((names, form)) if walk.is_at_end() => return Ok(Json { text, form, names, strays }),
            Ok(_) => walk.at,
            Err(at) => at,
        };
        if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
            let at = offset_of(text, error.line().max(1), error.column().max(1));
            let mut message = error.to_string();
            message.truncate(message.find(" at line ").unwrap_or(message.len()));
            return Err(Bad { message: format!("is no JSON: {message}"), at: Span { start: at, end: at } });
        }
        let mut walk = Walk { at, ..walk };
        let end = walk.value().map_or(at, |span| span.end);
        let message =
            "is no table: write a list of objects, such as `[{\"week\": \"2026-11-02\", \"count\": 3}]`";
        Err(Bad { message: message.to_owned(), at: Span { start: at, end } })
    }

    /// The first list of an object of lists that is as long as none before it: how many values it has, how many the
    /// first has, and where it is.
    pub fn uneven(&self) -> Option<(usize, usize, usize, Span)> {
        let Form::Columns(columns) = &self.form else { return None };
        let first = columns.first()?.0.len();
        let (at, (values, span)) =
            columns.iter().enumerate().find(|(_, (values, _))| values.len() != first)?;
        Some((at, values.len(), first, *span))
    }

    /// The first item of the list that is no row, by its number and where it is; and how many there are.
    pub fn stray(&self) -> Option<(usize, Span, usize)> {
        let (number, span) = *self.strays.first()?;
        Some((number, span, self.strays.len()))
    }

    /// Which item of the list a row is.
    fn item(&self, row: usize) -> usize {
        self.strays.iter().fold(row, |item, (stray, _)| if *stray <= item { item + 1 } else { item })
    }

    /// Reads every row: of each the columns that are wanted.
    pub fn rows(&self, wanted: &[usize], each: &mut dyn FnMut(&Row<'_, 'a>)) {
        let cell = |span: Span| Cell { text: value(self.text, span), span };
        let mut taken: Vec<Option<Cell<'a>>> = Vec::new();
        let mut found: Vec<Option<Span>> = vec![None; self.names.len()];
        let mut walk = Walk::new(self.text);
        let names = Names::of(&self.names);
        match &self.form {
            Form::Objects(rows, Some(values)) if !self.names.is_empty() => {
                let span = |(start, end): (u32, u32)| Span { start: start as usize, end: end as usize };
                for (number, values) in values.chunks_exact(self.names.len()).enumerate() {
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| Some(cell(span(values[*column])))));
                    let end = values.last().map_or(0, |last| span(*last).end);
                    walk.at = end;
                    walk.skip();
                    let span = Span { start: rows[number], end: walk.at + 1 };
                    each(&Row { cells: &taken, span, number: self.item(number), width: self.names.len() });
                }
            }
            Form::Objects(rows, _) => {
                for (number, start) in rows.iter().enumerate() {
                    found.fill(None);
                    (walk.at, walk.depth) = (*start, 1);
                    let mut next = 0;
                    walk.pairs(|key, value| {
                        if let Some(column) = names.find(self.text, key, &mut next) {
                            found[column].get_or_insert(value);
                        }
                        Some(())
                    });
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| found[*column].map(cell)));
                    let span = Span { start: *start, end: walk.at };
                    // A key that is left out has no value, which is no mistake.
                    each(&Row { cells: &taken, span, number: self.item(number), width: self.names.len() });
                }
            }
            Form::Lists(rows) => {
                let mut items = Vec::new();
                for (number, start) in rows.iter().enumerate() {
                    items.clear();
                    (walk.at, walk.depth) = (*start, 1);
                    walk.items(&mut items);
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| items.get(*column).copied().map(cell)));
                    let span = Span { start: *start, end: walk.at };
                    // The first list has the names.
                    let number = self.item(number + 1);
                    each(&Row { cells: &taken, span, number, width: items.len() });
                }
            }
            Form::Columns(columns) => {
                let longest = columns.iter().map(|(values, _)| values.len()).max().unwrap_or(0);
                for number in 0..longest {
                    let at = |column: &usize| columns[*column].0.get(number).copied();
                    taken.clear();
                    taken.extend(wanted.iter().map(|column| at(column).map(cell)));
                    let span = (0..columns.len()).find_map(|column| at(&column)).unwrap_or_default();
                    each(&Row { cells: &taken, span, number, width: self.names.len() });
                }
            }
        }
    }
}

/// The items that are no rows at most: a list of more is no table.
const MOST_STRAYS: usize = 1_000;

/// The values whose places are kept at most.
const MOST_VALUES: usize = 4_000_000;

/// The rows of a list of objects or lists; where it is none if it is not.
fn rows(walk: &mut Walk<'_>, strays: &mut Vec<(usize, Span)>) -> Result<(Vec<String>, Form), usize> {
    let (mut starts, mut names, text) = (Vec::new(), Names::default(), walk.text);
    let (mut opens, mut header) = (None, Vec::new());
    let (mut values, mut is_even) = (Vec::new(), true);
    walk.list(|walk| {
        let start = walk.at;
        let byte = walk.byte().filter(|byte| matches!(byte, b'{' | b'['));
        let Some(byte) = byte.filter(|byte| *opens.get_or_insert(*byte) == *byte) else {
            let span = walk.value()?;
            if strays.len() < MOST_STRAYS {
                strays.push((starts.len() + strays.len(), span));
                return Some(());
            }
            return None;
        };
        if byte == b'{' {
            let (mut next, mut count) = (0, 0);
            walk.pairs(|key, value| {
                if names.find(text, key, &mut next).is_none() {
                    is_even &= starts.is_empty();
                    names.add(self::value(text, key).into_owned());
                    next = names.list.len();
                }
                count += 1;
                is_even &= next == count;
                if is_even {
                    values.push((value.start as u32, value.end as u32));
                }
                Some(())
            })?;
            is_even &= count == names.list.len() && values.len() < MOST_VALUES;
        } else if starts.is_empty() {
            walk.items(&mut header)?;
        } else {
            walk.value()?;
        }
        starts.push(start);
        Some(())
    })
    .ok_or(walk.at)?;
    if let Some((_, stray)) = strays.first().filter(|_| starts.is_empty()) {
        return Err(stray.start);
    }
    if opens == Some(b'[') {
        let names = header.into_iter().map(|span| value(text, span).into_owned()).collect();
        starts.remove(0);
        return Ok((names, Form::Lists(starts)));
    }
    Ok((names.list, Form::Objects(starts, Some(values).filter(|_| is_even))))
}

/// The columns of an object of lists; where it is none if it is not.
fn columns(walk: &mut Walk<'_>) -> Result<(Vec<String>, Form), usize> {
    let (mut columns, mut names, text) = (Vec::new(), Vec::new(), walk.text);
    walk.object(|walk, key| {
        walk.byte().filter(|byte| *byte == b'[')?;
        let (start, mut values) = (walk.at, Vec::new());
        walk.items(&mut values)?;
        columns.push((values, Span { start, end: walk.at }));
        names.push(value(text, key).into_owned());
        Some(())
    })
    .ok_or(walk.at)?;
    Ok((names, Form::Columns(columns)))
}

/// The names of columns, in the order in which they come.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    /// Which of them are written as they are.
    is_plain: Vec<bool>,
    by_name: BTreeMap<String, usize>,
}

impl Names {
    fn of(list: &[String]) -> Self {
        let mut names = Names::default();
        list.iter().for_each(|name| names.add(name.clone()));
        names
    }

    fn add(&mut self, name: String) {
        self.by_name.entry(name.clone()).or_insert(self.list.len());
        self.is_plain.push(!name.contains('\\'));
        self.list.push(name);
    }

    /// The column of a key: as a rule the next one.
    fn find(&self, text: &str, key: Span, next: &mut usize) -> Option<usize> {
        let written = &text[key.start + 1..key.end - 1];
        let column = match self.list.get(*next) {
            Some(name) if name == written && self.is_plain[*next] => *next,
            _ => *self.by_name.get(&*value(text, key))?,
        };
        *next = column + 1;
        Some(column)
    }
}

/// The text of a value: of a string what it says, and of nothing, nothing.
fn value(text: &str, span: Span) -> Cow<'_, str> {
    let text = &text[span.range()];
    match text.as_bytes() {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => Cow::Borrowed(&text[1..text.len() - 1]),
        [b'"', ..] => Cow::Owned(serde_json::from_str(text).unwrap_or_default()),
        b"null" => Cow::Borrowed(""),
        _ => Cow::Borrowed(text),
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
        let same = "[{\"a\":1,\"b\":\"x\"} , {\"a\":\"\\u0041\", \"b\":null }]";
        assert_eq!(read(same).map(|rows| rows.concat().join("|")), Ok("a|b|1|x|A|".to_owned()));
        let twice = "[{\"a\":1,\"a\":2,\"b\":3},{\"b\":4,\"a\":5}]";
        assert_eq!(read(twice).map(|rows| rows.concat().join("|")), Ok("a|b|1|3|5|4".to_owned()));
        assert_eq!(read("[]"), Ok(vec![vec![]]));
        assert_eq!(read("[{}, {\"a\": null}]").map(|rows| rows.len()), Ok(3));
    }

    #[test]
    fn anything_else_is_said() {
        for text in ["", "[", "7", "[1]", "[1, 2]", "{\"a\": 1}", "\"x\"", "[[]]x"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("[[]]"), Ok(vec![vec![]]));
    }

    #[test]
    fn items_that_are_no_rows_are_left_out() {
        let text = r#"[5, {"a": 1}, [2], {"a": 3}, "x"]"#;
        let json = Json::open(text).expect("a table");
        let mut rows = Vec::new();
        json.rows(&[0], &mut |row| {
            rows.push((row.number, row.cells[0].as_ref().map(|cell| cell.text.to_string())));
        });
        assert_eq!(rows, [(1, Some("1".to_owned())), (3, Some("3".to_owned()))]);
        assert_eq!(
            json.stray().map(|(number, span, count)| (number, &text[span.range()], count)),
            Some((0, "5", 3))
        );
    }
}
