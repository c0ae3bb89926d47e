//! What templates receive of what changed in a page.

use serde::Serialize;

/// What changed in a page since its review.
#[derive(Debug, Serialize)]
pub struct ChangesView {
    /// The commit that has the text that was reviewed, in short.
    pub commit: String,
    /// The changes, in the page's order.
    pub changes: Vec<ChangeView>,
    /// How many more there are.
    pub more: usize,
}

/// A change.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    /// The heading of the section that it is in, or null.
    pub under: Option<String>,
    /// What stayed, went and came, in order.
    pub parts: Vec<ChangePartView>,
}

/// A part of a change.
#[derive(Debug, Serialize)]
pub struct ChangePartView {
    /// `same`, `gone` or `new`.
    pub what: &'static str,
    /// The text, as it is written.
    pub text: String,
}
