//! Who owns what is as new as everything else, wherever it is said.

use std::fs;

use dayone::owners::FILES;
use dayone::reviews;

use crate::client::Preview;

#[test]
fn what_code_hosts_are_told_is_watched() {
    let preview = Preview::of(&[("content/index.md", "# Home\n"), ("content/a.md", "# A\n")]);
    for file in FILES {
        for owner in ["@ana", "@ben"] {
            preview.write(file, &format!("*  {owner}\n"));
            preview.wait("/a/", |answer| {
                answer.has(&format!("Owned by {owner}, <span class=\"said\">from {file}, line 1"))
            });
        }
        match file.split_once('/') {
            // A folder that goes takes the file with it.
            Some((folder, _)) => fs::remove_dir_all(preview.root().join(folder)).expect("removed"),
            None => preview.remove(file),
        }
        preview.wait("/a/", |answer| answer.status == 200 && !answer.has("Owned by"));
    }
}

#[test]
fn a_persons_page_shows_at_once_that_what_they_own_was_edited() {
    let print = reviews::print("# A\n\nOne.\n");
    let preview = Preview::of(&[
        ("book.toml", "[people]\npages = true\n"),
        ("content/people.yaml", "ana: Ana Lima\n"),
        ("content/a.md", "---\nowner: ana\n---\n# A\n\nOne.\n"),
        ("content/reviews.yaml", &format!("- {{page: a.md, on: 2026-01-02, text: \"{print}\"}}\n")),
    ]);
    assert!(!preview.get("/people/ana/").has("Edited since"));
    for round in 0..10 {
        preview.replace("content/a.md", &format!("---\nowner: ana\n---\n# A\n\nTwo {round}.\n"));
        assert!(preview.get("/people/ana/").has("Edited since"), "round {round}");
        preview.replace("content/a.md", "---\nowner: ana\n---\n# A\n\nOne.\n");
        assert!(!preview.get("/people/ana/").has("Edited since"), "round {round}");
    }
}

#[test]
fn a_name_leads_to_a_page_that_is_written_or_gone() {
    let preview = Preview::of(&[
        ("content/index.md", "---\nowner: ana\n---\n# Home\n"),
        ("content/people.yaml", "ben: Ben Ode\n"),
    ]);
    preview.wait("/", |answer| answer.has("Owned by ana<"));
    preview.write("content/people/ana.md", "---\nkind: person\n---\n# Ana Lima\n");
    preview.wait("/", |answer| answer.has("Owned by <a href=\"people/ana/\">Ana Lima</a>"));
    preview.write("content/people/ana.md", "---\nkind: person\n---\n# Ana Maria Lima\n");
    preview.wait("/", |answer| answer.has(">Ana Maria Lima</a>"));
    preview.remove("content/people/ana.md");
    preview.wait("/", |answer| answer.has("Owned by ana<"));
}
