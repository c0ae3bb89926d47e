//! Where links lead: the only function that resolves one.
//!
//! Handbooks come from many generators, so a destination may name a source file, with or without its
//! ending, a folder, or the address that a page will have; from the file that it is written in, from
//! the content's root, or (as other generators have it) from the page's address.

use rayon::prelude::*;

use super::address::{self, Parts};
use super::outputs::SITE_FILES;
use super::redirects::Redirect;
use super::tree::name;
use super::{Derived, Handbook, Names, Page, PageId};
use crate::characters::composed;
use crate::config::Config;
use crate::file_name::{self, own_rank};
use crate::load::Asset;
use crate::syntax::document::{Link, LinkKind};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a page, perhaps to a place in it.
    Page {
        /// The page.
        page: PageId,
        /// The anchor, decoded; whether the page has it is for a check to say.
        fragment: Option<Box<str>>,
    },
    /// To a file that is copied.
    Asset {
        /// The index in [`super::Handbook::assets`].
        asset: usize,
        /// Query and fragment, as written.
        suffix: Box<str>,
    },
    /// To an old address of a page, or a file that the site makes itself: the address from the root.
    Output(Box<str>),
    /// Out of the handbook, as written.
    Elsewhere,
    /// To several pages that a wiki link could mean; the first is used.
    Ambiguous(Vec<PageId>),
    /// Nowhere.
    Missing,
    /// Into the reader's browser as a program: not followed.
    Unsafe,
}

/// What destinations are looked up in.
#[derive(Debug, Clone)]
pub struct Index {
    /// Source paths relative to the content's root.
    paths: Names<PageId>,
    /// The same without their endings.
    stems: Names<PageId>,
    /// Folders relative to the content's root.
    folders: Names<PageId>,
    /// Addresses without the trailing `/`.
    urls: Names<PageId>,
    assets: Names<usize>,
    /// By file name in lower case, the paths of the assets that have it.
    asset_names: Names<Vec<(String, usize)>>,
    /// Old addresses and the site's own files, each with its path as it is.
    outputs: Names<Box<str>>,
    /// What a wiki link may say, in lower case: titles, file names, ids.
    wiki: Names<Vec<(Name, PageId)>>,
    /// Prefixes of absolute addresses that are the handbook's own site.
    site: Option<String>,
    /// The path of the base address, between slashes: `/handbook/`.
    base_path: Option<String>,
    /// Prefixes of addresses of the handbook's files in its repository.
    repository: Option<String>,
    /// The content folder in the repository, with a trailing `/`.
    src: String,
}

/// What of a page a wiki link names, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Title,
    File,
    Path,
    /// Of a page that nobody wrote: whose it is.
    Person,
}

/// Something that a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Page(PageId),
    Asset(usize),
    /// An old address or one of the site's own files, by its path from the site's root.
    Output(Box<str>),
}

impl Index {
    pub fn new(pages: &[Page], assets: &[Asset], config: &Config, src: &str) -> Self {
        let mut index = Index {
            paths: Names::default(),
            stems: Names::default(),
            folders: Names::default(),
            urls: Names::default(),
            assets: Names::default(),
            asset_names: Names::default(),
            outputs: SITE_FILES.iter().map(|output| ((*output).to_owned(), (*output).into())).collect(),
            wiki: Names::default(),
            site: config.build.base_url.clone().filter(|base| !base.starts_with('/')),
            base_path: config.build.base_url.as_deref().map(address::base_path),
            repository: config.site.repository_url.clone(),
            src: if src.is_empty() { String::new() } else { format!("{src}/") },
        };
        for (id, page) in pages.iter().enumerate() {
            index.urls.entry(key(page.url.trim_end_matches('/'))).or_insert(id);
            if page.parsed.is_some() {
                index.paths.insert(key(&page.path), id);
                index.stems.entry(key(stem_path(&page.path))).or_insert(id);
            }
            if page.section {
                let own = own_rank(file_name::last(&page.path)).is_some();
                let folder = if own { address::folder(&page.path) } else { stem_path(&page.path) };
                index.folders.insert(key(folder), id);
            }
            // A wiki link means what somebody wrote, or a folder; or else somebody who has a page.
            match &page.derived {
                None => index.add_wiki(id, page),
                Some(Derived::Person(person)) => {
                    for name in [&page.title, person] {
                        index.wiki.entry(wiki_key(name)).or_default().push((Name::Person, id));
                    }
                }
                Some(_) => {}
            }
        }
        for (id, asset) in assets.iter().enumerate() {
            let path = key(&asset.path);
            index.asset_names.entry(file_name(&path).to_lowercase()).or_default().push((path.clone(), id));
            index.assets.insert(path, id);
        }
        index
    }

