//! `dayone new`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading, date, rota_file};
use crate::build::{Checked, Request, check};
use crate::chart::time;
use crate::diag::nearest;
use crate::facts::Named;
use crate::file_name;
use crate::handbook::{Handbook, NextWeek, Wanted, address, unit_at};
use crate::kinds::PageKind;
use crate::syntax::slug::slug;
use crate::text::join;
use crate::write;

#[derive(Debug, Args)]
pub struct Arguments {
    /// What it is; without one, all kinds are listed
    kind: Option<String>,
    /// The page: its path in the content folder, or a name in the kind's folder
    path: Option<String>,
    /// Its title [default: as its file is called]
    #[arg(long)]
    title: Option<String>,
    /// Who owns it, by id [default: a team itself, or the owner of what is above it]
    #[arg(long, value_name = "ID")]
    owner: Option<String>,
    /// The calendar (.ics) that a rotation's shifts are read from
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The day to write into it (2026-03-31), instead of the clock's
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// The handbook's folder [default: the nearest one upward with a book.toml]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let reading = Reading { dir: arguments.dir.clone(), drafts: true, today: arguments.today, strict: false };
    let request = reading.request();
    let checked = check(&request)?;
    let Some(word) = &arguments.kind else {
        terminal.print(&list(&checked));
        return Ok(0);
    };
    match written(arguments, word, &request, &checked) {
        Ok(said) => {
            terminal.print(&said);
            Ok(0)
        }
        Err(why) => {
            terminal.error(&why);
            Ok(ENVIRONMENT)
        }
    }
}

/// The kinds, each with where its pages usually are and what it is.
fn list(checked: &Checked) -> String {
    let row = |kind: &PageKind| {
        let folder = if kind.folder.is_empty() { "-".to_owned() } else { format!("{}/", kind.folder) };
        let what = if kind.what.is_empty() { kind.label.clone() } else { kind.what.clone() };
        [kind.word.clone(), folder, what]
    };
    let rows: Vec<[String; 3]> = checked.handbook.kinds.all().map(|kind| row(kind)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (ids, folders) = (width(0), width(1));
    rows.iter().map(|[id, folder, what]| format!("{id:ids$}  {folder:folders$}  {what}\n")).collect()
}

/// Writes the page: what to say of it, or why it cannot be written.
fn written(
    arguments: &Arguments,
    word: &str,
    request: &Request,
    checked: &Checked,
) -> Result<String, String> {
    let book = &checked.handbook;
    let kind = book.kinds.find(word).ok_or_else(|| {
        let near = nearest(word, book.kinds.words())
            .map_or_else(|| "`dayone new` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        format!("there is no kind `{word}`: {near}")
    })?;
    let given = arguments.path.as_deref().ok_or_else(|| {
        format!(
            "say where: `dayone new {word} NAME` writes into {}/",
            shown_folder(&checked.src, &kind.folder)
        )
    })?;
    let in_unit = in_unit(book, given);
    let given = in_unit.as_deref().unwrap_or(given);
    let folder = given.strip_prefix(&format!("{}/", checked.src)).unwrap_or(given).trim_matches('/');
    let is_there = || folder == kind.folder || book.page_at(folder).is_some();
    if given.ends_with('/') && !kind.unit && is_there() {
        return Err(format!("`{given}` is a folder: say what the page is called, as `{folder}/NAME`"));
    }
    let (path, said) = content_path(kind, given, request, &checked.src)?;
    if let Some(day) = no_day(&path) {
        return Err(format!("there is no day {day}"));
    }
    let of_unit = kind.habit.is_some() && !given.starts_with(['.', '/']);
    if let Some(missing) = no_folder(book, address::folder(&path), &kind.folder).filter(|_| of_unit) {
        return Err(missing);
    }
    let stem = path.trim_end_matches(".md");
    let stem = stem.strip_suffix("/_index").unwrap_or(stem);
    if let Some(other) = book.page_at(stem).filter(|page| book.pages[*page].parsed.is_some()) {
        return Err(format!("there is a page already: {}", book.pages[other].path));
    }
    let is_itself = |owner: &str| kind.unit && owner.trim_matches('/') == unit_at(&path);
    let unknown = arguments.owner.as_deref().filter(|owner| !is_known(checked, owner) && !is_itself(owner));
    if let Some(owner) = unknown {
        let near = book.probably(owner, Named::Owner);
        let near = near.map_or_else(String::new, |near| format!(": did you mean {near}?"));
        return Err(format!("no person or unit is called `{owner}`{near}"));
    }
    let blank = book.blank(Wanted {
        kind,
        path: &path,
        title: arguments.title.as_deref().or(said.as_deref()),
        owner: arguments.owner.as_deref(),
        today: checked.today,
    });
    let next =
        crate::kinds::is_weekly(kind).then(|| book.next_week(&path, arguments.owner.as_deref(), &blank.text));
    let imported = match &arguments.from {
        Some(_) if kind.rota.is_none() => {
            return Err(format!("only a rotation is read from a calendar, and no {word}"));
        }
        Some(calendar) => Some(rota_file::import(calendar, book)?),
        None => None,
    };
    let text = imported.as_ref().map(|imported| rota_file::put(&blank.text, &imported.front));
    let (text, started) = match (text, next.flatten()) {
        (Some(text), _) => (text, None),
        (None, Some(next)) => (next.text.clone(), Some(next)),
        (None, None) => (blank.text, None),
    };
    let file = request.root.join(&checked.src).join(&path);
    write::create(&file, &text).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} is there already, and stays as it is", shown(&file)),
        _ => format!("cannot write {}: {error}", shown(&file)),
    })?;
    let next = match &blank.open[..] {
        _ if started.is_some() => {
            "bring its data up to date, and explain in `notes` what stands out".to_owned()
        }
        [] => "write what it is about".to_owned(),
        open => format!("fill in {}", and(open)),
    };
    let looks = |next: &NextWeek| format!("It looks at what {} does, {}\n", next.last, moved(next.days));
    let from: String = started.iter().map(looks).collect();
    let told: String =
        imported.iter().flat_map(|imported| &imported.told).map(|line| format!("{line}\n")).collect();
    Ok(format!("{told}Wrote {}\n{from}Next: {next}; `dayone check` says what is missing\n", shown(&file)))
}

