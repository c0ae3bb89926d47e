//! What was decided: all decisions in the order of their log, and which of them took the place of which.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Handbook, Page, PageId, Register, Who};
use crate::decision::{self, Reference, Stated, Status};
use crate::facts::{Named, Relation};
use crate::kinds;

/// The decisions of a handbook.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    known: Arc<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// By page, what it states.
    stated: BTreeMap<PageId, Stated>,
    /// The newest first.
    log: Vec<PageId>,
    /// By decision, those whose place it took, whichever side says so.
    before: BTreeMap<PageId, BTreeSet<PageId>>,
    /// By decision, those that took its place.
    after: BTreeMap<PageId, BTreeSet<PageId>>,
    /// By decision, those of which it changes a part, whichever side says so.
    amends: BTreeMap<PageId, BTreeSet<PageId>>,
    /// By decision, those that change a part of it.
    amended: BTreeMap<PageId, BTreeSet<PageId>>,
    /// By decision, the units whose it is.
    units: BTreeMap<PageId, Vec<PageId>>,
    /// By number, the decisions that have it.
    numbered: BTreeMap<u64, Vec<PageId>>,
}

/// Whether a page is a decision, and no folder of them.
fn says(pages: &[Page], id: PageId) -> bool {
    let is_one = |page: PageId| kinds::decides(&pages[page].kind) && pages[page].parsed.is_some();
    is_one(id) && !pages[id].children.iter().any(|child| is_one(*child))
}

impl Decisions {
    /// How many there are of which readers are told.
    pub(super) fn count(pages: &[Page]) -> usize {
        (0..pages.len()).filter(|page| says(pages, *page) && !pages[*page].hidden()).count()
    }

    /// Reads what they state, and finds what they name.
    pub fn settle(book: &mut Handbook) {
        let mut known = Known::default();
        for id in (0..book.pages.len()).filter(|id| says(&book.pages, *id)) {
            if let Some(number) = decision::number(book.id_of(id)) {
                known.numbered.entry(number).or_default().push(id);
            }
            known.stated.insert(id, decision::read(&book.pages[id].front));
        }
        if known.stated.is_empty() {
            return;
        }
        book.decisions.known = Arc::new(known);
        let known = &book.decisions.known;
        let (mut replaced, mut amended) = (Joined::default(), Joined::default());
        for (page, stated) in &known.stated {
            let named = |of: &[Reference]| -> Vec<PageId> {
                of.iter().filter_map(|named| book.decision_referred(*page, named)).collect()
            };
            named(&stated.supersedes).into_iter().for_each(|old| replaced.join(*page, old));
            named(&stated.superseded_by).into_iter().for_each(|new| replaced.join(new, *page));
            named(&stated.amends).into_iter().for_each(|old| amended.join(*page, old));
            named(&stated.amended_by).into_iter().for_each(|new| amended.join(new, *page));
        }
        let units = known.stated.keys().map(|page| (*page, book.units_that_decided(*page))).collect();
        let mut log: Vec<PageId> =
            known.stated.keys().copied().filter(|page| !book.pages[*page].hidden()).collect();
        log.sort_by(|one, other| place(book, *other).cmp(&place(book, *one)));
        let known = Known {
            stated: known.stated.clone(),
            numbered: known.numbered.clone(),
            log,
            before: replaced.before,
            after: replaced.after,
            amends: amended.before,
            amended: amended.after,
            units,
        };
        book.decisions.known = Arc::new(known);
    }
}

/// Which decisions stand how to which.
#[derive(Default)]
struct Joined {
    before: BTreeMap<PageId, BTreeSet<PageId>>,
    after: BTreeMap<PageId, BTreeSet<PageId>>,
}

impl Joined {
    fn join(&mut self, new: PageId, old: PageId) {
        self.before.entry(new).or_default().insert(old);
        self.after.entry(old).or_default().insert(new);
    }
}

/// What orders them: what is still to be decided comes first, then the newest; of one day the last that was written.
fn place(book: &Handbook, page: PageId) -> (bool, Option<Date>, Option<u64>, &str) {
    let stated = &book.decisions.known.stated[&page];
    let is_open = stated.day.is_none() && stated.status == Some(Status::Proposed);
    (is_open, stated.day, decision::number(book.id_of(page)), &book.pages[page].path)
}

impl Handbook {
    /// The first page that shows all decisions.
    pub fn decisions_page(&self) -> Option<PageId> {
        self.register(Register::Decisions).first().copied()
    }

    /// The decisions that readers are offered: what is still to be decided first, then the newest.
    pub fn decision_log(&self) -> &[PageId] {
        &self.decisions.known.log
    }

    /// All pages of decisions, in their order, with what they state.
    pub fn decisions(&self) -> impl Iterator<Item = (PageId, &Stated)> {
        self.decisions.known.stated.iter().map(|(page, stated)| (*page, stated))
    }

    /// What a decision's page states; none when it is none.
    pub fn decision(&self, page: PageId) -> Option<&Stated> {
        self.decisions.known.stated.get(&page)
    }

    /// The decisions that took the place of one, whichever side says so.
    pub fn superseding(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.decisions.known.after.get(&page).into_iter().flatten().copied()
    }

