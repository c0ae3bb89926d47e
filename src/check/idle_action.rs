//! Actions that nobody has taken on, or that have no day.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "idle-action",
    level: Level::Warning,
    structural: false,
    summary: "An action that is still to be done has no owner, or no day by which it is to be done.",
    why: "What is everybody's is nobody's, and what has no day is done after all else. It stands in no one's list of what to do.",
    bad: "---\nkind: coe\nactions:\n  - {do: Make the key once per booking, kind: prevent}\n---\n# Double charges\n",
    good: "---\nkind: coe\nactions:\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2036-08-28}\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = &book.pages[id].parsed else { return };
    let mut places = parsed.places();
    for action in book.actions_of(id).iter().filter(|action| action.is_open()) {
        let (message, help) = match (action.owners.first(), &action.due) {
            (Some(_), Some(_)) => continue,
            (None, None) => ("nobody does this, and there is no day for it", "write `owner:` and `due:`"),
            (None, Some(_)) => ("nobody does this", "write `owner:` with the id of a person or a unit"),
            (Some(_), None) => ("there is no day by which this is to be done", "write `due:` with a day"),
        };
        findings.push(Finding::new(&RULE, message).at(places.of(&action.path)).help(help));
    }
}
