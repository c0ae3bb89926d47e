//! What the preview tells about the handbook, to its own pages: as JSON, below `/_dayone/`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::guard;
use super::http::{Answer, Ask};
use super::live::Live;
use super::told;
use crate::diag::{Finding, Level, Report};
use crate::handbook::PageId;

/// The files of the preview's own pages, by name.
const ASSETS: &[(&str, &str, &str)] = &[
    ("", "text/html; charset=utf-8", include_str!("assets/workbench.html")),
    ("client.js", "text/javascript; charset=utf-8", include_str!("assets/client.js")),
    ("corner.js", "text/javascript; charset=utf-8", include_str!("assets/corner.js")),
    ("editor.js", "text/javascript; charset=utf-8", include_str!("assets/editor.js")),
    ("events.js", "text/javascript; charset=utf-8", include_str!("assets/events.js")),
    ("finding.js", "text/javascript; charset=utf-8", include_str!("assets/finding.js")),
    ("here.js", "text/javascript; charset=utf-8", include_str!("assets/here.js")),
    ("idiomorph.js", "text/javascript; charset=utf-8", include_str!("assets/idiomorph.js")),
    ("panel.css", "text/css; charset=utf-8", include_str!("assets/panel.css")),
    ("panel.js", "text/javascript; charset=utf-8", include_str!("assets/panel.js")),
    ("swap.js", "text/javascript; charset=utf-8", include_str!("assets/swap.js")),
    ("workbench.css", "text/css; charset=utf-8", include_str!("assets/workbench.css")),
    ("workbench.js", "text/javascript; charset=utf-8", include_str!("assets/workbench.js")),
];

/// The file of the preview's own pages that has this name.
pub fn asset(name: &str) -> Option<(&'static str, &'static str)> {
    ASSETS.iter().find(|(known, ..)| *known == name).map(|(_, kind, text)| (*kind, *text))
}

/// The findings of a page, those of no page, and what cannot be read: `{ "page": […], "site": […],
/// "failed": … }`.
pub fn findings(live: &Live, url: Option<&str>) -> Value {
    let (page, site) = live.found_at(url).reports();
    let of = |report: &Report| -> Vec<Value> {
        let found = report.findings.iter().take(200);
        found.map(|(level, finding)| told::finding(report, *level, finding)).collect()
    };
    json!({ "page": of(&page), "site": of(&site), "failed": live.failure() })
}

/// So many findings are shown on the workbench; of the others their number is.
const MOST_FINDINGS: usize = 1000;

/// A page as the workbench lists it.
#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    url: String,
    path: Option<&'a str>,
    kind: &'a str,
    owner: Option<&'a str>,
    review: Option<&'static str>,
    draft: bool,
    hidden: bool,
    referenced: bool,
    error: usize,
    warning: usize,
    info: usize,
}

/// Everything that the workbench shows, as JSON.
pub fn state(live: &Live) -> Vec<u8> {
    let snapshot = live.found();
    let mut report = snapshot.report();
    let by_file = by_file(&report);
    let counts = told::counts(report.findings.iter());
    report.findings.truncate(MOST_FINDINGS);
    let report = snapshot.shown(report);
    let shown = |(level, finding): &(Level, Finding)| told::finding(&report, *level, finding);
    let found: Vec<Value> = report.findings.iter().map(shown).collect();
    let site = live.site();
    let book = &site.handbook;
    let referenced = site.handbook.referenced(&site.handbook.citations());
    let today = live.today(&site);
    let renderer = live.renderer(&site, today);
    let unrendered: BTreeSet<String> =
        live.unrendered.now(&site, today).into_iter().filter_map(|(url, _)| url).collect();
    let row = |id: PageId| {
        let page = &book.pages[id];
        let path = page.source().map(|source| &*source.path);
        let [error, warning, info] = path.and_then(|path| by_file.get(path)).copied().unwrap_or_default();
        Row {
            title: &page.title,
            url: crate::handbook::address::encoded(&page.url),
            path,
            kind: &page.kind.id,
            owner: page.front.owner.as_deref(),
            review: renderer.as_ref().and_then(|renderer| renderer.review_state(id)),
            draft: page.front.draft == Some(true),
            hidden: page.hidden(),
            referenced: referenced[id],
            error: error + usize::from(unrendered.contains(&page.url)),
            warning,
            info,
        }
    };
    let took = site.took.iter().map(|(step, took)| json!([step, took.as_secs_f64() * 1000.0]));
    let rest = json!({
        "title": book.title,
        "version": env!("CARGO_PKG_VERSION"),
        "today": today.to_string(),
        "base": super::said::base_path(&site),
        "drafts": book.drafts().collect::<Vec<_>>(),
        "findings": found,
        "counts": counts,
        "failed": live.failure(),
        "took": took.collect::<Vec<_>>(),
        "templates": site.theme.iter().flat_map(|theme| theme.template_names()).collect::<Vec<_>>(),
    });
    // The rows are many, and each is written as it comes.
    let mut json = b"{\"pages\":[".to_vec();
    for id in 0..book.pages.len() {
        if id > 0 {
            json.push(b',');
        }
        let _ = serde_json::to_writer(&mut json, &row(id));
    }
    json.extend_from_slice(b"],");
    json.extend_from_slice(&rest.to_string().as_bytes()[1..]);
    json
}

