//! `book.toml` as settings: every key typed, with its default, and findings for the rest.
//!
//! [`read`] cannot fail: a file that is not TOML gives a finding and the defaults, an unknown key a
//! finding at its place with the nearest known one. A `book.toml` written for mdBook is
//! recognised, and what has a meaning here is taken over.

mod kinds;
mod mdbook;
mod place;
mod read;
mod rules;
mod values;
mod words;

use std::collections::BTreeMap;

use crate::diag::Level;
use crate::text::Span;

pub use kinds::{FieldSettings, FieldType, KindSettings};
pub use place::{is_toml, key_and_value};
pub use read::{FREE_TABLES, SETTINGS, Setting, read};
pub use rules::{BAD_CONFIG, MDBOOK_CONFIG, UNKNOWN_SETTING};
pub(crate) use values::{is_base_path, json};
pub use words::{Word, Words};

/// The settings of a handbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `[book]`: what the handbook is.
    pub book: Book,
    /// `[build]`: where the site goes.
    pub build: Build,
    /// `[theme]`: how it looks.
    pub theme: Theme,
    /// `[markdown]`: how pages are read.
    pub markdown: Markdown,
    /// `[site]`: where the sources live.
    pub site: Site,
    /// `[serve]`: how the preview works.
    pub serve: Serve,
    /// `[vars]`: values of `{{ name }}` in text, by name. Numbers, booleans and dates are written
    /// as TOML writes them; a nested table's keys are joined with dots.
    pub vars: BTreeMap<String, String>,
    /// `[rules]`: level by rule code, with the place of the code in `book.toml`.
    pub rules: BTreeMap<String, (Level, Span)>,
    /// `[redirects]`, in the file's order.
    pub redirects: Vec<Redirect>,
    /// `[kinds]`, in the file's order.
    pub kinds: Vec<KindSettings>,
    /// `[words]`: what things are called.
    pub words: Words,
    /// `[people]`: what is shown of people.
    pub people: People,
    /// `[owners]`, in the file's order.
    pub owners: Vec<OwnedPaths>,
    /// `[coe]`: what is asked of accounts of failures.
    pub coe: Coe,
}

/// `[coe]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coe {
    /// `draft-days`: after so many days no account is a draft any more.
    pub draft_days: i32,
    /// `present-days`: after so many days every account has been presented.
    pub present_days: i32,
    /// `blame`: words that blame somebody, in lower case, each with what to write instead.
    pub blame: Vec<(String, String)>,
}

impl Default for Coe {
    fn default() -> Self {
        Coe { draft_days: 14, present_days: 30, blame: Vec::new() }
    }
}

/// An entry of `[owners]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedPaths {
    /// Which pages, by their paths in the content folder, as `CODEOWNERS` writes it.
    pub pattern: String,
    /// Where the pattern is in `book.toml`.
    pub pattern_span: Span,
    /// The id of the person or unit who owns them.
    pub owner: String,
    /// Where the owner is in `book.toml`.
    pub owner_span: Span,
}

/// `[people]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct People {
    /// `pages`: whether everybody gets a page.
    pub pages: bool,
    /// `codeowners = false`: what `CODEOWNERS` says is beside the point.
    pub ignores_codeowners: bool,
}

/// An entry of `[redirects]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path, with a leading `/`.
    pub from: String,
    /// The new path, with a leading `/`, or an address on the web.
    pub to: String,
    /// Where the old path is in `book.toml`.
    pub from_span: Span,
    /// Where the new one is.
    pub to_span: Span,
}

/// `[book]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The handbook's title; that of its home page unless set.
    pub title: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Who writes it.
    pub authors: Vec<String>,
    /// A BCP 47 language tag, for `<html lang>`; `en` unless set.
    pub language: String,
    /// The content folder relative to the handbook's root, `/`-separated, without a trailing `/`;
    /// empty when the root itself is the content. None when `book.toml` does not say.
    pub src: Option<String>,
}

/// `[build]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The output folder relative to the handbook's root; `public` unless set.
    pub output: String,
    /// Where the site will be served (`https://example.org/handbook/`), or the path alone
    /// (`/handbook/`), always with a trailing `/`.
    pub base_url: Option<String>,
    /// The day the site is built for, instead of the clock's.
    pub today: Option<jiff::civil::Date>,
}

/// `[theme]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The theme's name; `default` unless set.
    pub name: String,
    /// Every other key of the table: options that the theme's templates read.
    pub options: serde_json::Map<String, serde_json::Value>,
}

/// What becomes of raw HTML in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawHtml {
    /// Kept as it is.
    Allow,
    /// Kept as far as it is harmless.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
}

/// `[markdown]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Markdown {
    /// `html = "allow" | "sanitize" | "escape"`.
    pub html: RawHtml,
    /// `smart-punctuation`: curly quotes, dashes and ellipses; off unless set.
    pub smart_punctuation: bool,
    /// `highlight = false`: fenced code is not highlighted.
    pub plain_code: bool,
}

/// `[site]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// The repository's page (`https://git.example.org/acme/handbook`), without a trailing `/`.
    pub repository_url: Option<String>,
    /// An edit page's address with `{path}` for the source's path in the repository.
    pub edit_url_template: Option<String>,
    /// The same for a page with what changed in the source.
    pub history_url_template: Option<String>,
    /// `health = false`: nothing shows how the handbook is kept.
    pub no_health: bool,
    /// Whether pages show what changed in them since their review.
    pub changes: bool,
}

/// `[serve]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Serve {
    /// What opens a source at a line: an address (`vscode://file/{path}:{line}`), or a command whose words
    /// have `{path}` and `{line}`.
    pub editor: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            book: Book {
                title: None,
                description: None,
                authors: Vec::new(),
                language: "en".to_owned(),
                src: None,
            },
            build: Build { output: "public".to_owned(), base_url: None, today: None },
            theme: Theme { name: "default".to_owned(), options: serde_json::Map::new() },
            markdown: Markdown::default(),
            site: Site::default(),
            serve: Serve::default(),
            vars: BTreeMap::new(),
            rules: BTreeMap::new(),
            redirects: Vec::new(),
            kinds: Vec::new(),
            people: People::default(),
            owners: Vec::new(),
            coe: Coe::default(),
            words: Words::new(),
        }
    }
}
