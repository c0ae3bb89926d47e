//! Output that is never half there: the only writer of the site.
//!
//! A [`Writer`] compares each output with the file in place. What is the same is left alone, time
//! of change and all; what is new or different is *staged*, written to a folder beside the site.
//! Only [`Writer::finish`], when every output is ready, changes the site:
//!
//! 1. A site that was not there is renamed into place as a whole.
//! 2. Else the manifest is replaced by one that lists old and new files, so that all that may be
//!    found from here on is known to be ours;
//! 3. new files are renamed over old ones, new folders as a whole;
//! 4. then, last, what the old manifest lists and the new site does not have is deleted, and
//!    folders which that leaves empty;
//! 5. the manifest is replaced by one of the new files.
//!
//! # What follows from it
//!
//! - A build that fails or is killed before `finish` leaves the site as it was; so does a full
//!   disk. Killed within `finish`, it leaves whole files, old or new, all of them listed. The next
//!   build compares them and completes the job; there is no state of repair.
//! - What the manifest does not list is not ours: it is not deleted, and not replaced unless it is
//!   the same already. Symbolic links are never ours, and nothing is written or deleted through
//!   one.
//! - Two builds on one output folder do not mix: the second is told.
//!
//! # What is deliberately absent
//!
//! - Times and hashes of what was written. A file is compared by its content: 10,500 files of
//!   215 MB take 65 ms of two cores, of which times would save 50, at the price of a second record
//!   that can be wrong, and that must not be in the output, which is the same byte for byte
//!   wherever it was built.
//! - An exchange of the old folder and the new one in one step. It would touch every file (a
//!   server or a synchronising tool sees all of them change), would carry foreign files over or
//!   lose them, and not every system has it.
//! - Waiting for the disk (`fsync`). After a power failure files may be empty; the next build finds
//!   them different and writes them again.

mod commit;
mod create;
mod disk;
mod edit;
mod error;
#[cfg(test)]
mod faults;
mod ledger;
mod manifest;
mod path;
mod staging;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use self::error::WriteError;
pub use create::create;
pub use edit::replace;
pub use ledger::append;

use self::disk::{Content, Disk, Spot};
use self::manifest::Manifest;
use self::path::{INNER_STAGING, MANIFEST, below, folders, is_plain};
use self::staging::Staging;

/// What a build did to the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have changed.
    pub written: usize,
    /// Files that were the same and were not touched.
    pub unchanged: usize,
    /// Files of an earlier build that the site no longer has.
    pub deleted: usize,
    /// The size of the written files.
    pub bytes: u64,
    /// The manifest could not be relied on, so files of earlier builds may have been left behind.
    pub manifest_lost: bool,
}

/// A build's way to the disk: takes outputs, in any order and from several threads, and puts all
/// of them in place at the end or none.
///
/// Dropped without [`finish`](Writer::finish), it leaves the site as it was.
#[derive(Debug)]
pub struct Writer {
    disk: Disk,
    /// The site's folder, links resolved.
    site: PathBuf,
    /// Whether the folder is there.
    exists: bool,
    /// The files that are ours in it.
    old: Manifest,
    staging: Staging,
    progress: Mutex<Progress>,
}

/// What the outputs so far come to.
#[derive(Debug, Default)]
struct Progress {
    counts: Written,
    /// The paths of all outputs.
    paths: BTreeSet<String>,
    /// Of the folders looked at, whether they are there.
    grounds: HashMap<String, bool>,
    /// Ours, and must make room before new files go in: files where a folder is needed, folders
    /// where a file is, and names that differ from a new one in case only.
    aside: BTreeSet<String>,
    /// An output could not be staged.
    failed: bool,
}

/// Keeps `bytes` in the cache file `file` of the handbook at `root`, whole or not at all. The cache's
/// folder is hidden from git and safe to delete.
///
/// # Errors
///
/// When the system refuses.
pub fn cache(root: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let ignore = root.join(".dayone/.gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n")?;
    }
    let staged = folder.join(format!(".{}.new", std::process::id()));
    fs::write(&staged, bytes)?;
    fs::rename(&staged, file).inspect_err(|_| {
        let _ = fs::remove_file(&staged);
    })
}

