//! A theme's options: what they are, what they may be, and what a handbook makes of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::settings::or;
use crate::handbook::address;

/// Options that a theme declares.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// By name, the default. A table has options in turn; an empty one takes any.
    pub values: Map<String, Value>,
    /// By name, the only values that there are.
    pub choices: BTreeMap<String, Vec<String>>,
    /// By name of an option that is a list, what each of its items is like: a value of the same type, or
    /// a table with the same keys.
    pub items: BTreeMap<String, Value>,
}

/// What is wrong with an option that a handbook sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The theme does not have it, but has these beside it.
    Unknown(Vec<String>),
    /// It must be the first, and is the second.
    Type(&'static str, &'static str),
    /// It must be one of these.
    Choice(Vec<String>),
    /// It needs this key.
    Missing(String),
    /// It is an address that a browser would run as a program.
    Program,
}

/// By the path of an option, what is wrong with it. An item of a list is the step `[2]` of a path.
pub type Faults = Vec<(Vec<String>, Fault)>;

impl Fault {
    /// What is wrong with the option at `path`, as a sentence about it or about the theme.
    pub fn sentence(&self, path: &[String], theme: &str) -> String {
        let what = subject(path);
        match (self, path.split_last()) {
            (Fault::Type(needs, has), _) => format!("{what} must be {needs}, not {has}"),
            (Fault::Choice(choices), _) => format!("{what} must be {}", or(choices)),
            (Fault::Missing(key), _) => format!("{what} has no `{key}`"),
            (Fault::Program, _) => format!("{what} is a program"),
            (Fault::Unknown(_), Some((last, above))) if is_within_item(path) => {
                format!("{} has no key `{last}`", subject(above))
            }
            (Fault::Unknown(_), _) => format!("the theme `{theme}` has no option `{}`", path.join(".")),
        }
    }
}

/// An option by its path: ``the option `words.next` ``, ``an item of the option `links` ``.
fn subject(path: &[String]) -> String {
    let Some(item) = path.iter().rposition(|step| step.starts_with('[')) else {
        return format!("the option `{}`", path.join("."));
    };
    let list = format!("an item of the option `{}`", path[..item].join("."));
    match &path[item + 1..] {
        [] => list,
        within => format!("`{}` of {list}", within.join(".")),
    }
}

/// Whether a path leads into an item of a list, or to one.
pub fn is_within_item(path: &[String]) -> bool {
    path.iter().any(|step| step.starts_with('['))
}

impl Options {
    /// Lays the options of a theme above over these.
    pub fn lay(&mut self, over: Options) {
        merge(&mut self.values, over.values);
        self.choices.extend(over.choices);
        self.items.extend(over.items);
    }

    /// The values with what a handbook sets, as far as the theme can read it; and, by the path of the
    /// option, what it cannot. An option that the theme does not have may be one of a template's own.
    pub fn with(&self, given: &Map<String, Value>) -> (Map<String, Value>, Faults) {
        let mut faults = Vec::new();
        let fitting = self.fitting(&[], given, &self.values, &mut faults);
        let mut values = self.values.clone();
        merge(&mut values, fitting);
        (values, faults)
    }

    fn fitting(
        &self,
        above: &[String],
        given: &Map<String, Value>,
        declared: &Map<String, Value>,
        faults: &mut Faults,
    ) -> Map<String, Value> {
        let mut fitting = Map::new();
        let free = declared.is_empty() && !above.is_empty();
        for (key, value) in given {
            let path = [above, std::slice::from_ref(key)].concat();
            let choices = self.choices.get(key).filter(|_| above.is_empty());
            match (declared.get(key), value) {
                (Some(Value::Object(declared)), Value::Object(given)) => {
                    let inner = self.fitting(&path, given, declared, faults);
                    fitting.insert(key.clone(), Value::Object(inner));
                    continue;
                }
                (Some(Value::Array(items)), Value::Array(given)) => {
                    let shape = self.items.get(key).filter(|_| above.is_empty()).or_else(|| items.first());
                    let fit = like(&path, given, shape, faults);
                    fitting.insert(key.clone(), Value::Array(fit));
                    continue;
                }
                (Some(default), _) if type_name(default) != type_name(value) => {
                    faults.push((path, Fault::Type(type_name(default), type_name(value))));
                    continue;
                }
                (None, _) if !free => {
                    faults.push((path.clone(), Fault::Unknown(declared.keys().cloned().collect())));
                }
                _ => {}
            }
            if let Some(program) = program_in(&path, value) {
                faults.push((program, Fault::Program));
                continue;
            }
            match choices.filter(|choices| !choices.iter().any(|choice| *value == **choice)) {
                Some(choices) => faults.push((path, Fault::Choice(choices.clone()))),
                None => drop(fitting.insert(key.clone(), value.clone())),
            }
        }
        fitting
    }
}

/// Of the items of the list at `path` those that are like `shape`, when there is one.
pub fn like(path: &[String], given: &[Value], shape: Option<&Value>, faults: &mut Faults) -> Vec<Value> {
    let mut fit = Vec::new();
    for (index, item) in given.iter().enumerate() {
        let path = [path, &[format!("[{index}]")]].concat();
        let known = faults.len();
        match (shape, item) {
            (Some(Value::Object(shape)), Value::Object(item)) => keys_like(&path, item, shape, faults),
            (Some(shape), _) if type_name(shape) != type_name(item) => {
                faults.push((path.clone(), Fault::Type(type_name(shape), type_name(item))));
            }
            _ => {}
        }
        faults.extend(program_in(&path, item).map(|program| (program, Fault::Program)));
        // A key too many does no harm.
        if faults[known..].iter().all(|(_, fault)| matches!(fault, Fault::Unknown(_))) {
            fit.push(item.clone());
        }
    }
    fit
}

/// Looks for keys of an item that `shape` has not, or has otherwise, and for keys that only it has.
fn keys_like(path: &[String], item: &Map<String, Value>, shape: &Map<String, Value>, faults: &mut Faults) {
    for (key, value) in item {
        let path = [path, std::slice::from_ref(key)].concat();
        match shape.get(key) {
            None => faults.push((path, Fault::Unknown(shape.keys().cloned().collect()))),
            Some(like) if type_name(like) != type_name(value) => {
                faults.push((path, Fault::Type(type_name(like), type_name(value))));
            }
            Some(_) => {}
        }
    }
    let missing = shape.keys().filter(|key| !item.contains_key(*key));
    faults.extend(missing.map(|key| (path.to_vec(), Fault::Missing(key.clone()))));
}

/// The path of the first text in `value`, the option at `path`, that would be a program as an address:
/// templates make links of options, and which ones is theirs to say.
fn program_in(path: &[String], value: &Value) -> Option<Vec<String>> {
    let within = |step: String, value| program_in(&[path, &[step]].concat(), value);
    match value {
        Value::String(text) => address::looks_like_program(text).then(|| path.to_vec()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| within(format!("[{index}]"), item))
        }
        Value::Object(table) => table.iter().find_map(|(key, value)| within(key.clone(), value)),
        _ => None,
    }
}

/// What sort of value an option has, in words.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// Sets `over` in `values`; a table only in the keys that it has.
fn merge(values: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (values.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) => merge(inner, over),
            (_, value) => drop(values.insert(key, value)),
        }
    }
}
