//! Where it is said what a page says, or what a folder above it says for all pages below.

use crate::handbook::{Handbook, PageId};
use crate::syntax::yaml::Step;
use crate::text::Place;

/// A value of a page, where it is said.
pub struct Said {
    /// Where.
    pub place: Place,
    /// Whether a folder above says it.
    pub is_above: bool,
}

/// Where the value at a key path is said of a page: by itself, or under `cascade` above it.
pub fn said(book: &Handbook, id: PageId, path: &[Step]) -> Said {
    let Some(Step::Key(key)) = path.first() else { return of_page(book, id, path) };
    let says =
        |page: &PageId| book.pages[*page].parsed.as_ref().is_some_and(|it| it.front.others.contains_key(key));
    if says(&id) {
        return of_page(book, id, path);
    }
    let mut above = std::iter::successors(book.pages[id].parent, |page| book.pages[*page].parent);
    let below = |page: &PageId| {
        let front = &book.pages[*page].parsed.as_ref()?.front;
        front.cascade.as_ref().filter(|cascade| cascade.others.contains_key(key))
    };
    match above.find(|page| below(page).is_some()) {
        Some(page) => {
            let path = [&[Step::Key("cascade".to_owned())], path].concat();
            Said { is_above: true, ..of_page(book, page, &path) }
        }
        None => of_page(book, id, path),
    }
}

fn of_page(book: &Handbook, id: PageId, path: &[Step]) -> Said {
    let page = &book.pages[id];
    let place = page.parsed.as_ref().map_or_else(|| page.place(), |parsed| parsed.place_of(path));
    Said { place, is_above: false }
}
