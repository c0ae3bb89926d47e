//! A handbook in memory, kept as the files are.
//!
//! What is kept of a page is its text and what other pages need to know of it; its HTML is made when
//! somebody asks. A change of the text of one page is put in place in the time that reading this page
//! takes, however many others there are, and so is one of its title and of most that it says of itself.
//! Any other change links the handbook anew, beside the old one,
//! which is served meanwhile, and into which texts are still put.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::build::{BuildError, Inputs, Request};
use crate::load::{self, Tree};
use crate::parse::{Included, Parsed, parse};
use crate::render::Renderer;
use crate::syntax::highlight::Memo;
use crate::syntax::markdown::included_files;
use crate::text::Source;

use super::found::{OfPage, Snapshot};
use super::guard;
use super::linked::{self, Kept, Known, assemble, differing};
use super::matter::{matters, passes};
use super::moves;
use super::site::{Put, Site};
use super::unrendered::Unrendered;
use super::watch::Hint;

/// A handbook in memory.
#[derive(Debug)]
pub struct Live {
    request: Request,
    /// Whoever reads and links the whole has it. Who only puts a text in its place does not need it.
    turn: Mutex<()>,
    /// Whoever changes what is served holds it, and never for long.
    kept: Mutex<Arc<Kept>>,
    served: RwLock<Arc<Site>>,
    /// What could not be read when the whole was read last.
    failure: Mutex<Option<String>>,
    memo: Memo,
    /// What could not be rendered when somebody asked.
    pub(super) unrendered: Unrendered,
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
}

impl Change {
    /// This and another.
    #[must_use]
    fn and(self, other: Change) -> Change {
        match (self, other) {
            (Change::Nothing, change) | (change, Change::Nothing) => change,
            (Change::Text(mut these), Change::Text(those)) => {
                these.extend(those);
                these.sort_unstable();
                these.dedup();
                Change::Text(these)
            }
            (Change::Anything(mut these), Change::Anything(those)) => {
                these.extend(those);
                Change::Anything(these)
            }
            (Change::Anything(moved), _) | (_, Change::Anything(moved)) => Change::Anything(moved),
        }
    }
}

