//! How things are done, unit by unit: what is decided above holds below, until a unit says otherwise.
//!
//! A page of a kind that states a habit is the default for all units below the one that it is in. Where a
//! unit has no page of its own for a practice that is in effect there, it gets a derived one.
//! [`Held`] is what holds in a unit then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::held::Held;
use super::tree::name;
use super::{Handbook, Page, PageId, Register, ids, slug};
use crate::characters::composed;
use crate::facts::{Habit, Stance};
use crate::kinds::{Kinds, PageKind};
use crate::parse::Parsed;
use crate::syntax::front_matter::FrontMatter;

/// Where a unit's derived pages are, below its own.
const FOLDER: &str = "practices";
/// Where units are compared.
const COMPARE: &str = "compare";

/// The practices of a handbook.
#[derive(Debug, Clone, Default)]
pub struct Practices {
    /// By id: in each unit that says something of it, the page that does; in the root's place for everybody.
    by_id: BTreeMap<String, BTreeMap<PageId, PageId>>,
    /// The same with the units where it is in effect, and derived pages.
    shown: BTreeMap<String, BTreeMap<PageId, PageId>>,
    /// Pages that say something of a practice of which another page of the same unit does, and that page.
    twice: Vec<(PageId, PageId)>,
    /// How each page that somebody wrote stands to those above it; none for the first.
    stances: FxHashMap<PageId, Option<Stance>>,
    /// By page that somebody wrote: what it states.
    habits: FxHashMap<PageId, Habit>,
    /// By page: the practice, and the unit whose page it is.
    of_page: FxHashMap<PageId, (String, PageId)>,
    /// By practice, the page that compares the units.
    compared: BTreeMap<String, PageId>,
    /// The page that compares them in all.
    compared_all: Option<PageId>,
    /// Where each unit's page for a practice would be, had it none of its own: the address, and its page.
    pub(super) elsewhere: Vec<(String, PageId)>,
}

/// What a page that nobody wrote shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Derived {
    /// What holds in a unit of a practice, without a page of its own.
    Practice,
    /// What holds in all units of the practice of this id.
    Compare(String),
    /// What holds in all units of all practices.
    CompareAll,
    /// All principles.
    Principles,
    /// What to ask about them.
    Questions,
    /// What is known of the person of this id.
    Person(String),
    /// Everybody.
    People,
    /// How the handbook is kept.
    Health,
    /// A page of a register, by its number from one on.
    Register(Register, usize),
}

/// What a page states of a practice, if its kind does.
pub fn habit(page: &Page) -> Option<Habit> {
    page.parsed.as_ref()?;
    // What stands under `cascade` above it counts as if the page said it.
    page.kind.habit.map(|habit| habit(&page.front))
}

/// Whether a page has no text, but at most a title.
pub fn is_blank(parsed: &Parsed) -> bool {
    let text = parsed.body_text().trim();
    let is_title = || parsed.document.title.is_some() && text.starts_with('#') && !text.contains('\n');
    text.is_empty() || is_title()
}

/// How a page stands to what is above it: as it says, or else by whether it says anything.
fn stance(page: &Page, habit: &Habit) -> Stance {
    let is_silent = page.parsed.as_ref().is_none_or(|parsed| is_blank(parsed)) && habit.norms.is_empty();
    habit.stance.unwrap_or(if is_silent { Stance::Adopts } else { Stance::Adapts })
}

/// What a practice is called: by its page, or else by the page's file, or the folder whose own page it is. The
/// home page has to say it.
fn id_of(page: &Page, habit: &Habit) -> Option<String> {
    let own = habit.id.as_deref().unwrap_or_else(|| name(&page.path));
    Some(slugged(own)).filter(|id| !id.is_empty())
}

/// The id in a name, however its file's system writes letters with marks.
fn slugged(name: &str) -> String {
    slug::slug(&composed(name))
}

/// The pages that state a habit, each with it and with what the practice is called: first those whose files are
/// called so, as of two pages of one practice these are meant.
fn stated(pages: &[Page]) -> Vec<(PageId, Habit, String)> {
    let stated = pages.iter().enumerate().filter_map(|(id, page)| {
        let habit = habit(page)?;
        let practice = id_of(page, &habit)?;
        Some((id, habit, practice))
    });
    let mut stated: Vec<_> = stated.collect();
    stated.sort_by_key(|(id, _, practice)| (slugged(name(&pages[*id].path)) != *practice, *id));
    stated
}

