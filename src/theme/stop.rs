//! Rendering that can be stopped: nobody waits any more for what a template makes, or it takes so long that it may
//! never end.
//!
//! The engine knows no such thing. So what it writes to, and the `range` that templates count with, ask whether to go
//! on. A template that does neither for ever cannot be stopped: loops over a long list within loops over it, which
//! write nothing.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use tera::{Error, Kwargs, State, TeraResult};

/// When rendering is to stop.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Set by whoever does not wait any more.
    pub asked: Arc<AtomicBool>,
    /// The latest moment.
    pub at: Instant,
}

thread_local! {
    /// That of what this thread renders.
    static NOW: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

/// Does work whose rendering stops as `stop` says.
pub fn until<T>(stop: Stop, work: impl FnOnce() -> T) -> T {
    /// Puts back what was there before, whatever becomes of the work.
    struct Before(Option<Stop>);
    impl Drop for Before {
        fn drop(&mut self) {
            NOW.with(|now| *now.borrow_mut() = self.0.take());
        }
    }
    let _before = Before(NOW.with(|now| now.borrow_mut().replace(stop)));
    work()
}

/// Whether rendering can be stopped here.
pub fn can_stop() -> bool {
    NOW.with(|now| now.borrow().is_some())
}

/// Whether rendering is to stop here.
pub fn is_stopped() -> bool {
    NOW.with(|now| {
        let now = now.borrow();
        now.as_ref().is_some_and(|stop| stop.asked.load(Ordering::Relaxed) || Instant::now() >= stop.at)
    })
}

/// An output that ends when rendering is to stop.
#[derive(Debug, Default)]
pub struct Output {
    /// What was written.
    pub bytes: Vec<u8>,
    pieces: usize,
    too_much: bool,
}

/// It is asked now and then whether to stop: pieces are short.
const PIECES: usize = 64;

impl Output {
    /// Whether it ended because it is too much.
    pub fn is_too_much(&self) -> bool {
        self.too_much
    }
}

impl Write for Output {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.pieces += 1;
        if self.pieces.is_multiple_of(PIECES) && is_stopped() {
            return Err(io::Error::other("stopped"));
        }
        if self.bytes.len() + piece.len() > MOST_BYTES {
            self.too_much = true;
            return Err(io::Error::other("too much"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// No page has so many bytes; a loop within loops soon does.
const MOST_BYTES: usize = 128 << 20;

/// The most numbers that `range` gives.
const MOST: i128 = 100_000;

/// The engine's own `range`, which also asks whether to stop.
#[allow(clippy::needless_pass_by_value, reason = "the engine's own signature")]
pub fn range(arguments: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    let start = arguments.get::<i128>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i128>("end")?;
    let step = arguments.get::<i128>("step_by")?.unwrap_or(1);
    if is_stopped() {
        return Err(Error::message("stopped"));
    }
    if step == 0 {
        return Err(Error::message("`range` needs a `step_by` other than 0"));
    }
    if start > end && step > 0 {
        return Err(Error::message(format!("`range` cannot count from {start} up to {end}")));
    }
    let is_before = |number: &i128| if step > 0 { *number < end } else { *number > end };
    let next = |number: &i128| number.checked_add(step).filter(is_before);
    let numbers = std::iter::successors(Some(start).filter(is_before), next);
    let numbers: Vec<i128> = numbers.take(MOST as usize + 1).collect();
    if numbers.len() as i128 > MOST {
        return Err(Error::message(format!("`range` gives at most {MOST} numbers")));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tera::{Context, Tera};

    use super::*;

    fn rendered(template: &str) -> Result<String, String> {
        let mut tera = Tera::default();
        tera.register_function("range", range);
        tera.add_raw_template("t", template).map_err(|error| error.to_string())?;
        let mut out = Output::default();
        tera.render_to("t", &Context::new(), &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out.bytes).expect("text"))
    }

    #[test]
    fn it_counts_as_the_engine_does() {
        let list = |arguments: &str| {
            rendered(&format!("{{% for n in range({arguments}) %}}{{{{ n }}}} {{% endfor %}}"))
        };
        for (arguments, expected) in [
            ("end=3", "0 1 2 "),
            ("start=1, end=6, step_by=2", "1 3 5 "),
            ("start=3, end=0, step_by=-1", "3 2 1 "),
            ("start=2, end=2", ""),
            ("start=0, end=3, step_by=-1", ""),
        ] {
            assert_eq!(list(arguments), Ok(expected.to_owned()), "{arguments}");
        }
        for arguments in ["start=3, end=0", "end=3, step_by=0", "end=100001"] {
            assert!(list(arguments).is_err(), "{arguments}");
        }
        assert!(list("end=100000").is_ok());
    }

    #[test]
    fn what_never_ends_is_stopped() {
        let loops =
            "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
        let stop = |at| Stop { asked: Arc::default(), at };
        let soon = Instant::now() + Duration::from_millis(50);
        assert!(until(stop(soon), || rendered(loops)).is_err());
        assert!(!can_stop());
        let asked = stop(Instant::now() + Duration::from_secs(60));
        asked.asked.store(true, Ordering::Relaxed);
        let writes = "{% for a in [1,2,3,4,5,6,7,8,9] %}{% for b in [1,2,3,4,5,6,7,8,9] %}{{ b }}{% endfor %}{% endfor %}";
        assert!(until(asked, || rendered(writes)).is_err());
        assert!(rendered(writes).is_ok());
    }
}
