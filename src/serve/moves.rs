//! Which pages moved, and where to, in few words: a folder with ten thousand pages moved once.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::site::Site;
use crate::file_name;
use crate::handbook::PageId;

/// Where pages are now that were elsewhere before: those of the same file with another address, and those
/// whose file seems to be there under another name.
pub fn moved(old: &Site, new: &Site) -> BTreeMap<String, String> {
    let (before, after) = (&old.by_source, &new.by_source);
    let stayed = before.iter().filter_map(|(path, id)| Some((*id, *after.get(path)?)));
    let gone = old.files_but(|path| after.contains_key(path));
    let came = new.files_but(|path| before.contains_key(path));
    let renamed = renamed(&gone, &came).into_iter().map(|(one, other)| (gone[one].page, came[other].page));
    let urls = stayed
        .chain(renamed)
        .map(|(was, is)| (&old.handbook.pages[was].url, &new.handbook.pages[is].url))
        .filter(|(was, is)| was != is);
    urls.map(|(was, is)| (was.clone(), is.clone())).collect()
}

/// A page's file, with what it can be known by under another name.
#[derive(Debug, Clone, Copy)]
struct File<'s> {
    page: PageId,
    path: &'s str,
    text: &'s str,
    title: &'s str,
}

impl Site {
    /// The files of pages but for certain ones, by path.
    fn files_but(&self, known: impl Fn(&str) -> bool) -> Vec<File<'_>> {
        let files = self.by_source.iter().filter(|(path, _)| !known(path)).filter_map(|(path, &page)| {
            let text = &*self.file(page)?.source.text;
            Some(File { page, path, text, title: &self.handbook.pages[page].title })
        });
        let mut files: Vec<File<'_>> = files.collect();
        files.sort_by_key(|file| file.path);
        files
    }
}

