//! From a directory to sources: the only reader of content.
//!
//! Every file under the content folder is either Markdown, which is read, or an asset, which is only
//! listed; so are the files that pages include, wherever in the handbook they lie. Dot-files, editors'
//! backups, the output and links that lead out of the handbook are left out.

pub mod history;
mod image;
mod included;
mod owners;
mod stamp;
mod unread;
mod walk;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::{Finding, Level, Rule};
use crate::file_name::is_markdown;
use crate::people;
use crate::reviews;
use crate::text::{Place, Source};
use image::image_size;
pub use included::{Included, is_at, may_include, may_publish};
pub use stamp::Stamp;
pub use unread::UNREAD_DATA;
use walk::list;

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
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The Markdown files under the content folder, ordered by path.
    pub pages: Vec<Page>,
    /// `SUMMARY.md` at the content's root, if there is one.
    pub summary: Option<Page>,
    /// `people.yaml` at the content's root, if there is one: data, which is not published as it is.
    pub people: Option<Page>,
    /// `reviews.yaml` at the content's root, if there is one: data, too.
    pub reviews: Option<Page>,
    /// `CODEOWNERS` where code hosts look for it, if there is one.
    pub owners: Option<Page>,
    /// Every other file under the content folder, ordered by path.
    pub assets: Vec<Asset>,
    /// Files that pages include.
    pub included: Included,
    /// What could not be used.
    pub findings: Vec<Finding>,
    /// Whether there are symbolic links in the content, or to it, the settings or the themes: then they may change
    /// where they do not lie.
    pub linked: bool,
}

/// A Markdown file, as it was read.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its text.
    pub source: Source,
    /// Where it is.
    pub file: PathBuf,
    /// What it looked like from outside.
    pub stamp: Stamp,
    /// What is wrong with its bytes.
    finding: Option<Box<Finding>>,
}

impl Page {
    /// Whether something is wrong with its bytes.
    pub fn is_odd(&self) -> bool {
        self.finding.is_some()
    }

    /// The page, to be read the next time whatever it looks like.
    fn unsure(&self) -> Page {
        Page { stamp: Stamp::default(), ..self.clone() }
    }
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
    /// What it looked like from outside.
    pub stamp: Stamp,
}

