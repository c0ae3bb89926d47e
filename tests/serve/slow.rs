//! Pages that take their time, however long, hold up nobody else.

use std::time::{Duration, Instant};

use crate::client::{Answer, Preview};

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nWelcome.\n"),
    ("content/a.md", "# A\n\nOne.\n"),
    ("content/folder/b.md", "# B\n\nTwo.\n"),
];

/// Whoever waits to change something makes nobody else wait.
#[test]
fn a_page_that_takes_its_time_holds_up_nobody() {
    let preview = Preview::of(BOOK);
    let rounds = "{% for a in range(end=3000) %}{% for b in range(end=3000) %}{% endfor %}{% endfor %}";
    let slow = format!("{{% extends \"base.html\" %}}{{% block main %}}{rounds}{{% endblock main %}}");
    preview.write("themes/default/templates/slow.html", &slow);
    preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    preview.wait("/slow/", |answer| answer.status == 200);
    let taken = {
        preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n\nAgain.\n");
        let started = Instant::now();
        assert!(preview.get("/slow/").status == 200);
        started.elapsed()
    };
    assert!(taken > Duration::from_millis(150), "the page takes {taken:?} only");
    std::thread::scope(|scope| {
        preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n\nOnce more.\n");
        let (mut one, mut other) = (preview.connect(), preview.connect());
        let slow = scope.spawn(move || one.get("/slow/"));
        std::thread::sleep(taken / 8);
        preview.write("content/a.md", "# A\n\nMeanwhile.\n");
        let edited = scope.spawn(move || other.get("/a/"));
        std::thread::sleep(taken / 8);
        let started = Instant::now();
        assert_eq!(preview.get("/folder/b/").status, 200);
        let waited = started.elapsed();
        assert!(!slow.is_finished() || waited < taken / 4, "{waited:?} of {taken:?}");
        assert!(waited < taken / 2, "{waited:?} of {taken:?}");
        assert!(edited.join().expect("an answer").has("Meanwhile."));
        assert!(slow.join().expect("an answer").status == 200);
    });
}

/// More slow pages than there are workers, a slow page that many ask for, and edits beside them.
#[test]
fn many_slow_pages_hold_up_nobody() {
    let preview = Preview::of(BOOK);
    let rounds = "{% for a in range(end=3000) %}{% for b in range(end=3000) %}{% endfor %}{% endfor %}";
    preview.write("themes/default/templates/slow.html", &format!("{rounds}<p>Done.</p>"));
    preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    preview.wait("/slow/", |answer| answer.has("Done."));
    std::thread::scope(|scope| {
        let days = (1..=6).map(|day| format!("/slow/?today=2026-01-0{day}"));
        let same = (1..=6).map(|_| "/slow/?today=2026-02-01".to_owned());
        let asked: Vec<String> = days.chain(same).collect();
        let slow: Vec<_> = asked
            .into_iter()
            .map(|path| {
                let mut client = preview.connect();
                scope.spawn(move || client.get(&path))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        let mut client = preview.connect();
        let started = Instant::now();
        for number in 0..3 {
            preview.write("content/a.md", &format!("# A\n\nMeanwhile {number}.\n"));
            assert!(client.get("/a/").has(&format!("Meanwhile {number}.")));
            assert_eq!(client.get("/").status, 200);
        }
        let waited = started.elapsed();
        let busy = slow.iter().filter(|asked| !asked.is_finished()).count();
        assert!(busy > 4, "{busy} are asked for after {waited:?}: it tells nothing");
        for asked in slow {
            assert!(asked.join().expect("an answer").has("Done."));
        }
    });
}

/// A template that never ends is stopped when it is mended, and then nothing goes on.
#[test]
fn an_endless_template_is_mended() {
    let preview = Preview::of(BOOK);
    let template = "themes/default/templates/slow.html";
    let rounds = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
    preview.replace(template, "<p>Quick.</p>");
    preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    preview.wait("/slow/", |answer| answer.has("Quick."));
    preview.replace(template, rounds);
    let asked: Vec<_> = (0..80)
        .map(|number| {
            if number < 40 {
                // Each save makes it another page.
                preview.replace("content/slow.md", &format!("---\ntemplate: slow\n---\n# Slow {number}\n"));
            }
            let mut client = preview.connect();
            client.say(b"GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            std::thread::sleep(Duration::from_millis(10));
            client
        })
        .collect();
    let started = Instant::now();
    assert_eq!(preview.get("/a/").status, 200);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    preview.replace(template, "<p>Mended.</p>");
    preview.wait("/slow/", |answer| answer.has("Mended."));
    for (number, mut client) in asked.into_iter().enumerate() {
        let answer = client.hear(false);
        // The first may have come before it was broken.
        let is_answered = |answer: &Answer| answer.has("Mended.") || answer.has("Quick.");
        assert!(answer.as_ref().is_some_and(is_answered), "{number}: {answer:?}");
    }
}

const ENDLESS: &str =
    "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";

/// Those who were hired leave again, and others are hired when they are needed.
#[test]
fn who_comes_later_is_answered_too() {
    let preview = Preview::of(BOOK);
    preview.write("themes/default/templates/slow.html", ENDLESS);
    preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    std::thread::sleep(Duration::from_millis(500));
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let mut client = preview.connect();
            client.say(b"GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client
        })
        .collect();
    for _ in 0..9 {
        std::thread::sleep(Duration::from_secs(1));
        let started = Instant::now();
        assert_eq!(preview.get("/a/").status, 200);
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }
    preview.replace("themes/default/templates/slow.html", "<p>Mended.</p>");
    for mut client in waiting {
        assert!(client.hear(false).is_some_and(|answer| answer.has("Mended.")));
    }
}

/// The page for addresses that there are not is a page like others.
#[test]
fn a_missing_page_that_never_ends_is_mended() {
    let preview = Preview::of(BOOK);
    preview.write("themes/default/templates/404.html", ENDLESS);
    std::thread::sleep(Duration::from_millis(500));
    let waiting: Vec<_> = (0..6)
        .map(|number| {
            let mut client = preview.connect();
            client.say(format!("GET /none{number} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
            client
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(preview.get("/a/").status, 200);
    preview.replace("themes/default/templates/404.html", "<p>Mended.</p>");
    for mut client in waiting {
        assert!(client.hear(false).is_some_and(|answer| answer.status == 404 && answer.has("Mended.")));
    }
}

/// What failed is rendered again after each change, and that may take for ever.
#[test]
fn what_failed_and_never_ends_keeps_no_change_away() {
    let preview = Preview::of(BOOK);
    let template = "themes/default/templates/slow.html";
    preview.replace(template, "{{ nope.x }}");
    preview.write("content/slow.md", "---\ntemplate: slow\n---\n# Slow\n");
    preview.wait("/slow/", |answer| answer.status == 500);
    preview.replace(template, ENDLESS);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    std::thread::sleep(Duration::from_millis(700));
    let started = Instant::now();
    preview.replace("content/a.md", "# Another title\n");
    events.wait("anything");
    preview.replace(template, "<p>Mended.</p>");
    preview.wait("/slow/", |answer| answer.has("Mended."));
    preview.wait("/_dayone/state", |answer| !answer.has("nope"));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
