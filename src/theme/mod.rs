//! Themes: templates and assets in layers, the handbook's own over the built-in ones.
//!
//! A theme is a folder with `theme.toml`, `templates/` and `static/`. A handbook's `themes/NAME/` lies
//! over the built-in theme of that name, and over the theme that it `extends` (the default one unless it
//! says otherwise), file by file.

mod options;
mod settings;
pub mod stop;
mod templates;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::{Map, Value};
use tera::{Context, Tera};
use xxhash_rust::xxh3::xxh3_64;

use crate::config::{self, Config};
use crate::diag::{Finding, Level, Rule, nearest};
use crate::text::{Place, Source};
use options::Options;
pub use options::{Fault, Faults, is_within_item};
use settings::Settings;
pub use settings::or;
use templates::Templates;
pub use words::unknown_thing;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// A theme that is not there, or says what means nothing.
pub static BAD_THEME: Rule = Rule {
    code: "bad-theme",
    level: Level::Error,
    structural: true,
    summary: "A theme does not exist, or something in its `theme.toml` cannot be used.",
    why: "A theme that is not there, or cannot be read, would leave a site of another look: nothing is written then, and the site stays as it was. Anything else in `theme.toml` that means nothing is ignored.",
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// Written only when a page uses this: `mermaid`, `code`, `tabs`, `math` or `chart`.
    pub only_for: Option<String>,
}

/// Templates and assets, ready to use.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The theme's options, with what the handbook sets.
    pub options: Map<String, Value>,
    /// What the handbook sets that the theme cannot read, by the option's path below `[theme]`.
    pub faults: Faults,
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
        let named = layers.iter().filter(|layer| layer.name == name);
        let parent =
            named.map(settings::read).find_map(|settings| settings.extends).map(|(parent, _)| parent);
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

impl Theme {
    /// The theme that the layers make, with the handbook's options, and what is wrong with it.
    ///
    /// There is none when a theme that is named does not exist or cannot be read, or when the templates
    /// cannot be used: then there is nothing to render with.
    pub fn new(layers: &[Layer], config: &Config, book: Option<&Source>) -> (Option<Self>, Vec<Finding>) {
        let mut findings = Vec::new();
        if !layers.iter().any(|layer| layer.name == config.theme.name) {
            let place = book.and_then(|book| config::key_and_value(book, &["theme", "name"]));
            let place = place.map_or_else(|| Place::file("book.toml"), |(_, value)| value);
            findings.push(no_such_theme(&config.theme.name).at(place));
        }
        let mut complete = findings.is_empty();
        let mut declared = Options::default();
        let mut only_for = BTreeMap::new();
        for (number, layer) in layers.iter().enumerate().rev() {
            let Settings { extends, options, only_for: conditions, findings: found, broken } =
                settings::read(layer);
            findings.extend(found);
            let own = options.clone();
            declared.lay(options);
            findings.extend(misfits(layer, &own, &declared));
            only_for.extend(conditions);
            let parent = extends.map(|(parent, place)| wrong_parent(number, layers, &parent, place));
            let (missing, finding) = parent.flatten().unzip();
            findings.extend(finding);
            complete &= !broken && missing != Some(true);
        }
        let (mut options, faults) = declared.with(&config.theme.options);
        words::call(&mut options, config);
        let unreadable = templates::unreadable(layers);
        complete &= unreadable.is_empty();
        findings.extend(unreadable);
        let templates = templates::of(layers);
        let tera = match templates::compile(&templates) {
            Ok(tera) => tera,
            Err(finding) => {
                findings.push(finding);
                return (None, findings);
            }
        };
        if !complete {
            return (None, findings);
        }
        (Some(Theme { tera, options, faults, assets: assets(layers, &only_for), templates }), findings)
    }

    /// A word of the program's own, in the language that the theme's options say it in.
    pub fn word<'a>(&'a self, word: &'a str) -> &'a str {
        let words = self.options.get("words").and_then(Value::as_object);
        words.and_then(|words| words.get(word)).and_then(Value::as_str).unwrap_or(word)
    }

    /// What the handbook calls a kind of page (`of` is `kinds`) or a field of one (`fields`), if it says.
    pub fn name(&self, of: &str, id: &str) -> Option<&str> {
        self.options.get(of)?.get(id)?.as_str()
    }

