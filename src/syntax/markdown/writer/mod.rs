//! From the parser's events to HTML with holes.
//!
//! One [`Writer`] serves a page and all that it includes: ids, footnotes and holes are the page's,
//! while places are those of whichever text is being read, kept as a stack of [`Frame`]s.

mod raw;
mod special;
mod tags;
mod text;
mod wiki;

use std::borrow::Cow;
use std::rc::Rc;

use pulldown_cmark::{Alignment, Event, HeadingLevel, LinkType, OffsetIter, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::containers::{Container, DISGUISE, Isolated};
use super::dollars::Told;
use super::footnotes::Footnotes;
use super::foreign;
use super::{Dialect, Files, links};
use crate::config::RawHtml;
use crate::diag::Finding;
use crate::syntax::document::{Document, Hole, Link, LinkKind, MARK, TitleHeading, UNMARK};
use crate::syntax::raw_html::ReferenceKind;
use crate::syntax::{escape, raw_html, slug};
use crate::text::{Place, Source, Span};

/// What a page may grow to: a few kilobytes of ragged table or of includes within includes can ask
/// for gigabytes. The longest page anyone writes is far below.
const MOST_HTML: usize = 64 << 20;

/// Reads one page. See the module's words.
pub struct Writer<'a> {
    dialect: &'a Dialect,
    files: &'a dyn Files,
    /// The title that the front matter gives.
    title: Option<&'a str>,
    document: Document,
    out: String,
    /// Outputs that wait while a footnote is written.
    waiting: Vec<String>,
    frames: Vec<Frame>,
    /// How many texts were read so far: tells the footnotes of included texts apart.
    scopes: usize,
    ids: slug::Ids,
    run: text::Run,
    heading: Option<OpenHeading>,
    /// An image whose text is being read; images within it count as text.
    image: Option<OpenImage>,
    links_open: usize,
    /// Info string (none for indented code) and text of the code block that is being read.
    code: Option<(Option<String>, String)>,
    /// Text and start of the HTML block that is being read.
    html: Option<(String, usize)>,
    containers: Vec<OpenContainer>,
    /// For each open quote, whether it is an alert.
    quotes: Vec<bool>,
    /// Whether the next paragraph's first line is an alert's title, and whether it is being read.
    alert_title: AlertTitle,
    /// How many blocks are open that a container cannot reach beyond.
    depth: usize,
    table: Option<Table>,
    footnotes: Footnotes,
    /// Names of the languages that no syntax was found for, so that each is said once a page.
    unknown_languages: Vec<String>,
    languages: FxHashMap<String, bool>,
    /// Whether the page has raw HTML that must be cleaned.
    raw: bool,
    raw_elements: raw::RawElements,
}

/// A text that is being read.
struct Frame {
    source: Source,
    /// Where in the source the text starts.
    start: usize,
    isolated: Option<Rc<Isolated>>,
    scope: usize,
    /// Events that end before this offset say what is written already.
    skip_to: usize,
    /// Events that lie in this are written already.
    written: Span,
}

/// How far the title of an alert is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AlertTitle {
    None,
    Next,
    Open,
}

struct OpenHeading {
    level: HeadingLevel,
    id: Option<String>,
    classes: String,
    /// Where its HTML starts in the output.
    start: usize,
    text: String,
}

struct OpenImage {
    nested: usize,
    link: usize,
    title: String,
    alt: String,
}

struct OpenContainer {
    kind: Container,
    colons: usize,
    depth: usize,
    place: Place,
    tab_open: bool,
}

struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl<'a> Writer<'a> {
    pub fn new(source: &Source, title: Option<&'a str>, dialect: &'a Dialect, files: &'a dyn Files) -> Self {
        Writer {
            dialect,
            files,
            title,
            document: Document::default(),
            out: String::with_capacity(source.text.len() * 2),
            waiting: Vec::new(),
            frames: Vec::new(),
            scopes: 0,
            ids: slug::Ids::default(),
            run: text::Run::default(),
            heading: None,
            image: None,
            links_open: 0,
            code: None,
            html: None,
            containers: Vec::new(),
            quotes: Vec::new(),
            alert_title: AlertTitle::None,
            depth: 0,
            table: None,
            footnotes: Footnotes::default(),
            unknown_languages: Vec::new(),
            languages: FxHashMap::default(),
            raw: false,
            raw_elements: raw::RawElements::default(),
        }
    }

    /// Reads a part of `source` as Markdown, after whatever was read before.
    pub fn run(&mut self, source: &Source, part: Span) {
        let text = without_noncharacters(&source.text[part.within(&source.text).range()]);
        let options = self.dialect.options();
        let (text, foreign) = foreign::read(&text, options);
        let isolated = Isolated::new(&text, options).map(Rc::new);
        self.scopes += 1;
        self.frames.push(Frame {
            source: source.clone(),
            start: part.start,
            isolated: isolated.clone(),
            scope: self.scopes,
            skip_to: 0,
            written: Span::default(),
        });
        self.report_foreign(&foreign);
        let text = isolated.as_ref().map_or(&*text, |isolated| &isolated.text);
        let told = Told::new(text, options);
        let mut events = Parser::new_ext(&told.text, told.options).into_offset_iter();
        while let Some((event, range)) = events.next() {
            let event = told.reveal(event);
            if self.out.len() > MOST_HTML {
                self.report_too_long(&range.into());
                break;
            }
            self.event(text, event, range.into(), &mut events);
        }
        self.flush();
        self.close_containers(self.depth);
        self.frames.pop();
    }

    /// The document, when everything is read.
    pub fn finish(mut self) -> Document {
        self.flush();
        for id in self.footnotes.ids() {
            self.ids.take(&id);
        }
        std::mem::take(&mut self.footnotes).write(&mut self.out);
        let mut document = self.document;
        document.html = if self.raw { raw_html::sanitize(&self.out) } else { self.out };
        if self.raw
            && let Some(title) = &mut document.title
        {
            title.html = raw_html::sanitize(&title.html);
        }
        document.anchors = self.ids.into_sorted();
        undisguise(&mut document);
        document
    }

    fn event<'e>(&mut self, text: &'e str, event: Event<'e>, at: Span, events: &mut OffsetIter<'e>) {
        if at.end <= self.frame().skip_to && !opens_or_closes(&event) {
            return;
        }
        let written = self.frame().written;
        if at.start >= written.start && at.end <= written.end {
            return;
        }
        match event {
            Event::Text(part) if &*part == "[" && self.marked_wiki(text, at.start) => {}
            Event::Text(part) => self.text(&part, at.start),
            Event::SoftBreak | Event::HardBreak if self.alert_title == AlertTitle::Open => {
                self.end_alert_title(true);
            }
            Event::SoftBreak => self.text("\n", at.start),
            Event::Code(code) => self.inline_code(&code),
            Event::Start(Tag::Paragraph) => self.paragraph(text, at, events),
            Event::Start(tag) => {
                self.flush();
                self.raw_elements.enter(&tag);
                let definition = link_definition(&tag, events);
                self.start(text, tag, at, definition);
            }
            Event::End(tag) => {
                self.flush();
                self.raw_elements.leave(&tag);
                if let (TagEnd::HtmlBlock, Some((html, _))) = (&tag, &self.html)
                    && self.dialect.html != RawHtml::Escape
                {
                    self.raw_elements.read_block(html);
                }
                self.end(text, tag, at);
            }
            Event::Html(part) => match &mut self.html {
                Some((html, _)) => html.push_str(&part),
                None => self.raw_html(&part, at),
            },
            Event::InlineHtml(part) => {
                self.raw_html(&part, at);
                if self.dialect.html != RawHtml::Escape {
                    self.raw_elements.read_inline(&part);
                }
            }
            // Within an image there is only text.
            Event::InlineMath(_) | Event::DisplayMath(_) if self.image.is_some() => {
                self.text(&text[at.range()], at.start);
            }
            Event::InlineMath(formula) => self.math(&formula, false, at),
            Event::DisplayMath(formula) => self.math(&formula, true, at),
            Event::HardBreak => {
                self.flush();
                self.out.push_str("<br>\n");
            }
            Event::Rule => {
                self.flush();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => self.task_marker(done),
            Event::FootnoteReference(label) => {
                self.flush();
                let scope = self.frame().scope;
                self.footnotes.refer(scope, &label, &mut self.out);
            }
        }
    }

    /// Reads a part of `text` that stands within a line, such as a title.
    fn inline(&mut self, text: &str, part: Span) {
        let mut events = Parser::new_ext(&text[part.range()], self.dialect.options()).into_offset_iter();
        while let Some((event, range)) = events.next() {
            if !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)) {
                self.event(text, event, Span::from(range).shift(part.start), &mut events);
            }
        }
        self.flush();
    }

    fn frame(&self) -> &Frame {
        self.frames.last().expect("a text is being read")
    }

    /// The place in the source of a span in the text that is being read.
    fn place(&self, span: Span) -> Place {
        let frame = self.frame();
        let original =
            |offset| frame.isolated.as_ref().map_or(offset, |isolated| isolated.source_offset(offset));
        let span = Span { start: original(span.start), end: original(span.end) };
        frame.source.place(span.shift(frame.start).within(&frame.source.text))
    }

    fn found(&mut self, finding: Finding) {
        self.document.findings.push(finding);
    }

    /// Registers a reference and returns its index.
    fn link(&mut self, dest: &str, place: Place, kind: LinkKind) -> usize {
        self.document.links.push(Link { dest: dest.to_owned(), place, kind });
        self.document.links.len() - 1
    }

    /// Registers a hole and writes its marker.
    fn hole(&mut self, hole: Hole) {
        push_marker(&mut self.out, self.document.holes.len());
        self.document.holes.push(hole);
    }

    /// A piece of raw HTML, treated as the handbook wants it.
    fn raw_html(&mut self, html: &str, at: Span) {
        self.flush();
        match self.dialect.html {
            RawHtml::Escape => {
                escape::text(&mut self.out, html);
                return;
            }
            // Dropping comments here saves most pages that have any the sanitiser.
            RawHtml::Sanitize if is_comment(html) => return,
            RawHtml::Sanitize => self.raw = true,
            RawHtml::Allow => {}
        }
        let swallowing = if self.raw { raw_html::swallowing(html) } else { Vec::new() };
        let mut copied = 0;
        for reference in raw_html::references(html) {
            if reference.kind == ReferenceKind::Anchor {
                self.ids.take(&reference.value);
                continue;
            }
            let place = self.place(reference.span.shift(at.start));
            let embeds = reference.kind == ReferenceKind::Media;
            let kind = if embeds { LinkKind::Embed } else { LinkKind::Link };
            let link = self.link(&reference.value, place, kind);
            raw_html::push_without(&mut self.out, &html[copied..reference.span.start], &swallowing);
            self.hole(Hole::Address(link));
            copied = reference.span.end;
        }
        raw_html::push_without(&mut self.out, &html[copied..], &swallowing);
    }

    /// Ends the heading whose text is complete: as the page's title, or in its place.
    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let mut text = heading.text.trim().to_owned();
        if let Some(title) = self.title.filter(|_| text == foreign::TITLE) {
            title.clone_into(&mut text);
            self.out.truncate(heading.start);
            escape::text(&mut self.out, title);
        }
        let id = match heading.id {
            Some(id) if self.ids.take_for_heading(&id) => id,
            _ => self.ids.heading(&text),
        };
        let html = self.out.split_off(heading.start);
        let level = heading.level as u8;
        let on_its_own = self.frames.len() == 1 && self.depth == 0 && self.containers.is_empty();
        if level == 1
            && on_its_own
            && !text.is_empty()
            && self.document.title.is_none()
            && !self.document.headings.iter().any(|heading| heading.level == 1)
            && self.title.is_none_or(|title| title == text)
        {
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
        self.document.headings.push(crate::syntax::document::Heading { level, id, text });
    }
}

