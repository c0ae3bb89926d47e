//! The commands, one a file. Each returns an exit code: 0 fine, 1 findings at error level, 2 usage or
//! environment.

mod build;
mod changes;
mod check;
mod completions;
mod diff;
mod explain;
mod handover;
mod init;
mod licences;
mod new;
mod oncall;
mod report;
mod review;
mod rota_file;
mod rota_layers;
mod serve;
mod terminal;
mod view;

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::build::{BuildError, Request, Today};
use terminal::Terminal;

/// Findings at error level.
const FINDINGS: u8 = 1;
/// Usage or environment.
const ENVIRONMENT: u8 = 2;

/// Turns a folder of Markdown into a team's culture handbook.
#[derive(Debug, Parser)]
#[command(name = "dayone", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Say only what is at error level
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say everything: findings at info level too, and all of each rule
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(build::Arguments),
    /// Check the handbook and write nothing
    Check(check::Arguments),
    /// Print the completions of a shell
    Completions(completions::Arguments),
    /// Print what two units do in another way
    Diff(diff::Arguments),
    /// Explain a rule or a kind of page, or list all rules
    Explain(explain::Arguments),
    /// List what somebody owns and does, and hand over what they own
    Handover(handover::Arguments),
    /// Write a small handbook to start from
    Init(init::Arguments),
    /// Print whose work the program carries inside it
    Licences,
    /// Write a new page of a kind, or list the kinds
    New(new::Arguments),
    /// Print who is on call, and who is next
    Oncall(oncall::Arguments),
    /// Print how well the handbook is kept: what wants a review, and other lists
    Report(report::Arguments),
    /// Note that pages were reviewed: a line each in reviews.yaml
    Review(review::Arguments),
    /// Preview the site: every change is shown at once, and nothing is written
    Serve(serve::Arguments),
    /// Print what the template of a page receives
    View(view::Arguments),
}

/// What the commands that read a handbook have in common.
#[derive(Debug, Args)]
struct Reading {
    /// The handbook's folder [default: the nearest one upward with a book.toml]
    dir: Option<PathBuf>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// The day to build for (2026-03-31), instead of the clock's
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

/// A day as people write it in front matter.
fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a date such as 2026-03-31 is needed".to_owned())
}

impl Reading {
    fn request(&self) -> Request {
        Request {
            root: root(self.dir.as_deref()),
            output: None,
            base_url: None,
            drafts: self.drafts,
            today: Today { asked: self.today, clock: jiff::ZonedDateTime::now().date() },
            strict: self.strict,
        }
    }
}

/// Runs the command that the program's arguments name.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { ENVIRONMENT } else { 0 };
            // A closed pipe is nobody's mistake.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = Terminal::new(cli.quiet, cli.verbose);
    let code = match cli.command {
        Command::Build(arguments) => build::run(&arguments, &terminal),
        Command::Check(arguments) => check::run(&arguments, &terminal),
        Command::Completions(arguments) => Ok(completions::run(&arguments)),
        Command::Diff(arguments) => diff::run(&arguments, &terminal),
        Command::Explain(arguments) => Ok(explain::run(&arguments, &terminal)),
        Command::Handover(arguments) => handover::run(&arguments, &terminal),
        Command::Init(arguments) => init::run(&arguments, &terminal),
        Command::Licences => Ok(licences::run(&terminal)),
        Command::New(arguments) => new::run(&arguments, &terminal),
        Command::Oncall(arguments) => oncall::run(&arguments, &terminal),
        Command::Report(arguments) => report::run(&arguments, &terminal),
        Command::Review(arguments) => review::run(&arguments, &terminal),
        Command::Serve(arguments) => serve::run(&arguments, &terminal),
        Command::View(arguments) => view::run(&arguments, &terminal),
    };
    ExitCode::from(code.unwrap_or_else(|mut error| {
        if let BuildError::After(report, _) = &mut error {
            terminal.findings(report, false);
        }
        terminal.error(&error.to_string());
        ENVIRONMENT
    }))
}

/// The handbook's root: the folder that was named, or the nearest one from here upward that has a
/// `book.toml`, or the working directory.
fn root(dir: Option<&Path>) -> PathBuf {
    if let Some(dir) = dir {
        return dir.to_owned();
    }
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let found = here.ancestors().position(|above| above.join("book.toml").is_file());
    match found {
        Some(0) | None => PathBuf::from("."),
        Some(up) => PathBuf::from("../".repeat(up).trim_end_matches('/')),
    }
}

/// The path in the content folder of a file that is named from the working directory, if it lies there.
fn in_content(file: &Path, root: &Path, src: &str) -> Option<String> {
    let content = normal(&root.join(src))?;
    let within = normal(file)?;
    Some(within.strip_prefix(&content).ok()?.to_str()?.replace('\\', "/"))
}

/// A path from the file system's root, without `.` and `..`.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    Some(normal)
}

/// A date's or a count's words: `1 page`, `2 pages`.
fn count(number: usize, one: &str, many: &str) -> String {
    let mut digits = number.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    format!("{digits} {}", if number == 1 { one } else { many })
}

/// What a command returns.
type Outcome = Result<u8, BuildError>;
