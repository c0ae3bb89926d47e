//! Running text: gathered until something else comes, then written with what is found in it.

use super::{Hole, LinkKind, Writer};
use crate::characters::printable;
use crate::diag::Finding;
use crate::syntax::escape;
use crate::syntax::markdown::containers::DISGUISE;
use crate::syntax::markdown::inline::{Piece, pieces};
use crate::syntax::markdown::rules::{DUPLICATE_ID, UNKNOWN_BLOCK, UNKNOWN_FOOTNOTE};
use crate::syntax::markdown::variables;
use crate::text::{Place, Span};

/// Text that is not written yet. The parser hands a sentence over in pieces, cut at every character
/// that could have meant something; an address or a `{{ name }}` may reach across.
#[derive(Default)]
pub struct Run {
    text: String,
    /// Where the pieces start: in the run, and in the text that is being read.
    starts: Vec<(usize, usize)>,
}

impl Run {
    /// Whether its last piece is `mark`.
    pub fn ends_with(&self, mark: char) -> bool {
        self.text.ends_with(mark)
    }

    /// Drops its last piece, which is one character.
    pub fn pop(&mut self) {
        self.text.pop();
        self.starts.pop_if(|(start, _)| *start == self.text.len());
    }

    /// The offset in the text that is being read of an offset in the run.
    fn source_offset(&self, at: usize) -> usize {
        let next = self.starts.partition_point(|(start, _)| *start <= at);
        let (start, offset) = self.starts[next.saturating_sub(1)];
        offset + (at - start)
    }

    /// The span in the text that is being read of `part`, which starts at `at` in the run. It may be
    /// longer there, by backslashes and entities.
    fn source_span(&self, at: usize, part: &str) -> Span {
        let last = part.chars().next_back().map_or(0, char::len_utf8);
        Span { start: self.source_offset(at), end: self.source_offset(at + part.len() - last) + last }
    }
}

/// How many words there are, by ASCII white space: it is for an estimate, and every text passes here.
fn words(text: &str) -> usize {
    let mut count = 0;
    let mut between = true;
    for byte in text.bytes() {
        let space = byte.is_ascii_whitespace();
        count += usize::from(between && !space);
        between = space;
    }
    count
}

