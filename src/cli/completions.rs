//! `dayone completions`.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Cli::command(), "dayone", &mut script);
    // A closed pipe is nobody's mistake.
    let _ = std::io::stdout().write_all(&script);
    0
}
