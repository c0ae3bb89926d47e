//! What is at which address, as it is now.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::body::Body;
use super::events::Events;
use super::http::{Answer, Ask, Respond};
use super::live::{Change, Live, on_threads_that_end};
use super::moves::Moves;
use super::said::{BASE, STRICT, base_path, bytes, day, error_page, html, in_ascii, redirect, with_client};
use super::shown::{Kept, Shown, Version};
use super::site::Site;
use super::watch::Hint;
use super::{files, guard, workbench};
use crate::build::find_reviewed;
use crate::diag::Report;
use crate::handbook::{PageId, RedirectTarget, address};
use crate::theme::stop::{self, Stop};

/// Answers requests from a handbook in memory.
pub struct Preview {
    /// The handbook.
    pub live: Live,
    /// Who listens for changes.
    pub events: Events,
    /// Names that the server is called by, besides the usual ones.
    pub allowed: Vec<String>,
    /// Is told what requests found changed, before the watcher did.
    pub found: Mutex<Sender<Change>>,
    /// Wakes who tells the terminal.
    pub hints: Mutex<Sender<Hint>>,
    /// What was rendered already.
    pub kept: Kept,
    /// Renders again what failed.
    pub again: Mutex<Option<JoinHandle<()>>>,
    /// Stops what that renders.
    pub rendering: Mutex<Arc<AtomicBool>>,
    /// What browsers were told that cannot be read.
    pub failure: Mutex<Option<String>>,
    /// What the workbench shows, and what that depends on.
    pub state: Mutex<Option<(State, Shown)>>,
}

/// What the workbench depends on: the site's version, the day, and what cannot be read or rendered.
type State = (u64, Date, Option<String>, u64);

/// So many pages with another text are told one by one.
const MOST_TOLD: usize = 64;

/// So long somebody waits for a page that somebody else has rendered.
const LONGEST: Duration = Duration::from_secs(30);
/// A page that takes so long is stopped.
const ENDLESS: Duration = Duration::from_secs(20);
/// So long the updates wait for what is rendered again.
const SOON: Duration = Duration::from_millis(300);
/// How often they look whether it is another page now.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Where the preview's own addresses start.
const OWN: &str = "_dayone";

impl Respond for Preview {
    fn respond(&self, ask: &Ask) -> Answer {
        let answer = match guard::admit(ask, &self.allowed) {
            Err(why) => Answer::text(403, &why),
            Ok(()) => self.answer(ask),
        };
        answer.with("X-Content-Type-Options", "nosniff").with("Referrer-Policy", "same-origin")
    }
}

