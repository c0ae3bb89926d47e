//! dayone turns a folder of Markdown into a team's culture handbook: a static site.
//!
//! # The way the data flows
//!
//! ```text
//! load    directory            -> Sources     the only reader of content
//! parse   Source               -> Parsed      pure, one file at a time, in parallel
//! link    [Parsed], Config     -> Handbook    pure, whole, cheap: URLs, navigation, resolved links
//! check   Handbook             -> [Finding]   pure
//! render  Handbook, Theme, P   -> bytes       pure, one output at a time
//! write   outputs              -> disk        the only writer
//! ```
//!
//! [`build`] is those six calls. [`serve`] keeps what the first three make in memory, and renders a page
//! when somebody asks for it. There is no other path.
//!
//! # The map
//!
//! Lowest layer first: a module uses only those above it in this list. A test holds the imports
//! against it.
//!
//! | module | what it is about |
//! |---|---|
//! | [`text`] | sources, places, lines and columns |
//! | [`characters`] | the characters that no page may have |
//! | [`file_name`] | what a file's name says: Markdown, a folder's own page |
//! | [`months`] | the names of months |
//! | [`diag`] | findings, rules, reports and their printers |
//! | [`config`] | `book.toml` |
//! | [`chart`] | data becomes charts: points, scales, tables |
//! | [`syntax`] | front matter, Markdown, highlighting, typed blocks: text in, structure out |
//! | [`people`] | who there is: `people.yaml` |
//! | [`owners`] | who owns what by its path: patterns, `CODEOWNERS` |
//! | [`reviews`] | who reviewed what: `reviews.yaml` |
//! | [`actions`] | what is to be done, as pages of any kind say it |
//! | [`facts`] | the typed statements that pages make |
//! | [`rota`] | who is on call when: rotas, and the shifts that they make |
//! | [`incident`] | what happened when something failed |
//! | [`decision`] | how far a decision is, what it replaces, and what its text has |
//! | [`narrative`] | which form a narrative has, how long it is in print, and what it lacks |
//! | [`kinds`] | what a page can be, and the fields that it may carry then |
//! | [`load`] | a directory becomes sources |
//! | [`parse`] | a source becomes a parsed page |
//! | [`handbook`] | parsed pages become a whole: tree, URLs, navigation, resolved links |
//! | [`theme`] | templates and assets, built in and the handbook's own |
//! | [`check`] | rules over the whole |
//! | [`render`] | views for templates, pages, sitemap, search index |
//! | [`write`](mod@write) | output that is never half there |
//! | [`build`] | the six calls |
//! | [`serve`] | the preview: a handbook in memory, over HTTP |
//! | [`cli`] | the commands |
//!
//! # What is deliberately absent
//!
//! - A site object that everything can reach and change: each call takes what it needs and returns
//!   what it made.
//! - The clock: *today* is an input.
//! - A template language in Markdown, and Markdown in templates.
//! - A class of error between a finding (the author's), an error (the environment's) and a panic
//!   (a bug).

pub mod actions;
pub mod build;
pub mod characters;
pub mod chart;
pub mod check;
pub mod cli;
pub mod config;
pub mod decision;
pub mod diag;
pub mod facts;
pub mod file_name;
pub mod handbook;
pub mod incident;
pub mod kinds;
pub mod load;
pub mod months;
pub mod narrative;
pub mod owners;
pub mod parse;
pub mod people;
pub mod render;
pub mod reviews;
pub mod rota;
pub mod serve;
pub mod syntax;
pub mod text;
pub mod theme;
pub mod write;
