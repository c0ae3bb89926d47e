//! The part of an included file that a page shows: all of it, some lines, or a section.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::{Fault, Request, Said};
use crate::diag::nearest;
use crate::file_name::is_markdown;
use crate::syntax::{front_matter, slug};
use crate::text::{Source, Span};

/// How many sections are named when none is near to the one that was asked for.
const MOST_NAMED: usize = 5;

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// What is shown.
    pub shown: Span,
    /// What is read of a text, in order: what is shown without the footnotes that only other parts of the
    /// file refer to, and the footnotes and link definitions elsewhere that it does refer to.
    read: Vec<Span>,
}

impl Part {
    fn plain(shown: Span) -> Self {
        Part { shown, read: vec![shown] }
    }

    /// The file's text with blanks for what is not read of it, so that places stay what they are; none
    /// when that is what is shown.
    pub fn alone(&self, text: &str) -> Option<String> {
        if self.read == [self.shown] {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        for span in &self.read {
            let start = span.start.max(out.len());
            push_blanks(&mut out, text, start);
            out.push_str(&text[start..span.end.max(start)]);
        }
        push_blanks(&mut out, text, text.len());
        Some(out)
    }
}

/// Continues `out`, which is as long as a part of `text`, with blanks up to `end`.
fn push_blanks(out: &mut String, text: &str, end: usize) {
    let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
    let part = &text.as_bytes()[out.len()..end];
    out.extend(part.iter().map(|byte| blank(*byte)));
}

/// Whether the row of a table is what is left of one that was taken out: without any the table would end there.
pub fn is_taken_row(row: &str) -> bool {
    let inner = row.trim().strip_prefix('|').and_then(|row| row.strip_suffix('|'));
    inner.is_some_and(|inner| inner.bytes().all(|byte| byte == b' '))
}

/// A text with blanks for some of its lines, so that places stay what they are.
pub fn without(text: &str, lines: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    for line in lines {
        out.push_str(&text[out.len()..line.start]);
        if is_row_of_more(text, *line) {
            let last = line.start + text[line.range()].trim_end().len() - 1;
            out.push('|');
            push_blanks(&mut out, text, last);
            out.push('|');
        }
        push_blanks(&mut out, text, line.end);
    }
    out.push_str(&text[out.len()..]);
    out
}

/// Whether a line is a row of a table that goes on behind it.
fn is_row_of_more(text: &str, line: Span) -> bool {
    let is_row = |line: &str| line.contains('|');
    let removed = text[line.range()].trim_end();
    is_row(removed)
        && removed.len() > 1
        && !removed.contains('\n')
        && text[line.end..].lines().next().is_some_and(is_row)
}

/// The part of `file` to show: the asked lines, counted as the file has them, or the section; without front
/// matter.
///
/// # Errors
/// When the file does not have them.
pub fn part(request: &Request, file: &Source) -> Result<Part, Fault> {
    let body = if is_markdown(&file.path) { front_matter::split(&file.text).1 } else { 0 };
    let end = file.text.len();
    if let Some(id) = &request.section {
        let survey = Survey::of(&file.text, body);
        let shown = survey.section(&id.text, end).ok_or_else(|| survey.no_section(file, id))?;
        return Ok(survey.part(shown));
    }
    let Some(lines) = request.lines else {
        return Ok(Part::plain(Span { start: body, end }));
    };
    let shown = line_span(lines, file, body).map_err(|fault| fault.at(&request.lines_said))?;
    let refers = file.text[shown.range()].contains('[');
    Ok(if refers { Survey::of(&file.text, body).part(shown) } else { Part::plain(shown) })
}

fn line_span((first, last): (usize, Option<usize>), file: &Source, body: usize) -> Result<Span, Fault> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(memchr::memchr_iter(b'\n', file.text.as_bytes()).map(|newline| newline + 1))
        .filter(|start| *start < file.text.len())
        .collect();
    let start = *starts.get(first - 1).ok_or_else(|| {
        let message = format!("`{}` has no line {first}: its last is {}", file.path, starts.len());
        Fault::new(message, "lines count from the top of the file, front matter and all")
    })?;
    let end = last.and_then(|last| starts.get(last)).copied().unwrap_or(file.text.len());
    if end <= body && body > 0 {
        let message = format!("these lines of `{}` are its front matter, which is not included", file.path);
        return Err(Fault::new(message, "lines count from the top of the file, front matter and all"));
    }
    Ok(Span { start: start.max(body), end: end.max(start) })
}

/// What of a file matters to its parts. Offsets are those of the file.
#[derive(Default)]
struct Survey {
    headings: Vec<(usize, HeadingLevel, String)>,
    /// Footnotes that stand by themselves, by label.
    notes: FxHashMap<String, Span>,
    /// Where footnotes are referred to.
    references: Vec<(usize, String)>,
    /// Definitions of links.
    links: Vec<Span>,
}

impl Survey {
    fn of(text: &str, body: usize) -> Self {
        let mut survey = Survey::default();
        let mut ids = slug::Ids::default();
        let mut open: Option<(Option<String>, String)> = None;
        let mut depth = 0_usize;
        let mut events =
            Parser::new_ext(&text[body..], super::Dialect::default().options()).into_offset_iter();
        for (event, range) in events.by_ref() {
            let at = Span::from(range).shift(body);
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            match event {
                Event::Start(Tag::Heading { id, .. }) => {
                    open = Some((id.map(|id| id.to_string()), String::new()));
                }
                Event::Start(Tag::FootnoteDefinition(label)) if depth == 1 => {
                    survey.notes.entry(label.to_lowercase()).or_insert(at);
                }
                Event::FootnoteReference(label) => survey.references.push((at.start, label.to_lowercase())),
                Event::Text(part) | Event::Code(part) => {
                    if let Some((_, heading)) = &mut open {
                        heading.push_str(&part);
                    }
                }
                Event::End(TagEnd::Heading(level)) => {
                    let (written, heading) = open.take().unwrap_or_default();
                    let id = written.filter(|id| ids.take_for_heading(id));
                    let id = id.unwrap_or_else(|| ids.heading(&heading));
                    survey.headings.push((at.start, level, id));
                }
                _ => {}
            }
        }
        let links = events.reference_definitions().iter();
        survey.links = links.map(|(_, link)| Span::from(link.span.clone()).shift(body)).collect();
        survey
    }

