//! What cannot be read leaves what could be read last, and is told as long as it is so.

use std::fs;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use dayone::serve::News;

use crate::client::Preview;

const BOOK: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"Book\"\n"),
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/a.md", "# A\n\nOne.\n"),
    ("content/b.md", "# B\n\nTwo.\n"),
];

/// What the preview says that cannot be read.
fn failed(preview: &Preview) -> Option<String> {
    let of =
        |path: &str| -> serde_json::Value { serde_json::from_slice(&preview.get(path).body).expect("JSON") };
    let words = of("/_dayone/findings?page=")["failed"].as_str().map(str::to_owned);
    assert_eq!(of("/_dayone/state")["failed"].as_str(), words.as_deref());
    words
}

/// What the terminal is told of it, until there is silence.
fn said(preview: &Preview) -> Vec<String> {
    let mut said = Vec::new();
    loop {
        match preview.news.recv_timeout(Duration::from_millis(400)) {
            Ok(News::Failed(words)) => said.push(words),
            Ok(News::Recovered) => said.push("recovered".to_owned()),
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return said,
            Err(error) => panic!("{error}"),
        }
    }
}

fn break_settings(preview: &Preview) {
    fs::rename(preview.root().join("book.toml"), preview.root().join("away")).expect("moved");
    fs::create_dir(preview.root().join("book.toml")).expect("made");
}

fn mend_settings(preview: &Preview) {
    fs::remove_dir(preview.root().join("book.toml")).expect("removed");
    fs::rename(preview.root().join("away"), preview.root().join("book.toml")).expect("moved");
}

#[test]
fn pages_whose_files_are_away_are_served_and_told_of_once() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    fs::rename(preview.root().join("content"), preview.root().join("away")).expect("moved");
    for _ in 0..20 {
        let answer = preview.get("/a/");
        assert!(answer.status == 200 && answer.has("<p>One.</p>"), "{}", answer.status);
        assert_eq!(preview.get("/nowhere/").status, 404);
    }
    assert!(events.next().expect("an event").1.contains("there is no content folder"));
    fs::rename(preview.root().join("away"), preview.root().join("content")).expect("moved");
    // Nothing came between: a page that asks again with every event would do so for ever.
    assert_eq!(events.next().expect("an event").1, "{\"failed\":null}");
    assert_eq!(failed(&preview), None);
    let said = said(&preview);
    assert_eq!((said.len(), said[1].as_str()), (2, "recovered"), "{said:?}");
}

#[test]
fn a_failure_is_told_for_as_long_as_there_is_one() {
    let preview = Preview::of(BOOK);
    break_settings(&preview);
    let said_first = said(&preview);
    assert!(said_first.len() == 1 && said_first[0].contains("book.toml"), "{said_first:?}");
    assert!(failed(&preview).expect("a failure").contains("book.toml"));
    // The text of a page is new, and the failure is as it was.
    preview.write("content/a.md", "# A\n\nOther.\n");
    assert!(preview.get("/a/").has("<p>Other.</p>"));
    assert_eq!(said(&preview), Vec::<String>::new());
    assert!(failed(&preview).is_some());
    mend_settings(&preview);
    assert_eq!(said(&preview), ["recovered"]);
    assert_eq!(failed(&preview), None);
}

#[test]
fn another_failure_is_told_too() {
    let preview = Preview::of(BOOK);
    break_settings(&preview);
    assert_eq!(said(&preview).len(), 1);
    mend_settings(&preview);
    fs::rename(preview.root().join("content"), preview.root().join("elsewhere")).expect("moved");
    let said = said(&preview);
    assert!(said.last().is_some_and(|words| words.contains("no content folder")), "{said:?}");
}

/// Who may read everything cannot try this.
#[cfg(unix)]
#[test]
fn a_page_that_cannot_be_read_is_as_it_was_and_the_others_go_on() {
    use std::os::unix::fs::PermissionsExt;

    let preview = Preview::of(BOOK);
    let file = preview.root().join("content/a.md");
    let allow = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("allowed");
    allow(0o000);
    if fs::read(&file).is_ok() {
        return;
    }
    preview.wait("/_dayone/findings?page=", |answer| answer.has("content/a.md: Permission denied"));
    assert!(preview.get("/a/").has("<p>One.</p>"));
    preview.write("content/new.md", "# New\n");
    assert_eq!(preview.get("/new/").status, 200);
    preview.wait("/b/", |answer| answer.has("New"));
    assert!(preview.get("/a/").has("<p>One.</p>"));
    allow(0o600);
    preview.wait("/_dayone/findings?page=", |answer| answer.has("\"failed\":null"));
}

