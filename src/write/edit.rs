//! A file that people keep, with another text.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Puts `now` in the place of what is in a file, if that is still `was`: all of it or nothing. What a link leads to is
/// changed, and not the link; who may read the file stays as it is.
///
/// # Errors
/// When the file holds something else by now, or the system refuses; then it is as it was.
pub fn replace(file: &Path, was: &[u8], now: &[u8]) -> io::Result<()> {
    let file = file.canonicalize()?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Hidden, so that it is nobody's page while it is there.
    let new = file.with_file_name(format!(".{name}.{}.dayone-new", std::process::id()));
    let put = || {
        let mut written = File::create(&new)?;
        written.write_all(now)?;
        written.set_permissions(fs::metadata(&file)?.permissions())?;
        written.sync_all()?;
        if fs::read(&file)? != was {
            return Err(io::Error::other("it has changed since it was read"));
        }
        fs::rename(&new, &file)
    };
    put().inspect_err(|_| drop(fs::remove_file(&new)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_or_not_at_all() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("a.md");
        fs::write(&file, "old").expect("written");
        replace(&file, b"old", b"new").expect("replaced");
        assert_eq!(fs::read_to_string(&file).expect("read"), "new");
        assert!(replace(&file, b"old", b"newer").is_err());
        assert!(replace(&home.path().join("none.md"), b"", b"x").is_err());
        assert_eq!(fs::read_to_string(&file).expect("read"), "new");
        assert_eq!(fs::read_dir(home.path()).expect("a list").count(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn links_and_rights_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let (file, link) = (home.path().join("a.md"), home.path().join("b.md"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink("a.md", &link).expect("a link");
        replace(&link, b"old", b"new").expect("replaced");
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).expect("read"), "new");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o640);
    }
}
