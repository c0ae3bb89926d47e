//! The texts that were reviewed, for pages that show what changed since.

use std::path::Path;

use crate::handbook::PageId;
use crate::load::history;
use crate::render::{Edited, Renderer};
use crate::reviews;

/// Looks in git for the texts that were reviewed of those of these pages that are others now, unless it did before.
/// `root` is the handbook's folder. Where there is no git, or a text was never committed, the pages show nothing.
pub fn find_reviewed(renderer: &Renderer<'_>, root: &Path, pages: impl IntoIterator<Item = PageId>) {
    let known = renderer.reviewed_texts();
    let edited = pages.into_iter().filter_map(|page| renderer.edited(page));
    let wanted: Vec<Edited<'_>> = edited.filter(|edited| !known.knows(edited.path, edited.print)).collect();
    // Where it is, and where it was.
    let ledger = renderer.book.reviews.source.as_ref().map_or("", |source| &*source.path);
    let folder = ledger.strip_suffix(reviews::FILE).unwrap_or_default();
    let was = |edited: &Edited<'_>| match edited.was.starts_with(folder) {
        true => edited.was.to_owned(),
        false => format!("{folder}{}", edited.was),
    };
    let paths: Vec<String> = wanted.iter().flat_map(|edited| [edited.path.to_owned(), was(edited)]).collect();
    let asked: Vec<&str> = paths.iter().map(String::as_str).collect();
    let is_meant = |at: usize, text: &str| reviews::print(text) == wanted[at / 2].print;
    let found = history::committed_of(root, &asked, is_meant).unwrap_or_else(|_| vec![None; asked.len()]);
    for (edited, found) in wanted.iter().zip(found.chunks(2)) {
        known.put(edited.path, edited.print, found.iter().flatten().next().cloned());
    }
}