/// What was being done (`read`, `list`), where, and what the system said.
type Failure = (&'static str, PathBuf, io::Error);

/// The machine's failure to give what was asked for.
#[derive(Debug)]
pub struct LoadError {
    /// Each with what was being done (`read`, `list`), where, and what the system said.
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
    // Opening anything else may wait for ever.
    if std::fs::metadata(&file).is_ok_and(|metadata| !metadata.is_file()) {
        let failures = vec![("read", file, io::Error::other("it is no file"))];
        return Err(LoadError { failures });
    }
    match std::fs::read(&file) {
        Ok(bytes) => Ok(Some(Source::new("book.toml", &String::from_utf8_lossy(&bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LoadError { failures: vec![("read", file, error)] }),
    }
}

/// Whether a link leads to the content, the settings or the themes.
pub fn is_linked(tree: &Tree<'_>) -> bool {
    let themes = std::fs::read_dir(tree.root.join("themes")).into_iter().flatten().flatten();
    let of_themes = themes.map(|theme| theme.path());
    let parts = [tree.root.join(tree.src), tree.root.join("book.toml"), tree.root.join("themes")];
    // The root may lie behind a link.
    let mut lie = parts.into_iter().chain(of_themes).map(|part| {
        let below = part.strip_prefix(tree.root).ok();
        below.is_some_and(|below| {
            below.ancestors().any(|above| tree.root.join(above).is_symlink() && above != Path::new(""))
        })
    });
    lie.any(|is_link| is_link)
}

/// What is in a file now.
///
/// # Errors
/// When it cannot be read.
pub fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(file)
}

/// What an earlier build kept in a cache file; none when there is nothing that can be read.
pub fn cache(file: &Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

/// Reads a handbook's files again: of those that look as they did when `known` was read, its texts are
/// taken and shared. So they are of what is there and cannot be listed or read, which is said beside it.
pub fn reload(tree: &Tree<'_>, known: &Files) -> (Files, Option<LoadError>) {
    let mut files = Files::default();
    let mut failures = Vec::new();
    let (found, linked) = list(tree, &mut files.findings, &mut failures);
    files.linked = linked;
    let found = without_people_elsewhere(tree, found, &mut files);
    let found = unread::without(tree, found, &mut files);
    files.keep_below(&failures, known);
    let is_data = |path: &str| path == people::FILE || path == reviews::FILE;
    let is_read = |path: &str| is_markdown(path) || is_data(path);
    let (pages, assets): (Vec<_>, Vec<_>) = found.into_iter().partition(|(path, _)| is_read(path));
    let read = pages.into_par_iter().map(|(path, file)| {
        let shown = path_from(tree.root, &file);
        let read = read_page(&shown, &file, known.page(&shown));
        (path, file, read)
    });
    for (path, file, read) in read.collect::<Vec<_>>() {
        match read {
            Ok(Content::Text(page)) => files.put(&path, page),
            Ok(Content::Binary(_)) if is_data(&path) => files.findings.push(
                Finding::new(&NOT_TEXT, "the file is not text, and nothing of it is known")
                    .at(Place::file(&path_from(tree.root, &file)))
                    .help("save it as UTF-8"),
            ),
            Ok(Content::Binary(stamp)) => take_binary(tree, path, file, stamp, &mut files),
            // It has gone since it was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                if let Some(kept) = known.page(&path_from(tree.root, &file)) {
                    files.put(&path, kept.unsure());
                }
                failures.push(("read", file, error));
            }
        }
    }
    files.pages.sort_by(|a, b| a.source.path.cmp(&b.source.path));
    files.assets.par_extend(assets.into_par_iter().filter_map(|(path, file)| {
        let stamp = Stamp::of(&file).ok()?;
        let same = known.asset(&path).filter(|asset| asset.stamp == stamp && asset.file == file);
        let size = same.map_or_else(|| image_size(&file), |asset| asset.size);
        Some(Asset { path, file, size, stamp })
    }));
    files.assets.sort_by(|a, b| a.path.cmp(&b.path));
    included::load(tree, &known.included, &mut files, &mut failures);
    files.owners = owners::code_owners(tree, known, &mut files.findings, &mut failures);
    let odd: Vec<Finding> = files.texts().filter_map(|page| page.finding.as_deref().cloned()).collect();
    files.findings.extend(odd);
    let failed = !failures.is_empty();
    (files, failed.then_some(LoadError { failures }))
}

/// Of the files of the content, those that are not the people by another name: they are not published.
fn without_people_elsewhere(
    tree: &Tree<'_>,
    mut found: Vec<(String, PathBuf)>,
    files: &mut Files,
) -> Vec<(String, PathBuf)> {
    let people = people_file(tree).filter(|_| files.linked);
    let Some(people) = people else { return found };
    let is_theirs = |(path, file): &(String, PathBuf)| {
        path != people::FILE && file.canonicalize().is_ok_and(|file| file == people)
    };
    let theirs: Vec<bool> = found.par_iter().map(is_theirs).collect();
    let mut theirs = theirs.into_iter();
    found.retain(|(_, file)| {
        let is_theirs = theirs.next().unwrap_or_default();
        if is_theirs {
            let (words, help) = match file.is_symlink() {
                true => ("this link leads to the people, who are not published", "remove the link"),
                false => ("these are the people, who are not published", "move the file out of the content"),
            };
            let place = Place::file(&path_from(tree.root, file));
            files.findings.push(Finding::new(&OUTSIDE_LINK, words).at(place).help(help));
        }
        !is_theirs
    });
    found
}

/// Where the people are, without links in its path.
fn people_file(tree: &Tree<'_>) -> Option<PathBuf> {
    tree.root.join(tree.src).join(people::FILE).canonicalize().ok()
}

impl Files {
    /// All that was read of the content: its pages, the summary, the people, the reviews and the owners.
    pub fn texts(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().chain(self.apart())
    }

    /// What was read that is no page.
    pub fn apart(&self) -> impl Iterator<Item = &Page> {
        self.summary.iter().chain(&self.people).chain(&self.reviews).chain(&self.owners)
    }

    /// Takes in the file at a path relative to the content folder.
    fn put(&mut self, path: &str, page: Page) {
        match path {
            "SUMMARY.md" => self.summary = Some(page),
            people::FILE => self.people = Some(page),
            reviews::FILE => self.reviews = Some(page),
            _ => self.pages.push(page),
        }
    }

    /// The file of this path, as it was read.
    fn page(&self, path: &str) -> Option<&Page> {
        let at = self.pages.binary_search_by(|page| (*page.source.path).cmp(path));
        at.ok().map(|at| &self.pages[at]).or_else(|| self.apart().find(|page| *page.source.path == *path))
    }

    /// Takes over what is known below folders that cannot be listed. It is to be read again the next time.
    fn keep_below(&mut self, failures: &[Failure], known: &Files) {
        for (_, folder, _) in failures {
            let is_below = |page: &&Page| page.file.starts_with(folder);
            self.pages.extend(known.pages.iter().filter(is_below).map(Page::unsure));
            self.summary = known.summary.as_ref().filter(is_below).map(Page::unsure).or(self.summary.take());
            self.people = known.people.as_ref().filter(is_below).map(Page::unsure).or(self.people.take());
            self.reviews = known.reviews.as_ref().filter(is_below).map(Page::unsure).or(self.reviews.take());
            self.assets.extend(known.assets.iter().filter(|asset| asset.file.starts_with(folder)).cloned());
        }
    }

    /// The asset of this path.
    fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.binary_search_by(|asset| (*asset.path).cmp(path)).ok().map(|at| &self.assets[at])
    }
}

/// What a file under a Markdown name holds.
enum Content {
    Text(Page),
    Binary(Stamp),
}

/// A page as it is now; none when it is no text any more.
///
/// # Errors
/// When it cannot be read.
pub fn look_again(page: &Page) -> io::Result<Option<Page>> {
    Ok(match read_page(&page.source.path, &page.file, Some(page))? {
        Content::Text(page) => Some(page),
        Content::Binary(_) => None,
    })
}

/// Whether a file that a page includes is as it was read.
pub fn is_as_read(root: &Path, known: &Source) -> bool {
    let file = root.join(&*known.path);
    let bytes = if file.is_file() { std::fs::read(file).ok() } else { None };
    bytes.is_some_and(|bytes| {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        bytes == known.text.as_bytes()
            || String::from_utf8_lossy(bytes) == *known.text
            || utf16(bytes).is_some_and(|text| text == *known.text)
    })
}

/// Reads a Markdown file, unless it looks as it did when it was read before.
fn read_page(shown: &str, file: &Path, known: Option<&Page>) -> io::Result<Content> {
    // Before the text: what changes in between is then seen the next time.
    let stamp = Stamp::of(file)?;
    if let Some(known) = known.filter(|known| known.stamp.holds(stamp) && known.file == file) {
        return Ok(Content::Text(known.clone()));
    }
    let bytes = std::fs::read(file)?;
    if let Some(known) = known.filter(|known| known.finding.is_none() && known.file == file)
        && bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes) == known.source.text.as_bytes()
    {
        return Ok(Content::Text(Page { stamp, ..known.clone() }));
    }
    Ok(match text(shown, bytes) {
        Some((source, finding)) => {
            Content::Text(Page { source, file: file.to_owned(), stamp, finding: finding.map(Box::new) })
        }
        None => Content::Binary(stamp),
    })
}

