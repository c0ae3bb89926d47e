//! `dayone view`.

use std::borrow::Cow;

use clap::Args;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading};
use crate::build::{check, find_reviewed};
use crate::diag::nearest;
use crate::render::{Renderer, Shared};
use crate::syntax::highlight::Memo;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The page: its path in the content folder, with or without .md
    page: String,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let request = arguments.reading.request();
    let checked = check(&request)?;
    let book = &checked.handbook;
    let path = arguments.page.trim_matches('/');
    let Some(page) = book.page_at(path) else {
        let near = nearest(path, book.pages.iter().map(|page| &*page.path))
            .map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        terminal.error(&format!("there is no page `{path}`{near}"));
        return Ok(ENVIRONMENT);
    };
    let Some(theme) = &checked.theme else {
        terminal.error("the settings or the theme cannot be used; `dayone check` says why");
        return Ok(super::FINDINGS);
    };
    let memo = Memo::default();
    let (config, today) = (&checked.config, checked.today);
    let shared = Shared::new(book, theme, config);
    let renderer = Renderer { book, theme, config, memo: &memo, today, shared: &shared };
    find_reviewed(&renderer, &request.root, [page]);
    match renderer.page_json(page, &|page| renderer.document(page).map(Cow::Borrowed)) {
        Ok(view) => terminal.print(&format!("{view:#}\n")),
        Err(finding) => {
            terminal.error(&finding.message);
            return Ok(super::FINDINGS);
        }
    }
    Ok(0)
}
