//! The HTTP server behind the gate: a small pool of workers that ask the preview and say its answers.
//!
//! `tiny_http` does the protocol, of heads alone: what an answer carries is sent by the gate, see
//! [`body`](super::body). So answers say how long they are, and no worker waits for a reader.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::body::{Bodies, Body};
use super::message::PASS;

/// Requests that are answered at one time.
const WORKERS: usize = 4;
/// As many when all take long: one for each connection that there may be.
const MOST_WORKERS: usize = 512;
/// So long one who was hired beside these waits for something to do.
const LEAVE: Duration = Duration::from_secs(5);
/// So long none is done before one more is hired.
const PATIENCE: Duration = Duration::from_millis(50);

/// A request, as far as a preview looks at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Whether it means to change something: a POST.
    pub post: bool,
    /// Whether it comes from this machine.
    pub local: bool,
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
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, but for the length.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them.
    pub body: Body,
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
}

/// A running server; dropped, it has ended.
pub struct Http {
    /// Where it listens, for the gate.
    pub address: SocketAddr,
    pool: Arc<Pool>,
    foreman: Option<JoinHandle<Vec<JoinHandle<()>>>>,
}

impl Http {
    /// Starts a server that answers those who know `pass`, on a port that the system chooses, and leaves
    /// what its answers carry in `bodies`.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start<R: Respond>(answers: &Arc<R>, pass: &str, bodies: &Arc<Bodies>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        // Else an answer of two packets waits for the client's delayed acknowledgement of the first.
        socket2::SockRef::from(&listener).set_tcp_nodelay(true)?;
        let address = listener.local_addr()?;
        let server = Server::from_listener(listener, None).map_err(io::Error::other)?;
        let (full, filled) = mpsc::sync_channel(1);
        let (answers, bodies): (Arc<dyn Respond>, _) = (Arc::<R>::clone(answers), Arc::clone(bodies));
        let [number, busy, answered] = [0, 0, 0].map(AtomicUsize::new);
        let (pass, ends) = (pass.to_owned(), AtomicBool::new(false));
        let pool = Arc::new(Pool { server, answers, pass, bodies, number, busy, answered, ends, full });
        let workers = (0..WORKERS).map(|_| pool.hire(true)).collect::<io::Result<Vec<_>>>()?;
        let overseen = Arc::clone(&pool);
        let foreman = thread::Builder::new().name("foreman".to_owned());
        let foreman = foreman.spawn(move || overseen.oversee(&filled, workers))?;
        Ok(Http { address, pool, foreman: Some(foreman) })
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        self.pool.ends.store(true, Ordering::SeqCst);
        self.pool.call();
        let workers = self.foreman.take().and_then(|foreman| foreman.join().ok()).unwrap_or_default();
        for _ in &workers {
            self.pool.server.unblock();
        }
        for worker in workers {
            let _ = worker.join();
        }
    }
}

/// What workers share. There are few of them; but a page may be rendered for seconds, for ever even, and
/// others are to be answered all the same: when all are busy and none gets done, as many more are hired, until there
/// is nothing to do for them.
struct Pool {
    server: Server,
    answers: Arc<dyn Respond>,
    pass: String,
    bodies: Arc<Bodies>,
    /// How many there are.
    number: AtomicUsize,
    /// How many have a request.
    busy: AtomicUsize,
    /// How many requests were answered.
    answered: AtomicUsize,
    ends: AtomicBool,
    /// Calls the foreman.
    full: SyncSender<()>,
}

impl Pool {
    fn call(&self) {
        // Who is called already comes.
        let _ = self.full.try_send(());
    }

    /// Hires a worker: for good, or while there is much to do.
    fn hire(self: &Arc<Self>, for_good: bool) -> io::Result<JoinHandle<()>> {
        let pool = Arc::clone(self);
        let thread = thread::Builder::new().name("worker".to_owned());
        let worker = thread.spawn(move || pool.work(for_good))?;
        self.number.fetch_add(1, Ordering::SeqCst);
        Ok(worker)
    }

    /// Takes a worker who has nothing to do off the list, unless nobody else would be there for who comes next.
    fn may_leave(&self) -> bool {
        let others = |number: usize| (number > self.busy.load(Ordering::SeqCst) + 1).then(|| number - 1);
        self.number.fetch_update(Ordering::SeqCst, Ordering::SeqCst, others).is_ok()
    }

