//! What the text of a narrative must have: its sections, numbers in its goals, and where its figures are from.

use super::Format;
use super::length::{self, is_questions};
use crate::syntax::outline::{Section, blocks, folded, is_item, sections};
use crate::text::Span;

/// A section that a form asks for: what it is called, and what others call it.
type Part = (&'static str, &'static [&'static str]);

const SIX_PAGER: [Part; 6] = [
    ("Introduction", &["introduction", "intro", "purpose", "the question"]),
    ("Goals", GOALS),
    ("Tenets", &["tenets", "our tenets", "principles", "guiding principles"]),
    ("State of the business", STATE),
    ("Lessons learned", &["lessons learned", "lessons", "what we learned", "what we have learned"]),
    ("Priorities", &["priorities", "strategic priorities", "our priorities", "what we do next", "plan"]),
];
const GOALS: &[&str] = &["goals", "goal", "our goals", "objectives", "what we want"];
const STATE: &[&str] =
    &["state of the business", "the state of the business", "current state", "where we are", "the situation"];

const RELEASE: [Part; 4] = [
    ("Summary", &["summary", "in short"]),
    ("Problem", &["problem", "the problem"]),
    ("Solution", &["solution", "the solution"]),
    (
        "Call to action",
        &[
            "call to action",
            "getting started",
            "how to get started",
            "get started",
            "how to begin",
            "how to get it",
        ],
    ),
];
const SUBHEADING: Part = ("Subheading", &["subheading", "subhead", "subtitle"]);
const QUOTES: Part = ("Quotes", &["quote", "quotes", "customer quote", "what customers say", "what we say"]);

/// Something that the text of a narrative lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The section, as the form calls it.
    pub part: &'static str,
    /// Its heading, when it is there and nothing is below it.
    pub heading: Option<Span>,
    /// The heading of what stands before it in the form, when it is not there.
    pub after: Option<Span>,
}

/// What the text of a form lacks. The subheading of a release may be its page's description.
pub fn lacks(format: Format, text: &str, body: usize, is_described: bool) -> Vec<Lack> {
    let sections = sections(text, body);
    let lack = |part: &Part| {
        let heading = find(text, body, &sections, part).err()?;
        let after = if heading.is_none() { before(format, &sections, part.0) } else { None };
        Some(Lack { part: part.0, heading, after })
    };
    match format {
        Format::SixPager => SIX_PAGER.iter().filter_map(lack).collect(),
        Format::PrFaq => {
            let mut lacks: Vec<Lack> = Vec::new();
            if !is_described {
                lacks.extend(lack(&SUBHEADING));
            }
            lacks.extend(RELEASE[..3].iter().filter_map(lack));
            let release = Span { start: body, end: first_question(&sections).unwrap_or(text.len()) };
            // Words between quotation marks on lines of their own say whose they are.
            let is_quoted = |span: &Span| text[span.range()].trim_start().starts_with('>');
            if !blocks(text, release).iter().any(is_quoted) {
                lacks.extend(lack(&QUOTES));
            }
            lacks.extend(lack(&RELEASE[3]));
            lacks.extend(
                ["internal", "external"].into_iter().filter_map(|whose| questions(text, &sections, whose)),
            );
            lacks
        }
        Format::Free => Vec::new(),
    }
}

/// The heading of the nearest part that stands before one in its form, and is there.
fn before(format: Format, sections: &[Section], part: &str) -> Option<Span> {
    const PRFAQ: [Part; 6] = [SUBHEADING, RELEASE[0], RELEASE[1], RELEASE[2], QUOTES, RELEASE[3]];
    let parts: &[Part] = if format == Format::PrFaq { &PRFAQ } else { &SIX_PAGER };
    let at = parts.iter().position(|known| known.0 == part)?;
    let heading = |part: &Part| sections.iter().find(|section| section.is_called(part.1));
    parts[..at].iter().rev().find_map(heading).map(|section| section.heading)
}

fn first_question(sections: &[Section]) -> Option<usize> {
    sections.iter().find(|section| is_questions(section)).map(|section| section.heading.start)
}

/// Whether a part is there: a section with something below it, or a paragraph that begins with its name in bold. Else
/// the heading, if there is one.
fn find(text: &str, body: usize, sections: &[Section], part: &Part) -> Result<(), Option<Span>> {
    let mut found = sections.iter().filter(|section| section.is_called(part.1)).peekable();
    let Some(first) = found.peek().map(|section| section.heading) else {
        let is_bold = |span: &Span| {
            let bold = text[span.range()].strip_prefix("**").and_then(|rest| rest.split_once("**"));
            bold.is_some_and(|(name, rest)| {
                part.1.contains(&&*folded(name)) && rest.chars().any(char::is_alphanumeric)
            })
        };
        let is_there = blocks(text, Span { start: body, end: text.len() }).iter().any(is_bold);
        return if is_there { Ok(()) } else { Err(None) };
    };
    if found.any(|section| says_something(text, section)) { Ok(()) } else { Err(Some(first)) }
}

fn says_something(text: &str, section: &Section) -> bool {
    let says = |span: &Span| {
        let words = text[span.range()].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        !["", "tbd", "todo", "tba"].contains(&&*words)
    };
    blocks(text, section.whole).iter().any(says)
}

/// That nobody asks these questions, or answers any.
fn questions(text: &str, sections: &[Section], whose: &str) -> Option<Lack> {
    let part = if whose == "internal" { "Internal questions" } else { "External questions" };
    // Those of customers are the external ones.
    let words: &[&str] = match whose {
        "internal" => &["internal", "our", "ourselves", "stakeholder"],
        _ => &["external", "customer", "customers", "public"],
    };
    // `## FAQ` with `### External` below it asks as well.
    let is_within = |section: &Section| {
        let holds = |above: &&Section| {
            above.level < section.level
                && above.heading.start < section.heading.start
                && section.heading.start < above.whole.end
        };
        sections.iter().filter(holds).any(is_questions)
    };
    let is_meant = |section: &&Section| {
        length::words(&folded(&section.title)).any(|word| words.contains(&word))
            && (is_questions(section) || is_within(section))
    };
    let mut found = sections.iter().filter(is_meant).peekable();
    let first = found.peek().map(|section| section.heading);
    let is_asked = found.any(|section| says_something(text, section));
    let after = || sections.iter().find(|section| is_questions(section)).map(|section| section.heading);
    (!is_asked).then(|| Lack { part, heading: first, after: if first.is_none() { after() } else { None } })
}

/// The goals of a six-pager without a number: items, or paragraphs where there are none.
pub fn vague_goals(text: &str, body: usize) -> Vec<Span> {
    let sections = sections(text, body);
    let goals = sections.iter().filter(|section| section.is_called(GOALS));
    let of = |section: &Section| -> Vec<Span> {
        let blocks = blocks(text, section.whole);
        let is_list = blocks.iter().any(|span| is_item(&text[span.range()]));
        let is_goal = |span: &Span| {
            let block = &text[span.range()];
            // What leads to a list is none.
            let is_one = if is_list { is_item(block) } else { !block.starts_with(['|', '>', '#']) };
            is_one && !has_number(block)
        };
        blocks.into_iter().filter(is_goal).collect()
    };
    goals.flat_map(of).collect()
}

/// Words that are numbers.
const NUMBERS: [&str; 17] = [
    "no", "none", "zero", "nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "half", "twice", "every",
];

fn has_number(block: &str) -> bool {
    // The number of an item is none of the goal.
    let said =
        if is_item(block) { block.trim_start().split_once(' ').map_or("", |(_, said)| said) } else { block };
    let is_number = |word: &str| NUMBERS.contains(&&*word.to_lowercase());
    said.chars().any(|c| c.is_ascii_digit()) || said.split(|c: char| !c.is_alphabetic()).any(is_number)
}

/// A figure that nothing says the source of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// It, and where it is.
    pub at: Span,
}

