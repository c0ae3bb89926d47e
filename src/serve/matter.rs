//! Which changes of files can matter to a handbook: of most files that come and go, none.

use std::path::Path;

use crate::build::Inputs;
use crate::load::is_at;
use crate::owners;

/// Whether what is at a path is beside the point: hidden, or a file that an editor needs while it saves. A
/// folder of such a name is like any other, and so is a file that pages include.
pub fn passes(inputs: &Inputs, root: &Path, path: &str) -> bool {
    if names_owners(path) {
        return false;
    }
    if path.split('/').any(|part| part.starts_with('.')) {
        // What is in a folder with this is no content.
        return !path.ends_with("/.dayone-manifest");
    }
    let is_known = || {
        let pages = inputs.files.texts().any(|page| is_at(&page.source.path, path));
        let content = path.strip_prefix(inputs.src.trim_end_matches('/')).unwrap_or(path);
        let content = content.trim_start_matches('/');
        pages || inputs.files.assets.iter().any(|asset| is_at(&asset.path, content))
    };
    is_an_editors(path) && !inputs.files.included.has(path) && !root.join(path).is_dir() && !is_known()
}

/// Whether code hosts look for the owners at a path, or below it.
fn names_owners(path: &str) -> bool {
    owners::FILES.iter().any(|file| is_at(file, path))
}

/// Whether this is the name of a file that comes and goes while an editor saves another.
fn is_an_editors(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // What vim tries whether it may write with.
    name == "4913"
        || [".tmp", ".swp", ".swx", "~"].iter().any(|end| name.ends_with(end))
        || name.contains("___jb_")
        || (name.starts_with('#') && name.ends_with('#'))
}

/// Whether the handbook can be another because the file or folder at `path` came, went or changed, which is
/// no page's text.
pub fn matters(inputs: &Inputs, root: &Path, path: &str) -> bool {
    let files = &inputs.files;
    if passes(inputs, root, path) {
        return false;
    }
    if names_owners(path)
        || files.linked
        || is_at(path, "themes")
        || path == "book.toml"
        || files.included.concerns(path)
    {
        return true;
    }
    // Settings may lead anywhere.
    let src = inputs.src.trim_end_matches('/');
    if src.contains("..") || (!src.is_empty() && is_at(src, path)) {
        return true;
    }
    if !src.is_empty() && !is_at(path, src) {
        return false;
    }
    let content = path[src.len()..].trim_start_matches('/');
    let file = root.join(path);
    if file.starts_with(&inputs.output) {
        return false;
    }
    if file.symlink_metadata().is_ok() {
        return true;
    }
    let pages = files.texts().any(|page| is_at(&page.source.path, path));
    pages || files.assets.iter().any(|asset| is_at(&asset.path, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_for_a_moment_passes() {
        for path in [
            "content/.a.md.swp",
            "content/4913",
            "a.md~",
            "content/#a.md#",
            "content/a.md.tmp",
            "content/a.md___jb_tmp___",
        ] {
            assert!(is_an_editors(path), "{path}");
        }
        for path in ["content/a.md", "content/#1.md", "content/4913.md", "content/tmp/a.png"] {
            assert!(!is_an_editors(path), "{path}");
        }
    }
}
