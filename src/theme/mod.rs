//! Themes: templates and assets in layers, the handbook's own over the built-in ones.
//!
//! A theme is a folder with `theme.toml`, `templates/` and `static/`. A handbook's `themes/NAME/` lies
//! over the built-in theme of that name, and over the theme that it `extends` (the default one unless it
//! says otherwise), file by file.

mod templates;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::{Map, Value};
use tera::{Context, Tera};
use xxhash_rust::xxh3::xxh3_64;

use crate::config::Config;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::text::{Place, Source};
use templates::Templates;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// A theme that is not there, or cannot be read.
pub static BAD_THEME: Rule = Rule {
    code: "bad-theme",
    level: Level::Error,
    structural: true,
    summary: "The theme does not exist, or its `theme.toml` cannot be read.",
    why: "The default theme is used instead, or the option ignored.",
    bad: "== book.toml\n[theme]\nname = \"defualt\"\n== content/index.md\nText.\n",
    good: "== book.toml\n[theme]\nname = \"default\"\n== content/index.md\nText.\n",
};

/// A template that does not work.
pub static BAD_TEMPLATE: Rule = Rule {
    code: "bad-template",
    level: Level::Error,
    structural: true,
    summary: "A template cannot be read, or cannot show a page.",
    why: "Nothing is written: the site stays as it was. The message names what the template could have used.",
    bad: "Text.\n== themes/default/templates/page.html\n{% if page.title %}{{ page.title }}\n",
    good: "Text.\n== themes/default/templates/page.html\n{{ page.title }}\n",
};

/// Files by path relative to a theme's folder.
type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// One theme's files, by path relative to its folder.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The theme's name.
    pub name: String,
    /// Whether it is part of the program.
    pub built_in: bool,
    /// The files.
    pub files: Files,
}

/// An asset of the theme.
#[derive(Debug)]
pub struct Asset {
    /// Its path in `static/`.
    pub path: String,
    /// Its output path, with a fingerprint of its content.
    pub output: String,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Written only when a page uses this: `mermaid`, `code`, `tabs` or `math`.
    pub only_for: Option<String>,
}

/// Templates and assets, ready to use.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The theme's options, with what the handbook sets.
    pub options: Map<String, Value>,
    /// The options that the theme itself has, with their defaults.
    pub declared: Map<String, Value>,
    /// The assets, ordered by path.
    pub assets: Vec<Asset>,
    /// By template name, its file.
    templates: Templates,
}

/// Reads the layers of the theme that `config` names: the topmost first, always ending with the built-in
/// default.
///
/// # Errors
/// When a folder of the handbook's own themes cannot be read, with its path.
pub fn read(root: &Path, config: &Config) -> Result<Vec<Layer>, (PathBuf, io::Error)> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut name = config.theme.name.clone();
    let mut seen = BTreeSet::new();
    while seen.insert(name.clone()) {
        let own = root.join("themes").join(&name);
        if is_name(&name) && own.is_dir() {
            let files = read_folder(&own)?;
            layers.push(Layer { name: name.clone(), built_in: false, files });
        }
        layers.extend(built_in(&name));
        let parent = layers.iter().filter(|layer| layer.name == name).find_map(extends);
        // Themes that extend each other end like any other: with the default one.
        name = parent.filter(|parent| !seen.contains(parent)).unwrap_or_else(|| "default".to_owned());
    }
    Ok(layers)
}

/// The names of the built-in themes.
pub fn built_in_names() -> Vec<String> {
    BUILT_IN.dirs().filter_map(|dir| dir.path().file_name()?.to_str().map(str::to_owned)).collect()
}

fn built_in(name: &str) -> Option<Layer> {
    fn collect(dir: &'static Dir<'static>, base: &Path, files: &mut Files) {
        for file in dir.files() {
            let path = file.path().strip_prefix(base).unwrap_or(file.path());
            files.insert(path.to_string_lossy().replace('\\', "/"), Cow::Borrowed(file.contents()));
        }
        for dir in dir.dirs() {
            collect(dir, base, files);
        }
    }
    let dir = BUILT_IN.get_dir(name)?;
    let mut files = BTreeMap::new();
    collect(dir, dir.path(), &mut files);
    Some(Layer { name: name.to_owned(), built_in: true, files })
}

fn read_folder(folder: &Path) -> Result<Files, (PathBuf, io::Error)> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            (
                error.path().unwrap_or(folder).to_owned(),
                error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links")),
            )
        })?;
        let path =
            entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && !path.split('/').any(|part| part.starts_with('.')) {
            let bytes = std::fs::read(entry.path()).map_err(|error| (entry.path().to_owned(), error))?;
            files.insert(path, Cow::Owned(bytes));
        }
    }
    Ok(files)
}

/// A theme's name is a folder's, never a path.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

fn settings(layer: &Layer) -> Option<Result<toml::Table, toml::de::Error>> {
    let bytes = layer.files.get("theme.toml")?;
    Some(toml::from_str(&String::from_utf8_lossy(bytes)))
}

fn extends(layer: &Layer) -> Option<String> {
    settings(layer)?.ok()?.get("extends")?.as_str().map(str::to_owned)
}

