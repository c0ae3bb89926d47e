//! Where pages are that moved, in few words: a folder with ten thousand pages moved once.

use std::collections::BTreeMap;

/// So many pages are told one by one.
const FEW: usize = 64;

/// Pages that moved, by their old addresses, and folders of which every page did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moves<'m> {
    pub pages: BTreeMap<&'m str, &'m str>,
    pub folders: BTreeMap<&'m str, &'m str>,
}

impl<'m> Moves<'m> {
    /// What to tell of pages that moved. `is_empty` knows whether nothing is below an address now: only
    /// then does a folder's move tell of all that was there.
    pub fn of(moved: &'m BTreeMap<String, String>, is_empty: impl Fn(&str) -> bool) -> Self {
        if moved.len() <= FEW {
            let pages = moved.iter().map(|(old, new)| (&**old, &**new)).collect();
            return Moves { pages, folders: BTreeMap::new() };
        }
        let mut folders: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for (old, new) in moved {
            let (from, to) = folder(old, new);
            let known = folders.entry(from).or_insert((to, 0));
            // A folder that was divided has moved nowhere.
            *known = if known.0 == to { (to, known.1 + 1) } else { ("", 0) };
        }
        // The largest are told; what nobody was told of is looked for by those who had it open.
        let mut largest: Vec<_> = folders.into_iter().filter(|(from, _)| !from.is_empty()).collect();
        largest.sort_by_key(|(_, (_, number))| std::cmp::Reverse(*number));
        let told = largest.into_iter().take(FEW).filter(|(from, (to, _))| !to.is_empty() && is_empty(from));
        Moves { pages: BTreeMap::new(), folders: told.map(|(from, (to, _))| (from, to)).collect() }
    }
}

/// What of two addresses differs at their start, in whole parts: `a/b/` and `c/b/` are in `a/` and `c/`.
fn folder<'m>(old: &'m str, new: &'m str) -> (&'m str, &'m str) {
    let (mut old, mut new) = (old, new);
    loop {
        let parent = |url: &str| url.trim_end_matches('/').rfind('/').map(|at| at + 1);
        let (Some(above), Some(beyond)) = (parent(old), parent(new)) else { return (old, new) };
        if old[above..] != new[beyond..] {
            return (old, new);
        }
        (old, new) = (&old[..above], &new[..beyond]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_what_differs() {
        for (old, new, from, to) in [
            ("a/b/c/", "x/b/c/", "a/", "x/"),
            ("a/b/", "b/", "a/b/", "b/"),
            ("a/", "b/", "a/", "b/"),
            ("k/a/b/", "k/x/b/", "k/a/", "k/x/"),
            ("a/b/", "a/c/", "a/b/", "a/c/"),
        ] {
            assert_eq!(folder(old, new), (from, to), "{old} {new}");
        }
    }

    #[test]
    fn many_pages_are_told_by_their_folders() {
        let page = |number: usize| (format!("teams/{number}/x/"), format!("squads/{number}/x/"));
        let few: BTreeMap<String, String> = (0..2).map(page).collect();
        assert_eq!(Moves::of(&few, |_| true).pages.len(), 2);
        let many: BTreeMap<String, String> = (0..10_000).map(page).collect();
        let moves = Moves::of(&many, |from| from == "teams/");
        assert_eq!((moves.pages.len(), moves.folders), (0, BTreeMap::from([("teams/", "squads/")])));
        assert_eq!(Moves::of(&many, |_| false), Moves::default());
        let divided =
            |number: usize| (format!("a/{number}/"), format!("{}/{number}/", ["b", "c"][number % 2]));
        assert_eq!(Moves::of(&(0..100).map(divided).collect(), |_| true), Moves::default());
    }
}
