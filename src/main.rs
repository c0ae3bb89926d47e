//! The `dayone` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dayone::cli::main()
}

/// Rendering allocates small and from several threads, where the system's allocator waits.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
