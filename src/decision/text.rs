//! What the text of a decision has: an outcome, and options that it was chosen from.

use crate::syntax::outline::{Section, blocks, folded, is_item, sections};
use crate::text::Span;

/// The titles of the section that says what was decided.
const OUTCOME: [&str; 12] = [
    "outcome",
    "decision",
    "decision outcome",
    "the decision",
    "our decision",
    "decisions",
    "decision made",
    "chosen option",
    "resolution",
    "what we decided",
    "what was decided",
    "conclusion",
];
/// The titles of the section with the options, the one that was chosen among them.
const OPTIONS: [&str; 7] = [
    "options",
    "considered options",
    "options considered",
    "the options",
    "possible options",
    "pros and cons of the options",
    "solutions considered",
];
/// The titles of the section with those that were not chosen.
const OTHERS: [&str; 6] = [
    "alternatives",
    "alternatives considered",
    "considered alternatives",
    "other options",
    "rejected options",
    "what else we considered",
];
/// What stands where something is still to be written.
const NOTHING: [&str; 11] = [
    "",
    "tbd",
    "tba",
    "todo",
    "to do",
    "n/a",
    "none",
    "none considered",
    "none were considered",
    "pending",
    "not decided",
];

/// Whether a section of this title says what was decided.
pub fn is_outcome(title: &str) -> bool {
    OUTCOME.contains(&&*folded(title))
}

/// Whether a section of this title has options.
pub fn is_options(title: &str) -> bool {
    let title = folded(title);
    OPTIONS.contains(&&*title) || OTHERS.contains(&&*title)
}

/// Where a text says what was decided: `Err` with the heading's place when there is a heading, and nothing below it;
/// none without a heading.
pub fn outcome(text: &str, body: usize) -> Option<Result<Span, Span>> {
    let sections = sections(text, body);
    let mut found = sections.iter().filter(|section| section.is_called(&OUTCOME)).peekable();
    let first = found.peek()?.heading;
    let said = found.find(|section| says_something(text, section));
    Some(said.map(|section| section.heading).ok_or(first))
}

/// Whether there is anything below a heading.
fn says_something(text: &str, section: &Section) -> bool {
    blocks(text, section.whole).iter().any(|span| !is_nothing(&text[span.range()]))
}

/// Whether a block says that there is nothing yet.
fn is_nothing(block: &str) -> bool {
    let words = block.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    NOTHING.contains(&&*words)
}

/// The options that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many there are, with the one that was chosen.
    pub count: usize,
    /// The heading of the section that names them.
    pub heading: Span,
}

/// The options that a text names; none when it has no section for them.
///
/// They are known by their headings, as items or as the paragraphs of that section, whichever are more.
pub fn options(text: &str, body: usize) -> Option<Options> {
    let sections = sections(text, body);
    let with = |titles: &[&str], chosen: usize| {
        let of = sections.iter().enumerate().filter(|(_, section)| section.is_called(titles));
        of.map(|(at, section)| Options {
            count: count(text, &sections[at..]) + chosen,
            heading: section.heading,
        })
        .max_by_key(|options| options.count)
    };
    let all = with(&OPTIONS, 0);
    // What was not chosen is as good as an option as what was.
    let others = with(&OTHERS, 1);
    match (all, others) {
        (Some(all), Some(others)) if others.count > all.count => Some(Options { count: others.count, ..all }),
        (all, others) => all.or(others),
    }
}

/// Whether a text is a record in the short form, which has no options: context, decision and consequences, as adr-tools
/// write it. The longer forms call what was decided an outcome.
pub fn is_short(text: &str, body: usize) -> bool {
    let sections = sections(text, body);
    let has = |title: &str| sections.iter().any(|section| section.is_called(&[title]));
    has("context") && has("decision") && !sections.iter().any(|section| is_options(&section.title))
}

/// How many options the first of these sections has.
fn count(text: &str, sections: &[Section]) -> usize {
    let Some((section, rest)) = sections.split_first() else { return 0 };
    let below = rest.iter().take_while(|next| next.heading.start < section.whole.end);
    let level = below.clone().map(|next| next.level).min();
    let headings = below.filter(|next| Some(next.level) == level).count();
    let starts = |span: &Span| &text[span.range()];
    let mut blocks = blocks(text, section.text);
    blocks.retain(|span| !is_nothing(starts(span)));
    let items = blocks.iter().filter(|span| is_item(starts(span))).count();
    // The two lines at the head of a table are none of its rows.
    let rows = blocks.iter().map(starts).filter(|block| block.starts_with('|'));
    let rows = rows.map(|block| block.lines().count().saturating_sub(2)).max().unwrap_or(0);
    let terms = blocks.iter().filter(|span| starts(span).contains("\n: ")).count();
    let is_bold = |span: &&Span| starts(span).starts_with("**") || starts(span).starts_with("__");
    let bold = blocks.iter().filter(is_bold).count();
    let paragraphs = if items == 0 && bold == 0 { blocks.len() } else { 0 };
    [headings, items, rows, terms, bold, paragraphs].into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> Option<usize> {
        options(text, 0).map(|options| options.count)
    }

    #[test]
    fn options_are_counted_however_they_are_written() {
        for (text, expected) in [
            ("## Considered Options\n\n* [one]\n* [two]\n  * more\n* three\n", Some(3)),
            ("## Options\n\n### A\n\ntext\n\n#### Why\n\n### B\n", Some(2)),
            ("## Options\n\n**A.** Text.\n\nMore of it.\n\n**B.** Text.\n", Some(2)),
            ("## Options\n\nA is one.\n\nB another.\n", Some(2)),
            ("## Options\n\nOnly this.\n", Some(1)),
            ("## Options\n\n## Outcome\n\n- x\n- y\n", Some(0)),
            ("## Options\n\n| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", Some(2)),
            ("## Options\n\nA\n: one\n\nB\n: two\n", Some(2)),
            ("## Alternatives considered\n\n- Another.\n", Some(2)),
            ("## Considered alternatives\n\nNone.\n", Some(1)),
            ("## Options\n\n- n/a\n", Some(0)),
            ("## Considered options\n\n- A\n\n## Pros and Cons of the Options\n\n### A\n\n### B\n", Some(2)),
            ("## Context\n\nText.\n", None),
        ] {
            assert_eq!(counted(text), expected, "{text}");
        }
    }

    #[test]
    fn the_short_form_has_no_options() {
        for (text, expected) in [
            (
                "## Status\n\nAccepted\n\n## Context\n\nA.\n\n## Decision\n\nB.\n\n## Consequences\n\nC.\n",
                true,
            ),
            ("## Context\n\nA.\n\n## Options\n\n## Decision\n\nB.\n", false),
            ("## Context and Problem Statement\n\nA.\n\n## Decision Outcome\n\nB.\n", false),
            ("## Context\n\nA.\n\n## Outcome\n\nB.\n", false),
            ("## Decision\n\nB.\n", false),
            ("", false),
        ] {
            assert_eq!(is_short(text, 0), expected, "{text}");
        }
    }

    #[test]
    fn an_outcome_says_something() {
        let said = |text: &str| outcome(text, 0).map(|found| found.is_ok());
        assert_eq!(said("## Decision\n\nTables.\n"), Some(true));
        assert_eq!(said("## Decision Outcome\n\n### Consequences\n\n- Good.\n"), Some(true));
        assert_eq!(said("## Decision\n\n<!-- What? -->\n\nTBD.\n\n## More\n\nText.\n"), Some(false));
        assert_eq!(said("## Outcome\n"), Some(false));
        assert_eq!(said("## Context\n\nText.\n"), None);
    }
}
