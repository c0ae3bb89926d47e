//! Data as rows and columns, whichever way it is written.

use std::borrow::Cow;

use serde_json::Value;

use super::ask::cut;
use super::csv::Csv;
use super::epoch::Epoch;
use super::fault::{At, Fault, Key};
use super::json::Json;
use super::numeral::number;
use super::time;
use crate::text::{Source, Span};

/// Where data is written.
#[derive(Debug, Clone, Copy)]
pub enum Written<'a> {
    /// In a file of the handbook.
    File(&'a Source),
    /// In the block, as a table of text.
    Text(&'a str),
    /// In the block, as a list or a mapping.
    Value(&'a Value),
}

/// A row: of its cells those that were asked for, none where it has too few.
#[derive(Debug)]
pub struct Row<'r, 'a> {
    /// The cells.
    pub cells: &'r [Option<Cell<'a>>],
    /// Where it is.
    pub span: Span,
    /// Its number, from 0.
    pub number: usize,
    /// How many cells it has in all.
    pub width: usize,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where.
    pub span: Span,
}

/// Data whose columns have names.
#[derive(Debug)]
pub struct Grid<'a> {
    written: Written<'a>,
    form: Form<'a>,
}

#[derive(Debug)]
enum Form<'a> {
    Csv(Csv<'a>),
    Json(Json<'a>),
}

impl<'a> Grid<'a> {
    /// Data that is written somewhere; `text` is what that says.
    ///
    /// # Errors
    /// When there is none, or it cannot be read as a table.
    pub fn open(written: Written<'a>, text: &'a str) -> Result<Self, Fault> {
        let is_json = match written {
            Written::File(source) => source.path.to_lowercase().ends_with(".json"),
            Written::Text(_) => text.trim_start().starts_with(['[', '{']),
            Written::Value(_) => true,
        };
        let name = match written {
            Written::File(source) => format!("`{}`", source.path),
            _ => "the data".to_owned(),
        };
        let form = if is_json {
            Json::open(text).map(Form::Json).map_err(|bad| {
                Fault::data(at(written, text, bad.at, 0), format!("{name} {}", bad.message), "")
            })
        } else {
            let nothing = || {
                let help = "write a first line with the names of the columns, and a line for each row";
                Fault::data(at(written, text, Span::default(), 0), format!("{name} is empty"), help)
            };
            Csv::open(text).map(Form::Csv).ok_or_else(nothing)
        };
        form.map(|form| Grid { written, form })
    }

    /// The names of its columns.
    pub fn names(&self) -> &[String] {
        match &self.form {
            Form::Csv(csv) => &csv.names,
            Form::Json(json) => &json.names,
        }
    }

    /// Whether a comma in a cell may be that before decimals.
    pub fn has_decimal_commas(&self) -> bool {
        matches!(&self.form, Form::Csv(csv) if csv.has_decimal_commas())
    }

    /// That its first line is a row as the others are, and names nothing.
    pub fn nameless(&self, text: &str) -> Option<Fault> {
        let (first, rest) = self.names().split_first()?;
        let is_time = time::moment(first).is_some() || Epoch::plausible(first).is_some();
        let mut values = rest.iter().filter(|name| !name.is_empty()).peekable();
        let value = *values.peek()?;
        if !is_time || !values.all(|name| number(name).is_some()) {
            return None;
        }
        let message = format!(
            "the first line has no names of columns: `{}` is a time, and `{}` a value of it",
            cut(first),
            cut(value)
        );
        Some(Fault::data(
            self.header(text),
            message,
            "write a line with the names above it, such as `at,count`",
        ))
    }

    /// That one of its columns is longer or shorter than the first.
    pub fn uneven(&self, text: &str) -> Option<Fault> {
        let Form::Json(json) = &self.form else { return None };
        let (column, values, first, span) = json.uneven()?;
        let of = |count: usize| if count == 1 { "one value".to_owned() } else { format!("{count} values") };
        let message = format!(
            "`{}` has {}, and `{}` has {first}",
            cut(&json.names[column]),
            of(values),
            cut(&json.names[0]),
        );
        let at = match self.written {
            Written::Value(Value::Object(_)) => {
                At::Keys(vec![Key::Name("data".to_owned()), Key::Name(json.names[column].clone())])
            }
            _ => self.at(text, span, 0),
        };
        Some(Fault::data(at, message, "write `null` where there is no value"))
    }

    /// That an item of its list is no row.
    pub fn stray(&self, text: &str) -> Option<Fault> {
        let Form::Json(json) = &self.form else { return None };
        let (number, span, count) = json.stray()?;
        let written = text.get(span.range()).unwrap_or_default().lines().next().unwrap_or_default();
        let more = match count {
            1 => String::new(),
            2 => " (and one more like it)".to_owned(),
            _ => format!(" (and {} more like it)", count - 1),
        };
        let message = format!("`{}` is no row as the others are, and is left out{more}", cut(written));
        Some(Fault::data(self.at(text, span, number), message, "write it as the others, or remove it"))
    }

    /// Where its columns are named.
    pub fn header(&self, text: &str) -> At {
        let span = match &self.form {
            Form::Csv(csv) => csv.header,
            Form::Json(_) => Span::default(),
        };
        at(self.written, text, span, 0)
    }

    /// Where something in a row is.
    pub fn at(&self, text: &str, span: Span, row: usize) -> At {
        at(self.written, text, span, row)
    }

    /// Reads every row: of each the columns that are wanted.
    pub fn rows(&self, wanted: &[usize], each: &mut dyn FnMut(&Row<'_, 'a>)) {
        match &self.form {
            Form::Csv(csv) => csv.rows(wanted, each),
            Form::Json(json) => json.rows(wanted, each),
        }
    }
}

fn at(written: Written<'_>, text: &str, span: Span, row: usize) -> At {
    match written {
        Written::File(source) => At::Place(source.place(span.within(&source.text))),
        Written::Text(_) => {
            let before = &text.as_bytes()[..span.start.min(text.len())];
            At::Line(
                vec![Key::Name("data".to_owned())],
                memchr::memchr_iter(b'\n', before).count(),
                text.get(span.range()).unwrap_or("").to_owned(),
            )
        }
        Written::Value(Value::Array(_)) => At::Keys(vec![Key::Name("data".to_owned()), Key::Index(row)]),
        Written::Value(_) => At::Keys(vec![Key::Name("data".to_owned())]),
    }
}
