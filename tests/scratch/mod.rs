//! A handbook in a folder of its own, built in this process: what most tests start from.

use std::fs;
use std::path::{Path, PathBuf};

use dayone::build::{BuildError, Built, Request, Today, build};

/// A folder with a handbook in it, gone when the test is.
pub struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    /// An empty one.
    pub fn new() -> Self {
        Scratch { folder: tempfile::tempdir().expect("a folder for the test") }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders that it needs.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.root().join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file of the handbook");
    }

    /// A request for its site, in `public/`.
    pub fn request(&self) -> Request {
        request(self.root())
    }

    /// Builds its site.
    pub fn build(&self) -> Result<Built, BuildError> {
        build(&self.request(), &|_| {})
    }
}

/// A request for the site of the handbook at `root`, on a day that never changes.
pub fn request(root: &Path) -> Request {
    Request {
        root: root.to_owned(),
        output: None,
        base_url: None,
        drafts: false,
        today: Today { asked: Some(jiff::civil::date(2026, 11, 23)), clock: jiff::civil::date(2001, 1, 1) },
        strict: false,
    }
}

/// The files under a folder: their paths relative to it, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(folder).expect("below the folder").to_owned())
        .collect()
}
