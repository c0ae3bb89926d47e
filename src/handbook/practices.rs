//! How things are done, unit by unit: what is decided above holds below, until a unit says otherwise.
//!
//! A page of a kind that states a habit is the default for all units below the one that it is in. Where a
//! unit has no page of its own for a practice that is in effect there, it gets a derived one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::tree::name;
use super::{Handbook, Page, PageId, ids, slug};
use crate::facts::{Habit, Stance};
use crate::kinds::{Kinds, PageKind};
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
    stances: BTreeMap<PageId, Option<Stance>>,
    /// By page: the practice, and the unit whose page it is.
    of_page: BTreeMap<PageId, (String, PageId)>,
    /// By practice, the page that compares the units.
    compared: BTreeMap<String, PageId>,
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
}

/// What holds in a unit of a practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The pages that say it, from everybody's down to the unit's own, each with its stance; the first has none.
    pub pages: Vec<(PageId, Option<Stance>)>,
    /// The values that hold, in the order in which they were first said.
    pub norms: Vec<Norm>,
}

/// A value that holds in a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// What it is a value of.
    pub name: String,
    /// The value.
    pub value: Value,
    /// The page that says it.
    pub page: PageId,
    /// The value that it has taken the place of.
    pub instead: Option<Value>,
}

/// What a page states of a practice, if its kind does.
pub fn habit(page: &Page) -> Option<Habit> {
    let parsed = page.parsed.as_ref()?;
    page.kind.habit.map(|habit| habit(&parsed.front))
}

/// How a page stands to what is above it: as it says, or else by whether it says anything.
fn stance(page: &Page, habit: &Habit) -> Stance {
    let body = page.parsed.as_ref().map_or("", |parsed| parsed.body_text());
    let is_silent = body.trim().is_empty() && habit.norms.is_empty();
    habit.stance.unwrap_or(if is_silent { Stance::Adopts } else { Stance::Adapts })
}

/// What a practice is called: by its page, or else by the page's file. A folder's own page has to say it.
fn id_of(page: &Page, habit: &Habit) -> Option<String> {
    let own = habit.id.as_deref().or_else(|| (!page.section).then(|| name(&page.path)))?;
    Some(slug::slug(own)).filter(|id| !id.is_empty())
}

