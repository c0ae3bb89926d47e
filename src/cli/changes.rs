//! What changed in a page since its review: the text that was reviewed, out of git, beside the one that there is.

use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::Date;
use similar::TextDiff;

use crate::handbook::{Handbook, PageId};
use crate::reviews;
use crate::syntax::front_matter;

/// A text that was committed.
struct Committed {
    /// The commit, in short.
    commit: String,
    /// The path of the file then, from the repository's root.
    path: String,
    /// What stood below the front matter.
    body: String,
}

/// What changed in a page since its review, as a unified diff of its text; none when nothing did. `root` is the
/// handbook's folder, `today` the day it is.
///
/// # Errors
/// Why that cannot be said, as a sentence without its full stop: there was no review, there is no git, or the text
/// that was reviewed was never committed.
pub fn since_review(root: &Path, book: &Handbook, id: PageId, today: Date) -> Result<Option<String>, String> {
    let page = &book.pages[id];
    let parsed = page.parsed.as_ref().ok_or_else(|| format!("nobody wrote {}", page.path))?;
    let review = book.review(id, today).and_then(|review| review.on.map(|on| (on, review)));
    let Some((on, _)) = review else { return Err(format!("{} was never reviewed", page.path)) };
    let print = book.reviewed_text(id);
    let body = parsed.body_text();
    if print.is_some_and(|print| print == reviews::print(body)) {
        return Ok(None);
    }
    let committed = match print {
        Some(print) => find(root, &parsed.source.path, |_, body| reviews::print(body) == print)?
            .ok_or_else(|| format!("the text of {} that was reviewed on {on} is in no commit", page.path))?,
        // The page says the day and no more: what was committed last by then is what was read.
        None => find(root, &parsed.source.path, |day, _| day <= on)?
            .ok_or_else(|| format!("{} was committed after its review on {on}", page.path))?,
    };
    let (old, new) = (lines(&committed.body), lines(body));
    if old == new {
        return Ok(None);
    }
    let diff = TextDiff::from_lines(&old, &new);
    let before = format!("{} at {}, reviewed on {on}", committed.path, committed.commit);
    Ok(Some(diff.unified_diff().context_radius(3).header(&before, &parsed.source.path).to_string()))
}

/// A text as its print takes it: however its lines end.
fn lines(body: &str) -> String {
    body.trim().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The newest committed text of a file that is meant, by the day of its commit and what stands below its front matter.
/// A file that was renamed is followed to where it was.
fn find(root: &Path, path: &str, is_meant: impl Fn(Date, &str) -> bool) -> Result<Option<Committed>, String> {
    let form = "--format=%x00%H %cd";
    let log = git(root, &["log", "--follow", "--name-only", "--date=format:%Y-%m-%d", form, "--", path])?;
    for entry in log.split('\0').skip(1) {
        let mut entry = entry.lines().filter(|line| !line.is_empty());
        let Some((commit, day)) = entry.next().and_then(|head| head.split_once(' ')) else { continue };
        let (Some(path), Ok(day)) = (entry.next(), day.parse::<Date>()) else { continue };
        // In the commit that takes a file away it is not there.
        let Ok(text) = git(root, &["show", &format!("{commit}:{path}")]) else { continue };
        let (_, body) = front_matter::split(&text);
        if is_meant(day, &text[body..]) {
            let (commit, path) = (commit.chars().take(10).collect(), path.to_owned());
            return Ok(Some(Committed { commit, path, body: text[body..].to_owned() }));
        }
    }
    Ok(None)
}

/// What git prints.
///
/// # Errors
/// Why it did not, in its own words.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "core.quotePath=false", "--no-pager"]).args(arguments);
    let output = command.stdin(Stdio::null()).output();
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
