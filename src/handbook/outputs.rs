//! Which files the site has, and who makes them: two parts of a handbook cannot have the same one, and
//! none can be a file where another needs a folder.

use super::{Clash, ClashKind, Holder, Names, Page};
use crate::load::Asset;
use crate::text::Place;

/// The files that every site has, unless the content has its own.
pub const SITE_FILES: [&str; 4] = ["404.html", "robots.txt", "search.json", "sitemap.xml"];

/// Outputs that are taken, without regard to case.
#[derive(Debug, Default)]
pub struct Outputs {
    files: Names<Holder>,
    folders: Names<Holder>,
}

impl Outputs {
    /// Takes an output for `holder`.
    ///
    /// # Errors
    /// When it is taken already, or is a folder of another, or has another above it: with the other.
    pub fn take(&mut self, output: &str, holder: &Holder) -> Result<(), Holder> {
        let output = output.to_lowercase();
        let above = || output.match_indices('/').map(|(at, _)| &output[..at]);
        let file = self.files.get(&*output).or_else(|| self.folders.get(&*output));
        if let Some(first) = file.or_else(|| above().find_map(|folder| self.files.get(folder))) {
            return Err(first.clone());
        }
        for folder in above() {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), holder.clone());
            }
        }
        self.files.insert(output, holder.clone());
        Ok(())
    }
}

/// Who has which output, when pages, files and the site's own have taken theirs.
pub struct Settled {
    /// What is taken.
    pub outputs: Outputs,
    /// The assets that can have their place.
    pub assets: Vec<Asset>,
    /// Of [`SITE_FILES`] those that are made.
    pub made: Vec<&'static str>,
}

/// Lets pages, assets and the site's own files take their outputs; an asset where a page or a file of
/// the theme goes is a clash, and so is a page where one of the site's own files goes.
pub fn settle(
    pages: &[Page],
    assets: Vec<Asset>,
    src: &str,
    theme: &[&str],
    clashes: &mut Vec<Clash>,
) -> Settled {
    let mut outputs = Outputs::default();
    for output in theme {
        // Their names have a print of what is in them: no two are the same.
        let _ = outputs.take(output, &Holder::Theme);
    }
    for page in pages {
        // Pages that clash with one another are known by their addresses.
        let _ = outputs.take(&page.output(), &Holder::of(page));
    }
    clashes.extend(SITE_FILES.iter().filter_map(|own| displaced(own, pages, &outputs)));
    let mut kept = Vec::with_capacity(assets.len());
    for asset in assets {
        let path = if src.is_empty() { asset.path.clone() } else { format!("{src}/{}", asset.path) };
        let place = Place::file(&path);
        match outputs.take(&asset.path, &Holder::Source(place.clone())) {
            Ok(()) => kept.push(asset),
            Err(first) => {
                clashes.push(Clash { url: asset.path, first, second: place, kind: ClashKind::File });
            }
        }
    }
    let mut made = Vec::new();
    for own in SITE_FILES {
        match outputs.take(own, &Holder::Site(own)) {
            Ok(()) => made.push(own),
            // The content may have its own; but robots look for no `Robots.txt`.
            Err(Holder::Source(second)) => clashes.extend(misnamed(own, &kept, second)),
            Err(_) => {}
        }
    }
    Settled { outputs, assets: kept, made }
}

/// The clash of a page whose folder has the name of one of the site's own files.
fn displaced(own: &'static str, pages: &[Page], outputs: &Outputs) -> Option<Clash> {
    outputs.folders.get(own)?;
    let within = |page: &&Page| {
        let folder = page.url.split('/').next().unwrap_or_default();
        folder.eq_ignore_ascii_case(own) && page.parsed.is_some()
    };
    let page = pages.iter().find(within)?;
    let (url, first) = (page.url.clone(), Holder::Site(own));
    Some(Clash { url, first, second: page.place(), kind: ClashKind::SiteFile })
}

/// The clash of a file that would replace one of the site's own, were its name in lower case.
fn misnamed(own: &'static str, assets: &[Asset], second: Place) -> Option<Clash> {
    let alike = |asset: &&Asset| asset.path.eq_ignore_ascii_case(own) && asset.path != own;
    let kind = ClashKind::Case(assets.iter().find(alike)?.path.clone());
    Some(Clash { url: own.to_owned(), first: Holder::Site(own), second, kind })
}
