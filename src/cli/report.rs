//! `dayone report`.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading};
use crate::build::{Checked, check};
use crate::facts::Named;
use crate::handbook::{Asked, Handbook, Kept, Owner, Rows, Topic};
use crate::render::message;

#[derive(Debug, Args)]
pub struct Arguments {
    /// What it is about
    #[arg(value_enum, default_value = "freshness")]
    topic: About,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Only the pages of this owner: the id of a person or a unit
    #[arg(long, value_name = "ID")]
    owner: Option<String>,
    /// Of actions, only those that should be done by now
    #[arg(long)]
    overdue: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum About {
    /// Pages that want a review
    Freshness,
    /// Who owns how many pages, and how many want a review
    Owners,
    /// Pages that nobody owns
    Unowned,
    /// Pages that want reviews and have had none
    Unreviewed,
    /// Principles, and what puts them into practice
    Principles,
    /// Practices, and how units stand to them
    Practices,
    /// Pages that nothing links to
    Orphans,
    /// What is to be done: what is due first, first
    Actions,
    /// For each owner of pages that want a review, a message to send
    Messages,
    /// How many there are of each
    Summary,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Markdown,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let checked = check(&arguments.reading.request())?;
    let book = &checked.handbook;
    if let Some(owner) = &arguments.owner
        && !book.people.is_empty()
        && book.who(owner, Named::Owner).is_none()
    {
        let near = book.probably(owner, Named::Owner);
        let near = near.map_or_else(String::new, |near| format!(": did you mean {near}?"));
        terminal.error(&format!("no person or unit is called `{owner}`{near}"));
        return Ok(ENVIRONMENT);
    }
    if arguments.overdue && !matches!(arguments.topic, About::Actions) {
        terminal.error("`--overdue` is for actions: write `dayone report actions --overdue`");
        return Ok(ENVIRONMENT);
    }
    if matches!(arguments.topic, About::Messages) {
        return Ok(messages(&checked, arguments, terminal));
    }
    let topic = match arguments.topic {
        About::Freshness | About::Messages => Topic::Freshness,
        About::Owners => Topic::Owners,
        About::Unowned => Topic::Unowned,
        About::Unreviewed => Topic::Unreviewed,
        About::Principles => Topic::Principles,
        About::Practices => Topic::Practices,
        About::Orphans => Topic::Orphans,
        About::Actions => Topic::Actions(Asked {
            overdue: arguments.overdue,
            details: matches!(arguments.format, Format::Json | Format::Csv),
        }),
        About::Summary => Topic::Summary,
    };
    let rows = book.health(topic, checked.today, arguments.owner.as_deref());
    terminal.print(&printed(&rows, arguments.format));
    Ok(0)
}

fn printed(rows: &Rows, format: Format) -> String {
    match format {
        Format::Table => table(rows),
        Format::Json => json(rows),
        Format::Csv => csv(rows),
        Format::Markdown => markdown(rows),
    }
}

/// Prints a message to each owner of pages that want a review, in the words of the theme.
fn messages(checked: &Checked, arguments: &Arguments, terminal: &Terminal) -> u8 {
    let (book, config) = (&checked.handbook, &checked.config);
    let Some(theme) = &checked.theme else {
        terminal.error("the theme, whose words the messages are made of, cannot be used: see `dayone check`");
        return ENVIRONMENT;
    };
    let kept = book.kept_by(arguments.owner.as_deref(), checked.today);
    let message = |(owner, kept): (Option<Owner>, Vec<Kept>)| {
        let (owner, wanting) = (owner?, Handbook::wanting(kept));
        let message = (!wanting.is_empty()).then(|| message(book, theme, config, &owner, &wanting))?;
        Some(vec![owner.name.as_str().into(), book.chat(&owner.id).into(), message.into()])
    };
    let rows = book.by_owner(kept).into_iter().filter_map(message).collect();
    let rows = Rows { columns: vec!["owner", "chat", "message"], rows };
    terminal.print(&match arguments.format {
        // To be pasted, and so without a frame.
        Format::Table if !rows.rows.is_empty() => {
            rows.rows.iter().map(|row| text(&row[2])).collect::<Vec<_>>().join("\n")
        }
        Format::Markdown => rows.rows.iter().map(|row| section(row)).collect::<Vec<_>>().join("\n"),
        format => printed(&rows, format),
    });
    0
}

/// A message below the name of whom it is for, to be copied as it is.
fn section(row: &[Value]) -> String {
    let message = text(&row[2]);
    // A title may have any marks in it.
    let longest = message.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("## {}\n\n{fence}text\n{}\n{fence}\n", text(&row[0]), message.trim_end())
}

/// A value as a cell of a table.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        value => value.to_string(),
    }
}