/// Which files have another name now: those with the same text, or else, as many are changed when they are
/// moved, with the same title in the same folder or of the same name. Where several could be the one, it is
/// that whose path has most in common with the old one; nobody is led to one of two that are as likely.
fn renamed(gone: &[File<'_>], came: &[File<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = pairs(gone, came, |file| file.text, |_, _| true);
    let known: FxHashSet<usize> = pairs.iter().map(|(one, _)| *one).collect();
    let taken: FxHashSet<usize> = pairs.iter().map(|(_, other)| *other).collect();
    let others = self::pairs(
        gone,
        came,
        |file| file.title,
        |one, other| {
            folder_of(one.path) == folder_of(other.path)
                || file_name::last(one.path) == file_name::last(other.path)
        },
    );
    pairs.extend(others.into_iter().filter(|(one, other)| !known.contains(one) && !taken.contains(other)));
    pairs
}

/// Pairs of files that have something in common, by index; each is in one pair at most.
fn pairs<'s>(
    gone: &[File<'s>],
    came: &[File<'s>],
    what: impl Fn(&File<'s>) -> &'s str,
    may_be: impl Fn(&File<'s>, &File<'s>) -> bool,
) -> Vec<(usize, usize)> {
    let mut by_what: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, file) in came.iter().enumerate() {
        by_what.entry(what(file)).or_default().push(index);
    }
    let mut pairs = Vec::new();
    let mut wanted: FxHashMap<usize, usize> = FxHashMap::default();
    for (index, file) in gone.iter().enumerate() {
        let Some(candidates) = by_what.get(what(file)) else { continue };
        // Of thousands of files that are all the same, such as empty ones, none is known again.
        let likely = candidates.iter().take(MOST_ALIKE).filter(|other| may_be(file, &came[**other]));
        let likely: Vec<(usize, usize)> =
            likely.map(|&other| (in_common(file.path, came[other].path), other)).collect();
        let Some(&(most, other)) = likely.iter().max() else { continue };
        if likely.iter().filter(|(common, _)| *common == most).count() == 1 {
            *wanted.entry(other).or_default() += 1;
            pairs.push((index, other));
        }
    }
    pairs.retain(|(_, other)| wanted[other] == 1);
    pairs
}

/// Of so many files with the same text each is looked at.
const MOST_ALIKE: usize = 64;

/// How many parts of two paths are the same, at their ends and at their starts.
fn in_common(one: &str, other: &str) -> usize {
    let same = |pairs: &mut dyn Iterator<Item = (&str, &str)>| pairs.take_while(|(a, b)| a == b).count();
    same(&mut one.rsplit('/').zip(other.rsplit('/'))) + same(&mut one.split('/').zip(other.split('/')))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// So many pages are told one by one.
const FEW: usize = 64;

/// Pages that moved, by their old addresses, and folders of which every page did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moves<'m> {
    pub pages: BTreeMap<&'m str, &'m str>,
    pub folders: BTreeMap<&'m str, &'m str>,
}

impl<'m> Moves<'m> {
    /// What to tell of pages that moved. `is_empty` knows whether nothing is below an address now: only
    /// then does a folder's move tell of all that was there.
    pub fn of(moved: &'m BTreeMap<String, String>, is_empty: impl Fn(&str) -> bool) -> Self {
        if moved.len() <= FEW {
            let pages = moved.iter().map(|(old, new)| (&**old, &**new)).collect();
            return Moves { pages, folders: BTreeMap::new() };
        }
        let mut folders: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for (old, new) in moved {
            let (from, to) = folder(old, new);
            let known = folders.entry(from).or_insert((to, 0));
            // A folder that was divided has moved nowhere.
            *known = if known.0 == to { (to, known.1 + 1) } else { ("", 0) };
        }
        // The largest are told; what nobody was told of is looked for by those who had it open.
        let mut largest: Vec<_> = folders.into_iter().filter(|(from, _)| !from.is_empty()).collect();
        largest.sort_by_key(|(_, (_, number))| std::cmp::Reverse(*number));
        let told = largest.into_iter().take(FEW).filter(|(from, (to, _))| !to.is_empty() && is_empty(from));
        Moves { pages: BTreeMap::new(), folders: told.map(|(from, (to, _))| (from, to)).collect() }
    }
}

/// What of two addresses differs at their start, in whole parts: `a/b/` and `c/b/` are in `a/` and `c/`.
fn folder<'m>(old: &'m str, new: &'m str) -> (&'m str, &'m str) {
    let (mut old, mut new) = (old, new);
    loop {
        let parent = |url: &str| url.trim_end_matches('/').rfind('/').map(|at| at + 1);
        let (Some(above), Some(beyond)) = (parent(old), parent(new)) else { return (old, new) };
        if old[above..] != new[beyond..] {
            return (old, new);
        }
        (old, new) = (&old[..above], &new[..beyond]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files as `path: text` or `path: text | title`, and where each of those that went is now.
    fn followed(gone: &[&'static str], came: &[&'static str]) -> Vec<(&'static str, &'static str)> {
        let file = |(page, line): (usize, &&'static str)| {
            let (path, rest) = line.split_once(": ").expect("a path and a text");
            let (text, title) = rest.split_once(" | ").unwrap_or((rest, path));
            File { page, path, text, title }
        };
        let gone: Vec<File<'_>> = gone.iter().enumerate().map(file).collect();
        let came: Vec<File<'_>> = came.iter().enumerate().map(file).collect();
        renamed(&gone, &came).into_iter().map(|(one, other)| (gone[one].path, came[other].path)).collect()
    }

    #[test]
    fn files_are_known_by_text_and_then_by_title_and_place() {
        assert_eq!(followed(&["a.md: x"], &["b.md: x"]), [("a.md", "b.md")]);
        // Pages that all say that they are yet to be written.
        let gone = ["t/p/_index.md: x", "t/q/_index.md: x", "t/r/_index.md: x"];
        let came = ["s/p/_index.md: x", "s/q/_index.md: x", "s/r/_index.md: x"];
        let expected: Vec<_> = (0..3).map(|i| (&gone[i][..13], &came[i][..13])).collect();
        assert_eq!(followed(&gone, &came), expected);
        // Either could be it.
        assert_eq!(followed(&["a.md: x"], &["b.md: x", "c.md: x"]), []);
        assert_eq!(followed(&["a.md: x", "b.md: x"], &["c.md: x"]), []);
        // Moved and changed at once.
        assert_eq!(followed(&["t/a.md: x | A"], &["t/b.md: y | A"]), [("t/a.md", "t/b.md")]);
        assert_eq!(followed(&["t/a.md: x | A"], &["s/a.md: y | A"]), [("t/a.md", "s/a.md")]);
        assert_eq!(followed(&["t/a.md: x | A"], &["s/b.md: y | A"]), []);
        // What has the same text is not taken for what has the same title.
        let came = ["t/c.md: x | A", "t/d.md: y | A"];
        assert_eq!(followed(&["t/a.md: x | A"], &came), [("t/a.md", "t/c.md")]);
    }

    #[test]
    fn folders_are_what_differs() {
        for (old, new, from, to) in [
            ("a/b/c/", "x/b/c/", "a/", "x/"),
            ("a/b/", "b/", "a/b/", "b/"),
            ("a/", "b/", "a/", "b/"),
            ("k/a/b/", "k/x/b/", "k/a/", "k/x/"),
            ("a/b/", "a/c/", "a/b/", "a/c/"),
        ] {
            assert_eq!(folder(old, new), (from, to), "{old} {new}");
        }
    }

    #[test]
    fn many_pages_are_told_by_their_folders() {
        let page = |number: usize| (format!("teams/{number}/x/"), format!("squads/{number}/x/"));
        let few: BTreeMap<String, String> = (0..2).map(page).collect();
        assert_eq!(Moves::of(&few, |_| true).pages.len(), 2);
        let many: BTreeMap<String, String> = (0..10_000).map(page).collect();
        let moves = Moves::of(&many, |from| from == "teams/");
        assert_eq!((moves.pages.len(), moves.folders), (0, BTreeMap::from([("teams/", "squads/")])));
        assert_eq!(Moves::of(&many, |_| false), Moves::default());
        let divided =
            |number: usize| (format!("a/{number}/"), format!("{}/{number}/", ["b", "c"][number % 2]));
        assert_eq!(Moves::of(&(0..100).map(divided).collect(), |_| true), Moves::default());
    }
}
