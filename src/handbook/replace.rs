//! A page's new text in the place of its old one, without linking the others anew.

use std::sync::{Arc, OnceLock};

use super::practices::is_blank;
use super::principles::asks;
use super::{Handbook, Page, PageId, PageKind, title};
use super::{anonymous, doers, resolve};
use crate::actions;
use crate::kinds;
use crate::parse::Parsed;
use crate::syntax::front_matter::FrontMatter;

/// With wiki links on more pages than these, linking all anew, beside what is there, keeps nobody waiting.
const MOST: usize = 64;

/// What changed with a page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replaced {
    /// What it says.
    Text,
    /// What others may show of it too: its title, its description, its owner. With the pages whose links
    /// lead elsewhere for that, or may be mended in another way.
    Names(Vec<PageId>),
}

impl Handbook {
    /// Puts another text in the place of a page's: what it says and is called, and where its links lead.
    /// None when that is not all there is to do, as it changes where pages are, or what others inherit; and
    /// then nothing is done.
    ///
    /// What a text costs does not depend on how many pages there are. What a name costs does, as any page may
    /// have a wiki link, but little.
    pub fn replace(&mut self, id: PageId, parsed: Arc<Parsed>) -> Option<Replaced> {
        let parsed = self.of_its_kind(id, parsed);
        let page = &self.pages[id];
        let old = page.parsed.as_ref()?;
        if page.kind.habit.is_some() && is_blank(old) != is_blank(&parsed) {
            // Whether there is a text says how its unit stands to what is above.
            return None;
        }
        if self.may_move_review(id, old, &parsed) {
            return None;
        }
        // Names are taken out where pages are linked.
        if page.kind.incident.is_some() && (self.is_anonymous(id) || anonymous::is_anonymous(&parsed.front)) {
            return None;
        }
        if says_the_same_of_itself(old, &parsed) {
            let cited = |book: &Handbook| book.named_by_links(id).collect::<Vec<_>>();
            let before = cited(self);
            self.put(id, parsed);
            // What it cites says so.
            let same = before == cited(self);
            return Some(if same { Replaced::Text } else { Replaced::Names(Vec::new()) });
        }
        // Whom a text names as the owner is settled where pages are linked.
        if doers::names_owner(old) || doers::names_owner(&parsed) {
            return None;
        }
        // Other pages show who somebody is.
        if [&page.kind, self.kinds.of_page(&parsed.front)].into_iter().any(|kind| kinds::states_person(kind))
        {
            return None;
        }
        // Who is on call has pages and calendars elsewhere.
        if page.kind.rota.is_some() || self.kinds.of_page(&parsed.front).rota.is_some() {
            return None;
        }
        // What failed, and what is to be done, is listed elsewhere.
        let now = self.kinds.of_page(&parsed.front);
        let tells = |kind: &PageKind, parsed: &Parsed| {
            kind.incident.is_some() || parsed.front.others.contains_key(actions::KEY)
        };
        if tells(&page.kind, old) || tells(now, &parsed) {
            return None;
        }
        // What was decided is listed elsewhere, and on the pages of what it replaces.
        if kinds::decides(&page.kind) || kinds::decides(self.kinds.of_page(&parsed.front)) {
            return None;
        }
        // Reviews of weeks are in an order.
        if kinds::is_weekly(&page.kind) || kinds::is_weekly(now) {
            return None;
        }
        // What is done here may be done in the units below, too.
        if page.kind.habit.is_some() || self.kinds.of_page(&parsed.front).habit.is_some() {
            return None;
        }
        let mut front = parsed.front.clone();
        if let Some(inherited) = &page.inherited {
            front.inherit(inherited);
        }
        let owner = self.owners.of(&self.pages, id, parsed.front.owner.as_deref());
        front.owner = owner.as_ref().map(|(owner, _)| owner.clone());
        if page.section && old.front.owner != parsed.front.owner {
            // Those below inherit what is said here, not what is said of it elsewhere.
            return None;
        }
        // The handbook may be called like its home page, and so may the organisation.
        if (id == 0 && (!self.is_titled || self.pages[0].kind.unit)) || !self.stays(id, &front) {
            return None;
        }
        let name = title(&front, self.kinds.of_page(&front), Some(&parsed), &page.path, &self.title);
        let naming = if page.title == name { Vec::new() } else { self.naming(&page.title, &name) };
        if naming.len() > MOST {
            return None;
        }
        let kind = Arc::clone(self.kinds.of_page(&front));
        let page = &mut self.pages[id];
        (page.kind, page.front) = (kind, front);
        page.set_owner(owner);
        let before = std::mem::replace(&mut page.title, name.clone());
        if before != name {
            self.index.rename(id, &before, &name);
            self.near.rename(id, &name);
        }
        self.put(id, parsed);
        for page in &naming {
            self.targets[*page] = resolve::page(&self.pages, *page, &self.index);
        }
        Some(Replaced::Names(naming))
    }

