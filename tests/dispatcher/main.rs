//! Many threads at one state, processes that are killed, decisions that are taken back.

#![cfg(feature = "json")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it cannot go on")]

mod desk;
#[allow(dead_code, reason = "an example has a `main`")]
#[allow(unreachable_pub, reason = "the example is a program of its own")]
#[path = "../../examples/file_journal.rs"]
mod file_journal;
mod killed;
mod rollback;
mod threads;
