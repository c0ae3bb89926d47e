//! All pages for other programs, as JSON: what they are, who owns them and when they are reviewed. GOV.UK's page
//! monitor reads `title`, `url`, `review_by` and `owner_slack`.

use serde::Serialize;

use super::Renderer;
use crate::handbook::{Page, PageId, address};

/// A page.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    title: &'a str,
    url: String,
    review_by: Option<String>,
    owner_slack: Option<&'a str>,
    owner: Option<String>,
    reviewed: Option<String>,
    state: Option<&'static str>,
    kind: &'a str,
    unit: Option<&'a str>,
}

/// The pages that somebody wrote and readers are offered, one a line.
pub fn text(renderer: &Renderer<'_>) -> String {
    let pages = renderer.listed().filter(|(_, page)| page.parsed.is_some());
    let mut rows = Vec::new();
    for (id, page) in pages {
        rows.extend_from_slice(if rows.is_empty() { b"[\n" } else { b",\n" });
        // Nothing of an entry can fail to be written into memory.
        let _ = serde_json::to_writer(&mut rows, &entry(renderer, id, page));
    }
    rows.extend_from_slice(if rows.is_empty() { b"[\n\n]\n" } else { b"\n]\n" });
    String::from_utf8(rows).unwrap_or_default()
}

fn entry<'a>(renderer: &Renderer<'a>, id: PageId, page: &'a Page) -> Entry<'a> {
    let book = renderer.book;
    let review = book.review(id, renderer.today);
    let owner = page.front.owner.as_deref();
    let base = renderer.config.build.base_url.as_deref().unwrap_or("/");
    Entry {
        title: &page.title,
        url: format!("{base}{}", address::encoded(&page.url)),
        review_by: review.as_ref().and_then(|review| review.due).map(|due| due.to_string()),
        owner_slack: page.front.owner_slack.as_deref().or_else(|| book.chat(owner?)),
        owner: book.owner(id).map(|owner| owner.id),
        reviewed: review.as_ref().and_then(|review| review.on).map(|on| on.to_string()),
        state: review.map(|review| review.state.word()),
        kind: &page.kind.id,
        // The organisation goes by `/`.
        unit: book
            .unit_of(id)
            .map(|unit| Some(book.unit_id(unit)).filter(|id| !id.is_empty()).unwrap_or("/")),
    }
}
