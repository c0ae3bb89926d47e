//! The templates of all layers by name, and what is wrong with them.
//!
//! Of each name the topmost version is known by that name, the ones below it by names of their own, so
//! that each can extend or include the next: `under/page.html` means, in every layer, the version below.

use std::collections::BTreeMap;

use tera::{ErrorKind, Tera};

use super::{BAD_TEMPLATE, Layer, stop};
use crate::diag::Finding;
use crate::text::{Place, Source, offset_of};

/// How a template calls the version of a name that is below its own layer.
const UNDER: &str = "under/";

/// Templates by the name that the engine knows them by.
pub type Templates = BTreeMap<String, Template>;

/// One layer's version of a template.
#[derive(Debug, Clone)]
pub struct Template {
    /// The file.
    pub source: Source,
    /// What the engine reads: the file's text with other names in `under/…`, every line and column as
    /// it is in the file.
    text: String,
}

/// A version of a template: the number of its layer, and its file.
type Version = (usize, Source);

/// The templates of `layers`, the topmost layer first.
pub fn of(layers: &[Layer]) -> Templates {
    let mut versions: BTreeMap<&str, Vec<Version>> = BTreeMap::new();
    for (number, layer) in layers.iter().enumerate() {
        for (path, bytes) in &layer.files {
            if let Some(name) = path.strip_prefix("templates/") {
                // Two layers may have the name and the file in common; a report must tell them apart.
                let folder = if layer.built_in { "built-in" } else { "themes" };
                let text = String::from_utf8_lossy(bytes);
                let source = Source::new(&format!("{folder}/{}/{path}", layer.name), &text);
                versions.entry(name).or_default().push((number, source));
            }
        }
    }
    let mut templates = BTreeMap::new();
    for (name, of_name) in &versions {
        for (depth, (layer, source)) in of_name.iter().enumerate() {
            // Of a component there can be only one of a name.
            if depth == 0 || !defines_components(source) {
                let text = with_names_below(&source.text, *layer, &versions);
                templates.insert(known_as(name, depth), Template { source: source.clone(), text });
            }
        }
    }
    templates
}

/// Templates that are not text: what they would show is not what was written.
pub fn unreadable(layers: &[Layer]) -> Vec<Finding> {
    let files =
        layers.iter().flat_map(|layer| layer.files.iter().map(move |(path, bytes)| (layer, path, bytes)));
    let found =
        files.filter(|(_, path, _)| path.starts_with("templates/")).filter_map(|(layer, path, bytes)| {
            let good = std::str::from_utf8(bytes).err()?.valid_up_to();
            let source =
                Source::new(&format!("themes/{}/{path}", layer.name), &String::from_utf8_lossy(bytes));
            let finding = Finding::new(&BAD_TEMPLATE, "the template is not text in UTF-8");
            Some(finding.at(source.place(good..good + '\u{FFFD}'.len_utf8())).help("save the file as UTF-8"))
        });
    found.collect()
}

/// The name of the version that lies under `depth` others. All but the topmost are as long as
/// `under/NAME`, so that a reference can be changed in its place.
fn known_as(name: &str, depth: usize) -> String {
    match depth {
        0 => name.to_owned(),
        1 => format!("{UNDER}{name}"),
        _ => format!("un:{depth:02}/{name}"),
    }
}

/// Whether it is a name that templates themselves are meant to use.
pub fn is_public(name: &str) -> bool {
    !name.starts_with("un:")
}

fn defines_components(template: &Source) -> bool {
    template.text.contains("{% component ") || template.text.contains("{%- component ")
}

/// `text`, of a template in the layer of this number, with the names by which the versions below it are
/// known where it says `extends "under/NAME"` or `include "under/NAME"`.
fn with_names_below(text: &str, layer: usize, versions: &BTreeMap<&str, Vec<Version>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(UNDER) {
        let Some((before, quote)) = at.checked_sub(1).and_then(|quote| text.split_at_checked(quote)) else {
            continue;
        };
        let quote = &quote[..1];
        let refers = ["extends", "include"].iter().any(|word| before.trim_end().ends_with(word));
        if !matches!(quote, "\"" | "'" | "`") || !refers {
            continue;
        }
        let Some((name, _)) = text[at + UNDER.len()..].split_once(quote) else { continue };
        let below = versions.get(name).and_then(|found| found.iter().position(|(number, _)| *number > layer));
        let Some(depth) = below else { continue };
        // The shorter name of one that nothing overrides is made up for behind the quote.
        let padding = if depth == 0 { " ".repeat(UNDER.len()) } else { String::new() };
        out.push_str(&text[done..at]);
        out.push_str(&format!("{}{quote}{padding}", known_as(name, depth)));
        done = at + UNDER.len() + name.len() + quote.len();
    }
    out.push_str(&text[done..]);
    out
}

