//! Rows that a page's text says under a heading, in a table or a list: what happened, what is to be done.
//!
//! The text stays as it is. A section goes up to the next heading of its level, and its tables count, or else the items
//! of its lists. What is to be done may stand in several sections (*Corrective actions*, *Preventive actions*); of all
//! else the first counts.

mod answers;
mod days;
mod gathered;
mod headings;
mod items;
mod names;
mod nested;
mod states;
mod table;
mod tabled;
mod tasks;
pub mod uses;
pub mod zones;
pub use headings::may_have;
pub use names::without_names;
pub use states::{DONE, DROPPED};
pub(super) use table::{cells, is_rule};

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::lift::{self, LinkMeans};
use super::moment::{four_digits, written};
use crate::text::Span;
use answers::owners;
use days::said_day;
use gathered::gather;
use headings::{heading, meant, named};
use items::{checkbox, event, item, like_time};
use states::{state, state_of};
use tabled::Table;
use tasks::task;
use zones::Spoken;

/// A field that a page may say under a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionField {
    /// Its key.
    pub field: &'static str,
    /// The headings, in lower case.
    pub headings: &'static [&'static str],
    /// Those that are meant only where there is none of the others.
    pub also: &'static [&'static str],
    /// What its rows are.
    pub form: Form,
}

/// What rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What happened when: `at`, `what` and `link`.
    Events,
    /// What is to be done: `do`, `owner`, `due`, `done`, `status`, `kind`, `link` and `id`.
    Tasks,
    /// Texts: items, or else paragraphs.
    Texts,
}

/// The rows of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The field.
    pub field: &'static str,
    /// What its rows are.
    pub form: Form,
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// Where it speaks of a time zone that nobody knows.
    pub zone: Option<Span>,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it is.
    pub span: Span,
    /// What it says.
    pub value: Value,
    /// Where its values are, by key.
    pub cells: Vec<(&'static str, Span)>,
}

/// What a text says under headings, from the byte `body` on: under those that are meant for sure, and where there is no
/// such, under those of which one is a part, or means the same. What is to be done counts under all of them.
pub fn found(text: &str, body: usize, wanted: &[SectionField]) -> Vec<Found> {
    let mut all = under(text, body, wanted, false);
    let is_open = |field: &SectionField| {
        field.form != Form::Tasks && all.iter().all(|found| found.field != field.field)
    };
    let others: Vec<SectionField> = wanted.iter().filter(|field| is_open(field)).copied().collect();
    if !others.is_empty() {
        all.extend(under(text, body, &others, true));
    }
    all
}

/// The same of one sort of headings.
fn under(text: &str, body: usize, wanted: &[SectionField], is_loose: bool) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut open: Option<Open> = None;
    let mut fence: Option<&str> = None;
    let mut at = body;
    for line in text[body..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(one), Some(other)) if one == other => fence = None,
            (Some(_), _) => {}
            (None, None) => match heading(line) {
                Some((level, name)) => {
                    if open.as_ref().is_some_and(|open| level <= open.level) {
                        gather(&mut all, open.take().and_then(Open::close));
                    }
                    match &mut open {
                        Some(open) => open.below(text, name),
                        None => {
                            let is_new = |field: &SectionField| {
                                field.form == Form::Tasks
                                    || all.iter().all(|found| found.field != field.field)
                            };
                            let meant = meant(level, name, wanted, is_loose);
                            open = meant.filter(|(field, _)| is_new(field)).map(|(field, is_loose)| {
                                let zone = Spoken::of(text, name, true);
                                Open::new(*field, level, zone).loose(is_loose).named(name)
                            });
                        }
                    }
                }
                None => {
                    if let Some(open) = &mut open {
                        open.line(text, start, line);
                    }
                }
            },
        }
    }
    gather(&mut all, open.and_then(Open::close));
    all
}

/// What happened when, as some items of a text say it: those that say no time are left out.
pub fn events(text: &str, items: &[Span]) -> Vec<Row> {
    let field = SectionField { field: "", headings: &[], also: &[], form: Form::Events };
    let mut open = Open::new(field, 0, None);
    for span in items {
        open.items.push((*span, None));
        open.item_row(text);
    }
    open.item_rows
}

/// A section while it is read.
struct Open {
    field: SectionField,
    level: usize,
    /// Whether its heading may mean something else.
    is_loose: bool,
    /// What the actions are good for that stand below a heading: `### Prevent`.
    used: Option<&'static str>,
    /// How far those are that stand below a heading: `### Done`.
    state: Option<String>,
    /// Who may do what stands below a heading: `### Ana Lopez`.
    whose: Option<String>,
    /// The day of a heading in it, and the zone that something in it speaks of.
    day: Option<String>,
    zone: Option<Spoken>,
    table: Table,
    items: Vec<(Span, Option<bool>)>,
    /// Its paragraphs.
    texts: Vec<Row>,
    is_paragraph: bool,
    /// Whether lines that are indented are part of the last item.
    in_item: bool,
    /// The item that only says of which sort those below it are.
    group: Option<Span>,
    /// The last item that is a day with what happened on it below.
    nested_day: Option<Span>,
    /// Whether four digits alone are times.
    is_military: bool,
    table_rows: Vec<Row>,
    item_rows: Vec<Row>,
    /// Whether a day was said of which no heading said a time since.
    is_new_day: bool,
    /// What headings in it say that happened.
    headed_rows: Vec<Row>,
    /// What lines of paragraphs say.
    line_rows: Vec<Row>,
}