    /// From the heading with this id up to the next of its level or above.
    fn section(&self, id: &str, end: usize) -> Option<Span> {
        let found = self.headings.iter().position(|(.., own)| own == id)?;
        let (start, level, _) = self.headings[found];
        let next = self.headings[found + 1..].iter().find(|(_, other, _)| *other <= level);
        Some(Span { start, end: next.map_or(end, |(start, ..)| *start) })
    }

    fn no_section(&self, file: &Source, id: &Said) -> Fault {
        let ids = || self.headings.iter().map(|(.., id)| &**id);
        let help = match (nearest(&id.text, ids()), self.headings.len()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, 0) => "the file has no headings; leave `section` out".to_owned(),
            (None, count) => {
                let named: Vec<String> = ids().take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
                let more = if count > MOST_NAMED { ", …" } else { "" };
                format!("its sections are {}{more}", named.join(", "))
            }
        };
        Fault::new(format!("`{}` has no section `{}`", file.path, id.text), help).at(id)
    }

    /// What is shown, with what it needs.
    fn part(&self, shown: Span) -> Part {
        let within = |span: &Span| shown.start <= span.start && span.start < shown.end;
        let needed = self.needed(shown);
        let mut unneeded: Vec<Span> =
            self.notes.values().copied().filter(|note| within(note) && !needed.contains(note)).collect();
        unneeded.sort_unstable();
        let mut read: Vec<Span> = needed.into_iter().filter(|note| !within(note)).collect();
        read.extend(self.links.iter().filter(|link| !within(link)));
        let mut start = shown.start;
        for note in unneeded {
            read.push(Span { start, end: note.start });
            start = note.end.min(shown.end);
        }
        read.push(Span { start, end: shown.end });
        read.sort_unstable();
        Part { shown, read }
    }

    /// The footnotes that a part refers to, and those that these refer to in turn.
    fn needed(&self, shown: Span) -> FxHashSet<Span> {
        let mut needed = FxHashSet::default();
        let mut parts = self.without_notes(shown);
        while let Some(part) = parts.pop() {
            let first = self.references.partition_point(|(at, _)| *at < part.start);
            let within = self.references[first..].iter().take_while(|(at, _)| *at < part.end);
            let notes = within.filter_map(|(_, label)| self.notes.get(label).copied());
            parts.extend(notes.filter(|note| needed.insert(*note)));
        }
        needed
    }

    /// `shown` without the footnotes in it: what they refer to counts only when they are needed.
    fn without_notes(&self, shown: Span) -> Vec<Span> {
        let mut notes: Vec<Span> = self.notes.values().copied().collect();
        notes.sort_unstable();
        let mut parts = Vec::new();
        let mut start = shown.start;
        for note in notes.into_iter().filter(|note| shown.start <= note.start && note.start < shown.end) {
            parts.push(Span { start, end: note.start });
            start = note.end;
        }
        parts.push(Span { start, end: shown.end });
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(block: &str, text: &str) -> String {
        let file = Source::new("a.md", text);
        let request = Request::parse(block, "b.md").expect("a request");
        let part = match part(&request, &file) {
            Ok(part) => part,
            Err(fault) => return format!("{}; {}", fault.message, fault.help),
        };
        let alone = part.alone(text).unwrap_or_else(|| text[part.shown.range()].to_owned());
        alone.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let ask = |lines: &str| asked(&format!("file: a.md\nlines: {lines}"), "1\n2\n3\n");
        assert_eq!(ask("2-3"), "2|3");
        assert_eq!(ask("3-9"), "3");
        let past =
            "`a.md` has no line 4: its last is 3; lines count from the top of the file, front matter and all";
        assert_eq!(ask("4-"), past);
    }

    #[test]
    fn a_section_ends_at_the_next_of_its_level() {
        let ask = |id: &str| {
            asked(&format!("file: a.md\nsection: {id}"), "---\ntitle: x\n---\n# A\n## B\nb\n### C\n## D\nd\n")
        };
        assert_eq!(ask("b"), "## B|b|### C");
        assert_eq!(ask("#d"), "## D|d");
        assert_eq!(
            ask("elsewhere"),
            "`a.md` has no section `elsewhere`; its sections are `a`, `b`, `c`, `d`"
        );
    }

    #[test]
    fn definitions_come_along_when_they_are_needed() {
        let text = "[é]: early.md\n\n## A\n\nOne[^1] [é] [late]\n\n## B\n\nTwo[^3]\n\n[^1]: first[^2]\n[^2]: second\n[^3]: third\n\n[late]: late.md\n";
        assert_eq!(
            asked("file: a.md\nsection: a", text),
            "[é]: early.md|## A|One[^1] [é] [late]|[^1]: first[^2]|[^2]: second|[late]: late.md"
        );
        assert_eq!(asked("file: a.md\nlines: 9", text), "[é]: early.md|Two[^3]|[^3]: third|[late]: late.md");
        assert_eq!(
            asked("file: a.md\nsection: b", text),
            "[é]: early.md|## B|Two[^3]|[^3]: third|[late]: late.md"
        );
    }
}
