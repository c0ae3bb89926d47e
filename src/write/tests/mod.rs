//! The writer on a disk that works; what it does on one that fails is in `survival`.

mod survival;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::faults::Faults;
use super::*;

/// Files by path; contents are short texts.
type Tree = BTreeMap<String, String>;

struct Bench {
    home: TempDir,
}

impl Bench {
    fn new() -> Self {
        Bench { home: tempfile::tempdir().expect("a folder") }
    }

    fn site(&self) -> PathBuf {
        self.home.path().join("public")
    }

    fn build(&self, site: &Tree) -> Result<Written, WriteError> {
        self.build_on(Disk::default(), site)
    }

    fn build_on(&self, disk: Disk, site: &Tree) -> Result<Written, WriteError> {
        let writer = Writer::open_on(disk, &self.site())?;
        for (path, content) in site {
            writer.put(path, content.as_bytes())?;
        }
        writer.finish()
    }

    /// Adds a file that is not ours.
    fn add(&self, path: &str, content: &str) {
        let place = self.site().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        fs::write(place, content).expect("written");
    }

    /// All files of the site but the manifest.
    fn tree(&self) -> Tree {
        let mut tree = tree_below(&self.site());
        tree.remove(MANIFEST);
        tree
    }

    /// What is beside the site.
    fn litter(&self) -> Vec<std::ffi::OsString> {
        let mut names = Disk::entries(self.home.path()).expect("a list");
        names.retain(|name| name != "public");
        names
    }

    /// Makes all files old, so that a touched one shows.
    fn age(&self) {
        for path in tree_below(&self.site()).keys() {
            let file = fs::OpenOptions::new().write(true).open(self.site().join(path)).expect("opened");
            file.set_modified(long_ago()).expect("aged");
        }
    }

    fn is_touched(&self, path: &str) -> bool {
        let metadata = fs::metadata(self.site().join(path)).expect("metadata");
        metadata.modified().expect("a time") != long_ago()
    }
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// All files below `root`, but for those that are staged within it.
fn tree_below(root: &Path) -> Tree {
    let outside =
        walkdir::WalkDir::new(root).into_iter().filter_entry(|entry| entry.file_name() != INNER_STAGING);
    outside
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below");
            let content = fs::read(entry.path()).expect("read");
            (path.to_string_lossy().replace('\\', "/"), String::from_utf8_lossy(&content).into_owned())
        })
        .collect()
}

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, content)| ((*path).to_owned(), (*content).to_owned())).collect()
}

/// A change of every sort: kept, changed, new, new folder, gone, folder gone, file to folder and
/// folder to file, and a name in another case.
fn before_and_after() -> (Tree, Tree) {
    let before = [
        ("index.html", "home"),
        ("style.css", "old style"),
        ("gone.html", "gone"),
        ("gone/deep/er.html", "gone too"),
        ("flat", "a file"),
        ("deep/one.html", "a folder"),
        ("deep/er/two.html", "a folder"),
        ("Case.html", "case"),
        ("mixed/old.html", "mixed"),
    ];
    let after = [
        ("index.html", "home"),
        ("style.css", "new style"),
        ("new.html", "new"),
        ("fresh/deep/er.html", "new too"),
        ("flat/index.html", "now a folder"),
        ("deep", "now a file"),
        ("case.html", "case"),
        ("mixed/new.html", "mixed"),
    ];
    (tree(&before), tree(&after))
}

const FOREIGN: [(&str, &str); 3] =
    [("CNAME", "example.org"), (".git/HEAD", "ref"), ("mixed/notes.txt", "mine")];

fn with_foreign(site: &Tree) -> Tree {
    let mut all = site.clone();
    all.extend(tree(&FOREIGN));
    all
}

#[test]
fn a_first_build_makes_the_site_and_says_so() {
    let bench = Bench::new();
    let (site, _) = before_and_after();
    let written = bench.build(&site).expect("built");
    let bytes = site.values().map(|content| content.len() as u64).sum();
    assert_eq!(written, Written { written: site.len(), bytes, ..Written::default() });
    assert_eq!(bench.tree(), site);
    assert!(bench.litter().is_empty());
}

#[test]
fn a_build_of_the_same_touches_nothing() {
    let bench = Bench::new();
    let (site, _) = before_and_after();
    bench.build(&site).expect("built");
    bench.age();
    let written = bench.build(&site).expect("built");
    assert_eq!(written, Written { unchanged: site.len(), ..Written::default() });
    assert!(tree_below(&bench.site()).keys().all(|path| !bench.is_touched(path)));
}

