//! `dayone oncall`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::Value;

use super::report::{json, table};
use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, root};
use crate::build::{Request, Today, check};
use crate::diag::nearest;
use crate::facts::Named;
use crate::handbook::{Handbook, OnCall, PageId, Rows, Who};
use crate::rota::{self, Moment, Nobody, Zone};

#[derive(Debug, Args)]
pub struct Arguments {
    /// A unit, with those below it, or the page of a rotation [default: all]
    #[arg(value_name = "UNIT|ROTATION")]
    of: Option<String>,
    /// When (2026-12-07T10:00, in the rotation's time zone, or 2026-12-07T10:00Z) [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The handbook's folder [default: the nearest one upward with a book.toml]
    #[arg(long)]
    dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

fn moment(text: &str) -> Result<Moment, String> {
    rota::moment(text).ok_or_else(|| "a time such as 2026-12-07T10:00 is needed".to_owned())
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let now = Timestamp::now();
    let at = |zone: &Zone| {
        let asked = arguments.at.map_or(Some(now), |at| at.instant(&zone.rules, Time::midnight()));
        asked.unwrap_or(now)
    };
    let request = Request {
        root: root(arguments.dir.as_deref()),
        output: None,
        base_url: None,
        drafts: false,
        today: Today { asked: None, clock: jiff::ZonedDateTime::now().date() },
        strict: false,
    };
    let checked = check(&request)?;
    let book = &checked.handbook;
    let Some(pages) = meant(book, arguments.of.as_deref()) else {
        let of = arguments.of.as_deref().unwrap_or_default();
        let paths = book.rotations().map(|page| id(book, page));
        let near = book.nearest_id(of, Named::Unit).or_else(|| nearest(of, paths));
        let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        terminal.error(&format!("there is no unit or rotation `{of}`{near}"));
        return Ok(ENVIRONMENT);
    };
    let rows: Vec<OnCall> = pages.into_iter().flat_map(|page| book.on_call(page, at)).collect();
    terminal.print(&match arguments.format {
        Format::Table if rows.is_empty() => "Nobody says who is on call.\n".to_owned(),
        Format::Table => table(&for_people(book, &rows)),
        Format::Json => json(&for_programs(book, &rows)),
    });
    Ok(0)
}

/// The rotations that a name means; none when there is no such unit or page.
fn meant(book: &Handbook, of: Option<&str>) -> Option<Vec<PageId>> {
    let Some(of) = of else { return Some(book.rotations().collect()) };
    if let Some(unit) = book.unit(of) {
        return Some(book.rotations_below(unit));
    }
    let path = of.trim_end_matches(".md").trim_matches('/');
    let page = book.page_at(path).filter(|page| book.pages[*page].kind.rota.is_some());
    // Or the end of its path, if no other has it.
    let end = format!("/{path}");
    let named = || {
        let mut named = book.rotations().filter(|page| id(book, *page).ends_with(&end));
        named.next().filter(|_| named.next().is_none())
    };
    page.or_else(named).map(|page| vec![page])
}

/// How a page is named here: its path, without its ending.
fn id(book: &Handbook, page: PageId) -> &str {
    let path = book.pages[page].path.trim_end_matches(".md");
    path.trim_end_matches("/_index").trim_end_matches("/index")
}

fn name<'b>(book: &'b Handbook, id: &'b str) -> &'b str {
    match book.who(id, Named::Person) {
        Some(Who::Person(person)) => &person.name,
        _ => id,
    }
}

/// When somebody has left, or will have before their shift is over.
fn left<'b>(book: &'b Handbook, row: &OnCall, id: &str, until: Timestamp) -> Option<&'b Date> {
    let Some(Who::Person(person)) = book.who(id, Named::Person) else { return None };
    person.left.as_ref().filter(|left| **left <= row.zone.rules.to_datetime(until).date())
}

fn departed(book: &Handbook, row: &OnCall, id: &str, until: Timestamp) -> String {
    left(book, row, id, until).map_or_else(String::new, |left| format!(" (left {left})"))
}