    fn add_wiki(&mut self, id: PageId, page: &Page) {
        let names = [&*page.title, name(&page.path), stem_path(&page.path)];
        for (kind, name) in [Name::Title, Name::File, Name::Path].into_iter().zip(names) {
            self.wiki.entry(wiki_key(name)).or_default().push((kind, id));
        }
    }

    /// Takes in that a page has another title.
    pub fn rename(&mut self, page: PageId, old: &str, new: &str) {
        if let Some(named) = self.wiki.get_mut(&wiki_key(old)) {
            named.retain(|entry| *entry != (Name::Title, page));
        }
        let named = self.wiki.entry(wiki_key(new)).or_default();
        let at = named.partition_point(|(kind, id)| (*id, *kind) < (page, Name::Title));
        named.insert(at, (Name::Title, page));
    }

    /// The index with the old addresses that redirect.
    pub fn with_redirects(mut self, redirects: &[Redirect]) -> Self {
        for redirect in redirects {
            self.outputs.insert(key(&redirect.from), (*redirect.from).into());
        }
        self
    }

    /// Adds files that the site makes itself, by their paths.
    pub fn add_made(&mut self, made: &[String]) {
        for path in made {
            self.outputs.entry(key(path)).or_insert_with(|| path.as_str().into());
        }
    }

    /// The index with other addresses of its pages.
    pub fn with_addresses(mut self, addresses: impl Iterator<Item = (String, PageId)>) -> Self {
        for (path, page) in addresses {
            self.urls.entry(key(&path)).or_insert(page);
        }
        self
    }

    /// Where `link` leads, from `page`.
    pub fn resolve(&self, pages: &[Page], page: PageId, link: &Link) -> Target {
        match link.kind {
            LinkKind::Wiki => return self.wiki(page, link),
            LinkKind::WikiEmbed if address::is_program(&link.dest) => return Target::Unsafe,
            LinkKind::WikiEmbed => return self.wiki_asset(link).unwrap_or(Target::Missing),
            LinkKind::Link | LinkKind::Embed | LinkKind::Reference => {}
        }
        let dest = link.dest.trim();
        if address::is_program(dest) && !(link.kind == LinkKind::Embed && dest.starts_with("data:image/")) {
            return Target::Unsafe;
        }
        if address::scheme(dest).is_some() {
            return self
                .own_address(dest)
                .map_or(Target::Elsewhere, |path| self.found(&path, &self.absolute(&decoded_path(&path))));
        }
        if dest.starts_with("//") {
            return Target::Elsewhere;
        }
        let parts = Parts::of(dest);
        if parts.path.is_empty() {
            let fragment =
                parts.fragment.filter(|fragment| !fragment.is_empty()).map(|it| address::decode(it).into());
            return Target::Page { page, fragment };
        }
        let path = decoded_path(dest);
        let found = if path.starts_with('/') {
            self.absolute(&path)
        } else {
            let from_file = address::join(self.folder(link), &path).and_then(|path| self.look_up(&path));
            let from_address = || self.seen_from_address(&pages[page].url, &path);
            let from_root = || (link.kind == LinkKind::Reference).then(|| self.absolute(&path)).flatten();
            from_file.or_else(from_address).or_else(from_root)
        };
        self.found(dest, &found)
    }

