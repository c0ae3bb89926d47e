//! What is at which address.

use crate::client::{Preview, put};

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n\nSee [testing](practices/testing.md).\n"),
    ("content/practices/testing.md", "---\naliases: [/old/]\n---\n# Testing\n\nWe test.\n"),
    ("content/files/a b.css", "p {}\n"),
    ("content/files/film.mp4", "0123456789"),
    ("content/raw/index.html", "<p>Raw.</p>"),
    ("book.toml", "[redirects]\n\"go\" = \"https://example.org/ü?a=b#c\"\n"),
    ("content/draft.md", "---\ndraft: true\n---\n# Not yet\n"),
];

#[test]
fn pages_are_as_published_with_the_client_in_them() {
    let preview = Preview::of(BOOK);
    let answer = preview.get("/practices/testing/");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
    assert!(
        answer.header("Content-Security-Policy").is_some_and(|policy| policy.contains("script-src 'self'"))
    );
    assert!(answer.has("<p>We test.</p>"));
    assert!(answer.has("src=\"/_dayone/client.js\" type=\"module\" data-base=\"/\""));
    assert!(answer.has("data-page=\"practices/testing/\""));
    assert!(answer.has("data-source=\"content/practices/testing.md\""));
    assert_eq!(preview.get("/practices/testing/index.html").text(), answer.text());
    assert_eq!(preview.get("/draft/").status, 404);
}

#[test]
fn addresses_that_lead_on_do() {
    let preview = Preview::of(BOOK);
    for (path, to) in [
        ("/practices/testing", "/practices/testing/"),
        ("/practices/testing?today=2027-01-01", "/practices/testing/?today=2027-01-01"),
        ("/practices", "/practices/"),
        ("/old/", "/practices/testing/"),
        ("/old", "/practices/testing/"),
        ("/old/index.html", "/practices/testing/"),
        ("/old/?today=2027-01-01", "/practices/testing/?today=2027-01-01"),
        ("/_dayone", "/_dayone/"),
        ("/raw", "/raw/"),
        ("/go/", "https://example.org/%C3%BC?a=b#c"),
        // What is no day is not carried along, and what is one is written in one way.
        ("/practices/testing/?today=hello", "/practices/testing/"),
        ("/nowhere/?a=b&today=&c", "/nowhere/?a=b&c"),
        ("/?today=20270101", "/?today=2027-01-01"),
        ("/?today=2027%2D01-01&x", "/?x&today=2027-01-01"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("Location")), (302, Some(to)), "{path}");
    }
    assert_eq!(preview.get("/raw/").text(), "<p>Raw.</p>");
}

#[test]
fn what_is_not_there_is_the_handbooks_own_page() {
    let preview = Preview::of(BOOK);
    let answer = preview.get("/nowhere/");
    assert_eq!(answer.status, 404);
    assert!(answer.has("This page does not exist"));
    assert!(answer.has("/_dayone/client.js"), "so that it shows the page as soon as there is one");
    assert_eq!(preview.get("/404.html").status, 200);
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    for path in ["/", "/files/film.mp4", "/search.json", "/_dayone/client.js", "/_dayone/state"] {
        let first = client.get(path);
        let print = first.header("ETag").expect("a print").to_owned();
        let again = client.ask("GET", path, &[("If-None-Match", &print)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("Content-Length"), None, "{path}");
        assert_eq!(client.ask("GET", path, &[("If-None-Match", "\"else\"")]).status, 200, "{path}");
        let head = client.ask("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("Content-Length"), Some(&*first.body.len().to_string()), "{path}");
    }
}

#[test]
fn parts_of_files_are_sent() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    let whole = client.get("/files/film.mp4");
    assert_eq!(whole.header("Content-Type"), Some("video/mp4"));
    assert_eq!(whole.header("Accept-Ranges"), Some("bytes"));
    let part = client.ask("GET", "/files/film.mp4", &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.text().as_str()), (206, "234"));
    assert_eq!(part.header("Content-Range"), Some("bytes 2-4/10"));
    let none = client.ask("GET", "/files/film.mp4", &[("Range", "bytes=99-")]);
    assert_eq!((none.status, none.header("Content-Range")), (416, Some("bytes */10")));
    let other = client.ask("GET", "/files/film.mp4", &[("Range", "bytes=2-4"), ("If-Range", "\"else\"")]);
    assert_eq!((other.status, other.body.len()), (200, 10));
    assert_eq!(client.ask("GET", "/files/film.mp4", &[("Range", "Bytes=2-4")]).text(), "234");
    let head = client.ask("HEAD", "/files/film.mp4", &[("Range", "bytes=2-4")]);
    assert_eq!((head.status, head.header("Content-Length")), (200, Some("10")));
}

