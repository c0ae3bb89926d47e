//! The author's own HTML: what becomes of a piece of it, and which of its elements are open around a
//! text.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use pulldown_cmark::{Tag, TagEnd};

use super::{DISGUISE, Hole, Writer};
use crate::characters::without_odd_references;
use crate::config::RawHtml;
use crate::syntax::document::LinkKind;
use crate::syntax::escape;
use crate::syntax::raw_html::{self, Fate, PartKind, Reference, ReferenceKind, Tag as RawTag, VERBATIM};
use crate::text::{Place, Span};

/// A piece of the author's HTML: a block, or a tag or comment in a sentence.
pub struct Piece<'h> {
    /// The HTML.
    pub html: Cow<'h, str>,
    /// Where its lines start: in it, and in the text that is being read.
    pub starts: Vec<(usize, usize)>,
    /// Whether it stands between blocks.
    pub block: bool,
}

impl<'h> Piece<'h> {
    /// A piece in a sentence of `text`. What stands before its lines there, of a quote or a list, it has
    /// not.
    pub fn inline(html: &'h str, text: &str, at: Span) -> Self {
        let mut starts = vec![(0, at.start)];
        let (mut in_html, mut in_text) = (0, at.start);
        let written = text[at.range()].split_inclusive('\n').map(|line| (line.len(), line.trim_end().len()));
        for (line, (length, shown)) in html.split_inclusive('\n').zip(written) {
            if in_html > 0 {
                starts.push((in_html, in_text + shown.saturating_sub(line.trim_end().len())));
            }
            in_html += line.len();
            in_text += length;
        }
        Piece { html: html.into(), starts, block: false }
    }

    /// Whether a part of it stands in a line of its own.
    pub fn is_line(&self, part: Span) -> bool {
        let before = self.html[..part.start].rsplit('\n').next();
        let after = self.html[part.end..].split('\n').next();
        self.block && before.into_iter().chain(after).all(|text| text.trim().is_empty())
    }

    /// The offset in the text that is being read of an offset in the piece.
    fn source_offset(&self, at: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= at);
        let (start, offset) = self.starts.get(next.saturating_sub(1)).copied().unwrap_or_default();
        offset + (at - start)
    }
}

impl Writer<'_> {
    /// A piece of raw HTML, treated as the handbook wants it.
    pub(super) fn raw_html(&mut self, mut piece: Piece<'_>) {
        self.flush();
        if self.frame().isolated.is_some() && piece.html.contains(DISGUISE) {
            piece.html = piece.html.replace(DISGUISE, ":").into();
        }
        if self.image.is_some() {
            return self.raw_in_image(&piece.html);
        }
        match self.dialect.html {
            RawHtml::Escape => escape::text(&mut self.out, &piece.html),
            RawHtml::Sanitize => self.clean(&piece),
            RawHtml::Allow => self.keep(&piece),
        }
    }

    /// Whether an element of the author's HTML that began between blocks is still open.
    pub(super) fn in_raw_block(&self) -> bool {
        self.cleaning.in_block() || self.kept.in_block()
    }

    /// Whether the text is that of a link in HTML.
    pub(super) fn in_raw_link(&self) -> bool {
        self.cleaning.in_link() || self.raw_elements.in_link()
    }

    /// Whether the text is to show as it is written, for the HTML around it.
    pub(super) fn in_raw_verbatim(&self) -> bool {
        self.cleaning.in_verbatim() || self.raw_elements.in_verbatim()
    }

    /// Within an image there is only text: what is no HTML.
    fn raw_in_image(&mut self, html: &str) {
        let markup = raw_html::parts(html).into_iter().any(|part| match part.kind {
            PartKind::Tag(tag) => raw_html::fate(&tag.name) != Fate::Unknown || tag.has_values(),
            PartKind::Remark => true,
            _ => false,
        });
        if self.dialect.html == RawHtml::Escape || !markup {
            self.write_text(html);
        }
    }

    /// The place in the source of a part of a piece.
    pub(super) fn raw_place(&self, piece: &Piece<'_>, part: Span) -> Place {
        let last = piece.html[part.range()].chars().next_back().map_or(0, char::len_utf8);
        let end = piece.source_offset(part.end - last) + last;
        self.place(Span { start: piece.source_offset(part.start), end })
    }

    /// Writes HTML, or a part of it, as it is. What a browser, or the sanitiser, would make an odd
    /// character of could be taken for a marker.
    pub(super) fn push_raw(&mut self, html: &str) {
        if self.odd {
            self.out.push_str(&without_odd_references(html));
        } else {
            self.out.push_str(html);
        }
    }

    /// Takes note of a reference in a tag, and writes the hole that stands for it. `quoted` says that
    /// double quotes are around it.
    pub(super) fn raw_reference(&mut self, reference: Reference, tag: &RawTag, quoted: bool, place: Place) {
        let kind = match reference.kind {
            ReferenceKind::Anchor => return self.own_id(reference, place),
            ReferenceKind::Media => LinkKind::Embed,
            ReferenceKind::Link => LinkKind::Link,
        };
        // Only a reference to a character can have made one here.
        let dest = reference.value.replace(DISGUISE, "\u{FFFD}");
        let link = self.link(&dest, place, kind);
        let says = |names: &[&str]| names.iter().any(|name| tag.attribute(name).is_some());
        let (sized, lazy) = (!says(&["width", "height"]), !says(&["loading"]));
        let picture = reference.tag == "img" && reference.attribute == "src" && quoted && (sized || lazy);
        self.hole(if picture { Hole::Picture { link, sized, lazy } } else { Hole::Address(link) });
    }
}

