//! Kinds that do not exist.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::syntax::front_matter;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "unknown-kind",
    level: Level::Error,
    structural: false,
    summary: "The front matter's `kind` names no kind of page.",
    why: "The page is treated as a plain page: nothing that the kind would check or show is there.",
    bad: "---\nkind: pratice\n---\nText.\n",
    good: "---\nkind: narrative\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let kinds = &whole.handbook.kinds;
    for page in &whole.handbook.pages {
        let Some(parsed) = &page.parsed else { continue };
        let own = [(&parsed.front.kind, &["kind"][..])];
        let cascade = parsed.front.cascade.as_ref().map(|cascade| (&cascade.kind, &["cascade", "kind"][..]));
        for (kind, path) in own.into_iter().chain(cascade) {
            let Some(kind) = kind.as_deref().filter(|kind| kinds.find(kind).is_none()) else { continue };
            let help = nearest(kind, kinds.words()).map_or_else(
                || format!("known are {}", kinds.words().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let path: Vec<Step> = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
            findings.push(
                Finding::new(&RULE, format!("there is no kind `{kind}`"))
                    .at(front_matter::place_of(&parsed.source, &path))
                    .help(help),
            );
        }
    }
}
