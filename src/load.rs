//! From a directory to sources: the only reader of content.
//!
//! Every file under the content folder is either Markdown, which is read, or an asset, which is only
//! listed; so are the files that pages include, wherever in the handbook they lie. Dot-files, the
//! output and links that lead out of the handbook are left out.

mod included;

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use crate::diag::{Finding, Level, Rule};
use crate::file_name::is_markdown;
use crate::text::{Place, Source};
pub use included::Included;

/// A Markdown file that is not text.
pub static NOT_TEXT: Rule = Rule {
    code: "not-text",
    level: Level::Warning,
    structural: false,
    summary: "A Markdown file is not text in UTF-8.",
    why: "A file that is something else under a Markdown name is copied as it is and becomes no page. One that has only some bytes that are not UTF-8 becomes a page with replacement characters in their place.",
    bad: "",
    good: "Text.\n",
};

/// A link that leads out of the handbook, to what is hidden in it, or to what is there already.
pub static OUTSIDE_LINK: Rule = Rule {
    code: "outside-link",
    level: Level::Warning,
    structural: false,
    summary: "A symbolic link in the content leads out of the handbook, to a hidden file, in a circle, or nowhere.",
    why: "It is left out: a handbook must not publish files from elsewhere on the machine that builds it, nor hidden ones, its settings, or the site itself. A folder that is in the content already is not taken again.",
    bad: "",
    good: "Text.\n",
};

/// The files of a handbook.
#[derive(Debug, Default)]
pub struct Files {
    /// The Markdown files under the content folder, ordered by path.
    pub pages: Vec<Source>,
    /// `SUMMARY.md` at the content's root, if there is one.
    pub summary: Option<Source>,
    /// Every other file under the content folder, ordered by path.
    pub assets: Vec<Asset>,
    /// Files that pages include.
    pub included: Included,
    /// What could not be used.
    pub findings: Vec<Finding>,
}

/// A file that is copied to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path relative to the content folder, `/`-separated.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// Width and height in pixels, if it is an image.
    pub size: Option<(usize, usize)>,
}

