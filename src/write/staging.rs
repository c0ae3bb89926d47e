//! The folder where a build puts new files until all are ready, and the lock that makes it the
//! only one.
//!
//! It stands beside the output folder (`.public.dayone-staging`), so that new files can be renamed
//! into place, or within it when the folder above cannot be written to. It is removed at the end.
//! One that a killed build left behind is taken over.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::Disk;
use super::error::WriteError;
use super::path::INNER_STAGING;

/// How often to try for a lock file that goes away while it is being locked, and how long to wait
/// in between: the build that removes it needs microseconds.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(2);

/// A staging folder, locked.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    /// Held for the lock, which the system releases however the process ends.
    _lock: File,
    /// Whether [`Staging::clear`] has run.
    cleared: bool,
}

impl Staging {
    /// Takes the staging folder of `site`, an absolute path; `output` names it in errors.
    pub fn take(disk: &Disk, site: &Path, output: &Path, exists: bool) -> Result<Self, WriteError> {
        let inside = site.join(INNER_STAGING);
        let Some(beside) = beside(site) else { return Self::lock(disk, &inside, output) };
        match Self::lock(disk, &beside, output) {
            Err(error) if exists && is_forbidden(&error) => Self::lock(disk, &inside, output),
            taken => taken,
        }
    }

    /// Takes the staging folder `folder`.
    pub fn lock(disk: &Disk, folder: &Path, output: &Path) -> Result<Self, WriteError> {
        let path = folder.join("lock");
        for _ in 0..TRIES {
            if let Some(lock) = try_lock(disk, folder, &path, output)? {
                let staging = Staging { folder: folder.to_owned(), _lock: lock, cleared: false };
                staging.empty(disk)?;
                return Ok(staging);
            }
            std::thread::sleep(PAUSE);
        }
        Err(WriteError::Busy { output: output.to_owned() })
    }

    /// Whether this is the staging folder `folder`.
    pub fn is_at(&self, folder: &Path) -> bool {
        self.folder == folder
    }

    /// Where new files go, in the tree that they will have in the site.
    pub fn tree(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Where things go that have to make room.
    pub fn attic(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// Where the next manifest is prepared.
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("manifest")
    }

    /// Deletes everything but the lock.
    fn empty(&self, disk: &Disk) -> Result<(), WriteError> {
        disk.remove_tree(&self.tree())?;
        disk.remove_tree(&self.attic())?;
        disk.remove_file(&self.manifest())
    }

    /// Removes the folder. The lock file goes while it is locked: whoever opened it before finds
    /// out in [`is_still_at`].
    pub fn clear(&mut self, disk: &Disk) -> Result<(), WriteError> {
        self.cleared = true;
        self.empty(disk)?;
        disk.remove_file(&self.folder.join("lock"))?;
        disk.remove_if_empty(&self.folder).map(drop)
    }

    /// [`clear`](Staging::clear) for when there is nobody left to tell.
    pub fn abandon(&mut self, disk: &Disk) {
        if !self.cleared {
            // What cannot be deleted now is deleted by the build that takes the folder over.
            drop(self.clear(disk));
        }
    }
}

fn beside(site: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(site.file_name()?);
    name.push(".dayone-staging");
    Some(site.parent()?.join(name))
}

fn is_forbidden(error: &WriteError) -> bool {
    matches!(error.kind(), Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem))
}

/// One try at the lock; none when the file went away meanwhile.
fn try_lock(disk: &Disk, folder: &Path, path: &Path, output: &Path) -> Result<Option<File>, WriteError> {
    disk.create_folders(folder)?;
    let file = match disk.open_or_create(path) {
        Err(error) if error.kind() == Some(io::ErrorKind::NotFound) => return Ok(None),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => {}
        // Some network file systems have no locks: one build at a time is then up to its user.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::WouldBlock) => return Err(WriteError::Busy { output: output.to_owned() }),
        Err(TryLockError::Error(error)) => return Err(WriteError::io("lock", path, error)),
    }
    let ours = is_still_at(&file, path).map_err(|error| WriteError::io("lock", path, error))?;
    Ok(ours.then_some(file))
}

/// Whether `path` still is `file`, and not another that was made after `file` was removed.
///
/// The standard library compares files on some systems only, and a locked file cannot be read
/// through another handle on others. Its length can be seen on all: give it one by chance.
fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    let length = 1 + (RandomState::new().hash_one(std::process::id()) & 0xf_ffff);
    file.set_len(length)?;
    match std::fs::symlink_metadata(path) {
        Ok(found) => Ok(found.len() == length),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lock_at_a_time_and_no_trace_of_it() {
        let home = tempfile::tempdir().expect("a folder");
        let (disk, site) = (Disk::default(), home.path().join("public"));
        let mut first = Staging::take(&disk, &site, &site, false).expect("the lock");
        let second = Staging::take(&disk, &site, &site, false);
        assert!(matches!(second, Err(WriteError::Busy { .. })), "{second:?}");
        first.clear(&disk).expect("removed");
        assert_eq!(Disk::entries(home.path()).expect("a list").len(), 0);
    }

    #[test]
    fn a_lock_on_a_removed_file_is_not_a_lock() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("lock");
        let file = Disk::default().open_or_create(&path).expect("a file");
        assert!(is_still_at(&file, &path).expect("known"));
        std::fs::remove_file(&path).expect("removed");
        assert!(!is_still_at(&file, &path).expect("known"));
        std::fs::write(&path, "another").expect("written");
        assert!(!is_still_at(&file, &path).expect("known"));
    }

    /// Many builds that end and begin at once: the lock is never held twice.
    #[test]
    fn the_lock_holds_while_it_is_made_and_removed() {
        let home = tempfile::tempdir().expect("a folder");
        let site = home.path().join("public");
        let held = std::sync::atomic::AtomicUsize::new(0);
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let contend = || {
            for _ in 0..400 {
                let disk = Disk::default();
                let Ok(mut staging) = Staging::take(&disk, &site, &site, false) else { continue };
                assert_eq!(held.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                taken.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                held.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                staging.clear(&disk).expect("removed");
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(contend);
            }
        });
        assert!(taken.into_inner() > 0);
        assert_eq!(Disk::entries(home.path()).expect("a list").len(), 0);
    }
}
