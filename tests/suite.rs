//! The literate suite: what dayone makes of small handbooks, told in `tests/suite/*.md`.
//!
//! A case is a heading with fences below it. A fence with a `title` is a file of the handbook, by its
//! path from the root; with `bom` or `crlf` after the title it is written so. A fence whose title
//! starts with `public/` is what is expected of the site: the text of the page, or another part of it
//! (`part="sidebar"`: the first element of that class or name), or all of it (`part="whole"`). Of the
//! other fences, `findings` holds what is found (nothing, when there is no such fence), `outputs` the
//! paths of the site's files without those that every site has, `args` words of the command line.
//! Whatever has no such fence is prose.
//!
//! `UPDATE=1 cargo test --test suite` writes what is found into the files; `SUITE=links` runs the
//! cases whose file or heading has that word in it.

#[allow(dead_code, reason = "each test file uses a part of it")]
mod scratch;

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use dayone::build::{Built, build};
use dayone::diag::Finding;
use dayone::text::{Place, Source, Span, line_column};
use rayon::prelude::*;
use scratch::{Scratch, files};

/// A heading and the fences below it.
struct Case {
    title: String,
    fences: Vec<Fence>,
}

/// A fence: its info string, taken apart, and where its text is.
struct Fence {
    word: String,
    title: Option<String>,
    part: Option<String>,
    info: String,
    /// The lines of its text, in the file.
    lines: Range<usize>,
    text: String,
}

