//! Principles: all of them on one page, in the words of the units that have their own, with what to ask about them.

use std::collections::{BTreeMap, BTreeSet};

use super::practices::bare;
use super::{Derived, Handbook, Page, PageId};
use crate::facts::{Named, Relation};
use crate::kinds::{self, Kinds, capitalized};
use crate::syntax::front_matter::FrontMatter;

/// Where all principles are.
const FOLDER: &str = "principles/";
/// Where the questions about them are.
const QUESTIONS: &str = "principles/questions/";

/// Adds a page with all principles, when nobody wrote one where it would be, and one with the questions about them.
pub fn derive(pages: &mut Vec<Page>, kinds: &Kinds) {
    let principles = |page: &&Page| page.kind.named && page.parsed.is_some() && !page.hidden();
    let first = pages.iter().find(principles);
    let Some(kind) = first.map(|page| page.kind.id.clone()) else { return };
    let asks = pages.iter().filter(principles).any(|page| page.kind.id == kind && asks(&page.front));
    let title = kinds.word(&kind).map_or_else(|| "Principles".to_owned(), |word| capitalized(&word.many));
    let plain = kinds.page();
    let at = |pages: &[Page], url: &str| pages.iter().position(|page| page.url.eq_ignore_ascii_case(url));
    let all = at(pages, FOLDER).unwrap_or_else(|| {
        pages.push(bare(0, title, FOLDER.to_owned(), Derived::Principles, plain));
        pages.len() - 1
    });
    if asks && at(pages, QUESTIONS).is_none() {
        pages.push(bare(all, "Questions".to_owned(), QUESTIONS.to_owned(), Derived::Questions, plain));
    }
}

/// Whether a page of a kind that others name has questions.
pub fn asks(front: &FrontMatter) -> bool {
    front.others.get("questions").is_some_and(|value| match value {
        serde_json::Value::Array(questions) => !questions.is_empty(),
        serde_json::Value::Null => false,
        _ => true,
    })
}

/// How principles stand to each other.
#[derive(Debug, Clone, Default)]
pub struct Principles {
    /// All of them: everybody's, then those of the units, in the order in which they are read.
    pub all: Vec<PageId>,
    /// The page that shows all of them.
    pub page: Option<PageId>,
    /// By principle, those that are the same in the words of a unit below.
    pub adapted_by: BTreeMap<PageId, Vec<PageId>>,
    /// By principle, those that pull the other way, whichever says so.
    pub tension: BTreeMap<PageId, BTreeSet<PageId>>,
}

/// What a principle says that it adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapted {
    /// A principle of a unit above, or everybody's.
    Above(PageId),
    /// Another, that does not hold here.
    Elsewhere(PageId),
}

/// A principle in the words of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InWords {
    /// The principle that no other is adapted by: everybody's, or that of the unit that began it.
    pub first: PageId,
    /// By unit, the page whose words hold there; none where it does not.
    pub words: Vec<Option<PageId>>,
}

impl InWords {
    /// Whether it is said in one way in all of the units.
    pub fn is_same(&self) -> bool {
        self.words.windows(2).all(|pair| pair[0] == pair[1])
    }
}

impl Handbook {
    /// The principles that hold in any of these units, each in the words that it has there. The root is everybody.
    pub fn principles_in_words(&self, principles: &Principles, units: &[PageId]) -> Vec<InWords> {
        let above: Vec<Vec<PageId>> = units.iter().map(|unit| self.units_of(*unit).collect()).collect();
        let mut all: Vec<InWords> = Vec::new();
        for id in &principles.all {
            let first = self.first_of(*id);
            let at = all.iter().position(|known| known.first == first).unwrap_or_else(|| {
                all.push(InWords { first, words: vec![None; units.len()] });
                all.len() - 1
            });
            let of = self.unit_of(*id).filter(|unit| *unit != 0);
            let depth = |id: PageId| self.units_of(id).count();
            for (words, above) in all[at].words.iter_mut().zip(&above) {
                let holds = of.is_none_or(|unit| above.contains(&unit));
                // Those of one unit are told apart by their order, as when pages name one of them.
                if holds && words.is_none_or(|known| depth(known) < depth(*id)) {
                    *words = Some(*id);
                }
            }
        }
        all.retain(|principle| principle.words.iter().any(Option::is_some));
        all
    }

