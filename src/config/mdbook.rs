//! A `book.toml` written for mdBook: what has a meaning here is taken over, the rest listed once.
//!
//! The source of the keys is the *Configuration* chapter of mdBook's guide, and for `curly-quotes`
//! its earlier versions. Our own tables (`[site]`, `[redirects]`, …) may stand in such a file and win.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::read::Reader;
use super::values::{self, is_web};
use super::{Config, MDBOOK_CONFIG, Redirect};
use crate::diag::Finding;

/// The tables that only mdBook has: any of them makes a file mdBook's.
pub(super) const TABLES: [&str; 3] = ["output", "preprocessor", "rust"];

/// Whether the settings were written for mdBook.
pub(super) fn is_mdbook(document: &DeTable<'_>) -> bool {
    TABLES.iter().any(|table| document.contains_key(*table))
}

/// Fills `config` with what mdBook's own tables say; our tables are read after it, and win.
pub(super) fn take_over(reader: &mut Reader<'_>, document: &DeTable<'_>, config: &mut Config) {
    config.book.src = Some("src".to_owned());
    let mut left = Vec::new();
    for (key, value) in document.iter().filter(|(key, _)| TABLES.contains(&&**key.get_ref())) {
        match (&**key.get_ref(), value.get_ref()) {
            ("output", DeValue::Table(outputs)) => output(config, outputs, &mut left),
            (name, value) => list(&mut left, name, key.span(), value),
        }
    }
    reader.mdbook.get_or_insert_default().extend(left);
}

/// One finding for everything that has no counterpart.
pub(super) fn report(reader: &mut Reader<'_>) {
    let mut left = reader.mdbook.take().unwrap_or_default();
    left.sort_by_key(|(_, span)| span.start);
    let Some((_, first)) = left.first() else { return };
    let place = reader.source.place(first.clone());
    let listed = left.iter().map(|(path, _)| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    let finding =
        Finding::new(&MDBOOK_CONFIG, format!("settings of mdBook that mean nothing here: {listed}"))
            .at(place)
            .help("they do no harm; mdBook still reads them");
    reader.findings.push(finding);
}

type Left = Vec<(String, Range<usize>)>;

fn output(config: &mut Config, outputs: &DeTable<'_>, left: &mut Left) {
    for (key, value) in outputs {
        match (&**key.get_ref(), value.get_ref()) {
            ("html", DeValue::Table(html)) => {
                for (key, value) in html {
                    if let ("redirect", Some(table)) = (&**key.get_ref(), value.get_ref().as_table()) {
                        redirects(config, table, left);
                    } else if setting(config, key.get_ref(), value).is_none() {
                        left.push((format!("output.html.{}", key.get_ref()), key.span()));
                    }
                }
            }
            (name, _) => left.push((format!("output.{name}"), key.span())),
        }
    }
}

/// Takes one key of `[output.html]` over; none when it has no meaning here, or its value has not.
fn setting(config: &mut Config, key: &str, value: &Spanned<DeValue<'_>>) -> Option<()> {
    let value = value.get_ref();
    match key {
        "git-repository-url" => config.site.repository_url = Some(values::plain_url(value).ok()?),
        "edit-url-template" => config.site.edit_url_template = Some(values::url_template(value).ok()?),
        "smart-punctuation" => config.markdown.smart_punctuation = values::boolean(value).ok()?,
        "curly-quotes" => config.markdown.smart_punctuation |= values::boolean(value).ok()?,
        "site-url" => config.build.base_url = Some(values::base_url(value).ok()?),
        _ => return None,
    }
    Some(())
}

/// Takes mdBook's redirects over, in the order of the file.
fn redirects(config: &mut Config, table: &DeTable<'_>, left: &mut Left) {
    for (key, value) in table {
        let from = values::site_path(key.get_ref()).ok();
        let to = from.as_deref().zip(value.get_ref().as_str()).and_then(|(from, to)| target(from, to));
        let [from_span, to_span] = [key.span(), value.span()].map(Into::into);
        match from.zip(to) {
            Some((from, to)) => config.redirects.push(Redirect { from, to, from_span, to_span }),
            None => left.push((format!("output.html.redirect.\"{}\"", key.get_ref()), key.span())),
        }
    }
}

/// Where a redirect leads on our site. mdBook writes the target into the old page as it stands, so
/// a relative one counts from that page; its pages are `name.html`, ours `name/`.
fn target(from: &str, to: &str) -> Option<String> {
    if is_web(to) {
        return Some(to.to_owned());
    }
    let (path, fragment) = to.split_at(to.find(['#', '?']).unwrap_or(to.len()));
    let folder =
        if path.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            _ if part.contains([':', '\\']) => return None,
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    let page = match joined.strip_suffix(".html") {
        Some("index") => String::new(),
        Some(page) => format!("{}/", page.strip_suffix("/index").unwrap_or(page)),
        None if path.ends_with('/') && !joined.is_empty() => format!("{joined}/"),
        None => joined,
    };
    Some(format!("/{page}{fragment}"))
}

/// Lists a table's keys, or the table itself when it has none.
fn list(left: &mut Left, name: &str, span: Range<usize>, value: &DeValue<'_>) {
    match value.as_table() {
        Some(table) if !table.is_empty() => {
            left.extend(table.iter().map(|(key, _)| (format!("{name}.{}", key.get_ref()), key.span())));
        }
        _ => left.push((name.to_owned(), span)),
    }
}
