//! The handbook that is served: pages without their HTML, and what is wrong with them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{self, Found};
use crate::config::Config;
use crate::diag::{Finding, Levels};
use crate::handbook::{Handbook, PageId, Replaced};
use crate::load;
use crate::parse::{Included, Parsed, parse};
use crate::render::Shared;
use crate::syntax::document::Document;
use crate::syntax::markdown::{Dialect, Files as _, included_files};
use crate::text::Source;
use crate::theme::{self, Layer, Theme};

/// What looks different when a page has another text.
#[derive(Debug, Clone)]
pub(super) enum Put {
    /// These pages, itself first.
    Texts(Vec<PageId>),
    /// Any page: each may show what it is called.
    Names,
}

/// What is served.
#[derive(Debug, Clone)]
pub struct Site {
    /// The handbook, its pages without their HTML.
    pub handbook: Handbook,
    /// Its settings.
    pub config: Config,
    /// Its theme: the last one that worked, none when there was none yet.
    pub theme: Option<Arc<Theme>>,
    /// The day for which it was checked.
    pub today: Date,
    /// What is wrong.
    pub found: Found,
    /// What is wrong with settings, theme and files.
    pub apart: Arc<[Finding]>,
    /// How often more than a page's text changed: what was rendered before is out of date.
    pub edition: u64,
    /// How often anything changed.
    pub version: u64,
    /// How long the steps of the last update took.
    pub took: Vec<(&'static str, Duration)>,
    pub(super) levels: Levels,
    pub(super) shared: Option<Shared>,
    pub(super) dialect: Dialect,
    pub(super) included: load::Included,
    /// Which of these are drafts, and so not for readers.
    pub(super) drafts: BTreeSet<String>,
    pub(super) layers: Vec<Layer>,
    pub(super) settings: Option<Source>,
    /// The content folder as in [`load::Tree::src`].
    pub src: String,
    /// Whether there are symbolic links in the content.
    pub(super) linked: bool,
    /// Where the site would be built.
    pub(super) output: PathBuf,
    /// By page, its file as it was read.
    pub(super) files: Vec<Option<load::Page>>,
    pub(super) by_url: FxHashMap<String, PageId>,
    pub(super) by_source: FxHashMap<Arc<str>, PageId>,
}

impl Site {
    /// The page at an address, decoded and from the site's root.
    pub fn page_at(&self, url: &str) -> Option<PageId> {
        self.by_url.get(url).copied()
    }

    /// The file of a page, as it was read; none of a page that nobody wrote.
    pub fn file(&self, page: PageId) -> Option<&load::Page> {
        self.files[page].as_ref()
    }

    /// The texts that a page shows: its own, and those that it takes over from other pages.
    pub fn texts_of(&self, page: PageId) -> Vec<Arc<str>> {
        if self.handbook.health_page() == Some(page) {
            return self.all_texts();
        }
        let shown = self.handbook.shown_in(page).into_iter().chain(self.handbook.reviews_in(page));
        let shown = shown.chain(self.handbook.week_before(page));
        let others = shown.filter(|other| *other != page);
        let files = std::iter::once(page).chain(others).filter_map(|page| self.file(page));
        files.map(|file| Arc::clone(&file.source.text)).collect()
    }

    /// The texts of all pages.
    pub fn all_texts(&self) -> Vec<Arc<str>> {
        self.files.iter().flatten().map(|file| Arc::clone(&file.source.text)).collect()
    }

    /// The files on which it depends what a page shows, as they were read.
    pub(super) fn files_of(&self, page: PageId) -> Vec<&load::Page> {
        let others = self.handbook.practised_in(page).into_iter().chain(self.handbook.reviews_in(page));
        let others = others.chain(self.handbook.week_before(page));
        let others = others.filter(|other| *other != page);
        std::iter::once(page).chain(others).filter_map(|page| self.file(page)).collect()
    }

    /// What a page includes, as it was read.
    pub(super) fn included_by(&self, page: PageId) -> Vec<Source> {
        let parsed = self.handbook.pages[page].parsed.as_ref();
        let paths = parsed.iter().flat_map(|parsed| &parsed.document.includes);
        paths.filter_map(|path| self.included.get(path)).collect()
    }

