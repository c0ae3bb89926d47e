//! The sections of a page, as far as one takes the place of another: a unit's page has some in the place of those above.

use crate::syntax::document::{Document, Heading};

/// A section of a page that stands in nothing but others.
#[derive(Debug, Clone)]
pub struct Section<'d> {
    /// Its heading.
    pub heading: &'d Heading,
    /// How deep it is, where it stands.
    pub level: u8,
    /// Whether it is in no other section.
    pub is_outer: bool,
    name: String,
}

/// The sections of a page, those in others too.
pub fn sections(document: &Document) -> Vec<Section<'_>> {
    let mut least = u8::MAX;
    let mut sections = Vec::new();
    for heading in document.headings.iter().filter(|heading| heading.top) {
        let name = heading.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let is_outer = heading.level <= least;
        least = least.min(heading.level);
        sections.push(Section { heading, level: heading.level, is_outer, name });
    }
    sections
}

impl Section<'_> {
    /// Whether it is called as another is.
    pub fn is_called_as(&self, other: &Section<'_>) -> bool {
        self.name == other.name
    }

    /// Which of the sections from above it takes the place of: of those that are called the same, one that is in no
    /// other as it is, or else the first of its level. What is in a section comes with it.
    pub fn place_among<'s>(&self, above: impl Iterator<Item = &'s Section<'s>> + Clone) -> Option<usize> {
        if !self.is_outer {
            return None;
        }
        let mut outer = above.clone();
        let mut level = above;
        outer
            .position(|other| self.is_called_as(other) && other.is_outer)
            .or_else(|| level.position(|other| self.is_called_as(other) && other.level == self.level))
    }
}
