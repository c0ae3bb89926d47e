//! Rules over the whole handbook, one a file, and the list of all rules there are.

mod ambiguous_link;
mod bad_practice;
mod bad_principle;
mod broken_anchor;
mod broken_link;
mod broken_redirect;
mod clash;
mod empty_handbook;
mod idle_pattern;
mod kind_settings;
mod left_person;
mod long_page;
mod manager_loop;
mod missing_chapter;
mod missing_field;
mod missing_section;
mod missing_why;
mod odd_field;
mod same_id;
mod section_order;
mod self_reference;
mod uncited_principle;
mod unknown_key;
mod unknown_kind;
mod unknown_option;
mod unknown_owner;
mod unknown_person;
mod unknown_principle;
mod unknown_rule;
mod unknown_template;
mod unlisted_page;
mod unsafe_link;
mod wrong_field;
mod wrong_stance;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{self, Config};
use crate::diag::{Finding, Rule};
use crate::handbook::{Handbook, PageId};
use crate::load;
use crate::people;
use crate::reviews;
use crate::syntax::{front_matter, markdown, summary};
use crate::text::Source;
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
    bad_practice::check,
    bad_principle::check,
    broken_anchor::check,
    broken_link::check,
    left_person::check,
    long_page::check,
    missing_field::check,
    missing_section::check,
    missing_why::check,
    odd_field::check,
    self_reference::check,
    section_order::check,
    unknown_person::check,
    unknown_principle::check,
    unsafe_link::check,
    wrong_field::check,
    wrong_stance::check,
];

/// Looking for the nearest name reads all names. Of thousands of names that are wrong, suggestions for the first few
/// hundred are plenty.
const SUGGESTIONS: usize = 300;

/// The checks of the handbook as a whole: of its settings, its structure and what pages say of themselves.
const CHECKS: &[fn(Whole<'_>, &mut Vec<Finding>)] = &[
    bad_practice::check_all,
    broken_redirect::check,
    clash::check,
    empty_handbook::check,
    idle_pattern::check,
    kind_settings::check,
    left_person::check_people,
    manager_loop::check,
    missing_chapter::check,
    same_id::check,
    uncited_principle::check,
    unknown_key::check,
    unknown_kind::check,
    unknown_option::check,
    unknown_owner::check,
    unknown_person::check_people,
    unknown_rule::check,
    unknown_template::check,
    unlisted_page::check,
];

/// Every rule, by code: those checked here, and those that reading finds.
pub static RULES: &[&Rule] = &[
    &ambiguous_link::RULE,
    &config::BAD_CONFIG,
    &front_matter::BAD_FRONT_MATTER,
    &markdown::BAD_INCLUDE,
    &markdown::BAD_MATH,
    &people::BAD_PEOPLE,
    &bad_practice::RULE,
    &bad_principle::RULE,
    &reviews::BAD_REVIEW,
    &summary::BAD_SUMMARY,
    &markdown::BAD_TABS,
    &theme::BAD_TEMPLATE,
    &theme::BAD_THEME,
    &front_matter::BAD_VALUE,
    &broken_anchor::RULE,
    &broken_link::RULE,
    &broken_redirect::RULE,
    &clash::CASE_CLASH,
    &markdown::DRAFT_INCLUDE,
    &markdown::DROPPED_ATTRIBUTE,
    &markdown::DROPPED_HTML,
    &markdown::DUPLICATE_ID,
    &front_matter::DUPLICATE_KEY,
    &clash::DUPLICATE_URL,
    &empty_handbook::RULE,
    &idle_pattern::RULE,
    &left_person::RULE,
    &markdown::LONG_CODE,
    &long_page::RULE,
    &manager_loop::RULE,
    &config::MDBOOK_CONFIG,
    &missing_chapter::RULE,
    &missing_field::RULE,
    &missing_section::RULE,
    &missing_why::RULE,
    &load::NOT_TEXT,
    &odd_field::RULE,
    &load::OUTSIDE_LINK,
    &clash::REDIRECT_CLASH,
    &same_id::RULE,
    &section_order::RULE,
    &self_reference::RULE,
    &markdown::SURPLUS_CELL,
    &uncited_principle::RULE,
    &markdown::UNCLOSED_CONTAINER,
    &markdown::UNCLOSED_HTML,
    &markdown::UNKNOWN_BLOCK,
    &markdown::UNKNOWN_FOOTNOTE,
    &unknown_key::RULE,
    &unknown_kind::RULE,
    &markdown::UNKNOWN_LANGUAGE,
    &unknown_owner::RULE,
    &unknown_person::RULE,
    &unknown_principle::RULE,
    &unknown_rule::RULE,
    &config::UNKNOWN_SETTING,
    &markdown::UNKNOWN_TAG,
    &unknown_template::RULE,
    &markdown::UNKNOWN_VARIABLE,
    &unlisted_page::RULE,
    &unsafe_link::RULE,
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
    let mut found = Found::default();
    // One list for all pages: how many suggestions are looked for depends on how many there are.
    let mut found_here = Vec::new();
    for id in 0..whole.handbook.pages.len() {
        let before = found_here.len();
        for check in PAGE_CHECKS {
            check(whole, id, &mut found_here);
        }
        let findings = of_page(whole, id, &found_here[before..]);
        if !findings.is_empty() {
            found.pages.insert(id, findings);
        }
    }
    found.whole = check_structure(whole);
    found
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

fn of_page(whole: Whole<'_>, page: PageId, found_here: &[Finding]) -> Arc<[Finding]> {
    let parsed = whole.handbook.pages[page].parsed.as_ref();
    let read = parsed.map_or(&[][..], |parsed| &parsed.document.findings);
    read.iter().chain(found_here).cloned().collect()
}