fn for_people(book: &Handbook, rows: &[OnCall]) -> Rows {
    let columns = vec!["rotation", "layer", "on call", "contact", "until", "then", "time zone"];
    let row = |row: &OnCall| {
        let local = |at: Timestamp| row.zone.rules.to_datetime(at).strftime("%a %Y-%m-%d %H:%M").to_string();
        let elsewhere = book.pages[row.page].front.others.get("schedule_url").filter(|_| !row.is_known);
        let who = row.now.as_ref().map(|now| {
            let stands_in = if now.instead { " (stands in)" } else { "" };
            format!("{}{}{stands_in}", name(book, &now.person), departed(book, row, &now.person, now.to))
        });
        let next = row.next.as_ref().map(|next| {
            let who = format!("{}{}", name(book, &next.person), departed(book, row, &next.person, next.to));
            match &row.now {
                Some(now) if now.to == next.from => who,
                _ => format!("{who} from {}", local(next.from)),
            }
        });
        vec![
            book.pages[row.page].title.clone().into(),
            text(Some(&row.layer)),
            who.map(Value::from)
                .or_else(|| elsewhere.cloned())
                .or_else(|| why_nobody(row))
                .unwrap_or_default(),
            row.now.as_ref().and_then(|now| book.chat(&now.person)).into(),
            row.now.as_ref().map(|now| local(now.to)).into(),
            next.into(),
            row.zone.name.clone().into(),
        ]
    };
    Rows { columns, rows: rows.iter().map(row).collect() }
}

fn for_programs(book: &Handbook, rows: &[OnCall]) -> Rows {
    let columns = vec![
        "rotation",
        "title",
        "unit",
        "layer",
        "person",
        "name",
        "left",
        "contact",
        "from",
        "until",
        "stands in",
        "why",
        "next",
        "next from",
        "next until",
        "time zone",
        "schedule url",
        "nobody",
    ];
    let time = |at: Timestamp| Value::from(at.to_string());
    let row = |row: &OnCall| {
        let (now, next) = (row.now.as_ref(), row.next.as_ref());
        let unit = book.called_unit(row.page).map(|unit| book.unit_id(unit));
        vec![
            id(book, row.page).into(),
            book.pages[row.page].title.clone().into(),
            unit.into(),
            text(Some(&row.layer)),
            now.map(|now| book.person_id(&now.person)).into(),
            now.map(|now| name(book, &now.person)).into(),
            now.and_then(|now| left(book, row, &now.person, now.to)).map(Date::to_string).into(),
            now.and_then(|now| book.chat(&now.person)).into(),
            now.map(|now| time(now.from)).unwrap_or_default(),
            now.map(|now| time(now.to)).unwrap_or_default(),
            now.is_some_and(|now| now.instead).into(),
            now.and_then(|now| now.why.clone()).into(),
            next.map(|next| book.person_id(&next.person)).into(),
            next.map(|next| time(next.from)).unwrap_or_default(),
            next.map(|next| time(next.to)).unwrap_or_default(),
            row.zone.name.clone().into(),
            book.pages[row.page].front.others.get("schedule_url").cloned().unwrap_or_default(),
            row.nobody.map(nobody_word).into(),
        ]
    };
    Rows { columns, rows: rows.iter().map(row).collect() }
}

/// The same for programs.
fn nobody_word(nobody: Nobody) -> &'static str {
    match nobody {
        Nobody::Unreadable => "unreadable",
        Nobody::Begins(_) => "not begun",
        Nobody::Ended(_) => "ended",
    }
}

/// Why nobody is on call, where that is so of the whole layer.
fn why_nobody(row: &OnCall) -> Option<Value> {
    let why = match row.nobody? {
        Nobody::Unreadable => "(cannot be read: see dayone check)".to_owned(),
        Nobody::Begins(at) => format!("(begins on {})", row.zone.clock(at)),
        Nobody::Ended(at) => format!("(ended on {})", row.zone.clock(at)),
    };
    Some(why.into())
}

/// A text that says something.
fn text(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).into()
}
