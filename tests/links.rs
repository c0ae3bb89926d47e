//! Links of the file system: what they lead to is for readers, and there only once.
#![cfg(unix)]

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::fs;
use std::os::unix::fs::symlink;

use dayone::build::{build, check};
use dayone::diag::Finding;
use scratch::{Scratch, files};

/// The file that a finding is in.
fn place(found: &Finding) -> &str {
    found.place.as_ref().map_or("", |place| &place.file)
}

#[test]
fn links_of_the_file_system_lead_nowhere_else() {
    let (handbook, outside) = (Scratch::new(), Scratch::new());
    outside.write("secret.md", "# Secret\n");
    outside.write("secret.txt", "secret\n");
    handbook.write("content/_index.md", "# Home\n\n```include\nfile: /leak.md\n```\n");
    handbook.write("content/a/page.md", "# Page\n");
    handbook.write("shared/within.md", "# Within\n");
    let content = handbook.root().join("content");
    symlink(handbook.root().join("shared"), content.join("shared")).expect("a link");
    symlink("nowhere.md", content.join("dangling.md")).expect("a link");
    symlink("itself.md", content.join("itself.md")).expect("a link");
    symlink("..", content.join("a/up")).expect("a link");
    symlink(outside.root(), content.join("folder")).expect("a link");
    symlink(outside.root().join("secret.md"), content.join("file.md")).expect("a link");
    symlink(outside.root().join("secret.txt"), content.join("file.txt")).expect("a link");
    symlink(outside.root().join("secret.md"), handbook.root().join("leak.md")).expect("a link");
    let built = handbook.build().expect("a build");
    let public = handbook.root().join("public");
    let paths: Vec<String> = files(&public).iter().map(|path| path.display().to_string()).collect();
    assert!(paths.contains(&"shared/within/index.html".to_owned()), "{paths:?}");
    for path in paths {
        let bytes = fs::read(public.join(&path)).expect("a file of the site");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Secret") && !text.contains("secret\n"), "{path} has what lies outside");
    }
    let mut found: Vec<String> = built
        .report
        .findings
        .iter()
        .map(|(_, found)| format!("{} {}", found.rule.code, place(found)))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "bad-include content/_index.md",
            "outside-link content/a/up",
            "outside-link content/dangling.md",
            "outside-link content/file.md",
            "outside-link content/file.txt",
            "outside-link content/folder",
            "outside-link content/itself.md",
        ]
    );
}

#[test]
fn links_within_the_handbook_publish_nothing_hidden() {
    let handbook = Scratch::new();
    handbook.write(
        "content/_index.md",
        "# Home\n\n```include\nfile: /.env\n```\n\n```include\nfile: /env.md\n```\n",
    );
    for path in [".env", ".git/config", "shared/.hidden/key.txt", "public/old.txt"] {
        handbook.write(path, "secret\n");
    }
    handbook.write("book.toml", "# secret\n");
    handbook.write("shared/seen.txt", "seen\n");
    let content = handbook.root().join("content");
    for (link, target) in [
        ("git", "../.git"),
        ("env.txt", "../.env"),
        ("key.txt", "../shared/.hidden/key.txt"),
        ("book.txt", "../book.toml"),
        ("site", "../public"),
        ("root", ".."),
        ("seen.txt", "../shared/seen.txt"),
    ] {
        symlink(target, content.join(link)).expect("a link");
    }
    symlink(".env", handbook.root().join("env.md")).expect("a link");
    let checked = check(&handbook.request()).expect("a check");
    let assets: Vec<_> = checked.handbook.assets.iter().map(|asset| &*asset.path).collect();
    assert_eq!(assets, ["seen.txt"]);
    let found: Vec<String> = checked
        .report
        .findings
        .iter()
        .map(|(_, found)| format!("{}: {}", place(found), found.message))
        .collect();
    assert_eq!(
        found,
        [
            "content/_index.md: there is no file `.env` to include",
            "content/_index.md: there is no file `env.md` to include",
            "content/book.txt: this symbolic link leads to the handbook's settings and is left out",
            "content/env.txt: this symbolic link leads to a hidden file or folder and is left out",
            "content/git: this symbolic link leads to a hidden file or folder and is left out",
            "content/key.txt: this symbolic link leads to a hidden file or folder and is left out",
            "content/root: this symbolic link leads back to a folder that it is in and is left out",
            "content/site: this symbolic link leads into a built site and is left out",
        ]
    );
}

