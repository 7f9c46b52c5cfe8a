//! The nouns of the trade: kinds and values, leads, reps, the snapshot and its changes, the assignment.

mod apply;
mod assignment;
mod by_name;
mod country;
mod country_table;
mod decimal;
mod delta;
mod halved;
mod ids;
mod kind;
mod lead;
mod list;
pub(crate) mod normalize;
mod quick;
mod ratio;
mod raw;
mod reading;
mod reading_numbers;
mod rep;
mod schema;
mod short;
mod snapshot;
mod spelling;
mod state;
mod text;
mod undo;
mod upkeep;
mod value;

pub(crate) use apply::One;
pub use apply::Stale;
pub use assignment::{
    Assignment, Notification, Outcome, Path, Printed, Promise, PromiseAction, PromiseStep, PromiseTarget, Shadow,
};
pub use by_name::ByName;
pub use decimal::Decimal;
pub use delta::{Counters, Delta, MemberChange, Reads, TeamChange};
pub use ids::*;
pub use kind::Kind;
pub use lead::{DataNote, Lead, Problem};
pub use list::List;
pub use normalize::{company_form, domain_of, similarity};
pub use ratio::Ratio;
pub use raw::Raw;
pub use reading::Unreadable;
pub use rep::{Away, Rep};
pub use schema::{EnumDef, EnumValueDef, Field, FieldCheck, Normalizer, Presence, Schema};
pub use short::{LeadId, Short, ShortText};
pub use snapshot::{Snapshot, StickyEntry};
pub use state::{Last, Level, MemberState, Recent, TeamState, Turns};
pub use text::Text;
pub use value::{Country, Value};

pub(crate) use halved::Halved;
pub(crate) use lead::OPEN;
#[cfg(feature = "json")]
pub(crate) use normalize::normalized;
pub(crate) use normalize::trigrams;
pub(crate) use quick::{Quick, is_address};
pub(crate) use ratio::compare as compare_fractions;
pub(crate) use reading::{ReadOptions, Reading, Spare, is_text_of, key_of, kind_words, parts};
#[cfg(feature = "json")]
pub(crate) use reading_numbers::whole;
pub(crate) use rep::RepHours;
pub(crate) use snapshot::Sticky;
pub(crate) use spelling::Spellings;
pub(crate) use text::Long;
pub(crate) use undo::Undo;

/// What is printed in place of a private value.
pub const PRIVATE: &str = "‹private›";
