//! The `dayone` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dayone::cli::main()
}