    /// The paths of files that a page would include if they were there.
    pub(super) fn missing_in(&self, page: PageId) -> Vec<String> {
        let own = self.file(page).map(|file| file.source.clone());
        let texts = own.into_iter().chain(self.included_by(page));
        let paths = texts.flat_map(|text| included_files(&text));
        paths.filter(|path| self.included.get(path).is_none()).collect()
    }

    pub(super) fn included(&self) -> Included<'_> {
        Included { files: &self.included, drafts: &self.drafts }
    }

    /// A page's text as HTML with holes.
    pub fn document(&self, page: PageId) -> Option<Document> {
        let file = self.files[page].as_ref()?;
        let parsed = parse(&file.source, &self.dialect, &self.included());
        let lifted = parsed.as_kind(&self.handbook.pages[page].kind.id);
        let document = lifted.map(|lifted| lifted.document.clone()).unwrap_or(parsed.document);
        Some(self.handbook.without_names(page, document))
    }

    /// The texts of the theme's templates and settings.
    pub fn theme_sources(&self) -> Vec<Source> {
        theme::sources(&self.layers)
    }

    /// `book.toml`, if there is one.
    pub fn settings(&self) -> Option<&Source> {
        self.settings.as_ref()
    }

    /// Whether the theme is all the program's own.
    pub fn is_built_in(&self) -> bool {
        self.layers.iter().all(|layer| layer.built_in)
    }

    /// At which level findings are reported.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Puts the new text of a page in its place: what looks different now. None when that is not all there
    /// is to do; a draft, which has no place, must be linked when it is none any more.
    pub(super) fn put(&mut self, now: &load::Page, parsed: &Arc<Parsed>) -> Option<Put> {
        let id = *self.by_source.get(&now.source.path)?;
        // With how deep the headings are: it decides which sections another takes the place of.
        let anchors = |book: &Handbook| {
            let document = &book.pages[id].parsed.as_ref()?.document;
            let levels: Vec<u8> = document.headings.iter().map(|heading| heading.level).collect();
            Some((document.anchors.clone(), levels))
        };
        // What is wrong with bytes is said of all files at once.
        if now.is_odd() || self.files[id].as_ref().is_some_and(load::Page::is_odd) {
            return None;
        }
        let before = anchors(&self.handbook);
        let replaced = self.handbook.replace(id, Arc::clone(parsed))?;
        self.files[id] = Some(now.clone());
        self.version += 1;
        let mut pages = vec![id];
        pages.extend(self.handbook.shows(id));
        let other_anchors = anchors(&self.handbook) != before;
        if other_anchors {
            // Links to this text may lead elsewhere in it now, or nowhere, wherever it is shown.
            let linking: Vec<PageId> = pages.iter().flat_map(|page| self.handbook.links_to(*page)).collect();
            for from in linking {
                pages.push(from);
                pages.extend(self.handbook.shows(from));
            }
            let mut seen = FxHashSet::default();
            pages.retain(|page| seen.insert(*page));
        }
        // It says which texts were edited since their review, and what nothing links to.
        pages.extend(self.handbook.health_page());
        self.edition += u64::from(other_anchors || matches!(replaced, Replaced::Names(_)));
        let Replaced::Names(named) = replaced else {
            self.check_again(&pages);
            return Some(Put::Texts(pages));
        };
        pages.extend(named);
        // What is wrong with a link says what the page is called that it leads to.
        pages.extend(self.found.pages.keys().copied().filter(|from| self.handbook.leads(*from, id)));
        pages.sort_unstable();
        pages.dedup();
        self.check_again(&pages);
        self.found.whole = check::check_structure(self.whole());
        self.shared.iter_mut().for_each(|shared| shared.forget_names(&self.handbook));
        Some(Put::Names)
    }

    /// What checks look at.
    fn whole(&self) -> check::Whole<'_> {
        check::Whole {
            handbook: &self.handbook,
            config: &self.config,
            theme: self.theme.as_deref(),
            settings: self.settings.as_ref(),
            today: self.today,
        }
    }

    /// Checks the text of some pages again.
    fn check_again(&mut self, pages: &[PageId]) {
        for &id in pages {
            let findings = check::check_page(self.whole(), id);
            if findings.is_empty() {
                self.found.pages.remove(&id);
            } else {
                self.found.pages.insert(id, findings);
            }
        }
    }
}
