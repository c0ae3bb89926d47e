//! Sections that could take the place of several from above.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId, Section, sections};
use crate::syntax::markdown::heading_places;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "section-twice",
    level: Level::Warning,
    structural: false,
    summary: "A section of a unit's page is called as several from above, of which it takes the place of the first alone.",
    why: "A section takes the place of the one from above that is called the same. Where there are two of them, readers find the unit's words for the first and everybody's for the second, and cannot tell that both were meant, or which.",
    bad: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Exceptions\n\nNone.\n\n## Tools\n\n### Exceptions\n\nSome.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n### Exceptions\n\nMany.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\n## Rules\n\n### Exceptions\n\nNone.\n\n## Tools\n\n### Exceptions of tools\n\nSome.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\n### Exceptions\n\nMany.\n",
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
    let own = sections(&parsed.document);
    for (at, section) in own.iter().enumerate() {
        let among = section.places_among(above.iter().filter_map(|piece| piece.section.as_ref()));
        let [_, second, ..] = &*among else { continue };
        let alike = |other: &&Section<'_>| other.is_outer && section.is_called_as(other);
        // Of several of one name each takes the place of one.
        if own.iter().filter(alike).count() >= among.len() || own[..at].iter().any(|other| alike(&other)) {
            continue;
        }
        let title = &section.heading.text;
        let message = format!(
            "“{title}” is called as {} sections from above, and takes the place of the first",
            among.len()
        );
        let help = "write the section that holds it as a whole, or call those above by different names";
        let mut finding = Finding::new(&RULE, message)
            .at(heading(book, id, section).unwrap_or_else(|| book.pages[id].place()));
        let second = &above[*second];
        if let Some(place) = second.section.as_ref().and_then(|section| heading(book, second.page, section)) {
            finding = finding.related(place, "this one is shown as it is");
        }
        findings.push(finding.help(help));
    }
}

/// Where the heading of a section of a page is written.
fn heading(book: &Handbook, page: PageId, section: &Section<'_>) -> Option<Place> {
    let parsed = book.pages[page].parsed.as_ref()?;
    let alike = parsed.document.headings.iter().filter(|heading| heading.text == section.heading.text);
    let nth = alike.into_iter().position(|heading| heading.id == section.heading.id)?;
    let places = heading_places(&parsed.source, parsed.body).into_iter();
    places.filter(|(written, _)| *written == section.heading.text).nth(nth).map(|(_, place)| place)
}
