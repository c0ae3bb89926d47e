//! `dayone diff`.

use clap::Args;
use serde_json::Value;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading};
use crate::build::check;
use crate::facts::Named;
use crate::handbook::{Difference, Handbook, InWords, PageId, Standing};
use crate::kinds::capitalized;

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
        let organisation = || matches!(&**id, "/" | ".").then_some(0);
        match book.unit(id).or_else(organisation) {
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
    if units[0] == units[1] {
        terminal.error("that is one unit twice: name two");
        return Ok(ENVIRONMENT);
    }
    if let Some(hidden) = units.iter().find(|unit| book.pages[**unit].hidden()) {
        terminal.error(&format!("“{}” is hidden, and is not compared", book.pages[*hidden].title));
        return Ok(ENVIRONMENT);
    }
    let mut text = told(book, units[0], units[1]);
    let hidden = book.hidden_between(units[0], units[1]);
    if !hidden.is_empty() {
        text.push_str(&format!("\nLeft out, as a page of it is hidden: {}.\n", hidden.join(", ")));
    }
    terminal.print(&text);
    Ok(0)
}

/// A row: what it is about, and what the one and the other have of it.
type Row = [String; 3];

/// What two units do in another way, in columns.
fn told(book: &Handbook, one: PageId, other: PageId) -> String {
    let is_one = book.pages[one].title == book.pages[other].title;
    let [first, second] = [one, other].map(|unit| match unit {
        0 => capitalized(everybody(book)),
        unit if is_one => format!("{} ({})", book.pages[unit].title, book.unit_id(unit)),
        unit => book.pages[unit].title.clone(),
    });
    let principles = book.principles_in_words(&book.all_principles(), &[one, other]);
    let apart: Vec<&InWords> = principles.iter().filter(|principle| !principle.is_same()).collect();
    let differences = book.differences(one, other);
    let both = format!("{first} and {second}");
    let said = match (principles.is_empty(), apart.is_empty(), differences.is_empty()) {
        (true, _, true) => return format!("{both} have the same practices.\n"),
        (false, true, true) => {
            return format!("{both} hold the same principles and have the same practices.\n");
        }
        (true, _, false) => format!("{both} differ in these habits:"),
        (false, true, false) => format!("{both} hold the same principles; these habits differ:"),
        (false, false, _) => format!("{both} differ in these principles:"),
    };
    let heads = [String::new(), first, second];
    let mut text = format!("{said}\n\n");
    if !apart.is_empty() {
        let rows = apart.iter().map(|principle| principle_row(book, principle));
        text.push_str(&columns(&std::iter::once(heads.clone()).chain(rows).collect::<Vec<_>>()));
        text.push('\n');
        if differences.is_empty() {
            return text + "They have the same practices.\n";
        }
        text.push_str("These habits differ:\n\n");
    }
    let rows = std::iter::once(heads).chain(habit_rows(book, &differences, [one, other]));
    text + &columns(&rows.collect::<Vec<_>>())
}

/// Rows with their columns below each other.
fn columns(rows: &[Row]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (names, values) = (width(0), width(1));
    let line = |[name, one, other]: &Row| {
        let line = format!("{name:names$}  {one:values$}  {other}");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

/// A principle that is said in different words, or holds in one of the units only.
fn principle_row(book: &Handbook, principle: &InWords) -> Row {
    let words = |at: usize| match principle.words[at] {
        None => "-".to_owned(),
        Some(page) if page == principle.first && book.unit_of(page).is_none_or(|unit| unit == 0) => {
            format!("as for {}", everybody(book))
        }
        Some(page) => {
            let parsed = book.pages[page].parsed.as_ref();
            let statement = parsed.and_then(|parsed| parsed.front.others.get("statement")?.as_str());
            let title = &book.pages[page].title;
            match statement {
                Some(statement) => statement.split_whitespace().collect::<Vec<_>>().join(" "),
                // That it is called the same says nothing.
                None if page != principle.first && *title == book.pages[principle.first].title => {
                    "in its own words".to_owned()
                }
                None => title.clone(),
            }
        }
    };
    [book.pages[principle.first].title.clone(), words(0), words(1)]
}

fn habit_rows(book: &Handbook, differences: &[Difference<'_>], units: [PageId; 2]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut practice = "";
    for difference in differences {
        if practice != difference.practice {
            practice = difference.practice;
            let [one, other] = [0, 1].map(|at| stance(book, difference.standings[at], units[at]));
            rows.push([title(book, practice).to_owned(), one, other]);
        }
        if let Difference { norm: Some(norm), values: [one, other], .. } = difference {
            rows.push([format!("  {norm}"), value(*one), value(*other)]);
        }
    }
    rows
}

/// What a practice is called by the first page that says something of it.
fn title<'b>(book: &'b Handbook, practice: &'b str) -> &'b str {
    book.practice_pages(practice).next().map_or(practice, |(_, page)| &book.pages[page].title)
}

/// How a unit stands to what is above, and as which other unit if that is not its own doing.
fn stance(book: &Handbook, standing: Option<Standing>, own: PageId) -> String {
    let Some(standing) = standing else { return "-".to_owned() };
    let named = |unit| match unit {
        0 => everybody(book),
        unit => &book.pages[unit].title,
    };
    let unit = || named(standing.unit);
    let said = match (standing.stance, standing.own) {
        (None, true) if standing.unit != 0 => "its own".to_owned(),
        (None, _) => format!("as for {}", unit()),
        (Some(stance), true) => stance.word().to_owned(),
        (Some(stance), false) => format!("{}, as {}", stance.word(), unit()),
    };
    let follows = book.unit_of(standing.follows).unwrap_or(0);
    match () {
        () if standing.follows == standing.page => said,
        () if follows == own => format!("{said}, with more of its own"),
        () => format!("as for {}", named(follows)),
    }
}

/// What the root is called.
fn everybody(book: &Handbook) -> &str {
    if book.home().kind.unit { &book.home().title } else { "everyone" }
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "-".to_owned(),
        // On one line, as it is one of a table.
        Some(Value::String(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Some(Value::Bool(is_so)) => if *is_so { "yes" } else { "no" }.to_owned(),
        Some(Value::Array(values)) => {
            values.iter().map(|item| self::value(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}
