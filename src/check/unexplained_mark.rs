//! Spikes, dips and crossings that no note of a weekly review explains; and what is wrong with its graphs.

use super::Whole;
use crate::chart::weekly::Open;
use crate::chart::{At, Fault, Key};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::parse::Parsed;
use crate::syntax::markdown::{chart_finding, chart_steps};
use crate::text::{Place, Span};

pub static RULE: Rule = Rule {
    code: "unexplained-mark",
    level: Level::Warning,
    structural: false,
    summary: "A graph of an operations review has a spike, a dip or a crossing of its threshold that no note explains.",
    why: "The review is there to explain them: what nobody asks about comes back. What is marked, and how to have less of it marked or nothing, is told in [operations reviews](ops-reviews.md).",
    bad: "---\nkind: ops-review\nweek: 2026-11-02\nmetrics:\n- name: Sign-ins\n  threshold: 50\n  spikes: off\n  data: |\n    at,count\n    2026-11-02,10\n    2026-11-03,90\n    2026-11-04,11\n---\nText.\n",
    good: "---\nkind: ops-review\nweek: 2026-11-02\nmetrics:\n- name: Sign-ins\n  threshold: 50\n  spikes: off\n  data: |\n    at,count\n    2026-11-02,10\n    2026-11-03,90\n    2026-11-04,11\nnotes:\n- metric: Sign-ins\n  at: 2026-11-03\n  why: Booking opened for Christmas.\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let Some(weekly) = whole.handbook.weekly(id) else { return };
    let Some(parsed) = &whole.handbook.pages[id].parsed else { return };
    for fault in &weekly.faults {
        findings.push(chart_finding(fault).at(place(parsed, fault)));
    }
    let unexplained = weekly.open.iter().filter(|(open, _)| *open == Open::Unexplained);
    findings.extend(unexplained.map(|(_, fault)| open(&RULE, parsed, fault)));
}

/// Something open in a review.
pub fn open(rule: &'static Rule, parsed: &Parsed, fault: &Fault) -> Finding {
    Finding::new(rule, fault.message.clone()).at(place(parsed, fault)).help(fault.help.clone())
}

/// Where something in the front matter of a review is wrong.
fn place(parsed: &Parsed, fault: &Fault) -> Place {
    match &fault.at {
        At::Place(place) => place.clone(),
        At::All => parsed.place_of(&[]),
        At::Keys(keys) => parsed.place_of(&chart_steps(keys)),
        At::Line(keys, line, wrong) => line_below(parsed, keys, *line, wrong),
    }
}

/// The place of a line of data that stands in the front matter: so many lines below the key that has it.
fn line_below(parsed: &Parsed, keys: &[Key], line: usize, wrong: &str) -> Place {
    let key = parsed.place_of(&chart_steps(keys));
    let text = &parsed.source.text;
    let start = text[..key.span.start.min(text.len())].rfind('\n').map_or(0, |end| end + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n').take(line + 1) {
        at += line.len();
    }
    let shown = text[at..].lines().next().unwrap_or_default();
    let wrong = wrong.lines().next().unwrap_or_default();
    let from = at + shown.find(wrong).unwrap_or(0);
    parsed.source.place(Span { start: from, end: from + wrong.len() }.within(text))
}
