//! Event streams: what changed, told to every browser that listens.
//!
//! Events have numbers, so that a browser that was away (its laptop slept) is told what it missed; one that
//! was away for too long, or knew another run of the preview, is told that anything may have changed. Each
//! listener has a short queue of its own, and the thread of its connection writes what is in it: whoever
//! has something to tell never waits. Who does not read is dropped, comes back, and is told what it missed.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many events are kept for those who were away.
const KEPT: usize = 256;
/// How many events may wait for one listener.
const WAITING: usize = 32;
/// How long a browser waits before it asks again for a stream that ended, in milliseconds.
const RETRY: u64 = 500;

type Event = Arc<[u8]>;

/// One who listens; the stream ends when it is dropped.
#[derive(Debug)]
pub struct Listener(Receiver<Event>);

/// What a listener hears.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something to pass on.
    Event(Event),
    /// Nothing in this time.
    Silence,
    /// There will be nothing more.
    End,
}

impl Listener {
    /// Waits for the next event.
    pub fn next(&self, patience: Duration) -> Heard {
        match self.0.recv_timeout(patience) {
            Ok(event) => Heard::Event(event),
            Err(RecvTimeoutError::Timeout) => Heard::Silence,
            Err(RecvTimeoutError::Disconnected) => Heard::End,
        }
    }
}

/// The streams.
#[derive(Debug)]
pub struct Events(Mutex<Teller>);

impl Events {
    /// Starts without any stream. `run` tells this run of the preview from others.
    pub fn new(run: u64) -> Self {
        let (kept, listeners) = (VecDeque::new(), Vec::new());
        Events(Mutex::new(Teller { run, number: 0, kept, listeners, ended: false }))
    }

    fn teller(&self) -> MutexGuard<'_, Teller> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everyone; `data` is JSON on one line.
    pub fn tell(&self, data: &str) {
        self.teller().tell(data);
    }

    /// Takes in one who knows the event `last`.
    pub fn listen(&self, last: Option<&str>) -> Listener {
        self.teller().listen(last)
    }

    /// Ends all streams, and those that are asked for from now on.
    pub fn end(&self) {
        let mut teller = self.teller();
        teller.ended = true;
        teller.listeners.clear();
    }
}

#[derive(Debug)]
struct Teller {
    run: u64,
    number: u64,
    kept: VecDeque<(u64, Event)>,
    listeners: Vec<SyncSender<Event>>,
    ended: bool,
}

impl Teller {
    fn tell(&mut self, data: &str) {
        self.number += 1;
        let event: Event = format!("id: {}-{}\ndata: {data}\n\n", self.run, self.number).into_bytes().into();
        // Who is gone, or does not read, is forgotten.
        self.listeners.retain(|listener| listener.try_send(event.clone()).is_ok());
        self.kept.push_back((self.number, event));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// Takes a listener in: with its place in the numbers, and with what it missed.
    fn listen(&mut self, last: Option<&str>) -> Listener {
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        // An empty queue has room.
        let _ = sender.try_send(self.greeting(last).into());
        if !self.ended {
            self.listeners.push(sender);
        }
        Listener(receiver)
    }

    fn greeting(&self, last: Option<&str>) -> Vec<u8> {
        let mut missed = format!("retry: {RETRY}\n").into_bytes();
        let known = last.and_then(|last| {
            let (run, number) = last.split_once('-')?;
            (run.parse() == Ok(self.run)).then(|| number.parse::<u64>().ok())?
        });
        let first = self.kept.front().map_or(self.number + 1, |(number, _)| *number);
        match known {
            Some(number) if number.saturating_add(1) >= first => {
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
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that waits for a listener.
    fn all(listener: &Listener) -> String {
        let events: Vec<Event> = listener.0.try_iter().collect();
        String::from_utf8(events.concat()).expect("text")
    }

    fn heard(before: &[&str], last: Option<&str>) -> String {
        let events = Events::new(7);
        for event in before {
            events.tell(event);
        }
        let listener = events.listen(last);
        events.tell("late");
        all(&listener)
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

    #[test]
    fn who_does_not_read_is_dropped_and_nobody_else_waits() {
        let events = Events::new(7);
        let (slow, good) = (events.listen(None), events.listen(None));
        for number in 0..WAITING * 2 {
            events.tell("a");
            assert!(all(&good).ends_with(&format!("id: 7-{}\ndata: a\n\n", number + 1)));
        }
        assert_eq!(events.teller().listeners.len(), 1);
        assert!(all(&slow).ends_with("id: 7-31\ndata: a\n\n"), "what was in its queue still comes");
        assert_eq!(slow.next(Duration::from_secs(1)), Heard::End);
        assert_eq!(good.next(Duration::ZERO), Heard::Silence);
    }

    #[test]
    fn the_end_is_heard_by_all_and_by_those_who_come_later() {
        let events = Events::new(7);
        let early = events.listen(None);
        events.end();
        for listener in [early, events.listen(None)] {
            assert!(matches!(listener.next(Duration::ZERO), Heard::Event(_)));
            assert_eq!(listener.next(Duration::from_secs(1)), Heard::End);
        }
    }
}
