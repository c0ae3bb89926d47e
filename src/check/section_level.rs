//! Sections that would take the place of one from above, were they as deep as it is.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId, Section, sections};
use crate::syntax::document::Heading;
use crate::syntax::markdown::heading_places;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "section-level",
    level: Level::Warning,
    structural: false,
    summary: "A section of a unit's page is called as one from above and is at another level, or within something else, so that both are shown.",
    why: "A section takes the place of the one from above that is called the same when both have headings of one level, or are in no other section. What stands in a list, a tab or HTML is no section. Otherwise readers find what is done twice, in two ways.",
    bad: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Detail\n\nTen minutes.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n## Detail\n\nFive.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Detail\n\nTen minutes.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n### Detail\n\nFive.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = &book.pages[id].parsed else { return };
    let above = above(book, id);
    if above.is_empty() {
        return;
    }
    let texts = above.iter().filter_map(|page| book.pages[*page].parsed.as_ref());
    let within: Vec<&Heading> =
        texts.flat_map(|parsed| &parsed.document.headings).filter(|heading| !heading.top).collect();
    let above = book.taken_in(&above);
    let above: Vec<&Section<'_>> = above.iter().filter_map(|piece| piece.section.as_ref()).collect();
    let mut found = |heading: &Heading, why: &str, help: String| {
        let title = &heading.text;
        let message = format!("“{title}” is a section from above too, {why}: both are shown");
        findings.push(Finding::new(&RULE, message).at(place_of(book, id, heading)).help(help));
    };
    for section in sections(&parsed.document) {
        if !section.is_outer || section.place_among(above.iter().copied()).is_some() {
            continue;
        }
        let title = &section.heading.text;
        if let Some(other) = above.iter().find(|other| section.is_called_as(other)) {
            let level = "#".repeat(usize::from(other.heading.level));
            let help = format!(
                "write `{level} {title}`, to take its place; or call the section by another name, to add it"
            );
            found(section.heading, "of another level", help);
        } else if within.iter().any(|other| section.is_called_like(&other.text)) {
            let help = "take it out of the list, tab or HTML that it is in above; or call the section by another name";
            found(section.heading, "within something else", help.to_owned());
        }
    }
    for heading in parsed.document.headings.iter().filter(|heading| !heading.top) {
        if above.iter().any(|other| other.is_called_like(&heading.text)) {
            let help = "take it out of the list, tab or HTML that it is in, to take its place; or call it by another name";
            found(heading, "and here within something else", help.to_owned());
        }
    }
}

/// The pages from above whose text a unit's own page changes; none when it changes none.
pub fn above(book: &Handbook, id: PageId) -> Vec<PageId> {
    let mut shown = book.shown_in(id);
    if shown.pop() == Some(id) { shown } else { Vec::new() }
}

/// Where a heading of a page is written: the one of its name that it is.
pub fn place_of(book: &Handbook, page: PageId, heading: &Heading) -> Place {
    let page = &book.pages[page];
    let written = page.parsed.as_ref().and_then(|parsed| {
        let document = &parsed.document;
        let brought = |at: usize| document.brought.iter().find(|(_, headings)| headings.contains(&at));
        let at = document.headings.iter().position(|other| other.id == heading.id)?;
        if let Some((block, _)) = brought(at) {
            return Some(block.clone());
        }
        let alike = |at: &usize| document.headings[*at].text == heading.text && brought(*at).is_none();
        let nth = (0..at).filter(alike).count();
        let places = heading_places(&parsed.source, parsed.body).into_iter();
        places.filter(|(written, _)| *written == heading.text).nth(nth).map(|(_, place)| place)
    });
    written.unwrap_or_else(|| page.place())
}
