//! `dayone review`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, changes, date, in_content, root};
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
    let on = arguments.on.unwrap_or(today);
    let place = Content { root: &request.root, src: &checked.src };
    let (pages, by) = match meant(book, arguments, place, on) {
        Ok(meant) => meant,
        Err(why) => {
            terminal.error(&why);
            return Ok(ENVIRONMENT);
        }
    };
    if arguments.diff {
        return Ok(print_changes(&request.root, book, &pages, today, terminal));
    }
    if on > today {
        terminal.error(&format!("{on} is not yet: a review is of a day that was"));
        return Ok(ENVIRONMENT);
    }
    if book.reviews.in_merge {
        // What is added is lost when one side of the merge is taken.
        let file = Path::new(&checked.src).join(reviews::FILE);
        terminal.error(&format!(
            "{} holds what a merge left that is not finished: finish it first (`dayone check` shows where)",
            file.display()
        ));
        return Ok(ENVIRONMENT);
    }
    let review = |id: &PageId| {
        let page = &book.pages[*id];
        let text = page.parsed.as_ref().map(|parsed| parsed.print().to_owned());
        let includes = page.parsed.as_ref().and_then(|parsed| parsed.taken_in());
        Review { page: page.path.clone(), on, by: by.clone(), text, includes }
    };
    let is_noted = |page: &PageId| book.reviews.has(&review(page));
    let (noted, pages): (Vec<PageId>, Vec<PageId>) = pages.into_iter().partition(is_noted);
    for page in noted {
        terminal.print(&format!("{} is already reviewed on {on}\n", book.pages[page].path));
    }
    if pages.is_empty() {
        return Ok(0);
    }
    let lines: String = pages.iter().map(|page| reviews::line(&review(page))).collect();
    let file = request.root.join(&checked.src).join(reviews::FILE);
    if let Err(error) = write::append(&file, &lines) {
        terminal.error(&format!("cannot write {}: {error}", file.display()));
        return Ok(ENVIRONMENT);
    }
    for id in pages {
        let page = &book.pages[id];
        // One that was done later is still the last.
        let later = book.review(id, today).and_then(|review| review.on).filter(|last| *last > on);
        let next = page.front.review_in.map(|interval| interval.after(later.unwrap_or(on)));
        let later = later.map(|last| format!("; its review of {last} is later"));
        let next = next.map(|next| format!("; the next review is due on {next}"));
        let (later, next) = (later.unwrap_or_default(), next.unwrap_or_default());
        terminal.print(&format!("Reviewed {} on {on}{later}{next}\n", page.path));
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
                let path = &book.pages[*page].path;
                terminal.print(&match book.is_edited(*page, today) {
                    true => {
                        let files = included(book, *page).join(", ");
                        format!("{path} is as it was reviewed, but what it includes is not: {files}\n")
                    }
                    false => format!("{path} is as it was reviewed\n"),
                });
            }
            Err(why) => {
                terminal.error(&why);
                code = ENVIRONMENT;
            }
        }
    }
    code
}

/// The files whose texts a page includes.
fn included(book: &Handbook, page: PageId) -> Vec<String> {
    let parsed = book.pages[page].parsed.as_ref();
    parsed.into_iter().flat_map(|parsed| &parsed.document.includes).map(ToString::to_string).collect()
}

/// Where the content lies.
#[derive(Clone, Copy)]
struct Content<'a> {
    root: &'a Path,
    src: &'a str,
}

/// The pages that are meant, and the id of who reviewed them; or what is meant by nobody.
fn meant(
    book: &Handbook,
    arguments: &Arguments,
    content: Content<'_>,
    on: Date,
) -> Result<(Vec<PageId>, Option<String>), String> {
    let mut pages = Vec::new();
    for path in &arguments.pages {
        if path.trim().is_empty() {
            return Err("say which page: `/` is the home page".to_owned());
        }
        let page = written(book, path, content)?;
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    let Some(by) = &arguments.by else { return Ok((pages, None)) };
    match book.people.get(by) {
        Some(person) if person.has_left(on) => {
            let left = person.left.map(|left| left.to_string()).unwrap_or_default();
            Err(format!("`{}` left on {left}: say who reviewed it", person.id))
        }
        Some(person) => Ok((pages, Some(person.id.clone()))),
        None if book.people.is_empty() => Ok((pages, Some(by.clone()))),
        None => {
            let near = book.nearest_id(by, Named::Person);
            let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            Err(format!("no person is called `{by}`{near}"))
        }
    }
}

/// The page that is meant by a path: in the content folder, or from where the command is given, as a shell completes
/// it.
fn written(book: &Handbook, path: &str, content: Content<'_>) -> Result<PageId, String> {
    let at = |path: &str| book.page_at(path).filter(|id| book.pages[*id].parsed.is_some());
    let plain = path.strip_prefix("./").unwrap_or(path).trim_matches('/');
    let within = match content.src {
        "" => None,
        src => plain.strip_prefix(src).and_then(|rest| rest.strip_prefix('/')),
    };
    let from_here = in_content(Path::new(path), content.root, content.src);
    let found = at(plain).or_else(|| at(within?)).or_else(|| at(from_here.as_deref()?));
    found.ok_or_else(|| {
        let all = book.pages.iter().filter(|page| page.parsed.is_some()).map(|page| &*page.path);
        let meant = within.or(from_here.as_deref()).unwrap_or(plain);
        let near = nearest(meant, all);
        let near = near.map_or_else(
            || "; a page is named by its path in the content folder".to_owned(),
            |near| format!(": did you mean `{near}`?"),
        );
        format!("nobody wrote a page `{path}`{near}")
    })
}
