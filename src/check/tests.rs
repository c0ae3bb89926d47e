//! The list of rules, and the examples of each: the bad one fires it, the good one fires nothing.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::build::{Request, Today, check};

/// The codes that fire in the handbook of an example.
fn fired(example: &str) -> BTreeSet<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in Rule::files(example) {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    std::fs::create_dir_all(folder.path().join("content")).unwrap();
    let request = Request {
        root: folder.path().to_owned(),
        output: None,
        base_url: None,
        drafts: false,
        today: Today { asked: None, clock: jiff::civil::date(2026, 11, 23) },
        strict: false,
    };
    let checked = check(&request).unwrap();
    checked.report.findings.iter().map(|(_, finding)| finding.rule.code).collect()
}

#[test]
fn the_list_is_sorted_and_codes_are_unique() {
    assert!(
        RULES.is_sorted_by(|a, b| a.code < b.code),
        "{:?}",
        RULES.iter().map(|rule| rule.code).collect::<Vec<_>>()
    );
    for known in RULES {
        assert_eq!(rule(known.code).map(|found| found.code), Some(known.code));
    }
    assert!(rule("no-such-rule").is_none());
}

#[test]
fn every_rule_is_documented() {
    for rule in RULES {
        assert!(rule.summary.ends_with('.') && rule.why.ends_with('.'), "{}", rule.code);
        assert!(rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.code);
    }
}

#[test]
fn bad_examples_fire_their_rule() {
    for rule in RULES.iter().filter(|rule| !rule.bad.is_empty()) {
        let fired = fired(rule.bad);
        assert!(fired.contains(rule.code), "the bad example of `{}` fires {fired:?}", rule.code);
    }
}

#[test]
fn good_examples_fire_nothing() {
    for rule in RULES {
        let fired = fired(rule.good);
        assert!(fired.is_empty(), "the good example of `{}` fires {fired:?}", rule.code);
    }
}
