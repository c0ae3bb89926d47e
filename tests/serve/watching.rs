//! What is watched, and what happens when it is not.

use std::fs;
use std::time::Duration;

use dayone::serve::{Limits, News};

use crate::client::{Preview, put};

const BOOK: &[(&str, &str)] = &[("content/index.md", "# Home\n"), ("content/a.md", "# A\n\nOne.\n")];

#[test]
fn a_handbook_below_a_folder_of_git_is_watched() {
    let preview = Preview::at(".github-pages/.git/hb", BOOK, Limits::default(), false);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.write("content/a.md", "# A\n\nTwo.\n");
    events.wait("\"a/\"");
}

/// The watch is on the folder that was there first; another one takes its name.
#[test]
fn a_root_that_is_replaced_is_watched_again() {
    let preview = Preview::at("hb", BOOK, Limits::default(), false);
    let (root, old) = (preview.root(), preview.root().with_extension("old"));
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    for number in 0..3 {
        fs::rename(&root, &old).expect("moved");
        for (path, _) in BOOK {
            put(&root, path, &format!("# Another\n\nRoot {number}.\n"));
        }
        fs::remove_dir_all(&old).expect("removed");
        preview.wait("/a/", |answer| answer.has(&format!("Root {number}.")));
        // Nothing is asked for: only the watch can tell.
        std::thread::sleep(Duration::from_millis(1500));
        preview.write("content/a.md", &format!("# Another\n\nEdit {number}.\n"));
        events.wait("{\"pages\":[\"a/\"]}");
    }
    assert!(!preview.news.try_iter().any(|news| matches!(news, News::Polling(_))), "it is watched");
}

#[test]
fn a_root_that_vanishes_is_waited_for() {
    let preview = Preview::at("hb", BOOK, Limits::default(), false);
    let (root, away) = (preview.root(), preview.root().with_extension("away"));
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    fs::rename(&root, &away).expect("moved");
    std::thread::sleep(Duration::from_millis(1200));
    fs::rename(&away, &root).expect("moved back");
    std::thread::sleep(Duration::from_millis(1500));
    preview.write("content/a.md", "# A\n\nTwo.\n");
    events.wait("{\"pages\":[\"a/\"]}");
}
