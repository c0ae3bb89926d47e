//! Sections that would take the place of one from above, were they as deep as it is.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, Section, sections};
use crate::syntax::markdown::heading_places;

pub static RULE: Rule = Rule {
    code: "section-level",
    level: Level::Warning,
    structural: false,
    summary: "A section of a unit's page is called as one from above and is at another level, so that both are shown.",
    why: "A section takes the place of the one from above that is called the same when both have headings of one level, or are in no other section. Otherwise readers find what is done twice, in two ways.",
    bad: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Detail\n\nTen minutes.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n## Detail\n\nFive.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Detail\n\nTen minutes.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n### Detail\n\nFive.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = &book.pages[id].parsed else { return };
    let shown = book.shown_in(id);
    let Some((own, above)) = shown.split_last() else { return };
    if *own != id || above.is_empty() {
        return;
    }
    let above = book.taken_in(above);
    let above: Vec<&Section<'_>> = above.iter().filter_map(|piece| piece.section.as_ref()).collect();
    for section in sections(&parsed.document) {
        if !section.is_outer || section.place_among(above.iter().copied()).is_some() {
            continue;
        }
        let Some(other) = above.iter().find(|other| section.is_called_as(other)) else { continue };
        let title = &section.heading.text;
        let places = heading_places(&parsed.source, parsed.body);
        let place = places.into_iter().find(|(written, _)| written == title).map(|(_, place)| place);
        let message = format!("“{title}” is a section from above too, of another level: both are shown");
        let help = format!(
            "write `{} {title}`, to take its place; or call the section by another name, to add it",
            "#".repeat(usize::from(other.heading.level))
        );
        findings.push(
            Finding::new(&RULE, message).at(place.unwrap_or_else(|| book.pages[id].place())).help(help),
        );
    }
}
