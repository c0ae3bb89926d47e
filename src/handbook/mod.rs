//! Parsed pages become a whole: a tree with URLs and inherited fields, a navigation, and links that
//! lead somewhere.
//!
//! [`link`] is pure and cheap, and a page holds nothing of other pages but their ids. What is wrong
//! is not reported here: the handbook keeps the facts (a missing target, two pages with one URL), and
//! [`crate::check`] makes findings of them.

mod actions;
pub mod address;
pub mod anonymous;
mod blank;
mod called;
mod citations;
mod compare;
mod decisions;
mod doers;
mod drafts;
mod field_page;
mod handover;
mod health;
mod health_files;
mod held;
mod ids;
mod incidents;
mod keeping;
mod mentions;
mod nav;
mod near;
mod next_week;
mod on_call;
mod on_call_files;
mod order;
mod outputs;
mod owners;
mod persons;
mod practices;
mod principles;
mod redirects;
mod registers;
mod replace;
mod resolve;
mod review;
mod rotas;
mod sections;
mod things;
mod titles;
mod tree;
mod weeks;
mod wiki;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::kinds::{Kinds, PageKind};
use crate::load::Asset;
use crate::owners::CodeOwners;
use crate::parse::Parsed;
use crate::people::People;
use crate::reviews::Reviews;
use crate::syntax::document::Link;
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::slug;
use crate::syntax::summary::Summary;
use crate::text::{Place, Source};

pub use actions::{ToDo, ToldIn, row_path};
use anonymous::Anonymous;
pub use blank::{Blank, Wanted, unit_at};
pub use citations::Citations;
pub use compare::{Difference, Matrix, MatrixRow, Standing};
use decisions::Decisions;
use drafts::Drafts;
pub use handover::{Duty, DutyOf, Holdings, Owned, OwnerOf, Somebody, page_with, settings_with};
pub use health::{Asked, Rows, Topic};
use health_files::HealthFiles;
pub use health_files::{Feed, PAGES};
pub use held::{Held, Norm, reads_alike};
use ids::Ids;
pub use ids::Who;
use incidents::Incidents;
pub use incidents::Told;
pub use keeping::{Counts, Kept, MONTHS, Month, Owner};
pub use mentions::{Mention, Mentions};
use nav::{ChapterWithin, FromSummary};
pub use nav::{Nav, NavId, NavItem, NavKind};
pub use next_week::NextWeek;
pub use on_call::{OnCall, OnShift};
use on_call_files::OnCallFiles;
pub use on_call_files::ShiftsOf;
pub use order::natural;
use outputs::Settled;
pub use owners::OwnerSaid;
use owners::Owners;
use persons::Persons;
use practices::Practices;
pub use practices::{Derived, habit, is_blank};
pub use principles::{Adapted, InWords, Principles};
pub use redirects::{Redirect, RedirectTarget};
use registers::Registers;
pub use registers::{Register, Registered};
pub use replace::Replaced;
pub use resolve::Target;
pub use review::{PageReview, ReviewState};
use rotas::Rotas;
pub use sections::{Piece, Section, sections, take_in};
use titles::title;
use weeks::Weeks;

/// A page's index in [`Handbook::pages`].
pub type PageId = usize;

