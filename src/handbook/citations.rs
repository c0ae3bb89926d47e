//! Which pages put others into practice: those that name them in `principles`, and those that link there.

use std::collections::BTreeMap;

use super::{Handbook, PageId, Target};
use crate::facts::Relation;
use crate::kinds;

/// By page that others name by its id, those that do, in their order.
pub type Citations = BTreeMap<PageId, Vec<PageId>>;

impl Handbook {
    /// The pages that cite others. That a folder's own page links to what it lists is no citation, nor is a link to what
    /// is another unit's alone; and no page cites itself.
    pub fn citations(&self) -> Citations {
        let mut citations: Citations = Citations::new();
        if !self.has_named() {
            return citations;
        }
        for (id, page) in self.pages.iter().enumerate() {
            let Some(parsed) = &page.parsed else { continue };
            let facts = kinds::facts(&page.kind, &parsed.front).into_iter();
            let facts = facts.filter(|fact| fact.relation == Relation::Cites);
            let named = facts.filter_map(|fact| self.principle_cited(id, &fact.id));
            let linked = self.named_by_links(id).filter(|to| self.pages[*to].parent != Some(id));
            let mut cited: Vec<PageId> = named.chain(linked.filter(|to| self.holds_near(id, *to))).collect();
            cited.sort_unstable();
            cited.dedup();
            cited.retain(|to| *to != id);
            for to in cited {
                citations.entry(to).or_default().push(id);
            }
        }
        citations
    }

    /// The pages with ids that a page links to.
    pub(super) fn named_by_links(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.targets[page].iter().filter_map(|target| match target {
            Target::Page { page, .. } => Some(*page).filter(|page| self.pages[*page].kind.named),
            _ => None,
        })
    }
}
