//! The fences of the guide, run.

use std::path::Path;
use std::process::Command;

use super::page::{Fence, Page, Section, page, pages};
use super::{Difference, dayone, difference, output_of, repository, settle};

/// Titles of fences that are no file of a handbook, and are looked at by name.
const OTHER_TITLES: [&str; 2] = [".github/workflows/handbook.yml", "/etc/nginx/sites-enabled/handbook"];

/// Titles of fences that hold what the program prints, with the arguments that make it.
const PRINTED: [(&str, &[&str]); 4] = [
    ("findings", &["check"]),
    ("findings.json", &["check", "--format", "json"]),
    ("findings.github", &["check", "--format", "github"]),
    ("build findings", &["build"]),
];

fn is_file(fence: &Fence) -> bool {
    let folders = ["content/", "src/", "themes/", "ops/", ".github/CODEOWNERS"];
    fence
        .title
        .as_deref()
        .is_some_and(|title| title == "book.toml" || folders.iter().any(|folder| title.starts_with(folder)))
}

fn is_printed(fence: &Fence) -> bool {
    PRINTED.iter().any(|(title, _)| fence.title.as_deref() == Some(title))
}

/// Writes the handbook of a section; false when it has none.
fn write_files(section: &Section, folder: &Path) -> bool {
    let mut any = false;
    for fence in section.fences.iter().filter(|fence| is_file(fence)) {
        any = true;
        write(folder, fence.title.as_deref().expect("a title"), &fence.text);
    }
    any
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    std::fs::write(file, text).expect("written");
}

/// The day for which the examples are, as some findings say one.
const DAY: [&str; 2] = ["--today", "2026-11-27"];

/// What the program prints about the handbook in `folder`.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = dayone(folder).args(arguments).args(DAY).output().expect("the program runs");
    let text = if arguments[0] == "check" { output.stdout } else { output.stderr };
    String::from_utf8(text).expect("text").trim_end().to_owned()
}

fn place(page: &Page, fence: &Fence) -> String {
    format!("{}:{}", page.path.display(), fence.lines.start)
}

#[test]
fn every_fence_is_an_example_of_some_sort() {
    for page in pages() {
        for fence in page.sections.iter().flat_map(|section| &section.fences) {
            let known = match &fence.title {
                Some(title) => is_file(fence) || is_printed(fence) || OTHER_TITLES.contains(&&**title),
                None => {
                    ["chart", "children", "console", "html", "markdown", "sh", "text"].contains(&&*fence.lang)
                }
            };
            assert!(known, "{}: nothing runs this", place(&page, fence));
        }
    }
}

#[test]
fn handbooks_have_the_findings_that_are_shown() {
    let mut differences: Vec<Difference> = Vec::new();
    let mut handbooks = 0;
    for page in pages() {
        for section in &page.sections {
            let folder = tempfile::tempdir().expect("a folder");
            if !write_files(section, folder.path()) {
                continue;
            }
            handbooks += 1;
            let mut silent = true;
            for fence in section.fences.iter().filter(|fence| is_printed(fence)) {
                silent = false;
                let known = PRINTED.iter().find(|(title, _)| fence.title.as_deref() == Some(title));
                let (_, arguments) = known.expect("what is printed is known");
                let expected = printed(folder.path(), arguments);
                assert!(!expected.is_empty(), "{}: there are none", place(&page, fence));
                let expected: Vec<String> = expected.lines().map(str::to_owned).collect();
                differences.extend(difference(&page, fence.lines.clone(), &expected));
            }
            if silent {
                let findings = printed(folder.path(), &["check"]);
                assert!(findings.is_empty(), "{}, {}: {findings}", page.path.display(), section.heading);
            }
        }
    }
    assert!(handbooks > 20, "only {handbooks} handbooks are found");
    settle(differences);
}

