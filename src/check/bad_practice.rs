//! What pages state of practices that cannot be.

use serde_json::Value;

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::Stance;
use crate::handbook::PageId;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "bad-practice",
    level: Level::Error,
    structural: false,
    summary: "A page says something of a practice that cannot be.",
    why: "A practice has one page in each unit, which holds for the units below too. A second one is a page like any other and changes nothing; an unknown stance is taken for none, and a norm that is no short value is left out.",
    bad: "== content/testing.md\n---\nkind: practice\nnorms:\n  coverage: none\n---\nAs everybody.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapt\nwhy: We are few.\n---\nLess.\n",
    good: "== content/testing.md\n---\nkind: practice\nnorms:\n  coverage: none\n---\nAs everybody.\n== content/teams/pay/_index.md\n---\nkind: team\n---\n# Pay\n== content/teams/pay/testing.md\n---\nkind: practice\nstance: adapts\nwhy: We are few.\n---\nLess.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| page.kind.habit.is_some()) else { return };
    let others = &parsed.front.others;
    let mut found = |path: &[&str], message: String, help: String| {
        let path: Vec<Step> = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
        let place = parsed.place_of(&path);
        findings.push(Finding::new(&RULE, message).at(place).help(help));
    };
    let is_twin = || whole.handbook.practices_twice().iter().any(|(second, _)| *second == id);
    if whole.handbook.practice_of(id).is_none() && !is_twin() {
        let key = if others.contains_key("practice") { "practice" } else { "kind" };
        let help = "write `practice:` with a word for it, the same in all units".to_owned();
        found(&[key], "this practice has no name".to_owned(), help);
    }
    let words = Stance::ALL.map(Stance::word);
    if let Some(stance) = others.get("stance").filter(|stance| !stance.is_null()) {
        let word = stance.as_str().map(str::trim);
        if word.and_then(Stance::from_word).is_none() {
            let help = word.and_then(|word| nearest(word, words)).map_or_else(
                || format!("known are {}", words.map(|word| format!("`{word}`")).join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            found(&["stance"], format!("there is no stance {}", shown(stance)), help);
        }
    }
    match others.get("norms") {
        Some(Value::Object(norms)) => {
            if let Some((name, _)) = norms.iter().find(|(name, _)| name.trim().is_empty()) {
                let help = "write what it is a value of, such as `reviewers: 2`, or take it out".to_owned();
                found(&["norms", name], "this norm has no name".to_owned(), help);
            }
            for (name, _) in norms.iter().filter(|(_, value)| value.is_object()) {
                let help = "write one short value, or a list of them".to_owned();
                found(&["norms", name], format!("the norm `{name}` is no short value"), help);
            }
        }
        None | Some(Value::Null) => {}
        Some(_) => {
            let help = "write `norms:` with `name: value` below it".to_owned();
            found(&["norms"], "these norms have no names".to_owned(), help);
        }
    }
}

pub fn check_all(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    for &(second, first) in book.practices_twice() {
        let Some((practice, unit)) = book.practice_of(first) else { continue };
        let of = if unit == 0 { "everybody".to_owned() } else { format!("“{}”", book.pages[unit].title) };
        let message = format!("another page says already how {of} does `{practice}`");
        // The word that makes it the second, or else what makes it one at all.
        let parsed = book.pages[second].parsed.as_ref();
        let says = |key: &str| parsed.is_some_and(|parsed| parsed.front.others.contains_key(key));
        let key = if says("practice") { "practice" } else { "kind" };
        let place = parsed.map(|parsed| parsed.place_of(&[Step::Key(key.to_owned())]));
        findings.push(
            Finding::new(&RULE, message)
                .at(place.unwrap_or_else(|| book.pages[second].place()))
                .related(book.pages[first].place(), "this one is used")
                .help("give this one another `practice`, or make one page of both"),
        );
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("`{value}`"), |text| format!("`{text}`"))
}