/// Where everything is allowed, the elements that are open: those opened in a sentence, and those opened by
/// HTML between blocks. Where HTML is cleaned, [`super::elements::Cleaning`] knows.
#[derive(Default)]
pub struct RawElements {
    sentence: Open,
    blocks: Open,
}

#[derive(Default)]
struct Open {
    link: bool,
    /// How many of each of [`VERBATIM`] are open.
    verbatim: [usize; VERBATIM.len()],
}

impl RawElements {
    /// Whether the text is that of a link.
    pub fn in_link(&self) -> bool {
        self.sentence.link || self.blocks.link
    }

    /// Whether the text is to show as it is written.
    pub fn in_verbatim(&self) -> bool {
        self.sentence.verbatim.iter().chain(&self.blocks.verbatim).any(|open| *open > 0)
    }

    /// Reads tags that stand in a sentence.
    pub fn read_inline(&mut self, html: &str) {
        self.sentence.read(html);
    }

    /// Reads a block of HTML.
    pub fn read_block(&mut self, html: &str) {
        self.blocks.read(html);
    }

    /// Forgets, where a block starts, what the sentence before left open.
    pub fn enter(&mut self, tag: &Tag<'_>) {
        if !is_inline(&tag.to_end()) {
            self.sentence = Open::default();
        }
    }

    /// Forgets what was left open in a block, where it ends.
    pub fn leave(&mut self, tag: &TagEnd) {
        if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) {
            *self = RawElements::default();
        } else if !is_inline(tag) {
            self.sentence = Open::default();
        }
    }
}

/// Whether the element stands in a sentence.
pub fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

impl Open {
    fn read(&mut self, html: &str) {
        let mut anchor = false;
        let emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
                match event {
                    CallbackEvent::OpenStartTag { name } => {
                        anchor = name == b"a";
                        if let Some(open) = self.of(name) {
                            *open += 1;
                        }
                    }
                    // One without an address is a place that links go to, and often left open.
                    CallbackEvent::AttributeName { name } if anchor && name == b"href" => self.link = true,
                    CallbackEvent::EndTag { name: b"a" } => self.link = false,
                    CallbackEvent::EndTag { name } => {
                        if let Some(open) = self.of(name) {
                            *open = open.saturating_sub(1);
                        }
                    }
                    _ => {}
                }
                None
            });
        // The emitter hands out nothing: reading is all that is wanted.
        Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    }

    fn of(&mut self, name: &[u8]) -> Option<&mut usize> {
        VERBATIM.iter().position(|own| own.as_bytes() == name).map(|index| &mut self.verbatim[index])
    }
}
