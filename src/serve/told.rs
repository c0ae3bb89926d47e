//! Findings as the preview tells them: to its panel as JSON with the line shown, and to the terminal only
//! what is new and what is gone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diag::{Finding, Level, Report};

/// A finding with everything that the panel shows: the line and the rule's explanation too.
pub fn finding(report: &Report, level: Level, finding: &Finding) -> Value {
    let place = finding.place.as_ref();
    let region = place.and_then(|place| report.region(place));
    let shown = place.zip(region).and_then(|(place, region)| {
        let (text, lines) = report.text(place)?;
        Some(text[lines.line(text, region.line)].chars().take(400).collect::<String>())
    });
    let last = region.map(|region| {
        let whole = shown.as_ref().map_or(region.column, |line| line.chars().count() + 1);
        if region.end_line == region.line { region.end_column } else { whole }
    });
    json!({
        "code": finding.rule.code,
        "level": level.word(),
        "message": finding.message,
        "file": place.map(|place| &*place.file),
        "line": region.map(|region| region.line),
        "column": region.map(|region| region.column),
        "end_column": last,
        "text": shown,
        "label": finding.label,
        "help": finding.help,
        "summary": finding.rule.summary,
        "why": finding.rule.why,
    })
}

/// How many findings there are of each level.
pub fn counts<'a>(findings: impl Iterator<Item = &'a (Level, Finding)>) -> Value {
    let (mut errors, mut warnings, mut notes) = (0, 0, 0);
    for (level, _) in findings {
        match level {
            Level::Error => errors += 1,
            Level::Warning => warnings += 1,
            Level::Info => notes += 1,
            Level::Off => {}
        }
    }
    json!({ "error": errors, "warning": warnings, "info": notes })
}

/// A finding by what it says, not by where exactly: a line that is added above moves it, and does not make
/// it another; nor does it that one more page has the same.
type Key = (String, &'static str, String);

fn key(finding: &Finding) -> Key {
    let file = finding.place.as_ref().map_or_else(String::new, |place| place.file.to_string());
    let count = finding.message.match_indices(" (and ").find(|(at, words)| {
        finding.message[at + words.len()..].starts_with(|first: char| first.is_ascii_digit())
    });
    let end = count.map_or(finding.message.len(), |(at, _)| at);
    (file, finding.rule.code, finding.message[..end].to_owned())
}

/// Leaves the first `most` findings in a report, those of the highest levels; how many it leaves out.
pub fn shorten(report: &mut Report, most: usize) -> usize {
    let findings = &mut report.findings;
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(findings[*at].0));
    order.truncate(most);
    order.sort_unstable();
    let left_out = findings.len() - order.len();
    *findings = order.into_iter().map(|at| findings[at].clone()).collect();
    left_out
}

/// What was told already.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<Key, usize>);

impl Told {
    /// Leaves in `report` what is new since the last time; returns what is gone, each as a line.
    pub fn news(&mut self, report: &mut Report) -> Vec<String> {
        let mut now: BTreeMap<Key, usize> = BTreeMap::new();
        report.findings.retain(|(_, finding)| {
            let key = key(finding);
            let before = self.0.get(&key).copied().unwrap_or_default();
            let number = now.entry(key).or_default();
            *number += 1;
            *number > before
        });
        let gone =
            self.0.iter().filter(|(key, before)| now.get(*key).copied().unwrap_or_default() < **before);
        let gone = gone.map(|((file, code, message), _)| match &**file {
            "" => format!("{message} ({code})"),
            file => format!("{file}: {message} ({code})"),
        });
        let gone = gone.collect();
        self.0 = now;
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;
    use crate::diag::Levels;
    use crate::text::Source;

    fn report(found: &[(&str, usize)]) -> Report {
        let source = Source::new("a.md", "one\ntwo <three>\n");
        let at = |(words, at): &(&str, usize)| {
            Finding::new(RULES[0], *words).at(source.place(*at..*at + 3)).help("mend it")
        };
        Report::new(found.iter().map(at).collect(), &Levels::default(), [source.clone()])
    }

    #[test]
    fn only_news_are_told() {
        let mut told = Told::default();
        let mut news = |found: &[(&str, usize)]| {
            let mut report = report(found);
            let gone = told.news(&mut report);
            let new: Vec<String> =
                report.findings.iter().map(|(_, finding)| finding.message.clone()).collect();
            (new, gone)
        };
        let code = RULES[0].code;
        assert_eq!(news(&[("x", 0), ("y", 4)]), (vec!["x".to_owned(), "y".to_owned()], vec![]));
        assert_eq!(news(&[("x", 4), ("y", 8)]), (vec![], vec![]), "they only moved");
        assert_eq!(news(&[("x", 0), ("x", 4)]), (vec!["x".to_owned()], vec![format!("a.md: y ({code})")]));
        assert_eq!(news(&[("x", 0)]), (vec![], vec![format!("a.md: x ({code})")]));
    }

    #[test]
    fn a_count_makes_no_other_finding() {
        let mut told = Told::default();
        for words in
            ["`x` is odd", "`x` is odd (and 1 other page has it)", "`x` is odd (and 2 other pages have it)"]
        {
            let mut report = report(&[(words, 0)]);
            let first = told.0.is_empty();
            assert_eq!(told.news(&mut report), Vec::<String>::new());
            assert_eq!(report.findings.is_empty(), !first, "{words}");
        }
        let mut report = report(&[("`x` is odd (and so on)", 0)]);
        assert_eq!(told.news(&mut report).len(), 1);
    }

    #[test]
    fn the_gravest_are_told_of_many() {
        let mut report = report(&[("a", 0), ("b", 4), ("c", 8)]);
        report.findings[1].0 = Level::Error;
        report.findings[0].0 = Level::Info;
        report.findings[2].0 = Level::Warning;
        assert_eq!(shorten(&mut report, 2), 1);
        let left: Vec<&str> = report.findings.iter().map(|(_, finding)| &*finding.message).collect();
        assert_eq!(left, ["b", "c"]);
        assert_eq!(shorten(&mut report, 2), 0);
    }

    #[test]
    fn a_finding_shows_its_line() {
        let report = report(&[("x", 8)]);
        let (level, found) = &report.findings[0];
        let value = finding(&report, *level, found);
        assert_eq!(value["text"], "two <three>");
        assert_eq!(
            (&value["line"], &value["column"], &value["end_column"]),
            (&json!(2), &json!(5), &json!(8))
        );
        assert_eq!(value["help"], "mend it");
    }
}
