//! The author's HTML made harmless: each tag is written anew, so that the sanitiser reads a page as it
//! was read here.

use std::collections::{BTreeMap, BTreeSet};

use super::raw::Piece;
use super::{Writer, notes};
use crate::syntax::characters::without_odd_references;
use crate::syntax::escape;
use crate::syntax::raw_html::{self, Fate, PartKind, Tag};
use crate::text::{Place, Span};

/// What is known of the HTML that came before.
#[derive(Default)]
pub struct Cleaning {
    /// How many elements of each name are open.
    open: BTreeMap<&'static str, usize>,
    /// Names of elements whose start tags were dropped: so are their end tags.
    dropped: BTreeSet<String>,
    /// Whether a drawing or a formula has begun in a block before.
    drawing: bool,
    /// What began in the sentence that is being read, and is to end in it.
    pending: Vec<Pending>,
    /// How many of Markdown's elements are open in the sentence.
    depth: usize,
}

/// More elements in one sentence than this are not looked for the ends of.
const MOST_PENDING: usize = 64;

/// An element that began in a sentence.
struct Pending {
    name: String,
    depth: usize,
    fate: Pends,
    place: Place,
}

/// What becomes of an element that began in a sentence.
enum Pends {
    /// It stays. The output has its end tag already, where its content starts, until another comes.
    Kept(usize),
    /// Its tags are dropped when it ends, and shown as they are written when it does not.
    Unwrapped(Mark, String),
    /// It is dropped when it ends, and its tag shown when it does not.
    Dropped(Mark, String),
}

/// How far the page was written.
struct Mark {
    out: usize,
    heading: usize,
    links: usize,
    holes: usize,
    ids: usize,
}

