//! What the team model costs: an organisation of 50 units and 40 practices on 10,000 pages, with kinds and without.
//!
//! ```text
//! cargo bench --bench organisation -- [--pages 10000] [--runs 5] [--dayone PATH] [--work FOLDER]
//! ```
//!
//! Both handbooks have the same pages with the same text. One says of them what they are: units with members and
//! work, practices with norms, stances and reasons, principles that pages cite, owners and reviews, people. The
//! two are built in turns, into an empty folder each, so that a slow minute of the machine falls on both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

struct Options {
    pages: usize,
    runs: usize,
    dayone: PathBuf,
    work: Option<PathBuf>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("This takes a minute; start it with: cargo bench --bench organisation");
        return;
    }
    if let Err(message) = options(&arguments).and_then(|options| measure(&options)) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        pages: 10_000,
        runs: 5,
        dayone: option_env!("CARGO_BIN_EXE_dayone").unwrap_or("dayone").into(),
        work: None,
    };
    let number = |value: &str| value.parse().map_err(|_| format!("no number: {value}"));
    let mut arguments = arguments.iter().filter(|argument| *argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--pages" => options.pages = number(value)?,
            "--runs" => options.runs = number(value)?,
            "--dayone" => options.dayone = value.into(),
            "--work" => options.work = Some(value.into()),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

fn measure(options: &Options) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
    let work = options.work.as_deref().unwrap_or(scratch.path());
    let (typed, plain) = (work.join("typed"), work.join("plain"));
    for (root, is_typed) in [(&typed, true), (&plain, false)] {
        Organisation { root, is_typed, dice: 4 }
            .write(options.pages)
            .map_err(|error| format!("cannot write: {error}"))?;
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        with.push(build(options, &typed)?);
        without.push(build(options, &plain)?);
    }
    let outputs = |root: &Path| count(&root.join("public"));
    let (with, without) = (median(&mut with), median(&mut without));
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    println!(
        "with kinds {} files in {with:.2?}, without {} in {without:.2?}: {ratio:.2} (wanted 1.25)",
        outputs(&typed),
        outputs(&plain)
    );
    Ok(())
}

/// How long a build into an empty folder takes.
fn build(options: &Options, root: &Path) -> Result<Duration, String> {
    let _ = fs::remove_dir_all(root.join("public"));
    let _ = fs::remove_dir_all(root.join(".dayone"));
    let started = Instant::now();
    let output = Command::new(&options.dayone)
        .args(["build", "--today", "2026-06-01"])
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot start {}: {error}", options.dayone.display()))?;
    let took = started.elapsed();
    match output.status.success() {
        true => Ok(took),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
}

/// Groups of units, practices and principles in an organisation.
const GROUPS: usize = 5;
const TEAMS: usize = 9;
const PRACTICES: usize = 40;
const PRINCIPLES: usize = 8;

/// Writes an organisation's handbook.
struct Organisation<'a> {
    root: &'a Path,
    is_typed: bool,
    /// The state of a generator of numbers, that both handbooks start from.
    dice: u64,
}

impl Organisation<'_> {
    fn write(mut self, pages: usize) -> std::io::Result<()> {
        let _ = fs::remove_dir_all(self.root);
        fs::create_dir_all(self.root)?;
        fs::write(self.root.join("book.toml"), "[book]\ntitle = \"Organisation\"\n")?;
        self.page("index.md", "", "")?;
        let mut written = 1;
        for at in 0..PRINCIPLES {
            self.page(
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
            self.page(&format!("practices/p{at}.md"), "description: A practice\n", &typed)?;
            written += 1;
        }
        let groups = (0..GROUPS).map(|group| format!("g{group}"));
        let units: Vec<String> = groups
            .flat_map(|group| {
                std::iter::once(group.clone()).chain((0..TEAMS).map(move |team| format!("{group}/t{team}")))
            })
            .collect();
        for (at, unit) in units.iter().enumerate() {
            written += self.unit(unit, at, &units)?;
        }
        for at in written..pages {
            let unit = &units[at % units.len()];
            let typed = format!("reviewed: 2026-0{}-01\nreview_in: 6 months\n", 1 + at % 5);
            self.page(&format!("teams/{unit}/notes/n{at}.md"), "description: A note\n", &typed)?;
        }
        if self.is_typed {
            let people: String = (0..units.len() * 4)
                .map(|at| format!("m{at}:\n  name: Member {at}\n  unit: {}\n", units[at % units.len()]))
                .collect();
            fs::write(self.root.join("content/people.yaml"), people)?;
        }
        Ok(())
    }

    /// A unit with its own way in some of the practices; how many pages that is.
    fn unit(&mut self, unit: &str, at: usize, units: &[String]) -> std::io::Result<usize> {
        let typed = format!(
            "kind: team\nmission: To be there.\nlead: m{at}\nmembers: [m{at}]\nowner: {unit}\nworks_with: [{{unit: {}, mode: as a service}}]\n",
            units[(at + 1) % units.len()]
        );
        self.page(&format!("teams/{unit}/_index.md"), "description: A unit\n", &typed)?;
        let mut own: Vec<usize> = (0..12).map(|_| self.roll(PRACTICES)).collect();
        own.sort_unstable();
        own.dedup();
        for practice in &own {
            let stance = ["adapts", "adapts", "replaces"][self.roll(3)];
            let typed =
                format!("kind: practice\nstance: {stance}\nwhy: Because.\nnorms:\n  a: {}\n", self.roll(9));
            self.page(&format!("teams/{unit}/p{practice}.md"), "description: Ours\n", &typed)?;
        }
        Ok(1 + own.len())
    }

    /// A page; `typed` is what it says of itself only if the handbook does.
    fn page(&mut self, path: &str, front: &str, typed: &str) -> std::io::Result<()> {
        let typed = if self.is_typed { typed } else { "" };
        let (title, words): (String, [String; 3]) =
            (self.words(3), [60, 60, 60].map(|many| self.words(many)));
        let text = format!(
            "---\n{front}{typed}---\n# {title}\n\n{}.\n\n## Speed\n\n{}.\n\n## Care\n\n{}. [home](/index.md)\n\n- {}\n- {}\n",
            words[0],
            words[1],
            words[2],
            self.words(10),
            self.words(10)
        );
        let file = self.root.join("content").join(path);
        fs::create_dir_all(file.parent().unwrap_or(self.root))?;
        fs::write(file, text)
    }

    fn words(&mut self, many: usize) -> String {
        const WORDS: [&str; 16] = [
            "team", "reviews", "every", "change", "before", "merge", "says", "why", "page", "nobody",
            "reads", "mends", "breaks", "night", "owner", "handover",
        ];
        (0..many).map(|_| WORDS[self.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    /// A number below `sides`, by a linear congruential generator (Knuth, MMIX).
    fn roll(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap_or_default() % sides
    }
}
