//! The preview: a handbook in memory, over HTTP, with what changes shown at once.
//!
//! ```text
//! browser -> gate      bounds what comes in, and sends what goes out       gate, connection, message
//!         -> http      a small pool of workers                             http, body
//!         -> preview   who may ask, and what is at an address              preview, said, guard, files, workbench
//!         -> live      the handbook, kept as the files are                 live, linked, site, unrendered
//!
//! files   -> watch     hints that something may have changed               watch
//!         -> live      looks, and puts what changed in its place            matter
//!         -> events    tells the browsers                                  events, moves
//!         -> told      tells the terminal what is new                      told
//! ```
//!
//! Nothing waits for the watcher: before a page is answered its own source is looked at. Nothing is
//! written to the disk.

mod body;
mod connection;
mod events;
mod files;
mod found;
mod gate;
mod guard;
mod http;
mod linked;
mod live;
mod matter;
mod message;
mod moves;
mod preview;
mod said;
mod shown;
mod site;
mod told;
mod unrendered;
mod watch;
mod workbench;

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::build::{BuildError, Request};
use crate::diag::Report;
use events::Events;
use gate::Gate;
pub use gate::Limits;
use http::Http;
use live::{Change, Live};
use preview::Preview;
use shown::Kept;
use told::Told;
use watch::{Hint, Watch};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The handbook, and how it is read. Its root should be absolute.
    pub request: Request,
    /// The address to listen on.
    pub host: IpAddr,
    /// The port: a certain one (0 for any), or the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// Other names that the server may be called by.
    pub allowed: Vec<String>,
    /// Whether to look at the files now and then instead of waiting for events.
    pub poll: bool,
    /// What clients may ask of the server.
    pub limits: Limits,
}

/// The port, unless another is asked for.
pub const PORT: u16 = 3000;
/// So many ports are tried when that is taken.
const PORTS: u16 = 100;

/// Why there is no preview.
#[derive(Debug)]
pub enum ServeError {
    /// The handbook cannot be read.
    Handbook(BuildError),
    /// Nothing can listen there.
    Address(SocketAddr, io::Error),
    /// The system gives no thread or no socket.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Handbook(error) => error.fmt(f),
            ServeError::Address(address, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "the port {} is taken: choose another with `--port`", address.port())
            }
            ServeError::Address(address, error) => write!(f, "cannot listen on {address}: {error}"),
            ServeError::System(error) => write!(f, "cannot start the server: {error}"),
        }
    }
}

impl std::error::Error for ServeError {}

impl From<io::Error> for ServeError {
    fn from(error: io::Error) -> Self {
        ServeError::System(error)
    }
}

/// What there is to say while the preview runs.
#[derive(Debug)]
pub enum News {
    /// The files are looked at now and then, because the system does not tell of changes, for this reason.
    Polling(String),
    /// What was found since the last time, and what is gone, a line each; and how many more were found, when
    /// they are too many to be told.
    Findings(Report, Vec<String>, usize),
    /// The settings have this command now to open sources with.
    Editor(String),
    /// Something cannot be read; the last good state is served.
    Failed(String),
    /// Everything can be read again.
    Recovered,
}

/// A preview that runs; dropped, it has ended, and all its threads.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether `localhost` leads there, whatever a browser takes that for.
    pub is_localhost: bool,
    /// The path of the site on it: `/`, or that of `base-url`.
    pub path: String,
    /// The command that opens the source, if the handbook's editor is one.
    pub editor: Option<String>,
    preview: Arc<Preview>,
    hints: Sender<Hint>,
    // In this order: nobody comes in, nobody is answered, nothing is watched or said.
    gate: Option<Gate>,
    http: Option<Http>,
    updater: Option<JoinHandle<()>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Starts a preview. `say` is called with what there is to say, by a thread of the preview's.
