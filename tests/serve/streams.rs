//! Event streams: told what changed, many at once, and gone when nobody listens.

use std::time::{Duration, Instant};

use dayone::serve::Limits;

use crate::client::Preview;

const BOOK: &[(&str, &str)] = &[("content/index.md", "# Home\n"), ("content/a.md", "# A\n\nOne.\n")];

#[test]
fn a_change_is_told_with_its_pages() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    assert_eq!(events.next().expect("an event").1, "{\"hello\":true}");
    preview.replace("content/a.md", "# A\n\nTwo.\n");
    assert_eq!(events.next().expect("an event").1, "{\"pages\":[\"a/\"]}");
    preview.replace("content/a.md", "# Other\n\nTwo.\n");
    assert_eq!(events.next().expect("an event").1, "{\"anything\":true,\"moved\":{}}");
}

#[test]
fn a_page_that_moved_is_told_with_its_new_address() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    std::fs::rename(preview.root().join("content/a.md"), preview.root().join("content/b.md"))
        .expect("renamed");
    assert!(events.wait("anything").1.contains("\"moved\":{\"a/\":\"b/\"}"));
    preview.replace("content/b.md", "---\nslug: c\n---\n# A\n\nOne.\n");
    assert!(events.wait("anything").1.contains("\"moved\":{\"b/\":\"c/\"}"));
}

/// Links in it lead elsewhere now.
#[test]
fn pages_whose_links_change_with_another_are_told_too() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# A\n\n[Later](b.md#Later)\n"),
        ("content/b.md", "# B\n"),
    ]);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    preview.replace("content/b.md", "# B\n\n## Later\n");
    assert_eq!(events.next().expect("an event").1, "{\"pages\":[\"a/\",\"b/\"]}");
    assert!(preview.get("/a/").has("../b/#later"));
}

/// One mistake in a template is every page's.
#[test]
fn many_pages_that_fail_are_told_once_or_twice() {
    let pages: Vec<(String, String)> =
        (0..100).map(|n| (format!("content/p{n}.md"), format!("# Page {n}\n"))).collect();
    let broken = "{% extends \"base.html\" %}{% block main %}{{ page.title.x.y }}{% endblock %}";
    let template = "themes/own/templates/page.html";
    let mut files = vec![(template, broken), ("book.toml", "[theme]\nname = \"own\"\n")];
    files.extend(BOOK);
    files.extend(pages.iter().map(|(path, text)| (&**path, &**text)));
    let preview = Preview::of(&files);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    let mut client = preview.connect();
    for page in 0..100 {
        assert_eq!(client.get(&format!("/p{page}/")).status, 500);
    }
    events.wait("found");
    preview.write(template, &format!("{broken} "));
    events.wait("anything");
    std::thread::sleep(Duration::from_millis(500));
    preview.replace("content/a.md", "# Another title\n");
    let mut told = 0;
    while !events.next().expect("an event").1.contains("anything") {
        told += 1;
    }
    assert!(told <= 2, "{told} events");
}

/// Ten thousand addresses would be told to everyone; a folder is one.
#[test]
fn a_folder_that_moved_is_told_in_few_words() {
    let pages: Vec<(String, String)> =
        (0..100).map(|n| (format!("content/teams/t{n}/x.md"), format!("# Page {n}\n"))).collect();
    let mut files = BOOK.to_vec();
    files.extend(pages.iter().map(|(path, text)| (&**path, &**text)));
    let preview = Preview::of(&files);
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    let content = preview.root().join("content");
    std::fs::rename(content.join("teams"), content.join("squads")).expect("renamed");
    let (_, data) = events.wait("folders");
    assert!(data.contains("\"folders\":{\"teams/\":\"squads/\"}") && data.len() < 200, "{data}");
}

#[test]
fn who_was_away_is_told_what_it_missed() {
    let preview = Preview::of(BOOK);
    let mut events = preview.connect().listen(None);
    let (id, _) = events.next().expect("an event");
    events.client.close();
    preview.replace("content/a.md", "# A\n\nTwo.\n");
    preview.get("/a/");
    let mut again = preview.connect().listen(Some(&id));
    assert_eq!(again.next().expect("an event").1, "{\"pages\":[\"a/\"]}");
    let mut stranger = preview.connect().listen(Some("12345-1"));
    assert_eq!(stranger.next().expect("an event").1, "{\"anything\":true}");
}

/// Two hundred open tabs do not keep a page from being served; fifty that are killed are noticed.
#[test]
fn many_listen_and_many_vanish() {
    let preview = Preview::of(BOOK);
    let mut streams: Vec<_> = (0..200).map(|_| preview.connect().listen(None)).collect();
    for stream in &mut streams {
        stream.wait("hello");
    }
    let started = Instant::now();
    assert_eq!(preview.get("/a/").status, 200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    for stream in streams.drain(..50) {
        stream.client.close();
    }
    for number in 0..3 {
        preview.replace("content/a.md", &format!("# A\n\nEdit {number}.\n"));
        assert!(preview.get("/a/").has(&format!("Edit {number}.")));
        for stream in &mut streams {
            stream.wait("\"a/\"");
        }
    }
}

/// As many streams as there may be connections: those that are gone make room.
#[test]
fn a_closed_tab_makes_room() {
    let limits = Limits { connections: 8, ..Limits::default() };
    let preview = Preview::with(BOOK, limits, false);
    let streams: Vec<_> = (0..7).map(|_| preview.connect().listen(None)).collect();
    for stream in streams {
        stream.client.close();
    }
    // The heartbeat finds out; an event does so at once.
    let patience = Instant::now() + Duration::from_secs(30);
    let mut number = 0;
    loop {
        let mut more: Vec<_> = (0..6).map(|_| preview.connect()).collect();
        let served = more.iter_mut().all(|client| {
            client.say(b"GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.hear(false).is_some_and(|answer| answer.status == 200)
        });
        if served {
            return;
        }
        assert!(Instant::now() < patience, "the closed streams still take up room");
        drop(more);
        number += 1;
        preview.replace("content/a.md", &format!("# A\n\nEdit {number}.\n"));
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn the_end_ends_everything() {
    let preview = Preview::of(BOOK);
    let address = preview.server.address;
    let mut events = preview.connect().listen(None);
    events.wait("hello");
    let idle = preview.connect();
    let started = Instant::now();
    drop(preview);
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(events.next(), None);
    assert!(std::net::TcpStream::connect(address).is_err() || std::net::TcpListener::bind(address).is_ok());
    drop(idle);
}
