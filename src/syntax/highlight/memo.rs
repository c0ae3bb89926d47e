//! What earlier builds found: spans by the code they belong to.
//!
//! Highlighting is most of a build's work and code hardly changes, so the spans outlive the build.
//! A memo is bytes to its caller, who keeps them in a file: whatever is in that file, a memo comes
//! of it, at worst an empty one.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{Spans, Syntax, VERSION, spans};

const SHARDS: usize = 16;
const MAGIC: &[u8; 8] = b"dayonehl";
/// Before the entries: the magic word, the version's hash, and the hash of all that follows.
const HEADER: usize = 8 + 16 + 16;
/// Of each entry before its runs: key, capped line and length of the runs.
const ENTRY: usize = 16 + 4 + 4;

/// Spans by language and code, shared between threads.
#[derive(Debug, Default)]
pub struct Memo {
    /// By the key's first bits, so that threads seldom wait for each other.
    shards: [Mutex<FxHashMap<u128, Entry>>; SHARDS],
    /// How many entries were loaded.
    loaded: usize,
    grown: AtomicBool,
    /// About so many bytes were found since it was made, or was emptied.
    bytes: AtomicUsize,
}

/// About so many bytes an entry takes beside its runs.
const EACH: usize = 96;

#[derive(Debug)]
struct Entry {
    spans: Arc<Spans>,
    used: bool,
}

impl Memo {
    /// A memo from what [`Memo::save`] gave. Empty if the bytes are damaged or were written by
    /// another version.
    pub fn load(bytes: &[u8]) -> Memo {
        read(bytes).unwrap_or_default()
    }

    /// The spans of `code` in `syntax`, found now or known from before.
    pub fn get_or_compute(&self, syntax: Syntax, code: &str) -> Arc<Spans> {
        let key = key(syntax.name(), code);
        if let Some(entry) = self.shard(key).get_mut(&key)
            // A hash says little of a file that anyone could have written: what does not fit the
            // code is found again.
            && entry.spans.code_len() == code.len()
        {
            entry.used = true;
            return entry.spans.clone();
        }
        // Two threads may find the same at once; no thread waits for another's work.
        let spans = Arc::new(spans(code, syntax));
        self.grown.store(true, Ordering::Relaxed);
        self.bytes.fetch_add(spans.size() + EACH, Ordering::Relaxed);
        self.shard(key).insert(key, Entry { spans: spans.clone(), used: true });
        spans
    }