impl Fence {
    fn new(info: &str, start: usize) -> Self {
        let value = |name: &str| {
            let (_, rest) = info.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        Fence {
            word: info.split_whitespace().next().unwrap_or_default().to_owned(),
            title: value("title"),
            part: value("part"),
            info: info.to_owned(),
            lines: start..start,
            text: String::new(),
        }
    }

    /// The path in the site, of a fence that says what is expected there.
    fn expected(&self) -> Option<&str> {
        self.title.as_deref()?.strip_prefix("public/")
    }

    /// Whether it is a file of the handbook.
    fn is_input(&self) -> bool {
        self.title.is_some() && self.expected().is_none()
    }

    fn bytes(&self) -> String {
        let flag = |name| self.info.split_whitespace().any(|word| word == name);
        let text = if flag("crlf") { self.text.replace('\n', "\r\n") } else { self.text.clone() };
        if flag("bom") { format!("\u{feff}{text}") } else { text }
    }
}

/// The cases of a file.
fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    // The fence that is open, and what closes it.
    let mut open: Option<(String, Fence)> = None;
    for (number, line) in text.lines().enumerate() {
        if let Some((closing, fence)) = &mut open {
            if line == closing {
                fence.lines.end = number;
                let (_, fence) = open.take().expect("it is open");
                let case: &mut Case = cases.last_mut().expect("a fence follows a heading");
                case.fences.push(fence);
            } else {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
        } else if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let closing = line[..line.len() - info.len()].to_owned();
            open = Some((closing, Fence::new(info, number + 1)));
        } else if line.starts_with('#') {
            cases.push(Case { title: line.trim_start_matches(['#', ' ']).to_owned(), fences: Vec::new() });
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    cases.retain(|case| !case.fences.is_empty());
    cases
}

/// What came of a case.
struct Outcome {
    folder: Scratch,
    findings: String,
}

fn run(case: &Case) -> Outcome {
    let folder = Scratch::new();
    for fence in case.fences.iter().filter(|fence| fence.is_input()) {
        folder.write(fence.title.as_deref().expect("inputs have one"), fence.bytes());
    }
    let mut request = folder.request();
    let args = case.fences.iter().filter(|fence| fence.word == "args").map(|fence| fence.text.as_str());
    let args = args.collect::<String>();
    let mut args = args.split_whitespace();
    while let Some(arg) = args.next() {
        let mut value = || args.next().expect("a value").to_owned();
        match arg {
            "--drafts" => request.drafts = true,
            "--strict" => request.strict = true,
            "--base-url" => request.base_url = Some(value()),
            "--today" => request.today.asked = Some(value().parse().expect("a date")),
            other => panic!("{}: the suite does not know {other}", case.title),
        }
    }
    let findings = match build(&request, &|_| {}) {
        Ok(built) => findings(&built, case),
        Err(error) => format!("{error}\n").replace(&folder.root().display().to_string(), "."),
    };
    Outcome { folder, findings }
}

/// The findings, each with the text that it points at.
fn findings(built: &Built, case: &Case) -> String {
    let mut out = String::new();
    for (level, finding) in &built.report.findings {
        let Finding { rule, message, place, label: _, help, related } = finding;
        let at = place.as_ref().map_or_else(String::new, |place| pointed(place, case));
        let _ = writeln!(out, "{at}{level}[{}] {message}", rule.code);
        if let Some(help) = help {
            let _ = writeln!(out, "  help: {help}");
        }
        for (place, words) in related {
            let _ = writeln!(out, "  {}{words}", pointed(place, case));
        }
    }
    if built.written.is_none() {
        out.push_str("nothing was written\n");
    }
    out
}

/// `content/a.md:3:5 «the text» `, or the file alone.
fn pointed(place: &Place, case: &Case) -> String {
    let fence = case.fences.iter().find(|fence| fence.title.as_deref() == Some(&*place.file));
    match fence {
        Some(fence) if place.span != Span::default() => {
            let source = Source::new(&place.file, &fence.bytes());
            let (line, column) = line_column(&source.text, place.span.start);
            let text = source.text[place.span.range()].replace(['\r', '\n'], "⏎");
            let short: String = text.chars().take(60).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("{}:{line}:{column} «{short}{more}» ", place.file)
        }
        _ => format!("{} ", place.file),
    }
}

/// What the case has in the place of an expectation.
fn actual(fence: &Fence, outcome: &Outcome) -> Option<String> {
    let public = outcome.folder.root().join("public");
    if let Some(path) = fence.expected() {
        let text = fs::read_to_string(public.join(path)).unwrap_or_else(|error| format!("{error}\n"));
        return Some(part(&text, fence.part.as_deref().unwrap_or("prose")));
    }
    match &*fence.word {
        "findings" => Some(outcome.findings.clone()),
        "outputs" => Some(outputs(&public)),
        _ => None,
    }
}

fn outputs(public: &Path) -> String {
    const EVERYWHERE: [&str; 5] =
        [".dayone-manifest", "404.html", "robots.txt", "search.json", "sitemap.xml"];
    files(public)
        .iter()
        .map(|path| path.to_string_lossy())
        .filter(|path| !EVERYWHERE.contains(&&**path) && !path.starts_with("assets/"))
        .map(|path| format!("{path}\n"))
        .collect()
}

/// The first element of a page with this class or name; all of the text when it is no page, or when
/// the whole is asked for. The fingerprints of assets are left out.
fn part(text: &str, part: &str) -> String {
    let text = if part == "whole" { text } else { element(text, part).unwrap_or(text) };
    let mut out = String::new();
    for line in text.trim().lines() {
        out.push_str(&without_fingerprints(line));
        out.push('\n');
    }
    out
}

/// What is in the first element that has the class, or the name, `part`.
fn element<'a>(html: &'a str, part: &str) -> Option<&'a str> {
    let tags = || {
        html.match_indices('<').filter_map(|(at, _)| Some((at, &html[at + 1..at + html[at..].find('>')?])))
    };
    let name = |tag: &'a str| tag.split_whitespace().next().unwrap_or_default();
    let of_class = tags().find(|(_, tag)| {
        let class = tag.split_once("class=\"").and_then(|(_, rest)| rest.split('"').next());
        class.is_some_and(|class| class.split(' ').any(|word| word == part))
    });
    let (start, tag) = of_class.or_else(|| tags().find(|(_, tag)| name(tag) == part))?;
    let inner = start + tag.len() + 2;
    Some(&html[inner..inner + end(&html[inner..], name(tag))?])
}

