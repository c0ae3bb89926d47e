//! The pages that say who is on call, and whose they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::ids::{self, Ids};
use super::{Handbook, Page, PageId};
use crate::facts::Relation;
use crate::kinds;
use crate::people::People;
use crate::rota::Rota;

/// The rotas of a handbook, by page: read once, as many ask for them.
#[derive(Debug, Clone, Default)]
pub struct Rotas(Arc<BTreeMap<PageId, Rotation>>);

#[derive(Debug)]
struct Rotation {
    rota: Rota,
    /// The unit that it is called for.
    unit: Option<PageId>,
}

impl Rotas {
    /// Reads them.
    pub fn of(pages: &[Page], ids: &Ids, people: &People) -> Self {
        let rotation = |(id, page): (PageId, &Page)| {
            let (rota, parsed) = (page.kind.rota?, page.parsed.as_ref()?);
            let facts = kinds::facts(&page.kind, &parsed.front);
            let named = facts.iter().find(|fact| fact.relation == Relation::Runs);
            let named = named.and_then(|fact| ids.unit(pages, &fact.id));
            let unit = named.or_else(|| ids::unit_of(pages, id));
            Some((id, Rotation { rota: rota(&page.front, people).rota, unit }))
        };
        // Reading one takes as long as reading its page.
        let read: Vec<(PageId, Rotation)> = pages.par_iter().enumerate().filter_map(rotation).collect();
        Rotas(Arc::new(read.into_iter().collect()))
    }
}

impl Handbook {
    /// Who is on call by what a page says, and inherits; none when it is no such page.
    pub fn rota(&self, page: PageId) -> Option<&Rota> {
        self.rotas.0.get(&page).map(|rotation| &rotation.rota)
    }

    /// The pages that say who is on call, and are listed.
    pub fn rotations(&self) -> impl Iterator<Item = PageId> {
        self.rotas.0.keys().copied().filter(|page| !self.pages[*page].hidden())
    }

    /// The unit that is called by a page: the one that it names, or else the one that it lies in.
    pub fn called_unit(&self, page: PageId) -> Option<PageId> {
        self.rotas.0.get(&page)?.unit
    }
}
