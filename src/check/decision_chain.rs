//! Decisions that do not agree on which took the place of which.

use super::Whole;
use crate::decision::{Reference, SUPERSEDED_BY, Stated, Status};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId};
use crate::syntax::yaml::Step;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "decision-chain",
    level: Level::Warning,
    structural: false,
    summary: "Decisions do not agree on which took the place of which, or it goes round in a circle.",
    why: "Whoever finds the old decision must be led to the one that holds. It is enough that one side says so; what both say has to agree, what was superseded has a successor that was accepted, and its own status says that it holds no more.",
    bad: "== content/one.md\n---\nkind: decision\nstatus: accepted\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nA.\n== content/two.md\n---\nkind: decision\nstatus: accepted\nsupersedes: one\n---\n# Two\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nB.\n",
    good: "== content/one.md\n---\nkind: decision\nstatus: superseded\n---\n# One\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nA.\n== content/two.md\n---\nkind: decision\nstatus: accepted\nsupersedes: one\n---\n# Two\n\n## Options\n\n- A\n- B\n\n## Outcome\n\nB.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    for (page, stated) in book.decisions() {
        let of = Of { book, page, stated };
        let found = of.circle().or_else(|| of.status()).into_iter().chain(of.contradictions());
        findings.extend(found);
    }
}

struct Of<'a> {
    book: &'a Handbook,
    page: PageId,
    stated: &'a Stated,
}

