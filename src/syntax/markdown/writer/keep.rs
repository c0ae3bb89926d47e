//! The author's HTML as it is, but for what would take the rest of the site's page with it.

use super::raw::Piece;
use super::{Writer, notes};
use crate::syntax::raw_html::{self, PartKind, Tag};
use crate::text::{Place, Span};

/// The elements that are open: name and place.
#[derive(Default)]
pub struct Kept {
    /// Whether there were any.
    any: bool,
    open: Vec<(String, Place)>,
}

impl Kept {
    /// Whether an element is open.
    pub fn in_block(&self) -> bool {
        self.open.iter().any(|(name, _)| !raw_html::ends_by_itself(name))
    }
}

impl Writer<'_> {
    /// Writes a piece as it is. From a tag or comment on that has no end it is shown as text.
    pub(super) fn keep(&mut self, piece: &Piece<'_>) {
        let html = &*piece.html;
        let parts = raw_html::parts(html);
        let open = parts.iter().find(|part| match &part.kind {
            PartKind::Open => true,
            // Nothing can end it.
            PartKind::Tag(tag) => tag.name == "plaintext" && !tag.end,
            _ => false,
        });
        let end = open.map_or(html.len(), |open| open.span.start);
        for part in parts.iter().take_while(|part| part.span.end <= end) {
            let written = &html[part.span.range()];
            match &part.kind {
                PartKind::Tag(_) if self.is_foreign(piece, part.span) => self.write_text(written),
                // To a browser, more may be a tag than is one here.
                PartKind::Text => self.push_raw(&written.replace('<', "&lt;")),
                PartKind::Tag(tag) => self.keep_tag(piece, part.span, tag),
                _ => self.push_raw(written),
            }
        }
        if end < html.len() {
            self.show_open(piece, Span { start: end, end: html.len() });
        }
    }

    fn keep_tag(&mut self, piece: &Piece<'_>, at: Span, tag: &Tag) {
        if tag.end {
            match self.kept.open.iter().rposition(|(name, _)| *name == tag.name) {
                Some(last) => drop(self.kept.open.remove(last)),
                // Nothing of the author's ends here: it would end something of the site's.
                None => return self.note_stray_end(piece, at, &tag.name),
            }
        }
        let html = &piece.html[at.range()];
        let mut copied = 0;
        self.own_ids.next_fragment();
        let references = if tag.has_values() { raw_html::references(html) } else { Vec::new() };
        for reference in references {
            let span = reference.span;
            self.push_raw(&html[copied..span.start]);
            copied = span.end;
            let place = self.raw_place(piece, span.shift(at.start));
            let quoted = html[..span.start].ends_with('"');
            self.raw_reference(reference, tag, quoted, place);
        }
        self.push_raw(&html[copied..]);
        self.kept.any |= raw_html::stays_open(tag);
        if !raw_html::stays_open(tag) {
            return;
        }
        if tag.alone {
            // What the author means, and no browser does.
            self.out.push_str(&format!("</{}>", tag.name));
        } else {
            let place = self.raw_place(piece, at);
            self.kept.open.push((tag.name.clone(), place));
        }
    }

    fn note_stray_end(&mut self, piece: &Piece<'_>, at: Span, name: &str) {
        if !raw_html::is_void(name) && name != "p" {
            let place = self.raw_place(piece, at);
            self.note(notes::Kind::End, name, place);
        }
    }

    /// Ends what must not go on beyond the page's text.
    pub(super) fn close_kept(&mut self) {
        if !self.kept.any {
            return;
        }
        let (ends, names) = raw_html::missing_ends(&self.out);
        self.out.push_str(&ends);
        self.report_kept(names);
        if let Some(title) = &mut self.document.title {
            let (ends, names) = raw_html::missing_ends(&title.html);
            title.html.push_str(&ends);
            self.report_kept(names);
        }
    }

    fn report_kept(&mut self, names: Vec<String>) {
        for name in names {
            let last = self.kept.open.iter().rposition(|(kept, _)| *kept == name);
            if let Some((name, place)) = last.map(|last| self.kept.open.remove(last))
                && !raw_html::ends_by_itself(&name)
            {
                self.report_unclosed_element(&name, place);
            }
        }
    }
}