/// Where an output stands.
enum Standing {
    Same,
    Stage,
}

impl Writer {
    /// Opens the site in the folder `output`, made if it is not there, for one build.
    ///
    /// # Errors
    ///
    /// When the folder has files and no manifest, when another build is writing to it, and when the
    /// system refuses. Nothing in it has been changed then.
    pub fn open(output: &Path) -> Result<Self, WriteError> {
        Self::open_on(Disk::default(), output)
    }

    fn open_on(disk: Disk, output: &Path) -> Result<Self, WriteError> {
        let site = resolve(&disk, output)?;
        let exists = is_folder(&site, output)?;
        let staging = Staging::take(&disk, &site, output, exists)?;
        // Only now, under the lock: another build may have ended since.
        let exists = is_folder(&site, output)?;
        let mut writer =
            Writer { disk, site, exists, old: Manifest::default(), staging, progress: Mutex::default() };
        if exists {
            writer.old = writer.read_manifest(output)?;
            commit::clear_inner(&writer)?;
        }
        Ok(writer)
    }

    fn read_manifest(&self, output: &Path) -> Result<Manifest, WriteError> {
        let path = self.site.join(MANIFEST);
        match Disk::spot(&path)? {
            Spot::File { .. } => {
                let bytes = fs::read(&path).map_err(|error| WriteError::io("read", &path, error))?;
                Ok(Manifest::read(&bytes))
            }
            _ if self.is_vacant()? => Ok(Manifest::default()),
            _ => Err(WriteError::NotOurs { output: output.to_owned() }),
        }
    }

    /// Whether nothing is in the output folder, but for what a killed build left.
    fn is_vacant(&self) -> Result<bool, WriteError> {
        Ok(Disk::entries(&self.site)?.iter().all(|name| name == INNER_STAGING))
    }

