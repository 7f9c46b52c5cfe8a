//! Yes, no, unknown; and what distribution may ask about the lead.

use super::facts::LeadFacts;
use crate::domain::{Rep, Value};
use crate::model::{Cond, Expr, Timely};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Kleene's three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    pub(crate) const fn of(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }

    pub(crate) const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// The moment of a decision, resolved once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    /// Never later than `now`.
    pub(crate) since: Timestamp,
    pub(crate) attempt: u32,
    /// Rep ids, sorted.
    pub(crate) exclude: Vec<Arc<str>>,
    /// The lead's channel, `lead` where the schema has none.
    pub(crate) channel: Arc<str>,
}

impl Moment {
    /// How long the lead has waited.
    pub(crate) fn waiting(&self) -> SignedDuration {
        self.now.duration_since(self.since)
    }
}

/// What distribution asks of the lead at hand; `rep` is the rep at hand where the question names one.
pub(crate) trait Facts {
    fn moment(&self) -> &Moment;
    fn judge(&self, condition: &Cond, rep: Option<&Rep>) -> Truth;
    fn value(&self, value: &Expr, rep: Option<&Rep>) -> Option<Value>;
    /// The same lead at a later moment. What time does not change is asked of these facts; scorers have said what they say.
    fn later<'b>(&'b self, moment: &'b Moment, timely: &'b Timely) -> LeadFacts<'b>;
}
