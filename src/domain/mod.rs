//! The nouns of the trade: kinds and values, leads, reps, the snapshot and its changes, the assignment.

mod assignment;
mod decimal;
mod delta;
mod ids;
mod kind;
mod lead;
mod rep;
mod schema;
mod snapshot;
mod state;
mod value;

pub use assignment::{Assignment, Notification, Outcome, Promise, PromiseAction, PromiseStep, PromiseTarget, Shadow};
pub use decimal::{Decimal, Ratio};
pub use delta::{Delta, MemberChange, Reads, TeamChange};
pub use ids::*;
pub use kind::Kind;
pub use lead::{DataNote, Lead, Problem};
pub use rep::{Away, Rep};
pub use schema::{EnumDef, EnumValueDef, Field, FieldCheck, Normalizer, Presence, Schema};
pub use snapshot::{Snapshot, StickyEntry};
pub use state::{Last, Level, MemberState, Recent, TeamState, Turns};
pub use value::{Country, Text, Value};

pub(crate) use rep::RepHours;
pub(crate) use snapshot::Sticky;