#[test]
fn pages_have_no_findings_and_look_as_shown() {
    let image =
        std::fs::read_to_string(repository().join("content/guide/images/wall.svg")).expect("an image");
    for page in pages() {
        let all_shown = ["markdown.md", "code.md"].iter().any(|name| page.path.ends_with(name));
        for fence in page.sections.iter().flat_map(|section| &section.fences) {
            if fence.title.is_some() || !["html", "markdown"].contains(&&*fence.lang) {
                continue;
            }
            let folder = tempfile::tempdir().expect("a folder");
            if fence.lang == "html" {
                write(folder.path(), "content/index.md", "---\ntemplate: example\n---\n");
                write(folder.path(), "themes/default/templates/example.html", &fence.text);
            } else {
                assert!(fence.shown || !all_shown, "{}: what does it look like?", place(&page, fence));
                write(folder.path(), "content/index.md", &fence.text);
                write(folder.path(), "content/images/wall.svg", &image);
            }
            let built = dayone(folder.path()).args(["build", "-v", "--strict"]).output().expect("run");
            let said = String::from_utf8_lossy(&built.stderr).into_owned();
            assert!(said.contains("no findings"), "{}: {said}", place(&page, fence));
        }
    }
}

/// Runs the scripts of a section, in order.
fn run_scripts(page: &Page, section: &Section) {
    let folder = tempfile::tempdir().expect("a folder");
    let handbook = folder.path().join("handbook");
    std::fs::create_dir(&handbook).expect("a folder");
    if !write_files(section, &handbook) {
        output_of(&handbook, &["init"]);
    }
    let program = Path::new(env!("CARGO_BIN_EXE_dayone")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    for (at, fence) in section.fences.iter().enumerate().filter(|(_, fence)| fence.lang == "sh") {
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", &fence.text]).current_dir(&handbook);
        let output = shell.env("PATH", &path).env("NO_COLOR", "1").output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let fails = fence.words == "fails";
        assert_eq!(output.status.success(), !fails, "{}: {said}", place(page, fence));
        if let Some(next) =
            section.fences.get(at + 1).filter(|next| next.title.is_none() && next.lang == "text")
        {
            let (said, shown) = (without_times(&said), without_times(&next.text));
            assert!(said.trim_end().ends_with(shown.trim_end()), "{}: it says {said}", place(page, next));
        }
    }
}

/// The text without the digits of its numbers of seconds: `in 0.02 s` as `in . s`.
fn without_times(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).collect::<Vec<_>>();
    let is_time = |at: usize| words.get(at + 1).is_some_and(|next| next.trim_end() == "s");
    let bare = |at: usize| {
        if is_time(at) { words[at].replace(|c: char| c.is_ascii_digit(), "") } else { words[at].to_owned() }
    };
    (0..words.len()).map(bare).collect()
}

#[test]
#[cfg(unix)]
fn commands_do_what_is_said() {
    let mut scripts = 0;
    for page in pages() {
        for section in
            page.sections.iter().filter(|section| section.fences.iter().any(|fence| fence.lang == "sh"))
        {
            run_scripts(&page, section);
            scripts += 1;
        }
    }
    assert!(scripts > 12, "only {scripts} scripts are found");
}

#[test]
fn deployment_files_are_well_formed() {
    let page = page("deployment.md");
    let fences = || page.sections.iter().flat_map(|section| &section.fences);
    let titled = |title: &str| fences().find(|fence| fence.title.as_deref() == Some(title)).expect("a fence");
    let workflow: serde_json::Value =
        serde_yaml::from_str(&titled(OTHER_TITLES[0]).text).expect("the workflow is YAML");
    let steps = workflow["jobs"]["build"]["steps"].as_array().expect("steps");
    let commands: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    for command in commands.into_iter().filter(|command| command.starts_with("dayone ")) {
        let folder = tempfile::tempdir().expect("a folder");
        output_of(folder.path(), &["init"]);
        let command = command.replace("${{ steps.pages.outputs.base_url }}", "https://ada.example.org/book");
        let arguments: Vec<&str> = command.split(' ').skip(1).map(|word| word.trim_matches('"')).collect();
        let output = dayone(folder.path()).args(&arguments).output().expect("the program runs");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let server = &titled(OTHER_TITLES[1]).text;
    assert_eq!(server.matches(['{']).count(), server.matches(['}']).count(), "nginx: braces");
    let policy = fences().find(|fence| fence.text.starts_with("default-src")).expect("a policy");
    let policy = policy.text.trim_end().replace('\n', " ");
    assert!(server.contains(&format!("\"{policy}\"")), "nginx: the policy is another: {policy}");
}
