//! The house rules that no other tool holds: layers, length, purity, what must not be in a file,
//! and the licences of all dependencies.
//!
//! A rule is a function from files to complaints, so that each is also seen to complain.

mod licences;
mod markup;
mod source;

use std::path::Path;

/// A text file of the repository.
pub struct File {
    /// Relative to the repository, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether the file is in `folder` (with a trailing `/`) and called `….extension`.
    pub fn is_in(&self, folder: &str, extension: &str) -> bool {
        self.path.starts_with(folder)
            && self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }
}

/// Folders that hold nothing of the project's own.
const NOT_OURS: [&str; 5] = [".git", ".dayone", "node_modules", "public", "target"];

/// All text files of the repository, whether they are committed yet or not.
fn repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !entry.file_name().to_str().is_some_and(|name| NOT_OURS.contains(&name))
    });
    ours.filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
            Some(File { path, text: std::fs::read_to_string(entry.path()).ok()? })
        })
        .collect()
}

fn no_complaints(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_repository_is_found() {
    let paths: Vec<String> = repository().into_iter().map(|file| file.path).collect();
    for path in ["Cargo.toml", ".ci/run", "src/lib.rs", "src/write/mod.rs", "tests/tidy/main.rs"] {
        assert!(paths.iter().any(|found| found == path), "{path} is not among {} files", paths.len());
    }
}

#[test]
fn modules_use_only_what_stands_above_them() {
    no_complaints(&source::layers(&repository()));
}

#[test]
fn every_source_file_is_compiled() {
    no_complaints(&source::orphans(&repository()));
}

#[test]
fn files_are_short() {
    no_complaints(&source::long_files(&repository()));
}

#[test]
fn nothing_is_left_to_do() {
    no_complaints(&source::unfinished(&repository()));
}

#[test]
fn the_disk_and_the_clock_have_their_places() {
    no_complaints(&source::impure(&repository()));
}

#[test]
fn lists_that_say_so_are_sorted() {
    no_complaints(&source::unsorted(&repository()));
}

#[test]
fn no_file_names_a_registry_or_a_machine() {
    no_complaints(&source::leaks(&repository()));
}

#[test]
fn no_page_and_no_template_has_inline_code() {
    no_complaints(&markup::inline(&repository()));
}

#[test]
fn templates_escape_all_text() {
    no_complaints(&markup::unescaped(&repository()));
}

#[test]
fn all_dependencies_may_be_used() {
    no_complaints(&licences::forbidden(&licences::of_dependencies()));
}
