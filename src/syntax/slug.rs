//! Heading ids, as GitHub makes them.

use rustc_hash::{FxHashMap, FxHashSet};

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

/// The ids of one page: each given out once, repetitions numbered from 1.
#[derive(Debug, Default)]
pub struct Ids {
    taken: FxHashSet<String>,
    next: FxHashMap<String, usize>,
}

impl Ids {
    /// Takes the id for a heading of this text. A heading without letters gets `section`.
    pub fn heading(&mut self, text: &str) -> String {
        let slug = slug(text);
        let base = if slug.is_empty() { "section".to_owned() } else { slug };
        if self.taken.insert(base.clone()) {
            return base;
        }
        let next = self.next.entry(base.clone()).or_insert(1);
        loop {
            let id = format!("{base}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Takes an id that the author wrote; false when the page has it already.
    pub fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// All ids, sorted.
    pub fn into_sorted(self) -> Vec<String> {
        let mut ids: Vec<String> = self.taken.into_iter().collect();
        ids.sort_unstable();
        ids
    }
}

#[cfg(test)]
mod tests {
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
    fn repetitions_are_numbered_and_never_collide() {
        let mut ids = Ids::default();
        assert!(ids.take("a-1"));
        assert!(!ids.take("a-1"));
        let given: Vec<String> = ["A", "A", "A", "?", "!"].iter().map(|text| ids.heading(text)).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "section", "section-1"]);
    }
}
