//! From a source to a parsed page: pure, one file at a time.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::file_name;
use crate::syntax::document::Document;
use crate::syntax::front_matter::{self, FrontMatter};
use crate::syntax::markdown::{self, Dialect, Files};
use crate::text::Source;

/// A page on its own, before it knows of any other.
#[derive(Debug)]
pub struct Parsed {
    /// The file.
    pub source: Source,
    /// What it says about itself.
    pub front: FrontMatter,
    /// What it says. Its findings include those in the front matter.
    pub document: Document,
}

/// Parses a page. Cannot fail: what is wrong is among the document's findings.
pub fn parse(source: &Source, dialect: &Dialect, included: &dyn Files) -> Parsed {
    let (front, body, mut findings) = front_matter::read(source);
    let mut document = markdown::read(source, body, front.title.as_deref(), dialect, included);
    findings.append(&mut document.findings);
    document.findings = findings;
    Parsed { source: source.clone(), front, document }
}

/// The files that pages include, and which of them are drafts.
#[derive(Debug)]
pub struct Included<'a> {
    files: &'a BTreeMap<String, Source>,
    drafts: BTreeSet<&'a str>,
}

impl<'a> Included<'a> {
    /// `pages` are all pages: what is a draft may say so itself, or a folder's page above it may. With
    /// `show_drafts` none is one.
    pub fn new(files: &'a BTreeMap<String, Source>, pages: &'a [Source], show_drafts: bool) -> Self {
        let mut drafts = BTreeSet::new();
        if !show_drafts && !files.is_empty() {
            let folders = Folders::of(pages);
            let markdown = files.iter().filter(|(path, _)| file_name::is_markdown(path));
            drafts.extend(markdown.filter(|(_, file)| folders.makes_draft(file)).map(|(path, _)| &**path));
        }
        Included { files, drafts }
    }
}

impl Files for Included<'_> {
    fn get(&self, path: &str) -> Option<Source> {
        self.files.get(path).cloned()
    }

    fn is_draft(&self, path: &str) -> bool {
        self.drafts.contains(path)
    }
}

/// By folder, its own page.
struct Folders<'a>(FxHashMap<&'a str, (usize, &'a Source)>);

impl<'a> Folders<'a> {
    fn of(pages: &'a [Source]) -> Self {
        let mut own = FxHashMap::default();
        for page in pages {
            let Some(rank) = file_name::own_rank(file_name::last(&page.path)) else { continue };
            let best = own.entry(above(&page.path).unwrap_or("")).or_insert((rank, page));
            if rank < best.0 {
                *best = (rank, page);
            }
        }
        Folders(own)
    }

    /// Whether a file is a draft, by its own word or that of a folder's page above it.
    fn makes_draft(&self, file: &Source) -> bool {
        let says = front_matter::read(file).0.draft;
        let folders = std::iter::successors(above(&file.path), |folder| above(folder)).chain([""]);
        let cascade = |folder: &str| {
            let (_, page) = self.0.get(folder).filter(|(_, page)| page.path != file.path)?;
            front_matter::read(page).0.cascade?.draft
        };
        says.or_else(|| folders.into_iter().find_map(cascade)).unwrap_or(false)
    }
}

/// The folder of a file, or of a folder; none for what lies at the root.
fn above(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}
