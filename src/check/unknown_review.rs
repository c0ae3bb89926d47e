//! Lines of the ledger that name a page or a person that is not there.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::Named;
use crate::reviews::{Review, Reviews};
use crate::text::{Source, Span};

pub static RULE: Rule = Rule {
    code: "unknown-review",
    level: Level::Warning,
    structural: false,
    summary: "A line of `reviews.yaml` names a page or a person that is not there.",
    why: "The page that is meant stays as if nobody had looked at it, and nobody can be asked what they saw. A line that `dayone review` wrote for a page that was deleted since is no matter: it has a print of the text that was reviewed.",
    bad: "Text.\n== content/testing.md\nText.\n== content/reviews.yaml\n- {page: tesing.md, on: 2026-03-31}\n",
    good: "Text.\n== content/testing.md\nText.\n== content/reviews.yaml\n- {page: testing.md, on: 2026-03-31}\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let reviews = &whole.handbook.reviews;
    let Some(source) = &reviews.source else { return };
    for (review, line) in &reviews.all {
        findings.extend(page(whole, source, review, *line));
        findings.extend(person(whole, source, review, *line));
    }
}

/// What is wrong with the page of a line.
fn page(whole: Whole<'_>, source: &Source, review: &Review, line: Span) -> Option<Finding> {
    let book = whole.handbook;
    if review.text.is_some() || book.reviewed_page(review).is_some() {
        return None;
    }
    // A page that is a draft is there, and may have been reviewed.
    if book.drafts().any(|draft| Reviews::is_one(draft, &review.page)) {
        return None;
    }
    let written = || book.pages.iter().filter(|page| page.parsed.is_some());
    let mut aliases = written().flat_map(|page| &page.front.aliases);
    if aliases.any(|alias| Reviews::is_one(alias, &review.page)) {
        return None;
    }
    let near = nearest(&review.page, written().map(|page| &*page.path));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the page's path in the content folder, or remove the line".to_owned(),
    };
    let place = super::in_line(source, line, &review.page);
    Some(Finding::new(&RULE, format!("nobody wrote a page `{}`", review.page)).at(place).help(help))
}

/// What is wrong with who did it.
fn person(whole: Whole<'_>, source: &Source, review: &Review, line: Span) -> Option<Finding> {
    let book = whole.handbook;
    let by = review.by.as_deref().filter(|_| !book.people.is_empty())?;
    let place = || super::in_line(source, line, by);
    let Some(person) = book.people.get(by) else {
        let help = match book.nearest_id(by, Named::Person) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the id of somebody in `people.yaml`, or take `by` out".to_owned(),
        };
        return Some(Finding::new(&RULE, format!("no person is called `{by}`")).at(place()).help(help));
    };
    let left = person.left.filter(|_| person.has_left(review.on))?;
    let words = format!("`{by}` had left by then, on {left}");
    Some(Finding::new(&RULE, words).at(place()).help("write who reviewed it, or the day on which they did"))
}
