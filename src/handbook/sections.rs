//! The sections of a page, as far as one takes the place of another: a unit's page has some in the place of those above.

use super::{Handbook, PageId};
use crate::characters::folded as folded_text;
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

/// A section of a page without those in it, or what stands before the first.
#[derive(Debug, Clone)]
pub struct Piece<'d, T> {
    /// The page that says it.
    pub page: PageId,
    /// The section; none before the first.
    pub section: Option<Section<'d>>,
    /// The page whose section it has taken the place of.
    pub instead: Option<PageId>,
    /// What it says, as far as that is asked for.
    pub text: T,
}

impl<'d, T> Piece<'d, T> {
    /// The page with the id of its heading.
    fn anchor(&self) -> Option<(PageId, &'d str)> {
        Some((self.page, &*self.section.as_ref()?.heading.id))
    }
}

/// The sections of a page, those in others too.
pub fn sections(document: &Document) -> Vec<Section<'_>> {
    let mut least = u8::MAX;
    let mut sections = Vec::new();
    for heading in document.headings.iter().filter(|heading| heading.top) {
        let name = folded(&heading.text);
        let is_outer = heading.level <= least;
        least = least.min(heading.level);
        sections.push(Section { heading, level: heading.level, is_outer, name });
    }
    sections
}

/// A name in which neither case nor spaces count, nor how an apostrophe is written.
fn folded(text: &str) -> String {
    folded_text(&text.split_whitespace().collect::<Vec<_>>().join(" ")).replace(['’', '‘'], "'")
}

impl Section<'_> {
    /// Whether it is called as another is.
    pub fn is_called_as(&self, other: &Section<'_>) -> bool {
        self.name == other.name
    }

    /// Whether it is called by this text.
    pub fn is_called_like(&self, text: &str) -> bool {
        self.name == folded(text)
    }

    /// Which of the sections from above it takes the place of: of those that are called the same, one that is in no
    /// other as it is, or else the first of its level. What is in a section comes with it.
    pub fn place_among<'s>(&self, above: impl Iterator<Item = &'s Section<'s>> + Clone) -> Option<usize> {
        self.places_among(above).first().copied()
    }

    /// All of those that it could take the place of.
    pub fn places_among<'s>(&self, above: impl Iterator<Item = &'s Section<'s>> + Clone) -> Vec<usize> {
        let called = above.enumerate().filter(|(_, other)| self.is_outer && self.is_called_as(other));
        let outer: Vec<usize> =
            called.clone().filter(|(_, other)| other.is_outer).map(|(at, _)| at).collect();
        if outer.is_empty() {
            called.filter(|(_, other)| other.level == self.level).map(|(at, _)| at).collect()
        } else {
            outer
        }
    }
}

/// Takes in what a unit says itself: a section in the place of the one from above that is called the same, and all
/// else before what is from above, as it is what readers are there for; but no section before what is in none, as
/// that would be read as part of it.
pub fn take_in<'d, T>(parts: &mut Vec<Piece<'d, T>>, own: Vec<Piece<'d, T>>) {
    let (mut before, mut added) = (Vec::new(), Vec::new());
    let mut own = own.into_iter().peekable();
    while let Some(part) = own.next() {
        let Some(section) = part.section.clone() else {
            before.push(part);
            continue;
        };
        // With what is in it.
        let mut whole = vec![part];
        while let Some(inner) =
            own.next_if(|part| part.section.as_ref().is_some_and(|section| !section.is_outer))
        {
            whole.push(inner);
        }
        let others: Vec<usize> = (0..parts.len())
            .filter(|at| parts[*at].section.is_some() && parts[*at].page != whole[0].page)
            .collect();
        let above = others.iter().filter_map(|at| parts[*at].section.as_ref());
        match section.place_among(above).map(|index| others[index]) {
            Some(at) => replace(parts, at, whole),
            None => match after_namesake(parts, &whole[0]) {
                Some(at) => {
                    parts.splice(at..at, whole);
                }
                None => added.extend(whole),
            },
        }
    }
    let first = parts.iter().position(|part| part.section.is_some()).unwrap_or(parts.len());
    parts.splice(first..first, added);
    parts.splice(0..0, before);
}

