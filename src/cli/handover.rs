//! `dayone handover`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::terminal::Terminal;
use super::{ENVIRONMENT, FINDINGS, Outcome, Reading, count, date};
use crate::build::{Checked, check};
use crate::facts::{Named, Relation};
use crate::handbook::{
    Duty, DutyOf, Handbook, Owned, OwnerOf, PageId, Somebody, Who, page_with, settings_with,
};
use crate::kinds;
use crate::load;
use crate::text::{Place, Source, line_column};
use crate::write;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Who hands over: a person's id, or a unit's
    #[arg(value_name = "PERSON")]
    from: String,
    /// Who owns it from now on: a person's id, or a unit's
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Put the new owner into the pages and book.toml
    #[arg(long, requires = "to")]
    write: bool,
    /// The day it is (2026-03-31), instead of the clock's
    #[arg(long, value_name = "DATE", value_parser = date)]
    today: Option<Date>,
    /// The handbook's folder [default: the nearest one upward with a book.toml]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    // What somebody has begun has an owner, too.
    let reading = Reading { dir: arguments.dir.clone(), drafts: true, today: arguments.today, strict: false };
    let request = reading.request();
    let checked = check(&request)?;
    let (from, to) = match meant(&checked, arguments) {
        Ok(meant) => meant,
        Err(why) => {
            terminal.error(&why);
            return Ok(ENVIRONMENT);
        }
    };
    let settings = load::settings(&request.root).ok().flatten();
    let book = &checked.handbook;
    let holdings = book.holdings(&from, &checked.config);
    let told = Told { checked: &checked, settings: settings.as_ref(), from: &from, to: to.as_ref() };
    let (left, is_said, failed) = match to.as_ref().filter(|_| arguments.write) {
        Some(to) => told.hand_over(&request.root, &holdings.owned, &to.id, terminal),
        None => {
            let (left, changed) = told.divided(&holdings.owned);
            let is_said = !changed.is_empty() || left.is_empty();
            if is_said {
                terminal.print(&told.owned(&changed));
            }
            (left, is_said, false)
        }
    };
    let more = told.left(&left) + &told.duties(&holdings.duties);
    terminal.print(if is_said { &more } else { more.trim_start_matches('\n') });
    Ok(match (failed, left.is_empty() || !arguments.write) {
        (true, _) => ENVIRONMENT,
        (_, true) => 0,
        (_, false) => FINDINGS,
    })
}

/// Who hands over, and to whom; or why that cannot be.
fn meant<'b>(
    checked: &'b Checked,
    arguments: &Arguments,
) -> Result<(Somebody<'b>, Option<Somebody<'b>>), String> {
    let book = &checked.handbook;
    let holder = |id: &str| {
        book.holder(id).ok_or_else(|| {
            let near = book.probably(id, Named::Owner);
            let near = near.map_or_else(String::new, |near| format!(": did you mean {near}?"));
            format!("no {} is called `{id}`{near}", Named::Owner.words())
        })
    };
    let from = holder(&arguments.from)?;
    let Some(to) = arguments.to.as_deref().map(holder).transpose()? else { return Ok((from, None)) };
    if to == from {
        return Err(format!("`{}` has it already", to.id));
    }
    match to.who {
        Some(Who::Person(person)) if person.has_left(checked.today) => {
            Err(format!("`{}` has left: name somebody who is there", person.id))
        }
        _ => Ok((from, Some(to))),
    }
}

/// What is said of a handover.
struct Told<'a> {
    checked: &'a Checked,
    settings: Option<&'a Source>,
    from: &'a Somebody<'a>,
    to: Option<&'a Somebody<'a>>,
}

