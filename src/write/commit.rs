//! The end of a build: what was staged goes into the site.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;

use super::disk::{Content, Disk, Spot};
use super::error::WriteError;
use super::manifest::{self, fold};
use super::path::{INNER_STAGING, MANIFEST, below, folder, folders};
use super::staging::Staging;
use super::{Progress, Writer, Written};

type Outcome<T = ()> = Result<T, WriteError>;

/// Removes what a killed build left in the output folder's own staging folder.
pub(super) fn clear_inner(writer: &Writer) -> Outcome {
    let inner = writer.site.join(INNER_STAGING);
    if writer.staging.is_at(&inner) || Disk::spot(&inner)? != Spot::Folder {
        return Ok(());
    }
    // Locked first: it may be the staging folder of a build that cannot write beside the site.
    Staging::lock(&writer.disk, &inner, &writer.site)?.clear(&writer.disk)
}

/// Puts the outputs in place; see the steps in the documentation of [`super`].
pub(super) fn commit(writer: &mut Writer) -> Outcome<Written> {
    let Progress { mut counts, paths, aside, failed, .. } = std::mem::take(&mut *writer.progress());
    if failed || counts.written + counts.unchanged != paths.len() {
        return Err(WriteError::Incomplete);
    }
    check_nesting(&paths)?;
    if !writer.exists {
        move_whole(writer, &paths)?;
        return Ok(counts);
    }
    counts.manifest_lost = writer.old.damaged;
    let stale: Vec<String> = writer.old.paths.difference(&paths).cloned().collect();
    if counts.written == 0 && stale.is_empty() && !writer.old.damaged && writer.old.paths == paths {
        return Ok(counts);
    }
    let listed: BTreeSet<&String> = writer.old.paths.iter().chain(&paths).collect();
    announce(writer, &manifest::to_bytes(listed.iter().copied()))?;
    let mut finish = || {
        make_room(writer, &aside)?;
        if Disk::spot(&writer.staging.tree())? == Spot::Folder {
            promote(&writer.disk, &writer.staging.tree(), &writer.site)?;
        }
        counts.deleted = delete(writer, &stale, &paths, &aside)?;
        if stale.is_empty() { Ok(()) } else { put_manifest(writer, &manifest::to_bytes(&paths)) }
    };
    finish().map_err(WriteError::while_committing)?;
    Ok(counts)
}

fn check_nesting(paths: &BTreeSet<String>) -> Outcome {
    for path in paths {
        if let Some(file) = folders(path).find(|folder| paths.contains(*folder)) {
            return Err(WriteError::Nested { file: file.to_owned(), below: path.clone() });
        }
    }
    Ok(())
}

/// A site that was not there appears complete.
fn move_whole(writer: &Writer, paths: &BTreeSet<String>) -> Outcome {
    let tree = writer.staging.tree();
    let bytes = manifest::to_bytes(paths);
    writer.disk.create(&tree.join(MANIFEST), Content::Bytes(&bytes))?;
    writer.disk.rename(&tree, &writer.site)
}

/// Replaces the manifest by one of old and new files: the first change to the site. Should the
/// site be a file system of its own, this is where it shows, and the staging folder moves into it.
fn announce(writer: &mut Writer, bytes: &[u8]) -> Outcome {
    match put_manifest(writer, bytes) {
        Err(error) if error.kind() == Some(io::ErrorKind::CrossesDevices) => {
            relocate(writer)?;
            put_manifest(writer, bytes)
        }
        put => put,
    }
}

fn put_manifest(writer: &Writer, bytes: &[u8]) -> Outcome {
    let prepared = writer.staging.manifest();
    writer.disk.remove_file(&prepared)?;
    writer.disk.create(&prepared, Content::Bytes(bytes))?;
    writer.disk.rename(&prepared, &writer.site.join(MANIFEST))
}

fn relocate(writer: &mut Writer) -> Outcome {
    let inner = Staging::lock(&writer.disk, &writer.site.join(INNER_STAGING), &writer.site)?;
    let mut outer = std::mem::replace(&mut writer.staging, inner);
    let (from, to) = (outer.tree(), writer.staging.tree());
    let copied = match Disk::spot(&from) {
        Ok(Spot::Folder) => copy_tree(&writer.disk, &from, &to),
        other => other.map(drop),
    };
    outer.abandon(&writer.disk);
    copied
}

