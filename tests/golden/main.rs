//! This repository's handbook as a site: what it looks like, that every link in it leads somewhere,
//! and that a build on top of an earlier one gives the same bytes as one from nothing.
//!
//! `INSTA_UPDATE=always cargo test --test golden` takes over what changed.

mod calendar;
mod health;
mod html;
mod registers;
#[allow(dead_code, reason = "each test file uses a part of it")]
#[path = "../scratch/mod.rs"]
mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use dayone::build::{Request, build};
use html::{Page, Site};
use scratch::{Scratch, Seeded, files, own_handbook, request};

/// The pages that are shown whole: one of each sort.
const SHOWN: [&str; 17] = [
    "",
    "corrections/",
    "corrections/2026-08-14-double-charges-at-skerrow/",
    "decisions/0003-teams-choose-when-they-release/",
    "health/",
    "narratives/2026-10-boards-without-a-link/",
    "onboarding/journey/",
    "ops-reviews/2026-11-16/",
    "practices/on-call-checklist/",
    "people/",
    "people/isobel/",
    "people/mira/",
    "practices/testing/",
    "principles/bring-the-chart/",
    "services/mooring/",
    "teams/booking/berths/",
    "teams/booking/berths/rotation/",
];

/// A site's files by path.
type Tree = BTreeMap<PathBuf, Vec<u8>>;

fn tree(folder: &Path) -> Tree {
    let read = |path: PathBuf| {
        let bytes = fs::read(folder.join(&path)).expect("a file that was listed");
        (path, bytes)
    };
    files(folder).into_iter().map(read).collect()
}

fn build_into(request: &Request, output: &Path) -> Tree {
    let built = build(&Request { output: Some(output.to_owned()), ..request.clone() }, &|_| {});
    let built = built.expect("a build");
    assert!(built.written.is_some(), "{:?}", built.report.findings);
    tree(output)
}

#[test]
fn the_site_is_as_it_was() {
    let (handbook, output) = (own_handbook(), Scratch::new());
    let site = build_into(&handbook.request(), &output.root().join("site"));
    let paths: String = site.keys().map(|path| format!("{}\n", unfingerprinted(path))).collect();
    insta::assert_snapshot!("outputs", paths);
    for url in SHOWN {
        let html = &site[Path::new(&format!("{url}index.html"))];
        let name = if url.is_empty() { "home".to_owned() } else { url.trim_matches('/').replace('/', "--") };
        insta::assert_snapshot!(name, main_of(&String::from_utf8_lossy(html)));
    }
}

/// `assets/site.0a1b2c3d.css` as `assets/site.*.css`: the look of the theme has other tests.
fn unfingerprinted(path: &Path) -> String {
    let path = path.display().to_string();
    let mut parts: Vec<&str> = path.split('.').collect();
    for part in &mut parts {
        if part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            *part = "*";
        }
    }
    parts.join(".")
}

fn main_of(html: &str) -> &str {
    let start = html.find("<main").expect("a page has a main part");
    let end = html.find("</main>").expect("which ends");
    &html[start..end]
}

/// The real handbook, with the guide: nothing is found in it even when warnings count.
#[test]
fn nothing_is_found_in_our_own_handbook() {
    let own = Request { strict: true, ..request(Path::new(env!("CARGO_MANIFEST_DIR"))) };
    let report = dayone::build::check(&own).expect("the handbook can be read").report;
    let style = dayone::diag::Style { colour: false, width: 100, least: dayone::diag::Level::Warning };
    assert!(!report.failed(), "{}", dayone::diag::human(&report, style));
}

fn site(base: Option<&str>) -> (Site, Tree) {
    let output = Scratch::new();
    let own = request(Path::new(env!("CARGO_MANIFEST_DIR")));
    let tree = build_into(&Request { base_url: base.map(str::to_owned), ..own }, &output.root().join("site"));
    let path = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let pages = tree.iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "html"));
    let pages = pages.map(|(file, html)| (path(file), Page::new(&String::from_utf8_lossy(html)))).collect();
    let site =
        Site { files: tree.keys().map(|file| path(file)).collect(), pages, base: base.map(str::to_owned) };
    (site, tree)
}

#[test]
fn every_link_leads_somewhere_and_nothing_is_inline() {
    for base in [None, Some("https://x.example/hand/book/")] {
        let (site, tree) = site(base);
        let mut wrong = Vec::new();
        for (path, page) in &site.pages {
            wrong.extend(page.links.iter().filter_map(|(_, address)| site.broken(path, address)));
            wrong.extend(page.inline.iter().map(|what| format!("{path}: {what}")));
            wrong.extend(page.foreign().iter().map(|what| format!("{path} loads {what}")));
            wrong.extend(page.repeated_ids().iter().map(|id| format!("{path} has the id `{id}` twice")));
        }
        wrong.extend(other_addresses(&tree).iter().filter_map(|address| site.broken("", address)));
        // The page that the guide's author still writes is nobody else's mistake.
        wrong.retain(|what| !what.contains("guide/"));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(site.pages.len() > 50, "{} pages", site.pages.len());
        assert!(site.pages.values().map(|page| page.links.len()).sum::<usize>() > 1000);
    }
}

/// The addresses in the site map and in the search index.
fn other_addresses(tree: &Tree) -> Vec<String> {
    let text = |path: &str| String::from_utf8_lossy(&tree[Path::new(path)]).into_owned();
    let map = text("sitemap.xml");
    let found = map.match_indices("<loc>").map(|(at, tag)| {
        let rest = &map[at + tag.len()..];
        rest[..rest.find('<').expect("an end")].to_owned()
    });
    let index: Vec<Vec<String>> = serde_json::from_str(&text("search.json")).expect("JSON");
    let entries = index.into_iter().map(|entry| entry[1].clone());
    let all: Vec<String> = found.chain(entries).collect();
    assert!(all.len() > 100, "{all:?}");
    all
}

