//! Sidebars: rendered once a section, with the current page marked by copying.
//!
//! A sidebar that lists the whole site makes the output grow with the square of the pages. So a small
//! handbook's sidebar has every page, folded; a large one's has the section, what is above it, and the
//! siblings on the way. Of a section with very many pages only those around the current one are shown,
//! in fixed windows, so that pages share them.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::view::SidebarItem;
use crate::handbook::{Handbook, NavId, NavKind, PageId};
use crate::syntax::document::MARK;
use crate::syntax::escape;

/// Up to so many items a sidebar has them all.
const WHOLE: usize = 150;
/// Of longer lists a window of so many is shown.
const WINDOW: usize = 60;
/// The kind of an item that is not shown, and ends a part.
const PART_END: &str = "part-end";

/// What a page's sidebar depends on: the section, and the window of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    section: Option<NavId>,
    window: usize,
}

/// The sidebar that a page has.
pub fn key(book: &Handbook, page: PageId) -> Key {
    let Some(item) = shown_item(book, page) else { return Key { section: None, window: 0 } };
    let nav = &book.nav;
    if nav.items.len() <= WHOLE {
        // All sections show the same items; they differ in what is open.
        return Key {
            section: Some(if nav.items[item].children.is_empty() {
                nav.items[item].parent.unwrap_or(item)
            } else {
                item
            }),
            window: 0,
        };
    }
    if !nav.items[item].children.is_empty() {
        return Key { section: Some(item), window: 0 };
    }
    let parent = nav.items[item].parent;
    let siblings = parent.map_or(&nav.top, |parent| &nav.items[parent].children);
    let at = siblings.iter().position(|sibling| *sibling == item).unwrap_or(0);
    Key { section: parent, window: at / WINDOW }
}

/// The item that stands for a page: its own, or that of the nearest page above that has one.
fn shown_item(book: &Handbook, page: PageId) -> Option<NavId> {
    let mut at = Some(page);
    while let Some(id) = at {
        if let Some(item) = book.nav.of_page[id] {
            return Some(item);
        }
        at = book.pages[id].parent;
    }
    None
}

/// The items of a sidebar, their addresses with a mark in the place of the way to the root.
pub fn items(book: &Handbook, key: Key) -> Vec<SidebarItem> {
    let nav = &book.nav;
    let mut path = key.section.map(|section| nav.ancestors(section)).unwrap_or_default();
    path.extend(key.section);
    let builder = Builder { book, whole: nav.items.len() <= WHOLE, path: &path, window: key.window };
    builder.parts(builder.list(&nav.top, None))
}

struct Builder<'a> {
    book: &'a Handbook,
    whole: bool,
    /// The items that are open, from the top to the section.
    path: &'a [NavId],
    window: usize,
}

