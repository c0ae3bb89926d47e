//! What operations cost: 2,000 accounts of failures with ten actions each, and 500 rotations over two years, each on
//! 10,000 pages, with kinds and without.
//!
//! ```text
//! cargo bench --bench operations -- [--pages 10000] [--runs 5] [--dayone PATH] [--work FOLDER]
//! ```
//!
//! Both handbooks of a pair have the same pages with the same text; what accounts and rotations say in their front
//! matter stands under `extra` where they are none, so that both read it.

mod pair;

use std::fmt::Write as _;

use pair::Book;

const ACCOUNTS: usize = 2_000;
const ACTIONS: usize = 10;
const ROTATIONS: usize = 500;
/// People, of whom four share a rotation.
const PEOPLE: usize = 4 * ROTATIONS;

fn main() {
    pair::main("operations", |options| {
        let pages = options.pages;
        pair::measure(options, "2,000 accounts", 1.3, |mut book| accounts(&mut book, pages))?;
        pair::measure(options, "500 rotations", 1.3, |mut book| rotations(&mut book, pages))
    });
}

fn accounts(book: &mut Book<'_>, pages: usize) -> std::io::Result<()> {
    begin(book)?;
    for at in 0..ACCOUNTS {
        let day = format!("{}-{:02}-{:02}", 2024 + at % 2, 1 + at / 2 % 12, 1 + at / 24 % 28);
        let mut said = format!(
            "started: {day}T10:{:02}Z\ndetected: {day}T10:{:02}Z\nmitigated: {day}T12:00Z\nresolved: {day}T14:00Z\n\
             detected_by: alarm\nseverity: {}\nowner: m{}\nimpact: {at} bookings were late\n",
            at % 20,
            20 + at % 30,
            1 + at % 3,
            at % PEOPLE
        );
        said.push_str("timeline:\n");
        for minute in 0..6 {
            let _ = writeln!(said, "  - {{at: {day}T11:{:02}Z, what: {}}}", minute * 7, book.words(5));
        }
        said.push_str("actions:\n");
        for action in 0..ACTIONS {
            let state = if book.roll(3) == 0 { "open" } else { "done" };
            let kind = ["prevent", "detect", "mitigate", "process"][action % 4];
            let _ = writeln!(
                said,
                "  - {{do: {}, kind: {kind}, owner: m{}, due: 2026-{:02}-10, status: {state}}}",
                book.words(6),
                book.roll(PEOPLE),
                1 + book.roll(12)
            );
        }
        said_page(book, &format!("failures/y{}/f{at}.md", at % 50), "coe", &said)?;
    }
    notes(book, pages.saturating_sub(ACCOUNTS))
}

fn rotations(book: &mut Book<'_>, pages: usize) -> std::io::Result<()> {
    begin(book)?;
    for at in 0..ROTATIONS {
        let team = format!("teams/t{at}");
        book.page(&format!("{team}/_index.md"), "", "kind: team\n")?;
        let first = at * 4;
        let members: Vec<String> = (first..first + 4).map(|person| format!("m{person}")).collect();
        let mut said = format!(
            "members: [{}]\nstarts: 2025-01-06\nshift: 1 week\nhandoff: Monday 10:00\ntimezone: Europe/London\n\
             layers:\n  - {{name: primary}}\n  - {{name: secondary, start: 2025-01-13}}\noverrides:\n",
            members.join(", ")
        );
        for month in 0..20 {
            let (year, month) = (2025 + month / 10, 2 + month % 10);
            let person = first + book.roll(4);
            let _ = writeln!(
                said,
                "  - {{from: {year}-{month:02}-05T09:00, to: {year}-{month:02}-06T09:00, person: m{person}}}"
            );
        }
        said.push_str("escalation:\n  - {after: 10 minutes, to: secondary}\n  - {after: 20 minutes, to: \"#incidents\"}\n");
        said_page(book, &format!("{team}/rotation.md"), "rotation", &said)?;
    }
    notes(book, pages.saturating_sub(2 * ROTATIONS))
}

/// The settings, the first page, and the people.
fn begin(book: &mut Book<'_>) -> std::io::Result<()> {
    book.file("book.toml", "[book]\ntitle = \"Operations\"\n[people]\npages = false\n")?;
    book.page("index.md", "", "")?;
    if book.is_typed {
        let people: String = (0..PEOPLE)
            .map(|at| format!("m{at}:\n  name: Member {at}\n  timezone: Europe/London\n"))
            .collect();
        book.file("content/people.yaml", &people)?;
    }
    Ok(())
}

/// A page of a kind; without kinds it says the same under `extra`.
fn said_page(book: &mut Book<'_>, path: &str, kind: &str, said: &str) -> std::io::Result<()> {
    let front = if book.is_typed {
        format!("kind: {kind}\n{said}")
    } else {
        let below: String = said.lines().map(|line| format!("  {line}\n")).collect();
        format!("extra:\n{below}")
    };
    book.page(path, &front, "")
}

fn notes(book: &mut Book<'_>, many: usize) -> std::io::Result<()> {
    for at in 0..many {
        book.page(&format!("notes/n{}/n{at}.md", at / 100), "", "")?;
    }
    Ok(())
}