/// What the bytes of a Markdown file say, and what is wrong with them; none when they are no text.
fn text(shown: &str, bytes: Vec<u8>) -> Option<(Source, Option<Finding>)> {
    if let Some(text) = utf16(&bytes) {
        let source = Source::new(shown, &text);
        let finding = Finding::new(&NOT_TEXT, "the file is UTF-16, as some editors save it");
        let finding = finding.at(source.place(0..0)).help("save the file as UTF-8");
        return Some((source, Some(finding)));
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.as_bytes()[..text.len().min(8_000)].contains(&0) => {
            Some((Source::new(shown, &text), None))
        }
        Ok(_) => None,
        Err(error) => {
            let bytes = error.into_bytes();
            let head = &bytes[..bytes.len().min(8_000)];
            // Text in another encoding has some odd bytes; a picture has them everywhere.
            let odd = String::from_utf8_lossy(head).matches('\u{FFFD}').count();
            if head.contains(&0) || odd * 10 > head.len() {
                return None;
            }
            let source = Source::new(shown, &String::from_utf8_lossy(&bytes));
            let at = source.text.find('\u{FFFD}').unwrap_or(0);
            let finding = Finding::new(&NOT_TEXT, "the file has bytes that are not UTF-8")
                .at(source.place(at..at + '\u{FFFD}'.len_utf8()))
                .help("save the file as UTF-8");
            Some((source, Some(finding)))
        }
    }
}

/// What a file in UTF-16 says: one that begins with its mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn take_binary(tree: &Tree<'_>, path: String, file: PathBuf, stamp: Stamp, files: &mut Files) {
    files.findings.push(
        Finding::new(&NOT_TEXT, "the file is not text: it is copied as it is and becomes no page")
            .at(Place::file(&path_from(tree.root, &file)))
            .help("give it the ending that says what it is"),
    );
    files.assets.push(Asset { path, file, size: None, stamp });
}

/// `path` relative to `root`, `/`-separated.
fn path_from(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