impl Open {
    fn new(field: SectionField, level: usize, zone: Option<Spoken>) -> Self {
        Open {
            field,
            level,
            is_loose: false,
            used: None,
            state: None,
            whose: None,
            day: None,
            zone,
            table: Table::No(None),
            items: Vec::new(),
            texts: Vec::new(),
            is_paragraph: false,
            in_item: false,
            group: None,
            nested_day: None,
            is_military: false,
            table_rows: Vec::new(),
            item_rows: Vec::new(),
            is_new_day: true,
            headed_rows: Vec::new(),
            line_rows: Vec::new(),
        }
    }

    /// The same below a heading that may mean something else.
    fn loose(self, is_loose: bool) -> Self {
        Open { is_loose, ..self }
    }

    /// The same below a heading that may say how far all of it is: `Completed actions`.
    fn named(self, name: &str) -> Self {
        Open { state: state_of(name), ..self }
    }

    /// Whether nothing says a zone that is known.
    fn needs_zone(&self) -> bool {
        self.zone.as_ref().is_none_or(|zone| !zone.is_known)
    }

    /// A heading in it may say the day.
    fn below(&mut self, text: &str, name: &str) {
        if let Some(day) = said_day(name) {
            self.is_new_day |= day.is_alone;
            self.day = Some(day.day);
        }
        if self.field.form == Form::Events {
            self.headed(text, name);
        }
        self.zone = Spoken::of(text, name, true).or_else(|| self.zone.take());
        self.sort(name);
        self.is_paragraph = false;
        self.table = Table::No(None);
    }

    fn line(&mut self, text: &str, start: usize, line: &str) {
        let trimmed = line.trim();
        let span = |inner: &str| {
            let from = start + line.rfind(inner).unwrap_or(0);
            Span { start: from, end: from + inner.len() }
        };
        if trimmed.is_empty() {
            self.is_paragraph = false;
            if matches!(self.table, Table::In(_)) {
                self.table = Table::No(None);
            }
            return;
        }
        if self.table_line(text, start, line) {
            return;
        }
        if let Some(inner) = item(line) {
            self.is_paragraph = false;
            let (checked, inner) = checkbox(inner);
            self.leave_group();
            self.push_item(text, span(inner.trim()), checked);
            self.in_item = true;
            return;
        }
        if self.nested(text, line, span(trimmed)) {
            return;
        }
        self.in_item &= line.starts_with([' ', '\t']);
        if self.needs_zone() && trimmed.to_lowercase().contains("time") {
            let part = &text[span(trimmed).range()];
            self.zone = Spoken::of(text, part, false).or_else(|| self.zone.take());
        }
        if self.field.form == Form::Tasks {
            self.used = use_of(trimmed).or(self.used);
        }
        // `2015-10-21 (all times UTC)` says the day of what follows.
        if let Some(day) = said_day(trimmed.split('(').next().unwrap_or(trimmed)) {
            self.day = Some(day.day);
        }
        self.below_time(trimmed);
        self.line_row(text, span(trimmed));
        // A line that goes on is part of what it goes on with.
        match (self.is_paragraph, self.texts.last_mut()) {
            (true, Some(last)) => last.span.end = span(trimmed).end,
            _ if line.starts_with([' ', '\t']) && !self.items.is_empty() => {}
            _ => self.texts.push(Row { span: span(trimmed), value: Value::Null, cells: Vec::new() }),
        }
        if let Some(last) = self.texts.last_mut() {
            last.value = Value::from(&text[last.span.range()]);
        }
        self.is_paragraph = true;
    }

    /// An item and its row.
    fn push_item(&mut self, text: &str, span: Span, checked: Option<bool>) {
        self.items.push((span, checked));
        self.item_row(text);
    }

    /// What a heading or an item says of those below it.
    fn sort(&mut self, name: &str) {
        (self.used, self.state, self.whose) = (use_of(name), state_of(name), like_name(name));
    }

    /// That of an item the next one does not say.
    fn leave_group(&mut self) {
        if self.group.take().is_some() {
            self.sort("");
        }
    }

