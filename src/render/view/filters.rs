//! What templates receive of the lists by which the rows of a register can be chosen.

use serde::Serialize;

/// Something that rows can be chosen by. Each row has what it is in an attribute `data-` with this name.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView {
    /// The name in the address and of the attribute: `unit`, `status` and the like.
    pub name: &'static str,
    /// The words for readers.
    pub label: String,
    /// What can be chosen.
    pub options: Vec<FilterOptionView>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FilterOptionView {
    /// The word in the address.
    pub value: String,
    /// The words for readers.
    pub label: String,
}
