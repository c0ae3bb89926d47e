//! The author's HTML as it is, but for what would take the rest of the site's page with it.

use super::Writer;
use super::raw::Piece;
use crate::syntax::raw_html::{self, PartKind};
use crate::text::{Place, Span};

/// The elements so far that must not be left open: name and place.
#[derive(Default)]
pub struct Kept {
    swallowing: Vec<(String, Place)>,
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
        self.keep_part(piece, end);
        for part in parts.iter().take_while(|part| part.span.end <= end) {
            if let PartKind::Tag(tag) = &part.kind
                && !tag.end
                && raw_html::is_swallowing(&tag.name)
            {
                let place = self.raw_place(piece, part.span);
                self.kept.swallowing.push((tag.name.clone(), place));
            }
        }
        if end < html.len() {
            self.show_open(piece, Span { start: end, end: html.len() });
        }
    }

    fn keep_part(&mut self, piece: &Piece<'_>, end: usize) {
        let html = &piece.html[..end];
        let mut copied = 0;
        self.own_ids.next_fragment();
        for reference in raw_html::references(html) {
            let span = reference.span;
            self.push_raw(&html[copied..span.start]);
            copied = span.end;
            let place = self.raw_place(piece, span);
            self.raw_reference(reference, place);
        }
        self.push_raw(&html[copied..]);
    }

    /// Ends what must not go on beyond the page's text.
    pub(super) fn close_kept(&mut self) {
        if self.kept.swallowing.is_empty() {
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
            let last = self.kept.swallowing.iter().rposition(|(kept, _)| *kept == name);
            if let Some((name, place)) = last.map(|last| self.kept.swallowing.remove(last)) {
                self.report_unclosed_element(&name, place);
            }
        }
    }
}