    fn found(&self, dest: &str, found: &Option<Found>) -> Target {
        let parts = Parts::of(dest);
        match found {
            &Some(Found::Page(page)) => {
                let fragment = parts.fragment.filter(|fragment| !fragment.is_empty());
                Target::Page { page, fragment: fragment.map(|fragment| address::decode(fragment).into()) }
            }
            &Some(Found::Asset(asset)) => Target::Asset { asset, suffix: dest[parts.path.len()..].into() },
            Some(Found::Output(path)) => {
                Target::Output(format!("{}{}", address::encoded(path), &dest[parts.path.len()..]).into())
            }
            None => Target::Missing,
        }
    }

    /// The path on the site of a full address that is the handbook's own; with what follows it.
    fn own_address(&self, dest: &str) -> Option<String> {
        if let Some(path) = self.site.as_deref().and_then(|site| dest.strip_prefix(site)) {
            return Some(format!("/{path}"));
        }
        let path = dest.strip_prefix(self.repository.as_deref()?)?;
        let path = path.strip_prefix("/-").unwrap_or(path).strip_prefix('/')?;
        let (view, path) = path.split_once('/')?;
        let (branch, path) = path.split_once('/')?;
        let path = path.strip_prefix(&*self.src)?;
        // An address of a tag or of a commit means the file as it was then.
        let current = matches!(branch, "main" | "master" | "trunk" | "develop" | "HEAD");
        let shown = matches!(view, "blob" | "tree" | "edit" | "raw");
        (current && shown).then(|| format!("/{path}"))
    }

    /// What a path from the root, decoded, leads to: of the content, of the site, or of the handbook.
    pub fn absolute(&self, path: &str) -> Option<Found> {
        let direct = address::join("", path).and_then(|path| self.look_up(&path));
        let under = |prefix: &str| {
            let path = path.strip_prefix(prefix)?;
            address::join("", path).and_then(|path| self.look_up(&path))
        };
        direct
            .or_else(|| self.base_path.as_deref().filter(|base| *base != "/").and_then(under))
            .or_else(|| (!self.src.is_empty()).then(|| under(&format!("/{}", self.src))).flatten())
    }

    /// What a path from the content's root leads to.
    pub fn look_up(&self, path: &str) -> Option<Found> {
        let path = key(path);
        let page = |found: Option<&PageId>| found.copied().map(Found::Page);
        page(self.paths.get(&path))
            .or_else(|| self.assets.get(&path).copied().map(Found::Asset))
            .or_else(|| page(self.folders.get(&path)))
            .or_else(|| page(self.stems.get(&path)))
            .or_else(|| page(self.urls.get(&path)))
            .or_else(|| self.by_web_name(&path))
            .or_else(|| self.outputs.get(&path).cloned().map(Found::Output))
    }

    /// A path as the published site of another generator has it, or a folder's page by another name.
    fn by_web_name(&self, path: &str) -> Option<Found> {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let own = own_rank(file).is_some()
            || matches!(file, "index.html" | "index.htm" | "index" | "_index" | "README");
        if own {
            return self.folders.get(folder).or_else(|| self.urls.get(folder)).copied().map(Found::Page);
        }
        let stem = path
            .strip_suffix(".html")
            .or_else(|| path.strip_suffix(".htm"))
            .or_else(|| path.strip_suffix(".md"))?;
        self.stems
            .get(stem)
            .or_else(|| self.folders.get(stem))
            .or_else(|| self.urls.get(stem))
            .copied()
            .map(Found::Page)
    }

    /// What a path leads to from a page's address.
    fn seen_from_address(&self, url: &str, path: &str) -> Option<Found> {
        self.look_up(&address::join(url, path)?)
    }

