//! One client's connection at the gate: a request at a time, and the whole answer to it.
//!
//! Nothing here waits without an end: each wait has a time limit, and the long ones look whether the client
//! is still there.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::body::Body;
use super::events::{Heard, Listener};
use super::gate::Shared;
use super::http;
use super::message::{self, Head, Refusal};

/// How long the server may leave a connection alone before it is woken, and the client looked at.
const PATIENCE: Duration = Duration::from_millis(50);
/// The longest pause between two such looks.
const LONGEST: Duration = Duration::from_secs(1);
/// How long a client still gets an answer that says nothing more itself: it may only have said all.
const LEAVE: Duration = Duration::from_secs(1);
/// How often an event stream is written to when nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// What is shorter goes in one piece with its head.
const SHORT: usize = 64 * 1024;

/// A client, and the connection to the server that is its alone.
pub struct Connection<'a> {
    shared: &'a Shared,
    id: u64,
    client: TcpStream,
    server: Option<TcpStream>,
}

impl<'a> Connection<'a> {
    /// Takes in a client.
    pub fn new(shared: &'a Shared, id: u64, client: TcpStream) -> Self {
        Connection { shared, id, client, server: None }
    }

    /// Passes on requests and answers until either side has enough.
    ///
    /// # Errors
    /// What ended the connection.
    pub fn serve(&mut self) -> io::Result<()> {
        self.client.set_nodelay(true)?;
        self.client.set_write_timeout(Some(self.shared.limits.answer))?;
        let local = is_local(&self.client);
        let mut unread = Vec::new();
        while let Some(head) = self.request(&mut unread)? {
            let head = match head {
                Ok(head) => head,
                Err(refusal) => return self.refuse(refusal),
            };
            if let Some(refusal) = self.skip(&head, &mut unread)? {
                return self.refuse(refusal);
            }
            let pass = http::pass(&self.shared.pass, self.id, local && !head.passed_on);
            let answer = self.hear(&head.request(&pass))?;
            let more = self.answer(answer, &head)?;
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
        let deadline = Instant::now() + LEAVE;
        let mut scrap = Vec::new();
        while self.receive(&mut scrap, deadline)? > 0 {
            scrap.clear();
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

    /// Takes a request off `unread`, with its body, which nobody needs.
    fn skip(&mut self, head: &Head, unread: &mut Vec<u8>) -> io::Result<Option<Refusal>> {
        let deadline = Instant::now() + self.shared.limits.request;
        while unread.len() < head.length + head.body {
            match self.receive(unread, deadline) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error) if is_late(&error) => return Ok(Some(Refusal::Late)),
                Err(error) => return Err(error),
            }
        }
        unread.drain(..head.length + head.body);
        Ok(None)
    }

    /// Asks the server, and waits for the head of its answer.
    fn hear(&mut self, request: &str) -> io::Result<Vec<u8>> {
        let shared = self.shared;
        let (mut server, is_new) = match self.server.take() {
            Some(server) => (server, false),
            None => (shared.connect(self.id)?, true),
        };
        shared.bodies.expect(self.id);
        server.write_all(request.as_bytes())?;
        let asked = Instant::now();
        let (mut said, mut pause) = (Vec::with_capacity(1024), PATIENCE);
        let mut chunk = [0; 4096];
        loop {
            server.set_read_timeout(Some(pause))?;
            match read_some(&mut server, &mut chunk) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => said.extend_from_slice(&chunk[..read]),
                Err(error) if !is_late(&error) => return Err(error),
                Err(_) if asked.elapsed() > shared.limits.work => return Err(ErrorKind::TimedOut.into()),
                Err(_) if asked.elapsed() > LEAVE && self.has_left()? => {
                    return Err(ErrorKind::BrokenPipe.into());
                }
                Err(_) => {
                    // The server may have left a new connection to a thread that has just gone to sleep:
                    // then another connection makes it look again.
                    if is_new {
                        drop(TcpStream::connect_timeout(&shared.server, LONGEST));
                    }
                    pause = (pause * 2).min(LONGEST);
                }
            }
            if let Some(head) = message::answer_head(&said)? {
                self.server = Some(server);
                return Ok(head);
            }
        }
    }

