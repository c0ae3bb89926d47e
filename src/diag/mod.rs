//! Findings: what is wrong, where, and what to do. Rules say what can be found; a report is what
//! one run found, in a stable order, for whichever printer.
//!
//! Three things are kept apart: an author's mistake is a [`Finding`]; the environment's failure
//! is an [`std::io::Error`] with the operation and the path around it; a bug panics.

mod github;
mod human;
mod json;
mod sarif;
mod spelling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::text::{LineIndex, Place, Source, Span};

pub use github::github;
pub use human::{Style, human};
pub use json::json;
pub use sarif::sarif;
pub use spelling::{Outline, Spelling, nearest, nearest_of};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported at all. Only `book.toml` sets it.
    Off,
    /// Worth knowing; shown on request only.
    Info,
    /// Should be mended; the page is complete without.
    Warning,
    /// Must be mended: the exit code is 1.
    Error,
}

impl Level {
    /// The word used in `book.toml` and in every printed form.
    pub fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        [Level::Off, Level::Info, Level::Warning, Level::Error].into_iter().find(|level| level.word() == word)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A check with a name: what it is about, why it matters, and an example of either side.
///
/// Rules are statics, declared beside the code that finds them and listed once in
/// [`crate::check::RULES`]. The examples are run by the tests: the bad one must fire the rule, the
/// good one must not.
#[derive(Debug)]
pub struct Rule {
    /// The name in findings, in `[rules]` and for `dayone explain`: kebab-case, unique.
    pub code: &'static str,
    /// The level unless `book.toml` says otherwise.
    pub level: Level,
    /// Broken structure (a lost page, unreadable settings) cannot be silenced, only strengthened.
    pub structural: bool,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// Why it matters and what dayone does meanwhile, in a short paragraph of Markdown.
    pub why: &'static str,
    /// A small handbook that fires the rule; see [`Rule::files`] for the notation.
    pub bad: &'static str,
    /// The same handbook, mended.
    pub good: &'static str,
}

impl Rule {
    /// The files of an example: a line `== path` starts each; without one the text is `index.md`.
    /// The paths are relative to the handbook's root, whose content is `content/`, and `index.md`
    /// stands for `content/index.md`.
    pub fn files(example: &str) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in example.split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("== ") {
                files.push((path.trim_end().to_owned(), String::new()));
            } else if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
            } else {
                files.push(("content/index.md".to_owned(), line.to_owned()));
            }
        }
        files
    }
}

/// A rule that fired at a place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong here, as one sentence without a full stop.
    pub message: String,
    /// Where; none when nothing but the command line could be pointed at.
    pub place: Option<Place>,
    /// A few words under the underlined text.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
}

impl Finding {
    /// A finding without a place; [`Finding::at`] adds it at the boundary that knows it.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Finding { rule, message: message.into(), place: None, label: None, help: None, related: Vec::new() }
    }

    /// The finding at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With a few words under the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: Place, words: impl Into<String>) -> Self {
        self.related.push((place, words.into()));
        self
    }
}

/// The levels that a handbook sets for rules, and whether the run is strict.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Level by rule code, from `[rules]`.
    pub set: BTreeMap<String, Level>,
    /// Warnings count as errors.
    pub strict: bool,
}

impl Levels {
    /// The level at which `rule` is reported.
    pub fn of(&self, rule: &Rule) -> Level {
        let set = self.set.get(rule.code).copied().unwrap_or(rule.level);
        let level = if rule.structural { set.max(rule.level) } else { set };
        if self.strict && level == Level::Warning { Level::Error } else { level }
    }
}

/// What one run found, ordered by place, with the texts that the places are in.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings that are reported, each with its level, ordered by file, place and rule.
    pub findings: Vec<(Level, Finding)>,
    /// The files that findings point into, by path.
    files: BTreeMap<Arc<str>, (Source, LineIndex)>,
}

/// Where a place is, as people count: lines and columns from 1, columns counting characters, the end
/// exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

impl Report {
    /// Orders the findings, drops repetitions and those that are off, and keeps of `sources` what
    /// they point into.
    pub fn new(findings: Vec<Finding>, levels: &Levels, sources: impl IntoIterator<Item = Source>) -> Self {
        let mut findings: Vec<(Level, Finding)> = findings
            .into_iter()
            .map(|finding| (levels.of(finding.rule), finding))
            .filter(|(level, _)| *level != Level::Off)
            .collect();
        findings.sort_by(|(_, a), (_, b)| Self::key(a).cmp(&Self::key(b)));
        findings.dedup_by(|(_, a), (_, b)| Self::key(a) == Self::key(b));
        let mut needed = BTreeSet::new();
        for (_, finding) in &findings {
            needed.extend(finding.place.iter().map(|place| place.file.clone()));
            needed.extend(finding.related.iter().map(|(place, _)| place.file.clone()));
        }
        let files = sources
            .into_iter()
            .filter(|source| needed.contains(&source.path))
            .map(|source| {
                let lines = LineIndex::new(&source.text);
                (source.path.clone(), (source, lines))
            })
            .collect();
        Report { findings, files }
    }

    /// The report with more findings, and the sources that they may point into.
    #[must_use]
    pub fn with(
        self,
        more: Vec<Finding>,
        levels: &Levels,
        sources: impl IntoIterator<Item = Source>,
    ) -> Self {
        let known = self.files.into_values().map(|(source, _)| source);
        let findings = self.findings.into_iter().map(|(_, finding)| finding).chain(more).collect();
        Report::new(findings, levels, known.chain(sources).collect::<Vec<_>>())
    }

    /// Leaves out findings beyond the first `most` of each rule; says of which rules how many.
    pub fn shorten(&mut self, most: usize) -> Vec<(&'static str, usize)> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        self.findings.retain(|(_, finding)| {
            let count = counts.entry(finding.rule.code).or_default();
            *count += 1;
            *count <= most
        });
        counts
            .into_iter()
            .filter(|(_, count)| *count > most)
            .map(|(code, count)| (code, count - most))
            .collect()
    }

    /// How many findings there are at `level`.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|(at, _)| *at == level).count()
    }

    /// Whether anything is at error level.
    pub fn failed(&self) -> bool {
        self.findings.iter().any(|(level, _)| *level == Level::Error)
    }

    fn key(finding: &Finding) -> (Option<&Place>, &'static str, &str) {
        (finding.place.as_ref(), finding.rule.code, &finding.message)
    }

    /// The text that `place` is in with its lines, unless it was not read or the file as a whole is
    /// meant.
    pub(crate) fn text(&self, place: &Place) -> Option<(&str, &LineIndex)> {
        let (source, lines) = self.files.get(&place.file)?;
        (place.span != Span::default()).then_some((&*source.text, lines))
    }

    /// Where `place` is, under the same conditions as [`Report::text`].
    pub(crate) fn region(&self, place: &Place) -> Option<Region> {
        let (text, lines) = self.text(place)?;
        let span = place.span.within(text);
        let (line, column) = lines.line_column(text, span.start);
        let (end_line, end_column) = lines.line_column(text, span.end);
        Some(Region { line, column, end_line, end_column })
    }
}

/// What stands for `character` in print: itself, unless a terminal or a log would obey it, reorder
/// the text for it, or a printer needs it as a mark of its own. Tabs and line ends are the caller's
/// business.
fn visible(character: char) -> char {
    match character {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e000}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod print_tests;
#[cfg(test)]
mod tests;
