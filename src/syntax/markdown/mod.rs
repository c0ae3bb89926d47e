//! Markdown to a [`Document`]: CommonMark with the extensions that handbooks use.
//!
//! pulldown-cmark reads; the writer turns its events into HTML with holes. Parsing cannot fail:
//! what is wrong becomes a finding and the text stays visible.

mod blocks;
mod charted;
mod containers;
mod dollars;
mod extent;
mod footnotes;
mod foreign;
mod inline;
mod links;
mod parts;
mod rules;
pub mod short;
mod variables;
mod weekly;
mod writer;

#[cfg(test)]
mod soup;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pulldown_cmark::Options;

use super::document::Document;
use crate::config::RawHtml;
use crate::diag::nearest;
use crate::syntax::lift::Lifting;
use crate::text::{Place, Source, Span};

pub use charted::{Charted, charted, finding as chart_finding, steps as chart_steps};
pub use containers::CONTAINERS;
pub use rules::{
    BAD_CHART, BAD_DATA, BAD_INCLUDE, BAD_MATH, BAD_TABS, DRAFT_INCLUDE, DROPPED_ATTRIBUTE, DROPPED_HTML,
    DUPLICATE_ID, LONG_CODE, SURPLUS_CELL, UNCLOSED_CONTAINER, UNCLOSED_HTML, UNKNOWN_BLOCK,
    UNKNOWN_FOOTNOTE, UNKNOWN_LANGUAGE, UNKNOWN_TAG, UNKNOWN_VARIABLE,
};

/// How pages are read: the settings that the text's meaning depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    /// What becomes of raw HTML.
    pub html: RawHtml,
    /// Whether quotes curl and dashes join.
    pub smart_punctuation: bool,
    /// The values of `{{ name }}`.
    pub vars: BTreeMap<String, String>,
    /// The kinds whose pages may have fields in their text.
    pub lifts: Vec<Lifting>,
}

impl Dialect {
    fn options(&self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_MATH
            | Options::ENABLE_GFM
            | Options::ENABLE_DEFINITION_LIST;
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options
    }
}

pub use extent::{Extent, Piece, Run, pieces};
pub use weekly::weekly;

pub use variables::replace as replace_variables;

/// What an alert may be: `> [!NOTE]`.
const ALERTS: [&str; 6] = ["note", "tip", "important", "warning", "caution", "danger"];

/// On which lines of a page's source its blocks start, each with the first characters of its text, in
/// order: paragraphs, headings, list items, code and cells.
pub fn block_lines(source: &Source) -> Vec<(usize, String)> {
    blocks::block_lines(source)
}

/// The headings of a page whose text starts at the byte `body`: their words, and where their lines are.
pub fn heading_places(source: &Source, body: usize) -> Vec<(String, Place)> {
    blocks::heading_places(source, body)
}

/// The files that a page may include, by their path from the handbook's root.
pub trait Files {
    /// The file at `path`, if it was read.
    fn get(&self, path: &str) -> Option<Source>;

    /// Where there is none at `path`, the path of the file that was probably meant.
    fn nearest(&self, path: &str) -> Option<&str>;

    /// Whether the file at `path` is there, and not for readers: [`Files::get`] has none then.
    fn is_withheld(&self, _path: &str) -> bool {
        false
    }

    /// Whether the file at `path` is a draft that nobody is to read yet.
    fn is_draft(&self, _path: &str) -> bool {
        false
    }
}

/// No files at all.
impl Files for () {
    fn get(&self, _: &str) -> Option<Source> {
        None
    }

    fn nearest(&self, _: &str) -> Option<&str> {
        None
    }
}

impl Files for BTreeMap<String, Source> {
    fn get(&self, path: &str) -> Option<Source> {
        BTreeMap::get(self, path).cloned()
    }

    fn nearest(&self, path: &str) -> Option<&str> {
        nearest(path, self.keys().map(String::as_str))
    }
}

/// Reads the body of `source` that starts at the byte `body`.
///
/// `title` is the title that the front matter gives. The first heading of level 1 becomes
/// [`Document::title`], and leaves the body, when it says the same or there is no other.
pub fn read(
    source: &Source,
    body: usize,
    title: Option<&str>,
    dialect: &Dialect,
    files: &dyn Files,
) -> Document {
    read_without(source, body, &[], title, dialect, files)
}

/// Reads the body of `source` as [`read`] does, as if there were blanks in the place of some lines.
pub fn read_without(
    source: &Source,
    body: usize,
    lines: &[Span],
    title: Option<&str>,
    dialect: &Dialect,
    files: &dyn Files,
) -> Document {
    let mut writer = writer::Writer::new(source, title, dialect, files);
    match lines {
        [] => writer.run(source, (body..source.text.len()).into()),
        lines => writer.run_text(source, &parts::without(&source.text, lines)[body..], body),
    }
    writer.finish()
}

/// The files that the text of `source` includes, by their paths from the handbook's root: what has
/// to be read before the page can be.
pub fn included_files(source: &Source) -> Vec<String> {
    let mut files = blocks::included_files(source);
    files.extend(weekly::data_files(source));
    files
}
