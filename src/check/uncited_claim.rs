//! Figures that nothing says the source of.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{self, Figure, Format};

pub static RULE: Rule = Rule {
    code: "uncited-claim",
    level: Level::Warning,
    structural: false,
    summary: "A figure in a six-pager’s state of the business has no source.",
    why: "Whoever doubts it wants to look, and whoever repeats it must be able to. In each paragraph, item and table there is a link or a footnote where there is a figure: a share, an amount of money, or a number of ten and more that is no year, day or time. A table may have its source in the paragraph right above it or below.",
    bad: "---\nkind: narrative\nformat: six-pager\n---\n# One\n\n## Introduction\n\nA.\n\n## Goals\n\n- Under 4 minutes.\n\n## Tenets\n\nB.\n\n## State of the business\n\nWe have 40 harbours.\n\n## Lessons learned\n\nC.\n\n## Priorities\n\nD.\n",
    good: "---\nkind: narrative\nformat: six-pager\n---\n# One\n\n## Introduction\n\nA.\n\n## Goals\n\n- Under 4 minutes.\n\n## Tenets\n\nB.\n\n## State of the business\n\nWe have [40 harbours](https://example.org/harbours).\n\n## Lessons learned\n\nC.\n\n## Priorities\n\nD.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind)) else { return };
    if narrative::format(&page.front) != Some(Format::SixPager) {
        return;
    }
    let text = &parsed.source.text;
    for Figure { at } in narrative::figures(text, parsed.body) {
        let message = format!("nothing says where `{}` is from", &text[at.range()]);
        let help = "link to it in this paragraph, or say it in a footnote: `[^1]`";
        findings.push(Finding::new(&RULE, message).at(parsed.source.place(at)).help(help));
    }
}
