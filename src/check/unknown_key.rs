//! Front matter keys that mean nothing.

use std::collections::BTreeMap;

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::Page;
use crate::syntax::front_matter::{self, SHARED_KEYS};

pub static RULE: Rule = Rule {
    code: "unknown-key",
    level: Level::Warning,
    structural: false,
    summary: "A front matter key is not one that the page's kind has.",
    why: "It has no effect, and may be a misspelt one that should. Keys of other generators are said once a handbook, however many pages have them; keys for a theme's own templates belong under `extra`.",
    bad: "---\ntitel: Testing\n---\nText.\n",
    good: "---\ntitle: Testing\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    // By key: the first page that has it, and how many do.
    let mut foreign: BTreeMap<&str, (&Page, usize)> = BTreeMap::new();
    for page in &whole.handbook.pages {
        let Some(parsed) = &page.parsed else { continue };
        for key in parsed.front.others.keys() {
            let known = || page.kind.fields.iter().map(|field| field.name);
            if known().any(|field| field == key) {
                continue;
            }
            let shared = SHARED_KEYS
                .iter()
                .flat_map(|(name, also)| std::iter::once(*name).chain(also.iter().copied()));
            match nearest(key, shared.chain(known())) {
                Some(near) => findings.push(
                    Finding::new(&RULE, format!("there is no key `{key}`"))
                        .at(front_matter::place_of_key(&parsed.source, key))
                        .help(format!("did you mean `{near}`?")),
                ),
                None => foreign.entry(key).or_insert((page, 0)).1 += 1,
            }
        }
    }
    for (key, (page, count)) in foreign {
        let Some(source) = page.source() else { continue };
        let also = match count {
            1 => String::new(),
            2 => " (and 1 other page has it)".to_owned(),
            _ => format!(" (and {} other pages have it)", count - 1),
        };
        findings.push(
            Finding::new(&RULE, format!("`{key}` means nothing to a page of kind `{}`{also}", page.kind.id))
                .at(front_matter::place_of_key(source, key))
                .help("remove it, or move it under `extra` if a template reads it"),
        );
    }
}
