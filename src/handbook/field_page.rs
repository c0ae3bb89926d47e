//! The pages that fields name.

use super::{Handbook, PageId, address};
use crate::text::join;

impl Handbook {
    /// The page that a field of the page `from` names: by its path in the content, or from that page, with or
    /// without `.md`.
    pub fn page_in_field(&self, from: PageId, written: &str) -> Option<PageId> {
        let path = written.split(['#', '?']).next().unwrap_or_default().trim();
        if path.is_empty() {
            return None;
        }
        let folder = address::folder(&self.pages[from].path);
        let near = join(folder, path).filter(|_| !path.starts_with('/'));
        let at = |path: String| self.page_at(path.trim_end_matches('/'));
        near.and_then(at).or_else(|| at(path.trim_matches('/').to_owned()))
    }

    /// The page that an id in a field names: a path without its ending (`decisions/0001-x`), a unit below `teams/`
    /// (`booking/checkout`), a service or a principle.
    pub fn page_of_id(&self, id: &str) -> Option<PageId> {
        if id.is_empty() || id.contains(char::is_whitespace) {
            return None;
        }
        let id = id.trim_end_matches(".md").trim_matches('/');
        // A bare word is an id; the content's root is looked in for paths only.
        let is_path = id.contains('/');
        let id = id.strip_suffix("/_index").unwrap_or(id);
        let folders = ["", "teams/", "services/", "principles/"];
        let at =
            |folder: &&str| self.page_at(&format!("{folder}{id}")).filter(|_| is_path || !folder.is_empty());
        folders.iter().find_map(at)
    }
}
