//! Reviews of days that are not yet.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::reviews;
use crate::syntax::front_matter::{names_of, place_of_key};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "future-review",
    level: Level::Warning,
    structural: false,
    summary: "A page was reviewed on a day that is not yet.",
    why: "Nobody can have read it then: mostly it is a slip in the year, and would keep the page fresh for long. Until that day the review does not count.",
    bad: "---\nreviewed: 2999-01-31\nreview_in: 1 year\n---\nText.\n",
    good: "---\nreviewed: 2026-01-31\nreview_in: 1 year\n---\nText.\n",
};

const HELP: &str = "write the day on which it was read";

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let Some(parsed) = &whole.handbook.pages[page].parsed else { return };
    let fronts = [(Some(&parsed.front), &[][..]), (parsed.front.cascade.as_deref(), &["cascade"][..])];
    for (front, above) in fronts {
        let Some(day) =
            front.and_then(|front| front.reviewed).filter(|day| !reviews::is_over(*day, whole.today))
        else {
            continue;
        };
        let path = |key: &str| -> Vec<Step> {
            above.iter().copied().chain([key]).map(|key| Step::Key(key.to_owned())).collect()
        };
        // Under whichever of its names the page has it.
        let mut names = names_of("reviewed").map(path);
        let written = names.find(|path| place_of_key(&parsed.source, path).is_some());
        let place = parsed.place_of(&written.unwrap_or_else(|| path("reviewed")));
        findings.push(Finding::new(&RULE, format!("{day} is not yet")).at(place).help(HELP));
    }
}

pub fn check_ledger(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let ledger = &whole.handbook.reviews;
    let Some(source) = &ledger.source else { return };
    for (review, line) in ledger.all.iter().filter(|(review, _)| !reviews::is_over(review.on, whole.today)) {
        let place = super::in_line(source, *line, &review.on.to_string());
        findings.push(Finding::new(&RULE, format!("{} is not yet", review.on)).at(place).help(HELP));
    }
}
