//! Accounts of failures that say what it meant in no number.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "missing-number",
    level: Level::Warning,
    structural: false,
    summary: "The impact of a failure is told without a number.",
    why: "“Some customers were affected” can mean three or thirty thousand, and what it takes to keep it from happening again depends on which. How many people, how long, how much money: an estimate is a number too.",
    bad: "---\nkind: coe\nimpact: Some passengers paid twice.\n---\n# Double charges\n",
    good: "---\nkind: coe\nimpact: 214 passengers paid twice.\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(incident)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    if incident.impact.is_empty() || !parsed.front.others.contains_key("impact") {
        return;
    }
    if incident.impact.iter().any(|(text, _)| has_number(text)) {
        return;
    }
    findings.push(
        Finding::new(&RULE, "the impact is told without a number")
            .at(parsed.place_of(&[Step::Key("impact".to_owned())]))
            .help("say how many people, how long, or how much money; an estimate will do"),
    );
}

/// Whether a text counts anything, be it that there was nothing.
fn has_number(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "nobody", "none", "nothing", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
        "nine", "ten", "eleven", "twelve", "twenty", "thirty", "fifty", "hundred", "hundreds", "thousand",
        "half", "dozen",
    ];
    text.chars().any(char::is_numeric)
        || text.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&&*word.to_lowercase()))
}