impl Live {
    /// Reads a handbook.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn open(request: Request) -> Result<Self, BuildError> {
        let (kept, site) = on_threads_that_end(|| {
            let inputs = Inputs::again(&request, None)?;
            Ok::<_, BuildError>(assemble(inputs, &request, None, Vec::new()))
        })?;
        Ok(Live {
            request,
            turn: Mutex::default(),
            kept: Mutex::new(Arc::new(kept)),
            served: RwLock::new(Arc::new(site)),
            failure: Mutex::default(),
            memo: Memo::default(),
            unrendered: Unrendered::default(),
        })
    }

    /// What is served now. Whoever has it may look at it for as long as they like.
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what is served: in its place when nobody looks at it, and else a copy of it, which takes a
    /// while. A page may take its time to be rendered; nobody else waits for it.
    fn change_site<T>(&self, change: impl FnOnce(&mut Site) -> T) -> T {
        let served = || self.served.write().unwrap_or_else(PoisonError::into_inner);
        let started = Instant::now();
        let mut site = served();
        while started.elapsed() < PATIENCE {
            if let Some(site) = Arc::get_mut(&mut site) {
                return change(site);
            }
            std::thread::sleep(Duration::from_micros(100));
        }
        // Nobody else changes it meanwhile, as they have to have what is kept.
        drop(site);
        let mut site = Site::clone(&self.site());
        let made = change(&mut site);
        let old = std::mem::replace(&mut *served(), Arc::new(site));
        drop(old);
        made
    }

    fn kept(&self) -> MutexGuard<'_, Arc<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What cannot be read, in words: what is served of it is older.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_failure(&self, words: Option<String>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }

    /// The handbook's root.
    pub fn root(&self) -> &Path {
        &self.request.root
    }

    /// The day that the site is shown for, unless another is asked for.
    pub fn today(&self, site: &Site) -> Date {
        linked::today(&self.request, &site.config)
    }

    /// Whether what is served was checked for today.
    fn is_todays(&self) -> bool {
        let site = self.site();
        site.today == self.today(&site)
    }

    /// Whether there are symbolic links in the content.
    fn is_linked(&self) -> bool {
        self.kept().inputs.files.linked
    }

    /// Looks at what may have changed.
    pub fn refresh(&self, hint: &Hint) -> Change {
        let texts = match hint {
            Hint::Files(files) => self.refresh_texts(files),
            _ => None,
        };
        match texts {
            Some(change) if self.failure().is_none() && self.is_todays() && !self.is_linked() => change,
            // Any change may be the one that mends it; on another day other things are wrong; and a file may be
            // several pages by way of links.
            Some(change) => match self.refresh_all() {
                Change::Nothing => change,
                more => change.and(more),
            },
            None => self.refresh_all(),
        }
    }

    /// Looks at the source of the page at an address, and at what it includes.
    pub fn refresh_page(&self, url: &str) -> Change {
        let site = self.site();
        let Some(id) = site.page_at(url) else { return Change::Nothing };
        let pages: Vec<load::Page> = site.files_of(id).into_iter().cloned().collect();
        drop(site);
        let mut all = Change::Nothing;
        for page in &pages {
            all = all.and(self.refresh_file(page));
        }
        all
    }

    /// Looks at a page's file as it was read, and at what it includes.
    fn refresh_file(&self, page: &load::Page) -> Change {
        let (included, missing, may_show) = {
            let site = self.site();
            let Some(id) = site.by_source.get(&page.source.path) else { return self.refresh_all() };
            (site.included_by(*id), site.missing_in(*id), self.may_show(&site, &page.file))
        };
        match if may_show { load::look_again(page) } else { Ok(None) } {
            Ok(Some(now)) if Arc::ptr_eq(&now.source.text, &page.source.text) => {
                let as_read = |part: &Source| load::is_as_read(self.root(), part);
                if included.iter().all(as_read) && !self.is_any_there(&missing) {
                    return Change::Nothing;
                }
            }
            // That is known, and there is nothing newer.
            Err(error) if error.kind() != ErrorKind::NotFound && self.failure().is_some() => {
                return Change::Nothing;
            }
            _ => {
                if let Some(change) = self.refresh_texts([&page.file]) {
                    return change;
                }
            }
        }
        self.refresh_all()
    }

    /// Whether a file is still the handbook's to show: it may have become a link since it was looked at.
    pub fn may_show(&self, site: &Site, file: &Path) -> bool {
        let tree = Tree { root: self.root(), src: &site.src, output: &site.output };
        guard::may_show(&tree, site.linked, file)
    }

    /// Whether a file that pages include is there now.
    fn is_any_there(&self, paths: &[String]) -> bool {
        if paths.is_empty() {
            return false;
        }
        let kept = Arc::clone(&self.kept());
        let tree = Tree { root: self.root(), src: &kept.inputs.src, output: &kept.inputs.output };
        paths.iter().any(|path| load::may_include(&tree, path))
    }

    /// Puts new texts of pages in their places. None when that is not all there is to do.
    fn refresh_texts<'f>(&self, files: impl IntoIterator<Item = &'f PathBuf>) -> Option<Change> {
        let files: Vec<&PathBuf> = files.into_iter().collect();
        let started = Instant::now();
        let mut kept = self.kept();
        let texts = parse_texts(&kept, self.changed(&kept.inputs, files.iter().copied())?)?;
        if texts.is_empty() {
            return Some(Change::Nothing);
        }
        let change = self.change_site(|site| {
            let change = put_texts(Arc::make_mut(&mut kept), site, texts)?;
            let what = match change {
                Change::Text(_) => "the text of one page",
                _ => "what one page says of itself",
            };
            site.took = vec![(what, started.elapsed())];
            Some(change)
        });
        self.memo.keep_below(MOST_HIGHLIGHTED);
        change
    }

    /// Which pages of these files have another text, each as it is now. None when more than texts changed.
    fn changed<'f>(
        &self,
        inputs: &Inputs,
        files: impl IntoIterator<Item = &'f PathBuf>,
    ) -> Option<Vec<(usize, load::Page)>> {
        let mut changed = Vec::new();
        for file in files {
            let Some(path) = self.shown(file) else { continue };
            if passes(inputs, self.root(), &path) {
                continue;
            }
            let pages = &inputs.files.pages;
            let at = pages.binary_search_by(|page| (*page.source.path).cmp(&path));
            let Ok(at) = at else {
                if matters(inputs, self.root(), &path) {
                    return None;
                }
                continue;
            };
            let tree = Tree { root: self.root(), src: &inputs.src, output: &inputs.output };
            if pages[at].file != **file
                || !guard::may_show(&tree, inputs.files.linked, file)
                || inputs.files.included.contains(&path)
            {
                return None;
            }
            let now = load::look_again(&pages[at]).ok()??;
            if !Arc::ptr_eq(&now.source.text, &pages[at].source.text) {
                changed.push((at, now));
            }
        }
        Some(changed)
    }

    /// Reads everything that looks different, and links the handbook anew.
    fn refresh_all(&self) -> Change {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        on_threads_that_end(|| self.read_and_link())
    }

    fn read_and_link(&self) -> Change {
        loop {
            let started = Instant::now();
            let known = Arc::clone(&self.kept());
            let inputs = match Inputs::again(&self.request, Some(&known.inputs)) {
                Ok(inputs) => inputs,
                Err(error) => {
                    self.set_failure(Some(error.to_string()));
                    return Change::Nothing;
                }
            };
            self.set_failure(inputs.unread.clone());
            let texts = differing(&known.inputs, &inputs);
            let texts = texts.filter(|_| self.is_todays());
            if texts.as_ref().is_some_and(Vec::is_empty) {
                self.put_stamps(&known, inputs);
                return Change::Nothing;
            }
            let few = texts.filter(|files| files.len() <= FEW);
            if let Some(change) = few.and_then(|files| self.refresh_texts(&files)) {
                return change;
            }
            let took = vec![("looking at the files", started.elapsed())];
            if let Some(moved) = self.link(known, inputs, took) {
                return Change::Anything(moved);
            }
        }
    }

    /// Takes over how files look from outside, if nothing was put meanwhile.
    fn put_stamps(&self, known: &Arc<Kept>, inputs: Inputs) {
        let mut kept = self.kept();
        if Arc::ptr_eq(&kept, known) {
            *kept = Arc::new(Kept { inputs, ..Kept::clone(known) });
        }
    }

    /// Links the handbook anew: where pages are now that were elsewhere. None when a page was put in its
    /// place meanwhile that has to be linked anew in turn; then nothing is changed.
    fn link(
        &self,
        known: Arc<Kept>,
        inputs: Inputs,
        took: Vec<(&'static str, Duration)>,
    ) -> Option<BTreeMap<String, String>> {
        let known = Known { kept: known, theme: self.site().theme.clone() };
        let (mut new, mut site) = assemble(inputs, &self.request, Some(&known), took);
        let moved = moves::moved(&self.site(), &site);
        let mut kept = self.kept();
        // What was put meanwhile may be newer than what was read before.
        let meanwhile = put_since(&known.kept, &kept);
        let texts = parse_texts(&new, self.changed(&new.inputs, &meanwhile)?)?;
        put_texts(&mut new, &mut site, texts)?;
        let mut now = self.served.write().unwrap_or_else(PoisonError::into_inner);
        (site.edition, site.version) = (now.edition + 1, now.version + 1);
        let old =
            (std::mem::replace(&mut *kept, Arc::new(new)), std::mem::replace(&mut *now, Arc::new(site)));
        drop((now, kept));
        // It takes a while, for which nobody should wait.
        drop(old);
        Some(moved)
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

    /// What is wrong, to be ordered and shown without keeping anybody from changing it.
    pub fn found(&self) -> Snapshot {
        // In this order everywhere: who changes the handbook takes both.
        let kept = self.kept();
        let site = self.site();
        Snapshot::of(&site, Arc::clone(&kept), self.unrendered.now(&site, self.today(&site)))
    }

    /// What is wrong with the page at an address, and with what concerns every page.
    pub fn found_at(&self, url: Option<&str>) -> OfPage {
        let kept = self.kept();
        let site = self.site();
        let is_here = |of: &Option<String>| of.as_deref().is_none_or(|of| Some(of) == url);
        let unrendered = self.unrendered.now(&site, self.today(&site)).into_iter();
        let unrendered = unrendered.filter(|(of, _)| is_here(of)).collect();
        OfPage::of(&site, url.and_then(|url| site.page_at(url)), Arc::clone(&kept), unrendered)
    }
}

/// Does work that needs much memory for a moment, which threads that go on would keep for the next time.
pub fn on_threads_that_end<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().build() {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    }
}

