//! Lines added to a file that people keep.

use std::fs::OpenOptions;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Adds lines to a file, which is made if it is not there. What is in it stays as it is; a last line without an end
/// gets one.
///
/// # Errors
/// When the system refuses.
pub fn append(file: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(file)?;
    let mut text = String::new();
    if file.seek(SeekFrom::End(0))? > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            text.push('\n');
        }
    }
    text.push_str(lines);
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
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "# kept\r\n- a\n- b\n");
    }
}
