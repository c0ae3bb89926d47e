//! A handbook in memory, kept as the files are.
//!
//! What is kept of a page is its text and what other pages need to know of it; its HTML is made when
//! somebody asks. A change of the text of one page is put in place in the time that reading this page
//! takes, however many others there are. Any other change links the handbook anew, beside the old one,
//! which is served meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::build::{BuildError, Inputs, Request};
use crate::check::{self};
use crate::diag::{Levels, Report};
use crate::handbook::{Handbook, Page, PageId};
use crate::load::{self, Asset, Files};
use crate::parse::{Included, Parsed, parse};
use crate::render::{Renderer, Shared};
use crate::syntax::highlight::Memo;
use crate::syntax::markdown::{Dialect, included_files};

use super::guard;
use super::site::{Site, moved};
use super::watch::Hint;

/// A handbook in memory.
#[derive(Debug)]
pub struct Live {
    request: Request,
    /// Whoever changes the handbook holds it.
    kept: Mutex<Kept>,
    site: RwLock<Site>,
    memo: Memo,
}

/// What was read, and what was made of each page.
#[derive(Debug)]
struct Kept {
    inputs: Inputs,
    /// By index in the files' pages.
    parsed: Vec<Arc<Parsed>>,
}

/// What an update changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// The text of the pages at these addresses.
    Text(Vec<String>),
    /// More than that; pages that are elsewhere now, by their old addresses.
    Anything(BTreeMap<String, String>),
    /// Something cannot be read, in these words; what was served still is.
    Failed(String),
}