fn copy_tree(disk: &Disk, from: &Path, to: &Path) -> Outcome {
    for name in Disk::entries(from)? {
        let (from, to) = (from.join(&name), to.join(&name));
        match Disk::spot(&from)? {
            Spot::Folder => copy_tree(disk, &from, &to)?,
            _ => disk.create(&to, Content::File(&from)).map(drop)?,
        }
    }
    Ok(())
}

/// Moves what is ours and in the way to the staging folder, to be deleted with it.
fn make_room(writer: &Writer, aside: &BTreeSet<String>) -> Outcome {
    for (number, path) in aside.iter().enumerate() {
        let attic = writer.staging.attic();
        writer.disk.create_folders(&attic)?;
        match writer.disk.rename(&below(&writer.site, path), &attic.join(number.to_string())) {
            Err(error) if error.kind() == Some(io::ErrorKind::NotFound) => {}
            moved => moved?,
        }
    }
    Ok(())
}

/// Moves what is in the staged folder `from` to `to`: files over files, and folders as a whole
/// where there are none.
fn promote(disk: &Disk, from: &Path, to: &Path) -> Outcome {
    for name in Disk::entries(from)? {
        let (new, place) = (from.join(&name), to.join(&name));
        let is_folder = Disk::spot(&new)? == Spot::Folder;
        match Disk::spot(&place)? {
            Spot::Free => disk.rename(&new, &place)?,
            Spot::File { .. } if !is_folder => disk.rename(&new, &place)?,
            Spot::Folder if is_folder => promote(disk, &new, &place)?,
            // It was not there when the output was compared.
            other => return Err(WriteError::InTheWay { path: place, what: other.what() }),
        }
    }
    Ok(())
}

/// Deletes the files `stale`, and then the folders that are empty without them; says how many
/// files went.
fn delete(
    writer: &Writer,
    stale: &[String],
    paths: &BTreeSet<String>,
    aside: &BTreeSet<String>,
) -> Outcome<usize> {
    if stale.is_empty() {
        return Ok(0);
    }
    let new: HashSet<String> = paths.iter().map(|path| fold(path)).collect();
    let mut solid = Solid::default();
    let mut deleted = 0;
    for path in stale {
        if aside.contains(path) || folders(path).any(|folder| aside.contains(folder)) {
            deleted += 1;
        } else if is_deletable(writer, path, &new, &mut solid)? {
            writer.disk.remove_file(&below(&writer.site, path))?;
            deleted += 1;
        }
    }
    let emptied: BTreeSet<&str> = stale.iter().flat_map(|path| folders(path)).collect();
    for inner in emptied.into_iter().rev() {
        if solid.reaches(&writer.site, inner)? && Disk::spot(&below(&writer.site, inner))? == Spot::Folder {
            writer.disk.remove_if_empty(&below(&writer.site, inner))?;
        }
    }
    Ok(deleted)
}

/// Whether the old file `path` is still there. A link is not ours; nor is a file within a linked
/// folder; and where case does not tell names apart, what is found can be one of the `new` files.
fn is_deletable(writer: &Writer, path: &str, new: &HashSet<String>, solid: &mut Solid) -> Outcome<bool> {
    let is_file = |spot| matches!(spot, Spot::File { .. });
    if !solid.reaches(&writer.site, path)? || !is_file(Disk::spot(&below(&writer.site, path))?) {
        return Ok(false);
    }
    Ok(!new.contains(&fold(path)) || writer.is_listed(path)?)
}

/// The folders known to be reached without a link.
#[derive(Default)]
struct Solid(HashSet<String>);

impl Solid {
    /// Whether every folder that `path` is in is a folder and no link.
    fn reaches(&mut self, site: &Path, path: &str) -> Outcome<bool> {
        if folder(path).is_none_or(|folder| self.0.contains(folder)) {
            return Ok(true);
        }
        for folder in folders(path) {
            if !self.0.contains(folder) {
                if Disk::spot(&below(site, folder))? != Spot::Folder {
                    return Ok(false);
                }
                self.0.insert(folder.to_owned());
            }
        }
        Ok(true)
    }
}
