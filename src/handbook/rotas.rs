//! The pages that say who is on call, and whose they are.

use super::{Handbook, PageId};
use crate::facts::Relation;
use crate::kinds;
use crate::rota::Rota;

impl Handbook {
    /// Who is on call by what a page says, and inherits; none when it is no such page.
    pub fn rota(&self, page: PageId) -> Option<Rota> {
        let page = &self.pages[page];
        page.parsed.as_ref()?;
        page.kind.rota.map(|rota| rota(&page.front).rota)
    }

    /// The pages that say who is on call, and are listed.
    pub fn rotations(&self) -> impl Iterator<Item = PageId> {
        let is_one = |page: &PageId| {
            let page = &self.pages[*page];
            page.kind.rota.is_some() && page.parsed.is_some() && !page.hidden()
        };
        (0..self.pages.len()).filter(is_one)
    }

    /// The unit that is called by a page: the one that it names, or else the one that it lies in.
    pub fn called_unit(&self, page: PageId) -> Option<PageId> {
        let parsed = self.pages[page].parsed.as_ref()?;
        let facts = kinds::facts(&self.pages[page].kind, &parsed.front);
        let named = facts.iter().find(|fact| fact.relation == Relation::Runs);
        named.and_then(|fact| self.unit(&fact.id)).or_else(|| self.unit_of(page))
    }
}
