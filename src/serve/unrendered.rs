//! Pages that the theme failed for when somebody asked: what is wrong with them is found in no file.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;

use super::site::Site;
use crate::diag::Finding;

/// So many such pages are known at a time: one mistake in a template may be every page's.
const MOST: usize = 256;

/// A page's address; none of what is no page, such as the sidebar that many share.
type Url = Option<String>;

/// What could not be rendered, for as long as it is so.
#[derive(Debug, Default)]
pub struct Unrendered(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    number: u64,
    by_url: BTreeMap<Url, Failure>,
}

/// A failure, and what it depends on.
#[derive(Debug)]
struct Failure {
    edition: u64,
    today: Date,
    texts: Vec<Arc<str>>,
    finding: Finding,
}

impl Failure {
    fn holds(&self, site: &Site, today: Date, url: &Url) -> bool {
        let now = texts(site, url);
        let same_texts = self.texts.len() == now.len()
            && self.texts.iter().zip(&now).all(|(one, other)| Arc::ptr_eq(one, other));
        same_texts && self.edition == site.edition && self.today == today
    }
}

impl Unrendered {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often there was something new.
    pub fn number(&self) -> u64 {
        self.known().number
    }

    /// Takes in what went wrong on the day that the site is shown for; whether that is new.
    pub fn note(&self, site: &Site, today: Date, finding: &Finding) -> bool {
        let url = page_of(site, finding);
        let mut known = self.known();
        let is_known = known.by_url.get(&url).is_some_and(|failure| failure.holds(site, today, &url));
        if is_known || (known.by_url.len() >= MOST && !known.by_url.contains_key(&url)) {
            return false;
        }
        let failure =
            Failure { edition: site.edition, today, texts: texts(site, &url), finding: finding.clone() };
        known.by_url.insert(url, failure);
        known.number += 1;
        true
    }

    /// What is wrong now, each with the address of its page.
    pub fn now(&self, site: &Site, today: Date) -> Vec<(Url, Finding)> {
        let known = self.known();
        let now = known.by_url.iter().filter(|(url, failure)| failure.holds(site, today, url));
        now.map(|(url, failure)| (url.clone(), failure.finding.clone())).collect()
    }

    /// What may be mended since: the addresses.
    pub fn stale(&self, site: &Site, today: Date) -> Vec<Url> {
        let known = self.known();
        let stale = known.by_url.iter().filter(|(url, failure)| !failure.holds(site, today, url));
        stale.map(|(url, _)| url.clone()).collect()
    }

    /// Forgets what did not fail again.
    pub fn forget(&self, site: &Site, today: Date, url: &Url) {
        let mut known = self.known();
        if known.by_url.get(url).is_some_and(|failure| !failure.holds(site, today, url)) {
            known.by_url.remove(url);
        }
    }
}

/// The texts that a page shows.
fn texts(site: &Site, url: &Url) -> Vec<Arc<str>> {
    let page = url.as_deref().and_then(|url| site.page_at(url));
    page.map(|page| site.texts_of(page)).unwrap_or_default()
}

/// The address of the page that was rendered, which a failure names last.
fn page_of(site: &Site, finding: &Finding) -> Url {
    let (place, _) = finding.related.last()?;
    let pages = &site.handbook.pages;
    let listing = || pages.iter().position(|page| place.file.strip_prefix('/') == Some(&*page.url));
    let id = site.by_source.get(&place.file).copied().or_else(listing)?;
    Some(pages[id].url.clone())
}
