//! Stances that are not so.

use super::Whole;
use super::said::said;
use super::section_level::place_of;
use crate::diag::{Finding, Level, Rule};
use crate::facts::{HABIT_KEYS, Stance};
use crate::handbook::{Held, PageId, habit, is_blank, sections};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "wrong-stance",
    level: Level::Warning,
    structural: false,
    summary: "A page's stance is not so: nothing is above it, it changes what it says it adopts (a norm, or a section), sets values for what it opts out of, or replaces it by nothing.",
    why: "Whoever compares teams trusts the word. Where no unit above says anything of the practice there is nothing to adopt or to change, a page with `adopts` that sets another value or has another section in the place of one does not adopt it, and what is not done has no values.",
    bad: "== content/testing.md\n---\nkind: practice\nstance: adopts\n---\nAs everybody.\n",
    good: "== content/testing.md\n---\nkind: practice\n---\nAs everybody.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let page = &book.pages[id];
    let Some(habit) = habit(page).filter(|_| page.parsed.is_some()) else { return };
    let Some(stance) = habit.stance else { return };
    let Some((practice, unit)) = book.practice_of(id) else { return };
    let Some(held) = book.held(practice, unit) else { return };
    if held.pages.len() == 1 {
        let said = said(book, id, &[Step::Key("stance".to_owned())]);
        if said.is_above {
            // That is about those pages which have something above them.
            return;
        }
        let message = format!("no unit above says anything of the practice `{practice}`");
        let help = "remove the stance, or call the practice as it is called above with `practice:`";
        findings.push(Finding::new(&RULE, message).at(said.place).help(help));
        return;
    }
    let says_nothing = || {
        let is_said = |key: &String| !HABIT_KEYS.contains(&&**key);
        let parsed = page.parsed.as_deref();
        habit.norms.is_empty()
            && page.children.is_empty()
            && page.front.description.is_none()
            && parsed.is_some_and(|parsed| is_blank(parsed) && !parsed.front.others.keys().any(is_said))
    };
    if stance == Stance::Replaces && says_nothing() {
        let said = said(book, id, &[Step::Key("stance".to_owned())]);
        let message = "this page replaces what is above, and says nothing in its place";
        let help = "write what is done here, or `stance: opts-out`";
        findings.push(Finding::new(&RULE, message).at(said.place).help(help));
    }
    if stance == Stance::Adopts {
        replaced_sections(whole, id, &held, findings);
    }
    let (norms, message, help): (Vec<&str>, _, _) = match stance {
        Stance::Adopts => (
            held.norms.iter().filter(|norm| norm.page == id).map(|norm| norm.name).collect(),
            "this page adopts what is above and says another",
            "write `stance: adapts`, and why",
        ),
        Stance::OptsOut => (
            habit.norms.iter().map(|(name, _)| &**name).collect(),
            "this page opts out, and what is not done is held to no",
            "leave it out, or write `stance: replaces` and what is done instead",
        ),
        Stance::Adapts | Stance::Replaces => return,
    };
    for name in norms {
        let said = said(book, id, &[Step::Key("norms".to_owned()), Step::Key(name.to_owned())]);
        let mut finding = Finding::new(&RULE, format!("{message} `{name}`")).at(said.place).help(help);
        if said.is_above {
            finding = finding.related(page.place(), "this page");
        }
        findings.push(finding);
    }
}

/// The sections of a page that stand in the place of one from above that it says it adopts.
fn replaced_sections(whole: Whole<'_>, id: PageId, held: &Held<'_>, findings: &mut Vec<Finding>) {
    let pages = &whole.handbook.pages;
    let Some(parsed) = &pages[id].parsed else { return };
    let text = held.text();
    let above =
        text.iter().filter(|(page, _)| *page != id).filter_map(|(page, _)| pages[*page].parsed.as_ref());
    let above: Vec<_> = above.flat_map(|above| sections(&above.document)).collect();
    let own = sections(&parsed.document);
    for section in own.iter().filter(|section| section.place_among(above.iter()).is_some()) {
        let title = &section.heading.text;
        let message =
            format!("this page adopts what is above and has its own section “{title}” in its place");
        let help = "write `stance: adapts`, and why; or call the section by another name, to add it";
        findings
            .push(Finding::new(&RULE, message).at(place_of(whole.handbook, id, section.heading)).help(help));
    }
}
