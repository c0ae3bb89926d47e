//! Clients that mean no good, or do not know what they do.

use std::io::Write;
use std::time::{Duration, Instant};

use dayone::serve::Limits;

use crate::client::Preview;

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "# Home\n"),
    ("content/a.md", "# A\n\nOne.\n"),
    ("content/file.txt", "A file.\n"),
    ("secret.txt", "SECRET\n"),
    ("content/.hidden.txt", "SECRET\n"),
];

fn is_well(preview: &Preview) {
    assert_eq!(preview.get("/a/").status, 200);
}

#[test]
fn no_path_leaves_the_handbook() {
    let preview = Preview::of(BOOK);
    std::fs::write(preview.root().join("content/%2e%2e"), "odd").expect("written");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", preview.root().join("content/etc")).expect("a link");
        std::os::unix::fs::symlink("../secret.txt", preview.root().join("content/.link")).expect("a link");
    }
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/a/../../secret.txt",
        "/./secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/etc/passwd",
        "/secret.txt",
        "/file.txt%00.html",
        "/.hidden.txt",
        "/.link",
        "/%c0%ae%c0%ae/secret.txt",
        "/_dayone/../../secret.txt",
        "/_dayone/%2e%2e/secret.txt",
        "http://localhost/secret.txt",
        "/content/../../secret.txt",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 403 | 404), "{path}: {}", answer.status);
        assert!(!answer.has("SECRET") && !answer.has("root:"), "{path}");
    }
    is_well(&preview);
}

#[test]
fn other_names_and_other_sites_are_refused() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    for headers in [
        &[("Host", "evil.example")][..],
        &[("Host", "localhost.evil.example")],
        &[("Host", "")],
        &[("Origin", "http://evil.example")],
        &[("Origin", "null")],
    ] {
        let answer = client.ask("GET", "/a/", headers);
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(!answer.has("One."));
    }
    let own = format!("127.0.0.1:{}", preview.server.address.port());
    assert_eq!(client.ask("GET", "/a/", &[("Host", &own)]).status, 200);
}

#[test]
fn what_is_too_large_or_no_http_is_refused() {
    let preview = Preview::of(BOOK);
    let line = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000));
    let header = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(100_000));
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(3_000));
    for (request, status) in [
        (&*line, 431),
        (&header, 431),
        (&headers, 431),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551615\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\nabc", 413),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413),
        ("GET / HTTP/9.9\r\n\r\n", 505),
        ("PROPFIND / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", 400),
        ("GET / HTTP/1.1\r\nHo st: x\r\n\r\n", 400),
    ] {
        let mut client = preview.connect();
        // The server may have had enough before all is said.
        let _ = client.stream.write_all(request.as_bytes());
        let answer = client.hear(false).map(|answer| answer.status);
        assert_eq!(answer, Some(status), "{}", &request[..request.len().min(80)]);
        assert!(client.hear(false).is_none(), "the connection ends");
    }
    is_well(&preview);
}

#[test]
fn who_is_slow_or_silent_holds_up_nobody() {
    let limits =
        Limits { request: Duration::from_millis(300), idle: Duration::from_millis(600), ..Limits::default() };
    let preview = Preview::with(BOOK, limits, false);
    let mut silent: Vec<_> = (0..50).map(|_| preview.connect()).collect();
    let mut slow: Vec<_> = (0..50).map(|_| preview.connect()).collect();
    for client in &mut slow {
        client.say(b"GET /a/ HT");
    }
    let started = Instant::now();
    is_well(&preview);
    assert!(started.elapsed() < Duration::from_millis(2500), "{:?}", started.elapsed());
    for client in &mut slow {
        assert_eq!(client.hear(false).map(|answer| answer.status), Some(408));
    }
    for client in &mut silent {
        assert!(client.hear(false).is_none());
    }
}

#[test]
fn who_never_reads_holds_up_nobody() {
    let preview = Preview::of(BOOK);
    let large = "x".repeat(30_000_000);
    std::fs::write(preview.root().join("content/large.bin"), &large).expect("written");
    preview.wait("/large.bin", |answer| answer.status == 200);
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let mut client = preview.connect();
            // Many requests, one after the other, and no answer is ever read.
            for _ in 0..20 {
                client.say(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            client
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    for _ in 0..20 {
        let started = Instant::now();
        is_well(&preview);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    }
    drop(clients);
}

#[test]
fn too_many_are_told_to_come_back() {
    let preview = Preview::with(BOOK, Limits { connections: 4, ..Limits::default() }, false);
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let mut client = preview.connect();
            assert_eq!(client.get("/a/").status, 200);
            client
        })
        .collect();
    assert_eq!(preview.connect().hear(false).map(|answer| answer.status), Some(503));
    drop(clients);
    let patience = Instant::now() + Duration::from_secs(5);
    while preview.connect().hear_soon() != Some(200) {
        assert!(Instant::now() < patience, "there is room again");
    }
}

