//! Rules over the whole handbook, one a file, and the list of all rules there are.

mod ambiguous_link;
mod bad_escalation;
mod bad_incident;
mod bad_practice;
mod bad_principle;
mod bad_rota;
mod bare_account;
mod blame;
mod broken_anchor;
mod broken_link;
mod broken_redirect;
mod clash;
mod closed_early;
mod decision_chain;
mod decision_day;
mod double_shift;
mod empty_handbook;
mod few_options;
mod future_review;
mod idle_action;
mod idle_note;
mod idle_override;
mod idle_pattern;
mod kind_settings;
mod leaving_on_call;
mod left_person;
mod lone_responder;
mod long_narrative;
mod long_page;
mod manager_loop;
mod missing_chapter;
mod missing_field;
mod missing_number;
mod missing_outcome;
mod missing_part;
mod missing_response;
mod missing_section;
mod missing_why;
mod named_address;
mod night_handoff;
mod no_prevention;
mod odd_field;
mod old_account;
mod overdue_action;
mod rota_gap;
mod said;
mod same_id;
mod section_level;
mod section_order;
mod section_twice;
mod self_reference;
mod similar_norm;
mod time_order;
mod uncited_claim;
mod uncited_principle;
mod unclear_action;
mod unclear_time;
mod uncovered_service;
mod unexplained_mark;
mod unknown_format;
mod unknown_key;
mod unknown_kind;
mod unknown_name;
mod unknown_option;
mod unknown_owner;
mod unknown_person;
mod unknown_principle;
mod unknown_review;
mod unknown_rule;
mod unknown_status;
mod unknown_template;
mod unlisted_page;
mod unsafe_link;
mod vague_goal;
mod wrong_field;
mod wrong_stance;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diag::{Finding, Rule};
use crate::handbook::{Handbook, PageId};
use crate::load;
use crate::people;
use crate::reviews;
use crate::syntax::{front_matter, markdown, summary};
use crate::text::{Place, Source, Span};
use crate::theme::{self, Theme};

/// What a check may look at.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// Its settings.
    pub config: &'a Config,
    /// The theme, if there is one to use.
    pub theme: Option<&'a Theme>,
    /// `book.toml`, if there is one.
    pub settings: Option<&'a Source>,
    /// The day for which it is checked.
    pub today: Date,
}