    /// The folder that a link is written in, from the content's root.
    fn folder<'l>(&self, link: &'l Link) -> &'l str {
        address::folder(link.place.file.strip_prefix(&*self.src).unwrap_or(&link.place.file))
    }

    /// The file that a wiki link names: by its path, or by the last parts of it. Of several the nearest
    /// is meant.
    fn wiki_asset(&self, link: &Link) -> Option<Target> {
        let name = link.dest.split('#').next().unwrap_or_default();
        let suffix = link.dest[name.len()..].into();
        let name = key(name.trim());
        let folder = self.folder(link);
        let at = |path: Option<String>| self.assets.get(&path?).copied();
        if name.starts_with('/') {
            return at(address::join("", &name)).map(|asset| Target::Asset { asset, suffix });
        }
        let by_name = || {
            let ending = format!("/{}", name.to_lowercase());
            let named = self.asset_names.get(&file_name(&name).to_lowercase())?.iter();
            let meant = named.filter(|(path, _)| format!("/{path}").to_lowercase().ends_with(&ending));
            meant.min_by_key(|(path, _)| (distance(folder, path), path)).map(|(_, asset)| *asset)
        };
        let asset =
            at(address::join(folder, &name)).or_else(|| at(address::join("", &name))).or_else(by_name)?;
        Some(Target::Asset { asset, suffix })
    }

    /// What a wiki link on the page `here` names.
    fn wiki(&self, here: PageId, link: &Link) -> Target {
        let dest = &*link.dest;
        let (name, fragment) = wiki_parts(dest);
        if let (true, Some(fragment)) = (name.trim().is_empty(), fragment) {
            return Target::Page { page: here, fragment: Some(crate::syntax::slug::slug(fragment).into()) };
        }
        let named = self.wiki.get(&wiki_key(wiki_name(name))).map_or(&[][..], Vec::as_slice);
        // What is one page's title is meant before another's file name.
        let best = named.iter().map(|(name, _)| *name).min();
        let mut pages: Vec<PageId> =
            named.iter().filter(|(name, _)| Some(*name) == best).map(|(_, page)| *page).collect();
        pages.dedup();
        match pages[..] {
            [] if address::looks_like_program(dest) => Target::Unsafe,
            [] => self.wiki_asset(link).unwrap_or(Target::Missing),
            [page] => Target::Page {
                page,
                // A wiki link names a heading by its words.
                fragment: fragment.map(|fragment| crate::syntax::slug::slug(fragment).into()),
            },
            _ => Target::Ambiguous(pages),
        }
    }
}

/// Where every link of every page leads.
pub fn all(pages: &[Page], index: &Index) -> Vec<Vec<Target>> {
    (0..pages.len()).into_par_iter().map(|id| page(pages, id, index)).collect()
}

/// Where every link of one page leads.
pub fn page(pages: &[Page], id: PageId, index: &Index) -> Vec<Target> {
    let links = pages[id].parsed.as_ref().map_or(&[][..], |parsed| &parsed.document.links);
    links.iter().map(|link| index.resolve(pages, id, link)).collect()
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How many steps it takes from a folder to a file.
pub(super) fn distance(folder: &str, path: &str) -> usize {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(folder), parts(address::folder(path)));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    from.len() + to.len() - 2 * common
}

/// The path of a destination, without its percent escapes.
pub(super) fn decoded_path(dest: &str) -> String {
    address::decode(Parts::of(dest).path)
}

pub(super) fn stem_path(path: &str) -> &str {
    let file = file_name::last(path);
    let stem = file_name::markdown_stem(file).unwrap_or(file);
    &path[..path.len() - file.len() + stem.len()]
}

/// What a wiki link names, and the place there.
pub(super) fn wiki_parts(dest: &str) -> (&str, Option<&str>) {
    dest.split_once('#').map_or((dest, None), |(name, fragment)| (name, Some(fragment)))
}

/// A name in a wiki link without what is beside the point.
pub(super) fn wiki_name(name: &str) -> &str {
    name.trim().trim_end_matches(".md").trim_matches('/')
}

/// A name as a key: case is beside the point.
pub(super) fn wiki_key(name: &str) -> String {
    key(&name.to_lowercase())
}

/// A path as a key: some systems store `é` as two characters.
fn key(path: &str) -> String {
    let path = path.trim_end_matches('/');
    composed(path)
}

impl Handbook {
    /// The pixels of a picture of the handbook's that a page shows, by its address as the page has it.
    pub fn picture_size(&self, page: PageId, address: &str) -> Option<(usize, usize)> {
        let links = &self.pages[page].parsed.as_ref()?.document.links;
        let link = links.iter().position(|link| link.dest == address)?;
        match self.targets.get(page)?.get(link)? {
            Target::Asset { asset, .. } => self.assets[*asset].size,
            _ => None,
        }
    }
}