    /// The principle that one is in the end, in other words.
    fn first_of(&self, page: PageId) -> PageId {
        let above = |page: &PageId| match self.adapted(*page)? {
            Adapted::Above(above) => Some(above),
            Adapted::Elsewhere(_) => None,
        };
        std::iter::successors(Some(page), above).last().unwrap_or(page)
    }

    /// The page before it of the same unit that adapts the same principle.
    pub fn adapted_before(&self, page: PageId) -> Option<PageId> {
        let Some(Adapted::Above(above)) = self.adapted(page) else { return None };
        let unit = self.unit_of(page);
        let kind = &self.pages[page].kind.id;
        let is_one = |other: &PageId| {
            self.pages[*other].kind.id == *kind
                && self.unit_of(*other) == unit
                && self.adapted(*other) == Some(Adapted::Above(above))
        };
        (0..page).find(is_one)
    }

    /// The principles that somebody wrote and readers are offered, and how they stand to each other.
    pub fn all_principles(&self) -> Principles {
        let mut all: Vec<PageId> = self.principles().collect();
        if all.is_empty() {
            return Principles::default();
        }
        let mut places = vec![usize::MAX; self.pages.len()];
        for (place, page) in self.nav.order.iter().enumerate() {
            places[*page] = place;
        }
        all.sort_by_key(|id| (self.units_of(*id).count(), places[*id], *id));
        let page = self.pages.iter().position(|page| page.url == FOLDER);
        let mut principles = Principles { all, page, ..Principles::default() };
        for id in principles.all.clone() {
            if let Some(Adapted::Above(above)) = self.adapted(id) {
                principles.adapted_by.entry(above).or_default().push(id);
            }
            for other in self.tensions(id) {
                principles.tension.entry(id).or_default().insert(other);
                principles.tension.entry(other).or_default().insert(id);
            }
        }
        principles
    }

    /// The principles of which a page says that they pull the other way.
    fn tensions(&self, page: PageId) -> Vec<PageId> {
        let Some(parsed) = &self.pages[page].parsed else { return Vec::new() };
        let facts = kinds::facts(&self.pages[page].kind, &parsed.front);
        let tensions = facts.iter().filter(|fact| fact.relation == Relation::Tension);
        let named = tensions.filter_map(|fact| {
            let near = self.principle_cited(page, &fact.id);
            near.or_else(|| self.of_kind(&self.pages[page].kind.id, &fact.id))
        });
        named.filter(|other| *other != page && !self.pages[*other].hidden()).collect()
    }

    /// The principle that a page says it adapts, if it says so and there is one.
    pub fn adapted(&self, page: PageId) -> Option<Adapted> {
        let parsed = self.pages[page].parsed.as_ref()?;
        let facts = kinds::facts(&self.pages[page].kind, &parsed.front);
        let fact = facts.into_iter().find(|fact| fact.relation == Relation::Adapts)?;
        // One that has the same id is meant to be the one above, and not itself.
        let above = self.principle_above(page, &fact.id);
        let other = || self.of_kind(&self.pages[page].kind.id, &fact.id);
        above.map(Adapted::Above).or_else(|| other().map(Adapted::Elsewhere))
    }

    /// The principle of an id that holds in the units above that of a page: the nearest.
    pub fn principle_above(&self, page: PageId, id: &str) -> Option<PageId> {
        let here: Vec<PageId> = self.units_of(page).collect();
        let above = self.principles_above(&self.pages[page].kind.id, id, &here);
        above.into_iter().filter(|other| *other != page).max_by_key(|other| self.units_of(*other).count())
    }

