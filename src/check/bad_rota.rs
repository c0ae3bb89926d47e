//! What pages say of who is on call that cannot be read.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId};
use crate::rota::Wrong;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "bad-rota",
    level: Level::Error,
    structural: false,
    summary: "A rota says something that cannot be read: a zone, a time, a duration, hours, or a layer that there is not.",
    why: "Whoever looks for the person on call finds nobody, or somebody else. What cannot be read is left out, and the rest of the rota is shown.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhandoff: Monday 10:00\ntimezone: Europe/Londn\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhandoff: Monday 10:00\ntimezone: Europe/London\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let Some(parsed) = &page.parsed else { return };
    let mut wrongs: Vec<Wrong> = Vec::new();
    if let Some(rota) = page.kind.rota {
        // What is inherited is wrong where it is written.
        let is_own = |wrong: &Wrong| matches!(wrong.path.first(), Some(Step::Key(key)) if parsed.front.others.contains_key(key));
        wrongs.extend(rota(&page.front, &book.people).wrongs.into_iter().filter(is_own));
    }
    if let Some(cascade) = &parsed.front.cascade {
        for kind in book.kinds.all() {
            let Some(rota) = kind.rota.filter(|_| says_of(book, cascade.kind.as_deref(), &kind.id)) else {
                continue;
            };
            // A key that other kinds have may be meant for those.
            let is_others =
                |key: &str| book.kinds.all().any(|other| other.id != kind.id && other.field(key).is_some());
            for mut wrong in rota(cascade, &book.people).wrongs {
                let Some(Step::Key(key)) = wrong.path.first() else { continue };
                if cascade.kind.is_some() || !is_others(key) {
                    wrong.path.insert(0, Step::Key("cascade".to_owned()));
                    wrongs.push(wrong);
                }
            }
        }
    }
    let mut places = parsed.places();
    for wrong in wrongs {
        findings.push(Finding::new(&RULE, wrong.message).at(places.of(&wrong.path)).help(wrong.help));
    }
}

/// Whether what is handed down to pages of a kind, or to all, is for one.
fn says_of(book: &Handbook, said: Option<&str>, id: &str) -> bool {
    said.is_none_or(|said| book.kinds.find(said).is_some_and(|kind| kind.id == id))
}
