//! A handbook linked anew: what is kept of what was read, and what is served of it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

use super::site::Site;
use crate::build::{Inputs, Request, Today};
use crate::check;
use crate::config::Config;
use crate::diag::{Finding, Levels};
use crate::handbook::{Page, PageId};
use crate::load::{self, Asset, Files};
use crate::parse::{Included, Parsed, parse};
use crate::render::Shared;
use crate::syntax::markdown::{Dialect, included_files};
use crate::theme::Theme;

/// What was read, and what was made of each page.
#[derive(Debug, Clone)]
pub struct Kept {
    pub inputs: Inputs,
    /// By index in the files' pages.
    pub parsed: Vec<Arc<Parsed>>,
    /// Which of the included files are drafts.
    pub drafts: BTreeSet<String>,
    /// Whether the last theme that worked is the one that was read with them.
    pub is_themed: bool,
}

/// What is known when a handbook is linked anew.
#[derive(Debug, Clone)]
pub struct Known {
    /// What was read.
    pub kept: Arc<Kept>,
    /// The last theme that worked.
    pub theme: Option<Arc<Theme>>,
}

/// The pages of which two readings of a handbook found another text. None when more than that differs.
pub fn differing(one: &Inputs, other: &Inputs) -> Option<Vec<PathBuf>> {
    let (these, those) = (&one.files, &other.files);
    let same_asset =
        |(one, other): (&Asset, &Asset)| one.path == other.path && one.stamp.is_like(other.stamp);
    let apart = |files: &Files| files.apart().map(|page| page.source.clone()).collect::<Vec<_>>();
    let says = |finding: &Finding| (finding.rule.code, finding.message.clone(), finding.place.clone());
    let found = |files: &Files| files.findings.iter().map(says).collect::<Vec<_>>();
    let same = one.settings == other.settings
        && one.src == other.src
        && one.layers == other.layers
        && these.included == those.included
        && these.linked == those.linked
        && found(these) == found(those)
        && apart(these) == apart(those)
        && these.assets.len() == those.assets.len()
        && these.assets.iter().zip(&those.assets).all(same_asset)
        && these.pages.len() == those.pages.len()
        && these.pages.iter().zip(&those.pages).all(|(one, other)| one.file == other.file);
    let texts = these.pages.iter().zip(&those.pages);
    let changed = texts.filter(|(one, other)| !Arc::ptr_eq(&one.source.text, &other.source.text));
    same.then(|| changed.map(|(_, page)| page.file.clone()).collect())
}

/// Parses what is new, links, and checks.
pub fn assemble(
    inputs: Inputs,
    request: &Request,
    known: Option<&Known>,
    mut took: Vec<(&'static str, Duration)>,
) -> (Kept, Site) {
    let mut step = Instant::now();
    let mut took_so_far = |name, took: &mut Vec<_>| {
        took.push((name, step.elapsed()));
        step = Instant::now();
    };
    let (dialect, today) = (inputs.dialect(), today(request, &inputs.config));
    let drafts = inputs.drafts(request.drafts);
    let parsed = parse_new(&inputs, &dialect, &drafts, known.map(|known| &*known.kept));
    took_so_far("reading the pages", &mut took);
    let (theme, is_themed, mut apart) = theme(&inputs, known);
    took_so_far("the theme", &mut took);
    let (handbook, of_summary) = inputs.link(parsed.clone(), theme.as_deref(), request.drafts);
    apart.extend(of_summary);
    apart.extend(inputs.findings());
    took_so_far("linking", &mut took);
    let found = check::check(inputs.whole(&handbook, theme.as_deref(), today));
    took_so_far("checking", &mut took);
    let shared = theme.as_deref().map(|theme| Shared::new(&handbook, theme, &inputs.config));
    took_so_far("preparing to render", &mut took);

    let file = |path: &Arc<str>| {
        let pages = &inputs.files.pages;
        let at = pages.binary_search_by(|page| page.source.path.cmp(path)).ok()?;
        Some(pages[at].clone())
    };
    let files =
        handbook.pages.iter().map(|page| page.source().and_then(|source| file(&source.path))).collect();
    let source = |(id, page): (PageId, &Page)| Some((page.source()?.path.clone(), id));
    let by_source = handbook.pages.iter().enumerate().filter_map(source).collect();
    let by_url = handbook.pages.iter().enumerate().map(|(id, page)| (page.url.clone(), id)).collect();
    let site = Site {
        config: inputs.config.clone(),
        theme,
        today,
        found,
        apart: apart.into(),
        edition: 0,
        version: 0,
        took,
        levels: Levels {
            set: inputs.config.rules.iter().map(|(code, (level, _))| (code.clone(), *level)).collect(),
            strict: request.strict,
        },
        shared,
        dialect,
        included: inputs.files.included.clone(),
        drafts: drafts.clone(),
        layers: inputs.layers.clone(),
        settings: inputs.settings.clone(),
        src: inputs.src.clone(),
        linked: inputs.files.linked,
        output: inputs.output.clone(),
        files,
        by_url,
        by_source,
        handbook,
    };
    (Kept { inputs, parsed, drafts, is_themed }, site)
}

/// The day that a site is shown for, unless another is asked for.
pub fn today(request: &Request, config: &Config) -> Date {
    let clock = jiff::ZonedDateTime::now().date();
    Today { clock, ..request.today }.on(config)
}

/// The theme, whether it is the one that was read, and what is wrong with that.
fn theme(inputs: &Inputs, known: Option<&Known>) -> (Option<Arc<Theme>>, bool, Vec<Finding>) {
    let (theme, findings) = inputs.theme();
    let last = known.and_then(|known| known.theme.clone());
    let is_same = |known: &Known| {
        known.kept.is_themed
            && known.kept.inputs.layers == inputs.layers
            && known.kept.inputs.config.theme == inputs.config.theme
            // What the theme's words say of things.
            && known.kept.inputs.config.words == inputs.config.words
            && known.kept.inputs.config.kinds == inputs.config.kinds
    };
    let works = theme.is_some();
    let theme = match theme {
        Some(_) if last.is_some() && known.is_some_and(is_same) => last,
        Some(theme) => Some(Arc::new(theme)),
        // So that the pages can be seen while it is mended.
        None => last,
    };
    (theme, works, findings)
}

/// The pages of a handbook; those that are as they were are not parsed again.
fn parse_new(
    inputs: &Inputs,
    dialect: &Dialect,
    drafts: &BTreeSet<String>,
    known: Option<&Kept>,
) -> Vec<Arc<Parsed>> {
    let included = Included { files: &inputs.files.included, drafts };
    let known = known.filter(|known| known.inputs.dialect() == *dialect);
    let same_included =
        known.is_some_and(|known| known.inputs.files.included == *included.files && known.drafts == *drafts);
    let again = |page: &load::Page| {
        let kept = known?;
        let pages = &kept.inputs.files.pages;
        let at = pages.binary_search_by(|known| known.source.path.cmp(&page.source.path)).ok()?;
        let parsed = &kept.parsed[at];
        let same = Arc::ptr_eq(&pages[at].source.text, &page.source.text)
            && (same_included || included_files(&page.source).is_empty());
        same.then(|| Arc::clone(parsed))
    };
    let parsed = inputs.files.pages.par_iter().map(|page| {
        again(page).unwrap_or_else(|| Arc::new(parse(&page.source, dialect, &included).outline()))
    });
    parsed.collect()
}
