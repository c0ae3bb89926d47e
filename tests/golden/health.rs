//! How a large handbook is kept fits a small page.

use std::path::Path;

use super::scratch::Scratch;

#[test]
fn the_health_of_many_pages_is_told_in_few() {
    let folder = Scratch::new();
    folder.write("content/index.md", "# Home\n");
    for number in 0..1440 {
        let (owner, day) = (number % 120, if number < 12 { "2026-11-01" } else { "2024-02-29" });
        let text = format!("---\nowner: p{owner}\nreviewed: {day}\nreview_in: 1 year\n---\nText {number}.\n");
        folder.write(&format!("content/pages/p{number}.md"), text);
    }
    let site = super::build_into(&folder.request(), &folder.root().join("site"));
    let html = String::from_utf8_lossy(&site[Path::new("health/index.html")]).into_owned();
    assert!(html.len() < 200_000, "{} bytes", html.len());
    let count = |text: &str| html.matches(text).count();
    assert_eq!(
        count("class=\"review\""),
        30 * 10 + 4,
        "of thirty owners ten pages each, and four that will be due within the year"
    );
    assert_eq!(count("<tr data-owner="), 100);
    for words in [
        "<strong>1428</strong> overdue",
        "And 20 more: <code>dayone report owners</code>",
        "And 1390 more: <code>dayone report orphans</code>",
        "And 2 more: <code>dayone report freshness --owner p100</code>",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert_eq!(count("- and 2 more\n"), 26, "and so do their messages, of those with twelve");
    assert!(site.contains_key(Path::new("health/p119.ics")), "calendars are for everybody");
}