/// So many bytes of highlighting are kept.
const MOST_HIGHLIGHTED: usize = 8 << 20;

/// So long a change waits for a moment in which nobody looks at what is served.
const PATIENCE: Duration = Duration::from_millis(20);

/// The text of so many pages is put in its place page by page; with more, all is linked anew.
const FEW: usize = 64;

/// A page's index, the page as it is now, and what it says.
type Text = (usize, load::Page, Arc<Parsed>);

/// Parses new texts of pages. None when one includes what has not been read.
fn parse_texts(kept: &Kept, changed: Vec<(usize, load::Page)>) -> Option<Vec<Text>> {
    let dialect = kept.inputs.dialect();
    let files = &kept.inputs.files.included;
    let included = Included { files, drafts: &kept.drafts };
    let text = |(at, now): (usize, load::Page)| {
        let known = included_files(&now.source).iter().all(|path| files.is_known(path));
        let parsed = known.then(|| Arc::new(parse(&now.source, &dialect, &included).outline()))?;
        Some((at, now, parsed))
    };
    changed.into_iter().map(text).collect()
}

/// Puts texts of pages in their places: what that changes. None when that is not all there is to do.
fn put_texts(kept: &mut Kept, site: &mut Site, texts: Vec<Text>) -> Option<Change> {
    let (mut pages, mut is_any) = (Vec::new(), false);
    for (at, now, parsed) in texts {
        match site.put(&now, &parsed)? {
            Put::Texts(these) => pages.extend(these),
            Put::Names => is_any = true,
        }
        kept.inputs.files.pages[at] = now;
        kept.parsed[at] = parsed;
    }
    pages.sort_unstable();
    pages.dedup();
    let urls = pages.into_iter().map(|page| site.handbook.pages[page].url.clone());
    Some(if is_any { Change::Anything(BTreeMap::new()) } else { Change::Text(urls.collect()) })
}

/// The files of pages whose text was put in place between these two.
fn put_since(before: &Arc<Kept>, now: &Arc<Kept>) -> Vec<PathBuf> {
    if Arc::ptr_eq(before, now) {
        return Vec::new();
    }
    let pages = before.inputs.files.pages.iter().zip(&now.inputs.files.pages);
    let put = pages.filter(|(one, other)| !Arc::ptr_eq(&one.source.text, &other.source.text));
    put.map(|(_, page)| page.file.clone()).collect()
}
