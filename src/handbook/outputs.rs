//! Which files the site has, and who makes them: two parts of a handbook cannot have the same one, and
//! none can be a file where another needs a folder.

use super::{Clash, ClashKind, Names, Page};
use crate::load::Asset;
use crate::text::Place;

/// Outputs that are taken, without regard to case.
#[derive(Debug, Default)]
pub struct Outputs {
    files: Names<Place>,
    folders: Names<Place>,
}

impl Outputs {
    /// Takes an output for what is written at `place`.
    ///
    /// # Errors
    /// When it is taken already, or is a folder of another, or has another above it: with the other's
    /// place.
    pub fn take(&mut self, output: &str, place: &Place) -> Result<(), Place> {
        let output = output.to_lowercase();
        let above = || output.match_indices('/').map(|(at, _)| &output[..at]);
        let file = self.files.get(&*output).or_else(|| self.folders.get(&*output));
        if let Some(first) = file.or_else(|| above().find_map(|folder| self.files.get(folder))) {
            return Err(first.clone());
        }
        for folder in above() {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), place.clone());
            }
        }
        self.files.insert(output, place.clone());
        Ok(())
    }
}

/// The file of a [`Clash`]'s first place when a theme has the output.
pub const BY_THEME: &str = "themes";

/// The files that pages take, and of the assets those that can have theirs; an asset where a page or a
/// file of the theme goes is a clash.
pub fn settle(
    pages: &[Page],
    assets: Vec<Asset>,
    src: &str,
    theme: &[&str],
    clashes: &mut Vec<Clash>,
) -> (Outputs, Vec<Asset>) {
    let mut outputs = Outputs::default();
    for output in theme {
        // Their names have a print of what is in them: no two are the same.
        let _ = outputs.take(output, &Place::file(BY_THEME));
    }
    for page in pages {
        // Pages that clash with one another are known by their addresses.
        let _ = outputs.take(&page.output(), &page.place());
    }
    let mut kept = Vec::with_capacity(assets.len());
    for asset in assets {
        let path = if src.is_empty() { asset.path.clone() } else { format!("{src}/{}", asset.path) };
        let place = Place::file(&path);
        match outputs.take(&asset.path, &place) {
            Ok(()) => kept.push(asset),
            Err(first) => {
                clashes.push(Clash { url: asset.path, first, second: place, kind: ClashKind::File });
            }
        }
    }
    for own in ["404.html", "robots.txt", "search.json", "sitemap.xml"] {
        // The content may have its own.
        let _ = outputs.take(own, &Place::file(own));
    }
    (outputs, kept)
}
