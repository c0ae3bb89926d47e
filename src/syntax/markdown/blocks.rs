//! Typed blocks in fences: what an `include` asks for.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::charted;
use super::containers::{DISGUISE, Directive, Isolated};
use crate::diag::nearest;
use crate::syntax::front_matter;
use crate::text::{LineIndex, Place, Source, Span, join};

const KEYS: [&str; 3] = ["file", "lines", "section"];

/// What an `include` block asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The path from the handbook's root, without `.` and `..`; none when it leads out of it.
    pub path: Option<String>,
    /// The path as it is written.
    pub file: Said,
    /// The first and the last line, from 1; the last may be left open.
    pub lines: Option<(usize, Option<usize>)>,
    /// The heading id of the section to include, instead of lines.
    pub section: Option<Said>,
    /// Where `lines` is.
    pub lines_said: Said,
}

/// A value in a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The line of the block's text, from 0.
    pub line: usize,
    /// The value.
    pub text: String,
}

/// Why a block cannot be followed.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The value that is wrong; none when it is the block.
    pub at: Option<Said>,
}

impl Fault {
    /// A fault of a block as a whole.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault { message: message.into(), help: help.into(), at: None }
    }

    /// The same, of one of its values.
    pub fn at(self, said: &Said) -> Self {
        Fault { at: Some(said.clone()), ..self }
    }
}

impl Request {
    /// Reads a block's text, which stands in the file at `from`: `file: …` and optionally `lines: 3-10`
    /// or `section: heading-id`, or just the path.
    ///
    /// # Errors
    /// When it asks for nothing, or for what cannot be.
    pub fn parse(block: &str, from: &str) -> Result<Self, Fault> {
        let mut request = Request::default();
        for (number, line) in block.lines().map(str::trim).enumerate() {
            if !line.is_empty() && !line.starts_with('#') {
                request.read(number, line)?;
            }
        }
        if request.file.text.is_empty() {
            let help = "paths are relative to this file, or start with `/` at the handbook's root";
            return Err(Fault::new("an `include` block needs `file: path/to/file`", help));
        }
        request.path = resolve(from, &request.file.text);
        Ok(request)
    }

    fn read(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let said = |text: &str| Said { line: number, text: text.to_owned() };
        let pair = line.split_once(':');
        match pair.map(|(key, value)| (key.trim(), value.trim().trim_matches(['"', '\'']))) {
            Some(("file", value)) => self.file = said(value),
            Some(("lines", value)) => {
                let fault = || {
                    let help = "write `3-10`, `3-` to the end, `-10` from the start, or `3` alone";
                    Fault::new("`lines` needs a range such as `3-10`", help).at(&said(value))
                };
                self.lines = Some(range(value).ok_or_else(fault)?);
                self.lines_said = said(value);
            }
            Some(("section", value)) => self.section = Some(said(value.trim_start_matches('#'))),
            Some((key, _)) if !key.contains(['/', '.']) => {
                let message =
                    format!("`{key}` is not a key of `include`; known are `file`, `lines` and `section`");
                let help = nearest(key, KEYS)
                    .map_or_else(|| "remove the line".to_owned(), |near| format!("did you mean `{near}`?"));
                return Err(Fault::new(message, help).at(&said(key)));
            }
            _ => self.file = said(line),
        }
        Ok(())
    }
}

/// See [`super::included_files`].
pub fn included_files(source: &Source) -> Vec<String> {
    let text = &source.text;
    // Most pages have the word at most in their prose: not worth reading them twice.
    let fenced = |at: usize| text[..at].trim_end_matches([' ', '\t']).ends_with(['`', '~']);
    let has = |word: &str| memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(fenced);
    if !has("include") && !has("chart") {
        return Vec::new();
    }
    let (_, body) = front_matter::split(text);
    let mut files = Vec::new();
    let mut block: Option<(bool, String)> = None;
    for event in Parser::new_ext(&text[body..], super::Dialect::default().options()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if matches!(info.trim(), "include" | "chart") =>
            {
                block = Some((info.trim() == "chart", String::new()));
            }
            Event::Text(part) => {
                if let Some((_, block)) = &mut block {
                    block.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((is_chart, block)) = block.take() else { continue };
                files.extend(match is_chart {
                    true => charted::file(&block, &source.path),
                    false => Request::parse(&block, &source.path).ok().and_then(|request| request.path),
                });
            }
            _ => {}
        }
    }
    files
}

/// A path relative to the file at `from`, or with a leading `/` to the handbook's root, as one from
/// the root; none when it leads out.
pub(super) fn resolve(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = join(folder, path)?;
    (!path.contains(['\\', '\0', ':']) && !joined.is_empty()).then_some(joined)
}

fn range(text: &str) -> Option<(usize, Option<usize>)> {
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|number| *number > 0);
    match text.split_once(['-', ':']) {
        None => number(text).map(|line| (line, Some(line))),
        Some((first, last)) if last.trim().is_empty() => Some((number(first)?, None)),
        Some((first, last)) => {
            let (first, last) = (if first.trim().is_empty() { 1 } else { number(first)? }, number(last)?);
            (first <= last).then_some((first, Some(last)))
        }
    }
}

/// So much of a block's text is enough to know it by.
const KNOWN_BY: usize = 80;

