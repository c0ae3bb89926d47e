//! What wants somebody in a handbook: what reports and the health page are made of.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::resolve::Found;
use super::{Adapted, Citations, Handbook, PageId, PageReview, Register, ReviewState, Target, Who};
use crate::facts::{Named, Relation};
use crate::kinds;

/// Who owns pages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// What readers call them: the name of a person, the title of a unit, or else the word itself.
    pub name: String,
    /// The id of the person or of the unit, or the word that is nobody's id.
    pub id: String,
}

/// A page that somebody wrote and readers are offered, and where its review stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The page.
    pub page: PageId,
    /// Its review; none when nobody asked for one and none was done.
    pub review: Option<PageReview>,
}

impl Kept {
    /// Where its review stands.
    pub fn state(&self) -> Option<ReviewState> {
        self.review.as_ref().map(|review| review.state)
    }

    /// Whether somebody should look at it.
    pub fn is_wanting(&self) -> bool {
        self.state().is_some_and(|state| state != ReviewState::Fresh)
    }
}

/// How many pages are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub pages: usize,
    /// Reviewed, and not long ago.
    pub fresh: usize,
    /// Due within 30 days.
    pub due: usize,
    /// Overdue.
    pub overdue: usize,
    /// Edited since the review.
    pub edited: usize,
    /// Never reviewed, though they should be.
    pub unreviewed: usize,
}

impl Counts {
    /// Counts pages.
    pub fn of<'a>(pages: impl IntoIterator<Item = &'a Kept>) -> Self {
        let mut counts = Counts::default();
        for kept in pages {
            counts.pages += 1;
            match kept.state() {
                Some(ReviewState::Fresh) => counts.fresh += 1,
                Some(ReviewState::Due) => counts.due += 1,
                Some(ReviewState::Overdue) => counts.overdue += 1,
                Some(ReviewState::Edited) => counts.edited += 1,
                Some(ReviewState::Unreviewed) => counts.unreviewed += 1,
                None => {}
            }
        }
        counts
    }

    /// How many of them want somebody.
    pub fn wanting(self) -> usize {
        self.due + self.overdue + self.edited + self.unreviewed
    }
}

/// A month, by the day on which it begins, and how many reviews are of it.
pub type Month = (Date, usize);

/// So many months are looked ahead, and back.
pub const MONTHS: usize = 12;

impl Handbook {
    /// Who owns a page.
    pub fn owner(&self, page: PageId) -> Option<Owner> {
        Some(self.owner_named(self.pages[page].front.owner.as_deref()?))
    }

    /// Who is meant by an id of a person or a unit, or by any other word.
    pub fn owner_named(&self, written: &str) -> Owner {
        match self.who(written, Named::Owner) {
            Some(Who::Person(person)) => Owner { name: person.name.clone(), id: person.id.clone() },
            Some(Who::Page(unit)) => {
                // The organisation goes by `/`.
                let id = Some(self.unit_id(unit)).filter(|id| !id.is_empty()).unwrap_or("/").to_owned();
                Owner { name: self.pages[unit].title.clone(), id }
            }
            None => Owner { name: written.to_owned(), id: written.to_owned() },
        }
    }

    /// Where an owner is reached in a chat, as `#channel` or `@somebody`: by the contacts of the person, or else of
    /// their unit.
    pub fn chat<'a>(&'a self, owner: &'a str) -> Option<&'a str> {
        match self.who(owner, Named::Owner) {
            Some(Who::Person(person)) => {
                let contact =
                    |key: &str| person.contacts.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
                let own = ["slack", "chat"].into_iter().find_map(|key| handle(&contact(key)?.1));
                let unit = || self.unit_chat(self.unit(person.unit.as_deref()?)?);
                own.or_else(unit)
            }
            Some(Who::Page(unit)) => self.unit_chat(unit),
            None => handle(owner),
        }
    }

    /// The same of a unit: a word of its contact, or of what that has for a chat.
    fn unit_chat(&self, unit: PageId) -> Option<&str> {
        match self.pages[unit].front.others.get("contact")? {
            Value::String(text) => handle(text),
            Value::Object(contacts) => {
                let texts = ["slack", "chat", "channel"].into_iter().filter_map(|key| contacts.get(key));
                texts.filter_map(Value::as_str).find_map(handle)
            }
            _ => None,
        }
    }

    /// The pages that somebody wrote and readers are offered, each with where its review stands on a day.
    pub fn kept(&self, today: Date) -> Vec<Kept> {
        let is_kept = |page: &PageId| self.pages[*page].parsed.is_some() && !self.pages[*page].hidden();
        let pages = (0..self.pages.len()).filter(is_kept);
        pages.map(|page| Kept { page, review: self.review(page, today) }).collect()
    }

