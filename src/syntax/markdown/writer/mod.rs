//! From the parser's events to HTML with holes.
//!
//! One [`Writer`] serves a page and all that it includes: ids, footnotes and holes are the page's,
//! while places are those of whichever text is being read, kept as a stack of [`Frame`]s.

mod charts;
mod clean;
mod elements;
mod finish;
mod headings;
mod includes;
mod keep;
mod notes;
mod own_ids;
mod raw;
mod raw_headings;
mod special;
mod tables;
mod tags;
mod text;
mod wiki;

use std::borrow::Cow;
use std::rc::Rc;

use raw::Piece;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::containers::{Container, DISGUISE, Isolated};
use super::dollars::Told;
use super::footnotes::Footnotes;
use super::foreign;
use super::{Dialect, Files, links};
use crate::characters::{has_odd, printable};
use crate::config::RawHtml;
use crate::diag::Finding;
use crate::syntax::document::{Document, Hole, Link, LinkKind, MARK, UNMARK, WORDS};
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
    /// Where the headings are, in the order of their ids.
    heading_places: Vec<Place>,
    own_ids: own_ids::OwnIds,
    run: text::Run,
    heading: Option<headings::OpenHeading>,
    /// An image whose text is being read; images within it count as text.
    image: Option<OpenImage>,
    links_open: usize,
    /// Info string (none for indented code) and text of the code block that is being read.
    code: Option<(Option<String>, String)>,
    /// The HTML block that is being read, and where its lines start: in it, and in the text.
    html: Option<(String, Vec<(usize, usize)>)>,
    containers: Vec<OpenContainer>,
    /// For each open quote, whether it is an alert.
    quotes: Vec<bool>,
    /// Whether the next paragraph's first line is an alert's title, and whether it is being read.
    alert_title: AlertTitle,
    /// Whether a paragraph is being read whose end is still to be written.
    in_paragraph: bool,
    /// How many blocks are open that a container cannot reach beyond.
    depth: usize,
    table: Option<tables::Table>,
    footnotes: Footnotes,
    /// Names of the languages that no syntax was found for, so that each is said once a page.
    unknown_languages: Vec<String>,
    languages: FxHashMap<String, bool>,
    /// Whether the page may have characters that no page may have.
    odd: bool,
    /// Where the page has its first raw HTML that must be cleaned.
    raw: Option<Place>,
    cleaning: elements::Cleaning,
    kept: keep::Kept,
    notes: notes::Notes,
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
    /// The labels of its tabs so far, with their places. The last tab is open.
    tabs: FxHashMap<String, Place>,
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
            heading_places: Vec::new(),
            own_ids: own_ids::OwnIds::default(),
            run: text::Run::default(),
            heading: None,
            image: None,
            links_open: 0,
            code: None,
            html: None,
            containers: Vec::new(),
            quotes: Vec::new(),
            alert_title: AlertTitle::None,
            in_paragraph: false,
            depth: 0,
            table: None,
            footnotes: Footnotes::default(),
            unknown_languages: Vec::new(),
            languages: FxHashMap::default(),
            odd: false,
            raw: None,
            cleaning: elements::Cleaning::default(),
            kept: keep::Kept::default(),
            notes: notes::Notes::default(),
            raw_elements: raw::RawElements::default(),
        }
    }

    /// Reads a part of `source` as Markdown, after whatever was read before.
    pub fn run(&mut self, source: &Source, part: Span) {
        self.read(source, &source.text[part.within(&source.text).range()], part.start);
    }

    /// Reads `text`, which stands in `source` from `start` on, with blanks for parts of it.
    pub fn run_text(&mut self, source: &Source, text: &str, start: usize) {
        self.read(source, text, start);
    }

    /// Reads `text`, which stands in `source` from `start` on, perhaps with blanks for parts of it.
    fn read(&mut self, source: &Source, text: &str, start: usize) {
        let odd = has_odd(text);
        self.odd |= odd || memchr::memmem::find(text.as_bytes(), b"&#").is_some();
        let text = if odd { without_ours(text) } else { text.into() };
        let options = self.dialect.options();
        let (text, foreign) = foreign::read(&text, options);
        let isolated = Isolated::new(&text, options).map(Rc::new);
        self.scopes += 1;
        self.frames.push(Frame {
            source: source.clone(),
            start,
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
        self.close_elements();
        self.frames.pop();
    }

    /// The document, when everything is read.
    pub fn finish(mut self) -> Document {
        self.flush();
        let of_footnotes = self.write_footnotes();
        self.settle_own_ids(!of_footnotes.is_empty());
        for id in &of_footnotes {
            self.ids.take(id);
        }
        self.close_kept();
        self.settle_html();
        self.report_notes();
        let mut document = self.document;
        document.html = self.out;
        document.anchors = self.ids.into_sorted();
        finish::tidy(&mut document, self.odd);
        document
    }

    /// Cleans the page, if it has anything to clean. All that the sanitiser reads is as it will be.
    fn settle_html(&mut self) {
        let mut title = self.document.title.take();
        let Some(place) = self.raw.take() else { return self.document.title = title };
        let texts = [Some(&mut self.out), title.as_mut().map(|title| &mut title.html)];
        let mut absurd = false;
        for text in texts.into_iter().flatten() {
            finish::undisguise(text);
            let clean = raw_html::sanitize(text).map(|html| own_ids::once(&html, &self.document.holes));
            *text = clean.unwrap_or_else(|| {
                absurd = true;
                let mut source = String::with_capacity(text.len() * 2);
                escape::text(&mut source, text);
                source
            });
        }
        self.document.title = title;
        if absurd {
            self.report_absurd(place);
        }
    }

    /// Writes the footnotes, if there are any; with their ids, which are anchors as any other.
    fn write_footnotes(&mut self) -> Vec<String> {
        let footnotes = std::mem::take(&mut self.footnotes);
        let ids: Vec<String> = footnotes.ids().collect();
        if ids.is_empty() {
            return ids;
        }
        let title = self.word_marker("footnotes");
        let back = self.word_marker("footnote-back");
        footnotes.write(&mut self.out, &title, &back);
        ids
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
            // A reference to a character, which may be any.
            Event::Text(part) if text[at.range()].starts_with("&#") => self.text(&printable(&part), at.start),
            Event::Text(part) if &*part == "[" && self.marked_wiki(text, at.start) => {}
            Event::Text(part) => self.text(&part, at.start),
            Event::SoftBreak | Event::HardBreak if self.alert_title == AlertTitle::Open => {
                self.end_sentence();
                self.end_alert_title(true);
            }
            Event::SoftBreak => self.text("\n", at.start),
            Event::Code(code) => self.inline_code(&code),
            Event::Start(Tag::Paragraph) => {
                self.begin_block();
                self.paragraph(text, at, events);
            }
            Event::Start(tag) => {
                self.flush();
                let tag = if self.odd { with_own_characters(tag, &text[at.range()]) } else { tag };
                self.enter(&tag);
                let definition = link_definition(&tag, events);
                self.start(text, tag, at, definition);
            }
            Event::End(tag) => {
                self.flush();
                self.leave(&tag);
                if let (TagEnd::HtmlBlock, Some((html, _))) = (&tag, &self.html)
                    && self.dialect.html == RawHtml::Allow
                {
                    self.raw_elements.read_block(html);
                }
                self.end(text, tag, at);
                if matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_)) {
                    self.write_ends();
                }
            }
            Event::Html(part) => match &mut self.html {
                Some((html, starts)) => {
                    starts.push((html.len(), at.start));
                    html.push_str(&part);
                }
                None => self.raw_html(Piece::inline(&part, text, at)),
            },
            Event::InlineHtml(part) => {
                self.raw_html(Piece::inline(&part, text, at));
                if self.dialect.html == RawHtml::Allow && self.image.is_none() {
                    self.raw_elements.read_inline(&part);
                }
            }
            // Within an image there is only text, and within code it is as it is written.
            Event::InlineMath(_) | Event::DisplayMath(_)
                if self.image.is_some() || self.in_raw_verbatim() =>
            {
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
                self.begin_block();
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

    /// What begins around the author's HTML.
    fn enter(&mut self, tag: &Tag<'_>) {
        self.raw_elements.enter(tag);
        match tag {
            Tag::HtmlBlock => self.end_sentence(),
            tag if raw::is_inline(&tag.to_end()) => self.enter_inline(),
            _ => self.begin_block(),
        }
    }

    /// A block of Markdown's begins.
    fn begin_block(&mut self) {
        self.end_sentence();
        self.write_ends();
        self.end_raw_paragraph();
    }

    /// What ends around the author's HTML.
    fn leave(&mut self, tag: &TagEnd) {
        self.raw_elements.leave(tag);
        if raw::is_inline(tag) { self.leave_inline() } else { self.end_sentence() }
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

    /// Writes a word of the program's own.
    fn word(&mut self, word: &'static str) {
        let marker = self.word_marker(word);
        self.out.push_str(&marker);
    }

    /// The marker of a word that stands in more than one place.
    fn word_marker(&mut self, word: &'static str) -> String {
        debug_assert!(WORDS.contains(&word), "no theme says {word}");
        let mut marker = String::new();
        push_marker(&mut marker, self.document.holes.len());
        self.document.holes.push(Hole::Word(word));
        marker
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

/// The tag without the characters that its references to characters make, and that mean something here.
fn with_own_characters<'e>(tag: Tag<'e>, written: &str) -> Tag<'e> {
    let own = |value: CowStr<'e>| {
        let made = value.matches(DISGUISE).count() > written.matches(DISGUISE).count();
        if made { value.replace(DISGUISE, "\u{FFFD}").into() } else { value }
    };
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: own(dest_url), title: own(title), id }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: own(dest_url), title: own(title), id }
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(own(info))),
        tag => tag,
    }
}

fn push_marker(out: &mut String, index: usize) {
    out.push(MARK);
    out.push_str(&index.to_string());
    out.push(UNMARK);
}

/// A text that has odd characters with those replaced that markers and disguises are made of: none of
/// them is the author's to make. The others are replaced at the end, so that places stay what they are.
fn without_ours(text: &str) -> Cow<'_, str> {
    // As long, and odd as well.
    text.replace([MARK, UNMARK], "\u{FFFE}").replace(DISGUISE, "\u{10}").into()
}