/// By file, how many errors, warnings and notes it has.
fn by_file(report: &Report) -> BTreeMap<Arc<str>, [usize; 3]> {
    let mut counts: BTreeMap<Arc<str>, [usize; 3]> = BTreeMap::new();
    for (level, finding) in &report.findings {
        let Some(place) = &finding.place else { continue };
        let at = match level {
            Level::Error => 0,
            Level::Warning => 1,
            _ => 2,
        };
        counts.entry(Arc::clone(&place.file)).or_default()[at] += 1;
    }
    counts
}

/// What the template of a page receives.
pub fn view(live: &Live, url: &str) -> Option<Value> {
    let site = live.site();
    let id = site.page_at(url)?;
    let texts = |id| site.document(id).map(Cow::Owned);
    live.renderer(&site, live.today(&site))?.page_json(id, &texts).ok()
}

/// On which lines of its source the blocks of a page start, in order: `{ "file": …, "lines": […] }`.
pub fn lines(live: &Live, url: &str) -> Option<Value> {
    let site = live.site();
    let id: PageId = site.page_at(url)?;
    let file = site.file(id)?;
    Some(json!({ "file": &*file.source.path, "lines": crate::syntax::markdown::block_lines(&file.source) }))
}

/// Opens a place of the handbook's own files in the editor: the address that the browser is to follow, if
/// the editor is one that has addresses.
pub fn open(live: &Live, ask: &Ask) -> Answer {
    let site = live.site();
    let Some(path) = ask.parameter("file").filter(|path| is_own(live, path)) else {
        return Answer::text(404, "There is no such file in the handbook.");
    };
    let line = ask.parameter("line").and_then(|line| line.parse::<usize>().ok()).unwrap_or(1);
    let file = live.root().join(&path);
    let file = std::path::absolute(&file).unwrap_or(file);
    let Some(editor) = &site.config.serve.editor else {
        return Answer::text(404, "No editor is set: write `editor` under `[serve]` in book.toml.");
    };
    let fill = |part: &str, path: &str| part.replace("{line}", &line.to_string()).replace("{path}", path);
    if editor.contains("://") {
        let path = file.to_string_lossy().replace('\\', "/");
        let mut encoded = String::new();
        crate::syntax::escape::url_path(&mut encoded, &path);
        let address = fill(editor, &encoded);
        return Answer::new(200, "application/json", json!({ "address": address }).to_string().into_bytes());
    }
    if !ask.local || !guard::calls_here(ask) {
        return Answer::text(403, "The editor opens only for those who are at the machine of the preview.");
    }
    let words = words(editor);
    let mut words = words.iter().map(|word| fill(word, &file.to_string_lossy()));
    let program = words.next().unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    on_its_own(&mut command);
    match command.spawn() {
        Ok(mut child) => {
            // Nobody waits for an editor, not even the preview when it ends; but somebody must hear that the
            // editor did.
            let _ = std::thread::Builder::new().name("editor".to_owned()).spawn(move || child.wait());
            Answer::new(200, "application/json", b"{}".to_vec())
        }
        Err(error) => Answer::text(
            500,
            &format!("The editor `{program}` cannot be started, as `[serve] editor` has it: {error}"),
        ),
    }
}

