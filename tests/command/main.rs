//! The command `pointsman`, end to end, as a stranger would run it.

#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a test may fail, and tells"
)]

mod bad_input;
mod desk;
mod differing;
mod private;
mod replay;
mod reports;
mod routing;
mod saving;
mod simulating;
mod streams;
mod testing;
mod threads;
mod why_not;
mod xeducation;
