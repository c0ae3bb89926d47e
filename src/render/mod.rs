//! From a handbook and a theme to bytes: pure, one output at a time, in any order.
//!
//! [`Shared`] holds what outputs have in common: the site's view as a template value, made once, and the
//! sidebars, rendered once a section. Pages are rendered when they are asked for.

mod atom;
mod body;
mod changes;
mod chart;
mod chart_bands;
mod chart_limits;
mod chart_lines;
mod chart_table;
mod chart_text;
mod cited;
mod coming;
mod compare;
mod decision;
mod feed;
mod fields;
mod filters;
mod health;
mod history;
mod incident;
mod marked;
mod message;
mod narrative;
mod notes;
mod owner;
mod pages_json;
mod pen;
mod person;
mod practice;
mod principle;
mod register;
mod rotation;
mod rotation_parts;
mod shared;
mod shift_feed;
mod sidebar;
mod site_files;
mod toc;
mod unit;
pub mod view;
pub mod view_health;
mod weekly;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use tera::{Context, Value};

use crate::config::Config;
use crate::diag::Finding;
use crate::handbook::address;
use crate::handbook::{
    Derived, Handbook, NavKind, Page, PageId, PageReview, Redirect, RedirectTarget, Register,
};
use crate::syntax::document::{Document, Uses};
use crate::syntax::escape;
use crate::syntax::highlight::Memo;
use crate::text::Place;
use crate::theme::{Theme, template_name};
use body::Body;
pub use changes::{Edited, ReviewedTexts};
pub use message::text as message;
use practice::Composed;
pub use shared::Shared;
use sidebar::Sidebar;
use toc::toc;
use view::{ChildView, KindView, LinkView, PageView, ReviewView};

/// The texts of pages, with their HTML: of a handbook whose pages are kept without it they are read anew.
pub type Texts<'a> = &'a dyn Fn(PageId) -> Option<Cow<'a, Document>>;

/// Renders the outputs of one handbook.
#[derive(Debug, Clone, Copy)]
pub struct Renderer<'a> {
    /// The handbook.
    pub book: &'a Handbook,
    /// How it looks.
    pub theme: &'a Theme,
    /// Its settings.
    pub config: &'a Config,
    /// The highlighting that is known already.
    pub memo: &'a Memo,
    /// The day that it is rendered for.
    pub today: Date,
    /// What was prepared for this handbook, theme and settings.
    pub shared: &'a Shared,
}

