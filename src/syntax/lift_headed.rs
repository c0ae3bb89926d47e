//! Fields that stand in sections of their own: `## Status` with a word below it, as tools for records of decisions
//! write them.
//!
//! A section is one only when it is short: a few lines or a list. Those that begin with the name of another field say
//! that: `Superseded by [two](0002.md)`. A section of which all is understood leaves the text.

use super::lift::{Line, folded};
use super::outline::{self, Section, prose, sections};
use crate::text::Span;

/// More lines than these are no value of a field.
const MOST: usize = 12;

/// Whether a text may have such sections at all: most have none, and need not be read for it.
pub fn may_be_any(text: &str) -> bool {
    let begins = |line: &str| line.starts_with("##") && line.trim_start_matches('#').trim().len() <= 20;
    text.lines().any(|line| begins(line) || line.starts_with("---")) && text.to_lowercase().contains("status")
}

/// What sections say the values of; `known` is the key of the field of a name, folded, if there is one.
pub fn lines(text: &str, body: usize, known: &dyn Fn(&str) -> Option<String>) -> Vec<Line> {
    let mut found = Vec::new();
    for section in sections(text, body).into_iter().filter(|section| section.level == 2) {
        if let Some(key) = known(&outline::folded(&section.title)) {
            found.extend(section_lines(text, &section, &key, known).unwrap_or_default());
        }
    }
    found
}

/// The values that a section says; none when there is something in it that is none.
fn section_lines(
    text: &str,
    section: &Section,
    key: &str,
    known: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<Line>> {
    if section.text != section.whole {
        return None;
    }
    let mut values: Vec<(String, Vec<Span>)> = Vec::new();
    let written = prose(&text[..section.text.end], section.text.start);
    let written: Vec<Span> = written.into_iter().filter_map(|(span, line)| said(span, line)).collect();
    if written.is_empty() || written.len() > MOST {
        return None;
    }
    let is_list = written.len() > 1;
    let mut is_whole = true;
    for span in written {
        let (key, span) = match other(&text[span.range()], known) {
            Some((key, at)) => (key, Span { start: span.start + at, ..span }),
            // Tools write links to other records below a status: `Clarified by [5. Use x](0005.md)`.
            None if key == "status" && is_list && text[span.range()].contains("](") => {
                is_whole = false;
                continue;
            }
            None => (key.to_owned(), span),
        };
        match values.iter_mut().find(|(known, _)| *known == key) {
            // Of a status one word is meant, and a paragraph more is prose, which readers should have.
            Some((key, _)) if key == "status" => is_whole = false,
            Some((_, spans)) => spans.push(span),
            None => values.push((key, vec![span])),
        }
    }
    let whole = Span { start: section.heading.start, end: section.whole.end };
    let mut left = Some(whole).filter(|_| is_whole);
    let line = |(key, spans): (String, Vec<Span>)| {
        let value = Span { start: spans.first()?.start, end: spans.last()?.end };
        // Titles in links have commas of their own.
        let has_link = text[value.range()].contains("](");
        let is_items = (is_list && spans.len() > 1) || (has_link && key != "status");
        let items = if is_items { spans } else { Vec::new() };
        let nothing = Span { start: whole.start, end: whole.start };
        Some(Line::of_section(key, value, items, left.take().unwrap_or(nothing)))
    };
    Some(values.into_iter().filter_map(line).collect())
}

/// What a line says, without the mark of an item.
fn said(span: Span, line: &str) -> Option<Span> {
    let inner = line.trim();
    if inner.is_empty() {
        return None;
    }
    let bare = inner.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t']));
    let bare = bare.map_or(inner, str::trim_start);
    let end = span.start + line.trim_end().len();
    Some(Span { start: end - bare.len(), end })
}

/// The field whose name a line begins with, and where in it the value begins.
fn other(line: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<(String, usize)> {
    let words = line.split_inclusive([' ', ':']).scan(0, |end, word| {
        *end += word.len();
        Some(*end)
    });
    // `Superseded by` before `Supersedes`: the longest name counts.
    let ends: Vec<usize> = words.take(3).collect();
    ends.into_iter().rev().find_map(|end| {
        let name = line[..end].trim_end_matches([' ', ':']);
        let rest = line[end..].trim_start_matches([' ', ':']);
        let name = folded(name).replace("supercede", "supersede");
        let key = known(&name).filter(|_| !rest.is_empty())?;
        Some((key, line.len() - rest.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let known = |name: &str| {
            let keys = ["status", "date", "deciders", "supersedes", "superseded by"];
            keys.contains(&name).then(|| name.replace(' ', "_"))
        };
        let shown = |line: &Line| {
            let items: Vec<&str> = line.items.iter().map(|item| &text[item.range()]).collect();
            let value = if items.is_empty() { text[line.value.range()].to_owned() } else { items.join("|") };
            format!("{}={value}", line.name)
        };
        lines(text, 0, &known).iter().map(shown).collect()
    }

    #[test]
    fn sections_say_values_as_tools_write_them() {
        assert_eq!(
            found("# 1. X\n\nDate: 2020\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n"),
            ["status=Accepted"]
        );
        let chain = "## Status\n\nAccepted\n\nSupersedes [1. A, or B](0001.md)\n\nSuperceded by [3. C](0003.md)\n\n## More\n";
        assert_eq!(
            found(chain),
            ["status=Accepted", "supersedes=[1. A, or B](0001.md)", "superseded_by=[3. C](0003.md)"]
        );
        assert_eq!(found("## Status\n\n* Superseded by [x](x.md)\n"), ["superseded_by=[x](x.md)"]);
        assert_eq!(
            found("## Deciders\n\n- ana\n- bob\n\n## Date\n\n2020-01-02\n"),
            ["deciders=ana|bob", "date=2020-01-02"]
        );
    }

    #[test]
    fn links_to_other_records_are_no_status() {
        let chain = "## Status\n\nSuperceded by [3. C](3.md)\n\nClarified by [4. D](4.md)\n";
        assert_eq!(found(chain), ["superseded_by=[3. C](3.md)"]);
        assert_eq!(
            found("## Status\n\nSupercedes [1. A](1.md)\n\nAccepted\n"),
            ["supersedes=[1. A](1.md)", "status=Accepted"]
        );
        assert_eq!(found("## Status\n\nReplaced by [3. C](3.md)\n"), ["status=Replaced by [3. C](3.md)"]);
    }

    #[test]
    fn prose_stays() {
        let text = "## Status\n\nAccepted\n\nBut only for a while.\n";
        assert_eq!(found(text), ["status=Accepted"]);
        let known = |name: &str| (name == "status").then(|| name.to_owned());
        assert!(lines(text, 0, &known).iter().all(|line| line.whole.range().is_empty()));
        assert!(found("## Status\n\n### Now\n\nAccepted\n").is_empty());
        assert!(found("## Status\n").is_empty());
        assert!(found("### Status\n\nAccepted\n").is_empty());
        assert!(!may_be_any("# A\n\nText.\n"));
    }
}
