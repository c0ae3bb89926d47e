//! `SUMMARY.md`: the order and the names of the sidebar, as mdBook and GitBook write it.
//!
//! The form: perhaps a title; links that stand alone; lists of links, nested by indentation; headings
//! that name the part that follows; `---` between. A link without a destination is a chapter that is
//! still to be written, and an entry without a link only groups what is nested under it.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::raw_html::{self, Fate, PartKind};
use crate::characters::printable;
use crate::diag::{Finding, Level, Rule};
use crate::text::{Source, Span};

/// Something in `SUMMARY.md` that is neither a chapter nor a part nor a separator.
pub static BAD_SUMMARY: Rule = Rule {
    code: "bad-summary",
    level: Level::Warning,
    structural: false,
    summary: "`SUMMARY.md` has something that the sidebar cannot show.",
    why: "The file orders and names the sidebar with links, lists of links, headings and `---`. Anything \
          else is skipped, which is worth knowing, because it was probably meant to be an entry.",
    bad: "== content/SUMMARY.md\n# Summary\n\n- [Welcome](index.md) and more\n== content/index.md\n# Welcome\n",
    good: "== content/SUMMARY.md\n# Summary\n\n- [Welcome and more](index.md)\n== content/index.md\n# Welcome\n",
};

/// Chapters nested deeper than this become siblings: no sidebar can show them, and whatever walks the
/// tree may recurse.
pub const DEEPEST: usize = 16;

/// What a `SUMMARY.md` says, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The entries at the top.
    pub items: Vec<SummaryItem>,
}

/// An entry at the top of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryItem {
    /// A heading: the title of the part that follows, as plain text.
    Part(String),
    /// A line between what is above and what is below.
    Separator,
    /// A chapter with those nested in it.
    Chapter(Chapter),
}

/// A chapter: a link to a page or elsewhere, a draft, or a name for a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// What the sidebar shows, as plain text; empty when the page's own title will do.
    pub title: String,
    /// Where the link leads, as links in pages have it: relative to the summary, perhaps with
    /// percent-encoding and an anchor, perhaps an address elsewhere. None for drafts and groups.
    pub dest: Option<String>,
    /// The destination's place in the source; that of the link, or of the title, where there is none.
    pub span: Span,
    /// Whether it stands outside of lists.
    pub alone: bool,
    /// The chapters nested in this one; at most [`DEEPEST`] levels in all.
    pub children: Vec<Chapter>,
}

impl Chapter {
    /// The file that the link means, decoded, without anchor; none for drafts and addresses elsewhere.
    pub fn path(&self) -> Option<String> {
        let dest = self.dest.as_deref()?;
        let path = dest.split(['#', '?']).next().unwrap_or_default();
        let first = path.split('/').next().unwrap_or_default();
        // One letter before a colon is a drive.
        let elsewhere = path.starts_with("//") || first.find(':').is_some_and(|colon| colon > 1);
        let decoded: Cow<'_, str> = percent_decode_str(path).decode_utf8_lossy();
        (!elsewhere && !decoded.is_empty()).then(|| decoded.into_owned())
    }
}

/// The summary that `source` holds, and what in it is not understood, which is skipped.
pub fn parse(source: &Source) -> (Summary, Vec<Finding>) {
    let options =
        Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = Reader::new(source);
    for (event, range) in Parser::new_ext(&source.text, options).into_offset_iter() {
        reader.event(event, range);
    }
    (Summary { items: reader.items }, reader.findings)
}

/// An entry while it is read: a list item, or all that stands outside of lists.
#[derive(Default)]
struct Entry {
    chapter: Option<Chapter>,
    /// Text outside of links.
    text: Words,
    children: Vec<Chapter>,
    /// Nothing more is said about it: something was, or the entry only exists because the one before
    /// was handed on early, for what followed was nested too deep.
    quiet: bool,
}

/// Plain text while it is read.
#[derive(Default)]
struct Words {
    text: String,
    span: Option<Span>,
}