/// The checks of one page: where its links lead, and whom and what it names. In no particular order: a report
/// sorts what they find.
const PAGE_CHECKS: &[fn(Whole<'_>, PageId, &mut Vec<Finding>)] = &[
    ambiguous_link::check,
    bad_incident::check,
    bad_practice::check,
    bad_principle::check,
    bad_rota::check,
    bare_account::check,
    blame::check,
    broken_anchor::check,
    broken_link::check,
    closed_early::check,
    decision_day::check,
    few_options::check,
    future_review::check,
    idle_action::check,
    idle_note::check,
    idle_override::check,
    leaving_on_call::check,
    left_person::check,
    lone_responder::check,
    long_narrative::check,
    long_page::check,
    missing_field::check,
    missing_number::check,
    missing_outcome::check,
    missing_part::check,
    missing_response::check,
    missing_section::check,
    missing_why::check,
    named_address::check,
    night_handoff::check,
    no_prevention::check,
    odd_field::check,
    old_account::check,
    overdue_action::check,
    rota_gap::check,
    section_level::check,
    section_twice::check,
    section_order::check,
    self_reference::check,
    similar_norm::check,
    time_order::check,
    unclear_action::check,
    unclear_time::check,
    uncited_claim::check,
    unexplained_mark::check,
    unknown_format::check,
    unknown_name::check,
    unknown_person::check,
    unknown_principle::check,
    unknown_status::check,
    unsafe_link::check,
    vague_goal::check,
    wrong_field::check,
    wrong_stance::check,
];

/// Looking for the nearest name reads all names. Of thousands of names that are wrong, suggestions for the first few
/// hundred are plenty.
const SUGGESTIONS: usize = 300;

/// So many pages are checked at a time; of another number there may be other suggestions.
const RUN: usize = 1_000;

/// The checks of the handbook as a whole: of its settings, its structure and what pages say of themselves.
const CHECKS: &[fn(Whole<'_>, &mut Vec<Finding>)] = &[
    bad_escalation::check,
    bad_practice::check_all,
    broken_redirect::check,
    clash::check,
    decision_chain::check,
    double_shift::check,
    empty_handbook::check,
    future_review::check_ledger,
    idle_pattern::check,
    kind_settings::check,
    left_person::check_people,
    manager_loop::check,
    missing_chapter::check,
    same_id::check,
    uncited_principle::check,
    uncovered_service::check,
    unknown_key::check,
    unknown_kind::check,
    unknown_option::check,
    unknown_owner::check,
    unknown_person::check_people,
    unknown_review::check,
    unknown_rule::check,
    unknown_template::check,
    unlisted_page::check,
];

/// Every rule, by code: those checked here, and those that reading finds.
pub static RULES: &[&Rule] = &[
    &ambiguous_link::RULE,
    &markdown::BAD_CHART,
    &config::BAD_CONFIG,
    &markdown::BAD_DATA,
    &bad_escalation::RULE,
    &front_matter::BAD_FRONT_MATTER,
    &bad_incident::RULE,
    &markdown::BAD_INCLUDE,
    &markdown::BAD_MATH,
    &people::BAD_PEOPLE,
    &bad_practice::RULE,
    &bad_principle::RULE,
    &reviews::BAD_REVIEW,
    &bad_rota::RULE,
    &summary::BAD_SUMMARY,
    &markdown::BAD_TABS,
    &theme::BAD_TEMPLATE,
    &theme::BAD_THEME,
    &front_matter::BAD_VALUE,
    &bare_account::RULE,
    &blame::RULE,
    &broken_anchor::RULE,
    &broken_link::RULE,
    &broken_redirect::RULE,
    &clash::CASE_CLASH,
    &closed_early::RULE,
    &decision_chain::RULE,
    &decision_day::RULE,
    &double_shift::RULE,
    &markdown::DRAFT_INCLUDE,
    &markdown::DROPPED_ATTRIBUTE,
    &markdown::DROPPED_HTML,
    &markdown::DUPLICATE_ID,
    &front_matter::DUPLICATE_KEY,
    &clash::DUPLICATE_URL,
    &empty_handbook::RULE,
    &few_options::RULE,
    &future_review::RULE,
    &idle_action::RULE,
    &idle_note::RULE,
    &idle_override::RULE,
    &idle_pattern::RULE,
    &leaving_on_call::RULE,
    &left_person::RULE,
    &lone_responder::RULE,
    &markdown::LONG_CODE,
    &long_narrative::RULE,
    &long_page::RULE,
    &manager_loop::RULE,
    &config::MDBOOK_CONFIG,
    &missing_chapter::RULE,
    &missing_field::RULE,
    &missing_number::RULE,
    &missing_outcome::RULE,
    &missing_part::RULE,
    &missing_response::RULE,
    &missing_section::RULE,
    &missing_why::RULE,
    &named_address::RULE,
    &night_handoff::RULE,
    &no_prevention::RULE,
    &old_account::NOT_PRESENTED,
    &load::NOT_TEXT,
    &odd_field::RULE,
    &old_account::OLD_DRAFT,
    &load::OUTSIDE_LINK,
    &overdue_action::RULE,
    &clash::REDIRECT_CLASH,
    &rota_gap::RULE,
    &same_id::RULE,
    &section_level::RULE,
    &section_order::RULE,
    &section_twice::RULE,
    &self_reference::RULE,
    &similar_norm::RULE,
    &markdown::SURPLUS_CELL,
    &time_order::RULE,
    &uncited_claim::RULE,
    &uncited_principle::RULE,
    &unclear_action::RULE,
    &unclear_time::RULE,
    &markdown::UNCLOSED_CONTAINER,
    &markdown::UNCLOSED_HTML,
    &uncovered_service::RULE,
    &unexplained_mark::RULE,
    &markdown::UNKNOWN_BLOCK,
    &markdown::UNKNOWN_FOOTNOTE,
    &unknown_format::RULE,
    &unknown_key::RULE,
    &unknown_kind::RULE,
    &markdown::UNKNOWN_LANGUAGE,
    &unknown_name::RULE,
    &unknown_owner::RULE,
    &unknown_person::RULE,
    &unknown_principle::RULE,
    &unknown_review::RULE,
    &unknown_rule::RULE,
    &config::UNKNOWN_SETTING,
    &unknown_status::RULE,
    &markdown::UNKNOWN_TAG,
    &unknown_template::RULE,
    &markdown::UNKNOWN_VARIABLE,
    &unlisted_page::RULE,
    &load::UNREAD_DATA,
    &unsafe_link::RULE,
    &vague_goal::RULE,
    &wrong_field::RULE,
    &wrong_stance::RULE,
];

/// The rule of this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.binary_search_by(|rule| rule.code.cmp(code)).ok().map(|index| RULES[index])
}

/// What the checks find in a handbook.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What is wrong in the text of pages that have any such thing: what reading it found, its links, and
    /// whom it names.
    pub pages: BTreeMap<PageId, Arc<[Finding]>>,
    /// What is wrong with the whole.
    pub whole: Arc<[Finding]>,
}

