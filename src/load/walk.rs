//! Which files the content has: a walk that no link leads out of the handbook, or round in a circle.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use super::{NOT_TEXT, OUTSIDE_LINK, Tree, path_from};
use crate::diag::Finding;
use crate::owners;
use crate::text::Place;

/// The files under the content folder, by path relative to it, and whether there are links among them.
pub fn list(
    tree: &Tree<'_>,
    findings: &mut Vec<Finding>,
    failures: &mut Vec<(&'static str, PathBuf, io::Error)>,
) -> (Vec<(String, PathBuf)>, bool) {
    let content = tree.root.join(tree.src);
    let mut walk = Walk {
        tree,
        real: Real::of(tree),
        entered: FxHashSet::default(),
        links: VecDeque::new(),
        found: Vec::new(),
        findings,
        failures,
    };
    let real = walk.real.content.clone();
    walk.folder(&content, real);
    let linked = !walk.links.is_empty();
    // Links wait until everything else is known: what they lead to may be in the content anyway.
    while let Some((link, real)) = walk.links.pop_front() {
        walk.follow(&link, &real);
    }
    (walk.found, linked)
}

/// Folders without links in their paths.
pub struct Real {
    root: PathBuf,
    content: PathBuf,
    output: PathBuf,
}

impl Real {
    pub fn of(tree: &Tree<'_>) -> Self {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Real { root: real(tree.root), content: real(&tree.root.join(tree.src)), output: real(tree.output) }
    }

    /// Why what lies at `target`, a path without links, is not for readers; `None` when it is.
    pub fn refuses(&self, target: &Path) -> Option<&'static str> {
        let Ok(below) = target.strip_prefix(&self.root) else { return Some("leads out of the handbook") };
        if below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.')) {
            return Some("leads to a hidden file or folder");
        }
        let within = target.ancestors().take_while(|above| *above != self.root);
        let mut written = within.map(|above| above.join(".dayone-manifest"));
        if target.starts_with(&self.output) || written.any(|manifest| manifest.exists()) {
            return Some("leads into a built site");
        }
        None
    }
}

/// A walk through the content, which enters no folder twice.
struct Walk<'a> {
    tree: &'a Tree<'a>,
    real: Real,
    /// The folders that were walked from, without links in their paths: the content, and what links
    /// led to.
    entered: FxHashSet<PathBuf>,
    /// Links that were met, each with its path without links above it.
    links: VecDeque<(PathBuf, PathBuf)>,
    found: Vec<(String, PathBuf)>,
    findings: &'a mut Vec<Finding>,
    failures: &'a mut Vec<(&'static str, PathBuf, io::Error)>,
}

impl Walk<'_> {
    /// Takes what lies in `folder`, whose path without links is `real`.
    fn folder(&mut self, folder: &Path, real: PathBuf) {
        let mut walk = WalkDir::new(folder).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // It has gone since it was listed.
                Err(error) if error.depth() > 0 && is_gone(&error) => continue,
                Err(error) => {
                    let path = error.path().unwrap_or(self.tree.root).to_owned();
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
                    self.failures.push(("list", path, error));
                    continue;
                }
            };
            let here = || real.join(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
            let kind = entry.file_type();
            if entry.depth() == 0 {
                continue;
            } else if entry.path_is_symlink() {
                self.links.push_back((entry.path().to_owned(), here()));
            } else if kind.is_dir() {
                // Only a folder that a link led to can hold one that another link led to.
                let again = self.entered.len() > 1 && self.entered.contains(&here());
                if again {
                    self.leave_out(
                        entry.path(),
                        "this folder is in the content already",
                        "remove one link to it",
                    );
                }
                if again || !is_content(self.tree, entry.path(), true) {
                    walk.skip_current_dir();
                }
            } else if kind.is_file() && is_content(self.tree, entry.path(), false) {
                self.take(entry.into_path());
            }
        }
        self.entered.insert(real);
    }

    fn take(&mut self, file: PathBuf) {
        let content = self.tree.root.join(self.tree.src);
        let path = file.strip_prefix(&content).unwrap_or(&file);
        match path.to_str() {
            Some(path) => self.found.push((path.replace('\\', "/"), file)),
            None => self.findings.push(
                Finding::new(&NOT_TEXT, format!("the file name {} is not UTF-8", path.display()))
                    .help("rename it: it cannot become a URL"),
            ),
        }
    }

    /// Takes what a link leads to, if that is the content's to give.
    fn follow(&mut self, link: &Path, real: &Path) {
        let target = link.canonicalize().ok();
        let folder = target.as_ref().is_some_and(|target| target.is_dir());
        if !is_content(self.tree, link, folder) {
            return;
        }
        match target {
            None => self.leave_out(link, "this symbolic link leads nowhere", "remove the link"),
            Some(target) => match self.refusal(&target, real, folder) {
                Some((words, help)) => {
                    self.leave_out(link, &format!("this symbolic link {words}"), help);
                }
                None if folder => self.folder(link, target),
                None if target.is_file() => self.take(link.to_owned()),
                None => {}
            },
        }
    }

    fn refusal(&self, target: &Path, link: &Path, folder: bool) -> Option<(&'static str, &'static str)> {
        if folder && (link.starts_with(target) || self.real.content.starts_with(target)) {
            return Some(("leads back to a folder that it is in", "remove the link"));
        }
        if let Some(words) = self.real.refuses(target) {
            return Some((words, "if readers should have it, copy it into the content"));
        }
        if target == self.real.root.join("book.toml") {
            return Some(("leads to the handbook's settings", "remove the link"));
        }
        let already = folder && target.ancestors().any(|above| self.entered.contains(above));
        already.then_some(("leads to a folder that is in the content already", "link to its pages instead"))
    }

    fn leave_out(&mut self, link: &Path, words: &str, help: &str) {
        self.findings.push(
            Finding::new(&OUTSIDE_LINK, format!("{words} and is left out"))
                .at(Place::file(&path_from(self.tree.root, link)))
                .help(help),
        );
    }
}

/// Whether a file or folder belongs to the content, by what it is called and how it is marked.
fn is_content(tree: &Tree<'_>, path: &Path, folder: bool) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with('.') || (!folder && is_backup(&name)) {
        return false;
    }
    let at_root = tree.src.is_empty() && path.parent() == Some(tree.root);
    if !folder {
        // Data that code hosts read is no reader's.
        let is_hosts = || owners::FILES.iter().any(|file| tree.root.join(file) == path);
        return !(at_root && name == "book.toml" || name == "CODEOWNERS" && is_hosts());
    }
    // Wherever a site of ours was written to, it is output, not content.
    let written = path == tree.output || path.join(".dayone-manifest").exists();
    // How a build tool marks a folder that nobody should keep or publish.
    let cache = path.join("CACHEDIR.TAG").exists();
    let themes = at_root && name == "themes" && has_theme(path);
    !(written || cache || themes || name == "node_modules")
}

/// Whether an editor made a file of this name, to keep what another file was or will be.
fn is_backup(name: &str) -> bool {
    name.ends_with('~') || (name.len() > 2 && name.starts_with('#') && name.ends_with('#'))
}

fn has_theme(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.path().join("theme.toml").exists()))
}

fn is_gone(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}
