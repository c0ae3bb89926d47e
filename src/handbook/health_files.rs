//! The files that say how a handbook is kept: the page that shows it, a list of all pages for other programs, and
//! a calendar for each owner. A handbook that says nothing of owners, reviews, principles and practices has none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outputs::Outputs;
use super::practices::bare;
use super::{Derived, Handbook, Holder, Page, PageId, slug};
use crate::config::Config;
use crate::kinds::PageKind;
use crate::load::Asset;
use crate::reviews::Reviews;
use crate::syntax::front_matter::FrontMatter;

/// The folder of the page and the calendars.
const FOLDER: &str = "health";
/// The list of all pages.
pub const PAGES: &str = "api/pages.json";

/// The files that say how a handbook is kept.
#[derive(Debug, Clone, Default)]
pub struct HealthFiles {
    /// Whether the settings want them.
    is_wanted: bool,
    /// Whether there is anything to say.
    is_kept: bool,
    page: Option<PageId>,
    has_pages: bool,
    feeds: Vec<Feed>,
}

/// The calendar of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its path in the site.
    pub path: String,
    /// The owner's id, as [`super::Owner::id`].
    pub owner: String,
    /// The pages that are reviewed now and then.
    pub pages: Vec<PageId>,
}

/// Whether a page says anything of how it is kept.
fn says(kind: &PageKind, front: &FrontMatter) -> bool {
    let is_reviewed = front.reviewed.is_some() || front.review_in.is_some();
    is_reviewed || front.owner.is_some() || kind.named || kind.habit.is_some()
}

/// Whose calendar a page is in, as it says.
fn feed_of(front: &FrontMatter) -> Option<&str> {
    front.review_in.and(front.owner.as_deref())
}

impl HealthFiles {
    /// Adds the page that shows how the handbook is kept, if there is anything to say and its place is free.
    pub fn derive(
        pages: &mut Vec<Page>,
        assets: &[Asset],
        config: &Config,
        reviews: &Reviews,
        plain: &Arc<PageKind>,
    ) -> Self {
        let said = |page: &Page| page.parsed.is_some() && !page.hidden() && says(&page.kind, &page.front);
        let is_kept = !reviews.all.is_empty() || pages.iter().any(said);
        let mut files = HealthFiles { is_wanted: !config.site.no_health, is_kept, ..HealthFiles::default() };
        if files.is_wanted && is_kept && !is_taken(pages, assets, config) {
            files.page = Some(pages.len());
            pages.push(bare(0, "Health".to_owned(), format!("{FOLDER}/"), Derived::Health, plain));
        }
        files
    }

    /// Takes the outputs of the other files, where they are free.
    pub fn settle(book: &mut Handbook, outputs: &mut Outputs) {
        if !book.health_files.is_wanted || !book.health_files.is_kept {
            return;
        }
        let mut take = |path: &str| outputs.take(path, &Holder::Site(PAGES)).is_ok();
        let has_pages = take(PAGES);
        let mut taken = BTreeSet::new();
        let mut feeds = Vec::new();
        for (owner, pages) in reviewed_by_owner(book) {
            // As units lie in each other, so that none is ever in another's place.
            let segments = owner.split('/').map(slug::slug).filter(|name| !name.is_empty());
            let name = Some(segments.collect::<Vec<_>>().join("/")).filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| "owner".to_owned());
            let names = (2..).map(|number| format!("{name}-{number}"));
            let mut names = std::iter::once(name.clone()).chain(names);
            let Some(name) = names.find(|name| taken.insert(name.clone())) else { continue };
            let path = format!("{FOLDER}/{name}.ics");
            if take(&path) {
                feeds.push(Feed { path, owner, pages });
            }
        }
        (book.health_files.has_pages, book.health_files.feeds) = (has_pages, feeds);
    }

    /// Whether they are as they were when a page says something else of itself.
    pub fn stay(&self, page: &Page, kind: &PageKind, front: &FrontMatter) -> bool {
        if !self.is_wanted || page.hidden() {
            return true;
        }
        let (before, now) = (says(&page.kind, &page.front), says(kind, front));
        (before == now || (now && self.is_kept)) && feed_of(&page.front) == feed_of(front)
    }
}

/// Whether somebody else wants the page's address.
fn is_taken(pages: &[Page], assets: &[Asset], config: &Config) -> bool {
    let is_here = |page: &Page| page.url.trim_matches('/').eq_ignore_ascii_case(FOLDER);
    pages.iter().any(is_here) || is_wanted(pages, assets, config, FOLDER)
}

/// Whether a file, an old address or a redirect has the address of a page that would be derived in a folder.
pub fn is_wanted(pages: &[Page], assets: &[Asset], config: &Config, folder: &str) -> bool {
    let is_here = |path: &str| path.trim_matches('/').eq_ignore_ascii_case(folder);
    let is_file = |path: &str| is_here(path.strip_suffix("/index.html").unwrap_or(path));
    pages.iter().any(|page| page.front.aliases.iter().any(|alias| is_here(alias)))
        || assets.iter().any(|asset| is_file(&asset.path))
        || config.redirects.iter().any(|redirect| is_here(&redirect.from))
}

/// By owner's id, the pages that are reviewed now and then.
fn reviewed_by_owner(book: &Handbook) -> BTreeMap<String, Vec<PageId>> {
    let mut owners: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (id, page) in book.pages.iter().enumerate() {
        let is_offered = page.parsed.is_some() && !page.hidden() && page.front.draft != Some(true);
        if is_offered && let Some(owner) = feed_of(&page.front).and_then(|_| book.owner(id)) {
            owners.entry(owner.id).or_default().push(id);
        }
    }
    owners
}

impl Handbook {
    /// The page that shows how the handbook is kept.
    pub fn health_page(&self) -> Option<PageId> {
        self.health_files.page
    }

    /// The calendar at a path.
    pub fn feed_at(&self, path: &str) -> Option<&Feed> {
        self.health_files.feeds.iter().find(|feed| feed.path == path)
    }

    /// The calendar of an owner, by their id as [`super::Owner::id`].
    pub fn feed(&self, owner: &str) -> Option<&Feed> {
        let feeds = &self.health_files.feeds;
        feeds.binary_search_by(|feed| (*feed.owner).cmp(owner)).ok().map(|at| &feeds[at])
    }

    /// The files that are made beside the pages.
    pub fn site_files(&self) -> impl Iterator<Item = &str> {
        let files = &self.health_files;
        let list = files.has_pages.then_some(PAGES);
        let feeds = files.feeds.iter().map(|feed| &*feed.path);
        self.made
            .iter()
            .copied()
            .chain(list)
            .chain(feeds)
            .chain(self.shift_feeds())
            .chain(self.register_feeds())
    }
}