impl Found {
    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.pages.values().flat_map(|of_page| &**of_page).chain(&*self.whole)
    }
}

/// What the checks find in a handbook, and what reading its pages found.
pub fn check(whole: Whole<'_>) -> Found {
    let pages: Vec<PageId> = (0..whole.handbook.pages.len()).collect();
    let of_run = |run: &[PageId]| {
        // One list for them: how many suggestions are looked for depends on how many findings there are.
        let mut found_here = Vec::new();
        let mut found = Vec::new();
        for id in run {
            let before = found_here.len();
            for check in PAGE_CHECKS {
                check(whole, *id, &mut found_here);
            }
            let findings = of_page(whole, *id, &found_here[before..]);
            if !findings.is_empty() {
                found.push((*id, findings));
            }
        }
        found
    };
    // What is wrong with the whole counts how often it looked for a place; pages do not.
    let (found, structure) =
        rayon::join(|| pages.par_chunks(RUN).map(of_run).collect::<Vec<_>>(), || check_structure(whole));
    Found { pages: found.into_iter().flatten().collect(), whole: structure }
}

/// What is wrong with the whole: what [`check`] finds in no page's text.
pub fn check_structure(whole: Whole<'_>) -> Arc<[Finding]> {
    let mut findings = Vec::new();
    whole.handbook.people.start_anew();
    for check in CHECKS {
        check(whole, &mut findings);
    }
    findings.into()
}

/// What is wrong in the text of one page: what [`check`] finds there.
pub fn check_page(whole: Whole<'_>, page: PageId) -> Arc<[Finding]> {
    let mut found_here = Vec::new();
    for check in PAGE_CHECKS {
        check(whole, page, &mut found_here);
    }
    of_page(whole, page, &found_here)
}

/// The place of a word in a line of a file, or of the line.
fn in_line(source: &Source, line: Span, word: &str) -> Place {
    let start = source.text[line.range()].find(word).map(|at| line.start + at);
    source.place(start.map_or(line, |start| Span { start, end: start + word.len() }))
}

fn of_page(whole: Whole<'_>, page: PageId, found_here: &[Finding]) -> Arc<[Finding]> {
    let parsed = whole.handbook.pages[page].parsed.as_ref();
    let read = parsed.map_or(&[][..], |parsed| &parsed.document.findings);
    read.iter().chain(found_here).cloned().collect()
}
