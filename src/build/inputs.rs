//! What is read of a handbook before anything is made of it.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::{BuildError, Request};
use crate::check::Whole;
use crate::config::{self, Config};
use crate::diag::Finding;
use crate::handbook::{self, Handbook, Parts};
use crate::kinds::Kinds;
use crate::load::{self, Files, Tree};
use crate::owners::{self, CodeOwners};
use crate::parse::{Parsed, drafts};
use crate::people::{self, People};
use crate::reviews::{self, Reviews};
use crate::syntax::markdown::Dialect;
use crate::syntax::summary;
use crate::text::Source;
use crate::theme::{self, Layer, Theme};

/// What is read of a handbook.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Its settings, with what was asked for.
    pub config: Config,
    /// `book.toml`, if there is one.
    pub settings: Option<Source>,
    /// The content folder as in [`Tree::src`].
    pub src: String,
    /// Its files.
    pub files: Files,
    /// Which of them could not be read again, and why: they are as they were known.
    pub unread: Option<String>,
    /// Its theme.
    pub layers: Vec<Layer>,
    /// Where the site goes.
    pub output: PathBuf,
    /// What is wrong with the settings.
    of_settings: Vec<Finding>,
}

impl Inputs {
    /// Reads a handbook again: of what has not changed since `known`, its texts are taken, and of what cannot
    /// be read now.
    ///
    /// # Errors
    /// When something cannot be read of which nothing is known.
    pub fn again(request: &Request, known: Option<&Inputs>) -> Result<Self, BuildError> {
        Inputs::read(request, settings(request)?, known)
    }

    pub(super) fn read(
        request: &Request,
        settings: Settings,
        known: Option<&Inputs>,
    ) -> Result<Self, BuildError> {
        let Settings { mut config, source: settings, src, findings } = settings;
        if let Some(base_url) = &request.base_url {
            config.build.base_url = Some(base_url.clone());
        }
        let output =
            request.output.clone().unwrap_or_else(|| normal(&request.root.join(&config.build.output)));
        let content = request.root.join(&src);
        if !content.is_dir() {
            return Err(BuildError::NoContent(content));
        }
        if absolute(&content).starts_with(absolute(&output)) {
            return Err(BuildError::ContentInOutput(output));
        }
        let tree = Tree { root: &request.root, src: &src, output: &output };
        let nothing = Files::default();
        let (mut files, unread) = load::reload(&tree, known.map_or(&nothing, |known| &known.files));
        files.linked |= load::is_linked(&tree);
        let unread = match (unread, known) {
            (Some(error), None) => return Err(BuildError::Load(error)),
            (unread, _) => unread.map(|error| error.to_string()),
        };
        let layers =
            theme::read(&request.root, &config).map_err(|(path, error)| BuildError::Theme(path, error))?;
        Ok(Inputs { config, settings, src, files, unread, layers, output, of_settings: findings })
    }

    /// How its pages are read.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            html: self.config.markdown.html,
            smart_punctuation: self.config.markdown.smart_punctuation,
            vars: self.config.vars.clone(),
            lifts: Kinds::of(&self.config).lifts(),
        }
    }

    /// Which of the files that pages include are drafts, unless drafts are shown.
    pub fn drafts(&self, shown: bool) -> BTreeSet<String> {
        match shown {
            true => BTreeSet::new(),
            false => {
                let kinds = Kinds::of(&self.config);
                let pages = self.files.pages.iter().map(|page| &page.source);
                drafts(&self.files.included, pages, &|front| kinds.of_page(front).unit)
            }
        }
    }

    /// Its theme, and what is wrong with it. There is none when its templates cannot be used, and when
    /// `book.toml` is no TOML: a site made without settings would not be the one that was asked for.
    pub fn theme(&self) -> (Option<Theme>, Vec<Finding>) {
        let (theme, findings) = Theme::new(&self.layers, &self.config, self.settings.as_ref());
        (theme.filter(|_| self.settings.as_ref().is_none_or(config::is_toml)), findings)
    }

    /// The handbook that its pages make, and what is wrong with its summary and its people.
    pub fn link(
        &self,
        parsed: Vec<Arc<Parsed>>,
        theme: Option<&Theme>,
        drafts: bool,
    ) -> (Handbook, Vec<Finding>) {
        let summary = self.files.summary.as_ref().map(|page| (&page.source, summary::parse(&page.source)));
        let listed = summary.as_ref().map(|(source, (summary, _))| (*source, summary));
        let own = theme.iter().flat_map(|theme| &theme.assets).map(|asset| &*asset.output);
        let own: Vec<&str> = own.collect();
        let assets = self.files.assets.clone();
        let handbook = handbook::link(Parts {
            parsed,
            assets,
            people: self.people(),
            owners: self.owners(),
            reviews: self.reviews(),
            theme: &own,
            summary: listed,
            config: &self.config,
            src: &self.src,
            drafts,
        });
        let mut findings = summary.map(|(_, (_, findings))| findings).unwrap_or_default();
        findings.extend(handbook.people.findings.iter().chain(&handbook.reviews.findings).cloned());
        (handbook, findings)
    }

    /// Who there is.
    fn people(&self) -> Arc<People> {
        let read = |page: &load::Page| Arc::new(people::read(&page.source));
        self.files.people.as_ref().map(read).unwrap_or_default()
    }

    /// Who owns what by its path, as code hosts are told.
    fn owners(&self) -> Arc<CodeOwners> {
        let read = |page: &load::Page| Arc::new(owners::read(&page.source));
        self.files.owners.as_ref().map(read).unwrap_or_default()
    }

    /// Who reviewed what.
    fn reviews(&self) -> Arc<Reviews> {
        let read = |page: &load::Page| Arc::new(reviews::read(&page.source));
        self.files.reviews.as_ref().map(read).unwrap_or_default()
    }

    /// What is wrong with the settings and the files themselves.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.of_settings.iter().chain(&self.files.findings).cloned()
    }

    /// What a check may look at.
    pub fn whole<'a>(&'a self, handbook: &'a Handbook, theme: Option<&'a Theme>, today: Date) -> Whole<'a> {
        Whole { handbook, config: &self.config, theme, settings: self.settings.as_ref(), today }
    }

    /// The texts that findings may point into.
    pub fn sources(&self) -> impl Iterator<Item = Source> {
        let pages = self.files.texts().map(|page| page.source.clone());
        let others = self.files.included.sources().chain(&self.settings).cloned();
        pages.chain(others).chain(theme::sources(&self.layers))
    }
}

/// A handbook's settings, as they were read.
pub(super) struct Settings {
    pub config: Config,
    pub source: Option<Source>,
    src: String,
    pub findings: Vec<Finding>,
}

/// The handbook's settings, and where its content folder should be.
pub(super) fn settings(request: &Request) -> Result<Settings, BuildError> {
    let root = &request.root;
    if !root.is_dir() {
        return Err(BuildError::NoHandbook(root.clone()));
    }
    let source = load::settings(root).map_err(BuildError::Load)?;
    let (config, findings) = source.as_ref().map(config::read).unwrap_or_default();
    let src = match (&config.book.src, &source) {
        (Some(src), _) => src.clone(),
        (None, None) if !root.join("content").is_dir() => String::new(),
        (None, _) => "content".to_owned(),
    };
    Ok(Settings { config, source, src, findings })
}

/// A path from the file system's root, links resolved as far as it exists.
fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| normal(&path));
    let existing = full.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    match existing {
        Some((above, real)) => full.strip_prefix(above).map_or(real.clone(), |rest| real.join(rest)),
        None => full,
    }
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
