//! What must not happen whatever is put in: a panic, a hang, a lost page, half a site.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use dayone::build::{BuildError, build, check};
use rayon::prelude::*;
use scratch::{Scratch, Seeded, files, own_handbook};

/// Changes bytes at random, as a bad disk or a careless tool does.
fn corrupt(bytes: &mut Vec<u8>, random: &mut Seeded) {
    const TELLING: &[u8] = b"\0\n\r\t -:|>#`*_[](){}<&\"'$\\\xc3\xff\xef\xbb\xbf";
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..to)),
            1 => bytes.insert(at, *random.one_of(TELLING)),
            2 => bytes.truncate(at),
            3 => drop(bytes.splice(at..at, vec![*random.one_of(TELLING); random.below(30)])),
            4 => {
                let part = bytes[at..to].to_vec();
                let elsewhere = random.below(bytes.len() + 1);
                bytes.splice(elsewhere..elsewhere, part);
            }
            _ if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
}

/// Every file of the handbook damaged at once, forty times over: some 3,000 damaged files.
#[test]
fn damaged_files_give_pages_or_findings() {
    (1..=40_u64).into_par_iter().for_each(|seed| {
        let (handbook, mut random) = (own_handbook(), Seeded::new(seed));
        let mut damaged = Vec::new();
        for path in files(handbook.root()) {
            let shown = path.to_string_lossy().into_owned();
            // Broken settings may well lead to another content folder, so they have rounds of their own.
            if shown.starts_with("content") || (shown == "book.toml" && seed.is_multiple_of(4)) {
                let mut bytes = fs::read(handbook.root().join(&path)).expect("a file");
                corrupt(&mut bytes, &mut random);
                handbook.write(&shown, bytes);
                damaged.push(shown);
            }
        }
        eprintln!("seed {seed}");
        let checked = match check(&handbook.request()) {
            Err(BuildError::NoContent(_)) if seed.is_multiple_of(4) => return,
            Err(BuildError::After(_, error))
                if matches!(*error, BuildError::NoContent(_)) && seed.is_multiple_of(4) =>
            {
                return;
            }
            checked => checked.expect("what was damaged can be read"),
        };
        let pages = checked.handbook.pages.iter().filter_map(|page| page.source());
        let mut known: BTreeSet<String> = pages.map(|source| source.path.to_string()).collect();
        let found = checked.report.findings.iter().filter_map(|(_, finding)| finding.place.as_ref());
        known.extend(found.map(|place| place.file.to_string()));
        known.extend(checked.handbook.drafts().map(|draft| format!("content/{draft}")));
        known.insert("book.toml".to_owned());
        // A file that is no page is copied as it is; data in it may still be data.
        known.extend(checked.handbook.assets.iter().map(|asset| format!("content/{}", asset.path)));
        // What is left of the people may be some, or a comment.
        let people = &checked.handbook.people;
        let is_comment = |line: &str| line.trim().is_empty() || line.starts_with('#');
        let nobody = people.source.iter().all(|source| source.text.lines().all(is_comment));
        known.extend((!people.is_empty() || nobody).then(|| "content/people.yaml".to_owned()));
        // So of the reviews, of which every line counts for itself.
        let reviews = &checked.handbook.reviews;
        let none = reviews.source.iter().all(|source| source.text.lines().all(is_comment));
        known.extend((!reviews.all.is_empty() || none).then(|| "content/reviews.yaml".to_owned()));
        let lost: Vec<&String> = damaged.iter().filter(|file| !known.contains(*file)).collect();
        assert!(lost.is_empty(), "seed {seed}: neither page nor finding: {lost:?}");
        let built = handbook.build().expect("a build");
        // Settings that are lost with the file, or its theme, would make another site.
        let refused = built.report.findings.iter().any(|(_, finding)| {
            finding.rule.code == "bad-theme" || finding.message.starts_with("this is not TOML")
        });
        assert_eq!(built.written.is_some(), !refused, "seed {seed}: what is written");
    });
}

