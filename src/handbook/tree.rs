//! From a list of files to a tree of pages, with URLs and inherited fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Clash, ClashKind, Holder, Names, Page, PageId, order, title};
use crate::characters::folded;
use crate::config::Config;
use crate::file_name::{self, own_rank};
use crate::kinds::Kinds;
use crate::parse::Parsed;
use crate::syntax::front_matter::FrontMatter;
use crate::text::Place;

/// A handbook that says nowhere what it is called.
const UNTITLED: &str = "Handbook";

/// What grows.
pub struct Tree {
    /// Ordered so that a folder's page comes before what is in it; home first.
    pub pages: Vec<Page>,
    pub clashes: Vec<Clash>,
    /// The drafts that are left out, as the pages that they would be, each by itself.
    pub drafts: Vec<Page>,
}

/// A folder while the tree grows.
#[derive(Default)]
struct Folder {
    /// Candidates for its own page, the best first.
    own: Vec<(usize, Arc<Parsed>)>,
    pages: Vec<Arc<Parsed>>,
}

/// The name by which a path is known: its last part without the ending.
pub fn name(path: &str) -> &str {
    let last = file_name::last(path.trim_end_matches('/'));
    if own_rank(last).is_some() {
        return name(path.rsplit_once('/').map_or("", |(folder, _)| folder));
    }
    file_name::markdown_stem(last).unwrap_or(last)
}

/// Grows the tree.
pub fn grow(parsed: Vec<Arc<Parsed>>, config: &Config, kinds: &Kinds, src: &str, drafts: bool) -> Tree {
    let prefix = if src.is_empty() { String::new() } else { format!("{src}/") };
    let count = parsed.len();
    let mut folders: BTreeMap<String, Folder> = BTreeMap::from([(String::new(), Folder::default())]);
    for page in parsed {
        let path = page.source.path.strip_prefix(&*prefix).unwrap_or(&page.source.path).to_owned();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let mut above = folder;
        while !folders.contains_key(above) {
            folders.insert(above.to_owned(), Folder::default());
            above = above.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let entry = folders.entry(folder.to_owned()).or_default();
        match own_rank(file) {
            Some(rank) => entry.own.push((rank, page)),
            None => entry.pages.push(page),
        }
    }
    adopt_namesakes(&mut folders);
    let mut grower = Grower {
        prefix,
        config,
        kinds,
        with_drafts: drafts,
        tree: Tree {
            pages: Vec::with_capacity(count + folders.len()),
            clashes: Vec::new(),
            drafts: Vec::new(),
        },
        by_folder: Names::default(),
        cascades: Vec::new(),
    };
    for (path, folder) in folders {
        grower.folder(path, folder);
    }
    grower.finish()
}

/// `teams.md` beside a folder `teams` without a page of its own is that page.
fn adopt_namesakes(folders: &mut BTreeMap<String, Folder>) {
    let bare: Vec<String> =
        folders.iter().filter(|(_, folder)| folder.own.is_empty()).map(|(path, _)| path.clone()).collect();
    for path in bare.into_iter().filter(|path| !path.is_empty()) {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let siblings = folders.get_mut(above).map(|folder| &mut folder.pages);
        let namesake = siblings.and_then(|pages| {
            let at = pages.iter().position(|page| stem(&page.source.path) == name)?;
            Some(pages.remove(at))
        });
        if let (Some(page), Some(folder)) = (namesake, folders.get_mut(&path)) {
            folder.own.push((usize::MAX, page));
        }
    }
}

struct Grower<'a> {
    prefix: String,
    config: &'a Config,
    kinds: &'a Kinds,
    with_drafts: bool,
    tree: Tree,
    by_folder: Names<PageId>,
    /// By page: what the pages below inherit from it; nothing is below one that is no folder's own.
    cascades: Vec<Option<Arc<FrontMatter>>>,
}

