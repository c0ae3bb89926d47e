//! `[kinds]`: kinds of page that a handbook declares, and what it asks of those that are built in.

use crate::text::Span;

/// What a handbook says of a kind of page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindSettings {
    /// The word in `kind:`.
    pub id: String,
    /// The words shown to readers.
    pub label: Option<String>,
    /// What it is, in one sentence.
    pub description: Option<String>,
    /// The folder of the content where pages of this kind usually live, without slashes around it.
    pub folder: Option<String>,
    /// The fields that a page must have, each with its place in `book.toml`.
    pub require: Vec<(String, Span)>,
    /// The headings that a page must have, in this order.
    pub sections: Vec<String>,
    /// How many words a page may have.
    pub max_words: Option<usize>,
    /// The template that shows it, with its place.
    pub template: Option<(String, Span)>,
    /// Whether fields may stand in the lines after the title.
    pub lift: bool,
    /// The fields that it adds, or has another type for, in the file's order.
    pub fields: Vec<FieldSettings>,
    /// Where `book.toml` has the id.
    pub span: Span,
}

/// A field of a kind, as a handbook declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSettings {
    /// The key.
    pub name: String,
    /// What it holds, if it says.
    pub holds: Option<FieldType>,
    /// The words shown to readers.
    pub label: Option<String>,
    /// What it says, as the end of a sentence.
    pub description: Option<String>,
    /// Where `book.toml` has the key.
    pub span: Span,
}

/// What a field holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FieldType {
    /// Anything: what the field of a built-in kind may hold that has no type.
    #[default]
    Anything,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A number.
    Number,
    /// The id of a person.
    Person,
    /// The id of a unit.
    Unit,
    /// The path of a page.
    Page,
    /// One of these texts.
    Choice(Vec<String>),
    /// A list of such values; one alone will do.
    List(Box<FieldType>),
}

impl FieldType {
    /// The words for the types that a handbook can name.
    pub const WORDS: [&str; 8] = ["text", "date", "number", "person", "unit", "page", "choice", "list"];

    /// What each value is, of a list or alone.
    pub fn of_each(&self) -> &FieldType {
        match self {
            FieldType::List(of) => of.of_each(),
            single => single,
        }
    }
}
