//! The pages that list all failures, all that is to be done, all that was decided and who is on call everywhere. Of many there are several, so that
//! no reader is sent all of them at first.

use std::collections::BTreeMap;

use super::health_files::is_wanted;
use super::outputs::Outputs;
use super::practices::bare;
use super::{Decisions, Derived, Handbook, Holder, PAGES, Page, PageId, ToDo};
use crate::actions;
use crate::config::Config;
use crate::kinds::{Kinds, capitalized};
use crate::load::Asset;
use crate::syntax::yaml::Step;

/// The folder of the register of failures.
const INCIDENTS: &str = "coe";
/// The folder of the list of what is to be done.
const ACTIONS: &str = "actions";
/// The folder of the log of decisions.
const DECISIONS: &str = "decisions";
/// The folder of who is on call, where their calendars are too.
pub const ON_CALL: &str = "on-call";
/// So many rows a page of a register has.
pub const ROWS: usize = 100;

/// What a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register {
    /// Failures, the latest first.
    Incidents,
    /// What is to be done, what is due first, first.
    Actions,
    /// What was decided: what is still to be decided first, then the newest.
    Decisions,
    /// Who is on call, by unit.
    OnCall,
}

impl Register {
    /// All of them.
    const ALL: [Register; 4] =
        [Register::Incidents, Register::Actions, Register::Decisions, Register::OnCall];
}

/// The pages of the registers, in their order; none of a register that has nothing in it.
#[derive(Debug, Clone, Default)]
pub struct Registers {
    pages: BTreeMap<Register, Vec<PageId>>,
    /// The paths of the feeds of what is new in them.
    feeds: BTreeMap<Register, String>,
}

impl Registers {
    /// Adds the pages of registers that have something in them, or finds the first where somebody wrote it.
    pub fn derive(pages: &mut Vec<Page>, assets: &[Asset], config: &Config, kinds: &Kinds) -> Self {
        let is_read = |page: &&Page| page.parsed.is_some() && !page.hidden();
        let incidents = pages.iter().filter(is_read).filter(|page| page.kind.incident.is_some()).count();
        let says = |page: &&Page| super::actions::says_actions(&page.kind);
        let lists = pages
            .iter()
            .filter(is_read)
            .filter(says)
            .filter_map(|page| page.parsed.as_ref()?.front.others.get(actions::KEY));
        let (mut has_actions, mut open) = (false, 0);
        for list in lists {
            let actions = actions::read(list, &[Step::Key(actions::KEY.to_owned())]);
            has_actions |= !actions.is_empty();
            open += actions.iter().filter(|action| action.is_open()).count();
        }
        let decisions = Decisions::count(pages);
        let rotations = pages.iter().filter(is_read).filter(|page| page.kind.rota.is_some()).count();
        let decided = kinds.word("decision").map(|word| capitalized(&word.many));
        let decided = decided.unwrap_or_else(|| "Decisions".to_owned());
        let wanted = [
            (rotations > 0, Register::OnCall, ON_CALL, "On call", rotations),
            (incidents > 0, Register::Incidents, INCIDENTS, "Corrections of error", incidents),
            (has_actions, Register::Actions, ACTIONS, "Actions", open),
            (decisions > 0, Register::Decisions, DECISIONS, &*decided, decisions),
        ];
        let mut registers = Registers::default();
        for (_, register, folder, title, rows) in wanted.into_iter().filter(|(is_wanted, ..)| *is_wanted) {
            let of_it = add(pages, (assets, config, kinds), (register, folder, title), rows);
            registers.pages.insert(register, of_it);
        }
        registers
    }

    /// Takes the outputs of the feeds, where they are free and the site has an address, as a feed must.
    pub fn settle(book: &mut Handbook, config: &Config, outputs: &mut Outputs) {
        if config.build.base_url.as_ref().is_none_or(|base| base.starts_with('/')) {
            return;
        }
        for register in [Register::Incidents, Register::Decisions] {
            let Some(first) = book.register(register).first() else { continue };
            let path = format!("{}feed.xml", book.pages[*first].url);
            if outputs.take(&path, &Holder::Site(PAGES)).is_ok() {
                book.registers.feeds.insert(register, path);
            }
        }
    }
}

/// The pages of a register: those that there are, and those that are added where nobody wants the address.
fn add(
    pages: &mut Vec<Page>,
    (assets, config, kinds): (&[Asset], &Config, &Kinds),
    (register, folder, title): (Register, &str, &str),
    rows: usize,
) -> Vec<PageId> {
    let mut of_register = Vec::new();
    for number in 1..=rows.div_ceil(ROWS).max(1) {
        let there = |url: &str| pages.iter().position(|page| page.url.eq_ignore_ascii_case(url));
        let is_free = |url: &String| {
            there(url).is_none() && !is_wanted(pages, assets, config, url.trim_end_matches('/'))
        };
        let url = match number {
            1 => {
                let url = format!("{folder}/");
                if let Some(page) = there(&url) {
                    of_register.push(page);
                    continue;
                }
                Some(url).filter(is_free)
            }
            // Somebody may call a record by its number alone.
            number => {
                let urls = [format!("{folder}/{number}/"), format!("{folder}/page-{number}/")];
                urls.into_iter().find(is_free)
            }
        };
        let Some(url) = url else { break };
        let parent = of_register.first().copied().unwrap_or(0);
        let derived = Derived::Register(register, number);
        pages.push(bare(parent, title.to_owned(), url, derived, kinds.page()));
        of_register.push(pages.len() - 1);
    }
    of_register
}

/// What the registers list, in their order: worked out once for all of their pages.
#[derive(Debug, Clone, Default)]
pub struct Registered {
    /// The pages of failures.
    pub incidents: Vec<PageId>,
    /// What is to be done.
    pub to_do: Vec<ToDo>,
}

impl Handbook {
    /// What the registers list, of those that there are.
    pub fn registered(&self) -> Registered {
        let has = |register| !self.register(register).is_empty();
        Registered {
            incidents: if has(Register::Incidents) { self.incidents() } else { Vec::new() },
            to_do: if has(Register::Actions) { self.to_do() } else { Vec::new() },
        }
    }

    /// The pages of a register, in their order.
    pub fn register(&self, register: Register) -> &[PageId] {
        self.registers.pages.get(&register).map_or(&[], Vec::as_slice)
    }

    /// Which register a page shows, and the number of the page in it, from zero on.
    pub fn register_at(&self, page: PageId) -> Option<(Register, usize)> {
        Register::ALL.into_iter().find_map(|register| {
            let at = self.register(register).iter().position(|other| *other == page)?;
            Some((register, at))
        })
    }

    /// Those of all rows of a register that one of its pages has: the last has all that are left.
    pub fn rows_at<'r, T>(&self, register: Register, number: usize, all: &'r [T]) -> &'r [T] {
        let start = all.len().min(number * ROWS);
        let is_last = number + 1 >= self.register(register).len();
        let end = if is_last { all.len() } else { all.len().min(start + ROWS) };
        &all[start..end]
    }

    /// The path of the feed of what is new in a register.
    pub fn register_feed(&self, register: Register) -> Option<&str> {
        self.registers.feeds.get(&register).map(String::as_str)
    }

    /// The register of which a path is that of the feed.
    pub fn feed_of_register(&self, path: &str) -> Option<Register> {
        self.registers.feeds.iter().find(|(_, feed)| *feed == path).map(|(register, _)| *register)
    }

    /// The paths of the feeds of registers.
    pub(super) fn register_feeds(&self) -> impl Iterator<Item = &str> {
        self.registers.feeds.values().map(String::as_str)
    }
}
