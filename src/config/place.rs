//! Where a setting is written.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::{Place, Source, Span};

/// The places of a key and of its value in a TOML file; `path` are the tables to it and its own name. A
/// step `[2]` is the third item of an array, whose key is the item itself. None when the file has no such
/// key.
pub fn key_and_value(source: &Source, path: &[&str]) -> Option<(Place, Place)> {
    let (document, _) = DeTable::parse_recoverable(&source.text);
    let (first, rest) = path.split_first()?;
    let (mut key, mut value) = in_table(document.get_ref(), first)?;
    for step in rest {
        (key, value) = match value.get_ref() {
            DeValue::Table(table) => in_table(table, step)?,
            DeValue::Array(items) => {
                let index = step.strip_prefix('[')?.strip_suffix(']')?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                (item.span(), item)
            }
            _ => return None,
        };
    }
    let [key, value] = [key, value.span()].map(|span| source.place(Span::from(span)));
    Some((key, value))
}

type Found<'t, 'i> = (Range<usize>, &'t Spanned<DeValue<'i>>);

fn in_table<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<Found<'t, 'i>> {
    let (key, value) = table.iter().find(|(key, _)| *key.get_ref() == *name)?;
    Some((key.span(), value))
}

/// Whether a file is TOML at all.
pub fn is_toml(source: &Source) -> bool {
    DeTable::parse(&source.text).is_ok()
}