    fn work(&self, for_good: bool) {
        loop {
            let request = match for_good {
                true => self.server.recv().ok(),
                false => self.server.recv_timeout(LEAVE).ok().flatten(),
            };
            let Some(request) = request else {
                if for_good || self.ends.load(Ordering::SeqCst) || self.may_leave() {
                    return;
                }
                continue;
            };
            if self.busy.fetch_add(1, Ordering::SeqCst) + 1 >= WORKERS {
                self.call();
            }
            answer(request, &*self.answers, &self.pass, &self.bodies);
            self.answered.fetch_add(1, Ordering::SeqCst);
            self.busy.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Hires workers when they are needed, until the end: all there are then.
    fn oversee(
        self: &Arc<Self>,
        filled: &Receiver<()>,
        mut workers: Vec<JoinHandle<()>>,
    ) -> Vec<JoinHandle<()>> {
        while filled.recv().is_ok() && !self.ends.load(Ordering::SeqCst) {
            let before = self.answered.load(Ordering::SeqCst);
            thread::sleep(PATIENCE);
            let number = self.number.load(Ordering::SeqCst);
            let is_full = self.busy.load(Ordering::SeqCst) >= number;
            if is_full && self.answered.load(Ordering::SeqCst) == before && number < MOST_WORKERS {
                workers.retain(|worker| !worker.is_finished());
                let more = number.clamp(1, MOST_WORKERS - number);
                workers.extend((0..more).flat_map(|_| self.hire(false)));
                self.call();
            }
        }
        workers
    }
}

fn answer(request: Request, answers: &dyn Respond, pass: &str, bodies: &Bodies) {
    let mut ask = ask(&request);
    let Some((connection, local)) = ask.header(PASS).and_then(|word| passed(word, pass)) else {
        let words = "This port is for the preview alone.\n";
        let _ = request.respond(Response::from_string(words).with_status_code(403));
        return;
    };
    ask.local = local;
    // A panic is a bug, of which there may be one; the preview is to live on.
    let answer = catch_unwind(AssertUnwindSafe(|| answers.respond(&ask)));
    let answer = answer
        .unwrap_or_else(|_| Answer::text(500, "The preview failed to answer: this is a bug in dayone."));
    let Answer { status, headers, body } = answer;
    let length = body.length();
    // First: when the gate has the head it looks for the body.
    bodies.leave(connection, body);
    // Who has gone does not hear why; nobody else wants to know.
    let _ = match length {
        Some(length) => request.respond(head(status, &headers, length)),
        None => greet(&mut request.into_writer(), &headers),
    };
}

/// What the gate says of a request: which connection it is of, and whether that comes from this machine.
pub fn pass(word: &str, connection: u64, local: bool) -> String {
    format!("{word} {connection} {}", if local { "here" } else { "elsewhere" })
}

/// The other way round, for those who know the word.
fn passed(said: &str, word: &str) -> Option<(u64, bool)> {
    let mut parts = said.strip_prefix(word)?.strip_prefix(' ')?.split(' ');
    Some((parts.next()?.parse().ok()?, parts.next() == Some("here")))
}

fn ask(request: &Request) -> Ask {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let header = |header: &Header| {
        (header.field.as_str().as_str().to_ascii_lowercase(), header.value.as_str().to_owned())
    };
    Ask {
        local: false,
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

/// An answer that says how long it is, and ends with its head.
fn head(status: u16, headers: &[(&'static str, String)], length: usize) -> Response<io::Empty> {
    let known = |(name, value): &(&'static str, String)| Header::from_bytes(*name, value.as_bytes()).ok();
    let headers = headers.iter().filter_map(known).collect();
    // In pieces, an answer would not say how long it is.
    let answer = Response::new(StatusCode(status), headers, io::empty(), Some(length), None);
    answer.with_chunked_threshold(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_gate_knows_the_word() {
        assert_eq!(passed(&pass("word", 7, true), "word"), Some((7, true)));
        assert_eq!(passed(&pass("word", 7, false), "word"), Some((7, false)));
        for said in ["other 7 here", "words 7 here", "word", "word x here", ""] {
            assert_eq!(passed(said, "word"), None, "{said}");
        }
    }
}
