//! Every way of saving shows.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use dayone::serve::{Limits, News};

use crate::client::{Preview, put};

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/a.md", "# A\n\nOne.\n"),
    ("content/folder/b.md", "# B\n\nTwo.\n"),
];

/// A request never gets text that is older than the disk: nothing has to be waited for.
#[test]
fn the_next_request_has_the_new_text() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    for number in 0..200 {
        preview.write("content/a.md", &format!("# A\n\nEdit {number:03}.\n"));
        assert!(client.get("/a/").has(&format!("<p>Edit {number:03}.</p>")), "edit {number}");
    }
}

#[test]
fn a_page_that_is_called_like_an_editors_file_is_a_page() {
    let preview = Preview::of(BOOK);
    preview.write("content/n___jb_x.md", "# N\n\nOne.\n");
    preview.wait("/n___jb_x/", |answer| answer.has("One."));
    preview.write("content/n___jb_x.md", "# N\n\nTwo.\n");
    assert!(preview.get("/n___jb_x/").has("Two."));
}

#[test]
fn people_have_their_places_however_often_others_are_edited() {
    let preview = Preview::of(BOOK);
    preview.write("content/people.yaml", "mira:\n  name: M\n  manager: nobody\n");
    preview.wait("/_dayone/state", |answer| answer.has("nobody"));
    for number in 0..110 {
        preview.write("content/a.md", &format!("# A{number}\n"));
        assert!(preview.get("/a/").has(&format!("A{number}")));
    }
    let state: serde_json::Value = serde_json::from_str(&preview.get("/_dayone/state").text()).expect("JSON");
    let found = state["findings"].as_array().expect("findings");
    assert!(found.iter().any(|found| found["line"] == 3), "{found:?}");
}

#[test]
fn a_file_that_was_missing_is_included_at_once() {
    let preview = Preview::of(BOOK);
    preview.write("content/a.md", "# A\n\n```include\nfile: part.md\n```\n");
    preview.wait("/a/", |answer| answer.status == 200 && !answer.has("One."));
    for number in 0..10 {
        preview.write("content/part.md", &format!("Part {number}.\n"));
        assert!(preview.get("/a/").has(&format!("Part {number}.")), "round {number}");
        fs::remove_file(preview.root().join("content/part.md")).expect("removed");
        assert!(!preview.get("/a/").has("Part"), "round {number}");
    }
}

#[test]
fn the_theme_is_read_again_after_broken_settings() {
    let preview = Preview::of(BOOK);
    preview.write("book.toml", "[theme]\naccent = \"blue\"\n");
    preview.wait("/", |answer| answer.has("data-accent=\"blue\""));
    preview.write("book.toml", "[theme\n");
    preview.wait("/_dayone/findings?page=", |answer| answer.has("bad-config"));
    assert!(preview.get("/").has("data-accent=\"blue\""), "the last that worked");
    preview.write("book.toml", "[book]\n");
    preview.wait("/", |answer| answer.has("data-accent=\"green\""));
}

#[test]
fn bytes_that_are_no_text_are_told_until_they_are_mended() {
    let preview = Preview::of(BOOK);
    let told = || preview.get("/_dayone/findings?page=a/").has("bytes that are not UTF-8");
    fs::write(preview.root().join("content/a.md"), b"# A\n\nCaf\xe9, and some more text.\n")
        .expect("written");
    preview.wait("/a/", |answer| answer.has("some more text"));
    assert!(told());
    preview.write("content/a.md", "# A\n\nCafé.\n");
    preview.wait("/a/", |answer| answer.has("Café."));
    assert!(!told());
}

#[test]
fn a_new_title_shows_at_once_and_soon_elsewhere() {
    let preview = Preview::of(BOOK);
    preview.write("content/a.md", "# Another name\n\nOne.\n");
    assert!(preview.get("/a/").has("Another name"));
    assert!(preview.get("/").has("Another name"), "its navigation");
}

