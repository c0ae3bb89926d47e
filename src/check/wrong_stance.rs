//! Stances that are not so.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Stance;
use crate::handbook::{PageId, habit};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "wrong-stance",
    level: Level::Warning,
    structural: false,
    summary: "A page's stance is not so: nothing is above it, it changes what it says it adopts, or sets values for what it opts out of.",
    why: "Whoever compares teams trusts the word. Where no unit above says anything of the practice there is nothing to adopt or to change, a page with `adopts` that sets another value does not adopt it, and what is not done has no values.",
    bad: "== content/testing.md\n---\nkind: practice\nstance: adopts\n---\nAs everybody.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\nAs everybody.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let page = &book.pages[id];
    let (Some(parsed), Some(habit)) = (&page.parsed, habit(page)) else { return };
    let Some(stance) = habit.stance else { return };
    let Some((practice, unit)) = book.practice_of(id) else { return };
    let Some(held) = book.held(practice, unit) else { return };
    let place = |key: &str| parsed.place_of(&[Step::Key(key.to_owned())]);
    if held.pages.len() == 1 {
        let message = format!("no unit above says anything of the practice `{practice}`");
        let help = "remove the stance, or call the practice as it is called above with `practice:`";
        findings.push(Finding::new(&RULE, message).at(place("stance")).help(help));
        return;
    }
    let (norms, message, help): (Vec<&str>, _, _) = match stance {
        Stance::Adopts => (
            held.norms.iter().filter(|norm| norm.page == id).map(|norm| norm.name).collect(),
            "this page adopts what is above and says another",
            "write `stance: adapts`, and why",
        ),
        Stance::OptsOut => (
            habit.norms.iter().map(|(name, _)| &**name).collect(),
            "this page opts out, and what is not done is held to no",
            "leave it out, or write `stance: replaces` and what is done instead",
        ),
        Stance::Adapts | Stance::Replaces => return,
    };
    for name in norms {
        let place = parsed.place_of(&[Step::Key("norms".to_owned()), Step::Key(name.to_owned())]);
        findings.push(Finding::new(&RULE, format!("{message} `{name}`")).at(place).help(help));
    }
}
