//! Values of settings: from TOML to the type that is meant, or what is wrong with it.

use std::ops::Range;

use jiff::civil::Date;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{RawHtml, Word};
use crate::characters::{is_odd, printable};
use crate::diag::{Level, nearest};

/// Why a value cannot be used; the boundary adds the setting's name and place.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The rest of a sentence that starts with the setting's name: `must be a string`.
    pub message: String,
    /// What to write instead, if that can be said.
    pub help: Option<String>,
    /// The bytes meant when it is a part of the value; else the whole value is.
    pub span: Option<Range<usize>>,
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Wrong { message: message.into(), help: None, span: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The value is no `wanted`, which comes with its article.
    pub(super) fn kind(wanted: &str, value: &DeValue<'_>) -> Self {
        let wrong = Wrong::new(format!("must be {wanted}, not {}", with_article(value)));
        let is_single = !value.is_array() && !value.is_table();
        if wanted == "a string" && is_single { wrong.help("put it in quotes") } else { wrong }
    }
}

/// What a value is, for messages.
fn with_article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// Any string.
pub fn string(value: &DeValue<'_>) -> Result<String, Wrong> {
    value.as_str().map(str::to_owned).ok_or_else(|| Wrong::kind("a string", value))
}

/// A string that shows something.
pub fn text(value: &DeValue<'_>) -> Result<String, Wrong> {
    let text = string(value)?;
    if text.trim().is_empty() {
        Err(Wrong::new("must not be empty").help("write it, or remove the setting"))
    } else {
        Ok(text.trim().to_owned())
    }
}

/// A text that readers see, without the characters that no page may have.
pub fn shown(value: &DeValue<'_>) -> Result<String, Wrong> {
    text(value).map(|text| printable(&text).into_owned())
}

/// What opens a file in an editor: an address or a command, with `{path}` in it.
pub fn editor(value: &DeValue<'_>) -> Result<String, Wrong> {
    let editor = text(value)?;
    if editor.contains("{path}") {
        return Ok(editor);
    }
    Err(Wrong::new("must have `{path}` where the file's path goes")
        .help("write an address as `vscode://file/{path}:{line}`, or a command as `subl {path}:{line}`"))
}

/// A list of texts that readers see.
pub fn texts(value: &DeValue<'_>) -> Result<Vec<String>, Wrong> {
    let Some(array) = value.as_array() else {
        let wrong = Wrong::kind("an array of strings", value);
        let help = if value.is_str() { "put it in brackets: [\"…\"]" } else { "write a list: [\"…\"]" };
        return Err(wrong.help(help));
    };
    array
        .iter()
        .map(|item| {
            shown(item.get_ref()).map_err(|wrong| {
                let span = Some(item.span());
                if item.get_ref().is_str() {
                    let empty = Wrong::new("must not have empty items").help("write it, or take it out");
                    return Wrong { span, ..empty };
                }
                let article = with_article(item.get_ref());
                let message = format!("must be an array of strings, and this is {article}");
                Wrong { message, span, ..wrong }
            })
        })
        .collect()
}

/// What something is called: one of it, or a list of that and of what several are called.
pub fn word(value: &DeValue<'_>) -> Result<Word, Wrong> {
    if value.is_array() {
        return match &texts(value)?[..] {
            [one, many] => Ok(Word { one: one.clone(), many: many.clone() }),
            _ => Err(Wrong::new("must be a word, or two: of one and of several")
                .help("write `[\"squad\", \"squads\"]`")),
        };
    }
    shown(value).map(|one| Word::new(&one))
}

/// `true` or `false`.
pub fn boolean(value: &DeValue<'_>) -> Result<bool, Wrong> {
    value.as_bool().ok_or_else(|| {
        let wrong = Wrong::kind("true or false", value);
        if value.is_str() { wrong.help("write it without quotes") } else { wrong }
    })
}