    /// Whether another page has what was reviewed on this one, or is to be, and so may have its review.
    fn may_move_review(&self, id: PageId, old: &Parsed, new: &Parsed) -> bool {
        if self.reviews.all.is_empty() || old.print() == new.print() {
            return false;
        }
        let own = [old.print(), new.print()].into_iter().filter(|print| self.reviews.knows(print));
        let here = self.reviews.lines_of(&self.pages[id].path).filter_map(|review| review.text.as_deref());
        let known: Vec<&str> = own.chain(here).collect();
        let has_it = |(other, page): (PageId, &Page)| {
            other != id && page.parsed.as_ref().is_some_and(|parsed| known.contains(&parsed.print()))
        };
        !known.is_empty() && self.pages.iter().enumerate().any(has_it)
    }

    /// A page's new text as one of the kind that the page is of.
    fn of_its_kind(&self, id: PageId, parsed: Arc<Parsed>) -> Arc<Parsed> {
        let mut front = parsed.front.clone();
        self.pages[id].inherited.iter().for_each(|inherited| front.inherit(inherited));
        parsed.as_kind(&self.kinds.of_page(&front).id).cloned().unwrap_or(parsed)
    }

    /// Whether a page with another front matter is where it was, and those below it inherit what they did.
    fn stays(&self, id: PageId, front: &FrontMatter) -> bool {
        let page = &self.pages[id];
        let old = &page.front;
        let at = |front: &FrontMatter| (front.slug.clone(), front.draft, front.hidden, front.order);
        let below = |front: &FrontMatter| (front.owner.clone(), front.review_in, front.cascade.clone());
        // Where an old address is written matters when somebody else wants it.
        let is_wanted = !front.aliases.is_empty() && !self.clashes.is_empty();
        self.health_files.stay(page, self.kinds.of_page(front), front)
            && at(old) == at(front)
            && is_named(&page.kind) == is_named(self.kinds.of_page(front))
            // There is a page for what to ask, as long as there is anything.
            && (!page.kind.named || asks(old) == asks(front))
            && old.aliases == front.aliases
            && !is_wanted
            && old.cascade == front.cascade
            && (!page.section || below(old) == below(front))
    }

    fn put(&mut self, id: PageId, parsed: Arc<Parsed>) {
        self.wiki.put(id, &parsed);
        self.moves = OnceLock::new();
        self.pages[id].parsed = Some(parsed);
        self.targets[id] = resolve::page(&self.pages, id, &self.index);
    }
}

/// Whether two texts of a page have the same front matter and the same title.
fn says_the_same_of_itself(old: &Parsed, new: &Parsed) -> bool {
    let heading = |parsed: &Parsed| parsed.document.title.as_ref().map(|title| title.text.clone());
    old.front_text() == new.front_text() && old.front == new.front && heading(old) == heading(new)
}

/// Whether others may name pages of a kind; and then, as pages of which kind.
fn is_named(kind: &PageKind) -> Option<&str> {
    (kind.unit || kind.named || kind.called.is_some()).then_some(&*kind.id)
}
