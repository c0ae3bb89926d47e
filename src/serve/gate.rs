//! The gate before the HTTP server: what comes from outside is bounded here, before anything parses it.
//!
//! `tiny_http` reads a request's head without a limit in size or time, trusts any `Content-Length`, and
//! answers a connection's next request while the last answer is still unread. So the server listens on a
//! port of its own, known to the gate alone, and the gate listens on the one that is told. Each of its
//! connections has a thread, which takes one request at a time, see [`connection`](super::connection): a
//! head of a bounded size within a bounded time, a body of next to nothing, then the whole answer. However
//! slowly its reader reads, no worker is held up.
//!
//! What is deliberately absent: TLS, chunked requests, upgrades. A preview has no use for them.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::body::Bodies;
use super::connection::Connection;
use super::message::{self, Refusal};

/// What a client may ask of the gate.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at one time; further ones are told to come back.
    pub connections: usize,
    /// How long a head may take from its first byte, and a body after it.
    pub request: Duration,
    /// How long a connection may stay without a request.
    pub idle: Duration,
    /// How long the server may take until it answers.
    pub work: Duration,
    /// How long a reader may take for a piece of the answer.
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 512,
            request: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            work: Duration::from_secs(60),
            answer: Duration::from_secs(10),
        }
    }
}

/// A gate that is open; it closes when it is dropped, and every thread of it has ended then.
#[derive(Debug)]
pub struct Gate {
    shared: Arc<Shared>,
    /// Each waits at an address.
    porters: Vec<(SocketAddr, JoinHandle<()>)>,
}

/// What all connections know.
#[derive(Debug)]
pub struct Shared {
    /// Where the server is.
    pub server: SocketAddr,
    /// What the server knows the gate by: see [`message::PASS`].
    pub pass: String,
    /// What answers carry.
    pub bodies: Arc<Bodies>,
    pub limits: Limits,
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
    /// Opens a gate on `listeners` before the server at `server`, which leaves in `bodies` what its answers
    /// carry.
    ///
    /// # Errors
    /// When a listener has no address, or a thread cannot be started.
    pub fn open(
        listeners: Vec<TcpListener>,
        server: SocketAddr,
        pass: String,
        bodies: Arc<Bodies>,
        limits: Limits,
    ) -> io::Result<Self> {
        let (closing, connections) = (AtomicBool::new(false), Mutex::default());
        let shared = Arc::new(Shared { server, pass, bodies, limits, closing, connections });
        let mut gate = Gate { shared, porters: Vec::new() };
        for listener in listeners {
            let (address, shared) = (listener.local_addr()?, Arc::clone(&gate.shared));
            let porter = thread::Builder::new().name("gate".to_owned());
            gate.porters.push((address, porter.spawn(move || shared.receive(&listener))?));
        }
        Ok(gate)
    }

    /// How many connections there are.
    #[cfg(test)]
    pub fn number(&self) -> usize {
        self.shared.connections().open.len()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        for (address, porter) in self.porters.drain(..) {
            // The porter waits for somebody to come.
            let _ = TcpStream::connect_timeout(&reachable(address), Duration::from_secs(1));
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
                let _ = Connection::new(&shared, id, client).serve();
                shared.bodies.take(id);
                let mut connections = shared.connections();
                connections.open.remove(&id);
                connections.done.push(id);
            });
        match started {
            Ok(thread) => drop(connections.threads.insert(id, thread)),
            Err(_) => drop(connections.open.remove(&id)),
        }
    }
    /// Connects to the server for a connection, to end with it.
    ///
    /// # Errors
    /// When the gate closes.
    pub fn connect(&self, id: u64) -> io::Result<TcpStream> {
        let server = TcpStream::connect(self.server)?;
        server.set_nodelay(true)?;
        let kept = server.try_clone()?;
        let mut connections = self.connections();
        if self.closing.load(Ordering::SeqCst) {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        connections.open.entry(id).or_default().push(kept);
        Ok(server)
    }
}
