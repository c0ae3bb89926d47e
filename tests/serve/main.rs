//! The preview over real sockets.

mod client;
mod command;
mod edits;
mod hostile;
mod pages;
mod streams;
mod warm;
mod watching;
