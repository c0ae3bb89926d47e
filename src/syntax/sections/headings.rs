//! Headings: which of them say which field.

use super::{Form, SectionField};
use crate::syntax::lift::folded;
use crate::syntax::moment::zone;

/// Whether a text has a heading that may be one of these.
pub fn may_have(text: &str, body: usize, wanted: &[SectionField]) -> bool {
    let is_wanted = |(level, name): (usize, &str)| {
        has_like(name, wanted)
            && [false, true].into_iter().any(|loose| field_of(level, name, wanted, loose).is_some())
    };
    may_be_headings(&text[body..]).filter_map(heading).any(is_wanted)
}

/// The lines that begin as a heading does: most texts have few, and all pages are asked.
fn may_be_headings(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b'#', text.as_bytes()).filter_map(|at| {
        let before = text[..at].trim_end_matches(' ');
        let begins = before.is_empty() || before.ends_with('\n');
        begins.then(|| text[before.len()..].lines().next()).flatten()
    })
}

/// Whether a word of a heading begins as one that is wanted does.
fn has_like(name: &str, wanted: &[SectionField]) -> bool {
    let start = |word: &str| word.get(..2).map(str::to_ascii_lowercase);
    let all = || wanted.iter().flat_map(|field| field.headings.iter().chain(field.also));
    let words = name.split(|c: char| !c.is_alphanumeric()).filter_map(start);
    words.into_iter().any(|start| all().any(|heading| heading.starts_with(&start)))
}

/// The level and the text of a heading.
pub(super) fn heading(line: &str) -> Option<(usize, &str)> {
    let inner = line.trim_start_matches(' ');
    let text = inner.trim_start_matches('#');
    let level = inner.len() - text.len();
    let is_heading =
        (1..=6).contains(&level) && line.len() - inner.len() <= 3 && text.starts_with([' ', '\t']);
    is_heading.then(|| (level, text.trim().trim_end_matches('#').trim()))
}

/// The field that a heading means: `Timeline (all times UTC)` is one of what happened. A loose one needs only have a
/// known one as a part, or mean the same: `✅ Action items / follow-ups`.
fn field_of<'w>(
    level: usize,
    name: &str,
    wanted: &'w [SectionField],
    is_loose: bool,
) -> Option<&'w SectionField> {
    if !is_loose {
        let name = named(name);
        return wanted.iter().find(|field| field.headings.contains(&&*name));
    }
    // The title of a page is none of its sections.
    let parts = if level > 1 { parts(name) } else { Vec::new() };
    parts.iter().find_map(|part| {
        let is_meant = |field: &&SectionField| {
            let of_times = (field.form == Form::Events).then(|| without_zone(part));
            [Some(&**part), of_times]
                .into_iter()
                .flatten()
                .any(|part| field.headings.contains(&part) || field.also.contains(&part))
        };
        wanted.iter().find(is_meant)
    })
}

/// The field that a heading means, and whether it may mean something else. What is to be done may stand under headings
/// of both sorts; all else is looked for under one of them at a time.
pub(super) fn meant<'w>(
    level: usize,
    name: &str,
    wanted: &'w [SectionField],
    is_loose: bool,
) -> Option<(&'w SectionField, bool)> {
    let of = |is_loose| field_of(level, name, wanted, is_loose).map(|field| (field, is_loose));
    if is_loose {
        return of(true);
    }
    of(false).or_else(|| of(true).filter(|(field, _)| field.form == Form::Tasks))
}

/// The parts of a heading, each without marks, signs and pictures.
fn parts(name: &str) -> Vec<String> {
    const APART: [char; 8] = ['/', '&', '+', ',', ':', '|', '–', '—'];
    let bare = name.split(['(', '{', '[']).find(|part| part.contains(char::is_alphabetic)).unwrap_or(name);
    let bare = bare.replace(" and ", " & ").replace(" - ", " – ").replace(['\'', '’'], "");
    let plain = |part: &str| {
        let is_word = |c: char| c.is_alphanumeric() || c == ' ';
        let part: String = folded(part).chars().filter(|c| is_word(*c)).collect();
        let part = part.trim_start_matches(|c: char| c.is_numeric() || c == ' ');
        part.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    bare.split(APART).map(plain).filter(|part| !part.is_empty()).collect()
}

/// A part without the zone at its end: `timeline in utc`.
fn without_zone(part: &str) -> &str {
    let bare = part.rsplit_once(' ').filter(|(_, word)| word.len() > 2 && zone(word).is_some());
    bare.map_or(part, |(bare, _)| bare.strip_suffix(" in").unwrap_or(bare))
}

/// A name without its marks, and without what stands in parentheses.
pub(super) fn named(name: &str) -> String {
    let bare = name.split(['(', '{']).next().unwrap_or(name);
    let bare = bare.replace(['*', '`', '’'], "").replace('\'', "");
    folded(bare.trim().trim_end_matches(':'))
        .trim_start_matches(|c: char| c.is_numeric() || c == '.')
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_may_say_more() {
        let wanted = [
            SectionField {
                field: "timeline",
                headings: &["timeline"],
                also: &["sequence of events"],
                form: Form::Events,
            },
            SectionField {
                field: "actions",
                headings: &["action items", "follow ups", "whats next"],
                also: &["preventative actions"],
                form: Form::Tasks,
            },
        ];
        let field = |name: &str| {
            let field = field_of(2, name, &wanted, false).or_else(|| field_of(2, name, &wanted, true));
            assert_eq!(field.is_some(), may_have(&format!("## {name}\n"), 0, &wanted), "{name}");
            field.map(|field| field.field)
        };
        for name in [
            "What's next?",
            "✅ Action items",
            "Action items / follow-ups",
            "Lessons learned and action items",
            "Corrective and preventative actions",
            "4. Action items & more",
            "[Action items]",
            "Action items - open",
        ] {
            assert_eq!(field(name), Some("actions"), "{name}");
        }
        for name in [
            "Timeline - all times UTC",
            "Timeline, UTC",
            "Timeline UTC",
            "Timeline in UTC",
            "Timeline [UTC]",
            "⏱ Timeline",
            "Sequence of events",
            "⏱️ **Timeline:**",
        ] {
            assert_eq!(field(name), Some("timeline"), "{name}");
        }
        for name in
            ["Lessons learned", "Impact of the change on our timeline", "Timelines", "Action", "✅", "?"]
        {
            assert_eq!(field(name), None, "{name}");
        }
        assert!(field_of(1, "Outage: timeline", &wanted, true).is_none(), "the title");
    }
}
