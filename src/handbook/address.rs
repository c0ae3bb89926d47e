//! Addresses: the only functions that make or take apart a URL.

use crate::syntax::escape;
pub use crate::text::join;

/// A destination taken apart: `path?query#fragment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The path, with its percent escapes.
    pub path: &'a str,
    /// From `?` on, without the fragment.
    pub query: &'a str,
    /// What follows `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Takes a destination apart.
    pub fn of(dest: &'a str) -> Self {
        let (rest, fragment) =
            dest.split_once('#').map_or((dest, None), |(rest, fragment)| (rest, Some(fragment)));
        let query = rest.find('?').unwrap_or(rest.len());
        Parts { path: &rest[..query], query: &rest[query..], fragment }
    }
}

/// The scheme of a destination that has one (`https`, `mailto`), in lower case.
pub fn scheme(dest: &str) -> Option<String> {
    // Browsers drop control characters and leading space before they look for a scheme.
    let bare: String = dest.chars().filter(|c| !c.is_control()).take(40).collect();
    let (scheme, _) = bare.trim_start().split_once(':')?;
    // One letter is a drive.
    let ok = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    ok.then(|| scheme.to_ascii_lowercase())
}

/// The address that one with a mistyped scheme means: `htps://example.org`, `http:/example.org`,
/// `https//example.org`. No scheme that is in use is a letter away from one of these.
pub fn mistyped(dest: &str) -> Option<String> {
    const SCHEMES: [&str; 3] = ["https", "http", "mailto"];
    let web = |scheme: &str, rest: &str| format!("{scheme}://{}", rest.trim_start_matches([':', '/']));
    let dest = dest.trim();
    let Some(written) = scheme(dest) else {
        let bare =
            |scheme: &&str| dest.strip_prefix(*scheme)?.strip_prefix("//").map(|rest| web(scheme, rest));
        return SCHEMES[..2].iter().find_map(bare);
    };
    let rest = dest.split_once(':').map_or("", |(_, rest)| rest);
    let right = written == "mailto" || (SCHEMES.contains(&&*written) && rest.starts_with("//"));
    if right || rest.trim_matches('/').is_empty() {
        return None;
    }
    let near = SCHEMES.into_iter().find(|scheme| *scheme == written);
    let near = near.or_else(|| {
        let close = |scheme: &&str| strsim::damerau_levenshtein(&written, scheme) == 1;
        SCHEMES.into_iter().find(close)
    });
    near.map(|scheme| if scheme == "mailto" { format!("mailto:{rest}") } else { web(scheme, rest) })
}

/// Whether a browser would run what a destination says, instead of going there.
pub fn is_program(dest: &str) -> bool {
    matches!(scheme(dest).as_deref(), Some("javascript" | "vbscript" | "data"))
}

/// Whether a text that may be an address or a title would be a program as an address. `JavaScript: a guide`
/// is a title: nothing runs without being called or set.
pub fn looks_like_program(text: &str) -> bool {
    let after = text.split_once(':').map_or("", |(_, after)| after);
    let titled = after.starts_with(' ') && !after.contains(['(', '=', '<', '`']);
    !titled && is_program(text)
}

/// A percent-encoded text decoded; as it is when that is not UTF-8.
pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

/// `path` as a link in a file of `folder` would say it; both relative to the content's root.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - common);
    format!("{up}{}", to[common..].join("/"))
}

/// The path of an absolute address, between slashes: `/handbook/`, or `/`.
pub fn base_path(base_url: &str) -> String {
    let after = base_url.split_once("://").map_or(base_url, |(_, after)| after);
    let path = after.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

/// The folder that a file is in, without a trailing `/`.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path from the site's root as part of an address: percent-encoded.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    escape::url_path(&mut out, path);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_taken_apart() {
        let parts = |dest| {
            let Parts { path, query, fragment } = Parts::of(dest);
            (path, query, fragment)
        };
        assert_eq!(parts("a/b.md?x=1#c"), ("a/b.md", "?x=1", Some("c")));
        assert_eq!(parts("#c?d"), ("", "", Some("c?d")));
        assert_eq!(parts("a"), ("a", "", None));
    }

    #[test]
    fn schemes_are_seen_through_tricks() {
        assert_eq!(scheme("HTTPS://a").as_deref(), Some("https"));
        assert_eq!(scheme(" java\nscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("notes: a.md").as_deref(), Some("notes"));
        assert_eq!(scheme("10:30"), None);
        assert_eq!(scheme("C:\\x"), None);
    }

    #[test]
    fn programs_are_known() {
        for dest in ["JavaScript:x", "java\tscript:x", "\u{1} vbscript:x", "data:text/html,x"] {
            assert!(is_program(dest), "{dest:?}");
        }
        for dest in ["https://a", "javascript", "a/javascript:x", "#data:", "mailto:a"] {
            assert!(!is_program(dest), "{dest:?}");
        }
        assert!(looks_like_program("javascript: alert(1)") && !looks_like_program("Data: what we keep"));
    }

    #[test]
    fn paths_are_said_from_a_folder() {
        assert_eq!(relative("a/b", "a/c/d.md"), "../c/d.md");
        assert_eq!(relative("", "a.md"), "a.md");
        assert_eq!(relative("a", "a/b.md"), "b.md");
        assert_eq!(base_path("https://x.example/hand/book/"), "/hand/book/");
        assert_eq!(base_path("https://x.example"), "/");
    }

    #[test]
    fn paths_are_joined_within_the_root() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("a/b", "/c").as_deref(), Some("c"));
        assert_eq!(join("a", "../..").as_deref(), None);
        assert_eq!(join("a", "..").as_deref(), Some(""));
    }
}
