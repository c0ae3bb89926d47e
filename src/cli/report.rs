//! `dayone report`.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading};
use crate::build::check;
use crate::facts::Named;
use crate::handbook::{Rows, Topic};

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
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum About {
    /// Pages that want a review
    Freshness,
    /// Who owns how many pages, and how many want a review
    Owners,
    /// Principles, and what puts them into practice
    Principles,
    /// Practices, and how units stand to them
    Practices,
    /// Pages that nothing links to
    Orphans,
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
        let near = book.nearest_id(owner, Named::Owner);
        let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        terminal.error(&format!("no person or unit is called `{owner}`{near}"));
        return Ok(ENVIRONMENT);
    }
    let topic = match arguments.topic {
        About::Freshness => Topic::Freshness,
        About::Owners => Topic::Owners,
        About::Principles => Topic::Principles,
        About::Practices => Topic::Practices,
        About::Orphans => Topic::Orphans,
    };
    let rows = book.health(topic, checked.today, arguments.owner.as_deref());
    terminal.print(&match arguments.format {
        Format::Table => table(&rows),
        Format::Json => json(&rows),
        Format::Csv => csv(&rows),
        Format::Markdown => markdown(&rows),
    });
    Ok(0)
}

fn table(rows: &Rows) -> String {
    if rows.rows.is_empty() {
        return "Nothing to report.\n".to_owned();
    }
    let heads: Vec<String> = rows.columns.iter().map(|column| (*column).to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&heads).chain(&rows.rows).collect();
    let width = |at: usize| all.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut text = String::new();
    for row in all {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn json(rows: &Rows) -> String {
    let row = |row: &Vec<String>| {
        let cells = rows.columns.iter().zip(row);
        let cell = |(column, cell): (&&str, &String)| ((*column).to_owned(), Value::from(cell.as_str()));
        Value::Object(cells.map(cell).collect::<Map<_, _>>())
    };
    format!("{:#}\n", Value::Array(rows.rows.iter().map(row).collect()))
}

fn csv(rows: &Rows) -> String {
    let cell = |cell: &str| match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
    let head = line(rows.columns.iter().map(|column| cell(column)).collect());
    let lines = rows.rows.iter().map(|row| line(row.iter().map(|text| cell(text)).collect()));
    std::iter::once(head).chain(lines).collect()
}

fn markdown(rows: &Rows) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(rows.columns.iter().map(|column| (*column).to_owned()).collect());
    text.push_str(&line(rows.columns.iter().map(|_| "---".to_owned()).collect()));
    for row in &rows.rows {
        text.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|")).collect()));
    }
    text
}