/// By how much a review is later than the one that it follows, in words.
fn moved(days: i32) -> String {
    let way = if days < 0 { "earlier" } else { "later" };
    match days.abs() {
        0 => "of the same week".to_owned(),
        1 => format!("a day {way}"),
        7 => format!("a week {way}"),
        days if days % 7 == 0 => format!("{} weeks {way}", days / 7),
        days => format!("{days} days {way}"),
    }
}

/// Why a practice cannot lie in a folder: whose it is would be told by the unit around it, and not the one that is meant.
fn no_folder(book: &Handbook, folder: &str, usual: &str) -> Option<String> {
    // The folder that such pages are usually in may be new, and whatever is in it.
    let held = format!("/{folder}/").find(&format!("/{usual}/")).filter(|_| !usual.is_empty());
    let outer = held.map_or(folder, |at| folder[..at].trim_end_matches('/'));
    if outer.is_empty() || book.page_at(outer).is_some() {
        return None;
    }
    let near = book.probably(outer.strip_prefix("teams/").unwrap_or(outer), Named::Unit);
    let near = near.map_or_else(String::new, |near| format!(": did you mean {near}?"));
    Some(format!("there is no unit or folder `{outer}`{near}"))
}

/// The path in the content that begins with a unit's id, `booking/tolls` for `teams/booking/tolls`; none where the
/// content has a folder or a page that is called so.
fn in_unit(book: &Handbook, given: &str) -> Option<String> {
    if given.starts_with(['.', '/']) || Path::new(given).is_absolute() {
        return None;
    }
    let mut ends = given.trim_end_matches('/').match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
    ends.reverse();
    for at in ends {
        let (id, rest) = given.split_at(at);
        if book.page_at(id).is_some() {
            return None;
        }
        if let Some(unit) = book.unit(id).filter(|unit| *unit != 0) {
            return Some(format!("{}{rest}", book.folder_of(unit)));
        }
    }
    None
}

