//! What the outputs of one handbook have in common, prepared once.

use std::collections::BTreeMap;

use tera::Value;

use super::changes::ReviewedTexts;
use super::filters::Filters;
use super::sidebar::Sidebars;
use super::view::SiteView;
use crate::config::Config;
use crate::handbook::{
    Citations, Handbook, Mentions, PageId, Principles, Register, Registered, Told, address,
};
use crate::theme::Theme;

/// What the outputs of one handbook have in common, for as long as its structure stays as it is: pages may
/// change what they say, and after [`Shared::forget_names`] what they are called, but not where they are.
#[derive(Debug, Clone)]
pub struct Shared {
    /// What templates know of the site, once for each thread: a value counts who holds it, and two threads that count
    /// in one place wait for each other at every word that a template asks for.
    site: Vec<Value>,
    pub(super) sidebars: Sidebars,
    pub(super) counts: Vec<usize>,
    /// By page, its place in the reading order.
    pub(super) places: Vec<Option<usize>>,
    pub(super) citations: Citations,
    pub(super) mentions: Mentions,
    pub(super) principles: Principles,
    /// By page, the failures that it has to do with.
    pub(super) told_of: BTreeMap<PageId, Told>,
    pub(super) registered: Registered,
    pub(super) filters: Filters,
    /// By unit, the pages in it.
    pub(super) in_units: BTreeMap<PageId, Vec<PageId>>,
    pub(super) reviewed_texts: ReviewedTexts,
}

impl Shared {
    /// Prepares it. Sidebars are rendered when a page needs them.
    pub fn new(book: &Handbook, theme: &Theme, config: &Config) -> Self {
        let first = |register| {
            let page = book.register(register).first()?;
            Some(address::encoded(&book.pages[*page].url))
        };
        let site = SiteView {
            title: &book.title,
            description: config.book.description.as_deref(),
            language: &config.book.language,
            base_url: config.build.base_url.as_deref(),
            authors: &config.book.authors,
            repository_url: config.site.repository_url.as_deref(),
            options: &theme.options,
            assets: theme
                .assets
                .iter()
                .map(|asset| (asset.path.clone(), asset.output.clone().into()))
                .collect(),
            health: book.health_page().map(|page| address::encoded(&book.pages[page].url)),
            compare: book.compare_all().map(|page| address::encoded(&book.pages[page].url)),
            on_call: book.on_call_page().map(|page| address::encoded(&book.pages[page].url)),
            incidents: first(Register::Incidents),
            actions: first(Register::Actions),
            decisions: first(Register::Decisions),
            version: env!("CARGO_PKG_VERSION"),
        };
        let site = (0..=rayon::current_num_threads()).map(|_| Value::from_serializable(&site)).collect();
        let mut places = vec![None; book.pages.len()];
        for (place, page) in book.nav.order.iter().enumerate() {
            places[*page] = Some(place);
        }
        let (mentions, (citations, principles)) =
            rayon::join(|| book.mentions(), || (book.citations(), book.all_principles()));
        Shared {
            site,
            sidebars: Sidebars::default(),
            counts: book.counts_below(),
            places,
            citations,
            mentions,
            principles,
            told_of: book.told_of(),
            registered: book.registered(),
            filters: Filters::default(),
            in_units: book.in_units(),
            reviewed_texts: ReviewedTexts::default(),
        }
    }

    /// What templates know of the site, for the thread that asks.
    pub(super) fn site(&self) -> &Value {
        let thread = rayon::current_thread_index().map_or(0, |thread| thread + 1);
        &self.site[thread % self.site.len()]
    }

    /// Forgets what pages are called, what they cite, and whom they name.
    pub fn forget_names(&mut self, book: &Handbook) {
        self.sidebars.clear();
        self.citations = book.citations();
        self.mentions = book.mentions();
        self.principles = book.all_principles();
        self.told_of = book.told_of();
        self.registered = book.registered();
        self.filters = Filters::default();
    }
}
