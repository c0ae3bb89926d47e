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
        today: Today { asked: Some(jiff::civil::date(2026, 11, 28)), clock: jiff::civil::date(2001, 1, 1) },
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

/// Numbers that look random and are the same in every run.
pub struct Seeded(u64);

impl Seeded {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Seeded(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        // xorshift64*, by Vigna.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).expect("31 bits") % limit
    }

    /// One of `choices`.
    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// This repository's handbook, copied; a page of three lines stands in place of the user guide, which
/// has tests of its own.
pub fn own_handbook() -> Scratch {
    let (folder, here) = (Scratch::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    for path in files(&here.join("content")) {
        if !path.starts_with("guide") {
            let bytes = fs::read(here.join("content").join(&path)).expect("a file of the handbook");
            folder.write(&format!("content/{}", path.display()), bytes);
        }
    }
    folder.write("content/guide/_index.md", "---\ntitle: User guide\norder: 1000\n---\nElsewhere.\n");
    folder.write("book.toml", fs::read(here.join("book.toml")).expect("the handbook's settings"));
    folder
}

/// A handbook of which every register has three pages: 250 accounts of failures, each with an action, and 250 decisions, of
/// two units and of one that is part of the first.
pub fn long_registers() -> Scratch {
    let folder = Scratch::new();
    let units = ["teams/sea", "teams/sea/deck", "teams/shore"];
    folder.write("content/index.md", "# Home\n");
    folder.write("content/people.yaml", "ana: Ana Reis\nbo: Bo Lind\n");
    for unit in units {
        let title = unit.rsplit('/').next().expect("a folder");
        folder.write(&format!("content/{unit}/_index.md"), format!("---\nkind: team\n---\n# {title}\n"));
    }
    for number in 0..250 {
        let unit = units[number % 3];
        let (owner, due) = (["ana", "bo", "teams/shore", ""][number % 4], 2030 + number % 10);
        let (year, day) = (2023 + number % 3, 1 + number % 28);
        folder.write(
            &format!("content/{unit}/coe/c{number}.md"),
            format!(
                "---\nkind: coe\nseverity: {}\nstarted: {year}-05-{day:02}T10:00Z\nresolved: {year}-05-{day:02}T11:00Z\n\
                 actions:\n  - {{do: Act {number}, kind: prevent, owner: {owner}, due: {due}-01-01}}\n---\n# Failure {number}\n",
                1 + number % 2,
            ),
        );
        let status = ["accepted", "rejected"][number % 2];
        folder.write(
            &format!("content/{unit}/adr/d{number}.md"),
            format!(
                "---\nkind: decision\nstatus: {status}\ndecided: {year}-03-{day:02}\n---\n# Choice {number}\n"
            ),
        );
    }
    folder
}
