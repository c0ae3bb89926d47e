//! What the team model costs: an organisation of 50 units and 40 practices on 10,000 pages, with kinds and without.
//!
//! ```text
//! cargo bench --bench organisation -- [--pages 10000] [--runs 5] [--dayone PATH] [--work FOLDER]
//! ```
//!
//! Both handbooks have the same pages with the same text. One says of them what they are: units with members and
//! work, practices with norms, stances and reasons, principles that pages cite, owners and reviews, people.

mod pair;

use pair::Book;

fn main() {
    pair::main("organisation", |options| {
        pair::measure(options, "An organisation", 1.25, |mut book| write(&mut book, options.pages))
    });
}

/// Groups of units, practices and principles in an organisation.
const GROUPS: usize = 5;
const TEAMS: usize = 9;
const PRACTICES: usize = 40;
const PRINCIPLES: usize = 8;

fn write(book: &mut Book<'_>, pages: usize) -> std::io::Result<()> {
    book.file("book.toml", "[book]\ntitle = \"Organisation\"\n")?;
    book.page("index.md", "", "")?;
    let mut written = 1;
    for at in 0..PRINCIPLES {
        book.page(
            &format!("principles/r{at}.md"),
            "",
            "kind: principle\nstatement: Short.\nquestions: [Why?]\n",
        )?;
        written += 1;
    }
    for at in 0..PRACTICES {
        let typed = format!(
            "kind: practice\nnorms:\n  a: {at}\n  b: none\n  c: weekly\nprinciples: [r{}]\n",
            at % PRINCIPLES
        );
        book.page(&format!("practices/p{at}.md"), "description: A practice\n", &typed)?;
        written += 1;
    }
    let groups = (0..GROUPS).map(|group| format!("g{group}"));
    let units: Vec<String> = groups
        .flat_map(|group| {
            std::iter::once(group.clone()).chain((0..TEAMS).map(move |team| format!("{group}/t{team}")))
        })
        .collect();
    for (at, unit) in units.iter().enumerate() {
        written += write_unit(book, unit, at, &units)?;
    }
    for at in written..pages {
        let unit = &units[at % units.len()];
        let typed = format!("reviewed: 2026-0{}-01\nreview_in: 6 months\n", 1 + at % 5);
        book.page(&format!("teams/{unit}/notes/n{at}.md"), "description: A note\n", &typed)?;
    }
    if book.is_typed {
        let people: String = (0..units.len() * 4)
            .map(|at| format!("m{at}:\n  name: Member {at}\n  unit: {}\n", units[at % units.len()]))
            .collect();
        book.file("content/people.yaml", &people)?;
    }
    Ok(())
}

/// A unit with its own way in some of the practices; how many pages that is.
fn write_unit(book: &mut Book<'_>, unit: &str, at: usize, units: &[String]) -> std::io::Result<usize> {
    let typed = format!(
        "kind: team\nmission: To be there.\nlead: m{at}\nmembers: [m{at}]\nowner: {unit}\nworks_with: [{{unit: {}, mode: as a service}}]\n",
        units[(at + 1) % units.len()]
    );
    book.page(&format!("teams/{unit}/_index.md"), "description: A unit\n", &typed)?;
    let mut own: Vec<usize> = (0..12).map(|_| book.roll(PRACTICES)).collect();
    own.sort_unstable();
    own.dedup();
    for practice in &own {
        let stance = ["adapts", "adapts", "replaces"][book.roll(3)];
        let typed =
            format!("kind: practice\nstance: {stance}\nwhy: Because.\nnorms:\n  a: {}\n", book.roll(9));
        book.page(&format!("teams/{unit}/p{practice}.md"), "description: Ours\n", &typed)?;
    }
    Ok(1 + own.len())
}