/// Whether somebody has this id; as long as nobody is known, anybody may have it.
fn is_known(checked: &Checked, owner: &str) -> bool {
    let book = &checked.handbook;
    book.people.is_empty() || book.who(owner, Named::Owner).is_some()
}

/// The path in the content of a new page that is asked for at `given`, and its title if its name has blanks.
fn content_path(
    kind: &PageKind,
    given: &str,
    request: &Request,
    src: &str,
) -> Result<(String, Option<String>), String> {
    let outside = || format!("`{given}` is not in the content folder");
    let is_path = given.starts_with("./") || given.starts_with("../") || Path::new(given).is_absolute();
    let within = if is_path {
        super::in_content(Path::new(given), &request.root, src).ok_or_else(outside)?
    } else {
        let below =
            given.strip_prefix(src).and_then(|rest| rest.strip_prefix('/')).filter(|_| !src.is_empty());
        join("", below.unwrap_or(given)).ok_or_else(outside)?
    };
    if let Some(ending) = foreign_ending(&within) {
        return Err(format!("a page is Markdown, and `{given}` is not: write it without `.{ending}`"));
    }
    let stem = file_name::markdown_stem(&within).unwrap_or(&within).trim_matches('/');
    let is_bare = !is_path && !given.trim_end_matches('/').contains('/') && !kind.folder.is_empty();
    let mut path = if is_bare { format!("{}/{stem}", kind.folder) } else { stem.to_owned() };
    let name = file_name::last(&path).to_owned();
    let mut title = None;
    if name.contains(char::is_whitespace) {
        path.truncate(path.len() - name.len());
        let words: Vec<String> = name.split_whitespace().map(slug).filter(|word| !word.is_empty()).collect();
        path.push_str(&words.join("-"));
        title = Some(without_day(&name).to_owned());
    }
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|#".contains(c))
    };
    if !path.split('/').all(is_part) {
        return Err(format!("`{given}` cannot be the name of a page"));
    }
    let is_own = file_name::own_rank(&format!("{}.md", file_name::last(&path))).is_some();
    let is_folder = kind.unit || given.ends_with('/');
    path.push_str(if is_folder && !is_own { "/_index.md" } else { ".md" });
    Ok((path, title))
}

/// The ending of a file that is plainly no page. What a page is about may have a full stop in its name.
fn foreign_ending(path: &str) -> Option<&str> {
    const ENDINGS: [&str; 16] = [
        "yaml", "yml", "toml", "json", "txt", "html", "htm", "csv", "xml", "pdf", "doc", "docx", "rst",
        "adoc", "png", "svg",
    ];
    let (_, ending) = file_name::last(path).rsplit_once('.')?;
    ENDINGS.contains(&&*ending.to_lowercase()).then_some(ending)
}

/// The day that a page's file is named by and that there is not.
fn no_day(path: &str) -> Option<&str> {
    let day = file_name::last(path.strip_suffix("/_index.md").unwrap_or(path)).get(..10)?;
    (time::looks_like(day) && day.parse::<Date>().is_err()).then_some(day)
}

/// A title without the day that it begins with.
fn without_day(title: &str) -> &str {
    let title = title.trim();
    match title.split_once(char::is_whitespace) {
        Some((day, rest)) if day.parse::<Date>().is_ok() => rest.trim(),
        _ => title,
    }
}

fn shown_folder(src: &str, folder: &str) -> String {
    [src, folder].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// A file as people write it from where they are: without a `.` before it, and without going up only to come down
/// again.
fn shown(file: &Path) -> String {
    let here = super::normal(Path::new(".")).filter(|_| file.is_relative());
    let from_here = here.and_then(|here| Some(super::normal(file)?.strip_prefix(here).ok()?.to_owned()));
    from_here.as_deref().unwrap_or(file.strip_prefix(".").unwrap_or(file)).display().to_string()
}

/// `a, b and c`.
fn and(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_here() {
        let here = std::env::current_dir().expect("a folder");
        let name = here.file_name().and_then(|name| name.to_str()).expect("a name");
        assert_eq!(shown(&Path::new("..").join(name).join("a/b.md")), "a/b.md");
        assert_eq!(shown(Path::new("./a.md")), "a.md");
        assert_eq!(shown(Path::new("../nowhere/a.md")), "../nowhere/a.md");
    }
}