/// Small texts, many times over: each must be a page soon, not a stack overflow or a wait.
#[test]
fn deep_and_long_pages_are_built_in_no_time() {
    const TIMES: usize = 10_000;
    let nested_list: String = (0..500).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    let containers: String =
        (0..2_000).map(|depth| format!("{}note\n", ":".repeat(depth % 40 + 3))).collect();
    let footnotes: String = (0..5_000).map(|n| format!("a[^{n}]\n\n[^{n}]: b[^{}]\n\n", n + 1)).collect();
    let headings: String = (0..TIMES).map(|_| "# Same\n\n").collect();
    let references: String = (0..5_000).map(|n| format!("[a{n}]: b{n}.md\n")).collect::<String>()
        + &(0..5_000).map(|n| format!("[a{n}] ")).collect::<String>();
    let table = format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|b\n".repeat(2_000));
    let repeated = [
        ("quotes", ">", "a"),
        ("spaced quotes", "> ", "a"),
        ("brackets", "[", "a"),
        ("images", "![", "a"),
        ("closed", "]", ""),
        ("parentheses", "[a](", ""),
        ("stars", "*", "a"),
        ("open stars", "*a ", ""),
        ("underscores", "_", "a"),
        ("a_", "a_", ""),
        ("mixed", "**_*", "a"),
        ("backticks", "`", "a"),
        ("growing backticks", "`a``", ""),
        ("lists", "- ", "a"),
        ("numbers", "1. ", "a"),
        ("html", "<div>", "a"),
        ("closing html", "</div>", ""),
        ("inline html", "a<b>", ""),
        ("comments", "<!--", ""),
        ("cdata", "<![CDATA[", ""),
        ("entities", "&", "a"),
        ("braces", "{{", "a"),
        ("vars", "{{ a }}", ""),
        ("math", "$", "a"),
        ("maths", "$a$", ""),
        ("fractions", "$\\frac{", "$"),
        ("groups", "$$\n{", "\n$$"),
        ("wiki", "[[", "]]"),
        ("wikis", "[[a|", ""),
        ("colons", ":", ""),
        ("emoji", ":a", ":"),
        ("strikes", "~~a", ""),
        ("urls", "https://a.b/", ""),
        ("www", "www.", "a"),
        ("at", "a@", ""),
        ("tilde", "~~~\n", ""),
        ("fences", "```\n", ""),
        ("rules", "***\n", ""),
        ("headings", "#", " a"),
        ("attributes", "# a {#", "}"),
        ("footnotes", "[^a]", "\n\n[^a]: b"),
        ("definitions", "a\n: ", "b"),
        ("tables", "|", "\n|-|"),
        ("backslashes", "\\", "a"),
        ("carriage returns", "a\r", ""),
        ("spaces", " ", "a"),
        ("tabs", "\t", "a"),
        ("joiners", "\u{200d}", "a"),
        ("alerts", "> [!NOTE]\n", ""),
        ("details", "<details><summary>", "a"),
        ("links in html", "<a href=b>", "c"),
        ("svg", "<svg><g>", ""),
        ("tasks", "- [ ] ", "a"),
        ("includes", "```include\nfile: b.md\n```\n", ""),
        ("children", "```children\n```\n", ""),
        ("mermaids", "```mermaid\na\n```\n", ""),
    ];
    let mut texts: Vec<(String, String)> = repeated
        .into_iter()
        .map(|(name, part, end)| (name.to_owned(), format!("{}{end}\n", part.repeat(TIMES))))
        .collect();
    texts.extend([
        ("a nested list".to_owned(), nested_list),
        ("containers".to_owned(), containers),
        ("many footnotes".to_owned(), footnotes),
        ("many headings".to_owned(), headings),
        ("many references".to_owned(), references),
        ("a wide table".to_owned(), table),
        ("yaml".to_owned(), format!("---\na: {}\n---\n", "[".repeat(TIMES))),
        ("yaml maps".to_owned(), format!("---\na: {}\n---\n", "{a: ".repeat(TIMES))),
        (
            "yaml keys".to_owned(),
            format!("---\n{}---\n", (0..TIMES).map(|n| format!("k{n}: a\n")).collect::<String>()),
        ),
        (
            "yaml keys again".to_owned(),
            format!("---\n{}---\n", (0..TIMES).map(|n| format!("k{}: a\n", n / 2)).collect::<String>()),
        ),
        (
            "yaml indents".to_owned(),
            format!("---\n{}---\n", (0..1000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>()),
        ),
        ("code".to_owned(), format!("```rust\n{}\n```\n", "fn a() { (".repeat(TIMES))),
        ("long code".to_owned(), format!("```js\n{}```\n", "const a = `b${c}`;\n".repeat(TIMES * 5))),
    ]);
    let slow: Vec<String> = texts
        .par_iter()
        .filter_map(|(name, text)| {
            eprintln!("{name}");
            let handbook = Scratch::new();
            handbook.write("content/a.md", text);
            handbook.write("content/b.md", "B.\n");
            let started = Instant::now();
            let built = handbook.build().expect("a build");
            assert!(built.written.is_some(), "{name}");
            let size = fs::metadata(handbook.root().join("public/a/index.html")).expect("a page").len();
            let took = started.elapsed();
            (took > Duration::from_secs(12) || size > 40_000_000)
                .then(|| format!("{name}: {took:?}, {size} bytes"))
        })
        .collect();
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn a_page_of_five_megabytes_is_a_page() {
    let handbook = Scratch::new();
    let paragraph = "## Heading\n\nSome *text* with [a link](b.md), `code` and a word or two more.\n\n- one\n- two\n\n```rust\nfn main() {}\n```\n\n";
    handbook.write("content/a.md", paragraph.repeat(5_000_000 / paragraph.len()));
    handbook.write("content/b.md", "B.\n");
    let started = Instant::now();
    let built = handbook.build().expect("a build");
    assert_eq!((built.report.findings.len(), built.pages), (0, 3));
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

/// The time that a build of so many small pages takes, three levels deep.
fn time_of(pages: usize) -> Duration {
    let handbook = Scratch::new();
    let width = (1..).find(|width: &usize| width.pow(3) >= pages).expect("a width");
    for n in 0..pages {
        let (a, b) = (n / width / width, n / width % width);
        let next = format!("[next](../../s{a}/t{b}/p{n}.md)");
        handbook.write(&format!("content/s{a}/t{b}/p{n}.md"), format!("# Page {n}\n\nText, {next}.\n"));
    }
    let started = Instant::now();
    let built = handbook.build().expect("a build");
    assert_eq!(built.report.findings.len(), 0);
    assert!(built.pages > pages);
    started.elapsed()
}

#[test]
fn ten_times_the_pages_take_not_much_more_than_ten_times_the_time() {
    let (few, many) = (time_of(2_000), time_of(20_000));
    eprintln!("2,000 pages: {few:?}; 20,000: {many:?}");
    // Linear is 10; quadratic would be 100. The sidebar of a section grows a little with the whole.
    assert!(many < few * 30, "2,000 pages: {few:?}; 20,000: {many:?}");
}

fn dayone(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
    command.current_dir(folder).args(arguments).output().expect("a run")
}

/// The files of a site, with what is in them.
fn site(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |path: std::path::PathBuf| {
        (path.display().to_string(), fs::read(folder.join(&path)).expect("a file of the site"))
    };
    files(folder).into_iter().map(read).collect()
}

#[test]
fn a_binary_under_a_markdown_name_is_copied_and_said() {
    let handbook = Scratch::new();
    let picture: Vec<u8> = (0..4000_u32).map(|n| u8::try_from(n * 7919 % 256).expect("a byte")).collect();
    handbook.write("content/picture.md", &picture);
    handbook.write("content/latin1.md", b"# Caf\xe9\n\nText.\n");
    // As some editors save text, with either byte first.
    handbook.write("content/utf16.md", b"\xff\xfe#\0 \0A\0\xe9\0\n\0\0\xd8");
    handbook.write("content/utf16be.md", b"\xfe\xff\0#\0 \0B\0\xe9\0\n");
    let built = handbook.build().expect("a build");
    let codes: Vec<_> = built.report.findings.iter().map(|(_, found)| found.rule.code).collect();
    assert_eq!(codes, ["not-text"; 4]);
    assert_eq!(fs::read(handbook.root().join("public/picture.md")).expect("a copy"), picture);
    let page = fs::read_to_string(handbook.root().join("public/latin1/index.html")).expect("a page");
    assert!(page.contains("Caf\u{fffd}"));
    for (page, title) in [("utf16", "<title>A\u{e9}"), ("utf16be", "<title>B\u{e9}")] {
        let page = fs::read_to_string(handbook.root().join(format!("public/{page}/index.html")));
        assert!(page.expect("a page").contains(title), "{title}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let handbook = Scratch::new();
    handbook.write("content/a.md", "A.\n");
    let file = handbook.root().join("content/a.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("other permissions");
    if fs::read(&file).is_ok() {
        eprintln!("skipped: root reads every file");
        return;
    }
    let error = handbook.build().expect_err("no build").to_string();
    assert!(error.starts_with("cannot read ") && error.contains("content/a.md"), "{error}");
}

#[test]
fn output_within_the_content_is_never_content() {
    let handbook = Scratch::new();
    handbook.write("a.md", "# A\n");
    handbook.write("book.toml", "[book]\nsrc = \".\"\n[build]\noutput = \"docs/site\"\n");
    handbook.write("docs/b.md", "# B\n");
    let first = handbook.build().expect("a build");
    let before = site(&handbook.root().join("docs/site"));
    let second = handbook.build().expect("a second build");
    assert_eq!((first.pages, second.pages), (4, 4));
    assert_eq!(site(&handbook.root().join("docs/site")), before);
    // Nor is a site that was written there under another setting.
    handbook.write("book.toml", "[book]\nsrc = \".\"\n");
    assert_eq!(handbook.build().expect("a third build").pages, 4);
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let handbook = own_handbook();
    let root = handbook.root();
    for _ in 0..5 {
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
            command.current_dir(root).args(["build", "-q", "--today", "2026-11-28"]);
            command.stderr(Stdio::piped()).spawn().expect("a build")
        };
        let builds = [start(), start(), start()];
        let mut built = 0;
        for build in builds {
            let output = build.wait_with_output().expect("an end");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => built += 1,
                // The others may find the folder taken, and say so.
                code => assert!(code == Some(2) && said.contains("another"), "{code:?}: {said}"),
            }
        }
        assert!(built > 0);
        let clean = own_handbook();
        clean.build().expect("a clean build");
        assert_eq!(site(&root.join("public")), site(&clean.root().join("public")));
        fs::remove_dir_all(root.join("public")).expect("the site can be removed");
    }
}

#[test]
fn a_killed_build_is_mended_by_the_next() {
    let mut random = Seeded::new(7);
    let handbook = own_handbook();
    let root = handbook.root();
    handbook.build().expect("a first build");
    for round in 0..12 {
        handbook.write("content/changes.md", format!("# Round {round}\n"));
        handbook.write("book.toml", format!("[book]\ntitle = \"Round {round}\"\n"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
        command.current_dir(root).args(["build", "-q", "--today", "2026-11-28"]).stderr(Stdio::null());
        let mut child = command.spawn().expect("a build");
        std::thread::sleep(Duration::from_millis(random.below(180) as u64));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        // Every page is whole, of this round or the one before.
        for (path, bytes) in site(&root.join("public")) {
            let text = String::from_utf8_lossy(&bytes);
            let whole = !path.ends_with(".html") || text.ends_with("</html>\n");
            assert!(whole, "round {round}: half of {path}: …{}", &text[text.len().saturating_sub(60)..]);
        }
        handbook.build().expect("the next build");
        let left: Vec<_> =
            fs::read_dir(root).expect("the handbook").flatten().map(|e| e.file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("staging")), "{left:?}");
    }
    let clean = own_handbook();
    for path in ["content/changes.md", "book.toml"] {
        clean.write(path, fs::read(root.join(path)).expect("a file"));
    }
    clean.build().expect("a clean build");
    assert_eq!(site(&root.join("public")), site(&clean.root().join("public")));
}

/// A file system of 400 kB, if this system lets us have one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_site() {
    struct Mounted(std::path::PathBuf);
    impl Drop for Mounted {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg(&self.0).status();
        }
    }
    let (handbook, place) = (Scratch::new(), Scratch::new());
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=400k", "tmpfs"]).arg(place.root()).stderr(Stdio::null());
    if !mount.status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    let mounted = Mounted(place.root().to_owned());
    let output = mounted.0.join("site").display().to_string();
    handbook.write("content/a.md", "# A\n");
    let build =
        |arguments: &[&str]| dayone(handbook.root(), &[&["build", "-q", "-o", &output], arguments].concat());
    assert!(build(&[]).status.success());
    let before = site(Path::new(&output));
    handbook.write("content/big.txt", vec![b'x'; 600_000]);
    let full = build(&[]);
    let said = String::from_utf8_lossy(&full.stderr).into_owned();
    assert_eq!(full.status.code(), Some(2), "{said}");
    assert!(said.contains("No space left"), "{said}");
    assert_eq!(site(Path::new(&output)), before);
    fs::remove_file(handbook.root().join("content/big.txt")).expect("room");
    handbook.write("content/b.md", "# B\n");
    assert!(build(&[]).status.success());
    assert!(Path::new(&output).join("b/index.html").is_file());
}

#[test]
fn nothing_at_all_is_an_empty_handbook() {
    let handbook = Scratch::new();
    let built = build(&handbook.request(), &|_| {}).expect("a build");
    assert_eq!(built.report.findings.len(), 1);
    assert!(handbook.root().join("public/index.html").is_file());
}

/// Of a long section the sidebar shows a window and a link to the listing, which is the section's page.
#[test]
fn a_long_section_is_the_current_page_once() {
    let folder = Scratch::new();
    folder.write("content/a/_index.md", "# A\n");
    for number in 0..200 {
        folder.write(&format!("content/a/{number}.md"), "Text.\n");
    }
    folder.build().expect("a build");
    let page = fs::read_to_string(folder.root().join("public/a/index.html")).expect("a page");
    assert!(page.contains("1–60 of 200"));
    assert_eq!(page.matches("aria-current=\"page\"").count(), 1);
}

#[test]
fn a_template_that_is_not_text_writes_nothing() {
    let folder = Scratch::new();
    folder.write("content/_index.md", "# Home\n");
    folder.write("themes/default/templates/page.html", b"\xff\xfe{{ page.title }}");
    let built = folder.build().expect("a build");
    let found: Vec<&str> = built.report.findings.iter().map(|(_, finding)| &*finding.message).collect();
    assert_eq!(found, ["the template is not text in UTF-8"]);
    assert!(built.written.is_none());
}

/// Charts of whatever type, of noise in up to twelve series, are no longer than what a page can bear.
#[test]
fn charts_of_noise_are_short() {
    let types = ["line", "area", "bar", "scatter", "histogram", "stacked"];
    [1, 3, 12].into_par_iter().for_each(|series| {
        let (handbook, mut random) = (Scratch::new(), Seeded::new(series));
        let count = usize::try_from(series).expect("few");
        let names: Vec<String> = (0..count).map(|at| format!("series {at}")).collect();
        for rows in [80, 200, 400, 20_000] {
            let mut csv = format!("x,{}\n", names.join(","));
            for row in 0..rows {
                let values: Vec<String> = (0..count).map(|_| random.below(100_000).to_string()).collect();
                csv.push_str(&format!("{row},{}\n", values.join(",")));
            }
            handbook.write(&format!("content/{rows}.csv"), &csv);
            handbook.write(&format!("content/names-{rows}.csv"), csv.replace('\n', "\nname "));
        }
        for (kind, rows) in types.iter().flat_map(|kind| [80, 200, 400, 20_000].map(|rows| (kind, rows))) {
            for data in [format!("{rows}.csv"), format!("names-{rows}.csv")] {
                let chart = format!("type: {kind}\ndata: {data}\ny: [{}]\n", names.join(", "));
                handbook
                    .write(&format!("content/{kind}-{data}.md"), format!("# A\n\n```chart\n{chart}```\n"));
            }
        }
        build(&handbook.request(), &|_| {}).expect("a build");
        for page in files(&handbook.root().join("public")) {
            let length = fs::metadata(handbook.root().join("public").join(&page)).expect("a page").len();
            let is_page = page.extension().is_some_and(|ending| ending == "html");
            assert!(!is_page || length < 66 * 1_024, "{} of {series} series: {length}", page.display());
        }
    });
}