impl Practices {
    /// Finds the practices, and adds a page for each that is in effect in a unit without its own.
    pub fn derive(pages: &mut Vec<Page>, kinds: &Kinds) -> Self {
        let mut practices = Practices::default();
        for (id, habit, practice) in stated(pages) {
            let unit = ids::unit_of(pages, id).unwrap_or(0);
            let units = practices.by_id.entry(practice.clone()).or_default();
            match units.get(&unit) {
                Some(first) => practices.twice.push((id, *first)),
                None => {
                    units.insert(unit, id);
                    practices.stances.insert(id, Some(stance(&pages[id], &habit)));
                    practices.of_page.insert(id, (practice, unit));
                    practices.habits.insert(id, habit);
                }
            }
        }
        for units in practices.by_id.values() {
            let is_first = |unit: PageId| {
                !units_above(pages, unit).any(|above| above != unit && units.contains_key(&above))
            };
            let first = units.iter().filter(|(unit, _)| is_first(**unit));
            practices.stances.extend(first.map(|(_, page)| (*page, None)));
        }
        practices.shown = practices.by_id.clone();
        let taken: BTreeSet<String> = pages.iter().map(|page| page.url.to_lowercase()).collect();
        practices.add_pages(pages, &taken);
        practices.add_comparisons(pages, &taken, kinds.page());
        practices
            .elsewhere
            .retain(|(url, page)| pages[*page].url != *url && !taken.contains(&url.to_lowercase()));
        practices
    }

    fn add_pages(&mut self, pages: &mut Vec<Page>, taken: &BTreeSet<String>) {
        if self.by_id.is_empty() {
            return;
        }
        let units: Vec<PageId> = (1..pages.len()).filter(|page| pages[*page].kind.unit).collect();
        for unit in units {
            for (practice, in_units) in &self.by_id {
                let url = format!("{}{FOLDER}/{practice}/", pages[unit].url);
                if let Some(own) = in_units.get(&unit) {
                    self.elsewhere.push((url, *own));
                    continue;
                }
                let mut above = units_above(pages, unit).filter_map(|unit| in_units.get(&unit));
                let nearest = above.next().filter(|_| !taken.contains(&url.to_lowercase()));
                let Some(nearest) = nearest else { continue };
                let first = above.last().unwrap_or(nearest);
                let page = derived(&pages[unit], unit, &pages[*nearest], &pages[*first], url);
                self.of_page.insert(pages.len(), (practice.clone(), unit));
                self.shown.entry(practice.clone()).or_default().insert(unit, pages.len());
                pages.push(page);
            }
        }
    }
}

impl Practices {
    /// Adds a page for each practice that units differ in, and one for all; and for principles that they have in their
    /// own words.
    fn add_comparisons(&mut self, pages: &mut Vec<Page>, taken: &BTreeSet<String>, plain: &Arc<PageKind>) {
        // Of what one unit alone does there is nothing to compare, nor of what readers are not offered.
        let is_offered =
            |(unit, page): &(&PageId, &PageId)| !pages[**unit].hidden() && !pages[**page].hidden();
        let differing = |practice: &str, units: &BTreeMap<PageId, PageId>| {
            units.iter().filter(is_offered).any(|(unit, _)| *unit != 0)
                && self.shown[practice].iter().filter(is_offered).count() > 1
        };
        let compared: Vec<String> = self
            .by_id
            .iter()
            .filter(|(practice, units)| differing(practice, units))
            .map(|(practice, _)| practice.clone())
            .collect();
        if compared.is_empty() && !has_own_principles(pages) {
            return;
        }
        let url = format!("{COMPARE}/");
        let is_ours = !taken.contains(&url);
        let parent = if is_ours { pages.len() } else { 0 };
        if is_ours {
            self.compared_all = Some(parent);
            let page = bare(0, "Compare".to_owned(), url, Derived::CompareAll, plain);
            pages.push(page);
        }
        for practice in compared {
            let url = format!("{COMPARE}/{practice}/");
            let first = self.by_id[&practice].values().find(|page| !pages[**page].hidden());
            let Some(first) = first.filter(|_| !taken.contains(&url)) else { continue };
            let (title, derived) = (pages[*first].title.clone(), Derived::Compare(practice.clone()));
            self.compared.insert(practice.clone(), pages.len());
            let page = bare(parent, title, url, derived, plain);
            pages.push(page);
        }
    }
}

