//! Which pages put others into practice: those that name them in `principles`, and those that link there.

use std::collections::BTreeMap;

use super::{Handbook, PageId, Target, Who};
use crate::facts::Relation;
use crate::kinds;

/// By page that others name by its id, those that do, in their order.
pub type Citations = BTreeMap<PageId, Vec<PageId>>;

impl Handbook {
    /// The pages that cite others. A folder's own page does not cite what it lists, nor a page itself.
    pub fn citations(&self) -> Citations {
        let mut citations: Citations = Citations::new();
        if !self.has_named() {
            return citations;
        }
        for (id, page) in self.pages.iter().enumerate() {
            let Some(parsed) = &page.parsed else { continue };
            let named = kinds::facts(&page.kind, &parsed.front)
                .into_iter()
                .filter(|fact| fact.relation == Relation::Cites)
                .filter_map(|fact| match self.who(&fact.id, fact.relation.named())? {
                    // What is another unit's alone is an error, and no practice of it.
                    Who::Page(page) => {
                        let of_unit = self.unit_of(page).is_some_and(|unit| unit != 0);
                        let is_held = !of_unit || self.held_elsewhere(id, &fact.id).is_none();
                        is_held.then_some(page)
                    }
                    Who::Person(_) => None,
                });
            let mut cited: Vec<PageId> = named.chain(self.named_by_links(id)).collect();
            cited.sort_unstable();
            cited.dedup();
            cited.retain(|to| *to != id && self.pages[*to].parent != Some(id));
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
