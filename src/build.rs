//! The six calls: load, parse, link, check, render, write.

mod inputs;
mod reviewed;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check;
use crate::config::Config;
use crate::diag::{Finding, Levels, Report};
use crate::handbook::Handbook;
use crate::load::{self, LoadError};
use crate::parse::{Included, parse};
use crate::render::{Renderer, Shared};
use crate::syntax::highlight::Memo;
use crate::text::Source;
use crate::theme::{self, Theme};
use crate::write::{self, WriteError, Writer, Written};
use inputs::{Settings, settings};

pub use inputs::Inputs;
pub use reviewed::find_reviewed;

/// What is asked for, on top of what `book.toml` says.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handbook's root: the folder with `book.toml`, or any folder of Markdown.
    pub root: PathBuf,
    /// The output folder, instead of `book.toml`'s; relative to the working directory.
    pub output: Option<PathBuf>,
    /// Where the site will be served, instead of `book.toml`'s; with a trailing `/`.
    pub base_url: Option<String>,
    /// Whether drafts are built.
    pub drafts: bool,
    /// The day the site is built for: `--today`, `book.toml` or the clock, in this order.
    pub today: Today,
    /// Whether warnings count as errors.
    pub strict: bool,
}

/// Which day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// What was asked for.
    pub asked: Option<Date>,
    /// What the clock says.
    pub clock: Date,
}

impl Today {
    /// The day for a handbook with these settings.
    pub fn on(self, config: &Config) -> Date {
        self.asked.or(config.build.today).unwrap_or(self.clock)
    }
}

