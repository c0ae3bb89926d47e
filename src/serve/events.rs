//! Event streams: what changed, told to every browser that listens.
//!
//! Events have numbers, so that a browser that was away (its laptop slept) is told what it missed; one that
//! was away for too long, or knew another run of the preview, is told that anything may have changed. A
//! thread of its own writes to the streams, so that whoever has something to tell never waits. A stream
//! that cannot be written to is gone, and a heartbeat finds those of which nobody would have known.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often a stream is written to when nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How many events are kept for those who were away.
const KEPT: usize = 256;
/// How long a browser waits before it asks again for a stream that ended, in milliseconds.
const RETRY: u64 = 500;

enum Message {
    /// An event's data, as JSON.
    Tell(String),
    /// A client, and the last event that it knows.
    Listen(Box<dyn Write + Send>, Option<String>),
    Close,
}

/// The streams.
pub struct Events {
    sender: Mutex<Sender<Message>>,
    teller: Option<JoinHandle<()>>,
}

impl Events {
    /// Starts without any stream. `run` tells this run of the preview from others.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(run: u64) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let teller = thread::Builder::new().name("events".to_owned()).spawn(move || {
            let mut teller = Teller { run, number: 0, kept: VecDeque::new(), clients: Vec::new() };
            loop {
                match receiver.recv_timeout(HEARTBEAT) {
                    Ok(Message::Tell(data)) => teller.tell(&data),
                    Ok(Message::Listen(client, last)) => teller.listen(client, last.as_deref()),
                    Err(RecvTimeoutError::Timeout) => teller.send(b": \n\n"),
                    Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
        Ok(Events { sender: Mutex::new(sender), teller: Some(teller) })
    }

    /// Tells everyone; `data` is JSON on one line.
    pub fn tell(&self, data: String) {
        self.send(Message::Tell(data));
    }

    /// Adds a client that knows the event `last`.
    pub fn listen(&self, client: Box<dyn Write + Send>, last: Option<String>) {
        self.send(Message::Listen(client, last));
    }

    fn send(&self, message: Message) {
        // The teller ends last.
        let _ = self.sender.lock().unwrap_or_else(PoisonError::into_inner).send(message);
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.send(Message::Close);
        if let Some(teller) = self.teller.take() {
            let _ = teller.join();
        }
    }
}

struct Teller {
    run: u64,
    number: u64,
    kept: VecDeque<(u64, Vec<u8>)>,
    clients: Vec<Box<dyn Write + Send>>,
}

impl Teller {
    fn tell(&mut self, data: &str) {
        self.number += 1;
        let event = format!("id: {}-{}\ndata: {data}\n\n", self.run, self.number).into_bytes();
        self.send(&event);
        self.kept.push_back((self.number, event));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        self.clients.retain_mut(|client| client.write_all(bytes).and_then(|()| client.flush()).is_ok());
    }

    /// Takes a client in: with its place in the numbers, and with what it missed.
    fn listen(&mut self, mut client: Box<dyn Write + Send>, last: Option<&str>) {
        let mut missed = format!("retry: {RETRY}\n").into_bytes();
        let known = last.and_then(|last| {
            let (run, number) = last.split_once('-')?;
            (run.parse() == Ok(self.run)).then(|| number.parse::<u64>().ok())?
        });
        let first = self.kept.front().map_or(self.number + 1, |(number, _)| *number);
        match known {
            Some(number) if number + 1 >= first => {
                missed.extend_from_slice(b": \n\n");
                let later = self.kept.iter().filter(|(kept, _)| *kept > number);
                missed.extend(later.flat_map(|(_, event)| event.iter().copied()));
            }
            _ => {
                let anything = if last.is_some() { r#"{"anything":true}"# } else { r#"{"hello":true}"# };
                let hello = format!("id: {}-{}\ndata: {anything}\n\n", self.run, self.number);
                missed.extend_from_slice(hello.as_bytes());
            }
        }
        if client.write_all(&missed).and_then(|()| client.flush()).is_ok() {
            self.clients.push(client);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<u8>>>);

    impl Write for Heard {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("a lock").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn heard(events: &[&str], last: Option<&str>) -> String {
        let mut teller = Teller { run: 7, number: 0, kept: VecDeque::new(), clients: Vec::new() };
        for event in events {
            teller.tell(event);
        }
        let ear = Heard::default();
        teller.listen(Box::new(ear.clone()), last);
        teller.tell("late");
        let bytes = ear.0.lock().expect("a lock").clone();
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn who_was_away_is_told_what_it_missed() {
        assert_eq!(
            heard(&["a", "b"], Some("7-1")),
            "retry: 500\n: \n\nid: 7-2\ndata: b\n\nid: 7-3\ndata: late\n\n"
        );
        assert_eq!(heard(&["a"], Some("7-1")), "retry: 500\n: \n\nid: 7-2\ndata: late\n\n");
    }

    #[test]
    fn who_is_new_is_told_where_things_are() {
        assert_eq!(
            heard(&["a"], None),
            "retry: 500\nid: 7-1\ndata: {\"hello\":true}\n\nid: 7-2\ndata: late\n\n"
        );
    }

    #[test]
    fn another_run_or_too_long_away_may_have_missed_anything() {
        assert!(heard(&["a"], Some("6-1")).contains("id: 7-1\ndata: {\"anything\":true}\n\n"));
        assert!(heard(&["a"; KEPT + 2], Some("7-0")).contains("{\"anything\":true}"));
        assert!(!heard(&["a"; KEPT], Some("7-0")).contains("anything"));
        assert!(heard(&[], Some("nonsense")).contains("id: 7-0\ndata: {\"anything\":true}\n\n"));
    }
}
