//! Wiki links with markup in their words: the parser hands those over in parts, so that running text
//! never has a whole one.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{Hole, LinkKind, Writer};
use crate::text::Span;

/// Longer ones are none: looking further would make a row of brackets quadratic.
const LONGEST: usize = 300;

/// What can be markup within a line, or stand for another character.
const MARKUP: [char; 8] = ['*', '_', '`', '~', '<', '&', '\\', '$'];

impl Writer<'_> {
    /// Writes the wiki link whose second bracket is at `at`, if there is one with markup in it, and has
    /// what the parser makes of it passed over.
    pub(super) fn marked_wiki(&mut self, text: &str, at: usize) -> bool {
        let plain = self.code.is_some() || self.html.is_some() || self.in_raw_verbatim();
        let linked = self.links_open > 0 || self.image.is_some() || self.in_raw_link();
        if plain || linked || !self.run.ends_with('[') {
            return false;
        }
        let Some(wiki) = Marked::find(text, at) else { return false };
        self.run.pop();
        self.flush();
        let options = self.dialect.options();
        let place = self.place(wiki.name);
        let link = self.link(&words(&text[wiki.name.range()], options), place, LinkKind::Wiki);
        self.hole(Hole::WikiStart(link));
        self.links_open += 1;
        let label = &text[wiki.label.range()];
        match is_line(label, options) {
            // A name such as `Vec<T>` is no HTML.
            true if wiki.label == wiki.name && label.contains('<') => self.write_text(&words(label, options)),
            true => self.inline(text, wiki.label),
            false => self.write_text(label),
        }
        self.links_open -= 1;
        self.hole(Hole::WikiEnd(link));
        if let Some(frame) = self.frames.last_mut() {
            frame.written = Span { start: at - 1, end: wiki.end };
        }
        true
    }
}

/// The parts of a wiki link with markup.
struct Marked {
    name: Span,
    label: Span,
    end: usize,
}

impl Marked {
    fn find(text: &str, at: usize) -> Option<Self> {
        let before = text.get(..at)?.strip_suffix('[')?;
        // `list[[0]]` is code that somebody forgot to mark.
        if before.ends_with(|before: char| before.is_ascii_alphanumeric() || matches!(before, '\\' | '!')) {
            return None;
        }
        let start = at + 1;
        let window = &text.as_bytes()[start..text.len().min(start + LONGEST)];
        let inside = &text[start..start + memchr::memmem::find(window, b"]]")?];
        if inside.contains(['[', ']', '\n']) || !inside.contains(MARKUP) {
            return None;
        }
        let end = start + inside.len();
        let bar = inside.find('|').map(|bar| start + bar);
        // In a table the bar is escaped.
        let name_end = bar.map_or(end, |bar| bar - usize::from(text[..bar].ends_with('\\')));
        let name = trimmed(text, Span { start, end: name_end })?;
        let label = bar.map_or(Some(name), |bar| trimmed(text, Span { start: bar + 1, end }))?;
        Some(Marked { name, label, end: end + "]]".len() })
    }
}

/// A span without the blanks at its ends; none when there is nothing else.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let part = &text[span.range()];
    let start = span.start + part.len() - part.trim_start().len();
    (!part.trim().is_empty()).then(|| Span { start, end: start + part.trim().len() })
}

/// Whether the parser takes a text for words, and not for a list or a heading.
fn is_line(text: &str, options: Options) -> bool {
    matches!(Parser::new_ext(text, options).next(), Some(Event::Start(Tag::Paragraph)))
}

/// A text without its markup, as a title is.
fn words(text: &str, options: Options) -> String {
    if !is_line(text, options) {
        return text.to_owned();
    }
    let mut words = String::new();
    for event in Parser::new_ext(text, options) {
        if let Event::Text(part) | Event::Code(part) | Event::InlineHtml(part) | Event::InlineMath(part) =
            event
        {
            words.push_str(&part);
        }
    }
    words
}