/// A link in a field finds the page that is called so, as one in a text does.
#[test]
fn a_field_that_names_a_title_finds_the_new_one() {
    let preview = Preview::of(BOOK);
    preview.write("content/c.md", "---\nkind: service\ntier: see [[Another name]]\n---\n# C\n");
    let missing = "no page is called `Another name`";
    preview.wait("/_dayone/findings?page=c/", |answer| answer.has(missing));
    for (title, is_missing) in [("Another name", false), ("A", true), ("Another name", false)] {
        preview.write("content/a.md", &format!("# {title}\n\nOne.\n"));
        preview.wait("/_dayone/findings?page=c/", |answer| answer.has(missing) == is_missing);
        assert_eq!(preview.get("/c/").has("<a href=\"../a/\">Another name</a></dd>"), !is_missing);
    }
}

#[test]
fn editors_that_replace_files_are_followed() {
    let preview = Preview::of(BOOK);
    let file = preview.root().join("content/a.md");
    // As vim, VS Code and others do: a new file beside it, renamed over it.
    for number in 0..20 {
        let beside = preview.root().join("content/.a.md.swp");
        fs::write(&beside, format!("# A\n\nSaved {number}.\n")).expect("written");
        fs::rename(&beside, &file).expect("renamed");
        assert!(preview.get("/a/").has(&format!("Saved {number}.")));
    }
    // As vim does with a backup: the old one is moved away first.
    fs::rename(&file, preview.root().join("content/a.md~")).expect("renamed");
    fs::write(&file, "# A\n\nBack.\n").expect("written");
    preview.wait("/a/", |answer| answer.has("Back."));
    assert_eq!(preview.get("/a.md~").status, 404, "a backup is nobody's to read");
}

#[test]
fn pages_come_and_go_with_their_files() {
    let preview = Preview::of(BOOK);
    preview.write("content/new/page.md", "# New\n");
    assert_eq!(preview.get("/new/page/").status, 200, "before the watcher says so");
    preview.remove("content/a.md");
    assert_eq!(preview.get("/a/").status, 404);
    fs::rename(preview.root().join("content/folder"), preview.root().join("content/moved")).expect("moved");
    preview.wait("/moved/b/", |answer| answer.status == 200);
    assert_eq!(preview.get("/folder/b/").status, 404);
    fs::remove_dir_all(preview.root().join("content/moved")).expect("removed");
    preview.wait("/moved/b/", |answer| answer.status == 404);
}

#[test]
fn a_checkout_of_a_thousand_files_is_one_change_or_few() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    for number in 0..1000 {
        put(&preview.root(), &format!("content/many/p{number}.md"), &format!("# Page {number}\n"));
    }
    preview.wait("/many/p999/", |answer| answer.status == 200);
    preview.write("content/a.md", "# A\n\nThe end.\n");
    let mut changes = 0;
    loop {
        let (_, data) = events.next().expect("an event");
        if data.contains("\"a/\"") {
            break;
        }
        changes += 1;
        if preview.get("/a/").has("The end.") && changes > 20 {
            break;
        }
    }
    assert!(changes <= 20, "{changes} changes");
}

#[test]
fn settings_and_variables_change_every_page() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\nAsk in {{ chat }}.\n"),
        ("book.toml", "[book]\ntitle = \"One\"\n[vars]\nchat = \"#one\"\n"),
    ]);
    assert!(preview.get("/").has("Ask in #one."));
    preview.write("book.toml", "[book]\ntitle = \"Two\"\n[vars]\nchat = \"#two\"\n");
    preview.wait("/", |answer| answer.has("Ask in #two.") && answer.has("Two"));
}

#[test]
fn included_files_change_the_pages_that_include_them() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\n```include\nfile: ../parts/a.md\n```\n"),
        ("parts/a.md", "Part one.\n"),
    ]);
    assert!(preview.get("/").has("Part one."));
    preview.write("parts/a.md", "Part two.\n");
    preview.wait("/", |answer| answer.has("Part two."));
    preview.remove("parts/a.md");
    preview.wait("/", |answer| !answer.has("Part two."));
    preview.write("parts/a.md", "Part three.\n");
    preview.wait("/", |answer| answer.has("Part three."));
}

