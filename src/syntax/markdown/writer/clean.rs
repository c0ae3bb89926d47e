//! The author's HTML made harmless: each tag is written anew, so that the sanitiser reads a page as it
//! was read here.

use super::elements::{Pending, Pends, Words, is_words};
use super::raw::Piece;
use super::{Writer, notes};
use crate::characters::without_odd_references;
use crate::syntax::document::{Heading, TitleHeading};
use crate::syntax::escape;
use crate::syntax::raw_html::{self, Fate, PartKind, Tag};
use crate::text::Span;

impl Writer<'_> {
    /// Writes the harmless part of a piece.
    pub(super) fn clean(&mut self, piece: &Piece<'_>) {
        let html = &*piece.html;
        let parts = raw_html::parts(html);
        let ends = if piece.block { raw_html::ends(&parts) } else { Vec::new() };
        let mut next = 0;
        // A heading that is the page's title: what ends it, and where in the output it starts.
        let mut title: Option<(usize, usize, Heading)> = None;
        while let Some(part) = parts.get(next) {
            let end = ends.get(next).copied().flatten();
            next += 1;
            if let Some((_, start, Heading { id, text, .. })) = title.take_if(|title| title.0 + 1 == next) {
                let html = self.out.split_off(start);
                self.document.title = Some(TitleHeading { text, html, id });
                continue;
            }
            match &part.kind {
                PartKind::Text => self.push_quoted(&html[part.span.range()]),
                PartKind::Content => self.write_text(&html[part.span.range()]),
                PartKind::Remark if html[part.span.range()].starts_with("<!--") => {}
                PartKind::Remark => {
                    let place = self.raw_place(piece, part.span);
                    self.note(notes::Kind::Element, "instruction", place);
                }
                PartKind::Open => self.show_open(piece, part.span),
                PartKind::Tag(_) if self.is_foreign(piece, part.span) => {
                    self.write_text(&html[part.span.range()]);
                }
                PartKind::Tag(tag) => match raw_html::fate(&tag.name) {
                    Fate::Kept(name) if tag.end => self.clean_end(piece, part.span, name),
                    Fate::Kept(name) if is_nameless_heading(name, tag) && end.is_some() => {
                        let end = end.unwrap_or(next);
                        let text = raw_html::text(&html[part.span.end..parts[end].span.start]);
                        title = self
                            .begin_heading(piece, part.span, (name, tag), text)
                            .map(|heading| (end, self.out.len(), heading));
                    }
                    Fate::Kept(name) => self.clean_start(piece, part.span, name, tag, end.is_some()),
                    Fate::Dropped | Fate::Unwrapped if tag.end => self.dropped_end(piece, part.span, tag),
                    Fate::Unwrapped => self.unwrap_tag(piece, part.span, tag),
                    Fate::Dropped => {
                        self.drop_tag(piece, part.span, tag, end.is_some());
                        next = end.map_or(next, |end| end + 1);
                    }
                    Fate::Unknown => self.unknown_tag(piece, part.span, tag, end.is_some()),
                },
            }
        }
        self.close_piece();
    }

    /// A start tag that stays; `ends` says whether its end tag is in the same piece.
    fn clean_start(&mut self, piece: &Piece<'_>, at: Span, name: &'static str, tag: &Tag, ends: bool) {
        let place = self.raw_place(piece, at);
        if name == "input" && !is_checkbox(piece, tag) {
            return self.note(notes::Kind::Element, name, place);
        }
        if self.raw.is_none() {
            self.raw = Some(place.clone());
        }
        if piece.block && raw_html::is_block(name) {
            self.end_raw_paragraph();
        }
        let start = self.mark();
        self.push_tag(piece, at, name, tag);
        if raw_html::is_void(name) {
            return;
        }
        let anchor = name == "a" && tag.attribute("href").is_none();
        if tag.alone {
            self.push_end(name);
        } else if !piece.block {
            // In a table's cell there is no other way to write a list.
            let words = is_words(name, tag) && !(self.table.is_some() && raw_html::is_block(name));
            let words = words.then(|| Words {
                tag: piece.html[at.range()].to_owned(),
                attributes: tag
                    .attributes
                    .iter()
                    .map(|attribute| (attribute.name.clone(), self.raw_place(piece, attribute.place)))
                    .collect(),
            });
            let fate = Pends::Kept { start, content: self.out.len(), anchor, words };
            self.pend(name, fate, place);
        } else if ends || !(anchor || raw_html::is_contained(name)) {
            self.open_element(name, anchor, ends, place);
        } else {
            self.push_end(name);
            if !anchor {
                self.report_unclosed_element(name, place);
            }
        }
    }

    /// A heading that ends in the same piece: it has an id as others have. Hands it back, and writes
    /// nothing, when it is the page's title.
    fn begin_heading(
        &mut self,
        piece: &Piece<'_>,
        at: Span,
        (name, tag): (&'static str, &Tag),
        text: String,
    ) -> Option<Heading> {
        if text.is_empty() {
            self.clean_start(piece, at, name, tag, true);
            return None;
        }
        let place = self.raw_place(piece, at);
        self.raw.get_or_insert_with(|| place.clone());
        let (heading, is_title) = self.raw_heading(name.as_bytes()[1] - b'0', text, place);
        if is_title {
            return Some(heading);
        }
        self.clean_start(piece, at, name, tag, true);
        self.out.pop();
        self.out.push_str(" id=\"");
        escape::attribute(&mut self.out, &heading.id);
        self.out.push_str("\">");
        self.document.headings.push(heading);
        None
    }

    pub(super) fn push_end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Writes a start tag anew: every value in quotes, and nothing that is not allowed.
    fn push_tag(&mut self, piece: &Piece<'_>, at: Span, name: &str, tag: &Tag) {
        let html = &*piece.html;
        self.out.push('<');
        self.out.push_str(name);
        self.own_ids.next_fragment();
        let references = if tag.has_values() { raw_html::references(&html[at.range()]) } else { Vec::new() };
        let mut references = references.into_iter().peekable();
        for attribute in &tag.attributes {
            if !raw_html::may_have(name, &attribute.name) {
                if !piece.block && is_words(name, tag) {
                    continue;
                }
                let place = self.raw_place(piece, attribute.place);
                self.note(notes::Kind::Attribute, &attribute.name, place);
                continue;
            }
            self.out.push(' ');
            self.out.push_str(&attribute.name);
            self.out.push_str("=\"");
            let value = attribute.value.unwrap_or_default();
            let mut copied = value.start;
            while let Some(reference) =
                references.next_if(|reference| reference.span.start + at.start < value.end)
            {
                let span = reference.span.shift(at.start);
                if span.start >= copied {
                    self.push_quoted(&html[copied..span.start]);
                    copied = span.end;
                    let place = self.raw_place(piece, span);
                    self.raw_reference(reference, tag, true, place);
                }
            }
            self.push_quoted(&html[copied..value.end]);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Writes text, or a part of a value, that has character references: quotes and brackets escaped.
    fn push_quoted(&mut self, html: &str) {
        let html = if self.odd { without_odd_references(html) } else { html.into() };
        let mut copied = 0;
        for at in memchr::memchr3_iter(b'<', b'>', b'"', html.as_bytes()) {
            self.out.push_str(&html[copied..at]);
            self.out.push_str(match html.as_bytes()[at] {
                b'<' => "&lt;",
                b'>' => "&gt;",
                _ => "&quot;",
            });
            copied = at + 1;
        }
        self.out.push_str(&html[copied..]);
    }

    /// An end tag of an element that stays. One that ends nothing is dropped, and text in a sentence.
    fn clean_end(&mut self, piece: &Piece<'_>, at: Span, name: &'static str) {
        if name == "br" {
            // As browsers take it.
            self.out.push_str("<br>");
        } else if self.ended(name).is_some() {
            self.push_end(name);
        } else if self.end_element(name, piece.block)
            || name == "p"
            || raw_html::is_void(name)
            || self.cleaning.was_ended(name)
        {
        } else {
            let place = self.raw_place(piece, at);
            self.note(notes::Kind::End, name, place);
            if !piece.block {
                self.write_text(&piece.html[at.range()]);
            }
        }
    }

    /// The start tag of an element that is dropped with what is in it; `ends` says whether its end is in
    /// the same piece.
    fn drop_tag(&mut self, piece: &Piece<'_>, at: Span, tag: &Tag, ends: bool) {
        let place = self.raw_place(piece, at);
        if !piece.block && !tag.alone {
            let fate = Pends::Dropped(self.mark(), piece.html[at.range()].to_owned());
            return self.pend(&tag.name, fate, place);
        }
        self.note(notes::Kind::Element, &tag.name, place.clone());
        if !ends && !tag.alone {
            self.cleaning.dropped.insert(tag.name.clone());
            self.cleaning.drawing |= matches!(&*tag.name, "svg" | "math");
            self.report_unclosed_element(&tag.name, place);
        }
    }

    /// The start tag of an element whose content stays.
    fn unwrap_tag(&mut self, piece: &Piece<'_>, at: Span, tag: &Tag) {
        let place = self.raw_place(piece, at);
        let markup = piece.block || tag.alone || tag.has_values();
        if markup {
            self.note(notes::Kind::Tag, &tag.name, place);
            self.cleaning.dropped.insert(tag.name.clone());
        } else {
            let fate = Pends::Unwrapped(self.mark(), piece.html[at.range()].to_owned());
            self.pend(&tag.name, fate, place);
        }
    }

    /// An end tag of an element that does not stay. One that ends nothing is text.
    fn dropped_end(&mut self, piece: &Piece<'_>, at: Span, tag: &Tag) {
        match self.ended(&tag.name) {
            Some(Pending { fate: Pends::Dropped(before, _), place, .. }) => {
                self.take_back(&before);
                self.note(notes::Kind::Element, &tag.name, place);
            }
            Some(Pending { place, .. }) => {
                let unknown = raw_html::fate(&tag.name) == Fate::Unknown;
                let kind = if unknown { notes::Kind::Component } else { notes::Kind::Tag };
                self.note(kind, &tag.name, place);
            }
            None if self.cleaning.dropped.contains(&tag.name) => {
                self.cleaning.drawing &= !matches!(&*tag.name, "svg" | "math");
            }
            None => self.write_text(&piece.html[at.range()]),
        }
    }

    /// A tag that HTML does not have: words in angle brackets, or a component of another generator;
    /// `ends` says whether its end is in the same piece.
    fn unknown_tag(&mut self, piece: &Piece<'_>, at: Span, tag: &Tag, ends: bool) {
        let within = |pending: &Pending| matches!(pending.fate, Pends::Dropped(..));
        let markup = ends || tag.alone || tag.has_values();
        let drawing = self.cleaning.drawing || self.cleaning.pending.iter().any(within);
        if tag.end {
            return if drawing { drop(self.ended(&tag.name)) } else { self.dropped_end(piece, at, tag) };
        }
        if drawing && markup {
            return;
        }
        let place = self.raw_place(piece, at);
        let name = &piece.html[at.start + 1..][..tag.name.len()];
        // A component's name is that of a class, or has a hyphen.
        let component = piece.block && name.contains(|c: char| c.is_ascii_uppercase() || c == '-');
        if markup || (component && name.contains(|c: char| c.is_ascii_lowercase())) {
            self.cleaning.dropped.insert(tag.name.clone());
        }
        if self.cleaning.dropped.contains(&tag.name) {
            self.note(notes::Kind::Component, name, place);
        } else if piece.block {
            let alone = piece.html.trim() == &piece.html[at.range()];
            self.out.push_str(if alone { "<p>" } else { "" });
            self.write_text(&piece.html[at.range()]);
            self.out.push_str(if alone { "</p>" } else { "" });
            self.note(notes::Kind::Words, name, place);
        } else {
            let fate = Pends::Unwrapped(self.mark(), piece.html[at.range()].to_owned());
            self.pend(&tag.name, fate, place);
        }
    }

    /// Whether a tag is that of a Hugo shortcode: `{{<name>}}`.
    pub(super) fn is_foreign(&self, piece: &Piece<'_>, at: Span) -> bool {
        let place = self.raw_place(piece, at);
        self.frame().source.text[..place.span.start].ends_with("{{")
    }

    /// Shows as text what has no end, in paragraphs where it has any.
    pub(super) fn show_open(&mut self, piece: &Piece<'_>, at: Span) {
        let html = &piece.html[at.range()];
        let line = html.lines().next().unwrap_or_default().trim_end().len();
        let place = self.raw_place(piece, Span { start: at.start, end: at.start + line.max(1) });
        self.report_open(html.starts_with("<!--"), place);
        if !piece.block {
            return self.write_text(html);
        }
        for paragraph in html.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.out.push_str("<p>");
            escape::text(&mut self.out, paragraph.trim());
            self.out.push_str("</p>\n");
        }
    }
}

/// Whether a tag begins a heading that says no id.
fn is_nameless_heading(name: &str, tag: &Tag) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") && !tag.alone && tag.attribute("id").is_none()
}

/// Whether an input is a task's box: others ask for something.
fn is_checkbox(piece: &Piece<'_>, tag: &Tag) -> bool {
    let kind = tag.attribute("type").and_then(|attribute| attribute.value);
    kind.is_some_and(|value| piece.html[value.range()].eq_ignore_ascii_case("checkbox"))
}
