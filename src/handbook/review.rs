//! Where the review of a page stands.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Handbook, PageId};
use crate::parse::Parsed;
use crate::reviews::{self, Review};

/// So many days before it is overdue a review is due; of one that holds for less than three months, for the last third.
const DUE_DAYS: i64 = 30;

/// By print, pages.
pub type Moves = FxHashMap<String, Vec<PageId>>;

/// How far a page can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewState {
    /// It was reviewed, and that is not long ago.
    Fresh,
    /// Its review is due soon: within 30 days, or the last third of the time that it holds for.
    Due,
    /// Its review was due.
    Overdue,
    /// Its text is another than the one that was reviewed.
    Edited,
    /// Nobody has reviewed it, and somebody should.
    Unreviewed,
}

impl ReviewState {
    /// The word in templates and reports.
    pub fn word(self) -> &'static str {
        match self {
            ReviewState::Fresh => "fresh",
            ReviewState::Due => "due",
            ReviewState::Overdue => "overdue",
            ReviewState::Edited => "edited",
            ReviewState::Unreviewed => "unreviewed",
        }
    }
}

/// The review of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReview {
    /// Where it stands.
    pub state: ReviewState,
    /// The day of the last one.
    pub on: Option<Date>,
    /// The id of who did it, if that is known.
    pub by: Option<String>,
    /// The day of the next one.
    pub due: Option<Date>,
    /// The day from which that is soon.
    pub soon: Option<Date>,
}

/// The day from which a review that was done on one day, and holds until another, is due.
fn soon(on: Date, due: Date) -> Date {
    let holds = due.duration_since(on).as_hours() / 24;
    let days = DUE_DAYS.min(holds / 3);
    due.checked_sub(jiff::Span::new().days(days)).unwrap_or(due)
}

/// Whether a page's text, or what it includes, is another than the one that was reviewed.
fn is_other(review: &Review, parsed: &Parsed) -> bool {
    review.text.as_deref().is_some_and(|text| text != parsed.print())
        || (review.includes.is_some() && review.includes != parsed.taken_in())
}

impl Handbook {
    /// Whether a page's text, or what it includes, was edited since the review that the ledger has of it.
    pub fn is_edited(&self, id: PageId, today: Date) -> bool {
        let parsed = self.pages[id].parsed.as_ref();
        self.ledger(id, today).zip(parsed).is_some_and(|(entry, parsed)| is_other(entry, parsed))
    }

    /// Where the review of a page stands on a day; none when nobody asked for one and none was done.
    pub fn review(&self, id: PageId, today: Date) -> Option<PageReview> {
        let page = &self.pages[id];
        let parsed = page.parsed.as_ref()?;
        // A review of a day that is not yet confirms nothing.
        let said = page.front.reviewed.filter(|said| reviews::is_over(*said, today));
        // What the page says itself is as good as the ledger; the later of the two counts.
        let entry = self.ledger(id, today).filter(|entry| said.is_none_or(|said| said <= entry.on));
        let on = entry.map(|entry| entry.on).or(said);
        let edited = entry.is_some_and(|entry| is_other(entry, parsed));
        let due = on.zip(page.front.review_in).map(|(on, interval)| interval.after(on));
        let soon = on.zip(due).map(|(on, due)| soon(on, due));
        let state = match (on, due) {
            (None, _) => page.front.review_in.map(|_| ReviewState::Unreviewed)?,
            (Some(_), Some(due)) if due < today => ReviewState::Overdue,
            _ if edited => ReviewState::Edited,
            _ if soon.is_some_and(|soon| soon <= today) => ReviewState::Due,
            _ => ReviewState::Fresh,
        };
        // A page that names nobody does not say who read it either.
        let by = entry.filter(|_| !self.is_anonymous(id)).and_then(|entry| entry.by.clone());
        Some(PageReview { state, on, by, due, soon })
    }

