//! Findings for people: each with its lines shown and underlined.
//!
//! annotate-snippets draws them, but gets of every source only the few lines, and of every line only
//! the stretch, that will be seen: it reads all that it is given once a finding, and a page may be
//! one line of a megabyte with a finding in every word. So it cannot know the columns; it is given a
//! mark for a path, which is replaced by the true place afterwards.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Sign, Origin, Renderer, Snippet};

use super::{Finding, Level, Report, visible};
use crate::text::{LineIndex, Place, Span};

/// How findings are printed for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour, by the escape sequences of terminals.
    pub colour: bool,
    /// How many columns wide the terminal is; lines of sources are cut to it.
    pub width: usize,
    /// Findings below this level are left out.
    pub least: Level,
}

/// Narrower than this, nothing could be shown; wider, nobody reads.
const WIDTHS: Range<usize> = 40..240;
/// Of a span over many lines, this many are shown.
const MOST_LINES: usize = 6;
/// Of a message this many characters are shown: it may quote what an author wrote.
const MOST_CHARACTERS: usize = 600;
/// Of the places that belong to a finding this many are shown.
const MOST_RELATED: usize = 8;
/// Starts the mark that stands for a path; no shown text has it, see [`visible`].
const MARK: char = '\u{e000}';

/// The findings of `style.least` and above, a blank line after each.
///
/// No character of a source or of a message is sent on that a terminal would obey.
pub fn human(report: &Report, style: Style) -> String {
    let width = style.width.clamp(WIDTHS.start, WIDTHS.end);
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let mut out = String::new();
    for (level, finding) in report.findings.iter().filter(|(level, _)| *level >= style.least) {
        let mut printer = Printer { report, width, places: Vec::new() };
        let drawn = renderer.render(&[printer.group(*level, finding)]);
        printer.put_places(&drawn, &mut out);
        out.push_str("\n\n");
    }
    out
}

/// What drawing one finding takes, and the places drawn so far, in the order of their marks.
struct Printer<'a> {
    report: &'a Report,
    width: usize,
    places: Vec<String>,
}

impl<'a> Printer<'a> {
    fn group(&mut self, level: Level, finding: &'a Finding) -> Group<'a> {
        let sign = match level {
            Level::Error => Sign::ERROR,
            Level::Warning => Sign::WARNING,
            Level::Info | Level::Off => Sign::INFO,
        };
        let mut group = Group::with_title(sign.primary_title(shown(&finding.message)).id(finding.rule.code));
        let mut notes = Vec::new();
        if let Some(place) = &finding.place {
            group = match self.snippet(place, AnnotationKind::Primary, finding.label.as_deref()) {
                Some(snippet) => group.element(snippet),
                None => {
                    notes.extend(finding.label.as_deref().map(shown));
                    group.element(Origin::path(shown(&place.file)))
                }
            };
        }
        for (place, words) in finding.related.iter().take(MOST_RELATED) {
            match self.snippet(place, AnnotationKind::Context, Some(words)) {
                Some(snippet) => group = group.element(snippet),
                None => notes.push(format!("{}: {}", shown(words), shown(&place.file))),
            }
        }
        let more = finding.related.len().saturating_sub(MOST_RELATED);
        if more > 0 {
            notes.push(format!("and {more} more such places"));
        }
        group = notes.into_iter().fold(group, |group, note| group.element(Sign::NOTE.message(note)));
        match &finding.help {
            Some(help) => group.element(Sign::HELP.message(shown(help))),
            None => group,
        }
    }

    /// The lines around `place`, unless its text is unknown or the file as a whole is meant.
    fn snippet(
        &mut self,
        place: &Place,
        kind: AnnotationKind,
        label: Option<&str>,
    ) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let (text, lines) = self.report.text(place)?;
        let region = self.report.region(place)?;
        let window = Window::new(text, lines, place.span.within(text), self.width);
        let mark = format!("{MARK}{}", self.places.len());
        self.places.push(format!("{}:{}:{}", shown(&place.file), region.line, region.column));
        let annotation = kind.span(window.span).label(label.map(shown));
        Some(Snippet::source(window.text).line_start(region.line).path(mark).annotation(annotation))
    }

    /// Appends `drawn` to `out` with the places in lieu of their marks, and of the line and column
    /// that the drawing gave them.
    fn put_places(&self, drawn: &str, out: &mut String) {
        let mut pieces = drawn.split(MARK);
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let end = piece.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(piece.len());
            let (mark, rest) = piece.split_at(end);
            let number = mark.split(':').next().and_then(|number| number.parse::<usize>().ok());
            out.push_str(number.and_then(|number| self.places.get(number)).map_or("", String::as_str));
            out.push_str(rest);
        }
    }
}

/// The part of a text that a finding shows.
struct Window {
    /// Whole lines or stretches of them, without characters that a terminal would obey.
    text: String,
    /// What to underline of it.
    span: Range<usize>,
}

impl Window {
    fn new(text: &str, lines: &LineIndex, span: Span, width: usize) -> Self {
        let span = Span { end: end_shown(text, span), ..span };
        let (first, _) = lines.line_column(text, span.start);
        let last = lines.line_column(text, span.end).0.min(first + MOST_LINES - 1);
        let mut window = Window { text: String::new(), span: 0..0 };
        for line in first..=last {
            let whole = lines.line(text, line);
            let anchor = span.start.clamp(whole.start, whole.end);
            // Wide enough for the drawing to see that it must cut, and to say so.
            let left = back(text, whole.start..anchor, 2 * width);
            let right = forward(text, anchor..whole.end, 3 * width);
            let from = span.start.clamp(left, right);
            let most = if first == last { forward(text, from..right, width / 2) } else { right };
            let to = span.end.clamp(from, most);
            if line > first {
                window.text.push('\n');
            }
            window.push(&text[left..from]);
            if line == first {
                window.span.start = window.text.len();
            }
            window.push(&text[from..to]);
            window.span.end = window.text.len();
            window.push(&text[to..right]);
        }
        window
    }

    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().map(visible));
    }
}

/// Where a span's underlining ends: a line's end within it is no reason to show the next line.
fn end_shown(text: &str, span: Span) -> usize {
    span.start + text[span.range()].trim_end_matches(['\n', '\r']).len()
}

/// At most `most` characters back from the end of `range`.
fn back(text: &str, range: Range<usize>, most: usize) -> usize {
    text[range.clone()].char_indices().rev().take(most).last().map_or(range.end, |(at, _)| range.start + at)
}

/// At most `most` characters on from the start of `range`.
fn forward(text: &str, range: Range<usize>, most: usize) -> usize {
    text[range.clone()].char_indices().nth(most).map_or(range.end, |(at, _)| range.start + at)
}

/// Words as they are shown: in one line, of bounded length, nothing a terminal would obey.
fn shown(words: &str) -> String {
    let mut out = String::new();
    for (at, character) in words.trim_end().chars().enumerate() {
        if at == MOST_CHARACTERS {
            out.push('…');
            break;
        }
        out.push(if matches!(character, '\n' | '\t') { ' ' } else { visible(character) });
    }
    out
}
