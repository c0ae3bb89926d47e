//! Decisions whose day cannot be right.

use serde_json::Value;

use super::Whole;
use crate::decision::{self, Status};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::reviews;
use crate::syntax::front_matter::day;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "decision-day",
    level: Level::Warning,
    structural: false,
    summary: "The day of a decision is not yet, is none of the calendar, or is said twice and differs.",
    why: "The log is in the order of days. What is only proposed may have a day that is to come: that on which it is to be decided. `decided` and `date` are two names of one field, and `decided` counts; a day in the status counts where neither is there.",
    bad: "---\nkind: decision\nstatus: rejected\ndecided: 2999-03-31\n---\n# One\n",
    good: "---\nkind: decision\nstatus: rejected\ndecided: 2026-03-31\n---\n# One\n",
};

const KEYS: [&str; 3] = ["decided", "date", "status"];

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(stated)) = (&page.parsed, whole.handbook.decision(id)) else { return };
    let said = |key: &str| parsed.front.others.get(key);
    let place = |key: &str| parsed.place_of(&[Step::Key(key.to_owned())]);
    let mut add = |message: String, key: &str, help: &str| {
        findings.push(Finding::new(&RULE, message).at(place(key)).help(help));
    };
    let days: Vec<(&str, _)> = KEYS[..2].iter().filter_map(|key| Some((*key, day(said(key)?)?))).collect();
    if let [(first, one), (second, other)] = days[..]
        && one != other
    {
        add(
            format!("`{second}` is {other}, and `{first}` {one}"),
            second,
            "they are one field: keep one of the two",
        );
    }
    // What the text says is often of old, and written as people write it.
    let is_told = |key: &str| parsed.lifted.iter().any(|lifted| lifted.key == key);
    for key in KEYS[..2].iter().filter(|key| is_told(key)) {
        if let Some(text) = said(key).filter(|value| day(value).is_none()).and_then(Value::as_str) {
            let help = "write it with the year first, such as `2026-03-31`";
            add(format!("nobody can tell which day `{text}` is"), key, help);
        }
    }
    let in_status = said("status").and_then(|status| decision::day_in(status.as_str()?));
    if let Some(Err(written)) = &in_status {
        add(format!("there is no day `{written}`"), "status", "write one of the calendar");
    }
    let is_taken = stated.status.is_some_and(|status| status != Status::Proposed);
    let first = days.first().copied().or_else(|| Some(("status", in_status?.ok()?)));
    if let Some((key, day)) = first.filter(|(_, day)| is_taken && !reviews::is_over(*day, whole.today)) {
        add(format!("{day} is not yet"), key, "write the day on which it was decided");
    }
}
