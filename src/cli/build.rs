//! `dayone build`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::{Terminal, tally};
use super::{FINDINGS, Outcome, Reading, count};
use crate::build::{Request, Step, build};
use crate::config::is_base_path;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// The output folder [default: public, in the handbook's folder]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will be served (https://example.org/handbook/)
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
}

/// An address as the settings have it.
fn base_url(text: &str) -> Result<String, String> {
    if is_base_path(text) {
        return Ok(format!("{}/", text.trim_end_matches('/')));
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ', '"', '<']) => {
            Ok(format!("{}/", text.trim_end_matches('/')))
        }
        _ => Err("an address such as https://example.org/handbook/, or a path such as /handbook/, is needed"
            .to_owned()),
    }
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let request = Request {
        output: arguments.output.clone(),
        base_url: arguments.base_url.clone(),
        ..arguments.reading.request()
    };
    let bar = bar();
    let patience = started + PATIENCE;
    let built = build(&request, &|step| match step {
        Step::Outputs(number) => bar.set_length(number as u64),
        Step::Done => {
            bar.inc(1);
            if bar.is_hidden() && terminal.watched() && Instant::now() > patience {
                bar.set_draw_target(indicatif::ProgressDrawTarget::stderr_with_hz(10));
            }
        }
    });
    bar.finish_and_clear();
    let mut built = built?;
    let (failed, tally) = (built.report.failed(), tally(&built.report));
    terminal.findings(&mut built.report, false);
    let took = seconds(started.elapsed());
    match built.written {
        Some(written) => {
            let pages = count(built.pages, "page", "pages");
            terminal.say(&format!("Built {pages} in {took} into {}: {tally}", built.output.display()));
            terminal.whisper(&format!(
                "{} written ({} kB), {} unchanged, {} deleted",
                count(written.written, "file", "files"),
                written.bytes / 1000,
                written.unchanged,
                written.deleted
            ));
            if written.manifest_lost {
                terminal.say("The list of earlier outputs was damaged: files of earlier builds may have been left behind");
            }
        }
        None => terminal.say(&format!("Nothing was written, the site is as it was: {tally}")),
    }
    Ok(if failed || built.written.is_none() { FINDINGS } else { 0 })
}

/// A build that takes longer is long: it shows how far it is, if somebody watches.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that is hidden at first.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, indicatif::ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
        bar.set_style(style);
    }
    bar
}

fn seconds(time: Duration) -> String {
    if time.as_secs() >= 10 {
        format!("{:.0} s", time.as_secs_f64())
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}