/// Whether a unit has a principle that is not everybody's, and there are others to compare it with, or everybody has
/// some.
fn has_own_principles(pages: &[Page]) -> bool {
    let units = pages.iter().skip(1).filter(|page| page.kind.unit && !page.hidden());
    let is_everybodys = |(id, page): (PageId, &Page)| {
        page.kind.named && page.parsed.is_some() && ids::unit_of(pages, id).is_none_or(|unit| unit == 0)
    };
    if units.take(2).count() < 2 && !pages.iter().enumerate().any(is_everybodys) {
        return false;
    }
    let is_own = |(id, page): (PageId, &Page)| {
        page.kind.named
            && page.parsed.is_some()
            && !page.hidden()
            && ids::unit_of(pages, id).is_some_and(|unit| unit != 0 && !pages[unit].hidden())
    };
    pages.iter().enumerate().any(is_own)
}

/// The page that shows what holds in a unit; `above` is the nearest that says it, and `first` the one that all
/// others of the practice follow or change: it is called like that, as the nearest may be called by its own unit.
fn derived(of: &Page, unit: PageId, above: &Page, first: &Page, url: String) -> Page {
    // Whoever answers for the text answers for it here; and what is listed nowhere is not listed by being inherited.
    let hidden = (above.hidden() || of.hidden()).then_some(true);
    let front = FrontMatter { owner: above.front.owner.clone(), hidden, ..FrontMatter::default() };
    Page { front, ..bare(unit, first.title.clone(), url, Derived::Practice, &above.kind) }
}

/// A page that nobody wrote.
pub fn bare(parent: PageId, title: String, url: String, derived: Derived, kind: &Arc<PageKind>) -> Page {
    Page {
        parsed: None,
        path: url.trim_end_matches('/').to_owned(),
        url,
        title,
        front: FrontMatter::default(),
        owner_said: None,
        inherited: None,
        kind: Arc::clone(kind),
        section: false,
        parent: Some(parent),
        children: Vec::new(),
        derived: Some(derived),
    }
}

/// The units above one, the nearest first, and the root.
fn units_above(pages: &[Page], unit: PageId) -> impl Iterator<Item = PageId> {
    let above = std::iter::successors(pages[unit].parent, |page| pages[*page].parent);
    above.filter(|page| *page == 0 || pages[*page].kind.unit)
}

impl Handbook {
    /// The practices, by id.
    pub fn practices(&self) -> impl Iterator<Item = &str> {
        self.practices.by_id.keys().map(String::as_str)
    }

    /// Whether a page is made of the whole handbook.
    pub fn is_of_whole(&self, page: PageId) -> bool {
        let derived = &self.pages[page].derived;
        !matches!(derived, None | Some(Derived::Practice | Derived::Person(_)))
    }

    /// The practice that a page shows, and the unit whose page it is: the root for everybody.
    pub fn practice_of(&self, page: PageId) -> Option<(&str, PageId)> {
        self.practices.of_page.get(&page).map(|(practice, unit)| (&**practice, *unit))
    }

    /// Pages that say something of a practice of which another page of the same unit does, and that page.
    pub fn practices_twice(&self) -> &[(PageId, PageId)] {
        &self.practices.twice
    }

    /// The pages of a practice, each with its unit, the root for everybody; those that are derived too.
    pub fn practice_pages(&self, practice: &str) -> impl Iterator<Item = (PageId, PageId)> {
        let units = self.practices.shown.get(practice);
        units.into_iter().flatten().map(|(unit, page)| (*unit, *page))
    }

    /// The practices in effect in a unit, each with the page that shows what holds there.
    pub fn practices_in(&self, unit: PageId) -> impl Iterator<Item = (&str, PageId)> {
        let shown = self.practices.shown.iter();
        shown.filter_map(move |(id, units)| Some((&**id, *units.get(&unit)?)))
    }

    /// The pages that other units have written for the practice of a page, of which what holds there is known: the nearest
    /// in the organisation first, and none from which the page takes anything.
    pub fn practised_elsewhere(&self, page: PageId, held: &Held<'_>) -> Vec<PageId> {
        let Some((practice, unit)) = self.practice_of(page) else { return Vec::new() };
        let above: Vec<PageId> = units_above(&self.pages, unit).collect();
        // By how many steps up the first unit is that both are in.
        let apart = |other: PageId| {
            let common = |step: PageId| above.iter().position(|above| *above == step);
            let steps = std::iter::once(other).chain(units_above(&self.pages, other));
            steps.into_iter().find_map(common).unwrap_or(above.len())
        };
        let is_other = |id: &PageId| {
            *id != page
                && held.pages.iter().all(|(page, _)| page != id)
                && self.stance_of(*id) != Some(Stance::Adopts)
                && self.is_offered(*id)
        };
        let written = self.practices.by_id.get(practice).into_iter().flatten();
        let mut others: Vec<(usize, PageId)> =
            written.filter(|(_, id)| is_other(id)).map(|(unit, id)| (apart(*unit), *id)).collect();
        others.sort_by_key(|(apart, _)| *apart);
        others.into_iter().map(|(_, page)| page).collect()
    }