#[test]
fn requests_one_after_the_other_are_answered_in_order() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    client.say(
        &b"GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\nGET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .repeat(50),
    );
    for _ in 0..50 {
        assert!(client.hear(false).expect("a page").has("One."));
        assert_eq!(client.hear(false).expect("a file").text(), "A file.\n");
    }
    client.say(b"GET /a/ HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert_eq!(client.hear(false).expect("a page").status, 200);
    assert!(client.hear(false).is_none(), "HTTP/1.0 has one answer a connection");
}

/// Some readers take LF alone for the end of a line, and some do not: two that disagree would take one
/// request for two, or wait for ever for the rest of it.
#[test]
fn lines_that_end_in_lf_alone_are_refused_and_hold_nothing_up() {
    let preview = Preview::with(BOOK, Limits { connections: 8, ..Limits::default() }, false);
    for request in [
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: y\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\n",
        "GET / HTTP/1.1\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nX: y\nContent-Length: 9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: y\n",
    ] {
        for _ in 0..10 {
            let mut client = preview.connect();
            client.say(request.as_bytes());
            assert_eq!(client.hear(false).map(|answer| answer.status), Some(400), "{request:?}");
            assert!(client.hear(false).is_none(), "the connection ends");
        }
    }
    is_well(&preview);
}

/// What a client adds to a request is not passed on, and a body is no other request.
#[test]
fn a_body_is_no_request() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    let inner = "GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.say(
        format!(
            "GET /a/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{inner}GET /nowhere/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            inner.len()
        )
        .as_bytes(),
    );
    assert_eq!(client.hear(false).map(|answer| answer.status), Some(200));
    assert_eq!(client.hear(false).map(|answer| answer.status), Some(404));
    for headers in ["Host: localhost\r\nHost: localhost", "Host: localhost\r\nhost: evil.example"] {
        let mut client = preview.connect();
        client.say(format!("GET /a/ HTTP/1.1\r\n{headers}\r\n\r\n").as_bytes());
        assert_eq!(client.hear(false).map(|answer| answer.status), Some(400), "{headers}");
    }
}

/// A file that becomes shorter while it is sent: the end of the connection says so.
#[test]
fn a_file_that_shrinks_ends_the_connection() {
    let preview = Preview::of(BOOK);
    let file = preview.root().join("content/film.mp4");
    std::fs::write(&file, vec![7; 30_000_000]).expect("written");
    preview.wait("/film.mp4", |answer| answer.status == 200);
    let mut clients: Vec<_> = (0..3).map(|_| preview.connect()).collect();
    for client in &mut clients {
        client.say(b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    std::thread::sleep(Duration::from_millis(300));
    std::fs::OpenOptions::new().write(true).open(&file).and_then(|file| file.set_len(100)).expect("shorter");
    let started = Instant::now();
    for client in &mut clients {
        assert!(client.hear(false).is_none(), "there is no whole answer");
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    is_well(&preview);
}

/// What was looked at when it was loaded may have become a link since.
#[cfg(unix)]
#[test]
fn a_file_that_becomes_a_link_leads_nowhere() {
    let mut files = BOOK.to_vec();
    files.push(("content/.secret.md", "# SECRET\n"));
    files.push(("content/linked.txt", "Linked.\n"));
    let preview = Preview::with(&files, Limits::default(), true);
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::fs::write(elsewhere.path().join("s.md"), "# SECRET\n\nSECRET\n").expect("written");
    let secret = elsewhere.path().join("s.md");
    let link = |path: &str, target: &std::path::Path| {
        let link = preview.root().join(path);
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(target, link).expect("a link");
    };
    for (path, address) in [("content/file.txt", "/file.txt"), ("content/a.md", "/a/")] {
        for target in [&*secret, std::path::Path::new(".secret.md")] {
            link(path, target);
            let answer = preview.get(address);
            assert!(!answer.has("SECRET"), "{path}: {}", answer.text());
        }
    }
    link("content/linked.txt", std::path::Path::new("../secret.txt"));
    assert_eq!(
        preview.get("/linked.txt").text(),
        "SECRET\n",
        "a link within the handbook is its author's word"
    );
}

/// Clients that would speak another protocol are answered in this one.
#[test]
fn ordinary_clients_are_answered() {
    let preview = Preview::of(BOOK);
    let mut client = preview.connect();
    let curl =
        [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")];
    assert_eq!(client.ask("GET", "/a/", &curl).status, 200);
    assert_eq!(client.ask("GET", "/a/", &[("TE", "trailers")]).status, 200);
}