#[test]
fn a_broken_template_leaves_the_last_that_worked_and_is_said() {
    let preview = Preview::of(BOOK);
    preview.write(
        "themes/default/templates/page.html",
        "<html><head></head><body>MINE {{ page.content | safe }}",
    );
    preview.wait("/a/", |answer| answer.has("MINE <p>One.</p>"));
    preview.write("themes/default/templates/page.html", "{% if %}");
    preview.wait("/_dayone/findings?page=a%2F", |answer| answer.has("bad-template"));
    assert!(preview.get("/a/").has("MINE <p>One.</p>"));
    // One that is read well and cannot show a page.
    preview.write("themes/default/templates/page.html", "<html><head></head>{{ page.nothing.at.all }}");
    let answer = preview.wait("/a/", |answer| answer.status == 500);
    assert!(answer.has("page.html:1:") && answer.has("client.js"), "{}", answer.text());
    preview.write(
        "themes/default/templates/page.html",
        "<html><head></head><body>OURS {{ page.content | safe }}",
    );
    preview.wait("/a/", |answer| answer.has("OURS <p>One.</p>"));
    fs::remove_dir_all(preview.root().join("themes")).expect("removed");
    preview.wait("/a/", |answer| answer.has("<p>One.</p>") && !answer.has("OURS"));
}

#[test]
fn settings_that_are_no_toml_leave_the_last_state() {
    let preview = Preview::of(BOOK);
    preview.write("book.toml", "[book\n");
    preview.wait("/_dayone/findings?page=", |answer| answer.has("bad-config"));
    assert!(preview.get("/a/").has("<p>One.</p>"));
}

#[test]
fn content_that_is_away_is_waited_for() {
    let mut files = BOOK.to_vec();
    files.push(("book.toml", "[book]\ntitle = \"Book\"\n"));
    let preview = Preview::of(&files);
    fs::rename(preview.root().join("content"), preview.root().join("away")).expect("moved");
    let failed = |news: &News| matches!(news, News::Failed(words) if words.contains("content"));
    while !failed(&preview.news.recv_timeout(Duration::from_secs(10)).expect("news")) {}
    assert!(preview.get("/_dayone/").status == 200);
    fs::rename(preview.root().join("away"), preview.root().join("content")).expect("moved");
    while !matches!(preview.news.recv_timeout(Duration::from_secs(10)).expect("news"), News::Recovered) {}
    preview.wait("/a/", |answer| answer.has("One."));
}

#[test]
fn only_news_are_said() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\n[x](x.md)\n"), ("content/a.md", "# A\n")]);
    let next = || match preview.news.recv_timeout(Duration::from_secs(10)).expect("news") {
        News::Findings(report, gone, _) => {
            let new: Vec<String> =
                report.findings.iter().map(|(_, finding)| finding.message.clone()).collect();
            (new, gone)
        }
        other => panic!("{other:?}"),
    };
    let (x, y) = ("`x.md` leads to no page or file".to_owned(), "`y.md` leads to no page or file".to_owned());
    assert_eq!(next(), (vec![x.clone()], vec![]));
    preview.write("content/index.md", "# Home\n\nMore.\n\n[x](x.md)\n\n[y](y.md)\n");
    assert_eq!(next(), (vec![y], vec![]));
    preview.write("content/index.md", "# Home\n\n[y](y.md)\n");
    assert_eq!(next(), (vec![], vec![format!("content/index.md: {x} (broken-link)")]));
}

#[test]
fn of_very_many_findings_some_are_said() {
    let preview = Preview::of(&[("content/index.md", "# Home\n"), ("content/a.md", "# A\n")]);
    let next = || match preview.news.recv_timeout(Duration::from_secs(10)).expect("news") {
        News::Findings(report, _, more) => (report.findings.len(), more),
        other => panic!("{other:?}"),
    };
    let links: String = (0..50).map(|number| format!("[y](y{number}.md)\n\n")).collect();
    preview.write("content/a.md", &format!("# A\n\n{links}"));
    assert_eq!(next(), (20, 30));
}

#[test]
fn without_events_the_files_are_looked_at() {
    let preview = Preview::with(BOOK, Limits::default(), true);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.write("content/folder/b.md", "# B\n\nPolled.\n");
    events.wait("folder/b/");
    assert!(preview.get("/folder/b/").has("Polled."));
}