    /// How a page that somebody wrote stands to what is above it; none for the first that says anything.
    pub fn stance_of(&self, page: PageId) -> Option<Stance> {
        self.practices.stances.get(&page).copied().flatten()
    }

    /// The page that compares the units in a practice.
    pub fn compare_page(&self, practice: &str) -> Option<PageId> {
        self.practices.compared.get(practice).copied()
    }

    /// The page that compares the units in all practices.
    pub fn compare_all(&self) -> Option<PageId> {
        self.practices.compared_all
    }

    /// Whether readers are offered a page of a practice: neither it nor its unit is hidden.
    pub fn is_offered(&self, page: PageId) -> bool {
        let unit = self.practice_of(page).map_or(page, |(_, unit)| unit);
        !self.pages[page].hidden() && !self.pages[unit].hidden()
    }

    /// What holds in a unit of a practice; none when nobody above it, nor itself, says anything.
    pub fn held(&self, practice: &str, unit: PageId) -> Option<Held<'_>> {
        let in_units = self.practices.by_id.get(practice)?;
        let mut levels: Vec<PageId> = std::iter::once(unit).chain(units_above(&self.pages, unit)).collect();
        levels.dedup();
        levels.reverse();
        let mut held = Held::default();
        for page in levels.iter().filter_map(|unit| in_units.get(unit)) {
            let Some(habit) = self.practices.habits.get(page) else { continue };
            let stance = stance(&self.pages[*page], habit);
            let is_blank = self.pages[*page].parsed.as_ref().is_none_or(|parsed| is_blank(parsed));
            held.add(*page, habit, stance, is_blank);
        }
        (!held.pages.is_empty()).then_some(held)
    }

    /// The written pages on which it depends what a page shows of practices: those that say what holds, from above on;
    /// of a unit, in all practices; of a comparison, in all units.
    pub fn practised_in(&self, page: PageId) -> Vec<PageId> {
        let of = |practice: &str, unit: PageId| {
            let held = self.held(practice, unit).map(|held| held.pages).unwrap_or_default();
            held.into_iter().map(|(page, _)| page)
        };
        let written =
            |practice: &str| self.practices.by_id.get(practice).into_iter().flatten().map(|(_, page)| *page);
        let mut pages: Vec<PageId> = match (&self.pages[page].derived, self.practice_of(page)) {
            (Some(Derived::Compare(practice)), _) => written(practice).collect(),
            (Some(Derived::CompareAll), _) => self.practices().flat_map(written).collect(),
            (_, Some((practice, unit))) => of(practice, unit).collect(),
            (_, None) if self.pages[page].kind.unit => {
                self.practices_in(page).flat_map(|(practice, _)| of(practice, page)).collect()
            }
            _ => Vec::new(),
        };
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    /// The pages that show the text of a page beside itself, those of its practice in the units below, or what it says of
    /// the page: those of its owner and of who reviewed it.
    pub fn shows(&self, page: PageId) -> Vec<PageId> {
        let owners = self.page_of_owner(page).filter(|owners| *owners != page);
        // The line of a week is seen in the review of the next.
        let owners = owners.into_iter().chain(self.week_after(page)).chain(self.pages_of_reviewers(page));
        let Some((practice, _)) = self.practice_of(page) else { return owners.collect() };
        let pages = self.practice_pages(practice).map(|(_, other)| other);
        let practised = pages.filter(|other| *other != page && self.shown_in(*other).contains(&page));
        practised.chain(owners).collect()
    }

    /// The pages whose text a page shows: what it takes over from above, and its own.
    pub fn shown_in(&self, page: PageId) -> Vec<PageId> {
        let held = self.practice_of(page).and_then(|(practice, unit)| self.held(practice, unit));
        held.map(|held| held.text().into_iter().map(|(page, _)| page).collect()).unwrap_or_default()
    }
}