impl Words {
    fn push(&mut self, text: &str, range: &Range<usize>) {
        self.text.push_str(text);
        if !text.trim().is_empty() {
            let start = self.span.map_or(range.start, |span| span.start);
            self.span = Some(Span { start, end: range.end });
        }
    }

    /// The text with single spaces, and its place; none when there is nothing but space.
    fn take(&mut self) -> Option<(String, Span)> {
        let words = std::mem::take(self);
        words.span.map(|span| (plain(&words.text), span))
    }
}

fn plain(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// Whether a tag is none that HTML has, but words in angle brackets: `<your name>`.
fn is_words(html: &str) -> bool {
    let is_words = |kind: &PartKind| match kind {
        PartKind::Tag(tag) => raw_html::fate(&tag.name) == Fate::Unknown && !tag.has_values(),
        PartKind::Text => true,
        _ => false,
    };
    raw_html::parts(html).iter().all(|part| is_words(&part.kind))
}

/// A link while it is read.
struct Link {
    kind: LinkType,
    dest: String,
    title: String,
    range: Range<usize>,
    /// Where its text ends so far.
    text_end: usize,
}

struct Heading {
    level: HeadingLevel,
    /// Underlined, not marked with `#`.
    underlined: bool,
    /// The first block of the file: the summary's own title.
    first: bool,
    /// The chapters linked in it.
    links: Vec<Chapter>,
}

struct Reader<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    items: Vec<SummaryItem>,
    /// The list items that are open, outermost first; at most [`DEEPEST`].
    open: Vec<Entry>,
    /// How many more list items are open than `open` holds.
    excess: usize,
    told_depth: bool,
    /// Text outside of lists and links, in the paragraph or heading at hand.
    loose: Words,
    heading: Option<Heading>,
    link: Option<Link>,
    /// How many elements of a block that is skipped are open.
    skipping: usize,
    /// Nothing but comments has come yet.
    at_start: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source) -> Self {
        Reader {
            source,
            findings: Vec::new(),
            items: Vec::new(),
            open: Vec::new(),
            excess: 0,
            told_depth: false,
            loose: Words::default(),
            heading: None,
            link: None,
            skipping: 0,
            at_start: true,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipping > 0 {
            match event {
                Event::Start(_) => self.skipping += 1,
                Event::End(_) => self.skipping -= 1,
                _ => {}
            }
            return;
        }
        if let Some(link) = &mut self.link
            && !matches!(event, Event::End(TagEnd::Link))
        {
            link.text_end = link.text_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Code(text) => self.words(&text, &range),
            Event::InlineHtml(html) if is_words(&html) => self.words(&html, &range),
            Event::SoftBreak | Event::HardBreak => self.words(" ", &range),
            Event::Rule if self.open.is_empty() => {
                self.at_start = false;
                self.items.push(SummaryItem::Separator);
            }
            Event::Rule => self.skip("a separator within a list", range),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let first = self.at_start;
        if let Tag::HtmlBlock = tag {
            self.skipping = 1;
            if !self.source.text[range.clone()].trim_start().starts_with("<!--") {
                self.skip("an HTML block", range);
            }
            return;
        }
        self.at_start = false;
        match tag {
            Tag::Item => self.open_item(&range),
            Tag::Heading { level, .. } if self.open.is_empty() => {
                let underlined = !self.source.text[range].trim_start().starts_with('#');
                self.heading = Some(Heading { level, underlined, first, links: Vec::new() });
            }
            Tag::Link { link_type, dest_url, .. } => {
                let text_end = range.start + 1;
                let dest = dest_url.into_string();
                self.link = Some(Link { kind: link_type, dest, title: String::new(), range, text_end });
            }
            Tag::CodeBlock(_) => {
                self.skipping = 1;
                self.skip("a block of code", range);
            }
            Tag::BlockQuote(_) => {
                self.skipping = 1;
                self.skip("a quotation", range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Item => self.close_item(range),
            TagEnd::Link => self.close_link(),
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::Paragraph if self.open.is_empty() => {
                if let Some((_, span)) = self.loose.take() {
                    self.skip("text that is not a link", span.range());
                }
            }
            TagEnd::Paragraph => self.words(" ", &range),
            _ => {}
        }
    }

    fn words(&mut self, text: &str, range: &Range<usize>) {
        match (&mut self.link, self.open.last_mut()) {
            (Some(link), _) => link.title.push_str(text),
            (None, Some(entry)) => entry.text.push(text, range),
            (None, None) => self.loose.push(text, range),
        }
    }

    fn open_item(&mut self, range: &Range<usize>) {
        if self.open.len() < DEEPEST {
            self.open.push(Entry::default());
            return;
        }
        self.excess += 1;
        self.flush(range.clone());
        if !std::mem::replace(&mut self.told_depth, true) {
            let message = format!("chapters are nested more than {DEEPEST} deep");
            let start = range.start;
            let finding = Finding::new(&BAD_SUMMARY, message).at(self.source.place(start..start + 1));
            self.findings.push(finding.help("those below are shown beside each other"));
        }
    }

    fn close_item(&mut self, range: Range<usize>) {
        if self.excess > 0 {
            self.excess -= 1;
            self.flush(range);
        } else if let Some(entry) = self.open.pop() {
            self.finish(entry, range);
        }
    }

    /// Hands on what the innermost entry has, and starts it anew for what is nested too deep.
    fn flush(&mut self, range: Range<usize>) {
        let Some(entry) = self.open.pop() else { return };
        if entry.quiet || entry.chapter.is_some() || entry.text.span.is_some() {
            self.finish(entry, range);
        }
        self.open.push(Entry { quiet: true, ..Entry::default() });
    }

    /// Puts a complete entry where it belongs.
    fn finish(&mut self, mut entry: Entry, range: Range<usize>) {
        let chapter = match (entry.chapter, entry.text.take()) {
            (Some(chapter), Some((_, beside))) => {
                if !entry.quiet {
                    self.tell("text beside a link", beside.range());
                }
                Some(chapter)
            }
            (Some(chapter), None) => Some(chapter),
            (None, Some((title, span))) => Some(self.unlinked(title, span)),
            (None, None) => None,
        };
        match chapter {
            Some(chapter) => self.attach(Chapter { children: entry.children, ..chapter }),
            None => {
                if !entry.quiet {
                    self.tell("an entry without a name", range.start..range.start + 1);
                }
                for child in entry.children {
                    self.attach(child);
                }
            }
        }
    }

    /// The chapter that an entry without a link is: one that is still to be written, unless it was meant
    /// to be a link.
    fn unlinked(&mut self, title: String, span: Span) -> Chapter {
        let group = Chapter { title, dest: None, span, alone: false, children: Vec::new() };
        let Some(meant) = Meant::of(&self.source.text, span) else { return group };
        let (what, help) = match meant.closed {
            true => ("has blanks in its destination", format!("write `[{}](<{}>)`", meant.title, meant.dest)),
            false => ("has no end", format!("write `[{}]({})`", meant.title, meant.dest)),
        };
        let finding = Finding::new(&BAD_SUMMARY, format!("this link {what}; mdBook shows it as text"));
        self.findings.push(finding.at(self.source.place(span.range())).help(help));
        Chapter { title: plain(meant.title), dest: Some(meant.dest.to_owned()), span: meant.span, ..group }
    }

    fn attach(&mut self, chapter: Chapter) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(chapter),
            None => self.items.push(SummaryItem::Chapter(chapter)),
        }
    }

    fn close_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        let range = link.range.clone();
        let span = dest_span(&self.source.text, &link);
        let dest = Some(link.dest).filter(|dest| !dest.is_empty());
        let alone = self.open.is_empty();
        let chapter = Chapter { title: plain(&link.title), dest, span, alone, children: Vec::new() };
        if chapter.title.is_empty() && chapter.dest.is_none() {
            self.skip("a link without text and destination", range);
        } else if let Some(heading) = &mut self.heading {
            heading.links.push(chapter);
            self.loose.push(&link.title, &range);
        } else if let Some(entry) = self.open.last_mut() {
            if entry.chapter.is_some() {
                self.skip("a second link in one entry", range);
            } else {
                entry.chapter = Some(chapter);
            }
        } else {
            self.items.push(SummaryItem::Chapter(chapter));
        }
    }

    fn close_heading(&mut self) {
        // A heading in a list is words of its item.
        let Some(heading) = self.heading.take() else { return };
        let title = self.loose.take();
        // A line of dashes right below a link makes it a heading, but is meant to part chapters.
        if heading.underlined && !heading.links.is_empty() {
            self.items.extend(heading.links.into_iter().map(SummaryItem::Chapter));
            if heading.level == HeadingLevel::H2 {
                self.items.push(SummaryItem::Separator);
            }
            return;
        }
        if let Some((title, _)) = title
            && !(heading.first && heading.level == HeadingLevel::H1)
        {
            self.items.push(SummaryItem::Part(title));
            for link in heading.links {
                self.skip("a link in the title of a part", link.span.range());
            }
        }
    }

    /// Says that something in the entry at hand is skipped.
    fn skip(&mut self, what: &str, range: Range<usize>) {
        if let Some(entry) = self.open.last_mut() {
            entry.quiet = true;
        }
        self.tell(what, range);
    }

    fn tell(&mut self, what: &str, range: Range<usize>) {
        let text = self.source.text.get(range.clone()).unwrap_or_default();
        let start = range.start + text.len() - text.trim_start().len();
        let finding = Finding::new(&BAD_SUMMARY, format!("{what} is not shown in the sidebar"))
            .at(self.source.place(start..start + text.trim().len()))
            .help("write an entry as `- [Title](path.md)`, a part as `# Title`, a separator as `---`");
        self.findings.push(finding);
    }
}

