//! Decisions whose status is a word that nobody knows.

use serde_json::Value;

use super::Whole;
use crate::decision::Status;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::PageId;
use crate::kinds;
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "unknown-status",
    level: Level::Warning,
    structural: false,
    summary: "A decision has a status that is not one of those that decisions have.",
    why: "The log tells decisions that hold from those that do not by their status. Known are `proposed`, `accepted`, `rejected`, `deprecated` and `superseded`, however they are written and whatever follows them, such as `Superseded by [two](0002.md)`. A handbook with words of its own declares them below `[kinds.decision.fields]` in `book.toml`.",
    bad: "---\nkind: decision\nstatus: acepted\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nA.\n",
    good: "---\nkind: decision\nstatus: accepted\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nA.\n",
};

const KEY: &str = "status";

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::decides(&page.kind)) else { return };
    // With a type of its own another rule says what is wrong.
    let is_ours = page.kind.field(KEY).is_some_and(|field| field.shape.is_some());
    let status = parsed.front.others.get(KEY).filter(|value| is_ours && !is_nothing(value));
    let status = match status {
        Some(Value::String(text)) => text.clone(),
        // Another rule says that it is no text.
        None | Some(Value::Array(_) | Value::Object(_)) => return,
        Some(single) => single.to_string(),
    };
    if Status::of(&status).is_some() {
        return;
    }
    let first = status.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
    let near = nearest(&first.to_lowercase(), Status::ALL.map(Status::word));
    let help = near.map_or_else(
        || "write `proposed`, `accepted`, `rejected`, `deprecated` or `superseded`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let finding = Finding::new(&RULE, format!("no decision has the status `{status}`"));
    findings.push(finding.at(parsed.place_of(&[Step::Key(KEY.to_owned())])).help(help));
}
