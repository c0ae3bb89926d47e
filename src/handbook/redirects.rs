//! Old addresses: the pages' aliases and the handbook's redirects.

use super::address::{self, Parts};
use super::outputs::Outputs;
use super::resolve::{Found, Index};
use super::{Clash, ClashKind, Holder, Names, Page, PageId};
use crate::config::Config;
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
    /// To an address elsewhere.
    Elsewhere(String),
    /// To a path that nothing in the handbook has.
    Missing(String),
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

/// All redirects, ordered by their old path. One whose address a page or another redirect has is left
/// out, and is a clash.
///
/// `outputs` are the files that pages and assets take.
pub fn collect(
    pages: &[Page],
    config: &Config,
    index: &Index,
    outputs: &mut Outputs,
    clashes: &mut Vec<Clash>,
) -> Vec<Redirect> {
    let aliases = pages.iter().enumerate().flat_map(|(id, page)| {
        page.front.aliases.iter().map(move |alias| Redirect {
            from: old_path(alias, page),
            to: RedirectTarget::Page(id, String::new()),
            place: page.place(),
        })
    });
    let settings = config.redirects.iter().map(|(from, to)| Redirect {
        from: normal(from.trim_start_matches('/')),
        to: target(to, index),
        place: Place::file("book.toml"),
    });
    let mut redirects: Vec<Redirect> = Vec::new();
    for redirect in aliases.chain(settings) {
        match outputs.take(&redirect.output(), &Holder::Source(redirect.place.clone())) {
            Ok(()) => redirects.push(redirect),
            Err(first) => clashes.push(Clash {
                url: redirect.from,
                first,
                second: redirect.place,
                kind: ClashKind::Redirect,
            }),
        }
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    follow(&mut redirects);
    redirects
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
        // A chain longer than this goes round.
        for _ in 0..8 {
            let RedirectTarget::Missing(to) = &redirect.to else { break };
            let Some(next) = by_old.get(&key(to)) else { break };
            redirect.to = next.clone();
        }
    }
}

/// An alias from the site's root; one without a leading `/` is a neighbour of its page.
fn old_path(alias: &str, page: &Page) -> String {
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

fn target(to: &str, index: &Index) -> RedirectTarget {
    if to.contains("://") || to.starts_with("//") {
        return RedirectTarget::Elsewhere(to.to_owned());
    }
    let parts = Parts::of(to);
    match index.absolute(&format!("/{}", parts.path.trim_start_matches('/'))) {
        Some(Found::Page(page)) => RedirectTarget::Page(page, to[parts.path.len()..].to_owned()),
        _ => RedirectTarget::Missing(to.to_owned()),
    }
}