/// Compiles the templates.
///
/// # Errors
/// What is wrong with the first that cannot be compiled.
pub fn compile(templates: &Templates) -> Result<Tera, Finding> {
    let mut tera = Tera::default();
    tera.register_filter("date", date);
    tera.register_function("range", stop::range);
    let texts = templates.iter().map(|(name, template)| (name.as_str(), &*template.text));
    tera.add_raw_templates(texts).map_err(|error| finding(templates, &error))?;
    Ok(tera)
}

#[allow(clippy::needless_pass_by_value, reason = "the form of a filter")]
/// `{{ page.reviewed | date(format="%-d %B %Y") }}`: an ISO date in another form.
fn date(value: &str, arguments: tera::Kwargs, _: &tera::State<'_>) -> tera::TeraResult<String> {
    let format = arguments.get::<&str>("format")?.unwrap_or("%-d %B %Y");
    let date: jiff::civil::Date = value
        .parse()
        .map_err(|_| tera::Error::message(format!("`{value}` is not a date such as 2026-03-31")))?;
    jiff::fmt::strtime::format(format, date)
        .map_err(|error| tera::Error::message(format!("bad date format: {error}")))
}

/// A template error as a finding, at its place when it has one.
pub fn finding(templates: &Templates, error: &tera::Error) -> Finding {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            return circle(templates, "extend", tpl, inheritance_chain);
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            return circle(templates, "include", tpl, include_chain);
        }
        _ => {
            let printed = error.to_string();
            return printed_report(templates, &printed)
                .unwrap_or_else(|| Finding::new(&BAD_TEMPLATE, printed.replace('\n', " ")))
                .help("a theme overrides templates by name; see the guide's page on themes");
        }
    };
    let message = report.message().replace('\n', " ");
    let (message, help) = match message.split_once("Available") {
        Some((what, available)) => {
            (what.trim_end_matches(['.', ' ', ';']).to_owned(), format!("available{available}"))
        }
        None => (message, "see the guide's page on themes for what a template receives".to_owned()),
    };
    let mut finding = Finding::new(&BAD_TEMPLATE, message).help(help);
    if let Some(Template { source, .. }) = templates.get(report.filename()) {
        let span = report.span();
        let start = offset_of(&source.text, span.start_line, span.start_col + 1);
        let end = offset_of(&source.text, span.end_line, span.end_col + 1);
        finding = finding.at(source.place(start..end.max(start)));
    }
    finding
}

/// Templates that `verb` each other: `chain` ends with the one that is reached twice. At the reference
/// that closes the circle.
fn circle(templates: &Templates, verb: &str, first: &str, chain: &[String]) -> Finding {
    let again = chain.last().map_or(first, String::as_str);
    let from = chain.iter().rev().nth(1).map_or(first, String::as_str);
    let message = if from == again {
        format!("the template {verb}s itself")
    } else {
        let file = templates.get(again).map_or(again, |template| &template.source.path);
        format!("templates {verb} each other in a circle: this one leads back to `{file}`")
    };
    let finding = Finding::new(&BAD_TEMPLATE, message)
        .help("`under/NAME` is the template of that name in the layer below");
    match templates.get(from) {
        Some(template) => finding.at(reference(template, verb, again)),
        None => finding,
    }
}

/// Where a template extends or includes the one that the engine knows as `name`, or its file.
fn reference(template: &Template, verb: &str, name: &str) -> Place {
    let Template { source, text } = template;
    let word = if verb == "extend" { "extends" } else { verb };
    let found = text.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = text[..*at].trim_end_matches(['"', '\'', '`']);
        before.len() < *at && before.trim_end().ends_with(word)
    });
    found.map_or_else(|| Place::file(&source.path), |at| source.place(at..at + name.len()))
}

/// The first of the reports that the template engine has printed already: what a template names and
/// does not exist is told as text only, `error: …` over `--> page.html:3:14`.
fn printed_report(templates: &Templates, printed: &str) -> Option<Finding> {
    let (_, message) = printed.split_once("error: ")?;
    let (message, rest) = message.split_once('\n')?;
    let (_, at) = rest.split_once("--> ")?;
    let mut at = at.lines().next()?.trim().rsplitn(3, ':');
    let (column, line, file) = (at.next()?.parse().ok()?, at.next()?.parse().ok()?, at.next()?);
    let source = &templates.get(file)?.source;
    let start = offset_of(&source.text, line, column);
    let name = message.split('`').nth(1).unwrap_or_default();
    let start = source.text[start..].find(name).map_or(start, |further| start + further);
    Some(Finding::new(&BAD_TEMPLATE, message).at(source.place(start..start + name.len())))
}