/// A link that the parser takes for text.
struct Meant<'a> {
    title: &'a str,
    dest: &'a str,
    /// The place of the destination.
    span: Span,
    /// Whether its bracket is closed.
    closed: bool,
}

impl<'a> Meant<'a> {
    fn of(text: &'a str, span: Span) -> Option<Self> {
        let text = text.get(span.range())?.trim_end();
        let (title, rest) = text.strip_prefix('[')?.split_once("](")?;
        let dest = rest.strip_suffix(')').unwrap_or(rest);
        let plain = !title.is_empty() && !dest.trim().is_empty();
        let start = span.start + "[](".len() + title.len();
        let odd = dest.contains(['(', ')', '<', '>', '"', '\n']) || title.contains(['[', ']']);
        (plain && !odd).then(|| Meant {
            title,
            dest: dest.trim(),
            span: Span { start, end: start + dest.len() },
            closed: rest.ends_with(')'),
        })
    }
}

/// Where in the source a link's destination is: between the parentheses, else the link as a whole.
fn dest_span(text: &str, link: &Link) -> Span {
    let whole = Span::from(link.range.clone());
    let after = text.get(link.text_end..link.range.end).and_then(|rest| rest.strip_prefix("]("));
    let (LinkType::Inline, Some(inner)) = (link.kind, after) else { return whole };
    let trimmed = inner.trim_start();
    let (body, pointed) = trimmed.strip_prefix('<').map_or((trimmed, false), |body| (body, true));
    let start = link.range.end - body.len();
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'>' if pointed => return (start..start + at).into(),
            _ if pointed => {}
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b')' => return (start..start + at).into(),
            _ if byte.is_ascii_whitespace() => return (start..start + at).into(),
            _ => {}
        }
    }
    whole
}

#[cfg(test)]
mod tests;