#[test]
fn included_text_is_new_at_the_next_request() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\n```include\nfile: part.md\n```\n"),
        ("content/part.md", "# Part\n\nPart one.\n"),
        ("content/other.md", "# Other\n\n```include\nfile: ../parts/b.md\n```\n"),
        ("parts/b.md", "B one.\n"),
    ]);
    for number in 0..20 {
        preview.write("content/part.md", &format!("# Part\n\nPart {number}.\n"));
        assert!(preview.get("/").has(&format!("<p>Part {number}.</p>")), "{number}");
        preview.write("parts/b.md", &format!("B {number}.\n"));
        assert!(preview.get("/other/").has(&format!("<p>B {number}.</p>")), "{number}");
    }
}

/// However many ask at once: whoever renders a page late must not keep it for those that come after.
#[test]
fn no_answer_is_older_than_the_disk() {
    let preview = Preview::of(BOOK);
    let written = AtomicUsize::new(0);
    let edits = 400;
    preview.write("content/a.md", "# A\n\nEdit 0.\n");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let mut client = preview.connect();
            let written = &written;
            scope.spawn(move || {
                loop {
                    let least = written.load(Ordering::SeqCst);
                    let text = client.get("/a/").text();
                    let edit = text.split_once("Edit ").and_then(|(_, rest)| rest.split_once('.'));
                    let edit: usize = edit.expect("an edit").0.parse().expect("a number");
                    assert!(edit >= least, "{edit} after {least}");
                    if least == edits {
                        break;
                    }
                }
            });
        }
        let (file, beside) = (preview.root().join("content/a.md"), preview.root().join("content/a.md~"));
        for number in 1..=edits {
            fs::write(&beside, format!("# A\n\nEdit {number}.\n")).expect("written");
            fs::rename(&beside, &file).expect("renamed");
            written.store(number, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(3));
        }
    });
}

#[test]
fn what_editors_leave_for_a_moment_changes_nothing() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    for name in ["4913", "a.md~", "#a.md#", ".a.md.swp", "a.md.tmp", "a.md___jb_tmp___"] {
        preview.write(&format!("content/{name}"), "x");
        std::thread::sleep(Duration::from_millis(30));
        preview.remove(&format!("content/{name}"));
    }
    // And what is no content.
    preview.write("notes/x.md", "# Not published\n");
    std::thread::sleep(Duration::from_millis(100));
    preview.write("content/a.md", "# A\n\nSaved.\n");
    assert_eq!(events.next().expect("an event").1, "{\"pages\":[\"a/\"]}");
}

/// Linking a large handbook anew takes its time; who writes and looks does not wait for it.
#[test]
fn texts_are_new_while_the_whole_is_linked() {
    let pages: Vec<(String, String)> = (0..1500)
        .map(|number| (format!("content/many/p{number}.md"), format!("# Page {number}\n")))
        .collect();
    let mut files = BOOK.to_vec();
    files.extend(pages.iter().map(|(path, text)| (&**path, &**text)));
    let preview = Preview::of(&files);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    let linked = AtomicBool::new(false);
    std::thread::scope(|scope| {
        preview.write("content/picture.svg", "<svg/>");
        scope.spawn(|| {
            events.wait("anything");
            linked.store(true, Ordering::SeqCst);
        });
        let mut client = preview.connect();
        let started = Instant::now();
        let mut longest = Duration::ZERO;
        for number in 0.. {
            preview.write("content/a.md", &format!("# A\n\nEdit {number:05}.\n"));
            let asked = Instant::now();
            assert!(client.get("/a/").has(&format!("<p>Edit {number:05}.</p>")), "edit {number}");
            longest = longest.max(asked.elapsed());
            if linked.load(Ordering::SeqCst) {
                break;
            }
            // Nobody writes without end: where others want the processors too, all of them would go into texts.
            std::thread::sleep(Duration::from_millis(2));
        }
        let whole = started.elapsed();
        assert!(longest < whole / 2, "a text waited for {longest:?} of the {whole:?} that the whole took");
    });
    assert_eq!(preview.get("/picture.svg").status, 200);
}

