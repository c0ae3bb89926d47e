//! Findings as GitHub's workflow commands, which its log turns into annotations of the changed lines.
//!
//! See *Workflow commands for GitHub Actions* and, for what must be escaped, `command.ts` of the
//! `@actions/core` package.

use std::fmt::Write as _;

use super::{Finding, Level, Report};

/// One command a line, for findings of warning level and above: information is shown on request only,
/// and GitHub shows no more than ten annotations of a sort for a step.
pub fn github(report: &Report) -> String {
    let shown = report.findings.iter().filter(|(level, _)| *level >= Level::Warning);
    shown.map(|(level, finding)| command(report, *level, finding)).collect()
}

fn command(report: &Report, level: Level, finding: &Finding) -> String {
    let mut out = format!("::{level} ");
    // Writing to a string cannot fail.
    if let Some(place) = &finding.place {
        let _ = write!(out, "file={},", property(&place.file));
        if let Some(region) = report.region(place) {
            let _ = write!(out, "line={},endLine={},", region.line, region.end_line);
            // GitHub takes columns only with a single line.
            if region.line == region.end_line {
                let _ = write!(out, "col={},endColumn={},", region.column, region.end_column);
            }
        }
    }
    let _ = write!(out, "title={}::{}", property(finding.rule.code), data(&finding.message));
    if let Some(help) = &finding.help {
        let _ = write!(out, "{}", data(&format!("\nhelp: {help}")));
    }
    out.push('\n');
    out
}

/// Text after `::`, escaped. Control characters that GitHub has no escape for become visible.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            other => out.push(super::visible(other)),
        }
    }
    out
}

/// A property's value, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