    /// The memo as bytes, with what was asked for since it was made or loaded; None when it would
    /// be what was loaded. The same entries give the same bytes.
    pub fn save(&self) -> Option<Vec<u8>> {
        let mut entries: Vec<(u128, Arc<Spans>)> = Vec::new();
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let used = shard.iter().filter(|(_, entry)| entry.used);
            entries.extend(used.map(|(key, entry)| (*key, entry.spans.clone())));
        }
        if !self.grown.load(Ordering::Relaxed) && entries.len() == self.loaded {
            return None;
        }
        entries.sort_unstable_by_key(|(key, _)| *key);
        Some(write(&entries))
    }

    /// Forgets everything when it takes more than so many bytes: for who goes on for as long as somebody writes,
    /// and every version of a block is another.
    pub fn keep_below(&self, most: usize) {
        if self.bytes.load(Ordering::Relaxed) <= most {
            return;
        }
        self.bytes.store(0, Ordering::Relaxed);
        for shard in &self.shards {
            *shard.lock().unwrap_or_else(PoisonError::into_inner) = FxHashMap::default();
        }
    }

    fn shard(&self, key: u128) -> MutexGuard<'_, FxHashMap<u128, Entry>> {
        self.shards[(key >> 124) as usize % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(syntax: &str, code: &str) -> u128 {
    let mut hash = Xxh3::new();
    hash.update(&(syntax.len() as u64).to_le_bytes());
    hash.update(syntax.as_bytes());
    hash.update(code.as_bytes());
    hash.digest128()
}

fn write(entries: &[(u128, Arc<Spans>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (key, spans) in entries {
        let (runs, capped) = spans.parts();
        body.extend_from_slice(&key.to_le_bytes());
        body.extend_from_slice(&capped.to_le_bytes());
        // Blocks are capped far below four gigabytes.
        body.extend_from_slice(&u32::try_from(runs.len()).unwrap_or(u32::MAX).to_le_bytes());
        body.extend_from_slice(runs);
    }
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&xxh3_128(VERSION.as_bytes()).to_le_bytes());
    bytes.extend_from_slice(&xxh3_128(&body).to_le_bytes());
    bytes.append(&mut body);
    bytes
}

fn read(bytes: &[u8]) -> Option<Memo> {
    let (header, mut body) = bytes.split_at_checked(HEADER)?;
    let expected = [&MAGIC[..], &xxh3_128(VERSION.as_bytes()).to_le_bytes(), &xxh3_128(body).to_le_bytes()];
    if header != expected.concat() {
        return None;
    }
    let mut memo = Memo::default();
    while !body.is_empty() {
        let (entry, rest) = body.split_at_checked(ENTRY)?;
        let key = u128::from_le_bytes(entry[..16].try_into().ok()?);
        let capped = u32::from_le_bytes(entry[16..20].try_into().ok()?);
        let length = u32::from_le_bytes(entry[20..].try_into().ok()?);
        let (runs, rest) = rest.split_at_checked(length as usize)?;
        let spans = Arc::new(Spans::from_parts(runs, capped));
        memo.shard(key).insert(key, Entry { spans, used: false });
        memo.loaded += 1;
        body = rest;
    }
    Some(memo)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::syntax::highlight::find;

    #[test]
    fn it_is_kept_small_for_who_goes_on() {
        let memo = Memo::default();
        let entries = || memo.shards.iter().map(|shard| shard.lock().unwrap().len()).sum::<usize>();
        for number in 0..1_000 {
            memo.get_or_compute(find("rust").unwrap(), &format!("let x = {number};\n"));
            memo.keep_below(20_000);
        }
        assert!(entries() > 0 && entries() < 250, "{}", entries());
    }

    fn filled() -> Memo {
        let memo = Memo::default();
        for code in ["fn main() {}", "let x = 1;\n", ""] {
            memo.get_or_compute(find("rust").unwrap(), code);
        }
        memo.get_or_compute(find("python").unwrap(), "def f(): pass\n");
        memo
    }

    #[test]
    fn what_is_saved_comes_back() {
        let bytes = filled().save().unwrap();
        let memo = Memo::load(&bytes);
        assert_eq!(memo.loaded, 4);
        let rust = find("rust").unwrap();
        let code = "let x = 1;\n";
        assert_eq!(*memo.get_or_compute(rust, code), spans(code, rust));
        assert!(!memo.grown.load(Ordering::Relaxed), "it was known");
    }

    #[test]
    fn saving_is_repeatable_keeps_what_was_used_and_is_left_out_when_nothing_changed() {
        let bytes = filled().save().unwrap();
        assert_eq!(filled().save().unwrap(), bytes);

        let memo = Memo::load(&bytes);
        let rust = find("rust").unwrap();
        for code in ["fn main() {}", "let x = 1;\n", ""] {
            memo.get_or_compute(rust, code);
        }
        let fewer = memo.save().unwrap();
        assert_eq!(Memo::load(&fewer).loaded, 3);
        memo.get_or_compute(find("python").unwrap(), "def f(): pass\n");
        assert_eq!(memo.save(), None);
        assert_eq!(Memo::default().save(), None);
    }

    #[test]
    fn the_language_is_part_of_the_key() {
        let memo = Memo::default();
        let code = "class X:\n";
        let python = memo.get_or_compute(find("python").unwrap(), code);
        let text = memo.get_or_compute(find("text").unwrap(), code);
        assert_ne!(python, text);
    }

    #[test]
    fn damaged_bytes_give_an_empty_memo() {
        let bytes = filled().save().unwrap();
        for length in 0..bytes.len() {
            assert_eq!(Memo::load(&bytes[..length]).loaded, 0, "cut at {length}");
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert_eq!(Memo::load(&flipped).loaded, 0, "flipped at {at}");
        }
        // An honest checksum over nonsense: still no panic, and what cannot be right is not used.
        let mut nonsense = bytes[..HEADER].to_vec();
        nonsense.extend([0xff; 200]);
        let sum = xxh3_128(&nonsense[HEADER..]).to_le_bytes();
        nonsense[24..40].copy_from_slice(&sum);
        assert_eq!(Memo::load(&nonsense).loaded, 0);
        let wrong = Spans::from_parts(&[0xff, 0x7f], 3);
        let rust = find("rust").unwrap();
        let bytes = write(&[(key(rust.name(), "fn"), Arc::new(wrong))]);
        assert_eq!(*Memo::load(&bytes).get_or_compute(rust, "fn"), spans("fn", rust));
    }

    #[test]
    fn threads_share_a_memo() {
        let memo = Memo::default();
        let rust = find("rust").unwrap();
        let codes: Vec<String> = (0..50).map(|n| format!("fn f{n}() -> u32 {{ {n} }}\n")).collect();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| codes.iter().for_each(|code| drop(memo.get_or_compute(rust, code))));
            }
        });
        assert_eq!(Memo::load(&memo.save().unwrap()).loaded, 50);
    }
}
