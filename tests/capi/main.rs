//! The C library as hosts in other languages meet it: built, installed, called, abused.
//!
//! What is missing on this machine (a language, valgrind, a nightly toolchain) is a printed skip.

#![cfg(feature = "capi")]
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a test stops where it cannot go on, and tells"
)]
#![allow(clippy::disallowed_methods, reason = "tests look at the environment")]

mod abuse;
mod clients;
mod header;
mod memory;
mod nulls;
mod package;
mod prototypes;
mod tools;