#[test]
fn a_build_touches_what_changed_only() {
    let bench = Bench::new();
    let (before, after) = before_and_after();
    bench.build(&before).expect("built");
    for (path, content) in FOREIGN {
        bench.add(path, content);
    }
    bench.age();
    let written = bench.build(&after).expect("built");
    let bytes =
        after.iter().filter(|(path, _)| *path != "index.html").map(|(_, content)| content.len() as u64).sum();
    assert_eq!(written, Written { written: 7, unchanged: 1, deleted: 7, bytes, manifest_lost: false });
    assert_eq!(bench.tree(), with_foreign(&after));
    let kept = ["index.html", "CNAME", ".git/HEAD", "mixed/notes.txt"];
    assert!(kept.iter().all(|path| !bench.is_touched(path)));
    assert!(!bench.site().join("gone").exists(), "empty folders go");
    assert!(bench.litter().is_empty());
}

#[test]
fn an_empty_folder_is_a_fine_output() {
    let bench = Bench::new();
    fs::create_dir(bench.site()).expect("made");
    bench.build(&before_and_after().0).expect("built");
    assert_eq!(bench.tree(), before_and_after().0);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let bench = Bench::new();
    bench.add("thesis.tex", "years of work");
    let error = bench.build(&before_and_after().0).expect_err("refused");
    assert!(matches!(error, WriteError::NotOurs { .. }), "{error:?}");
    assert_eq!(bench.tree(), tree(&[("thesis.tex", "years of work")]));
    assert!(bench.litter().is_empty());
}

#[test]
fn a_file_is_no_output_folder() {
    let bench = Bench::new();
    fs::write(bench.site(), "a file").expect("written");
    assert!(matches!(bench.build(&Tree::new()), Err(WriteError::NotAFolder { .. })));
    assert!(matches!(Writer::open(&bench.home.path().join("no/..")), Err(WriteError::NotAFolder { .. })));
}

#[test]
fn what_is_not_ours_is_not_replaced() {
    let cases: [(&str, &str, &str); 4] = [
        ("a.html", "a.html", "file"),
        ("a", "a/b.html", "file"),
        ("a/b.html", "a", "file"),
        ("a/b/c.html", "a", "file"),
    ];
    for (theirs, ours, what) in cases {
        let bench = Bench::new();
        bench.build(&tree(&[("index.html", "home")])).expect("built");
        bench.add(theirs, "theirs");
        let before = tree_below(&bench.site());
        let error = bench.build(&tree(&[(ours, "ours")])).expect_err("refused");
        let WriteError::InTheWay { path, what: found } = &error else { panic!("{error:?}") };
        assert!(path.ends_with(theirs), "{error}");
        assert_eq!(*found, what);
        assert_eq!(tree_below(&bench.site()), before);
    }
}

#[test]
fn what_is_not_ours_and_the_same_becomes_ours() {
    let bench = Bench::new();
    bench.build(&Tree::new()).expect("built");
    bench.add("CNAME", "example.org");
    bench.age();
    let site = tree(&[("CNAME", "example.org")]);
    assert_eq!(bench.build(&site).expect("built").unchanged, 1);
    assert!(!bench.is_touched("CNAME"));
    assert_eq!(bench.build(&Tree::new()).expect("built").deleted, 1);
}

#[test]
fn outputs_that_cannot_be_are_refused() {
    let refused = |paths: &[&str]| {
        let bench = Bench::new();
        let writer = Writer::open(&bench.site()).expect("open");
        let put = paths.iter().try_for_each(|path| writer.put(path, b"x"));
        let finished = writer.finish();
        assert!(!bench.site().exists());
        format!("{}", put.and(finished.map(drop)).expect_err("refused"))
    };
    assert_eq!(refused(&["../x"]), "the site cannot have a file with the path \"../x\"");
    assert_eq!(refused(&["x", "x"]), "two parts of the site have the path \"x\"");
    assert!(refused(&["x", "x/y"]).starts_with("cannot create"), "while staging");
}

#[test]
fn a_file_and_a_folder_of_one_name_are_noticed_when_one_is_in_place() {
    let bench = Bench::new();
    bench.build(&tree(&[("x", "same")])).expect("built");
    let error = bench.build(&tree(&[("x", "same"), ("x/y", "new")])).expect_err("refused");
    assert_eq!(error.to_string(), "the site cannot have both a file \"x\" and, below it, \"x/y\"");
    assert_eq!(bench.tree(), tree(&[("x", "same")]));
}

#[test]
fn a_writer_that_failed_or_was_dropped_leaves_the_site() {
    let bench = Bench::new();
    let (before, _) = before_and_after();
    bench.build(&before).expect("built");
    let whole = tree_below(&bench.site());
    let writer = Writer::open(&bench.site()).expect("open");
    writer.put("new.html", b"new").expect("taken");
    drop(writer);
    let writer = Writer::open(&bench.site()).expect("open");
    writer.copy("new.html", Path::new("/no/such/file")).expect_err("unreadable");
    assert!(matches!(writer.finish(), Err(WriteError::Incomplete)));
    assert_eq!(tree_below(&bench.site()), whole);
    assert!(bench.litter().is_empty());
}