    /// The row of the last item.
    fn item_row(&mut self, text: &str) {
        let Some((span, checked)) = self.items.last().copied() else { return };
        let said = &text[span.range()];
        let row = match self.field.form {
            Form::Texts => Some(Row { span, value: Value::from(said), cells: Vec::new() }),
            // What has the form of a time and is none is said to be so.
            Form::Events => self.event_row(said, span),
            Form::Tasks => {
                let (mut values, cells) = task(said, span.start);
                if let Some(done) = checked {
                    values.insert("status".to_owned(), if done { "done" } else { "open" }.into());
                }
                self.row(values, span, cells)
            }
        };
        self.item_rows.extend(row);
    }

    /// The row of something that happened.
    fn event_row(&mut self, said: &str, span: Span) -> Option<Row> {
        let (at, what) = event(said, self.is_military).or_else(|| Some((like_time(said)?, said)))?;
        let when = self.time(at);
        // Where one of them has four digits for a time, the others have, too.
        let has_four = at.split_whitespace().any(|word| four_digits(word).is_some());
        self.is_military |= has_four && written(&when).is_some_and(|it| it.time.is_some());
        // What looked like a time, and is one here.
        let is_read = what == said && at.len() < said.len() && written(&when).is_some();
        let what = if is_read { said[at.len()..].trim_start_matches(is_apart) } else { what };
        let values = [("at", Value::from(when)), ("what", Value::from(what))];
        let values = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let at = Span { start: span.start, end: span.start + at.len() };
        self.row(values, span, vec![("at", at)])
    }

    fn row(
        &self,
        mut values: Map<String, Value>,
        span: Span,
        cells: Vec<(&'static str, Span)>,
    ) -> Option<Row> {
        let needed = match self.field.form {
            Form::Events => "at",
            Form::Tasks => "do",
            Form::Texts => return None,
        };
        if let Some(used) = self.used.filter(|_| self.field.form == Form::Tasks) {
            values.entry("kind").or_insert_with(|| used.into());
        }
        // Whether it is anybody, is for those to say who know the people.
        if let Some(whose) = self.whose.as_ref().filter(|_| !values.contains_key("owner"))
            && let Some(Value::String(what)) = values.get_mut("do")
        {
            *what = format!("{whose}: {what}");
        }
        if let Some(state) = self.state.as_ref().filter(|_| self.field.form == Form::Tasks) {
            values.entry("status").or_insert_with(|| state.as_str().into());
        }
        values.contains_key(needed).then(|| Row { span, value: Value::Object(values), cells })
    }

    /// What is said for a key, as front matter would have it.
    fn value(&self, key: &str, said: &str) -> Value {
        match key {
            "at" => self.time(said).into(),
            "due" => {
                written(said).and_then(|it| it.day).map_or_else(|| said.into(), |day| day.to_string().into())
            }
            "owner" => owners(said),
            "status" => state(said).into(),
            "kind" | "id" => lift::plain(said, LinkMeans::Words).into(),
            _ => said.into(),
        }
    }

    /// A time with the day and the zone that its section says, where it says none itself.
    fn time(&self, said: &str) -> String {
        let mut said = said.replace(['*', '_', '`'], "").trim_end_matches([':', ' ']).to_owned();
        // Where a day or a zone is said for all, four digits alone are no year.
        if let Some(time) = four_digits(said.trim())
            && (self.is_military || self.day.is_some() || self.zone.is_some())
        {
            said = format!("{:02}:{:02}", time.hour(), time.minute());
        }
        let Some(read) = written(zones::apart(&said).map_or(&*said, |(time, _)| time)) else { return said };
        let day = self.day.as_ref().filter(|_| read.day.is_none() && read.yearless.is_none());
        let lacks_zone = read.zone.is_none() && read.time.is_some() && written(&said).is_some();
        let zone = self.zone.as_ref().filter(|_| lacks_zone);
        let mut whole = said.clone();
        if let Some(day) = day {
            whole = format!("{day} {whole}");
        }
        if let Some(zone) = zone {
            whole = zone.with(&whole);
        }
        if written(&whole).is_some() || zones::apart(&whole).is_some() { whole } else { said }
    }
}

/// What stands between a time and what happened then.
fn is_apart(c: char) -> bool {
    matches!(c, ':' | '-' | '–' | '—' | '|' | '*' | ' ')
}

/// A heading that may be somebody's name: two words or three with capitals, and nothing else.
fn like_name(name: &str) -> Option<String> {
    let bare = name.trim_matches(['*', '_', '`', ':', ' ']);
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let count = bare.split(' ').count();
    ((2..=3).contains(&count) && bare.split(' ').all(is_word)).then(|| bare.to_owned())
}

/// What actions are good for that stand below such a heading, or such a line: `Prevent`, `**Prevention:**`.
fn use_of(name: &str) -> Option<&'static str> {
    let name = named(name);
    let mut words = name.split(' ');
    let used = uses::known(words.next()?)?;
    (words.count() <= 2).then_some(used)
}
