//! Pages with more words than their kind may have.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "long-page",
    level: Level::Warning,
    structural: false,
    summary: "A page has more words than the handbook allows its kind.",
    why: "`max-words` below `[kinds.NAME]` in `book.toml` is how much a reader is asked to read. Words in code do not count.",
    bad: "== book.toml\n[kinds.narrative]\nmax-words = 3\n== content/index.md\n---\nkind: narrative\n---\nOne two three four.\n",
    good: "== book.toml\n[kinds.narrative]\nmax-words = 3\n== content/index.md\n---\nkind: narrative\n---\nOne two three.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(most)) = (&page.parsed, page.kind.max_words) else { return };
    let words = parsed.document.words;
    if words > most {
        let message =
            format!("{words} words are more than the {most} of a page of kind `{}`", page.kind.word);
        let help = "shorten it, or move what only some readers need to a page of its own";
        findings.push(Finding::new(&RULE, message).at(place_of_kind(parsed)).help(help));
    }
}
