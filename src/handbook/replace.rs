//! A page's new text in the place of its old one, without linking the others anew.

use std::sync::Arc;

use super::resolve::{self, Titles};
use super::{Handbook, Kind, Page, PageId, kind, title};
use crate::parse::Parsed;
use crate::syntax::document::LinkKind;
use crate::syntax::front_matter::FrontMatter;

/// What changed with a page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replaced {
    /// What it says.
    Text,
    /// What others may show of it too: its title, its description, its owner. With the pages whose links
    /// lead elsewhere for that, or may be mended in another way.
    Names(Vec<PageId>),
}

impl Handbook {
    /// Puts another text in the place of a page's: what it says and is called, and where its links lead.
    /// None when that is not all there is to do, as it changes where pages are, or what others inherit; and
    /// then nothing is done.
    ///
    /// What a text costs does not depend on how many pages there are, what a name costs hardly.
    pub fn replace(&mut self, id: PageId, parsed: Arc<Parsed>) -> Option<Replaced> {
        let page = &self.pages[id];
        let old = page.parsed.as_ref()?;
        if says_the_same_of_itself(old, &parsed) {
            let cited = |book: &Handbook| book.named_by_links(id).collect::<Vec<_>>();
            let before = cited(self);
            self.put(id, parsed);
            // What it cites says so.
            let same = before == cited(self);
            return Some(if same { Replaced::Text } else { Replaced::Names(Vec::new()) });
        }
        let mut front = parsed.front.clone();
        if let Some(inherited) = &page.inherited {
            front.inherit(inherited);
        }
        // The handbook may be called like its home page.
        if id == 0 || !stays(page, &front) {
            return None;
        }
        let name = title(&front, Some(&parsed), &page.path, "");
        let page = &mut self.pages[id];
        (page.kind, page.front) = (kind(&front), front);
        let before = std::mem::replace(&mut page.title, name.clone());
        self.put(id, parsed);
        Some(Replaced::Names(if before == name { Vec::new() } else { self.rename(id, &before, &name) }))
    }

    fn put(&mut self, id: PageId, parsed: Arc<Parsed>) {
        self.pages[id].parsed = Some(parsed);
        self.targets[id] = resolve::page(&self.pages, id, &self.index);
    }

    /// Lets wiki links lead to a page by its new title: the pages that it matters to.
    fn rename(&mut self, id: PageId, old: &str, new: &str) -> Vec<PageId> {
        self.index.rename(id, old, new);
        let titles = Titles::new(old, new);
        let matters = |page: PageId| {
            let mut wiki = self.links(page).filter(|(link, _)| link.kind == LinkKind::Wiki);
            wiki.any(|(link, target)| titles.matter_to(&link.dest, target))
        };
        let pages: Vec<PageId> = (0..self.pages.len()).filter(|page| matters(*page)).collect();
        for page in &pages {
            self.targets[*page] = resolve::page(&self.pages, *page, &self.index);
        }
        pages
    }
}

/// Whether two texts of a page have the same front matter and the same title.
fn says_the_same_of_itself(old: &Parsed, new: &Parsed) -> bool {
    let heading = |parsed: &Parsed| parsed.document.title.as_ref().map(|title| title.text.clone());
    old.front_text() == new.front_text() && heading(old) == heading(new)
}

/// Whether others may name pages of a kind; and then, as pages of which kind.
fn is_named(kind: &Kind) -> Option<&str> {
    (kind.unit || kind.named).then_some(kind.id)
}

/// Whether a page with another front matter is where it was, and those below it inherit what they did.
fn stays(page: &Page, front: &FrontMatter) -> bool {
    let old = &page.front;
    let at = |front: &FrontMatter| (front.slug.clone(), front.draft, front.hidden, front.order);
    let below = |front: &FrontMatter| (front.owner.clone(), front.review_in, front.cascade.clone());
    // Where an old address is written matters to whoever wants it too.
    let has_aliases = !old.aliases.is_empty() || !front.aliases.is_empty();
    at(old) == at(front)
        && is_named(page.kind) == is_named(kind(front))
        && !has_aliases
        && old.cascade == front.cascade
        && (!page.section || below(old) == below(front))
}
