//! Times of failures that do not say of which zone they are.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::incident::Read;
use crate::syntax::sections::zones::instead;

pub static RULE: Rule = Rule {
    code: "unclear-time",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure has times of no time zone, or of one that several are called, or that the clocks showed twice.",
    why: "Those who were there know which clock was meant; who reads it in a year, beside logs in UTC, is an hour out. They are taken for UTC.",
    bad: "---\nkind: coe\nstarted: 2026-08-14 16:24\nresolved: 2026-08-14 21:15\n---\n# Double charges\n",
    good: "---\nkind: coe\ntimezone: Europe/London\nstarted: 2026-08-14 16:24\nresolved: 2026-08-14 21:15\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let (Some(parsed), Some(read)) = (&page.parsed, whole.handbook.incident_read(id)) else { return };
    let Read { unzoned, twice, strange, .. } = read;
    if let Some((first, word)) = strange.first() {
        let told = parsed.lifted.iter().find_map(|lifted| lifted.zone);
        let told = told.filter(|zone| parsed.source.text[zone.range()] == *word);
        let place = told.map_or_else(|| parsed.place_of(first), |zone| parsed.source.place(zone));
        findings.push(
            Finding::new(&RULE, format!("nobody can tell which time zone `{word}` is"))
                .at(place)
                .label("times of it are not read")
                .help(instead(word)),
        );
    }
    if let Some(first) = unzoned.first() {
        let also = match unzoned.len() {
            1 => String::new(),
            2 => ", nor does 1 other".to_owned(),
            count => format!(", nor do {} others", count - 1),
        };
        findings.push(
            Finding::new(&RULE, format!("this time does not say of which zone it is{also}"))
                .at(parsed.place_of(first))
                .help("write `timezone: Europe/London` for all of them, or `Z` or `+01:00` behind it"),
        );
    }
    if let Some(first) = twice.first() {
        let also = match twice.len() {
            1 => String::new(),
            2 => " and 1 other".to_owned(),
            count => format!(" and {} others", count - 1),
        };
        findings.push(
            Finding::new(&RULE, format!("the clocks showed this time{also} twice, as they went back"))
                .at(parsed.place_of(first))
                .help("write `Z` or `+01:00` behind it to say which of the two it was"),
        );
    }
}
