//! Many threads, one state: routes and stores in one step, writes a journal before it answers, takes back.
//!
//! `groups` says who can influence whom, `answers` remembers what was answered, `journal` is what a host keeps,
//! `dispatcher` brings them together, `recover` builds the state from a journal.

mod answers;
mod dispatcher;
mod error;
mod groups;
mod journal;
mod recover;
mod upkeep;

pub use dispatcher::Dispatcher;
pub use error::DispatchError;
pub use journal::{Journal, JournalEntry};
