//! Values that a page's text says instead of its front matter.

use serde_json::Value;

use super::fields::Wrong;
use super::{BAD_VALUE, DUPLICATE_KEY, FrontMatter, is_nothing, places, shared_key};
use crate::diag::Finding;
use crate::syntax::lift::{self, LiftField, Lifting, Line, LinkMeans};
use crate::syntax::lift_headed;
use crate::syntax::lift_reads::Reads;
use crate::syntax::lift_table;
use crate::syntax::moment::{written, zone};
use crate::syntax::sections;
use crate::syntax::yaml::Step;
use crate::text::{Source, Span};

/// A value that the text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The key that front matter would have it under.
    pub key: String,
    /// Where it is.
    pub value: Span,
    /// Where its items are, of a list.
    pub items: Vec<Span>,
    /// Where the values of its rows are: by the number of the row and the key.
    pub cells: Vec<(usize, &'static str, Span)>,
    /// Whether the text still says it.
    pub stays: bool,
    /// Where the text says of which time zone its times are, if nobody knows that zone.
    pub zone: Option<Span>,
}

impl Lifted {
    /// Where the value is as a whole.
    pub(super) fn whole(&self) -> Span {
        match (self.items.first(), self.items.last()) {
            (Some(first), Some(last)) => Span { start: first.start, end: last.end },
            _ => self.value,
        }
    }
}

/// What was lifted out of a text.
#[derive(Debug, Default)]
pub struct Lift {
    /// The values.
    pub values: Vec<Lifted>,
    /// The lines that said them.
    pub lines: Vec<Span>,
    /// What is wrong in them.
    pub findings: Vec<Finding>,
}

/// The shared fields that may stand in a text: those that say something of what a page says. How it is built
/// and where is for its front matter.
const SHARED: [&str; 7] = ["owner", "reviewed", "review_in", "principles", "tags", "audience", "description"];
/// Those of them that are lists.
const LISTS: [&str; 3] = ["principles", "tags", "audience"];

/// Whether a text may say values of pages of a kind.
pub fn may_lift(source: &Source, body: usize, lifting: &Lifting) -> bool {
    (lifting.lines && !lift::lines(&source.text, body).is_empty())
        || (lifting.in_sections && lift_headed::may_be_any(&source.text[body..]))
        || sections::may_have(&source.text, body, lifting.sections)
}