/// The first figure of each paragraph, item and table of the state of the business that has no link and no footnote.
pub fn figures(text: &str, body: usize) -> Vec<Figure> {
    let sections = sections(text, body);
    let state = sections.iter().filter(|section| section.is_called(STATE));
    let of = |section: &Section| -> Vec<Figure> {
        let blocks = blocks(text, section.whole);
        let is_cited = |span: &Span| {
            let block = &text[span.range()];
            ["](", "[[", "[^", "://"].iter().any(|mark| block.contains(mark))
        };
        let mut found = Vec::new();
        for (at, span) in blocks.iter().enumerate() {
            let block = &text[span.range()];
            // A footnote is a source itself; and a table has its source right above it or below.
            let is_table = block.starts_with('|');
            let beside = [at.checked_sub(1), Some(at + 1)];
            let is_cited_beside =
                is_table && beside.into_iter().flatten().filter_map(|at| blocks.get(at)).any(is_cited);
            if block.starts_with("[^") || is_cited(span) || is_cited_beside {
                continue;
            }
            found.extend(figure(block).map(|figure| Figure { at: figure.shift(span.start) }));
        }
        found
    };
    state.flat_map(of).collect()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CURRENCIES: [char; 4] = ['$', '£', '€', '¥'];

/// The first figure in a block: a share, an amount of money, or a number of ten and more that is no year, day or time.
fn figure(block: &str) -> Option<Span> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in block.split_inclusive(|c: char| c.is_whitespace() || c == '|') {
        words.push((at, word.trim_end_matches(|c: char| c.is_whitespace() || c == '|')));
        at += word.len();
    }
    let is_month = |word: Option<&(usize, &str)>| {
        let word = word.map(|(_, word)| word.to_lowercase()).unwrap_or_default();
        MONTHS.iter().any(|month| word.starts_with(month))
    };
    for (index, (start, word)) in words.iter().enumerate() {
        // The number of an item, as in `1.`.
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && !CURRENCIES.contains(&c));
        let lead = word.find(inner).unwrap_or(0);
        let digits: String = inner.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() || (index == 0 && is_item(block)) {
            continue;
        }
        let is_money = inner.starts_with(CURRENCIES);
        let next = words.get(index + 1);
        let is_share = inner.ends_with('%')
            || next.is_some_and(|(_, next)| {
                next.starts_with('%') || next.starts_with("per cent") || *next == "percent" || *next == "per"
            });
        let is_plain = inner.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' '));
        let number: u64 = digits.parse().unwrap_or(u64::MAX);
        let is_year = inner.len() == 4 && is_plain && (1900..2100).contains(&number);
        let before = index.checked_sub(1).and_then(|before| words.get(before));
        let is_day = number <= 31 && (is_month(next) || is_month(before));
        if is_money || is_share || (is_plain && number >= 10 && !is_year && !is_day) {
            return Some(Span { start: start + lead, end: start + lead + inner.len() });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(format: Format, text: &str) -> Vec<&'static str> {
        lacks(format, text, 0, false).into_iter().map(|lack| lack.part).collect()
    }

    #[test]
    fn sections_are_looked_for() {
        let text =
            "## Introduction\n\nA.\n\n## Goals\n\n## Tenets\n\nTBD\n\n## Where we are\n\n### Sales\n\nB.\n";
        assert_eq!(lacking(Format::SixPager, text), ["Goals", "Tenets", "Lessons learned", "Priorities"]);
        let goals = lacks(Format::SixPager, text, 0, false)[0].heading.expect("a heading");
        assert_eq!(&text[goals.range()], "## Goals");
        assert!(lacking(Format::Free, "").is_empty());
    }

    #[test]
    fn what_is_missing_has_its_place() {
        let after = |format, text: &str| -> Vec<(&str, Option<String>)> {
            let lacks = lacks(format, text, 0, true).into_iter();
            lacks.map(|lack| (lack.part, lack.after.map(|span| text[span.range()].to_owned()))).collect()
        };
        let text = "## Goals\n\nA.\n\n## Lessons\n\nB.\n\n## Plan\n\nC.\n";
        assert_eq!(
            after(Format::SixPager, text),
            [
                ("Introduction", None),
                ("Tenets", Some("## Goals".to_owned())),
                ("State of the business", Some("## Goals".to_owned()))
            ]
        );
        let release = "## Summary\n\nA.\n\n## Solution\n\n> B.\n\n## Getting started\n\nC.\n\n";
        assert_eq!(
            after(Format::PrFaq, &format!("{release}## FAQ\n\n### External\n\n**What?** A.\n")),
            [("Problem", Some("## Summary".to_owned())), ("Internal questions", Some("## FAQ".to_owned()))]
        );
        let nested =
            "## Problem\n\nA.\n\n## FAQ\n\n### External\n\n**What?** A.\n\n### Internal\n\n**What?** B.\n";
        assert_eq!(after(Format::PrFaq, &format!("{release}{nested}")), []);
        let empty = format!("{release}{}", nested.replace("**What?** B.\n", ""));
        assert_eq!(after(Format::PrFaq, &empty), [("Internal questions", None)]);
    }

    #[test]
    fn a_release_has_its_parts_in_headings_or_in_bold() {
        let text = "# Boards\n\n**Summary.** It works.\n\n## Problem\n\nA.\n\n## Solution\n\nB.\n\n> “Good,” said Ana.\n\n\
                    ## Getting started\n\nC.\n\n## Customer FAQ\n\n**Why?** So.\n\n## Internal questions\n";
        assert_eq!(lacking(Format::PrFaq, text), ["Subheading", "Internal questions"]);
        assert_eq!(
            lacking(Format::PrFaq, ""),
            [
                "Subheading",
                "Summary",
                "Problem",
                "Solution",
                "Quotes",
                "Call to action",
                "Internal questions",
                "External questions"
            ]
        );
    }

    #[test]
    fn a_goal_has_a_number() {
        let vague = |text: &str| -> Vec<String> {
            vague_goals(text, 0).iter().map(|span| text[span.range()].to_owned()).collect()
        };
        assert_eq!(
            vague(
                "## Goals\n\nThese:\n\n1. Faster.\n2. Under 4 minutes.\n3. Nobody is woken.\n\n## Tenets\n\nA.\n"
            ),
            ["1. Faster."]
        );
        assert_eq!(vague("## Goals\n\nBe better.\n\n40 harbours.\n"), ["Be better."]);
    }

    #[test]
    fn a_figure_has_a_source() {
        let found = |text: &str| -> Vec<String> {
            let text = format!("## State of the business\n\n{text}\n");
            figures(&text, 0).iter().map(|figure| text[figure.at.range()].to_owned()).collect()
        };
        assert_eq!(found("Sales rose by 12%, to £4.1m."), ["12%"]);
        assert_eq!(found("It cost £4.1m in 2026."), ["£4.1m"]);
        assert_eq!(found("We have 41 harbours.\n\nOf 1,904 breaks.[^1]\n\n[^1]: 99 rows"), ["41"]);
        assert_eq!(
            found("In 2026, on 14 August at 10:30, three of 9 teams. See [x](y) for 99."),
            Vec::<String>::new()
        );
        assert_eq!(found("- 50 ports\n- [60 ports](x)"), ["50"]);
        assert_eq!(found("From [here](x):\n\n| A | B |\n|---|---|\n| 90 | 80 |"), Vec::<String>::new());
        assert_eq!(found("| A | B |\n|---|---|\n| 90 | 80 |"), ["90"]);
    }
}
