//! The `dayone` command.
fn main() {}
