//! The guide tells the truth: its examples are run, and its tables are compared with the program's own
//! lists.
//!
//! What counts as an example is simple enough to say in the guide's own words. The fences of one section
//! whose title is a file's path are one handbook; it has no findings, unless the section also has a fence
//! with the title `findings`. An `sh` fence is a script that succeeds in that handbook, or in a starter
//! handbook if the section has no files; `sh fails` is one that does not. A `text` fence after it is how
//! its messages end. A `markdown` fence without a title is a page without findings.
//!
//! With `GUIDE=overwrite` (and `--test-threads=1`) tables and findings are written into the guide instead.

mod examples;
mod page;
mod tables;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use page::{Page, pages};

/// The repository's root.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, to run in `folder`: its findings are as wide as in the guide.
fn dayone(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
    command.current_dir(folder).env("COLUMNS", "100").env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    command
}

/// What the program prints to standard output.
fn output_of(folder: &Path, arguments: &[&str]) -> String {
    let output = dayone(folder).args(arguments).output().expect("the program runs");
    String::from_utf8(output.stdout).expect("text")
}

/// A part of a page that should say something else.
struct Difference {
    page: PathBuf,
    lines: std::ops::Range<usize>,
    expected: Vec<String>,
}

/// The difference between what `page` says on `lines` and what is expected, if there is one.
fn difference(page: &Page, lines: std::ops::Range<usize>, expected: &[String]) -> Option<Difference> {
    (page.lines[lines.clone()] != *expected).then(|| Difference {
        page: page.path.clone(),
        lines,
        expected: expected.to_vec(),
    })
}

/// Fails with all differences, or writes what is expected into the pages.
fn settle(mut differences: Vec<Difference>) {
    if std::env::var_os("GUIDE").is_some_and(|value| value == "overwrite") {
        // From the end of a page to its start, so that line numbers stay true.
        differences.sort_by_key(|difference| std::cmp::Reverse(difference.lines.start));
        for Difference { page, lines, expected } in differences {
            let text = std::fs::read_to_string(&page).expect("a page");
            let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
            all.splice(lines, expected);
            std::fs::write(&page, format!("{}\n", all.join("\n"))).expect("written");
        }
        return;
    }
    let said = differences.iter().map(|difference| {
        let page = difference.page.display();
        format!("{page}:{}: this should be\n{}", difference.lines.start + 1, difference.expected.join("\n"))
    });
    let said: Vec<String> = said.collect();
    assert!(said.is_empty(), "\n{}\n", said.join("\n\n"));
}

#[test]
fn every_page_says_what_it_is_about() {
    let mut orders = BTreeSet::new();
    for page in pages() {
        let front: serde_json::Value = page.front_matter();
        for key in ["title", "description", "reviewed", "order"] {
            assert!(front.get(key).is_some(), "{}: no {key}", page.path.display());
        }
        assert!(orders.insert(front["order"].to_string()), "{}: the order is taken", page.path.display());
    }
    assert!(orders.len() > 12, "the guide is found");
}

#[test]
fn a_starter_handbook_has_no_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in
        [&["init", "new"][..], &["check", "-v", "--strict", "new"], &["build", "--strict", "new"]]
    {
        let output = dayone(folder.path()).args(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && output.stdout.is_empty(), "{arguments:?}: {said}");
    }
    assert!(folder.path().join("new/.gitignore").is_file());
    assert!(folder.path().join("new/public/teams/product/testing/index.html").is_file());
}

#[test]
fn exit_codes_are_as_the_guide_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    std::fs::create_dir(&content).expect("a folder");
    let code = |text: &str, arguments: &[&str]| {
        std::fs::write(content.join("index.md"), text).expect("written");
        dayone(folder.path()).args(arguments).output().expect("the program runs").status.code()
    };
    assert_eq!(code("[x](y.md)\n", &["build"]), Some(0));
    assert_eq!(code("[x](y.md)\n", &["build", "--strict"]), Some(1));
    assert_eq!(code("---\nreviewed: x\n---\n", &["check"]), Some(1));
    assert_eq!(code("", &["build", "nowhere"]), Some(2));
    assert_eq!(code("", &["biuld"]), Some(2));
}
