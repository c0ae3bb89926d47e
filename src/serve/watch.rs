//! What may have changed: hints from the file system, or from a clock where it gives none.
//!
//! An event is only a hint. Editors save in many ways (a new file renamed over the old one, or the old one
//! emptied and filled), systems report some changes twice and some under another name. So events are
//! gathered until they pause, and what they name is looked at anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// A pause of so long ends what one save does.
const PAUSE: Duration = Duration::from_millis(10);
/// When so many files change, more are likely to come.
const STORM: usize = 32;
/// The pause that ends a storm.
const STORM_PAUSE: Duration = Duration::from_millis(60);
/// However many events come, they are looked at after so long.
const LONGEST: Duration = Duration::from_secs(1);
/// How often to look where there are no events.
pub const POLL: Duration = Duration::from_millis(500);

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// These files, in what they say.
    Files(BTreeSet<PathBuf>),
    /// Anything.
    Anything,
    /// Anything, and from now on more than is told, for this reason.
    Blind(String),
    /// Anything: the watched folder itself is elsewhere, or gone.
    Away,
    /// Nothing: it is time to end.
    End,
}

impl Hint {
    fn and(self, other: Hint) -> Hint {
        match (self, other) {
            (Hint::End, _) | (_, Hint::End) => Hint::End,
            (Hint::Away, _) | (_, Hint::Away) => Hint::Away,
            (Hint::Blind(why), _) | (_, Hint::Blind(why)) => Hint::Blind(why),
            (Hint::Files(mut files), Hint::Files(more)) => {
                files.extend(more);
                Hint::Files(files)
            }
            _ => Hint::Anything,
        }
    }

    fn is_storm(&self) -> bool {
        match self {
            Hint::Files(files) => files.len() > STORM,
            Hint::Anything | Hint::Blind(_) | Hint::Away => true,
            Hint::End => false,
        }
    }
}

/// Watches the folder `root`, and sends hints to `sender` for as long as it lives.
///
/// # Errors
/// When the system cannot watch it: no events on this file system, too many folders.
pub fn watch(root: &Path, sender: Sender<Hint>) -> notify::Result<RecommendedWatcher> {
    let watched = root.to_owned();
    let handler = move |event: notify::Result<notify::Event>| {
        let hint = match event {
            Ok(event) => hint(event, &watched),
            // A folder is new, and the system watches no more of them.
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                Some(Hint::Blind(error.to_string()))
            }
            // Events were lost.
            Err(_) => Some(Hint::Anything),
        };
        if let Some(hint) = hint {
            let _ = sender.send(hint);
        }
    };
    let mut watcher = notify::recommended_watcher(handler)?;
    watcher.watch(root, RecursiveMode::Recursive)?;
    Ok(watcher)
}

fn hint(event: notify::Event, root: &Path) -> Option<Hint> {
    // What only ever happens to files that nobody publishes: git's own.
    let of_git = |path: &PathBuf| {
        path.strip_prefix(root).is_ok_and(|below| below.components().any(|part| part.as_os_str() == ".git"))
    };
    if !event.need_rescan() && !event.paths.is_empty() && event.paths.iter().all(of_git) {
        return None;
    }
    if event.paths.iter().any(|path| path == root)
        && matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)))
    {
        return Some(Hint::Away);
    }
    match event.kind {
        // Reading is no change; dayone itself reads.
        EventKind::Access(_) => None,
        _ if event.need_rescan() => Some(Hint::Anything),
        // What is at these paths now tells what it was.
        EventKind::Modify(
            ModifyKind::Data(_)
            | ModifyKind::Metadata(_)
            | ModifyKind::Name(RenameMode::To | RenameMode::From | RenameMode::Both),
        )
        | EventKind::Create(_)
        | EventKind::Remove(_) => Some(Hint::Files(event.paths.into_iter().collect())),
        _ => Some(Hint::Anything),
    }
}

/// What tells of changes.
pub struct Watch {
    root: PathBuf,
    sender: Sender<Hint>,
    watcher: Option<RecommendedWatcher>,
    /// Whether there is to be no other watcher.
    polls: bool,
}

impl Watch {
    /// Watches `root`, unless it is to be looked at now and then. Why that cannot be, if it cannot.
    pub fn start(root: &Path, sender: Sender<Hint>, polls: bool) -> (Self, Option<String>) {
        let mut watch = Watch { root: root.to_owned(), sender, watcher: None, polls };
        let why = watch.again();
        (watch, why)
    }

    /// How often to look without having been told of anything.
    pub fn pause(&self) -> Option<Duration> {
        self.watcher.is_none().then_some(POLL)
    }

    /// Does what a hint says of the watching itself. Why the files are looked at now and then from now on,
    /// if that is so.
    pub fn heed(&mut self, hint: &Hint) -> Option<String> {
        match hint {
            Hint::Blind(why) if !self.polls => {
                self.give_up();
                Some(why.clone())
            }
            Hint::Away => {
                // It watches the folder wherever that is now.
                self.watcher = None;
                self.again()
            }
            _ if self.watcher.is_none() => self.again(),
            _ => None,
        }
    }

