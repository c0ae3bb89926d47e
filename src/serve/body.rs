//! What answers carry, and how it comes to those who asked.
//!
//! A worker only says what an answer is. The thread of the connection sends it: however slowly somebody
//! reads, no worker waits, and a connection whose file ends too early can be ended.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::events::Listener;

/// What an answer carries.
#[derive(Debug)]
pub enum Body {
    /// Bytes in memory.
    Bytes(Arc<[u8]>),
    /// So many bytes of a file, from where it is.
    File(File, u64),
    /// Events, as they happen.
    Events(Listener),
}

impl Body {
    /// Its bytes; none when they have no end.
    pub fn length(&self) -> Option<usize> {
        match self {
            Body::Bytes(bytes) => Some(bytes.len()),
            Body::File(_, length) => Some(usize::try_from(*length).unwrap_or(usize::MAX)),
            Body::Events(_) => None,
        }
    }
}

/// Where workers leave what answers carry: a place for each connection that waits for an answer.
#[derive(Debug, Default)]
pub struct Bodies(Mutex<HashMap<u64, Option<Body>>>);

impl Bodies {
    fn places(&self) -> MutexGuard<'_, HashMap<u64, Option<Body>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a place for the answer to a connection.
    pub fn expect(&self, connection: u64) {
        self.places().insert(connection, None);
    }

    /// Leaves a body there, if the connection still waits.
    pub fn leave(&self, connection: u64, body: Body) {
        if let Some(place) = self.places().get_mut(&connection) {
            *place = Some(body);
        }
    }

    /// Takes what is there, and the place away.
    pub fn take(&self, connection: u64) -> Option<Body> {
        self.places().remove(&connection).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_waits_only_where_it_is_waited_for() {
        let bodies = Bodies::default();
        let body = || Body::Bytes(Arc::from(*b"abc"));
        bodies.leave(1, body());
        assert!(bodies.take(1).is_none());
        bodies.expect(1);
        bodies.leave(1, body());
        assert_eq!(bodies.take(1).and_then(|body| body.length()), Some(3));
        assert!(bodies.take(1).is_none() && bodies.places().is_empty());
    }
}
