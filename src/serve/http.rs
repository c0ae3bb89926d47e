//! The HTTP server behind the gate: a small pool of workers that ask the preview and pass on its answers.
//!
//! `tiny_http` does the protocol. What it cannot do is done here or in the gate: answers that say how long
//! they are, parts of files, event streams that no worker waits for, and workers that outlive a panic.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::message::PASS;

/// Requests that are answered at one time.
const WORKERS: usize = 4;
/// What is larger is sent by a thread of its own: the gate takes less than this at once.
const LARGE: u64 = 512 * 1024;

/// A request, as far as a preview looks at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Whether it means to change something: a POST.
    pub post: bool,
    /// The path as sent, percent-encoded.
    pub path: String,
    /// What follows `?`.
    pub query: String,
    /// The headers by name in lower case, the first of each.
    pub headers: Vec<(String, String)>,
}

impl Ask {
    /// The header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter in the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let value = self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        let value = value.replace('+', " ");
        percent_encoding::percent_decode_str(&value).decode_utf8().ok().map(Into::into)
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, but for the length.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them.
    pub body: Body,
}

/// What an answer carries.
#[derive(Debug, Clone)]
pub enum Body {
    /// Bytes in memory.
    Bytes(Arc<[u8]>),
    /// A part of a file.
    File {
        /// The file.
        path: PathBuf,
        /// Its first byte that is meant.
        start: u64,
        /// How many are.
        length: u64,
    },
    /// Events, as they happen, from the one after this number.
    Events(Option<String>),
}

impl Answer {
    /// An answer of this type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Arc<[u8]>>) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Answer { status, headers, body: Body::Bytes(body.into()) }
    }

    /// An answer in words.
    pub fn text(status: u16, words: &str) -> Self {
        Answer::new(status, "text/plain; charset=utf-8", format!("{words}\n").into_bytes())
    }

    /// With another header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What answers requests.
pub trait Respond: Send + Sync + 'static {
    /// The answer to a request.
    fn respond(&self, ask: &Ask) -> Answer;

    /// Takes a client that wants events. It has been greeted; what is written to `client` is sent at once
    /// when it is flushed.
    fn subscribe(&self, client: Box<dyn Write + Send>, last: Option<String>);
}

/// A running server; dropped, it has ended.
pub struct Http {
    server: Arc<Server>,
    /// Where it listens, for the gate.
    pub address: SocketAddr,
    workers: Vec<JoinHandle<()>>,
}

impl Http {
    /// Starts a server that answers those who know `pass`, on a port that the system chooses.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start(answers: &Arc<impl Respond>, pass: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        // Else an answer of two packets waits for the client's delayed acknowledgement of the first.
        socket2::SockRef::from(&listener).set_tcp_nodelay(true)?;
        let address = listener.local_addr()?;
        let server = Arc::new(Server::from_listener(listener, None).map_err(io::Error::other)?);
        let mut http = Http { server, address, workers: Vec::new() };
        for _ in 0..WORKERS {
            let (server, answers, pass) = (Arc::clone(&http.server), Arc::clone(answers), pass.to_owned());
            let work = move || {
                while let Ok(request) = server.recv() {
                    answer(request, &answers, &pass);
                }
            };
            http.workers.push(thread::Builder::new().name("worker".to_owned()).spawn(work)?);
        }
        Ok(http)
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

fn answer(request: Request, answers: &Arc<impl Respond>, pass: &str) {
    let ask = ask(&request);
    if ask.header(PASS) != Some(pass) {
        return send(request, Answer::text(403, "This port is for the preview alone."));
    }
    // A panic is a bug, of which there may be one; the preview is to live on.
    let answer = catch_unwind(AssertUnwindSafe(|| answers.respond(&ask)));
    match answer {
        Ok(Answer { headers, body: Body::Events(last), .. }) => {
            let mut client = request.into_writer();
            if greet(&mut client, &headers).is_ok() {
                answers.subscribe(client, last);
            }
        }
        Ok(answer) => send(request, answer),
        Err(_) => send(request, Answer::text(500, "The preview failed to answer: this is a bug in dayone.")),
    }
}

fn ask(request: &Request) -> Ask {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let header = |header: &Header| {
        (header.field.as_str().as_str().to_ascii_lowercase(), header.value.as_str().to_owned())
    };
    Ask {
        post: *request.method() == Method::Post,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: request.headers().iter().map(header).collect(),
    }
}

/// Writes the head of an answer without an end.
fn greet(client: &mut impl Write, headers: &[(&'static str, String)]) -> io::Result<()> {
    client.write_all(b"HTTP/1.1 200 OK\r\n")?;
    for (name, value) in headers {
        client.write_all(format!("{name}: {value}\r\n").as_bytes())?;
    }
    client.write_all(b"\r\n")?;
    client.flush()
}

fn send(request: Request, answer: Answer) {
    // Who has gone does not hear why; nobody else wants to know.
    match answer.body {
        Body::Bytes(bytes) => {
            let length = bytes.len();
            let _ = request.respond(response(answer.status, &answer.headers, &*bytes, length));
        }
        Body::File { path, start, length } => {
            let part = File::open(&path).and_then(|mut file| {
                file.seek(SeekFrom::Start(start))?;
                Ok(file.take(length))
            });
            let Ok(part) = part else {
                return send(request, Answer::text(404, "The file has just gone."));
            };
            let size = usize::try_from(length).unwrap_or(usize::MAX);
            let send = move || drop(request.respond(response(answer.status, &answer.headers, part, size)));
            if length <= LARGE {
                send();
            } else {
                let _ = thread::Builder::new().name("file".to_owned()).spawn(send);
            }
        }
        Body::Events(_) => {}
    }
}

fn response<R: Read>(status: u16, headers: &[(&'static str, String)], body: R, length: usize) -> Response<R> {
    let known = |(name, value): &(&'static str, String)| Header::from_bytes(*name, value.as_bytes()).ok();
    let headers = headers.iter().filter_map(known).collect();
    // In pieces, an answer does not say how long it is.
    Response::new(StatusCode(status), headers, body, Some(length), None).with_chunked_threshold(usize::MAX)
}