    /// Those of them that were accepted: what is only proposed takes no place yet.
    pub fn superseding_now(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.superseding(page).filter(|new| {
            self.decision(*new).and_then(|stated| stated.status).is_none_or(Status::was_accepted)
        })
    }

    /// The decisions whose place one took.
    pub fn superseded(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.decisions.known.before.get(&page).into_iter().flatten().copied()
    }

    /// The decisions of which one changes a part.
    pub fn amended(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.decisions.known.amends.get(&page).into_iter().flatten().copied().filter(move |old| *old != page)
    }

    /// The decisions that change a part of one.
    pub fn amending(&self, page: PageId) -> impl Iterator<Item = PageId> {
        self.decisions.known.amended.get(&page).into_iter().flatten().copied().filter(move |new| *new != page)
    }

    /// All decisions that a decision is joined to by who took whose place, with itself, the oldest first. Where that
    /// goes round in a circle, each is there once.
    pub fn decision_chain(&self, page: PageId) -> Vec<PageId> {
        let mut seen = BTreeSet::from([page]);
        let mut open = vec![page];
        while let Some(next) = open.pop() {
            let beside: Vec<PageId> = self.superseding(next).chain(self.superseded(next)).collect();
            open.extend(beside.into_iter().filter(|other| seen.insert(*other)));
        }
        // How far each is from the first of them: the longest way counts, so that nothing stands before what it replaced.
        let mut steps: BTreeMap<PageId, usize> = seen.iter().map(|page| (*page, 0)).collect();
        for _ in 0..seen.len() {
            let mut is_settled = true;
            for page in &seen {
                let least = self.superseded(*page).filter_map(|old| Some(steps.get(&old)? + 1)).max();
                let most = seen.len();
                if let Some(step) = least.filter(|step| steps[page] < *step && *step < most) {
                    steps.insert(*page, step);
                    is_settled = false;
                }
            }
            if is_settled {
                break;
            }
        }
        let mut chain: Vec<PageId> = seen.into_iter().collect();
        chain.sort_by_key(|page| (steps[page], self.decision(*page).and_then(|stated| stated.day), *page));
        chain
    }

    /// The units whose decision it is: the one whose folder it is in, or else its owner, and those that decided it.
    pub fn units_of_decision(&self, page: PageId) -> &[PageId] {
        self.decisions.known.units.get(&page).map_or(&[], Vec::as_slice)
    }

    fn units_that_decided(&self, page: PageId) -> Vec<PageId> {
        let unit = |id: &str| match self.who(id, Named::Owner) {
            Some(Who::Page(unit)) => Some(unit),
            _ => None,
        };
        let of = &self.pages[page];
        let own = self.unit_of(page).filter(|unit| *unit != 0);
        let own = own.or_else(|| unit(of.front.owner.as_deref()?));
        let facts = of.parsed.iter().flat_map(|parsed| kinds::facts(&of.kind, &parsed.front));
        let deciders = facts.filter(|fact| fact.relation == Relation::Decided);
        let mut units: Vec<PageId> =
            own.into_iter().chain(deciders.filter_map(|fact| unit(&fact.id))).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The decisions of a unit and of the units that are part of it, in the order of the log.
    pub fn decisions_of(&self, unit: PageId) -> Vec<PageId> {
        let is_its = |page: &PageId| {
            self.units_of_decision(*page).iter().any(|of| self.units_of(*of).any(|above| above == unit))
        };
        self.decision_log().iter().copied().filter(is_its).collect()
    }

    /// The page that a decision's page names another by: a path, a number or a title.
    pub fn decision_named(&self, from: PageId, written: &str) -> Option<PageId> {
        if !kinds::decides(&self.pages[from].kind) {
            return None;
        }
        let path = self.page_in_field(from, written).or_else(|| self.page_of_id(written));
        path.or_else(|| self.decision_titled(from, written)).or_else(|| self.decision_numbered(from, written))
    }

    /// The page that a reference of a decision's page leads to. In a status only decisions are meant: there may be
    /// links to anything in it.
    pub fn decision_referred(&self, from: PageId, named: &Reference) -> Option<PageId> {
        let page = self.decision_named(from, &named.text)?;
        (!named.is_of_status() || self.decision(page).is_some()).then_some(page)
    }

    /// The only decision of a title; another rather than the one that names it.
    fn decision_titled(&self, from: PageId, written: &str) -> Option<PageId> {
        let wanted = written.trim().to_lowercase();
        let all = self.decisions.known.stated.keys().copied();
        let called: Vec<PageId> =
            all.filter(|page| self.pages[*page].title.to_lowercase() == wanted).collect();
        let mut others = called.iter().copied().filter(|page| *page != from);
        match (others.next(), others.next()) {
            (Some(other), None) => Some(other),
            (None, _) => called.first().copied(),
            _ => None,
        }
    }

    /// The decision of a number: the one in the same folder, or else the only one.
    fn decision_numbered(&self, from: PageId, written: &str) -> Option<PageId> {
        if written.contains("://") {
            return None;
        }
        let numbered = self.decisions.known.numbered.get(&decision::number(written)?)?;
        let mut beside = numbered.iter().filter(|page| self.pages[**page].parent == self.pages[from].parent);
        match (beside.next(), beside.next(), &numbered[..]) {
            (Some(one), None, _) => Some(*one),
            (None, _, [one]) => Some(*one),
            _ => None,
        }
    }
}