    /// The principles of an id and a kind that hold in units above the first of these, which lie in each other.
    pub(super) fn principles_above(&self, kind: &str, id: &str, here: &[PageId]) -> Vec<PageId> {
        let mut candidates = self.named_like(kind, id);
        candidates.retain(|other| {
            let units: Vec<PageId> = self.units_of(*other).collect();
            units.len() < here.len() && here.ends_with(&units)
        });
        candidates
    }

    /// The principle that an id means on a page, in the words that hold there.
    pub fn principle_here(&self, page: PageId, id: &str, principles: &Principles) -> Option<PageId> {
        let Named::Page(kind) = Relation::Cites.named() else { return None };
        let here: Vec<PageId> = self.units_of(page).collect();
        let depth = |other: PageId| self.units_of(other).count();
        let nearest = |others: Vec<PageId>| {
            let holds = |other: &PageId| here.ends_with(&self.units_of(*other).collect::<Vec<_>>());
            let others = others.into_iter().filter(|other| *other != page && holds(other));
            others.min_by_key(|other| std::cmp::Reverse(depth(*other)))
        };
        let found = nearest(self.named_like(kind, id)).or_else(|| self.of_kind(kind, id))?;
        // Each is of a unit further down than the one before.
        let in_words = |above: &PageId| nearest(principles.adapted_by.get(above)?.clone());
        std::iter::successors(Some(found), in_words).last()
    }

    /// The principle that a page puts into practice by naming it: of those of the id that hold for the page, or below it,
    /// the one that is most people's.
    pub fn principle_cited(&self, page: PageId, id: &str) -> Option<PageId> {
        let Named::Page(kind) = Relation::Cites.named() else { return None };
        let meant = self.named_like(kind, id).into_iter().filter(|other| self.holds_near(page, *other));
        meant.min_by_key(|other| self.units_of(*other).count())
    }

    /// Whether a principle holds for a page, or for some of what lies below the page.
    pub(super) fn holds_near(&self, page: PageId, principle: PageId) -> bool {
        let here: Vec<PageId> = self.units_of(page).collect();
        let there: Vec<PageId> = self.units_of(principle).collect();
        here.ends_with(&there) || there.ends_with(&here)
    }

    /// The unit that alone holds a principle which a page cites, where the page lies in another: neither holds for the
    /// other.
    pub fn held_elsewhere(&self, page: PageId, id: &str) -> Option<PageId> {
        let Named::Page(kind) = Relation::Cites.named() else { return None };
        if self.principle_cited(page, id).is_some() {
            return None;
        }
        self.unit_of(*self.named_like(kind, id).first()?)
    }

    /// The principle before it that has the same id and holds in the same unit, or for everybody as it does.
    pub fn twin(&self, page: PageId) -> Option<PageId> {
        let own = &self.pages[page];
        let here: Vec<PageId> = self.units_of(page).collect();
        let is_twin = |other: &PageId| *other < page && self.units_of(*other).collect::<Vec<_>>() == here;
        let like = own.parsed.is_some().then(|| self.named_like(&own.kind.id, self.id_of(page)));
        like.into_iter().flatten().find(is_twin)
    }

    /// A unit's principle that has the id of one above, and does not say that it adapts that, but nothing or another:
    /// the one above.
    pub fn silent(&self, page: PageId) -> Option<PageId> {
        let own = &self.pages[page];
        let above = (own.kind.named && own.parsed.is_some())
            .then(|| self.principle_above(page, self.id_of(page)))
            .flatten();
        // What it says of one that does not hold here is found anyway.
        above.filter(|above| match self.adapted(page) {
            None => true,
            Some(Adapted::Above(adapted)) => adapted != *above,
            Some(Adapted::Elsewhere(_)) => false,
        })
    }
}
