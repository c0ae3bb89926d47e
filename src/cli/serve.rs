//! `dayone serve`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Args;

use super::terminal::Terminal;
use super::{ENVIRONMENT, Outcome, Reading, count};
use crate::build::BuildError;
use crate::serve::{self, Limits, News, Options, ServeError, Server};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// The port [default: 3000, or the next one that is free]
    #[arg(short, long)]
    port: Option<u16>,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1", value_parser = host)]
    host: IpAddr,
    /// Another name that browsers may call the server by
    #[arg(long, value_name = "NAME", value_parser = serve::host_name)]
    allow_host: Vec<String>,
    /// Open the preview in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files now and then, where the system does not tell of changes
    #[arg(long)]
    poll: bool,
}

/// An address in numbers, or this machine's own.
fn host(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address: Result<IpAddr, _> = bare.parse();
    address
        .map(|address| address.to_canonical())
        .map_err(|_| "write an address in numbers, such as 0.0.0.0 for all".to_owned())
}

pub fn run(arguments: &Arguments, terminal: &Terminal) -> Outcome {
    let mut request = arguments.reading.request();
    if !request.root.is_dir() {
        return Err(BuildError::NoHandbook(request.root));
    }
    // Events come with absolute paths.
    if let Ok(root) = request.root.canonicalize() {
        request.root = root;
    }
    let options = Options {
        request,
        host: arguments.host,
        port: arguments.port,
        allowed: arguments.allow_host.clone(),
        poll: arguments.poll,
        limits: Limits::default(),
    };
    let (sender, happens) = mpsc::channel();
    let ended = sender.clone();
    if let Err(error) = ctrlc::set_handler(move || {
        let _ = ended.send(Event::End);
    }) {
        terminal.error(&format!("cannot wait for the end: {error}"));
        return Ok(ENVIRONMENT);
    }
    let said = *terminal;
    // By a thread, as a large handbook takes its time, in which the end may be asked for.
    let starting = thread::Builder::new().name("start".to_owned()).spawn(move || {
        let server = serve::start(options, move |news| say(said, news));
        let _ = sender.send(Event::Started(Box::new(server)));
    });
    if let Err(error) = starting {
        terminal.error(&ServeError::System(error).to_string());
        return Ok(ENVIRONMENT);
    }
    // Nothing is written, so nothing has to be finished.
    let Ok(Event::Started(started)) = happens.recv() else { return Ok(0) };
    let server = match *started {
        Ok(server) => server,
        Err(ServeError::Handbook(error)) => return Err(error),
        Err(error) => {
            terminal.error(&error.to_string());
            return Ok(ENVIRONMENT);
        }
    };
    greet(arguments, &server, *terminal);
    // The handler has the other end for as long as the program lives.
    let _ = happens.recv();
    end(server);
    Ok(0)
}

/// Ends the server with all that it does. What takes too long for that, such as a page that takes for ever to be
/// rendered, ends with the program: nothing is written, so nothing has to be finished.
fn end(server: Server) {
    let (ended, ends) = mpsc::channel();
    let ending = thread::Builder::new().name("end".to_owned()).spawn(move || {
        drop(server);
        let _ = ended.send(());
    });
    if let (Ok(ending), Ok(())) = (ending, ends.recv_timeout(GRACE)) {
        let _ = ending.join();
    }
}

/// So long the end waits for what is being done.
const GRACE: Duration = Duration::from_millis(800);

/// What there is to wait for.
enum Event {
    Started(Box<Result<Server, ServeError>>),
    End,
}

fn greet(arguments: &Arguments, server: &Server, terminal: Terminal) {
    let port = server.address.port();
    if arguments.port.is_none() && port != serve::PORT {
        terminal.say(&format!("The port {} is taken, so it is {port}", serve::PORT));
    }
    let name = match reachable(server.address.ip()) {
        Some(address) => SocketAddr::new(address, port).to_string(),
        None if server.is_localhost || server.address.ip().is_unspecified() => format!("localhost:{port}"),
        None => server.address.to_string(),
    };
    let address = format!("http://{name}{}", server.path);
    terminal.print(&format!("{address}\n"));
    terminal.say("Serving the handbook there, and the workbench at /_dayone/; Ctrl-C ends it");
    if !arguments.host.is_loopback() {
        terminal
            .say("Everyone who can reach this machine can read the handbook, its drafts and findings too");
    }
    if let Some(editor) = &server.editor {
        say_editor(terminal, editor);
    }
    if arguments.open
        && let Err(error) = open::that_detached(&address)
    {
        terminal.say(&format!("No browser could be opened: {error}"));
    }
}

/// The address by which others reach a server that listens at every address of the machine: the one that
/// packets to the rest of the world would come from. Nothing is sent.
fn reachable(listening: IpAddr) -> Option<IpAddr> {
    if !listening.is_unspecified() {
        return None;
    }
    // Addresses that are set apart for documentation.
    let (from, to): (SocketAddr, SocketAddr) = match listening {
        IpAddr::V4(_) => ((Ipv4Addr::UNSPECIFIED, 0).into(), (Ipv4Addr::new(192, 0, 2, 1), 9).into()),
        IpAddr::V6(_) => {
            ((Ipv6Addr::UNSPECIFIED, 0).into(), (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9).into())
        }
    };
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
}

fn say_editor(terminal: Terminal, editor: &str) {
    terminal.say(&format!("`e` in a page runs `{editor}` for you at this machine, as book.toml has it"));
}

fn say(terminal: Terminal, news: News) {
    match news {
        News::Editor(editor) => say_editor(terminal, &editor),
        News::Polling(why) => {
            terminal
                .say(&format!("Looking at the files twice a second, as the system cannot watch them: {why}"));
        }
        News::Findings(mut report, gone, more) => {
            terminal.findings(&mut report, false);
            if more > 0 {
                terminal.say(&format!("And {more} more: the workbench at /_dayone/ has them all"));
            }
            match gone.as_slice() {
                [] => {}
                [one] => terminal.say(&format!("Mended: {one}")),
                [one, rest @ ..] => {
                    terminal.say(&format!("Mended: {one}, and {}", count(rest.len(), "more", "more")));
                }
            }
        }
        News::Failed(words) => terminal.error(&format!("{words}; what could be read last is served")),
        News::Recovered => terminal.say("Everything can be read again"),
    }
}
