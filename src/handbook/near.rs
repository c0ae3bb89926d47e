//! What was probably meant by a link that leads nowhere.

use std::sync::OnceLock;

use super::resolve::{decoded_path, distance, file_name, wiki_parts};
use super::tree::name;
use super::{Handbook, Names, Page, PageId, address};
use crate::diag::nearest;
use crate::file_name::own_rank;
use crate::load::Asset;

/// The paths of all pages and files by what they have in common with others; made when somebody asks, as
/// most handbooks have few broken links.
#[derive(Debug, Default)]
pub struct Near(OnceLock<Paths>);

/// Indices of paths: first those of the pages, then those of the assets.
#[derive(Debug, Default)]
struct Paths {
    /// By what a file is known by, without its ending and in lower case.
    by_name: Names<Vec<usize>>,
    /// By the folder that they lie in.
    by_folder: Names<Vec<usize>>,
}

impl Paths {
    fn of(pages: &[Page], assets: &[Asset]) -> Self {
        let mut paths = Paths::default();
        let written = pages.iter().enumerate().filter(|(_, page)| page.parsed.is_some());
        let written = written.map(|(id, page)| (id, &*page.path));
        let files = assets.iter().enumerate().map(|(id, asset)| (pages.len() + id, &*asset.path));
        for (id, path) in written.chain(files) {
            let file = file_name(path);
            // A folder's own page is known by the folder.
            let known = if own_rank(file).is_some() { name(path) } else { file };
            paths.by_name.entry(bare(known)).or_default().push(id);
            paths.by_folder.entry(address::folder(path).to_owned()).or_default().push(id);
        }
        paths
    }
}

impl Handbook {
    /// The existing page or file whose name is nearest to what a link says, as the link could say it.
    pub fn nearest_page(&self, from: PageId, dest: &str) -> Option<String> {
        let paths = self.near.0.get_or_init(|| Paths::of(&self.pages, &self.assets));
        let path = |id: &usize| match self.pages.get(*id) {
            Some(page) => &*page.path,
            None => &*self.assets[id - self.pages.len()].path,
        };
        let folder = address::folder(&self.pages[from].path);
        let written = decoded_path(dest);
        let wanted = address::join(folder, &written)
            .unwrap_or_else(|| written.trim_start_matches(['.', '/']).to_owned());
        let file = file_name(&wanted).to_lowercase();
        let same_name = paths.by_name.get(&bare(&file)).filter(|_| !bare(&file).is_empty());
        let same_name = same_name.into_iter().flatten().map(path);
        let same_name = same_name.min_by_key(|path| (distance(folder, path), *path));
        let sibling = || {
            let there = address::folder(&wanted);
            let siblings = paths.by_folder.get(there)?.iter().map(|id| file_name(path(id)));
            nearest(&file, siblings)
                .map(|name| if there.is_empty() { name.to_owned() } else { format!("{there}/{name}") })
        };
        same_name.map(str::to_owned).or_else(sibling).map(|path| address::relative(folder, &path))
    }

    /// The title or file name that is nearest to what a wiki link says.
    pub fn nearest_name(&self, dest: &str) -> Option<&str> {
        let names = self.pages.iter().flat_map(|page| [&*page.title, name(&page.path)]);
        nearest(wiki_parts(dest).0.trim(), names.filter(|name| !name.is_empty()))
    }

    /// The name of a file that is nearest to what a wiki link says.
    pub fn nearest_file(&self, dest: &str) -> Option<&str> {
        let wanted = file_name(wiki_parts(dest).0.trim());
        nearest(wanted, self.assets.iter().map(|asset| file_name(&asset.path)))
    }
}

/// A file's name without its ending, in lower case.
fn bare(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase()
}