/// The builds of one handbook that was edited again and again, on top of one another and from nothing.
#[test]
fn warm_equals_cold() {
    for seed in 1..=3 {
        let (handbook, warm) = (own_handbook(), Scratch::new());
        let output = warm.root().join("site");
        build_into(&handbook.request(), &output);
        let mut random = Seeded::new(seed);
        for round in 0..5 {
            let edits: Vec<String> = (0..=random.below(6)).map(|_| edit(&handbook, &mut random)).collect();
            let what = format!("seed {seed}, round {round}: {edits:#?}");
            let before = times(&output);
            let warm = build_into(&handbook.request(), &output);
            let cold = cold(&handbook);
            assert_eq!(warm.keys().collect::<Vec<_>>(), cold.keys().collect::<Vec<_>>(), "{what}");
            for (path, bytes) in &warm {
                assert!(*bytes == cold[path], "{} differs; {what}", path.display());
            }
            untouched(&before, &output, &what);
        }
    }
}

/// The same handbook built in a folder that has neither its site nor its cache.
fn cold(handbook: &Scratch) -> Tree {
    let fresh = Scratch::new();
    for path in files(handbook.root()).iter().filter(|path| !path.starts_with(".dayone")) {
        fresh.write(&path.to_string_lossy(), fs::read(handbook.root().join(path)).expect("a file"));
    }
    build_into(&fresh.request(), &fresh.root().join("site"))
}

/// When each file was written, and what was in it.
fn times(site: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let time = |path: &Path| fs::metadata(site.join(path)).and_then(|data| data.modified()).expect("a time");
    tree(site).into_iter().map(|(path, bytes)| (path.clone(), (time(&path), bytes))).collect()
}

fn untouched(before: &BTreeMap<PathBuf, (SystemTime, Vec<u8>)>, site: &Path, what: &str) {
    let mut same = 0;
    for (path, (time, bytes)) in times(site) {
        // The list of outputs is written anew by every build that changes something.
        if path.ends_with(".dayone-manifest") {
            continue;
        }
        if let Some((earlier, _)) = before.get(&path).filter(|(_, earlier)| *earlier == bytes) {
            same += 1;
            assert_eq!(*earlier, time, "{} was touched; {what}", path.display());
        }
    }
    assert!(same > 5, "everything changed; {what}");
}

/// One change of a handbook, as people make them, in words.
fn edit(handbook: &Scratch, random: &mut Seeded) -> String {
    let root = handbook.root();
    let pages: Vec<PathBuf> = files(&root.join("content"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    let (page, other) = (random.one_of(&pages).clone(), random.one_of(&pages).clone());
    let file = root.join("content").join(&page);
    let text = fs::read_to_string(&file).expect("a page");
    let number = random.below(1000);
    match random.below(8) {
        0 => {
            let added = format!("{text}\nMore: [see](/{}), number {number}.\n", other.display());
            fs::write(&file, added).expect("an edit");
            format!("a paragraph in {}", page.display())
        }
        1 => {
            let new = page.with_file_name(format!("new-{number}.md"));
            handbook.write(
                &format!("content/{}", new.display()),
                format!(
                    "---\norder: {}\n---\n# New {number}\n\n```rust\nfn f{number}() {{}}\n```\n",
                    number % 7
                ),
            );
            format!("a new page {}", new.display())
        }
        2 => {
            fs::remove_file(&file).expect("a removal");
            format!("without {}", page.display())
        }
        3 => {
            let new = page.with_file_name(format!("moved-{number}.md"));
            fs::rename(&file, root.join("content").join(&new)).expect("a move");
            format!("{} is now {}", page.display(), new.display())
        }
        4 => {
            fs::write(&file, text.replacen("title: ", &format!("title: No. {number} "), 1)).expect("an edit");
            format!("another title for {}", page.display())
        }
        5 => {
            fs::write(&file, text.replacen("---\n", "---\ndraft: true\n", 1)).expect("an edit");
            format!("{} is a draft", page.display())
        }
        6 => {
            let settings = fs::read_to_string(root.join("book.toml")).expect("the settings");
            let settings = settings.replacen("company = \"", &format!("company = \"{number} "), 1);
            handbook.write("book.toml", settings);
            "another company".to_owned()
        }
        _ => {
            handbook.write(&format!("content/folder-{number}/deep/page.md"), "Text.\n");
            handbook.write(&format!("content/folder-{number}/data.csv"), format!("{number}\n"));
            format!("a new folder-{number}")
        }
    }
}

/// Neither the handbook's place, nor where the command runs, nor the name of the output shows.
#[test]
fn a_site_does_not_depend_on_the_place_it_is_built_in() {
    let (one, two, elsewhere) = (own_handbook(), own_handbook(), Scratch::new());
    let run = |folder: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dayone"));
        command.current_dir(folder).args(["build", "-q", "--today", "2026-11-28"]).args(arguments);
        assert!(command.status().expect("a run").success());
    };
    run(&one.root().join("content/teams/booking"), &[]);
    let output = elsewhere.root().join("a/b");
    run(Path::new("/"), &[&two.root().to_string_lossy(), "-o", &output.to_string_lossy()]);
    assert_eq!(tree(&one.root().join("public")), tree(&output));
}
