//! The preview: how soon an edit is served and told, how soon the first page is there, what it takes.
//!
//! ```text
//! cargo bench --bench preview -- [--pages 1k,10k] [--edits 500] [--dayone PATH]
//!     [--hugo PATH] [--only dayone] [--work FOLDER]
//! ```
//!
//! An edit changes the text of a random page. A client then asks for that page every 2 ms, over one
//! connection, until it has the new text: the time from the write's return to the whole answer is what is
//! measured, and beside it the time until the event comes. Pages are written in place, replaced by a file
//! beside them, under a name that editors use and under another, and written while ten tabs are open that
//! ask for their findings with every event. Then nobody asks, and the watcher alone finds the change; at
//! last an edit changes the page's title, which is in other pages too, and files are added, which links the
//! handbook anew.
//!
//! For the start, `hugo server` and `dayone serve` take turns on the same pages: the time until the first
//! page is answered. Figures of memory are the kernel's, where it tells.

#[path = "../corpus/mod.rs"]
#[allow(dead_code, reason = "each bench uses a part of it")]
mod corpus;
#[path = "../compare/peers.rs"]
#[allow(dead_code, reason = "the builds are compared with more programs")]
mod peers;
mod server;
#[path = "../compare/sites.rs"]
#[allow(dead_code, reason = "the builds are compared with more programs")]
mod sites;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use corpus::Shape;
use server::{Client, Server};

/// What the command line asks for.
struct Options {
    pages: Vec<String>,
    edits: usize,
    dayone: PathBuf,
    hugo: Option<PathBuf>,
    alone: bool,
    work: Option<PathBuf>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("This takes minutes; start it with: cargo bench --bench preview");
        return;
    }
    if let Err(message) = options(&arguments).and_then(|options| measure(&options)) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        pages: vec!["1k".to_owned(), "10k".to_owned()],
        edits: 500,
        dayone: option_env!("CARGO_BIN_EXE_dayone").unwrap_or("dayone").into(),
        hugo: None,
        alone: false,
        work: None,
    };
    let mut arguments = arguments.iter().filter(|argument| *argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--pages" => options.pages = value.split(',').map(str::to_owned).collect(),
            "--edits" => options.edits = value.parse().map_err(|_| format!("no number: {value}"))?,
            "--dayone" => options.dayone = value.into(),
            "--hugo" => options.hugo = Some(value.into()),
            "--only" => options.alone = value == "dayone",
            "--work" => options.work = Some(value.into()),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

fn measure(options: &Options) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
    let work = options.work.as_deref().unwrap_or(scratch.path());
    for name in &options.pages {
        let shape = Shape::named(name).ok_or_else(|| format!("no corpus is called {name}"))?;
        let (root, peer) = (work.join(name).join("dayone"), work.join(name).join("hugo"));
        let _ = (fs::remove_dir_all(&root), fs::remove_dir_all(&peer));
        let bytes = sites::dayone(shape, &root, true).map_err(|error| error.to_string())?;
        println!("\n## {name} pages, {} MB of Markdown", bytes / 1_000_000);
        if !options.alone {
            sites::hugo(shape, &peer, true).map_err(|error| error.to_string())?;
            starts(options, &root, &peer)?;
        }
        edits(options, &root, bytes)?;
    }
    Ok(())
}

/// So many tabs are open in one of the rounds.
const TABS: usize = 10;

/// The time until the first page, in turns.
fn starts(options: &Options, root: &Path, peer: &Path) -> Result<(), String> {
    let installed = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers");
    let hugo = peers::hugo(options.hugo.as_deref(), &installed)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let started = Instant::now();
        let server = Server::dayone(&options.dayone, root)?;
        server.wait_for("/")?;
        ours.push(started.elapsed());
        drop(server);
        let started = Instant::now();
        let server = Server::hugo(&hugo, peer)?;
        server.wait_for("/")?;
        theirs.push(started.elapsed());
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "first page after {} ms, Hugo's after {} ms: {ratio:.3} (wanted 0.25)",
        millis(ours),
        millis(theirs)
    );
    Ok(())
}