impl Builder<'_> {
    fn list(&self, ids: &[NavId], parent: Option<NavId>) -> Vec<SidebarItem> {
        if ids.len() <= WINDOW * 2 {
            return ids.iter().map(|id| self.item(*id)).collect();
        }
        // The window around what is open, or around the current page in the section itself.
        let open = ids.iter().position(|id| self.path.contains(id)).map(|at| at / WINDOW);
        let window = open.unwrap_or(if parent == self.path.last().copied() { self.window } else { 0 });
        let start = (window * WINDOW).min(ids.len());
        let end = (start + WINDOW).min(ids.len());
        let mut items: Vec<SidebarItem> = ids[start..end].iter().map(|id| self.item(*id)).collect();
        if let Some(more) = self.more(ids, start, parent) {
            items.push(more);
        }
        items
    }

    /// A link to the listing that has all of a list.
    fn more(&self, ids: &[NavId], start: usize, parent: Option<NavId>) -> Option<SidebarItem> {
        let page = match parent.map(|parent| &self.book.nav.items[parent].kind) {
            None => 0,
            Some(NavKind::Page(page)) => *page,
            Some(_) => return None,
        };
        let end = (start + WINDOW).min(ids.len());
        Some(SidebarItem {
            title: format!("{}–{end} of {}", start + 1, ids.len()),
            // Not the page's own address, which would mark this as the current page too.
            href: Some(self.href(page) + "#site-main"),
            kind: "more",
            open: false,
            children: Vec::new(),
        })
    }

    fn item(&self, id: NavId) -> SidebarItem {
        let item = &self.book.nav.items[id];
        let open = self.path.contains(&id);
        let children = if open || self.whole { self.list(&item.children, Some(id)) } else { Vec::new() };
        let (kind, href) = match &item.kind {
            NavKind::Page(page) => ("page", Some(self.href(*page))),
            NavKind::Anchor(page, anchor) => {
                let mut href = self.href(*page);
                href.push('#');
                escape::url_path(&mut href, anchor);
                ("page", Some(href))
            }
            NavKind::Part => ("part", None),
            NavKind::PartEnd => (PART_END, None),
            NavKind::Draft => ("draft", None),
            NavKind::Elsewhere(address) => ("external", Some(address.clone())),
        };
        SidebarItem { title: self.book.nav_title(id).to_owned(), href, kind, open, children }
    }

    fn href(&self, page: PageId) -> String {
        let mut href = MARK.to_string();
        escape::url_path(&mut href, &self.book.pages[page].url);
        href
    }

    /// What follows a part's title belongs into it.
    fn parts(&self, items: Vec<SidebarItem>) -> Vec<SidebarItem> {
        let mut grouped: Vec<SidebarItem> = Vec::new();
        let mut in_part = false;
        for item in items {
            match (item.kind, grouped.last_mut()) {
                (PART_END, _) => in_part = false,
                ("part", _) => {
                    in_part = true;
                    grouped.push(item);
                }
                (_, Some(part)) if in_part => part.children.push(item),
                _ => grouped.push(item),
            }
        }
        grouped
    }
}

/// A rendered sidebar.
#[derive(Debug)]
pub struct Sidebar {
    html: String,
}

impl Sidebar {
    pub fn new(html: String) -> Self {
        Sidebar { html }
    }

    /// The sidebar on the page at `url`, which is `root` away from the site's root.
    pub fn on_page(&self, root: &str, url: &str) -> String {
        let mut current = String::with_capacity(url.len() + 2);
        escape::url_path(&mut current, url);
        current.push('"');
        let mut out = String::with_capacity(self.html.len() + self.html.len() / 4);
        let mut parts = self.html.split(MARK);
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            out.push_str(root);
            match part.strip_prefix(&*current) {
                Some(rest) => {
                    if root.is_empty() && url.is_empty() {
                        out.push_str("./");
                    }
                    out.push_str(&current);
                    out.push_str(" aria-current=\"page\"");
                    out.push_str(rest);
                }
                None => {
                    if root.is_empty() && part.starts_with('"') {
                        out.push_str("./");
                    }
                    out.push_str(part);
                }
            }
        }
        out
    }
}

/// The sidebars of a handbook that were rendered already, by what they depend on.
#[derive(Debug, Default)]
pub struct Sidebars(RwLock<FxHashMap<Key, Arc<Sidebar>>>);

impl Clone for Sidebars {
    fn clone(&self) -> Self {
        Sidebars(RwLock::new(self.0.read().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl Sidebars {
    /// Forgets them all.
    pub fn clear(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Takes sidebars in.
    pub fn fill(&self, rendered: impl IntoIterator<Item = (Key, Arc<Sidebar>)>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend(rendered);
    }

    /// The sidebar for `key`; rendered, and kept, when it is not there yet.
    ///
    /// # Errors
    /// Those of rendering.
    pub fn get_or<E>(
        &self,
        key: Key,
        render: impl FnOnce() -> Result<Sidebar, E>,
    ) -> Result<Arc<Sidebar>, E> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(sidebar) = known {
            return Ok(sidebar);
        }
        let sidebar = Arc::new(render()?);
        self.fill([(key, Arc::clone(&sidebar))]);
        Ok(sidebar)
    }
}
