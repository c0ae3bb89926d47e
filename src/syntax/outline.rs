//! The sections of a text, as far as they are to be read without its HTML: what stands below each heading.

use super::markdown::short;
use crate::text::Span;

/// A heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 1 to 6.
    pub level: usize,
    /// The heading's words.
    pub title: String,
    /// The heading's lines.
    pub heading: Span,
    /// From there to the next heading of any level.
    pub text: Span,
    /// From there to the next heading that is not below this one.
    pub whole: Span,
}

impl Section {
    /// Whether it has one of these titles, however it is written.
    pub fn is_called(&self, titles: &[&str]) -> bool {
        titles.contains(&&*folded(&self.title))
    }
}

/// A title as it can be compared: `2. Considered options:` as `considered options`.
pub fn folded(title: &str) -> String {
    // `Tenets (unless you know better ones)`
    let title = title.split(" (").next().unwrap_or(title);
    let bare = title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    bare.replace('’', "'").replace(['-', '_'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a text from the byte `body` on that are neither code nor comments, each with where it is.
pub fn prose(text: &str, body: usize) -> Vec<(Span, &str)> {
    let mut lines = Vec::new();
    let (mut at, mut fence, mut in_comment) = (body, None::<(char, usize)>, false);
    for line in text[body..].split_inclusive('\n') {
        let span = Span { start: at, end: at + line.len() };
        at += line.len();
        let inner = line.trim();
        if let Some((mark, length)) = fence {
            let marks = inner.chars().take_while(|c| *c == mark).count();
            if marks >= length && marks == inner.chars().count() {
                fence = None;
            }
            continue;
        }
        if in_comment {
            in_comment = !inner.contains("-->");
            continue;
        }
        let mark = inner.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| inner.chars().take_while(|c| *c == mark).count());
        if let Some(mark) = mark.filter(|_| length >= 3) {
            fence = Some((mark, length));
            continue;
        }
        if inner.starts_with("<!--") {
            in_comment = !inner.contains("-->");
            continue;
        }
        lines.push((span, line));
    }
    lines
}

/// The sections of a text from the byte `body` on, in order.
pub fn sections(text: &str, body: usize) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut before: Option<(Span, &str)> = None;
    for (span, line) in prose(text, body) {
        let heading = atx(line).map(|(level, title)| (level, title, span)).or_else(|| {
            let level = underline(line)?;
            let (above, words) = before?;
            Some((level, words.trim().to_owned(), Span { start: above.start, end: span.end }))
        });
        if let Some((level, title, heading)) = heading {
            let title = short::parts(&title).map_or(title, |parts| short::words(&parts));
            let rest = Span { start: heading.end, end: text.len() };
            let end = heading.start + text[heading.range()].trim_end().len();
            let heading = Span { end, ..heading };
            found.push(Section { level, title, heading, text: rest, whole: rest });
        }
        let is_words =
            !line.trim().is_empty() && atx(line).is_none() && !line.starts_with(['>', '-', '|', '*', ' ']);
        // A line right above another, and no blank one.
        before = is_words.then_some((span, line));
    }
    for at in 0..found.len() {
        if let Some(next) = found.get(at + 1) {
            found[at].text.end = next.heading.start;
        }
        let level = found[at].level;
        if let Some(next) = found[at + 1..].iter().find(|next| next.level <= level) {
            found[at].whole.end = next.heading.start;
        }
    }
    found
}

/// The level and the words of a heading that is marked at its start.
fn atx(line: &str) -> Option<(usize, String)> {
    let inner = line.trim_end();
    let inner =
        inner.strip_prefix("   ").or(inner.strip_prefix("  ")).or(inner.strip_prefix(' ')).unwrap_or(inner);
    let level = inner.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &inner[level.min(inner.len())..];
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let words = rest.trim().trim_end_matches('#').trim_end();
    // An id of the author's: `## Options {#options}`.
    let words = match words.strip_suffix('}').and_then(|words| words.rsplit_once('{')) {
        Some((words, id)) if id.starts_with(['#', '.']) => words.trim_end(),
        _ => words,
    };
    Some((level, words.to_owned()))
}

/// The level of the heading that a line below it makes.
fn underline(line: &str) -> Option<usize> {
    let inner = line.trim();
    let is_all = |mark: char| inner.len() > 1 && inner.chars().all(|c| c == mark);
    match () {
        () if is_all('=') => Some(1),
        () if is_all('-') => Some(2),
        () => None,
    }
}

/// The paragraphs, items and rows of a piece of text: what stands between blank lines, and each item of a list that
/// is not nested. With where each begins.
pub fn blocks(text: &str, within: Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut is_open = false;
    for (span, line) in prose(&text[..within.end], within.start) {
        if line.trim().is_empty() || atx(line).is_some() {
            is_open = false;
            continue;
        }
        let span = Span { start: span.start, end: span.start + line.trim_end().len() };
        match found.last_mut() {
            Some(last) if is_open && !is_item(line) => last.end = span.end,
            _ => found.push(span),
        }
        is_open = true;
    }
    found
}

/// Whether a line begins an item of a list that is in no other.
pub fn is_item(line: &str) -> bool {
    let inner = line.strip_prefix(' ').unwrap_or(line);
    let bullet = inner.strip_prefix(['-', '*', '+']);
    let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = digits.strip_prefix(['.', ')']).filter(|_| digits.len() < inner.len());
    bullet.or(number).is_some_and(|rest| rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_end_where_the_next_begins() {
        let text = "# A\n\none\n\n## B b ##\n\n```\n## no\n```\n### C {#c}\nthree\n\nD\n---\n<!--\n## no\n-->\nfour\n";
        let found = sections(text, 0);
        let shown: Vec<(usize, &str, &str, &str)> = found
            .iter()
            .map(|s| (s.level, &*s.title, text[s.text.range()].trim(), text[s.whole.range()].trim()))
            .collect();
        assert_eq!(
            shown[1..],
            [
                (2, "B b", "```\n## no\n```", "```\n## no\n```\n### C {#c}\nthree"),
                (3, "C", "three", "three"),
                (2, "D", "<!--\n## no\n-->\nfour", "<!--\n## no\n-->\nfour"),
            ]
        );
        assert!(found[0].whole.end == text.len() && found[0].level == 1);
        assert!(sections("- a\n---\n\ntext\n\n---\n", 0).is_empty(), "a rule");
    }

    #[test]
    fn titles_are_compared_without_numbers_and_marks() {
        assert_eq!(folded("2. Considered  Options:"), "considered options");
        assert_eq!(folded("What’s next?"), "what's next");
    }

    #[test]
    fn blocks_are_paragraphs_and_items() {
        let text = "One\ntwo\n\n- a\n  more\n  - nested\n- b\n\n1. c\n";
        let found = blocks(text, Span { start: 0, end: text.len() });
        let shown: Vec<&str> = found.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(shown, ["One\ntwo", "- a\n  more\n  - nested", "- b", "1. c"]);
    }
}
