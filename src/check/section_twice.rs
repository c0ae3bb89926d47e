//! Sections that could take the place of several from above.

use super::Whole;
use super::section_level::{above, place_of};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, Section, sections};

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
    let above = above(book, id);
    if above.is_empty() {
        return;
    }
    let above = book.taken_in(&above);
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
        let mut finding = Finding::new(&RULE, message).at(place_of(book, id, section.heading));
        let second = &above[*second];
        if let Some(section) = &second.section {
            let place = place_of(book, second.page, section.heading);
            finding = finding.related(place, "this one is shown as it is");
        }
        findings.push(finding.help(help));
    }
}