impl Practices {
    /// Finds the practices, and adds a page for each that is in effect in a unit without its own.
    pub fn derive(pages: &mut Vec<Page>, kinds: &Kinds) -> Self {
        let mut practices = Practices::default();
        for (id, page) in pages.iter().enumerate() {
            let Some(habit) = habit(page) else { continue };
            let Some(practice) = id_of(page, &habit) else { continue };
            let unit = ids::unit_of(pages, id).unwrap_or(0);
            let units = practices.by_id.entry(practice.clone()).or_default();
            match units.get(&unit) {
                Some(first) => practices.twice.push((id, *first)),
                None => {
                    units.insert(unit, id);
                    practices.stances.insert(id, Some(stance(page, &habit)));
                    practices.of_page.insert(id, (practice, unit));
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
        if !practices.by_id.is_empty() {
            practices.add_pages(pages, kinds.page());
        }
        practices
    }

    fn add_pages(&mut self, pages: &mut Vec<Page>, plain: &Arc<PageKind>) {
        let taken: BTreeSet<String> = pages.iter().map(|page| page.url.to_lowercase()).collect();
        let units: Vec<PageId> = (1..pages.len()).filter(|page| pages[*page].kind.unit).collect();
        for unit in units {
            for (practice, in_units) in &self.by_id {
                let url = format!("{}{FOLDER}/{practice}/", pages[unit].url);
                if let Some(own) = in_units.get(&unit) {
                    self.elsewhere.push((url, *own));
                    continue;
                }
                let above = units_above(pages, unit).find_map(|unit| in_units.get(&unit));
                let Some(above) = above.filter(|_| !taken.contains(&url.to_lowercase())) else { continue };
                let page = derived(unit, &pages[*above], url);
                self.of_page.insert(pages.len(), (practice.clone(), unit));
                self.shown.entry(practice.clone()).or_default().insert(unit, pages.len());
                pages.push(page);
            }
        }
        self.add_comparisons(pages, &taken, plain);
        self.elsewhere.retain(|(url, page)| pages[*page].url != *url && !taken.contains(&url.to_lowercase()));
    }
}

impl Practices {
    /// Adds a page for each practice that units differ in, and one for all.
    fn add_comparisons(&mut self, pages: &mut Vec<Page>, taken: &BTreeSet<String>, plain: &Arc<PageKind>) {
        // Of what one unit alone does there is nothing to compare.
        let differing = |practice: &str, units: &BTreeMap<PageId, PageId>| {
            units.keys().any(|unit| *unit != 0) && self.shown[practice].len() > 1
        };
        if !self.by_id.iter().any(|(practice, units)| differing(practice, units)) {
            return;
        }
        let url = format!("{COMPARE}/");
        let is_ours = !taken.contains(&url);
        let parent = if is_ours { pages.len() } else { 0 };
        if is_ours {
            let page = bare(0, "Compare".to_owned(), url, Derived::CompareAll, plain);
            pages.push(page);
        }
        for (practice, units) in self.by_id.iter().filter(|(practice, units)| differing(practice, units)) {
            let url = format!("{COMPARE}/{practice}/");
            let Some(first) = units.values().next().filter(|_| !taken.contains(&url)) else { continue };
            let (title, derived) = (pages[*first].title.clone(), Derived::Compare(practice.clone()));
            self.compared.insert(practice.clone(), pages.len());
            let page = bare(parent, title, url, derived, plain);
            pages.push(page);
        }
    }
}

/// The page that shows what holds in a unit; `above` is the nearest that says it.
fn derived(unit: PageId, above: &Page, url: String) -> Page {
    // Whoever answers for the text answers for it here.
    let front = FrontMatter { owner: above.front.owner.clone(), ..FrontMatter::default() };
    Page { front, ..bare(unit, above.title.clone(), url, Derived::Practice, &above.kind) }
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
    pub fn practised_elsewhere(&self, page: PageId, held: &Held) -> Vec<PageId> {
        let Some((practice, unit)) = self.practice_of(page) else { return Vec::new() };
        let above: Vec<PageId> = units_above(&self.pages, unit).collect();
        // By how many steps up the first unit is that both are in.
        let apart = |other: PageId| {
            let common = |step: PageId| above.iter().position(|above| *above == step);
            let steps = std::iter::once(other).chain(units_above(&self.pages, other));
            steps.into_iter().find_map(common).unwrap_or(above.len())
        };
        let is_other = |id: &PageId| held.pages.iter().all(|(page, _)| page != id) && *id != page;
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

    /// What holds in a unit of a practice; none when nobody above it, nor itself, says anything.
    pub fn held(&self, practice: &str, unit: PageId) -> Option<Held> {
        let in_units = self.practices.by_id.get(practice)?;
        let mut levels: Vec<PageId> = std::iter::once(unit).chain(units_above(&self.pages, unit)).collect();
        levels.dedup();
        levels.reverse();
        let mut held = Held { pages: Vec::new(), norms: Vec::new() };
        for page in levels.iter().filter_map(|unit| in_units.get(unit)) {
            let Some(habit) = habit(&self.pages[*page]) else { continue };
            let stance = stance(&self.pages[*page], &habit);
            held.add(*page, habit, stance);
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
    /// the page: that of its owner.
    pub fn shows(&self, page: PageId) -> Vec<PageId> {
        let owners = self.page_of_owner(page).filter(|owners| *owners != page);
        let Some((practice, _)) = self.practice_of(page) else { return owners.into_iter().collect() };
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

impl Held {
    /// Takes in what a unit further down says, and how it stands to what is above it.
    fn add(&mut self, page: PageId, habit: Habit, stance: Stance) {
        let stance = (!self.pages.is_empty()).then_some(stance);
        if matches!(stance, Some(Stance::Replaces | Stance::OptsOut)) {
            // What is done instead, or not at all, is held to no value from above.
            self.norms.clear();
        }
        self.pages.push((page, stance));
        for (name, value) in habit.norms {
            match self.norms.iter_mut().find(|norm| norm.name == name) {
                Some(norm) if norm.value == value => {}
                Some(norm) => {
                    let instead = std::mem::replace(&mut norm.value, value);
                    (norm.instead, norm.page) = (Some(instead), page);
                }
                None => self.norms.push(Norm { name, value, page, instead: None }),
            }
        }
    }

    /// The pages whose text holds: from the last that replaces what is above it on.
    pub fn text(&self) -> Vec<(PageId, Option<Stance>)> {
        let starts = |(_, stance): &(PageId, Option<Stance>)| {
            matches!(stance, None | Some(Stance::Replaces | Stance::OptsOut))
        };
        let from = self.pages.iter().rposition(starts).unwrap_or(0);
        self.pages[from..].to_vec()
    }

    /// How the unit stands to what is above, by its own page or the nearest that says so.
    pub fn stance(&self) -> Option<Stance> {
        self.pages.last().and_then(|(_, stance)| *stance)
    }
}
