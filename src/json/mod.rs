//! The shapes that cross the border as JSON: leads, requests, snapshots, assignments, logs, models.
//!
//! Reading is exact (numbers by their text), refuses unknown keys of ours, and names the path of a fault. Writing has a
//! fixed key order: equal decisions are equal bytes. No `serde_json::Value` anywhere: what it means depends on features
//! that other crates of a host may switch on.

mod asked;
mod assignment;
mod assignment_read;
mod counters;
mod delta;
mod delta_read;
mod diff;
mod explanation;
mod findings;
mod flat;
mod journal;
mod line;
mod log;
mod models;
mod node;
mod plain;
mod raw;
pub(crate) mod request;
pub(crate) mod simulated;
mod snapshot_csv;
mod snapshot_read;
mod snapshot_write;
mod state_read;
mod traffic;
mod why_not;
mod write;

pub use asked::AskedLead;
pub use findings::Reported;
pub use log::{LogReader, LogWriter, Replayed, RunKind};
pub use models::ModelScorer;
pub use node::JsonError;