impl Writer<'_> {
    /// Writes the harmless part of a piece.
    pub(super) fn clean(&mut self, piece: &Piece<'_>) {
        let html = &*piece.html;
        let parts = raw_html::parts(html);
        let ends = if piece.block { raw_html::ends(&parts) } else { Vec::new() };
        let mut next = 0;
        while let Some(part) = parts.get(next) {
            let end = ends.get(next).copied().flatten();
            next += 1;
            match &part.kind {
                PartKind::Text => self.push_quoted(&html[part.span.range()]),
                PartKind::Content => self.write_text(&html[part.span.range()]),
                PartKind::Remark if html[part.span.range()].starts_with("<!--") => {}
                PartKind::Remark => {
                    let place = self.raw_place(piece, part.span);
                    self.note(notes::Kind::Element, "instruction", place);
                }
                PartKind::Open => self.show_open(piece, part.span),
                PartKind::Tag(tag) => match raw_html::fate(&tag.name) {
                    Fate::Kept(name) if tag.end => self.clean_end(name),
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
    }

    /// A start tag that stays; `ends` says whether its end tag is in the same piece.
    fn clean_start(&mut self, piece: &Piece<'_>, at: Span, name: &'static str, tag: &Tag, ends: bool) {
        if self.raw.is_none() {
            self.raw = Some(self.raw_place(piece, at));
        }
        self.push_tag(piece, at, name, tag);
        if raw_html::is_void(name) {
            return;
        }
        // Without an address it is a place that links go to, and often has no end.
        let anchor = name == "a" && !tag.attributes.iter().any(|attribute| attribute.name == "href");
        if tag.alone {
            self.push_end(name);
        } else if ends || !(anchor || raw_html::is_contained(name)) {
            *self.cleaning.open.entry(name).or_default() += 1;
        } else if piece.block {
            self.push_end(name);
            if !anchor {
                let place = self.raw_place(piece, at);
                self.report_unclosed_element(name, place);
            }
        } else {
            let content = self.out.len();
            self.push_end(name);
            self.pend(name, Pends::Kept(content), self.raw_place(piece, at));
        }
    }

    fn push_end(&mut self, name: &str) {
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
                    self.raw_reference(reference, place);
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

    /// An end tag of an element that stays. One that ends nothing is dropped.
    fn clean_end(&mut self, name: &'static str) {
        if name == "br" {
            // As browsers take it.
            self.out.push_str("<br>");
        } else if let Some(Pending { fate: Pends::Kept(content), .. }) = self.ended(name) {
            self.out.replace_range(content..content + name.len() + "</>".len(), "");
            self.push_end(name);
        } else if let Some(open) = self.cleaning.open.get_mut(name).filter(|open| **open > 0) {
            *open -= 1;
            self.push_end(name);
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
        if self.is_foreign(piece, at) {
            return self.write_text(&piece.html[at.range()]);
        }
        let drawing = self.cleaning.drawing || self.cleaning.pending.iter().any(within);
        if tag.end {
            return if drawing { drop(self.ended(&tag.name)) } else { self.dropped_end(piece, at, tag) };
        }
        if drawing && markup {
            return;
        }
        let place = self.raw_place(piece, at);
        let name = &piece.html[at.start + 1..][..tag.name.len()];
        if markup {
            self.cleaning.dropped.insert(tag.name.clone());
        }
        if self.cleaning.dropped.contains(&tag.name) {
            self.note(notes::Kind::Component, name, place);
        } else if piece.block {
            self.write_text(&piece.html[at.range()]);
            self.note(notes::Kind::Words, name, place);
        } else {
            let fate = Pends::Unwrapped(self.mark(), piece.html[at.range()].to_owned());
            self.pend(&tag.name, fate, place);
        }
    }

    /// Whether a tag is that of a Hugo shortcode: `{{<name>}}`.
    fn is_foreign(&self, piece: &Piece<'_>, at: Span) -> bool {
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

    /// Waits for the end of an element.
    fn pend(&mut self, name: &str, fate: Pends, place: Place) {
        let depth = self.cleaning.depth;
        let pending = Pending { name: name.to_owned(), depth, fate, place };
        if self.cleaning.pending.len() < MOST_PENDING {
            self.cleaning.pending.push(pending);
        } else {
            self.settle(pending);
        }
    }

    /// An element did not end in its sentence.
    fn settle(&mut self, pending: Pending) {
        let Pending { name, fate, place, .. } = pending;
        match fate {
            Pends::Kept(_) if name == "a" => {}
            Pends::Kept(_) => self.report_unclosed_element(&name, place),
            Pends::Unwrapped(mark, tag) | Pends::Dropped(mark, tag) => {
                let mut text = String::new();
                escape::text(&mut text, &tag);
                self.out.insert_str(mark.out, &text);
                if let Some(heading) = &mut self.heading {
                    heading.text.insert_str(mark.heading, &tag);
                }
                match raw_html::fate(&name) {
                    Fate::Unknown => self.note(notes::Kind::Words, &name, place),
                    _ => self.report_shown(&name, place),
                }
            }
        }
    }

    /// The element of this name that ends here, if it began in the same sentence and nothing of
    /// Markdown's ended or began in between that is not whole. What began within it ends with it.
    fn ended(&mut self, name: &str) -> Option<Pending> {
        let Cleaning { pending, depth, .. } = &self.cleaning;
        let last = pending.iter().rposition(|pending| pending.name == name && pending.depth == *depth)?;
        while self.cleaning.pending.len() > last + 1 {
            let within = self.cleaning.pending.pop()?;
            self.settle(within);
        }
        self.cleaning.pending.pop()
    }

    fn mark(&self) -> Mark {
        Mark {
            out: self.out.len(),
            heading: self.heading.as_ref().map_or(0, |heading| heading.text.len()),
            links: self.document.links.len(),
            holes: self.document.holes.len(),
            ids: self.own_ids.len(),
        }
    }

    fn take_back(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        if let Some(heading) = &mut self.heading {
            heading.text.truncate(mark.heading);
        }
        self.document.links.truncate(mark.links);
        self.document.holes.truncate(mark.holes);
        self.own_ids.truncate(mark.ids);
    }

    /// An element of Markdown's begins in a sentence.
    pub(super) fn enter_inline(&mut self) {
        self.cleaning.depth += 1;
    }

    /// An element of Markdown's ends in a sentence.
    pub(super) fn leave_inline(&mut self) {
        let Cleaning { pending, depth, .. } = &mut self.cleaning;
        *depth = depth.saturating_sub(1);
        if pending.is_empty() {
            return;
        }
        let depth = *depth;
        self.settle_pending(|pending| pending.depth > depth);
    }

    /// A sentence ends, and with it what may have begun in it.
    pub(super) fn end_sentence(&mut self) {
        self.cleaning.depth = 0;
        if !self.cleaning.pending.is_empty() {
            self.settle_pending(|_| true);
        }
    }

    /// Settles the last elements for which `ends` says so, the last first: what is written for one moves
    /// those after it.
    fn settle_pending(&mut self, ends: impl Fn(&Pending) -> bool) {
        while let Some(pending) = self.cleaning.pending.pop_if(|pending| ends(pending)) {
            self.settle(pending);
        }
    }
}