/// Where a section goes whose page has one of the same name in the place of another already: behind that.
fn after_namesake<T>(parts: &[Piece<'_, T>], added: &Piece<'_, T>) -> Option<usize> {
    let section = added.section.as_ref()?;
    let of = |part: &Piece<'_, T>| part.section.as_ref().map(|section| section.level);
    let is_namesake = |part: &Piece<'_, T>| {
        part.page == added.page && part.section.as_ref().is_some_and(|other| section.is_called_as(other))
    };
    let at = parts.iter().rposition(is_namesake)?;
    let within = parts[at + 1..].iter().take_while(|part| of(part) > of(&parts[at]));
    Some(at + 1 + within.count())
}

/// Puts a section with what is in it in the place of the one that begins at `at`.
fn replace<'d, T>(parts: &mut Vec<Piece<'d, T>>, at: usize, mut whole: Vec<Piece<'d, T>>) {
    let level = |part: &Piece<'_, T>| part.section.as_ref().map_or(u8::MAX, |section| section.level);
    let (here, own) = (level(&parts[at]), level(&whole[0]));
    let end =
        parts[at + 1..].iter().position(|part| level(part) <= here).map_or(parts.len(), |more| at + 1 + more);
    for part in &mut whole {
        part.instead = Some(parts[at].page);
        if let Some(section) = &mut part.section {
            // It is as deep as what it takes the place of.
            section.level = (section.level - own).saturating_add(here);
        }
    }
    if let (Some(section), Some(known)) = (&mut whole[0].section, &parts[at].section) {
        section.is_outer = known.is_outer;
    }
    // What the page has put in there already stays there.
    let page = whole[0].page;
    let gone: Vec<_> = parts.splice(at..end, std::iter::empty()).collect();
    whole.extend(gone.into_iter().filter(|part| part.page == page));
    parts.splice(at..at, whole);
}

impl Handbook {
    /// The anchors of a page: of its own text, and of those that it takes over.
    pub fn anchors(&self, page: PageId) -> impl Iterator<Item = &str> {
        let replaced = self.replaced(page);
        let others = self.shown_in(page).into_iter().filter(move |other| *other != page);
        let pages = std::iter::once(page).chain(others);
        let texts = pages.filter_map(|page| Some((page, self.pages[page].parsed.as_ref()?)));
        let all = texts.flat_map(|(page, parsed)| {
            parsed.document.anchors.iter().map(move |anchor| (page, anchor.as_str()))
        });
        all.filter(move |anchor| !replaced.contains(anchor)).map(|(_, anchor)| anchor)
    }

    /// The anchor of a page that a fragment means: see [`Page::anchor`](super::Page::anchor).
    pub fn anchor(&self, page: PageId, fragment: &str) -> Option<&str> {
        let others = || {
            let replaced = self.replaced(page);
            let anchors = self.shown_in(page).into_iter().filter_map(|other| {
                let anchor = self.pages[other].anchor(fragment)?;
                Some((other, anchor)).filter(|anchor| !replaced.contains(anchor))
            });
            anchors.map(|(_, anchor)| anchor).next()
        };
        self.pages[page].anchor(fragment).or_else(others)
    }

    /// The headings that a page does not take over, with the page that has them: another section is in their place.
    fn replaced(&self, page: PageId) -> Vec<(PageId, &str)> {
        let shown = self.shown_in(page);
        if shown.len() < 2 {
            return Vec::new();
        }
        let kept = self.taken_in(&shown);
        let kept: Vec<_> = kept.iter().filter_map(Piece::anchor).collect();
        let all = shown.iter().flat_map(|page| self.pieces(*page));
        all.filter_map(|piece| piece.anchor()).filter(|anchor| !kept.contains(anchor)).collect()
    }

    /// The sections that hold of these pages, each of which changes what those before it say.
    pub fn taken_in(&self, pages: &[PageId]) -> Vec<Piece<'_, ()>> {
        let mut pieces = Vec::new();
        for page in pages {
            take_in(&mut pieces, self.pieces(*page));
        }
        pieces
    }

    /// The sections of a page that somebody wrote.
    fn pieces(&self, page: PageId) -> Vec<Piece<'_, ()>> {
        let Some(parsed) = &self.pages[page].parsed else { return Vec::new() };
        let piece = |section| Piece { page, section: Some(section), instead: None, text: () };
        sections(&parsed.document).into_iter().map(piece).collect()
    }
}