/// All pages of a handbook and how they belong together.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// The pages, ordered by path; folders without a page of their own have a derived one. The home
    /// page is the first.
    pub pages: Vec<Page>,
    /// The files that are copied.
    pub assets: Vec<Asset>,
    /// What its pages can be.
    pub kinds: Arc<Kinds>,
    /// Who there is.
    pub people: Arc<People>,
    /// Who reviewed what.
    pub reviews: Arc<Reviews>,
    /// Where each page's links lead, by page and by index in its document's links.
    pub targets: Vec<Vec<Target>>,
    /// The order and the names in which pages are offered.
    pub nav: Nav,
    /// The first chapter of `SUMMARY.md`, when nobody wrote a home page: the home page leads there.
    pub first_chapter: Option<PageId>,
    /// Old addresses.
    pub redirects: Vec<Redirect>,
    /// Of the files that every site has (`robots.txt`, …), those that the content does not have instead.
    pub made: Vec<&'static str>,
    /// Outputs that two things want.
    pub clashes: Vec<Clash>,
    /// Chapters of `SUMMARY.md` whose file does not exist, or that are programs: the destination as written and its place.
    pub missing_chapters: Vec<(String, Place)>,
    /// Pages that `SUMMARY.md` leaves out.
    pub unlisted: Vec<PageId>,
    /// What it is called: as its settings say, or else its home page.
    pub title: String,
    chapters_within: Vec<ChapterWithin>,
    ids: Ids,
    owners: Owners,
    persons: Persons,
    practices: Practices,
    health_files: HealthFiles,
    on_call_files: OnCallFiles,
    registers: Registers,
    decisions: Decisions,
    rotas: Rotas,
    weeks: Weeks,
    incidents: Incidents,
    anonymous: Anonymous,
    /// What link targets are found in.
    index: resolve::Index,
    near: near::Near,
    wiki: wiki::WikiNames,
    /// Whether its settings say what it is called.
    is_titled: bool,
    drafts: Drafts,
    /// The texts that are no more where they were reviewed, once somebody asks.
    moves: OnceLock<review::Moves>,
}

/// A page in its place.
#[derive(Debug, Clone)]
pub struct Page {
    /// What was read; none for the listing of a folder without a page of its own.
    pub parsed: Option<Arc<Parsed>>,
    /// The path of the file relative to the content folder; of a derived page, the folder's.
    pub path: String,
    /// The URL path relative to the site's root, decoded: `teams/payments/`, and `` for home.
    pub url: String,
    /// The title.
    pub title: String,
    /// The front matter with what it inherits.
    pub front: FrontMatter,
    /// Where it is said who owns it; none when nobody does.
    pub owner_said: Option<OwnerSaid>,
    /// What it inherits from the pages above.
    pub inherited: Option<Arc<FrontMatter>>,
    /// What it is.
    pub kind: Arc<PageKind>,
    /// Whether it is a folder's own page.
    pub section: bool,
    /// The folder's page above; none for home.
    pub parent: Option<PageId>,
    /// The pages below, in their order, with hidden ones; not those that are derived of practices.
    pub children: Vec<PageId>,
    /// What it shows, when nobody wrote it and it is no listing either.
    pub derived: Option<Derived>,
}

impl Page {
    /// Whether the page is listed nowhere.
    pub fn hidden(&self) -> bool {
        self.front.hidden == Some(true)
    }

    /// The anchor of this page that a fragment means: the same, or what a heading written like that has.
    pub fn anchor(&self, fragment: &str) -> Option<&str> {
        let anchors = &self.parsed.as_ref()?.document.anchors;
        let find = |wanted: &str| anchors.binary_search_by(|anchor| (**anchor).cmp(wanted)).ok();
        find(fragment).or_else(|| find(&slug::slug(fragment))).map(|index| &*anchors[index])
    }

    /// Whether a fragment means the page as a whole: code hosts give every Markdown file that they show the
    /// anchor `#readme`.
    pub fn is_whole(&self, fragment: &str) -> bool {
        fragment == "readme" && self.anchor(fragment).is_none()
    }

    /// The source, unless the page is derived.
    pub fn source(&self) -> Option<&Source> {
        self.parsed.as_ref().map(|parsed| &parsed.source)
    }

    /// Where the page is written, as a whole.
    pub fn place(&self) -> Place {
        self.source().map_or_else(|| Place::file(&self.path), |source| Place::file(&source.path))
    }

    /// The output file of the page.
    pub fn output(&self) -> String {
        format!("{}index.html", self.url)
    }
}

/// Two things that want one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The address they want, as the first has it.
    pub url: String,
    /// Who has it.
    pub first: Holder,
    /// The source that wanted it too.
    pub second: Place,
    /// What kind of clash it is.
    pub kind: ClashKind,
}

/// Who has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// What is written here.
    Source(Place),
    /// The home page that nobody wrote.
    Home,
    /// The theme, for its own files.
    Theme,
    /// The site, for one of the files that every site has.
    Site(&'static str),
}

impl Holder {
    /// A page as the one who has its address.
    fn of(page: &Page) -> Self {
        if page.path.is_empty() { Holder::Home } else { Holder::Source(page.place()) }
    }
}

