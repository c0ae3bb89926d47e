//! Who may ask, and for what: nobody who was led here by another site, and nothing outside the site.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::http::Ask;
use crate::load::{self, Tree};

/// Whether a request was meant for this server.
///
/// A page of another site can make its own name lead to this machine and then ask here in its own name;
/// so names must be known. Addresses in numbers are nobody's to redirect.
///
/// # Errors
/// Why it was not, in words.
pub fn admit(ask: &Ask, allowed: &[String]) -> Result<(), String> {
    let Some(host) = ask.header("host") else { return Err("The request names no host.".to_owned()) };
    if !is_ours(host, allowed) {
        return Err(format!(
            "The preview is not called `{host}`. If it should be, start it with `--allow-host {}`.",
            name(host)
        ));
    }
    let same_origin = |origin: &str| origin.split_once("://").is_some_and(|(_, origin)| origin == host);
    match ask.header("origin") {
        Some(origin) if !same_origin(origin) => {
            return Err(format!("The preview does not answer pages of {origin}."));
        }
        None if ask.post && ask.header("sec-fetch-site") != Some("same-origin") => {
            return Err("Only the preview's own pages may ask for that.".to_owned());
        }
        _ => {}
    }
    Ok(())
}

fn is_ours(host: &str, allowed: &[String]) -> bool {
    let name = bare_name(host);
    number(&name).is_some() || is_localhost(&name) || allowed.contains(&name)
}

/// Whether a request calls this server as those at the machine do, and not by a name that others have for it.
pub fn calls_here(ask: &Ask) -> bool {
    let name = ask.header("host").map(bare_name).unwrap_or_default();
    is_localhost(&name) || number(&name).is_some()
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// A host that is an address in numbers.
fn number(name: &str) -> Option<IpAddr> {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match bare {
        Some(bare) => bare.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

/// A host as names are compared: without its port and the dot at its end, in lower case.
pub fn bare_name(host: &str) -> String {
    let name = name(host);
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => name,
        _ => host,
    }
}

/// The path that a request means, decoded and without the `/` at its start. None when it is no path
/// within a site.
pub fn path(encoded: &str) -> Option<String> {
    let path = percent_encoding::percent_decode_str(encoded.strip_prefix('/')?).decode_utf8().ok()?;
    let odd = path.contains(['\\', '\0']) || path.starts_with('/');
    let up = path.split('/').any(|part| matches!(part, ".." | "."));
    (!odd && !up).then(|| path.into_owned())
}

/// Where a file of the handbook really is, without links; none when a link leads to what is not the
/// handbook's to show. The content was looked at when it was loaded, but a file may have become a link since.
pub fn within(root: &Path, file: &Path) -> Option<PathBuf> {
    let real = file.canonicalize().ok()?;
    if real == file && file.starts_with(root) {
        return Some(real);
    }
    let root = root.canonicalize().ok()?;
    let below = real.strip_prefix(&root).ok()?;
    let hidden = below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    (!hidden && below != Path::new("book.toml")).then_some(real)
}

/// Whether a file is where it is said to be, or where a link leads that readers may follow; `linked` is whether there
/// were links when the content was looked at. One that has become a link since is for those to judge who read it.
pub fn may_show(tree: &Tree<'_>, linked: bool, file: &Path) -> bool {
    let Some(real) = within(tree.root, file) else {
        // The content itself may lie elsewhere; what links lead out of it was judged when it was looked at.
        let (real, content) = (file.canonicalize().ok(), tree.root.join(tree.src));
        let below = file.strip_prefix(&content).ok();
        let plain = content.canonicalize().ok().zip(below).map(|(content, below)| content.join(below));
        return real.is_some() && real == plain;
    };
    if real == file {
        return true;
    }
    let root = tree.root.canonicalize().ok();
    let plain = root.zip(file.strip_prefix(tree.root).ok()).map(|(root, below)| root.join(below));
    plain.is_some_and(|plain| plain == real) || (linked && load::may_publish(tree, &real))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&str, &str)], post: bool) -> bool {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        admit(&Ask { post, headers, ..Ask::default() }, &["book.test".to_owned()]).is_ok()
    }

    #[test]
    fn only_known_names_are_answered() {
        for host in [
            "localhost",
            "localhost:3000",
            "127.0.0.1:1",
            "[::1]:80",
            "[::1]",
            "BOOK.test:9",
            "a.localhost",
            "192.168.0.7",
            "localhost.",
        ] {
            assert!(asked(&[("host", host)], false), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.evil.example",
            "",
            ":80",
            "notlocalhost",
            "[[::1]]",
        ] {
            assert!(!asked(&[("host", host)], false), "{host}");
        }
        assert!(!asked(&[], false));
    }

    #[test]
    fn other_sites_pages_are_not_answered() {
        let host = ("host", "localhost:3000");
        assert!(asked(&[host, ("origin", "http://localhost:3000")], true));
        assert!(!asked(&[host, ("origin", "http://evil.example")], false));
        assert!(!asked(&[host, ("origin", "http://localhost:4000")], false));
        assert!(!asked(&[host, ("origin", "null")], false));
        assert!(!asked(&[host], true));
        assert!(asked(&[host, ("sec-fetch-site", "same-origin")], true));
    }

    #[test]
    fn paths_stay_within_the_site() {
        assert_eq!(path("/a/b%20c/").as_deref(), Some("a/b c/"));
        assert_eq!(path("/").as_deref(), Some(""));
        for bad in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/a/%2E%2e/",
            "/..%2fx",
            "/a%5c..%5cx",
            "/a\\b",
            "/%00",
            "//x",
            "/%2fetc/passwd",
            "x",
            "",
            "/./x",
            "/%ff",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }
}