/// Where the element of this name ends whose text starts here.
fn end(html: &str, name: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closes = rest.starts_with('/');
        let rest = rest.trim_start_matches('/');
        if rest.strip_prefix(name).is_some_and(|after| after.starts_with(['>', ' '])) {
            depth = if closes { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// `site.0a1b2c3d.css` as `site.*.css`.
fn without_fingerprints(line: &str) -> String {
    let mut parts: Vec<&str> = line.split('.').collect();
    for part in &mut parts {
        if part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            *part = "*";
        }
    }
    parts.join(".")
}

/// Where a case is not as its file says: the lines, what stands there, what should.
struct Mismatch {
    name: String,
    lines: Range<usize>,
    expected: String,
    actual: String,
    /// Whether the fence itself is to be added.
    add: bool,
}

fn mismatches(case: &Case) -> Vec<Mismatch> {
    let outcome = run(case);
    let mut found = Vec::new();
    for fence in &case.fences {
        if let Some(actual) = actual(fence, &outcome).filter(|actual| *actual != fence.text) {
            let name = format!("{}: {}", case.title, fence.info);
            let expected = fence.text.clone();
            found.push(Mismatch { name, lines: fence.lines.clone(), expected, actual, add: false });
        }
    }
    let said = case.fences.iter().any(|fence| fence.word == "findings");
    if !said && !outcome.findings.is_empty() {
        let end = case.fences.last().map_or(0, |fence| fence.lines.end + 1);
        let name = format!("{}: findings", case.title);
        found.push(Mismatch {
            name,
            lines: end..end,
            expected: String::new(),
            actual: outcome.findings,
            add: true,
        });
    }
    found
}

/// The file's text with what is so in place of what was said to be.
fn rewritten(text: &str, mut mismatches: Vec<Mismatch>) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    mismatches.sort_by_key(|mismatch| std::cmp::Reverse(mismatch.lines.start));
    for Mismatch { lines: range, actual, add, .. } in mismatches {
        let actual = if add { format!("\n```findings\n{actual}```\n") } else { actual };
        lines.splice(range, actual.lines().map(str::to_owned));
    }
    lines.join("\n") + "\n"
}

fn difference(mismatch: &Mismatch, file: &Path) -> String {
    let mut out = format!("\n{}:{}: {}\n", file.display(), mismatch.lines.start, mismatch.name);
    let [expected, actual] =
        [&mismatch.expected, &mismatch.actual].map(|text| snapbox::Data::text(text.clone()));
    let names: [Option<&dyn std::fmt::Display>; 2] = [Some(&"as the file says"), Some(&"as it is")];
    let palette = snapbox::report::Palette::plain();
    snapbox::report::write_diff(&mut out, &expected, &actual, names[0], names[1], palette).expect("text");
    out
}

#[test]
fn suite() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let (wanted, update) = (std::env::var("SUITE").unwrap_or_default(), std::env::var_os("UPDATE").is_some());
    let mut number = 0;
    let mut failures = Vec::new();
    for path in files(&folder) {
        let file = folder.join(&path);
        let text = fs::read_to_string(&file).expect("a file of the suite");
        let mut cases = cases(&text);
        cases.retain(|case| path.to_string_lossy().contains(&wanted) || case.title.contains(&wanted));
        number += cases.len();
        let found: Vec<Mismatch> = cases.par_iter().flat_map_iter(mismatches).collect();
        if update && !found.is_empty() {
            fs::write(&file, rewritten(&text, found)).expect("the file to be rewritten");
        } else {
            failures.extend(found.iter().map(|mismatch| difference(mismatch, &path)));
        }
    }
    assert!(number > 0, "there is no case of `{wanted}`");
    let all = failures.concat();
    assert!(
        failures.is_empty(),
        "{all}\n{} of the suite's expectations fail; `UPDATE=1` rewrites them",
        failures.len()
    );
}

/// The runner itself: a wrong expectation is seen, and rewriting leaves only what is right.
#[test]
fn a_wrong_expectation_fails_and_can_be_rewritten() {
    let text = "# T\n\n## A\n\n````md title=\"content/a.md\"\n[x](no.md)\n```text\nb\n```\n````\n\n```html title=\"public/a/index.html\" part=\"h1\"\nB\n```\n";
    let found = mismatches(&cases(text)[0]);
    assert_eq!(found.len(), 2);
    let right = rewritten(text, found);
    assert!(mismatches(&cases(&right)[0]).is_empty(), "{right}");
    assert!(
        right.contains("part=\"h1\"\nA\n```\n\n```findings\ncontent/a.md:1:5 «no.md» warning[broken-link]"),
        "{right}"
    );
}
