//! Notes of a weekly review that are about nothing.

use super::{Whole, unexplained_mark};
use crate::chart::weekly::Open;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;

pub static RULE: Rule = Rule {
    code: "idle-note",
    level: Level::Warning,
    structural: false,
    summary: "A note of an operations review names a metric or a time that the review does not have, or does not say when or why.",
    why: "It is shown nowhere, and what it was written for stays unexplained.",
    bad: "---\nkind: ops-review\nweek: 2026-11-02\nmetrics:\n- name: Sign-ins\n  spikes: off\n  data: |\n    at,count\n    2026-11-02,10\nnotes:\n- metric: Sign-in\n  at: 2026-11-02\n  why: A holiday.\n---\nText.\n",
    good: "---\nkind: ops-review\nweek: 2026-11-02\nmetrics:\n- name: Sign-ins\n  spikes: off\n  data: |\n    at,count\n    2026-11-02,10\nnotes:\n- metric: Sign-ins\n  at: 2026-11-02\n  why: A holiday.\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let Some(weekly) = whole.handbook.weekly(id) else { return };
    let Some(parsed) = &whole.handbook.pages[id].parsed else { return };
    let idle = weekly.open.iter().filter(|(open, _)| *open == Open::Idle);
    findings.extend(idle.map(|(_, fault)| unexplained_mark::open(&RULE, parsed, fault)));
}