/// A theme that fails where it is used.
const FAILS: &str = "{% extends \"base.html\" %}{% block main %}{{ page.title.x.y }}{% endblock %}";

/// The findings of a page, and how many errors the workbench counts: in all, and for the page `a/`.
fn unrendered(preview: &Preview, page: &str) -> (usize, u64, u64) {
    let json =
        |path: &str| -> serde_json::Value { serde_json::from_slice(&preview.get(path).body).expect("JSON") };
    let state = json("/_dayone/state");
    let rows = state["pages"].as_array().expect("pages");
    let row = rows.iter().find(|row| row["url"] == "a/").expect("a row");
    let found = json(&format!("/_dayone/findings?page={page}"));
    let errors = state["counts"]["error"].as_u64().expect("a number");
    (found["site"].as_array().expect("a list").len(), errors, row["error"].as_u64().expect("a number"))
}

/// What the terminal is told of findings, until there is silence: new ones and mended ones.
fn told(preview: &Preview) -> Vec<String> {
    let mut told = Vec::new();
    while let Ok(news) = preview.news.recv_timeout(Duration::from_millis(600)) {
        if let News::Findings(report, gone, _) = news {
            told.extend(report.findings.iter().map(|(_, finding)| format!("new: {}", finding.message)));
            told.extend(gone.iter().map(|gone| format!("gone: {gone}")));
        }
    }
    told
}

#[test]
fn what_fails_only_when_it_is_rendered_is_found_for_as_long_as_it_fails() {
    let settings = "[book]\ntitle = \"Book\"\n[theme]\nname = \"mine\"\n";
    let preview = Preview::of(BOOK);
    preview.write("themes/mine/templates/page.html", FAILS);
    preview.write("book.toml", settings);
    preview.wait("/a/", |answer| answer.status == 500);
    assert_eq!(unrendered(&preview, "a/"), (1, 1, 1));
    // Nobody has asked for it.
    assert_eq!(unrendered(&preview, "b/"), (0, 1, 1));
    let said = told(&preview);
    assert!(said.len() == 1 && said[0].starts_with("new: "), "{said:?}");
    // The mistake is one, and stays while it is in another text.
    let mut events = preview.connect().listen(None);
    assert_eq!(preview.get("/b/").status, 500);
    assert!(events.wait("found").1.contains("true"));
    assert_eq!(unrendered(&preview, "b/"), (1, 1, 1));
    preview.write("content/a.md", "# A\n\nOther.\n");
    assert_eq!(told(&preview), Vec::<String>::new());
    assert_eq!(unrendered(&preview, "a/"), (1, 1, 1));
    preview.write("themes/mine/templates/page.html", &FAILS.replace(".x.y", ""));
    let said = told(&preview);
    assert!(said.len() == 1 && said[0].starts_with("gone: "), "{said:?}");
    assert_eq!(unrendered(&preview, "a/"), (0, 0, 0));
}

#[test]
fn what_fails_for_another_day_is_no_fault_of_todays_page() {
    let preview = Preview::of(BOOK);
    preview.write(
        "themes/mine/templates/page.html",
        "{% extends \"base.html\" %}{% block main %}\
         {% if page.review and page.review.state == \"overdue\" %}{{ page.title.x.y }}{% endif %}{% endblock %}",
    );
    preview.write("content/a.md", "---\nreviewed: 2026-03-01\nreview_in: 90d\n---\n# A\n");
    preview.write("book.toml", "[theme]\nname = \"mine\"\n");
    preview.wait("/a/?today=2028-01-31", |answer| answer.status == 500);
    assert_eq!(preview.get("/a/").status, 200);
    assert_eq!(unrendered(&preview, "a/"), (0, 0, 0));
    let said = told(&preview);
    assert!(!said.iter().any(|said| said.contains("undefined") || said.contains("not defined")), "{said:?}");
}