    /// Renders a template.
    ///
    /// # Errors
    /// The template's error, at its place.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Box<Finding>> {
        if !stop::can_stop() {
            let rendered = self.tera.render(template, context);
            return rendered.map_err(|error| Box::new(templates::finding(&self.templates, &error)));
        }
        let mut output = stop::Output::default();
        match self.tera.render_to(template, context, &mut output) {
            Ok(()) => Ok(String::from_utf8(output.bytes).unwrap_or_default()),
            Err(_) if stop::is_stopped() || output.is_too_much() => Err(Box::new(self.endless(template))),
            Err(error) => Err(Box::new(templates::finding(&self.templates, &error))),
        }
    }

    /// That a template was stopped.
    fn endless(&self, template: &str) -> Finding {
        let finding = Finding::new(&BAD_TEMPLATE, "this template takes so long that it may never end");
        let place = self.templates.get(template).map(|template| Place::file(&template.source.path));
        let finding = finding.help("look for loops within loops");
        place.map_or(finding.clone(), |place| finding.at(place))
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

/// The texts of the templates and settings of `layers`, for reports about them.
pub fn sources(layers: &[Layer]) -> Vec<Source> {
    let templates = templates::of(layers).into_values().map(|template| template.source);
    templates.chain(layers.iter().filter_map(settings::source)).collect()
}

/// Choices of a layer for options that there are not, and its options that are none of the choices.
fn misfits(layer: &Layer, own: &Options, declared: &Options) -> Vec<Finding> {
    let Some(source) = settings::source(layer) else { return Vec::new() };
    let place = |table, key: &str| config::key_and_value(&source, &[table, key]);
    let lonely = own.choices.keys().filter(|key| !declared.values.contains_key(*key)).filter_map(|key| {
        let help = nearest(key, declared.values.keys().map(String::as_str)).map_or_else(
            || "give it a default in `[options]`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let finding = Finding::new(&BAD_THEME, format!("`[choices]` has `{key}`, which is no option"));
        Some(finding.at(place("choices", key)?.0).help(help))
    });
    let outside = own.values.iter().filter_map(|(key, value)| {
        let choices =
            declared.choices.get(key).filter(|choices| !choices.iter().any(|choice| *value == **choice))?;
        let finding = Finding::new(&BAD_THEME, format!("the option `{key}` must be {}", or(choices)));
        Some(finding.at(place("options", key)?.1).help("or add it to the theme's own `[choices]`"))
    });
    lonely.chain(outside).chain(wrong_items(layer, &source, own, declared)).collect()
}

/// Shapes of items of options that are no lists, and items of a layer's own lists that are not like that.
fn wrong_items(layer: &Layer, source: &Source, own: &Options, declared: &Options) -> Vec<Finding> {
    let place = |path: &[&str]| config::key_and_value(source, path);
    let mut findings = Vec::new();
    for key in own.items.keys().filter(|key| !declared.values.get(*key).is_some_and(Value::is_array)) {
        let message = format!("`[items]` has `{key}`, which is no option with a list");
        let finding = Finding::new(&BAD_THEME, message).help("give it a list in `[options]`");
        findings.extend(place(&["items", key]).map(|(key, _)| finding.at(key)));
    }
    let mut faults = Faults::new();
    for (key, shape) in &declared.items {
        if let Some(items) = own.values.get(key).and_then(Value::as_array) {
            options::like(std::slice::from_ref(key), items, Some(shape), &mut faults);
        }
    }
    for (path, fault) in faults {
        let steps: Vec<&str> = std::iter::once("options").chain(path.iter().map(String::as_str)).collect();
        let finding = Finding::new(&BAD_THEME, fault.sentence(&path, &layer.name))
            .help("`[items]`, here or in a theme below, says what the items are like");
        findings.extend(place(&steps).map(|(_, value)| finding.at(value)));
    }
    findings
}

/// What is wrong with the theme that a layer extends, and whether it is missing.
fn wrong_parent(number: usize, layers: &[Layer], parent: &str, place: Place) -> Option<(bool, Finding)> {
    match layers.iter().rposition(|layer| layer.name == parent) {
        None => Some((true, no_such_theme(parent).at(place))),
        Some(below) if below > number => None,
        Some(_) => {
            let message = format!("themes extend each other in a circle: `{parent}` is not below this one");
            let help = "until then the default theme is below this one";
            Some((false, Finding::new(&BAD_THEME, message).at(place).help(help)))
        }
    }
}

fn no_such_theme(name: &str) -> Finding {
    let names = built_in_names();
    let help = nearest(name, names.iter().map(String::as_str)).map_or_else(
        || match is_name(name) {
            true => {
                format!("make a folder `themes/{name}`, or use one that is built in: {}", names.join(", "))
            }
            false => format!("name a folder below `themes/`, or one that is built in: {}", names.join(", ")),
        },
        |near| format!("did you mean `{near}`?"),
    );
    Finding::new(&BAD_THEME, format!("there is no theme `{name}`")).help(help)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::document::WORDS;

    #[test]
    fn the_default_theme_says_every_word_of_the_programs_own() {
        let config = Config::default();
        let layers = read(Path::new("/nowhere"), &config).expect("the built-in theme");
        let (theme, findings) = Theme::new(&layers, &config, None);
        assert!(findings.is_empty(), "{findings:?}");
        let theme = theme.expect("the built-in theme");
        let said: Vec<_> = WORDS.into_iter().filter(|word| theme.word(word) == *word).collect();
        assert!(said.is_empty(), "only their keys are known of {said:?}");
    }
}
