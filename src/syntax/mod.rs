//! From text to structure, one file at a time: front matter, Markdown, code, mathematics.
//!
//! Nothing here knows of other pages, of the disk or of templates.

pub mod code;
pub mod document;
pub mod escape;
pub mod front_matter;
pub mod highlight;
pub mod lift;
pub mod lift_headed;
pub mod lift_reads;
pub mod lift_table;
pub mod markdown;
pub mod math;
pub mod moment;
mod offset;
pub mod outline;
pub mod raw_html;
pub mod sections;
pub mod slug;
pub mod summary;
pub mod yaml;