impl Told<'_> {
    fn book(&self) -> &Handbook {
        &self.checked.handbook
    }

    /// Changes the owner file by file: what was left as it is, whether anything was said of others, and whether anything
    /// failed.
    fn hand_over<'o>(
        &self,
        root: &Path,
        owned: &'o [Owned],
        to: &str,
        terminal: &Terminal,
    ) -> (Vec<&'o Owned>, bool, bool) {
        let (mut left, mut failed, mut done) = (Vec::new(), false, Vec::new());
        for (file, owned) in by_file(owned) {
            let Some((source, text)) = self.changed(&owned, to) else {
                left.extend(owned);
                continue;
            };
            match put(&root.join(file), &source, &text) {
                Ok(()) => done.extend(owned),
                Err(error) => {
                    terminal.error(&format!("cannot change {file}: {error}"));
                    failed = true;
                }
            }
        }
        // As it is listed without writing: in the order of the pages.
        let done: Vec<Owned> = owned.iter().filter(|owned| done.contains(owned)).cloned().collect();
        let is_said = !done.is_empty() || (left.is_empty() && !failed);
        if is_said {
            terminal.print(&self.owned(&done));
        }
        (left, is_said, failed)
    }

    /// A file's text with `to` as the owner, and the text that it has now; none when that cannot be changed.
    fn changed(&self, owned: &[&Owned], to: &str) -> Option<(Source, String)> {
        let places: Vec<Place> = owned.iter().map(|owned| owned.place.clone()).collect();
        let source = self.source(owned[0])?;
        let text = match owned[0].of {
            OwnerOf::Settings(_) => settings_with(&source, &places, to),
            OwnerOf::Page(_) | OwnerOf::Below(_) => page_with(&source, &places, to),
        };
        text.map(|text| (source, text))
    }

    /// What would be left as it is, and what would be changed, in the order of the pages.
    fn divided<'o>(&self, owned: &'o [Owned]) -> (Vec<&'o Owned>, Vec<Owned>) {
        let to = self.to.map_or("somebody-else", |to| &*to.id);
        let files = by_file(owned).into_values();
        let left: Vec<&Owned> = files.filter(|owned| self.changed(owned, to).is_none()).flatten().collect();
        let changed = owned.iter().filter(|owned| !left.contains(owned)).cloned().collect();
        (left, changed)
    }

    /// The text in which an owner is named.
    fn source(&self, owned: &Owned) -> Option<Source> {
        match owned.of {
            OwnerOf::Page(page) | OwnerOf::Below(page) => self.book().pages[page].source().cloned(),
            OwnerOf::Settings(_) => self.settings.cloned(),
        }
    }

    /// What is handed over, or would be.
    fn owned(&self, owned: &[Owned]) -> String {
        let from = &self.from.name;
        let number = count(owned.len(), "place", "places");
        let head = match self.to {
            _ if owned.is_empty() => return format!("{from} is named as the owner of nothing.\n"),
            None => format!("{from} is named as the owner in {number}:\n"),
            Some(to) => format!("{from} -> {}, in {number}:\n", to.name),
        };
        head + &rows(owned.iter().map(|owned| (self.at(&owned.place), self.what(&owned.of))))
    }

    /// What could not be changed.
    fn left(&self, left: &[&Owned]) -> String {
        if left.is_empty() {
            return String::new();
        }
        let head = "\nWritten in a way that somebody has to change by hand:\n";
        let rows = rows(left.iter().map(|owned| (self.at(&owned.place), self.what(&owned.of))));
        format!("{head}{rows}")
    }

    /// What others have to change, and who that is.
    fn duties(&self, duties: &[Duty]) -> String {
        if duties.is_empty() {
            return String::new();
        }
        let rows = rows(duties.iter().map(|duty| (self.at(&duty.place), self.duty(duty))));
        format!("\nNot changed, as somebody has to decide who does it now:\n{rows}")
    }

    fn what(&self, of: &OwnerOf) -> String {
        match *of {
            OwnerOf::Page(page) => self.title(page),
            OwnerOf::Below(page) => format!("what is below {}", self.title(page)),
            OwnerOf::Settings(at) => {
                format!("pages that match \"{}\"", self.checked.config.owners[at].pattern)
            }
        }
    }

    fn duty(&self, duty: &Duty) -> String {
        match duty.what {
            DutyOf::Page(page, relation) => {
                let title = self.title(page);
                let what = match relation {
                    Relation::Leads => format!("leads {title}"),
                    Relation::Member => format!("is a member of {title}"),
                    Relation::OnCall => format!("is on call for {title}"),
                    Relation::Escalates => format!("is next to be called for {title}"),
                    Relation::Answers => format!("has an open action in {title}"),
                    Relation::Runs => format!("has {title}"),
                    Relation::Welcomes => format!("is asked by those who think of joining {title}"),
                    Relation::Person => format!("is named by {title}"),
                    Relation::Owns
                    | Relation::WorksWith
                    | Relation::Unit
                    | Relation::Decided
                    | Relation::Heard
                    | Relation::Cites
                    | Relation::Adapts
                    | Relation::Tension => title,
                };
                format!("{what}; ask {}", self.who_decides(page))
            }
            DutyOf::Themselves(page) => {
                format!("is their own page, {}; rewrite or remove it", self.title(page))
            }
            DutyOf::Reminded(page) => {
                format!("is reminded of {}; ask {}", self.title(page), self.who_decides(page))
            }
            DutyOf::CodeOwners(_) => "is a code owner; ask whoever keeps the repository".to_owned(),
            DutyOf::Manager(at) => {
                let person = &self.book().people.all[at];
                format!("is the manager of {}; ask whoever keeps the people", person.name)
            }
        }
    }

    /// Who answers for a page, once it is handed over.
    fn who_decides(&self, page: PageId) -> String {
        let holder = |id: &str| self.book().holder(id);
        let owner = self.book().pages[page].front.owner.as_deref().and_then(holder);
        match owner {
            Some(owner) if owner == *self.from => match self.to {
                Some(to) => self.who_speaks(to, page),
                None => "whoever owns it then".to_owned(),
            },
            Some(owner) => self.who_speaks(&owner, page),
            None => "whoever writes it: nobody owns it".to_owned(),
        }
    }

    /// Who answers for what an owner does: of a unit that owns its own page, whoever leads it.
    fn who_speaks(&self, owner: &Somebody<'_>, page: PageId) -> String {
        if owner.who != Some(Who::Page(page)) {
            return owner.name.clone();
        }
        let page = &self.book().pages[page];
        let facts = page.parsed.as_ref().map(|parsed| kinds::facts(&page.kind, &parsed.front));
        let mut leads = facts.into_iter().flatten().filter(|fact| fact.relation == Relation::Leads);
        let lead = leads.find_map(|lead| self.book().holder(&lead.id).filter(|lead| lead != self.from));
        lead.map_or_else(|| "the others in it".to_owned(), |lead| lead.name)
    }

    fn title(&self, page: PageId) -> String {
        self.book().pages[page].title.clone()
    }

    /// A place as it is printed.
    fn at(&self, place: &Place) -> String {
        let book = self.book();
        let pages = book.pages.iter().filter_map(|page| page.source());
        let apart = [self.settings, book.people.source.as_ref(), book.code_owners().source.as_ref()];
        let mut sources = apart.into_iter().flatten().chain(pages);
        match sources.find(|source| source.path == place.file) {
            Some(source) => format!("{}:{}", place.file, line_column(&source.text, place.span.start).0),
            None => place.file.to_string(),
        }
    }
}

/// Places that name an owner, by the file that they are in.
fn by_file(owned: &[Owned]) -> BTreeMap<&str, Vec<&Owned>> {
    let mut files: BTreeMap<&str, Vec<&Owned>> = BTreeMap::new();
    for owned in owned {
        files.entry(&owned.place.file).or_default().push(owned);
    }
    files
}

/// Writes the new text of a source: what is before it in the file, a byte-order mark, stays.
fn put(file: &Path, source: &Source, text: &str) -> std::io::Result<()> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let was = load::bytes(file)?;
    let (mark, rest) = if was.starts_with(MARK) { was.split_at(MARK.len()) } else { (&[][..], &*was) };
    if rest != source.text.as_bytes() {
        return Err(std::io::Error::other("it has changed since it was read, or is not UTF-8"));
    }
    write::replace(file, &was, &[mark, text.as_bytes()].concat())
}

/// Two columns.
fn rows(rows: impl Iterator<Item = (String, String)>) -> String {
    let rows: Vec<(String, String)> = rows.collect();
    let width = rows.iter().map(|(at, _)| at.chars().count()).max().unwrap_or(0);
    rows.iter().map(|(at, what)| format!("  {at:width$}  {what}\n")).collect()
}