/// A number of days.
pub fn days(value: &DeValue<'_>) -> Result<i32, Wrong> {
    let wrong = || Wrong::kind("a number of days", value).help("write a whole number such as 14");
    let number = value.as_integer().ok_or_else(wrong)?;
    let days: i32 =
        i32::from_str_radix(&number.as_str().replace('_', ""), number.radix()).map_err(|_| wrong())?;
    if (1..=3650).contains(&days) {
        Ok(days)
    } else {
        Err(Wrong::new("must be from 1 to 3650 days").help("write a whole number such as 14"))
    }
}

/// A table of texts, by their keys in the file's order.
pub fn phrases(value: &DeValue<'_>) -> Result<Vec<(String, String)>, Wrong> {
    let help = "write { \"asleep\" = \"say what the alarm did\" }";
    let Some(table) = value.as_table() else {
        return Err(Wrong::kind("a table of texts", value).help(help));
    };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let phrase = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let entry_span = key.span();
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        let text = shown(value.get_ref()).map_err(|wrong| Wrong { span: Some(value.span()), ..wrong })?;
        if key.trim().is_empty() {
            let wrong = Wrong::new("must have words in its keys").help(help);
            return Err(Wrong { span: Some(entry_span), ..wrong });
        }
        Ok((key.trim().to_lowercase(), text))
    };
    entries.into_iter().map(phrase).collect()
}

/// A calendar day, as TOML's own date or as a string.
pub fn date(value: &DeValue<'_>) -> Result<Date, Wrong> {
    let wrong = || Wrong::new("must be a date").help("write a day of the calendar as 2027-01-31");
    match value {
        DeValue::Datetime(toml) => match (toml.date, toml.time) {
            (Some(day), None) => (i16::try_from(day.year).ok())
                .zip(i8::try_from(day.month).ok().zip(i8::try_from(day.day).ok()))
                .and_then(|(year, (month, day))| Date::new(year, month, day).ok())
                .ok_or_else(wrong),
            _ => Err(wrong()),
        },
        DeValue::String(text) if text.len() == "2027-01-31".len() => text.parse().map_err(|_| wrong()),
        DeValue::String(_) => Err(wrong()),
        other => Err(Wrong { help: wrong().help, ..Wrong::kind("a date", other) }),
    }
}

/// A language tag as BCP 47 spells them: letters and digits in short groups, joined by hyphens.
pub fn language(value: &DeValue<'_>) -> Result<String, Wrong> {
    let tag = text(value)?;
    let group = |group: &str| {
        (1..=8).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let first = tag.split('-').next().unwrap_or_default();
    if tag.split('-').all(group) && first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(tag);
    }
    let wrong = Wrong::new("must be a language tag");
    let hyphenated = tag.replace('_', "-");
    Err(if hyphenated != tag && hyphenated.split('-').all(group) {
        wrong.help(format!("write `{hyphenated}`"))
    } else {
        wrong.help("write a tag as `en`, `pt-BR` or `zh-Hans`")
    })
}

/// A folder within the handbook, without `.` parts and slashes at the end; empty for the
/// handbook's root.
pub fn folder_inside(value: &DeValue<'_>) -> Result<String, Wrong> {
    let parts =
        relative_parts(&text(value).map_err(|wrong| wrong.help("write `.` for the handbook itself"))?)?;
    if parts.iter().any(|part| part == "..") {
        return Err(Wrong::new("must stay inside the handbook").help("name a folder beside `book.toml`"));
    }
    Ok(parts.join("/"))
}

/// A folder relative to the handbook's root, which may lie outside of it: `../site`.
pub fn folder(value: &DeValue<'_>) -> Result<String, Wrong> {
    let parts = relative_parts(&string(value)?)?;
    let below = parts.iter().skip_while(|part| *part == "..").collect::<Vec<_>>();
    if below.is_empty() {
        return Err(Wrong::new("must name a folder of its own").help("write a name such as `public`"));
    }
    if below.iter().any(|part| *part == "..") {
        return Err(Wrong::new("may have `..` only at its start"));
    }
    Ok(parts.join("/"))
}

