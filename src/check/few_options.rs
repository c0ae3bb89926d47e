//! Decisions with nothing to choose from.

use super::Whole;
use super::missing_field::place_of_kind;
use crate::decision::{self, Status};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "few-options",
    level: Level::Warning,
    structural: false,
    summary: "A decision that is proposed or holds names fewer than two options.",
    why: "What was not chosen, and why, is what the next who asks wants to know; and doing nothing is always an option. Options are the headings, items, rows or paragraphs below a heading such as `Options`, `Considered options` or `Alternatives`, which has those that were not chosen. Decisions that hold no more are left alone. Records in the short form (`Context`, `Decision`, `Consequences`, as adr-tools writes it) have no options, and are left alone as long as no section of them is about options.",
    bad: "---\nkind: decision\nstatus: proposed\n---\n# One\n\n## Options\n\n- A\n\n## Outcome\n\nA.\n",
    good: "---\nkind: decision\nstatus: proposed\n---\n# One\n\n## Options\n\n- A\n- Leave it as it is\n\n## Outcome\n\nA.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(stated)) = (&page.parsed, whole.handbook.decision(id)) else { return };
    let status = stated.status;
    let is_current = matches!(status, Some(Status::Proposed | Status::Accepted));
    let is_known =
        !page.kind.strict_sections || page.kind.sections.iter().any(|title| decision::is_options(title));
    if !is_current || !is_known || !parsed.document.includes.is_empty() {
        return;
    }
    let help = "say what else could have been done, each as its best friend would put it";
    let finding = match decision::options(&parsed.source.text, parsed.body) {
        Some(options) if options.count >= 2 => return,
        Some(options) => {
            let what = if options.count == 0 { "no option" } else { "one option" };
            Finding::new(&RULE, format!("a decision is between two at least, and this names {what}"))
                .at(parsed.source.place(options.heading))
        }
        // A record of a form that has none cannot lack them.
        None if decision::is_short(&parsed.source.text, parsed.body) => return,
        None => {
            Finding::new(&RULE, "no section says what there was to choose from").at(place_of_kind(parsed))
        }
    };
    findings.push(finding.help(help));
}
