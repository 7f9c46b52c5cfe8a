//! text ──syntax──▶ Document ──check──▶ Model ──lower──▶ DecisionGraph ──**route**──▶ Assignment
//!
//! Runs the graph for one lead on one snapshot. Nothing here knows text; nothing here asks a clock.

#[cfg(test)]
mod differential;
mod facts;
pub(crate) mod faults;
mod matching;
mod number;
mod read;
#[cfg(test)]
mod reference;
mod request;
mod scorer;
mod text;
mod truth;

pub use request::Request;
pub use scorer::{LeadView, Score, Scorer, ScorerError};
pub(crate) use truth::{Facts, Moment, Truth};