    /// Takes the output `path` (relative, `/`-separated) with the content `bytes`.
    ///
    /// # Errors
    ///
    /// When the path is not plain or was taken before, when something that is not ours is there
    /// already and different, and when the system refuses. [`finish`](Writer::finish) then fails.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.take(path, Content::Bytes(bytes))
    }

    /// Takes the output `path` with the content of the file `from`, but not its permissions.
    ///
    /// # Errors
    ///
    /// As [`put`](Writer::put), and when `from` cannot be read.
    pub fn copy(&self, path: &str, from: &Path) -> Result<(), WriteError> {
        self.take(path, Content::File(from))
    }

    fn take(&self, path: &str, content: Content<'_>) -> Result<(), WriteError> {
        let taken = self.try_take(path, content);
        if taken.is_err() {
            self.progress().failed = true;
        }
        taken
    }

    fn try_take(&self, path: &str, content: Content<'_>) -> Result<(), WriteError> {
        if !is_plain(path) {
            return Err(WriteError::BadPath { path: path.to_owned() });
        }
        if !self.progress().paths.insert(path.to_owned()) {
            return Err(WriteError::Twice { path: path.to_owned() });
        }
        match self.standing(path, content)? {
            Standing::Same => self.progress().counts.unchanged += 1,
            Standing::Stage => {
                let bytes = self.disk.create(&below(&self.staging.tree(), path), content)?;
                let counts = &mut self.progress().counts;
                counts.written += 1;
                counts.bytes += bytes;
            }
        }
        Ok(())
    }

    /// Compares an output with what is in its place.
    fn standing(&self, path: &str, content: Content<'_>) -> Result<Standing, WriteError> {
        if !self.has_ground(path)? {
            return Ok(Standing::Stage);
        }
        let place = below(&self.site, path);
        match Disk::spot(&place)? {
            Spot::Free => Ok(Standing::Stage),
            Spot::File { size } if !self.is_alias(path)? => {
                if Disk::holds(&place, size, content)? {
                    Ok(Standing::Same)
                } else if self.old.damaged || self.old.paths.contains(path) {
                    Ok(Standing::Stage)
                } else {
                    Err(WriteError::InTheWay { path: place, what: "file" })
                }
            }
            Spot::File { .. } => Ok(Standing::Stage),
            Spot::Folder => {
                self.check_ours(path)?;
                self.progress().aside.insert(path.to_owned());
                Ok(Standing::Stage)
            }
            other => Err(WriteError::InTheWay { path: place, what: other.what() }),
        }
    }

    /// Whether the folder that `path` belongs in is there. A file of ours in a folder's place will
    /// make room; anything else there is an error.
    fn has_ground(&self, path: &str) -> Result<bool, WriteError> {
        if !self.exists {
            return Ok(false);
        }
        for folder in folders(path) {
            let known = self.progress().grounds.get(folder).copied();
            let there = match known {
                Some(there) => there,
                None => self.look_at_ground(folder)?,
            };
            if !there {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn look_at_ground(&self, folder: &str) -> Result<bool, WriteError> {
        let place = below(&self.site, folder);
        let there = match Disk::spot(&place)? {
            Spot::Folder => true,
            Spot::Free => false,
            Spot::File { .. } if self.old.paths.contains(folder) => {
                self.progress().aside.insert(folder.to_owned());
                false
            }
            other => return Err(WriteError::InTheWay { path: place, what: other.what() }),
        };
        self.progress().grounds.insert(folder.to_owned(), there);
        Ok(there)
    }

    /// Whether all that is in the folder `path` is ours, so that a file may take its place.
    fn check_ours(&self, path: &str) -> Result<(), WriteError> {
        for name in Disk::entries(&below(&self.site, path))? {
            let place = below(&self.site, path).join(&name);
            let inner = name.to_str().map(|name| format!("{path}/{name}"));
            match (Disk::spot(&place)?, inner) {
                (Spot::Folder, Some(inner)) => self.check_ours(&inner)?,
                (Spot::File { .. }, Some(inner)) if self.old.paths.contains(&inner) => {}
                (other, _) => return Err(WriteError::InTheWay { path: place, what: other.what() }),
            }
        }
        Ok(())
    }

    /// Whether what the system finds at `path` is a file of ours with another name: systems that
    /// do not tell `Teams` from `teams` find the old one. It then makes room for the new name.
    fn is_alias(&self, path: &str) -> Result<bool, WriteError> {
        if self.old.paths.contains(path) {
            return Ok(false);
        }
        let Some(twin) = self.old.twin(path) else { return Ok(false) };
        if self.is_listed(path)? {
            return Ok(false);
        }
        self.progress().aside.insert(twin.to_owned());
        Ok(true)
    }

    /// Whether every part of `path` is in its folder's list by exactly that name.
    fn is_listed(&self, path: &str) -> Result<bool, WriteError> {
        let mut place = self.site.clone();
        for name in path.split('/') {
            if !Disk::entries(&place)?.iter().any(|found| found == name) {
                return Ok(false);
            }
            place.push(name);
        }
        Ok(true)
    }

    /// Puts every output in place, and deletes what the site no longer has.
    ///
    /// # Errors
    ///
    /// When an output failed before, when one output is a folder of another, and when the system
    /// refuses. The site is as it was, unless [`WriteError::begun`].
    pub fn finish(mut self) -> Result<Written, WriteError> {
        commit::commit(&mut self)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // What a panicking thread had begun is not counted, and `finish` notices.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.staging.abandon(&self.disk);
    }
}

/// The absolute path of the output folder with links resolved, the folder above it made.
fn resolve(disk: &Disk, output: &Path) -> Result<PathBuf, WriteError> {
    let unfit = || WriteError::NotAFolder { output: output.to_owned() };
    let absolute = std::path::absolute(output).map_err(|_| unfit())?;
    match fs::canonicalize(&absolute) {
        Ok(site) => return Ok(site),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(WriteError::io("open the output folder", output, error)),
    }
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else { return Err(unfit()) };
    if Disk::spot(&absolute)? != Spot::Free {
        return Err(unfit());
    }
    disk.create_folders(parent)?;
    let parent =
        fs::canonicalize(parent).map_err(|error| WriteError::io("open the folder", parent, error))?;
    Ok(parent.join(name))
}

fn is_folder(site: &Path, output: &Path) -> Result<bool, WriteError> {
    match Disk::spot(site)? {
        Spot::Folder => Ok(true),
        Spot::Free => Ok(false),
        _ => Err(WriteError::NotAFolder { output: output.to_owned() }),
    }
}
