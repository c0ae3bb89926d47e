//! Accounts of failures that nobody finishes, or that nobody was told.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::incident::Status;
use crate::syntax::yaml::Step;

pub static OLD_DRAFT: Rule = Rule {
    code: "old-draft",
    level: Level::Warning,
    structural: false,
    summary: "The account of a failure is still a draft two weeks after it.",
    why: "What happened is known best in the first days. `draft-days` under `[coe]` in `book.toml` says after how many days this is found.",
    bad: "---\nkind: coe\nincident: 2020-08-14\nstatus: draft\n---\n# Double charges\n",
    good: "---\nkind: coe\nincident: 2020-08-14\nstatus: presented\npresented: 2020-08-27\n---\n# Double charges\n",
};

pub static NOT_PRESENTED: Rule = Rule {
    code: "not-presented",
    level: Level::Warning,
    structural: false,
    summary: "The account of a failure has been in review for a month without being presented.",
    why: "An account that nobody hears teaches those who wrote it. `present-days` under `[coe]` in `book.toml` says after how many days this is found.",
    bad: "---\nkind: coe\nincident: 2020-08-14\nstatus: in review\n---\n# Double charges\n",
    good: "---\nkind: coe\nincident: 2020-08-14\nstatus: in review\npresented: 2020-08-27\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(incident)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    let Some(days) = incident.day.map(|day| (whole.today - day).get_days()) else { return };
    let settings = &whole.config.coe;
    let (rule, what, help) = match &incident.status {
        Some(Status::Draft) if days > settings.draft_days => {
            (&OLD_DRAFT, "is still a draft", "finish it, and write `status: in review`")
        }
        Some(Status::InReview) if days > settings.present_days && incident.presented.is_none() => {
            (&NOT_PRESENTED, "was not presented yet", "present it, and write `presented:` with the day")
        }
        _ => return,
    };
    // Where a folder says it of all, each page is named as a whole.
    let is_own = parsed.front.others.contains_key("status");
    let place =
        if is_own { parsed.place_of(&[Step::Key("status".to_owned())]) } else { book.pages[id].place() };
    findings
        .push(Finding::new(rule, format!("this happened {days} days ago, and {what}")).at(place).help(help));
}
