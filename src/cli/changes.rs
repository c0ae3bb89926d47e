//! What changed in a page since its review: the text that was reviewed, out of git, beside the one that there is.

use std::path::Path;

use jiff::civil::Date;
use similar::TextDiff;

use crate::handbook::{Handbook, PageId};
use crate::load::history;
use crate::reviews;

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
    let print = book.reviewed_text(id, today).map(|(print, _)| print);
    if print.is_some_and(|print| print == parsed.print()) {
        return Ok(None);
    }
    let path = &parsed.source.path;
    let found = match print {
        Some(print) => history::committed(root, path, |_, text| reviews::print(text) == print)?
            .ok_or_else(|| format!("the text of {} that was reviewed on {on} is in no commit", page.path)),
        // The page says the day and no more: what was committed last by then is what was read.
        None => history::committed(root, path, |day, _| day <= on)?
            .ok_or_else(|| format!("{} was committed after its review on {on}", page.path)),
    };
    let committed = found.map_err(|why| match history::is_shallow(root) {
        true => {
            format!("{why} that is here: this is a shallow clone; `git fetch --unshallow` gets the others")
        }
        false => why,
    })?;
    let lines = |text: &str| reviews::reviewed(text) + "\n";
    let (old, new) = (lines(&committed.text), lines(&parsed.source.text));
    if old == new {
        return Ok(None);
    }
    let diff = TextDiff::from_lines(&old, &new);
    let before = format!("{} at {}, reviewed on {on}", committed.path, committed.commit);
    Ok(Some(diff.unified_diff().context_radius(3).header(&before, path).to_string()))
}
