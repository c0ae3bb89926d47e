//! Faults for tests: a disk that stops working at a chosen step.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Every operation from this one on fails: all that a killed process left behind is what it
    /// did before.
    Kill,
    /// This one operation fails, and the process lives on to clean up: a full disk.
    Once,
}

/// When the disk fails.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// The operations left until the fault, and the fault.
    pending: Mutex<Option<(usize, Fault)>>,
    /// A folder that renames from outside cannot reach, as if it were another file system.
    island: Mutex<Option<PathBuf>>,
}

impl Faults {
    /// Lets `steps` operations pass before `fault` strikes.
    pub fn after(steps: usize, fault: Fault) -> Self {
        Faults { pending: Mutex::new(Some((steps, fault))), island: Mutex::default() }
    }

    /// A disk on which `island` is a file system of its own.
    pub fn with_island(self, island: &Path) -> Self {
        *self.island.lock().expect("unpoisoned") = Some(island.to_owned());
        self
    }

    /// Called before each operation.
    pub fn strike(&self, path: &Path) -> io::Result<()> {
        let mut pending = self.pending.lock().expect("unpoisoned");
        match *pending {
            None => Ok(()),
            Some((0, fault)) => {
                if fault == Fault::Once {
                    *pending = None;
                }
                Err(io::Error::other(format!("struck at {}", path.display())))
            }
            Some((steps, fault)) => {
                *pending = Some((steps - 1, fault));
                Ok(())
            }
        }
    }

    /// Called before each rename.
    pub fn border(&self, from: &Path, to: &Path) -> io::Result<()> {
        let island = self.island.lock().expect("unpoisoned");
        let crossing =
            island.as_ref().is_some_and(|island| from.starts_with(island) != to.starts_with(island));
        if crossing { Err(io::ErrorKind::CrossesDevices.into()) } else { Ok(()) }
    }
}
