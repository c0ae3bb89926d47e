//! Sections that pages of a kind must have, and that a page has not.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Stance;
use crate::handbook::PageId;
use crate::parse::Parsed;
use crate::syntax::markdown::short;

pub static RULE: Rule = Rule {
    code: "missing-section",
    level: Level::Warning,
    structural: false,
    summary: "A page does not have a section that the handbook asks of its kind.",
    why: "`sections` below `[kinds.NAME]` in `book.toml` are the headings that every page of the kind must have, at any level and in any case. Others may stand between them.",
    bad: "== book.toml\n[kinds.coe]\nsections = [\"What happened\", \"Why\"]\n== content/index.md\n---\nkind: coe\nincident: 2026-08-14\n---\n## What happened\n\nMuch.\n",
    good: "== book.toml\n[kinds.coe]\nsections = [\"What happened\", \"Why\"]\n== content/index.md\n---\nkind: coe\nincident: 2026-08-14\n---\n## What happened\n\nMuch.\n\n## Why\n\nIt did.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = page.parsed.as_ref().filter(|_| page.kind.strict_sections) else { return };
    if book.stance_of(id) == Some(Stance::OptsOut) {
        // What is not done has no sections.
        return;
    }
    // Those that a page takes over from above are there, too.
    let above = book.shown_in(id);
    let above: Vec<_> = above.iter().filter_map(|page| book.pages[*page].parsed.as_ref()).collect();
    let mut before: Option<&str> = None;
    for section in &page.kind.sections {
        let is_above = || above.iter().any(|above| position(above, section).is_some());
        if position(parsed, section).is_none() && !is_above() {
            let message = format!("a page of kind `{}` must have a section “{section}”", page.kind.word);
            let help = match before {
                Some(before) => format!("add `## {section}` after “{before}”"),
                None => format!("add `## {section}`"),
            };
            findings.push(Finding::new(&RULE, message).at(place_of_kind(parsed)).help(help));
        }
        before = Some(section);
    }
}

/// Which of a page's headings begins a section.
pub fn position(parsed: &Parsed, section: &str) -> Option<usize> {
    let folded = |text: &str| text.trim().replace(['‘', '’'], "'").replace(['“', '”'], "\"").to_lowercase();
    // A heading is known by its words: the setting may have the marks that are written in it.
    let words = short::parts(section).map(|parts| short::words(&parts));
    let wanted = [Some(folded(section)), words.map(|words| folded(&words))];
    let is_wanted = |text: &str| wanted.contains(&Some(folded(text)));
    parsed.document.headings.iter().position(|heading| is_wanted(&heading.text))
}
