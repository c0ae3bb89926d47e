//! What is wrong, taken out of what is served in a moment, and made a report of at leisure: nobody who
//! changes the handbook waits for it.

use std::sync::Arc;

use super::linked::Kept;
use super::site::Site;
use crate::diag::{Finding, Levels, Report};
use crate::handbook::PageId;
use crate::text::Source;
use crate::theme;

/// What was wrong at one time, with the texts to show it in.
#[derive(Debug)]
pub struct Snapshot {
    /// In the text of each page that has any such thing.
    pages: Vec<Arc<[Finding]>>,
    /// With the whole, with settings, theme and files, and with what was rendered.
    others: [Arc<[Finding]>; 3],
    levels: Levels,
    kept: Arc<Kept>,
}

impl Snapshot {
    /// What is wrong now.
    pub fn of(site: &Site, kept: Arc<Kept>, unrendered: Vec<(Option<String>, Finding)>) -> Self {
        Snapshot {
            pages: site.found.pages.values().cloned().collect(),
            others: others(site, unrendered),
            levels: site.levels.clone(),
            kept,
        }
    }

    /// All of it, in order, without the texts to show it in: it is much, and little of it is shown.
    pub fn report(&self) -> Report {
        let others = self.others.iter().flat_map(|found| &**found);
        let findings = self.pages.iter().flat_map(|found| &**found).chain(others).cloned().collect();
        Report::new(findings, &self.levels, [])
    }

    /// A part of the report, with the texts.
    pub fn shown(&self, part: Report) -> Report {
        part.with(Vec::new(), &self.levels, self.kept.inputs.sources())
    }
}

/// What is wrong with one page, and with what concerns every page.
#[derive(Debug)]
pub struct OfPage {
    found: Arc<[Finding]>,
    others: [Arc<[Finding]>; 3],
    levels: Levels,
    kept: Arc<Kept>,
    /// The page's own text, and what it includes.
    texts: Vec<Source>,
}

impl OfPage {
    /// What is wrong now with a page, or at an address that has none.
    pub fn of(
        site: &Site,
        page: Option<PageId>,
        kept: Arc<Kept>,
        unrendered: Vec<(Option<String>, Finding)>,
    ) -> Self {
        let own = page.and_then(|page| site.file(page)).map(|file| file.source.clone());
        let included = page.map(|page| site.included_by(page)).unwrap_or_default();
        OfPage {
            found: page.and_then(|page| site.found.pages.get(&page).cloned()).unwrap_or_default(),
            others: others(site, unrendered),
            levels: site.levels.clone(),
            kept,
            texts: own.into_iter().chain(included).collect(),
        }
    }

    /// Both, in order.
    pub fn reports(self) -> (Report, Report) {
        let inputs = &self.kept.inputs;
        let is_pages = |finding: &&Finding| {
            let file = finding.place.as_ref().map(|place| &place.file);
            file.is_some_and(|file| self.texts.iter().any(|text| text.path == *file))
        };
        let others = || self.others.iter().flat_map(|found| &**found);
        let page = self.found.iter().chain(others()).filter(is_pages).cloned().collect();
        let site: Vec<Finding> =
            others().filter(|finding| is_sites(finding) && !is_pages(finding)).cloned().collect();
        let summary = inputs.files.summary.iter().map(|summary| &summary.source);
        let sources = summary.chain(&inputs.settings).cloned();
        let sources: Vec<Source> = match site.is_empty() {
            true => Vec::new(),
            false => sources.chain(theme::sources(&inputs.layers)).collect(),
        };
        let page = Report::new(page, &self.levels, self.texts.iter().cloned());
        (page, Report::new(site, &self.levels, sources))
    }
}

/// What is found in no text of a page.
fn others(site: &Site, unrendered: Vec<(Option<String>, Finding)>) -> [Arc<[Finding]>; 3] {
    let unrendered = unrendered.into_iter().map(|(_, finding)| finding).collect();
    [Arc::clone(&site.found.whole), Arc::clone(&site.apart), unrendered]
}

/// Whether something concerns every page: settings and templates.
fn is_sites(finding: &Finding) -> bool {
    finding.place.as_ref().is_none_or(|place| {
        *place.file == *"book.toml"
            || place.file.starts_with("themes/")
            || place.file.starts_with("built-in/")
            || place.file.ends_with("SUMMARY.md")
    })
}
