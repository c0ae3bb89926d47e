//! dayone against Hugo and mdBook on the same handbooks, in one run.
//!
//! ```text
//! cargo bench --bench compare -- [--pages 1k,10k] [--runs 5] [--only dayone,hugo,mdbook]
//!     [--hugo PATH] [--mdbook PATH] [--dayone PATH] [--work FOLDER]
//! ```
//!
//! The programs take turns, so that a slow minute of the machine falls on all of them. A program
//! that is neither named nor on the path is installed below the target folder. mdBook is left
//! out above 1,000 pages unless `--only` names it: its time grows with the square of their number.

#[path = "../corpus/mod.rs"]
mod corpus;
mod measure;
mod peers;
mod sites;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use corpus::Shape;
use measure::Run;

/// What the command line asks for.
struct Options {
    pages: Vec<String>,
    runs: usize,
    only: Option<Vec<String>>,
    hugo: Option<PathBuf>,
    mdbook: Option<PathBuf>,
    dayone: PathBuf,
    work: Option<PathBuf>,
}

/// One way to build a site, and its runs so far.
pub struct Contender {
    /// What the table calls it.
    pub name: &'static str,
    /// The contender that its time is compared with.
    pub against: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    folder: PathBuf,
    /// What is deleted before each run, relative to the folder.
    clean: &'static [&'static str],
    /// What its runs took.
    pub runs: Vec<Run>,
    /// Files and bytes of the site.
    pub site: (usize, u64),
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("This takes minutes; start it with: cargo bench --bench compare");
        return;
    }
    if let Err(message) = options(&arguments).and_then(|options| compare(&options)) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        pages: vec!["1k".to_owned(), "10k".to_owned()],
        runs: 5,
        only: None,
        hugo: None,
        mdbook: None,
        dayone: option_env!("CARGO_BIN_EXE_dayone").unwrap_or("dayone").into(),
        work: None,
    };
    let list = |value: &str| value.split(',').map(str::to_owned).collect();
    let mut arguments = arguments.iter().filter(|argument| *argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--pages" => options.pages = list(value),
            "--runs" => options.runs = value.parse().map_err(|_| format!("not a number of runs: {value}"))?,
            "--only" => options.only = Some(list(value)),
            "--hugo" => options.hugo = Some(value.into()),
            "--mdbook" => options.mdbook = Some(value.into()),
            "--dayone" => options.dayone = value.into(),
            "--work" => options.work = Some(value.into()),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

fn compare(options: &Options) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
    let work = options.work.as_deref().unwrap_or(scratch.path());
    let mut before: Option<Vec<Contender>> = None;
    for name in &options.pages {
        let shape = Shape::named(name).ok_or_else(|| format!("no corpus is called {name}; try 1k or 10k"))?;
        let mut contenders = contenders(options, name, shape, &work.join(name))?;
        for number in 1..=options.runs {
            eprintln!("{name}: run {number} of {}", options.runs);
            for contender in &mut contenders {
                contender.run(shape, scratch.path())?;
            }
        }
        print!("{}", table::of(name, shape, &contenders, before.as_deref()));
        before = Some(contenders);
    }
    Ok(())
}

/// The contenders for the corpus `name`, their handbooks written below `work`.
fn contenders(options: &Options, name: &str, shape: Shape, work: &Path) -> Result<Vec<Contender>, String> {
    let peers = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers");
    let wanted = |program: &str| match &options.only {
        Some(only) => only.iter().any(|name| name == program),
        None => program != "mdbook" || shape.size() <= 1000,
    };
    let written = |outcome: std::io::Result<u64>| match outcome {
        Ok(bytes) => {
            eprintln!("{name}: {} MB of Markdown", bytes / 1_000_000);
            Ok(())
        }
        Err(error) => Err(format!("cannot write a corpus below {}: {error}", work.display())),
    };
    let folder = |name: &str| {
        let folder = work.join(name);
        // Left over from an earlier run with the same `--work`.
        drop(fs::remove_dir_all(&folder));
        folder
    };
    let mut contenders = Vec::new();
    if wanted("dayone") {
        println!("{}", peers::version(&options.dayone, "--version"));
        let (full, plain) = (folder("dayone"), folder("dayone-plain"));
        written(sites::dayone(shape, &full, true))?;
        written(sites::dayone(shape, &plain, false))?;
        let build = ["build", ".", "-o", "public"];
        let dayone = |name, against, folder: &Path, clean| {
            Contender::new(name, against, &options.dayone, &build, folder, clean)
        };
        contenders.push(dayone("dayone, cold", "Hugo", &full, &["public", ".dayone"]));
        contenders.push(dayone("dayone, memo kept", "Hugo", &full, &["public"]));
        contenders.push(dayone("dayone, nothing changed", "Hugo", &full, &[]));
        contenders.push(dayone(
            "dayone, no highlighting",
            "Hugo, no highlighting",
            &plain,
            &["public", ".dayone"],
        ));
    }
    if wanted("hugo") {
        let program = peers::hugo(options.hugo.as_deref(), &peers)?;
        println!("{}", peers::version(&program, "version"));
        let build = ["build", "--quiet", "--cacheDir", "cache", "--destination", "public"];
        let clean: &[&str] = &["public", "cache", "resources"];
        for (name, highlight) in [("Hugo", true), ("Hugo, no highlighting", false)] {
            let folder = folder(if highlight { "hugo" } else { "hugo-plain" });
            written(sites::hugo(shape, &folder, highlight))?;
            let mut contender = Contender::new(name, name, &program, &build, &folder, clean);
            // Hugo wants its cache by an absolute path.
            contender.arguments[3] = folder.join("cache").to_string_lossy().into_owned();
            contenders.push(contender);
        }
    }
    if wanted("mdbook") {
        let program = peers::mdbook(options.mdbook.as_deref(), &peers)?;
        println!("{}", peers::version(&program, "--version"));
        let folder = folder("mdbook");
        written(sites::mdbook(shape, &folder))?;
        contenders.push(Contender::new(
            "mdBook",
            "Hugo",
            &program,
            &["build", "-d", "public"],
            &folder,
            &["public"],
        ));
    }
    Ok(contenders)
}

impl Contender {
    fn new(
        name: &'static str,
        against: &'static str,
        program: &Path,
        arguments: &[&str],
        folder: &Path,
        clean: &'static [&'static str],
    ) -> Self {
        Contender {
            name,
            against,
            program: program.to_owned(),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            folder: folder.to_owned(),
            clean,
            runs: Vec::new(),
            site: (0, 0),
        }
    }

    /// One measured run. A build that lacks pages is an error, not a fast build.
    fn run(&mut self, shape: Shape, scratch: &Path) -> Result<(), String> {
        for name in self.clean {
            drop(fs::remove_dir_all(self.folder.join(name)));
        }
        measure::settle();
        self.runs.push(measure::run(&self.program, &self.arguments, &self.folder, scratch)?);
        let (mut pages, mut files, mut bytes) = (0, 0, 0);
        for entry in walkdir::WalkDir::new(self.folder.join("public")).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                files += 1;
                bytes += entry.metadata().map_or(0, |metadata| metadata.len());
                pages += usize::from(entry.path().extension().is_some_and(|extension| extension == "html"));
            }
        }
        self.site = (files, bytes);
        match pages >= shape.size() {
            true => Ok(()),
            false => Err(format!("{} made {pages} pages of {}", self.name, shape.size())),
        }
    }
}
