//! Hours in which somebody is to be on call and nobody is.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "rota-gap",
    level: Level::Warning,
    structural: false,
    summary: "Nobody is on call at a time within eight weeks at which somebody is to be.",
    why: "Whoever calls then reaches nobody. Somebody is to be on call in the `hours` of the rotation; in a layer other than the first, and where the rotation says no hours, in those that the layer itself has (less than four hours between two who share it are a gap, too). Where there are only `shifts` and no hours, somebody is to be there from the first to the last.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhours: 24/7\nlayers:\n  - name: primary\n    restrictions: Mon-Fri 09:00-17:00\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhours: Mon-Fri 09:00-17:00\nlayers:\n  - name: primary\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(parsed), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    let (from, to) = rota.ahead(whole.today);
    for (at, layer) in rota.layers.iter().enumerate() {
        let gaps = rota.gaps(at, from, to);
        let Some((from, until)) = gaps.first() else { continue };
        let is_early = layer.begins().is_some_and(|begins| begins >= *until);
        let within = if layer.name.is_empty() { String::new() } else { format!(" in `{}`", layer.name) };
        let until = if *until == to { "on".to_owned() } else { format!("to {}", rota.zone.clock(*until)) };
        let times =
            format!("nobody is on call{within} from {} {until} ({})", rota.zone.clock(*from), rota.zone.name);
        let more = match gaps.len() - 1 {
            0 => String::new(),
            1 => "there is one more such time; ".to_owned(),
            more => format!("there are {more} more such times; "),
        };
        let what = if is_early { "let the rota begin earlier" } else { "let somebody take it" };
        let help = format!("{more}{what}, or say in `hours` when somebody is to be there");
        findings.push(Finding::new(&RULE, times).at(parsed.place_of(&layer.path)).help(help));
    }
}