    /// Pages by who owns them, ordered by name; what nobody owns comes last.
    pub fn by_owner(&self, kept: Vec<Kept>) -> Vec<(Option<Owner>, Vec<Kept>)> {
        let mut owners: BTreeMap<Owner, Vec<Kept>> = BTreeMap::new();
        let mut nobody = Vec::new();
        for kept in kept {
            match self.owner(kept.page) {
                Some(owner) => owners.entry(owner).or_default().push(kept),
                None => nobody.push(kept),
            }
        }
        let mut all: Vec<_> = owners.into_iter().map(|(owner, kept)| (Some(owner), kept)).collect();
        if !nobody.is_empty() {
            all.push((None, nobody));
        }
        all
    }

    /// By page, whether another leads to it: by a link, by a field, or by putting it into practice.
    pub fn referenced(&self, citations: &Citations) -> Vec<bool> {
        let mut referenced = vec![false; self.pages.len()];
        for (from, page) in self.pages.iter().enumerate() {
            let Some(parsed) = page.parsed.as_ref().filter(|_| !page.kind.fields.is_empty()) else {
                continue;
            };
            let own = |key: &str| page.kind.fields.iter().any(|field| field.name == key);
            for (_, value) in parsed.front.others.iter().filter(|(key, _)| own(key)) {
                texts(value, &mut |text| {
                    if let Some(to) = self.led_to(from, text).filter(|to| *to != from) {
                        referenced[to] = true;
                    }
                });
            }
            for fact in kinds::facts(&page.kind, &parsed.front) {
                let named = self.people.get(&fact.id).filter(|_| fact.relation.named() != Named::Unit);
                if let Some(to) =
                    named.and_then(|person| self.person_page(&person.id)).filter(|to| *to != from)
                {
                    referenced[to] = true;
                }
            }
            for (_, target) in self.field_links(from) {
                if let Target::Page { page: to, .. } = target
                    && to != from
                {
                    referenced[to] = true;
                }
            }
        }
        for (from, targets) in self.targets.iter().enumerate() {
            for target in targets {
                match target {
                    Target::Page { page, .. } if *page != from => referenced[*page] = true,
                    Target::Ambiguous(pages) => referenced[pages[0]] = true,
                    _ => {}
                }
            }
        }
        // What a page includes is read there.
        for parsed in self.pages.iter().filter_map(|page| page.parsed.as_ref()) {
            for file in &parsed.document.includes {
                if let Some(Found::Page(page)) = self.index.absolute(&format!("/{file}")) {
                    referenced[page] = true;
                }
            }
        }
        // The page of who is on call leads to all of them.
        for rotation in self.on_call_page().into_iter().flat_map(|_| self.rotations()) {
            referenced[rotation] = true;
        }
        // So does the register of failures.
        for incident in self.register(Register::Incidents).first().into_iter().flat_map(|_| self.incidents())
        {
            referenced[incident] = true;
        }
        for cited in citations.keys() {
            referenced[*cited] = true;
        }
        // A principle leads to those that are the same in the words of a unit.
        for principle in
            self.principles().filter(|principle| matches!(self.adapted(*principle), Some(Adapted::Above(_))))
        {
            referenced[principle] = true;
        }
        referenced
    }

    /// The page to which a field leads: by its path, or a service by its id.
    fn led_to(&self, from: PageId, text: &str) -> Option<PageId> {
        match text.contains('/') || text.ends_with(".md") {
            true => self.page_in_field(from, text),
            false => {
                self.page_at(&format!("services/{text}")).or_else(|| match self.services_like(text)[..] {
                    [service] => Some(service),
                    _ => None,
                })
            }
        }
    }

    /// Of these pages those that nothing leads to. A folder's page lists what is in it, and the home page is where
    /// readers begin.
    pub fn orphans(&self, kept: &[Kept], citations: &Citations) -> Vec<PageId> {
        let linked = self.referenced(citations);
        let is_orphan = |page: &PageId| *page != 0 && !self.pages[*page].section && !linked[*page];
        kept.iter().map(|kept| kept.page).filter(is_orphan).collect()
    }

    /// The pages that others may cite, of the kind that they do.
    pub fn principles(&self) -> impl Iterator<Item = PageId> {
        let kind = match Relation::Cites.named() {
            Named::Page(kind) => kind,
            _ => "",
        };
        let is_meant = move |page: &PageId| {
            let page = &self.pages[*page];
            page.kind.id == kind && page.parsed.is_some() && !page.hidden()
        };
        (0..self.pages.len()).filter(is_meant)
    }

