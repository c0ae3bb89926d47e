//! The commands as people and programs use them: transcripts in `tests/cli/*.md`, and here what a
//! transcript cannot say.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what the commands say into the transcripts; put the
//! `[..]` back in place of the times.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::path::Path;

use scratch::{Scratch, files};
use snapbox::cmd::{Command, cargo_bin};
use snapbox::str;

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cli/*.md");
}

fn dayone(folder: &Path) -> Command {
    let command = Command::new(cargo_bin!("dayone")).current_dir(folder);
    // As on a terminal of the usual width that nobody watches.
    ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"].iter().fold(command, Command::env_remove)
}

fn handbook() -> Scratch {
    let folder = Scratch::new();
    folder.write("book.toml", "[book]\ntitle = \"T\"\n");
    folder.write("content/_index.md", "# Home\n\n[a](teams/a.md) and [none](no.md)\n");
    folder.write("content/teams/a.md", "# A\n");
    folder
}

/// Everything in a folder, by path.
fn tree(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    files(folder)
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(folder.join(&path)).expect("a file that was listed");
            (path, bytes)
        })
        .collect()
}

#[test]
fn a_build_from_below_finds_the_handbook_above() {
    let folder = handbook();
    dayone(&folder.root().join("content/teams")).arg("build").assert().success().stderr_eq(str![[r#"
warning[broken-link]: `no.md` leads to no page or file
...
Built 3 pages in [..] s into ../../public: 1 warning

"#]]);
    assert!(folder.root().join("public/teams/a/index.html").is_file());
}

#[test]
fn the_site_does_not_depend_on_where_the_command_ran() {
    let (one, two) = (handbook(), handbook());
    dayone(&one.root().join("content/teams")).args(["build", "-q"]).assert().success();
    let elsewhere = Scratch::new();
    dayone(elsewhere.root()).arg("build").arg(two.root()).arg("-q").assert().success();
    assert_eq!(files(elsewhere.root()), Vec::<std::path::PathBuf>::new());
    assert_eq!(tree(&one.root().join("public")), tree(&two.root().join("public")));
}

#[test]
fn an_output_folder_is_relative_to_where_the_command_ran() {
    let folder = handbook();
    let below = folder.root().join("content/teams");
    dayone(&below).args(["build", "-q", "-o", "../../site/deep"]).assert().success();
    assert!(folder.root().join("site/deep/index.html").is_file());
}

#[test]
fn colour_is_for_those_who_want_it() {
    let folder = handbook();
    let stderr = |variables: &[(&str, &str)]| {
        let command = dayone(folder.root()).arg("build").envs(variables.iter().copied());
        String::from_utf8(command.output().expect("a run").stderr).expect("text")
    };
    assert!(!stderr(&[]).contains('\u{1b}'), "a pipe gets plain text");
    assert!(stderr(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    assert!(!stderr(&[("NO_COLOR", "1")]).contains('\u{1b}'));
}

#[test]
fn every_shell_gets_completions_that_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = dayone(Path::new(".")).args(["completions", shell]).output().expect("a run");
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).expect("text");
        for word in ["build", "check", "init", "explain", "base-url"] {
            assert!(script.contains(word), "{shell} does not complete `{word}`");
        }
    }
    dayone(Path::new(".")).args(["completions", "tcsh"]).assert().code(2);
}

#[test]
fn what_is_printed_for_programs_is_json() {
    let folder = handbook();
    for (arguments, pointer) in [
        (&["check", "--format", "json"][..], "/findings/0/code"),
        (&["check", "--format", "sarif"], "/runs/0/results/0/ruleId"),
        (&["view", "teams/a"], "/page/title"),
    ] {
        let output = dayone(folder.root()).args(arguments).output().expect("a run");
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(value.pointer(pointer).is_some_and(serde_json::Value::is_string), "{value:#}");
    }
}

#[test]
fn a_failing_build_leaves_the_site_as_it_was() {
    let folder = handbook();
    dayone(folder.root()).args(["build", "-q"]).assert().success();
    let before = tree(&folder.root().join("public"));
    folder.write("themes/default/templates/page.html", "{{ page.titel }}");
    folder.write("content/new.md", "# New\n");
    dayone(folder.root()).args(["build", "-q"]).assert().code(1);
    assert_eq!(tree(&folder.root().join("public")), before);
}

#[test]
fn what_init_writes_is_complete_and_nothing_of_it_is_found_wanting() {
    let folder = Scratch::new();
    dayone(folder.root()).args(["init", "."]).assert().success();
    dayone(folder.root()).args(["check", "--strict"]).assert().success().stdout_eq("");
    folder.write("content/_index.md", "# Mine\n");
    dayone(folder.root()).args(["init", "--force"]).assert().success();
    let mine = std::fs::read_to_string(folder.root().join("content/_index.md")).expect("the file");
    assert_eq!(mine, "# Mine\n");
}

#[test]
fn a_handover_changes_no_other_byte_and_loses_nothing() {
    let folder = Scratch::new();
    folder.write("book.toml", "[book]\r\ntitle = \"T\"\r\n[owners]\r\n\"*\" = \"mira\" # all\r\n");
    folder.write("content/people.yaml", "mira:\nhana:\n");
    let odd = b"---\nowner: mira\n---\nBytes that are no text: \xff.\n";
    std::fs::write(folder.root().join("content/odd.md"), odd).expect("written");
    folder.write("content/mark.md", "\u{feff}---\r\nowner:\tmira\r\n---\r\n# \u{e9} mira\r\n\r\n\r\n");
    let run = || dayone(folder.root()).args(["handover", "mira", "--to", "hana", "--write"]).assert().code(2);
    // What cannot be changed stays as it is, and keeps nothing else from being changed.
    run().stderr_eq(str![[r#"
error: cannot change content/odd.md: it has changed since it was read, or is not UTF-8

"#]]);
    let read = |path: &str| std::fs::read(folder.root().join(path)).expect("there");
    assert_eq!(read("content/odd.md"), odd);
    assert_eq!(
        read("content/mark.md"),
        "\u{feff}---\r\nowner:\thana\r\n---\r\n# \u{e9} mira\r\n\r\n\r\n".as_bytes()
    );
    assert_eq!(read("book.toml"), b"[book]\r\ntitle = \"T\"\r\n[owners]\r\n\"*\" = \"hana\" # all\r\n");
    let before = tree(folder.root());
    run();
    assert_eq!(tree(folder.root()), before);
}

#[test]
fn a_handover_changes_an_owner_that_the_text_says() {
    let folder = Scratch::new();
    folder.write("book.toml", "[kinds.retro]\nlift = true\nfields = { facilitator = \"person\" }\n");
    folder.write("content/people.yaml", "ana: Ana\nbo: Bo\n");
    folder.write("content/index.md", "# Home\n");
    let text = "---\nkind: retro\n---\n# One\n\n**Owner:** ana\n\n- Facilitator: ana\n\nSaid by ana.\n";
    folder.write("content/one.md", text);
    let command = || dayone(folder.root()).args(["handover", "ana", "--to", "bo", "--write"]).assert();
    command().success().stdout_eq(str![[r#"
Ana -> Bo, in 1 place:
  content/one.md:6  One

Not changed, as somebody has to decide who does it now:
  content/one.md:8  is named by One; ask Bo

"#]]);
    let now = std::fs::read_to_string(folder.root().join("content/one.md")).expect("a page");
    assert_eq!(now, text.replace("**Owner:** ana", "**Owner:** bo"));
}

/// Runs git as nobody in particular, on a day.
fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let time = format!("{day}T12:00:00Z");
    let mut command = std::process::Command::new("git");
    for (name, value) in [("GIT_AUTHOR_DATE", &*time), ("GIT_COMMITTER_DATE", &time)] {
        command.env(name, value);
    }
    command.env("GIT_CONFIG_GLOBAL", folder.join("none")).env("GIT_CONFIG_NOSYSTEM", "1");
    let who = ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=main"];
    let status = command.current_dir(folder).args(who).args(arguments).status().expect("git runs");
    assert!(status.success(), "{arguments:?}");
}

#[test]
fn what_changed_since_a_review_comes_out_of_git() {
    let folder = Scratch::new();
    let content = folder.root().join("book/content");
    let lines: String = (1..=12).map(|number| format!("Line {number} of a text.\n")).collect();
    let commit = |day: &str| {
        git(folder.root(), day, &["add", "-A"]);
        git(folder.root(), day, &["commit", "-q", "-m", "x"]);
    };
    let review = |arguments: &[&str]| {
        let command = dayone(&folder.root().join("book")).arg("review").args(arguments);
        command.env("TZ", "UTC").assert()
    };
    folder.write("book/book.toml", "[book]\ntitle = \"T\"\n");
    folder.write("book/content/index.md", "Home.\n");
    folder.write("book/content/täst.md", format!("---\ntitle: A\n---\n{lines}"));
    folder.write("book/content/said.md", "---\nreviewed: 2026-01-05\n---\nOne.\n");
    review(&["täst", "--diff"]).code(2).stderr_eq("error: täst.md was never reviewed\n");
    review(&["täst", "--on", "2026-01-02"]).success();
    review(&["täst", "--diff"]).success().stdout_eq("täst.md is as it was reviewed\n");
    let edited = lines.replace("Line 7", "Verse 7");
    folder.write("book/content/täst.md", format!("---\ntitle: A\n---\n{edited}"));
    review(&["täst", "--diff"]).code(2).stderr_eq(str![[r#"
error: git cannot say what changed: not a git repository[..]

"#]]);
    git(folder.root(), "2026-01-04", &["init", "-q"]);
    commit("2026-01-04");
    let never = "error: the text of täst.md that was reviewed on 2026-01-02 is in no commit\n";
    review(&["täst", "--diff"]).code(2).stderr_eq(never);
    // What was reviewed is committed, then edited, moved, and edited once more.
    folder.write("book/content/täst.md", format!("---\ntitle: A\n---\n{lines}"));
    commit("2026-01-06");
    std::fs::rename(content.join("täst.md"), content.join("b.md")).expect("moved");
    commit("2026-01-07");
    folder.write("book/content/b.md", format!("---\ntitle: B\naliases: [/täst/]\n---\n{edited}"));
    commit("2026-01-08");
    folder.write("book/content/b.md", format!("---\ntitle: B\naliases: [/täst/]\n---\n{edited}Last.\n"));
    review(&["b", "--diff"]).success().stdout_eq(str![[r#"
--- book/content/b.md at [..], reviewed on 2026-01-02
+++ content/b.md
@@ -1,4 +1,4 @@
-title: A
+title: B
 
 Line 1 of a text.
 Line 2 of a text.
@@ -6,9 +6,10 @@
 Line 4 of a text.
 Line 5 of a text.
 Line 6 of a text.
-Line 7 of a text.
+Verse 7 of a text.
 Line 8 of a text.
 Line 9 of a text.
 Line 10 of a text.
 Line 11 of a text.
 Line 12 of a text.
+Last.

"#]]);
    // A page that says its day itself is compared with what was there on that day.
    folder.write("book/content/said.md", "---\nreviewed: 2026-01-05\n---\nTwo.\n");
    commit("2026-01-09");
    review(&["said", "b", "--diff"]).success().stdout_eq(str![[r#"
--- book/content/said.md at [..], reviewed on 2026-01-05
+++ content/said.md
@@ -1 +1 @@
-One.
+Two.
--- book/content/b.md at [..], reviewed on 2026-01-02
...
"#]]);
    // The page shows it too, once it is asked to.
    let built = |settings: &str| {
        folder.write("book/book.toml", format!("[book]\ntitle = \"T\"\n{settings}"));
        dayone(&folder.root().join("book")).args(["build", "--today", "2026-01-10"]).assert().success();
        std::fs::read_to_string(folder.root().join("book/public/b/index.html")).expect("the page")
    };
    assert!(!built("").contains("class=\"changes\""));
    let page = built("[site]\nchanges = true\n");
    let changes = page.split_once("<div class=\"changes\"").expect("changes").1;
    snapbox::assert_data_eq!(
        changes.split_once("</details>").expect("an end").0,
        str![[r#"
><details>
<summary>What changed since the review of <time datetime="2026-01-02">2026-01-02</time></summary>
<div id="site-changed">
<div class="change">
<p>title: <del>A</del><ins>B</ins></p></div>
<div class="change">
<p><del>Line</del><ins>Verse</ins> 7 of a text.</p></div>
<div class="change">
<p><ins>Last.</ins></p></div>
</div>
"#]]
    );
    review(&["b", "--diff", "--by", "a"]).code(2);
    let ledger = std::fs::read_to_string(content.join("reviews.yaml")).expect("the ledger");
    assert_eq!(ledger.lines().count(), 1, "nothing was noted");
}
