//! What accounts of failures say that cannot be read.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "bad-incident",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure says a time, a zone or a status that cannot be read.",
    why: "It is missing in the picture of how it went, and how long it took is not known. What cannot be read is shown as it is written.",
    bad: "---\nkind: coe\nincident: 2026-08-14\nstarted: half past four\nresolved: 21:15 UTC\n---\n# Double charges\n",
    good: "---\nkind: coe\nincident: 2026-08-14\nstarted: 16:30 UTC\nresolved: 21:15 UTC\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(read)) = (&page.parsed, whole.handbook.incident_read(id)) else { return };
    let mut places = parsed.places();
    for wrong in &read.wrongs {
        // What is inherited is wrong where it is written.
        let is_own =
            matches!(wrong.path.first(), Some(Step::Key(key)) if parsed.front.others.contains_key(key));
        if is_own {
            findings.push(
                Finding::new(&RULE, wrong.message.clone())
                    .at(places.of(&wrong.path))
                    .help(wrong.help.clone()),
            );
        }
    }
}
