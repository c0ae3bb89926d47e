//! Headings: their ids, and the one that is the page's title.

use pulldown_cmark::HeadingLevel;

use super::Writer;
use crate::diag::Finding;
use crate::syntax::document::{Heading, TitleHeading};
use crate::syntax::escape;
use crate::syntax::markdown::foreign;
use crate::syntax::markdown::rules::DUPLICATE_ID;
use crate::text::{Place, Span};

/// A heading whose text is being read.
pub struct OpenHeading {
    pub level: HeadingLevel,
    /// The id that the author wrote.
    pub id: Option<String>,
    pub classes: String,
    /// Where its HTML starts in the output.
    pub start: usize,
    pub text: String,
}

impl Writer<'_> {
    /// Ends the heading whose text is complete: as the page's title, or in its place.
    pub(super) fn end_heading(&mut self, text: &str, at: Span) {
        let Some(heading) = self.heading.take() else { return };
        let line = text[at.range()].trim_end().len();
        let place = self.place(Span { start: at.start, end: at.start + line });
        let written = heading.id.as_deref().map(|id| written_id(text, at, id));
        let mut text = heading.text.trim().to_owned();
        if let Some(title) = self.title.filter(|_| text == foreign::TITLE) {
            title.clone_into(&mut text);
            self.out.truncate(heading.start);
            escape::text(&mut self.out, title);
        }
        let id = self.heading_id(heading.id, written, &text);
        self.heading_places.push(place);
        let html = self.out.split_off(heading.start);
        let level = heading.level as u8;
        if self.is_title(level, &text) {
            self.document.title = Some(TitleHeading { text, html, id });
            return;
        }
        let Writer { out, .. } = self;
        out.push_str(&format!("<h{level} id=\""));
        escape::attribute(out, &id);
        out.push('"');
        if !heading.classes.is_empty() {
            out.push_str(" class=\"");
            escape::attribute(out, &heading.classes);
            out.push('"');
        }
        out.push('>');
        out.push_str(&html);
        out.push_str("<a class=\"anchor\" href=\"#");
        escape::attribute(out, &id);
        out.push_str(&format!("\" aria-hidden=\"true\" tabindex=\"-1\">#</a></h{level}>\n"));
        // What a file brings that is included, which is one deeper for it, is as if it stood here.
        let top = self.depth + 1 == self.frames.len() && self.containers.is_empty() && !self.in_raw_block();
        self.document.headings.push(Heading { level, id, text, top });
    }

    /// Whether what stands here is in nothing else.
    fn is_on_its_own(&self) -> bool {
        self.frames.len() == 1 && self.depth == 0 && self.containers.is_empty()
    }

    /// Whether a heading that stands here is the page's title.
    fn is_title(&self, level: u8, text: &str) -> bool {
        level == 1
            && self.is_on_its_own()
            && !text.is_empty()
            && self.document.title.is_none()
            && !self.document.headings.iter().any(|heading| heading.level == 1)
            && self.title.is_none_or(|title| title == text)
    }

    /// Gives a heading of the author's HTML its id, or the one that it says; and whether it is the page's
    /// title.
    pub(super) fn raw_heading(
        &mut self,
        level: u8,
        text: String,
        id: Option<String>,
        place: Place,
    ) -> (Heading, bool) {
        let title = self.is_title(level, &text) && self.table.is_none();
        let id = match id {
            Some(id) if self.ids.take_for_heading(&id) => id,
            Some(id) => self.other_id(&id, &text, place.clone()),
            None => self.ids.heading(&text),
        };
        self.heading_places.push(place);
        (Heading { level, id, text, top: false }, title)
    }

    /// The id of a heading with this text: the one that is written at `place`, unless it is taken.
    fn heading_id(&mut self, id: Option<String>, place: Option<Span>, text: &str) -> String {
        let Some((id, place)) = id.zip(place) else { return self.ids.heading(text) };
        if self.ids.take_for_heading(&id) {
            return id;
        }
        let place = self.place(place);
        self.other_id(&id, text, place)
    }

    /// The id of a heading whose own, at `place`, is taken.
    fn other_id(&mut self, id: &str, text: &str, place: Place) -> String {
        let first = self.ids.position(id).and_then(|position| self.heading_places.get(position)).cloned();
        let instead = self.ids.heading(text);
        let help = format!("until it is another, the heading's is `#{instead}`");
        let finding = match first {
            // A text that is included twice has its ids but once.
            Some(first) if first.file == place.file && contains(first.span, place.span) => return instead,
            Some(first) => Finding::new(&DUPLICATE_ID, format!("another heading has the id `{id}`"))
                .related(first, "links lead here"),
            None => Finding::new(&DUPLICATE_ID, format!("the page needs the id `{id}` for itself")),
        };
        self.found(finding.at(place).help(help));
        instead
    }
}

/// Where a heading's id is written in it, or the heading.
fn written_id(text: &str, heading: Span, id: &str) -> Span {
    let start = text[heading.range()].rfind(&format!("#{id}")).map(|at| heading.start + at);
    start.map_or(heading, |start| Span { start, end: start + 1 + id.len() })
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
