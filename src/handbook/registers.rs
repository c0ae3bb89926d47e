//! The pages that list all failures, and all that is to be done. Of many there are several, so that no reader is sent
//! all of them at first.

use std::sync::Arc;

use super::health_files::is_wanted;
use super::outputs::Outputs;
use super::practices::bare;
use super::{Derived, Handbook, Holder, PAGES, Page, PageId, ToDo};
use crate::actions;
use crate::config::Config;
use crate::kinds::PageKind;
use crate::load::Asset;
use crate::syntax::yaml::Step;

/// The folder of the register of failures.
const INCIDENTS: &str = "coe";
/// The folder of the list of what is to be done.
const ACTIONS: &str = "actions";
/// So many rows a page of a register has.
pub const ROWS: usize = 100;

/// What a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register {
    /// Failures, the latest first.
    Incidents,
    /// What is to be done, what is due first, first.
    Actions,
}

/// The pages of the registers, in their order; none of a register that has nothing in it.
#[derive(Debug, Clone, Default)]
pub struct Registers {
    incidents: Vec<PageId>,
    actions: Vec<PageId>,
    /// The path of the feed of failures.
    feed: Option<String>,
}

impl Registers {
    /// Adds the pages of registers that have something in them, or finds the first where somebody wrote it.
    pub fn derive(pages: &mut Vec<Page>, assets: &[Asset], config: &Config, plain: &Arc<PageKind>) -> Self {
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
        let mut add = |register, folder, title, rows: usize| {
            add(pages, (assets, config, plain), (register, folder, title), rows)
        };
        Registers {
            incidents: if incidents == 0 {
                Vec::new()
            } else {
                add(Register::Incidents, INCIDENTS, "Corrections of error", incidents)
            },
            actions: if has_actions { add(Register::Actions, ACTIONS, "Actions", open) } else { Vec::new() },
            feed: None,
        }
    }

    /// Takes the output of the feed, if it is free and the site has an address, as a feed must.
    pub fn settle(book: &mut Handbook, config: &Config, outputs: &mut Outputs) {
        let has_address = config.build.base_url.as_ref().is_some_and(|base| !base.starts_with('/'));
        let Some(first) = book.registers.incidents.first().filter(|_| has_address) else { return };
        let path = format!("{}feed.xml", book.pages[*first].url);
        if outputs.take(&path, &Holder::Site(PAGES)).is_ok() {
            book.registers.feed = Some(path);
        }
    }
}

/// The pages of a register: those that there are, and those that are added where nobody wants the address.
fn add(
    pages: &mut Vec<Page>,
    (assets, config, plain): (&[Asset], &Config, &Arc<PageKind>),
    (register, folder, title): (Register, &str, &str),
    rows: usize,
) -> Vec<PageId> {
    let mut of_register = Vec::new();
    for number in 1..=rows.div_ceil(ROWS).max(1) {
        let url = match number {
            1 => format!("{folder}/"),
            number => format!("{folder}/{number}/"),
        };
        let there = pages.iter().position(|page| page.url.eq_ignore_ascii_case(&url));
        match there {
            Some(page) if number == 1 => of_register.push(page),
            None if !is_wanted(pages, assets, config, url.trim_end_matches('/')) => {
                let derived = Derived::Register(register, number);
                let parent = of_register.first().copied().unwrap_or(0);
                pages.push(bare(parent, title.to_owned(), url, derived, plain));
                of_register.push(pages.len() - 1);
            }
            _ => break,
        }
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
        match register {
            Register::Incidents => &self.registers.incidents,
            Register::Actions => &self.registers.actions,
        }
    }

    /// Which register a page shows, and the number of the page in it, from zero on.
    pub fn register_at(&self, page: PageId) -> Option<(Register, usize)> {
        [Register::Incidents, Register::Actions].into_iter().find_map(|register| {
            let at = self.register(register).iter().position(|other| *other == page)?;
            Some((register, at))
        })
    }

    /// The path of the feed of failures.
    pub fn incident_feed(&self) -> Option<&str> {
        self.registers.feed.as_deref()
    }
}