fn edits(options: &Options, root: &Path, bytes: u64) -> Result<(), String> {
    let server = Server::dayone(&options.dayone, root)?;
    let mut client = server.wait_for("/")?;
    let limit = 2 * bytes / 1_000_000 + 100;
    if let Some((now, peak)) = server.memory() {
        println!("memory after the first page: {now} MB, peak {peak} MB (wanted {limit})");
    }
    let events = server.listen()?;
    let pages = Pages::of(root)?;
    let mut dice = corpus_dice();

    let mut saved = |what: &str, number, save: &dyn Fn(&Page, &str) -> Result<(), String>| {
        let (mut served, mut told) = (Vec::new(), Vec::new());
        for number in 0..number {
            let page = pages.any(&mut dice);
            let mark = format!("Edit {number:06} of this page, {what}.");
            save(page, &mark)?;
            let written = Instant::now();
            while !client.get(&page.address)?.contains(&mark) {
                std::thread::sleep(Duration::from_millis(2));
            }
            served.push(written.elapsed());
            told.extend(events.after(written));
            // Typing has pauses.
            std::thread::sleep(Duration::from_millis(20));
        }
        print_times(&format!("edit to served, {what}"), &mut served);
        print_times(&format!("edit to event, {what}"), &mut told);
        Ok::<(), String>(())
    };
    saved("written in place", options.edits, &Page::append)?;
    saved("replaced by a file beside it", options.edits.min(200), &|page, line| page.replace(line, "~"))?;
    saved("replaced by a file of any name", options.edits.min(100), &|page, line| page.replace(line, ".x1"))?;
    for _ in 0..TABS {
        server.open_tab("/")?;
    }
    saved("with ten tabs open", options.edits.min(200), &Page::append)?;

    let mut told = Vec::new();
    for number in 0..options.edits.min(100) {
        let page = pages.any(&mut dice);
        page.append(&format!("Unasked edit {number}."))?;
        told.extend(events.after(Instant::now()));
        std::thread::sleep(Duration::from_millis(50));
    }
    print_times("edit to event, nobody asks", &mut told);

    let mut served = Vec::new();
    for number in 0..options.edits.min(30) {
        let page = pages.any(&mut dice);
        let title = format!("A new title {number:06}");
        page.rename(&title)?;
        let written = Instant::now();
        while !client.get(&page.address)?.contains(&title) {
            std::thread::sleep(Duration::from_millis(2));
        }
        served.push(written.elapsed());
        std::thread::sleep(Duration::from_millis(100));
    }
    print_times("new title to served", &mut served);
    if let Some((now, peak)) = server.memory() {
        println!("memory after these edits: {now} MB, peak {peak} MB (wanted {limit})");
    }

    let mut served = Vec::new();
    for number in 0..options.edits.min(30) {
        let (file, address) = pages.any(&mut dice).beside(number);
        fs::write(&file, "# A new page\n").map_err(|error| error.to_string())?;
        let written = Instant::now();
        while !client.get(&address)?.contains("A new page") {
            std::thread::sleep(Duration::from_millis(2));
        }
        served.push(written.elapsed());
        std::thread::sleep(Duration::from_millis(100));
    }
    print_times("new file to served", &mut served);
    if let Some((now, peak)) = server.memory() {
        println!("memory after new files: {now} MB, peak {peak} MB (wanted {limit})");
    }
    throughput(&server, &pages.any(&mut dice).address)
}

