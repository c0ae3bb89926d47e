//! `dayone review`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, changes, date, root};
use crate::build::{Request, Today, check};
use crate::diag::nearest;
use crate::facts::Named;
use crate::handbook::{Handbook, PageId};
use crate::reviews::{self, Review};
use crate::write;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The pages: their paths in the content folder, with or without .md
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<String>,
    /// Who reviewed them: a person's id
    #[arg(long, value_name = "ID")]
    by: Option<String>,
    /// When, instead of today (2026-03-31)
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// Print what changed in the pages since their review, and note nothing
    #[arg(long, conflicts_with_all = ["by", "on"])]
    diff: bool,
    /// The handbook's folder [default: the nearest one upward with a book.toml]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let today = jiff::ZonedDateTime::now().date();
    let request = Request {
        root: root(arguments.dir.as_deref()),
        output: None,
        base_url: None,
        drafts: true,
        today: Today { asked: None, clock: today },
        strict: false,
    };
    let checked = check(&request)?;
    let book = &checked.handbook;
    let (pages, by) = match meant(book, arguments) {
        Ok(meant) => meant,
        Err(why) => {
            terminal.error(&why);
            return Ok(ENVIRONMENT);
        }
    };
    if arguments.diff {
        return Ok(print_changes(&request.root, book, &pages, today, terminal));
    }
    let on = arguments.on.unwrap_or(today);
    if on > today {
        terminal.error(&format!("{on} is not yet: a review is of a day that was"));
        return Ok(ENVIRONMENT);
    }
    let review = |id: &PageId| {
        let page = &book.pages[*id];
        let text = page.parsed.as_ref().map(|parsed| reviews::print(parsed.body_text()));
        Review { page: page.path.clone(), on, by: by.clone(), text }
    };
    let lines: String = pages.iter().map(|page| reviews::line(&review(page))).collect();
    let file = request.root.join(&checked.src).join(reviews::FILE);
    if let Err(error) = write::append(&file, &lines) {
        terminal.error(&format!("cannot write {}: {error}", file.display()));
        return Ok(ENVIRONMENT);
    }
    for page in pages {
        let page = &book.pages[page];
        let next = page
            .front
            .review_in
            .map(|interval| format!("; the next review is due on {}", interval.after(on)));
        terminal.print(&format!("Reviewed {} on {on}{}\n", page.path, next.unwrap_or_default()));
    }
    Ok(0)
}

/// Prints what changed in pages since their review.
fn print_changes(root: &Path, book: &Handbook, pages: &[PageId], today: Date, terminal: &Terminal) -> u8 {
    let mut code = 0;
    for page in pages {
        match changes::since_review(root, book, *page, today) {
            Ok(Some(diff)) => terminal.print(&diff),
            Ok(None) => {
                terminal.print(&format!("{} is as it was reviewed\n", book.pages[*page].path));
            }
            Err(why) => {
                terminal.error(&why);
                code = ENVIRONMENT;
            }
        }
    }
    code
}

/// The pages that are meant, and the id of who reviewed them; or what is meant by nobody.
fn meant(book: &Handbook, arguments: &Arguments) -> Result<(Vec<PageId>, Option<String>), String> {
    let written = |path: &str| {
        let path = path.trim_matches('/');
        // As a shell completes it, from the root.
        let within = path.strip_prefix("content/").unwrap_or(path);
        let id = book.page_at(path).or_else(|| book.page_at(within));
        let id = id.filter(|id| book.pages[*id].parsed.is_some());
        id.ok_or_else(|| {
            let all = book.pages.iter().filter(|page| page.parsed.is_some()).map(|page| &*page.path);
            let near =
                nearest(within, all).map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            format!("nobody wrote a page `{path}`{near}")
        })
    };
    let pages = arguments.pages.iter().map(|page| written(page)).collect::<Result<Vec<_>, _>>()?;
    let Some(by) = &arguments.by else { return Ok((pages, None)) };
    match book.people.get(by) {
        Some(person) => Ok((pages, Some(person.id.clone()))),
        None if book.people.is_empty() => Ok((pages, Some(by.clone()))),
        None => {
            let near = book.nearest_id(by, Named::Person);
            let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            Err(format!("no person is called `{by}`{near}"))
        }
    }
}