impl Live {
    /// Reads a handbook.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn open(request: Request) -> Result<Self, BuildError> {
        let inputs = Inputs::again(&request, None)?;
        let (kept, site) = assemble(inputs, &request, None, Vec::new());
        Ok(Live { request, kept: Mutex::new(kept), site: RwLock::new(site), memo: Memo::default() })
    }

    /// What is served.
    pub fn site(&self) -> RwLockReadGuard<'_, Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn site_to_change(&self) -> RwLockWriteGuard<'_, Site> {
        self.site.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The handbook's root.
    pub fn root(&self) -> &Path {
        &self.request.root
    }

    /// The day that the site is shown for, unless another is asked for.
    pub fn today(&self, site: &Site) -> Date {
        let clock = jiff::ZonedDateTime::now().date();
        crate::build::Today { clock, ..self.request.today }.on(&site.config)
    }

    /// Looks at what may have changed.
    pub fn refresh(&self, hint: &Hint) -> Change {
        let mut kept = self.kept();
        if let Hint::Files(files) = hint
            && let Some(change) = self.refresh_texts(&mut kept, files.iter())
        {
            return change;
        }
        self.refresh_all(&mut kept)
    }

    /// Looks at the source of a page. None when it is as it was.
    pub fn refresh_page(&self, page: &load::Page) -> Option<Change> {
        match guard::within(self.root(), &page.file).map(|_| load::look_again(page)) {
            Some(Ok(Some(now))) if Arc::ptr_eq(&now.source.text, &page.source.text) => return None,
            _ => {}
        }
        let mut kept = self.kept();
        let change = self.refresh_texts(&mut kept, [&page.file]);
        Some(change.unwrap_or_else(|| self.refresh_all(&mut kept)))
            .filter(|change| *change != Change::Nothing)
    }

    /// Puts new texts of pages in their places. None when that is not all there is to do.
    fn refresh_texts<'f>(
        &self,
        kept: &mut Kept,
        files: impl IntoIterator<Item = &'f PathBuf>,
    ) -> Option<Change> {
        let started = Instant::now();
        let mut changed = Vec::new();
        for file in files {
            let Some(path) = self.shown(file) else { continue };
            if is_no_matter(&path) {
                continue;
            }
            let known = &kept.inputs.files.pages;
            let at = known.binary_search_by(|page| (*page.source.path).cmp(&path)).ok()?;
            if known[at].file != **file
                || guard::within(self.root(), file).is_none()
                || kept.inputs.files.included.contains(&path)
            {
                return None;
            }
            let now = load::look_again(&known[at]).ok()??;
            if !Arc::ptr_eq(&now.source.text, &known[at].source.text) {
                changed.push((at, now));
            }
        }
        let mut urls = Vec::new();
        for (at, now) in changed {
            let parsed = {
                let site = self.site();
                Arc::new(parse(&now.source, &site.dialect, &site.included()).outline())
            };
            // What is included for the first time has not been read.
            let included = &kept.inputs.files.included;
            if !included_files(&now.source).iter().all(|path| included.is_known(path)) {
                return None;
            }
            urls.extend(self.put(&now, &parsed)?);
            kept.inputs.files.pages[at] = now;
            kept.parsed[at] = parsed;
        }
        if urls.is_empty() {
            return Some(Change::Nothing);
        }
        self.site_to_change().took = vec![("the text of one page", started.elapsed())];
        Some(Change::Text(urls))
    }

    /// Puts the new text of a page in its place: its address, if it has one. None when that is not all.
    fn put(&self, now: &load::Page, parsed: &Arc<Parsed>) -> Option<Option<String>> {
        let mut site = self.site_to_change();
        let Site { handbook, files, edition, by_source, .. } = &mut *site;
        // A draft is in no place. One that is none any more has another front matter.
        let id = *by_source.get(&now.source.path)?;
        let anchors = |book: &Handbook| {
            book.pages[id].parsed.as_ref().map(|parsed| parsed.document.anchors.clone()).unwrap_or_default()
        };
        let before = anchors(handbook);
        if !handbook.replace_text(id, Arc::clone(parsed)) {
            return None;
        }
        files[id] = Some(now.clone());
        let again = if anchors(handbook) == before {
            vec![id]
        } else {
            // Links to this page may lead elsewhere in it now, or nowhere.
            *edition += 1;
            handbook.links_to(id)
        };
        let url = handbook.pages[id].url.clone();
        site.check_again(again);
        Some(Some(url))
    }

    /// Reads everything that looks different, and links the handbook anew.
    fn refresh_all(&self, kept: &mut Kept) -> Change {
        let started = Instant::now();
        let inputs = match Inputs::again(&self.request, Some(&kept.inputs)) {
            Ok(inputs) => inputs,
            Err(error) => return Change::Failed(error.to_string()),
        };
        let took = vec![("looking at the files", started.elapsed())];
        match differing(&kept.inputs, &inputs) {
            Some(files) if files.is_empty() => {
                // Only stamps differ.
                kept.inputs = inputs;
                return Change::Nothing;
            }
            Some(files) if files.len() <= FEW => {
                if let Some(change) = self.refresh_texts(kept, files.iter()) {
                    return change;
                }
            }
            _ => {}
        }
        let (new, site) = {
            let old = self.site();
            assemble(inputs, &self.request, Some((kept, &old)), took)
        };
        let moved = moved(&self.site(), &site);
        *kept = new;
        let old = std::mem::replace(&mut *self.site_to_change(), site);
        drop(old);
        Change::Anything(moved)
    }

    /// A file's path from the handbook's root, as sources have it.
    fn shown(&self, file: &Path) -> Option<String> {
        let path = file.strip_prefix(&self.request.root).ok()?;
        Some(path.to_str()?.replace('\\', "/"))
    }

    /// What renders the site for `today`; none while there is no theme that works.
    pub fn renderer<'a>(&'a self, site: &'a Site, today: Date) -> Option<Renderer<'a>> {
        let Site { handbook: book, config, theme, shared, .. } = site;
        Some(Renderer {
            book,
            theme: theme.as_deref()?,
            config,
            memo: &self.memo,
            today,
            shared: shared.as_ref()?,
        })
    }

    /// What is wrong, with the texts to show it in.
    pub fn report(&self) -> Report {
        // In this order everywhere: who changes the handbook takes both.
        let kept = self.kept();
        let site = self.site();
        let findings = site.found.all().chain(&site.apart).cloned().collect();
        Report::new(findings, &site.levels, kept.inputs.sources())
    }
}

/// Files that come and go beside the ones that matter: of editors, and what is hidden.
fn is_no_matter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part.starts_with('.')) || name.ends_with('~') || name == "4913"
}

/// The text of so many pages is put in its place page by page; with more, all is linked anew.
const FEW: usize = 64;

/// The pages of which two readings of a handbook found another text. None when more than that differs.
fn differing(one: &Inputs, other: &Inputs) -> Option<Vec<PathBuf>> {
    let (these, those) = (&one.files, &other.files);
    let same_asset = |(one, other): (&Asset, &Asset)| {
        one.path == other.path
            && one.stamp.size == other.stamp.size
            && one.stamp.changed == other.stamp.changed
    };
    let summary = |files: &Files| files.summary.as_ref().map(|page| page.source.clone());
    let same = one.settings == other.settings
        && one.src == other.src
        && one.layers == other.layers
        && these.included == those.included
        && summary(these) == summary(those)
        && these.assets.len() == those.assets.len()
        && these.assets.iter().zip(&those.assets).all(same_asset)
        && these.pages.len() == those.pages.len()
        && these.pages.iter().zip(&those.pages).all(|(one, other)| one.file == other.file);
    let texts = these.pages.iter().zip(&those.pages);
    let changed = texts.filter(|(one, other)| !Arc::ptr_eq(&one.source.text, &other.source.text));
    same.then(|| changed.map(|(_, page)| page.file.clone()).collect())
}

