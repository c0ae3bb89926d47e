//! The text of a page that is about to be written: what its kind asks for, with what is known filled in.

use jiff::civil::Date;
use serde_json::Value;

use super::titles::words;
use super::{Handbook, Held, Norm, PageId, Who, address};
use crate::actions;
use crate::config::FieldType;
use crate::decision;
use crate::facts::{Named, Relation};
use crate::file_name;
use crate::kinds::{self, PageField, PageKind};
use crate::narrative;
use crate::syntax::slug::slug;

/// What is asked for of a new page.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What it is.
    pub kind: &'a PageKind,
    /// Its path in the content, with `.md`.
    pub path: &'a str,
    /// Its title, unless its file says it.
    pub title: Option<&'a str>,
    /// The id of its owner, unless those above it say who that is.
    pub owner: Option<&'a str>,
    /// The day.
    pub today: Date,
}

/// A page that is about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// Its text.
    pub text: String,
    /// The fields that it must have, and that its author has to fill in.
    pub open: Vec<String>,
}

/// The shared fields that are written when a kind requires them, and how they begin.
const SHARED: [(&str, &str); 6] = [
    ("description", "a sentence, for lists and search"),
    ("reviewed", "the day of the last review"),
    ("review_in", "how long a review holds, such as 6 months"),
    ("principles", "ids of the principles that it puts into practice"),
    ("tags", "a list of words"),
    ("audience", "whom it is for"),
];

/// How a unit stands to what is above until its page says otherwise.
const STANCE: &str = "stance: adopts # or adapts, replaces, opts-out: and then say why\n";

/// The id of the unit whose page is at a path.
pub fn unit_at(path: &str) -> &str {
    let folder = path.strip_suffix(".md").unwrap_or(path);
    let folder = folder.strip_suffix("/_index").unwrap_or(folder);
    folder.strip_prefix("teams/").unwrap_or(folder)
}