/// Requests a second for one page from the warm cache: two threads, eight connections each.
fn throughput(server: &Server, address: &str) -> Result<(), String> {
    const FOR: Duration = Duration::from_secs(3);
    let mut clients: Vec<Client> = Vec::new();
    for _ in 0..16 {
        clients.push(server.connect()?);
    }
    let (left, right) = clients.split_at_mut(8);
    let run = |clients: &mut [Client]| -> Result<usize, String> {
        let started = Instant::now();
        let mut answers = 0;
        while started.elapsed() < FOR {
            for client in clients.iter_mut() {
                client.ask(address)?;
            }
            for client in clients.iter_mut() {
                client.hear()?;
                answers += 1;
            }
        }
        Ok(answers)
    };
    let answers = std::thread::scope(|scope| {
        let one = scope.spawn(|| run(left));
        let other = run(right);
        Ok::<usize, String>(one.join().map_err(|_| "a client failed")?? + other?)
    })?;
    println!("{:.0} requests a second (wanted 5000)", answers as f64 / FOR.as_secs_f64());
    Ok(())
}

/// The pages of a handbook that are edited.
struct Pages(Vec<Page>);

struct Page {
    file: PathBuf,
    address: String,
}

impl Pages {
    fn of(root: &Path) -> Result<Self, String> {
        let content = root.join("content");
        let files = walkdir::WalkDir::new(&content).sort_by_file_name().into_iter().filter_map(Result::ok);
        let page = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(&content).ok()?.to_str()?.replace('\\', "/");
            let stem = path.strip_suffix(".md").filter(|stem| !stem.ends_with("index"))?;
            Some(Page { address: format!("/{stem}/"), file: entry.path().to_owned() })
        };
        let pages: Vec<Page> = files.filter_map(page).collect();
        if pages.is_empty() { Err("the corpus has no pages".to_owned()) } else { Ok(Pages(pages)) }
    }

    fn any(&self, dice: &mut impl FnMut(usize) -> usize) -> &Page {
        &self.0[dice(self.0.len())]
    }
}

impl Page {
    fn append(&self, line: &str) -> Result<(), String> {
        let text = fs::read_to_string(&self.file).map_err(|error| error.to_string())?;
        fs::write(&self.file, format!("{}\n\n{line}\n", text.trim_end())).map_err(|error| error.to_string())
    }

    /// As many editors save: into a file beside the old one, which then takes its place.
    fn replace(&self, line: &str, end: &str) -> Result<(), String> {
        let beside = PathBuf::from(format!("{}{end}", self.file.display()));
        let save = || {
            let text = fs::read_to_string(&self.file)?;
            let mut file = fs::File::create(&beside)?;
            file.write_all(format!("{}\n\n{line}\n", text.trim_end()).as_bytes())?;
            // Some disks take their time.
            std::thread::sleep(Duration::from_millis(15));
            file.sync_all()?;
            fs::rename(&beside, &self.file)
        };
        save().map_err(|error: std::io::Error| error.to_string())
    }

    /// A file beside this page's that is not there yet, and the address that it will have.
    fn beside(&self, number: usize) -> (PathBuf, String) {
        let name = format!("a-new-page-{number:06}");
        let address = self.address.trim_end_matches('/');
        let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
        (self.file.with_file_name(format!("{name}.md")), format!("{folder}/{name}/"))
    }

    fn rename(&self, title: &str) -> Result<(), String> {
        let text = fs::read_to_string(&self.file).map_err(|error| error.to_string())?;
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let of_title = |line: &String| line.starts_with("title:") || line.starts_with("# ");
        let at = lines.iter().position(of_title).ok_or("a page has no title")?;
        let key = if lines[at].starts_with("title:") { "title: " } else { "# " };
        lines[at] = format!("{key}{title}");
        fs::write(&self.file, lines.join("\n") + "\n").map_err(|error| error.to_string())
    }
}

/// Numbers below a bound, the same every time.
fn corpus_dice() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |bound| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0) % bound
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn print_times(what: &str, times: &mut [Duration]) {
    let middle = median(times);
    let late = times.get((times.len() * 99 / 100).min(times.len().saturating_sub(1))).copied();
    println!(
        "{what}: median {} ms, 99th percentile {} ms, of {}",
        millis(middle),
        millis(late.unwrap_or_default()),
        times.len()
    );
}

fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}