impl Renderer<'_> {
    /// Renders the sidebars of all sections, side by side.
    ///
    /// # Errors
    /// When the sidebar's template fails.
    pub fn sidebars(&self) -> Result<(), Box<Finding>> {
        let mut keys: Vec<sidebar::Key> =
            (0..self.book.pages.len()).into_par_iter().map(|page| sidebar::key(self.book, page)).collect();
        keys.sort_unstable();
        keys.dedup();
        let rendered = keys.into_par_iter().map(|key| Ok((key, Arc::new(self.render_sidebar(key)?))));
        self.shared.sidebars.fill(rendered.collect::<Result<Vec<_>, Box<Finding>>>()?);
        Ok(())
    }

    fn render_sidebar(&self, key: sidebar::Key) -> Result<Sidebar, Box<Finding>> {
        let mut context = Context::new();
        context.insert_value("site", self.shared.site().clone());
        context.insert("items", &sidebar::items(self.book, key));
        self.theme.render("sidebar.html", &context).map(Sidebar::new)
    }

    /// A page's HTML.
    ///
    /// # Errors
    /// When its template fails, at the template's place.
    pub fn page(&self, id: PageId) -> Result<String, Box<Finding>> {
        self.page_with(id, &|id| self.document(id).map(Cow::Borrowed))
    }

    /// A page's HTML, texts given: for a handbook whose pages are kept without theirs.
    ///
    /// # Errors
    /// When its template fails, at the template's place.
    pub fn page_with(&self, id: PageId, texts: Texts<'_>) -> Result<String, Box<Finding>> {
        if let Some(first) = self.book.first_chapter.filter(|_| id == 0) {
            return self
                .leading("", &RedirectTarget::Page(first, String::new()))
                .map(Option::unwrap_or_default);
        }
        let page = &self.book.pages[id];
        let root = root(&page.url);
        let named = page.front.template.as_deref().map(template_name);
        let named = named.filter(|name| self.theme.has_template(name));
        let of_kind = || page.kind.template.as_deref().map(template_name);
        let own = named.or_else(|| of_kind().filter(|name| self.theme.has_template(name)));
        let document = texts(id);
        let context = self.context(&self.view(id, document.as_deref(), texts), &root, id, &page.url)?;
        self.theme.render(own.as_deref().unwrap_or("page.html"), &context).map_err(|finding| {
            // A page that nobody wrote is known by its address.
            let address = || Place::file(&format!("/{}", page.url));
            let place = page.source().map_or_else(address, |_| page.place());
            Box::new(finding.related(place, "while this page was rendered"))
        })
    }

    /// What the template of a page receives, texts given, for people who write templates.
    ///
    /// # Errors
    /// When the sidebar's template fails.
    pub fn page_json(&self, id: PageId, texts: Texts<'_>) -> Result<serde_json::Value, Box<Finding>> {
        let page = &self.book.pages[id];
        let document = texts(id);
        Ok(serde_json::json!({
            "site": serde_json::to_value(self.shared.site()).unwrap_or_default(),
            "root": root(&page.url),
            "page": serde_json::to_value(self.view(id, document.as_deref(), texts)).unwrap_or_default(),
            "sidebar": self.sidebar(id, &root(&page.url), &page.url)?,
        }))
    }

    /// What a page says, as it is kept in the handbook.
    pub fn document(&self, id: PageId) -> Option<&Document> {
        self.book.pages[id].parsed.as_ref().map(|parsed| &parsed.document)
    }

    /// The page that a server shows for an address that does not exist. Its links start at the host's
    /// root, as it can stand at any depth.
    ///
    /// # Errors
    /// When its template fails.
    fn not_found(&self) -> Result<String, Box<Finding>> {
        let mut view = self.view(0, None, &|_| None);
        view.title = self.theme.word("not-found-title");
        (view.title_html, view.title_id) = (view.title.to_owned(), None);
        (view.url, view.canonical, view.edit_url, view.source) = ("404.html".to_owned(), None, None, None);
        (view.content, view.toc, view.prev, view.next) = (String::new(), Vec::new(), None, None);
        (view.description, view.noindex, view.listing) = (None, true, false);
        (view.fields, view.owner, view.review, view.reviewed) = (Vec::new(), None, None, None);
        (view.cited_by, view.practice, view.practices, view.compare) = (Vec::new(), None, None, None);
        (view.unit, view.principle, view.questions_at, view.in_short) = (None, None, None, false);
        (view.principles, view.questions) = (Vec::new(), Vec::new());
        (view.person, view.people, view.rotation) = (None, Vec::new(), None);
        (view.history_url, view.changes, view.on_call) = (None, None, Vec::new());
        (view.incident, view.tasks, view.because_of, view.seen_in) =
            (None, Vec::new(), Vec::new(), Vec::new());
        (view.register, view.to_do, view.weekly) = (None, None, None);
        (view.decision, view.decisions, view.narrative) = (None, None, None);
        let root = self.config.build.base_url.as_deref().map_or_else(|| "/".to_owned(), address::base_path);
        self.theme.render("404.html", &self.context(&view, &root, 0, "404.html")?)
    }

    /// What stands at an old address. None when there is nowhere to redirect to.
    ///
    /// # Errors
    /// When its template fails.
    pub fn redirect(&self, redirect: &Redirect) -> Result<Option<String>, Box<Finding>> {
        self.leading(&redirect.from, &redirect.to)
    }

    /// What stands at the path `from` and leads elsewhere.
    fn leading(&self, from: &str, to: &RedirectTarget) -> Result<Option<String>, Box<Finding>> {
        let root = root(from);
        let (target, title) = match to {
            RedirectTarget::Page(page, suffix) => {
                let page = &self.book.pages[*page];
                (or_here(format!("{root}{}{suffix}", address::encoded(&page.url))), page.title.clone())
            }
            RedirectTarget::Asset(asset, suffix) => {
                let path = &self.book.assets[*asset].path;
                (format!("{root}{}{suffix}", address::encoded(path)), path.clone())
            }
            RedirectTarget::Made(path, suffix) => {
                (format!("{root}{}{suffix}", address::encoded(path)), path.clone())
            }
            RedirectTarget::Elsewhere(address) => (address.clone(), address.clone()),
            RedirectTarget::Missing { .. } => return Ok(None),
        };
        let mut context = Context::new();
        context.insert_value("site", self.shared.site().clone());
        context.insert("root", &root);
        let canonical = match to {
            RedirectTarget::Page(page, suffix) => {
                self.canonical(&self.book.pages[*page]).map(|url| url + suffix)
            }
            _ => None,
        };
        context.insert("target", &target);
        context.insert("canonical", &canonical.unwrap_or_else(|| target.clone()));
        context.insert("title", &title);
        self.theme.render("redirect.html", &context).map(Some)
    }

    fn context(
        &self,
        view: &PageView<'_>,
        root: &str,
        id: PageId,
        url: &str,
    ) -> Result<Context, Box<Finding>> {
        let mut context = Context::new();
        context.insert_value("site", self.shared.site().clone());
        context.insert("root", root);
        context.insert("page", view);
        context.insert_value("sidebar", Value::safe_string(&self.sidebar(id, root, url)?));
        Ok(context)
    }

    fn sidebar(&self, id: PageId, root: &str, url: &str) -> Result<String, Box<Finding>> {
        let key = sidebar::key(self.book, id);
        let sidebar = self.shared.sidebars.get_or(key, || self.render_sidebar(key))?;
        Ok(sidebar.on_page(root, url))
    }

    fn view<'v>(&'v self, id: PageId, document: Option<&'v Document>, texts: Texts<'_>) -> PageView<'v> {
        let page = &self.book.pages[id];
        let root = root(&page.url);
        let body = Body { renderer: *self, id, root: &root };
        let held = self.book.practice_of(id).and_then(|(practice, unit)| self.book.held(practice, unit));
        let composed = held.as_ref().and_then(|held| practice::compose(self, id, held, &root, texts));
        let composed = composed.unwrap_or_else(|| Composed {
            html: document.map_or_else(String::new, |document| body.fill(document, &document.html)),
            headings: document.map(|document| document.headings.clone()).unwrap_or_default(),
            words: document.map_or(0, |document| document.words),
            uses: document.map(|document| document.uses).unwrap_or_default(),
        });
        let content = composed.html;
        let heading =
            document.and_then(|document| document.title.as_ref()).filter(|title| title.text == page.title);
        let title_html = match (heading, document) {
            (Some(heading), Some(document)) => body.fill(document, &heading.html),
            _ => escaped(self.title(id)),
        };
        let listing = page.section && content.trim().is_empty();
        // Of a page that nobody wrote it is that of the text which holds there.
        let followed =
            held.as_ref().filter(|_| page.parsed.is_none()).and_then(crate::handbook::Held::follows);
        let review = self.book.review(followed.unwrap_or(id), self.today);
        let mut fields = person::fields(self, id, &root);
        fields.extend(fields::of(self, id, &root));
        decision::complete(self, id, &root, &mut fields);
        let (unit, principle) = (unit::view(self, id, &root), principle::view(self, id, &root));
        let in_short = fields.iter().any(|field| !field.wide && !field.apart)
            || unit.as_ref().is_some_and(|unit| unit.above.is_some() || !unit.units.is_empty())
            || principle.as_ref().is_some_and(|principle| !principle.tension.is_empty());
        let health = health::view(self, id, &root);
        let (because_of, seen_in) = incident::told(self, id, &root);
        PageView {
            title: self.title(id),
            title_html,
            title_id: heading.map(|heading| &*heading.id),
            description: page.front.description.as_deref(),
            url: address::encoded(&page.url),
            canonical: self.canonical(page),
            source: page.source().map(|source| &*source.path),
            kind: self.kind(page),
            toc: toc(&composed.headings),
            owner: owner::view(self, id, &root),
            reviewed: review.as_ref().and_then(|review| review.on).map(|day| day.to_string()),
            review: review.as_ref().map(|review| self.review(review, &root)),
            changes: changes::view(self, id),
            fields,
            in_short,
            edit_url: self.edit_url(page),
            history_url: history::url(self, page),
            tags: &page.front.tags,
            audience: page.front.audience.as_deref(),
            draft: page.front.draft == Some(true),
            hidden: page.hidden(),
            noindex: page.hidden() || page.front.draft == Some(true) || health.is_some() || self.is_gone(id),
            extra: &page.front.extra,
            breadcrumbs: self.breadcrumbs(id, &root),
            prev: self.neighbour(id, &root, |place| place.checked_sub(1)),
            next: self.neighbour(id, &root, |place| Some(place + 1)),
            listing,
            children: if listing { self.children(page, &root) } else { Vec::new() },
            cited_by: cited::by(self, id, &root),
            practice: held.and_then(|held| practice::view(self, id, &held, &root)),
            practices: practice::in_effect(self, id, &root),
            principle,
            principles: principle::all(self, id, &root),
            questions: principle::questions(self, id, &root),
            questions_at: principle::questions_at(self, id, &root),
            unit,
            rotation: rotation::view(self, id, &root),
            on_call: rotation_parts::all(self, id, &root),
            on_call_pages: rotation_parts::pages(self, id, &root),
            incident: incident::view(self, id, &content, &root),
            weekly: weekly::view(self, id, document, &root),
            tasks: incident::tasks(self, id, &root),
            register: register::view(self, id, &root),
            to_do: register::to_do(self, id, &root),
            because_of,
            seen_in,
            narrative: narrative::view(self, id),
            decision: decision::view(self, id, &root),
            decisions: decision::all(self, id, &root).or_else(|| decision::of_unit(self, id, &root)),
            compare: compare::view(self, id, &root),
            compared_at: compare::at(self, id, &root),
            person: person::view(self, id, &root),
            people: person::all(self, id, &root),
            words: composed.words,
            // A message can be copied as code can.
            uses: Uses { code: composed.uses.code || health.is_some(), ..composed.uses },
            health,
            content,
        }
    }

    /// What a page is called; of what nobody wrote, as the theme has it.
    fn title(&self, id: PageId) -> &str {
        let page = &self.book.pages[id];
        match page.derived {
            Some(Derived::CompareAll) => self.theme.word("compare"),
            Some(Derived::Health) => self.theme.word("health"),
            Some(Derived::Register(Register::Incidents, _)) => self.theme.word("incidents"),
            Some(Derived::Register(Register::Actions, _)) => self.theme.word("all-actions"),
            Some(Derived::Register(Register::Decisions, _)) => self.theme.word("decisions"),
            Some(Derived::Register(Register::OnCall, _)) => self.theme.word("on-call"),
            Some(Derived::Principles) => self.theme.word("principles"),
            Some(Derived::Questions) => self.theme.word("questions"),
            Some(Derived::People) => self.theme.word("people"),
            _ => &page.title,
        }
    }

    /// Whether it is the page of somebody who has left.
    fn is_gone(&self, id: PageId) -> bool {
        self.book.person_of(id).is_some_and(|person| person.has_left(self.today))
    }

    /// A page's full address, when the site has one.
    fn canonical(&self, page: &Page) -> Option<String> {
        let base = self.config.build.base_url.as_ref()?;
        Some(format!("{base}{}", address::encoded(&page.url)))
    }

    fn link(&self, id: PageId, root: &str) -> LinkView {
        LinkView { title: self.title(id).to_owned(), href: self.href(id, root) }
    }

    fn href(&self, id: PageId, root: &str) -> String {
        let mut href = root.to_owned();
        escape::url_path(&mut href, &self.book.pages[id].url);
        or_here(href)
    }

    /// The way to a page: as the navigation nests it, or else as the folders do.
    fn breadcrumbs(&self, id: PageId, root: &str) -> Vec<LinkView> {
        let nav = &self.book.nav;
        let Some(item) = nav.of_page[id] else {
            return self.book.ancestors(id).into_iter().map(|above| self.link(above, root)).collect();
        };
        let above = nav.ancestors(item).into_iter().filter_map(|above| match nav.items[above].kind {
            NavKind::Page(page) if page != id => {
                Some(LinkView { title: self.book.nav_title(above).to_owned(), href: self.href(page, root) })
            }
            _ => None,
        });
        above.collect()
    }

    fn neighbour(&self, id: PageId, root: &str, step: impl Fn(usize) -> Option<usize>) -> Option<LinkView> {
        let place = step(self.shared.places[id]?)?;
        let page = *self.book.nav.order.get(place)?;
        let link = self.link(page, root);
        // A summary may call a page by another name than its own.
        Some(match self.book.nav.of_page[page] {
            Some(item) => LinkView { title: self.book.nav_title(item).to_owned(), ..link },
            None => link,
        })
    }

    fn children(&self, page: &Page, root: &str) -> Vec<ChildView> {
        let pages = &self.book.pages;
        let shown = page.children.iter().copied().filter(|child| !pages[*child].hidden());
        let view = |child: PageId| ChildView {
            title: pages[child].title.clone(),
            href: self.href(child, root),
            description: pages[child].front.description.clone(),
            kind: self.kind(&pages[child]),
            count: self.shared.counts[child],
        };
        shown.map(view).collect()
    }

    /// Where a page's review stands: see [`ReviewView::state`].
    pub fn review_state(&self, id: PageId) -> Option<&'static str> {
        self.book.review(id, self.today).map(|review| review.state.word())
    }

    fn review(&self, review: &PageReview, root: &str) -> ReviewView {
        let by = review.by.as_deref().map(|by| owner::named(self, by, root));
        let (by, by_href) = by.map(|by| (by.text, by.href)).unzip();
        let [due, soon] = [review.due, review.soon].map(|day| day.map(|day| day.to_string()));
        ReviewView { state: review.state.word(), due, soon, by, by_href: by_href.flatten() }
    }

    fn kind(&self, page: &Page) -> KindView {
        let kind = &page.kind;
        let label = self.theme.name("kinds", &kind.id).unwrap_or(&kind.label).to_owned();
        KindView { id: kind.id.clone(), label }
    }

    fn edit_url(&self, page: &Page) -> Option<String> {
        let path = &*page.source()?.path;
        let mut encoded = String::new();
        escape::url_path(&mut encoded, path);
        let template = self.config.site.edit_url_template.as_deref()?;
        Some(template.replace("{path}", &encoded))
    }
}

/// The way from a page, or a redirect, to the site's root: `../` for each folder.
pub fn root(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

/// An address that would be empty is that of the folder itself.
fn or_here(href: String) -> String {
    if href.is_empty() { "./".to_owned() } else { href }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::text(&mut out, text);
    out
}
