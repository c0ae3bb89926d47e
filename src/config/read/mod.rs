//! The walk over `book.toml`: every known key is set, everything else becomes a finding.

mod kinds;

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::characters::printable;
use crate::config::values::{self, Wrong};
use crate::config::{BAD_CONFIG, Config, OwnedPaths, Redirect, UNKNOWN_SETTING, mdbook};
use crate::diag::{Finding, nearest};
use crate::text::Source;

/// More syntax errors than this say nothing new about a broken file.
const MOST_SYNTAX_ERRORS: usize = 20;

/// A key with a fixed meaning.
pub struct Setting {
    /// The table it is in.
    pub table: &'static str,
    /// Its name.
    pub key: &'static str,
    /// Reads the value into its field.
    set: fn(&mut Config, &DeValue<'_>) -> Result<(), Wrong>,
}

/// Shortens a row of [`SETTINGS`]: where the key is, which field it fills and who reads the value.
macro_rules! setting {
    ($table:literal, $key:literal, $($field:ident).+ = $read:expr) => {
        Setting {
            table: $table,
            key: $key,
            set: |config, value| {
                config.$($field).+ = $read(value)?;
                Ok(())
            },
        }
    };
}

/// Every key with a fixed meaning, in the order of the documentation. Keys of [`FREE_TABLES`] come
/// on top.
pub static SETTINGS: &[Setting] = &[
    setting!("book", "title", book.title = |value| values::shown(value).map(Some)),
    setting!("book", "description", book.description = |value| values::shown(value).map(Some)),
    setting!("book", "authors", book.authors = values::texts),
    setting!("book", "language", book.language = values::language),
    setting!("book", "src", book.src = |value| values::folder_inside(value).map(Some)),
    setting!("build", "output", build.output = values::folder),
    setting!("build", "base-url", build.base_url = |value| values::base_url(value).map(Some)),
    setting!("build", "today", build.today = |value| values::date(value).map(Some)),
    setting!("theme", "name", theme.name = values::name),
    setting!("markdown", "html", markdown.html = values::raw_html),
    setting!("markdown", "smart-punctuation", markdown.smart_punctuation = values::boolean),
    setting!("markdown", "highlight", markdown.plain_code = |value| values::boolean(value).map(|on| !on)),
    setting!("site", "repository-url", site.repository_url = |value| values::plain_url(value).map(Some)),
    setting!(
        "site",
        "edit-url-template",
        site.edit_url_template = |value| values::url_template(value).map(Some)
    ),
    setting!(
        "site",
        "history-url-template",
        site.history_url_template = |value| values::url_template(value).map(Some)
    ),
    setting!("site", "changes", site.changes = values::boolean),
    setting!("site", "health", site.no_health = |value| values::boolean(value).map(|on| !on)),
    setting!("people", "pages", people.pages = values::boolean),
    setting!(
        "people",
        "codeowners",
        people.ignores_codeowners = |value| values::boolean(value).map(|read| !read)
    ),
    setting!("coe", "draft-days", coe.draft_days = values::days),
    setting!("coe", "present-days", coe.present_days = values::days),
    setting!("coe", "blame", coe.blame = values::phrases),
    setting!("serve", "editor", serve.editor = |value| values::editor(value).map(Some)),
];

/// The tables whose keys are the handbook's own (in `[theme]`, all but `name`).
pub const FREE_TABLES: [&str; 7] = ["theme", "vars", "rules", "redirects", "kinds", "owners", "words"];

/// The settings in `book.toml` and what is wrong with it.
///
/// Never fails: what cannot be read keeps its default. After a syntax error the file is read as far as
/// it makes sense, and only the syntax errors are reported, because the rest may be their echo.
pub fn read(source: &Source) -> (Config, Vec<Finding>) {
    let mut reader = Reader { source, findings: Vec::new(), mdbook: None };
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    let config = reader.document(document.get_ref());
    if !errors.is_empty() {
        reader.findings = syntax_errors(source, &errors);
    }
    // What was read has this in the place of bytes that are no text.
    if let Some(at) = source.text.find('\u{FFFD}') {
        let place = source.place(at..at + '\u{FFFD}'.len_utf8());
        let finding = Finding::new(&BAD_CONFIG, "the file has bytes that are not UTF-8");
        reader.findings.push(finding.at(place).help("save the file as UTF-8"));
    }
    (config, reader.findings)
}

/// A finding for each syntax error that is no echo of one before it.
///
/// The parser goes on after an error as well as it can. What it says further on in the line is about
/// the same slip; and when a bracket is never closed, so is whatever else it says.
fn syntax_errors(source: &Source, errors: &[toml::de::Error]) -> Vec<Finding> {
    let start = |error: &toml::de::Error| error.span().unwrap_or_default().start;
    let mut errors: Vec<&toml::de::Error> = errors.iter().collect();
    errors.sort_by_key(|error| start(error));
    let open = errors.iter().any(|error| error.message().starts_with("unclosed"));
    let mut echo_to = 0;
    errors.retain(|error| {
        let at = start(error);
        if at < echo_to {
            return false;
        }
        let rest = source.text.get(at..).filter(|_| !open);
        echo_to = rest.and_then(|rest| rest.find('\n')).map_or(usize::MAX, |end| at + end + 1);
        true
    });
    errors.into_iter().take(MOST_SYNTAX_ERRORS).map(|error| syntax_error(source, error)).collect()
}

fn syntax_error(source: &Source, error: &toml::de::Error) -> Finding {
    let message = error.message();
    let finding = Finding::new(&BAD_CONFIG, format!("this is not TOML: {message}"))
        .at(source.place(error.span().unwrap_or_default()));
    let no_pair =
        ["invalid unquoted key", "key with no value"].iter().any(|start| message.starts_with(start));
    if no_pair { finding.help("a setting is written `key = value`, and text in quotes") } else { finding }
}

/// What the walk knows and gathers.
pub(in crate::config) struct Reader<'a> {
    pub(in crate::config) source: &'a Source,
    pub(in crate::config) findings: Vec<Finding>,
    /// For a file of mdBook's: the settings that have no meaning here, by dotted path.
    pub(in crate::config) mdbook: Option<Vec<(String, Range<usize>)>>,
}

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        if mdbook::is_mdbook(document) {
            self.mdbook = Some(Vec::new());
            mdbook::take_over(self, document, &mut config);
        }
        for (key, value) in document {
            let name = &**key.get_ref();
            if self.mdbook.is_some() && mdbook::TABLES.contains(&name) {
                continue;
            }
            if !tables().any(|table| table == name) {
                self.unknown(None, key);
            } else if let DeValue::Table(table) = value.get_ref() {
                self.table(&mut config, name, table);
            } else {
                let wrong = Wrong::kind("a table", value.get_ref());
                self.wrong(
                    name,
                    value.span(),
                    wrong.help(format!("write `[{name}]`, and its settings below")),
                );
            }
        }
        mdbook::report(self);
        config
    }

    fn table(&mut self, config: &mut Config, name: &str, table: &DeTable<'_>) {
        match name {
            "vars" => self.vars(config, "", table),
            "rules" => self.rules(config, table),
            "redirects" => self.redirects(config, table),
            "kinds" => self.kinds(config, table),
            "owners" => self.owners(config, table),
            "words" => self.words(config, table),
            _ => self.settings(config, name, table),
        }
    }

    fn settings(&mut self, config: &mut Config, name: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let known = SETTINGS.iter().find(|known| known.table == name && *known.key == **key.get_ref());
            let path = format!("{name}.{}", key.get_ref());
            match known {
                Some(known) => {
                    let set = (known.set)(config, value.get_ref());
                    self.checked(&path, value, set);
                }
                None if name == "theme" => {
                    let option = self.checked(&path, value, values::json(value.get_ref()));
                    config.theme.options.extend(option.map(|option| (key.get_ref().to_string(), option)));
                }
                None => self.unknown(Some(name), key),
            }
        }
    }

    fn vars(&mut self, config: &mut Config, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = format!("{prefix}{}", key.get_ref());
            if !is_variable(key.get_ref()) {
                let wrong = Wrong::new("can never stand in a text");
                let help = "letters, digits, `_`, `-` and `.` can be in a name, and nothing else";
                self.wrong(&format!("vars.{name}"), key.span(), wrong.help(help));
                continue;
            }
            match value.get_ref() {
                DeValue::Table(nested) => self.vars(config, &format!("{name}."), nested),
                DeValue::String(text) => drop(config.vars.insert(name, printable(text).into_owned())),
                DeValue::Array(_) => {
                    let wrong = Wrong::kind("a single value", value.get_ref());
                    self.wrong(&format!("vars.{name}"), value.span(), wrong);
                }
                _ => {
                    let written = self.source.text.get(value.span()).unwrap_or_default();
                    config.vars.insert(name, written.to_owned());
                }
            }
        }
    }

    fn rules(&mut self, config: &mut Config, table: &DeTable<'_>) {
        for (key, value) in table {
            let code = key.get_ref().to_string();
            let level = values::level(value.get_ref());
            if let Some(level) = self.checked(&format!("rules.{code}"), value, level) {
                config.rules.insert(code, (level, key.span().into()));
            }
        }
    }

    fn words(&mut self, config: &mut Config, table: &DeTable<'_>) {
        for (key, value) in table {
            let word =
                self.checked(&format!("words.{}", key.get_ref()), value, values::word(value.get_ref()));
            config.words.extend(word.map(|word| (key.get_ref().to_string(), word)));
        }
    }

    fn redirects(&mut self, config: &mut Config, table: &DeTable<'_>) {
        let mut seen = BTreeSet::new();
        let mut ours = Vec::new();
        for (key, value) in table {
            let path = format!("redirects.\"{}\"", key.get_ref());
            let from = values::site_path(key.get_ref()).and_then(|from| {
                let twice = || Wrong::new("is there twice, but for slashes at its start");
                if seen.insert(from.clone()) { Ok(from) } else { Err(twice()) }
            });
            match (from, values::redirect_target(value.get_ref())) {
                (Ok(from), Ok(to)) => {
                    let [from_span, to_span] = [key.span(), value.span()].map(Into::into);
                    ours.push(Redirect { from, to, from_span, to_span });
                }
                (Err(wrong), _) => self.wrong(&path, key.span(), wrong),
                (_, Err(wrong)) => self.wrong(&path, value.span(), wrong),
            }
        }
        config.redirects.retain(|redirect| !seen.contains(&redirect.from));
        config.redirects.extend(ours);
    }

    fn owners(&mut self, config: &mut Config, table: &DeTable<'_>) {
        for (key, value) in table {
            let pattern = key.get_ref().trim();
            let path = format!("owners.\"{pattern}\"");
            if pattern.is_empty() {
                let wrong = Wrong::new("is no pattern of paths").help("write `*` for every page");
                self.wrong(&path, key.span(), wrong);
            } else if let Some(owner) = self.checked(&path, value, values::text(value.get_ref())) {
                let (pattern_span, owner_span) = (key.span().into(), value.span().into());
                let pattern = pattern.to_owned();
                config.owners.push(OwnedPaths { pattern, pattern_span, owner, owner_span });
            }
        }
    }

    /// The value read, or a finding at the value.
    fn checked<T>(&mut self, path: &str, value: &Spanned<DeValue<'_>>, read: Result<T, Wrong>) -> Option<T> {
        read.map_err(|wrong| self.wrong(path, value.span(), wrong)).ok()
    }

    fn wrong(&mut self, path: &str, span: Range<usize>, wrong: Wrong) {
        let place = self.source.place(wrong.span.unwrap_or(span));
        let mut finding = Finding::new(&BAD_CONFIG, format!("`{path}` {}", wrong.message)).at(place);
        finding.help = wrong.help;
        self.findings.push(finding);
    }

    /// A key that means nothing in `table`, or at the top. mdBook has many more keys in the tables
    /// that it shares with us, so those of its files are only listed.
    fn unknown(&mut self, table: Option<&str>, key: &Spanned<std::borrow::Cow<'_, str>>) {
        let path =
            table.map_or_else(|| key.get_ref().to_string(), |table| format!("{table}.{}", key.get_ref()));
        let shared = table.is_none_or(|table| table == "book" || table == "build");
        if let (Some(left), true) = (&mut self.mdbook, shared) {
            left.push((path, key.span()));
            return;
        }
        let message = match table {
            Some(table) => format!("unknown setting `{}` in `[{table}]`", key.get_ref()),
            None => format!("unknown setting `{}`", key.get_ref()),
        };
        let finding = Finding::new(&UNKNOWN_SETTING, message)
            .at(self.source.place(key.span()))
            .help(suggestion(table, key.get_ref()));
        self.findings.push(finding);
    }
}