///
/// # Errors
/// When the handbook cannot be read, or nothing can listen at the address.
pub fn start(options: Options, say: impl FnMut(News) + Send + 'static) -> Result<Server, ServeError> {
    let listeners = listen(options.host, options.port)?;
    let address = listeners[0].local_addr()?;
    let is_localhost = listeners.len() > 1 || (address.ip() == Ipv4Addr::LOCALHOST && !has_ipv6());
    let (hints, hinted) = mpsc::channel();
    // Before the first reading: what changes while it lasts is then known.
    let (watch, why) = Watch::start(&options.request.root, hints.clone(), options.poll);
    let live = Live::open(options.request).map_err(ServeError::Handbook)?;
    let path = said::base_path(&live.site());
    let editor = command(&live);
    let (found, seen) = mpsc::channel();
    let preview = Arc::new(Preview {
        live,
        events: Events::new(chance()),
        allowed: options.allowed,
        found: Mutex::new(found),
        hints: Mutex::new(hints.clone()),
        kept: Kept::default(),
        again: Mutex::default(),
        rendering: Mutex::default(),
        failure: Mutex::default(),
        state: Mutex::default(),
    });
    let (pass, bodies) = (format!("{:016x}{:016x}", chance(), chance()), Arc::default());
    let http = Http::start(&preview, &pass, &bodies)?;
    let gate = Gate::open(listeners, http.address, pass, bodies, options.limits)?;
    let updater = Updater {
        preview: Arc::clone(&preview),
        hinted,
        seen,
        watch,
        told: Told::default(),
        linked: Some(Instant::now()),
        editor: editor.clone(),
        failure: None,
        is_unsaid: false,
        unrendered: 0,
        say,
    };
    let updater = thread::Builder::new().name("updates".to_owned()).spawn(move || updater.run(why))?;
    let (gate, http, updater) = (Some(gate), Some(http), Some(updater));
    Ok(Server { address, is_localhost, path, editor, preview, hints, gate, http, updater })
}

/// The command that opens sources, if the handbook's editor is one.
fn command(live: &Live) -> Option<String> {
    live.site().config.serve.editor.clone().filter(|editor| !editor.contains("://"))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.preview.events.end();
        self.preview.end();
        drop(self.gate.take());
        drop(self.http.take());
        let _ = self.hints.send(Hint::End);
        if let Some(updater) = self.updater.take() {
            let _ = updater.join();
        }
    }
}

/// A number that nobody can guess.
fn chance() -> u64 {
    RandomState::new().hash_one(0)
}

/// Listens at an address: a certain port, or the first that nobody has. For `localhost` on both of its
/// addresses, as browsers try the one or the other first.
fn listen(host: IpAddr, port: Option<u16>) -> Result<Vec<TcpListener>, ServeError> {
    let ports = port.map_or(PORT..=PORT + PORTS, |port| port..=port);
    let mut taken = None;
    for number in ports {
        let address = SocketAddr::new(host, number);
        let listener = match TcpListener::bind(address) {
            Ok(listener) => listener,
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                taken.get_or_insert(ServeError::Address(address, error));
                continue;
            }
            Err(error) => return Err(ServeError::Address(address, error)),
        };
        if host != Ipv4Addr::LOCALHOST {
            return Ok(vec![listener]);
        }
        match TcpListener::bind((Ipv6Addr::LOCALHOST, listener.local_addr()?.port())) {
            Ok(other) => return Ok(vec![listener, other]),
            // `localhost` may lead to another program there.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port.is_none() => {
                taken.get_or_insert(ServeError::Address(address, error));
            }
            Err(_) => return Ok(vec![listener]),
        }
    }
    Err(taken.unwrap_or_else(|| ServeError::System(io::ErrorKind::AddrInUse.into())))
}

/// Whether anything can listen on this machine's address of IPv6.
fn has_ipv6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

/// Keeps the handbook as the files are, and says what that found.
struct Updater<S> {
    preview: Arc<Preview>,
    hinted: Receiver<Hint>,
    /// What requests found changed.
    seen: Receiver<Change>,
    watch: Watch,
    told: Told,
    /// When all was linked anew, if the memory that it needed may still be held.
    linked: Option<Instant>,
    /// The editor's command that the terminal was told.
    editor: Option<String>,
    /// What the terminal was told that cannot be read.
    failure: Option<String>,
    /// Whether something is rendered again whose end is to be told.
    is_unsaid: bool,
    /// How much of what cannot be rendered the terminal was told.
    unrendered: u64,
    say: S,
}

