//! Findings as JSON, for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Finding, Level, Report};
use crate::text::Place;

/// The version of the shape below; it grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    at: At<'a>,
    label: Option<&'a str>,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    at: At<'a>,
}

#[derive(Serialize, Default)]
struct At<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    info: usize,
}

/// The report as one JSON object, with a newline at its end.
///
/// ```text
/// {
///   "version": 1,
///   "findings": [
///     {
///       "code": "broken-link",          the rule
///       "level": "warning",             or "error", "info"
///       "message": "…",
///       "file": "content/a.md",         relative to the handbook's root; null without a place
///       "line": 3, "column": 7,         from 1, in characters; null when the file as a whole
///       "end_line": 3, "end_column": 9, is meant or its text is unknown; the end is exclusive
///       "label": "…",                   or null: a few words about the place
///       "help": "…",                    or null: what to do
///       "related": [{ "message": "…", "file": …, "line": …, … }]
///     }
///   ],
///   "counts": { "error": 0, "warning": 1, "info": 0 }
/// }
/// ```
///
/// Every key is always there. Characters that a terminal would obey are written as escapes.
pub fn json(report: &Report) -> String {
    let document = Document {
        version: VERSION,
        findings: report.findings.iter().map(|(level, finding)| entry(report, *level, finding)).collect(),
        counts: Counts {
            error: report.count(Level::Error),
            warning: report.count(Level::Warning),
            info: report.count(Level::Info),
        },
    };
    pretty(&document)
}

fn entry<'a>(report: &Report, level: Level, finding: &'a Finding) -> Entry<'a> {
    let related = |(place, words): &'a (Place, String)| Related { message: words, at: at(report, place) };
    Entry {
        code: finding.rule.code,
        level: level.word(),
        message: &finding.message,
        at: finding.place.as_ref().map(|place| at(report, place)).unwrap_or_default(),
        label: finding.label.as_deref(),
        help: finding.help.as_deref(),
        related: finding.related.iter().map(related).collect(),
    }
}

fn at<'a>(report: &Report, place: &'a Place) -> At<'a> {
    let region = report.region(place);
    At {
        file: Some(&place.file),
        line: region.map(|region| region.line),
        column: region.map(|region| region.column),
        end_line: region.map(|region| region.end_line),
        end_column: region.map(|region| region.end_column),
    }
}

/// Indented JSON with a newline at its end. serde escapes only what JSON must, which leaves the second
/// block of control characters; they can stand in strings alone, where an escape means the same.
pub(super) fn pretty(document: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(document).expect("strings and numbers always serialise");
    let mut out = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if character.is_control() && character != '\n' {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out.push('\n');
    out
}