/// Takes the values over that the text of a page says under headings, where the front matter does not say them. The
/// text stays as it is.
pub fn lift_sections(
    front: &mut FrontMatter,
    source: &Source,
    body: usize,
    lifting: &Lifting,
) -> Vec<Lifted> {
    let mut lifted = Vec::new();
    for found in sections::found(&source.text, body, lifting.sections) {
        if is_said(front, found.field) {
            continue;
        }
        let items: Vec<Span> = found.rows.iter().map(|row| row.span).collect();
        let rows = found.rows.iter().enumerate();
        let cells = rows.flat_map(|(at, row)| row.cells.iter().map(move |(key, span)| (at, *key, *span)));
        let cells: Vec<(usize, &'static str, Span)> = cells.collect();
        let (Some(first), Some(last)) = (items.first(), items.last()) else { continue };
        let value = Span { start: first.start, end: last.end };
        let rows = found.rows.into_iter().map(|row| row.value).collect();
        if front.set(found.field, Value::Array(rows)).is_ok() {
            let key = found.field.to_owned();
            lifted.push(Lifted { key, value, items, cells, stays: true, zone: found.zone });
        }
    }
    lifted
}

/// Takes the values over that the text of a page says, from the byte `body` on, where the front matter does
/// not say them.
pub fn lift(front: &mut FrontMatter, source: &Source, body: usize, lifting: &Lifting) -> Lift {
    let mut lifted = Lift::default();
    let lines = lift::lines(&source.text, body);
    let known = |name: &str| own_field(name, lifting).map(|field| field.name.clone());
    let in_sections =
        if lifting.in_sections { lift_headed::lines(&source.text, body, &known) } else { Vec::new() };
    let first_of_section = lines.len();
    let in_table = in_tables(&lines, lifting);
    let mut read: Vec<&Line> = Vec::new();
    for (at, line) in lines.iter().chain(&in_sections).enumerate() {
        if line.row.is_some_and(|row| !in_table.contains(&row.table)) {
            continue;
        }
        let Some(field) = field(line, lifting) else { continue };
        if field.is_table {
            let span = Span {
                start: line.whole.start,
                end: line.whole.start + source.text[line.whole.range()].trim_end().len(),
            };
            let finding = Finding::new(&BAD_VALUE, format!("`{}` cannot be said in the text", field.name));
            let help = format!("write `{}:` in the front matter, with `name: value` below it", field.name);
            lifted.findings.push(finding.at(source.place(span)).help(help));
            continue;
        }
        if is_said(front, &field.name) {
            // A section may say more of it.
            if at >= first_of_section {
                continue;
            }
            lifted.findings.push(twice(source, line, &field.name, &lifted.values));
            continue;
        }
        let (value, items) = value(&source.text, line, &field);
        if is_nothing(&value) || value.as_array().is_some_and(Vec::is_empty) {
            // An empty row says nothing to readers either.
            read.extend(Some(line).filter(|line| line.row.is_some()));
            continue;
        }
        // `Actions: see the tracker` is nothing that is to be done.
        if field.reads == Reads::Tasks && line.items.is_empty() {
            continue;
        }
        if field.reads == Reads::Events {
            lifted.values.extend(events(front, &source.text, &field.name, line));
            continue;
        }
        let value = with_zone(value, line, &field);
        // A time is of the day that something before it says.
        let is_placed = |text: &str| field.reads != Reads::Moment || says_day(text) || knows_day(front);
        let is_read = value.as_str().is_none_or(|text| field.reads.can(text) && is_placed(text));
        if !is_read && !value.as_str().is_some_and(|text| field.reads.is_meant(text)) {
            // It is a sentence that begins with the word.
            continue;
        }
        match front.set(&field.name, value) {
            Ok(()) => {
                let key = field.name;
                // What cannot be read stays where it is.
                read.extend(Some(line).filter(|line| is_read && !line.whole.range().is_empty()));
                lifted.values.push(Lifted {
                    key,
                    value: line.value,
                    items,
                    cells: Vec::new(),
                    stays: !is_read,
                    zone: None,
                });
            }
            Err(Wrong { expected, help, .. }) => {
                let help =
                    help.map_or_else(|| format!("write {expected}, or remove the line"), str::to_owned);
                let finding = Finding::new(&BAD_VALUE, format!("`{}` needs {expected}", field.name));
                lifted.findings.push(finding.at(source.place(line.value)).help(help));
            }
        }
    }
    lifted.lines = lift_table::leaving(&read, &lines);
    lifted
}

/// The tables whose rows say fields: two of them at least, as one word may be that of anything.
fn in_tables(lines: &[Line], lifting: &Lifting) -> Vec<Span> {
    let mut tables: Vec<Span> = lines.iter().filter_map(|line| Some(line.row?.table)).collect();
    tables.dedup();
    let is_of = |line: &Line, table: &Span| line.row.is_some_and(|row| row.table == *table);
    let rows = |table: &Span| {
        lines.iter().filter(|line| is_of(line, table) && field(line, lifting).is_some()).count()
    };
    tables.retain(|table| rows(table) > 1);
    tables
}

/// Whether a text says a day.
fn says_day(text: &str) -> bool {
    written(text).is_some_and(|it| it.day.is_some())
}

/// Whether an account of a failure says a day, of which its times may be.
fn knows_day(front: &FrontMatter) -> bool {
    const KEYS: [&str; 7] = ["incident", "started", "start", "detected", "mitigated", "resolved", "end"];
    KEYS.iter().any(|key| front.others.get(*key).and_then(Value::as_str).is_some_and(says_day))
}

/// What happened when, as the items below a line say it; they stay in the text.
fn events(front: &mut FrontMatter, text: &str, key: &str, line: &Line) -> Option<Lifted> {
    let rows = sections::events(text, &line.items);
    let items: Vec<Span> = rows.iter().map(|row| row.span).collect();
    let cells = rows.iter().enumerate();
    let cells = cells.flat_map(|(at, row)| row.cells.iter().map(move |(key, span)| (at, *key, *span)));
    let cells = cells.collect();
    let value = Span { start: items.first()?.start, end: items.last()?.end };
    front.set(key, rows.into_iter().map(|row| row.value).collect()).ok()?;
    Some(Lifted { key: key.to_owned(), value, items, cells, stays: true, zone: None })
}

/// A time with the zone that the name of its line says: `Start (UTC)`.
fn with_zone(value: Value, line: &Line, field: &LiftField) -> Value {
    let said = line.name.split_once('(').and_then(|(_, said)| said.strip_suffix(')'));
    match (said, &value) {
        (Some(said), Value::String(time)) if field.reads == Reads::Moment => {
            let whole = format!("{time} {said}");
            let is_zone = zone(said).is_some() && written(time).is_some_and(|it| it.zone.is_none());
            if is_zone { whole.into() } else { value }
        }
        _ => value,
    }
}

/// The field that a line says the value of.
fn field(line: &Line, lifting: &Lifting) -> Option<LiftField> {
    let name = lift::folded(&line.name);
    // `Service(s)` are services, and `Owner(s)` an owner.
    let own = || {
        let bare = name.split('(').next().unwrap_or_default().trim().to_owned();
        let names = [name.replace("(s)", "s"), name.replace("(s)", ""), bare];
        names.iter().find_map(|name| own_field(name, lifting))
    };
    let shared = || {
        let name = name.replace("(s)", "").replace(' ', "_");
        let key = shared_key(&name).filter(|key| SHARED.contains(key))?;
        let list = LISTS.contains(&key);
        let link = LinkMeans::Words;
        Some(LiftField { name: key.to_owned(), label: key.to_owned(), list, link, ..LiftField::default() })
    };
    own().cloned().or_else(shared)
}

/// The kind's own field of a name, folded.
fn own_field<'l>(name: &str, lifting: &'l Lifting) -> Option<&'l LiftField> {
    let is_called =
        |field: &&LiftField| lift::folded(&field.name) == name || lift::folded(&field.label) == name;
    lifting.fields.iter().find(is_called)
}

