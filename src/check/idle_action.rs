//! Actions that nobody has taken on, or that have no day.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, ToldIn};

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
        let lacks = (action.owners.is_empty(), action.due.is_none());
        let message = match lacks {
            (false, false) => continue,
            (true, true) => "nobody does this, and there is no day for it",
            (true, false) => "nobody does this",
            (false, true) => "there is no day by which this is to be done",
        };
        let help = help(lacks, book.told_in(id, action));
        findings.push(Finding::new(&RULE, message).at(places.of(&action.path)).help(help));
    }
}

/// What to write for whoever is to do something, and for the day, where one or both are missing.
fn help(lacks: (bool, bool), told: Option<ToldIn>) -> &'static str {
    match (told, lacks) {
        (None, (true, true)) => "write `owner:` and `due:`",
        (None, (true, false)) => "write `owner:` with the id of a person or a unit",
        (None, _) => "write `due:` with a day",
        (Some(ToldIn::List), (true, true)) => "write who and until when behind it: `(@ana, due 2026-12-31)`",
        (Some(ToldIn::List), (true, false)) => "write who does it behind it: `(@ana)`",
        (Some(ToldIn::List), _) => "write the day behind it: `(due 2026-12-31)`",
        (Some(ToldIn::Table), (true, true)) => "write who and until when into columns *Owner* and *Due*",
        (Some(ToldIn::Table), (true, false)) => "write who does it into a column *Owner*",
        (Some(ToldIn::Table), _) => "write a day such as `2026-12-31` into a column *Due*",
    }
}