/// The parts of a relative path, without those that are `.`.
fn relative_parts(path: &str) -> Result<Vec<String>, Wrong> {
    if path.contains('\\') {
        return Err(Wrong::new("must be a path with `/` between its parts"));
    }
    if path.chars().any(char::is_control) {
        return Err(Wrong::new("must be a path without control characters"));
    }
    let drive = path.len() > 1 && path.as_bytes()[1] == b':';
    if path.starts_with('/') || path.starts_with('~') || drive {
        return Err(Wrong::new("must be a path relative to the handbook"));
    }
    Ok(path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect())
}

/// The name of a theme: one part of a path.
pub fn name(value: &DeValue<'_>) -> Result<String, Wrong> {
    let name = text(value)?;
    let part = !name.starts_with('.') && !name.contains(['/', '\\', ':']) && !name.contains(char::is_control);
    let wrong = || Wrong::new("must be the plain name of a folder").help("name a folder below `themes/`");
    if part { Ok(name) } else { Err(wrong()) }
}

/// An address on the web, as it is written.
pub fn url(value: &DeValue<'_>) -> Result<String, Wrong> {
    let url = text(value)?;
    if !is_web(&url) {
        let wrong = Wrong::new("must be an address that starts with `https://`");
        return Err(match meant(&url) {
            Some(meant) => wrong.help(format!("write `{meant}`")),
            None => wrong,
        });
    }
    let host = url.split("//").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || url.contains(|c: char| c.is_whitespace() || is_odd(c)) {
        return Err(Wrong::new("must be a whole address, with a host and without spaces"));
    }
    Ok(url)
}

/// The address that something without a scheme may mean: a host, or a repository as `git` writes it.
fn meant(url: &str) -> Option<String> {
    if let Some((host, path)) = url.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        return Some(format!("https://{host}/{}", path.trim_end_matches(".git")));
    }
    let host = url.split(['/', ':']).next().unwrap_or_default();
    let port =
        url[host.len()..].strip_prefix(':').is_none_or(|port| port.starts_with(|c: char| c.is_ascii_digit()));
    match host {
        "localhost" => Some(format!("http://{url}")),
        _ if host.contains('.') && !host.starts_with('.') && port => Some(format!("https://{url}")),
        _ => None,
    }
}

/// Whether `text` starts as addresses on the web do.
pub fn is_web(text: &str) -> bool {
    let starts =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    starts("https://") || starts("http://")
}