#[test]
fn copies_are_compared_and_written_like_the_rest() {
    let bench = Bench::new();
    let picture = bench.home.path().join("picture");
    let big: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let copy = |bytes: &[u8]| {
        fs::write(&picture, bytes).expect("written");
        let writer = Writer::open(&bench.site()).expect("open");
        writer.copy("a/picture", &picture).expect("taken");
        writer.finish().expect("built")
    };
    assert_eq!(copy(&big), Written { written: 1, bytes: 200_000, ..Written::default() });
    assert_eq!(copy(&big), Written { unchanged: 1, ..Written::default() });
    let mut other = big.clone();
    other[199_999] ^= 1;
    assert_eq!(copy(&other).written, 1);
    assert_eq!(copy(&other[..199_998]).written, 1);
    assert_eq!(fs::read(bench.site().join("a/picture")).expect("read"), &other[..199_998]);
}

#[test]
fn a_damaged_manifest_costs_only_old_files() {
    let bench = Bench::new();
    let (before, after) = (tree(&[("a", "1"), ("old", "1")]), tree(&[("a", "2"), ("b", "2")]));
    bench.build(&before).expect("built");
    fs::write(bench.site().join(MANIFEST), "dayone manifest 1\nold\n").expect("written");
    let written = bench.build(&after).expect("built");
    assert_eq!(written, Written { written: 2, bytes: 2, manifest_lost: true, ..Written::default() });
    assert_eq!(bench.tree(), tree(&[("a", "2"), ("b", "2"), ("old", "1")]));
    assert!(!bench.build(&after).expect("built").manifest_lost);
}

#[test]
fn two_builds_do_not_mix() {
    let bench = Bench::new();
    let first = Writer::open(&bench.site()).expect("open");
    let error = Writer::open(&bench.site()).expect_err("busy");
    assert!(matches!(error, WriteError::Busy { .. }), "{error:?}");
    first.put("a", b"a").expect("taken");
    first.finish().expect("built");
    assert_eq!(bench.build(&tree(&[("a", "a")])).expect("built").unchanged, 1);
}

#[test]
fn many_threads_may_put() {
    let bench = Bench::new();
    let writer = Writer::open(&bench.site()).expect("open");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let writer = &writer;
            scope.spawn(move || {
                for file in 0..50 {
                    writer.put(&format!("{}/{file}/{thread}.html", file % 7), b"x").expect("taken");
                }
            });
        }
    });
    assert_eq!(writer.finish().expect("built").written, 200);
    assert_eq!(bench.tree().len(), 200);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_deleted_through_a_link() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let elsewhere = bench.home.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    let (one, two) =
        (tree(&[("a/x.html", "1"), ("b.html", "1")]), tree(&[("a/x.html", "2"), ("b.html", "2")]));
    bench.build(&one).expect("built");
    fs::rename(bench.site().join("a"), elsewhere.join("a")).expect("moved");
    fs::rename(bench.site().join("b.html"), elsewhere.join("b.html")).expect("moved");
    symlink(elsewhere.join("a"), bench.site().join("a")).expect("linked");
    assert!(matches!(bench.build(&two), Err(WriteError::InTheWay { what: "symbolic link", .. })));
    assert_eq!(bench.build(&tree(&[("c", "3")])).expect("built").deleted, 0);
    symlink(elsewhere.join("b.html"), bench.site().join("b.html")).expect("linked");
    assert!(matches!(bench.build(&tree(&[("b.html", "2")])), Err(WriteError::InTheWay { .. })));
    assert_eq!(tree_below(&elsewhere), one);
}

#[cfg(unix)]
#[test]
fn an_output_folder_behind_a_link_is_written_where_it_is() {
    let bench = Bench::new();
    let elsewhere = bench.home.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    std::os::unix::fs::symlink(&elsewhere, bench.site()).expect("linked");
    bench.build(&tree(&[("a", "1")])).expect("built");
    assert_eq!(fs::read(elsewhere.join("a")).expect("read"), b"1");
    fs::remove_dir_all(&elsewhere).expect("removed");
    assert!(matches!(bench.build(&Tree::new()), Err(WriteError::NotAFolder { .. })), "a link to nowhere");
}

#[test]
fn a_site_that_is_a_file_system_of_its_own_is_staged_within() {
    let bench = Bench::new();
    let (before, after) = before_and_after();
    let island = || Faults::default().with_island(&fs::canonicalize(bench.site()).expect("there"));
    fs::create_dir(bench.site()).expect("made");
    for site in [&before, &after] {
        let built = bench.build_on(Disk { faults: island() }, site);
        built.expect("built");
        assert_eq!(&bench.tree(), site);
        assert!(bench.litter().is_empty());
    }
}
