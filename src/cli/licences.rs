//! `dayone licences`.

use super::terminal::Terminal;
use crate::syntax::highlight;

/// Prints whose work the program carries inside it, besides its own, as their licences ask.
pub fn run(terminal: &Terminal) -> u8 {
    terminal
        .print("# Licences\n\ndayone is MIT OR Apache-2.0. It carries these syntaxes for highlighting:\n\n");
    terminal.print(&highlight::acknowledgements());
    terminal.print(
        "\nThe preview carries Idiomorph (Zero-Clause BSD), which exchanges what changed in a page.\n",
    );
    0
}
