//! The author's own HTML: how it is written, and which of its elements are open around a text.

use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use pulldown_cmark::{Tag, TagEnd};

use super::Writer;
use crate::config::RawHtml;
use crate::syntax::characters::without_odd_references;
use crate::syntax::document::{Hole, LinkKind};
use crate::syntax::escape;
use crate::syntax::raw_html::{self, ReferenceKind};
use crate::text::Span;

/// Elements whose text is to show as it is written.
const PLAIN: [&[u8]; 7] = [b"code", b"kbd", b"pre", b"samp", b"script", b"style", b"textarea"];

impl Writer<'_> {
    /// A piece of raw HTML, treated as the handbook wants it.
    pub(super) fn raw_html(&mut self, html: &str, at: Span) {
        self.flush();
        match self.dialect.html {
            RawHtml::Escape => {
                escape::text(&mut self.out, html);
                return;
            }
            // Dropping comments here saves most pages that have any the sanitiser.
            RawHtml::Sanitize if is_comment(html) => return,
            RawHtml::Sanitize => self.raw = true,
            RawHtml::Allow => {}
        }
        let swallowing = if self.raw { raw_html::swallowing(html) } else { Vec::new() };
        let mut copied = 0;
        self.own_ids.next_fragment();
        for reference in raw_html::references(html) {
            let place = self.place(reference.span.shift(at.start));
            self.push_raw(&html[copied..reference.span.start], &swallowing);
            copied = reference.span.end;
            let kind = match reference.kind {
                ReferenceKind::Anchor => {
                    self.own_id(reference, place);
                    continue;
                }
                ReferenceKind::Media => LinkKind::Embed,
                ReferenceKind::Link => LinkKind::Link,
            };
            let link = self.link(&reference.value, place, kind);
            self.hole(Hole::Address(link));
        }
        self.push_raw(&html[copied..], &swallowing);
    }

    /// Writes raw HTML with the tags of the elements in `swallowing` as text. What a browser, or the
    /// sanitiser, would make an odd character of could be taken for a marker.
    fn push_raw(&mut self, html: &str, swallowing: &[&str]) {
        if self.odd {
            raw_html::push_without(&mut self.out, &without_odd_references(html), swallowing);
        } else {
            raw_html::push_without(&mut self.out, html, swallowing);
        }
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.strip_prefix("<!--")
        .and_then(|rest| rest.find("-->").map(|end| end + 3 == rest.len()))
        .unwrap_or(false)
}

/// The elements that are open: those opened in a sentence, and those opened by HTML between blocks.
#[derive(Default)]
pub struct RawElements {
    sentence: Open,
    blocks: Open,
}

#[derive(Default)]
struct Open {
    link: bool,
    /// How many of each of [`PLAIN`] are open.
    plain: [usize; PLAIN.len()],
}

impl RawElements {
    /// Whether the text is that of a link.
    pub fn in_link(&self) -> bool {
        self.sentence.link || self.blocks.link
    }

    /// Whether the text is to show as it is written.
    pub fn in_plain(&self) -> bool {
        self.sentence.plain.iter().chain(&self.blocks.plain).any(|open| *open > 0)
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

fn is_inline(tag: &TagEnd) -> bool {
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
        PLAIN.iter().position(|plain| *plain == name).map(|index| &mut self.plain[index])
    }
}
