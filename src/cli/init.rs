//! `dayone init`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, include_dir};

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, count};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

#[derive(Debug, Args)]
pub struct Arguments {
    /// Where to write it
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Fill in what is missing in a folder that has files already; nothing is overwritten
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let dir = &arguments.dir;
    match write(dir, arguments.force) {
        Ok(Some(written)) => {
            terminal.say(&format!("Wrote {} into {}", count(written, "file", "files"), dir.display()));
            let build = if dir == Path::new(".") {
                "dayone build".to_owned()
            } else {
                format!("dayone build {}", dir.display())
            };
            terminal.say(&format!("Next: edit content/_index.md, then run `{build}`"));
            Ok(0)
        }
        Ok(None) => {
            terminal.error(&format!(
                "{} is not empty: choose another folder, or add `--force` to fill in what is missing (nothing is overwritten)",
                dir.display()
            ));
            Ok(ENVIRONMENT)
        }
        Err((path, error)) => {
            terminal.error(&format!("cannot write {}: {error}", path.display()));
            Ok(ENVIRONMENT)
        }
    }
}

/// Writes the files that are not there; says how many, or none when the folder has files of its own and
/// filling in was not asked for.
fn write(dir: &Path, force: bool) -> Result<Option<usize>, (PathBuf, io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    fs::create_dir_all(dir).map_err(at(dir))?;
    // A repository that was just made has only git's own files.
    let mut entries = fs::read_dir(dir).map_err(at(dir))?.flatten();
    if !force && entries.any(|entry| !entry.file_name().to_string_lossy().starts_with(".git")) {
        return Ok(None);
    }
    let mut files = Vec::new();
    collect(&STARTER, &mut files);
    let mut written = 0;
    for (path, contents) in files {
        // Stored under another name, because cargo leaves dot-files out of packages.
        let path = dir.join(if path == Path::new("gitignore") { Path::new(".gitignore") } else { path });
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(contents).map_err(at(&path))?;
                written += 1;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err((path, error)),
        }
    }
    Ok(Some(written))
}

fn collect<'a>(dir: &'a Dir<'a>, files: &mut Vec<(&'a Path, &'a [u8])>) {
    files.extend(dir.files().map(|file| (file.path(), file.contents())));
    for dir in dir.dirs() {
        collect(dir, files);
    }
}
