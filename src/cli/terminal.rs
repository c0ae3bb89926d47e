//! What commands say, and how: colour only where it is wanted, nothing lost to a closed pipe.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use super::count;
use crate::diag::{self, Level, Report, Style};

/// Of each rule so many findings are shown, unless everything is asked for.
const MOST_OF_A_RULE: usize = 20;

/// How to talk to the person at the terminal, or to the program that reads instead.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Terminal { quiet, verbose }
    }

    /// Whether a person watches, and wants to be told how far things are.
    pub fn watched(self) -> bool {
        !self.quiet
            && std::io::stderr().is_terminal()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// Says how things went.
    pub fn say(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// Says what only someone who asked wants to know.
    pub fn whisper(self, text: &str) {
        if self.verbose {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// Says why nothing could be done.
    pub fn error(self, text: &str) {
        let _ = writeln!(anstream::stderr(), "\u{1b}[1;31merror\u{1b}[0m: {text}");
    }

    /// Prints findings for people to standard error, or to standard output when they are what was
    /// asked for.
    pub fn findings(self, report: &mut Report, to_output: bool) {
        let least = match (self.quiet, self.verbose) {
            (true, _) => Level::Error,
            (_, true) => Level::Info,
            _ => Level::Warning,
        };
        let notes = self.notes(report, least);
        report.findings.retain(|(level, _)| *level >= least);
        let left_out = if self.verbose { Vec::new() } else { report.shorten(MOST_OF_A_RULE) };
        let colour = if to_output {
            anstream::AutoStream::choice(&std::io::stdout())
        } else {
            anstream::AutoStream::choice(&std::io::stderr())
        };
        let style = Style { colour: colour != anstream::ColorChoice::Never, width: width(), least };
        let mut text = diag::human(report, style);
        for (rule, number) in left_out {
            text.push_str(&format!(
                "… and {} of {rule}; `-v` shows all\n",
                count(number, "more finding", "more findings")
            ));
        }
        if to_output {
            self.print(&text);
        } else {
            let _ = anstream::stderr().write_all(text.as_bytes());
        }
        if !notes.is_empty() {
            self.say(&notes);
        }
    }

    /// Which rules have findings that are not shown for their level, and how many.
    fn notes(self, report: &Report, least: Level) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        if !self.quiet {
            let hidden = report.findings.iter().filter(|(level, _)| *level < least);
            hidden.for_each(|(_, finding)| *counts.entry(finding.rule.code).or_default() += 1);
        }
        let total = counts.values().sum();
        let rules: Vec<String> = counts.iter().map(|(rule, number)| format!("{rule} {number}")).collect();
        if total == 0 {
            return String::new();
        }
        format!("{} not shown ({}); `-v` shows all", count(total, "note is", "notes are"), rules.join(", "))
    }

    /// Prints what was asked for.
    pub fn print(self, text: &str) {
        self.ended(anstream::stdout().write_all(text.as_bytes()));
    }

    /// Ends the program when what was asked for could not be handed over. A reader who has seen enough
    /// and closed the pipe is no failure.
    fn ended(self, written: std::io::Result<()>) {
        if let Err(error) = written.and_then(|()| std::io::stdout().flush())
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            self.error(&format!("cannot write to standard output: {error}"));
            std::process::exit(i32::from(super::ENVIRONMENT));
        }
    }
}

/// The terminal's width in columns.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.unwrap_or(100)
}

/// `3 errors, 1 warning`, or `no findings`.
pub fn tally(report: &Report) -> String {
    let levels = [
        (Level::Error, "error", "errors"),
        (Level::Warning, "warning", "warnings"),
        (Level::Info, "note", "notes"),
    ];
    let said: Vec<String> = levels
        .into_iter()
        .map(|(level, one, many)| (report.count(level), one, many))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    if said.is_empty() { "no findings".to_owned() } else { said.join(", ") }
}
