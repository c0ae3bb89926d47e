//! Two handbooks with the same pages and the same text, one of which says of them what they are: what that costs.
//!
//! The two are built in turns, into an empty folder each, so that a slow minute of the machine falls on both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is asked for.
pub struct Options {
    pub pages: usize,
    pub runs: usize,
    dayone: PathBuf,
    work: Option<PathBuf>,
}

impl Options {
    /// Reads `--pages`, `--runs`, `--dayone` and `--work`.
    pub fn read(arguments: &[String]) -> Result<Self, String> {
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
}

/// Runs a benchmark that was asked for, and ends with its fault.
pub fn main(name: &str, measure: impl Fn(&Options) -> Result<(), String>) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("This takes a minute; start it with: cargo bench --bench {name}");
        return;
    }
    if let Err(message) = Options::read(&arguments).and_then(|options| measure(&options)) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

/// Builds two handbooks that `write` makes, and says how much longer the one with kinds takes; `wanted` is how much
/// that may be.
pub fn measure(
    options: &Options,
    what: &str,
    wanted: f64,
    write: impl Fn(Book<'_>) -> std::io::Result<()>,
) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
    let work = options.work.as_deref().unwrap_or(scratch.path());
    let (typed, plain) = (work.join("typed"), work.join("plain"));
    for (root, is_typed) in [(&typed, true), (&plain, false)] {
        let _ = fs::remove_dir_all(root);
        write(Book { root, is_typed, dice: 4 }).map_err(|error| format!("cannot write: {error}"))?;
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        with.push(build(options, &typed)?);
        without.push(build(options, &plain)?);
    }
    let outputs = |root: &Path| count(&root.join("public"));
    let best = with.iter().min().zip(without.iter().min());
    let best = best.map_or(0.0, |(with, without)| with.as_secs_f64() / without.as_secs_f64());
    let (with, without) = (median(&mut with), median(&mut without));
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    println!(
        "{what}: with kinds {} files in {with:.2?}, without {} in {without:.2?}: {ratio:.2}, best of each {best:.2} (wanted {wanted})",
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

/// A handbook that is being written.
pub struct Book<'a> {
    root: &'a Path,
    /// Whether it says of its pages what they are.
    pub is_typed: bool,
    /// The state of a generator of numbers, that both handbooks start from.
    dice: u64,
}

impl Book<'_> {
    /// Writes a file, by its path from the root.
    pub fn file(&self, path: &str, text: &str) -> std::io::Result<()> {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap_or(self.root))?;
        fs::write(file, text)
    }

    /// Writes a page; `typed` is what it says of itself only if the handbook does.
    pub fn page(&mut self, path: &str, front: &str, typed: &str) -> std::io::Result<()> {
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
        self.file(&format!("content/{path}"), &text)
    }

    /// Words of a small language.
    pub fn words(&mut self, many: usize) -> String {
        const WORDS: [&str; 16] = [
            "team", "reviews", "every", "change", "before", "merge", "says", "why", "page", "nobody",
            "reads", "mends", "breaks", "night", "owner", "handover",
        ];
        (0..many).map(|_| WORDS[self.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    /// A number below `sides`, by a linear congruential generator (Knuth, MMIX).
    pub fn roll(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap_or_default() % sides
    }
}
