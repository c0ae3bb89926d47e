//! The `CODEOWNERS` file, which code hosts look for outside of the content.

use std::io;

use super::{Content, Failure, Files, NOT_TEXT, Page, Tree, read_page};
use crate::diag::Finding;
use crate::owners::FILES;
use crate::text::Place;

/// The first of [`FILES`] that is there and is text. What a link leads to outside of the handbook is not read.
pub fn code_owners(
    tree: &Tree<'_>,
    known: &Files,
    findings: &mut Vec<Finding>,
    failures: &mut Vec<Failure>,
) -> Option<Page> {
    let root = tree.root.canonicalize().ok();
    for path in FILES {
        let file = tree.root.join(path);
        let is_inside = || {
            let real = file.canonicalize().ok();
            real.zip(root.as_ref()).is_some_and(|(real, root)| real.starts_with(root))
        };
        if !file.is_file() || !is_inside() {
            continue;
        }
        match read_page(path, &file, known.page(path)) {
            Ok(Content::Text(page)) => return Some(page),
            Ok(Content::Binary(_)) => {
                let finding = Finding::new(&NOT_TEXT, "the file is not text, and nobody owns anything by it");
                findings.push(finding.at(Place::file(path)).help("save it as UTF-8"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                failures.push(("read", file, error));
                return known.page(path).map(Page::unsure);
            }
        }
    }
    None
}