/// Parses what is new, links, and checks.
fn assemble(
    inputs: Inputs,
    request: &Request,
    known: Option<(&Kept, &Site)>,
    mut took: Vec<(&'static str, Duration)>,
) -> (Kept, Site) {
    let mut step = Instant::now();
    let mut took_so_far = |name, took: &mut Vec<_>| {
        took.push((name, step.elapsed()));
        step = Instant::now();
    };
    let dialect = inputs.dialect();
    let drafts = inputs.drafts(request.drafts);
    let parsed = parse_new(&inputs, &dialect, &drafts, known);
    took_so_far("reading the pages", &mut took);
    let (theme, mut apart) = inputs.theme();
    let theme = match (theme, known) {
        (Some(_), Some((kept, site)))
            if site.theme.is_some()
                && kept.inputs.layers == inputs.layers
                && kept.inputs.config.theme == inputs.config.theme =>
        {
            site.theme.clone()
        }
        (Some(theme), _) => Some(Arc::new(theme)),
        // The last that worked, so that the pages can be seen while it is mended.
        (None, known) => known.and_then(|(_, site)| site.theme.clone()),
    };
    took_so_far("the theme", &mut took);
    let (handbook, of_summary) = inputs.link(parsed.clone(), theme.as_deref(), request.drafts);
    apart.extend(of_summary);
    apart.extend(inputs.findings());
    took_so_far("linking", &mut took);
    let found = check::check(inputs.whole(&handbook, theme.as_deref()));
    took_so_far("checking", &mut took);
    let shared = theme.as_deref().map(|theme| Shared::new(&handbook, theme, &inputs.config));
    took_so_far("preparing to render", &mut took);

    let file = |path: &Arc<str>| {
        let pages = &inputs.files.pages;
        let at = pages.binary_search_by(|page| page.source.path.cmp(path)).ok()?;
        Some(pages[at].clone())
    };
    let files =
        handbook.pages.iter().map(|page| page.source().and_then(|source| file(&source.path))).collect();
    let source = |(id, page): (PageId, &Page)| Some((page.source()?.path.clone(), id));
    let by_source = handbook.pages.iter().enumerate().filter_map(source).collect();
    let by_url = handbook.pages.iter().enumerate().map(|(id, page)| (page.url.clone(), id)).collect();
    let site = Site {
        config: inputs.config.clone(),
        theme,
        found,
        apart,
        edition: known.map_or(0, |(_, site)| site.edition + 1),
        took,
        levels: Levels {
            set: inputs.config.rules.iter().map(|(code, (level, _))| (code.clone(), *level)).collect(),
            strict: request.strict,
        },
        shared,
        dialect,
        included: inputs.files.included.clone(),
        drafts,
        layers: inputs.layers.clone(),
        settings: inputs.settings.clone(),
        src: inputs.src.clone(),
        files,
        by_url,
        by_source,
        handbook,
    };
    (Kept { inputs, parsed }, site)
}

/// The pages of a handbook; those that are as they were are not parsed again.
fn parse_new(
    inputs: &Inputs,
    dialect: &Dialect,
    drafts: &BTreeSet<String>,
    known: Option<(&Kept, &Site)>,
) -> Vec<Arc<Parsed>> {
    let included = Included { files: &inputs.files.included, drafts };
    let known = known.filter(|(_, site)| site.dialect == *dialect);
    let same_included =
        known.is_some_and(|(_, site)| site.included == *included.files && site.drafts == *drafts);
    let again = |page: &load::Page| {
        let (kept, _) = known?;
        let pages = &kept.inputs.files.pages;
        let at = pages.binary_search_by(|known| known.source.path.cmp(&page.source.path)).ok()?;
        let parsed = &kept.parsed[at];
        let same = Arc::ptr_eq(&pages[at].source.text, &page.source.text)
            && (same_included || included_files(&page.source).is_empty());
        same.then(|| Arc::clone(parsed))
    };
    let parsed = inputs.files.pages.par_iter().map(|page| {
        again(page).unwrap_or_else(|| Arc::new(parse(&page.source, dialect, &included).outline()))
    });
    parsed.collect()
}
