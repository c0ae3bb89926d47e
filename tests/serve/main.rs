//! The preview over real sockets.

mod client;
mod command;
mod edits;
mod hostile;
mod last_state;
mod links;
mod owners;
mod pages;
mod slow;
mod streams;
mod warm;
mod watching;
