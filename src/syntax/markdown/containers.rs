//! `:::` containers: finding their lines, and the text in which each such line is a paragraph of
//! its own.
//!
//! The Markdown parser does not know containers. It is given a text in which every container line
//! has blank lines around it, so that the line arrives as a paragraph, in whatever list it stands;
//! [`Isolated::source_offset`] leads from that text back to the original.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::text::Span;

/// Stands for the first colon of a container's line. As long as a colon, and nothing in Markdown.
const DISGUISE: char = '\u{1}';

/// A text with its container lines set apart.
pub struct Isolated {
    /// The text for the parser.
    pub text: String,
    /// Offsets in the new text at which a newline was put in, ascending.
    inserted: Vec<usize>,
}

impl Isolated {
    /// Sets the container lines of `text` apart; None when there are none.
    pub fn new(text: &str, options: Options) -> Option<Self> {
        memchr::memmem::find(text.as_bytes(), b":::")?;
        let code = code_ranges(text, options);
        let mut isolated = Isolated { text: String::with_capacity(text.len() + 64), inserted: Vec::new() };
        let (mut at, mut tabs, mut found, mut after) = (0, 0_usize, false, false);
        for line in text.split_inclusive('\n') {
            let is_line = Directive::parse(line, tabs > 0).filter(|_| !covered(&code, at));
            match &is_line {
                Some(Directive::Open { name, .. }) => tabs += usize::from(tabs > 0 || *name == "tabs"),
                Some(Directive::Close { .. }) => tabs = tabs.saturating_sub(1),
                _ => {}
            }
            if is_line.is_some() || after {
                isolated.blank_line();
            }
            found |= is_line.is_some();
            after = is_line.is_some();
            isolated.push_line(line, is_line.is_some());
            at += line.len();
        }
        found.then_some(isolated)
    }

    /// Takes a line over. The first colon of a container's is disguised: the parser would take it for
    /// the start of a definition.
    fn push_line(&mut self, line: &str, disguise: bool) {
        match line.find(':').filter(|at| disguise && line[..*at].trim().is_empty()) {
            Some(colon) => {
                self.text.push_str(&line[..colon]);
                self.text.push(DISGUISE);
                self.text.push_str(&line[colon + 1..]);
            }
            None => self.text.push_str(line),
        }
    }

    fn blank_line(&mut self) {
        self.inserted.push(self.text.len());
        self.text.push('\n');
    }

    /// The offset in the original text of an offset in the new one.
    pub fn source_offset(&self, offset: usize) -> usize {
        offset - self.inserted.partition_point(|inserted| *inserted < offset)
    }
}

/// The places where a line that looks like a container's is code, or part of an HTML block.
fn code_ranges(text: &str, options: Options) -> Vec<Span> {
    Parser::new_ext(text, options)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)))
        .map(|(_, range)| range.into())
        .collect()
}

fn covered(ranges: &[Span], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    next > 0 && at < ranges[next - 1].end
}

/// A line of an [`Isolated`] text as it was written.
pub fn undisguised(line: &str) -> Cow<'_, str> {
    if line.starts_with(DISGUISE) { line.replacen(DISGUISE, ":", 1).into() } else { line.into() }
}

/// A line of its own that belongs to a container.
#[derive(Debug, PartialEq, Eq)]
pub enum Directive<'a> {
    /// `:::name Title`.
    Open {
        /// How many colons there are.
        colons: usize,
        /// The word after them.
        name: &'a str,
        /// What follows, without the brackets that it may stand in.
        title: &'a str,
    },
    /// `:::`.
    Close {
        /// How many colons there are.
        colons: usize,
    },
    /// `== Label`, in tabs.
    Tab {
        /// The tab's label.
        label: &'a str,
    },
}

impl<'a> Directive<'a> {
    /// Reads a line; `tabs` says whether it may start a tab.
    pub fn parse(line: &'a str, tabs: bool) -> Option<Self> {
        let line = line.trim();
        if tabs && let Some(label) = line.strip_prefix("== ") {
            return Some(Directive::Tab { label: label.trim_matches([' ', '"']) });
        }
        let rest = line.trim_start_matches(':');
        let colons = line.len() - rest.len();
        if colons < 3 || rest.ends_with(":::") {
            return None;
        }
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Some(Directive::Close { colons });
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
        let (name, title) = rest.split_at(end);
        let title = title.trim();
        let title = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title);
        (!name.is_empty()).then_some(Directive::Open { colons, name, title })
    }
}

/// What a container is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A box with a title: its class and its title when none is written.
    Alert(&'static str, &'static str),
    /// A part that opens on request.
    Details,
    /// Alternatives to choose from.
    Tabs,
    /// Nothing known: its lines stay text.
    Unknown,
}

/// The containers by name, each with what it is shown as.
pub const CONTAINERS: [(&str, Container); 10] = [
    ("caution", Container::Alert("caution", "Caution")),
    ("danger", Container::Alert("danger", "Danger")),
    ("details", Container::Details),
    ("important", Container::Alert("important", "Important")),
    ("info", Container::Alert("note", "Info")),
    ("note", Container::Alert("note", "Note")),
    ("tabs", Container::Tabs),
    ("tip", Container::Alert("tip", "Tip")),
    ("todo", Container::Alert("important", "To do")),
    ("warning", Container::Alert("warning", "Warning")),
];

impl Container {
    /// The container of this name.
    pub fn named(name: &str) -> Option<Self> {
        CONTAINERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, container)| *container)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let open = |colons, name, title| Some(Directive::Open { colons, name, title });
        assert_eq!(Directive::parse(":::note", false), open(3, "note", ""));
        assert_eq!(Directive::parse("  :::: tip Mind the gap \n", false), open(4, "tip", "Mind the gap"));
        assert_eq!(Directive::parse(":::note[Mind the gap]", false), open(3, "note", "Mind the gap"));
        assert_eq!(Directive::parse(":::", false), Some(Directive::Close { colons: 3 }));
        assert_eq!(Directive::parse("== One", true), Some(Directive::Tab { label: "One" }));
        assert_eq!(Directive::parse("== One", false), None);
        assert_eq!(Directive::parse("::: image x :::", false), None);
        assert_eq!(Directive::parse(":: no", false), None);
    }

    #[test]
    fn lines_are_set_apart_but_not_in_code() {
        let text = "a\n:::tabs\n== One\nb\n:::\n```\n:::note\n```\n== c\n";
        let isolated = Isolated::new(text, Options::empty()).expect("containers");
        assert_eq!(isolated.text, "a\n\n\u{1}::tabs\n\n== One\n\nb\n\n\u{1}::\n\n```\n:::note\n```\n== c\n");
        for (at, _) in text.match_indices(['a', 'b', 'c', '=']) {
            let moved = (0..isolated.text.len()).filter(|moved| isolated.source_offset(*moved) == at);
            assert!(
                moved.clone().any(|moved| isolated.text.as_bytes()[moved] == text.as_bytes()[at]),
                "{at}"
            );
        }
        assert!(Isolated::new("no lines\n", Options::empty()).is_none());
    }
}
