//! Lines added to a file that people keep.

use std::fs::OpenOptions;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Adds lines to a file, which is made if it is not there. What is in it stays as it is; a last line without an end
/// gets one, and lines end as those that are there.
///
/// # Errors
/// When the system refuses.
pub fn append(file: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(file)?;
    let mut text = String::new();
    file.seek(SeekFrom::Start(0))?;
    let mut known = Vec::new();
    file.read_to_end(&mut known)?;
    let end = if known.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    if known.last().is_some_and(|last| *last != b'\n') {
        text.push_str(end);
    }
    text.push_str(&lines.replace('\n', end));
    // At once: two programs that add lines do not mix them.
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_and_nothing_else_changes() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("ledger.yaml");
        append(&file, "- a\n").expect("added");
        append(&file, "- b\n").expect("added");
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "- a\n- b\n");
        std::fs::write(&file, "# kept\r\n- a").expect("written");
        append(&file, "- b\n").expect("added");
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "# kept\r\n- a\r\n- b\r\n");
    }
}
