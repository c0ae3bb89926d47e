//! Layers of a rota with one person.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "lone-responder",
    level: Level::Warning,
    structural: false,
    summary: "One person alone is in a rota, and so always on call.",
    why: "They have no evening and no holiday, and when they are ill nobody answers.",
    bad: "---\nkind: rotation\nmembers: [hana]\nstarts: 2026-11-02\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(parsed), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    for layer in rota.layers.iter().filter(|layer| !layer.turns.is_empty()) {
        let [person] = &layer.people[..] else { continue };
        let within = if layer.name.is_empty() { String::new() } else { format!(" in `{}`", layer.name) };
        let message = format!("`{person}` alone is on call{within}");
        let help = "let somebody share it, or say who stands in";
        findings.push(Finding::new(&RULE, message).at(parsed.place_of(&layer.path)).help(help));
    }
}