/// Archives and tools give all files one time: the next file may look like the last in size and time.
#[cfg(unix)]
#[test]
fn files_that_look_alike_are_told_apart() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# X\n\nalpha\n"),
        ("content/b.md", "# X\n\nbravo\n"),
    ]);
    let content = preview.root().join("content");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let age = |name: &str| {
        let file = fs::File::options().write(true).open(content.join(name)).expect("opened");
        file.set_modified(long_ago).expect("aged");
    };
    age("a.md");
    age("b.md");
    preview.write("content/index.md", "# Another home\n");
    preview.wait("/", |answer| answer.has("Another home"));
    assert!(preview.get("/a/").has("alpha") && preview.get("/b/").has("bravo"));
    for (from, to) in [("a.md", "x"), ("b.md", "a.md"), ("x", "b.md")] {
        fs::rename(content.join(from), content.join(to)).expect("renamed");
    }
    assert!(preview.get("/a/").has("bravo") && preview.get("/b/").has("alpha"));
    fs::write(content.join("a.md"), "# X\n\ngamma\n").expect("written");
    age("a.md");
    assert!(preview.get("/a/").has("gamma"));
}

/// A practice's text is shown by the pages of units below, too.
#[test]
fn what_practice_pages_show_is_told_and_new_at_once() {
    let preview = Preview::of(BOOK);
    let practice = |text: &str| format!("---\nkind: practice\n---\n{text}\n");
    preview.write(
        "themes/default/templates/page.html",
        "<html><head></head>{{ page.content | safe }}{% if page.words > 20 %}{{ nope.x }}{% endif %}",
    );
    preview.write("content/testing.md", &practice("Short. [b](/folder/b/#HEADING)"));
    preview.write("content/folder/b.md", "# B\n\n## Heading\n");
    preview.write("content/teams/x/_index.md", "---\nkind: team\n---\n# X\n");
    let derived = "/teams/x/practices/testing/";
    preview.wait(derived, |answer| answer.has("#heading"));
    std::thread::sleep(Duration::from_millis(300));
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.replace("content/folder/b.md", "# B\n\n## Other\n");
    assert!(events.wait("folder/b/").1.contains("teams/x/practices/testing/"));
    preview.replace("content/testing.md", &practice(&"Many words. ".repeat(20)));
    assert_eq!(preview.get(derived).status, 500);
    preview.wait("/_dayone/state", |answer| answer.has("nope"));
    preview.replace("content/testing.md", &practice("Short again."));
    assert!(preview.get(derived).has("Short again."));
    preview.wait("/_dayone/state", |answer| !answer.has("nope"));
}

/// Any text may be one that was reviewed, or the last that links to a page.
#[test]
fn how_a_handbook_is_kept_is_told_as_it_is() {
    let preview = Preview::of(BOOK);
    let reviewed = dayone::reviews::print("# A\n\nOne.\n");
    let line = format!("- {{page: a.md, on: 2026-03-01, text: \"{reviewed}\"}}\n");
    preview.write("content/reviews.yaml", &line);
    let tally = |state: &str, count: usize, words: &str| {
        format!("<li data-state=\"{state}\"><a href=\"#{words}\"><strong>{count}</strong>")
    };
    preview.wait("/health/", |answer| answer.has(&tally("edited", 0, "reviews")));
    assert!(preview.get("/health/").has(&tally("orphans", 2, "orphans")));
    assert!(preview.get("/api/pages.json").has("\"state\":\"fresh\""));
    std::thread::sleep(Duration::from_millis(300));
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.replace("content/a.md", "# A\n\nOne more, see [b](folder/b.md).\n");
    assert_eq!(events.wait("a/").1, "{\"pages\":[\"a/\",\"health/\"]}");
    let health = preview.get("/health/");
    assert!(health.has(&tally("edited", 1, "reviews")) && health.has(&tally("orphans", 1, "orphans")));
    assert!(preview.get("/api/pages.json").has("\"state\":\"edited\""));
    preview.replace("content/a.md", "# A\n\nOne.\n");
    preview.wait("/health/", |answer| answer.has(&tally("edited", 0, "reviews")));
    preview.wait("/api/pages.json", |answer| answer.has("\"state\":\"fresh\""));
}