impl Of<'_> {
    fn place(&self, path: &[Step]) -> Option<Place> {
        self.book.pages[self.page].parsed.as_ref().map(|parsed| parsed.place_of(path))
    }

    /// Where it says how far it is; or where it says what took its place.
    fn status_place(&self) -> Option<Place> {
        let others = &self.book.pages[self.page].parsed.as_ref()?.front.others;
        let key = ["status", SUPERSEDED_BY, "kind"]
            .into_iter()
            .find(|key| others.contains_key(*key))
            .unwrap_or("kind");
        self.place(&[Step::Key(key.to_owned())])
    }

    fn title(&self, page: PageId) -> &str {
        &self.book.pages[page].title
    }

    fn status_of(&self, page: PageId) -> Option<Status> {
        self.book.decision(page).and_then(|stated| stated.status)
    }

    fn found(&self, message: String, place: Option<Place>, help: &str) -> Finding {
        let place = place.unwrap_or_else(|| self.book.pages[self.page].place());
        Finding::new(&RULE, message).at(place).help(help)
    }

    /// Where a page says that it took the place of another, or that the other took its own.
    fn said(&self, page: PageId, of: PageId) -> Option<Place> {
        let stated = self.book.decision(page)?;
        let names = |named: &&Reference| self.book.decision_referred(page, named) == Some(of);
        let named = stated.supersedes.iter().chain(&stated.superseded_by).find(names)?;
        self.book.pages[page].parsed.as_ref().map(|parsed| parsed.place_of(&named.path))
    }

    /// That one took its own place, by way of others; said once, of the first of them.
    fn circle(&self) -> Option<Finding> {
        let round = self.round()?;
        if round.iter().any(|page| *page < self.page) {
            return None;
        }
        let next = round.get(1).copied().unwrap_or(self.page);
        let place = self.said(self.page, next).or_else(|| self.status_place());
        let message = match round.len() {
            1 => "this decision says that it took its own place".to_owned(),
            _ => {
                let titles = round.iter().map(|page| format!("“{}”", self.title(*page)));
                format!(
                    "these decisions take the place of each other: {}",
                    titles.collect::<Vec<_>>().join(", ")
                )
            }
        };
        let help = "the newest takes the place of the older ones: take out what says the contrary";
        let others = round.iter().skip(1).filter_map(|page| {
            let place = round.iter().find_map(|other| self.said(*page, *other))?;
            Some((place, "this is part of the circle"))
        });
        let finding = self.found(message, place, help);
        Some(others.fold(finding, |finding, (place, what)| finding.related(place, what)))
    }

    /// The shortest way from it back to itself, by what took the place of what.
    fn round(&self) -> Option<Vec<PageId>> {
        let mut ways = std::collections::VecDeque::from([vec![self.page]]);
        let mut seen = std::collections::BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            let last = way.last().copied()?;
            for next in self.book.superseding(last) {
                if next == self.page {
                    return Some(way);
                }
                if seen.insert(next) {
                    ways.push_back([&way[..], &[next]].concat());
                }
            }
        }
        None
    }

    /// What is wrong between its status and what took its place.
    fn status(&self) -> Option<Finding> {
        let status = self.stated.status?;
        let book = self.book;
        let after: Vec<PageId> = book.superseding(self.page).collect();
        // Where it says an address elsewhere, or what is no page, that is another rule's.
        let is_named = !self.stated.superseded_by.is_empty();
        let holds = |page: &&PageId| self.status_of(**page).is_none_or(Status::was_accepted);
        match (status, after.iter().find(holds)) {
            (Status::Superseded, None) if after.is_empty() && is_named => self.unnamed(),
            (Status::Superseded, None) if after.is_empty() => Some(self.found(
                "this was superseded, and nothing says by what".to_owned(),
                self.status_place(),
                "name it in `superseded_by`, or this in the `supersedes` of the other; what nothing took the place of is `deprecated`",
            )),
            (Status::Superseded, None) => {
                let next = *after.first()?;
                let word = self.status_of(next)?.word();
                let place = self.said(self.page, next).or_else(|| self.status_place());
                let message = format!("this was superseded by “{}”, which is {word}", self.title(next));
                Some(self.found(message, place, "what was not accepted takes no place: say what did, or what this is"))
            }
            (Status::Accepted | Status::Proposed, Some(next)) => {
                let message = format!("this is {}, though “{}” took its place", status.word(), self.title(*next));
                let finding = self.found(message, self.status_place(), "write `status: superseded`");
                let there = self.said(*next, self.page);
                Some(there.into_iter().fold(finding, |finding, place| finding.related(place, "it is said here")))
            }
            _ => None,
        }
    }

    /// What a status says that took its place, and is not there. What a field names is another rule's.
    fn unnamed(&self) -> Option<Finding> {
        let named = self.stated.superseded_by.first()?;
        let is_here = named.is_of_status() && !named.text.contains("://");
        let message = format!("this was superseded by `{}`, and there is no such decision", named.text);
        is_here
            .then(|| self.found(message, self.status_place(), "name it by its path, its number or its title"))
    }

    /// Where both sides name something, and not each other.
    fn contradictions(&self) -> Vec<Finding> {
        let named = |page: PageId, of: &[Reference]| -> Vec<PageId> {
            of.iter().filter_map(|named| self.book.decision_referred(page, named)).collect()
        };
        let mut found = Vec::new();
        // Of what it says that it replaces, those that say another did.
        for old in named(self.page, &self.stated.supersedes) {
            let Some(stated) = self.book.decision(old).filter(|_| old != self.page) else { continue };
            let by = named(old, &stated.superseded_by);
            if let Some(other) = by.first().filter(|_| !by.contains(&self.page)) {
                let message = format!(
                    "this says that it took the place of “{}”, which says that “{}” did",
                    self.title(old),
                    self.title(*other)
                );
                let finding =
                    self.found(message, self.said(self.page, old), "let both say the same, or only one");
                let there = self.said(old, *other);
                found.push(
                    there
                        .into_iter()
                        .fold(finding, |finding, place| finding.related(place, "the other says it here")),
                );
            }
        }
        // And of what it says replaced it, those that say they replaced something else, and not it.
        for new in named(self.page, &self.stated.superseded_by) {
            let Some(stated) = self.book.decision(new).filter(|_| new != self.page) else { continue };
            let before = named(new, &stated.supersedes);
            if let Some(other) = before.first().filter(|_| !before.contains(&self.page)) {
                let message = format!(
                    "this says that “{}” took its place, which says that it took that of “{}”",
                    self.title(new),
                    self.title(*other)
                );
                let finding =
                    self.found(message, self.said(self.page, new), "let both say the same, or only one");
                let there = self.said(new, *other);
                found.push(
                    there
                        .into_iter()
                        .fold(finding, |finding, place| finding.related(place, "the other says it here")),
                );
            }
        }
        found
    }
}