impl Preview {
    fn answer(&self, ask: &Ask) -> Answer {
        let Some(path) = guard::path(&ask.path) else { return Answer::text(400, "This is no address.") };
        if let Some(own) = path.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/')) {
            return self.own(ask, own);
        }
        if path == OWN {
            return redirect(&format!("/{OWN}/"));
        }
        if ask.post {
            return Answer::text(405, "Pages are only read.").with("Allow", "GET, HEAD");
        }
        let base = base_path(&self.live.site());
        match format!("/{path}").strip_prefix(&*base) {
            Some(path) => self.at(ask, path),
            None if path.is_empty() || format!("/{path}/") == base => redirect(&base),
            None => {
                Answer::text(404, &format!("The site is at {base}, as `base-url` has it.")).with(BASE, &*base)
            }
        }
    }

    /// What is at an address below the site's root.
    fn at(&self, ask: &Ask, path: &str) -> Answer {
        let asked = match day(&ask.query) {
            Ok(asked) => asked,
            Err(query) => return redirect(&self.full(&self.live.site(), path, &query)),
        };
        let url = path
            .strip_suffix("index.html")
            .filter(|url| url.is_empty() || url.ends_with('/'))
            .unwrap_or(path);
        // A look at the source may find that the page has moved, or has gone.
        for _ in 0..3 {
            if self.live.site().page_at(url).is_none() {
                break;
            }
            let change = self.live.refresh_page(url);
            self.tell(&change);
            if !matches!(change, Change::Anything(_)) {
                break;
            }
        }
        if self.live.site().page_at(url).is_some() {
            return self.page(ask, url, asked);
        }
        if let Some(answer) = self.other(ask, path, url, asked) {
            return answer;
        }
        if self.may_be_new(path) {
            self.tell(&self.live.refresh(&Hint::Anything));
            if self.live.site().page_at(url).is_some() {
                return self.page(ask, url, asked);
            }
            if let Some(answer) = self.other(ask, path, url, asked) {
                return answer;
            }
        }
        self.not_found(ask, asked)
    }

    fn page(&self, ask: &Ask, url: &str, asked: Option<Date>) -> Answer {
        let page = |site: &Site| site.page_at(url).map(Some);
        self.in_turn(ask, url, asked, &page).unwrap_or_else(|| self.not_found(ask, asked))
    }

    fn not_found(&self, ask: &Ask, asked: Option<Date>) -> Answer {
        let none = |_: &Site| Some(None);
        self.in_turn(ask, "/404", asked, &none).unwrap_or_else(|| Answer::text(404, "There is no such page."))
    }

    /// What `of` says is to be shown under a name: a page, or that there is none. Rendered by one at a time.
    fn in_turn(
        &self,
        ask: &Ask,
        name: &str,
        asked: Option<Date>,
        of: &dyn Fn(&Site) -> Option<Option<PageId>>,
    ) -> Option<Answer> {
        let started = Instant::now();
        while started.elapsed() < LONGEST {
            let site = self.live.site();
            let page = of(&site)?;
            let today = asked.unwrap_or_else(|| self.live.today(&site));
            let texts = page.map(|page| site.texts_of(page)).unwrap_or_default();
            let version = Version { edition: site.edition, today, texts };
            if let Some((status, shown)) = self.kept.get(name, &version) {
                return Some(html(ask, status, &shown, &site));
            }
            let Some(turn) = self.kept.turn(name, &version) else {
                // It may be mended meanwhile, which whoever looks at the site would keep from being quick.
                drop(site);
                self.kept.wait(name, &version, LOOK_AGAIN);
                continue;
            };
            if let Some((status, shown)) = self.kept.get(name, &version) {
                return Some(html(ask, status, &shown, &site));
            }
            let stop = Stop { asked: Arc::clone(&turn.stop), at: Instant::now() + ENDLESS };
            let rendered = stop::until(stop, || self.render(&site, today, Some(&turn.stop), page));
            if turn.stop.load(Ordering::Relaxed) {
                // It is another page by now.
                continue;
            }
            let good = if page.is_some() { 200 } else { 404 };
            let (status, text) = rendered.map_or_else(|page| (500, page), |text| (good, text));
            let shown = Shown::new(with_client(text, &site, page, today));
            self.kept.put(name, version, status, &shown);
            return Some(html(ask, status, &shown, &site));
        }
        let words = "This page is still being rendered: it takes long, or is edited all the time.";
        Some(Answer::text(503, words).with("Retry-After", "1"))
    }

    /// Renders a page with the theme, or that there is none.
    ///
    /// # Errors
    /// A page that says why that is not possible.
    fn render(
        &self,
        site: &Site,
        today: Date,
        stop: Option<&AtomicBool>,
        page: Option<PageId>,
    ) -> Result<String, String> {
        let Some(renderer) = self.live.renderer(site, today) else {
            return Err(error_page(&self.structural(site)));
        };
        find_reviewed(&renderer, self.live.root(), page);
        let texts = |id| site.document(id).map(Cow::Owned);
        let rendered = match page {
            Some(page) => renderer.page_with(page, &texts),
            None => renderer.site_file("404.html"),
        };
        rendered.map_err(|finding| {
            if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return String::new();
            }
            // What fails for another day is said to whoever asked for it, and is no fault of today's pages.
            if today == self.live.today(site) && self.live.unrendered.note(site, today, &finding) {
                self.tell_unrendered();
            }
            let mut sources = site.theme_sources();
            sources.extend(site.handbook.pages.iter().filter_map(|page| {
                let related = finding
                    .related
                    .iter()
                    .any(|(place, _)| Some(&place.file) == page.source().map(|s| &s.path));
                related.then(|| page.source().cloned())?
            }));
            error_page(&Report::new(vec![*finding], site.levels(), sources))
        })
    }

    /// Whether something could not be rendered that may be mended since.
    pub fn is_stale(&self) -> bool {
        let site = self.live.site();
        !self.live.unrendered.stale(&site, self.live.today(&site)).is_empty()
    }

    /// Renders again what could not be rendered before the last change: it is found wrong as long as it is. In a
    /// thread of its own, as it may never end; what it renders of an older state is stopped.
    pub fn render_again(self: &Arc<Self>) {
        self.stop_again();
        let mut again = self.again.lock().unwrap_or_else(PoisonError::into_inner);
        if again.as_ref().is_none_or(JoinHandle::is_finished) && self.is_stale() {
            let preview = Arc::clone(self);
            let thread = thread::Builder::new().name("again".to_owned());
            *again = thread.spawn(move || preview.render_stale()).ok();
        }
        // Mostly it is done in a moment, and what is found need not be told twice.
        let patience = Instant::now() + SOON;
        while again.as_ref().is_some_and(|thread| !thread.is_finished()) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn stop_again(&self) {
        self.rendering.lock().unwrap_or_else(PoisonError::into_inner).store(true, Ordering::Relaxed);
    }

    /// Stops all that is being rendered, and waits for what is rendered again.
    pub fn end(&self) {
        self.kept.stop(|_, _| true);
        self.stop_again();
        let again = self.again.lock().unwrap_or_else(PoisonError::into_inner).take();
        again.into_iter().for_each(|thread| drop(thread.join()));
    }

    fn render_stale(&self) {
        loop {
            let asked = Arc::new(AtomicBool::new(false));
            let site = self.live.site();
            let today = self.live.today(&site);
            let Some(url) = self.live.unrendered.stale(&site, today).into_iter().next() else { break };
            self.rendering.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&asked);
            let page = url.as_deref().map(|url| site.page_at(url));
            let stop = Stop { asked: Arc::clone(&asked), at: Instant::now() + ENDLESS };
            if page != Some(None) {
                let _ = stop::until(stop, || self.render(&site, today, Some(&asked), page.flatten()));
            }
            if !asked.load(Ordering::Relaxed) {
                self.live.unrendered.forget(&site, today, &url);
            }
        }
        self.tell_unrendered();
    }

    /// Wakes who tells the browsers and the terminal that something could not be rendered: once for many
    /// pages, as one mistake in a template may be every page's.
    fn tell_unrendered(&self) {
        let hints = self.hints.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = hints.send(Hint::Files(BTreeSet::new()));
    }

    /// What is wrong with the theme and the settings.
    fn structural(&self, site: &Site) -> Report {
        let sources = site.theme_sources().into_iter().chain(site.settings().cloned());
        Report::new(site.apart.to_vec(), site.levels(), sources)
    }

    /// What is at an address that no page has; `url` is the path of the folder if it names its `index.html`.
    fn other(&self, ask: &Ask, path: &str, url: &str, asked: Option<Date>) -> Option<Answer> {
        let site = self.live.site();
        let theme = site.theme.as_deref();
        if let Some(asset) = theme.iter().flat_map(|theme| &theme.assets).find(|asset| asset.output == path) {
            let shown = Shown::new(asset.bytes.to_vec());
            return Some(bytes(ask, 200, &files::content_type(path), &shown));
        }
        let asset = |path: &str| {
            let asset = site.handbook.assets.iter().find(|asset| asset.path == path);
            asset.filter(|asset| self.live.may_show(&site, &asset.file))
        };
        if let Some(asset) = asset(path) {
            return files::answer(ask, path, &asset.file);
        }
        // A folder's own file, as hosts answer it.
        if let Some(asset) = asset(&format!("{}/index.html", path.trim_end_matches('/'))) {
            return match path.ends_with('/') {
                true => files::answer(ask, &asset.path, &asset.file),
                false => Some(redirect(&self.full(&site, &format!("{path}/"), &ask.query))),
            };
        }
        if !path.ends_with('/') && site.page_at(&format!("{path}/")).is_some() {
            return Some(redirect(&self.full(&site, &format!("{path}/"), &ask.query)));
        }
        let from = |from: &str| from == url || from.trim_end_matches('/') == url;
        if let Some(old) = site.handbook.redirects.iter().find(|old| from(&old.from)) {
            let to = |url: &str, suffix: &str| {
                let (query, anchor) = suffix.split_at(suffix.find('#').unwrap_or(suffix.len()));
                let query = if query.is_empty() { &*ask.query } else { &query[1..] };
                Some(redirect(&format!("{}{anchor}", self.full(&site, url, query))))
            };
            return match &old.to {
                RedirectTarget::Page(page, suffix) => to(&site.handbook.pages[*page].url, suffix),
                RedirectTarget::Asset(asset, suffix) => to(&site.handbook.assets[*asset].path, suffix),
                RedirectTarget::Made(path, suffix) => to(path, suffix),
                RedirectTarget::Elsewhere(address) => Some(redirect(&in_ascii(address))),
                RedirectTarget::Missing { .. } => None,
            };
        }
        let today = asked.unwrap_or_else(|| self.live.today(&site));
        self.site_file(ask, &site, path, today)
    }

    /// One of the files that every site has, unless the content has its own.
    fn site_file(&self, ask: &Ask, site: &Site, path: &str, today: Date) -> Option<Answer> {
        if !site.handbook.site_files().any(|file| file == path) {
            return None;
        }
        // What they say of reviews depends on the texts that were reviewed.
        let version = Version { edition: site.edition, today, texts: site.all_texts() };
        let shown = match self.kept.get(path, &version) {
            Some((_, shown)) => shown,
            None => {
                let renderer = self.live.renderer(site, today)?;
                let shown = Shown::new(limited(|| renderer.site_file(path)).ok()?.into_bytes());
                self.kept.put(path, version, 200, &shown);
                shown
            }
        };
        Some(bytes(ask, 200, &files::content_type(path), &shown))
    }

    fn full(&self, site: &Site, url: &str, query: &str) -> String {
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{}{}{query}", base_path(site), address::encoded(url))
    }

    /// Whether a file could be at this address that was not there before.
    fn may_be_new(&self, path: &str) -> bool {
        let content = self.live.root().join(&self.live.site().src);
        let bare = path.trim_end_matches('/');
        let own = ["_index.md", "index.md", "README.md"].map(|name| content.join(bare).join(name));
        let named = [content.join(path), content.join(format!("{bare}.md"))];
        named.iter().any(|file| file.is_file()) || own.iter().any(|file| file.is_file())
    }

    /// Tells of a change that a request found.
    fn tell(&self, change: &Change) {
        self.announce(change);
        if *change != Change::Nothing {
            let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = found.send(change.clone());
        }
    }

    /// Tells the browsers of a change, and of what cannot be read when that is not what they know.
    pub fn announce(&self, change: &Change) {
        if *change != Change::Nothing {
            let site = self.live.site();
            // Whoever waits for an older state gets the one that there is now.
            self.kept.stop(|name, version| {
                let texts = site.page_at(name).map(|page| site.texts_of(page)).unwrap_or_default();
                version.edition < site.edition || !version.is_of(&texts)
            });
        }
        match change {
            Change::Nothing => {}
            Change::Text(urls) if urls.len() > MOST_TOLD => {
                self.events.tell(&json!({ "anything": true, "moved": {} }).to_string());
            }
            Change::Text(urls) => {
                let pages: Vec<String> = urls.iter().map(|url| address::encoded(url)).collect();
                self.events.tell(&json!({ "pages": pages }).to_string());
            }
            Change::Anything(moved) => {
                let site = self.live.site();
                let moves = Moves::of(moved, |from| !site.by_url.keys().any(|url| url.starts_with(from)));
                let encoded = |(old, new): (&&str, &&str)| (address::encoded(old), address::encoded(new));
                let told =
                    |moves: &BTreeMap<&str, &str>| moves.iter().map(encoded).collect::<BTreeMap<_, _>>();
                let mut event = json!({ "anything": true, "moved": told(&moves.pages) });
                if !moves.folders.is_empty() {
                    event["folders"] = json!(told(&moves.folders));
                }
                self.events.tell(&event.to_string());
            }
        }
        let mut told = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.live.failure();
        if *told != now {
            self.events.tell(&json!({ "failed": now }).to_string());
            *told = now;
        }
    }

    /// The preview's own addresses.
    fn own(&self, ask: &Ask, path: &str) -> Answer {
        let page = || {
            let url = ask.parameter("page").unwrap_or_default();
            address::decode(&url)
        };
        let data = |value: Option<Value>| match value {
            Some(value) => Answer::new(200, "application/json", value.to_string().into_bytes())
                .with("Cache-Control", "no-store"),
            None => Answer::text(404, "There is no such page."),
        };
        match (ask.post, path) {
            (true, "open") => workbench::open(&self.live, ask),
            (true, _) => Answer::text(405, "This is only read.").with("Allow", "GET, HEAD"),
            (_, "events") => self.listen(ask),
            (_, "findings") => {
                let here = ask.parameter("page").map(|url| address::decode(&url));
                data(Some(workbench::findings(&self.live, here.as_deref())))
            }
            (_, "state") => bytes(ask, 200, "application/json", &self.state()),
            (_, "view") => data(limited(|| workbench::view(&self.live, &page()))),
            (_, "lines") => data(workbench::lines(&self.live, &page())),
            (_, name) => match workbench::asset(name) {
                Some((kind, text)) => bytes(ask, 200, kind, &Shown::new(text.as_bytes().to_vec()))
                    .with("Content-Security-Policy", STRICT),
                None => Answer::text(404, "The preview has no such page."),
            },
        }
    }

    /// Everything that the workbench shows, made once for each update.
    fn state(&self) -> Shown {
        let (version, today) = {
            let site = self.live.site();
            (site.version, self.live.today(&site))
        };
        let version = (version, today, self.live.failure(), self.live.unrendered.number());
        let mut kept = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, shown)) = &*kept
            && *of == version
        {
            return shown.clone();
        }
        let shown = on_threads_that_end(|| Shown::new(workbench::state(&self.live)));
        *kept = Some((version, shown.clone()));
        shown
    }

    fn listen(&self, ask: &Ask) -> Answer {
        let last = ask.header("last-event-id").map(str::to_owned).or_else(|| ask.parameter("last"));
        Answer {
            status: 200,
            headers: vec![
                ("Content-Type", "text/event-stream; charset=utf-8".to_owned()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body: Body::Events(self.events.listen(last.as_deref())),
        }
    }
}

/// Does work whose rendering ends, sooner or later.
fn limited<T>(work: impl FnOnce() -> T) -> T {
    stop::until(Stop { asked: Arc::default(), at: Instant::now() + ENDLESS }, work)
}
