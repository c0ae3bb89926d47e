//! Goals without a number.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{self, Format};

pub static RULE: Rule = Rule {
    code: "vague-goal",
    level: Level::Warning,
    structural: false,
    summary: "A goal of a six-pager has no number in it.",
    why: "Without one nobody can say later whether it was reached. Each item below the heading `Goals` is a goal, or each paragraph where there are none; words such as `half` and `nobody` are numbers too.",
    bad: "---\nkind: narrative\nformat: six-pager\n---\n# One\n\n## Introduction\n\nA.\n\n## Goals\n\n- Fast.\n\n## Tenets\n\nB.\n\n## State of the business\n\nWe have [40 harbours](https://example.org/harbours).\n\n## Lessons learned\n\nC.\n\n## Priorities\n\nD.\n",
    good: "---\nkind: narrative\nformat: six-pager\n---\n# One\n\n## Introduction\n\nA.\n\n## Goals\n\n- Under 4 minutes.\n\n## Tenets\n\nB.\n\n## State of the business\n\nWe have [40 harbours](https://example.org/harbours).\n\n## Lessons learned\n\nC.\n\n## Priorities\n\nD.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind)) else { return };
    if narrative::format(&page.front) != Some(Format::SixPager) {
        return;
    }
    for goal in narrative::vague_goals(&parsed.source.text, parsed.body) {
        let finding = Finding::new(&RULE, "this goal has no number").at(parsed.source.place(goal));
        findings.push(finding.help("say what will be how much, by when: from what to what"));
    }
}
