//! Every operation on the disk that the writer makes, each with its error's words. In tests each
//! of them can be made to fail, as if the process had been killed there.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::error::WriteError;

/// What an output is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    File(&'a Path),
}

/// What is at a path, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    Free,
    File { size: u64 },
    Folder,
    Link,
    Special,
}

impl Spot {
    /// The word for it in messages.
    pub fn what(self) -> &'static str {
        match self {
            Spot::Free => "gap",
            Spot::File { .. } => "file",
            Spot::Folder => "folder",
            Spot::Link => "symbolic link",
            Spot::Special => "special file",
        }
    }
}

type Outcome<T = ()> = Result<T, WriteError>;

/// The disk, or in tests a disk that fails when told to.
#[derive(Debug, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub faults: super::faults::Faults,
}

impl Disk {
    /// Runs one operation that changes the disk.
    fn change<T>(
        &self,
        operation: &'static str,
        path: &Path,
        run: impl FnOnce() -> io::Result<T>,
    ) -> Outcome<T> {
        self.allow(path).and_then(|()| run()).map_err(|source| WriteError::io(operation, path, source))
    }

    #[cfg(test)]
    fn allow(&self, path: &Path) -> io::Result<()> {
        self.faults.strike(path)
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "only tests have faults")]
    fn allow(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    /// What is at `path`. A path below a file is free: the file has to go first, and the folder's
    /// own spot says so.
    pub fn spot(path: &Path) -> Outcome<Spot> {
        let kind = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Spot::Free);
            }
            Err(error) => return Err(WriteError::io("look at", path, error)),
        };
        Ok(match kind.file_type() {
            of if of.is_symlink() => Spot::Link,
            of if of.is_dir() => Spot::Folder,
            of if of.is_file() => Spot::File { size: kind.len() },
            _ => Spot::Special,
        })
    }

    /// Whether the file at `path` holds exactly `content`.
    pub fn holds(path: &Path, size: u64, content: Content<'_>) -> Outcome<bool> {
        let same = match content {
            Content::Bytes(bytes) if bytes.len() as u64 != size => return Ok(false),
            Content::Bytes(bytes) => File::open(path).and_then(|file| same_bytes(file, bytes)),
            Content::File(from) => {
                let source = File::open(from).map_err(|error| WriteError::io("read", from, error))?;
                File::open(path).and_then(|file| same_bytes_of(file, source))
            }
        };
        same.map_err(|error| WriteError::io("read", path, error))
    }

    /// Makes the new file `path` of `content`, its folders as well.
    pub fn create(&self, path: &Path, content: Content<'_>) -> Outcome<u64> {
        let mut file = match self.create_empty(path) {
            Err(error) if error.kind() == Some(io::ErrorKind::NotFound) => {
                self.create_folders(path.parent().unwrap_or(path))?;
                self.create_empty(path)?
            }
            created => created?,
        };
        match content {
            Content::Bytes(bytes) => self.change("write", path, || {
                // Half first, so that in tests a fault leaves a torn file.
                let (half, rest) = bytes.split_at(if cfg!(test) { bytes.len() / 2 } else { 0 });
                file.write_all(half)?;
                self.allow(path)?;
                file.write_all(rest)?;
                Ok(bytes.len() as u64)
            }),
            // Not `fs::copy`: the source's permissions are the author's business, not the site's.
            Content::File(from) => {
                let mut source = File::open(from).map_err(|error| WriteError::io("read", from, error))?;
                self.change("copy to", path, || io::copy(&mut source, &mut file))
            }
        }
    }

    fn create_empty(&self, path: &Path) -> Outcome<File> {
        self.change("create", path, || File::create_new(path))
    }

    /// Makes the folder `path` and those above it, if they are not there.
    pub fn create_folders(&self, path: &Path) -> Outcome {
        self.change("create the folder", path, || fs::create_dir_all(path))
    }

    /// Opens the file `path` for writing, as it is or empty.
    pub fn open_or_create(&self, path: &Path) -> Outcome<File> {
        self.change("open", path, || {
            fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
        })
    }

    /// Moves a file over a file, or anything to where nothing is.
    pub fn rename(&self, from: &Path, to: &Path) -> Outcome {
        #[cfg(test)]
        self.faults.border(from, to).map_err(|source| WriteError::io("move a new file to", to, source))?;
        self.change("move a new file to", to, || fs::rename(from, to))
    }

    /// Deletes a file that may be gone already.
    pub fn remove_file(&self, path: &Path) -> Outcome {
        self.change("delete", path, || gone_is_fine(fs::remove_file(path)))
    }

    /// Deletes a folder if it is empty.
    pub fn remove_if_empty(&self, path: &Path) -> Outcome<bool> {
        self.change("delete the folder", path, || match fs::remove_dir(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            // Not empty, or not for us to delete: systems disagree on the code.
            Err(_) => Ok(false),
        })
    }

    /// Deletes a folder of the writer's own with all that is in it; links are not followed.
    pub fn remove_tree(&self, path: &Path) -> Outcome {
        self.change("delete the folder", path, || gone_is_fine(fs::remove_dir_all(path)))
    }

    /// The entries of the folder `path`, by name.
    pub fn entries(path: &Path) -> Outcome<Vec<std::ffi::OsString>> {
        let list = || fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>();
        let mut names = list().map_err(|error| WriteError::io("list the folder", path, error))?;
        names.sort_unstable();
        Ok(names)
    }
}

fn gone_is_fine(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => outcome,
    }
}

const CHUNK: usize = 64 * 1024;

/// Whether `file` holds exactly `bytes`, read piece by piece: most differences show early.
fn same_bytes(mut file: File, bytes: &[u8]) -> io::Result<bool> {
    let mut chunk = [0; CHUNK];
    let mut rest = bytes;
    loop {
        let read = read_some(&mut file, &mut chunk)?;
        if read == 0 {
            return Ok(rest.is_empty());
        }
        match rest.split_at_checked(read) {
            Some((head, tail)) if head == &chunk[..read] => rest = tail,
            _ => return Ok(false),
        }
    }
}

fn same_bytes_of(mut one: File, mut other: File) -> io::Result<bool> {
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let mut chunks = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let read = read_some(&mut one, &mut chunks.0)?;
        if read == 0 {
            return Ok(read_some(&mut other, &mut chunks.1[..1])? == 0);
        }
        match other.read_exact(&mut chunks.1[..read]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
            Ok(()) if chunks.0[..read] != chunks.1[..read] => return Ok(false),
            Ok(()) => {}
        }
    }
}

fn read_some(file: &mut File, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
