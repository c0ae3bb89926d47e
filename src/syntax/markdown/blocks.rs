//! Typed blocks in fences: `include` and `children`.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::file_name::is_markdown;
use crate::syntax::front_matter;
use crate::text::{Source, Span, join};

/// What an `include` block asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// The path from the handbook's root, without `.` and `..`; none when it leads out of it.
    pub path: Option<String>,
    /// The path as it is written.
    pub written: String,
    /// The first and the last line, from 1; the last may be left open.
    pub lines: Option<(usize, Option<usize>)>,
    /// The heading id of the section to include, instead of lines.
    pub section: Option<String>,
}

impl Request {
    /// Reads a block's text, which stands in the file at `from`: `file: …` and optionally `lines: 3-10`
    /// or `section: heading-id`, or just the path.
    pub fn parse(block: &str, from: &str) -> Result<Self, String> {
        let mut request = Request { path: None, written: String::new(), lines: None, section: None };
        for line in block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line
                .split_once(':')
                .map(|(key, value)| (key.trim(), value.trim().trim_matches(['"', '\''])))
            {
                Some(("file", value)) => value.clone_into(&mut request.written),
                Some(("lines", value)) => {
                    request.lines = Some(range(value).ok_or("`lines` needs a range such as `3-10`")?);
                }
                Some(("section", value)) => request.section = Some(value.trim_start_matches('#').to_owned()),
                Some((key, _)) if !key.contains(['/', '.']) => {
                    return Err(format!(
                        "`{key}` is not a key of `include`; known are `file`, `lines` and `section`"
                    ));
                }
                _ => line.clone_into(&mut request.written),
            }
        }
        if request.written.is_empty() {
            return Err("an `include` block needs `file: path/to/file`".to_owned());
        }
        request.path = resolve(from, &request.written);
        Ok(request)
    }
}

/// The part of an included file to show: the asked lines, counted as the file has them, or the section;
/// without front matter.
///
/// # Errors
/// When the file does not have them, in words.
pub fn part(request: &Request, file: &Source) -> Result<Span, String> {
    let body = if is_markdown(&file.path) { front_matter::split(&file.text).1 } else { 0 };
    if let Some(id) = &request.section {
        return section(file, body, id).ok_or_else(|| format!("`{}` has no section `{id}`", file.path));
    }
    let Some((first, last)) = request.lines else { return Ok(Span { start: body, end: file.text.len() }) };
    let starts: Vec<usize> = std::iter::once(0)
        .chain(memchr::memchr_iter(b'\n', file.text.as_bytes()).map(|newline| newline + 1))
        .filter(|start| *start < file.text.len())
        .collect();
    let start = *starts
        .get(first - 1)
        .ok_or_else(|| format!("`{}` has no line {first}: its last is {}", file.path, starts.len()))?;
    let end = last.and_then(|last| starts.get(last)).copied().unwrap_or(file.text.len());
    if end <= body && body > 0 {
        return Err(format!("these lines of `{}` are its front matter, which is not included", file.path));
    }
    Ok(Span { start: start.max(body), end: end.max(start) })
}

/// From the heading with this id up to the next of its level or above.
fn section(file: &Source, body: usize, id: &str) -> Option<Span> {
    let text = &file.text[body..];
    let mut ids = crate::syntax::slug::Ids::default();
    let mut found: Option<(usize, pulldown_cmark::HeadingLevel)> = None;
    let mut open: Option<(usize, pulldown_cmark::HeadingLevel, Option<String>, String)> = None;
    for (event, range) in Parser::new_ext(text, super::Dialect::default().options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                if let Some((start, _)) = found.filter(|(_, of)| level <= *of) {
                    return Some(Span { start: body + start, end: body + range.start });
                }
                open = Some((range.start, level, id.map(|id| id.to_string()), String::new()));
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some((.., heading)) = &mut open {
                    heading.push_str(&part);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let (start, level, written, heading) = open.take()?;
                let own = written.unwrap_or_else(|| ids.heading(&heading));
                if found.is_none() && own == id {
                    found = Some((start, level));
                }
            }
            _ => {}
        }
    }
    found.map(|(start, _)| Span { start: body + start, end: file.text.len() })
}

/// See [`super::included_files`].
pub fn included_files(source: &Source) -> Vec<String> {
    let text = &source.text;
    // Most pages have the word at most in their prose: not worth reading them twice.
    let fenced = |at: usize| text[..at].trim_end_matches([' ', '\t']).ends_with(['`', '~']);
    if !memchr::memmem::find_iter(text.as_bytes(), b"include").any(fenced) {
        return Vec::new();
    }
    let (_, body) = front_matter::split(text);
    let mut files = Vec::new();
    let mut block: Option<String> = None;
    for event in Parser::new_ext(&text[body..], super::Dialect::default().options()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.trim() == "include" => {
                block = Some(String::new());
            }
            Event::Text(part) => {
                if let Some(block) = &mut block {
                    block.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let request = block.take().and_then(|block| Request::parse(&block, &source.path).ok());
                files.extend(request.and_then(|request| request.path));
            }
            _ => {}
        }
    }
    files
}

/// A path relative to the file at `from`, or with a leading `/` to the handbook's root, as one from
/// the root; none when it leads out.
fn resolve(from: &str, path: &str) -> Option<String> {
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
    fn lines_are_counted_from_one() {
        assert_eq!(range("3-10"), Some((3, Some(10))));
        assert_eq!(range("3"), Some((3, Some(3))));
        assert_eq!(range("3-"), Some((3, None)));
        assert_eq!(range("-3"), Some((1, Some(3))));
        assert_eq!(range("0-3").or(range("4-3")).or(range("x")), None);
        let file = Source::new("a", "1\n2\n3\n");
        let ask = |lines| {
            let request = Request { path: None, written: String::new(), lines: Some(lines), section: None };
            part(&request, &file).map(|span| file.text[span.range()].to_owned())
        };
        assert_eq!(ask((2, Some(3))), Ok("2\n3\n".to_owned()));
        assert_eq!(ask((3, Some(9))), Ok("3\n".to_owned()));
        assert_eq!(ask((4, None)), Err("`a` has no line 4: its last is 3".to_owned()));
    }

    #[test]
    fn a_section_ends_at_the_next_of_its_level() {
        let file = Source::new("a.md", "---\ntitle: x\n---\n# A\n## B\nb\n### C\n## D\nd\n");
        let ask = |id: &str| section(&file, 17, id).map(|span| &file.text[span.range()]);
        assert_eq!(ask("b"), Some("## B\nb\n### C\n"));
        assert_eq!(ask("d"), Some("## D\nd\n"));
        assert_eq!(ask("e"), None);
    }
}