/// How two addresses clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClashKind {
    /// They are the same, and the second is not built.
    Same,
    /// They differ in case only: two addresses on some systems, one on others. With the second's.
    Case(String),
    /// One is only an old address, which redirects.
    Redirect,
    /// The second is a file that is copied; the first is made, or needs a folder of that name.
    File,
    /// The first is a file that every site has, and is not made because the second is a page there: the
    /// address is the page's.
    SiteFile,
}

/// What a handbook is made of.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// Its pages.
    pub parsed: Vec<Arc<Parsed>>,
    /// The files that are copied.
    pub assets: Vec<Asset>,
    /// Who there is.
    pub people: Arc<People>,
    /// Who owns what by its path, as code hosts are told.
    pub owners: Arc<CodeOwners>,
    /// Who reviewed what.
    pub reviews: Arc<Reviews>,
    /// The outputs of the theme's own files.
    pub theme: &'a [&'a str],
    /// `SUMMARY.md`.
    pub summary: Option<(&'a Source, &'a Summary)>,
    /// Its settings.
    pub config: &'a Config,
    /// The content folder as in [`crate::load::Tree::src`].
    pub src: &'a str,
    /// Whether drafts are taken in.
    pub drafts: bool,
}

/// Joins the parts of a handbook.
pub fn link(parts: Parts<'_>) -> Handbook {
    let Parts { parsed, assets, people, owners, reviews, theme, summary, config, src, drafts } = parts;
    let kinds = Arc::new(Kinds::of(config));
    let tree = tree::grow(parsed, config, &kinds, src, drafts);
    let mut pages = tree.pages;
    let mut clashes = tree.clashes;
    let people = persons::people(&pages, people);
    doers::settle(&mut pages, &people);
    let owners = Owners::new(&pages, &people, &owners, config);
    owners::settle(&mut pages, &owners);
    let anonymous = anonymous::settle(&mut pages, &people);
    let practices = Practices::derive(&mut pages, &kinds);
    principles::derive(&mut pages, &kinds);
    let persons = Persons::derive(&mut pages, &people, config.people.pages, kinds.page());
    let health_files = HealthFiles::derive(&mut pages, &assets, config, &reviews, kinds.page());
    let registers = Registers::derive(&mut pages, &assets, config, &kinds);
    let Settled { mut outputs, assets, made } = outputs::settle(&pages, assets, src, theme, &mut clashes);
    let index = resolve::Index::new(&pages, &assets, config, src);
    let FromSummary { mut nav, missing_chapters, anchors, unlisted, first_chapter } = match summary {
        Some((source, summary)) => nav::from_summary(&pages, source, summary, &index),
        None => FromSummary { nav: nav::from_tree(&pages), ..FromSummary::default() },
    };
    nav.retitle(|page, title| anonymous.unnamed(page, title));
    let redirects =
        redirects::collect(&pages, config, &index, &practices.elsewhere, &mut outputs, &mut clashes);
    let index = index.with_redirects(&redirects);
    let targets = resolve::all(&pages, &index);
    for page in &mut pages {
        page.children.shrink_to_fit();
    }
    let title = config.book.title.clone().unwrap_or_else(|| pages[0].title.clone());
    let ids = Ids::of(&pages);
    let mut book = Handbook {
        title,
        rotas: Rotas::of(&pages, &ids, &people),
        weeks: Weeks::of(&pages, &ids),
        incidents: Incidents::of(&pages),
        anonymous,
        ids,
        owners,
        persons,
        practices,
        health_files,
        on_call_files: OnCallFiles::default(),
        registers,
        decisions: Decisions::default(),
        pages,
        assets,
        kinds,
        people,
        reviews,
        targets,
        nav,
        first_chapter,
        redirects,
        made,
        clashes,
        missing_chapters,
        chapters_within: anchors,
        unlisted,
        drafts: Drafts::new(tree.drafts, config, src),
        index,
        near: near::Near::default(),
        wiki: wiki::WikiNames::default(),
        is_titled: config.book.title.is_some(),
        moves: OnceLock::new(),
    };
    Decisions::settle(&mut book);
    HealthFiles::settle(&mut book, &mut outputs);
    OnCallFiles::settle(&mut book, &mut outputs);
    Registers::settle(&mut book, config, &mut outputs);
    book.lead_to_made();
    book
}

