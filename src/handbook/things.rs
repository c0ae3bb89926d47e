//! What pages are called by their files: of a page that names nobody, the things that keep their names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Page;

/// The key of what failed: a service without a page is a text like others.
pub const SERVICES: &str = "services";

/// What the files of pages are called, and their folders where they are those' own pages; but for people.
pub fn things(pages: &[Page]) -> Arc<BTreeSet<String>> {
    let names = pages.iter().filter(|page| page.kind.id != "person").map(|page| {
        let path = page.path.trim_end_matches('/');
        let stem = path.strip_suffix(".md").unwrap_or(path);
        stem.strip_suffix("/_index").unwrap_or(stem)
    });
    Arc::new(names.filter_map(|path| path.rsplit('/').next()).map(str::to_lowercase).collect())
}

/// Whether a text is the id or the path of a page.
pub fn is_thing(things: &BTreeSet<String>, text: &str) -> bool {
    let name = text.trim().trim_end_matches(".md").trim_matches('/');
    things.contains(&name.rsplit('/').next().unwrap_or(name).to_lowercase())
}
