//! Actions that should be done by now.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, ToldIn};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "overdue-action",
    level: Level::Warning,
    structural: false,
    summary: "An action is still to be done after the day by which it was to be.",
    why: "A promise after a failure is worth what becomes of it. Do it, give it a new day, or drop it and say why: each is better than a list that nobody believes.",
    bad: "---\nkind: coe\nactions:\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2020-08-28}\n---\n# Double charges\n",
    good: "---\nkind: coe\nactions:\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2020-08-28, done: 2020-08-27}\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = &book.pages[id].parsed else { return };
    let mut places = parsed.places();
    for action in book.actions_of(id) {
        let Some(due) = action.due_day().filter(|_| action.is_overdue(whole.today)) else { continue };
        let days = (whole.today - due).get_days();
        let since = if days == 1 { "yesterday".to_owned() } else { format!("{days} days ago") };
        let path = [&action.path[..], &[Step::Key("due".to_owned())]].concat();
        findings.push(
            Finding::new(&RULE, format!("this was to be done {since}"))
                .at(places.of(&path))
                .help(help(book.told_in(id, action))),
        );
    }
}

/// What to write, where the action is told.
fn help(told: Option<ToldIn>) -> &'static str {
    match told {
        None => "write `done:` with the day, a new `due:`, or `status: dropped` and `reason:`",
        Some(ToldIn::List) => {
            "tick it off or write `(done 2026-12-31)` behind it, a new day, or `(dropped: why)`"
        }
        Some(ToldIn::Table) => "write `done` or `dropped` into a column *Status*, or a new day",
    }
}
