//! The navigation: in which order, under which names and how nested the pages are offered.

use super::address;
use super::resolve::{Found, Index};
use super::{Page, PageId};
use crate::syntax::summary::{Chapter, Summary, SummaryItem};
use crate::text::{Place, Source};

/// An item's index in [`Nav::items`].
pub type NavId = usize;

/// The navigation of a handbook.
#[derive(Debug, Clone, Default)]
pub struct Nav {
    /// All items; a parent comes before its children.
    pub items: Vec<NavItem>,
    /// The items at the top, in order.
    pub top: Vec<NavId>,
    /// By page, the item that shows it first.
    pub of_page: Vec<Option<NavId>>,
    /// The pages in reading order, home first, unless it only leads on to the first chapter.
    pub order: Vec<PageId>,
}

/// What `SUMMARY.md` gives.
#[derive(Debug, Clone, Default)]
pub struct FromSummary {
    /// The navigation.
    pub nav: Nav,
    /// See [`super::Handbook::missing_chapters`].
    pub missing_chapters: Vec<(String, Place)>,
    /// See [`super::Handbook::chapters_within`]; ordered by page.
    pub anchors: Vec<ChapterWithin>,
    /// See [`super::Handbook::unlisted`].
    pub unlisted: Vec<PageId>,
    /// See [`super::Handbook::first_chapter`].
    pub first_chapter: Option<PageId>,
}

/// A chapter of `SUMMARY.md` that leads to a place in a page.
#[derive(Debug, Clone)]
pub struct ChapterWithin {
    /// The page.
    pub page: PageId,
    /// The anchor, decoded.
    pub anchor: String,
    /// Where the destination is written.
    pub place: Place,
}

/// An item of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// What it says, unless that is the title of its page.
    pub title: Option<String>,
    /// What it is.
    pub kind: NavKind,
    /// The items nested in it, in order.
    pub children: Vec<NavId>,
    /// The item that it is nested in.
    pub parent: Option<NavId>,
}

/// What an item of the navigation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavKind {
    /// A page.
    Page(PageId),
    /// A place in a page: the page and the anchor.
    Anchor(PageId, String),
    /// The title of the items that follow.
    Part,
    /// What follows belongs to no part.
    PartEnd,
    /// Something that is still to be written, or a name for what is nested in it.
    Draft,
    /// An address elsewhere.
    Elsewhere(String),
}

impl Nav {
    /// What items that lead to a page say now, by the page and what they said.
    pub(super) fn retitle(&mut self, now: impl Fn(PageId, &str) -> Option<String>) {
        for item in &mut self.items {
            let (NavKind::Page(page) | NavKind::Anchor(page, _)) = &item.kind else { continue };
            if let Some(title) = item.title.as_deref().and_then(|title| now(*page, title)) {
                item.title = Some(title);
            }
        }
    }

    fn add(&mut self, title: Option<String>, kind: NavKind, parent: Option<NavId>) -> NavId {
        let id = self.items.len();
        if let NavKind::Page(page) | NavKind::Anchor(page, _) = kind {
            let first = &mut self.of_page[page];
            if first.is_none() {
                *first = Some(id);
                self.order.push(page);
            }
        }
        self.items.push(NavItem { title, kind, children: Vec::new(), parent });
        match parent {
            Some(parent) => self.items[parent].children.push(id),
            None => self.top.push(id),
        }
        id
    }

    /// The items above `id`, outermost first.
    pub fn ancestors(&self, id: NavId) -> Vec<NavId> {
        let mut above: Vec<NavId> =
            std::iter::successors(self.items[id].parent, |above| self.items[*above].parent).collect();
        above.reverse();
        above
    }
}

/// The navigation that the folders give.
pub fn from_tree(pages: &[Page]) -> Nav {
    let mut nav = Nav { of_page: vec![None; pages.len()], order: vec![0], ..Nav::default() };
    // Depth first without recursion: folders nest as deep as a file system lets them.
    let mut open: Vec<(PageId, Option<NavId>)> =
        pages[0].children.iter().rev().map(|child| (*child, None)).collect();
    while let Some((id, parent)) = open.pop() {
        let page = &pages[id];
        if page.hidden() {
            continue;
        }
        let item = nav.add(None, NavKind::Page(id), parent);
        open.extend(page.children.iter().rev().map(|child| (*child, Some(item))));
    }
    nav
}

