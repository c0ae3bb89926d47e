//! Elements that open and close: what CommonMark and its extensions have.

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, LinkType, Tag, TagEnd};

use super::headings::OpenHeading;
use super::raw::Piece;
use super::tables::Table;
use super::{AlertTitle, Hole, LinkKind, OpenImage, Writer, links};
use crate::characters::printable;
use crate::syntax::escape;
use crate::syntax::markdown::ALERTS;
use crate::syntax::markdown::foreign::is_reference;
use crate::text::Span;

impl Writer<'_> {
    pub(super) fn start(&mut self, text: &str, tag: Tag<'_>, at: Span, definition: Option<Span>) {
        if self.image.is_some() {
            // Within an image there is only text.
            if let (Tag::Image { .. }, Some(image)) = (&tag, &mut self.image) {
                image.nested += 1;
            }
            return;
        }
        match tag {
            Tag::Paragraph => {
                self.out.push_str("<p>");
                self.in_paragraph = true;
            }
            Tag::Heading { level, id, classes, .. } => {
                self.heading = Some(OpenHeading {
                    level,
                    id: id.map(|id| id.to_string()),
                    classes: classes.join(" "),
                    start: self.out.len(),
                    text: String::new(),
                });
            }
            Tag::BlockQuote(kind) => self.open_quote(text, kind, at),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.to_string()),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some((info, String::new()));
            }
            Tag::HtmlBlock => self.html = Some((String::new(), Vec::new())),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.open_block("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.depth += 1;
                let waiting = std::mem::take(&mut self.out);
                self.waiting.push(waiting);
                // The label waits with the output: the closing tag does not repeat it.
                self.waiting.push(label.to_string());
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.open_block("<dd>"),
            Tag::Table(alignments) => {
                self.table = Some(Table::new(alignments));
                self.out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.table_row(true);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.table_row(false);
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let span = links::destination(text, at, link_type, &dest_url, definition);
                self.open_link(link_type, &dest_url, &title, span);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let span = links::destination(text, at, link_type, &dest_url, definition);
                let place = self.place(span);
                let link = self.link(&dest_url, place, LinkKind::Embed);
                self.image =
                    Some(OpenImage { nested: 0, link, title: title.to_string(), alt: String::new() });
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    pub(super) fn end(&mut self, text: &str, tag: TagEnd, at: Span) {
        if let Some(image) = &mut self.image {
            if tag == TagEnd::Image && image.nested == 0 {
                self.close_image();
            } else if tag == TagEnd::Image {
                image.nested -= 1;
            }
            return;
        }
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(_) => self.end_heading(text, at),
            TagEnd::BlockQuote(_) => {
                let alert = self.quotes.pop().unwrap_or(false);
                self.close_block(if alert { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.close_code(text, at),
            TagEnd::HtmlBlock => {
                if let Some((html, starts)) = self.html.take() {
                    self.raw_html(Piece { html: html.into(), starts, block: true });
                }
            }
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.close_block("</li>\n"),
            TagEnd::FootnoteDefinition => {
                self.close_block("");
                let label = self.waiting.pop().unwrap_or_default();
                let before = self.waiting.pop().unwrap_or_default();
                let note = std::mem::replace(&mut self.out, before);
                let scope = self.frame().scope;
                if !self.footnotes.define(scope, &label, note) {
                    self.report_second_footnote(text, &label, at);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close_block("</dd>\n"),
            TagEnd::Table => {
                self.table = None;
                self.out.push_str("</tbody></table></div>\n");
            }
            TagEnd::TableHead => self.out.push_str("</tr></thead><tbody>\n"),
            TagEnd::TableRow => self.close_row(text, at),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => {
                self.links_open = self.links_open.saturating_sub(1);
                self.out.push_str("</a>");
            }
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Opens a block that containers within cannot reach beyond.
    fn open_block(&mut self, html: &str) {
        self.out.push_str(html);
        self.depth += 1;
    }

    fn close_block(&mut self, html: &str) {
        self.close_containers(self.depth);
        self.close_elements();
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str(html);
    }

    fn open_quote(&mut self, text: &str, kind: Option<BlockQuoteKind>, at: Span) {
        let default = kind.map(|kind| match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        });
        let titled = if default.is_none() { titled_alert(text, at) } else { None };
        self.quotes.push(default.is_some() || titled.is_some());
        match (default, titled) {
            (Some(class), _) => self.open_alert(class, class),
            (None, Some(alert)) => self.open_titled_alert(&alert),
            (None, None) => self.out.push_str("<blockquote>\n"),
        }
        self.depth += 1;
    }

    fn open_titled_alert(&mut self, alert: &TitledAlert) {
        if let Some(frame) = self.frames.last_mut() {
            frame.skip_to = frame.skip_to.max(alert.after);
        }
        if alert.title {
            self.out.push_str(&format!("<div class=\"alert {}\" role=\"note\">\n", alert.class));
            self.alert_title = AlertTitle::Next;
        } else {
            self.open_alert(alert.class, alert.class);
        }
    }

    /// Opens an alert without a title of its own: a word stands for it.
    pub(super) fn open_alert(&mut self, class: &str, word: &'static str) {
        self.out.push_str(&format!("<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"));
        self.word(word);
        self.out.push_str("</p>\n");
    }

    /// Ends the title of an alert; `more` says that its paragraph goes on as the text.
    pub(super) fn end_alert_title(&mut self, more: bool) {
        self.flush();
        self.alert_title = AlertTitle::None;
        self.in_paragraph = more;
        self.out.push_str(if more { "</p>\n<p>" } else { "</p>\n" });
    }

    fn close_paragraph(&mut self) {
        if self.alert_title == AlertTitle::Open {
            return self.end_alert_title(false);
        }
        if !std::mem::take(&mut self.in_paragraph) {
            // HTML ended it.
            self.out.push('\n');
        } else if self.out.ends_with("<p>") {
            // Its text was a directive's, and is said already.
            self.out.truncate(self.out.len() - "<p>".len());
        } else {
            self.out.push_str("</p>\n");
        }
    }

    fn open_link(&mut self, kind: LinkType, dest: &str, title: &str, span: Span) {
        let place = self.place(span);
        let link = match kind {
            LinkType::Email => self.link(&format!("mailto:{dest}"), place, LinkKind::Link),
            _ if is_reference(&self.frame().source.text, place.span.start) => {
                self.link(dest, place, LinkKind::Reference)
            }
            _ => self.link(dest, place, LinkKind::Link),
        };
        self.links_open += 1;
        self.out.push_str("<a href=\"");
        self.hole(Hole::Address(link));
        if !title.is_empty() {
            self.out.push_str("\" title=\"");
            escape::attribute(&mut self.out, &printable(title));
        }
        self.out.push_str("\">");
    }

    fn close_image(&mut self) {
        if let Some(OpenImage { link, title, alt, .. }) = self.image.take() {
            self.hole(Hole::Image { link, alt, title });
        }
    }
}

/// An alert with text after its mark: `> [!NOTE] Mind the gap`.
struct TitledAlert {
    /// Its class, and the word that it is called when it has no title.
    class: &'static str,
    /// Whether the text after the mark is its title. A lone line is what the alert says.
    title: bool,
    /// Where the mark ends.
    after: usize,
}

/// Longer lines are no title, whatever follows.
const LONGEST_TITLE: usize = 100;

fn titled_alert(text: &str, at: Span) -> Option<TitledAlert> {
    let quote = &text[at.range()];
    // Looked at before the line is: a line of thousands of quotes is each one's first line.
    let own = quote.strip_prefix('>')?.trim_start_matches([' ', '\t']);
    let (word, _) = own.strip_prefix("[!")?.get(..12.min(own.len() - 2))?.split_once(']')?;
    let class = ALERTS.into_iter().find(|class| class.eq_ignore_ascii_case(word))?;
    let mark = quote.len() - own.len() + "[!".len() + word.len() + "]".len();
    let mut lines = quote[mark..].lines();
    let first = lines.next().unwrap_or_default();
    let more = lines.any(|line| !line.trim_matches(['>', ' ', '\t']).is_empty());
    Some(TitledAlert { class, title: more && first.len() <= LONGEST_TITLE, after: at.start + mark })
}
