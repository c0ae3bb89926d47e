//! Headings in the author's HTML: they have ids, stand in the contents, and the first may be the page's
//! title, as Markdown's do.

use super::Writer;
use super::raw::Piece;
use crate::syntax::document::{Heading, MARK, TitleHeading, UNMARK};
use crate::syntax::escape;
use crate::syntax::raw_html::{self, Tag};
use crate::text::{Place, Span};

/// A heading in a block of HTML, until its end.
pub struct RawHeading {
    name: &'static str,
    /// The part of the piece that ends it.
    pub end: usize,
    /// Where in the output it and its content start.
    start: usize,
    content: usize,
    /// The id that it says.
    id: Option<String>,
    place: Place,
}

/// Whether it is an element of this sort.
pub fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

impl Writer<'_> {
    /// Begins a heading that the part `end` of the same piece ends.
    pub(super) fn begin_raw_heading(
        &mut self,
        piece: &Piece<'_>,
        at: Span,
        (name, tag): (&'static str, &Tag),
        end: usize,
    ) -> RawHeading {
        let place = self.raw_place(piece, at);
        let value = tag.attribute("id").and_then(|attribute| attribute.value);
        let id = value.map(|value| raw_html::text(&piece.html[value.range()]));
        let id = id.filter(|id| !id.is_empty());
        let mut nameless = tag.clone();
        if id.is_some() {
            nameless.attributes.retain(|attribute| attribute.name != "id");
        }
        let start = self.out.len();
        self.clean_start(piece, at, name, &nameless, true);
        RawHeading { name, end, start, content: self.out.len(), id, place }
    }

    /// Ends it: in its place, or as the page's title.
    pub(super) fn end_raw_heading(&mut self, heading: RawHeading) {
        let RawHeading { name, start, content, id, place, .. } = heading;
        self.end_element(name, true);
        let text = shown(&self.out[content..]);
        if text.is_empty() && id.is_none() {
            return;
        }
        let (heading, title) = self.raw_heading(level(name), text, id, place);
        if title {
            let mut html = self.out.split_off(content);
            html.truncate(html.len() - name.len() - "</>".len());
            self.out.truncate(start);
            let Heading { id, text, .. } = heading;
            self.document.title = Some(TitleHeading { text, html, id });
        } else {
            self.insert_id(content, &heading.id);
            self.document.headings.push(heading);
        }
    }

    /// Gives a heading in a sentence its id, if it is one that has none; `content` is where in the output
    /// its content starts, which ends here.
    pub(super) fn name_heading(&mut self, name: &str, content: usize) {
        let named = || {
            let tag = self.out[..content].rfind('<').unwrap_or(content);
            self.out[tag..content].contains(" id=\"")
        };
        if !is_heading(name) || self.heading.is_some() || named() {
            return;
        }
        let text = shown(&self.out[content..]);
        if !text.is_empty() {
            let place = self.place(Span::default());
            let (heading, _) = self.raw_heading(level(name), text, None, place);
            self.insert_id(content, &heading.id);
            self.document.headings.push(heading);
        }
    }

    fn insert_id(&mut self, content: usize, id: &str) {
        let mut attribute = String::from(" id=\"");
        escape::attribute(&mut attribute, id);
        attribute.push('"');
        self.out.insert_str(content - ">".len(), &attribute);
    }
}

fn level(name: &str) -> u8 {
    name.as_bytes()[1] - b'0'
}

/// The text that readers see of HTML with holes.
fn shown(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, inside)) = rest.split_once(MARK) {
        text.push_str(before);
        rest = inside.split_once(UNMARK).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    raw_html::text(&text)
}
