//! Builds that are killed for real: a child process builds again and again, dies at a random
//! moment, and what it leaves must be whole files of one of its sites, for the next build to mend.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use dayone::write::{WriteError, Writer};

/// Where the child builds; set by [`start`] alone.
const OUTPUT: &str = "DAYONE_TEST_OUTPUT";
const FILES: usize = 120;
const LENGTH: usize = 20_000;

/// The files of site number `site`: half are the same in each, a third come and go.
fn site(site: usize) -> BTreeMap<String, String> {
    let file = |file: usize| {
        let path = match file % 3 {
            0 => format!("kept/{file}/index.html"),
            1 => format!("section-{}/{file}/index.html", (file + site) % 5),
            _ => format!("{file}.html"),
        };
        let content = if file.is_multiple_of(2) { file } else { file + site % 7 };
        (path, format!("{content:03}").repeat(LENGTH / 3))
    };
    (0..FILES).map(file).collect()
}

fn build(output: &Path, files: &BTreeMap<String, String>) -> Result<(), WriteError> {
    let writer = Writer::open(output)?;
    files.iter().try_for_each(|(path, content)| writer.put(path, content.as_bytes()))?;
    writer.finish().map(drop)
}

/// What the child does; a test only in form, and done at once unless [`start`] runs it.
#[test]
fn child() {
    let Some(output) = std::env::var_os(OUTPUT) else { return };
    for number in 0.. {
        match build(Path::new(&output), &site(number)) {
            Ok(()) | Err(WriteError::Busy { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn start(output: &Path) -> Child {
    let this = std::env::current_exe().expect("the path of this test");
    let mut command = Command::new(this);
    command.args(["child", "--exact"]).env(OUTPUT, output).stdout(Stdio::null());
    command.spawn().expect("a child")
}

fn tree(root: &Path) -> BTreeMap<String, String> {
    let files =
        walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).expect("text"))
        })
        .filter(|(path, _)| path != ".dayone-manifest" && path != "CNAME")
        .collect()
}

/// Whether every file is as some site has it.
fn check_whole(output: &Path) {
    let sites: Vec<_> = (0..35).map(site).collect();
    for (path, content) in tree(output) {
        let whole = sites.iter().any(|site| site.get(&path) == Some(&content));
        assert!(whole, "{path}: {} bytes, {:?}…", content.len(), content.get(..9));
    }
}

#[test]
fn a_killed_build_is_mended_by_the_next() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("public");
    build(&output, &site(0)).expect("built");
    fs::write(output.join("CNAME"), "example.org").expect("written");
    for round in 0..25 {
        let mut child = start(&output);
        std::thread::sleep(Duration::from_millis(10 + round * 7 % 40));
        child.kill().expect("killed");
        let died = child.wait().expect("an end");
        assert!(died.code().is_none() || cfg!(windows), "killed, not failed");
        check_whole(&output);
        let next = site(usize::try_from(round).expect("small"));
        build(&output, &next).expect("mended");
        assert_eq!(tree(&output), next, "round {round}");
        assert_eq!(fs::read_to_string(output.join("CNAME")).expect("kept"), "example.org");
        assert_eq!(fs::read_dir(home.path()).expect("a list").count(), 1, "nothing is left beside");
    }
}

/// Two processes on one output take turns, and a reader never finds half a file.
#[test]
fn two_processes_do_not_mix() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("public");
    let mut children = [start(&output), start(&output)];
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(10));
        let index = fs::read_to_string(output.join("2.html"));
        assert!(index.is_err() || index.is_ok_and(|text| text.len() == LENGTH / 3 * 3));
    }
    for child in &mut children {
        assert!(child.try_wait().expect("a state").is_none(), "still building");
        child.kill().expect("killed");
        child.wait().expect("an end");
    }
    check_whole(&output);
    build(&output, &site(0)).expect("mended");
    assert_eq!(tree(&output), site(0));
}
