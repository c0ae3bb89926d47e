//! The gate before the HTTP server: what comes from outside is bounded here, before anything parses it.
//!
//! `tiny_http` reads a request's head without a limit in size or time, trusts any `Content-Length`, and
//! answers a connection's next request while the last answer is still unread. So the server listens on a
//! port of its own, known to the gate alone, and the gate listens on the one that is told. Each of its
//! connections has a thread, which takes one request at a time: a head of a bounded size within a bounded
//! time, a body of next to nothing, then the whole answer. An answer is taken from the server as soon as
//! it is there, however slowly its reader reads, so no reader ever holds up a worker.
//!
//! What is deliberately absent: TLS, chunked requests, upgrades. A preview has no use for them.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::message::{self, Head, Refusal};

/// What a client may ask of the gate.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time; further ones are told to come back.
    pub connections: usize,
    /// How long a head may take from its first byte, and a body after it.
    pub request: Duration,
    /// How long a connection may stay without a request.
    pub idle: Duration,
    /// How long a reader may take for a piece of the answer.
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 512,
            request: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            answer: Duration::from_secs(10),
        }
    }
}

/// The bytes of an answer that are taken from the server at once, so that its worker is free.
const ABSORBED: usize = 1 << 20;

/// A gate that is open; it closes when it is dropped, and every thread of it has ended then.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
    porter: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    /// Where the server is.
    server: SocketAddr,
    /// What the server knows the gate by: see [`message::PASS`].
    pass: String,
    limits: Limits,
    closing: AtomicBool,
    connections: Mutex<Connections>,
}

/// The connections there are, to end them with the gate.
#[derive(Debug, Default)]
struct Connections {
    next: u64,
    open: HashMap<u64, Vec<TcpStream>>,
    threads: HashMap<u64, JoinHandle<()>>,
    /// Those whose thread is about to end.
    done: Vec<u64>,
}

impl Gate {
    /// Opens a gate on `listener` before the server at `server`.
    ///
    /// # Errors
    /// When the listener has no address, or a thread cannot be started.
    pub fn open(listener: TcpListener, server: SocketAddr, pass: String, limits: Limits) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            pass,
            limits,
            closing: AtomicBool::new(false),
            connections: Mutex::default(),
        });
        let porter = Arc::clone(&shared);
        let porter =
            thread::Builder::new().name("gate".to_owned()).spawn(move || porter.receive(&listener))?;
        Ok(Gate { address, shared, porter: Some(porter) })
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        // The porter waits for somebody to come.
        let _ = TcpStream::connect_timeout(&reachable(self.address), Duration::from_secs(1));
        if let Some(porter) = self.porter.take() {
            let _ = porter.join();
        }
        let threads = {
            let mut connections = self.shared.connections();
            for stream in connections.open.values().flatten() {
                let _ = stream.shutdown(Shutdown::Both);
            }
            std::mem::take(&mut connections.threads)
        };
        for thread in threads.into_values() {
            let _ = thread.join();
        }
    }
}

/// An address that can be connected to: `0.0.0.0` stands for all, and is itself none.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => ([127, 0, 0, 1], v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (std::net::Ipv6Addr::LOCALHOST, v6.port()).into(),
        address => address,
    }
}

