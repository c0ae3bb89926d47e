//! Wiki links that could mean several pages.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, Target};

pub static RULE: Rule = Rule {
    code: "ambiguous-link",
    level: Level::Warning,
    structural: false,
    summary: "A `[[wiki link]]` names several pages.",
    why: "It leads to the first of them. A path says which one is meant: `[[teams/payments/testing]]`.",
    bad: "See [[testing]].\n== content/a/testing.md\n# Testing\n== content/b/testing.md\n# Testing\n",
    good: "See [[a/testing]].\n== content/a/testing.md\n# Testing\n== content/b/testing.md\n# Testing\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let pages = &whole.handbook.pages;
    let in_fields = whole.handbook.field_links(page);
    for (link, target) in
        whole.handbook.links(page).chain(in_fields.iter().map(|(link, target)| (link, target)))
    {
        let Target::Ambiguous(all) = target else { continue };
        let paths = all.iter().take(4).map(|id| {
            let path = &pages[*id].path;
            format!("`[[{}]]`", path.rsplit_once('.').map_or(&**path, |(stem, _)| stem))
        });
        let mut finding = Finding::new(&RULE, format!("`{}` names {} pages", link.dest, all.len()))
            .at(link.place.clone())
            .help(format!("say which one: {}", paths.collect::<Vec<_>>().join(", ")));
        for id in all.iter().take(4) {
            finding = finding.related(pages[*id].place(), "this is one of them");
        }
        findings.push(finding);
    }
}
