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
}
