//! Patterns of `[owners]` that no page matches.

use std::collections::BTreeSet;

use super::{SUGGESTIONS, Whole};
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::Handbook;
use crate::owners::{Host, Pattern};
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "idle-pattern",
    level: Level::Warning,
    structural: false,
    summary: "A pattern of `[owners]` matches no page.",
    why: "Nobody owns anything by it: the folder may have been renamed, or the path is written as `CODEOWNERS` would have it. In `[owners]` paths count from the content folder.",
    bad: "Text.\n== book.toml\n[owners]\n\"decisions/\" = \"mira\"\n",
    good: "Text.\n== content/decisions/one.md\nText.\n== book.toml\n[owners]\n\"decisions/\" = \"mira\"\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (book, before) = (whole.handbook, findings.len());
    for entry in &whole.config.owners {
        if !matches(book, &entry.pattern) {
            let place = Place { span: entry.pattern_span, ..Place::file("book.toml") };
            let finding = Finding::new(&RULE, format!("no page matches `{}`", entry.pattern));
            let suggest = findings.len() - before < SUGGESTIONS;
            findings.push(finding.at(place).help(help(book, &entry.pattern, suggest)));
        }
    }
}

/// Whether a page is meant by a pattern, if only one that is still a draft.
fn matches(book: &Handbook, pattern: &str) -> bool {
    let pattern = Pattern::new(pattern, Host::GitHub);
    let written = book.pages.iter().filter(|page| page.parsed.is_some());
    written.map(|page| &*page.path).chain(book.drafts()).any(|path| pattern.matches(path))
}

fn help(book: &Handbook, pattern: &str, suggest: bool) -> String {
    // How a code host names the same page.
    let content = book.pages.iter().find_map(|page| page.source()?.path.strip_suffix(&page.path));
    let bare = pattern.trim_start_matches('/');
    let within = content.and_then(|content| bare.strip_prefix(content)).map(|within| format!("/{within}"));
    if let Some(within) = within.filter(|within| matches(book, within)) {
        return format!("paths count from the content folder: write `{within}`");
    }
    let mut paths = BTreeSet::new();
    for path in book.pages.iter().filter(|page| suggest && page.parsed.is_some()).map(|page| &*page.path) {
        paths.insert(path);
        let ends = path.char_indices().filter(|(_, letter)| *letter == '/');
        paths.extend(ends.map(|(end, _)| &path[..=end]));
    }
    nearest(pattern, paths)
        .map_or_else(|| "mend it, or take it out".to_owned(), |near| format!("did you mean `{near}`?"))
}