/// See [`super::block_lines`].
pub fn block_lines(source: &Source) -> Vec<(usize, String)> {
    let (_, body) = front_matter::split(&source.text);
    let index = LineIndex::new(&source.text);
    let options = super::Dialect::default().options();
    let isolated = Isolated::new(&source.text[body..], options);
    let text = isolated.as_ref().map_or(&source.text[body..], |isolated| &*isolated.text);
    let offset = |at: usize| isolated.as_ref().map_or(at, |isolated| isolated.source_offset(at));
    let mut blocks: Vec<(usize, String)> = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::CodeBlock(_)
                | Tag::Item
                | Tag::TableCell
                | Tag::DefinitionListTitle
                | Tag::DefinitionListDefinition,
            ) => blocks.push((index.line_column(&source.text, body + offset(range.start)).0, String::new())),
            Event::Text(text) | Event::Code(text) => {
                let Some((_, known)) = blocks.last_mut() else { continue };
                let left = KNOWN_BY.saturating_sub(known.chars().count());
                known.extend(text.chars().map(|c| if c == DISGUISE { ':' } else { c }).take(left));
            }
            Event::SoftBreak | Event::HardBreak => {
                let Some((line, known)) = blocks.last_mut() else { continue };
                match without_mark(known) {
                    // The title of an alert stands apart from its text.
                    Some(title) => {
                        let next = *line + 1;
                        *known = title.to_owned();
                        blocks.push((next, String::new()));
                    }
                    None => known.push(' '),
                }
            }
            _ => {}
        }
    }
    for (_, known) in &mut blocks {
        if let Some(text) = without_mark(known) {
            *known = text.to_owned();
        }
    }
    // A container's line is no text of its own.
    blocks.retain(|(_, known)| !known.trim().is_empty() && Directive::parse(known, true).is_none());
    blocks
}

/// See [`super::heading_places`].
pub fn heading_places(source: &Source, body: usize) -> Vec<(String, Place)> {
    let options = super::Dialect::default().options();
    let isolated = Isolated::new(&source.text[body..], options);
    let text = isolated.as_ref().map_or(&source.text[body..], |isolated| &*isolated.text);
    let offset = |at: usize| isolated.as_ref().map_or(at, |isolated| isolated.source_offset(at));
    let mut headings: Vec<(String, Place)> = Vec::new();
    let mut is_open = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                let end = range.start + text[range.clone()].trim_end().len();
                let span = Span { start: offset(range.start), end: offset(end) };
                headings.push((String::new(), source.place(span.shift(body).within(&source.text))));
                is_open = true;
            }
            Event::End(TagEnd::Heading(_)) => {
                is_open = false;
                if let Some((known, _)) = headings.last_mut() {
                    *known = known.trim().to_owned();
                }
            }
            Event::Text(part) | Event::Code(part) if is_open => {
                if let Some((known, _)) = headings.last_mut() {
                    known.extend(part.chars().map(|c| if c == DISGUISE { ':' } else { c }));
                }
            }
            _ => {}
        }
    }
    headings
}

/// What follows the mark of an alert, if there is one.
fn without_mark(text: &str) -> Option<&str> {
    let (word, rest) = text.strip_prefix("[!")?.split_once(']')?;
    super::ALERTS.iter().any(|alert| alert.eq_ignore_ascii_case(word)).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_in_the_handbook() {
        let path = |text: &str| Request::parse(text, "content/teams/a.md").map(|request| request.path);
        assert_eq!(path("file: ../shared/b.md"), Ok(Some("content/shared/b.md".to_owned())));
        assert_eq!(path("../../src/lib.rs"), Ok(Some("src/lib.rs".to_owned())));
        assert_eq!(path("/src/lib.rs"), Ok(Some("src/lib.rs".to_owned())));
        assert_eq!(path("file: ../../../etc/passwd"), Ok(None));
        assert_eq!(path("file: C:\\x"), Ok(None));
        assert!(path("files: b.md").is_err());
        assert!(path("lines: 1-2").is_err());
    }

    #[test]
    fn blocks_are_found_on_their_lines() {
        let text = "---\ntitle: A\n---\n\nFirst.\n:::details Steps\nInside.\n\n- One\n:::\n\n:::tabs\n== Linux\nTwo.\n\n\
                    == Mac\nThree.\n:::\n\nTerm\n: What it *is*\n\n:smile: at the start\n\n> [!CAUTION] Beware\n> Of this\n> and that.\n\n> [!tip] Alone\n";
        let blocks = block_lines(&Source::new("a.md", text));
        let blocks: Vec<(usize, &str)> = blocks.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(
            blocks,
            [
                (5, "First."),
                (7, "Inside."),
                (9, "One"),
                (14, "Two."),
                (17, "Three."),
                (20, "Term"),
                (21, "What it is"),
                (23, ":smile: at the start"),
                (25, "Beware"),
                (26, "Of this and that."),
                (29, "Alone"),
            ]
        );
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(range("3-10"), Some((3, Some(10))));
        assert_eq!(range("3"), Some((3, Some(3))));
        assert_eq!(range("3-"), Some((3, None)));
        assert_eq!(range("-3"), Some((1, Some(3))));
        assert_eq!(range("0-3").or(range("4-3")).or(range("x")), None);
    }
}