#[test]
fn files_are_found_by_encoded_names_and_have_types() {
    let preview = Preview::of(BOOK);
    let answer = preview.get("/files/a%20b.css");
    assert_eq!((answer.status, answer.header("Content-Type")), (200, Some("text/css; charset=utf-8")));
}

#[test]
fn large_files_come_whole() {
    let preview = Preview::of(BOOK);
    let large = "0123456789abcdef".repeat(200_000);
    put(&preview.root(), "content/files/large.bin", &large);
    let answer = preview.wait("/files/large.bin", |answer| answer.status == 200);
    assert!(answer.body == large.as_bytes(), "{} bytes of {}", answer.body.len(), large.len());
}

#[test]
fn a_base_path_is_where_the_site_is() {
    let mut files = BOOK.to_vec();
    files.push(("book.toml", "[build]\nbase-url = \"https://example.org/hand/book/\"\n"));
    let preview = Preview::of(&files);
    assert_eq!(preview.server.path, "/hand/book/");
    assert_eq!(preview.get("/").header("Location"), Some("/hand/book/"));
    assert_eq!(preview.get("/hand/book").header("Location"), Some("/hand/book/"));
    assert_eq!(preview.get("/hand/book/practices/testing/").status, 200);
    assert_eq!(preview.get("/hand/book/old/").header("Location"), Some("/hand/book/practices/testing/"));
    let outside = preview.get("/practices/testing/");
    assert_eq!((outside.status, outside.header("Dayone-Base")), (404, Some("/hand/book/")));
    assert!(preview.get("/hand/book/").has("data-base=\"/hand/book/\""));
}

#[test]
fn a_page_can_be_seen_as_of_another_day() {
    let page = "---\nreviewed: 2026-03-01\nreview_in: 6 months\n---\n# Testing\n\nWe test.\n";
    let preview = Preview::of(&[("content/index.md", "# Home\n"), ("content/a.md", page)]);
    let now = preview.get("/a/").text();
    let later = preview.get("/a/?today=2027-01-01").text();
    assert!(now.contains("fresh") && later.contains("overdue"), "{later}");
    assert_eq!(preview.get("/a/").text(), now);
    assert_eq!(preview.get("/a/?today=soon").header("Location"), Some("/a/"));
    assert_eq!(preview.get("/a/?today=2026-03-31").text(), now);
}

#[test]
fn the_workbench_knows_the_handbook() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\n[Gone](gone.md)\n"),
        ("content/a.md", "---\nhidden: true\n---\n# A\n"),
        ("book.toml", "[serve]\neditor = \"editor://open{path}:{line}\"\n"),
    ]);
    let page = preview.get("/_dayone/");
    assert_eq!((page.status, page.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    let state: serde_json::Value = serde_json::from_slice(&preview.get("/_dayone/state").body).expect("JSON");
    assert_eq!(state["pages"][0]["title"], "Home");
    assert_eq!(state["pages"][0]["warning"], 1);
    assert_eq!(
        (&state["pages"][1]["hidden"], &state["pages"][1]["referenced"]),
        (&true.into(), &false.into())
    );
    assert_eq!(state["findings"][0]["text"], "[Gone](gone.md)");
    let found: serde_json::Value =
        serde_json::from_slice(&preview.get("/_dayone/findings?page=").body).expect("JSON");
    assert_eq!(found["page"][0]["code"], "broken-link");
    assert_eq!((&found["page"][0]["line"], &found["page"][0]["column"]), (&3.into(), &8.into()));
    let view: serde_json::Value =
        serde_json::from_slice(&preview.get("/_dayone/view?page=").body).expect("JSON");
    assert_eq!(view["page"]["title"], "Home");
    let lines: serde_json::Value =
        serde_json::from_slice(&preview.get("/_dayone/lines?page=").body).expect("JSON");
    assert_eq!(lines["lines"], serde_json::json!([[1, "Home"], [3, "Gone"]]));
}

#[test]
fn an_editor_opens_only_what_the_handbook_has() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n"),
        ("book.toml", "[serve]\neditor = \"editor://open{path}:{line}\"\n"),
    ]);
    let own = format!("http://localhost:{}", preview.server.address.port());
    let open = |path: &str, origin: &str| preview.connect().ask("POST", path, &[("Origin", origin)]);
    let answer = open("/_dayone/open?file=content/index.md&line=3", &own);
    assert_eq!(answer.status, 200);
    assert!(answer.has("/content/index.md:3"), "{}", answer.text());
    assert_eq!(open("/_dayone/open?file=../../etc/passwd&line=3", &own).status, 404);
    assert_eq!(open("/_dayone/open?file=/etc/passwd&line=3", &own).status, 404);
    assert_eq!(open("/_dayone/open?file=content/index.md&line=3", "http://evil.example").status, 403);
    assert_eq!(preview.connect().ask("POST", "/_dayone/open?file=content/index.md", &[]).status, 403);
}
