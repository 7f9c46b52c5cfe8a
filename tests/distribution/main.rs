//! Who gets the lead: the figures and promises of the page "What a decision means", section 5, 6 and 13, worked by hand.

#![cfg(feature = "json")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::float_arithmetic,
    reason = "a test may fail"
)]

mod absences;
mod again;
mod desk;
mod invariants;
mod readings;
mod shares;
mod words;
