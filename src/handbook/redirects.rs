//! Old addresses: the pages' aliases and the handbook's redirects.

use super::address::{self, Parts};
use super::outputs::Outputs;
use super::resolve::{Found, Index};
use super::{Clash, ClashKind, Holder, Names, Page, PageId};
use crate::config::{self, Config};
use crate::syntax::front_matter;
use crate::text::Place;

/// An old address that leads to a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path from the site's root, decoded: a file (`old.html`), or a folder with a `/` at its end.
    pub from: String,
    /// Where it leads.
    pub to: RedirectTarget,
    /// Who says so.
    pub place: Place,
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// To a page, with what follows its address.
    Page(PageId, String),
    /// To a file that is copied, by its index in [`super::Handbook::assets`], with what follows its
    /// address.
    Asset(usize, String),
    /// To a file that the site makes itself, by its path, with what follows that.
    Made(String, String),
    /// To an address elsewhere.
    Elsewhere(String),
    /// To a path that nothing in the handbook has.
    Missing {
        /// The path as the settings say it.
        path: String,
        /// Where they do.
        place: Place,
        /// Whether it is an old address, which leads nowhere either.
        old: bool,
    },
}

impl Redirect {
    /// The output file.
    pub fn output(&self) -> String {
        if self.from.ends_with('/') || self.from.is_empty() {
            format!("{}index.html", self.from)
        } else {
            self.from.clone()
        }
    }
}

/// Of so many clashes the place is looked for in the page's front matter, which is read anew for it. Of
/// more, the file will do.
const MOST_EXACT: usize = 300;

/// All redirects, ordered by their old path. One whose address a page or another redirect has is left
/// out, and is a clash.
///
/// `outputs` are the files that pages and assets take. `made` are addresses that nobody wrote, each with its page:
/// they give way.
pub fn collect(
    pages: &[Page],
    config: &Config,
    index: &Index,
    made: &[(String, PageId)],
    outputs: &mut Outputs,
    clashes: &mut Vec<Clash>,
) -> Vec<Redirect> {
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut add = |redirect: Redirect, alias: Option<(&Page, &str)>| {
        let taken = outputs.take(&redirect.output(), &Holder::Source(redirect.place.clone()));
        let Err(first) = taken else { return redirects.push(redirect) };
        let alias = alias.filter(|_| clashes.len() < MOST_EXACT);
        let second = alias.map_or(redirect.place, |(page, alias)| alias_place(page, alias));
        clashes.push(Clash { url: redirect.from, first, second, kind: ClashKind::Redirect });
    };
    for (id, page) in pages.iter().enumerate() {
        for alias in &page.front.aliases {
            let (from, to) = (old_path(alias, page), RedirectTarget::Page(id, String::new()));
            add(Redirect { from, to, place: page.place() }, Some((page, alias)));
        }
    }
    for entry in &config.redirects {
        let place = Place { span: entry.from_span, ..Place::file("book.toml") };
        let (from, to) = (normal(entry.from.trim_start_matches('/')), target(entry, index));
        add(Redirect { from, to, place }, None);
    }
    for (from, id) in made {
        let (to, place) = (RedirectTarget::Page(*id, String::new()), pages[*id].place());
        let redirect = Redirect { from: from.clone(), to, place };
        if outputs.take(&redirect.output(), &Holder::Source(redirect.place.clone())).is_ok() {
            redirects.push(redirect);
        }
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    follow(&mut redirects);
    redirects
}

/// Lets redirects lead to files that the site makes, by their paths.
pub fn lead_to_made(redirects: &mut [Redirect], made: &[String]) {
    for redirect in redirects {
        let RedirectTarget::Missing { path, .. } = &redirect.to else { continue };
        let parts = Parts::of(path);
        let at = address::decode(parts.path);
        if let Some(made) = made.iter().find(|made| **made == at.trim_start_matches('/')) {
            redirect.to = RedirectTarget::Made(made.clone(), path[parts.path.len()..].to_owned());
        }
    }
}

/// Where a page says that it had an address.
fn alias_place(page: &Page, alias: &str) -> Place {
    page.source().map_or_else(|| page.place(), |source| front_matter::place_of_item(source, "aliases", alias))
}

/// Lets a redirect to an old address lead where that leads.
fn follow(redirects: &mut [Redirect]) {
    let key = |path: &str| {
        let path = path.trim_matches('/');
        path.strip_suffix(".html").unwrap_or(path).trim_end_matches("/index").to_owned()
    };
    let by_old: Names<RedirectTarget> =
        redirects.iter().map(|redirect| (key(&redirect.from), redirect.to.clone())).collect();
    for redirect in redirects {
        let next = |to: &RedirectTarget| match to {
            RedirectTarget::Missing { path, .. } => by_old.get(&key(path)),
            _ => None,
        };
        // A chain longer than this goes round.
        let last = std::iter::successors(next(&redirect.to), |to| next(to)).take(8).last();
        match (last, &mut redirect.to) {
            (Some(RedirectTarget::Missing { .. }), RedirectTarget::Missing { old, .. }) => *old = true,
            (Some(last), to) => *to = last.clone(),
            (None, _) => {}
        }
    }
}

/// An alias from the site's root; one without a leading `/` is a neighbour of its page.
pub fn old_path(alias: &str, page: &Page) -> String {
    let alias = address::decode(Parts::of(alias).path);
    let above = address::folder(page.url.trim_end_matches('/'));
    let joined = address::join(above, &alias).unwrap_or_else(|| {
        let within = alias.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
        within.collect::<Vec<_>>().join("/")
    });
    normal(&joined)
}

/// A path with a `/` at its end unless it names a file.
fn normal(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let file = path.rsplit('/').next().unwrap_or_default();
    if path.is_empty() || file.ends_with(".html") || file.ends_with(".htm") {
        path.to_owned()
    } else {
        format!("{path}/")
    }
}

fn target(entry: &config::Redirect, index: &Index) -> RedirectTarget {
    let to = &entry.to;
    if to.contains("://") || to.starts_with("//") {
        return RedirectTarget::Elsewhere(to.to_owned());
    }
    let parts = Parts::of(to);
    match index.absolute(&address::decode(parts.path)) {
        Some(Found::Page(page)) => RedirectTarget::Page(page, to[parts.path.len()..].to_owned()),
        Some(Found::Asset(asset)) => RedirectTarget::Asset(asset, to[parts.path.len()..].to_owned()),
        _ => {
            let place = Place { span: entry.to_span, ..Place::file("book.toml") };
            RedirectTarget::Missing { path: to.clone(), place, old: false }
        }
    }
}