/// Puts the colons back that were hidden from the parser.
fn undisguise(document: &mut Document) {
    let restore = |text: &mut String| {
        if text.contains(DISGUISE) {
            *text = text.replace(DISGUISE, ":");
        }
    };
    restore(&mut document.html);
    for heading in &mut document.headings {
        restore(&mut heading.text);
    }
    if let Some(title) = &mut document.title {
        restore(&mut title.html);
        restore(&mut title.text);
    }
    for link in &mut document.links {
        restore(&mut link.dest);
    }
    for hole in &mut document.holes {
        match hole {
            Hole::Code { info: a, code: b } | Hole::Image { alt: a, title: b, .. } => {
                restore(a);
                restore(b);
            }
            Hole::Html(html) => restore(html),
            Hole::Address(_) | Hole::WikiStart(_) | Hole::WikiEnd(_) | Hole::Children { .. } => {}
        }
    }
}

/// Whether the event is structure around a text that may be skipped.
fn opens_or_closes(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph | TagEnd::BlockQuote(_)))
}

/// Where a link by reference is defined.
fn link_definition(tag: &Tag<'_>, events: &OffsetIter<'_>) -> Option<Span> {
    let (Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = tag else { return None };
    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
        .then(|| events.reference_definitions().get(id))
        .flatten()
        .map(|definition| definition.span.clone().into())
}

fn push_marker(out: &mut String, index: usize) {
    out.push(MARK);
    out.push_str(&index.to_string());
    out.push(UNMARK);
}

/// The text with the characters that markers and disguises are made of replaced: they mean nothing in
/// any text, and the replacement is as long.
fn without_noncharacters(text: &str) -> Cow<'_, str> {
    // The first byte of the noncharacters and the disguise itself: absent from most texts, which a
    // search for characters would take longer to say.
    if memchr::memchr2(0xEF, DISGUISE as u8, text.as_bytes()).is_none()
        || !text.contains([MARK, UNMARK, DISGUISE])
    {
        return text.into();
    }
    text.replace([MARK, UNMARK], "\u{FFFD}").replace(DISGUISE, " ").into()
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.strip_prefix("<!--")
        .and_then(|rest| rest.find("-->").map(|end| end + 3 == rest.len()))
        .unwrap_or(false)
}