/// The address a site is served under, or its path alone, with a slash at its end.
pub fn base_url(value: &DeValue<'_>) -> Result<String, Wrong> {
    let written = text(value)?;
    let url = match () {
        () if is_base_path(&written) => written,
        () if written.starts_with('/') => {
            let wrong = Wrong::new("must be an address, or a path without `//`, spaces, quotes, `?` and `#`");
            return Err(wrong.help("write a path such as `/handbook/`"));
        }
        () => url(value).map_err(|wrong| {
            let form =
                "write an address such as `https://example.org/handbook/`, or a path such as `/handbook/`";
            Wrong { help: wrong.help.or(Some(form.to_owned())), ..wrong }
        })?,
    };
    if url.contains(['?', '#']) {
        return Err(Wrong::new("must be an address without `?` and `#`"));
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

/// Whether `text` is a path from a host's root.
pub fn is_base_path(text: &str) -> bool {
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['?', '#', ' ', '"', '<', '\\'])
        && !text.chars().any(|c| c.is_whitespace() || is_odd(c))
}

/// An address without a slash at its end.
pub fn plain_url(value: &DeValue<'_>) -> Result<String, Wrong> {
    Ok(url(value)?.trim_end_matches('/').to_owned())
}

/// An address with `{path}` in it.
pub fn url_template(value: &DeValue<'_>) -> Result<String, Wrong> {
    let template = url(value)?;
    if template.contains("{path}") {
        return Ok(template);
    }
    let better = match template.split_once('{').map(|(before, rest)| (before, rest.split_once('}'))) {
        Some((before, Some((_, after)))) => format!("{before}{{path}}{after}"),
        _ => format!("{}/{{path}}", template.trim_end_matches('/')),
    };
    let wrong = Wrong::new("must have `{path}` where the page's path goes");
    Err(wrong.help(format!("write `{better}`")))
}

/// What becomes of raw HTML.
pub fn raw_html(value: &DeValue<'_>) -> Result<RawHtml, Wrong> {
    match one_of(value, &["allow", "sanitize", "escape"])? {
        0 => Ok(RawHtml::Allow),
        1 => Ok(RawHtml::Sanitize),
        _ => Ok(RawHtml::Escape),
    }
}

/// A rule's level.
pub fn level(value: &DeValue<'_>) -> Result<Level, Wrong> {
    const LEVELS: [Level; 4] = [Level::Off, Level::Info, Level::Warning, Level::Error];
    Ok(LEVELS[one_of(value, &LEVELS.map(Level::word))?])
}

/// Which of `words` the value is.
pub(super) fn one_of(value: &DeValue<'_>, words: &[&str]) -> Result<usize, Wrong> {
    let listed = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let listed = format!("one of {listed}");
    let written = string(value).map_err(|_| Wrong::kind(&listed, value))?;
    words.iter().position(|word| *word == written).ok_or_else(|| {
        let wrong = Wrong::new(format!("must be {listed}"));
        let prefix = words.iter().find(|word| written.len() > 2 && word.starts_with(&written));
        match prefix.copied().or_else(|| nearest(&written, words.iter().copied())) {
            Some(word) => wrong.help(format!("did you mean `{word}`?")),
            None => wrong,
        }
    })
}

/// A path from the site's root, with the leading slash that it may be written without.
pub fn site_path(path: &str) -> Result<String, Wrong> {
    let bare = path.trim_start_matches('/');
    let odd = |c: char| is_odd(c) || c.is_whitespace() || c == '\\';
    if bare.contains(['?', '#']) {
        let wrong = Wrong::new("must be a path without `?` and `#`");
        return Err(wrong.help("a static site gives the same page whatever follows them"));
    }
    if bare.is_empty() || bare.contains(odd) || bare.split('/').any(|part| part == ".." || part == ".") {
        return Err(Wrong::new("must be the path of a page that was, such as `/teams/old-name/`"));
    }
    if bare.contains("://") {
        return Err(Wrong::new("must be a path on this site").help("write it without scheme and host"));
    }
    Ok(format!("/{bare}"))
}

/// Where a redirect leads: an address on the web as it is, anything else from the site's root.
pub fn redirect_target(value: &DeValue<'_>) -> Result<String, Wrong> {
    let target = text(value)?;
    if is_web(&target) {
        return url(value);
    }
    let odd = target.starts_with("//") || target.contains(|c: char| is_odd(c) || c.is_control() || c == '\\');
    let first = target.split(['/', '?', '#']).next().unwrap_or_default();
    if odd || first.contains(':') || target.split('/').any(|part| part == "..") {
        return Err(Wrong::new("must lead to a path on this site or to an address with `https://`"));
    }
    Ok(format!("/{}", target.trim_start_matches('/')))
}

/// A value as themes read it: dates become strings, and texts have no characters that no page may have.
pub fn json(value: &DeValue<'_>) -> Result<Value, Wrong> {
    Ok(match value {
        DeValue::String(text) => Value::String(printable(text).into_owned()),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(when) => Value::String(when.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(Value::from)
            .map_err(|_| Wrong::new("must be an integer of at most 64 bits"))?,
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(serde_json::Number::from_f64);
            Value::Number(number.ok_or_else(|| Wrong::new("must be a finite number"))?)
        }
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| json(item.get_ref()).map_err(|w| narrowed(w, item.span())))
                .collect::<Result<_, _>>()?,
        ),
        DeValue::Table(table) => Value::Object(json_object(table)?),
    })
}

/// A table as themes read it.
fn json_object(table: &DeTable<'_>) -> Result<serde_json::Map<String, Value>, Wrong> {
    table
        .iter()
        .map(|(key, value)| {
            let read = json(value.get_ref()).map_err(|w| narrowed(w, value.span()))?;
            Ok((key.get_ref().to_string(), read))
        })
        .collect()
}

/// `wrong` at `span`, unless it already knows a smaller place.
fn narrowed(wrong: Wrong, span: Range<usize>) -> Wrong {
    Wrong { span: wrong.span.or(Some(span)), ..wrong }
}