impl Handbook {
    /// The text of a new page.
    pub fn blank(&self, wanted: Wanted<'_>) -> Blank {
        let above = self.folder_above(wanted.path);
        let unit = self.unit_of(above).filter(|unit| *unit != 0);
        let unit = unit.map(|unit| self.unit_id(unit));
        // A review is that of the unit which owns it.
        let unit = wanted.owner.filter(|owner| self.reviews_for(wanted.kind, owner)).or(unit);
        let (day, name) = dated(wanted.path);
        let title = wanted.title.map_or_else(|| title(&wanted, day, name), str::to_owned);
        let mut front = Front { kind: wanted.kind, lines: String::new(), open: Vec::new() };
        if wanted.kind.id != "page" {
            front.set("kind", &wanted.kind.word);
        }
        let inherited = self.pages[above].front.owner.as_deref();
        // Whoever is in a unit answers for what its page says.
        let own = wanted.kind.unit.then(|| unit_at(wanted.path));
        match wanted.owner.or(own).or(inherited).or(unit) {
            Some(owner) => front.set("owner", owner),
            None if front.requires("owner") => front.leave("owner", "the id of a person or a unit"),
            None => {}
        }
        for (name, what) in
            SHARED.into_iter().filter(|(name, _)| wanted.kind.require.iter().any(|it| it == name))
        {
            front.leave(name, what);
        }
        // Nothing is decided yet, unless the file's name says when it was.
        let is_open = kinds::decides(wanted.kind) && day.is_none();
        let is_undecided = is_open || (kinds::narrates(wanted.kind) && day.is_none());
        let mut day = Some(day.unwrap_or(wanted.today)).filter(|_| !is_undecided);
        let mut is_run = false;
        let held = self.held_above(&wanted, above);
        let stands = held.is_some();
        let adapts = self.adapted_above(&wanted, above);
        // Most pages have nothing to do; an account of a failure has.
        let is_rare = |field: &&PageField| field.name == actions::KEY && wanted.kind.incident.is_none();
        for field in wanted.kind.fields.iter().filter(|field| !is_rare(field)) {
            let names_unit = field
                .names
                .iter()
                .any(|(key, relation)| key.is_empty() && matches!(relation, Relation::Runs | Relation::Unit));
            let is_list = matches!(field.holds, FieldType::List(_));
            let runs = field.names.iter().any(|(_, relation)| *relation == Relation::Runs);
            match (&*field.name, &field.holds) {
                (name, _) if kinds::decides(wanted.kind) && decision::LATER.contains(&name) => {}
                ("status", _) if kinds::decides(wanted.kind) => {
                    let status = if is_open { "proposed" } else { "accepted" };
                    front.set("status", status);
                }
                // What is begun and forgotten is found.
                ("status", _) if wanted.kind.incident.is_some() => {
                    front.lines.push_str(&format!("status: draft # {}\n", plain(field)));
                }
                // The sections are those of this form.
                (narrative::FORMAT, _) if kinds::narrates(wanted.kind) => {
                    front.set(narrative::FORMAT, narrative::Format::SixPager.word());
                }
                // Whose it is can be said by two names.
                _ if runs && is_run => {}
                // How it stands to what is above is asked only where something is.
                ("practice", _) if wanted.kind.habit.is_some() => {}
                ("norms", _) if wanted.kind.habit.is_some() && stands => {
                    front.lines.push_str(&norms(held.as_ref()));
                }
                ("stance" | "why", _) if wanted.kind.habit.is_some() && !stands => {}
                ("stance", _) if wanted.kind.habit.is_some() => front.lines.push_str(STANCE),
                // It is today's, and what happened may be longer ago.
                (name, FieldType::Date) if wanted.kind.incident.is_some() && day.is_some() => {
                    let day = day.take().map(|day| day.to_string()).unwrap_or_default();
                    front.lines.push_str(&format!("{name}: {day} # {}\n", plain(field)));
                }
                (_, FieldType::Date) if day.is_some() => {
                    front.set(&field.name, &day.take().map(|day| day.to_string()).unwrap_or_default());
                }
                (name, _) if names_unit && unit.is_some() => {
                    is_run |= runs;
                    let unit = unit.unwrap_or_default();
                    front.set(name, &if is_list { format!("[{unit}]") } else { unit.to_owned() });
                }
                // One that is called as one above is that one in other words.
                (name, _) if adapts.is_some() && field.names.contains(&(String::new(), Relation::Adapts)) => {
                    front.set(name, adapts.unwrap_or_default());
                }
                (name, _) => {
                    is_run |= runs;
                    front.leave(name, &plain(field));
                }
            }
        }
        // An empty section would take the place of the one above.
        let sections = if stands { &[][..] } else { &wanted.kind.sections };
        Blank { text: front.page(&title, sections), open: front.open }
    }

    /// Whether a page of a kind is a weekly review, and its owner a unit.
    fn reviews_for(&self, kind: &PageKind, owner: &str) -> bool {
        kinds::is_weekly(kind) && matches!(self.who(owner, Named::Owner), Some(Who::Page(_)))
    }

    /// The page of the nearest folder above a path that there is already.
    pub(super) fn folder_above(&self, path: &str) -> PageId {
        let folders = std::iter::successors(Some(address::folder(path)), |folder| {
            (!folder.is_empty()).then(|| address::folder(folder))
        });
        let own = |folder: &str| self.page_at(folder).filter(|page| self.pages[*page].section);
        folders.take_while(|folder| !folder.is_empty()).find_map(own).unwrap_or(0)
    }

    /// The id of the principle above that a new one has the name of, if it has.
    fn adapted_above<'w>(&self, wanted: &Wanted<'w>, above: PageId) -> Option<&'w str> {
        let name = file_name::markdown_stem(file_name::last(wanted.path)).filter(|_| wanted.kind.named)?;
        let here: Vec<PageId> = self.units_of(above).collect();
        (!self.principles_above(&wanted.kind.id, name, &here).is_empty()).then_some(name)
    }

    /// What holds of the practice that a new page is about in the unit that it will lie in.
    fn held_above(&self, wanted: &Wanted<'_>, above: PageId) -> Option<Held<'_>> {
        wanted.kind.habit?;
        let unit = self.unit_of(above).filter(|unit| *unit != 0)?;
        let name = file_name::markdown_stem(file_name::last(wanted.path)).unwrap_or_default();
        self.held(&slug(name), unit)
    }
}

