//! `dayone licences`.

use super::terminal::Terminal;
use crate::syntax::highlight;

/// Prints whose work the program carries inside it, besides its own, as their licences ask.
pub fn run(terminal: &Terminal) -> u8 {
    terminal
        .print("# Licences\n\ndayone is MIT OR Apache-2.0. It carries these syntaxes for highlighting:\n\n");
    terminal.print(&highlight::acknowledgements());
    0
}
