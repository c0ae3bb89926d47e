//! From changes of the scope stack to runs of classes.

use syntect::parsing::ClearAmount;

use super::classes::{INHERIT, within};
use super::spans::{Builder, Class, PLAIN, Spans};

/// Keeps the stack of classes and writes runs as it changes.
#[derive(Default)]
pub(super) struct Painter {
    builder: Builder,
    /// What each scope on the stack asks for, and what holds with it.
    stack: Vec<(Class, Class)>,
    cleared: Vec<Vec<(Class, Class)>>,
    line: String,
    at: usize,
}

impl Painter {
    pub(super) fn start(&mut self, shown: &str) {
        self.line.clear();
        self.line.push_str(shown);
        self.at = 0;
    }

    pub(super) fn skip(&mut self, shown: &str) {
        self.builder.push(PLAIN, shown.len(), false);
    }

    pub(super) fn finish_line(&mut self) {
        self.advance(self.line.len());
    }

    pub(super) fn finish(self, capped: Option<usize>) -> Spans {
        self.builder.finish(capped)
    }

    fn class(&self) -> Class {
        self.stack.last().map_or(PLAIN, |(_, class)| *class)
    }

    fn advance(&mut self, at: usize) {
        let at = at.min(self.line.len());
        if at > self.at {
            let text = &self.line.as_bytes()[self.at..at];
            let blank = text.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            self.builder.push(self.class(), text.len(), blank);
            self.at = at;
        }
    }

    fn push(&mut self, own: Class) {
        self.stack.push((own, within(self.class(), own)));
    }

    pub(super) fn push_all(&mut self, at: usize, classes: &[Class]) {
        if !classes.is_empty() {
            self.advance_if(at, classes.iter().any(|class| *class != INHERIT));
            classes.iter().for_each(|class| self.push(*class));
        }
    }

    pub(super) fn pop(&mut self, at: usize, count: usize) {
        if count > 0 {
            self.advance(at);
            self.stack.truncate(self.stack.len().saturating_sub(count));
        }
    }

    pub(super) fn clear(&mut self, at: usize, amount: ClearAmount) {
        self.advance(at);
        let kept = match amount {
            ClearAmount::TopN(count) => self.stack.len() - count.min(self.stack.len()),
            ClearAmount::All => 0,
        };
        self.cleared.push(self.stack.split_off(kept));
    }

    pub(super) fn restore(&mut self, at: usize) {
        if let Some(cleared) = self.cleared.pop() {
            self.advance(at);
            cleared.into_iter().for_each(|(own, _)| self.push(own));
        }
    }

    fn advance_if(&mut self, at: usize, changes: bool) {
        if changes {
            self.advance(at);
        }
    }
}
