//! The shapes that cross the border as JSON: leads, requests, snapshots, assignments, logs, models.
//!
//! Reading is exact (numbers by their text), refuses unknown keys of ours, and names the path of a fault. Writing has a
//! fixed key order: equal decisions are equal bytes. No `serde_json::Value` anywhere: what it means depends on features
//! that other crates of a host may switch on.

mod assignment;
mod delta;
mod node;
mod raw;
pub(crate) mod request;
mod state_read;
pub(crate) mod snapshot_read;
mod snapshot_write;
mod write;

pub use node::JsonError;
pub(crate) use node::{Node, parse};
