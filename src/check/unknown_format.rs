//! Narratives of a form that nobody knows.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{FORMAT, Format};
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "unknown-format",
    level: Level::Warning,
    structural: false,
    summary: "A narrative has a form that is not one of those that narratives have.",
    why: "The form decides what is looked for in its text, and how long it may be: `six-pager`, `prfaq` or `free`. Nothing is looked for in a form that is not known.",
    bad: "---\nkind: narrative\nformat: six-papger\n---\n# One\n",
    good: "---\nkind: narrative\nformat: free\n---\n# One\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind)) else { return };
    // With a type of its own another rule says what is wrong.
    let is_ours = page.kind.field(FORMAT).is_some_and(|field| field.shape.is_some());
    let said = parsed.front.others.get(FORMAT).filter(|value| is_ours && !is_nothing(value));
    let Some(said) = said.and_then(|said| said.as_str()).filter(|said| Format::of(said).is_none()) else {
        return;
    };
    let near = nearest(&said.to_lowercase(), Format::ALL.map(Format::word));
    let help = near.map_or_else(
        || "write `six-pager`, `prfaq` or `free`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let finding = Finding::new(&RULE, format!("no narrative has the form `{said}`"));
    findings.push(finding.at(parsed.place_of(&[Step::Key(FORMAT.to_owned())])).help(help));
}