/// The machine's failure to give what was asked for.
#[derive(Debug)]
pub struct LoadError {
    /// What was being done (`read`, `list`), where, and what the system said.
    pub failures: Vec<(&'static str, PathBuf, io::Error)>,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (operation, path, error)) in self.failures.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "cannot {operation} {}: {error}", path.display())?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}

/// What to read, and what to leave out.
#[derive(Debug, Clone)]
pub struct Tree<'a> {
    /// The handbook's root.
    pub root: &'a Path,
    /// The content folder relative to it, `/`-separated; empty when it is the root.
    pub src: &'a str,
    /// The output folder, which is never content.
    pub output: &'a Path,
}

/// The handbook's `book.toml`, if it has one.
///
/// # Errors
/// When it is there and cannot be read.
pub fn settings(root: &Path) -> Result<Option<Source>, LoadError> {
    let file = root.join("book.toml");
    match std::fs::read(&file) {
        Ok(bytes) => Ok(Some(Source::new("book.toml", &String::from_utf8_lossy(&bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LoadError { failures: vec![("read", file, error)] }),
    }
}

/// What an earlier build kept in a cache file; none when there is nothing that can be read.
pub fn cache(file: &Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

/// Reads a handbook's files.
///
/// # Errors
/// When anything cannot be listed or read; all such failures at once.
pub fn load(tree: &Tree<'_>) -> Result<Files, LoadError> {
    let mut files = Files::default();
    let mut failures = Vec::new();
    let found = list(tree, &mut files.findings, &mut failures);
    let (pages, assets): (Vec<_>, Vec<_>) = found.into_iter().partition(|(path, _)| is_markdown(path));
    let read: Vec<_> = pages.par_iter().map(|(path, file)| (path, file, std::fs::read(file))).collect();
    for (path, file, read) in read {
        match read {
            Ok(bytes) => take_page(tree, path, file, bytes, &mut files),
            Err(error) => failures.push(("read", file.clone(), error)),
        }
    }
    files.pages.sort_by(|a, b| a.path.cmp(&b.path));
    files.assets.par_extend(assets.into_par_iter().map(|(path, file)| {
        let size = image_size(&file);
        Asset { path, file, size }
    }));
    files.assets.sort_by(|a, b| a.path.cmp(&b.path));
    included::load(tree, &mut files, &mut failures);
    if failures.is_empty() { Ok(files) } else { Err(LoadError { failures }) }
}

/// The files under the content folder, by path relative to it.
fn list(
    tree: &Tree<'_>,
    findings: &mut Vec<Finding>,
    failures: &mut Vec<(&'static str, PathBuf, io::Error)>,
) -> Vec<(String, PathBuf)> {
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
    // Links wait until everything else is known: what they lead to may be in the content anyway.
    while let Some((link, real)) = walk.links.pop_front() {
        walk.follow(&link, &real);
    }
    walk.found
}

/// Folders without links in their paths.
struct Real {
    root: PathBuf,
    content: PathBuf,
    output: PathBuf,
}

impl Real {
    fn of(tree: &Tree<'_>) -> Self {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Real { root: real(tree.root), content: real(&tree.root.join(tree.src)), output: real(tree.output) }
    }

    /// Why what lies at `target`, a path without links, is not for readers; `None` when it is.
    fn refuses(&self, target: &Path) -> Option<&'static str> {
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
    if name.starts_with('.') {
        return false;
    }
    let at_root = tree.src.is_empty() && path.parent() == Some(tree.root);
    if !folder {
        return !(at_root && name == "book.toml");
    }
    // Wherever a site of ours was written to, it is output, not content.
    let written = path == tree.output || path.join(".dayone-manifest").exists();
    // How a build tool marks a folder that nobody should keep or publish.
    let cache = path.join("CACHEDIR.TAG").exists();
    let themes = at_root && name == "themes" && has_theme(path);
    !(written || cache || themes || name == "node_modules")
}

fn has_theme(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.path().join("theme.toml").exists()))
}

fn take_page(tree: &Tree<'_>, path: &str, file: &Path, bytes: Vec<u8>, files: &mut Files) {
    let shown = path_from(tree.root, file);
    let text = match String::from_utf8(bytes) {
        Ok(text) if !text.as_bytes()[..text.len().min(8_000)].contains(&0) => text,
        Ok(_) => return take_binary(path, file, &shown, files),
        Err(error) => {
            let bytes = error.into_bytes();
            let head = &bytes[..bytes.len().min(8_000)];
            // Text in another encoding has some odd bytes; a picture has them everywhere.
            let odd = String::from_utf8_lossy(head).matches('\u{FFFD}').count();
            if head.contains(&0) || odd * 10 > head.len() {
                return take_binary(path, file, &shown, files);
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let at = text.find('\u{FFFD}').unwrap_or(0);
            files.findings.push(
                Finding::new(&NOT_TEXT, "the file has bytes that are not UTF-8")
                    .at(Source::new(&shown, &text).place(at..at + '\u{FFFD}'.len_utf8()))
                    .help("save the file as UTF-8"),
            );
            text
        }
    };
    let source = Source::new(&shown, &text);
    if path == "SUMMARY.md" {
        files.summary = Some(source);
    } else {
        files.pages.push(source);
    }
}

fn take_binary(path: &str, file: &Path, shown: &str, files: &mut Files) {
    files.findings.push(
        Finding::new(&NOT_TEXT, "the file is not text: it is copied as it is and becomes no page")
            .at(Place::file(shown))
            .help("give it the ending that says what it is"),
    );
    files.assets.push(Asset { path: path.to_owned(), file: file.to_owned(), size: None });
}

/// The pixels of an image, from its first bytes.
fn image_size(file: &Path) -> Option<(usize, usize)> {
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    if ending == "svg" {
        let mut head = Vec::new();
        std::fs::File::open(file).ok()?.take(4_096).read_to_end(&mut head).ok()?;
        return svg_size(&String::from_utf8_lossy(&head));
    }
    if !matches!(&*ending, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "heic" | "ico") {
        return None;
    }
    imagesize::size(file).ok().map(|size| (size.width, size.height))
}

/// The size that an SVG's first element says: its width and height, or else its view box.
fn svg_size(head: &str) -> Option<(usize, usize)> {
    let element = &head[head.find("<svg")?..];
    let element = &element[..element.find('>')?];
    let value = |name: &str| {
        let start = element.find(&format!(" {name}="))? + name.len() + 2;
        let quote = element[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        element[start + 1..].split(quote).next()
    };
    let pixels = |length: &str| {
        let number: f64 = length.trim().trim_end_matches("px").parse().ok()?;
        (number.is_finite() && number >= 1.0).then_some(number.round() as usize)
    };
    let written = value("width").and_then(pixels).zip(value("height").and_then(pixels));
    written.or_else(|| {
        let mut parts = value("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((pixels(parts.next()?)?, pixels(parts.next()?)?))
    })
}

/// `path` relative to `root`, `/`-separated.
fn path_from(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size() {
        for (head, size) in [
            ("<?xml version='1.0'?><svg width='30' height='20.4px' viewBox='0 0 1 1'>", Some((30, 20))),
            ("<svg viewBox=\"0 0 24,16\" fill=\"none\">", Some((24, 16))),
            ("<svg width='100%' height='100%' viewBox='0 0 8 9'>", Some((8, 9))),
            ("<svg stroke-width='3' width='5'>", None),
            ("<svg width='5' height='inf'>", None),
            ("<svg", None),
        ] {
            assert_eq!(svg_size(head), size, "{head}");
        }
    }
}
