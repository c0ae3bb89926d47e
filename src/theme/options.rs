//! A theme's options: what they are, what they may be, and what a handbook makes of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Options that a theme declares.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// By name, the default. A table has options in turn; an empty one takes any.
    pub values: Map<String, Value>,
    /// By name, the only values that there are.
    pub choices: BTreeMap<String, Vec<String>>,
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
}

/// By the path of an option, what is wrong with it.
pub type Faults = Vec<(Vec<String>, Fault)>;

impl Options {
    /// Lays the options of a theme above over these.
    pub fn lay(&mut self, over: Options) {
        merge(&mut self.values, over.values);
        self.choices.extend(over.choices);
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
                (Some(default), _) if type_name(default) != type_name(value) => {
                    faults.push((path, Fault::Type(type_name(default), type_name(value))));
                    continue;
                }
                (None, _) if !free => {
                    faults.push((path.clone(), Fault::Unknown(declared.keys().cloned().collect())));
                }
                _ => {}
            }
            match choices.filter(|choices| !choices.iter().any(|choice| *value == **choice)) {
                Some(choices) => faults.push((path, Fault::Choice(choices.clone()))),
                None => drop(fitting.insert(key.clone(), value.clone())),
            }
        }
        fitting
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
