//! One run of a program: wall time, CPU time and peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub wall: Duration,
    /// CPU time of all threads and peak resident memory; none without GNU time.
    pub usage: Option<Usage>,
}

#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Seconds in user mode.
    pub user: f64,
    /// Seconds in the kernel.
    pub system: f64,
    /// Peak resident memory in KiB.
    pub memory: u64,
}

const TIME: &str = "/usr/bin/time";

/// Whether GNU time is here. The standard library does not tell what a child used, and a bench
/// is no reason for unsafe code.
fn has_gnu_time() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let tried = Command::new(TIME).args(["-f", "%M", "true"]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    })
}

/// Runs `program` with `arguments` in `folder`, or says how it failed. `scratch` is a folder for
/// the figures of GNU time, which would else mix with the program's messages.
pub fn run(program: &Path, arguments: &[String], folder: &Path, scratch: &Path) -> Result<Run, String> {
    let figures = scratch.join("time");
    let mut command = match has_gnu_time() {
        true => {
            let mut command = Command::new(TIME);
            command.args(["-q", "-f", "%U %S %M", "-o"]).arg(&figures).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    let start = Instant::now();
    let output = command.output().map_err(|error| format!("cannot start {}: {error}", program.display()))?;
    let wall = start.elapsed();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(8).collect();
        return Err(format!(
            "{} failed: {}",
            program.display(),
            last.into_iter().rev().collect::<Vec<_>>().join("\n")
        ));
    }
    Ok(Run { wall, usage: std::fs::read_to_string(figures).ok().and_then(|text| usage(&text)) })
}

fn usage(text: &str) -> Option<Usage> {
    let mut numbers = text.split_whitespace();
    let mut next = || numbers.next();
    Some(Usage { user: next()?.parse().ok()?, system: next()?.parse().ok()?, memory: next()?.parse().ok()? })
}

/// Has the system write what earlier runs left to write, so that this run does not wait for it.
pub fn settle() {
    // Where there is no `sync`, the figures are a little noisier.
    drop(Command::new("sync").status());
}

/// The median; of an even number the lower of the two in the middle.
pub fn median<T: PartialOrd + Copy>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len().saturating_sub(1) / 2).copied()
}
