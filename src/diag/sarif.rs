//! Findings as SARIF 2.1.0, the exchange format of static analysis that code hosts read.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{Finding, Level, Report, Rule};
use crate::text::Place;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stays as it is in the path of an address. A colon does not: before the first slash it would
/// make a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The report as one SARIF log with one run; paths are relative to the handbook's root, which is
/// called `%SRCROOT%` as code hosts expect. The rules that fired come with their documentation.
pub fn sarif(report: &Report) -> String {
    let rules: BTreeMap<&str, &'static Rule> =
        report.findings.iter().map(|(_, finding)| (finding.rule.code, finding.rule)).collect();
    let indices: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|(level, finding)| result(report, *level, finding, indices.get(finding.rule.code).copied()))
        .collect();
    super::json::pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dayone",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|rule| metadata(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn metadata(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "help": {
            "text": format!("{}\n\nWrong:\n\n{}\nRight:\n\n{}", rule.why, rule.bad, rule.good),
            "markdown": format!(
                "{}\n\nWrong:\n\n````text\n{}\n````\n\nRight:\n\n````text\n{}\n````\n",
                rule.why,
                rule.bad.trim_end(),
                rule.good.trim_end()
            ),
        },
        "defaultConfiguration": { "level": word(rule.level), "enabled": rule.level != Level::Off },
    })
}

/// SARIF's word for a level.
fn word(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Info => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn result(report: &Report, level: Level, finding: &Finding, rule_index: Option<usize>) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(finding.rule.code));
    result.insert("ruleIndex".to_owned(), json!(rule_index));
    result.insert("level".to_owned(), json!(word(level)));
    result.insert("message".to_owned(), json!({ "text": message(finding) }));
    let location = |place| {
        let words = finding.label.as_deref();
        location(report, place, words)
    };
    result.insert("locations".to_owned(), finding.place.iter().map(location).collect());
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(at, (place, words))| {
            let mut location = self::location(report, place, Some(words));
            location["id"] = json!(at);
            location
        });
        result.insert("relatedLocations".to_owned(), related.collect());
    }
    Value::Object(result)
}

/// Message and help in one text: SARIF has no field for the latter.
fn message(finding: &Finding) -> String {
    finding
        .help
        .as_ref()
        .map_or_else(|| finding.message.clone(), |help| format!("{}\n{help}", finding.message))
}

fn location(report: &Report, place: &Place, words: Option<&str>) -> Value {
    let uri = utf8_percent_encode(&place.file, PATH).to_string();
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
    if let Some(region) = report.region(place) {
        physical["region"] = json!({
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        });
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(words) = words {
        location["message"] = json!({ "text": words });
    }
    location
}
