//! What was probably meant by a link that leads nowhere.

use std::sync::OnceLock;

use super::resolve::{decoded_path, distance, file_name, wiki_name, wiki_parts};
use super::tree::name;
use super::{Derived, Handbook, Names, Page, PageId, address};
use crate::diag::{Spelling, nearest, nearest_of};
use crate::file_name::own_rank;
use crate::load::Asset;
use crate::syntax::document::LinkKind;

/// The paths of all pages and files by what they have in common with others; made when somebody asks, as
/// most handbooks have few broken links.
#[derive(Debug, Clone, Default)]
pub struct Near {
    paths: OnceLock<Paths>,
    /// The titles of all pages, each with the name of its file after it.
    names: OnceLock<Vec<Spelling>>,
}

impl Near {
    /// Takes in that a page has another title.
    pub fn rename(&mut self, page: PageId, title: &str) {
        if let Some(names) = self.names.get_mut() {
            names[2 * page] = Spelling::of(title);
        }
    }
}

/// Indices of paths: first those of the pages, then those of the assets.
#[derive(Debug, Clone, Default)]
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
    /// The existing page or file whose name is nearest to what a link says, as the link could say it; of an
    /// image, only files.
    pub fn nearest_page(&self, from: PageId, dest: &str, kind: LinkKind) -> Option<String> {
        let may_be_meant = |id: &&usize| kind != LinkKind::Embed || **id >= self.pages.len();
        let paths = self.near.paths.get_or_init(|| Paths::of(&self.pages, &self.assets));
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
        let same_name = same_name.into_iter().flatten().filter(may_be_meant).map(path);
        let same_name = same_name.min_by_key(|path| (distance(folder, path), *path));
        let sibling = || {
            let there = address::folder(&wanted);
            let siblings = paths.by_folder.get(there)?.iter().filter(may_be_meant);
            let siblings = siblings.map(|id| file_name(path(id)));
            nearest(&file, siblings)
                .map(|name| if there.is_empty() { name.to_owned() } else { format!("{there}/{name}") })
        };
        let found = same_name.map(str::to_owned).or_else(sibling);
        // A destination ends at a blank.
        found.map(|path| address::relative(folder, &path).replace(' ', "%20"))
    }

    /// The title or file name that is nearest to what a wiki link says.
    pub fn nearest_name(&self, dest: &str) -> Option<&str> {
        let all = self.near.names.get_or_init(|| {
            // What a wiki link cannot lead to is near to nothing.
            let names = |page: &Page| match &page.derived {
                None => [&*page.title, name(&page.path)].map(Spelling::of),
                Some(Derived::Person(person)) => [&*page.title, &**person].map(Spelling::of),
                Some(_) => ["", ""].map(Spelling::of),
            };
            self.pages.iter().flat_map(names).collect()
        });
        let written = Spelling::of(wiki_name(wiki_parts(dest).0));
        let at = nearest_of(&written, all)?;
        let page = &self.pages[at / 2];
        Some(match &page.derived {
            _ if at % 2 == 0 => &page.title,
            Some(Derived::Person(person)) => person,
            _ => name(&page.path),
        })
    }

    /// The name of a file that is nearest to what a wiki link says.
    pub fn nearest_file(&self, dest: &str) -> Option<&str> {
        let wanted = file_name(wiki_parts(dest).0.trim());
        nearest(wanted, self.assets.iter().map(|asset| file_name(&asset.path)))
    }
}

/// A file's name without its ending, in lower case.
fn bare(name: &str) -> String {
    let stem = name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && is_ending(ending));
    stem.map_or(name, |(stem, _)| stem).to_lowercase()
}

/// Whether what follows the last dot of a name is an ending: that of `v1.2` is none.
fn is_ending(text: &str) -> bool {
    text.len() <= 8 && text.starts_with(|c: char| c.is_ascii_alphabetic())
}
