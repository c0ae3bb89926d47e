//! `[kinds]` in `book.toml`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, Reader};
use crate::config::values::{self, Wrong};
use crate::config::{FieldSettings, FieldType, KindSettings, UNKNOWN_SETTING};
use crate::diag::{Finding, nearest};
use crate::text::Span;

/// The keys of a kind.
const KEYS: [&str; 9] =
    ["label", "description", "folder", "require", "sections", "max-words", "template", "lift", "fields"];
/// The keys of a field.
const FIELD_KEYS: [&str; 4] = ["type", "of", "label", "description"];

impl Reader<'_> {
    pub(super) fn kinds(&mut self, config: &mut Config, table: &DeTable<'_>) {
        for (key, value) in table {
            let id = &**key.get_ref();
            let path = format!("kinds.{id}");
            if !is_word(id) {
                let help = "letters, digits, `-` and `_` can be in the name of a kind, and nothing else";
                self.wrong(&path, key.span(), Wrong::new("can never stand in `kind:`").help(help));
                continue;
            }
            let Some(table) = value.get_ref().as_table() else {
                let wrong = Wrong::kind("a table", value.get_ref());
                self.wrong(
                    &path,
                    value.span(),
                    wrong.help(format!("write `[{path}]`, and its settings below")),
                );
                continue;
            };
            let mut kind =
                KindSettings { id: id.to_owned(), span: key.span().into(), ..KindSettings::default() };
            for (key, value) in table {
                self.of_kind(&mut kind, &path, key, value);
            }
            config.kinds.push(kind);
        }
    }

    fn of_kind(
        &mut self,
        kind: &mut KindSettings,
        above: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let path = format!("{above}.{}", key.get_ref());
        let of = value.get_ref();
        match &**key.get_ref() {
            "label" => kind.label = self.checked(&path, value, values::shown(of)),
            "description" => kind.description = self.checked(&path, value, values::shown(of)),
            "folder" => kind.folder = self.checked(&path, value, values::folder_inside(of)),
            "require" => {
                let names = self.checked(&path, value, values::texts(of)).unwrap_or_default();
                let spans = of.as_array().into_iter().flatten().map(|item| Span::from(item.span()));
                kind.require = names.into_iter().zip(spans).collect();
            }
            "sections" => {
                let sections = self.checked(&path, value, values::texts(of));
                kind.sections = sections.unwrap_or_default();
            }
            "max-words" => kind.max_words = self.checked(&path, value, count(of)),
            "template" => {
                let template = self.checked(&path, value, values::text(of));
                kind.template = template.map(|name| (name, value.span().into()));
            }
            "lift" => kind.lift = self.checked(&path, value, values::boolean(of)).unwrap_or(false),
            "fields" => match of.as_table() {
                Some(table) => self.fields(kind, &path, table),
                None => self.wrong(&path, value.span(), Wrong::kind("a table", of)),
            },
            _ => self.unknown_in(above, key, &KEYS),
        }
    }

    fn fields(&mut self, kind: &mut KindSettings, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = &**key.get_ref();
            let path = format!("{above}.{name}");
            if !is_word(name) {
                let help = "letters, digits, `-` and `_` can be in the name of a field, and nothing else";
                self.wrong(&path, key.span(), Wrong::new("can be no key of front matter").help(help));
                continue;
            }
            let mut field = FieldSettings {
                name: name.to_owned(),
                holds: None,
                label: None,
                description: None,
                span: key.span().into(),
            };
            match value.get_ref() {
                DeValue::Table(table) => self.field(&mut field, &path, table),
                word => field.holds = Some(self.type_of(&path, value, field_type(word, None))),
            }
            kind.fields.push(field);
        }
    }

    /// The type that was read. A field whose type cannot be read is still one that pages may have.
    fn type_of(
        &mut self,
        path: &str,
        value: &Spanned<DeValue<'_>>,
        read: Result<FieldType, Wrong>,
    ) -> FieldType {
        self.checked(path, value, read).unwrap_or(FieldType::Anything)
    }

    /// A field that is a table.
    fn field(&mut self, field: &mut FieldSettings, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = format!("{above}.{}", key.get_ref());
            match &**key.get_ref() {
                "label" => field.label = self.checked(&path, value, values::shown(value.get_ref())),
                "description" => {
                    field.description = self.checked(&path, value, values::shown(value.get_ref()));
                }
                "type" | "of" => {}
                _ => self.unknown_in(above, key, &FIELD_KEYS),
            }
        }
        match (table.get("type"), table.get("of")) {
            (Some(word), of) => {
                field.holds = Some(self.type_of(above, word, field_type(word.get_ref(), of)));
            }
            (None, Some(of)) => {
                let wrong =
                    Wrong::new("has an `of` and no `type`").help("write `type = \"choice\"` before it");
                self.wrong(above, of.span(), wrong);
            }
            (None, None) => {}
        }
    }

    /// A key that means nothing in the table at `above`.
    fn unknown_in(&mut self, above: &str, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let written = key.get_ref().replace('_', "-");
        let help = nearest(&written, known.iter().copied()).map_or_else(
            || format!("known here: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("unknown setting `{}` in `[{above}]`", key.get_ref());
        let place = self.source.place(key.span());
        self.findings.push(Finding::new(&UNKNOWN_SETTING, message).at(place).help(help));
    }
}

/// The type that a word names, with what it is `of`.
fn field_type(word: &DeValue<'_>, of: Option<&Spanned<DeValue<'_>>>) -> Result<FieldType, Wrong> {
    let single = match values::one_of(word, &FieldType::WORDS)? {
        0 => FieldType::Text,
        1 => FieldType::Date,
        2 => FieldType::Number,
        3 => FieldType::Person,
        4 => FieldType::Unit,
        5 => FieldType::Page,
        6 => {
            let help = "write `{ type = \"choice\", of = [\"good\", \"bad\"] }`";
            let of = of.ok_or_else(|| Wrong::new("needs the texts to choose from").help(help))?;
            return choices(of).map(FieldType::Choice);
        }
        _ => return list(of).map(|each| FieldType::List(Box::new(each))),
    };
    match of {
        None => Ok(single),
        Some(of) => {
            let wrong = Wrong::new("has an `of`, which only a `choice` and a `list` can have");
            Err(at(wrong, of).help("remove it"))
        }
    }
}

/// What a list is of: texts unless it says so.
fn list(of: Option<&Spanned<DeValue<'_>>>) -> Result<FieldType, Wrong> {
    let Some(of) = of else { return Ok(FieldType::Text) };
    if of.get_ref().is_array() {
        return choices(of).map(FieldType::Choice);
    }
    match field_type(of.get_ref(), None).map_err(|wrong| at(wrong, of))? {
        FieldType::List(_) => Err(at(Wrong::new("must be of single values, not of lists"), of)),
        each => Ok(each),
    }
}

/// The texts to choose from.
fn choices(of: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Wrong> {
    let texts = values::texts(of.get_ref()).map_err(|wrong| at(wrong, of))?;
    if texts.is_empty() { Err(at(Wrong::new("needs a text to choose"), of)) } else { Ok(texts) }
}

/// What is wrong at `of`, unless a smaller place is known.
fn at(wrong: Wrong, of: &Spanned<DeValue<'_>>) -> Wrong {
    Wrong { span: Some(wrong.span.unwrap_or_else(|| of.span())), ..wrong }
}

/// A number of at least 1.
fn count(value: &DeValue<'_>) -> Result<usize, Wrong> {
    let number = match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => return Err(Wrong::kind("a number", value).help("write it without quotes, as 1200")),
    };
    let number = number.and_then(|number| usize::try_from(number).ok()).filter(|number| *number > 0);
    number.ok_or_else(|| Wrong::new("must be at least 1").help("write how many, or remove the setting"))
}

/// Whether a name can be a key, and a word in `kind:`.
fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}
