//! A new file among those that people keep.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file that is not there yet, and the folders that it is in.
///
/// # Errors
/// When there is such a file already, or the system refuses.
pub fn create(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("a/b.md");
        create(&file, "one").expect("written");
        assert_eq!(create(&file, "two").expect_err("it is there").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&file).expect("read"), "one");
    }
}
