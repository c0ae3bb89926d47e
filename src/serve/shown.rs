//! What was rendered already.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

/// Something to send, and what tells it from an earlier version.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// For `ETag`: a print of the bytes, in quotes.
    pub print: Arc<str>,
}

impl Shown {
    /// Takes bytes in.
    pub fn new(bytes: Vec<u8>) -> Self {
        Shown { print: format!("\"{:032x}\"", xxh3_128(&bytes)).into(), bytes: bytes.into() }
    }
}

/// What something rendered depends on.
#[derive(Debug, Clone)]
pub struct Version {
    /// See [`super::site::Site::edition`].
    pub edition: u64,
    /// The day it is for.
    pub today: Date,
    /// The texts it was made of, which are other objects with every change.
    pub texts: Vec<Arc<str>>,
}

impl Version {
    /// Whether the one is older than the other, whatever the day.
    fn is_other_text(&self, other: &Version) -> bool {
        !self.is_of(&other.texts) || self.edition != other.edition
    }

    /// Whether it was made of these texts.
    pub fn is_of(&self, texts: &[Arc<str>]) -> bool {
        self.texts.len() == texts.len()
            && self.texts.iter().zip(texts).all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        !self.is_other_text(other) && self.today == other.today
    }
}

/// So many bytes are kept, and then none, which is simple, and costs each page one rendering.
const MOST: usize = 8 << 20;

/// What was rendered already, by name, for as long as it is right.
#[derive(Debug, Default)]
pub struct Kept {
    known: Mutex<Known>,
    /// What is being rendered, each with what is set when nobody waits for it any more.
    rendered: Mutex<Vec<(String, Version, Arc<AtomicBool>)>>,
    /// Some of that is done.
    done: Condvar,
}

/// The turn to render something: nobody else does before it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    kept: &'a Kept,
    /// Set when it is out of date.
    pub stop: Arc<AtomicBool>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut rendered = self.kept.rendered();
        rendered.retain(|(_, _, stop)| !Arc::ptr_eq(stop, &self.stop));
        self.kept.done.notify_all();
    }
}

#[derive(Debug, Default)]
struct Known {
    /// That of the version kept last: what is of another will not be asked for again.
    edition: u64,
    bytes: usize,
    by_name: FxHashMap<String, (Version, u16, Shown)>,
}

impl Kept {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rendered(&self) -> MutexGuard<'_, Vec<(String, Version, Arc<AtomicBool>)>> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The turn to render something; none when somebody else has it. What is rendered of an older version is
    /// stopped: nobody waits for it.
    pub fn turn(&self, name: &str, version: &Version) -> Option<Turn<'_>> {
        let mut rendered = self.rendered();
        if rendered.iter().any(|(of, at, _)| of == name && at == version) {
            return None;
        }
        for (of, at, stop) in rendered.iter() {
            let is_older = at.edition <= version.edition && at.is_other_text(version);
            stop.fetch_or(of == name && is_older, Ordering::Relaxed);
        }
        let stop = Arc::new(AtomicBool::new(false));
        rendered.push((name.to_owned(), version.clone(), Arc::clone(&stop)));
        Some(Turn { kept: self, stop })
    }

    /// Stops what is being rendered, by its name, and is not wanted.
    pub fn stop(&self, is_unwanted: impl Fn(&str, &Version) -> bool) {
        for (name, version, stop) in self.rendered().iter() {
            stop.fetch_or(is_unwanted(name, version), Ordering::Relaxed);
        }
    }

    /// Waits for whoever renders something, at most so long.
    pub fn wait(&self, name: &str, version: &Version, most: Duration) {
        let rendered = self.rendered();
        let is_rendered = |rendered: &mut Vec<(String, Version, Arc<AtomicBool>)>| {
            rendered.iter().any(|(of, at, _)| of == name && at == version)
        };
        drop(self.done.wait_timeout_while(rendered, most, is_rendered));
    }

    /// What was rendered under a name and with which status, if it is of this version.
    pub fn get(&self, name: &str, version: &Version) -> Option<(u16, Shown)> {
        let known = self.known();
        let found = known.by_name.get(name).filter(|(of, _, _)| of == version);
        found.map(|(_, status, shown)| (*status, shown.clone()))
    }

    /// Keeps what was rendered.
    pub fn put(&self, name: &str, version: Version, status: u16, shown: &Shown) {
        let mut known = self.known();
        if version.edition < known.edition {
            // It took so long that it is out of date.
            return;
        }
        if known.bytes + shown.bytes.len() > MOST || known.edition != version.edition {
            *known = Known { edition: version.edition, ..Known::default() };
        }
        known.bytes += shown.bytes.len();
        if let Some((_, _, old)) = known.by_name.insert(name.to_owned(), (version, status, shown.clone())) {
            known.bytes -= old.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_right_and_fits_is_kept() {
        let (kept, today) = (Kept::default(), Date::constant(2026, 3, 31));
        let text: Arc<str> = "text".into();
        let one = Version { edition: 1, today, texts: vec![Arc::clone(&text)] };
        kept.put("a", one.clone(), 200, &Shown::new(b"one".to_vec()));
        assert_eq!(&*kept.get("a", &one).expect("kept").1.bytes, b"one");
        for other in [
            Version { edition: 2, ..one.clone() },
            Version { today: today.tomorrow().expect("a day"), ..one.clone() },
            Version { texts: vec!["text".into()], ..one.clone() },
            Version { texts: Vec::new(), ..one.clone() },
        ] {
            assert!(kept.get("a", &other).is_none(), "{other:?}");
        }
        kept.put("a", one.clone(), 200, &Shown::new(b"other".to_vec()));
        assert_eq!(kept.known().bytes, 5);
        kept.put("a", Version { edition: 0, ..one.clone() }, 200, &Shown::new(b"old".to_vec()));
        assert_eq!(&*kept.get("a", &one).expect("the newer").1.bytes, b"other");
        for name in ["a", "b", "c"] {
            kept.put(name, one.clone(), 200, &Shown::new(vec![0; MOST / 2]));
        }
        assert_eq!(kept.known().by_name.len(), 1);
    }
    #[test]
    fn one_at_a_time_renders_a_thing() {
        let (kept, today) = (Kept::default(), Date::constant(2026, 3, 31));
        let one = Version { edition: 1, today, texts: Vec::new() };
        let other = Version { edition: 2, ..one.clone() };
        let turn = kept.turn("a", &one).expect("nobody has it");
        assert!(kept.turn("a", &one).is_none());
        let newer = kept.turn("a", &other).expect("another version");
        assert!(turn.stop.load(Ordering::Relaxed) && !newer.stop.load(Ordering::Relaxed));
        assert!(kept.turn("b", &one).is_some(), "another thing");
        drop(turn);
        assert!(kept.turn("a", &one).is_some());
    }
}
