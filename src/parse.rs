//! From a source to a parsed page: pure, one file at a time.

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
