//! Texts that were committed: out of git, where it is there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jiff::civil::Date;

/// A text that was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit, in short.
    pub commit: String,
    /// The path of the file then, from the repository's root.
    pub path: String,
    /// The text of the file.
    pub text: String,
}

/// The newest committed text of a file that is meant, by the day of its commit and itself. A file that was renamed is
/// followed to where it was. `root` is the handbook's folder, `path` the file's from there.
///
/// # Errors
/// Why git does not say, as a sentence without its full stop.
pub fn committed(
    root: &Path,
    path: &str,
    is_meant: impl Fn(Date, &str) -> bool,
) -> Result<Option<Committed>, String> {
    let form = "--format=%x00%H %cd";
    let log = git(root, &["log", "--follow", "--name-only", "--date=format:%Y-%m-%d", form, "--", path])?;
    for entry in log.split('\0').skip(1) {
        let mut entry = entry.lines().filter(|line| !line.is_empty());
        let Some((commit, day)) = entry.next().and_then(|head| head.split_once(' ')) else { continue };
        let (Some(path), Ok(day)) = (entry.next(), day.parse::<Date>()) else { continue };
        // In the commit that takes a file away it is not there.
        let Ok(text) = git(root, &["show", "--no-textconv", &format!("{commit}:{path}")]) else { continue };
        if is_meant(day, &text) {
            let (commit, path) = (commit.chars().take(10).collect(), path.to_owned());
            return Ok(Some(Committed { commit, path, text }));
        }
    }
    Ok(None)
}

/// So many paths are asked for by name; for more, all of the handbook's are.
const MOST_PATHS: usize = 100;
/// So many texts of one file are looked at, the newest first.
const MOST_TEXTS: usize = 500;

/// For each of these files the newest committed text that is meant, under the path that it has now: all with one pass
/// over the history and one over its texts, as each is a process of its own. `root` is the handbook's folder, the paths
/// are from there.
///
/// # Errors
/// Why git does not say, as a sentence without its full stop.
pub fn committed_of(
    root: &Path,
    paths: &[&str],
    is_meant: impl Fn(usize, &str) -> bool,
) -> Result<Vec<Option<Committed>>, String> {
    let mut found = vec![None; paths.len()];
    if paths.is_empty() {
        return Ok(found);
    }
    let form = ["log", "--raw", "--no-abbrev", "--no-renames", "--relative", "--diff-filter=AM"];
    let mut arguments = [&form[..], &["--format=%x00%h", "--"]].concat();
    if paths.len() <= MOST_PATHS {
        arguments.extend(paths);
    } else {
        arguments.push(".");
    }
    let log = git(root, &arguments)?;
    let wanted: BTreeMap<&str, usize> = paths.iter().enumerate().map(|(at, path)| (*path, at)).collect();
    let mut texts: Vec<Vec<(&str, &str)>> = vec![Vec::new(); paths.len()];
    let mut commit = "";
    for line in log.lines() {
        if let Some(next) = line.strip_prefix('\0') {
            commit = next;
        } else if let Some((blob, path)) = changed(line)
            && let Some(at) = wanted.get(path)
            && texts[*at].len() < MOST_TEXTS
        {
            texts[*at].push((commit, blob));
        }
    }
    let mut blobs = Blobs::open(root)?;
    for (at, texts) in texts.iter().enumerate() {
        for (commit, blob) in texts {
            let Some(text) = blobs.text(blob) else { continue };
            if is_meant(at, &text) {
                let (commit, path) = ((*commit).to_owned(), paths[at].to_owned());
                found[at] = Some(Committed { commit, path, text });
                break;
            }
        }
    }
    Ok(found)
}

/// The object and the path of a line such as `:100644 100644 OLD NEW M<tab>PATH`.
fn changed(line: &str) -> Option<(&str, &str)> {
    let (about, path) = line.strip_prefix(':')?.split_once('\t')?;
    Some((about.split(' ').nth(3)?, path))
}

/// Texts by the names of their objects.
struct Blobs {
    git: Child,
    asked: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Blobs {
    fn open(root: &Path) -> Result<Self, String> {
        let failed = || "git cannot say what changed".to_owned();
        let mut command = command(root);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut git = command.stderr(Stdio::null()).spawn().map_err(|_| failed())?;
        let asked = git.stdin.take().ok_or_else(failed)?;
        let said = BufReader::new(git.stdout.take().ok_or_else(failed)?);
        Ok(Blobs { git, asked, said })
    }

    /// A text; none when there is no such object, or it is none.
    fn text(&mut self, name: &str) -> Option<String> {
        writeln!(self.asked, "{name}").and_then(|()| self.asked.flush()).ok()?;
        let mut head = String::new();
        self.said.read_line(&mut head).ok()?;
        let size: usize = head.trim_end().rsplit_once(" blob ")?.1.parse().ok()?;
        let mut bytes = vec![0; size + 1];
        self.said.read_exact(&mut bytes).ok()?;
        bytes.pop();
        let text = String::from_utf8(bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // It waits to be asked for more.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

/// Whether only the last commits are there.
pub fn is_shallow(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim() == "true")
}

/// git in a folder. Nothing that the repository's own settings name is run for what it is asked here.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "core.quotePath=false", "-c", "log.showSignature=false"]);
    command.args(["-c", "core.fsmonitor=false", "--no-pager"]);
    command
}

/// What git prints.
///
/// # Errors
/// Why it did not, in its own words.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = command(root).args(arguments).stdin(Stdio::null()).output();
    let output =
        output.map_err(|error| format!("what changed is asked of git, which cannot be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().lines().next().unwrap_or("no reason given").to_owned();
        return Err(format!("git cannot say what changed: {}", said.trim_start_matches("fatal: ")));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
