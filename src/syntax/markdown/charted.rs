//! Charts that a text asks for: where their data is, and what is wrong with them.

use std::sync::Arc;

use serde_json::Value;

use super::blocks::resolve;
use super::{BAD_CHART, BAD_DATA, Files};
use crate::chart::{self, Ask, At, Built, Fault, Key};
use crate::diag::Finding;
use crate::syntax::yaml::{self, Step};

/// A chart that was asked for, as far as it can be made.
#[derive(Debug, Default)]
pub struct Charted {
    /// The chart, and its data; none when there is nothing to draw.
    pub built: Option<Built>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// The file that has the data, from the handbook's root.
    pub file: Option<Arc<str>>,
}

/// Makes the chart that the text at `from` asks for, its data in `files`.
pub fn charted(ask: &mut Ask, from: &str, files: &dyn Files) -> Charted {
    let mut charted = Charted { faults: std::mem::take(&mut ask.faults), ..Charted::default() };
    if ask.data.is_null() {
        return charted;
    }
    let data = std::mem::take(&mut ask.data);
    let written = match chart::data_of(&data) {
        Err(written) => written,
        Ok(path) => match found(path, from, files) {
            Ok(source) => {
                charted.file = Some(source.path.clone());
                charted.built = chart::build(ask, chart::Written::File(&source), &mut charted.faults);
                return charted;
            }
            Err((message, help)) => {
                let at = At::Keys(vec![Key::Name("data".to_owned())]);
                charted.faults.push(Fault::asked(at, message, help));
                return charted;
            }
        },
    };
    charted.built = chart::build(ask, written, &mut charted.faults);
    charted
}

/// The endings of files that have data.
const TABLES: [&str; 7] = ["csv", "tsv", "tab", "txt", "dat", "data", "json"];

/// The file at a path that the text at `from` names, or why there is none.
fn found(path: &str, from: &str, files: &dyn Files) -> Result<crate::text::Source, (String, String)> {
    let beside = "paths are relative to this file, or start with `/` at the handbook's root";
    let Some(full) = resolve(from, path) else {
        let help = "copy the file into the handbook; nothing outside of it is read";
        return Err((format!("`{path}` lies outside the handbook"), help.to_owned()));
    };
    let name = full.rsplit('/').next().unwrap_or_default().to_lowercase();
    if name.rsplit_once('.').is_some_and(|(_, ending)| !TABLES.contains(&ending)) {
        let help = "data is in a file such as `figures.csv` or `figures.json`";
        return Err((format!("`{path}` is no table"), help.to_owned()));
    }
    if files.is_withheld(&full) {
        let help = "write here what readers should know";
        return Err((format!("`{full}` is not for readers"), help.to_owned()));
    }
    files.get(&full).ok_or_else(|| {
        if files.nearest(&full) == Some(&*full) {
            let help = "copy the file into the handbook; nothing outside of it is read";
            return (format!("`{path}` leads out of the handbook"), help.to_owned());
        }
        let help = match files.nearest(&full) {
            Some(near) => format!("did you mean `{}`?", as_written(near, path, &full)),
            None => beside.to_owned(),
        };
        (format!("there is no file `{full}` with data"), help)
    })
}

/// A path from the root as one would write it where another is written.
fn as_written(near: &str, written: &str, full: &str) -> String {
    let folder = |path: &str| path.rfind('/').map_or(0, |slash| slash + 1);
    if near[..folder(near)] == full[..folder(full)] {
        return format!("{}{}", &written[..folder(written)], &near[folder(near)..]);
    }
    format!("/{near}")
}

/// The file that a block in the text at `from` names, by its path from the root.
pub fn file(block: &str, from: &str) -> Option<String> {
    let (value, _) = yaml::value(block).ok()?;
    file_in(value.get("data")?, from)
}

/// The file that is named as the data of a chart.
pub fn file_in(data: &Value, from: &str) -> Option<String> {
    chart::data_of(data).ok().filter(|path| !path.is_empty()).and_then(|path| resolve(from, path))
}

/// What is wrong, without its place.
pub fn finding(fault: &Fault) -> Finding {
    let rule = if fault.of_data { &BAD_DATA } else { &BAD_CHART };
    let finding = Finding::new(rule, fault.message.clone());
    if fault.help.is_empty() { finding } else { finding.help(fault.help.clone()) }
}

/// The steps to a value.
pub fn steps(keys: &[Key]) -> Vec<Step> {
    let step = |key: &Key| match key {
        Key::Name(name) => Step::Key(name.clone()),
        Key::Itself(name) => Step::Name(name.clone()),
        Key::Index(index) => Step::Index(*index),
    };
    keys.iter().map(step).collect()
}