/// Rows in columns of the same width.
pub fn table(rows: &Rows) -> String {
    if rows.rows.is_empty() {
        return "Nothing to report.\n".to_owned();
    }
    let heads: Vec<String> = rows.columns.iter().map(|column| (*column).to_owned()).collect();
    let cell = |value: &Value| if value.is_null() { "–".to_owned() } else { text(value) };
    let cells = rows.rows.iter().map(|row| row.iter().map(cell).collect());
    let all: Vec<Vec<String>> = std::iter::once(heads).chain(cells).collect();
    let width = |at: usize| all.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.columns.len()).map(width).collect();
    let is_number = |at: usize| rows.rows.iter().all(|row| row[at].is_number());
    let numbers: Vec<bool> = (0..rows.columns.len()).map(is_number).collect();
    let mut table = String::new();
    for row in &all {
        let cells = row.iter().zip(widths.iter().zip(&numbers));
        let cells = cells.map(|(cell, (width, number))| match number {
            true => format!("{cell:>width$}"),
            false => format!("{cell:width$}"),
        });
        table.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        table.push('\n');
    }
    table
}

/// Rows as objects.
pub fn json(rows: &Rows) -> String {
    let row = |row: &Vec<Value>| {
        let cells = rows.columns.iter().zip(row);
        let cell = |(column, cell): (&&str, &Value)| (column.replace(' ', "_"), cell.clone());
        Value::Object(cells.map(cell).collect::<Map<_, _>>())
    };
    format!("{:#}\n", Value::Array(rows.rows.iter().map(row).collect()))
}

fn csv(rows: &Rows) -> String {
    let cell = |cell: &str| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    // Spreadsheets take a text that begins like this for something to be computed, and what it says for a command.
    let harmless = |value: &Value| match text(value) {
        text if value.is_string() && text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        text => text,
    };
    let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
    let head = line(rows.columns.iter().map(|column| cell(column)).collect());
    let lines = rows.rows.iter().map(|row| line(row.iter().map(|value| cell(&harmless(value))).collect()));
    std::iter::once(head).chain(lines).collect()
}

fn markdown(rows: &Rows) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut table = line(rows.columns.iter().map(|column| (*column).to_owned()).collect());
    table.push_str(&line(rows.columns.iter().map(|_| "---".to_owned()).collect()));
    let cell = |value: &Value| text(value).replace('|', "\\|").replace('\n', " ");
    for row in &rows.rows {
        table.push_str(&line(row.iter().map(cell).collect()));
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_cell_of_a_table_is_a_command() {
        let row = ["=HYPERLINK(\"x\")", "+1", "-a", "@b", "a=b"].map(Value::from).to_vec();
        let rows =
            Rows { columns: vec!["a", "b", "c", "d", "e"], rows: vec![row, vec![json!(-3), Value::Null]] };
        assert_eq!(csv(&rows), "a,b,c,d,e\n\"'=HYPERLINK(\"\"x\"\")\",'+1,'-a,'@b,a=b\n-3,\n");
    }
}