#[test]
fn folders_that_link_to_one_another_are_entered_once() {
    for above in ["content", "shared"] {
        let handbook = Scratch::new();
        handbook.write("content/_index.md", "# Home\n");
        for from in 0..8 {
            handbook.write(&format!("{above}/f{from}/page.md"), "# Page\n");
            for to in (0..8).filter(|to| *to != from) {
                let link = handbook.root().join(format!("{above}/f{from}/to{to}"));
                symlink(format!("../f{to}"), link).expect("a link");
            }
        }
        if above == "shared" {
            symlink("../shared/f3", handbook.root().join("content/a")).expect("a link");
            symlink("../shared", handbook.root().join("content/b")).expect("a link");
        }
        let checked = check(&handbook.request()).expect("a check");
        let written = checked.handbook.pages.iter().filter(|page| page.source().is_some()).count();
        // Every page once, whatever leads to it.
        assert_eq!(written, 1 + 8, "{above}");
        let found: Vec<_> = checked.report.findings.iter().map(|(_, found)| found.rule.code).collect();
        let times = if above == "content" { 56 } else { 57 };
        assert_eq!(found, vec!["outside-link"; times], "{above}");
    }
}

#[test]
fn people_are_not_published_by_another_name() {
    let handbook = Scratch::new();
    handbook.write("content/_index.md", "# Home\n");
    handbook.write("content/people.yaml", "mira:\n  name: Mira Okonjo\n");
    let content = handbook.root().join("content");
    symlink("people.yaml", content.join("crew.yaml")).expect("a link");
    let built = handbook.build().expect("a build");
    let found: Vec<&str> = built.report.findings.iter().map(|(_, found)| place(found)).collect();
    assert_eq!(found, ["content/crew.yaml"]);
    let public = handbook.root().join("public");
    assert!(files(&public).iter().all(|file| file.extension().is_none_or(|ending| ending != "yaml")));
}

/// The people are data: whatever leads to them, they are not published.
#[test]
fn links_to_the_people_are_left_out() {
    let handbook = Scratch::new();
    handbook.write("content/index.md", "# Home\n\n```include\nfile: crew.md\n```\n");
    handbook.write("content/data/people.yaml", "mira: Mira secret\n");
    symlink("data/people.yaml", handbook.root().join("content/people.yaml")).expect("a link");
    for name in ["crew.md", "crew.yaml"] {
        symlink("people.yaml", handbook.root().join("content").join(name)).expect("a link");
    }
    for bytes in ["mira: Mira secret\n".as_bytes(), b"\xff\xfem\0i\0 secret"] {
        fs::write(handbook.root().join("content/data/people.yaml"), bytes).expect("written");
        let built = build(&handbook.request(), &|_| {}).expect("a build");
        let found: Vec<String> = built
            .report
            .findings
            .iter()
            .map(|(_, found)| format!("{}: {}", place(found), found.message))
            .collect();
        let withheld = [
            "content/crew.md: this link leads to the people, who are not published",
            "content/crew.yaml: this link leads to the people, who are not published",
            "content/data/people.yaml: these are the people, who are not published",
            "content/index.md: `content/crew.md` is not for readers, and cannot be included",
        ];
        for words in withheld {
            assert!(found.iter().any(|found| found == words), "{words}: {found:?}");
        }
        let public = handbook.root().join("public");
        let files =
            walkdir::WalkDir::new(&public).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        for file in files {
            let bytes = fs::read(file.path()).expect("read");
            assert!(!String::from_utf8_lossy(&bytes).contains("secret"), "{}", file.path().display());
        }
        fs::remove_dir_all(public).expect("removed");
    }
}
