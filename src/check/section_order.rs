//! Sections that stand in another order than pages of a kind have them.

use super::Whole;
use super::missing_section::position;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::markdown;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "section-order",
    level: Level::Warning,
    structural: false,
    summary: "A page's sections stand in another order than the handbook has them.",
    why: "Whoever reads many pages of a kind finds their way by the order. `sections` below `[kinds.NAME]` in `book.toml` says it.",
    bad: "== book.toml\n[kinds.coe]\nsections = [\"What happened\", \"Why\"]\n== content/index.md\n---\nkind: coe\nincident: 2026-08-14\n---\n## Why\n\nIt did.\n\n## What happened\n\nMuch.\n",
    good: "== book.toml\n[kinds.coe]\nsections = [\"What happened\", \"Why\"]\n== content/index.md\n---\nkind: coe\nincident: 2026-08-14\n---\n## What happened\n\nMuch.\n\n## Why\n\nIt did.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| page.kind.strict_sections) else { return };
    // The section that stands furthest down so far.
    let mut last: Option<(usize, &str)> = None;
    for section in &page.kind.sections {
        let Some(at) = position(parsed, section) else { continue };
        match last {
            Some((furthest, before)) if at < furthest => {
                let places = markdown::heading_places(&parsed.source, parsed.body);
                let text = &parsed.document.headings[at].text;
                let place = places.into_iter().find(|(written, _)| written == text).map(|(_, place)| place);
                let place = place.unwrap_or_else(|| Place::file(&parsed.source.path));
                let message =
                    format!("“{section}” comes after “{before}” on pages of kind `{}`", page.kind.word);
                let order: Vec<&str> = page.kind.sections.iter().map(String::as_str).collect();
                let help = format!("the order is {}", order.join(", "));
                findings.push(Finding::new(&RULE, message).at(place).help(help));
            }
            _ => last = Some((at, section)),
        }
    }
}
