//! Accounts of failures after which nothing keeps the same from happening again.

use super::Whole;
use crate::actions::{self, PREVENT, State};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "no-prevention",
    level: Level::Warning,
    structural: false,
    summary: "None of the actions after a failure keeps it from happening again.",
    why: "An alarm that rings sooner is worth having, and the same failure will ring it. Among what is done should be one thing after which it cannot happen, or hardly. An action says that of itself: `kind: prevent`.",
    bad: "---\nkind: coe\nactions:\n  - {do: Page when captures double, kind: detect, owner: hana, due: 2036-08-28}\n---\n# Double charges\n",
    good: "---\nkind: coe\nactions:\n  - {do: Page when captures double, kind: detect, owner: hana, due: 2036-08-28}\n  - {do: Make the key once per booking, kind: prevent, owner: hana, due: 2036-08-28}\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = book.pages[id].parsed.as_ref().filter(|_| book.incident(id).is_some()) else { return };
    let actions = book.actions_of(id);
    // A list or a table in the text may have no place for it.
    if book.is_told(id, actions::KEY) && actions.iter().all(|action| action.kind.is_none()) {
        return;
    }
    let prevents = |action: &&actions::Action| action.kind.as_deref() == Some(PREVENT);
    if actions.is_empty() || actions.iter().filter(|it| it.state != State::Dropped).any(|it| prevents(&it)) {
        return;
    }
    let dropped = actions.iter().any(|action| prevents(&action));
    let message = match dropped {
        true => "what would keep this from happening again was dropped",
        false => "nothing of what is done keeps this from happening again",
    };
    findings.push(
        Finding::new(&RULE, message)
            .at(parsed.place_of(&[Step::Key(actions::KEY.to_owned())]))
            .help("write `kind: prevent` with the action that does, or add one"),
    );
}