impl<S: FnMut(News)> Updater<S> {
    fn run(mut self, why: Option<String>) {
        self.say_polling(why);
        self.report(usize::MAX);
        loop {
            let poll = self.watch.pause();
            let quiet = self.linked.map(|_| QUIET);
            let Some(hint) = watch::gather(&self.hinted, poll.or(quiet)).or_else(|| {
                self.return_memory();
                poll.map(|_| Hint::Anything)
            }) else {
                continue;
            };
            if hint == Hint::End {
                return;
            }
            // First: what changes from then on is told.
            let why = self.watch.heed(&hint);
            self.say_polling(why);
            let change = self.preview.live.refresh(&hint);
            self.preview.announce(&change);
            let mut changes: Vec<Change> = self.seen.try_iter().collect();
            changes.push(change);
            if changes.iter().any(|change| matches!(change, Change::Anything(_))) {
                self.linked = Some(Instant::now());
            }
            self.tell(&changes);
        }
    }

    /// Gives the system back what the last linking needed, when that was a while ago. The allocator does so
    /// with what has been free for a second, but looks for it only where a thread ends.
    fn return_memory(&mut self) {
        if self.linked.is_some_and(|linked| linked.elapsed() >= QUIET) {
            self.linked = None;
            let thread = thread::Builder::new().spawn(|| drop(std::hint::black_box(Box::new(0_u64))));
            thread.into_iter().for_each(|thread| drop(thread.join()));
        }
    }

    fn say_polling(&mut self, why: Option<String>) {
        if let Some(why) = why {
            (self.say)(News::Polling(why));
        }
    }

    fn tell(&mut self, changes: &[Change]) {
        let now = self.preview.live.failure();
        if self.failure != now {
            (self.say)(now.clone().map_or(News::Recovered, News::Failed));
            self.failure = now;
        }
        let editor = command(&self.preview.live);
        if self.editor != editor {
            // Another branch may bring it: whoever runs the preview is to know before they use it.
            self.editor.clone_from(&editor);
            editor.into_iter().for_each(|editor| (self.say)(News::Editor(editor)));
        }
        let is_change = |change: &Change| *change != Change::Nothing;
        let is_other = self.preview.live.unrendered.number() != self.unrendered;
        if changes.iter().any(is_change) || is_other || self.preview.is_stale() || self.is_unsaid {
            self.preview.render_again();
            // What is rendered for longer is said when that is done.
            self.is_unsaid = self.preview.is_stale();
            let unrendered = self.preview.live.unrendered.number();
            if unrendered != self.unrendered {
                self.preview.events.tell(r#"{"found":true}"#);
            }
            self.unrendered = unrendered;
            self.report(MOST_NEWS);
        }
    }

    /// Says what is new, at most so much of it.
    fn report(&mut self, most: usize) {
        let found = self.preview.live.found();
        let mut report = found.report();
        let gone = self.told.news(&mut report);
        let more = told::shorten(&mut report, most);
        if !report.findings.is_empty() || !gone.is_empty() {
            (self.say)(News::Findings(found.shown(report), gone, more));
        }
    }
}

/// So long after the last linking its memory is given back.
const QUIET: Duration = Duration::from_millis(1500);

/// So many new findings are told after one change: another branch may bring thousands.
const MOST_NEWS: usize = 20;

/// A name as [`Options::allowed`] has it: without a port and the dot at its end, in lower case.
///
/// # Errors
/// When no browser can ask for it, in words.
pub fn host_name(text: &str) -> Result<String, String> {
    let name = guard::bare_name(text);
    let is_part = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !part.is_empty() && part.bytes().all(is_letter)
    };
    match name.split('.').all(is_part) {
        true => Ok(name),
        false if !text.is_ascii() => Err("write it as browsers do, in ASCII: `xn--…`".to_owned()),
        false => Err("write the name alone, as in `book.test`".to_owned()),
    }
}
