//! Accounts of failures that are closed while something is still to be done.

use super::Whole;
use crate::actions::Action;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::incident::Status;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "closed-early",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure is closed, and not all of its actions are done or dropped.",
    why: "Nobody looks at what is closed. What is left of it will not be done, and nobody has said so.",
    bad: "---\nkind: coe\nstatus: closed\nactions:\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2030-08-28}\n---\n# Double charges\n",
    good: "---\nkind: coe\nstatus: closed\nactions:\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2030-08-28, done: 2026-08-27}\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(incident)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    let open = book.actions_of(id).iter().filter(|action| Action::is_open(action)).count();
    if open == 0 || incident.status != Some(Status::Closed) {
        return;
    }
    let message = match open {
        1 => "this is closed, and one action is still to be done".to_owned(),
        count => format!("this is closed, and {count} actions are still to be done"),
    };
    findings.push(
        Finding::new(&RULE, message)
            .at(parsed.place_of(&[Step::Key("status".to_owned())]))
            .help("write `presented` until they are done, or drop them and say why"),
    );
}
