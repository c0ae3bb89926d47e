//! Decisions that were accepted, and do not say what was decided.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::decision::{self, Status};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::front_matter;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "missing-outcome",
    level: Level::Warning,
    structural: false,
    summary: "A decision was accepted, and its text does not say what was decided.",
    why: "Whoever finds it a year later wants that sentence first. It stands below a heading such as `Outcome`, `Decision` or `Decision outcome`; what is only to be written, such as `TBD`, does not count. Where `sections` below `[kinds.decision]` in `book.toml` has none of these, the handbook has headings of its own, and nothing is looked for.",
    bad: "---\nkind: decision\nstatus: accepted\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nTBD\n",
    good: "---\nkind: decision\nstatus: accepted\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nA, because it is cheaper.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(stated)) = (&page.parsed, whole.handbook.decision(id)) else { return };
    let is_accepted = stated.status == Some(Status::Accepted);
    let is_known =
        !page.kind.strict_sections || page.kind.sections.iter().any(|title| decision::is_outcome(title));
    // What it includes may say it.
    if !is_accepted || !is_known || !parsed.document.includes.is_empty() {
        return;
    }
    let finding = match decision::outcome(&parsed.source.text, parsed.body) {
        Some(Ok(_)) => return,
        Some(Err(heading)) => {
            Finding::new(&RULE, "this was accepted, and nothing is said of what was decided")
                .at(parsed.source.place(heading))
        }
        None => {
            let path = [Step::Key("status".to_owned())];
            let status = parsed.lifted.iter().any(|lifted| lifted.key == "status")
                || front_matter::place_of_key(&parsed.source, &path).is_some();
            let place = if status { parsed.place_of(&path) } else { place_of_kind(parsed) };
            Finding::new(&RULE, "this was accepted, and no section says what was decided").at(place)
        }
    };
    findings.push(finding.help("say it below `## Outcome`, in a sentence that stands on its own"));
}
