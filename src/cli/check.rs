//! `dayone check`.

use clap::{Args, ValueEnum};

use super::terminal::{Terminal, tally};
use super::{FINDINGS, Outcome, Reading, count};
use crate::build::check;
use crate::diag;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// The form of the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// The forms in which findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the line shown
    Human,
    /// For programs, as JSON
    Json,
    /// For code hosts, as SARIF 2.1.0
    Sarif,
    /// For GitHub's workflows, as commands that annotate the files
    Github,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let mut checked = check(&arguments.reading.request())?;
    let report = &mut checked.report;
    let (failed, tally) = (report.failed(), tally(report));
    match arguments.format {
        Format::Human => terminal.findings(report, true),
        Format::Json => terminal.print(&diag::json(report)),
        Format::Sarif => terminal.print(&diag::sarif(report)),
        Format::Github => terminal.print(&diag::github(report)),
    }
    if arguments.format == Format::Human {
        terminal.say(&format!("Checked {}: {tally}", count(checked.handbook.pages.len(), "page", "pages")));
    }
    Ok(if failed { FINDINGS } else { 0 })
}