    /// The principles that nothing puts into practice.
    pub fn uncited(&self, citations: &Citations) -> Vec<PageId> {
        self.principles().filter(|page| self.citing(*page, citations).is_empty()).collect()
    }

    /// The pages that put a principle into practice and that readers are offered. In a unit that has its own words for
    /// one above, what puts that into practice puts these words into practice.
    pub fn citing(&self, page: PageId, citations: &Citations) -> Vec<PageId> {
        let mut citing: Vec<PageId> = citations.get(&page).into_iter().flatten().copied().collect();
        if let Some(Adapted::Above(above)) = self.adapted(page) {
            let here = self.unit_of(page);
            let is_here =
                |other: &PageId| *other != page && self.units_of(*other).any(|unit| Some(unit) == here);
            citing.extend(self.citing(above, citations).into_iter().filter(is_here));
            citing.sort_unstable();
            citing.dedup();
        }
        // An account of a failure shows what a principle is worth, and puts nothing into practice.
        citing.retain(|page| !self.pages[*page].hidden() && self.pages[*page].kind.incident.is_none());
        citing
    }

    /// The pages that begin a practice: those of units above which none says anything of it.
    pub fn defining(&self, practice: &str) -> Vec<PageId> {
        let pages = self.practice_pages(practice).filter(|(_, page)| self.pages[*page].parsed.is_some());
        let begins = |unit: PageId, page: PageId| {
            self.held(practice, unit)
                .is_some_and(|held| held.pages.first().is_some_and(|(first, _)| *first == page))
        };
        pages.filter(|(unit, page)| begins(*unit, *page)).map(|(_, page)| page).collect()
    }

    /// The practices that several units have, each with their pages, while no unit above them all says what holds
    /// unless one does it in another way.
    pub fn undefined_practices(&self) -> Vec<(&str, Vec<PageId>)> {
        let all = self.practices().map(|practice| (practice, self.defining(practice)));
        all.filter(|(_, pages)| pages.len() > 1).collect()
    }

    /// How many reviews fall due in the month of a day, from that day on, and in each of those after it.
    pub fn reviews_to_come(kept: &[Kept], today: Date) -> Vec<Month> {
        let due = kept.iter().filter_map(|kept| kept.review.as_ref()?.due).filter(|due| *due >= today);
        let first = today.first_of_month();
        let months = (0..MONTHS).filter_map(|ahead| month_after(first, i64::try_from(ahead).ok()?));
        count_by_month(months.collect(), due)
    }

    /// How many reviews were done in each of the months before a day, and in its own up to then: those in the ledger,
    /// and those that pages say of themselves.
    pub fn reviews_done(&self, kept: &[Kept], today: Date) -> Vec<Month> {
        let mut done: Vec<(&str, Date)> =
            self.reviews.all.iter().map(|(review, _)| (&*review.page, review.on)).collect();
        let said = |kept: &Kept| {
            let page = &self.pages[kept.page];
            Some((&*page.path, page.front.reviewed?))
        };
        done.extend(kept.iter().filter_map(said));
        done.sort_unstable();
        done.dedup();
        let first = today.first_of_month();
        let last = i64::try_from(MONTHS).unwrap_or_default() - 1;
        let months = (0..=last).rev().filter_map(|back| month_after(first, -back));
        let days = done.into_iter().map(|(_, on)| on).filter(|on| *on <= today);
        count_by_month(months.collect(), days)
    }
}

/// Calls back with each text in a value.
fn texts<'v>(value: &'v Value, found: &mut impl FnMut(&'v str)) {
    match value {
        Value::String(text) if !text.contains(char::is_whitespace) => found(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(row) => row.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// The word of a text that is a channel or somebody's handle.
fn handle(text: &str) -> Option<&str> {
    let words = text.split_whitespace().map(|word| word.trim_end_matches([',', '.', ';', ')']));
    words.into_iter().find(|word| word.starts_with(['#', '@']) && word.len() > 1)
}

fn month_after(first: Date, months: i64) -> Option<Date> {
    first.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

fn count_by_month(months: Vec<Date>, days: impl Iterator<Item = Date>) -> Vec<Month> {
    let mut counts: Vec<Month> = months.into_iter().map(|month| (month, 0)).collect();
    for day in days {
        if let Ok(at) = counts.binary_search_by_key(&day.first_of_month(), |(month, _)| *month) {
            counts[at].1 += 1;
        }
    }
    counts
}