impl Handbook {
    /// Lets links and redirects lead to the files that the site makes itself, once these are known.
    fn lead_to_made(&mut self) {
        let made: Vec<String> = self.site_files().map(str::to_owned).collect();
        self.index.add_made(&made);
        redirects::lead_to_made(&mut self.redirects, &made);
        for id in 0..self.pages.len() {
            if self.targets[id].contains(&Target::Missing) {
                self.targets[id] = resolve::page(&self.pages, id, &self.index);
            }
        }
    }

    /// The home page.
    pub fn home(&self) -> &Page {
        &self.pages[0]
    }

    /// The pages above `id`, outermost first, without home.
    pub fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut above: Vec<PageId> =
            std::iter::successors(self.pages[id].parent, |above| self.pages[*above].parent).collect();
        above.pop();
        above.reverse();
        above
    }

    /// The drafts that were left out, by path relative to the content folder.
    pub fn drafts(&self) -> impl Iterator<Item = &str> {
        self.drafts.paths()
    }

    /// The draft, by its path relative to the content folder, that a link on the page `from` would lead to
    /// if it were not left out.
    pub fn draft(&self, from: PageId, link: &Link) -> Option<&str> {
        self.drafts.meant(&self.pages, from, link)
    }

    /// The path of the own page of a unit that is a draft.
    pub fn draft_unit(&self, id: &str) -> Option<&str> {
        self.drafts.unit(id)
    }

    /// The path of a page of a kind that is a draft, and would go by an id.
    pub fn draft_named(&self, kind: &str, id: &str) -> Option<&str> {
        self.drafts.named(kind, id)
    }

    /// The same for a destination in `SUMMARY.md` or of a redirect.
    pub fn draft_at(&self, dest: &str) -> Option<&str> {
        self.drafts.at(dest)
    }

    /// The links of a page, each with where it leads.
    pub fn links(&self, page: PageId) -> impl Iterator<Item = (&Link, &Target)> {
        let links = self.pages[page].parsed.as_ref().map_or(&[][..], |parsed| &parsed.document.links);
        links.iter().zip(&self.targets[page])
    }

    /// The chapters of `SUMMARY.md` that lead to a place in `page`: the anchor, decoded, and where the
    /// destination is written.
    pub fn chapters_within(&self, page: PageId) -> impl Iterator<Item = (&str, &Place)> {
        let first = self.chapters_within.partition_point(|chapter| chapter.page < page);
        let here = self.chapters_within[first..].iter().take_while(move |chapter| chapter.page == page);
        here.map(|chapter| (&*chapter.anchor, &chapter.place))
    }

    /// The pages that link to a page.
    pub fn links_to(&self, page: PageId) -> impl Iterator<Item = PageId> {
        (0..self.pages.len()).filter(move |from| self.leads(*from, page))
    }

    /// Whether a page links to another.
    pub fn leads(&self, from: PageId, to: PageId) -> bool {
        let leads = |target: &Target| matches!(target, Target::Page { page, .. } if *page == to);
        self.targets[from].iter().any(leads) || self.field_links(from).iter().any(|(_, target)| leads(target))
    }

    /// What an item of the navigation says.
    pub fn nav_title(&self, item: NavId) -> &str {
        let item = &self.nav.items[item];
        match (&item.title, &item.kind) {
            (Some(title), _) => title,
            (None, NavKind::Page(page) | NavKind::Anchor(page, _)) => &self.pages[*page].title,
            (None, _) => "",
        }
    }

    /// The page whose source (without its ending) or folder is at `path` in the content folder.
    pub fn page_at(&self, path: &str) -> Option<PageId> {
        match self.index.look_up(path) {
            Some(resolve::Found::Page(page)) => Some(page),
            _ => None,
        }
    }

    /// How many pages lie below each page, not counting hidden ones.
    pub fn counts_below(&self) -> Vec<usize> {
        let mut counts = vec![0; self.pages.len()];
        for page in self.pages.iter().filter(|page| !page.hidden()) {
            let mut above = page.parent;
            while let Some(id) = above {
                counts[id] += 1;
                above = self.pages[id].parent;
            }
        }
        counts
    }
}

/// Values by name.
type Names<V> = FxHashMap<String, V>;
