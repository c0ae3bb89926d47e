//! What is on a page, by its headings.

use super::view::TocEntry;
use crate::syntax::document::Heading;

/// The headings of level 2 and 3, nested. One of level 3 without any above stands by itself.
pub fn toc(headings: &[Heading]) -> Vec<TocEntry> {
    let mut entries: Vec<TocEntry> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.level <= 3 && !heading.text.is_empty()) {
        let entry = TocEntry { id: heading.id.clone(), title: heading.text.clone(), children: Vec::new() };
        match entries.last_mut() {
            Some(above) if heading.level == 3 => above.children.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}