/// The navigation that `SUMMARY.md` gives; with the chapters whose file is missing, and the pages that
/// it leaves out.
pub fn from_summary(pages: &[Page], source: &Source, summary: &Summary, index: &Index) -> FromSummary {
    let mut builder = Builder {
        nav: Nav { of_page: vec![None; pages.len()], ..Nav::default() },
        missing: Vec::new(),
        anchors: Vec::new(),
        source,
        index,
    };
    // As in mdBook, what stands alone below a part's chapters belongs to no part.
    let (mut in_part, mut complete) = (false, false);
    for item in &summary.items {
        match item {
            SummaryItem::Part(title) => {
                builder.nav.add(Some(title.clone()), NavKind::Part, None);
                (in_part, complete) = (true, false);
            }
            SummaryItem::Separator => complete = true,
            SummaryItem::Chapter(chapter) => {
                if chapter.alone && complete && std::mem::take(&mut in_part) {
                    builder.nav.add(None, NavKind::PartEnd, None);
                }
                builder.chapter(chapter, None);
                complete |= !chapter.alone;
            }
        }
    }
    let Builder { mut nav, missing, mut anchors, .. } = builder;
    anchors.sort_by_key(|chapter| chapter.page);
    // As in mdBook, the first chapter is the home page, when there is no other.
    let listed = nav.of_page[0].is_some();
    let first_chapter = nav.order.first().copied().filter(|_| !listed && pages[0].parsed.is_none());
    if !listed && first_chapter.is_none() {
        nav.order.insert(0, 0);
    }
    let unlisted = (1..pages.len())
        .filter(|id| nav.of_page[*id].is_none() && pages[*id].parsed.is_some() && !pages[*id].hidden())
        .collect();
    FromSummary { nav, missing_chapters: missing, anchors, unlisted, first_chapter }
}

struct Builder<'a> {
    nav: Nav,
    missing: Vec<(String, Place)>,
    anchors: Vec<ChapterWithin>,
    source: &'a Source,
    index: &'a Index,
}

impl Builder<'_> {
    fn chapter(&mut self, chapter: &Chapter, parent: Option<NavId>) {
        let kind = self.kind(chapter);
        let title = Some(chapter.title.clone()).filter(|title| !title.is_empty());
        let id = self.nav.add(title, kind, parent);
        // The summary is no deeper than its own limit, so neither is this.
        for child in &chapter.children {
            self.chapter(child, Some(id));
        }
    }

    fn kind(&mut self, chapter: &Chapter) -> NavKind {
        let Some(dest) = &chapter.dest else { return NavKind::Draft };
        if address::is_program(dest) {
            return self.missing(dest, chapter);
        }
        let Some(path) = chapter.path() else { return NavKind::Elsewhere(dest.clone()) };
        match self.index.absolute(&format!("/{}", path.trim_start_matches("./").trim_start_matches('/'))) {
            Some(Found::Page(page)) => match dest.split_once('#').filter(|(_, anchor)| !anchor.is_empty()) {
                Some((_, anchor)) => self.anchor(page, address::decode(anchor), chapter),
                None => NavKind::Page(page),
            },
            _ => self.missing(dest, chapter),
        }
    }

    fn anchor(&mut self, page: PageId, anchor: String, chapter: &Chapter) -> NavKind {
        let place = self.source.place(chapter.span);
        self.anchors.push(ChapterWithin { page, anchor: anchor.clone(), place });
        NavKind::Anchor(page, anchor)
    }

    fn missing(&mut self, dest: &str, chapter: &Chapter) -> NavKind {
        self.missing.push((dest.to_owned(), self.source.place(chapter.span)));
        NavKind::Draft
    }
}