/// Whether `{{ name }}` in a text is a variable.
fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// What may have been meant by `key`, unknown in `table` or at the top.
fn suggestion(table: Option<&str>, key: &str) -> String {
    let here: Vec<&str> = match table {
        Some(table) => SETTINGS.iter().filter(|s| s.table == table).map(|s| s.key).collect(),
        None => tables().collect(),
    };
    let snake = key.replace('_', "-");
    // `baseURL` as other generators have it.
    let letters = |key: &'static str| key.bytes().filter(|byte| *byte != b'-');
    let alike = |setting: &&Setting| {
        let written = key.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
        Some(setting.table) != table && letters(setting.key).eq(written.map(|byte| byte.to_ascii_lowercase()))
    };
    let elsewhere = SETTINGS.iter().find(alike);
    let longer = here.iter().copied().find(|known| key.len() > 2 && known.starts_with(key));
    match (nearest(&snake, here.iter().copied()).or(longer), elsewhere) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(setting)) => format!("`{}` belongs in `[{}]`", setting.key, setting.table),
        (None, None) => format!("known here: {}", here.join(", ")),
    }
}

/// The tables of `book.toml`, each once.
fn tables() -> impl Iterator<Item = &'static str> {
    let mut all: Vec<&str> = SETTINGS.iter().map(|setting| setting.table).collect();
    all.extend(FREE_TABLES);
    let mut seen = BTreeSet::new();
    all.into_iter().filter(move |table| seen.insert(*table))
}

#[cfg(test)]
mod tests;
