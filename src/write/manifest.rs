//! The list of files in an output folder that are dayone's: what a build may replace and delete.
//!
//! ```text
//! dayone manifest 1
//! 404.html
//! teams/payments/index.html
//! = 5b0f…  (xxh3 of all lines above, 16 hexadecimal digits)
//! ```
//!
//! Paths are sorted, relative and `/`-separated; `\`, line feeds and carriage returns are written
//! `\\`, `\n` and `\r`. There are no times and no hashes in it: files are compared by content, so
//! that the output is the same byte for byte wherever it was built.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64;

use super::path::is_plain;

const FIRST_LINE: &str = "dayone manifest 1\n";
const SEAL: &str = "= ";

/// The paths in a manifest, as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// The files that are dayone's.
    pub paths: BTreeSet<String>,
    /// The manifest was there and could not be relied on: nothing is known about what is whose.
    pub damaged: bool,
    /// The paths by what they are when case is left out.
    folded: OnceLock<HashMap<String, String>>,
}

impl Manifest {
    /// Reads a manifest. One that was cut off or changed is [`damaged`](Manifest::damaged), never
    /// half believed: a path cut short could be somebody else's file.
    pub fn read(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes).ok().and_then(sealed_paths) {
            Some(paths) => Manifest { paths, ..Manifest::default() },
            None => Manifest { damaged: true, ..Manifest::default() },
        }
    }

    /// A path that is `path` but for its case.
    pub fn twin(&self, path: &str) -> Option<&str> {
        let by_fold = || self.paths.iter().map(|path| (fold(path), path.clone())).collect();
        self.folded.get_or_init(by_fold).get(&fold(path)).map(String::as_str)
    }
}

/// `path` without regard to case, as the systems see it that do not tell `A` from `a`.
pub(super) fn fold(path: &str) -> String {
    path.to_lowercase()
}

/// The manifest of `paths`, as bytes for the disk.
pub(super) fn to_bytes<'a>(paths: impl IntoIterator<Item = &'a String>) -> Vec<u8> {
    let mut text = FIRST_LINE.to_owned();
    for path in paths {
        escape(path, &mut text);
        text.push('\n');
    }
    let seal = xxh3_64(text.as_bytes());
    text.push_str(&format!("{SEAL}{seal:016x}\n"));
    text.into_bytes()
}

fn sealed_paths(text: &str) -> Option<BTreeSet<String>> {
    let body_end = text.strip_suffix('\n')?.rfind('\n')? + 1;
    let (body, seal) = text.split_at(body_end);
    if seal != format!("{SEAL}{:016x}\n", xxh3_64(body.as_bytes())) {
        return None;
    }
    let lines = body.strip_prefix(FIRST_LINE)?.lines();
    lines.map(|line| unescape(line).filter(|path| is_plain(path))).collect()
}

fn escape(path: &str, out: &mut String) {
    for character in path.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            _ => out.push(character),
        }
    }
}

fn unescape(line: &str) -> Option<String> {
    let mut path = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        path.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            _ => character,
        });
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_manifest_reads_as_it_was_written() {
        let all = paths(&["404.html", "a b/ü.html", "back\\slash", "line\nfeed\r", "= 12", "# x"]);
        for paths in [all, paths(&[])] {
            let manifest = Manifest::read(&to_bytes(&paths));
            assert_eq!((manifest.paths, manifest.damaged), (paths, false));
        }
    }

    #[test]
    fn its_form_is_fixed() {
        let text = String::from_utf8(to_bytes(&paths(&["b", "a/c"]))).expect("text");
        assert_eq!(text, "dayone manifest 1\na/c\nb\n= 53acf8e115b7e075\n");
    }

    #[test]
    fn any_change_to_it_is_noticed() {
        let whole = to_bytes(&paths(&["404.html", "teams/index.html"]));
        for end in 0..whole.len() {
            assert!(Manifest::read(&whole[..end]).damaged, "cut off at {end}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert!(Manifest::read(&flipped).damaged, "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn a_sealed_path_that_leaves_the_output_is_not_believed() {
        assert!(Manifest::read(&to_bytes(&paths(&["../precious"]))).damaged);
        assert!(Manifest::read(&to_bytes(&paths(&["/etc/precious"]))).damaged);
    }
}
