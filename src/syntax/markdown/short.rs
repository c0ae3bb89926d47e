//! Markdown within one line, as a field of front matter may have it: links, emphasis and code, and nothing else.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::inline::{Piece, pieces};
use crate::syntax::document::LinkKind;

/// A part of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Letters.
    Text(String),
    /// Code.
    Code(String),
    /// What follows, up to [`Part::End`], has a mark.
    Start(Mark),
    /// The end of the latest mark.
    End,
}

/// What a part of a text is marked as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Emphasis.
    Em,
    /// Strong emphasis.
    Strong,
    /// A link to this destination.
    Link(String, LinkKind),
}

/// The parts of a text; none when it has no marks at all, or is more than one paragraph of them.
pub fn parts(text: &str) -> Option<Vec<Part>> {
    let text = text.trim();
    if !text.contains(['*', '_', '`', '[', '<']) {
        return None;
    }
    let mut read = Reader::default();
    let mut depth = 0;
    for event in TextMergeStream::new(Parser::new_ext(text, Options::empty())) {
        match event {
            // A second block is none of a line's.
            Event::Start(Tag::Paragraph) if read.parts.is_empty() && depth == 0 => depth = 1,
            Event::End(TagEnd::Paragraph) => depth = 2,
            event if depth == 1 => read.take(event)?,
            _ => return None,
        }
    }
    let is_marked = |part: &Part| matches!(part, Part::Code(_) | Part::Start(_));
    (depth == 2 && read.parts.iter().any(is_marked)).then_some(read.parts)
}

/// The words alone.
pub fn words(parts: &[Part]) -> String {
    let word = |part: &Part| match part {
        Part::Text(text) | Part::Code(text) => Some(text.clone()),
        Part::Start(_) | Part::End => None,
    };
    parts.iter().filter_map(word).collect()
}

/// The destinations of the links in a text.
pub fn links(text: &str) -> Vec<(String, LinkKind)> {
    if !text.contains(['[', '<']) {
        return Vec::new();
    }
    let link = |part: Part| match part {
        Part::Start(Mark::Link(dest, kind)) => Some((dest, kind)),
        _ => None,
    };
    parts(text).into_iter().flatten().filter_map(link).collect()
}

#[derive(Default)]
struct Reader {
    parts: Vec<Part>,
    /// How many links are open, in which there are no others.
    links: usize,
}

impl Reader {
    /// Takes what stands within a paragraph; none when that is no part of a line.
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Text(text) if self.links > 0 => self.parts.push(Part::Text(text.into_string())),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.parts.push(Part::Code(code.into_string())),
            // What looks like HTML is what it looks like: `<team>`.
            Event::InlineHtml(html) => self.parts.push(Part::Text(html.into_string())),
            Event::SoftBreak | Event::HardBreak => self.parts.push(Part::Text(" ".to_owned())),
            Event::Start(Tag::Emphasis) => self.parts.push(Part::Start(Mark::Em)),
            Event::Start(Tag::Strong) => self.parts.push(Part::Start(Mark::Strong)),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links += 1;
                self.parts.push(Part::Start(Mark::Link(dest_url.into_string(), LinkKind::Link)));
            }
            Event::End(end @ (TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link)) => {
                self.links -= usize::from(end == TagEnd::Link);
                self.parts.push(Part::End);
            }
            _ => return None,
        }
        Some(())
    }

    /// Letters, with the wiki links among them.
    fn text(&mut self, text: &str) {
        let mut copied = 0;
        pieces(text, |at, piece| {
            let Piece::Wiki(name, label, whole) = piece else { return };
            if whole.starts_with('!') || at < copied {
                return;
            }
            self.letters(&text[copied..at]);
            self.parts.push(Part::Start(Mark::Link(name.to_owned(), LinkKind::Wiki)));
            self.letters(label);
            self.parts.push(Part::End);
            copied = at + whole.len();
        });
        self.letters(&text[copied..]);
    }

    fn letters(&mut self, letters: &str) {
        if !letters.is_empty() {
            self.parts.push(Part::Text(letters.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a text, written as in HTML.
    fn shown(text: &str) -> Option<String> {
        let mut open = Vec::new();
        let mut part = |part: Part| match part {
            Part::Text(text) => text,
            Part::Code(code) => format!("<code>{code}</code>"),
            Part::Start(mark) => {
                let (start, end) = match mark {
                    Mark::Em => ("<em>".to_owned(), "</em>"),
                    Mark::Strong => ("<strong>".to_owned(), "</strong>"),
                    Mark::Link(dest, kind) => (format!("<a {kind:?} {dest}>"), "</a>"),
                };
                open.push(end);
                start
            }
            Part::End => open.pop().expect("a start").to_owned(),
        };
        parts(text).map(|parts| parts.into_iter().map(&mut part).collect())
    }

    #[test]
    fn marks_are_read() {
        for (text, expected) in [
            ("by [two](0002.md)", "by <a Link 0002.md>two</a>"),
            ("**Be** *good*, `a*b*`", "<strong>Be</strong> <em>good</em>, <code>a*b*</code>"),
            ("[**b** [[c]]](d)", "<a Link d><strong>b</strong> [[c]]</a>"),
            ("see [[a/b|B]] and [[c]]", "see <a Wiki a/b>B</a> and <a Wiki c>c</a>"),
            ("<https://a.example>", "<a Link https://a.example>https://a.example</a>"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_has_none_stays() {
        for text in [
            "a_b_c",
            "5 * 3 * 2",
            "<team> of the *.rs",
            "- *a*",
            "# `a`",
            "1. *a*",
            "*a*\n\n*b*",
            "![a](b)",
            "",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_as_many_ends_as_starts(text in "(\\*|_|`|\\[|\\]|\\(|\\)|!|<|>|\\||#|-|a|é| |\n|:){0,30}") {
            shown(&text);
            links(&text);
        }
    }
}
