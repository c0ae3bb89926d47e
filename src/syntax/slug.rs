//! Heading ids, as GitHub makes them.

use rustc_hash::FxHashMap;

/// The id that GitHub gives a heading of this text: lower case, spaces as hyphens, and of the rest
/// only letters, digits, `-` and `_` in any script.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c == ' ' || c == '\t' {
            slug.push('-');
        } else if c == '-' || c == '_' || c.is_alphanumeric() || is_mark(c) {
            slug.extend(c.to_lowercase());
        }
    }
    slug
}

/// Combining marks belong to the letters before them; without them words in many scripts change.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Ids of the built-in themes' frame, and of what their scripts add: two of one id break the page's own
/// links. They are not a whole `site-` prefix, as `site-reliability` is a heading like any other.
const FRAME: [&str; 24] = [
    "site-changed",
    "site-main",
    "site-sidebar",
    "site-found",
    "site-decisions",
    "site-habits",
    "site-people",
    "site-on-hand",
    "site-works-with",
    "site-pages",
    "site-quarters",
    "site-register",
    "site-by-service",
    "site-by-unit",
    "site-owners",
    "site-impact",
    "site-rota",
    "site-rota-escalation",
    "site-rota-severities",
    "site-rota-weeks",
    "site-rota-load",
    "site-seen",
    "site-tasks",
    "site-timeline",
];

/// Whether the page needs an id for something other than its headings: its frame, or its footnotes.
fn is_reserved(id: &str) -> bool {
    is_of_frame(id) || is_of_footnotes(id)
}

/// Whether the frame of the built-in themes has the id, or their scripts give it.
pub fn is_of_frame(id: &str) -> bool {
    FRAME.contains(&id)
        || id.strip_prefix("site-found-").is_some_and(is_number)
        || id.strip_prefix("site-field-").is_some_and(is_number)
        || id.strip_prefix("tab-").or_else(|| id.strip_prefix("panel-")).is_some_and(is_pair)
}

/// Whether a page with footnotes gives the id to one of them, or to a place that refers to one.
pub fn is_of_footnotes(id: &str) -> bool {
    id.strip_prefix("fn-").is_some_and(is_number)
        || id.strip_prefix("fnref-").is_some_and(|rest| is_number(rest) || is_pair(rest))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_pair(text: &str) -> bool {
    text.split_once('-').is_some_and(|(first, second)| is_number(first) && is_number(second))
}

/// The ids of one page: each given out once, repetitions numbered from 1.
#[derive(Debug, Default)]
pub struct Ids {
    /// By id, how many were given out before it.
    taken: FxHashMap<String, usize>,
    next: FxHashMap<String, usize>,
}

impl Ids {
    /// Takes the id for a heading of this text. A heading without letters gets `section`, and one whose
    /// id the page needs for something else has that before it.
    pub fn heading(&mut self, text: &str) -> String {
        let slug = slug(text);
        let base = match &*slug {
            "" => "section".to_owned(),
            taken if is_reserved(taken) => format!("section-{taken}"),
            _ => slug,
        };
        if self.take(&base) {
            return base;
        }
        let mut next = self.next.get(&base).copied().unwrap_or(1);
        loop {
            let id = format!("{base}-{next}");
            next += 1;
            if self.take(&id) {
                self.next.insert(base, next);
                return id;
            }
        }
    }

    /// Takes an id that the author wrote for a heading; false when the page has it already, or needs it
    /// for something else.
    pub fn take_for_heading(&mut self, id: &str) -> bool {
        !is_reserved(id) && self.take(id)
    }

    /// Takes an id that the author wrote; false when the page has it already.
    pub fn take(&mut self, id: &str) -> bool {
        let before = self.taken.len();
        !self.taken.contains_key(id) && self.taken.insert(id.to_owned(), before).is_none()
    }

    /// How many ids were given out before this one, if it was.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.taken.get(id).copied()
    }

    /// How many ids were given out.
    pub fn count(&self) -> usize {
        self.taken.len()
    }

    /// All ids, sorted.
    pub fn into_sorted(self) -> Vec<String> {
        let mut ids: Vec<String> = self.taken.into_keys().collect();
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;

    #[test]
    fn ids_are_githubs() {
        for (text, id) in [
            ("How we test", "how-we-test"),
            ("What's next? (a plan)", "whats-next-a-plan"),
            ("C++ & Rust", "c--rust"),
            ("snake_case stays", "snake_case-stays"),
            ("Größe der Küche", "größe-der-küche"),
            ("日本語 見出し", "日本語-見出し"),
            ("हिन्दी", "हिन्दी"),
            ("1. First", "1-first"),
        ] {
            assert_eq!(slug(text), id, "{text}");
        }
    }

    #[test]
    fn the_frames_and_the_footnotes_ids_are_not_for_headings() {
        let mut ids = Ids::default();
        for (text, id) in [
            ("Site main", "section-site-main"),
            ("Site sidebar", "section-site-sidebar"),
            ("site-found-3", "section-site-found-3"),
            ("Site reliability", "site-reliability"),
            ("fn 1", "section-fn-1"),
            ("fn-1", "section-fn-1-1"),
            ("fnref-1-2", "section-fnref-1-2"),
            ("fn main", "fn-main"),
            ("fn-", "fn-"),
            ("Tab 1", "tab-1"),
            ("Tab 0-1", "section-tab-0-1"),
        ] {
            assert_eq!(ids.heading(text), id, "{text}");
        }
        assert!(
            !ids.take_for_heading("site-main") && ids.take_for_heading("own") && !ids.take_for_heading("own")
        );
    }

    #[test]
    fn every_id_of_the_themes_frames_is_reserved() {
        let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        let mut found = FxHashSet::default();
        for entry in walkdir::WalkDir::new(themes).into_iter().map(|entry| entry.expect("a file")) {
            if entry.path().extension().is_some_and(|ending| ending == "html") {
                let text = std::fs::read_to_string(entry.path()).expect("a template");
                let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(ids.filter(|id| !id.contains('{')).map(str::to_owned));
            }
        }
        let open: Vec<_> = found.iter().filter(|id| !is_reserved(id)).collect();
        assert!(found.len() > 1 && open.is_empty(), "{open:?} of {found:?}");
    }

    #[test]
    fn repetitions_are_numbered_and_never_collide() {
        let mut ids = Ids::default();
        assert!(ids.take("a-1"));
        assert!(!ids.take("a-1"));
        let given: Vec<String> = ["A", "A", "A", "?", "!"].iter().map(|text| ids.heading(text)).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "section", "section-1"]);
    }
}
