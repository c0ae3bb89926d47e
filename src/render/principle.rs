//! Principles: in whose words, against which others, how much cites each, and what to ask about them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::view::{AdaptationView, PrincipleRowView, PrincipleView};
use super::{Renderer, practice};
use crate::handbook::{Adapted, Derived, Page, PageId};
use crate::syntax::markdown::short;

/// How a principle stands to others; none when the page is none.
pub fn view(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<PrincipleView> {
    let principles = &renderer.shared.principles;
    if !renderer.book.pages[page].kind.named || principles.all.is_empty() {
        return None;
    }
    let link = |id: &PageId| renderer.link(*id, root);
    let adaptation = |id: &PageId| AdaptationView {
        unit: unit_of(renderer, *id).map(|unit| renderer.link(unit, root)),
        page: link(id),
        statement: statement(renderer, *id),
    };
    let above = match renderer.book.adapted(page) {
        Some(Adapted::Above(above)) => Some(above),
        Some(Adapted::Elsewhere(_)) | None => None,
    };
    Some(PrincipleView {
        adapts: above.as_ref().map(adaptation),
        adapted_by: principles.adapted_by.get(&page).into_iter().flatten().map(adaptation).collect(),
        tension: principles.tension.get(&page).into_iter().flatten().map(link).collect(),
    })
}

/// All principles, for the page that shows them.
pub fn all(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<PrincipleRowView> {
    let principles = &renderer.shared.principles;
    if principles.page != Some(page) {
        return Vec::new();
    }
    principles.all.iter().map(|id| row(renderer, *id, root)).collect()
}

/// The principles about which there is something to ask, for the page that says what.
pub fn questions(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<PrincipleRowView> {
    if renderer.book.pages[page].derived != Some(Derived::Questions) {
        return Vec::new();
    }
    let rows = renderer.shared.principles.all.iter().map(|id| row(renderer, *id, root));
    rows.filter(|row| !row.questions.is_empty()).collect()
}

/// The address of the page with the questions, for the one that shows all principles.
pub fn questions_at(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<String> {
    let is_all = renderer.shared.principles.page == Some(page);
    let is_asking = |page: &Page| page.derived == Some(Derived::Questions);
    let asking = is_all.then(|| renderer.book.pages.iter().rposition(is_asking)).flatten()?;
    Some(renderer.href(asking, root))
}

fn row(renderer: &Renderer<'_>, page: PageId, root: &str) -> PrincipleRowView {
    let book = renderer.book;
    let citing = citing(renderer, page);
    let units: BTreeSet<PageId> = citing.iter().filter_map(|page| unit_of(renderer, *page)).collect();
    PrincipleRowView {
        page: renderer.link(page, root),
        statement: statement(renderer, page),
        description: book.pages[page].front.description.clone(),
        unit: unit_of(renderer, page).map(|unit| renderer.link(unit, root)),
        adapts: matches!(book.adapted(page), Some(Adapted::Above(_))),
        cited: citing.len(),
        units: units.len(),
        questions: texts(renderer, page, "questions"),
        looks_like: texts(renderer, page, "looks_like"),
        does_not_look_like: texts(renderer, page, "does_not_look_like"),
    }
}

/// The unit that a page belongs to; what is the whole organisation's is everybody's, even where that is a unit too.
fn unit_of(renderer: &Renderer<'_>, page: PageId) -> Option<PageId> {
    renderer.book.unit_of(page).filter(|unit| *unit != 0)
}

/// The pages that put a principle into practice and that readers are offered.
pub fn citing(renderer: &Renderer<'_>, page: PageId) -> Vec<PageId> {
    renderer.book.citing(page, &renderer.shared.citations)
}

fn statement(renderer: &Renderer<'_>, page: PageId) -> Option<String> {
    texts(renderer, page, "statement").into_iter().next()
}

/// The texts that a page has under a key: one, or a list.
fn texts(renderer: &Renderer<'_>, page: PageId, key: &str) -> Vec<String> {
    let parsed = renderer.book.pages[page].parsed.as_ref();
    // Links are those of its own page.
    let plain = |value: &Value| {
        let text = practice::words(renderer, value);
        short::parts(&text).map_or(text, |parts| short::words(&parts))
    };
    match parsed.and_then(|parsed| parsed.front.others.get(key)) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().map(plain).collect(),
        Some(value) => vec![plain(value)],
    }
}
