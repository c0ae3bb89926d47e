//! What the text of a narrative must have: its sections, and numbers in its goals.

use super::Format;
use super::length::{self, is_questions};
use super::quotes::{is_quote, says_more};
use crate::syntax::outline::{Section, blocks, folded, is_item, sections};
use crate::text::Span;

/// A section that a form asks for: what it is called, and what others call it.
type Part = (&'static str, &'static [&'static str]);

const SIX_PAGER: [Part; 6] = [
    ("Introduction", &["introduction", "intro", "purpose", "the question", "executive summary"]),
    ("Goals", GOALS),
    ("Tenets", &["tenets", "our tenets", "guiding tenets", "principles", "guiding principles"]),
    ("State of the business", STATE),
    ("Lessons learned", LESSONS),
    (
        "Priorities",
        &["priorities", "strategic priorities", "our priorities", "what we do next", "plan", "roadmap"],
    ),
];
const LESSONS: &[&str] = &[
    "lessons learned",
    "lessons learnt",
    "lessons",
    "learnings",
    "what we learned",
    "what we learnt",
    "what we have learned",
    "what we have learnt",
];
const GOALS: &[&str] = &["goals", "goal", "our goals", "objectives", "okrs", "what we want"];
pub const STATE: &[&str] =
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
const SUBHEADING: Part = ("Subheading", &["subheading", "sub heading", "subhead", "sub head", "subtitle"]);
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
            let release = Span { start: body, end: first_question(&sections).unwrap_or(text.len()) };
            let all = blocks(text, release);
            let first = all.first().filter(|first| !has_section(text, body, first.start));
            let is_below = first.is_some_and(|first| says_more(&text[first.range()]));
            if !(is_described || is_below || is_heading_below(text, body, &sections, first)) {
                lacks.extend(lack(&SUBHEADING));
            }
            lacks.extend(RELEASE[..3].iter().filter_map(lack));
            let is_said = |(at, span): (usize, &Span)| {
                let next = all.get(at + 1).map_or("", |next| &text[next.range()]);
                is_quote(&text[span.range()], next)
            };
            if !all.iter().enumerate().any(is_said) {
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
    let heading = |part: &Part| sections.iter().find(|section| is_part(section, part.1));
    parts[..at].iter().rev().find_map(heading).map(|section| section.heading)
}

/// Whether a heading right below the title is the subheading: a sentence, and the name of no part.
fn is_heading_below(text: &str, body: usize, sections: &[Section], first: Option<&Span>) -> bool {
    let is_apart = |section: &Section| first.is_some_and(|first| first.start < section.heading.start);
    let is_known = |section: &Section| {
        is_questions(section)
            || RELEASE.iter().chain([&SUBHEADING, &QUOTES]).any(|part| is_part(section, part.1))
    };
    let below = sections.iter().find(|section| section.level > 1);
    below.is_some_and(|section| {
        text[body..section.heading.start].lines().all(|line| line.trim().is_empty() || line.starts_with("# "))
            && !is_apart(section)
            && !is_known(section)
            && length::words(&section.title).count() > 2
    })
}

fn first_question(sections: &[Section]) -> Option<usize> {
    sections.iter().find(|section| is_questions(section)).map(|section| section.heading.start)
}

/// Whether a part is there: a section with something below it, or a paragraph that begins with its name in bold. Else
/// the heading, if there is one.
fn find(text: &str, body: usize, sections: &[Section], part: &Part) -> Result<(), Option<Span>> {
    let mut found = sections.iter().filter(|section| is_part(section, part.1)).peekable();
    let Some(first) = found.peek().map(|section| section.heading) else {
        let all = blocks(text, Span { start: body, end: text.len() });
        let is_bold = |(at, span): (usize, &Span)| {
            bold(text, *span).is_some_and(|(name, rest)| {
                // What is alone on its line is a heading, and says what is below it.
                let below = || all.get(at + 1).filter(|next| !has_heading(text, span.end, next.start));
                let below =
                    || below().is_some_and(|next| bold(text, *next).is_none_or(|(_, rest)| says(rest)));
                is_named(&folded(name), part.1) && (says(rest) || below())
            })
        };
        let is_there = all.iter().enumerate().any(is_bold);
        return if is_there { Ok(()) } else { Err(None) };
    };
    if found.any(|section| says_something(text, section)) { Ok(()) } else { Err(Some(first)) }
}

/// The name in bold that a block begins with, and what is behind it.
fn bold(text: &str, block: Span) -> Option<(&str, &str)> {
    text[block.range()].strip_prefix("**").and_then(|rest| rest.split_once("**"))
}

/// Whether a heading of a section lies between two places: one that is not the title.
fn has_section(text: &str, from: usize, to: usize) -> bool {
    text[from..to.max(from)].lines().any(|line| line.starts_with("##"))
}

/// Whether a heading lies between two places.
fn has_heading(text: &str, from: usize, to: usize) -> bool {
    text[from..to.max(from)].lines().any(|line| line.starts_with('#'))
}

/// Whether a text is more than a mark that something is to be written.
fn says(text: &str) -> bool {
    let words = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    !["", "tbd", "todo", "tba"].contains(&&*words)
}

fn says_something(text: &str, section: &Section) -> bool {
    blocks(text, section.whole).iter().any(|span| says(&text[span.range()]))
}

/// Words before the name of a part that make it no other, and words after it.
const BEFORE: [&str; 7] = ["the", "our", "my", "their", "customer", "key", "main"];
const AFTER: [&str; 21] = [
    "for",
    "in",
    "of",
    "from",
    "to",
    "and",
    "at",
    "until",
    "by",
    "so",
    "this",
    "next",
    "we",
    "statement",
    "overview",
    "section",
    "with",
    "as",
    "today",
    "here",
    "itself",
];

/// Whether a section is one of these, also where its title says more: `Goals for 2027`, `The customer problem`.
pub fn is_part(section: &Section, names: &[&str]) -> bool {
    is_named(&folded(&section.title), names)
}

fn is_named(title: &str, names: &[&str]) -> bool {
    let begins = |title: &str| {
        names.iter().any(|name| {
            title.strip_prefix(name).is_some_and(|rest| {
                let first = length::words(rest).next().unwrap_or_default();
                let is_year = first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit());
                let is_apart = rest.starts_with(|c: char| !c.is_alphanumeric());
                rest.is_empty()
                    || rest.trim_start().starts_with([':', '–', '—', '&', '/', '+', '('])
                    || is_apart && (is_year || AFTER.contains(&first))
            })
        })
    };
    let mut rest = title;
    loop {
        if begins(rest) {
            return true;
        }
        match rest.split_once(' ') {
            Some((first, more)) if BEFORE.contains(&first.trim_end_matches("'s")) => rest = more,
            _ => return false,
        }
    }
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
    let goals = sections.iter().filter(|section| is_part(section, GOALS));
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
const NUMBERS: [&str; 26] = [
    "no", "none", "zero", "nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "half", "halve", "halved", "halving", "double", "doubled", "doubling", "triple", "twice", "dozen",
    "hundred", "every",
];

fn has_number(block: &str) -> bool {
    // The number of an item is none of the goal.
    let said =
        if is_item(block) { block.trim_start().split_once(' ').map_or("", |(_, said)| said) } else { block };
    let is_number = |word: &str| NUMBERS.contains(&&*word.to_lowercase());
    said.chars().any(|c| c.is_ascii_digit()) || said.split(|c: char| !c.is_alphabetic()).any(is_number)
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
    fn titles_may_say_more() {
        let text = "## 1. Introduction and purpose\n\nA.\n\n## 2. Goals for 2027\n\n- Be the best.\n\n## Our tenets, as of today\n\nA.\n\n\
                    ## The state of the business in 2026\n\nA.\n\n## Lessons learned so far\n\nA.\n\n## Key priorities\n\nA.\n";
        assert_eq!(lacking(Format::SixPager, text), Vec::<&str>::new());
        assert_eq!(vague_goals(text, 0).len(), 1);
        let release =
            "## The customer problem\n\nA.\n\n## Our solution\n\nB.\n\n## Summary of the release\n\n> C.\n\n";
        let rest = ["Subheading", "Call to action", "Internal questions", "External questions"];
        assert_eq!(lacking(Format::PrFaq, release), rest);
        for other in ["Goalkeepers", "Solution to nothing", "Problems", "Non-goals", "Planets"] {
            assert!(!is_named(&folded(other), &["goals", "problem", "plan"]), "{other}");
        }
    }

    #[test]
    fn titles_may_be_called_otherwise() {
        let text = "## Executive summary\n\nA.\n\n## Goals\n\nA.\n\n## Guiding tenets\n\nA.\n\n\
                    ## Current state\n\nA.\n\n## What we learnt\n\nA.\n\n## Priorities\n\nA.\n";
        assert_eq!(lacking(Format::SixPager, text), Vec::<&str>::new());
        let release = "### Sub-heading\n\nFor everybody.\n\n## Summary\n\nA.\n\n## Problem\n\nA.\n";
        assert!(!lacking(Format::PrFaq, release).contains(&"Subheading"));
    }

    #[test]
    fn a_release_may_have_no_headings_for_its_subheading_and_quotes() {
        let lacks = |text: &str| {
            let all = lacking(Format::PrFaq, text);
            ["Subheading", "Quotes"].into_iter().filter(|part| all.contains(part)).collect::<Vec<_>>()
        };
        let said = "\"I love it\", said Jane, a guest.";
        assert_eq!(
            lacks(&format!("# Doors\n\n**Guests walk in without a key**\n\n{said}\n")),
            Vec::<&str>::new()
        );
        assert_eq!(lacks("# Doors\n\n_For those who come late._\n\n“Good,” says Ana.\n"), Vec::<&str>::new());
        assert_eq!(lacks(&format!("# Doors\n\n**Summary**\n\n{said}\n")), ["Subheading"]);
        assert_eq!(
            lacks(&format!("# Doors\n\n## Why\n\n**It is a good thing**\n\n{said}\n")),
            ["Subheading"]
        );
        assert_eq!(
            lacks("# Doors\n\n*A line of it*\n\n\"Open sesame\" sagt Ali Baba.\n"),
            Vec::<&str>::new()
        );
        assert_eq!(lacks("# Doors\n\n*A line of it*\n\n\"Sesame\" opens it.\n\n\"What?\"\n"), ["Quotes"]);
    }

    #[test]
    fn a_name_alone_on_its_line_is_a_heading() {
        let release =
            |solution: &str| format!("**Summary**\n\nA.\n\n**Problem:**\nB.\n\n{solution}\n\n> C.\n");
        let lacks = |solution: &str| {
            let all = lacking(Format::PrFaq, &release(solution));
            ["Summary", "Problem", "Solution"]
                .into_iter()
                .filter(|part| all.contains(part))
                .collect::<Vec<_>>()
        };
        assert_eq!(lacks("**Solution**\n\nIt works."), Vec::<&str>::new());
        assert_eq!(lacks("**Solution**\n\n**Call to action**\n\nBuy."), ["Solution"]);
        assert_eq!(lacks("**Solution**\n\n## Price\n\nBuy."), ["Solution"]);
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
}