impl Grower<'_> {
    fn folder(&mut self, path: String, mut folder: Folder) {
        folder.own.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.source.path.cmp(&b.1.source.path)));
        let parent =
            (!path.is_empty()).then(|| self.by_folder[path.rsplit_once('/').map_or("", |(above, _)| above)]);
        let mut own = None;
        let mut drafts = Vec::new();
        for (_, candidate) in folder.own {
            match self.wanted(&candidate, parent) {
                true if own.is_none() => own = Some(candidate),
                // A second candidate is a page like any other: nothing that was written is lost.
                true => folder.pages.push(candidate),
                false => drafts.push(candidate),
            }
        }
        let derived = own.is_none();
        // A draft is not shown, and yet says what the pages below it inherit.
        let cascade = drafts.iter().find_map(|draft| draft.front.cascade.clone()).filter(|_| derived);
        // What lies in a unit that is not there yet is not there either: nobody else is to be held to it.
        let is_unit = derived && drafts.iter().any(|draft| self.is_unit(draft, parent));
        let draft = is_unit.then_some(true);
        let cascade = cascade.or_else(|| draft.map(|_| Box::default())).map(|mut cascade| {
            cascade.draft = cascade.draft.or(draft);
            cascade
        });
        // A unit in one that is a draft may say that it is there, and then so is what lies in it.
        let said = own.as_ref().filter(|own| self.is_unit(own, parent)).and_then(|own| own.front.draft);
        let id = self.add(own, path.clone(), parent, true);
        if let Some(cascade) = &mut self.cascades[id]
            && said == Some(false)
            && self.tree.pages[id].front.cascade.as_ref().is_none_or(|own| own.draft.is_none())
        {
            Arc::make_mut(cascade).draft = said;
        }
        if let Some(cascade) = cascade {
            let mut cascade = *cascade;
            if let Some(above) = &self.cascades[id] {
                cascade.inherit(above);
            }
            self.cascades[id] = Some(Arc::new(cascade));
        }
        for draft in drafts {
            let draft = if derived {
                self.page(Some(draft), path.clone(), parent, true)
            } else {
                self.page(Some(draft), String::new(), Some(id), false)
            };
            self.tree.drafts.push(draft);
        }
        self.by_folder.insert(path, id);
        folder.pages.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        for page in folder.pages {
            if self.wanted(&page, Some(id)) {
                self.add(Some(page), String::new(), Some(id), false);
            } else {
                let draft = self.page(Some(page), String::new(), Some(id), false);
                self.tree.drafts.push(draft);
            }
        }
    }

    fn path(&self, page: &Parsed) -> String {
        page.source.path.strip_prefix(&*self.prefix).unwrap_or(&page.source.path).to_owned()
    }

    /// Whether a page is built: drafts only on request.
    fn wanted(&self, page: &Parsed, parent: Option<PageId>) -> bool {
        let inherited = || parent.and_then(|parent| self.cascades[parent].as_ref()?.draft);
        self.with_drafts || !page.front.draft.or_else(inherited).unwrap_or(false)
    }

    /// Whether a folder's own page is that of a unit.
    fn is_unit(&self, page: &Parsed, parent: Option<PageId>) -> bool {
        let mut front = page.front.clone();
        if let Some(inherited) = parent.and_then(|parent| self.cascades[parent].as_deref()) {
            front.inherit(inherited);
        }
        self.kinds.of_page(&front).unit
    }

    /// Adds the page that [`Grower::page`] makes.
    fn add(
        &mut self,
        parsed: Option<Arc<Parsed>>,
        folder: String,
        parent: Option<PageId>,
        section: bool,
    ) -> PageId {
        let page = self.page(parsed, folder, parent, section);
        let cascade = section.then(|| cascade(&page.front, page.inherited.as_deref()));
        self.cascades.push(cascade.map(Arc::new));
        self.tree.pages.push(page);
        self.tree.pages.len() - 1
    }

    /// The page that is written in a file, or else the listing of `folder`.
    fn page(
        &self,
        parsed: Option<Arc<Parsed>>,
        folder: String,
        parent: Option<PageId>,
        section: bool,
    ) -> Page {
        let path = parsed.as_ref().map_or(folder, |parsed| self.path(parsed));
        let mut front = parsed.as_ref().map(|parsed| parsed.front.clone()).unwrap_or_default();
        let inherited = parent.and_then(|parent| self.cascades[parent].clone());
        if let Some(inherited) = &inherited {
            front.inherit(inherited);
        }
        let kind = Arc::clone(self.kinds.of_page(&front));
        // Of what kind it is says what in its text is a field.
        let lifted = parsed.as_ref().and_then(|parsed| parsed.as_kind(&kind.id)).cloned();
        if let Some(lifted) = &lifted {
            front = lifted.front.clone();
            inherited.iter().for_each(|inherited| front.inherit(inherited));
        }
        let parsed = lifted.or(parsed);
        let url = match parent {
            None => String::new(),
            Some(parent) => {
                // A second candidate for a folder's page keeps its file's name.
                let own = if section { name(&path) } else { stem(&path) };
                format!("{}{}/", self.tree.pages[parent].url, front.slug.as_deref().unwrap_or(own))
            }
        };
        Page {
            title: title(
                &front,
                &kind,
                parsed.as_deref(),
                &path,
                self.config.book.title.as_deref().unwrap_or(UNTITLED),
            ),
            kind,
            parsed,
            path,
            url,
            front,
            owner_said: None,
            inherited,
            section,
            parent,
            children: Vec::new(),
            derived: None,
        }
    }

    /// Leaves out what has no address of its own, and puts siblings in order.
    fn finish(mut self) -> Tree {
        self.drop_clashing();
        self.drop_empty();
        let pages = &self.tree.pages;
        let mut children: Vec<Vec<PageId>> = vec![Vec::new(); pages.len()];
        for (id, page) in pages.iter().enumerate() {
            if let Some(parent) = page.parent {
                children[parent].push(id);
            }
        }
        for siblings in &mut children {
            siblings.sort_by(|a, b| by_order(&pages[*a], &pages[*b]));
        }
        for (page, children) in self.tree.pages.iter_mut().zip(children) {
            page.children = children;
        }
        self.tree
    }

    /// Of two pages with one address the first stays, a written one before a derived listing; what was
    /// below the other goes below it.
    fn drop_clashing(&mut self) {
        let mut seen: Names<PageId> = Names::default();
        let mut stays: Vec<PageId> = (0..self.tree.pages.len()).collect();
        for (id, stays) in stays.iter_mut().enumerate() {
            // Some systems store `é` as two characters, and take both for one name.
            let folded = folded(&self.tree.pages[id].url);
            let Some(first) = seen.get(&folded).copied() else {
                seen.insert(folded, id);
                continue;
            };
            let [other, page] = [first, id].map(|id| &self.tree.pages[id]);
            let same = other.url == page.url;
            // A listing gives way to a written page; where only case differs, it would be lost just so.
            if !same || (other.parsed.is_some() && page.parsed.is_some()) {
                self.tree.clashes.push(Clash {
                    url: other.url.clone(),
                    first: Holder::Source(self.place(other)),
                    second: self.place(page),
                    kind: if same { ClashKind::Same } else { ClashKind::Case(page.url.clone()) },
                });
            }
            if same {
                *stays = first;
                self.take_over(first, id);
            }
        }
        self.keep(&stays);
    }

    /// Where a page is written; of a listing, the folder.
    fn place(&self, page: &Page) -> Place {
        page.source().map_or_else(|| Place::file(&format!("{}{}", self.prefix, page.path)), |_| page.place())
    }

    /// Drops listings that would list nothing: folders of nothing but drafts.
    fn drop_empty(&mut self) {
        let pages = &self.tree.pages;
        let mut full: Vec<bool> = pages.iter().map(|page| page.parsed.is_some()).collect();
        let mut stays: Vec<PageId> = (0..pages.len()).collect();
        // A folder's page stands before what is in it.
        for id in (1..pages.len()).rev() {
            let parent = pages[id].parent.unwrap_or(0);
            full[parent] |= full[id];
            if !full[id] {
                stays[id] = parent;
            }
        }
        self.keep(&stays);
    }

    /// Lets the derived page `first` become the written page `second`.
    fn take_over(&mut self, first: PageId, second: PageId) {
        if self.tree.pages[first].parsed.is_some() {
            return;
        }
        let [page, written] = self.tree.pages.get_disjoint_mut([first, second]).expect("two pages");
        page.parsed = written.parsed.take();
        std::mem::swap(&mut page.path, &mut written.path);
        std::mem::swap(&mut page.title, &mut written.title);
        std::mem::swap(&mut page.front, &mut written.front);
        std::mem::swap(&mut page.inherited, &mut written.inherited);
        std::mem::swap(&mut page.kind, &mut written.kind);
    }

    /// Keeps the pages that stay; `stays[id]` is `id`, or the page that is there instead.
    fn keep(&mut self, stays: &[PageId]) {
        let mut kept = 0;
        let mut ids = Vec::with_capacity(stays.len());
        for (id, stays) in stays.iter().enumerate() {
            ids.push(kept);
            kept += usize::from(*stays == id);
        }
        let mut id = 0;
        self.tree.pages.retain(|_| {
            id += 1;
            stays[id - 1] == id - 1
        });
        for page in &mut self.tree.pages {
            page.parent = page.parent.map(|parent| ids[stays[parent]]);
        }
    }
}

/// A file's name without its ending.
fn stem(path: &str) -> &str {
    let last = file_name::last(path);
    file_name::markdown_stem(last).unwrap_or(last)
}

/// What the pages below a page inherit: from a folder's page its cascade, its owner and how often it
/// wants a review, and what it inherits itself.
fn cascade(front: &FrontMatter, above: Option<&FrontMatter>) -> FrontMatter {
    let mut cascade = front.cascade.as_deref().cloned().unwrap_or_default();
    cascade.inherit(&FrontMatter {
        owner: front.owner.clone(),
        review_in: front.review_in,
        ..FrontMatter::default()
    });
    if let Some(above) = above {
        cascade.inherit(above);
    }
    cascade
}

/// Siblings: by `order`, those without one last; then by file name.
fn by_order(a: &Page, b: &Page) -> std::cmp::Ordering {
    let order = |page: &Page| page.front.order.unwrap_or(f64::INFINITY);
    let file =
        |page: &Page| if page.section { name(&page.path).to_owned() } else { stem(&page.path).to_owned() };
    order(a).total_cmp(&order(b)).then_with(|| order::natural(&file(a), &file(b)))
}
