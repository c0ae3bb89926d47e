//! What one page's Markdown says: HTML with holes, and everything that others need to know of it.
//!
//! Where a link leads, how big an image is and what lies below a page is known only when all pages
//! are; and highlighting is slow and often unneeded. Such places are *holes*: the HTML carries a
//! marker, and filling it in is a copy.

use std::ops::Range;
use std::sync::Arc;

use crate::chart::Chart;
use crate::chart::weekly::Weekly;
use crate::diag::Finding;
use crate::text::Place;

/// Starts a marker: a noncharacter, which Unicode sets aside for a program's own use.
pub const MARK: char = '\u{FDD0}';
/// Ends a marker.
pub const UNMARK: char = '\u{FDD1}';

/// A page's Markdown, read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The body's HTML, each hole a decimal index between [`MARK`] and [`UNMARK`].
    pub html: String,
    /// What belongs into the holes.
    pub holes: Vec<Hole>,
    /// The heading that gave or repeats the page's title; it is not in the HTML.
    pub title: Option<TitleHeading>,
    /// The other headings in order.
    pub headings: Vec<Heading>,
    /// Every id that a link can lead to, sorted.
    pub anchors: Vec<String>,
    /// Every link, image and other reference, in order.
    pub links: Vec<Link>,
    /// Paths of the files that the text includes, relative to the handbook's root.
    pub includes: Vec<Arc<str>>,
    /// What tells the texts that it includes from others; none when it includes none. The data of charts are no text.
    pub taken_in: Option<u64>,
    /// Where it includes others, with which of the headings come from there.
    pub brought: Vec<(Place, Range<usize>)>,
    /// The graphs that the front matter of a review has.
    pub weekly: Option<Arc<Weekly>>,
    /// How many words there are to read, code aside.
    pub words: usize,
    /// What the theme may need to load for it.
    pub uses: Uses,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// Something that is known only when the page is rendered.
#[derive(Debug, Clone)]
pub enum Hole {
    /// The address that a link leads to: an index into [`Document::links`].
    Address(usize),
    /// The address of an image in the author's HTML, the last thing in quotes: what the tag does not say of
    /// it follows as attributes, the last without its quote.
    Picture {
        /// An index into [`Document::links`].
        link: usize,
        /// Whether its width and height are to be said.
        sized: bool,
        /// Whether it is loaded only when it comes near.
        lazy: bool,
    },
    /// Where a wiki link's words begin: an index into [`Document::links`]. One that names no page is no
    /// link, as its name is no address.
    WikiStart(usize),
    /// Where its words end.
    WikiEnd(usize),
    /// An image.
    Image {
        /// An index into [`Document::links`].
        link: usize,
        /// Its text.
        alt: String,
        /// Its title.
        title: String,
    },
    /// A block of code.
    Code {
        /// Its info string.
        info: String,
        /// The code.
        code: String,
    },
    /// A listing of the pages below this one, down to a number of levels.
    Children {
        /// 1 for the pages directly below.
        depth: usize,
    },
    /// HTML of our own making, kept from the sanitiser.
    Html(String),
    /// A chart.
    Chart {
        /// What tells its parts from those of others on a page.
        key: String,
        /// What it shows.
        chart: Arc<Chart>,
    },
    /// The box of a task, and whether it is ticked.
    Task(bool),
    /// A word of the program's own, one of [`WORDS`]: the theme knows the language.
    Word(&'static str),
}

/// The words that the program itself puts into pages, as the theme calls them.
pub const WORDS: [&str; 15] = [
    "caution",
    "danger",
    "details",
    "footnote-back",
    "footnotes",
    "important",
    "info",
    "missing-part",
    "note",
    "not-found-title",
    "task-done",
    "task-open",
    "tip",
    "todo",
    "warning",
];

/// The heading that is shown as the page's title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TitleHeading {
    /// Its plain text.
    pub text: String,
    /// Its HTML, with holes.
    pub html: String,
    /// Its id.
    pub id: String,
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id on the page.
    pub id: String,
    /// Its plain text.
    pub text: String,
    /// Whether it stands in nothing else: what follows it, up to the next such heading of its level, is a section.
    pub top: bool,
}

/// How something is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A link to follow.
    Link,
    /// A link by title, file name or id: `[[Testing]]`, `[[rota.pdf]]`.
    Wiki,
    /// Hugo's `ref` and `relref`: a link from the file, or else from the root of the content.
    Reference,
    /// An image, or another file that the page shows.
    Embed,
    /// An image by file name: `![[wall.png]]`.
    WikiEmbed,
}

/// A reference, as it was written.
#[derive(Debug, Clone)]
pub struct Link {
    /// The destination, with Markdown's escapes resolved but percent escapes kept.
    pub dest: String,
    /// Where the destination is written. Its file is the place that it is relative to.
    pub place: Place,
    /// How it refers.
    pub kind: LinkKind,
}

/// Which of the theme's helpers a page needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Uses {
    /// Diagrams.
    pub mermaid: bool,
    /// Code blocks.
    pub code: bool,
    /// Tabs.
    pub tabs: bool,
    /// Mathematics.
    pub math: bool,
    /// Charts.
    pub chart: bool,
}

impl Uses {
    /// What two texts need.
    #[must_use]
    pub fn and(self, other: Uses) -> Uses {
        Uses {
            mermaid: self.mermaid || other.mermaid,
            code: self.code || other.code,
            tabs: self.tabs || other.tabs,
            math: self.math || other.math,
            chart: self.chart || other.chart,
        }
    }
}

impl Document {
    /// Copies `html` (the body's, or the title's) to `out`; `fill` writes what belongs into a hole.
    pub fn fill(&self, html: &str, out: &mut String, mut fill: impl FnMut(&Hole, &mut String)) {
        let mut rest = html;
        while let Some(at) = memchr::memmem::find(rest.as_bytes(), MARKER_START) {
            out.push_str(&rest[..at]);
            let inside = &rest[at + MARK.len_utf8()..];
            rest = inside;
            match self.marked(inside) {
                Some((hole, after)) => {
                    fill(hole, out);
                    rest = after;
                }
                // No text is dropped for a mark that is none of ours.
                None => out.push('\u{FFFD}'),
            }
        }
        out.push_str(rest);
    }

    /// The hole whose index `inside` begins with, and what follows its marker.
    fn marked<'h>(&self, inside: &'h str) -> Option<(&Hole, &'h str)> {
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        let after = inside[digits..].strip_prefix(UNMARK)?;
        Some((self.holes.get(inside[..digits].parse::<usize>().ok()?)?, after))
    }
}

const MARKER_START: &[u8] = "\u{FDD0}".as_bytes();
