//! Units that do something in another way and do not say why.

use super::Whole;
use super::said::said;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Stance;
use crate::handbook::{PageId, habit};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "missing-why",
    level: Level::Warning,
    structural: false,
    summary: "A unit does something in another way than is done above it, and does not say why.",
    why: "That teams differ is fine; that nobody remembers why is how a difference outlives its reason. One sentence is enough, and readers see it beside what differs.",
    bad: "== content/testing.md\n---\nkind: practice\n---\nAs everybody.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: replaces\n---\nLess.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\nAs everybody.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: replaces\nwhy: We are few.\n---\nLess.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let page = &book.pages[id];
    let (Some(parsed), Some(habit)) = (&page.parsed, habit(page)) else { return };
    let held = book.practice_of(id).and_then(|(practice, unit)| book.held(practice, unit));
    let Some((_, stance)) = held.as_ref().and_then(|held| held.pages.last()) else { return };
    let Some(stance) = stance.filter(|stance| *stance != Stance::Adopts && habit.why.is_none()) else {
        return;
    };
    if habit.stance.is_none() && parsed.front.others.contains_key("stance") {
        // That is said to be none.
        return;
    }
    let (path, help) = match habit.stance {
        Some(_) => ("stance", "add `why:` with a sentence".to_owned()),
        None => ("kind", format!("add `stance: {}` and `why:` with a sentence", stance.word())),
    };
    let said = said(book, id, &[Step::Key(path.to_owned())]);
    let mut finding =
        Finding::new(&RULE, "nobody says why this is done in another way here").at(said.place).help(help);
    if said.is_above {
        finding = finding.related(page.place(), "here");
    }
    findings.push(finding);
}
