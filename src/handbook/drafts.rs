//! The drafts that were left out: what a link that leads nowhere may mean.

use super::ids::{folder, unit_id};
use super::resolve::{Found, Index, Target};
use super::{Page, PageId, address, redirects};
use crate::characters::folded;
use crate::config::Config;
use crate::syntax::document::Link;

/// Drafts, and an index of the addresses and names that they would have.
#[derive(Debug, Clone)]
pub struct Drafts {
    pages: Vec<Page>,
    index: Index,
}

impl Drafts {
    /// `src` is the content folder as in [`crate::load::Tree::src`].
    pub fn new(pages: Vec<Page>, config: &Config, src: &str) -> Self {
        let old = pages.iter().enumerate().flat_map(|(id, page)| {
            let paths = page.front.aliases.iter().map(|alias| redirects::old_path(alias, page));
            paths.map(move |path| (path, id)).collect::<Vec<_>>()
        });
        let index = Index::new(&pages, &[], config, src).with_addresses(old);
        Drafts { pages, index }
    }

    /// The paths of the drafts.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(|page| &*page.path)
    }

    /// The path of the own page of a unit that is a draft.
    pub fn unit(&self, id: &str) -> Option<&str> {
        let bare = |id: &str| folded(id.trim().trim_matches('/'));
        let wanted = bare(id.trim_start_matches('@'));
        let end = format!("/{wanted}");
        let is_meant = |page: &&Page| {
            let own = bare(unit_id(page));
            page.kind.unit && !wanted.is_empty() && (own == wanted || own.ends_with(&end))
        };
        self.pages.iter().find(is_meant).map(|page| &*page.path)
    }

    /// The path of a draft of a kind that pages would name by an id.
    pub fn named(&self, kind: &str, id: &str) -> Option<&str> {
        let wanted = folded(id.trim().trim_matches('/'));
        let is_meant = |page: &&Page| {
            page.kind.id == kind && format!("/{}", folded(folder(page))).ends_with(&format!("/{wanted}"))
        };
        self.pages.iter().find(is_meant).map(|page| &*page.path)
    }

    /// The path of the draft that a link on the page `from` of `pages` would lead to.
    pub fn meant(&self, pages: &[Page], from: PageId, link: &Link) -> Option<&str> {
        if self.pages.is_empty() {
            return None;
        }
        match self.index.resolve(pages, from, link) {
            Target::Page { page, .. } => Some(&self.pages[page].path),
            Target::Ambiguous(drafts) => Some(&self.pages[drafts[0]].path),
            _ => None,
        }
    }

    /// The path of the draft that a destination means, from the root of the content.
    pub fn at(&self, dest: &str) -> Option<&str> {
        let path = address::decode(address::Parts::of(dest).path);
        let path = path.trim_start_matches("./").trim_start_matches('/');
        match self.index.absolute(&format!("/{path}"))? {
            Found::Page(page) => Some(&self.pages[page].path),
            Found::Asset(_) | Found::Output(_) => None,
        }
    }
}
