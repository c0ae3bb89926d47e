//! `:::` containers: finding their lines, and the text in which each such line is a paragraph of
//! its own.
//!
//! The Markdown parser does not know containers. It is given a text in which every container line
//! has blank lines around it, so that the line arrives as a paragraph, in whatever list or quote it
//! stands; [`Isolated::source_offset`] leads from that text back to the original.
//!
//! The parser also takes any line that begins with a colon for a definition, where authors mean a
//! container, an emoji or just a colon. Only a colon with a blank after it is left as one.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::text::Span;

/// Stands for a colon that begins a line and no definition. As long as a colon, and nothing in
/// Markdown.
pub const DISGUISE: char = '\u{1}';

/// A text with its container lines set apart.
pub struct Isolated {
    /// The text for the parser.
    pub text: String,
    /// Offsets in the new text at which a line was put in, ascending, with the length of all so far.
    inserted: Vec<(usize, usize)>,
}

impl Isolated {
    /// Sets the container lines of `text` apart; None when no line begins with a colon.
    pub fn new(text: &str, options: Options) -> Option<Self> {
        if !memchr::memchr_iter(b':', text.as_bytes()).any(|colon| begins_line(text, colon)) {
            return None;
        }
        let code = code_ranges(text, options - Options::ENABLE_DEFINITION_LIST);
        let mut isolated = Isolated { text: String::with_capacity(text.len() + 64), inserted: Vec::new() };
        let (mut at, mut tabs, mut after) = (0, 0_usize, None);
        // Whether nothing but blank lines has come since a container's line, which no definition may take
        // for its term.
        let mut below = false;
        for line in text.split_inclusive('\n') {
            let before = prefix(line);
            let content = &line[before.len()..];
            let hidden = covered(&code, at + before.len());
            let directive = Directive::parse(content, tabs > 0).filter(|_| !hidden);
            match &directive {
                Some(Directive::Open { name, .. }) => tabs += usize::from(tabs > 0 || *name == "tabs"),
                Some(Directive::Close { .. }) => tabs = tabs.saturating_sub(1),
                _ => {}
            }
            if directive.is_some() {
                isolated.blank_line(before);
            } else if let Some(before) = after {
                isolated.blank_line(before);
            }
            after = directive.is_some().then_some(before);
            let orphan = below && content.starts_with(':') && !begins_with_colon(content);
            if !content.trim().is_empty() {
                below = directive.is_some() || orphan;
            }
            if !hidden && (begins_with_colon(content) || orphan) {
                isolated.text.push_str(before);
                isolated.text.push(DISGUISE);
                isolated.text.push_str(&content[1..]);
            } else {
                isolated.text.push_str(line);
            }
            at += line.len();
        }
        Some(isolated)
    }

    /// Puts in a blank line of the quotes that the line after `prefix` stands in.
    fn blank_line(&mut self, prefix: &str) {
        let quotes = if prefix.contains('>') { prefix.trim_end() } else { "" };
        let so_far = self.inserted.last().map_or(0, |(_, length)| *length);
        self.inserted.push((self.text.len(), so_far + quotes.len() + 1));
        self.text.push_str(quotes);
        self.text.push('\n');
    }

    /// The offset in the original text of an offset in the new one.
    pub fn source_offset(&self, offset: usize) -> usize {
        let before = self.inserted.partition_point(|(inserted, _)| *inserted < offset);
        offset.saturating_sub(before.checked_sub(1).map_or(0, |last| self.inserted[last].1))
    }
}

/// The blanks and quote marks that a line begins with.
fn prefix(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t', '>']).len()]
}

/// Whether the colon at `at` begins a line, and makes no definition.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '>']);
    (before.is_empty() || before.ends_with('\n'))
        && begins_with_colon(text[at..].lines().next().unwrap_or_default())
}

/// Whether a line begins with a colon that makes no definition.
fn begins_with_colon(content: &str) -> bool {
    content
        .strip_prefix(':')
        .is_some_and(|rest| !rest.starts_with([' ', '\t', '\r', '\n']) && !rest.is_empty())
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
    /// `:::name …:::`, which other generators have.
    Alone {
        /// The word after the colons.
        name: &'a str,
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
        if colons < 3 {
            return None;
        }
        let alone = rest.ends_with(":::");
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Some(Directive::Close { colons });
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
        let (name, title) = rest.split_at(end);
        // Attributes, as other generators have them: `{#id .class}`.
        let title = without_attributes(title.trim());
        let title = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title);
        if name.is_empty() {
            return None;
        }
        Some(if alone { Directive::Alone { name } } else { Directive::Open { colons, name, title } })
    }
}

/// A title without the braces that it ends with.
fn without_attributes(title: &str) -> &str {
    let open = title.rfind('{').filter(|_| title.ends_with('}'));
    open.filter(|open| title[open + 1..].starts_with(['#', '.']))
        .map_or(title, |open| title[..open].trim_end())
}

/// What a container is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A box with a title: its class, and the word that is its title when none is written.
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
    ("caution", Container::Alert("caution", "caution")),
    ("danger", Container::Alert("danger", "danger")),
    ("details", Container::Details),
    ("important", Container::Alert("important", "important")),
    ("info", Container::Alert("note", "info")),
    ("note", Container::Alert("note", "note")),
    ("tabs", Container::Tabs),
    ("tip", Container::Alert("tip", "tip")),
    ("todo", Container::Alert("important", "todo")),
    ("warning", Container::Alert("warning", "warning")),
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
        assert_eq!(Directive::parse(":::note[Mind] {#id .wide}", false), open(3, "note", "Mind"));
        assert_eq!(Directive::parse(":::note{#id}", false), open(3, "note", ""));
        assert_eq!(Directive::parse(":::note A {b}", false), open(3, "note", "A {b}"));
        assert_eq!(Directive::parse(":::", false), Some(Directive::Close { colons: 3 }));
        assert_eq!(Directive::parse("== One", true), Some(Directive::Tab { label: "One" }));
        assert_eq!(Directive::parse("== One", false), None);
        assert_eq!(Directive::parse("::: image x :::", false), Some(Directive::Alone { name: "image" }));
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
        let quoted = Isolated::new("> a\n> :::note\n:b: c\n: d\n", Options::empty()).expect("a container");
        assert_eq!(quoted.text, "> a\n>\n> \u{1}::note\n>\n\u{1}b: c\n: d\n");
        assert_eq!(quoted.source_offset(quoted.text.find("c").expect("c")), 18);
        assert!(Isolated::new("no lines\n", Options::empty()).is_none());
    }
}
