//! Times of failures that are out of order.

use jiff::civil::Date;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::incident::{Incident, MARKS, Moment};
use crate::rota::Zone;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "time-order",
    level: Level::Warning,
    structural: false,
    summary: "In an account of a failure something comes before what it follows, or is still to come.",
    why: "Nothing is over before it began. One of the two times is wrong, or of another day or zone, and how long it took is not known.",
    bad: "---\nkind: coe\nstarted: 2026-08-14 16:24 UTC\nresolved: 2026-08-14 15:15 UTC\n---\n# Double charges\n",
    good: "---\nkind: coe\nstarted: 2026-08-14 16:24 UTC\nresolved: 2026-08-14 21:15 UTC\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(incident)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    let mut places = parsed.places();
    let is_own =
        |path: &[Step]| matches!(path.first(), Some(Step::Key(key)) if parsed.front.others.contains_key(key));
    for (path, message) in to_come(incident, whole.today).into_iter().filter(|(path, _)| is_own(path)) {
        let help = "look at the year; what has not happened yet has no account";
        findings.push(Finding::new(&RULE, message).at(places.of(path)).help(help));
    }
    if let Some((path, message)) = told_early(incident).filter(|(path, _)| is_own(path)) {
        let help = "look which of the two days is right";
        findings.push(Finding::new(&RULE, message).at(places.of(path)).help(help));
    }
    for (moment, message) in wrongs(incident) {
        if is_own(&moment.path) {
            let help = "look which of the two is right; a time after midnight needs its day";
            findings.push(Finding::new(&RULE, message).at(places.of(&moment.path)).help(help));
        }
    }
}

/// What is said to have been on a day that is still to come: the first of the moments, and that it was presented.
/// Somewhere it is tomorrow already.
fn to_come(incident: &Incident, today: Date) -> Vec<(&[Step], &'static str)> {
    let Ok(tomorrow) = today.tomorrow() else { return Vec::new() };
    let is_to_come = |moment: &&Moment| incident.zone.rules.to_datetime(moment.at).date() > tomorrow;
    let marks = incident.marks.iter().flatten();
    let moment = marks.chain(incident.timeline.iter().filter_map(|event| event.at.as_ref())).find(is_to_come);
    let presented = incident.presented.as_ref().filter(|it| it.on.is_some_and(|day| day > tomorrow));
    let moment = moment.map(|moment| (&*moment.path, "this is still to come"));
    let presented = presented.map(|it| (&*it.path, "this is still to come: it was not presented yet"));
    moment.into_iter().chain(presented).collect()
}

/// That it was presented before it was.
fn told_early(incident: &Incident) -> Option<(&[Step], &'static str)> {
    let presented = incident.presented.as_ref()?;
    let first = incident.marks.iter().flatten().map(|moment| moment.at).min()?;
    let day = incident.zone.rules.to_datetime(first).date();
    // Elsewhere it may have been the day before.
    let is_early = presented.on?.tomorrow().is_ok_and(|next| next < day);
    is_early.then_some((&*presented.path, "this was presented before it began"))
}

/// The moments that come before what they follow.
fn wrongs(incident: &Incident) -> Vec<(&Moment, String)> {
    let mut wrongs = Vec::new();
    let mut last: Option<(&str, &Moment)> = None;
    for (name, moment) in MARKS.into_iter().zip(&incident.marks) {
        let Some(moment) = moment else { continue };
        if let Some((before, _)) = last.filter(|(_, last)| is_before(&incident.zone, moment, last)) {
            wrongs.push((moment, format!("`{name}` is before `{before}`")));
        } else {
            last = Some((name, moment));
        }
    }
    let mut last: Option<&Moment> = None;
    for moment in incident.timeline.iter().filter_map(|event| event.at.as_ref()) {
        if last.is_some_and(|last| is_before(&incident.zone, moment, last)) {
            wrongs.push((moment, "this is before what comes before it".to_owned()));
        } else {
            last = Some(moment);
        }
    }
    wrongs
}

/// Whether a moment is before another. A day alone is before another day, and before nothing on it.
fn is_before(zone: &Zone, one: &Moment, other: &Moment) -> bool {
    if one.whole_day || other.whole_day {
        let day = |moment: &Moment| zone.rules.to_datetime(moment.at).date();
        return day(one) < day(other);
    }
    one.at < other.at
}
