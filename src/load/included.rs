//! The files that pages include, wherever in the handbook they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::walk::Real;
use super::{Files, NOT_TEXT, Tree, people_file, text};
use crate::diag::{Finding, nearest};
use crate::syntax::markdown;
use crate::text::{Place, Source};

/// The files that pages include, by their paths from the handbook's root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Included {
    files: BTreeMap<String, Source>,
    /// Those that are not there, each with the file that was probably meant.
    missing: BTreeMap<String, Option<String>>,
    /// Those of them that are there, and not for readers: the people.
    withheld: BTreeSet<String>,
}

impl Included {
    /// The files that are there.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }

    /// Whether a page includes the file.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether the file at a path, or one below the folder there, is included or was looked for.
    pub fn has(&self, path: &str) -> bool {
        self.files.keys().chain(self.missing.keys()).any(|known| is_at(known, path))
    }

    /// Whether the file at a path, or one below the folder there, is included, or would be if it were there.
    pub fn concerns(&self, path: &str) -> bool {
        self.files.keys().any(|known| is_at(known, path)) || !self.missing.is_empty()
    }

    /// Whether it was looked for, and is here or missing.
    pub fn is_known(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.missing.contains_key(path)
    }
}

impl markdown::Files for Included {
    fn get(&self, path: &str) -> Option<Source> {
        self.files.get(path).cloned()
    }

    fn nearest(&self, path: &str) -> Option<&str> {
        self.missing.get(path)?.as_deref()
    }

    fn is_withheld(&self, path: &str) -> bool {
        self.withheld.contains(path)
    }
}

/// Whether a path is that of the file, or below the folder, `at`.
pub fn is_at(path: &str, at: &str) -> bool {
    path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reads what the pages include, and what that includes in turn. A text that is as in `known` is the same
/// object.
pub(super) fn load(
    tree: &Tree<'_>,
    known: &Included,
    files: &mut Files,
    failures: &mut Vec<(&'static str, PathBuf, io::Error)>,
) {
    let mut wanted: Vec<String> =
        files.pages.par_iter().flat_map_iter(|page| markdown::included_files(&page.source)).collect();
    while let Some(path) = wanted.pop() {
        if files.included.is_known(&path) {
            continue;
        }
        if is_people(tree, &path) {
            files.included.withheld.insert(path.clone());
            files.included.missing.insert(path, None);
            continue;
        }
        let page = files.page(&path).map(|page| page.source.clone());
        match page.or_else(|| read(tree, &path, known, files, failures)) {
            Some(mut source) => {
                if let Some(same) = known.files.get(&path).filter(|known| **known == source) {
                    source = same.clone();
                }
                wanted.extend(markdown::included_files(&source));
                files.included.files.insert(path, source);
            }
            None => {
                let near = near(tree, &path, files);
                files.included.missing.insert(path, near);
            }
        }
    }
}

/// A file that a page includes, if there is one in the handbook; that there is none is the page's
/// finding.
fn read(
    tree: &Tree<'_>,
    path: &str,
    known: &Included,
    files: &mut Files,
    failures: &mut Vec<(&'static str, PathBuf, io::Error)>,
) -> Option<Source> {
    let file = tree.root.join(path);
    match std::fs::read(find(tree, path)?) {
        Ok(bytes) => {
            let (source, finding) = text(path, bytes).unwrap_or_else(|| {
                let finding = Finding::new(&NOT_TEXT, "the file is not text, and a page reads it")
                    .at(Place::file(path))
                    .help("save it as text, in UTF-8");
                (Source::new(path, ""), Some(finding))
            });
            files.findings.extend(finding);
            Some(source)
        }
        Err(error) => {
            failures.push(("read", file, error));
            known.files.get(path).cloned()
        }
    }
}

/// Where a file that a page includes is, without links in its path.
fn find(tree: &Tree<'_>, path: &str) -> Option<PathBuf> {
    let real = tree.root.join(path).canonicalize().ok().filter(|real| real.is_file())?;
    (Real::of(tree).refuses(&real).is_none() && !is_people(tree, path)).then_some(real)
}

/// Whether a page may include what is at a path.
pub fn may_include(tree: &Tree<'_>, path: &str) -> bool {
    find(tree, path).is_some()
}

/// Whether readers may see a file that a link leads to, by its path without links.
pub fn may_publish(tree: &Tree<'_>, real: &Path) -> bool {
    Real::of(tree).refuses(real).is_none() && people_file(tree).is_none_or(|people| people != real)
}

/// Whether the people are at a path, who are not for readers.
fn is_people(tree: &Tree<'_>, path: &str) -> bool {
    people_file(tree)
        .is_some_and(|people| tree.root.join(path).canonicalize().is_ok_and(|file| file == people))
}

/// The file that was probably meant by a path where there is none: one beside it of nearly the same
/// name, or a file of the content of the same name.
fn near(tree: &Tree<'_>, path: &str, files: &Files) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let names = names_in(tree, folder);
    if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        return Some(if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") });
    }
    let named = |path: &str| path.rsplit('/').next() == Some(name);
    let asset = || {
        let asset = files.assets.iter().find(|asset| named(&asset.path))?;
        let src = if tree.src.is_empty() { String::new() } else { format!("{}/", tree.src) };
        Some(format!("{src}{}", asset.path))
    };
    let page = files.pages.iter().find(|page| named(&page.source.path));
    page.map(|page| page.source.path.to_string()).or_else(asset)
}

/// The names of the files in a folder that a page may include.
fn names_in(tree: &Tree<'_>, folder: &str) -> Vec<String> {
    let real = tree.root.join(folder).canonicalize().ok();
    let Some(real) = real.filter(|real| Real::of(tree).refuses(real).is_none()) else { return Vec::new() };
    let entries = std::fs::read_dir(real).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    // Folders are listed in no particular order.
    names.sort_unstable();
    names
}
