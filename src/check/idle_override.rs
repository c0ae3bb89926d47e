//! Overrides that change nothing.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::rota::{Cause, Dated, Layer};

pub static RULE: Rule = Rule {
    code: "idle-override",
    level: Level::Warning,
    structural: false,
    summary: "An override never applies: nobody is on call then, or the same person is, or a later one takes its place.",
    why: "Whoever wrote it believes that somebody stands in, and nobody does. An override takes over hours that there are; a shift that no rule makes belongs in `shifts`.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhours: Mon-Fri 09:00-17:00\noverrides:\n  - {from: 2026-12-05T09:00, to: 2026-12-05T17:00, person: mira}\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhours: Mon-Fri 09:00-17:00\noverrides:\n  - {from: 2026-12-07T09:00, to: 2026-12-07T17:00, person: hana}\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(parsed), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    let mut places = parsed.places();
    let (today, _) = rota.window(whole.today, whole.today);
    // What is over was as it was.
    let is_to_come = |layer: &Layer| layer.overrides.iter().any(|stands_in| stands_in.to > today);
    for layer in rota.layers.iter().filter(|layer| is_to_come(layer)) {
        let without = Layer { overrides: Vec::new(), ..layer.clone() };
        for stands_in in layer.overrides.iter().filter(|stands_in| stands_in.to > today) {
            if let Some(why) = idle(layer, &without, stands_in) {
                let message = format!("this override never applies: {why}");
                let help = "remove it, or mend its times; hours that no rule makes belong in `shifts`";
                findings.push(Finding::new(&RULE, message).at(places.of(&stands_in.path)).help(help));
            }
        }
    }
}

/// Why nobody stands in.
fn idle(layer: &Layer, without: &Layer, stands_in: &Dated) -> Option<String> {
    let (from, to) = (stands_in.from, stands_in.to);
    let turns = without.shifts(from, to);
    if turns.is_empty() {
        return Some("nobody is on call then".to_owned());
    }
    let is_this = |cause: Cause<'_>| matches!(cause, Cause::Override(dated) if dated.path == stands_in.path);
    if layer.shifts(from, to).iter().any(|shift| is_this(shift.cause)) {
        return None;
    }
    let is_same = turns.iter().all(|shift| shift.person == stands_in.person);
    Some(match is_same {
        true => format!("`{}` is on call then anyway", stands_in.person),
        false => "a later one takes its place".to_owned(),
    })
}