impl Theme {
    /// The theme that the layers make, with the handbook's options.
    ///
    /// # Errors
    /// When its templates cannot be used, with what is wrong in them; then there is nothing to render with.
    pub fn new(layers: &[Layer], config: &Config) -> (Result<Self, Finding>, Vec<Finding>) {
        let mut findings = Vec::new();
        if !layers.iter().any(|layer| layer.name == config.theme.name) {
            findings.push(no_such_theme(&config.theme.name));
        }
        findings.extend(layers.iter().filter_map(|layer| no_such_parent(layer, layers)));
        let mut options = Map::new();
        let mut only_for = BTreeMap::new();
        for layer in layers.iter().rev() {
            take_settings(layer, &mut options, &mut only_for, &mut findings);
        }
        let declared = options.clone();
        let fitting = config.theme.options.iter().filter(|(key, value)| {
            declared.get(*key).is_none_or(|default| type_name(default) == type_name(value))
        });
        merge(&mut options, &fitting.map(|(key, value)| (key.clone(), value.clone())).collect());
        let templates = templates::of(layers);
        let tera = match templates::compile(&templates) {
            Ok(tera) => tera,
            Err(finding) => return (Err(finding), findings),
        };
        (Ok(Theme { tera, options, declared, assets: assets(layers, &only_for), templates }), findings)
    }

    /// Renders a template.
    ///
    /// # Errors
    /// The template's error, at its place.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Box<Finding>> {
        self.tera
            .render(template, context)
            .map_err(|error| Box::new(templates::finding(&self.templates, &error)))
    }

    /// Whether there is a template of this name.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.contains_key(name)
    }

    /// The names of the templates.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str).filter(|name| templates::is_public(name))
    }

    /// The templates' texts, for reports about them.
    pub fn sources(&self) -> impl Iterator<Item = Source> + '_ {
        self.templates.values().map(|template| template.source.clone())
    }
}

/// A template's name as files have it: `page` is `page.html`.
pub fn template_name(name: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("{name}.html") }
}

/// The texts of the templates of `layers`, for reports when there is no theme.
pub fn sources(layers: &[Layer]) -> Vec<Source> {
    templates::of(layers).into_values().map(|template| template.source).collect()
}

/// The finding that a theme extends one that is not there.
fn no_such_parent(layer: &Layer, layers: &[Layer]) -> Option<Finding> {
    let parent = extends(layer)?;
    let missing = !layers.iter().any(|layer| layer.name == parent);
    let place = Place::file(&format!("themes/{}/theme.toml", layer.name));
    missing.then(|| no_such_theme(&parent).at(place))
}

fn no_such_theme(name: &str) -> Finding {
    let names = built_in_names();
    let help = nearest(name, names.iter().map(String::as_str)).map_or_else(
        || format!("make a folder `themes/{name}`, or use one that is built in: {}", names.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Finding::new(&BAD_THEME, format!("there is no theme `{name}`")).at(Place::file("book.toml")).help(help)
}

/// What sort of value an option has, in words.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// Options and conditions of one layer's `theme.toml`.
fn take_settings(
    layer: &Layer,
    options: &mut Map<String, Value>,
    only_for: &mut BTreeMap<String, String>,
    findings: &mut Vec<Finding>,
) {
    match settings(layer) {
        None => {}
        Some(Err(error)) => findings.push(
            Finding::new(&BAD_THEME, format!("`theme.toml` cannot be read: {}", error.message()))
                .at(Place::file(&format!("themes/{}/theme.toml", layer.name)))
                .help("mend the file; until then the theme has no options of its own"),
        ),
        Some(Ok(table)) => {
            let table = serde_json::to_value(table).unwrap_or_default();
            if let Some(own) = table.get("options").and_then(Value::as_object) {
                merge(options, own);
            }
            let conditions = table.get("only-for").and_then(Value::as_object).into_iter().flatten();
            only_for.extend(
                conditions.filter_map(|(path, uses)| Some((path.clone(), uses.as_str()?.to_owned()))),
            );
        }
    }
}

/// Sets `over` in `options`; a table only in the keys that it has.
fn merge(options: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, value) in over {
        match (options.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) => merge(inner, over),
            _ => {
                options.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The assets, an upper layer's file instead of a lower one's.
fn assets(layers: &[Layer], only_for: &BTreeMap<String, String>) -> Vec<Asset> {
    let mut found: BTreeMap<&str, &Cow<'static, [u8]>> = BTreeMap::new();
    for layer in layers.iter().rev() {
        found.extend(
            layer.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?, bytes))),
        );
    }
    let asset = |(path, bytes): (&str, &Cow<'static, [u8]>)| Asset {
        path: path.to_owned(),
        output: fingerprinted(path, bytes),
        bytes: bytes.clone(),
        only_for: only_for.get(path).cloned(),
    };
    found.into_iter().map(asset).collect()
}

/// `css/site.css` as `assets/css/site.1a2b3c4d.css`: browsers may keep it for ever.
fn fingerprinted(path: &str, bytes: &[u8]) -> String {
    let print = xxh3_64(bytes) >> 32;
    let (folder, file) =
        path.rsplit_once('/').map_or((String::new(), path), |(folder, file)| (format!("{folder}/"), file));
    match file.split_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, endings)) => format!("assets/{folder}{stem}.{print:08x}.{endings}"),
        None => format!("assets/{folder}{file}.{print:08x}"),
    }
}
