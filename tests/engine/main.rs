//! The library as a host sees it: equal answers for equal questions, exact numbers, models, types that cross threads.

#![cfg(all(feature = "json", feature = "fs"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "a test may fail"
)]

mod any_text;
mod asking;
mod duplicates;
mod explaining;
mod formatting;
mod language;
mod logs;
mod logs_heard;
mod models;
mod names;
mod numbers;
mod public;
mod readings;
mod retrying;
mod same_bytes;
mod wire;

/// Whether the many cases of slow tests are tried at a tenth: they were tried at full count in another run.
#[allow(clippy::disallowed_methods, reason = "how many cases are tried reaches no decision")]
pub(crate) fn tenth() -> bool {
    std::env::var("POINTSMAN_CASES").is_ok_and(|cases| cases == "tenth")
}