/// The values that hold above, each in a line that only wants its mark removed.
fn norms(held: Option<&Held>) -> String {
    let norms = held.map(|held| &*held.norms).unwrap_or_default();
    if norms.is_empty() {
        return "norms: # short values by name, such as approvals: 2\n".to_owned();
    }
    let value = |value: &Value| value.as_str().map_or_else(|| value.to_string(), phrase);
    let line = |norm: &Norm| format!("  # {}: {}\n", phrase(norm.name), value(norm.value));
    let lines: String = norms.iter().map(line).collect();
    format!("norms: # what holds above: take the # from what is other here\n{lines}")
}

/// The day that a file's name begins with, and the rest of the name; of a folder's own page, the folder's.
fn dated(path: &str) -> (Option<Date>, &str) {
    let file = file_name::last(path);
    let name = match file_name::own_rank(file) {
        Some(_) => file_name::last(address::folder(path)),
        None => file_name::markdown_stem(file).unwrap_or(file),
    };
    let day: Option<Date> = name.get(..10).and_then(|day| day.parse().ok());
    match day {
        Some(_) => (day, name[10..].trim_start_matches(['-', '_', ' ', '.'])),
        None => (None, name),
    }
}

/// What the file's name says: `2026-11-27-sprint-12` is `Sprint 12`, and a day alone that of a kind.
fn title(wanted: &Wanted<'_>, day: Option<Date>, name: &str) -> String {
    match day {
        Some(day) if name.is_empty() => format!("{} {day}", wanted.kind.label),
        _ if name.is_empty() => wanted.kind.label.clone(),
        _ => words(name),
    }
}

/// What a field says, without the marks of Markdown.
fn plain(field: &PageField) -> String {
    unlinked(&field.what.replace('`', ""))
}

/// A text with the words of its links alone.
fn unlinked(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(open) = text.find('[')
        && let Some(middle) = text[open..].find("](").map(|at| open + at)
        && let Some(close) = text[middle..].find(')').map(|at| middle + at)
    {
        text.replace_range(middle..=close, "");
        text.remove(open);
    }
    text
}

/// Front matter that is being written.
struct Front<'a> {
    kind: &'a PageKind,
    lines: String,
    open: Vec<String>,
}

impl Front<'_> {
    fn requires(&self, name: &str) -> bool {
        self.kind.require.iter().any(|required| required == name)
    }

    fn set(&mut self, name: &str, value: &str) {
        self.lines.push_str(&format!("{name}: {}\n", scalar(value)));
    }

    /// Leaves a field to be filled in, with what it says.
    fn leave(&mut self, name: &str, what: &str) {
        let must = if self.requires(name) { "needed: " } else { "" };
        self.lines.push_str(&format!("{name}: # {must}{what}\n"));
        if !must.is_empty() {
            self.open.push(name.to_owned());
        }
    }

    fn page(&self, title: &str, sections: &[String]) -> String {
        let mut text =
            if self.lines.is_empty() { String::new() } else { format!("---\n{}---\n", self.lines) };
        text.push_str(&format!("# {title}\n"));
        for section in sections {
            text.push_str(&format!("\n## {section}\n"));
            let hint = decision::hint(section).filter(|_| kinds::decides(self.kind));
            text.extend(hint.into_iter().flat_map(|hint| ["\n", hint, "\n"]));
        }
        text
    }
}

/// Words as YAML has them: several need no quotes, unless there are other marks in them.
fn phrase(text: &str) -> String {
    let are_bare = text.split(' ').all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric));
    if are_bare && text.contains(' ') { text.to_owned() } else { scalar(text) }
}

/// A value as YAML has it.
fn scalar(value: &str) -> String {
    let is_bare = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '[' | ']');
    let starts_well = value.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if starts_well && value.chars().all(is_bare) { value.to_owned() } else { Value::from(value).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_no_links() {
        assert_eq!(
            unlinked("what a [chart](charts.md) and a [page](a.md) say [x]"),
            "what a chart and a page say [x]"
        );
    }
}