    /// The pages that a person reviewed until a day, though others may have done so since; in their order.
    pub fn reviewed_by(&self, person: &str, today: Date) -> Vec<PageId> {
        let is_theirs = |by: &str| self.people.get(by).is_some_and(|known| known.id == person);
        let lines = self.reviews.all.iter().map(|(review, _)| review);
        let lines = lines.filter(|review| reviews::is_over(review.on, today));
        let theirs = lines.filter(|review| review.by.as_deref().is_some_and(is_theirs));
        let of = |review| {
            let moved: Vec<PageId> = self.moved_to(review).collect();
            if moved.is_empty() { self.reviewed_page(review).into_iter().collect() } else { moved }
        };
        let mut pages: Vec<PageId> = theirs.flat_map(of).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    /// The pages of those who reviewed a page where it is, whenever that was.
    pub fn pages_of_reviewers(&self, page: PageId) -> Vec<PageId> {
        let lines = self.reviews.lines_of(&self.pages[page].path);
        let people = lines.filter_map(|review| self.people.get(review.by.as_deref()?));
        let mut pages: Vec<PageId> = people.filter_map(|person| self.person_page(&person.id)).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    /// The print of the text of a page that was reviewed last, if the ledger has it, and where the page was then.
    pub fn reviewed_text(&self, id: PageId, today: Date) -> Option<(&str, &str)> {
        let said = self.pages[id].front.reviewed.filter(|said| reviews::is_over(*said, today));
        let entry = self.ledger(id, today).filter(|entry| said.is_none_or(|said| said <= entry.on))?;
        Some((entry.text.as_deref()?, &entry.page))
    }

    /// The last review of a page in the ledger until a day. One that was moved keeps those of where it was, as long as
    /// its text is the same or it says its old address; also when another page is in its old place.
    fn ledger(&self, id: PageId, today: Date) -> Option<&Review> {
        if self.reviews.all.is_empty() {
            return None;
        }
        let page = &self.pages[id];
        let parsed = page.parsed.as_ref()?;
        let of = |path: &str| self.reviews.of(path, |review| !is_other(review, parsed), today);
        let of_place = of(&page.path).or_else(|| page.front.aliases.iter().find_map(|alias| of(alias)));
        let is_of_text = |review: &&Review| review.text.as_deref().is_none_or(|text| text == parsed.print());
        let of_text = || {
            let review = self.reviews.of_text(parsed.print(), today)?;
            self.moved_to(review).any(|page| page == id).then_some(review)
        };
        // What was reviewed here may be elsewhere now, with its review.
        let is_here = |review: &&Review| self.moved_to(review).all(|page| page == id);
        of_place.filter(is_of_text).or_else(of_text).or(of_place.filter(is_here))
    }

    /// By print, the pages with texts that are not where they were reviewed any more.
    fn moves(&self) -> &Moves {
        self.moves.get_or_init(|| {
            let lines = self.reviews.all.iter().map(|(review, _)| review);
            let gone =
                lines.filter(|review| self.is_gone(review)).filter_map(|review| review.text.as_deref());
            let gone: FxHashSet<&str> = gone.collect();
            let mut moves = Moves::default();
            let pages = self.pages.iter().enumerate().filter(|_| !gone.is_empty());
            for (id, parsed) in pages.filter_map(|(id, page)| Some((id, page.parsed.as_ref()?))) {
                if gone.contains(parsed.print()) {
                    moves.entry(parsed.print().to_owned()).or_default().push(id);
                }
            }
            moves
        })
    }

    /// Whether the text of a review is not where it was reviewed.
    fn is_gone(&self, review: &Review) -> bool {
        let there = self.reviewed_page(review).and_then(|page| self.pages[page].parsed.as_ref());
        review.text.is_some() && there.map(|there| there.print()) != review.text.as_deref()
    }

    /// The pages to which the text of a review has moved. Where another page is in its place, that leads there, or has
    /// moved as well; else it was edited, and others are like it as it was.
    fn moved_to(&self, review: &Review) -> impl Iterator<Item = PageId> {
        let pages =
            review.text.as_ref().and_then(|text| self.moves().get(text)).filter(|_| self.is_gone(review));
        let there = self.reviewed_page(review);
        let has_moved = move |page: PageId| {
            let Some(there) = there else { return true };
            let parsed = self.pages[there].parsed.as_ref();
            self.leads(there, page) || parsed.is_some_and(|parsed| self.reviews.knows(parsed.print()))
        };
        pages.into_iter().flatten().copied().filter(move |page| Some(*page) != there && has_moved(*page))
    }

    /// The page of which a line of the ledger is, if one is where it says.
    pub fn reviewed_page(&self, review: &Review) -> Option<PageId> {
        let folder = self.reviews.source.as_ref().and_then(|source| source.path.strip_suffix(reviews::FILE));
        let within = folder.and_then(|folder| review.page.strip_prefix(folder));
        let written = |path: &str| self.page_at(path).filter(|page| self.pages[*page].parsed.is_some());
        written(&review.page).or_else(|| written(within?))
    }
}
