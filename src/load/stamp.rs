//! What a file looks like from outside.

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A file's size and the time of its last change: what tells, without reading it, that it has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The size in bytes.
    pub size: u64,
    /// When it was last changed, if the file system says.
    pub changed: Option<SystemTime>,
    /// Which file it is, and when the system last changed anything about it, where it says so: archives and
    /// tools give all files one time, so that another may look the same in size and time.
    identity: Identity,
    /// Whether that was long enough ago: one that has just been written can be written again, with the same
    /// size, before the file system's clock goes on.
    settled: bool,
}

/// The coarsest clock of a file system in use has steps of two seconds (FAT); those of others have steps of
/// some milliseconds. A file is read a few times more at worst.
const STEP: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of a file as it is now.
    ///
    /// # Errors
    /// When it is not there, is no file, or cannot be looked at. Opening anything else may wait for ever.
    pub fn of(file: &Path) -> io::Result<Self> {
        let metadata = std::fs::metadata(file)?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let changed = metadata.modified().ok();
        let settled = changed.is_some_and(|changed| changed.elapsed().is_ok_and(|age| age > STEP));
        Ok(Stamp { size: metadata.len(), changed, identity: identity(&metadata), settled })
    }

    /// Whether two stamps are of the same file in the same state, as far as can be seen.
    pub fn is_like(self, other: Stamp) -> bool {
        self.size == other.size && self.changed == other.changed && self.identity == other.identity
    }

    /// Whether a file that looked like this when it was read, and looks like `now`, is the same.
    pub fn holds(self, now: Stamp) -> bool {
        self.settled && self.is_like(now)
    }
}

/// A file's number, and the time of the last change of its content or its name in seconds and nanoseconds.
#[cfg(unix)]
type Identity = (u64, i64, i64);
#[cfg(not(unix))]
type Identity = ();

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}
