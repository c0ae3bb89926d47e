//! What can keep a site from being written, in sentences that say what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site was not written. Unless [`WriteError::begun`] says otherwise, the site that was there
/// before is as it was.
#[derive(Debug)]
pub enum WriteError {
    /// The output folder has files in it and none of them is a manifest: it is not dayone's.
    NotOurs {
        /// The output folder, as it was given.
        output: PathBuf,
    },
    /// The output exists and is not a folder, or cannot be one (`/`, `..`, a link to nowhere).
    NotAFolder {
        /// The output folder, as it was given.
        output: PathBuf,
    },
    /// Another build holds the lock of this output folder.
    Busy {
        /// The output folder, as it was given.
        output: PathBuf,
    },
    /// Something that dayone did not write is where an output must go.
    InTheWay {
        /// The thing's path.
        path: PathBuf,
        /// What it is: `file`, `folder`, `symbolic link`, `special file`.
        what: &'static str,
    },
    /// An output's path is not a relative path of plain names, or is one that the writer needs.
    BadPath {
        /// The output's path.
        path: String,
    },
    /// Two outputs have one path.
    Twice {
        /// The outputs' path.
        path: String,
    },
    /// One output's path is a folder of another's.
    Nested {
        /// The output that is a file.
        file: String,
        /// The output that needs it to be a folder.
        below: String,
    },
    /// An output failed before, so that the site would lack it.
    Incomplete,
    /// The system refused an operation.
    Io {
        /// What was tried, to be read after "cannot": `write`, `create the folder`.
        operation: &'static str,
        /// The path that it was tried on.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// Whether new files were already being moved into the site.
        begun: bool,
    },
}

impl WriteError {
    /// The error of `operation` on `path`, before anything in the site was changed.
    pub(super) fn io(operation: &'static str, path: &Path, source: io::Error) -> Self {
        WriteError::Io { operation, path: path.to_owned(), source, begun: false }
    }

    /// The same error, met while new files were being moved into the site.
    #[must_use]
    pub(super) fn while_committing(mut self) -> Self {
        if let WriteError::Io { begun, .. } = &mut self {
            *begun = true;
        }
        self
    }

    /// Whether the site has been changed in part: the next build completes it.
    pub fn begun(&self) -> bool {
        matches!(self, WriteError::Io { begun: true, .. })
    }

    /// The kind of the system's error, if it is one.
    pub(super) fn kind(&self) -> Option<io::ErrorKind> {
        match self {
            WriteError::Io { source, .. } => Some(source.kind()),
            _ => None,
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::NotOurs { output } => write!(
                f,
                "the output folder {} has files in it that dayone did not write; choose another folder, or \
                 empty this one",
                output.display()
            ),
            WriteError::NotAFolder { output } => {
                write!(f, "{} cannot be the output folder; choose another", output.display())
            }
            WriteError::Busy { output } => {
                write!(
                    f,
                    "another build is writing to {}; wait until it ends, then build again",
                    output.display()
                )
            }
            WriteError::InTheWay { path, what } => write!(
                f,
                "the site needs {}, where there is a {what} that dayone did not write; move it away, then \
                 build again",
                path.display()
            ),
            WriteError::BadPath { path } => write!(f, "the site cannot have a file with the path {path:?}"),
            WriteError::Twice { path } => write!(f, "two parts of the site have the path {path:?}"),
            WriteError::Nested { file, below } => {
                write!(f, "the site cannot have both a file {file:?} and, below it, {below:?}")
            }
            WriteError::Incomplete => write!(f, "the site is not complete and was left as it was"),
            WriteError::Io { operation, path, source, begun } => {
                write!(f, "cannot {operation} {}: {source}", path.display())?;
                f.write_str(match begun {
                    true => "; the site is written in part, and the next build completes it",
                    false => "; the site is as it was",
                })
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_to_do() {
        let output = || PathBuf::from("public");
        let full = || WriteError::io("write", Path::new("a"), io::Error::other("disk full"));
        let cases = [
            (
                WriteError::NotOurs { output: output() },
                "the output folder public has files in it that dayone did not write; choose another folder, or \
                 empty this one",
            ),
            (
                WriteError::NotAFolder { output: output() },
                "public cannot be the output folder; choose another",
            ),
            (
                WriteError::Busy { output: output() },
                "another build is writing to public; wait until it ends, then build again",
            ),
            (
                WriteError::InTheWay { path: output(), what: "file" },
                "the site needs public, where there is a file that dayone did not write; move it away, then \
                 build again",
            ),
            (WriteError::Incomplete, "the site is not complete and was left as it was"),
            (full(), "cannot write a: disk full; the site is as it was"),
            (
                full().while_committing(),
                "cannot write a: disk full; the site is written in part, and the next build completes it",
            ),
        ];
        for (error, message) in cases {
            assert_eq!(error.to_string(), message);
        }
    }
}
