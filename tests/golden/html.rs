//! Produced HTML, read as browsers do: what it refers to, and what a strict content security policy
//! would forbid.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{Token, Tokenizer};

/// What a page has that the checks want to know.
#[derive(Default)]
pub struct Page {
    /// Every `id`, as often as it is there.
    pub ids: Vec<String>,
    /// Where links and embedded things lead, as written: the element's name and the address.
    pub links: Vec<(String, String)>,
    /// Scripts and styles that stand in the page itself.
    pub inline: Vec<String>,
}

/// The elements and attributes that a browser loads without being asked to.
const LOADED: [(&str, &str); 6] = [
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("script", "data-library"),
];

impl Page {
    /// Reads a page.
    pub fn new(html: &str) -> Self {
        let mut page = Page::default();
        let mut in_script = false;
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    let attributes: BTreeMap<String, String> =
                        tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
                    in_script = name == "script";
                    page.element(&name, &attributes);
                }
                Token::EndTag(_) => in_script = false,
                Token::String(string) if in_script && !text(&string).trim().is_empty() => {
                    page.inline.push("a script".to_owned());
                }
                _ => {}
            }
        }
        page
    }

    fn element(&mut self, name: &str, attributes: &BTreeMap<String, String>) {
        self.ids.extend(attributes.get("id").cloned());
        if name == "a" {
            self.ids.extend(attributes.get("name").filter(|own| attributes.get("id") != Some(*own)).cloned());
        }
        if name == "style" {
            self.inline.push("a style sheet".to_owned());
        }
        for (attribute, value) in attributes {
            let own = attribute == "style" || attribute.starts_with("on");
            if own || value.trim_start().to_lowercase().starts_with("javascript:") {
                self.inline.push(format!("{name} {attribute}={value:?}"));
            }
        }
        let refers = ["href", "src", "data-library"].iter().filter_map(|name| attributes.get(*name));
        // What is said to be the page's own address is not loaded.
        let name =
            if attributes.get("rel").is_some_and(|rel| rel == "canonical") { "canonical" } else { name };
        self.links.extend(refers.map(|address| (name.to_owned(), address.clone())));
        if attributes.get("http-equiv").is_some_and(|value| value == "refresh") {
            let target = attributes.get("content").and_then(|content| content.split_once("url="));
            self.links.extend(target.map(|(_, address)| (name.to_owned(), address.to_owned())));
        }
    }

    /// The ids that are there more than once.
    pub fn repeated_ids(&self) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        self.ids.iter().map(String::as_str).filter(|id| !seen.insert(*id)).collect()
    }

    /// The things on other hosts that a browser would load, but for pictures that a text shows.
    pub fn foreign(&self) -> Vec<&str> {
        let loaded = |name: &str| LOADED.iter().any(|(element, _)| *element == name);
        let away = |address: &str| address.contains("://") || address.starts_with("//");
        let links = self.links.iter().filter(|(name, address)| loaded(name) && away(address));
        links.map(|(_, address)| address.as_str()).collect()
    }
}

/// The files of a site: by path, their pages where they are such.
pub struct Site {
    /// Every file's path, `/`-separated.
    pub files: BTreeSet<String>,
    /// The pages.
    pub pages: BTreeMap<String, Page>,
    /// Where it is served: `https://host/path/`, with a slash at its end.
    pub base: Option<String>,
}

impl Site {
    /// Why an address in the page at `from` leads nowhere, if it is one of this site.
    pub fn broken(&self, from: &str, address: &str) -> Option<String> {
        let path = self.path(from, address)?;
        let (path, fragment) =
            path.split_once('#').map_or((path.as_str(), None), |(path, fragment)| (path, Some(fragment)));
        let path = decoded(path.split('?').next().unwrap_or_default());
        let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
        if !self.files.contains(&file) {
            return Some(format!("{from}: `{address}`: there is no {file}"));
        }
        let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
        let page = self.pages.get(&file)?;
        let missing = !page.ids.contains(&decoded(fragment));
        missing.then(|| format!("{from}: `{address}`: {file} has no such id"))
    }

    /// An address as a path from the site's root, with query and fragment; none when it leads away.
    fn path(&self, from: &str, address: &str) -> Option<String> {
        if let Some(base) = &self.base {
            if let Some(path) = address.strip_prefix(base.as_str()) {
                return Some(path.to_owned());
            }
            let root = base.splitn(4, '/').nth(3).unwrap_or_default();
            if let Some(path) = address.strip_prefix('/') {
                return Some(path.strip_prefix(root).unwrap_or("outside of the base address").to_owned());
            }
        }
        let scheme = address.split(['/', '#', '?']).next().is_some_and(|first| first.contains(':'));
        if scheme || address.starts_with("//") {
            return None;
        }
        if let Some(path) = address.strip_prefix('/') {
            return Some(path.to_owned());
        }
        let (path, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
        if path.is_empty() {
            return Some(format!("{from}{rest}"));
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        let mut folder = false;
        for part in path.split('/') {
            folder = matches!(part, "" | "." | "..");
            match part {
                "" | "." => {}
                // A path that leads out of the site is a mistake even where browsers forgive it.
                ".." if parts.pop().is_none() => return Some("outside of the site".to_owned()),
                ".." => {}
                part => parts.push(part),
            }
        }
        let slash = if folder && !parts.is_empty() { "/" } else { "" };
        Some(format!("{}{slash}{rest}", parts.join("/")))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

#[test]
fn broken_addresses_are_seen() {
    let pages = [("a/index.html", "<p id=x>"), ("b/index.html", "")];
    let site = Site {
        files: pages.iter().map(|(path, _)| (*path).to_owned()).collect(),
        pages: pages.iter().map(|(path, html)| ((*path).to_owned(), Page::new(html))).collect(),
        base: Some("https://x.example/hand/book/".to_owned()),
    };
    for fine in [
        "../a/",
        "../a/#x",
        "#",
        "../b/index.html",
        "https://y.example/",
        "mailto:a@b.example",
        "/hand/book/a/#x",
        "https://x.example/hand/book/b/",
        "./",
        "?q=1",
        "../a/index.html#%78",
    ] {
        assert_eq!(site.broken("b/index.html", fine), None, "{fine}");
    }
    for wrong in
        ["../a", "../a/#y", "#x", "../c/", "/a/", "https://x.example/hand/book/c/", "../../../a/", "../"]
    {
        assert!(site.broken("b/index.html", wrong).is_some(), "{wrong}");
    }
}

#[test]
fn what_a_strict_policy_forbids_is_seen() {
    let page = Page::new(
        "<script>x()</script><script src=a.js></script><b style=a onclick=b id=i><style></style><a id=i href=JavaScript:x><img src=//y.example/z>",
    );
    assert_eq!(
        page.inline,
        ["a script", "b onclick=\"b\"", "b style=\"a\"", "a style sheet", "a href=\"JavaScript:x\""]
    );
    assert_eq!(page.repeated_ids(), BTreeSet::from(["i"]));
    assert_eq!(page.foreign(), ["//y.example/z"]);
}
