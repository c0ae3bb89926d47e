//! Norms that are probably another one, written in another way.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::Stance;
use crate::handbook::{PageId, habit};
use crate::syntax::front_matter::place_of_key;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "similar-norm",
    level: Level::Warning,
    structural: false,
    summary: "A norm is written nearly like another of the same practice, and so is one of its own.",
    why: "Units are compared by the names of norms. `approval: 1` beside the `approvals: 2` that holds above changes nothing: both hold, each in a column of its own.",
    bad: "== content/review.md\n---\nkind: practice\nnorms:\n  approvals: 2\n---\nTwo of us.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/review.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\nnorms:\n  approval: 1\n---\nOne of us.\n",
    good: "== content/review.md\n---\nkind: practice\nnorms:\n  approvals: 2\n---\nTwo of us.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/review.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\nnorms:\n  approvals: 1\n---\nOne of us.\n",
};

/// Shorter names are near to each other by chance.
const SHORT: usize = 5;

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let page = &book.pages[id];
    let (Some(parsed), Some(habit)) = (&page.parsed, habit(page)) else { return };
    let Some((practice, unit)) = book.practice_of(id) else { return };
    let Some(held) = book.held(practice, unit) else { return };
    if book.stance_of(id) == Some(Stance::OptsOut) {
        return;
    }
    let above: Vec<&str> = held
        .norms
        .iter()
        .chain(&held.gone)
        .map(|norm| norm.name)
        .filter(|name| !says(&habit.norms, name))
        .collect();
    for (at, (name, _)) in habit.norms.iter().enumerate() {
        let here = habit.norms[..at].iter().find(|(other, _)| plain(other) == plain(name));
        let is_new =
            held.norms.iter().any(|norm| norm.name == *name && norm.page == id && norm.instead.is_none());
        let other = match here {
            Some((other, _)) => Some(&**other),
            None => above.iter().copied().find(|other| is_new && is_like(name, other)),
        };
        let Some(other) = other else { continue };
        let path = [Step::Key("norms".to_owned()), Step::Key(name.clone())];
        let place = place_of_key(&parsed.source, &path).unwrap_or_else(|| parsed.place_of(&path));
        let (message, help) = match here {
            Some(_) => (format!("`{name}` and `{other}` are two norms"), "keep one of them".to_owned()),
            None => (
                format!("`{name}` is a norm beside the `{other}` from above"),
                format!("did you mean `{other}`? If not, call it by something less like it"),
            ),
        };
        findings.push(Finding::new(&RULE, message).at(place).help(help));
    }
}

fn says(norms: &[(String, serde_json::Value)], name: &str) -> bool {
    norms.iter().any(|(own, _)| own == name)
}

/// A name without what is often written in another way: case, what is between words, and the plural.
fn plain(name: &str) -> String {
    let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    letters.strip_suffix('s').unwrap_or(&letters).to_owned()
}

/// Whether a name is probably the other, misspelt. Names that are told apart by a number are not.
fn is_like(name: &str, other: &str) -> bool {
    let numbers = |name: &str| name.chars().filter(|c| c.is_numeric()).collect::<String>();
    let is_short = |name: &str| name.chars().count() < SHORT;
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    // Word by word: `max size` is not `mean size`.
    let (own, others) = (words(name), words(other));
    let is_near = |one: &str, other: &str| {
        one == other || (!is_short(one) && !is_short(other) && nearest(one, [other]).is_some())
    };
    plain(name) == plain(other)
        || (numbers(name) == numbers(other)
            && own.len() == others.len()
            && own.iter().zip(&others).all(|(one, other)| is_near(one, other)))
}
