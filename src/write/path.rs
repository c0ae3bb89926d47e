//! Paths of outputs: relative, `/`-separated, of plain names.

use std::path::{Component, Path, PathBuf};

/// The manifest's name in the output folder.
pub(super) const MANIFEST: &str = ".dayone-manifest";

/// The staging folder's name when it has to be inside the output folder.
pub(super) const INNER_STAGING: &str = ".dayone-staging";

/// Whether `path` is made of plain names only, as this system understands them: no empty one, no
/// `.` or `..`, no drive, nothing that the system takes for a separator. The writer's own names
/// are not plain.
pub(super) fn is_plain(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    !is_reserved(first) && path.split('/').all(is_plain_name)
}

/// Whether `name`, at the top of the output folder, is one that the writer needs for itself; on
/// some systems names are equal whatever their case.
fn is_reserved(name: &str) -> bool {
    name.eq_ignore_ascii_case(MANIFEST) || name.eq_ignore_ascii_case(INNER_STAGING)
}

fn is_plain_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let only = (components.next(), components.next());
    !name.contains('\0') && matches!(only, (Some(Component::Normal(found)), None) if found == name)
}

/// `path` below `root`, joined name by name: a verbatim Windows path does not know `/`.
pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    let mut joined = PathBuf::with_capacity(root.as_os_str().len() + 1 + path.len());
    joined.push(root);
    joined.extend(path.split('/'));
    joined
}

/// The folders that `path` is in, outermost first: `a`, `a/b` for `a/b/c`.
pub(super) fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The folder that `path` is directly in; none at the top.
pub(super) fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_stay_below_the_root() {
        for good in ["a", "a/b c/ü.html", ".well-known/x", "a/.dayone-manifest", "..a/b..", "a:b/ c"] {
            assert!(is_plain(good) || cfg!(windows), "{good:?}");
        }
        for bad in
            ["", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "./a", "a\0b", "../a", ".Dayone-Manifest"]
        {
            assert!(!is_plain(bad), "{bad:?}");
        }
        for inner in [".dayone-manifest", ".dayone-staging", ".dayone-staging/lock"] {
            assert!(!is_plain(inner), "{inner:?}");
        }
    }

    #[test]
    fn folders_go_inwards() {
        assert_eq!(folders("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(folders("a").count(), 0);
        assert_eq!(folder("a/b/c"), Some("a/b"));
        assert_eq!(folder("a"), None);
    }
}