    /// Watches, if it may. A folder that is not there is waited for.
    fn again(&mut self) -> Option<String> {
        if self.polls || !self.root.is_dir() {
            return None;
        }
        match watch(&self.root, self.sender.clone()) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                None
            }
            Err(_) if !self.root.is_dir() => None,
            Err(error) => {
                self.give_up();
                Some(error.to_string())
            }
        }
    }

    fn give_up(&mut self) {
        self.polls = true;
        self.watcher = None;
    }
}

/// Waits for a hint, and then until no more come. None when there is none for so long.
pub fn gather(hints: &Receiver<Hint>, longest: Option<Duration>) -> Option<Hint> {
    let first = match longest {
        None => hints.recv().unwrap_or(Hint::End),
        Some(longest) => match hints.recv_timeout(longest) {
            Ok(hint) => hint,
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => Hint::End,
        },
    };
    let started = Instant::now();
    let mut all = first;
    let mut number = 1;
    while all != Hint::End && started.elapsed() < LONGEST {
        // The third change of one save is still one save; the fortieth is a checkout.
        let pause = if number > STORM || (number > 4 && all.is_storm()) { STORM_PAUSE } else { PAUSE };
        match hints.recv_timeout(pause) {
            Ok(hint) => all = all.and(hint),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return Some(Hint::End),
        }
        number += 1;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn files(names: &[&str]) -> Hint {
        Hint::Files(names.iter().map(PathBuf::from).collect())
    }

    #[test]
    fn hints_are_gathered_until_they_pause() {
        let (sender, receiver) = mpsc::channel();
        for hint in [files(&["a"]), files(&["b", "a"])] {
            sender.send(hint).expect("sent");
        }
        assert_eq!(gather(&receiver, None), Some(files(&["a", "b"])));
        sender.send(files(&["a"])).expect("sent");
        sender.send(Hint::Anything).expect("sent");
        assert_eq!(gather(&receiver, None), Some(Hint::Anything));
        sender.send(Hint::End).expect("sent");
        assert_eq!(gather(&receiver, None), Some(Hint::End));
        drop(sender);
        assert_eq!(gather(&receiver, None), Some(Hint::End));
    }

    #[test]
    fn nobody_is_waited_for_longer() {
        let (_sender, receiver) = mpsc::channel();
        assert_eq!(gather(&receiver, Some(Duration::from_millis(1))), None);
    }

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(PathBuf::from(path))
    }

    #[test]
    fn only_what_git_keeps_below_the_root_is_passed_over() {
        let root = Path::new("/x/.github-pages/.git/hb");
        let seen = |path: &str| hint(event(EventKind::Any, path), root).is_some();
        assert!(seen("/x/.github-pages/.git/hb/content/a.md"));
        assert!(seen("/x/.github-pages/.git/hb/.gitignore"));
        assert!(!seen("/x/.github-pages/.git/hb/.git/index"));
        assert!(!seen("/x/.github-pages/.git/hb/content/.git/index"));
    }

    #[test]
    fn a_root_that_moves_is_away() {
        use notify::event::RemoveKind;
        let of = |kind, path| hint(event(kind, path), Path::new("/hb"));
        let moved = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        assert_eq!(of(moved, "/hb"), Some(Hint::Away));
        assert_eq!(of(EventKind::Remove(RemoveKind::Folder), "/hb"), Some(Hint::Away));
        assert_eq!(of(moved, "/hb/content"), Some(files(&["/hb/content"])));
    }

    #[test]
    fn what_is_said_of_the_watching_is_not_lost_in_a_storm() {
        let (sender, receiver) = mpsc::channel();
        let blind = Hint::Blind("too many".to_owned());
        for hint in [files(&["a"]), blind.clone(), Hint::Anything] {
            sender.send(hint).expect("sent");
        }
        assert_eq!(gather(&receiver, None), Some(blind.clone()));
        for hint in [blind, Hint::Away, Hint::Anything] {
            sender.send(hint).expect("sent");
        }
        assert_eq!(gather(&receiver, None), Some(Hint::Away));
    }

    /// Reading a file must not look like a change: looking at one reads it.
    #[test]
    fn reading_is_no_change() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("a.md");
        std::fs::write(&file, "one").expect("written");
        let (sender, receiver) = mpsc::channel();
        let watcher = watch(home.path(), sender).expect("watched");
        assert_eq!(std::fs::read(&file).expect("read"), b"one");
        assert_eq!(receiver.recv_timeout(Duration::from_millis(200)), Err(RecvTimeoutError::Timeout));
        std::fs::write(&file, "two").expect("written");
        assert_ne!(gather(&receiver, None), Some(Hint::End));
        drop(watcher);
    }
}
