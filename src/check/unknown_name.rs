//! People and units that a page's text names and nobody knows.

use super::{Whole, unknown_person};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "unknown-name",
    level: Level::Warning,
    structural: false,
    summary: "A page's text names somebody as an owner, or as who does something, whom nobody knows.",
    why: "It is on nobody's page, and whoever looks for them finds nobody. Texts that were written elsewhere name people who are long gone, and teams that are called otherwise now: so it is a warning, where front matter that names them is an error (`unknown-person`).",
    bad: "---\nkind: coe\nincident: 2026-08-14\n---\n# Double charges\n\n## Actions\n\n| Do | Owner | Due |\n|---|---|---|\n| Make the key once | Eve Gone | 2036-08-28 |\n== content/people.yaml\nmira: Mira Okonjo\n",
    good: "---\nkind: coe\nincident: 2026-08-14\n---\n# Double charges\n\n## Actions\n\n| Do | Owner | Due |\n|---|---|---|\n| Make the key once | Mira Okonjo | 2036-08-28 |\n== content/people.yaml\nmira: Mira Okonjo\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    unknown_person::unknown(whole, page, &RULE, findings);
}