/// What the machine could not do.
#[derive(Debug)]
pub enum BuildError {
    /// The handbook's folder does not exist.
    NoHandbook(PathBuf),
    /// The content folder that `book.toml` names, or implies, does not exist.
    NoContent(PathBuf),
    /// The content lies in the output folder.
    ContentInOutput(PathBuf),
    /// Something could not be read.
    Load(LoadError),
    /// The theme could not be read.
    Theme(PathBuf, io::Error),
    /// The site could not be written.
    Write(WriteError),
    /// Any of these, after so much had been found, which may be the cause.
    After(Box<Report>, Box<BuildError>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::NoHandbook(path) => write!(f, "there is no folder {}", path.display()),
            BuildError::NoContent(path) => write!(
                f,
                "there is no content folder {}: make it, or set `src` under `[book]` in book.toml",
                path.display()
            ),
            BuildError::ContentInOutput(path) => write!(
                f,
                "the content lies in the output folder {}: choose another with `-o`, or `output` under `[build]`",
                path.display()
            ),
            BuildError::Load(error) => error.fmt(f),
            BuildError::Theme(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            BuildError::Write(error) => error.fmt(f),
            BuildError::After(_, error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<WriteError> for BuildError {
    fn from(error: WriteError) -> Self {
        BuildError::Write(error)
    }
}

/// A handbook, linked and checked.
#[derive(Debug)]
pub struct Checked {
    /// Its settings, with what was asked for.
    pub config: Config,
    /// The whole.
    pub handbook: Handbook,
    /// Its theme; none when its templates are broken, when there is no such theme, or when `book.toml`
    /// is not TOML: a site made without them would not be the one that was asked for.
    pub theme: Option<Theme>,
    /// What was found.
    pub report: Report,
    /// Where the site goes.
    pub output: PathBuf,
    /// The content folder as in [`crate::load::Tree::src`].
    pub src: String,
    /// The day the site is built for.
    pub today: Date,
    levels: Levels,
}

/// A site that was built, or not.
#[derive(Debug)]
pub struct Built {
    /// What was found.
    pub report: Report,
    /// How many pages the site has.
    pub pages: usize,
    /// What was written; none when there was no theme or a template failed, and the site is as it was.
    pub written: Option<Written>,
    /// Where the site is.
    pub output: PathBuf,
}

/// Loads, parses, links and checks a handbook.
///
/// # Errors
/// When something cannot be read; after findings in `book.toml`, with these.
pub fn check(request: &Request) -> Result<Checked, BuildError> {
    let settings = settings(request)?;
    let (findings, source) = (settings.findings.clone(), settings.source.clone());
    let levels = levels(request, &settings.config);
    check_with(request, settings, &levels).map_err(|error| match findings.is_empty() {
        true => error,
        false => BuildError::After(Box::new(Report::new(findings, &levels, source)), Box::new(error)),
    })
}

fn levels(request: &Request, config: &Config) -> Levels {
    Levels {
        set: config.rules.iter().map(|(code, (level, _))| (code.clone(), *level)).collect(),
        strict: request.strict,
    }
}

fn check_with(request: &Request, settings: Settings, levels: &Levels) -> Result<Checked, BuildError> {
    let inputs = Inputs::read(request, settings, None)?;
    let dialect = inputs.dialect();
    let drafts = inputs.drafts(request.drafts);
    let included = Included { files: &inputs.files.included, drafts: &drafts };
    let parse = |page: &load::Page| Arc::new(parse(&page.source, &dialect, &included));
    let parsed = inputs.files.pages.par_iter().map(parse).collect();
    let (theme, mut findings) = inputs.theme();
    let (handbook, found) = inputs.link(parsed, theme.as_ref(), request.drafts);
    findings.extend(found);
    findings.extend(inputs.findings());
    let today = request.today.on(&inputs.config);
    findings.extend(check::check(inputs.whole(&handbook, theme.as_ref(), today)).all().cloned());
    let report = Report::new(findings, levels, inputs.sources());
    let Inputs { config, output, src, .. } = inputs;
    Ok(Checked { config, handbook, theme, report, output, src, today, levels: levels.clone() })
}

/// Builds the site of a handbook. `progress` is called with the number of outputs, and then again for
/// each that is done, by several threads.
///
/// # Errors
/// When something cannot be read or written; then the site is as it was.
pub fn build(request: &Request, progress: &(dyn Fn(Step) + Sync)) -> Result<Built, BuildError> {
    let mut checked = check(request)?;
    let pages = checked.handbook.pages.len();
    let output = checked.output.clone();
    let memo_file = request.root.join(".dayone/cache/highlighting");
    let memo = load::cache(&memo_file).map(|bytes| Memo::load(&bytes)).unwrap_or_default();
    let result = match checked.theme.take() {
        Some(theme) => match render_and_write(request, &checked, &theme, &memo, progress) {
            Err(error) if !checked.report.findings.is_empty() => {
                return Err(BuildError::After(Box::new(checked.report), Box::new(error)));
            }
            result => result?,
        },
        None => Err(Vec::new()),
    };
    if let Some(bytes) = memo.save() {
        // Only speed is lost when the handbook's folder cannot be written to.
        let _ = write::cache(&request.root, &memo_file, &bytes);
    }
    let mut report = checked.report;
    let handbook = checked.handbook;
    // Nobody has to wait until its pages are gone from memory.
    rayon::spawn(move || drop(handbook));
    let written = match result {
        Ok(written) => Some(written),
        Err(failed) => {
            report = report.with(failed, &checked.levels, theme_sources(request, &checked.config));
            None
        }
    };
    Ok(Built { report, pages, written, output })
}

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many outputs there will be.
    Outputs(usize),
    /// One of them is done.
    Done,
}

/// What there is to write.
enum Output<'a> {
    Page(usize),
    Redirect(usize),
    Asset(usize),
    /// One of the files that every site has, by its path.
    SiteFile(&'a str),
    /// An asset of the theme.
    Theme(usize),
}

/// All that there is to write. What is made of the whole handbook takes longest, and comes first: last, it would keep
/// one thread while the others have nothing left to do.
fn outputs<'a>(book: &'a Handbook, theme: &Theme) -> Vec<Output<'a>> {
    let (of_whole, others): (Vec<usize>, Vec<usize>) =
        (0..book.pages.len()).partition(|page| book.is_of_whole(*page));
    let mut outputs: Vec<Output<'a>> = of_whole.into_iter().map(Output::Page).collect();
    outputs.extend(book.site_files().map(Output::SiteFile));
    outputs.extend(others.into_iter().map(Output::Page));
    outputs.extend((0..book.redirects.len()).map(Output::Redirect));
    outputs.extend((0..book.assets.len()).map(Output::Asset));
    outputs.extend((0..theme.assets.len()).map(Output::Theme));
    outputs
}

fn render_and_write(
    request: &Request,
    checked: &Checked,
    theme: &Theme,
    memo: &Memo,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<Result<Written, Vec<Finding>>, BuildError> {
    let book = &checked.handbook;
    let (config, today) = (&checked.config, checked.today);
    let shared = Shared::new(book, theme, config);
    let renderer = Renderer { book, theme, config, memo, today, shared: &shared };
    find_reviewed(&renderer, &request.root, 0..book.pages.len());
    if let Err(finding) = renderer.sidebars() {
        return Ok(Err(vec![*finding]));
    }
    let writer = Writer::open(&checked.output)?;
    let outputs = outputs(book, theme);
    progress(Step::Outputs(outputs.len()));
    let write = |output: &Output<'_>| -> Result<(), Failure> {
        match *output {
            Output::Page(id) => writer.put(&book.pages[id].output(), renderer.page(id)?.as_bytes())?,
            Output::Redirect(id) => {
                let redirect = &book.redirects[id];
                if let Some(html) = renderer.redirect(redirect)? {
                    writer.put(&redirect.output(), html.as_bytes())?;
                }
            }
            Output::Asset(id) => writer.copy(&book.assets[id].path, &book.assets[id].file)?,
            Output::SiteFile(path) => writer.put(path, renderer.site_file(path)?.as_bytes())?,
            Output::Theme(id) => {
                let asset = &theme.assets[id];
                if asset.only_for.as_deref().is_none_or(|uses| is_used(book, uses)) {
                    writer.put(&asset.output, &asset.bytes)?;
                }
            }
        }
        progress(Step::Done);
        Ok(())
    };
    let failures: Vec<Failure> = outputs.par_iter().filter_map(|output| write(output).err()).collect();
    let mut findings = Vec::new();
    for failure in failures {
        match failure {
            Failure::Template(finding) => findings.push(*finding),
            Failure::Write(error) => return Err(error.into()),
        }
    }
    if !findings.is_empty() {
        return Ok(Err(findings));
    }
    Ok(Ok(writer.finish()?))
}

/// Why an output is not there.
enum Failure {
    Template(Box<Finding>),
    Write(WriteError),
}

impl From<Box<Finding>> for Failure {
    fn from(finding: Box<Finding>) -> Self {
        Failure::Template(finding)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::Write(error)
    }
}

/// Whether a page needs an asset of the theme that is there for some alone.
fn is_used(book: &Handbook, uses: &str) -> bool {
    let mut documents =
        book.pages.iter().filter_map(|page| page.parsed.as_ref()).map(|parsed| &parsed.document);
    documents.any(|document| match uses {
        "mermaid" => document.uses.mermaid,
        "code" => document.uses.code,
        "tabs" => document.uses.tabs,
        "math" => document.uses.math,
        "chart" => document.uses.chart,
        _ => true,
    })
}

/// The texts of the templates, to show where one failed.
fn theme_sources(request: &Request, config: &Config) -> Vec<Source> {
    theme::read(&request.root, config).map(|layers| theme::sources(&layers)).unwrap_or_default()
}