impl Writer<'_> {
    /// Takes a piece of text that starts at `offset`.
    pub(super) fn text(&mut self, text: &str, offset: usize) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else if let Some((html, starts)) = &mut self.html {
            starts.push((html.len(), offset));
            html.push_str(text);
        } else {
            // What stood before the text was a mark.
            let begins = self.run.text.is_empty() && offset == self.frame().skip_to && offset > 0;
            let bare = if begins { text.trim_start() } else { text };
            self.run.starts.push((self.run.text.len(), offset + (text.len() - bare.len())));
            match self.frame().isolated.is_some() && bare.contains(DISGUISE) {
                true => self.run.text.push_str(&bare.replace(DISGUISE, ":")),
                false => self.run.text.push_str(bare),
            }
        }
    }

    /// Writes the text gathered so far.
    pub(super) fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        self.document.words += words(&run.text);
        let links = self.links_open == 0 && self.image.is_none() && !self.in_raw_link();
        if self.in_raw_verbatim() {
            self.write_text(&run.text);
        } else {
            self.write_pieces(&run, links);
        }
        // The allocations are used again: there is a run for every line of every page.
        self.run = Run { text: run.text, starts: run.starts };
        self.run.text.clear();
        self.run.starts.clear();
    }

    /// Writes a text with what is found in it; `links` says whether there may be links.
    fn write_pieces(&mut self, run: &Run, links: bool) {
        pieces(&run.text, |at, piece| match piece {
            Piece::Text(text) => self.write_text(text),
            Piece::Emoji(emoji) => self.write_text(emoji),
            Piece::Address(address) if links => self.write_address(address, run, at),
            Piece::Wiki(name, label, written) if links && !self.is_escaped(run, at) => {
                let bang = usize::from(written.starts_with('!'));
                let place = self.place(run.source_span(at + bang + "[[".len(), name));
                if bang > 0 && !name.contains('.') {
                    self.report_embedded_page(self.place(run.source_span(at, written)));
                }
                let link = self.link(name.trim(), place, LinkKind::Wiki);
                self.hole(Hole::WikiStart(link));
                self.write_text(label.trim());
                self.hole(Hole::WikiEnd(link));
            }
            Piece::Picture(name, label, _) if self.image.is_none() && !self.is_escaped(run, at) => {
                let place = self.place(run.source_span(at + "![[".len(), name));
                self.write_picture(name.trim(), label, place);
            }
            Piece::Address(text) | Piece::Wiki(_, _, text) | Piece::Picture(_, _, text) => {
                self.write_text(text);
            }
            Piece::Footnote(label, written) => {
                self.write_text(written);
                if !self.is_escaped(run, at) {
                    let place = self.place(run.source_span(at, written));
                    self.report_footnote(label, place);
                }
            }
            Piece::Directive(name, rest, written) => {
                self.write_text(written);
                let place = self.place(run.source_span(at, written));
                self.report_directive(name, rest, place);
            }
            Piece::Variable(name, written) => self.write_variable(name, written, run, at),
        });
    }

    /// An image by its file's name, which stands for words that nobody wrote.
    fn write_picture(&mut self, name: &str, label: Option<&str>, place: Place) {
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let link = self.link(name, place, LinkKind::WikiEmbed);
        let alt = label.unwrap_or(stem).to_owned();
        self.hole(Hole::Image { link, alt, title: String::new() });
    }

    /// Whether a backslash stands before one of the two characters at `at` in the source.
    fn is_escaped(&self, run: &Run, at: usize) -> bool {
        let source = self.frame().source.text.as_bytes();
        [at, at + 1].into_iter().any(|at| {
            let start = self.place(run.source_span(at, "[")).span.start;
            start > 0 && source.get(start - 1) == Some(&b'\\')
        })
    }

    pub(super) fn write_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        match &mut self.image {
            Some(image) => image.alt.push_str(text),
            None => escape::text(&mut self.out, text),
        }
    }

    fn write_address(&mut self, address: &str, run: &Run, at: usize) {
        let place = self.place(run.source_span(at, address));
        let dest =
            if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() };
        let link = self.link(&dest, place, LinkKind::Link);
        self.out.push_str("<a href=\"");
        self.hole(Hole::Address(link));
        self.out.push_str("\">");
        self.write_text(address);
        self.out.push_str("</a>");
    }

    fn write_variable(&mut self, name: &str, written: &str, run: &Run, at: usize) {
        if let Some(value) = self.dialect.vars.get(name) {
            self.write_text(&printable(value));
            return;
        }
        self.write_text(written);
        let place = self.place(run.source_span(at, written));
        let or = ", or write the text as `code`";
        self.found(variables::no_value(name, &self.dialect.vars, or).at(place));
    }

    /// Says that mdBook's `{{#name rest}}` stays text.
    fn report_directive(&mut self, name: &str, rest: &str, place: Place) {
        let help = match (name, rest.split(':').next().unwrap_or_default()) {
            ("include" | "rustdoc_include" | "playground", file) if !file.is_empty() => format!(
                "dayone includes with an `include` block: a fence of that language that says `file: {file}`"
            ),
            _ => "it has no counterpart here; write it as `code` if readers are to see it".to_owned(),
        };
        let finding = Finding::new(&UNKNOWN_BLOCK, format!("`{{{{#{name}}}}}` is mdBook's, and stays text"));
        self.found(finding.at(place).help(help));
    }

    /// Says that there is no footnote of this label.
    fn report_footnote(&mut self, label: &str, place: Place) {
        let finding = Finding::new(&UNKNOWN_FOOTNOTE, format!("there is no footnote `{label}`"));
        self.found(finding.at(place).help(format!("add a line `[^{label}]: …`, or write `\\[^{label}]`")));
    }

    /// Says that the page has a footnote of this label already, so that the one at `at` is not shown.
    pub(super) fn report_second_footnote(&mut self, text: &str, label: &str, at: Span) {
        let length = text[at.range()].find(']').map_or(at.end - at.start, |end| end + 1);
        let place = self.place(Span { start: at.start, end: at.start + length });
        let finding = Finding::new(&DUPLICATE_ID, format!("the page has a footnote `{label}` already"));
        self.found(finding.at(place).label("left out").help("give it another label"));
    }

    /// Says that a page does not show in another by a wiki link.
    fn report_embedded_page(&mut self, place: Place) {
        let finding = Finding::new(&UNKNOWN_BLOCK, "`![[…]]` shows images; to a page it is a link");
        self.found(
            finding.at(place).help("put a page's text here with an `include` block, or remove the `!`"),
        );
    }

    /// Code within a sentence.
    pub(super) fn inline_code(&mut self, code: &str) {
        self.flush();
        self.document.words += words(code);
        if self.image.is_some() {
            self.write_text(code);
            return;
        }
        self.out.push_str("<code>");
        self.write_text(code);
        self.out.push_str("</code>");
    }
}