impl Shared {
    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes connections until the gate closes.
    fn receive(self: &Arc<Self>, listener: &TcpListener) {
        loop {
            let accepted = listener.accept();
            if self.closing.load(Ordering::SeqCst) {
                return;
            }
            match accepted {
                Ok((client, _)) => self.admit(client),
                // Out of descriptors, or a client that is gone already: the next one may do better.
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    fn admit(self: &Arc<Self>, mut client: TcpStream) {
        let mut connections = self.connections();
        for done in std::mem::take(&mut connections.done) {
            if let Some(thread) = connections.threads.remove(&done) {
                let _ = thread.join();
            }
        }
        let full = connections.open.len() >= self.limits.connections;
        let kept = if full { None } else { client.try_clone().ok() };
        let Some(kept) = kept else {
            drop(connections);
            let _ = client.set_write_timeout(Some(Duration::from_millis(100)));
            let _ = client.write_all(&message::refusal(Refusal::Busy));
            return;
        };
        connections.next += 1;
        let id = connections.next;
        connections.open.insert(id, vec![kept]);
        let shared = Arc::clone(self);
        let started =
            thread::Builder::new().name("connection".to_owned()).stack_size(256 * 1024).spawn(move || {
                // Whatever goes wrong with a connection ends that connection.
                let _ = Connection { shared: &shared, id, client, server: None }.serve();
                let mut connections = shared.connections();
                connections.open.remove(&id);
                connections.done.push(id);
            });
        match started {
            Ok(thread) => drop(connections.threads.insert(id, thread)),
            Err(_) => drop(connections.open.remove(&id)),
        }
    }
}

/// A client, and the connection to the server that is its alone.
struct Connection<'a> {
    shared: &'a Shared,
    id: u64,
    client: TcpStream,
    server: Option<TcpStream>,
}

impl Connection<'_> {
    /// Passes on requests and answers until either side has enough.
    fn serve(&mut self) -> io::Result<()> {
        self.client.set_nodelay(true)?;
        self.client.set_write_timeout(Some(self.shared.limits.answer))?;
        let mut unread = Vec::new();
        while let Some(head) = self.request(&mut unread)? {
            let head = match head {
                Ok(head) => head,
                Err(refusal) => return self.refuse(refusal),
            };
            let more = self.answer(&head, &mut unread)?;
            if !more || head.last {
                break;
            }
        }
        Ok(())
    }

    /// Tells the client why, and lets it read that before the connection ends.
    fn refuse(&mut self, refusal: Refusal) -> io::Result<()> {
        self.client.write_all(&message::refusal(refusal))?;
        self.client.shutdown(Shutdown::Write)?;
        // A connection that is closed on unread bytes is reset, and the answer with it.
        self.client.set_read_timeout(Some(Duration::from_millis(500)))?;
        let mut scrap = [0; 4096];
        for _ in 0..64 {
            if self.client.read(&mut scrap)? == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Reads the next request's head into `unread`. None at the connection's end.
    fn request(&mut self, unread: &mut Vec<u8>) -> io::Result<Option<Result<Head, Refusal>>> {
        let idle = Instant::now() + self.shared.limits.idle;
        let mut deadline = None;
        loop {
            if !unread.is_empty() {
                if let Some(head) = message::head(unread).transpose() {
                    return Ok(Some(head));
                }
                deadline = deadline.or_else(|| Some(Instant::now() + self.shared.limits.request));
            }
            match self.receive(unread, deadline.unwrap_or(idle)) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if is_late(&error) && deadline.is_some() => return Ok(Some(Err(Refusal::Late))),
                Err(error) if is_late(&error) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads what the client sends next, at most until `deadline`.
    fn receive(&mut self, unread: &mut Vec<u8>, deadline: Instant) -> io::Result<usize> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.client.set_read_timeout(Some(left))?;
        let mut chunk = [0; 4096];
        let read = read_some(&mut self.client, &mut chunk)?;
        unread.extend_from_slice(&chunk[..read]);
        Ok(read)
    }

    /// Passes on the request at the start of `unread`, and its answer. Whether the server would take
    /// another.
    fn answer(&mut self, head: &Head, unread: &mut Vec<u8>) -> io::Result<bool> {
        let deadline = Instant::now() + self.shared.limits.request;
        while unread.len() < head.length + head.body {
            if self.receive(unread, deadline)? == 0 {
                return Ok(false);
            }
        }
        let request: Vec<u8> = unread.drain(..head.length + head.body).collect();
        let fresh = self.server.is_none();
        let server = match self.server.take() {
            Some(server) => server,
            None => self.connect()?,
        };
        let server = self.server.insert(server);
        server.write_all(&message::with_pass(&request, &self.shared.pass))?;

        let mut answer = Vec::with_capacity(16 * 1024);
        let length = loop {
            if let Some(length) = message::answer_length(&answer, head.bodiless)? {
                break length;
            }
            take(server, &mut answer, fresh.then_some(self.shared.server))?;
        };
        let Some(length) = length else {
            return stream(server, &mut self.client, &answer).map(|()| false);
        };
        while answer.len() < length.min(ABSORBED) {
            take(server, &mut answer, None)?;
        }
        let mut left = length - answer.len().min(length);
        self.client.write_all(&answer)?;
        while left > 0 {
            answer.clear();
            take(server, &mut answer, None)?;
            left -= answer.len().min(left);
            self.client.write_all(&answer)?;
        }
        Ok(true)
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let server = TcpStream::connect(self.shared.server)?;
        server.set_nodelay(true)?;
        let kept = server.try_clone()?;
        let mut connections = self.shared.connections();
        if self.shared.closing.load(Ordering::SeqCst) {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        connections.open.entry(self.id).or_default().push(kept);
        Ok(server)
    }
}

/// Passes on an answer without an end: events, each as soon as it is there.
fn stream(server: &mut TcpStream, client: &mut TcpStream, begun: &[u8]) -> io::Result<()> {
    client.write_all(begun)?;
    server.set_read_timeout(None)?;
    let mut chunk = [0; 4096];
    loop {
        match read_some(server, &mut chunk)? {
            0 => return Ok(()),
            read => client.write_all(&chunk[..read])?,
        }
    }
}

/// How long the server may leave a new connection alone before it is woken.
const PATIENCE: Duration = Duration::from_millis(50);

/// Takes what the server says next. When `wake` is given the connection is new, and the server may have
/// left it to a thread that has just gone to sleep: then another connection makes it look again.
fn take(server: &mut TcpStream, answer: &mut Vec<u8>, wake: Option<SocketAddr>) -> io::Result<()> {
    let mut chunk = [0; 16 * 1024];
    server.set_read_timeout(wake.map(|_| PATIENCE))?;
    let read = loop {
        match read_some(server, &mut chunk) {
            Err(error) if is_late(&error) => drop(wake.map(TcpStream::connect)),
            read => break read?,
        }
    };
    if read == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    answer.extend_from_slice(&chunk[..read]);
    Ok(())
}

fn read_some(stream: &mut TcpStream, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(into) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Systems disagree on what a read is called that had nothing to read in time.
fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}
