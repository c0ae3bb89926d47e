//! Registers of many rows have several pages, which have each of them once.

use std::collections::BTreeSet;
use std::path::Path;

use super::Tree;
use super::scratch::{Scratch, long_registers};

fn text<'t>(site: &'t Tree, path: &str) -> &'t str {
    let bytes = site.get(Path::new(path)).unwrap_or_else(|| panic!("there is no {path}"));
    std::str::from_utf8(bytes).expect("a text")
}

/// The numbers of the rows whose words begin so.
fn rows(html: &str, words: &str) -> Vec<usize> {
    let found = html.split(words).skip(1);
    let number = |rest: &str| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
    found.filter_map(number).collect()
}

#[test]
fn every_row_is_on_one_page_and_every_page_has_the_filters() {
    let folder = long_registers();
    // Somebody calls a page of their own as the second of the log would be.
    folder.write("content/decisions/2.md", "# Two\n");
    let mut request = folder.request();
    request.base_url = Some("https://x.example/".to_owned());
    let site = super::build_into(&request, &folder.root().join("site"));
    for (register, second, words, filters) in [
        ("coe", "coe/2", ">Failure ", &["severity", "unit"][..]),
        ("actions", "actions/2", ">Act ", &["owner", "state"]),
        ("decisions", "decisions/page-2", ">Choice ", &["unit", "status"]),
    ] {
        let pages = [register.to_owned(), second.to_owned(), format!("{register}/3")];
        let mut all = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let html = text(&site, &format!("{page}/index.html"));
            let start = html.find("rows\">").expect("a list");
            let end = html[start..].find("class=\"numbers\"").expect("its pages") + start;
            let found = rows(&html[start..end], words);
            assert_eq!(found.len(), [100, 100, 50][number], "{page}");
            all.extend(found);
            let names: Vec<&str> =
                html.split("<select name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert_eq!(names, filters, "{page}");
            assert!(html.len() < 100_000, "{page}: {} bytes", html.len());
        }
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), (0..250).collect(), "{register}");
    }
    // What is part of a unit is found by it, too.
    let html = text(&site, "decisions/index.html");
    assert!(
        html.contains("data-unit=\"sea|sea/deck\"")
            && html.contains("<option value=\"sea/deck\">deck</option>")
    );
    assert!(text(&site, "actions/2/index.html").contains("<option value=\"-\">Nobody</option>"));
    assert!(
        text(&site, "sitemap.xml").contains("/decisions/<") && !text(&site, "sitemap.xml").contains("page-2")
    );
}

#[test]
fn the_latest_of_registers_are_in_their_feeds() {
    let folder = long_registers();
    folder.write(
        "content/open.md",
        "---\nkind: decision\nstatus: proposed\ndescription: Now or <later>.\ndeciders: Ana Reis, the pilot\n---\n# Shall we\n",
    );
    let mut request = folder.request();
    request.base_url = Some("https://x.example/".to_owned());
    let site = super::build_into(&request, &folder.root().join("site"));
    for (path, title) in
        [("coe/feed.xml", "Home: Corrections of error"), ("decisions/feed.xml", "Home: Decisions")]
    {
        let feed = text(&site, path);
        assert_eq!(feed.matches("<entry>").count(), 30, "{path}");
        assert!(feed.contains(&format!("<title>{title}</title>")), "{feed}");
        assert!(feed.contains(&format!("<link rel=\"self\" href=\"https://x.example/{path}\"/>")), "{feed}");
    }
    let feed = text(&site, "decisions/feed.xml");
    let first = feed.split("<entry>").nth(1).expect("an entry");
    // Nobody says when it was proposed: it is no news every day.
    let expected = [
        "<title>Shall we</title>",
        "<id>https://x.example/open/</id>",
        "<updated>2025-03-28T00:00:00Z</updated>",
        "<author><name>Ana Reis</name>\n</author>\n<author><name>the pilot</name>\n</author>",
        "<category term=\"proposed\" label=\"Proposed\"/>",
        "<summary>Proposed: Now or &lt;later&gt;.</summary>",
    ];
    for words in expected {
        assert!(first.contains(words), "{words} is not in {first}");
    }
    let log = text(&site, "decisions/index.html");
    assert!(
        log.contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"../decisions/feed.xml\"")
    );
    // Without an address there is no feed, and nothing leads to it.
    let site = super::build_into(&folder.request(), &folder.root().join("other"));
    assert!(!site.contains_key(Path::new("decisions/feed.xml")));
    assert!(!text(&site, "decisions/index.html").contains("feed.xml"));
}

#[test]
fn many_rotations_are_on_several_pages() {
    let folder = Scratch::new();
    folder.write("content/index.md", "# Home\n");
    for number in 0..150 {
        folder.write(&format!("content/teams/t{number}/_index.md"), "---\nkind: team\n---\n# A team\n");
        let text = format!(
            "---\nkind: rotation\nteam: t{number}\nmembers: [ana, bo]\nstarts: 2026-11-02\n---\n# Rota {number}\n"
        );
        folder.write(&format!("content/teams/t{number}/rota.md"), text);
    }
    let site = super::build_into(&folder.request(), &folder.root().join("site"));
    let mut all = Vec::new();
    for (page, count) in [("on-call", 100), ("on-call/2", 50)] {
        let html = text(&site, &format!("{page}/index.html"));
        let main = html.split("class=\"unit everywhere\"").nth(1).expect("who is on call");
        let found = rows(main, ">Rota ");
        assert_eq!(found.len(), count, "{page}");
        assert!(main.contains("class=\"numbers\"") && main.contains("aria-current=\"page\">"), "{page}");
        assert!(html.len() < 200_000, "{page}: {} bytes", html.len());
        all.extend(found);
    }
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), (0..150).collect());
}
