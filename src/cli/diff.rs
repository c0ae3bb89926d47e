//! `dayone diff`.

use clap::Args;
use serde_json::Value;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading};
use crate::build::check;
use crate::facts::{Named, Stance};
use crate::handbook::{Difference, Handbook, PageId};

#[derive(Debug, Args)]
pub struct Arguments {
    /// A unit: its folder, seen from teams/ if it lies there; the organisation is /
    one: String,
    /// The unit to compare it with
    other: String,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let checked = check(&arguments.reading.request())?;
    let book = &checked.handbook;
    let mut units = Vec::new();
    for id in [&arguments.one, &arguments.other] {
        match book.unit(id) {
            Some(unit) => units.push(unit),
            None => {
                let near = book.probably(id, Named::Unit);
                let near = near.map_or_else(String::new, |near| format!(": did you mean {near}?"));
                let what = match book.units_like(id).len() {
                    2.. => format!("more than one unit is called `{id}`"),
                    _ => format!("there is no unit `{id}`"),
                };
                terminal.error(&format!("{what}{near}"));
                return Ok(ENVIRONMENT);
            }
        }
    }
    terminal.print(&told(book, units[0], units[1]));
    Ok(0)
}

/// What two units do in another way, in columns.
fn told(book: &Handbook, one: PageId, other: PageId) -> String {
    let [first, second] = [one, other].map(|unit| &*book.pages[unit].title);
    let differences = book.differences(one, other);
    if differences.is_empty() {
        return format!("{first} and {second} have the same practices.\n");
    }
    let mut rows = vec![[String::new(), first.to_owned(), second.to_owned()]];
    let mut practice = "";
    for difference in &differences {
        if practice != difference.practice {
            practice = &difference.practice;
            let [one, other] = difference.stances.map(stance);
            rows.push([title(book, practice).to_owned(), one.to_owned(), other.to_owned()]);
        }
        if let Difference { norm: Some(norm), values: [one, other], .. } = difference {
            rows.push([format!("  {norm}"), value(one.as_ref()), value(other.as_ref())]);
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (names, values) = (width(0), width(1));
    let mut text = format!("{first} and {second} hold the same principles; these habits differ:\n\n");
    for [name, one, other] in &rows {
        let line = format!("{name:names$}  {one:values$}  {other}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// What a practice is called by the first page that says something of it.
fn title<'b>(book: &'b Handbook, practice: &'b str) -> &'b str {
    book.practice_pages(practice).next().map_or(practice, |(_, page)| &book.pages[page].title)
}

fn stance(stance: Option<Stance>) -> &'static str {
    match stance {
        None => "as for everyone",
        Some(stance) => stance.word(),
    }
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(values)) => {
            values.iter().map(|item| self::value(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}
