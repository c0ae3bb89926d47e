//! How bad things can be: the severities of a rotation, and within which time somebody answers.

use serde_json::Value;

use super::lower::Lower;
use crate::diag::nearest;
use crate::kinds::rows::{Needs, Row, text};
use crate::rota::{self, Rota, Severity};
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

const RESPONSE: Needs = Needs { what: "a time such as `5 minutes`, `1 hour` or `next working day`" };

impl Lower<'_> {
    /// How bad things can be, and how soon somebody answers then.
    pub(super) fn severities(&mut self, rota: &mut Rota) {
        let path = self.page.at("severities");
        match self.page.get("severities") {
            Some(Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    let path = [&path[..], &[Step::Index(index)]].concat();
                    self.severity(rota, None, value, path);
                }
            }
            Some(Value::Object(values)) => {
                for (name, value) in values {
                    let path = [&path[..], &[Step::Key(name.clone())]].concat();
                    self.severity(rota, Some(name.clone()), value, path);
                }
            }
            Some(_) => self.wrongs.add(
                path,
                "`severities` is no list".to_owned(),
                "write a list of `name`, `means` and `response`",
            ),
            None => {}
        }
        self.responses(rota);
    }

    fn severity(&mut self, rota: &mut Rota, name: Option<String>, value: &Value, path: Vec<Step>) {
        let mut severity = Severity {
            name: String::new(),
            means: None,
            response: None,
            others: Vec::new(),
            path: path.clone(),
        };
        match (name, value) {
            (name, Value::Object(values)) => {
                let row = Row { values, path };
                severity.name = name.or_else(|| Some(row.text(&["name"])?.1)).unwrap_or_default();
                for (key, value) in values {
                    let Some(said) = text(value) else { continue };
                    match key.as_str() {
                        "name" => {}
                        "means" | "what" => severity.means = Some(said),
                        "response" => severity.response = self.response(&said, row.at(key)),
                        _ => severity.others.push((key.clone(), said)),
                    }
                }
            }
            (Some(name), value) => (severity.name, severity.means) = (name, text(value)),
            (None, value) => severity.name = text(value).unwrap_or_default(),
        }
        if severity.name.is_empty() {
            let help = "write `name:`, such as `1` or `minor`";
            return self.wrongs.add(severity.path, "this severity has no name".to_owned(), help);
        }
        if rota.severities.iter().any(|known| known.name == severity.name) {
            let message = format!("there is a severity `{}` already", severity.name);
            return self.wrongs.add(severity.path, message, "make one of both");
        }
        rota.severities.push(severity);
    }

    /// Within which time somebody answers: always, or by severity.
    fn responses(&mut self, rota: &mut Rota) {
        let Some(value) = self.page.get("response") else { return };
        let path = self.page.at("response");
        let Value::Object(values) = value else {
            if value.is_array() {
                let help = format!("write {}, or a mapping of them by severity", RESPONSE.what);
                return self.wrongs.add(path, "`response` is a list".to_owned(), help);
            }
            let said = text(value).and_then(|said| self.response(&said, path));
            rota.response.clone_from(&said);
            return rota.severities.iter_mut().filter(|severity| severity.response.is_none()).for_each(
                |severity| {
                    severity.response.clone_from(&said);
                },
            );
        };
        let is_known = !rota.severities.is_empty();
        for (name, value) in values {
            let path = [&path[..], &[Step::Key(name.clone())]].concat();
            let Some(said) = text(value) else {
                if !is_nothing(value) {
                    let message = format!("the response to `{name}` is no text");
                    self.wrongs.add(path, message, format!("write {}", RESPONSE.what));
                }
                continue;
            };
            let Some(said) = self.response(&said, path.clone()) else { continue };
            match rota.severities.iter_mut().find(|severity| severity.name == *name) {
                Some(severity) => severity.response = Some(said),
                None if is_known => {
                    let near = nearest(name, rota.severities.iter().map(|severity| &*severity.name));
                    let help = near.map_or_else(
                        || "name one of the `severities`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.wrongs.add(path, format!("there is no severity `{name}`"), help);
                }
                None => rota.severities.push(Severity {
                    name: name.clone(),
                    means: None,
                    response: Some(said),
                    others: Vec::new(),
                    path,
                }),
            }
        }
    }

    /// A time within which somebody answers, as it is written.
    fn response(&mut self, said: &str, path: Vec<Step>) -> Option<String> {
        let is_known = rota::duration(said).is_some() || rota::is_some_day(said);
        if !is_known {
            let message = format!("`response` cannot be read: `{said}`");
            self.wrongs.add(path, message, format!("write {}", RESPONSE.what));
        }
        Some(said.to_owned())
    }
}