/// Whether the front matter has a field already, or a line before.
fn is_said(front: &FrontMatter, name: &str) -> bool {
    match name {
        "owner" => front.owner.is_some(),
        "reviewed" => front.reviewed.is_some(),
        "review_in" => front.review_in.is_some(),
        "principles" => !front.principles.is_empty(),
        "tags" => !front.tags.is_empty(),
        "audience" => front.audience.is_some(),
        "description" => front.description.is_some(),
        other => front.others.get(other).is_some_and(|value| !is_nothing(value)),
    }
}

/// A value without the comment that templates have behind it.
fn without_comment(text: &str) -> &str {
    let bare = text.trim_end().strip_suffix("-->").and_then(|text| text.rsplit_once("<!--"));
    bare.map_or(text, |(bare, _)| bare.trim_end())
}

/// The value of a line, and where its items are.
fn value(text: &str, line: &Line, field: &LiftField) -> (Value, Vec<Span>) {
    let plain = |span: &Span| {
        let said = lift::plain(without_comment(&text[span.range()]), field.link);
        // In a cell a bar is marked.
        Value::from(if line.row.is_some() { said.replace("\\|", "|") } else { said.to_owned() })
    };
    let lines = if line.row.is_some() { lift_table::lines(text, line.value) } else { Vec::new() };
    if lines.len() > 1 {
        return (Value::Array(lines.iter().map(plain).collect()), lines);
    }
    let many = field.many && text[line.value.range()].contains(',');
    let parts = || lift::parts(text, line.value);
    let many = many
        || field.addresses && parts().len() > 1 && parts().iter().all(|part| is_address(&text[part.range()]));
    if !field.list && !many && line.items.is_empty() {
        return (plain(&line.value), Vec::new());
    }
    let items = if line.items.is_empty() { parts() } else { line.items.clone() };
    (Value::Array(items.iter().map(plain).collect()), items)
}

/// Whether a part of a value is an address, or a link with words.
fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix('<').unwrap_or(text);
    bare.starts_with("https://")
        || bare.starts_with("http://")
        || (text.starts_with('[') && text.ends_with(')'))
}

/// That a line says what is said already, and where.
fn twice(source: &Source, line: &Line, key: &str, lifted: &[Lifted]) -> Finding {
    let finding = Finding::new(&DUPLICATE_KEY, format!("`{key}` is written twice"))
        .at(source.place(Span {
            start: line.whole.start,
            end: line.whole.start + source.text[line.whole.range()].trim_end().len(),
        }))
        .label("this one is ignored")
        .help("remove one of the two");
    let line = lifted.iter().find(|lifted| lifted.key == key).map(|lifted| source.place(lifted.value));
    let first = line.or_else(|| places::place_of_key(source, &[Step::Key(key.to_owned())]));
    match first {
        Some(first) => finding.related(first, "this one is used"),
        None => finding,
    }
}