    /// Sends an answer that begins with `head`. Whether there may be another after it.
    fn answer(&mut self, mut head: Vec<u8>, asked: &Head) -> io::Result<bool> {
        let body = self.shared.bodies.take(self.id).ok_or(ErrorKind::InvalidData)?;
        match body {
            Body::Bytes(bytes) if !asked.bodiless && bytes.len() <= SHORT => {
                head.extend_from_slice(&bytes);
                self.client.write_all(&head)?;
            }
            Body::Bytes(bytes) => {
                self.client.write_all(&head)?;
                if !asked.bodiless {
                    self.client.write_all(&bytes)?;
                }
            }
            Body::File(file, length) => {
                self.client.write_all(&head)?;
                return if asked.bodiless { Ok(true) } else { self.send(file, length) };
            }
            Body::Events(events) => {
                self.client.write_all(&head)?;
                // The server has said all that it will.
                if let Some(server) = self.server.take() {
                    let _ = server.shutdown(Shutdown::Both);
                }
                return if asked.bodiless { Ok(false) } else { self.tell(&events) };
            }
        }
        Ok(true)
    }

    /// Sends so many bytes of a file. When it has become shorter there can be no other answer: the end of
    /// the connection is the only way to say that this is all.
    fn send(&mut self, file: File, length: u64) -> io::Result<bool> {
        let mut part = file.take(length);
        let mut chunk = vec![0; SHORT];
        loop {
            match part.read(&mut chunk) {
                Ok(0) => return Ok(part.limit() == 0),
                Ok(read) => self.client.write_all(&chunk[..read])?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Passes on events, each as soon as it is there, until either side has enough.
    fn tell(&mut self, events: &Listener) -> io::Result<bool> {
        loop {
            let heard = events.next(HEARTBEAT);
            if self.has_left()? {
                return Ok(false);
            }
            match heard {
                Heard::Event(event) => self.client.write_all(&event)?,
                Heard::Silence => self.client.write_all(b": \n\n")?,
                Heard::End => return Ok(false),
            }
        }
    }

    /// Whether the client has ended its side of the connection.
    fn has_left(&mut self) -> io::Result<bool> {
        self.client.set_nonblocking(true)?;
        let more = self.client.peek(&mut [0]);
        self.client.set_nonblocking(false)?;
        match more {
            Ok(read) => Ok(read == 0),
            Err(error) => Ok(!is_late(&error) && error.kind() != ErrorKind::Interrupted),
        }
    }
}

/// Whether a client is on this machine: it comes from a loopback address, or from the one that it came to.
fn is_local(client: &TcpStream) -> bool {
    let (Ok(from), Ok(to)) = (client.peer_addr(), client.local_addr()) else { return false };
    let from = from.ip().to_canonical();
    from.is_loopback() || from == to.ip().to_canonical()
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

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr, TcpListener};
    use std::sync::Arc;

    use super::*;
    use crate::serve::gate::{Gate, Limits};

    /// A gate before a server that listens and never says anything.
    fn before_silence(limits: Limits) -> (Gate, TcpListener, SocketAddr) {
        let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let (silence, outside) = (listen(), listen());
        let address = outside.local_addr().expect("an address");
        let server = silence.local_addr().expect("an address");
        let gate = Gate::open(vec![outside], server, "word".to_owned(), Arc::default(), limits);
        (gate.expect("a gate"), silence, address)
    }

    fn ask(address: SocketAddr) -> TcpStream {
        let mut client = TcpStream::connect(address).expect("a connection");
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        client.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        client
    }

    #[test]
    fn who_leaves_is_not_answered() {
        let (gate, _silence, address) = before_silence(Limits::default());
        let client = ask(address);
        let patience = Instant::now() + Duration::from_secs(10);
        while gate.number() != 1 {
            assert!(Instant::now() < patience, "nobody came");
        }
        drop(client);
        while gate.number() != 0 {
            assert!(Instant::now() < patience, "the place is still taken");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_server_that_says_nothing_is_not_waited_for() {
        let limits = Limits { work: Duration::from_millis(200), ..Limits::default() };
        let (_gate, _silence, address) = before_silence(limits);
        assert_eq!(ask(address).read(&mut [0; 16]).expect("the end"), 0);
    }

    #[test]
    fn who_is_on_this_machine_is_known() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("an address")).expect("a connection");
        assert!(is_local(&client));
    }
}
