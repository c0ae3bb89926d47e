//! What puts a page into practice.

use super::view::{CiteView, CitedView, LinkView};
use super::{Renderer, principle};
use crate::handbook::PageId;

/// The pages that cite a page, by the unit that they belong to: first what is everybody's, then unit by unit in
/// the order of the content.
pub fn by(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<CitedView> {
    let book = renderer.book;
    if !book.pages[page].kind.named {
        return Vec::new();
    }
    let mut units: Vec<(Option<PageId>, Vec<PageId>)> = Vec::new();
    for page in principle::citing(renderer, page) {
        let unit = book.unit_of(page);
        match units.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, pages)) => pages.push(page),
            None => units.push((unit, vec![page])),
        }
    }
    units.sort_by_key(|(unit, _)| *unit);
    let view = |(unit, pages): (Option<PageId>, Vec<PageId>)| CitedView {
        unit: unit.map(|unit| renderer.link(unit, root)),
        pages: pages
            .into_iter()
            .map(|page| {
                let LinkView { title, href } = renderer.link(page, root);
                CiteView { title, href, kind: renderer.kind(&book.pages[page]) }
            })
            .collect(),
    };
    units.into_iter().map(view).collect()
}
