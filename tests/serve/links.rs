//! Files that are links, or no files at all.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use crate::client::{Preview, put};

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/a.md", "# A\n\nOne.\n"),
    ("content/folder/b.md", "# B\n\nTwo.\n"),
];

/// A page that becomes a link leads where links may lead, from the first moment.
#[test]
fn a_page_that_becomes_a_link_shows_nothing_that_is_not_for_readers() {
    let preview = Preview::of(BOOK);
    preview.write("content/people.yaml", "mira: Mira Secret\n");
    preview.write("content/file.bin", "bytes");
    preview.wait("/file.bin", |answer| answer.has("bytes"));
    for name in ["a.md", "file.bin"] {
        let file = preview.root().join("content").join(name);
        fs::remove_file(&file).expect("removed");
        symlink("people.yaml", &file).expect("a link");
    }
    for _ in 0..3 {
        for path in ["/a/", "/file.bin"] {
            assert!(!preview.get(path).has("Secret"), "{path}");
        }
    }
    preview
        .wait("/_dayone/state", |answer| answer.text().matches("this link leads to the people").count() == 2);
    assert!(preview.wait("/a/", |answer| answer.status == 404).has("not found"));
}

/// Links to what the handbook is made of: it changes where it does not lie.
#[test]
fn what_links_lead_to_is_watched() {
    let preview = Preview::of(BOOK);
    for (name, to) in [("content", "texts"), ("themes", "looks")] {
        if name == "content" {
            fs::rename(preview.root().join(name), preview.root().join(to)).expect("moved");
        } else {
            put(&preview.root(), "looks/default/templates/partials/footer.html", "<footer>One</footer>");
        }
        symlink(to, preview.root().join(name)).expect("a link");
    }
    preview.wait("/a/", |answer| answer.has("<footer>One</footer>"));
    std::thread::sleep(Duration::from_millis(300));
    preview.write("looks/default/templates/partials/footer.html", "<footer>Two</footer>");
    preview.wait("/a/", |answer| answer.has("<footer>Two</footer>"));
    preview.write("texts/a.md", "# A\n\n[x](nowhere.md)\n");
    preview.wait("/_dayone/state", |answer| answer.has("nowhere.md"));
}

/// The panel of a page that is a link to another one, and what the sidebar calls it.
#[test]
fn a_page_that_is_a_link_goes_with_what_it_leads_to() {
    let preview = Preview::of(BOOK);
    symlink("folder/b.md", preview.root().join("content/link.md")).expect("a link");
    preview.wait("/link/", |answer| answer.has("Two."));
    // Until nothing is heard of the link itself any more.
    std::thread::sleep(Duration::from_millis(300));
    preview.write("content/folder/b.md", "# Another\n\n[x](#nowhere)\n");
    preview.wait("/_dayone/findings?page=link/", |answer| answer.has("broken-anchor"));
    preview.wait("/", |answer| answer.text().matches("Another").count() >= 2);
}

/// Opening a pipe waits for somebody to write to it.
#[test]
fn a_pipe_in_the_place_of_a_file_holds_up_nobody() {
    let preview = Preview::of(BOOK);
    for (path, text) in [("content/a.md", "# A\n\nAgain.\n"), ("book.toml", "[book]\ntitle = \"New\"\n")] {
        let file = preview.root().join(path);
        let _ = fs::remove_file(&file);
        let made = std::process::Command::new("mkfifo").arg(&file).status().expect("`mkfifo` runs");
        assert!(made.success());
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(preview.get("/").status, 200);
        let _ = preview.get("/a/");
        fs::remove_file(&file).expect("removed");
        preview.write(path, text);
    }
    preview.wait("/a/", |answer| answer.has("Again.") && answer.has("New"));
}

#[test]
fn an_edit_of_a_page_with_a_link_to_it_is_told_for_both() {
    let preview = Preview::of(BOOK);
    symlink("a.md", preview.root().join("content/link.md")).expect("a link");
    preview.wait("/link/", |answer| answer.has("One."));
    std::thread::sleep(Duration::from_millis(300));
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.replace("content/a.md", "# A\n\nAgain.\n");
    let told = events.wait("link/").1;
    assert!(told.contains("\"a/\"") || events.wait("a/").1.contains("\"a/\""), "{told}");
}

#[test]
fn content_may_lie_elsewhere() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let preview = Preview::of(BOOK);
    let content = elsewhere.path().join("content");
    fs::rename(preview.root().join("content"), &content)
        .or_else(|_| {
            std::process::Command::new("cp")
                .arg("-r")
                .arg(preview.root().join("content"))
                .arg(&content)
                .status()
                .map(drop)
        })
        .expect("moved");
    let _ = fs::remove_dir_all(preview.root().join("content"));
    fs::write(content.join("file.txt"), "bytes").expect("written");
    symlink(&content, preview.root().join("content")).expect("a link");
    preview.wait("/a/", |answer| answer.has("One."));
    assert!(preview.wait("/file.txt", |answer| answer.status == 200).has("bytes"));
}