/// The words of a command; quotes keep blanks together. Backslashes are those of paths.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut is_within) = (None, false);
    // One within a word is an apostrophe, unless a value begins there or a word ends with the next one.
    let opens = |at: usize| {
        let rest = &command[at + 1..];
        let after = rest.find('\'').map(|end| rest[end + 1..].chars().next());
        command[..at].ends_with('=') || after.is_some_and(|after| after.is_none_or(char::is_whitespace))
    };
    for (at, c) in command.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || (c == '\'' && (!is_within || opens(at))) => {
                quote = Some(c);
                if !std::mem::replace(&mut is_within, true) {
                    words.push(String::new());
                }
            }
            None if c.is_whitespace() => is_within = false,
            _ => {
                if !std::mem::replace(&mut is_within, true) {
                    words.push(String::new());
                }
                words.last_mut().into_iter().for_each(|word| word.push(c));
            }
        }
    }
    words
}

/// Lets a program outlive this one: `Ctrl-C` in the terminal is for every program of its group, and the
/// author's editor may hold what is not saved yet.
fn on_its_own(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
    }
    #[cfg(not(any(unix, windows)))]
    let _ = command;
}

/// Whether a path, as findings have it, is that of a file in the handbook.
fn is_own(live: &Live, path: &str) -> bool {
    let Some(path) = crate::text::join("", path) else { return false };
    let file = live.root().join(path);
    let (Ok(file), Ok(root)) = (file.canonicalize(), live.root().canonicalize()) else { return false };
    file.starts_with(root) && file.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_of_a_command_together() {
        for (command, expected) in [
            ("subl {path}:{line}", vec!["subl", "{path}:{line}"]),
            (
                "\"/Applications/Sublime Text.app/subl\" {path}",
                vec!["/Applications/Sublime Text.app/subl", "{path}"],
            ),
            (r"'C:\Program Files\ed.exe' --at={line}", vec![r"C:\Program Files\ed.exe", "--at={line}"]),
            ("ed -c 'go {line}'x \"\"", vec!["ed", "-c", "go {line}x", ""]),
            ("ed --goto='{path}:{line}' -c'a b'", vec!["ed", "--goto={path}:{line}", "-ca b"]),
            ("emacs --eval='(find-file {path})'x", vec!["emacs", "--eval=(find-file {path})x"]),
            ("/opt/o'brien/ed --at='{line} x'", vec!["/opt/o'brien/ed", "--at={line} x"]),
            ("ed 'never closed", vec!["ed", "never closed"]),
            ("/opt/o'brien/ed {path}", vec!["/opt/o'brien/ed", "{path}"]),
            ("", vec![]),
        ] {
            assert_eq!(words(command), expected, "{command}");
        }
    }
    use crate::build::{Request, Today};

    /// Whoever may read the handbook over the network may not start programs here.
    #[test]
    fn a_command_runs_only_for_those_who_are_here() {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(home.path().join("content")).expect("a folder");
        std::fs::write(home.path().join("content/index.md"), "# Home\n").expect("written");
        let settings = "[serve]\neditor = \"cp {path} {path}.opened\"\n";
        std::fs::write(home.path().join("book.toml"), settings).expect("written");
        let day = "2026-03-31".parse().expect("a date");
        let live = Live::open(Request {
            root: home.path().canonicalize().expect("a folder"),
            output: None,
            base_url: None,
            drafts: false,
            today: Today { asked: Some(day), clock: day },
            strict: false,
        });
        let live = live.expect("a handbook");
        let asked = |local, host: &str| {
            let query = "file=content/index.md".to_owned();
            let headers = vec![("host".to_owned(), host.to_owned())];
            open(&live, &Ask { local, query, headers, post: true, ..Ask::default() }).status
        };
        assert_eq!(asked(false, "localhost:1"), 403);
        assert_eq!(asked(true, "book.test"), 403);
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!home.path().join("content/index.md.opened").exists());
        assert_eq!(asked(true, "localhost:1"), 200);
    }
}
