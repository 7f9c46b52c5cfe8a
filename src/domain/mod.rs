//! The nouns of the trade: kinds and values, leads, reps, the snapshot and its changes, the assignment.

mod decimal;
mod ids;
mod kind;
mod schema;
mod value;

pub use decimal::{Decimal, Ratio};
pub use ids::*;
pub use kind::Kind;
pub use schema::{EnumDef, EnumValueDef, Field, FieldCheck, Normalizer, Presence, Schema};
pub use value::{Country, Text, Value};
